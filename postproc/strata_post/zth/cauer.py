"""Cauer ladders and structure functions.

A Cauer network of a driving point has a capacitance to the reference at each node and resistances from node to node:
unlike Foster's terms these are places along the path of the heat. It is found from the Foster terms by Lanczos'
bidiagonalisation with full reorthogonalisation (in the spirit of N. J. Ziegeler, S. Schweizer, "Lanczos-based
Foster-to-Cauer transformation for network identification by deconvolution", THERMINIC 2024), whose products give the
elements without a subtraction; continued fractions lose all digits after some ten terms."""

import dataclasses

import numpy as np

from strata_post.zth.foster import exponentials


@dataclasses.dataclass(frozen=True)
class Cauer:
    """From the junction on: capacitance n at a node, resistance n from it to the next; the last ends at the
    reference."""
    resistance: np.ndarray     # [K/W]
    capacitance: np.ndarray    # [J/K]

    def response(self, times):
        """Z [K/W] at times [s], from the eigenvalues of the ladder."""
        conductance = 1.0 / self.resistance
        root = np.sqrt(self.capacitance)
        diagonal = (conductance + np.append(0.0, conductance[:-1])) / self.capacitance
        beside = -conductance[:-1] / (root[:-1] * root[1:])
        rates, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
        return exponentials(times, 1.0 / rates) @ (vectors[0] ** 2 / (self.capacitance[0] * rates))


def orthogonal_to(vector, basis):
    """The part of the vector that is orthogonal to the rows of `basis`, to rounding."""
    for _ in range(2):
        vector = vector - basis.T @ (basis @ vector)
    return vector


def cauer_of(foster):
    """The ladder with the response of a passive Foster network."""
    if not foster.is_passive:
        raise ValueError("only a network without negative terms has a ladder")
    count = len(foster.resistance)
    rate = 1.0 / np.sqrt(foster.time_constant)
    start = np.sqrt(foster.resistance) * rate           # Z(s) = start (s + rate^2)^-1 start
    left, right = np.zeros((count, count)), np.zeros((count, count))
    resistance, capacitance = np.empty(count), np.empty(count)
    scale = np.linalg.norm(start)
    right[0] = start / scale
    capacitance[0] = 1.0 / scale ** 2
    for n in range(count):
        along = orthogonal_to(rate * right[n], left[:n])
        alpha = np.linalg.norm(along)
        left[n] = along / alpha
        conductance = capacitance[n] * alpha ** 2
        resistance[n] = 1.0 / conductance
        if n + 1 < count:
            across = orthogonal_to(rate * left[n], right[:n + 1])
            beta = np.linalg.norm(across)
            right[n + 1] = across / beta
            capacitance[n + 1] = conductance / beta ** 2
    return Cauer(resistance, capacitance)


@dataclasses.dataclass(frozen=True)
class Structure:
    """Structure functions (JESD51-14): what lies between the junction and a place on the path of the heat."""
    resistance: np.ndarray       # cumulative, ascending [K/W]
    capacitance: np.ndarray      # cumulative, ascending [J/K]

    @property
    def differential(self):
        """dC/dR [W^2.s/K^2] at every point; k rho c A^2 where the heat flows through a cross-section A. NaN for a single
        point."""
        if len(self.resistance) < 2:
            return np.full(len(self.resistance), np.nan)
        slope = np.gradient(np.log(self.capacitance), np.log(self.resistance))
        return slope * self.capacitance / self.resistance


def structure_of(cauer):
    """Points on the curve that the ladder's staircase stands for.

    The curve of the continuous path crosses every tread and every riser of the staircase. Where the path is uniform
    the ladder's elements grow geometrically, and it crosses at the geometric means.
    """
    r, c = np.cumsum(cauer.resistance), np.cumsum(cauer.capacitance)
    risers = r[:-1], np.sqrt(c[:-1] * c[1:])
    treads = np.sqrt(r[:-1] * r[1:]), c[1:]
    along, up = (np.column_stack(pair).ravel() for pair in zip(risers, treads))
    return Structure(np.append(along, r[-1]), np.append(up, c[-1]))
