"""Load cases of stress with known contents, added to the synthetic packages (layout: docs/results.md).

The package is bent to a cap: displacement along z is -curvature/2 ((x - xm)^2 + (y - ym)^2) about its middle; the stress
xx is 1 MPa per mm of x from the middle; peel is 2 MPa and shear 3 MPa on every interface, 5 MPa peel in the first cells
along x.
"""

import json

import h5py
import numpy as np
import synthetic

CURVATURE = 0.4              # [1/m], convex, of a load case of factor 1
CASES = (("25 degC", 298.15, 1.0), ("260 degC", 533.15, -0.5), ("25 degC", 298.15, 1.0))
SURFACES = ("bottom", "top")


def middle(pack):
    """x, y of the middle [m]."""
    return [0.5 * (lines[0] + lines[-1]) for lines in pack.lines[:2]]


def warpage(pack, factor):
    """Of the whole lower or upper surface of a rectangular package [m]."""
    return factor * 0.5 * CURVATURE * sum((0.5 * (lines[-1] - lines[0]))**2 for lines in pack.lines[:2])


def write_case(group, pack, ids, case):
    """One load case into the group of a step."""
    name, kelvin, factor = case
    group.attrs["analysis"], group.attrs["load_case"], group.attrs["temperature_K"] = "stress", name, kelvin
    x, y, z = pack.lines
    xm, ym = middle(pack)
    height = -0.5 * factor * CURVATURE * ((x[None, :] - xm)**2 + (y[:, None] - ym)**2)
    solid = np.pad(ids > 0, 1)
    touches = np.zeros(tuple(n + 1 for n in ids.shape), dtype=bool)
    for dk in (0, 1):
        for dj in (0, 1):
            for di in (0, 1):
                touches |= solid[dk:dk + touches.shape[0], dj:dj + touches.shape[1], di:di + touches.shape[2]]
    nodes = {"x": 1e-4 * (x[None, None, :] - xm), "y": 1e-4 * (y[None, :, None] - ym), "z": height[None]}
    for axis, values in nodes.items():
        group[f"nodes/displacement/{axis}"] = np.where(touches, values + np.zeros(touches.shape), np.nan)
    centres = 0.5 * (x[1:] + x[:-1])
    xx = np.where(ids > 0, factor * 1e9 * (centres - xm) + np.zeros(ids.shape), np.nan).astype(np.float32)
    for place in ("stress", "stress_bottom", "stress_top"):
        for component in ("xx", "yy", "zz", "yz", "xz", "xy"):
            group[f"cells/{place}/{component}"] = xx if component == "xx" else np.zeros_like(xx)
    group["cells/von_mises"], group["cells/principal_max"] = np.abs(xx), np.maximum(xx, 0)
    both = np.zeros(ids.shape, dtype=bool)
    both[1:] = (ids[1:] > 0) & (ids[:-1] > 0)
    peel = np.full(ids.shape, 2e6)
    peel[:, :, 0] = 5e6
    for axis, values in (("x", np.full(ids.shape, 3e6)), ("y", np.zeros(ids.shape)), ("z", -peel)):
        group[f"cells/interface_traction/{axis}"] = np.where(both, values, np.nan).astype(np.float32)
    for n, surface in enumerate(SURFACES):
        group[f"warpage/{n}/deviation"] = height - height.min()
        group[f"warpage/{n}"].attrs.update({"surface": surface, "reference": ("least squares", "corners")[n],
                                            "warpage_m": warpage(pack, factor)})


def extremes(value):
    """The five numbers of one scalar of the stress [Pa]."""
    return {"max_Pa": value, "max_position_m": [0.0, 0.0, 0.0], "mean_Pa": 0.5 * value, "edge_mean_Pa": None,
            "mesh_max_Pa": 3.0 * value}


def traction(pack, value):
    """The numbers of one part of a traction [Pa]."""
    place = [float(pack.lines[0][0]), middle(pack)[1]]
    return {"max_Pa": value, "max_position_m": place, "mean_Pa": 0.5 * value, "edge_mean_max_Pa": 2.0 * value,
            "edge_position_m": place}


def stress_summary(pack, cases=CASES):
    """The section "stress" of summary.json."""
    dies = [body for body in pack.bodies if body.active and body.parent < 0]
    own = [body for body in pack.bodies if body.placement < 0 and body.kind == "layer"]
    load_cases = []
    for name, kelvin, factor in cases:
        load_cases.append({
            "name": name, "temperature_K": kelvin,
            "warpage": [{"surface": surface, "reference": ("least squares", "corners")[n],
                         "warpage_m": warpage(pack, factor), "shape": "convex" if factor > 0 else "concave",
                         "deviation_min_m": 0.0, "deviation_min_position_m": [0.0, 0.0],
                         "deviation_max_m": abs(warpage(pack, factor)), "deviation_max_position_m": [0.0, 0.0],
                         "curvature_x_per_m": factor * CURVATURE, "curvature_y_per_m": factor * CURVATURE}
                        for n, surface in enumerate(SURFACES)],
            "laminate_theory": [{"name": "assembly", "curvature_x_per_m": 0.41 * factor,
                                 "curvature_y_per_m": 0.42 * factor, "warpage_m": 45e-6 * factor}],
            "dies": [{"name": die.name, "placement": None, "principal": extremes((n + 1) * 10e6 * abs(factor)),
                      "von_mises": extremes((n + 1) * 12e6 * abs(factor))} for n, die in enumerate(dies)],
            "bodies": [{"name": body.name, "material": body.material, "von_mises": extremes(1e6)}
                       for body in pack.bodies],
            "interfaces": [{"lower": low.name, "upper": high.name, "z_m": low.upper[2], "area_m2": 1e-4,
                            "peel": traction(pack, 2e6 * factor), "shear": traction(pack, 3e6 * factor)}
                           for low, high in zip(own[:1], own[1:2])],
            "balance": {"support_force_N": 1e-9, "imbalance_N": 2e-10}, "iterations": 13,
            "relative_residual": 4e-9})
    return {"stress_free_temperature_K": 438.15, "edge_distance_m": 5e-5, "mean_thickness_m": 2e-3,
            "rigid_motions": 6,
            "convergence": {"method": "cg + column multigrid", "fallback": None, "unknowns": 4242, "iterations": 39,
                            "setups": 1},
            "load_cases": load_cases}


def add_stress(path, pack, cases=CASES, heat=True):
    """Adds load cases to a folder that synthetic.write or write_run made; without `heat`, what was solved of it goes."""
    with h5py.File(path / "results.h5", "a") as file:
        ids = file["cells/material"][:]
        if not heat:
            del file["steps"]
        for n, case in enumerate(cases, start=1 if heat else 0):
            write_case(file.require_group(f"steps/{n:06}"), pack, ids, case)
    content = json.loads((path / "summary.json").read_text(encoding="utf-8"))
    content["stress"] = stress_summary(pack, cases)
    if not heat and "dies" in content:
        content.update(power_total_W=0.0, reference_temperature_K=None, dies=[], boundaries=[], balance=None,
                       convergence=None,
                       hottest_point={"temperature_max_K": None, "position_m": None, "body": None})
        for body in content["bodies"]:
            body.update(power_W=0.0, temperature_min_K=None, temperature_mean_K=None, temperature_max_K=None,
                        temperature_max_position_m=None)
    (path / "summary.json").write_text(json.dumps(content), encoding="utf-8")
    if (path / "run.json").is_file():
        synthetic.write_record(path)
    return path
