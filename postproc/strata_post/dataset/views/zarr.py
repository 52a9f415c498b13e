"""Zarr view: a directory `zarr/SPLIT/sample_NNNNNNNN.zarr` per sample, for ZarrReader and TensorStoreZarrReader of
PhysicsNeMo and anything else that reads Zarr 2.

Written by hand: version 2 of the format (zarr-specs.readthedocs.io, v2.0) is a JSON file per array and group, and a
chunk is its bytes, deflated. An array is one chunk, (channel, z, y, x). Attributes are numbers alone, since
TensorStoreZarrReader makes a tensor of each.
"""

import json
import zlib

import numpy as np

from strata_post.dataset.views.common import as_channels, global_values, replacing_folder

LEVEL = 1                    # of zlib; 4 gains 2 % on temperatures


def write_group(path, arrays, attributes):
    """A group of float32 arrays, each in one chunk; attributes by name."""
    path.mkdir(parents=True)
    _write_json(path / ".zgroup", {"zarr_format": 2})
    _write_json(path / ".zattrs", attributes)
    for name, values in arrays.items():
        write_array(path / name, values)


def write_array(path, values):
    """An array in one chunk."""
    values = np.ascontiguousarray(values, dtype="<f4")
    path.mkdir()
    _write_json(path / ".zarray", {"zarr_format": 2, "shape": values.shape, "chunks": values.shape, "dtype": "<f4",
                                   "compressor": {"id": "zlib", "level": LEVEL}, "fill_value": 0.0, "order": "C",
                                   "filters": None})
    (path / ".".join("0" * values.ndim)).write_bytes(zlib.compress(values.tobytes(), LEVEL))


def _write_json(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")


def write_sample(path, dataset, sample):
    """One sample: every field as (channel, z, y, x), of those with frames the solution, and global_params (P,)."""
    arrays = {info.name: as_channels(sample.field(info.name), info.order) for info in dataset.fields}
    arrays["global_params"] = global_values(dataset, sample)
    attributes = {"sample_id": sample.id, "reference_temperature": float(sample.field("temperature", 0).flat[0])}
    write_group(path, arrays, attributes)


def to_zarr(dataset, output):
    """Writes all samples below `output`/zarr; returns that folder."""
    with replacing_folder(output / "zarr") as folder:
        for sample in dataset.samples():
            write_sample(folder / sample.split / f"sample_{sample.id:08d}.zarr", dataset, sample)
    return output / "zarr"
