"""What a parameter study found: curves over one varied key, a heat map over two, bars over more."""

import numpy as np

from strata_post import style
from strata_post.results import ResultsError

COLOURS = ("#1f5fa8", "#d1495b", "#2e8b57", "#e08e0b", "#6a4c93", "#17808f", "#8c564b", "#444444")
MOST_CURVES = len(COLOURS)
WIDTH, HEIGHT = 6.4, 4.4     # of the drawing [inch]
EXCEEDED = "limit exceeded"


def shown_columns(table):
    """What to draw, what it is called and how it is shown: temperatures where there are any, else warpage or stress;
    highest first."""
    for result, label, convert in (("junction_temperature_max", "junction temperature [°C]", style.degc),
                                   ("hottest_temperature", "temperature of the hottest point [°C]", style.degc),
                                   ("junction_temperature_mean", "mean junction temperature [°C]", style.degc),
                                   ("warpage", "warpage [µm]", lambda metres: 1e6 * metres),
                                   ("die_stress_max", "largest principal stress [MPa]", lambda pascal: 1e-6 * pascal)):
        columns = table.of_result(result)
        if columns:
            return columns, label, convert
    if not table.columns:
        raise ResultsError(f"{table.path}: holds no results")
    first = table.columns[0]
    return table.of_result(first.result), f"{first.result} [{first.unit}]", lambda value: value


def places(key):
    """Where the values of a key stand on an axis: at their numbers, or one after the other."""
    numbers = key.numbers
    return np.arange(len(key.texts), dtype=float) if numbers is None else numbers


def label_axis(axis, key):
    """Names the axis after the key, and its ticks after the values where those are no numbers."""
    axis.set_label_text(key.label, fontsize=style.NORMAL)
    if key.numbers is None:
        axis.set_ticks(places(key), key.texts)


def value_range(values):
    """Limits of an axis with room around the finite values."""
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    room = 0.08 * (high - low) or 0.5
    return low - room, high + room


def mark_status(axes, table, at, values):
    """Rings around exceeded limits, crosses at the foot for variants without a result."""
    labels = {}
    for n, status in enumerate(table.status):
        if status == EXCEEDED and np.isfinite(values[n]):
            labels["ring: limit exceeded"] = True
            axes.plot([at[n]], [values[n]], "o", markersize=11, markerfacecolor="none", markeredgecolor="#c00000",
                      markeredgewidth=1.4)
        elif not np.isfinite(values[n]):
            labels["cross: no result"] = True
            axes.plot([at[n]], [0.02], "x", color="#c00000", markersize=9, markeredgewidth=2,
                      transform=axes.get_xaxis_transform(), clip_on=False)
    return list(labels)


def draw_curves(table, path):
    """Temperatures over the values of the one varied key."""
    columns, label, convert = shown_columns(table)
    more = len(columns) - MOST_CURVES
    columns = columns[:MOST_CURVES]
    key, at = table.keys[0], places(table.keys[0])
    order = np.argsort(at, kind="stable")
    beside = 0.9 + 0.075 * max(len(column.of or column.result) for column in columns)
    sheet = style.Sheet(WIDTH + 0.85 + beside, HEIGHT + 1.75, table.title or "Study", f"{label} over {key.key}")
    axes = sheet.axes(0.85, 0.75, WIDTH, HEIGHT)
    values = np.array([convert(column.values) for column in columns])
    for column, curve, colour in zip(columns, values, COLOURS):
        axes.plot(at[order], curve[order], marker="o", markersize=4.5, linewidth=1.6, color=colour,
                  label=column.of or column.result)
    axes.set_ylim(*value_range(values))
    label_axis(axes.xaxis, key)
    axes.set_ylabel(label, fontsize=style.NORMAL)
    axes.grid(linewidth=0.4, alpha=0.5)
    notes = mark_status(axes, table, at, values[0])
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0, frameon=False, fontsize=style.SMALL)
    if more > 0:
        notes.append(f"{more} lower, see study.csv")
    sheet.note(0.85, 0.18, "   ".join(notes))
    sheet.save(path)


def draw_map(table, path):
    """The hottest of the temperatures over two varied keys, a field for each combination."""
    columns, label, convert = shown_columns(table)
    finite = np.where(np.isnan([column.values for column in columns]), -np.inf, [column.values for column in columns])
    hottest = finite.max(axis=0)
    values = table.as_grid(convert(np.where(np.isfinite(hottest), hottest, np.nan)))
    where = table.as_grid(finite.argmax(axis=0))
    status = table.as_grid(np.array(table.status))
    rows, columns_across = values.shape
    width, height = max(3.6, min(9.5, 1.25 * columns_across)), max(1.6, min(8.0, 0.72 * rows))
    left = 0.85 + 0.075 * max(map(len, table.keys[0].texts))
    sheet = style.Sheet(left + width + 1.9, height + 1.95, table.title or "Study",
                        f"highest {label.split(' [')[0]} over {table.keys[0].key} and {table.keys[1].key}")
    axes = sheet.axes(left, 0.85, width, height)
    norm = style.colour_range(values)
    shown = axes.imshow(values, cmap=style.TEMPERATURE, norm=norm, aspect="auto", origin="lower")
    axes.set_facecolor("0.88")
    for axis, key in ((axes.yaxis, table.keys[0]), (axes.xaxis, table.keys[1])):
        axis.set_label_text(key.key, fontsize=style.NORMAL)
        axis.set_ticks(range(len(key.texts)), key.texts)
    for (row, column), value in np.ndenumerate(values):
        write_field(axes, (column, row), value, columns[where[row, column]].of, status[row, column])
    sheet.colour_bar(shown, left + width + 0.35, 0.85, height, label)
    if EXCEEDED in table.status:
        sheet.note(left, 0.2, "framed: limit exceeded")
    sheet.save(path)


def write_field(axes, place, value, name, status):
    """The number of one field of the map, what it belongs to, and a frame where a limit was exceeded."""
    text = f"{value:.1f}\n{name}" if np.isfinite(value) else status
    axes.text(*place, text, ha="center", va="center", fontsize=style.SMALL, linespacing=1.2, zorder=4,
              path_effects=style.halo())
    if status == EXCEEDED:
        style.frame_field(axes, place)


def draw_bars(table, path):
    """The hottest of the temperatures of each variant, in the order of the study."""
    columns, label, convert = shown_columns(table)
    values = convert(np.nanmax([np.where(np.isnan(c.values), -np.inf, c.values) for c in columns], axis=0))
    values = np.where(np.isfinite(values), values, np.nan)
    names = [", ".join(setting) for setting in table.settings]
    left = min(6.0, 0.5 + 0.075 * max(map(len, names)))
    height = max(1.5, 0.24 * len(names))
    sheet = style.Sheet(left + WIDTH + 0.8, height + 1.9, table.title or "Study",
                        f"highest {label.split(' [')[0]} over " + ", ".join(key.key for key in table.keys))
    axes = sheet.axes(left, 0.75, WIDTH, height)
    at = np.arange(len(names))
    colours = ["#c00000" if status == EXCEEDED else COLOURS[0] for status in table.status]
    axes.scatter(values, at, c=colours, s=26, zorder=3)
    axes.set_yticks(at, names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(*value_range(values))
    axes.set_xlabel(label, fontsize=style.NORMAL)
    axes.grid(linewidth=0.4, alpha=0.5)
    for n, value in enumerate(values):
        if not np.isfinite(value):
            axes.text(0.01, n, table.status[n], transform=axes.get_yaxis_transform(), va="center",
                      fontsize=style.SMALL, color="#c00000")
    if EXCEEDED in table.status:
        sheet.note(left, 0.18, "red: limit exceeded")
    sheet.save(path)


def study_picture(table, path):
    """Writes the picture of a StudyTable."""
    draw = {1: draw_curves, 2: draw_map}.get(len(table.keys), draw_bars)
    draw(table, path)
    return path
