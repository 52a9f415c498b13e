"""Mesh lines and materials in plan and section: what `strata check --picture` shows. Needs grid and geometry only."""

import numpy as np

from strata_post import style
from strata_post.pictures import sections, views

SIDE = 6.2                   # of a panel [inch]
DENSEST = 2.5                # lines closer than this many pixels on average are left out


def add_lines(axes, u_lines, v_lines, box, windows):
    """Draws the grid lines inside windows; returns False where they are too dense to be seen as lines."""
    for lines, window, inches in ((u_lines, windows[0], box[2]), (v_lines, windows[1], box[3])):
        inside = np.count_nonzero((lines > window[0]) & (lines < window[1]))
        if inches * style.DPI / max(1, inside) < DENSEST:
            return False
    options = {"colors": "black", "linewidths": 0.25, "alpha": 0.55}
    axes.vlines(u_lines * style.MM, *axes.get_ylim(), **options)
    axes.hlines(v_lines * style.MM, *axes.get_xlim(), **options)
    return True


def draw_panel(sheet, results, plane, colours, box, windows):
    """Materials and lines of one plane; plane: (normal, index, u, v). Returns the ids seen."""
    normal, index, u, v = plane
    axes = sheet.axes(*box)
    ids = results.material(normal, index)
    u_lines, ids = views.clipped(results.lines[u], ids, 1, windows[0])
    v_lines, ids = views.clipped(results.lines[v], ids, 0, windows[1])
    style.draw_materials(axes, u_lines, v_lines, ids, colours)
    style.set_limits(axes, *windows, "xyz"[u], "xyz"[v])
    if not add_lines(axes, u_lines, v_lines, box, windows):
        axes.set_title("lines too dense to be drawn", fontsize=style.SMALL, color=style.GREY, loc="right")
    return {int(n) for n in np.unique(ids)}


def corner_window(results, placement, axis):
    """A window on the lower corner of a part, a quarter of its width [m]; a quarter of the package without parts."""
    low, high = views.extent(results, axis)
    if placement is None:
        return low, low + 0.25 * (high - low)
    width = placement.upper[axis] - placement.lower[axis]
    return max(low, placement.lower[axis] - 0.08 * width), placement.lower[axis] + 0.17 * width


def mesh_picture(results, path):
    """Writes the picture: a plan through the dies with a corner enlarged, a section with the stack enlarged."""
    candidates = sections.stacks(results)
    placement = candidates[0] if candidates else None
    ranges = [views.extent(results, axis) for axis in (0, 1, 2)]
    centre = 0.5 * (placement.lower + placement.upper) if placement else np.mean(ranges, axis=1)
    k, j, _ = results.cell_at(centre)
    z, y = (float(results.lines[axis][n:n + 2].mean()) for axis, n in ((2, k), (1, j)))
    corner = [corner_window(results, placement, axis) for axis in (0, 1)]
    stack = [views.window_around(placement, axis, 0.08, ranges[axis]) if placement else ranges[axis]
             for axis in (0, 2)]
    plan, plan_zoom = (style.fit(w[0][1] - w[0][0], w[1][1] - w[1][0], SIDE, SIDE) for w in (ranges[:2], corner))
    cut, cut_zoom = (style.section_size(w[0][1] - w[0][0], w[1][1] - w[1][0], SIDE, 3.6)
                     for w in ((ranges[0], ranges[2]), stack))
    nz, ny, nx = results.shape
    foot = 1.25
    lower_top = foot + max(cut[1], cut_zoom[1])
    upper_top = lower_top + 1.0 + max(plan[1], plan_zoom[1])
    height = upper_top + 1.25
    sheet = style.Sheet(2 * SIDE + 2.4, height, results.title or "Mesh",
                        f"{nx} x {ny} x {nz} = {nx * ny * nz:,} cells")
    colours = views.material_colours(results)
    right = SIDE + 1.95
    panels = ((("z", k, 0, 1), (0.85, upper_top - plan[1], *plan), ranges[:2], f"plan at z = {style.length_text(z)}"),
              (("z", k, 0, 1), (right, upper_top - plan_zoom[1], *plan_zoom), corner,
               f"corner of {placement.name if placement else 'the package'}"),
              (("y", j, 0, 2), (0.85, lower_top - cut[1], *cut[:2]), (ranges[0], ranges[2]),
               f"section at y = {style.length_text(y)}, z stretched {cut[2]:g} times"),
              (("y", j, 0, 2), (right, lower_top - cut_zoom[1], *cut_zoom[:2]), stack,
               f"{placement.name if placement else 'the same'}, z stretched {cut_zoom[2]:g} times"))
    seen = set()
    for plane, box, windows, text in panels:
        seen |= draw_panel(sheet, results, plane, colours, box, windows)
        sheet.note(box[0], box[1] + box[3] + 0.12, text, fontsize=style.NORMAL)
    sheet.legend(0.85, 0.2, [(colours[n], results.materials[n]) for n in sorted(seen)], columns=8)
    sheet.save(path)
    return path
