"""IC-ThermBench view: `thermbench/input.mat` ("data", (B, P, Z, Y, X)) and `output.mat` ("data", (B, Z, Y, X) in K),
HDF5 both, as its load_mat_pair reads them.

The benchmark cuts the samples by their place (the first 80 % for training and validation, 9 : 1, the rest for the
test) and never shuffles. Samples therefore stand in the order train, valid, test, and within each one of every group
in turn. The structural hold-out is a pair of its own in thermbench/test_ood. manifest.json says what is where.
"""

import json

import h5py
import numpy as np

from strata_post.dataset.views.common import as_channels, inputs, interleaved, replacing_folder
from strata_post.dataset.views.points import channel_names

BENCHMARK_SPLITS = ("train", "valid", "test")
HOLD_OUT = "test_ood"
MM = 1e3                     # mm per m
TRAIN_RATIO, FIT_RATIO = 0.8, 0.9        # of the benchmark


def varying_scalars(dataset):
    """Names of the scalars that differ between samples; they become channels that are uniform in space."""
    table = [dataset.sample(sample_id).scalars for sample_id in dataset.ids()]
    return [name for name in dataset.scalar_names if len({row[name] for row in table}) > 1]


def input_channels(dataset, sample, scalars):
    """Inputs of a sample, (P, Z, Y, X): fields, coordinates [mm], scalars."""
    fields = [as_channels(sample.field(info.name), info.order) for info in inputs(dataset)]
    coordinates = [as_channels(MM * values, 0) for values in np.meshgrid(*sample.centres, indexing="ij")]
    values = sample.scalars
    uniform = [np.full((1, *dataset.shape[::-1]), values[name], dtype=np.float32) for name in scalars]
    return np.concatenate(fields + coordinates + uniform)


def write_pair(folder, dataset, ids, scalars, names):
    """input.mat, output.mat and manifest.json of some samples."""
    shape = dataset.shape[::-1]
    with h5py.File(folder / "input.mat", "w") as given, h5py.File(folder / "output.mat", "w") as wanted:
        options = {"dtype": "<f4", "compression": 1, "shuffle": True}
        x = given.create_dataset("data", (len(ids), len(names), *shape), chunks=(1, 1, *shape), **options)
        y = wanted.create_dataset("data", (len(ids), *shape), chunks=(1, *shape), **options)
        for index, sample_id in enumerate(ids):
            sample = dataset.sample(sample_id)
            x[index] = input_channels(dataset, sample, scalars)
            y[index] = as_channels(sample.field("temperature"), 0)[0]
    (folder / "manifest.json").write_text(json.dumps(describe(dataset, ids, names), indent=1) + "\n", encoding="utf-8")


def cuts(count):
    """Where the benchmark cuts `count` samples: the ends of training and of validation."""
    both = int(TRAIN_RATIO * count)
    return int(FIT_RATIO * both), both


def describe(dataset, ids, names):
    """What manifest.json says."""
    samples = [dataset.sample(sample_id) for sample_id in ids]
    groups = [int(sample.provenance["group"]) for sample in samples]
    fitted, both = cuts(len(ids))
    return {"dataset": dataset.name, "channels": names, "target": "temperature", "target_units": "K",
            "axes": {"input": "B,P,Z,Y,X", "output": "B,Z,Y,X"},
            "case_count_by_split": {split: sum(sample.split == split for sample in samples)
                                    for split in (*BENCHMARK_SPLITS, HOLD_OUT)},
            "benchmark_cut": {"train": [0, fitted], "val": [fitted, both], "test": [both, len(ids)]},
            "groups_on_both_sides_of_the_test_cut": len(set(groups[:both]) & set(groups[both:])),
            "samples": [{"index": index, "id": sample.id, "case_id": group, "split": sample.split}
                        for index, (sample, group) in enumerate(zip(samples, groups))]}


def to_thermbench(dataset, output):
    """Writes the pair into `output`/thermbench; returns that folder."""
    scalars = varying_scalars(dataset)
    names = channel_names(inputs(dataset)) + ["grid_x", "grid_y", "grid_z"] + scalars
    with replacing_folder(output / "thermbench") as folder:
        ids = [sample_id for split in BENCHMARK_SPLITS for sample_id in interleaved(dataset, split)]
        if ids:
            write_pair(folder, dataset, ids, scalars, names)
        if held_out := interleaved(dataset, HOLD_OUT):
            (folder / HOLD_OUT).mkdir()
            write_pair(folder / HOLD_OUT, dataset, held_out, scalars, names)
    return output / "thermbench"
