"""Dies that are alike: those of the same layer, repeated or not, in all placements of a part."""

import dataclasses
import re

import numpy as np

from strata_post.pictures import dies as die_pictures
from strata_post.pictures import views

UNIFORM = 1e-6               # largest departure from the mean density that still counts as none


@dataclasses.dataclass(frozen=True)
class Family:
    """Dies of one layer of a part; members are entries of summary.json, hottest first."""

    part: str                # empty: dies of the assembly itself
    layer: str               # "base", "dram[*]"
    members: list

    @property
    def name(self):
        """Part and layer as one name."""
        return f"{self.part}.{self.layer}" if self.part else self.layer


def families(run):
    """The families of a run, that of the hottest die first."""
    parts = {placement.name: placement.part for placement in run.results.placements}
    found = {}
    for die in run.dies:
        part = parts.get(die["placement"], "")
        local = die["name"][len(die["placement"]) + 1:] if part else die["name"]
        found.setdefault((part, re.sub(r"\[\d+\]", "[*]", local)), []).append(die)
    return [Family(part, layer, members) for (part, layer), members in found.items()]


def hottest_few(run, most):
    """Entries of the hottest die of each family and, where these are few, of the next hottest dies of all."""
    chosen = [family.members[0] for family in families(run)][:most]
    for die in run.dies:
        if len(chosen) < most and die not in chosen:
            chosen.append(die)
    return sorted(chosen, key=lambda die: -die["junction_temperature_max_K"])


def peak_density(run, die):
    """Highest heat released per area of the active face [W/mm^2], and whether all of the face has it."""
    density = die_pictures.power_per_area(run.results.active_face(die["name"]))
    known = density[np.isfinite(density)]
    if not known.size:
        return None, True
    peak = float(known.max())
    return peak, bool(peak - known.min() <= UNIFORM * peak)


def named_layers(run, placement_index):
    """Layers of a placement (-1: of the assembly) bottom up."""
    layers = [b for b in run.results.bodies if b.placement == placement_index and b.kind == "layer"]
    return sorted(layers, key=lambda body: body.lower[2])


def local_name(run, body):
    """Name of a body without that of its placement."""
    return views.local_name(run.results, body)
