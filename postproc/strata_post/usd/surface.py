"""The surface of a body: the outer faces of its cells on the grid of the solution, points shared, turned outward.

Where cells of one body touch along an edge only, or in a point only, each side keeps points of its own, so that every edge
belongs to exactly two faces. (Not where other cells connect the two around both ends of that edge: it has four then, and the
surface stays closed and consistently turned. Layers, whose patterns run through their thickness, have no such place.)
"""

import dataclasses

import numpy as np

# Corners (u, v) of the face on the upper side of a cell, counter-clockwise seen from outside; u and v are the axes that
# follow the normal cyclically. The lower side runs the other way round.
CORNERS = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
CUBE = np.array([(k, j, i) for k in (-1, 0) for j in (-1, 0) for i in (-1, 0)])


@dataclasses.dataclass(frozen=True)
class Surface:
    """Closed surface of quadrilaterals."""

    cells: tuple             # the box of cells it lies in: three slices (k, j, i)
    nodes: np.ndarray        # of each point: indices (k, j, i) of the node in the box, (n points, 3)
    faces: np.ndarray        # of each face: four points, counter-clockwise seen from outside, (n faces, 4)
    sides: np.ndarray        # of each face: 2 axis + (0 lower, 1 upper side) with the axes x, y, z
    neighbours: np.ndarray   # of each point: places of its cells in the flattened box, (n points, 8)
    weights: np.ndarray      # of those cells, summing to one; 0 for places that are no cell of the body

    def node_values(self, values):
        """Values of the points from an array of the nodes of the box, (k, j, i) or (k, j, i, component)."""
        return values[tuple(self.nodes.T)]

    def cell_values(self, values):
        """Values of the points from those of the cells of the box: interpolated between the centres of the cells of the
        body around each point."""
        return (values.ravel()[self.neighbours] * self.weights).sum(axis=1)


def cells_of(results, body):
    """The box of a body (slices) and which cells of it are the body's, blocks inside it included: later bodies are there
    instead of earlier ones, and void is nobody's."""
    box = results.cells_of(body)
    mine = np.zeros(tuple(s.stop - s.start for s in box), dtype=bool)
    for other in results.bodies[body.index:]:
        overlap = [slice(max(a.start, b.start) - b.start, min(a.stop, b.stop) - b.start)
                   for a, b in zip(results.cells_of(other), box)]
        if all(s.start < s.stop for s in overlap):
            mine[tuple(overlap)] = other.material != 0 and body.index in (other.index, other.parent)
    return box, mine


def surface_of(lines, box, mine):
    """The Surface of the cells `mine` (k, j, i) of a box; None where there is none. `lines` are the grid lines of the
    whole grid, x, y, z [m]."""
    if not mine.any():
        return None
    corners, sides, owners = _faces(mine)
    points, first = _points(corners, owners)
    nodes = np.stack(np.unravel_index(corners.ravel()[first], [n + 1 for n in mine.shape]), axis=1)
    neighbours, weights = _interpolation(nodes, mine, _volumes(lines, box))
    return Surface(box, nodes, points, sides, neighbours, weights)


def _faces(mine):
    """Of each outer face: its four nodes (flat index), its side, its cell (flat index)."""
    padded = np.pad(mine, 1)
    node_shape = [n + 1 for n in mine.shape]
    corners, sides, owners = [], [], []
    for axis in range(3):
        for upper in (0, 1):
            normal, u, v = (2 - (axis + n) % 3 for n in range(3))       # as dimensions of the array
            neighbour = np.roll(padded, -1 if upper else 1, axis=normal)[1:-1, 1:-1, 1:-1]
            cells = np.argwhere(mine & ~neighbour)
            steps = np.zeros((4, 3), dtype=int)
            steps[:, normal] = upper
            steps[:, [u, v]] = CORNERS if upper else CORNERS[:, ::-1]
            nodes = cells[:, None, :] + steps
            corners.append(np.ravel_multi_index(tuple(np.moveaxis(nodes, 2, 0)), node_shape))
            sides.append(np.full(len(cells), 2 * axis + upper))
            owners.append(np.ravel_multi_index(tuple(cells.T), mine.shape))
    return np.concatenate(corners), np.concatenate(sides), np.concatenate(owners)


def _points(corners, owners):
    """Points of the corners of all faces, (n faces, 4), and for each point a corner (flat index) that lies on it."""
    n = corners.size
    here = corners.ravel()
    following = np.arange(n).reshape(-1, 4)[:, [1, 2, 3, 0]].ravel()
    ends = np.sort(np.stack([here, here[following]]), axis=0)
    # Two edges of one pair run in opposite directions; where four meet, those of one cell are a pair.
    order = np.lexsort((np.repeat(owners, 4), ends[1], ends[0]))
    partner = np.empty(n, dtype=int)
    partner[order[0::2]], partner[order[1::2]] = order[1::2], order[0::2]
    after = following[partner]               # the corner across the edge that leaves a corner
    before = np.empty(n, dtype=int)
    before[after] = np.arange(n)
    labels = np.arange(n)
    while True:
        lowered = np.minimum(labels, np.minimum(labels[after], labels[before]))
        if np.array_equal(lowered, labels):
            break
        labels = lowered
    first, points = np.unique(labels, return_inverse=True)
    return points.reshape(-1, 4), first


def _volumes(lines, box):
    dx, dy, dz = (np.diff(lines[axis])[box[2 - axis]] for axis in range(3))
    return dz[:, None, None] * dy[:, None] * dx


def _interpolation(nodes, mine, volumes):
    """Cells around each node and their weights: the inverse of the volume, which for all eight cells is linear
    interpolation between their centres."""
    around = nodes[:, None, :] + CUBE
    inside = np.all((around >= 0) & (around < mine.shape), axis=2)
    places = np.where(inside, np.ravel_multi_index(tuple(np.moveaxis(around, 2, 0)), mine.shape, mode="clip"), 0)
    counts = inside & mine.ravel()[places]
    some = np.take_along_axis(places, counts.argmax(axis=1)[:, None], axis=1)
    places = np.where(counts, places, some)  # void around is NaN, which no weight of zero would take away
    weights = np.where(counts, 1.0 / volumes.ravel()[places], 0.0)
    return places, weights / weights.sum(axis=1, keepdims=True)


def quad_normals(points, faces):
    """Unit normals of quadrilaterals that need not be plane, (n faces, 3): across their diagonals."""
    a, b, c, d = (points[faces[:, n]].astype(float) for n in range(4))
    normals = np.cross(c - a, d - b)
    return normals / np.linalg.norm(normals, axis=1, keepdims=True)


def enclosed_volume(points, faces):
    """Volume inside closed quadrilaterals, negative where they are turned inward (divergence theorem, two triangles each)."""
    a, b, c, d = (points[faces[:, n]] for n in range(4))
    return float((np.einsum("ij,ij->", a, np.cross(b, c)) + np.einsum("ij,ij->", a, np.cross(c, d))) / 6.0)
