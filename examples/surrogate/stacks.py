"""The dataset of sweep.yaml as arrays for a network, and back again.

Heat is linear in power here and leaves through the top alone, so two things need no learning: a rise is proportional
to the total power P, and it stands on the film's own rise P / (h A). The network is given the shape of the power, p / P,
and gives the resistance that is left, R = (rise - P / (h A)) / P in K/W.
"""

import dataclasses
import json
import pathlib

import h5py
import numpy as np
import torch

INPUTS = ("power_density / P", "log k_xx", "log k_zz", "1 / h", "solid_fraction", "height above the cell")
TINY = 1e-3                  # W/(m K), for the logarithm of cells without matter


@dataclasses.dataclass
class Stacks:
    """Samples of one split. `inputs` (sample, channel, z, y, x), `rise` [K] (sample, z, y, x), `solid` likewise (0, 1),
    `power` [W] and `film_rise` [K] by sample; `axes`: cell centres along z, y, x [mm]."""
    inputs: torch.Tensor
    rise: torch.Tensor
    solid: torch.Tensor
    power: torch.Tensor
    film_rise: torch.Tensor
    axes: tuple

    def __len__(self):
        return len(self.power)

    def resistance(self, chosen=slice(None)):
        """What the network learns of these samples [K/W], 0 where there is no matter; (sample, 1, z, y, x)."""
        power, film_rise = (values[chosen].view(-1, 1, 1, 1) for values in (self.power, self.film_rise))
        return ((self.rise[chosen] - film_rise) / power * self.solid[chosen]).unsqueeze(1)

    def rise_of(self, resistance):
        """Temperature rise [K] where the network gives `resistance`."""
        return (resistance[:, 0] * self.power.view(-1, 1, 1, 1) + self.film_rise.view(-1, 1, 1, 1)) * self.solid


def read_split(folder, split):
    """All samples of a split of the dataset in `folder`."""
    paths = sorted((pathlib.Path(folder) / "data" / split).glob("*.hdf5"))
    if not paths:
        raise SystemExit(f"{folder}: no samples in data/{split}; `strata sweep sweep.yaml` makes them")
    parts = [_read_file(path) for path in paths]
    joined = [torch.from_numpy(np.concatenate(arrays)) for arrays in zip(*[part[:-1] for part in parts])]
    return Stacks(*joined, parts[0][-1])


def _read_file(path):
    """Arrays of Stacks of one file."""
    with h5py.File(path) as file:
        fields = {name: _cells_last(file["t0_fields"][name]) for name in
                  ("temperature", "power_density", "k_xx", "k_zz", "htc_top", "solid_fraction")}
        power = file["scalars/total_power"][()]
        axes = tuple(1e3 * file[f"dimensions/{axis}"][()] for axis in "zyx")
    area = 1e-6 * len(axes[1]) * len(axes[2]) * (axes[1][1] - axes[1][0]) * (axes[2][1] - axes[2][0])
    film = fields["htc_top"]
    solid = (fields["solid_fraction"] > 0.0).astype(np.float32)
    thickness = fields["solid_fraction"] * (axes[0][1] - axes[0][0])
    above = np.cumsum(thickness[:, ::-1], axis=1)[:, ::-1] - 0.5 * thickness
    channels = (fields["power_density"] / power[:, None, None, None], np.log(fields["k_xx"] + TINY),
                np.log(fields["k_zz"] + TINY), 1.0 / film, fields["solid_fraction"], above)
    inputs = np.stack(channels, axis=1).astype(np.float32)
    return inputs, fields["temperature"], solid, power, power / (film[:, 0, 0, 0] * area), axes


def _cells_last(data):
    """A field as (sample, z, y, x); of the temperature the rise over the uniform reference."""
    values = data[()]
    if data.attrs["time_varying"]:
        values = values[:, 1] - values[:, 0]
    return np.ascontiguousarray(values.transpose(0, 3, 2, 1))


@dataclasses.dataclass
class Scales:
    """Mean and deviation of inputs by channel, and deviation of the resistance, in training."""
    mean: torch.Tensor
    deviation: torch.Tensor
    resistance: float

    @classmethod
    def of(cls, stacks):
        """Those of a training split."""
        over = (0, 2, 3, 4)
        return cls(stacks.inputs.mean(over)[:, None, None, None], stacks.inputs.std(over)[:, None, None, None] + 1e-12,
                   float(stacks.resistance()[stacks.solid.unsqueeze(1) > 0.0].std()))

    def apply(self, inputs):
        """Inputs as the network sees them."""
        return (inputs - self.mean) / self.deviation


def solver_seconds(folder):
    """Median seconds per sample of deck, grid, solution and fields together, from the manifest."""
    totals = []
    with open(pathlib.Path(folder) / "manifest.jsonl", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["status"] == "ok":
                totals.append(sum(row["seconds"].values()))
    return round(float(np.median(totals)), 5)
