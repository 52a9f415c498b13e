"""What is stored of each step of results.h5 (layout: docs/results.md), read box by box. SI and kelvin, (z, y, x)."""

import dataclasses

import numpy as np

VON_MISES = "cells/von_mises"
DISPLACEMENT = "nodes/displacement"


@dataclasses.dataclass(frozen=True)
class Step:
    """One moment, or one load case of stress, of an open Results."""

    results: object          # Results
    name: str                # of the step, "000001"
    time: float              # of a transient [s]; None where the step belongs to no time
    label: str               # "steady", "t = 0.1 s", "25 degC"
    uniform_temperature: float   # [K] of a load case at one temperature, else NaN

    @property
    def has_temperature_field(self):
        """Whether heat was solved in this step."""
        return self.results.has(f"steps/{self.name}/cells/temperature")

    @property
    def has_temperature(self):
        """Whether the temperature is known, be it the same everywhere."""
        return self.has_temperature_field or bool(np.isfinite(self.uniform_temperature))

    @property
    def has_stress(self):
        """Whether the step is a load case of stress."""
        return self.results.has(f"steps/{self.name}/{DISPLACEMENT}")

    def _box(self, field, cells):
        return self.results.box(f"steps/{self.name}/{field}", cells)

    def temperature(self, cells):
        """Of the cells inside three slices (k, j, i) [K]. NaN in void, but for a load case at one temperature."""
        if self.has_temperature_field:
            return self._box("cells/temperature", cells)
        return np.full(tuple(s.stop - s.start for s in cells), self.uniform_temperature)

    def power_density(self, cells):
        """Of the cells inside three slices (k, j, i) [W/m^3]; zero where no heat was solved."""
        if self.results.has(f"steps/{self.name}/cells/power_density"):
            return self._box("cells/power_density", cells)
        return np.zeros(tuple(s.stop - s.start for s in cells))

    def von_mises(self, cells):
        """Stress of the cells inside three slices (k, j, i) [Pa]; NaN in void."""
        return self._box(VON_MISES, cells)

    def displacement(self, cells):
        """Of the nodes of the cells inside three slices: (k, j, i, component) with one more node than cells on each axis
        [m]; zero where no matter is."""
        nodes = tuple(slice(s.start, s.stop + 1) for s in cells)
        return np.stack([np.nan_to_num(self._box(f"{DISPLACEMENT}/{axis}", nodes)) for axis in "xyz"], axis=-1)


def steps_of(results):
    """All Steps, in the order of the file."""
    return [_step(results, name, results.attributes(f"steps/{name}")) for name in results.steps]


def _step(results, name, attributes):
    time = float(attributes["time_s"]) if "time_s" in attributes else None
    label = attributes.get("load_case", "steady") if time is None else f"t = {time:.9g} s"
    return Step(results, name, time, label, float(attributes.get("temperature_K", np.nan)))


def extremes(steps, values_of):
    """Lowest and highest value of a field of all steps, a layer of cells at a time; NaN where there is no number.
    `values_of(step, cells)` gives the values inside three slices."""
    lowest, highest = np.inf, -np.inf
    for step in steps:
        nz, ny, nx = step.results.shape
        for k in range(nz):
            values = values_of(step, (slice(k, k + 1), slice(0, ny), slice(0, nx)))
            if np.isfinite(values).any():
                lowest, highest = min(lowest, float(np.nanmin(values))), max(highest, float(np.nanmax(values)))
    return (lowest, highest) if lowest <= highest else (np.nan, np.nan)
