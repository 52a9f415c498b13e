"""Lazy reader of results.h5 (layout: docs/results.md).

Everything is SI and kelvin, arrays are (z, y, x); cell n of an axis lies between line n and line n + 1. Only what is
asked for is read: one layer or one section at a time.
"""

import functools
import json
import pathlib

import h5py
import numpy as np

from strata_post.load_cases import LoadCase
from strata_post.series import Series
from strata_post.things import ActiveFace, Body, CellScan, Deck, HottestPoint, Placement

FORMAT_VERSION = 1
VOID = 0
AXES = {"x": 2, "y": 1, "z": 0}      # axis name -> dimension of a cell array


class ResultsError(Exception):
    """The results cannot be read; the message says which file and why."""


class UsageError(ResultsError):
    """What was named or asked for cannot be had of these results; the message says what could be."""


def _text(value):
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _reported(method):
    """Turns what h5py raises about broken files into ResultsError."""

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except (OSError, KeyError, RuntimeError, ValueError) as error:
            # A KeyError prints as the repr of its message.
            reason = error.args[0] if isinstance(error, KeyError) and error.args else error
            raise ResultsError(f"{self.path}: {reason}") from error

    return call


class Results:
    """A results directory (or a results.h5 file). Use as a context manager or call close().

    A file without steps (a mesh alone) or without heat (a run for stress alone) is legal: `has_temperature` is then
    False. Load cases of stress are in `load_cases`. Of a transient every moment whose fields were kept is a step;
    `series` holds what was recorded at every step in time.
    """

    def __init__(self, path, step=-1, time=None):
        """Opens `path`. `step` is an index into the stored steps of heat, or "hottest": of a transient the stored moment
        that is hottest, else the only one; `time` [s] chooses the stored moment nearest to it instead. Raises
        ResultsError."""
        path = pathlib.Path(path)
        self.path = path / "results.h5" if path.is_dir() else path
        if not self.path.is_file():
            raise ResultsError(f"{self.path}: no such file")
        try:
            self._file = h5py.File(self.path, "r")
        except OSError as error:
            raise ResultsError(f"{self.path}: not a readable HDF5 file ({error})") from error
        try:
            self._read_header()
            self._choose(step, time)
        except ResultsError:
            self._file.close()
            raise

    @_reported
    def _read_header(self):
        version = int(self._file.attrs.get("format_version", -1))
        is_mesh = _text(self._file.attrs.get("format", "")) == "strata mesh"   # a file of the moment, without version
        if version != FORMAT_VERSION and not is_mesh:
            found = "no format_version" if version < 0 else f"format_version {version}"
            raise ValueError(f"{found}, this reader knows {FORMAT_VERSION}")
        self.title = _text(self._file.attrs.get("title", ""))
        self.lines = tuple(self._file[f"grid/{axis}"][:] for axis in "xyz")
        self.materials = [_text(name) for name in self._file["materials/names"][:]]
        self._named = (self._file["materials/named"][:] if "materials/named" in self._file
                       else np.arange(len(self.materials), dtype=np.uint16))
        self.placements = self._read_placements()
        self.bodies = self._read_bodies()
        self._faces = {}
        self.steps = sorted(self._file["steps"]) if "steps" in self._file else []
        self._heated = [name for name in self.steps if f"steps/{name}/cells/temperature" in self._file]
        self.times = [float(self._file[f"steps/{name}"].attrs["time_s"]) for name in self._heated
                      if "time_s" in self._file[f"steps/{name}"].attrs]

    def _choose(self, step, time):
        """Makes one of the steps of heat the one that is read."""
        if time is not None:
            step = self._nearest(time)
        elif step == "hottest":
            step = self.series.hottest_of(self.times) if self.series and self.times else -1
        self._step = f"steps/{self._heated[step]}" if self._heated else ""
        self.time = self.times[step] if self.times else None

    def _nearest(self, time):
        """Index of the stored moment nearest to `time` [s]."""
        if not self.times:
            raise ResultsError(f"{self.path}: no transient, so there is no time {time} s")
        return int(np.abs(np.array(self.times) - time).argmin())

    def _read_placements(self):
        group = self._file["geometry/placements"]
        names, parts = group["name"][:], group["part"][:]
        lower, upper = group["lower"][:].reshape(-1, 3), group["upper"][:].reshape(-1, 3)
        return [Placement(n, _text(names[n]), _text(parts[n]), lower[n], upper[n]) for n in range(len(names))]

    def _read_bodies(self):
        group = self._file["geometry/bodies"]
        table = {key: group[key][:] for key in ("name", "kind", "material", "placement", "parent", "active")}
        lower, upper = group["lower"][:].reshape(-1, 3), group["upper"][:].reshape(-1, 3)
        return [Body(n, _text(table["name"][n]), _text(table["kind"][n]), int(table["material"][n]),
                     int(table["placement"][n]), int(table["parent"][n]), _text(table["active"][n]), lower[n], upper[n])
                for n in range(len(lower))]

    def close(self):
        """Closes the file; what was read stays valid."""
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def shape(self):
        """Number of cells (nz, ny, nx)."""
        return tuple(len(self.lines[axis]) - 1 for axis in (2, 1, 0))

    @property
    def has_temperature(self):
        """False for a file that holds a mesh or stress only."""
        return bool(self._step)

    @functools.cached_property
    @_reported
    def load_cases(self):
        """The LoadCases of stress, in the order of the steps; of a transient those of its end. Empty where none was
        solved."""
        return [case for case in self.load_cases_in_time if case.time in (None, self.times[-1] if self.times else None)]

    @functools.cached_property
    @_reported
    def load_cases_in_time(self):
        """The LoadCases of all moments whose fields were kept, and those that belong to no time."""
        return [LoadCase(self, name) for name in self.steps if f"steps/{name}/nodes/displacement" in self._file]

    @functools.cached_property
    @_reported
    def series(self):
        """The Series of a transient; None of a steady run."""
        return Series(self) if "series/time" in self._file else None

    @_reported
    def plane(self, dataset, axis, index):
        """One plane normal to `axis` of a dataset (z, y, x), on cells or on nodes."""
        return self._plane(dataset, axis, index)

    @_reported
    def box(self, dataset, cells):
        """The part of a dataset (z, y, x) inside `cells`: three slices (k, j, i)."""
        return self._file[dataset][cells]

    @_reported
    def has(self, path):
        """Whether there is such a group or dataset."""
        return path in self._file

    @_reported
    def attributes(self, path):
        """Attributes of a group or dataset."""
        return {key: _text(value) if isinstance(value, (bytes, str)) else value
                for key, value in self._file[path].attrs.items()}

    @_reported
    def members(self, path):
        """Names in a group, sorted; empty where there is no such group."""
        return sorted(self._file[path]) if path in self._file else []

    @_reported
    def array(self, path):
        """A whole dataset."""
        return self._file[path][:]

    @functools.cached_property
    def summary(self):
        """summary.json beside the file, as a dictionary; empty where there is none."""
        path = self.path.with_name("summary.json")
        if not path.is_file():
            return {}
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ResultsError(f"{path}: {error}") from error

    @functools.cached_property
    @_reported
    def deck(self):
        """The Deck stored with the results."""
        group = self._file.get("deck")
        if group is None:
            return Deck("", {})
        files = {_text(name): _text(text) for name, text in zip(group["files"][:], group["text"][:])}
        return Deck(_text(group["resolved"][()]), files)

    @functools.cached_property
    @_reported
    def material_sources(self):
        """Where the properties of each material come from, by material id; empty texts where not stored."""
        if "materials/sources" not in self._file:
            return [""] * len(self.materials)
        return [_text(source) for source in self._file["materials/sources"][:]]

    @functools.cached_property
    @_reported
    def symmetry(self):
        """Names of the outer faces that are symmetry planes."""
        return [_text(face) for face in self._file["geometry/symmetry"][:]] if "geometry/symmetry" in self._file else []

    # ------------------------------------------------------------------------------------------------ cell fields

    def _plane(self, dataset, axis, index):
        selection = [slice(None)] * 3
        selection[AXES[axis]] = index
        return self._file[dataset][tuple(selection)]

    @_reported
    def temperature(self, axis=None, index=None, time=None):
        """Cell temperatures [K] of one plane of cells normal to `axis` ("x", "y" or "z"), or of all cells (z, y, x)
        without an axis; NaN in void. `time` [s]: of the stored moment nearest to it, not the one that was opened."""
        step = self._step if time is None else f"steps/{self._heated[self._nearest(time)]}"
        if axis is None:
            return self._file[f"{step}/cells/temperature"][:]
        return self._plane(f"{step}/cells/temperature", axis, index)

    @_reported
    def temperature_column(self, j, i):
        """Temperatures [K] of the cells of one column, bottom up; NaN in void."""
        return self._file[f"{self._step}/cells/temperature"][:, j, i]

    @_reported
    def power_density(self, axis, index):
        """Heat released per volume [W/m^3] on one plane of cells."""
        return self._plane(f"{self._step}/cells/power_density", axis, index)

    @_reported
    def material(self, axis, index):
        """Ids of the materials the deck names on one plane of cells: (y, x) normal to z, (z, x) normal to y, (z, y)
        normal to x. Cells of a metal map have the id of the map, not that of their density."""
        if "cells/material" in self._file:
            return self._named[self._plane("cells/material", axis, index)]
        return self._paint(axis, index)

    def _paint(self, axis, index):
        """Material ids from the bodies, later ones over earlier ones."""
        normal = "xyz".index(axis)
        u, v = [a for a in (0, 1, 2) if a != normal]
        centre = self.lines[normal][index:index + 2].mean()
        ids = np.zeros((len(self.lines[v]) - 1, len(self.lines[u]) - 1), dtype=np.uint16)
        for body in self.bodies:
            if body.lower[normal] <= centre < body.upper[normal]:
                rows, columns = self._cells_between(v, body), self._cells_between(u, body)
                ids[rows, columns] = body.material
        return ids

    def _cells_between(self, axis, body):
        lines = self.lines[axis]
        low, high = (int(np.abs(lines - edge[axis]).argmin()) for edge in (body.lower, body.upper))
        return slice(low, high)

    def cells_of(self, body):
        """The cells inside the box of a body: three slices (k, j, i)."""
        return tuple(self._cells_between(axis, body) for axis in (2, 1, 0))

    @functools.cached_property
    def scan(self):
        """One pass over all cells, layer by layer: extremes and the power summed over z (CellScan)."""
        nz, ny, nx = self.shape
        power_map, occupied = np.zeros((ny, nx)), np.zeros((ny, nx), dtype=bool)
        minimum, maximum, where = np.inf, -np.inf, (0, 0, 0)
        thickness = np.diff(self.lines[2])
        for k in range(nz):
            power_map += np.nan_to_num(self.power_density("z", k)) * thickness[k]
            layer = self.temperature("z", k)
            solid = np.isfinite(layer)
            if not solid.any():
                continue
            occupied |= solid
            minimum = min(minimum, float(layer[solid].min()))
            if float(layer[solid].max()) > maximum:
                maximum = float(layer[solid].max())
                where = (k, *(int(n) for n in np.unravel_index(np.nanargmax(layer), layer.shape)))
        if not occupied.any():
            raise ResultsError(f"{self.path}: the temperature field holds no number")
        return CellScan(minimum, maximum, where, power_map, occupied)

    # ------------------------------------------------------------------------------------------------------ bodies

    @functools.cached_property
    def dies(self):
        """Bodies with an active face that is stored, in paint order; blocks count with the layer they lie in."""
        stored = self._file.get(f"{self._step}/active_faces", {}) if self._step else {}
        return [body for body in self.bodies if body.active and body.parent < 0 and body.name in stored]

    def active_face(self, name):
        """The active face of the die called `name` (ActiveFace); read once."""
        if name not in self._faces:
            self._faces[name] = self._read_active_face(name)
        return self._faces[name]

    @_reported
    def _read_active_face(self, name):
        faces = self._file[f"{self._step}/active_faces"]
        body = next((b for b in self.bodies if b.name == name), None)
        if body is None or name not in faces:
            raise KeyError(f"no active face '{name}'")
        group = faces[name]
        i0, i1, j0, j1 = (int(group.attrs[key]) for key in ("i_lower", "i_upper", "j_lower", "j_upper"))
        temperature, power = group["temperature"][:], np.nan_to_num(group["power"][:])
        for block in self.bodies:
            if block.parent == body.index and block.name in faces:
                self._lay_over(temperature, power, faces[block.name], i0, j0)
        k_line = int(group.attrs["k_line"])
        return ActiveFace(body, self.lines[0][i0:i1 + 1], self.lines[1][j0:j1 + 1], float(group.attrs["z_m"]),
                          k_line if body.active == "bottom" else k_line - 1, temperature, power)

    @staticmethod
    def _lay_over(temperature, power, block, i0, j0):
        """Adds the active face of a block to that of its die, both (y, x) from cell (j0, i0)."""
        rows = slice(int(block.attrs["j_lower"]) - j0, int(block.attrs["j_upper"]) - j0)
        columns = slice(int(block.attrs["i_lower"]) - i0, int(block.attrs["i_upper"]) - i0)
        known = np.isfinite(block["temperature"][:])
        temperature[rows, columns][known] = block["temperature"][:][known]
        power[rows, columns] += np.nan_to_num(block["power"][:])

    def body_at(self, point):
        """The body at `point` (x, y, z) [m]: the one painted last; None in space nobody filled."""
        return next((body for body in reversed(self.bodies) if body.contains(point)), None)

    def column(self, x, y):
        """The bodies met going up at (x, y): list of (body or None, z_lower, z_upper) [m], equal neighbours joined."""
        candidates = [body for body in self.bodies if body.contains((x, y), axes=(0, 1))]
        edges = {float(self.lines[2][0]), float(self.lines[2][-1])}
        for body in candidates:
            edges.update((float(body.lower[2]), float(body.upper[2])))
        levels, found = sorted(edges), []
        for low, high in zip(levels[:-1], levels[1:]):
            middle = 0.5 * (low + high)
            body = next((b for b in reversed(candidates) if b.lower[2] <= middle < b.upper[2]), None)
            if found and found[-1][0] is body:
                found[-1] = (body, found[-1][1], high)
            else:
                found.append((body, low, high))
        return found

    def cell_at(self, point):
        """Indices (k, j, i) of the cell that contains `point` (x, y, z) [m], the nearest one outside the grid."""
        found = [int(np.clip(np.searchsorted(lines, p, side="right") - 1, 0, len(lines) - 2))
                 for lines, p in zip(self.lines, point)]
        return tuple(reversed(found))

    def hottest_of(self, dies):
        """The hottest point on the active faces of `dies` (HottestPoint); None where there are none."""
        faces = [self.active_face(body.name) for body in dies]
        faces = [face for face in faces if np.isfinite(face.maximum)]
        if not faces:
            return None
        face = max(faces, key=lambda f: f.maximum)
        x, y = face.hottest
        _, j, i = self.cell_at((x, y, face.z))
        return HottestPoint(face.maximum, (x, y, face.z), (face.k, j, i), face.body.name)

    @functools.cached_property
    def hottest(self):
        """The hottest point of all, cells and active faces (HottestPoint)."""
        on_face = self.hottest_of(self.dies)
        if on_face is not None and on_face.temperature >= self.scan.maximum:
            return on_face
        k, j, i = self.scan.hottest_cell
        position = tuple(float(lines[n:n + 2].mean()) for lines, n in zip(self.lines, (i, j, k)))
        body = self.body_at(position)
        return HottestPoint(self.scan.maximum, position, (k, j, i), body.name if body else "")
