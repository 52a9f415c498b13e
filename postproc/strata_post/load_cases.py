"""Load cases of stress in results.h5 (layout: docs/results.md), read one plane at a time. SI; tension is positive."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class WarpageMap:
    """Deviation of a surface from its reference plane."""

    surface: str             # "bottom", "substrate.top"
    reference: str           # "least squares" or "corners"
    warpage: float           # highest minus lowest, positive where convex [m]
    deviation: np.ndarray    # on the node lines, (y, x) [m]; NaN off the surface

    @property
    def label(self):
        """The surface, with the reference plane where it is not the usual one."""
        return self.surface if self.reference == "least squares" else f"{self.surface} ({self.reference})"


class LoadCase:
    """Displacements and stresses of one step of an open Results."""

    def __init__(self, results, step):
        """`step` is the name of the step, "000001"."""
        self._results, self._path = results, f"steps/{step}"
        attributes = results.attributes(self._path)
        self.name = attributes["load_case"]
        self.temperature = float(attributes["temperature_K"])       # [K]; NaN under the solved heat
        self.time = float(attributes["time_s"]) if "time_s" in attributes else None     # of a transient [s]

    @property
    def is_uniform(self):
        """Whether the whole body has one temperature."""
        return bool(np.isfinite(self.temperature))

    def cells(self, field, axis, index):
        """One plane of a field on cells, such as "von_mises" or "stress/xx" [Pa]; NaN in void."""
        return self._results.plane(f"{self._path}/cells/{field}", axis, index)

    def displacement(self, component, axis, index):
        """One plane of nodes of the displacement along `component` [m]; NaN away from matter."""
        return self._results.plane(f"{self._path}/nodes/displacement/{component}", axis, index)

    @property
    def warpage(self):
        """The WarpageMaps, in the order of the deck."""
        group = f"{self._path}/warpage"
        maps = []
        for name in sorted(self._results.members(group), key=int):
            attributes = self._results.attributes(f"{group}/{name}")
            maps.append(WarpageMap(attributes["surface"], attributes["reference"], float(attributes["warpage_m"]),
                                   self._results.array(f"{group}/{name}/deviation")))
        return maps


def most_warped(load_cases):
    """The load case with the largest warpage of any surface, the first one where no surface is measured."""
    def largest(case):
        return max((abs(one.warpage) for one in case.warpage if np.isfinite(one.warpage)), default=0.0)

    return max(load_cases, key=largest)
