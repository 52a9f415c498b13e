"""Whether the stored fields obey the heat equation, recomputed from the files alone.

Of every sample: the integral of power_density is total_power; the heat that leaves through the boundaries is the
power, within the recorded imbalance. On the native grid (no resampling error) of a body without void, under films alone, the heat through the boundaries is computed once more from
the temperature: q = (T - T_ambient) A / (1/h + d/(2 k)), with the half cell of width d between centre and face, as the
solver's own closure has it. A resampled sample is held to the mean rise of its native solution instead, which the
files record and conservative resampling keeps.
"""

import dataclasses

import numpy as np

from strata_post.dataset.reader import AXES

MM3 = 1e9                    # mm^3 per m^3: power_density is in W/mm^3
SINGLE = 2.0**-24            # relative rounding of a stored number
FACES = {"top": (2, -1), "bottom": (2, 0), "x_min": (0, 0), "x_max": (0, -1), "y_min": (1, 0), "y_max": (1, -1)}
SIDES = ("x_min", "x_max", "y_min", "y_max")


@dataclasses.dataclass(frozen=True)
class Comparison:
    """A quantity of a sample, recomputed, beside what it must be."""
    sample: int
    what: str
    value: float
    expected: float
    tolerance: float

    @property
    def holds(self):
        """Whether they agree; not a number does not."""
        return bool(abs(self.value - self.expected) <= self.tolerance)

    def __str__(self):
        return (f"sample {self.sample}: {self.what} is {self.value:.9g}, expected {self.expected:.9g} "
                f"within {self.tolerance:.2g}")


def cell_volumes(lines):
    """Volumes [m^3] of the cells between lines, (x, y, z)."""
    dx, dy, dz = map(np.diff, lines)
    return dx[:, None, None] * dy[None, :, None] * dz[None, None, :]


def power_comparison(sample):
    """The integral of power_density against total_power [W]."""
    parts = sample.field("power_density").astype(np.float64) * MM3 * cell_volumes(sample.lines)
    total = sample.scalars["total_power"]
    # Every cell is rounded once, and so is the total; lines and volumes are exact.
    rounding = 2.0 * SINGLE * (np.abs(parts).sum() + abs(total))
    return Comparison(sample.id, "integral of power_density [W]", float(parts.sum()), total, rounding)


def balance_comparison(sample):
    """The recorded heat through all boundaries against total_power [W], within the recorded imbalance."""
    heats, total = sample.boundary_heat, sample.scalars["total_power"]
    largest = max(abs(total), abs(sum(heats.values())))
    tolerance = float(sample.provenance["energy_imbalance"]) * largest * (1 + 1e-6) + 2.0 * SINGLE * abs(total)
    return Comparison(sample.id, "heat through all boundaries [W]", sum(heats.values()), total, tolerance)


def film_faces(name):
    """The faces (axis, end) that a boundary of the deck covers; None of patches and of exposed faces."""
    if name == "sides":
        return [FACES[side] for side in SIDES]
    return [FACES[name]] if name in FACES else None


def face_heat(sample, axis, end, film, ambient):
    """Heat that leaves through an outer face [W], and how much of it rounding may be."""
    lines = sample.lines
    widths = [np.diff(line) for line in lines]
    sides = [n for n in range(3) if n != axis]
    areas = np.multiply.outer(widths[sides[0]], widths[sides[1]])
    place = tuple(end if n == axis else slice(None) for n in range(3))
    temperature = sample.field("temperature")[place].astype(np.float64)
    conductivity = sample.field(f"k_{AXES[axis]}{AXES[axis]}")[place].astype(np.float64)
    if film.ndim:
        film = film[place]
    conductance = areas / (1.0 / film + 0.5 * widths[axis][end] / conductivity)
    heat = conductance * (temperature - ambient)
    # The stored temperature is rounded, and film, ambient and conductivity are.
    rounding = SINGLE * (conductance * (np.abs(temperature) + abs(ambient)) + 2.0 * np.abs(heat)).sum()
    return float(heat.sum()), float(rounding)


def boundary_heat_of_films(sample, dataset):
    """Heat through all boundaries [W] from temperature and films, and its rounding; None where the sample does not say
    enough (resampled, void, other conditions, patches, no conductivity)."""
    scalars = sample.scalars
    if sample.provenance["resampling_error"] != 0.0 or not all(map(dataset.has_field, ("k_xx", "k_yy", "k_zz"))):
        return None
    if dataset.has_field("solid_fraction") and sample.field("solid_fraction").min() < 1.0:
        return None
    sums = np.zeros(2)
    for name in sample.boundary_heat:
        faces, ambient = film_faces(name), scalars.get(f"ambient_{name}")
        film = np.asarray(scalars.get(f"film_coefficient_{name}", np.nan))
        if dataset.has_field(f"htc_{name}"):
            film = sample.field(f"htc_{name}").astype(np.float64)
        if faces is None or ambient is None or not np.isfinite(film).all():
            return None
        for axis, end in faces:
            if np.any(film > 0.0):
                sums += face_heat(sample, axis, end, film, ambient)
    return tuple(sums)


def surface_comparison(sample, dataset):
    """Heat through all boundaries, recomputed from the temperature, against total_power [W]; None where the sample
    does not say enough for it."""
    recomputed = boundary_heat_of_films(sample, dataset)
    if recomputed is None:
        return None
    heat, rounding = recomputed
    recorded = balance_comparison(sample)
    return Comparison(sample.id, "heat through all boundaries from the temperature [W]", heat, recorded.expected,
                      recorded.tolerance + rounding)


def mean_rise_comparison(sample, dataset):
    """Mean temperature rise over what is solid against that of the native solution [K]; None where it is not
    recorded."""
    expected = sample.provenance.get("mean_rise")
    if expected is None:
        return None
    weights = cell_volumes(sample.lines)
    if dataset.has_field("solid_fraction"):
        weights = weights * sample.field("solid_fraction")
    temperature = sample.field("temperature").astype(np.float64)
    reference = float(sample.field("temperature", 0).flat[0])
    rise = float((weights * (temperature - reference)).sum() / weights.sum())
    rounding = 2.0 * SINGLE * (np.abs(temperature).max() + abs(reference))
    return Comparison(sample.id, "mean temperature rise [K]", rise, float(expected), rounding)


def comparisons(sample, dataset):
    """All that can be recomputed of a sample."""
    done = [balance_comparison(sample)]
    if dataset.has_field("power_density"):
        done.append(power_comparison(sample))
    done += [surface_comparison(sample, dataset), mean_rise_comparison(sample, dataset)]
    return [one for one in done if one is not None]


def check_physics(dataset, ids=None):
    """Recomputes every sample (or those with these ids): a list of Comparison. DatasetError where a file lacks what is
    needed."""
    found = []
    for sample_id in dataset.ids() if ids is None else ids:
        found += comparisons(dataset.sample(sample_id), dataset)
    return found
