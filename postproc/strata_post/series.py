"""Time series of a transient in results.h5 (layout: docs/results.md). SI and kelvin; one value for every step in time."""

import dataclasses
import functools

import numpy as np


@dataclasses.dataclass(frozen=True)
class DieSeries:
    """What was recorded of a die."""

    name: str
    junction_max: np.ndarray     # highest temperature of the active face [K]
    junction_mean: np.ndarray    # [K]
    power: np.ndarray            # heat released, after a jump at the time [W]


class Series:
    """The series of an open Results; every column is read when it is asked for."""

    def __init__(self, results):
        self._results = results
        self.time = results.array("series/time")     # [s], ascending from the start
        self.attributes = results.attributes("series")

    def column(self, path):
        """A column by its path below /series: "hottest", "probes/corner", "dies/gpu.die/junction_max"."""
        return self._results.array(f"series/{path}")

    @functools.cached_property
    def dies(self):
        """The DieSeries, in the order of their names."""
        return [DieSeries(name, *(self.column(f"dies/{name}/{key}") for key in ("junction_max", "junction_mean", "power")))
                for name in self._results.members("series/dies")
                if {"junction_max", "junction_mean", "power"} <= set(self._results.members(f"series/dies/{name}"))]

    def _named(self, folder):
        return {name: self.column(f"{folder}/{name}") for name in self._results.members(f"series/{folder}")}

    @functools.cached_property
    def probes(self):
        """Temperatures [K] by the name of the probe."""
        return self._named("probes")

    @functools.cached_property
    def boundaries(self):
        """Heat leaving [W] by the name of the boundary."""
        return self._named("boundaries")

    @functools.cached_property
    def hottest(self):
        """Highest temperature of all cells and active faces [K]."""
        return np.fmax.reduce([self.column("hottest"), *(die.junction_max for die in self.dies)])

    def hottest_of(self, times):
        """Index of the hottest of some times [s]."""
        return int(np.argmax(np.interp(times, self.time, self.hottest)))

    @functools.cached_property
    def jumps(self):
        """For each row whether the power jumps at its time, and the total power just before it [W]: what was released
        since the row before fixes that where the power is a straight line between two rows."""
        power, supplied = self.column("power"), self.column("energy/supplied")
        before = power.copy()
        steps = np.diff(self.time)
        mean = np.divide(np.diff(supplied), steps, out=power[1:].copy(), where=steps > 0)
        before[1:] = 2.0 * mean - power[:-1]
        jumps = np.abs(power - before) > 1e-3 * max(float(np.abs(power).max(initial=0.0)), 1e-300)
        return jumps, np.where(jumps, before, power)


def thinned(time, values, bins=1200):
    """A curve with so many points that the eye sees no difference: of each of `bins` stretches of time the first and last
    point and those with the least and the largest value."""
    time, values = np.asarray(time), np.asarray(values)
    if len(time) <= 4 * bins:
        return time, values
    place = np.minimum((time - time[0]) / (time[-1] - time[0]) * bins, bins - 1).astype(int)
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    ends = np.append(starts[1:], len(time))
    kept = set()
    for start, end in zip(starts, ends):
        stretch = np.nan_to_num(values[start:end])
        kept.update((start, end - 1, start + int(stretch.argmin()), start + int(stretch.argmax())))
    kept = sorted(kept)
    return time[kept], values[kept]


def with_jumps(time, values, jumps, before=None):
    """The points of a curve that jumps in some rows: there it comes from the value `before` (by default that of the row
    before, as a power that is constant between its jumps does) straight up or down to the row's own."""
    before = np.concatenate((values[:1], values[:-1])) if before is None else before
    rows = np.flatnonzero(jumps[1:]) + 1
    return np.insert(time, rows, time[rows]), np.insert(values, rows, before[rows])
