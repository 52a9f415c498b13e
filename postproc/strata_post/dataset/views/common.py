"""What the views have in common: which fields are inputs and which targets, and axes in the order (z, y, x)."""

import contextlib
import os
import shutil

import numpy as np


def channels(info):
    """Number of channels of a field: 1, 3 or 9."""
    return 3**info.order


def inputs(dataset):
    """Fields that a surrogate is given: those without frames in time."""
    return [info for info in dataset.fields if not info.varies_in_time]


def targets(dataset):
    """Fields that a surrogate predicts: temperature first, then the others with frames in time. Temperatures of other
    fidelities (temperature_coarse) are neither inputs nor targets."""
    return [info for info in dataset.fields if info.varies_in_time and not info.name.startswith("temperature_")]


def as_channels(values, order):
    """(x, y, z[, c[, c]]) as contiguous float32 (channel, z, y, x)."""
    flat = values.reshape(*values.shape[:3], -1) if order else values[..., None]
    return np.ascontiguousarray(flat.transpose(3, 2, 1, 0), dtype=np.float32)


def global_values(dataset, sample):
    """Scalars of a sample in the order of Dataset.scalar_names, (P,)."""
    scalars = sample.scalars
    return np.array([scalars[name] for name in dataset.scalar_names], dtype=np.float32)


def interleaved(dataset, split):
    """Ids of a split, one of each group in turn: any piece of the list then has samples of many groups."""
    groups = {}
    for sample in dataset.samples(split):
        groups.setdefault(int(sample.provenance["group"]), []).append(sample.id)
    rounds = max(map(len, groups.values()), default=0)
    return [ids[n] for n in range(rounds) for ids in groups.values() if n < len(ids)]


@contextlib.contextmanager
def replacing_folder(path):
    """Gives a new folder beside `path` that takes its place at the end of the block; nothing of it stays where the
    block fails."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.mkdir()
    try:
        yield temporary
        if path.exists():
            shutil.rmtree(path)
        os.replace(temporary, path)
    finally:
        if temporary.exists():
            shutil.rmtree(temporary)
