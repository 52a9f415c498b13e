"""The synthetic case of tests/unit/postproc/synthetic_case.hpp, said again in Python, for the read-back checks."""
import numpy as np

X = np.array([0, 1, 2, 3, 5, 6]) * 1e-3
Y = np.array([0, 1, 2, 3, 4]) * 1e-3
Z = np.array([0, 0.5, 1, 1.25, 1.5, 2, 2.5]) * 1e-3


def centres(lines):
    return 0.5 * (lines[:-1] + lines[1:])


def linear_temperature(x, y, z):
    """300 K + (x + 10 y + 100 z) K/mm."""
    return 300.0 + (x + 10.0 * y + 100.0 * z) * 1e3


def material():
    """Ids (z, y, x): substrate, chip (void around it) with a copper block, copper lid."""
    ids = np.zeros((6, 4, 5), dtype=np.uint16)
    ids[0:2] = 1
    ids[2:5, 1:3, 1:4] = 1
    ids[4, 1, 2] = 2
    ids[5] = 2
    return ids


def temperature():
    """Cell temperatures (z, y, x) [K], NaN in void."""
    z, y, x = np.meshgrid(centres(Z), centres(Y), centres(X), indexing="ij")
    return np.where(material() > 0, linear_temperature(x, y, z), np.nan)


def power_density():
    """Heat released (z, y, x) [W/m^3], NaN in void: 1 W/mm^2 under the base, 0.5 W/mm^2 on the upper die."""
    power = np.where(material() > 0, 0.0, np.nan)
    power[2, 1:3, 1:4] = 1e6 / 0.25e-3
    power[4, 1:3, 1:4] = 0.5e6 / 0.5e-3
    power[4, 1, 2] = 0.0
    return power


def require(condition, message):
    if not condition:
        raise SystemExit("FAILED: " + message)
