"""The stack-up: materials of a section through the tallest stack, with names and thicknesses of its layers."""

import re

import numpy as np

from strata_post import style
from strata_post.pictures import sections, views

WIDTH = 8.8
LABEL_ROOM = 2.6
LEAST_STRETCH = 3            # where less would do, the package is drawn to scale alone


def repeats(layers):
    """Splits layers, bottom up, into runs: list of (count, [layers]); count > 1 where rounds of `name[n]` repeat."""
    runs = []
    for body in layers:
        match = re.search(r"\[(\d+)\]$", body.name)
        number = int(match.group(1)) if match else 0
        if number > 1 and runs and runs[-1][0] in (number, number - 1):
            runs[-1] = (number, runs[-1][1] + [body])
        elif number == 1 and runs and runs[-1][0] == 1 and runs[-1][1][-1].name.endswith("[1]"):
            runs[-1][1].append(body)
        else:
            runs.append((max(1, number), [body]))
    return runs


def run_text(results, count, layers):
    """Label of a run: "base, 50 µm, silicon" or, for rounds, one line for each layer."""
    if count == 1:
        return [(b.lower[2], b.upper[2], f"{views.local_name(results, b)}, {build(results, b)}") for b in layers]
    lines = {}
    for body in layers:
        lines.setdefault(re.sub(r"\[\d+\]$", "", views.local_name(results, body)), []).append(body)
    rows = [f"{count} x"]
    for name, bodies in reversed(lines.items()):
        usual, last = thickness(bodies[0]), thickness(bodies[-1])
        last = f" (last {last})" if last != usual else ""
        rows.append(f"   {name}, {usual}{last}, {results.materials[bodies[0].material]}")
    return [(layers[0].lower[2], layers[-1].upper[2], "\n".join(rows))]


def thickness(body):
    """Thickness of a body as text."""
    return style.length_text(body.upper[2] - body.lower[2])


def build(results, body):
    """Thickness and material of a body as text."""
    return f"{thickness(body)}, {results.materials[body.material]}"


def layer_labels(results, placement):
    """Labels (z_lower, z_upper, text) of a part's layers, repeated rounds together."""
    layers = sorted((b for b in results.bodies if b.placement == placement.index and b.kind == "layer"),
                    key=lambda b: b.lower[2])
    return [label for count, members in repeats(layers) for label in run_text(results, count, members)]


def draw_panel(sheet, results, section, colours, box, windows):
    """Materials of a window of the section; returns the axes and the material ids that are seen."""
    axes = sheet.axes(*box)
    ids = results.material(section.normal, section.index)
    u_lines, ids = views.clipped(results.lines[section.u], ids, 1, windows[0])
    z_lines, ids = views.clipped(results.lines[2], ids, 0, windows[1])
    style.draw_materials(axes, u_lines, z_lines, ids, colours)
    style.set_limits(axes, *windows, section.u_name, "z")
    return axes, {int(n) for n in np.unique(ids)}


def middle_of(results):
    """Where a package without parts is cut: at its hottest point, in its middle where no heat was solved."""
    if results.has_temperature:
        return results.hottest.position
    return tuple(0.5 * sum(views.extent(results, axis)) for axis in (0, 1, 2))


def compose(results, width=WIDTH):
    """The picture as a Sheet: the whole package to scale and, where it is flat, stretched; the tallest part enlarged.

    `width` of the drawings [inch].
    """
    candidates = sections.stacks(results)
    placement = candidates[0] if candidates else None
    centre = 0.5 * (placement.lower + placement.upper) if placement else middle_of(results)
    section = views.section_at(results, "y", results.cell_at(centre))
    u_range, z_range = views.extent(results, 0), views.extent(results, 2)
    windows = (u_range, z_range)
    if placement is not None:
        windows = (views.window_around(placement, 0, 0.06, u_range), views.window_around(placement, 2, 0.1, z_range))
    full = style.section_size(u_range[1] - u_range[0], z_range[1] - z_range[0], width, 2.9)
    true = style.fit(u_range[1] - u_range[0], z_range[1] - z_range[0], width, 2.9)
    if full[2] < LEAST_STRETCH:
        full = (*true, 1)
    zoom = style.section_size(windows[0][1] - windows[0][0], windows[1][1] - windows[1][0], width, 4.6)
    colours = views.material_colours(results)
    foot = 1.25
    strip = true[1] + 0.95 if full[2] > 1 else 0.0
    height = strip + full[1] + (zoom[1] + 0.95 if placement else 0.0) + 1.3 + foot
    sheet = style.Sheet(width + LABEL_ROOM + 0.9, height, results.title or "Stack-up",
                        f"materials, x-z section at y = {style.length_text(section.position)}")
    if strip:
        box = (0.85, height - 1.15 - true[1], *true)
        axes, _ = draw_panel(sheet, results, section, colours, box, (u_range, z_range))
        sections.outline_package(axes, results, section)
        sections.note_exaggeration(sheet, height - 1.15, 1)
    bottom = height - 1.15 - strip - full[1]
    axes, seen = draw_panel(sheet, results, section, colours, (0.85, bottom, *full[:2]), (u_range, z_range))
    sections.outline_package(axes, results, section)
    sections.label_package(sheet, results, section, (0.85 + full[0], bottom, full[1]), z_range, with_build=True)
    sections.note_exaggeration(sheet, bottom + full[1], full[2])
    if placement is not None:
        axes, more = draw_panel(sheet, results, section, colours, (0.85, foot, *zoom[:2]), windows)
        sections.outline_layers(axes, results, section)
        sheet.side_labels(0.85 + zoom[0], foot, zoom[1], windows[1], layer_labels(results, placement))
        sections.note_exaggeration(sheet, foot + zoom[1], zoom[2], placement.name)
        seen |= more
    names = [(colours[n], results.materials[n]) for n in sorted(seen)]
    sheet.legend(0.85, 0.2, names, columns=6)
    return sheet


def draw(results, directory):
    """Writes stack_up.png; returns its path in a list."""
    path = directory / "stack_up.png"
    compose(results).save(path)
    return [path]
