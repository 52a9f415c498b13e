"""Whether a dataset keeps its promises: the layout of The Well in every file, equal grids and names in all of them,
finite values, fields that vary, stats.yaml as recomputed, and a manifest that agrees with the files.

Every mistake is found in one pass over the files; a sample is in memory once.
"""

import collections
import dataclasses
import hashlib
import json
import pathlib

import h5py
import numpy as np

from strata_post.dataset.reader import OK, ORDERS, SPLITS, DatasetError, block_files, read_manifest, text, texts
from strata_post.dataset.statistics import KEYS, Statistics, read_stats
from strata_post.dataset.well_rules import FileRules

LEAST_DEVIATION = 1e-4       # The Well refuses smaller ones, and clips with this value
STATS_TOLERANCE = 1e-5       # relative to the larger of mean and deviation
NOT_OK = ("failed", "rejected", "duplicate", "skipped")
PROVENANCE = ("id", "group", "input_sha256", "temperature_sha256", "is_superposed", "relative_residual",
              "energy_imbalance", "resampling_error", "iterations", "boundary_heat")
MOST_SHOWN = 20              # mistakes of one kind


@dataclasses.dataclass(frozen=True)
class Stored:
    """A sample as a file has it."""
    file: str
    index: int
    split: str
    group: int
    input_sha256: str
    temperature_sha256: str
    scalars: dict
    is_superposed: bool


def temperature_sha256(values):
    """Hash of a sample's temperature: the bytes of the solution frame (x, y, z), little-endian, z fastest."""
    values = np.ascontiguousarray(values)
    return hashlib.sha256(values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()).hexdigest()


def _scalars(data):
    """Numbers by sample, or the texts that stand for them."""
    values, choices = data[()].astype(float).tolist(), texts(data.attrs.get("choices"))
    return [choices[int(value)] if choices and 0 <= value < len(choices) else value for value in values]


class Validator:
    """Collects the mistakes of the dataset in a folder; see `validate`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.mistakes, self.n_samples, self.n_files = [], 0, 0
        self._stored = collections.defaultdict(list)
        self._alike = {}
        self._statistics = Statistics()

    def say(self, where, what):
        """Notes a mistake."""
        self.mistakes.append(f"{where}: {what}")

    def check(self):
        """All rules; returns the mistakes."""
        if not (self.folder / "data").is_dir():
            raise DatasetError(f"{self.folder}: no dataset (there is no folder data)")
        for split in SPLITS:
            for path in block_files(self.folder / "data" / split):
                self.n_files += 1
                self._file(path, split)
        if not self.n_files:
            self.say("data", "holds no files")
        self._groups_stay_together()
        self._description()
        self._stats()
        self._manifest()
        return self.mistakes

    # One file -------------------------------------------------------------------------------------------------

    def _file(self, path, split):
        name = path.relative_to(self.folder).as_posix()
        try:
            with h5py.File(path, "r") as file:
                rules = FileRules(file, lambda what: self.say(name, what))
                if not rules.check():
                    return
                self._alike_in_all(name, file)
                self._extras(name, file)
                if self._provenance(name, file):
                    self._values(name, file, split)
        except (OSError, RuntimeError, KeyError) as error:
            self.say(name, f"cannot be read: {error}")

    def _alike_in_all(self, name, file):
        """What the loader takes from the first file must hold for all; the grid's own check looks at sizes alone."""
        dims = texts(file["dimensions"].attrs["spatial_dims"])
        facts = {"dataset_name": text(file.attrs["dataset_name"]),
                 "grid": tuple(file[f"dimensions/{dim}"].shape[-1] for dim in dims),
                 "spatial_dims": tuple(dims),
                 "scalars": tuple(texts(file["scalars"].attrs["field_names"])),
                 "boundary conditions": tuple(sorted(file["boundary_conditions"]))}
        facts |= {group: tuple(texts(file[group].attrs["field_names"])) for group in ORDERS}
        for what, value in facts.items():
            first, expected = self._alike.setdefault(what, (name, value))
            if value != expected:
                self.say(name, f"{what} {value}, but {expected} in {first}")

    def _provenance(self, name, file):
        """Whether the file says which samples it holds."""
        group = file.get("provenance")
        if not isinstance(group, h5py.Group):
            self.say(name, "group provenance is missing")
            return False
        count, good = int(file.attrs["n_trajectories"]), True
        for key in PROVENANCE:
            if key not in group or group[key].shape[:1] != (count,):
                self.say(name, f"/provenance/{key} is missing or has not {count} rows")
                good = False
            elif group[key].dtype.kind == "f" and not np.isfinite(group[key][()]).all():
                self.say(name, f"/provenance/{key} has values that are not finite")
        if good and group["boundary_heat"].shape[1:] != (len(texts(group["boundary_heat"].attrs.get("names"))),):
            self.say(name, "/provenance/boundary_heat has not one column for each of its names")
        return good

    def _extras(self, name, file):
        """What other loaders want beside The Well's groups: datasets of the root are samples by row, the fields among
        them are those of the groups; cell boundaries enclose the centres."""
        count = int(file.attrs["n_trajectories"])
        fields = {field: file[group][field] for group in ORDERS for field in texts(file[group].attrs["field_names"])}
        for key, data in file.items():
            if not isinstance(data, h5py.Dataset):
                continue
            if data.ndim < 2 or data.shape[0] != count:
                self.say(name, f"/{key}: shape {data.shape}; HDF5Reader needs samples by row, with an axis more")
            if key in fields and data != fields[key]:
                self.say(name, f"/{key} is no link to {fields[key].name}")
        for field in fields:
            if field not in file:
                self.say(name, f"/{field} is missing; HDF5Reader does not see groups")
        self._global_params(name, file)
        for axis in texts(file["dimensions"].attrs["spatial_dims"]):
            self._cell_boundaries(name, file, axis)

    def _global_params(self, name, file):
        if "global_params" not in file:
            self.say(name, "/global_params is missing")
            return
        data, names = file["global_params"], texts(file["global_params"].attrs.get("names"))
        if names != texts(file["scalars"].attrs["field_names"]) or data.shape[1:] != (len(names),):
            self.say(name, "/global_params has not one column for each scalar")
            return
        for column, scalar in enumerate(names):
            if not np.array_equal(data[:, column], file["scalars"][scalar][()]):
                self.say(name, f"/global_params is not /scalars/{scalar} in column {column}")

    def _cell_boundaries(self, name, file, axis):
        data = file.get(f"cell_boundaries/{axis}")
        if data is None:
            self.say(name, f"/cell_boundaries/{axis} is missing")
            return
        lines, centres = data[()], file[f"dimensions/{axis}"][()]
        if lines.shape != (*centres.shape[:-1], centres.shape[-1] + 1):
            self.say(name, f"/cell_boundaries/{axis}: shape {lines.shape} does not enclose {centres.shape}")
        elif not np.allclose(0.5 * (lines[..., 1:] + lines[..., :-1]), centres, rtol=1e-6, atol=0.0):
            self.say(name, f"/dimensions/{axis} is not halfway between /cell_boundaries/{axis}")

    def _values(self, name, file, split):
        """Reads every sample once."""
        fields = [(field, ORDERS.index(group), file[group][field], bool(file[group][field].attrs["sample_varying"]),
                   bool(file[group][field].attrs["time_varying"]))
                  for group in ORDERS for field in texts(file[group].attrs["field_names"])]
        ids, hashes = file["provenance/id"][()], []
        for index, sample_id in enumerate(ids):
            hash_ = ""
            for field, order, data, of_samples, varies in fields:
                values = data[index] if of_samples else data[()]
                self._field(f"{name}[{index}] (sample {sample_id})", field, values, order, varies, split)
                if field == "temperature":
                    hash_ = temperature_sha256(values[-1])
            hashes.append(hash_)
        self.n_samples += len(ids)
        self._remember(name, file, split, hashes)

    def _field(self, where, field, values, order, varies, split):
        if not np.isfinite(values).all():
            self.say(where, f"{field} has values that are not finite")
        elif split == "train":
            self._statistics.add(field, values, order, varies)
        if varies and order == 0 and np.ptp(values[0]) > 0:
            self.say(where, f"{field}: frame 0 is not uniform")

    def _remember(self, name, file, split, hashes):
        provenance = {key: data[()] for key, data in file["provenance"].items()}
        scalars = {key: _scalars(data) for key, data in file["scalars"].items() if data.ndim}
        for index, hash_ in enumerate(hashes):
            if text(provenance["temperature_sha256"][index]) != hash_:
                self.say(f"{name}[{index}] (sample {provenance['id'][index]})", "temperature is not what its "
                         "temperature_sha256 says")
            self._stored[int(provenance["id"][index])].append(
                Stored(name, index, split, int(provenance["group"][index]), text(provenance["input_sha256"][index]), hash_,
                       {key: values[index] for key, values in scalars.items()}, bool(provenance["is_superposed"][index])))

    # The dataset as a whole -----------------------------------------------------------------------------------

    def _groups_stay_together(self):
        splits = collections.defaultdict(set)
        for sample_id, places in self._stored.items():
            if len(places) > 1:
                self.say(f"sample {sample_id}", f"stands {len(places)} times: "
                         + ", ".join(f"{place.file}[{place.index}]" for place in places))
            for place in places:
                splits[place.group].add(place.split)
        for group, names in splits.items():
            if len(names) > 1:
                self.say(f"group {group}", f"has samples in {', '.join(sorted(names))}: what is learned from one is "
                         "known of the other")

    def _description(self):
        """dataset.json says what the files have."""
        path = self.folder / "dataset.json"
        if not path.is_file():
            self.say("dataset.json", "is missing")
            return
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
            fields = {group: tuple(one["name"] for one in about["fields"] if one["order"] == order)
                      for order, group in enumerate(ORDERS)}
            said = {"dataset_name": about["name"], "grid": tuple(about["cells"]),
                    "scalars": tuple(one["name"] for one in about["parameters"] + about["conditions"]), **fields}
        except (ValueError, KeyError, TypeError) as error:
            self.say("dataset.json", f"cannot be read: {error!r}")
            return
        for what, value in said.items():
            first, expected = self._alike.get(what, ("", value))
            if value != expected:
                self.say("dataset.json", f"{what} {value}, but {expected} in {first}")

    def _stats(self):
        path = self.folder / "stats.yaml"
        computed = self._statistics.as_table()
        if not computed["mean"]:
            self.say("data/train", "holds no samples, so there are no statistics")
            return
        for key, what in (("std", "standard deviation"), ("std_delta", "standard deviation of the change in time")):
            for field, value in computed[key].items():
                if not (value > LEAST_DEVIATION).all():
                    self.say(f"field {field}", f"{what} in training {np.min(value):.3g} is not above "
                             f"{LEAST_DEVIATION:g}; The Well refuses it")
        if not path.is_file():
            self.say("stats.yaml", "is missing")
            return
        try:
            said = read_stats(path)
        except ValueError as error:
            self.say("stats.yaml", str(error))
            return
        for key in KEYS:
            self._compare_stats(key, said.get(key), computed)

    def _compare_stats(self, key, said, computed):
        if said is None:
            self.say("stats.yaml", f"{key} is missing")
            return
        for field in sorted(set(said) | set(computed[key])):
            if field not in computed[key]:
                self.say("stats.yaml", f"{key} of {field}, which is no such field")
            elif field not in said:
                self.say("stats.yaml", f"{key} of {field} is missing")
            else:
                expected, value = computed[key][field], np.asarray(said[field])
                suffix = "_delta" if key.endswith("_delta") else ""
                scale = np.maximum(np.abs(expected), computed["std" + suffix][field])
                if value.shape != expected.shape or not (np.abs(value - expected) <= STATS_TOLERANCE * scale).all():
                    self.say("stats.yaml", f"{key} of {field} is {value.tolist()}, recomputed {expected.tolist()}")

    # The manifest ---------------------------------------------------------------------------------------------

    def _manifest(self):
        path = self.folder / "manifest.jsonl"
        if not path.is_file():
            self.say("manifest.jsonl", "is missing")
            return
        rows, _ = read_manifest(path)
        for sample_id, row in rows.items():
            status = row.get("status")
            where = f"manifest.jsonl, sample {sample_id}"
            if status == OK:
                self._ok_row(where, sample_id, row)
            elif status not in NOT_OK:
                self.say(where, f'status "{status}" is none of {", ".join((OK, *NOT_OK))}')
            elif sample_id in self._stored:
                place = self._stored[sample_id][0]
                self.say(where, f"is {status}, but stands in {place.file}[{place.index}]")
            if status == "failed" and not row.get("reason"):
                self.say(where, "failed without a reason")
        for sample_id, places in self._stored.items():
            if sample_id not in rows:
                self.say(f"{places[0].file}[{places[0].index}]", f"sample {sample_id} is not in manifest.jsonl")
        self._duplicates_are_true(rows)

    def _ok_row(self, where, sample_id, row):
        places = self._stored.get(sample_id)
        if not places:
            self.say(where, "is ok, but stands in no file")
            return
        place = places[0]
        for key, value in (("file", place.file), ("index", place.index), ("split", place.split), ("group", place.group),
                           ("input_sha256", place.input_sha256), ("temperature_sha256", place.temperature_sha256),
                           ("generation", "superposition" if place.is_superposed else "solve")):
            if row.get(key) != value:
                self.say(where, f"{key} is {json.dumps(row.get(key))}, the files say {json.dumps(value)}")
        grid = self._alike.get("grid", ("", ()))[1]
        if list(row.get("grid", [])) != list(grid):
            self.say(where, f"grid is {row.get('grid')}, the files have {list(grid)}")
        for name, value in row.get("parameters", {}).items():
            self._parameter(where, name, value, place)

    def _parameter(self, where, name, value, place):
        if name not in place.scalars:
            self.say(where, f"parameter {name} is no scalar of {place.file}")
            return
        said = place.scalars[name]
        if isinstance(value, str) or isinstance(said, str):
            agrees = said == value
        else:
            agrees = bool(np.isclose(said, value, rtol=1e-6, atol=0.0))
        if not agrees:
            self.say(where, f"parameter {name} is {value}, the file says {said}")

    def _duplicates_are_true(self, rows):
        seen = {}
        for sample_id, row in rows.items():
            if row.get("status") == OK:
                first = seen.setdefault(row.get("input_sha256"), sample_id)
                if first != sample_id:
                    self.say(f"manifest.jsonl, sample {sample_id}", f"has the input of sample {first}, but is no "
                             "duplicate")
            original = rows.get(row.get("duplicate_of"), {})
            if row.get("status") == "duplicate" and original.get("input_sha256") != row.get("input_sha256"):
                self.say(f"manifest.jsonl, sample {sample_id}", "is a duplicate of no sample with its input")


def validate(folder):
    """Checks the dataset in `folder` and returns the Validator with its `mistakes`, `n_samples` and `n_files`.
    DatasetError where the folder is none."""
    validator = Validator(folder)
    validator.check()
    return validator


def shortened(mistakes):
    """The mistakes, of many with the same end only the first."""
    counts, shown = collections.Counter(), []
    for mistake in mistakes:
        kind = mistake.split(": ", 1)[-1]
        counts[kind] += 1
        if counts[kind] <= MOST_SHOWN:
            shown.append(mistake)
    return shown + [f"... and {count - MOST_SHOWN} more: {kind}" for kind, count in counts.items() if count > MOST_SHOWN]
