"""Reads Zarr 2 by its specification alone, with numpy, json and zlib."""

import itertools
import json
import math
import zlib

import numpy as np


def read_array(path):
    """The array in a folder with .zarray."""
    about = json.loads((path / ".zarray").read_text(encoding="utf-8"))
    if about["zarr_format"] != 2 or about["filters"] is not None or about["compressor"]["id"] != "zlib":
        raise ValueError(f"{path}: not what this reader knows")
    shape, chunks = about["shape"], about["chunks"]
    values = np.full(shape, about["fill_value"], dtype=about["dtype"])
    for place in itertools.product(*(range(math.ceil(n / c)) for n, c in zip(shape, chunks))):
        content = zlib.decompress((path / ".".join(map(str, place))).read_bytes())
        chunk = np.frombuffer(content, dtype=about["dtype"]).reshape(chunks, order=about["order"])
        where = tuple(slice(p * c, min((p + 1) * c, n)) for p, c, n in zip(place, chunks, shape))
        values[where] = chunk[tuple(slice(0, one.stop - one.start) for one in where)]
    return values


def read_group(path):
    """Arrays and attributes of a folder with .zgroup."""
    if json.loads((path / ".zgroup").read_text(encoding="utf-8")) != {"zarr_format": 2}:
        raise ValueError(f"{path}: no group of Zarr 2")
    arrays = {one.parent.name: read_array(one.parent) for one in sorted(path.glob("*/.zarray"))}
    return arrays, json.loads((path / ".zattrs").read_text(encoding="utf-8"))
