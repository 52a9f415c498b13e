"""PhysicsNeMo view: hydra files that make a DataLoader of the Zarr view without a line of code.

`physicsnemo/dataloader.yaml` is complete in itself: `hydra.utils.instantiate(config.dataloader)`. reader.yaml,
reader_tensorstore.yaml, reader_hdf5.yaml (The Well's files as they are), normalize.yaml and concat.yaml are its parts
for other pipelines. Batches hold `input` (B, C, Z, Y, X) and `target` (B, C', Z, Y, X) with mean 0 and deviation 1 in
training, and `global_params` (B, P).
"""

import json

import numpy as np

from strata_post.dataset.statistics import Moments
from strata_post.dataset.views.common import global_values, inputs, replacing_folder, targets

MODULE = "physicsnemo.datapipes"
HEAD = "# {what} Made by `strata_post dataset-views`; `root` is the folder of the dataset.\n"
CONSTANT = 1e-12             # relative deviation of a scalar that does not vary


def training_moments(dataset):
    """Mean and deviation in training, by field the arrays (channel, 1, 1, 1), of fields with frames the solution
    alone; of global_params (P,)."""
    moments, table = {info.name: Moments() for info in dataset.fields}, []
    for sample_id in dataset.ids("train") or dataset.ids():
        sample = dataset.sample(sample_id)
        table.append(global_values(dataset, sample).astype(np.float64))
        for info in dataset.fields:
            moments[info.name].add(sample.field(info.name), info.order)
    found = {name: tuple(np.reshape(value, (-1, 1, 1, 1)) for value in (one.mean, one.std))
             for name, one in moments.items()}
    mean, std = np.mean(table, axis=0), np.std(table, axis=0)
    found["global_params"] = mean, np.where(std > CONSTANT * np.abs(mean), std, 1.0)
    return found


def reader_of(kind, path, fields):
    """The text of a reader."""
    return (f"_target_: {MODULE}.readers.{kind}\npath: {path}\n"
            f"fields: {json.dumps(fields)}\n")


def normalize_of(moments):
    """The text of the Normalize transform; _convert_ makes plain dictionaries of its tables, which it asks for."""
    lines = [f"_target_: {MODULE}.transforms.Normalize", "_convert_: all", "method: mean_std",
             f"input_keys: {json.dumps(list(moments))}"]
    for key, place in (("means", 0), ("stds", 1)):
        lines.append(f"{key}:")
        lines += [f"  {name}: {json.dumps(_plain(values[place]))}" for name, values in moments.items()]
    return "\n".join(lines) + "\n"


def _plain(values):
    """A number where there is one component."""
    return float(values.ravel()[0]) if values.ndim == 4 and values.size == 1 else values.tolist()


def concat_of(infos, key):
    """The text of the ConcatFields transform that makes the channels of `key`."""
    return (f"_target_: {MODULE}.transforms.ConcatFields\n_convert_: all\n"
            f"input_keys: {json.dumps([info.name for info in infos])}\noutput_key: {key}\ndim: 0\n")


def indented(text, depth, first=""):
    """Lines below a key; `first` stands before the first of them."""
    pad = " " * depth
    lines = [pad + line for line in text.rstrip("\n").split("\n")]
    if first:
        lines[0] = " " * (depth - len(first)) + first + lines[0].lstrip()
    return "\n".join(lines) + "\n"


def dataloader_of(reader, transforms):
    """The text of the whole pipeline."""
    text = ("root: .\nsplit: train\ndataloader:\n"
            f"  _target_: {MODULE}.DataLoader\n  batch_size: 8\n  shuffle: true\n  drop_last: false\n"
            f"  dataset:\n    _target_: {MODULE}.Dataset\n    device: auto\n    reader:\n" + indented(reader, 6)
            + "    transforms:\n")
    return text + "".join(indented(one, 8, "- ") for one in transforms)


def to_physicsnemo(dataset, output):
    """Writes the files into `output`/physicsnemo; returns that folder."""
    moments = training_moments(dataset)
    names = [info.name for info in dataset.fields] + ["global_params"]
    zarr = "${root}/zarr/${split}"
    reader = reader_of("ZarrReader", zarr, names)
    concat = [concat_of(inputs(dataset), "input"), concat_of(targets(dataset), "target")]
    nested = [f"{info.group}/{info.name}" for info in dataset.fields]
    first = next(path for paths in dataset.files.values() for path in paths).name
    files = {"reader.yaml": ("Reads the Zarr view.", reader),
             "reader_tensorstore.yaml": ("Reads the Zarr view through TensorStore.",
                                         reader_of("TensorStoreZarrReader", zarr, names)),
             "reader_hdf5.yaml": ("Reads a file of The Well's layout as it is: axes (x, y, z), fields with frames.",
                                  reader_of("HDF5Reader", "${root}/data/${split}/" + first, nested)),
             "normalize.yaml": ("Mean 0 and deviation 1 in training.", normalize_of(moments)),
             "concat.yaml": ("Channels of input and target.",
                             "input:\n" + indented(concat[0], 2) + "target:\n" + indented(concat[1], 2)),
             "dataloader.yaml": ("Reader, transforms and batches.",
                                 dataloader_of(reader, [normalize_of(moments), *concat]))}
    with replacing_folder(output / "physicsnemo") as folder:
        for name, (what, content) in files.items():
            (folder / name).write_text(HEAD.format(what=what) + content, encoding="utf-8")
    return output / "physicsnemo"
