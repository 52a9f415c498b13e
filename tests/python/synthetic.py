"""Results files with known contents, in the layout of docs/results.md, written by h5py alone.

The temperature is linear, T = 300 K + 1000 K/m * (x + 10 y + 100 z) at cell centres and on active faces, or what the
caller gives; every die releases its watts on its active face.
"""

import dataclasses
import hashlib
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


def summary(pack, temperature=linear, limits=(), superposition=False):
    """summary.json of the package as `strata` writes it (docs/results.md); limits: (target, die names, kelvin)."""
    def stats(body):
        low, high = (temperature(*corner) for corner in (body.lower, body.upper))
        return {"cells": 1, "volume_m3": 1e-9, "power_W": body.power, "temperature_min_K": float(low),
                "temperature_mean_K": float(0.5 * (low + high)), "temperature_max_K": float(high),
                "temperature_max_position_m": list(body.upper)}

    owner = {n: p[0] for n, p in enumerate(pack.placements)}
    dies = []
    for body in pack.bodies:
        if body.active and body.parent < 0:
            place = [body.upper[0], body.upper[1], body.lower[2]]
            dies.append({"name": body.name, "placement": owner.get(body.placement),
                         "junction_temperature_max_K": float(temperature(*place)),
                         "junction_temperature_mean_K": float(temperature(*place)) - 5.25,
                         "junction_temperature_max_position_m": place, "power_W": body.power,
                         "limit_K": min((kelvin for _, names, kelvin in limits if body.name in names), default=None)})
    hottest = max(dies, key=lambda die: die["junction_temperature_max_K"]) if dies else None
    reached = {die["name"]: die["junction_temperature_max_K"] for die in dies}
    judged = []
    for target, names, kelvin in limits:
        worst = max(names, key=reached.get)
        judged.append({"target": target, "limit_K": kelvin, "reached_K": reached[worst], "where": worst,
                       "position_m": [0.0, 0.0, 0.0], "exceeded": reached[worst] > kelvin})
    cells = [len(lines) - 1 for lines in pack.lines]
    power = float(sum(body.power for body in pack.bodies))
    content = {"format_version": 1, "title": pack.title, "cells": int(np.prod(cells)), "cells_per_axis": cells,
               "solid_cells": int(np.prod(cells)) - 7, "power_total_W": power, "reference_temperature_K": 300.0,
               "hottest_point": {"temperature_max_K": hottest and hottest["junction_temperature_max_K"],
                                 "position_m": hottest and hottest["junction_temperature_max_position_m"],
                                 "body": hottest and hottest["name"]},
               "dies": dies, "placements": [],
               "bodies": [{"name": body.name, "kind": body.kind, "material": body.material or "void",
                           "placement": owner.get(body.placement), **stats(body)} for body in pack.bodies],
               "boundaries": [{"name": "top", "heat_out_W": 0.96 * power, "area_m2": 1.44e-4,
                               "surface_temperature_mean_K": 314.25, "named": True},
                              {"name": "bottom", "heat_out_W": 0.04 * power, "area_m2": 1.44e-4,
                               "surface_temperature_mean_K": 316.5, "named": True},
                              {"name": "sides", "heat_out_W": 0.0, "area_m2": 2e-5,
                               "surface_temperature_mean_K": 315.0, "named": False}],
               "balance": {"source_W": power, "boundary_out_W": power, "boundary_gross_W": power, "imbalance_W": 3e-11,
                           "relative": 2.5e-12, "bound": 1e-8, "at_rounding_floor": False},
               "limits": judged, "any_limit_exceeded": any(limit["exceeded"] for limit in judged),
               "convergence": {"method": "column", "fallback": None, "corrections": 3, "iterations": 14,
                               "relative_residual": 7.9e-9, "residual_history": [1.0, 0.02, 3e-5, 7.9e-9]},
               "warnings": ["deck.yaml:3:1: silicon is used beyond its range"], "merged_lines": []}
    if superposition:
        content["superposition"] = superposition_of(dies)
    return content


def superposition_of(dies):
    """R_ij = 1 / (1 + i + j) K/W between the dies; one surrounding."""
    n = len(dies)
    return {"linearised": True, "closure_error_K": 2e-9,
            "rows": [{"die": die["name"], "quantity": "junction_temperature_mean", "position_m": None,
                      "temperature_K": die["junction_temperature_mean_K"]} for die in dies],
            "sources": [{"name": die["name"], "kind": "die", "power_W": die["power_W"]} for die in dies],
            "resistance_K_per_W": [[1.0 / (1 + i + j) for j in range(n)] for i in range(n)],
            "surroundings": [{"name": "top", "kind": "convection", "temperature_K": 313.15}],
            "weight": [[1.0]] * n, "ambient_maps": [], "map_response_K": [[]] * n}


DECK = """strata: 1
title: "Synthetic package"
materials:
  tim1:
    conductivity: 5 W/(m.K)
assembly:
  size: [0.02 m, 0.02 m]
  stack:
    - name: substrate
      thickness: 0.0014 m
      material: abf_laminate
    - name: lid
      thickness: 0.002 m
      material: copper
output:
  pictures: true
"""
DECK_AS_WRITTEN = "strata: 1\nmaterials:\n  tim1: {conductivity: 5 W/(m.K)}   # assumption: 2-6 W/(m.K) is usual\n"


def write_run(path, pack, temperature=linear, deck=DECK, content=None, **options):
    """A folder that a finished run leaves: results.h5 with its deck, summary.json, run.json."""
    write(path, pack, temperature)
    with h5py.File(path / "results.h5", "a") as file:
        text = h5py.string_dtype()
        file["deck/resolved"] = deck
        file["deck/files"] = np.array(["deck.yaml"], dtype=text)
        file["deck/text"] = np.array([DECK_AS_WRITTEN], dtype=text)
        file["materials/sources"] = np.array(["no matter"] + ["unsourced"] * (len(pack.materials()) - 1), dtype=text)
    content = content or summary(pack, temperature, **options)
    (path / "summary.json").write_text(json.dumps(content), encoding="utf-8")
    write_record(path)
    return path


def write_record(path):
    """run.json for the files that are there."""
    files = [{"name": name, "bytes": (path / name).stat().st_size,
              "sha256": hashlib.sha256((path / name).read_bytes()).hexdigest()}
             for name in ("results.h5", "summary.json")]
    record = {"format_version": 1, "strata_version": "9.8.7", "git_commit": "abcdef012345",
              "command_line": ["strata", "run", "deck.yaml"],
              "deck": {"file": "deck.yaml", "resolved_sha256": "d" * 64},
              "started": "2026-01-02T03:04:05Z", "finished": "2026-01-02T03:05:06Z", "exit_code": 0,
              "reason": "converged", "timings": {"mesh_s": 0.01, "setup_s": 0.02, "solve_s": 0.34, "output_s": 0.5},
              "ranks": {"count": 2, "hosts": ["node1"], "host_of_rank": ["node1"] * 2,
                        "peak_memory_bytes": [2**20] * 2, "peak_memory_max_bytes": 2**20,
                        "peak_memory_sum_bytes": 2**21},
              "libraries": {"PETSc": "3.18.5"}, "files": files}
    (path / "run.json").write_text(json.dumps(record), encoding="utf-8")
