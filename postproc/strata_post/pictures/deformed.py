"""Stress on vertical sections: on the deformed shape, exaggerated, and on the shape as built with its layers."""

import numpy as np

from strata_post import style
from strata_post.load_cases import most_warped
from strata_post.pictures import sections, views

MPA = 1e-6                   # MPa per Pa
WIDTH = 9.3                  # of the drawings [inch]
LABEL_ROOM = 1.75
LARGEST_BOW = 0.35           # of the drawn deformation, in heights of the package
ROOM = 2.9                   # for the height of a panel [inch]


def cell_through(results):
    """The cell (k, j, i) that is cut: the middle of the package, or of its stacks where there are any; on a symmetry
    plane, the cell beside it."""
    middle = [0.5 * sum(views.extent(results, axis)) for axis in (0, 1, 2)]
    stacks = sections.stacks(results)
    if stacks:
        middle = [0.5 * (stacks[0].lower[axis] + stacks[0].upper[axis]) for axis in (0, 1, 2)]
    for face in results.symmetry:
        axis, is_upper = "xy".index(face[0]), face.endswith("max")
        middle[axis] = views.extent(results, axis)[1 if is_upper else 0]
    return results.cell_at(middle)


def on_section(case, component, section):
    """Displacement on the nodes of a section, (z, u) [m]: the mean of the node lines on both sides of its cells; NaN
    away from matter."""
    both = np.stack([case.displacement(component, section.normal, section.index + n) for n in (0, 1)])
    known = np.isfinite(both)
    total = np.where(known, both, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)


def shape(results, case, section, height):
    """Drawn node coordinates u and z [m], (z, u), and how many times the displacement is exaggerated."""
    u, z = (on_section(case, component, section) for component in (section.u_name, "z"))
    centred = [values - np.nanmean(values) for values in (u, z)]
    largest = float(np.nanmax(np.abs(centred[1])))
    factor = style.nice_exaggeration(LARGEST_BOW * height / largest) if largest > 0 else 1.0
    moved = [np.nan_to_num(values) * factor for values in centred]
    return results.lines[section.u][None, :] + moved[0], results.lines[2][:, None] + moved[1], factor


def compose_deformed(results, case, normal="y", width=WIDTH):
    """The deformed section with the largest principal stress as a Sheet."""
    section = views.section_at(results, normal, cell_through(results))
    u_range, z_range = views.extent(results, section.u), views.extent(results, 2)
    height = z_range[1] - z_range[0]
    u, z, factor = shape(results, case, section, height)
    values = case.cells("principal_max", normal, section.index) * MPA
    windows = ((float(u.min()), float(u.max())), (float(z.min()), float(z.max())))
    across, up, stretch = style.section_size(windows[0][1] - windows[0][0], windows[1][1] - windows[1][0], width, 4.0)
    sheet = style.Sheet(width + 2.4, up + 1.95, results.title or "Deformed shape",
                        f"{case.name}: {section.u_name}-z section at {normal} = {style.length_text(section.position)}, "
                        f"deformed {factor:g} times as much")
    axes = sheet.axes(0.85, 0.65, across, up)
    shown = axes.pcolormesh(u * style.MM, z * style.MM, np.ma.masked_invalid(values.astype(np.float32)),
                            cmap=style.SIGNED, norm=style.signed_range(values, 0.99), shading="flat", rasterized=True,
                            edgecolors="face", linewidth=0.1)
    style.set_limits(axes, *windows, section.u_name, "z")
    sections.note_exaggeration(sheet, 0.65 + up, stretch, "as drawn")
    sheet.colour_bar(shown, width + 1.0, 0.65, up, "largest principal stress [MPa]", extend="both")
    return sheet


def compose_section(results, case, normal="y", width=WIDTH):
    """Von Mises stress on a section as built, with the names of its layers, as a Sheet."""
    section = views.section_at(results, normal, cell_through(results))
    u_range, z_range = views.extent(results, section.u), views.extent(results, 2)
    values = case.cells("von_mises", normal, section.index) * MPA
    across, up, stretch = style.section_size(u_range[1] - u_range[0], z_range[1] - z_range[0], width, 4.0)
    sheet = style.Sheet(width + LABEL_ROOM + 2.1, up + 1.95, results.title or "Stress",
                        f"{case.name}: von Mises stress, {section.u_name}-z section at {normal} = "
                        f"{style.length_text(section.position)}")
    axes = sheet.axes(0.85, 0.65, across, up)
    shown = style.draw_cells(axes, results.lines[section.u], results.lines[2], values, style.STRESS,
                             style.bulk_range(values))
    style.set_limits(axes, u_range, z_range, section.u_name, "z")
    sections.outline_package(axes, results, section)
    sections.label_package(sheet, results, section, (0.85 + across, 0.65, up), z_range)
    sections.note_exaggeration(sheet, 0.65 + up, stretch)
    sheet.colour_bar(shown, width + LABEL_ROOM + 1.0, 0.65, up, "von Mises stress [MPa]", extend="max")
    return sheet


def draw(results, directory):
    """Writes deformed_xz.png, deformed_yz.png, stress_xz.png and stress_yz.png under the load case that warps most;
    returns their paths."""
    if not results.load_cases:
        return []
    case = most_warped(results.load_cases)
    written = []
    for kind, make in (("deformed", compose_deformed), ("stress", compose_section)):
        for normal, name in (("y", "xz"), ("x", "yz")):
            written.append(directory / f"{kind}_{name}.png")
            make(results, case, normal).save(written[-1])
    return written
