"""How Strata's pictures look: sheets laid out in inches, fonts, colours, labels. Nothing here knows results.h5."""

import io

import matplotlib
import matplotlib.colors
import matplotlib.patheffects
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from strata_post.files import replacing

DPI = 150
KELVIN = 273.15
MM = 1e3                     # mm per m
SMALL, NORMAL, LARGE = 8, 9.5, 14
GREY = "0.35"

TEMPERATURE = matplotlib.colormaps["plasma"].copy()
POWER = matplotlib.colormaps["viridis"].copy()
STRESS = matplotlib.colormaps["cividis"].copy()
SIGNED = matplotlib.colormaps["RdBu_r"].copy()       # with a range around zero
for _map in (TEMPERATURE, POWER, STRESS, SIGNED):
    _map.set_bad("white")

# Colours of materials by what their names contain; the first that fits wins, the rest comes from SPARE.
MATERIAL_COLOURS = (("void", "#ffffff"), ("air", "#eef6fb"), ("tsv", "#7fa3c7"), ("bump", "#e0b93f"),
                    ("bond", "#c9974c"), ("solder", "#bfae6a"), ("sac", "#bfae6a"), ("beol", "#8e6bb0"),
                    ("tim", "#e37fb0"), ("silicon", "#aebfd0"), ("copper", "#d9844b"), ("lid", "#d9844b"),
                    ("underfill", "#c8d58b"), ("muf", "#6f7f5a"), ("ncf", "#8f9f6a"), ("mold", "#6b6b6b"),
                    ("laminate", "#5f9e6e"), ("substrate", "#5f9e6e"), ("fr4", "#3f7e5e"), ("sio2", "#d6e4ee"),
                    ("oxide", "#d6e4ee"))
SPARE = ("#4e9fb5", "#b5564e", "#9ab54e", "#d4b5e0", "#4e5fb5", "#b58f4e", "#76c7b0", "#c76f8e", "#8c8c46", "#5a4a78")


def degc(kelvin):
    """Temperature in degC of kelvin."""
    return np.asarray(kelvin) - KELVIN


def temperature_text(kelvin):
    """"87.3 °C" of kelvin."""
    return f"{kelvin - KELVIN:.1f} °C"


def length_text(metres):
    """A length as people write it: "35 µm", "1.4 mm"."""
    return f"{metres * 1e6:.4g} µm" if metres < 0.9995e-3 else f"{metres * MM:.4g} mm"


def time_text(seconds):
    """A time as people write it: "12.5 ms", "3.2 s", "1 h 05 min"."""
    if seconds == 0:
        return "0 s"
    if seconds < 0.9995e-3:
        return f"{seconds * 1e6:.4g} µs"
    if seconds < 0.9995:
        return f"{seconds * 1e3:.4g} ms"
    if seconds < 599.95:
        return f"{seconds:.4g} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"


def at_time(seconds):
    """", at 12.5 ms" of a moment of a transient; nothing of a steady state (None)."""
    return "" if seconds is None else f", at {time_text(seconds)}"


def material_colours(names):
    """One colour for each material name, distinct as far as the palettes reach."""
    colours, taken = [], {}
    for name in names:
        colour = next((value for word, value in MATERIAL_COLOURS if word in name.lower()), None)
        if colour is None or (colour in taken and taken[colour] != name):
            colour = next((spare for spare in SPARE if spare not in taken), colour or SPARE[0])
        taken[colour] = name
        colours.append(colour)
    return colours


def colour_range(values):
    """Normalisation over the finite `values`; a flat field gets a range of one unit."""
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if high - low < 1e-6 * max(1.0, abs(high)):
        low, high = low - 0.5, high + 0.5
    return matplotlib.colors.Normalize(low, high)


def bulk_range(values, share=0.99):
    """Normalisation from zero over all but the largest (1 - share) of the finite `values` (not negative): peaks at
    singular edges, which grow with the mesh, must not take all colours."""
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    high = float(np.quantile(finite, share)) if finite.size else 0.0
    return matplotlib.colors.Normalize(0.0, high or 1.0)


def signed_range(values, share=1.0):
    """Normalisation around zero over the finite `values`, all but the largest (1 - share) of their sizes."""
    high = bulk_range(np.abs(values), share).vmax
    return matplotlib.colors.Normalize(-high, high)


class Sheet:
    """One picture: a figure with a title; all places and sizes are inches from the lower left corner."""

    def __init__(self, width, height, title, subtitle=""):
        self.width, self.height = width, height
        self.title, self.subtitle = title, subtitle
        self.figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self._headings = (self._heading(title, 0.38, LARGE, fontweight="bold"),
                          self._heading(subtitle, 0.68, NORMAL, color=GREY))

    def _heading(self, text, below_top, size, **options):
        """A line of text at the top, set smaller where the sheet is too narrow for it."""
        letter = 0.0088 * size           # mean width of a letter [inch]
        size = min(size, size * (self.width - 0.5) / max(letter * len(text), 1e-9))
        return self.figure.text(0.35 / self.width, 1 - below_top / self.height, text, fontsize=size, va="center",
                                **options)

    def axes(self, left, bottom, width, height):
        """Axes with ticks in the house style."""
        axes = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        axes.tick_params(labelsize=SMALL, direction="out", length=3)
        for spine in axes.spines.values():
            spine.set_linewidth(0.6)
        return axes

    def legend(self, left, bottom, colours_and_names, columns):
        """Patches of colour with their names, from the lower left corner given."""
        handles = [Patch(facecolor=colour, edgecolor="black", linewidth=0.5, label=name)
                   for colour, name in colours_and_names]
        self.figure.legend(handles=handles, loc="lower left", ncol=columns, fontsize=SMALL, frameon=False,
                           bbox_to_anchor=(left / self.width, bottom / self.height), borderaxespad=0.0)

    def line_legend(self, left, height, handles, corner="upper left"):
        """Names of lines below each other; `corner` of the list is at the place given."""
        self.figure.legend(handles=handles, loc=corner, ncol=1, fontsize=SMALL, frameon=False, handlelength=2.2,
                           labelspacing=0.7, bbox_to_anchor=(left / self.width, height / self.height), borderaxespad=0.0)

    def colour_bar(self, mappable, left, bottom, height, label, extend="neither"):
        """A vertical colour bar with its quantity and unit beside it; `extend` says where values lie beyond it."""
        axes = self.axes(left, bottom, 0.18, height)
        bar = self.figure.colorbar(mappable, cax=axes, extend=extend)
        bar.outline.set_linewidth(0.6)
        bar.set_label(label, fontsize=NORMAL)
        axes.tick_params(labelsize=SMALL)
        return bar

    def note(self, left, bottom, text, **options):
        """Text at a place of the sheet."""
        options = {"fontsize": SMALL, "color": GREY, "va": "center", **options}
        return self.figure.text(left / self.width, bottom / self.height, text, **options)

    def side_labels(self, left, bottom, height, v_range, labels):
        """Texts to the right of axes that end at `left`, each joined to its height by a line.

        labels: list of (v_lower, v_upper, text), v in the units of v_range; a label of several lines gets a bracket
        over its range.
        """
        labels = sorted(labels, key=lambda label: label[0] + label[1])
        scale = height / (v_range[1] - v_range[0])
        ends = [[bottom + (min(max(v, v_range[0]), v_range[1]) - v_range[0]) * scale for v in label[:2]]
                for label in labels]
        heights = [0.15 * (1 + text.count("\n")) + 0.02 for _, _, text in labels]
        places = spread([0.5 * (low + high) for low, high in ends], heights, bottom - 0.1, bottom + height + 0.1)
        for (low, high), place, (_, _, text) in zip(ends, places, labels):
            if "\n" in text:
                self._line([left + 0.04, left + 0.09, left + 0.09, left + 0.04], [low, low, high, high])
            start = left + 0.09 if "\n" in text else left + 0.02
            self._line([start, left + 0.28], [0.5 * (low + high), place])
            self.note(left + 0.32, place, text, color="black", ha="left", linespacing=1.15)

    def _line(self, x, y):
        self.figure.add_artist(Line2D([v / self.width for v in x], [v / self.height for v in y], color=GREY,
                                      linewidth=0.6))

    def save(self, path):
        """Writes the PNG; a file of that name is replaced only by a complete one."""
        with replacing(path) as temporary:
            self.figure.savefig(temporary, format="png", dpi=DPI)

    def without_heading(self):
        """The picture as the text of an SVG file, without title, subtitle and margins, for pages that say these
        themselves; its width and height [inch]."""
        self._show_headings(False)
        box = self.figure.get_tightbbox(self.figure.canvas.get_renderer()).padded(0.04)
        content = io.StringIO()
        with matplotlib.rc_context({"svg.hashsalt": "strata"}):
            self.figure.savefig(content, format="svg", dpi=DPI, metadata={"Date": None}, bbox_inches=box)
        self._show_headings(True)
        return content.getvalue(), box.width, box.height

    def _show_headings(self, visible):
        for text in self._headings:
            text.set_visible(visible)


def fit(width, height, room_width, room_height):
    """Size in inches of a drawing of `width` x `height` (any unit) at equal scales in the room given."""
    scale = min(room_width / width, room_height / height)
    return width * scale, height * scale


def draw_cells(axes, u_lines, v_lines, values, colours, norm):
    """Fills each cell of a tensor grid with its colour, exactly: lines in metres are drawn in millimetres.

    values: (v, u); NaN stays white. Returns the mappable for a colour bar.
    """
    return axes.pcolormesh(np.asarray(u_lines) * MM, np.asarray(v_lines) * MM,
                           np.ma.masked_invalid(np.asarray(values, dtype=np.float32)),
                           cmap=colours, norm=norm, shading="flat", rasterized=True, antialiased=False)


def draw_materials(axes, u_lines, v_lines, ids, colours):
    """Fills each cell with the colour of its material id, (v, u)."""
    cmap = matplotlib.colors.ListedColormap(colours)
    norm = matplotlib.colors.Normalize(-0.5, len(colours) - 0.5)
    return draw_cells(axes, u_lines, v_lines, ids, cmap, norm)


def draw_outlines(axes, rectangles, width=0.6, alpha=0.7):
    """Outlines of (u0, v0, u1, v1) rectangles in metres: dark with a light rim, to show on any colour."""
    corners = [np.array([(u0, v0), (u1, v0), (u1, v1), (u0, v1), (u0, v0)]) * MM for u0, v0, u1, v1 in rectangles]
    for colour, factor, opacity in (("white", 2.6, 0.45 * alpha), ("black", 1.0, alpha)):
        axes.add_collection(LineCollection(corners, colors=colour, linewidths=factor * width, alpha=opacity),
                            autolim=False)


def set_limits(axes, u_range, v_range, u_name, v_name):
    """Limits from metres, in millimetres, and the axis names."""
    axes.set_xlim(u_range[0] * MM, u_range[1] * MM)
    axes.set_ylim(v_range[0] * MM, v_range[1] * MM)
    axes.set_xlabel(f"{u_name} [mm]", fontsize=NORMAL)
    axes.set_ylabel(f"{v_name} [mm]", fontsize=NORMAL)


def halo(width=2.0, colour="white"):
    """Path effect that keeps text readable on any colour."""
    return [matplotlib.patheffects.withStroke(linewidth=width, foreground=colour)]


def roomy_side(axes, u, v):
    """Whether there is more room to the right of (u, v) in metres, and above it."""
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    return (u * MM - low) < 0.6 * (high - low), (v * MM - bottom) < 0.75 * (top - bottom)


def mark_hottest(axes, u, v, text):
    """A ring at (u, v) in metres and its value beside it, on the side where there is room."""
    right, up = roomy_side(axes, u, v)
    ring(axes, u * MM, v * MM)
    axes.annotate(text, (u * MM, v * MM), xytext=(14 if right else -14, 14 if up else -14), textcoords="offset points",
                  ha="left" if right else "right", va="bottom" if up else "top", fontsize=NORMAL, fontweight="bold",
                  zorder=11, bbox={"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "black",
                                   "linewidth": 0.6, "alpha": 0.9},
                  arrowprops={"arrowstyle": "-", "linewidth": 0.8, "color": "black", "shrinkB": 4})


def ring(axes, u, v, size=8):
    """A ring in the units of the axes that shows on any colour."""
    for colour, width, order in (("white", 2.4, 9), ("black", 1.1, 10)):
        axes.plot([u], [v], marker="o", markersize=size, markerfacecolor="none", markeredgecolor=colour,
                  markeredgewidth=width * size / 8, zorder=order, clip_on=False)


def frame(axes, left, bottom, width, height):
    """A thin rectangle in the units of the axes."""
    axes.add_patch(Rectangle((left, bottom), width, height, fill=False, linewidth=0.6, edgecolor="black"))


def frame_field(axes, place, colour="#c00000"):
    """A thick frame just inside the unit field of a map around `place`."""
    axes.add_patch(Rectangle((place[0] - 0.46, place[1] - 0.46), 0.92, 0.92, fill=False, linewidth=2, edgecolor=colour,
                             zorder=3))


def spread(positions, heights, low, high):
    """Moves sorted label centres apart so that labels of the given heights do not overlap, inside [low, high].

    Labels stay where they are if they can, otherwise they make way upwards and, at the end of the room, downwards.
    Where they do not fit at all, they share the room in proportion.
    """
    total = sum(heights)
    shrink = min(1.0, (high - low) / total) if total > 0 else 1.0
    halves = [0.5 * shrink * height for height in heights]
    placed, floor = [], low
    for position, half in zip(positions, halves):
        placed.append(max(position, floor + half))
        floor = placed[-1] + half
    ceiling = high
    for n in reversed(range(len(placed))):
        placed[n] = min(placed[n], ceiling - halves[n])
        ceiling = placed[n] - halves[n]
    return placed


def nice_exaggeration(largest):
    """The largest of 1, 1.5, 2, 3, 4, 5, 8, 10, 15 ... that is not above `largest`, at least 1."""
    if largest <= 1:
        return 1.0
    decade = 10.0 ** np.floor(np.log10(largest))
    return float(decade * max(factor for factor in (1, 1.5, 2, 3, 4, 5, 8) if factor * decade <= largest * (1 + 1e-9)))


def section_size(width, height, room_width, room_height):
    """Size in inches of a vertical section [m] and the vertical exaggeration that makes it fill the room best."""
    exaggeration = nice_exaggeration(room_height / (height * room_width / width))
    return (*fit(width, height * exaggeration, room_width, room_height), exaggeration)
