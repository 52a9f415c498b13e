"""Temperature along z through a point: over the layers of the whole package, and of the part around the point."""

import numpy as np

from strata_post import style
from strata_post.pictures import sections, views

WIDTHS = (2.75, 2.75)        # of the drawings [inch]
HEIGHT = 4.6
LABEL_ROOM = 1.75
FACE = "#c00000"


def active_faces_at(results, x, y):
    """Height [m] and temperature [K] of every active face above and below the place (x, y), bottom up."""
    found = []
    for body in results.dies:
        if not body.contains((x, y), axes=(0, 1)):
            continue
        face = results.active_face(body.name)
        j, i = (min(int(np.searchsorted(lines, v, side="right")) - 1, len(lines) - 2)
                for lines, v in ((face.y, y), (face.x, x)))
        if np.isfinite(face.temperature[j, i]):
            found.append((face.z, float(face.temperature[j, i])))
    return sorted(found)


def draw_panel(sheet, results, point, box, z_range):
    """Layers as bands of colour, temperatures over them; box: left, bottom, width, height [inch]."""
    axes = sheet.axes(*box)
    x, y, _ = point.position
    colours = views.material_colours(results)
    for body, low, high in results.column(x, y):
        if body is not None:
            axes.axhspan(style.MM * low, style.MM * high, color=colours[body.material], alpha=0.38, linewidth=0)
    _, j, i = point.cell
    centres = 0.5 * (results.lines[2][1:] + results.lines[2][:-1])
    inside = (centres >= z_range[0]) & (centres <= z_range[1])
    axes.plot(style.degc(results.temperature_column(j, i))[inside], style.MM * centres[inside], color="black",
              linewidth=1.3, marker="o", markersize=2.4, zorder=4, label="cells")
    faces = active_faces_at(results, x, y)
    if faces:
        axes.plot([style.degc(kelvin) for _, kelvin in faces], [style.MM * z for z, _ in faces], linestyle="none",
                  marker="D", markersize=4, markerfacecolor="white", markeredgecolor=FACE, zorder=5,
                  label="active faces")
    axes.set_ylim(style.MM * z_range[0], style.MM * z_range[1])
    axes.set_xlabel("temperature [°C]", fontsize=style.NORMAL)
    axes.set_ylabel("z [mm]", fontsize=style.NORMAL)
    axes.grid(axis="x", linewidth=0.4, alpha=0.6)
    return axes


def compose(results, point):
    """The profile through a HottestPoint as a Sheet."""
    x, y, _ = point.position
    home = views.placement_of(results, point.body)
    z_range = views.extent(results, 2)
    step = 0.75 + WIDTHS[0] + LABEL_ROOM
    sheet = style.Sheet(step + (0.55 + WIDTHS[1] + LABEL_ROOM if home else 0.0), HEIGHT + 1.85,
                        results.title or "Profile",
                        f"temperature along z at x = {style.length_text(x)}, y = {style.length_text(y)}"
                        f"{style.at_time(results.time)}")
    axes = draw_panel(sheet, results, point, (0.75, 0.65, WIDTHS[0], HEIGHT), z_range)
    section = views.section_at(results, "y", point.cell)
    sections.label_package(sheet, results, section, (0.75 + WIDTHS[0], 0.65, HEIGHT), z_range)
    sheet.note(0.75, HEIGHT + 0.65 + 0.14, "whole package", fontsize=style.NORMAL)
    if home is not None:
        window = views.window_around(home, 2, 0.06, z_range)
        axes = draw_panel(sheet, results, point, (step + 0.55, 0.65, WIDTHS[1], HEIGHT), window)
        sections.label_part(sheet, results, home, (step + 0.55 + WIDTHS[1], 0.65, HEIGHT), window)
        sheet.note(step + 0.55, HEIGHT + 0.65 + 0.14, home.name, fontsize=style.NORMAL)
    axes.legend(loc="best", fontsize=style.SMALL, framealpha=0.9)
    return sheet
