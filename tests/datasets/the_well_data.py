"""What the acceptance tests take from a dataset through The Well's own code."""

import importlib.util
import os
import pathlib

import h5py
import numpy as np
import torch
from the_well.data import WellDataset
from the_well.data.normalization import ZScoreNormalization

from damage import SPLITS, train_files

DATASET = pathlib.Path(os.environ["STRATA_DATASET"])
SOURCE = pathlib.Path(os.environ.get("STRATA_THE_WELL_SOURCE", "/nonexistent"))
ORDERS = ("t0_fields", "t1_fields", "t2_fields")


def upstream_script(name):
    """A script of The Well's repository as a module; None where there is no copy of it."""
    path = SOURCE / "scripts" / f"{name}.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def splits_of(folder):
    """The splits that have files."""
    return [split for split in SPLITS if any((folder / "data" / split).glob("*.hdf5"))]


def load(folder, split, normalised=False):
    """The split through the loader of The Well."""
    return WellDataset(path=str(folder), well_split_name=split, use_normalization=normalised,
                       normalization_type=ZScoreNormalization if normalised else None)


def statistics(folder):
    """What stats.yaml must hold, computed by numpy in double precision: {statistic: {field: values}}."""
    found = {name + end: {} for end in ("", "_delta") for name in ("mean", "std", "rms")}
    arrays, deltas = {}, {}
    for path in train_files(folder):
        with h5py.File(path) as file:
            for order, group in enumerate(ORDERS):
                for name in file[group].attrs["field_names"]:
                    data = file[group][name]
                    values = data[()].astype(np.float64)
                    components = values.shape[values.ndim - order:]
                    arrays.setdefault(name, []).append(values.reshape(-1, *components))
                    if data.attrs["time_varying"]:
                        deltas.setdefault(name, []).append((values[:, 1:] - values[:, :-1]).reshape(-1, *components))
    for end, parts in (("", arrays), ("_delta", deltas)):
        for name, blocks in parts.items():
            values = np.concatenate(blocks)
            found["mean" + end][name] = values.mean(axis=0)
            found["std" + end][name] = values.std(axis=0)
            found["rms" + end][name] = np.sqrt((values**2).mean(axis=0))
    return found


def normalised_moments(folder):
    """Mean and standard deviation of every channel over the normalised training samples: of fields with frames, and of
    the others."""
    samples = list(load(folder, "train", normalised=True))
    moving = torch.stack([torch.cat([sample["input_fields"], sample["output_fields"]]) for sample in samples])
    still = torch.stack([sample["constant_fields"] for sample in samples])
    channels = [values.double().reshape(-1, values.shape[-1]) for values in (moving, still)]
    return [(values.mean(dim=0), values.std(dim=0, correction=0)) for values in channels]


def write_linear_field(folder):
    """Temperatures of the training files become 300 K + x + 10 y + 100 z, coordinates in mm."""
    for path in train_files(folder):
        with h5py.File(path, "r+") as file:
            axes = [1e3 * file[f"dimensions/{axis}"][()] for axis in "xyz"]
            x, y, z = np.meshgrid(*axes, indexing="ij")
            file["t0_fields/temperature"][...] = (300.0 + x + 10.0 * y + 100.0 * z).astype(np.float32)


def slopes_of_temperature(folder):
    """Slopes [K/mm] of the first training sample's temperature along the coordinates that come with it, and the largest
    residual [K]."""
    sample = load(folder, "train")[0]
    grid = 1e3 * sample["space_grid"].double().reshape(-1, 3)
    temperature = sample["output_fields"][0, ..., 0].double().reshape(-1, 1)
    system = torch.cat([torch.ones(len(grid), 1, dtype=torch.float64), grid], dim=1)
    solution = torch.linalg.lstsq(system, temperature).solution
    return solution[1:, 0], (system @ solution - temperature).abs().max()


def training_pairs(folder, count):
    """Inputs (sample, channel, x, y, z) and rises (sample, 1, x, y, z) of the first training samples, standardised."""
    dataset = load(folder, "train", normalised=True)
    samples = [dataset[index] for index in range(min(count, len(dataset)))]
    scalars = torch.stack([sample["constant_scalars"] for sample in samples])
    scalars = (scalars - scalars.mean(dim=0)) / scalars.std(dim=0).clamp(min=1e-6)
    fields = torch.stack([sample["constant_fields"] for sample in samples]).movedim(-1, 1)
    flat = scalars[:, :, None, None, None].expand(-1, -1, *fields.shape[2:])
    rise = torch.stack([sample["output_fields"][0, ..., :1] - sample["input_fields"][0, ..., :1] for sample in samples])
    rise = rise.movedim(-1, 1)
    return torch.cat([fields, flat], dim=1).float(), ((rise - rise.mean()) / rise.std()).float()
