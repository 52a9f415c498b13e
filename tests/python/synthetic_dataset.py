"""Datasets with known contents, in the layout of docs/datasets.md, written by h5py and numpy alone.

Every sample is a small stack under two films, solved exactly (dense) by the scheme of the solver: cell-centred finite
volumes, half cells in series, films through half a cell. `linear=True` stores T = 300 K + x + 10 y + 100 z [mm]
instead, for tests of axis order.
"""

import dataclasses
import hashlib
import json

import h5py
import numpy as np

from strata_post.dataset.statistics import Statistics, write_stats

MM = 1e-3
TEXT = h5py.string_dtype("utf-8")
FIELDS = {"temperature": ("K", "temperature"), "power_density": ("W/mm^3", "heat released per volume"),
          "k_xx": ("W/(m K)", "conductivity along x"), "k_yy": ("W/(m K)", "conductivity along y"),
          "k_zz": ("W/(m K)", "conductivity along z"), "rho_cp": ("MJ/(m^3 K)", "heat capacity per volume"),
          "displacement": ("um", "displacement")}
SCALARS = {"film": "W/(m^2 K)", "tim": "", "film_coefficient_top": "W/(m^2 K)", "ambient_top": "K",
           "film_coefficient_bottom": "W/(m^2 K)", "ambient_bottom": "K", "total_power": "W"}
PARAMETERS = ["film", "tim"]
TIMS = ["paste", "indium"]
BOUNDARIES = ["top", "bottom"]


@dataclasses.dataclass
class Layout:
    """Cells along x, y, z; box [m]; whether z lines are graded; whether there is a vector field."""
    cells: tuple = (4, 3, 5)
    box: tuple = (4 * MM, 6 * MM, 1 * MM)
    graded: bool = True
    has_displacement: bool = False

    @property
    def lines(self):
        """Cell boundaries [m]."""
        lines = [np.linspace(0.0, size, n + 1) for n, size in zip(self.cells, self.box)]
        if self.graded:
            lines[2] = self.box[2] * np.linspace(0.0, 1.0, self.cells[2] + 1)**1.5
        return lines


@dataclasses.dataclass
class Made:
    """A solved sample: fields (x, y, z[, 3]), scalars, heat through top and bottom [W]."""
    id: int
    group: int
    split: str
    fields: dict
    reference: float
    scalars: dict
    heat: list
    parents: list = dataclasses.field(default_factory=list)


def conductances(lines, k):
    """Conductances of inner faces along each axis [W/K]: half cells in series."""
    widths = [np.diff(line) for line in lines]
    found = []
    for axis in range(3):
        shape = [1, 1, 1]
        shape[axis] = -1
        half = (widths[axis].reshape(shape) / (2.0 * k[axis]))
        area = np.ones(k[axis].shape)
        for other in range(3):
            if other != axis:
                shape = [1, 1, 1]
                shape[other] = -1
                area = area * widths[other].reshape(shape)
        low = tuple(slice(None, -1) if n == axis else slice(None) for n in range(3))
        high = tuple(slice(1, None) if n == axis else slice(None) for n in range(3))
        found.append(area[low] / (half[low] + half[high]))
    return found


def solve(lines, k, power, films):
    """Temperature [K] and heat through (bottom, top) [W]. power [W] by cell; films: (h, ambient) of bottom, top."""
    shape = power.shape
    number = np.arange(power.size).reshape(shape)
    matrix, right = np.zeros((power.size, power.size)), power.ravel().copy()
    for axis, g in enumerate(conductances(lines, k)):
        low = np.take(number, range(shape[axis] - 1), axis).ravel()
        high = np.take(number, range(1, shape[axis]), axis).ravel()
        np.add.at(matrix, (low, low), g.ravel())
        np.add.at(matrix, (high, high), g.ravel())
        np.add.at(matrix, (low, high), -g.ravel())
        np.add.at(matrix, (high, low), -g.ravel())
    widths = [np.diff(line) for line in lines]
    area = np.multiply.outer(widths[0], widths[1])
    closures = []
    for end, (h, ambient) in zip((0, -1), films):
        g = area / (1.0 / h + widths[2][end] / (2.0 * k[2][:, :, end]))
        cells = number[:, :, end].ravel()
        matrix[cells, cells] += g.ravel()
        right[cells] += g.ravel() * ambient
        closures.append((g, end, ambient))
    temperature = np.linalg.solve(matrix, right).reshape(shape)
    return temperature, [float((g * (temperature[:, :, end] - ambient)).sum()) for g, end, ambient in closures]


def make_sample(sample_id, group, split, layout, linear=False):
    """Sample from a random generator that depends on its id alone."""
    random = np.random.default_rng(1000 + sample_id)
    lines = layout.lines
    volumes = np.diff(lines[0])[:, None, None] * np.diff(lines[1])[:, None] * np.diff(lines[2])
    film, tim = float(random.uniform(5e3, 2e4)), int(random.integers(0, 2))
    # What a file holds is what counts: solved with the rounded values.
    k = [np.float32(random.uniform(20.0, 150.0, layout.cells)).astype(np.float64) for _ in range(3)]
    density = np.float32(random.uniform(0.0, 2.0, layout.cells)).astype(np.float64)      # W/mm^3
    density[:, :, [0, 1, -1]] = 0.0
    power = density * 1e9 * volumes
    film = float(np.float32(film))
    ambient = (313.0, 318.0)
    temperature, (bottom, top) = solve(lines, k, power, [(50.0, ambient[1]), (film, ambient[0])])
    if linear:
        x, y, z = np.meshgrid(*[0.5e3 * (line[1:] + line[:-1]) for line in lines], indexing="ij")
        temperature = 300.0 + x + 10.0 * y + 100.0 * z
    fields = {"temperature": temperature, "power_density": density, "k_xx": k[0], "k_yy": k[1], "k_zz": k[2],
              "rho_cp": random.uniform(1.5, 3.5, layout.cells)}
    if layout.has_displacement:
        fields["displacement"] = random.normal(0.0, 3.0, (*layout.cells, 3))
    scalars = {"film": film, "tim": tim, "film_coefficient_top": film, "ambient_top": ambient[0],
               "film_coefficient_bottom": 50.0, "ambient_bottom": ambient[1], "total_power": float(power.sum())}
    return Made(sample_id, group, split, {name: np.float32(values) for name, values in fields.items()}, 300.0, scalars,
                [top, bottom])


def flags(thing, sample, time):
    """The two booleans that everything has."""
    thing.attrs["sample_varying"], thing.attrs["time_varying"] = np.bool_(sample), np.bool_(time)


def write_block(path, layout, samples, name="synthetic"):
    """A file of data/<split>/ with these samples."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file.attrs["dataset_name"], file.attrs["grid_type"] = name, "cartesian"
        file.attrs["n_spatial_dims"], file.attrs["n_trajectories"] = np.int64(3), np.int64(len(samples))
        file.attrs.create("simulation_parameters", PARAMETERS, dtype=TEXT)
        for parameter in PARAMETERS:
            values = [sample.scalars[parameter] for sample in samples]
            file.attrs[parameter] = [min(values), max(values)]
        dims = file.create_group("dimensions")
        dims.attrs.create("spatial_dims", ["x", "y", "z"], dtype=TEXT)
        dims["time"] = np.array([0.0, 1.0], dtype=np.float32)
        flags(dims["time"], False, True)
        for axis, line in zip("xyz", layout.lines):
            dims[axis] = 0.5 * (line[1:] + line[:-1])
            flags(dims[axis], False, False)
            file[f"cell_boundaries/{axis}"] = line
        _write_fields(file, samples)
        _write_scalars(file, samples)
        for axis, size in zip("xyz", layout.cells):
            group = file.create_group(f"boundary_conditions/{axis}_wall")
            group.attrs["bc_type"] = "WALL"
            group.attrs.create("associated_dims", [axis], dtype=TEXT)
            group.attrs.create("associated_fields", ["temperature"], dtype=TEXT)
            flags(group, False, False)
            mask = np.zeros(size, dtype=bool)
            mask[[0, -1]] = True
            group["mask"] = mask
        _write_provenance(file, samples)


def _write_fields(file, samples):
    for order, group in enumerate(("t0_fields", "t1_fields", "t2_fields")):
        names = [name for name in samples[0].fields if (3 if name == "displacement" else 0) == 3 * order]
        names = names if order < 2 else []
        file.create_group(group).attrs.create("field_names", names, shape=(len(names),), dtype=TEXT)
        for name in names:
            values = np.stack([sample.fields[name] for sample in samples])
            varies = name in ("temperature", "displacement")
            if varies:
                first = np.zeros_like(values)
                if name == "temperature":
                    first += np.float32([sample.reference for sample in samples]).reshape(-1, 1, 1, 1)
                values = np.stack([first, values], axis=1)
            chunk = (1,) * (1 + varies) + values.shape[1 + varies:]
            data = file[group].create_dataset(name, data=values, chunks=chunk, compression=1, shuffle=True)
            flags(data, True, varies)
            data.attrs["dim_varying"] = np.ones(3, dtype=bool)
            data.attrs["units"], data.attrs["long_name"] = FIELDS[name]
            file[name] = data


def _write_scalars(file, samples):
    group = file.create_group("scalars")
    group.attrs.create("field_names", list(SCALARS), dtype=TEXT)
    for name, units in SCALARS.items():
        group[name] = np.array([sample.scalars[name] for sample in samples], dtype=np.float32)
        flags(group[name], True, False)
        group[name].attrs["units"] = units
    group["tim"].attrs.create("choices", TIMS, dtype=TEXT)
    file["global_params"] = np.stack([group[name][()] for name in SCALARS], axis=1)
    file["global_params"].attrs.create("names", list(SCALARS), dtype=TEXT)
    file["results/junction_temperature_max"] = np.float32([sample.fields["temperature"].max() for sample in samples])


def input_sha256(sample):
    """A hash that differs from sample to sample."""
    return hashlib.sha256(f"input {sample.id}".encode()).hexdigest()


def _write_provenance(file, samples):
    group = file.create_group("provenance")
    group["sweep"] = "sweep: 1\n"
    group["id"] = np.array([sample.id for sample in samples], dtype=np.uint64)
    group["group"] = np.array([sample.group for sample in samples], dtype=np.uint64)
    group.create_dataset("input_sha256", data=[input_sha256(sample) for sample in samples], dtype=TEXT)
    group["is_superposed"] = np.array([bool(sample.parents) for sample in samples], dtype=bool)
    group["relative_residual"] = np.full(len(samples), 3e-9)
    group["energy_imbalance"] = np.array([abs(sum(s.heat) - s.scalars["total_power"]) / max(s.scalars["total_power"], 1e-9)
                                          + 1e-9 for s in samples])
    group["resampling_error"] = np.zeros(len(samples))
    group["iterations"] = np.full(len(samples), 11, dtype=np.int32)
    group["boundary_heat"] = np.array([sample.heat for sample in samples])
    group["boundary_heat"].attrs.create("names", BOUNDARIES, dtype=TEXT)
    group["reference_temperature"] = np.array([sample.reference for sample in samples])
    group.create_dataset("temperature_sha256", data=[temperature_sha256(sample) for sample in samples], dtype=TEXT)
    counts = [len(sample.parents) for sample in samples]
    group["parent_offsets"] = np.cumsum([0, *counts]).astype(np.uint64)
    group["parents"] = np.array([parent for sample in samples for parent in sample.parents], dtype=np.uint64)
    group["parent_weights"] = np.array([1.0 / count for count in counts for _ in range(count)])


def temperature_sha256(sample):
    """Hash of the stored temperature."""
    return hashlib.sha256(np.ascontiguousarray(sample.fields["temperature"], dtype="<f4").tobytes()).hexdigest()


def manifest_row(sample, file, index, layout):
    """The manifest's line of a sample that went well."""
    return {"id": sample.id, "group": sample.group, "split": sample.split, "status": "ok",
            "generation": "superposition" if sample.parents else "solve",
            "parameters": {"film": sample.scalars["film"], "tim": TIMS[sample.scalars["tim"]]}, "seed": 7,
            "input_sha256": input_sha256(sample), "version": "1.0.0", "git": "abc", "grid": list(layout.cells),
            "native_cells": int(np.prod(layout.cells)), "relative_residual": 3e-9, "iterations": 11,
            "energy_imbalance": 1e-9, "resampling_error": 0.0,
            "seconds": {"model": 0.002, "solve": 0.03 + 0.001 * sample.id, "extract": 0.004}, "file": file,
            "index": index, "temperature_sha256": temperature_sha256(sample)}


def description(layout, sample):
    """What dataset.json says."""
    fields = [{"name": name, "units": FIELDS[name][0], "order": int(name == "displacement")} for name in sample.fields]
    scalars = [{"name": name, "units": units} for name, units in SCALARS.items()]
    return {"name": "synthetic", "title": "Synthetic stacks", "cells": layout.cells, "fields": fields,
            "parameters": scalars[:len(PARAMETERS)], "conditions": scalars[len(PARAMETERS):], "sweep": "sweep: 1\n"}


def bad_rows(first):
    """Lines of samples that are in no file."""
    common = {"split": "train", "generation": "solve", "seed": 7, "version": "1.0.0", "git": "abc"}
    rows = [("failed", {"reason": "not converged after 200 iterations"}),
            ("failed", {"reason": "not converged after 200 iterations"}),
            ("rejected", {"reason": "parts.hbm: a layer is thinner than 1 um"})]
    return [{"id": first + n, "group": first + n, "status": status, **more, **common,
             "parameters": {"film": 1e4 + n, "tim": TIMS[n % 2]}, "input_sha256": f"bad {n}"}
            for n, (status, more) in enumerate(rows)]


def write(folder, layout=None, n_samples=12, linear=False, block=4):
    """A whole dataset of samples in groups of two; returns the samples by id."""
    layout = layout or Layout()
    splits = ("train", "train", "valid", "train", "test", "test_ood")
    samples = [make_sample(n, n // 2, splits[(n // 2) % len(splits)], layout, linear) for n in range(n_samples)]
    rows, statistics = [], Statistics()
    for first in range(0, n_samples, block):
        for split in dict.fromkeys(splits):
            part = [sample for sample in samples[first:first + block] if sample.split == split]
            name = f"data/{split}/block_{first // block:06d}.hdf5"
            if part:
                write_block(folder / name, layout, part)
            rows += [manifest_row(sample, name, index, layout) for index, sample in enumerate(part)]
    for path in sorted((folder / "data" / "train").glob("*.hdf5")):
        with h5py.File(path) as file:
            for order, group in enumerate(("t0_fields", "t1_fields")):
                for name, data in file[group].items():
                    for values in data[()]:
                        statistics.add(name, values, order, bool(data.attrs["time_varying"]))
    write_stats(statistics.as_table(), folder / "stats.yaml")
    lines = [json.dumps(row) + "\n" for row in rows + bad_rows(n_samples)]
    (folder / "manifest.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "dataset.json").write_text(json.dumps(description(layout, samples[0])), encoding="utf-8")
    return {sample.id: sample for sample in samples}
