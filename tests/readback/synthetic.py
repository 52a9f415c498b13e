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


def touches_matter():
    """Whether a cell at each node is not void, (z, y, x)."""
    solid = np.pad(material() > 0, 1)
    found = np.zeros((len(Z), len(Y), len(X)), dtype=bool)
    for dk in (0, 1):
        for dj in (0, 1):
            for di in (0, 1):
                found |= solid[dk:dk + len(Z), dj:dj + len(Y), di:di + len(X)]
    return found


def displacement(factor):
    """Displacement of the nodes (z, y, x, component) [m], NaN without matter, as add_stress() in C++ gives it."""
    _, y, x = np.meshgrid(Z, Y, X, indexing="ij")
    cap = -0.25 * ((x - 3e-3)**2 + (y - 2e-3)**2)
    values = factor * np.stack([2e-3 * x, -1e-3 * y, 1e-3 * x + cap], axis=-1)
    values[~touches_matter()] = np.nan
    return values


def stress(factor, place):
    """Stress (z, y, x, component xx yy zz yz xz xy) [Pa], NaN in void; place 0 at lower faces, 0.5 centres, 1 upper."""
    z = Z[:-1] + place * np.diff(Z)
    values = np.array([(n + 1 + (centres(X)[None, None, :] + 10.0 * z[:, None, None]) * 1e3 + 0.0 * centres(Y)[:, None])
                       for n in range(6)]) * 1e6 * factor
    return np.where((material() > 0)[..., None], np.moveaxis(values, 0, -1), np.nan)


def traction(factor):
    """Traction (z, y, x, component) [Pa] on the lower faces of cells with matter on both sides, else NaN."""
    z, y, x = np.meshgrid(centres(Z), centres(Y), centres(X), indexing="ij")
    values = factor * 1e9 * np.stack([x, 0.0 * z, -2.0 * y], axis=-1)
    both = np.zeros(material().shape, dtype=bool)
    both[1:] = (material()[1:] > 0) & (material()[:-1] > 0)
    values[~both] = np.nan
    return values


def von_mises(values):
    """Of stresses with components last."""
    xx, yy, zz, yz, xz, xy = np.moveaxis(values, -1, 0)
    return np.sqrt(0.5 * ((xx - yy)**2 + (yy - zz)**2 + (zz - xx)**2) + 3.0 * (yz**2 + xz**2 + xy**2))


def principal_max(values):
    """Largest eigenvalue of stresses with components last, by LAPACK."""
    xx, yy, zz, yz, xz, xy = np.moveaxis(np.nan_to_num(values), -1, 0)
    tensors = np.stack([np.stack([xx, xy, xz], -1), np.stack([xy, yy, yz], -1), np.stack([xz, yz, zz], -1)], -2)
    return np.where(np.isnan(values[..., 0]), np.nan, np.linalg.eigvalsh(tensors)[..., -1])


def require(condition, message):
    if not condition:
        raise SystemExit("FAILED: " + message)
