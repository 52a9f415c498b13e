"""What ccx leaves behind and what it is compared with: displacements at nodes, by their places."""

import os
import pathlib
import shutil
import subprocess

import h5py
import numpy as np


def ccx():
    """Path of CalculiX, or None where it is not installed."""
    return shutil.which("ccx")


def run_ccx(path):
    """Runs ccx on an input file; its results lie beside it. On one core: some solvers of ccx depend on the cores."""
    done = subprocess.run([ccx(), "-i", path.stem], cwd=path.parent, capture_output=True, text=True, timeout=240,
                          check=False, env={**os.environ, "OMP_NUM_THREADS": "1"})
    frd = path.with_suffix(".frd")
    if done.returncode != 0 or not frd.is_file():
        raise RuntimeError(done.stdout[-2000:])
    return frd


def read_nodes(path):
    """Coordinates of the nodes of an input file, by number [m]."""
    nodes, inside = {}, False
    for line in path.read_text().splitlines():
        if line.startswith("*"):
            inside = line.startswith("*NODE,")
        elif inside:
            number, *place = line.split(",")
            nodes[int(number)] = [float(value) for value in place]
    return nodes


def read_displacements(path):
    """One dictionary of displacements by node [m] per step of a .frd file."""
    steps, inside = [], False
    for line in path.read_text().splitlines():
        if line.startswith(" -4"):
            inside = "DISP" in line
            if inside:
                steps.append({})
        elif line.startswith(" -3"):
            inside = False
        elif inside and line.startswith(" -1"):
            steps[-1][int(line[3:13])] = [float(line[13 + 12 * n:25 + 12 * n]) for n in range(3)]
    return steps


def read_strata(folder):
    """Per load case of results.h5 that has displacements: places and displacements of the nodes with matter [m]."""
    cases = []
    with h5py.File(pathlib.Path(folder) / "results.h5") as file:
        lines = [file[f"grid/{axis}"][:] for axis in "xyz"]
        z, y, x = np.meshgrid(lines[2], lines[1], lines[0], indexing="ij")
        for step in file["steps"].values():
            if "nodes/displacement" not in step:
                continue
            u = np.stack([step[f"nodes/displacement/{axis}"][:] for axis in "xyz"], axis=-1)
            solid = ~np.isnan(u[..., 0])
            cases.append((np.stack([x[solid], y[solid], z[solid]], axis=-1), u[solid]))
    return cases


def without_rigid_motion(places, displacements):
    """Displacements less the rigid motion that fits them best."""
    centred = places - places.mean(axis=0)
    scale = np.abs(centred).max()
    x, y, z = (centred / scale).T
    one, zero = np.ones_like(x), np.zeros_like(x)
    motions = np.stack([np.stack(columns, axis=-1) for columns in (
        (one, zero, zero), (zero, one, zero), (zero, zero, one), (zero, -z, y), (z, zero, -x), (-y, x, zero))])
    columns = motions.reshape(6, -1).T
    fit, *_ = np.linalg.lstsq(columns, displacements.ravel(), rcond=None)
    return displacements - (columns @ fit).reshape(displacements.shape)


def differences(inp, frd, folder, is_free):
    """Per load case: largest difference over the largest displacement, both without rigid motions where `is_free`."""
    nodes = read_nodes(inp)
    found = []
    for ours, theirs in zip(read_strata(folder), read_displacements(frd), strict=True):
        places, displacements = ours
        order = {tuple(round(v * 1e10) for v in place): n for n, place in enumerate(places)}
        assert len(order) == len(nodes), (len(order), len(nodes))
        other = np.empty_like(displacements)
        for number, place in nodes.items():
            other[order[tuple(round(v * 1e10) for v in place)]] = theirs[number]
        if is_free:
            displacements, other = (without_rigid_motion(places, u) for u in (displacements, other))
        found.append(np.abs(displacements - other).max() / np.abs(other).max())
    return found
