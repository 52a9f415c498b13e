"""Active faces: a contact sheet of all dies of each placement, and its hottest die large."""

import math
import re

import numpy as np

from strata_post import style
from strata_post.pictures import power_map, views

NAME_SIZE = 8.5
ROOM = (8.5, 7.5)            # for one die large [inch]


def groups(results):
    """Dies by placement: list of (name, part, [bodies bottom up]); the assembly's own dies come last."""
    found = []
    for placement in results.placements:
        dies = views.dies_of(results, placement.index)
        if dies:
            found.append((placement.name, placement.part, dies))
    own = views.dies_of(results, -1)
    if own:
        found.append(("assembly", "", own))
    return found


def colour_ranges(results, found):
    """One temperature range for each part, so that its copies compare: {part: Normalize} in degC."""
    values = {}
    for _, part, dies in found:
        for body in dies:
            values.setdefault(part, []).append(results.active_face(body.name).temperature.ravel())
    return {part: style.colour_range(style.degc(np.concatenate(arrays))) for part, arrays in values.items()}


def file_name(text):
    """A name without characters that shells and file systems mind: "hbm0.dram[3]" gives "hbm0_dram_3"."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", text).strip("_")


def columns_of_sheet(n_dies, aspect):
    """Columns that make a sheet of `n_dies` panels (width/height = aspect) about 1.6 times as wide as high."""
    return max(1, min(n_dies, round(math.sqrt(1.6 * n_dies / aspect))))


def draw_sheet(results, directory, name, dies, norm):
    """The contact sheet of one placement; returns its path."""
    faces = [results.active_face(body.name) for body in dies]
    width = max(face.x[-1] - face.x[0] for face in faces)
    depth = max(face.y[-1] - face.y[0] for face in faces)
    columns = columns_of_sheet(len(faces), width / depth)
    rows = math.ceil(len(faces) / columns)
    panel_width, panel_height = style.fit(width, depth, 10.5 / columns, 7.5 / rows)
    step_x, step_y = panel_width + 0.25, panel_height + 0.42
    total_width, total_height = columns * step_x, rows * step_y
    hottest = max(faces, key=lambda face: face.maximum)
    sheet = style.Sheet(total_width + 1.85, total_height + 1.25, f"{name}: active faces",
                        f"bottom die first, in reading order; each {width * style.MM:.4g} x {depth * style.MM:.4g} mm, "
                        f"seen from above{style.at_time(results.time)}")
    # One axes for all panels: a dozen of them would cost more than the drawing. Its unit is the inch.
    axes = sheet.axes(0.35, 0.25, total_width, total_height)
    axes.set_axis_off()
    axes.set_xlim(0, total_width)
    axes.set_ylim(0, total_height)
    scale = panel_width / width
    for n, face in enumerate(faces):
        left, bottom = (n % columns) * step_x, total_height - (n // columns + 1) * step_y + 0.02
        shown = axes.pcolormesh(left + (face.x - face.x[0]) * scale, bottom + (face.y - face.y[0]) * scale,
                                np.ma.masked_invalid(style.degc(face.temperature).astype(np.float32)),
                                cmap=style.TEMPERATURE, norm=norm, rasterized=True, antialiased=False)
        style.frame(axes, left, bottom, (face.x[-1] - face.x[0]) * scale, (face.y[-1] - face.y[0]) * scale)
        axes.text(left, bottom + panel_height + 0.19, views.local_name(results, face.body), fontsize=NAME_SIZE,
                  fontweight="bold", va="center")
        axes.text(left + panel_width, bottom + panel_height + 0.19, f"max {style.temperature_text(face.maximum)}",
                  fontsize=NAME_SIZE, va="center", ha="right", color="#b00020" if face is hottest else "black",
                  fontweight="bold" if face is hottest else "normal")
        x, y = face.hottest
        style.ring(axes, left + (x - face.x[0]) * scale, bottom + (y - face.y[0]) * scale, size=5)
    sheet.colour_bar(shown, total_width + 0.6, 0.3, total_height - 0.5, "temperature [°C]")
    path = directory / f"dies_{file_name(name)}.png"
    sheet.save(path)
    return path


def compose_face(results, body, values, look, heading, room=ROOM):
    """The active face of a die, with the blocks that lie in it, as a Sheet without a mark.

    values: (y, x); look: (colours, norm, label of the colour bar); heading: title and subtitle. Returns the sheet and
    its axes.
    """
    face = results.active_face(body.name)
    colours, norm, label = look
    x_range, y_range = (face.x[0], face.x[-1]), (face.y[0], face.y[-1])
    width, height = style.fit(x_range[1] - x_range[0], y_range[1] - y_range[0], *room)
    sheet = style.Sheet(width + 2.6, height + 1.75, *heading)
    axes = sheet.axes(0.85, 0.65, width, height)
    shown = style.draw_cells(axes, face.x, face.y, values, colours, norm)
    style.set_limits(axes, x_range, y_range, "x", "y")
    blocks = [block for block in results.bodies if block.parent == body.index]
    style.draw_outlines(axes, [views.plan_rectangle(block) for block in blocks], width=0.7)
    for block in blocks:
        x0, y0, x1, y1 = views.plan_rectangle(block)
        x, y = views.clear_place((x0, y0, x1, y1), face.hottest, 0.2 * (x_range[1] - x_range[0]))
        axes.text(style.MM * x, style.MM * y, block.name.rsplit(".", 1)[-1], ha="center", va="center",
                  rotation=90 if (y1 - y0) > (x1 - x0) else 0, fontsize=style.NORMAL, path_effects=style.halo(),
                  zorder=8)
    sheet.colour_bar(shown, width + 1.05, 0.65, height, label)
    return sheet, axes


def compose_large(results, body, norm, subtitle="", room=ROOM):
    """Temperatures of one die large, the hottest place marked, as a Sheet."""
    face = results.active_face(body.name)
    subtitle += (f"junction {style.temperature_text(face.maximum)}, mean {style.temperature_text(face.mean)}, "
                 f"{face.power.sum():.4g} W{style.at_time(results.time)}")
    sheet, axes = compose_face(results, body, style.degc(face.temperature),
                               (style.TEMPERATURE, norm, "temperature [°C]"),
                               (f"{body.name}: active face", subtitle), room)
    style.mark_hottest(axes, *face.hottest, style.temperature_text(face.maximum))
    return sheet


def power_per_area(face):
    """Heat released per area of an ActiveFace, (y, x) [W/mm^2]; NaN where there is no face."""
    return np.where(np.isfinite(face.temperature), face.power / face.areas * power_map.W_PER_MM2, np.nan)


def compose_power(results, body, norm=None, room=ROOM):
    """Heat released on the active face of one die, as a Sheet; `norm` in W/mm^2."""
    face = results.active_face(body.name)
    values = power_per_area(face)
    sheet, _ = compose_face(results, body, values, (style.POWER, norm or style.colour_range(values), power_map.LABEL),
                            (f"{body.name}: power", f"{face.power.sum():.4g} W on the active face{style.at_time(results.time)}"),
                            room)
    return sheet


def draw_large(results, directory, name, body, norm):
    """Writes the picture of one die large; returns its path."""
    path = directory / f"die_{file_name(body.name)}.png"
    compose_large(results, body, norm, f"hottest die of {name}: ").save(path)
    return path


def draw(results, directory):
    """Writes dies_<placement>.png (more than one die) and die_<hottest die>.png of each placement."""
    found = groups(results)
    ranges = colour_ranges(results, found)
    written = []
    for name, part, dies in found:
        if len(dies) > 1:
            written.append(draw_sheet(results, directory, name, dies, ranges[part]))
        hottest = results.hottest_of(dies)
        if hottest is not None:
            body = next(body for body in dies if body.name == hottest.body)
            written.append(draw_large(results, directory, name, body, ranges[part]))
    return written
