"""What the pictures need to know about a plane through the package: lines, outlines, names. Plans are seen from above
(u = x, v = y), sections from the front (u = x, v = z) or from the right (u = y, v = z)."""

import dataclasses

import numpy as np

from strata_post import style


@dataclasses.dataclass(frozen=True)
class Section:
    """A vertical section: normal "y" (x-z) or "x" (y-z) through one row of cells."""

    normal: str
    index: int               # of the row of cells along the normal
    position: float          # where the bodies are cut: centre of that row [m]

    @property
    def u_name(self):
        """Name of the horizontal axis."""
        return "x" if self.normal == "y" else "y"

    @property
    def u(self):
        """Number of the horizontal axis."""
        return "xyz".index(self.u_name)

    def cuts(self, box):
        """True where the plane passes through a body or placement."""
        n = "xyz".index(self.normal)
        return box.lower[n] <= self.position < box.upper[n]

    def rectangle(self, box):
        """(u0, z0, u1, z1) of a body or placement [m]."""
        return box.lower[self.u], box.lower[2], box.upper[self.u], box.upper[2]


def section_at(results, normal, cell):
    """The Section normal to `normal` through `cell` (k, j, i)."""
    index = cell[1] if normal == "y" else cell[2]
    lines = results.lines["xyz".index(normal)]
    return Section(normal, int(index), float(lines[index:index + 2].mean()))


def plan_rectangle(box):
    """(x0, y0, x1, y1) of a body or placement [m]."""
    return box.lower[0], box.lower[1], box.upper[0], box.upper[1]


def extent(results, axis):
    """First and last line of an axis [m]."""
    return float(results.lines[axis][0]), float(results.lines[axis][-1])


def placement_of(results, body_name):
    """The Placement a body belongs to; None for layers of the assembly."""
    body = next((b for b in results.bodies if b.name == body_name), None)
    return results.placements[body.placement] if body is not None and body.placement >= 0 else None


def local_name(results, body):
    """Name of a body without that of its placement: "dram[3]" of "hbm0.dram[3]"."""
    if body.placement < 0:
        return body.name
    prefix = results.placements[body.placement].name + "."
    return body.name[len(prefix):] if body.name.startswith(prefix) else body.name


def dies_of(results, placement_index):
    """Dies of a placement (-1: of the assembly itself), bottom up."""
    found = [body for body in results.dies if body.placement == placement_index]
    return sorted(found, key=lambda body: body.lower[2])


def window_around(box, axis, margin, limits):
    """Range of a box along an axis, widened by a share of its width, inside limits [m]."""
    low, high = box.lower[axis], box.upper[axis]
    pad = margin * (high - low)
    return max(limits[0], low - pad), min(limits[1], high + pad)


def clipped(lines, values, dimension, window):
    """Lines and values of the cells that touch a window [m] along one dimension of `values`."""
    first = max(0, int(np.searchsorted(lines, window[0], side="right")) - 1)
    last = min(len(lines) - 1, int(np.searchsorted(lines, window[1], side="left")))
    selection = [slice(None)] * values.ndim
    selection[dimension] = slice(first, last)
    return lines[first:last + 1], values[tuple(selection)]


def clear_place(rectangle, avoid, distance):
    """Where to write a name in a rectangle (x0, y0, x1, y1): its middle, or nearer to one end of its long side where
    the middle is closer than `distance` to the point `avoid`. All in the same unit."""
    x0, y0, x1, y1 = rectangle
    for share in (0.5, 0.2, 0.8):
        upright = (y1 - y0) > (x1 - x0)
        place = ((0.5 * (x0 + x1), y0 + share * (y1 - y0)) if upright else
                 (x0 + share * (x1 - x0), 0.5 * (y0 + y1)))
        if avoid is None or np.hypot(place[0] - avoid[0], place[1] - avoid[1]) >= distance:
            break
    return place


def label_placements(axes, results, avoid=None):
    """Writes each placement's name into its outline in a plan, clear of the value beside a marked point (x, y) [m].
    Where parts lie on each other the later name goes one line lower."""
    inch = (results.lines[0][-1] - results.lines[0][0]) / (axes.get_position().width * axes.figure.get_figwidth())
    distance = 0.55 * inch
    line = 0.2 * inch
    written = []
    if avoid is not None:
        right, up = style.roomy_side(axes, *avoid)
        avoid = avoid[0] + (0.5 if right else -0.5) * inch, avoid[1] + (0.25 if up else -0.25) * inch
    for placement in results.placements:
        x, y = clear_place(plan_rectangle(placement), avoid, distance)
        while any(abs(x - u) < distance and abs(y - v) < 0.99 * line for u, v in written):
            y -= line
        written.append((x, y))
        axes.text(style.MM * x, style.MM * y, placement.name, ha="center", va="center", fontsize=style.NORMAL,
                  fontweight="bold", color="black", path_effects=style.halo(2.2), zorder=8)


def material_colours(results):
    """A colour for each material id; those that fill no body do not use up a colour."""
    used = sorted({0, *(body.material for body in results.bodies)})
    chosen = dict(zip(used, style.material_colours([results.materials[n] for n in used])))
    return [chosen.get(n, "#000000") for n in range(len(results.materials))]
