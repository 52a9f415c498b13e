"""The rules of The Well for one HDF5 file, as its format checker, its loader and its statistics need them.

Sources: docs/data_format.md, scripts/check_thewell_formatting.py, scripts/check_thewell_data.py and
the_well/data/datasets.py of github.com/PolymathicAI/the_well; where they differ the strictest holds. h5py gives
numpy.bool_ for an enumeration FALSE = 0, TRUE = 1 over int8 and str for strings of variable length alone, and both
checker and loader ask for those types.
"""

import h5py
import numpy as np

from strata_post.dataset.reader import ORDERS, texts

GRID_TYPES = ("cartesian", "spherical")
BOUNDARY_TYPES = ("WALL", "OPEN", "PERIODIC")
GROUPS = ("dimensions", "boundary_conditions", "scalars", *ORDERS)
LEAST_FRAMES = 2             # the loader wants an input and an output frame


class FileRules:
    """Checks one open file; every mistake goes to `say(text)`."""

    def __init__(self, file, say):
        self.file, self.say = file, say
        self.dims, self.n_samples, self.n_frames = [], None, None

    def check(self):
        """All rules but those on values. False where the file is too broken to look at its values."""
        self._root()
        missing = [name for name in GROUPS if not isinstance(self.file.get(name), h5py.Group)]
        for name in missing:
            self.say(f"group {name} is missing")
        if missing or self.n_samples is None:
            return False
        self._dimensions()
        shapes_hold = all([self._fields(group) for group in ORDERS])
        self._scalars()
        self._boundary_conditions()
        self._names_are_unique()
        return shapes_hold

    # Attributes of a given type -------------------------------------------------------------------------------

    def _attribute(self, thing, name):
        if name not in thing.attrs:
            self.say(f"{thing.name}: attribute {name} is missing")
            return None
        return h5py.h5a.open(thing.id, name.encode())

    def boolean(self, thing, name):
        """A boolean attribute; None where it is missing or of another type."""
        attribute = self._attribute(thing, name)
        if attribute is None:
            return None
        if attribute.dtype != np.dtype(bool):
            self.say(f"{thing.name}: {name} is no enumeration FALSE = 0, TRUE = 1 over int8 "
                     f"(but {attribute.dtype}); readers see no boolean")
            return None
        if attribute.shape != ():
            self.say(f"{thing.name}: {name} is no single value")
            return None
        return bool(thing.attrs[name])

    def booleans(self, thing, name, length):
        """A list of booleans of that length; None where it is none."""
        attribute = self._attribute(thing, name)
        if attribute is None:
            return None
        if attribute.dtype != np.dtype(bool) or attribute.shape != (length,):
            self.say(f"{thing.name}: {name} is no list of {length} booleans (but {attribute.dtype} {attribute.shape})")
            return None
        return [bool(value) for value in thing.attrs[name]]

    def string(self, thing, name):
        """A string of variable length; None where it is none."""
        attribute = self._attribute(thing, name)
        if attribute is None or not self._is_text(thing, name, attribute):
            return None
        if attribute.get_space().get_simple_extent_type() != h5py.h5s.SCALAR:
            self.say(f"{thing.name}: {name} is no single string")
            return None
        return thing.attrs[name]

    def strings(self, thing, name):
        """A list of strings of variable length; None where it is none."""
        attribute = self._attribute(thing, name)
        if attribute is None:
            return None
        space = attribute.get_space()
        if space.get_simple_extent_type() != h5py.h5s.SIMPLE or len(attribute.shape) != 1:
            self.say(f"{thing.name}: {name} is no list (an empty one has a simple dataspace of length 0)")
            return None
        return texts(thing.attrs[name]) if self._is_text(thing, name, attribute) else None

    def _is_text(self, thing, name, attribute):
        kind = attribute.get_type()
        if not isinstance(kind, h5py.h5t.TypeStringID):
            self.say(f"{thing.name}: {name} is no text")
            return False
        if not kind.is_variable_str():
            self.say(f"{thing.name}: {name} has a fixed length; readers see bytes")
            return False
        if kind.get_cset() != h5py.h5t.CSET_UTF8:
            self.say(f"{thing.name}: {name} is not UTF-8")
            return False
        return True

    def integer(self, thing, name):
        """An integer attribute; None where it is none."""
        attribute = self._attribute(thing, name)
        if attribute is None:
            return None
        if attribute.dtype.kind not in "iu" or attribute.shape != ():
            self.say(f"{thing.name}: {name} is no integer")
            return None
        return int(thing.attrs[name])

    # Parts of a file ------------------------------------------------------------------------------------------

    def _root(self):
        file = self.file
        self.string(file, "dataset_name")
        grid = self.string(file, "grid_type")
        if grid is not None and grid not in GRID_TYPES:
            self.say(f'/: grid_type "{grid}" is none of {", ".join(GRID_TYPES)}')
        n_dims = self.integer(file, "n_spatial_dims")
        if n_dims is not None and n_dims != 3:
            self.say(f"/: n_spatial_dims is {n_dims}, expected 3")
        self.n_samples = self.integer(file, "n_trajectories")
        if self.n_samples is not None and self.n_samples < 1:
            self.say(f"/: n_trajectories is {self.n_samples}; a file without samples stops the loader")
            self.n_samples = None
        scalars = file.get("scalars", {})
        for name in self.strings(file, "simulation_parameters") or []:
            if name not in file.attrs:
                self.say(f"/: simulation parameter {name} is no attribute of the root")
            if name not in scalars:
                self.say(f"/: simulation parameter {name} is no dataset in scalars")

    def _flags(self, thing):
        return self.boolean(thing, "sample_varying"), self.boolean(thing, "time_varying")

    def _leading(self, flags):
        """Sizes that come before those in space."""
        return (self.n_samples,) * bool(flags[0]) + (self.n_frames,) * bool(flags[1])

    def _dimensions(self):
        group = self.file["dimensions"]
        self.dims = self.strings(group, "spatial_dims") or []
        if len(self.dims) != self.file.attrs.get("n_spatial_dims"):
            self.say(f"/dimensions: {len(self.dims)} spatial_dims, but n_spatial_dims is "
                     f"{self.file.attrs.get('n_spatial_dims')}")
        for name in ("time", *self.dims):
            if not isinstance(group.get(name), h5py.Dataset):
                self.say(f"/dimensions/{name} is missing")
                continue
            is_time = name == "time"
            data = group[name]
            flags = self._flags(data)
            if flags[1] is not None and flags[1] != is_time:
                self.say(f"{data.name}: time_varying must be {is_time}")
            rank = 1 + bool(flags[0])
            if data.ndim != rank or (rank == 2 and data.shape[0] != self.n_samples):
                self.say(f"{data.name}: shape {data.shape} does not fit sample_varying = {flags[0]}")
                continue
            self._rises(data)
            if is_time:
                self.n_frames = data.shape[-1]
                if self.n_frames < LEAST_FRAMES:
                    self.say(f"{data.name}: {self.n_frames} frame; the loader needs {LEAST_FRAMES}")

    def _rises(self, data):
        values = np.asarray(data[()], dtype=np.float64)
        if not (np.isfinite(values).all() and (np.diff(values, axis=-1) > 0).all()):
            self.say(f"{data.name}: values do not rise")

    def _sizes(self):
        group = self.file["dimensions"]
        return tuple(group[name].shape[-1] for name in self.dims if isinstance(group.get(name), h5py.Dataset))

    def _named(self, group):
        """Datasets that field_names lists; those it does not list are a mistake."""
        names = self.strings(group, "field_names") or []
        for name in names:
            if not isinstance(group.get(name), h5py.Dataset):
                self.say(f"{group.name}: field_names has {name}, which is missing")
        for name in group:
            if name not in names:
                self.say(f"{group.name}: {name} is not in field_names; readers do not see it")
        return [group[name] for name in names if isinstance(group.get(name), h5py.Dataset)]

    def _fields(self, group):
        order, good = ORDERS.index(group), True
        for data in self._named(self.file[group]):
            flags = self._flags(data)
            varying = self.booleans(data, "dim_varying", len(self.dims))
            if varying is not None and not all(varying):
                self.say(f"{data.name}: dim_varying has a False; the loader cannot spread such a field")
            if data.dtype not in (np.dtype("<f4"), np.dtype("<f8")):
                self.say(f"{data.name}: type {data.dtype}, expected float32 or float64, little-endian")
            expected = self._leading(flags) + self._sizes() + (len(self.dims),) * order
            if None in flags or data.shape != expected:
                self.say(f"{data.name}: shape {data.shape}, expected {expected}")
                good = False
            for name in ("units", "long_name"):
                self.string(data, name)
        return good

    def _scalars(self):
        for data in self._named(self.file["scalars"]):
            flags = self._flags(data)
            if None not in flags and data.shape != self._leading(flags):
                self.say(f"{data.name}: shape {data.shape}, expected {self._leading(flags)}")
            elif not np.isfinite(data[()]).all():
                self.say(f"{data.name}: has values that are not finite")
            self.string(data, "units")

    def _boundary_conditions(self):
        parent = self.file["boundary_conditions"]
        for name in parent:
            group = parent[name]
            kind = self.string(group, "bc_type")
            if kind is not None and kind not in BOUNDARY_TYPES:
                self.say(f'{group.name}: bc_type "{kind}" is none of {", ".join(BOUNDARY_TYPES)}')
            flags = self._flags(group)
            self.strings(group, "associated_fields")
            dims = self.strings(group, "associated_dims") or []
            if not dims or not set(dims) <= set(self.dims):
                self.say(f"{group.name}: associated_dims {dims} are not among {self.dims}")
                continue
            if not isinstance(group.get("mask"), h5py.Dataset):
                self.say(f"{group.name}: mask is missing")
                continue
            sizes = tuple(self.file[f"dimensions/{dim}"].shape[-1] for dim in dims)
            if group["mask"].dtype != np.dtype(bool):
                self.say(f"{group.name}/mask: no booleans")
            if group["mask"].shape != self._leading(flags) + sizes:
                self.say(f"{group.name}/mask: shape {group['mask'].shape}, expected {self._leading(flags) + sizes}")

    def _names_are_unique(self):
        seen = set()
        for group in (*ORDERS, "scalars"):
            for name in self.file[group]:
                if name in seen:
                    self.say(f"/{group}/{name}: another field has this name")
                seen.add(name)
