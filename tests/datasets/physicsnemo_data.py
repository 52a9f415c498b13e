"""What the acceptance tests take from a dataset through PhysicsNeMo: loaders from the shipped YAML files, the data pipe
of points, and a few steps of training."""

import os
import pathlib

import hydra
import torch
from omegaconf import OmegaConf
from physicsnemo.datapipes.cae.cae_dataset import CAEDataset
from physicsnemo.datapipes.cae.transolver_datapipe import TransolverDataPipe

DATASET = pathlib.Path(os.environ["STRATA_DATASET"])
MOST_CELLS = 20000           # of a sample in training; larger grids are thinned out
POINT_KEYS = ("volume_mesh_centers", "volume_fields", "surface_mesh_centers", "surface_normals", "surface_areas",
              "surface_fields", "stl_coordinates", "stl_faces", "stl_centers", "stl_areas", "global_params_values",
              "global_params_reference")


def configuration(folder, name, split):
    """A shipped YAML file for one split of the dataset in `folder`."""
    shipped = OmegaConf.load(folder / "physicsnemo" / name)
    return OmegaConf.merge(shipped, {"root": str(folder), "split": split})


def loader(folder, split="train", **changes):
    """The DataLoader that dataloader.yaml describes."""
    return hydra.utils.instantiate(configuration(folder, "dataloader.yaml", split).dataloader, **changes)


def thinned(values):
    """Every n-th cell along each axis of (B, C, Z, Y, X), so that a sample has some MOST_CELLS cells."""
    step = 1
    while values[0, 0, ::step, ::step, ::step].numel() > MOST_CELLS:
        step += 1
    return values[..., ::step, ::step, ::step]


def batches(folder, count):
    """Batches with `count` training samples in all."""
    found, seen = [], 0
    for batch in loader(folder, seed=0):
        take = min(count - seen, batch["input"].shape[0])
        found.append((thinned(batch["input"][:take]), thinned(batch["target"][:take])))
        seen += take
        if seen == count:
            return found
    raise ValueError(f"only {seen} training samples; {count} are needed")


def even(values, multiple=4):
    """Padded at the far ends by repetition, so that every axis is a multiple of what a U-Net divides by."""
    pads = [pad for cells in reversed(values.shape[2:]) for pad in (0, -cells % multiple)]
    return torch.nn.functional.pad(values, pads, mode="replicate")


def losses_of_training(model, data, steps=50, rate=2e-3):
    """Mean square error before and after `steps` steps of Adam over the batches in turn."""
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)

    def mean_loss():
        with torch.no_grad():
            parts = [torch.nn.functional.mse_loss(model(x), y, reduction="sum") for x, y in data]
        return float(sum(parts) / sum(y.numel() for _, y in data))

    before = mean_loss()
    for step in range(steps):
        x, y = data[step % len(data)]
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(model(x), y).backward()
        optimiser.step()
    return before, mean_loss()


def point_samples(folder, split="train"):
    """The data pipe of Transolver over the point view."""
    path = folder / "points" / split
    samples = CAEDataset(data_dir=path, keys_to_read=list(POINT_KEYS), keys_to_read_if_available={},
                         output_device=torch.device("cpu"))
    fields = torch.cat([samples[index]["volume_fields"] for index in range(len(samples))])
    factors = {"mean": fields.mean(dim=0), "std": fields.std(dim=0)}
    pipe = TransolverDataPipe(path, model_type="volume", resolution=256, include_sdf=True, include_normals=True,
                              translational_invariance=True, scaling_type="mean_std_scaling", volume_factors=factors,
                              volume_sample_from_disk=False)
    pipe.set_dataset(samples)
    return pipe
