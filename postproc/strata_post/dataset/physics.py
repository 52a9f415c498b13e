"""Whether the stored fields obey the heat equation, recomputed from the files alone.

Of every sample: the integral of power_density is total_power, and the heat that leaves through the boundaries is the
power within the recorded imbalance. On the native grid (no resampling error) under films alone, the heat through the
boundaries is computed once more from the temperature: q = (T - T_ambient) A / (1/h + d/(2 k)), with the half cell of
width d between centre and face, as the solver's own closure has it. A resampled temperature is held to its hash, which
the file records (validate.py): means over cells of another grid obey no such closure.

A file does not say whether the power of a cell at a film lies in its volume or, as of a die that faces outward, in a
sheet on the face itself, from where the share (d/(2 k)) / (1/h + d/(2 k)) of it leaves without passing the cell. That
much is allowed for; where no cell at a film releases power, it is nothing.
"""

import dataclasses

import numpy as np

from strata_post.dataset.reader import AXES

MM3 = 1e9                    # mm^3 per m^3: power_density is in W/mm^3
SINGLE = 2.0**-24            # relative rounding of a stored number
FACES = {"top": (2, -1), "bottom": (2, 0), "x_min": (0, 0), "x_max": (0, -1), "y_min": (1, 0), "y_max": (1, -1)}
NEEDED = ("power_density", "k_xx", "k_yy", "k_zz")
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


def film_faces(name, names):
    """The faces (axis, end) that a boundary of the deck covers; None of patches and of exposed faces. A side of its own
    takes the place of `sides`."""
    if name == "sides":
        return [FACES[side] for side in SIDES if side not in names]
    return [FACES[name]] if name in FACES else None


def face_heat(sample, axis, end, film, ambient):
    """Heat that leaves through an outer face [W], and how far it may be off: rounding, and power on the face itself.
    film [W/(m^2.K)]: a number, or one for each face of a cell."""
    lines = sample.lines
    widths = [np.diff(line) for line in lines]
    sides = [n for n in range(3) if n != axis]
    areas = np.multiply.outer(widths[sides[0]], widths[sides[1]])
    place = tuple(end if n == axis else slice(None) for n in range(3))
    temperature = sample.field("temperature")[place].astype(np.float64)
    conductivity = sample.field(f"k_{AXES[axis]}{AXES[axis]}")[place].astype(np.float64)
    # Void conducts nothing: its cells have no conductivity, and no heat passes their faces.
    solid = conductivity > 0.0
    half = np.divide(0.5 * widths[axis][end], conductivity, out=np.zeros(areas.shape), where=solid)
    conductance = np.where(solid, areas * film / (1.0 + film * half), 0.0)
    heat = conductance * (temperature - ambient)
    # The stored temperature is rounded, and film, ambient and conductivity are.
    rounding = SINGLE * (conductance * (np.abs(temperature) + abs(ambient)) + 2.0 * np.abs(heat)).sum()
    power = sample.field("power_density")[place] * (MM3 * areas * widths[axis][end])
    on_face = np.abs(power * (film * half / (1.0 + film * half))).sum()
    return float(heat.sum()), float(rounding + on_face)


def boundary_heat_of_films(sample, dataset):
    """Heat through all boundaries [W] from temperature and films, and how far it may be off; None where the sample does not say
    enough (resampled, other conditions, films that are no one number, patches, exposed faces, no conductivity)."""
    heats, scalars, sums = sample.boundary_heat, sample.scalars, np.zeros(2)
    if sample.provenance["resampling_error"] != 0.0 or not all(map(dataset.has_field, NEEDED)):
        return None
    for name, heat in heats.items():
        film, ambient = scalars.get(f"film_coefficient_{name}"), scalars.get(f"ambient_{name}")
        faces = film_faces(name, heats)
        if film is None and ambient is None and heat == 0.0:      # adiabatic
            continue
        if film is None or ambient is None or faces is None:
            return None
        for axis, end in faces:
            own = film
            if dataset.has_field(f"htc_{name}"):
                own = sample.field(f"htc_{name}")[:, :, end].astype(np.float64)
            sums += face_heat(sample, axis, end, own, ambient)
    return tuple(sums)


def surface_comparison(sample, dataset):
    """Heat through all boundaries, recomputed from the temperature, against total_power [W]; None where the sample
    does not say enough for it."""
    recomputed = boundary_heat_of_films(sample, dataset)
    if recomputed is None:
        return None
    heat, allowance = recomputed
    recorded = balance_comparison(sample)
    return Comparison(sample.id, "heat through all boundaries from the temperature [W]", heat, recorded.expected,
                      recorded.tolerance + allowance)


def comparisons(sample, dataset):
    """All that can be recomputed of a sample."""
    done = [balance_comparison(sample)]
    if dataset.has_field("power_density"):
        done.append(power_comparison(sample))
    surface = surface_comparison(sample, dataset)
    return done + [surface] if surface else done


def check_physics(dataset, ids=None):
    """Recomputes every sample (or those with these ids): a list of Comparison. DatasetError where a file lacks what is
    needed."""
    found = []
    for sample_id in dataset.ids() if ids is None else ids:
        found += comparisons(dataset.sample(sample_id), dataset)
    return found
