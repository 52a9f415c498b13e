"""Reader of a dataset for surrogates (docs/datasets.md): samples by id or split, fields as arrays (x, y, z).

Only what is asked for is read. Values are in the units of the files, which stand beside them as attributes.
"""

import collections
import dataclasses
import functools
import json
import pathlib

import h5py
import numpy as np

from strata_post.results import ResultsError

SPLITS = ("train", "valid", "test", "test_ood")
AXES = ("x", "y", "z")
ORDERS = ("t0_fields", "t1_fields", "t2_fields")
MOST_OPEN = 8                # files that are kept open
OK = "ok"


class DatasetError(ResultsError):
    """The dataset cannot be read; the message says which file and why."""


def text(value):
    """A string attribute, however it was stored."""
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def texts(values):
    """A list of strings of an attribute; None is none."""
    return [] if values is None else [text(value) for value in np.atleast_1d(values)]


def block_files(folder):
    """The files of a split, in the order in which loaders number their samples."""
    return sorted([*folder.glob("*.h5"), *folder.glob("*.hdf5")])


def read_manifest(path):
    """Lines of manifest.jsonl by id, and the numbers of lines that are no record. Of an id that stands twice the last
    line counts; a torn line is what a killed process leaves behind."""
    rows, torn = {}, []
    if not path.is_file():
        return rows, torn
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows[int(row["id"])] = row
        except (ValueError, KeyError, TypeError):
            torn.append(number)
    return dict(sorted(rows.items())), torn


@dataclasses.dataclass(frozen=True)
class FieldInfo:
    """What a field is: its group in the file, order of the tensor, unit, and whether it has frames in time."""
    name: str
    group: str
    units: str
    long_name: str
    varies_in_time: bool

    @property
    def order(self):
        """0 scalar, 1 vector, 2 tensor."""
        return ORDERS.index(self.group)


class Sample:
    """A sample of a dataset. `id`, `split`, `file` (relative to the dataset) and `index` say where it is."""

    def __init__(self, dataset, sample_id, split, path, index):
        self.id, self.split, self.index = sample_id, split, index
        self._dataset, self._path = dataset, path

    @property
    def file(self):
        """The file, relative to the dataset."""
        return self._path.relative_to(self._dataset.path).as_posix()

    def field(self, name, frame=-1):
        """An array (x, y, z[, component[, component]]); of fields with frames the solution, or frame 0, the uniform
        reference."""
        info = self._dataset.field_info(name)
        data = self._handle[info.group][name]
        place = (self.index,) if data.attrs["sample_varying"] else ()
        return np.asarray(data[place + ((frame,) if info.varies_in_time else ())])

    @property
    def field_names(self):
        """Names of the fields."""
        return [info.name for info in self._dataset.fields]

    @property
    def fields(self):
        """All fields by name."""
        return {name: self.field(name) for name in self.field_names}

    def rise(self, name="temperature"):
        """Temperature rise over the uniform reference [K]."""
        return self.field(name).astype(np.float64) - self.field(name, 0)

    @functools.cached_property
    def scalars(self):
        """Parameters of the sweep and conditions, by name, in the units of Dataset.scalar_units."""
        group = self._handle["scalars"]
        return {name: float(group[name][(self.index,) if group[name].ndim else ()])
                for name in texts(group.attrs["field_names"])}

    @property
    def parameters(self):
        """What the sweep chose, by name; choices as text."""
        chosen = {}
        scalars = self.scalars
        for name in self._dataset.parameter_names:
            choices = self._dataset.choices.get(name)
            chosen[name] = choices[int(round(scalars[name]))] if choices else scalars[name]
        return chosen

    @functools.cached_property
    def provenance(self):
        """How the sample came about: group, input_sha256, relative_residual, ... as numbers and texts; of a superposed
        one `parents` and `weights`."""
        group, values = self._handle["provenance"], {}
        for name, data in group.items():
            if data.ndim and not name.startswith("parent"):
                value = data[self.index]
                values[name] = text(value) if isinstance(value, (bytes, str)) else value
        if "parent_offsets" in group:
            piece = slice(*(int(end) for end in group["parent_offsets"][self.index:self.index + 2]))
            values["parents"], values["weights"] = group["parents"][piece], group["parent_weights"][piece]
        return values

    @property
    def results(self):
        """Numbers beside the fields that a surrogate may predict too ("junction_temperature_max"), by name."""
        return {name: float(data[self.index]) for name, data in self._handle.get("results", {}).items()}

    @functools.cached_property
    def boundary_heat(self):
        """Heat that leaves through each boundary of the deck [W], by name."""
        data = self._handle["provenance/boundary_heat"]
        return dict(zip(texts(data.attrs["names"]), map(float, data[self.index])))

    @property
    def centres(self):
        """Cell centres along x, y, z [m]."""
        return tuple(self._along(self._handle[f"dimensions/{axis}"]) for axis in AXES)

    @functools.cached_property
    def lines(self):
        """Cell boundaries along x, y, z [m]."""
        return tuple(self._along(self._handle[f"cell_boundaries/{axis}"]) for axis in AXES)

    def _along(self, data):
        return np.asarray(data[self.index] if data.ndim == 2 else data[()], dtype=np.float64)

    @property
    def _handle(self):
        return self._dataset.handle(self._path)


def _reported(method):
    """Turns what h5py raises about broken files into DatasetError."""

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except (OSError, KeyError, RuntimeError, ValueError) as error:
            raise DatasetError(f"{self.path}: {error.args[0] if error.args else error}") from error

    return call


class Dataset:
    """A folder that `strata sweep` made. Use as a context manager or call close()."""

    @_reported
    def __init__(self, path):
        """Opens the folder; raises DatasetError where it holds no samples."""
        self.path = pathlib.Path(path)
        self._open = collections.OrderedDict()
        self.manifest, self.torn_lines = read_manifest(self.path / "manifest.jsonl")
        about = self.path / "dataset.json"
        self.about = json.loads(about.read_text(encoding="utf-8")) if about.is_file() else {}
        self.files = {split: block_files(self.path / "data" / split) for split in SPLITS}
        self._places = {}
        for split, paths in self.files.items():
            for path in paths:
                for index, sample_id in enumerate(self.handle(path)["provenance/id"][()]):
                    self._places[int(sample_id)] = (split, path, index)
        if not self._places:
            raise DatasetError(f"{self.path}: holds no samples in data/{{{','.join(SPLITS)}}}")
        first = self.handle(next(iter(self._places.values()))[1])
        self.name = text(first.attrs["dataset_name"])
        self.fields = [_info(first, group, name) for group in ORDERS for name in texts(first[group].attrs["field_names"])]
        self.parameter_names = texts(first.attrs["simulation_parameters"])
        scalars = first["scalars"]
        self.scalar_names = texts(scalars.attrs["field_names"])
        self.scalar_units = {name: text(scalars[name].attrs.get("units", "")) for name in self.scalar_names}
        self.choices = {name: texts(scalars[name].attrs["choices"]) for name in self.scalar_names
                        if "choices" in scalars[name].attrs}
        self.shape = tuple(first[f"dimensions/{axis}"].shape[-1] for axis in AXES)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes all files."""
        while self._open:
            self._open.popitem()[1].close()

    def __len__(self):
        return len(self._places)

    def handle(self, path):
        """The open file; the one not used for longest is closed where there are too many."""
        if path not in self._open:
            while len(self._open) >= MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[path] = h5py.File(path, "r")
        self._open.move_to_end(path)
        return self._open[path]

    @property
    def splits(self):
        """Names of the splits that have samples."""
        present = {split for split, _, _ in self._places.values()}
        return [split for split in SPLITS if split in present]

    def ids(self, split=None):
        """Ids of the samples of a split, or of all, in the order of the files."""
        return [sample_id for sample_id, place in self._places.items() if split in (None, place[0])]

    @_reported
    def sample(self, sample_id):
        """The sample with this id; DatasetError where there is none (a sample that failed is in no file)."""
        if sample_id not in self._places:
            status = self.manifest.get(sample_id, {}).get("status", "unknown")
            raise DatasetError(f"sample {sample_id} is in no file (status: {status})")
        return Sample(self, sample_id, *self._places[sample_id])

    def samples(self, split=None):
        """All samples of a split, or of all splits, one after the other."""
        return map(self.sample, self.ids(split))

    def field_info(self, name):
        """What a field is; DatasetError where the dataset has none of that name."""
        for info in self.fields:
            if info.name == name:
                return info
        raise DatasetError(f"{self.path}: no field {name}; there are {', '.join(info.name for info in self.fields)}")

    def has_field(self, name):
        """Whether there is a field of that name."""
        return any(info.name == name for info in self.fields)



def _info(file, group, name):
    attributes = file[group][name].attrs
    return FieldInfo(name, group, text(attributes.get("units", "")), text(attributes.get("long_name", name)),
                     bool(attributes["time_varying"]))
