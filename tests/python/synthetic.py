"""Results files with known contents, in the layout of docs/results.md, written by h5py alone.

The temperature is linear, T = 300 K + 1000 K/m * (x + 10 y + 100 z) at cell centres and on active faces, or what the
caller gives; every die releases its watts on its active face.
"""

import dataclasses
import json

import h5py
import numpy as np

UM, MM = 1e-6, 1e-3


@dataclasses.dataclass
class Body:
    """As in strata_post.results.Body; material is a name, None is void."""

    name: str
    material: str
    lower: tuple
    upper: tuple
    kind: str = "layer"
    placement: int = -1
    parent: int = -1
    active: str = ""
    power: float = 0.0       # on the active face [W]


@dataclasses.dataclass
class Package:
    """Bodies in paint order, placements (name, part, lower, upper) and grid lines x, y, z [m]."""

    bodies: list
    placements: list
    lines: tuple
    title: str = "Synthetic package"

    def materials(self):
        """Names by id; void is 0."""
        return ["void"] + sorted({body.material for body in self.bodies if body.material})

    def cells(self, body):
        """Slices (k, j, i) of the cells a body covers."""
        return tuple(slice(*(int(np.abs(self.lines[a] - edge[a]).argmin()) for edge in (body.lower, body.upper)))
                     for a in (2, 1, 0))


def linear(x, y, z):
    """300 K + 1000 K/m * (x + 10 y + 100 z)."""
    return 300.0 + 1000.0 * (x + 10.0 * y + 100.0 * z)


def stack_bodies(bodies, placements, name, corner, size, z, rounds, watts):
    """Adds a memory stack of a base die with a TSV field and `rounds` dies; returns the height of its top."""
    index = len(placements)
    x, y = corner
    bottom = z

    def layer(label, thickness, material, **options):
        nonlocal z
        bodies.append(Body(f"{name}.{label}", material, (x, y, z), (x + size[0], y + size[1], z + thickness),
                           placement=index, **options))
        z += thickness
        return len(bodies) - 1

    def field(parent):
        host = bodies[parent]
        low = (x + 0.4 * size[0], y + 0.25 * size[1], host.lower[2])
        high = (x + 0.6 * size[0], y + 0.75 * size[1], host.upper[2])
        bodies.append(Body(f"{host.name}.tsv_field", "tsv_in_silicon", low, high, kind="block", placement=index,
                           parent=parent, active=host.active))

    layer("bumps", 30 * UM, "base_bumps")
    field(layer("base", 60 * UM, "silicon", active="bottom", power=0.4 * watts))
    for n in range(1, rounds + 1):
        layer(f"bond[{n}]", 12 * UM, "bond_line")
        last = n == rounds
        dram = layer(f"dram[{n}]", (100 if last else 35) * UM, "silicon", active="bottom", power=0.6 * watts / rounds)
        if not last:
            field(dram)
    placements.append((name, "hbm", (x, y, bottom), (x + size[0], y + size[1], z)))
    return z


def lines_between(edges, largest):
    """Lines on all edges, gaps divided evenly into steps of at most `largest`."""
    edges = np.unique(np.round(np.array(sorted(edges)), 12))
    parts = [np.linspace(a, b, max(1, int(np.ceil((b - a) / largest - 1e-9))) + 1)[:-1]
             for a, b in zip(edges[:-1], edges[1:])]
    return np.append(np.concatenate(parts), edges[-1])


def package(gpus=0, stacks=1, rounds=12, lateral=500 * UM, thickness=200 * UM):
    """A stepped package: substrate, interposer, `gpus` processors between two columns of `stacks` stacks, TIM, lid."""
    columns = 2 if stacks > 1 else 1
    rows = -(-stacks // columns)
    depth = max(rows * 12.5 * MM, 14 * MM)
    width = (34 * MM if gpus else 0.0) + columns * 12 * MM + 4 * MM
    size = (width + 6 * MM, depth + 6 * MM)
    inner, outer = (3 * MM, 3 * MM), (3 * MM + width, 3 * MM + depth)
    bodies, placements, z = [], [], 0.0

    def slab(label, height, material, low=(0.0, 0.0), high=size, kind="layer"):
        nonlocal z
        bodies.append(Body(label, material, (*low, z), (*high, z + height), kind=kind))
        z += height

    slab("substrate", 1.4 * MM, "abf_laminate")
    slab("interposer", 100 * UM, "silicon", inner, outer)
    tier = z
    mould = len(bodies)
    top = tier
    for n in range(stacks):
        x = inner[0] + 2 * MM + (n % columns) * (width - 15 * MM)
        y = inner[1] + 0.75 * MM + (n // columns) * 12.5 * MM
        top = max(top, stack_bodies(bodies, placements, f"hbm{n}", (x, y), (11 * MM, 11 * MM), tier, rounds, 30.0))
    for n in range(gpus):
        x, y = inner[0] + 14 * MM, inner[1] + 0.5 * MM + n * 25.0 * MM
        low, high = (x, y, tier), (x + 32 * MM, y + 24.0 * MM, top)
        bodies.append(Body(f"gpu{n}.die", "silicon", low, high, placement=len(placements), active="bottom",
                           power=480.0))
        placements.append((f"gpu{n}", "gpu", low, high))
    bodies.insert(mould, Body("dies.fill", "mold", (*inner, tier), (*outer, top), kind="fill"))
    for body in bodies:
        if body.parent >= mould:
            body.parent += 1
    z = top
    slab("tim", 60 * UM, "tim1", inner, outer)
    slab("lid", 2 * MM, "copper")
    steps = (lateral, lateral, thickness)
    lines = tuple(lines_between([v for body in bodies for v in (body.lower[a], body.upper[a])], steps[a])
                  for a in (0, 1, 2))
    return Package(bodies, placements, lines)


def write_tables(file, pack):
    """Everything but the fields."""
    file.attrs["title"] = pack.title
    for axis, lines in zip("xyz", pack.lines):
        file[f"grid/{axis}"] = lines
    names = pack.materials()
    file["materials/names"] = np.array(names, dtype=h5py.string_dtype())
    bodies = file.create_group("geometry/bodies")
    for key in ("name", "kind", "active"):
        bodies[key] = np.array([getattr(body, key) for body in pack.bodies], dtype=h5py.string_dtype())
    bodies["placement"] = np.array([body.placement for body in pack.bodies], dtype=np.int32)
    bodies["parent"] = np.array([body.parent for body in pack.bodies], dtype=np.int32)
    bodies["material"] = np.array([names.index(body.material or "void") for body in pack.bodies], dtype=np.uint16)
    placements = file.create_group("geometry/placements")
    for n, key in enumerate(("name", "part")):
        placements[key] = np.array([p[n] for p in pack.placements], dtype=h5py.string_dtype())
    for group, boxes in ((bodies, [(b.lower, b.upper) for b in pack.bodies]),
                         (placements, [(p[2], p[3]) for p in pack.placements])):
        group["lower"] = np.array([box[0] for box in boxes], dtype=float).reshape(-1, 3)
        group["upper"] = np.array([box[1] for box in boxes], dtype=float).reshape(-1, 3)


def write_fields(file, pack, temperature):
    """Materials, temperature, power density and active faces."""
    names = pack.materials()
    shape = tuple(len(lines) - 1 for lines in reversed(pack.lines))
    owner = np.full(shape, -1, dtype=np.int32)
    for n, body in enumerate(pack.bodies):
        owner[pack.cells(body)] = n
    ids = np.array([0] + [names.index(body.material or "void") for body in pack.bodies], dtype=np.uint16)[owner + 1]
    x, y, z = (0.5 * (lines[1:] + lines[:-1]) for lines in pack.lines)
    field = temperature(x[None, None, :], y[None, :, None], z[:, None, None]) + np.zeros(shape)
    field[ids == 0] = np.nan
    density = np.where(ids == 0, np.nan, 0.0)
    volumes = np.diff(pack.lines[2])[:, None, None] * np.diff(pack.lines[1])[:, None] * np.diff(pack.lines[0])
    faces = file.create_group("steps/000000/active_faces")
    for n, body in enumerate(pack.bodies):
        if not body.active:
            continue
        k, j, i = pack.cells(body)
        layer = k.start if body.active == "bottom" else k.stop - 1
        k_line = k.start if body.active == "bottom" else k.stop
        mine = owner[layer, j, i] == n
        host = body if body.parent < 0 else pack.bodies[body.parent]
        area = np.outer(np.diff(pack.lines[1])[j], np.diff(pack.lines[0])[i])
        host_area = (host.upper[0] - host.lower[0]) * (host.upper[1] - host.lower[1])
        power = np.where(mine, host.power * area / host_area, 0.0)
        density[layer, j, i] += power / volumes[layer, j, i]
        face = temperature(x[None, i], y[j, None], pack.lines[2][k_line]) + np.zeros(mine.shape)
        group = faces.create_group(body.name)
        group["temperature"], group["power"] = np.where(mine, face, np.nan), power
        for key, value in (("i_lower", i.start), ("i_upper", i.stop), ("j_lower", j.start), ("j_upper", j.stop),
                           ("k_line", k_line)):
            group.attrs[key] = np.int64(value)
        group.attrs["z_m"], group.attrs["face"] = float(pack.lines[2][k_line]), body.active
    options = {"compression": 1, "shuffle": True, "chunks": (1, *shape[1:])}
    file.create_dataset("cells/material", data=ids, **options)
    file.create_dataset("steps/000000/cells/temperature", data=field, **options)
    file.create_dataset("steps/000000/cells/power_density", data=density, **options)


def write(path, pack, temperature=linear, fields=True):
    """Writes `path`/results.h5 and summary.json; without fields a mesh-only file."""
    path.mkdir(parents=True, exist_ok=True)
    with h5py.File(path / "results.h5", "w") as file:
        write_tables(file, pack)
        file.attrs["format"] = "strata results" if fields else "strata mesh"
        if fields:
            file.attrs["format_version"] = 1
            write_fields(file, pack, temperature)
    (path / "summary.json").write_text(json.dumps({"title": pack.title}), encoding="utf-8")
    return path
