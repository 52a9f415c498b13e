#!/usr/bin/env python3
"""The cold plate's two maps, on tiles of 2 mm seen from above (first row at y_max):

    film_coefficient.csv    W/(m^2.K), from the geometry of fins and channels below
    coolant.csv             degC, coolant that enters at y_min and warms on its way to y_max

Energy balance of one strip of channels: mass flow * heat capacity * dT/dy = heat per length that the run's top face
gives to the strip. Without an argument the heat is spread evenly; with the results.h5 of a run it is what left through
each tile there. Deck and script in turn, a few times, end where neither changes any more:

    ./coolant.py && strata run deck.yaml && ./coolant.py deck.results/results.h5 && strata run deck.yaml --force ...
"""
import math
import pathlib
import sys

import numpy as np

TILE = 2e-3                              # m
N_X, N_Y = 40, 40                        # tiles of the face of 80 mm x 80 mm
FINS_X, FINS_Y = (5, 35), (3, 37)        # tiles that the finned area covers: those above the interposer
POWER = 1800.0                           # W, into the coolant at first
INLET = 45.0                             # degC
RISE = 10.0                              # K, from inlet to outlet on average: this sets the flow

# Water with 25 % propylene glycol near 50 degC: density and heat capacity from the tables of a chiller's manual
# (Airedale DeltaChill), conductivity assumed.
DENSITY, HEAT_CAPACITY, CONDUCTIVITY = 1009.0, 3970.0, 0.48      # kg/m^3, J/(kg.K), W/(m.K)
FLOW = POWER / (HEAT_CAPACITY * RISE)                            # kg/s

FIN, GAP, HEIGHT = 0.2e-3, 0.2e-3, 2e-3  # skived copper fins [m]
COPPER = 401.0                           # W/(m.K), as the deck has it
NUSSELT = 6.79                           # laminar, fully developed, channel of 1:10 (R. K. Shah, A. L. London, 1978)
OUTSIDE = 1e3                            # W/(m^2.K), manifold and rim of the plate (assumption)


def fins():
    """Film coefficient of the finned area, on the plate's base [W/(m^2.K)]."""
    hydraulic = 2.0 * GAP * HEIGHT / (GAP + HEIGHT)
    channel = NUSSELT * CONDUCTIVITY / hydraulic
    m = math.sqrt(2.0 * channel / (COPPER * FIN))
    efficiency = math.tanh(m * HEIGHT) / (m * HEIGHT)
    return channel * (2.0 * HEIGHT * efficiency + GAP) / (FIN + GAP)


def film_coefficient():
    """(N_Y, N_X), W/(m^2.K), y ascending."""
    field = np.full((N_Y, N_X), OUTSIDE)
    field[FINS_Y[0]:FINS_Y[1], FINS_X[0]:FINS_X[1]] = round(fins(), -2)
    return field


def tiles_of(lines):
    """Share of every cell interval in every tile, (tiles, cells)."""
    edges = np.arange(N_X + 1) * TILE
    overlap = np.minimum(edges[1:, None], lines[None, 1:]) - np.maximum(edges[:-1, None], lines[None, :-1])
    return np.clip(overlap, 0.0, None) / np.diff(lines)


def evenly_over_the_fins():
    """A first guess of the heat that leaves through each tile [W], (N_Y, N_X)."""
    field = np.zeros((N_Y, N_X))
    field[FINS_Y[0]:FINS_Y[1], FINS_X[0]:FINS_X[1]] = 1.0
    return POWER * field / field.sum()


def heat_of_run(path):
    """Heat that leaves through each tile of the top face [W], (N_Y, N_X), y ascending."""
    import h5py
    with h5py.File(path) as file:
        x, y, z = (file["grid"][axis][:] for axis in "xyz")
        temperature = file["steps/000000/cells/temperature"][-1] - 273.15
    in_x, in_y = tiles_of(x), tiles_of(y)
    film, coolant = (in_y.T @ field @ in_x for field in (film_coefficient(), read("coolant.csv")))
    flux = (temperature - coolant) / (1.0 / film + 0.5 * (z[-1] - z[-2]) / COPPER)
    return in_y @ (flux * np.outer(np.diff(y), np.diff(x))) @ in_x.T


def coolant_temperature(heat):
    """Mean temperature of the coolant above each tile [degC], (N_Y, N_X), y ascending."""
    wide = range(*FINS_X)
    strip = FLOW / len(wide) * HEAT_CAPACITY                     # W/K of each strip of channels
    field = np.empty((N_Y, N_X))
    inside = heat.copy()
    # What the rim takes goes to the outermost strips.
    inside[:, FINS_X[0]] += heat[:, :FINS_X[0]].sum(axis=1)
    inside[:, FINS_X[1] - 1] += heat[:, FINS_X[1]:].sum(axis=1)
    for i in wide:
        passed = np.cumsum(inside[:, i]) - 0.5 * inside[:, i]
        field[:, i] = INLET + passed / strip
    field[:, :FINS_X[0]] = field[:, [FINS_X[0]]]
    field[:, FINS_X[1]:] = field[:, [FINS_X[1] - 1]]
    return field


def read(name):
    """A map of this folder, y ascending."""
    return np.loadtxt(pathlib.Path(__file__).with_name(name), delimiter=",")[::-1]


def write(name, field, digits):
    """Writes a map into this folder."""
    np.savetxt(pathlib.Path(__file__).with_name(name), field[::-1], delimiter=",", fmt=f"%.{digits}f")


if __name__ == "__main__":
    write("film_coefficient.csv", film_coefficient(), 0)
    released = heat_of_run(sys.argv[1]) if len(sys.argv) > 1 else evenly_over_the_fins()
    new = coolant_temperature(released)
    print(f"film coefficient of the fins {fins():.0f} W/(m^2.K), flow {60e3 * FLOW / DENSITY:.2f} L/min, "
          f"{released.sum():.1f} W, outlet {INLET + released.sum() / (FLOW * HEAT_CAPACITY):.2f} degC on average, "
          f"{new[-1].min():.2f} to {new[-1].max():.2f} degC")
    if len(sys.argv) > 1:
        print(f"largest change {np.abs(new - read('coolant.csv')).max():.3f} K")
    write("coolant.csv", new, 3)
