"""What results.h5 tells of: bodies, placements, faces of dies, places. Everything is SI and kelvin."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Body:
    """One box of one material; where boxes overlap, the later one in Results.bodies is there."""

    index: int
    name: str
    kind: str                # layer, block, fill or around
    material: int
    placement: int           # index into Results.placements, -1: a layer of the assembly itself
    parent: int              # of a block: index of its layer, else -1
    active: str              # "bottom", "top" or ""
    lower: np.ndarray        # x, y, z [m]
    upper: np.ndarray

    def contains(self, point, axes=(0, 1, 2)):
        """True where the box contains `point` ([m]) on the given axes; its lower faces count, its upper ones do not."""
        return all(self.lower[a] <= point[a] < self.upper[a] for a in axes)


@dataclasses.dataclass(frozen=True)
class Placement:
    """A part placed in the assembly."""

    index: int
    name: str
    part: str
    lower: np.ndarray        # x, y, z [m]
    upper: np.ndarray


@dataclasses.dataclass(frozen=True)
class ActiveFace:
    """The face of a die that carries its devices, blocks of the die included."""

    body: Body
    x: np.ndarray            # grid lines [m]
    y: np.ndarray
    z: float                 # height of the face [m]
    k: int                   # layer of the cells of the die that touch the face
    temperature: np.ndarray  # (y, x) [K]; NaN where there is no face
    power: np.ndarray        # (y, x), per cell face [W]

    @property
    def areas(self):
        """Areas of the cell faces, (y, x) [m^2]."""
        return np.outer(np.diff(self.y), np.diff(self.x))

    @property
    def maximum(self):
        """Junction temperature: the highest temperature of the face [K]."""
        return float(np.nanmax(self.temperature)) if np.isfinite(self.temperature).any() else float("nan")

    @property
    def mean(self):
        """Mean temperature over the area of the face [K]."""
        known = np.isfinite(self.temperature)
        if not known.any():
            return float("nan")
        return float(np.average(self.temperature[known], weights=self.areas[known]))

    @property
    def hottest(self):
        """Centre (x, y) of the hottest cell face [m]."""
        j, i = np.unravel_index(np.nanargmax(self.temperature), self.temperature.shape)
        return float(self.x[i:i + 2].mean()), float(self.y[j:j + 2].mean())


@dataclasses.dataclass(frozen=True)
class HottestPoint:
    """The highest temperature of the run and where it is."""

    temperature: float       # [K]
    position: tuple          # x, y, z [m]
    cell: tuple              # k, j, i of the cell at that place
    body: str


@dataclasses.dataclass(frozen=True)
class Deck:
    """The deck of a run: every value spelled out, and the files as written (name -> text); empty where not stored."""

    resolved: str
    files: dict


@dataclasses.dataclass(frozen=True)
class CellScan:
    """What one pass over all cells gives."""

    minimum: float           # over the cells [K]
    maximum: float
    hottest_cell: tuple      # k, j, i
    power_map: np.ndarray    # heat released below each unit of area, summed over z, (y, x) [W/m^2]
    occupied: np.ndarray     # (y, x): some cell of the column is not void
