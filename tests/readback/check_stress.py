"""The load cases of the synthetic case in results.h5, summary.json and the ParaView files, compared with the truth."""
import json
import os
import sys

import h5py
import numpy as np

import check_vtr
import synthetic
from synthetic import require

COMPONENTS = ("xx", "yy", "zz", "yz", "xz", "xy")
VTK_ORDER = [0, 1, 2, 5, 3, 4]
CASES = {"stress": [("000000", "operating", np.nan, 1.0), ("000001", "25 degC", 298.15, 2.0)],
         "stress_alone": [("000000", "25 degC", 298.15, 2.0)]}


def close(a, b, tolerance=1e-6):
    return np.allclose(a, b, rtol=tolerance, atol=1e-15, equal_nan=True)


def check_dataset(data, truth, units, name):
    require(data.attrs["units"] == units and data.attrs["axes"] == "z, y, x", f"attributes of {name}")
    require(data.compression == "gzip" and data.fletcher32, f"filters of {name}")
    require(close(data[:], truth), f"values of {name}")


def check_warpage(group):
    require(sorted(group) == ["0", "1", "2"], "warpage maps")
    lid = group["1"]
    require(lid.attrs["surface"] == "lid.bottom" and lid.attrs["reference"] == "corners", "what a map is of")
    deviation = lid["deviation"]
    require(deviation.shape == (5, 6) and deviation.attrs["units"] == "m" and deviation.attrs["axes"] == "y, x", "map")
    require(abs(deviation[0, 0]) < 1e-15 and abs(deviation[2, 3] - lid.attrs["warpage_m"]) < 1e-15, "corners and middle")
    die = group["2"]["deviation"][:]
    require(np.isnan(die[0]).all() and np.isfinite(die[1:4, 1:5]).all() and np.isnan(die[:, 0]).all(), "map of a die")


def check_h5(file, cases):
    require(sorted(file["steps"]) == [step for step, *_ in cases], "steps")
    for step, name, temperature, factor in cases:
        group = file["steps"][step]
        require(group.attrs["load_case"] == name, "name of the load case")
        require(close(group.attrs["temperature_K"], temperature), "its temperature")
        for n, axis in enumerate("xyz"):
            check_dataset(group["nodes/displacement"][axis], synthetic.displacement(factor)[..., n], "m", "displacement")
            check_dataset(group["cells/interface_traction"][axis], synthetic.traction(factor)[..., n], "Pa", "traction")
        for field, place in (("stress", 0.5), ("stress_bottom", 0.0), ("stress_top", 1.0)):
            for n, component in enumerate(COMPONENTS):
                check_dataset(group["cells"][field][component], synthetic.stress(factor, place)[..., n], "Pa", field)
                require(group["cells"][field][component].dtype == np.float32, "type of " + field)
        truth = synthetic.stress(factor, 0.5)
        check_dataset(group["cells/von_mises"], synthetic.von_mises(truth), "Pa", "von Mises")
        check_dataset(group["cells/principal_max"], synthetic.principal_max(truth), "Pa", "principal stress")
        check_warpage(group["warpage"])


def check_heat(file, has_heat):
    require(("temperature" in file["steps/000000/cells"]) == has_heat, "temperature")
    for name in ("boundaries", "balance", "convergence"):
        require((name in file) == has_heat, name)


def check_summary(summary, cases):
    stress = summary["stress"]
    require(stress["convergence"]["unknowns"] == 612 and stress["edge_distance_m"] == 0.6e-3, "stress summary")
    require([case["name"] for case in stress["load_cases"]] == [name for _, name, *_ in cases], "load cases")
    last = stress["load_cases"][-1]
    lid = last["warpage"][1]
    require(lid["surface"] == "lid.bottom" and lid["reference"] == "corners" and lid["shape"] == "convex", "surface")
    require(close(lid["warpage_m"], 6.5e-6) and close(lid["curvature_x_per_m"], 1.0), "warpage")
    require([die["name"] for die in last["dies"]] == ["chip.base", "chip.dram[1]"], "dies")
    require(last["dies"][0]["principal"]["max_Pa"] is None, "a die without a place away from edges")
    require([(one["lower"], one["upper"]) for one in last["interfaces"]] ==
            [("substrate", "chip.base"), ("chip.base", "chip.dram[1]"), ("chip.dram[1]", "lid")], "interfaces")
    require(close(last["interfaces"][0]["peel"]["mean_Pa"], 8e6), "mean peel")
    require(last["balance"]["imbalance_N"] == 2e-10, "balance of forces")


def check_paraview(folder, cases, has_heat):
    steps = check_vtr.steps_of(folder)
    require([time for time, _ in steps] == list(range(len(cases))), "times")
    arrays = ["temperature", "material", *(["power_density"] if has_heat else []), "stress", "von_mises",
              "principal_max", "interface_traction", "vtkGhostType"]
    for (_, top), (_, _, kelvin, factor) in zip(steps, cases):
        seen = np.zeros((6, 4, 5), dtype=int)
        for path in check_vtr.pieces_of(top, arrays)[0]:
            extent, _, cells, points = check_vtr.read_piece(path)
            require(list(cells) == arrays and list(points) == ["displacement"], "arrays of " + path)
            here = tuple(slice(extent[n], extent[n + 1]) for n in (4, 2, 0))
            nodes = tuple(slice(extent[n], extent[n + 1] + 1) for n in (4, 2, 0))
            seen[here] += 1
            truth = synthetic.stress(factor, 0.5)[here]
            require(close(cells["stress"], truth[..., VTK_ORDER]), "stress in VTK's order")
            require(close(cells["von_mises"], synthetic.von_mises(truth)), "von Mises")
            require(close(cells["interface_traction"], synthetic.traction(factor)[here]), "traction")
            require(close(points["displacement"], np.nan_to_num(synthetic.displacement(factor))[nodes]), "displacement")
            solid = synthetic.material()[here] > 0
            if np.isfinite(kelvin):
                require(close(cells["temperature"], np.where(solid, kelvin, np.nan)), "uniform temperature")
            else:
                require(close(cells["temperature"], synthetic.temperature()[here]), "solved temperature")
        require(np.all(seen == 1), "every cell in one piece")


def main(folder, contents):
    cases, has_heat = CASES[contents], contents == "stress"
    with h5py.File(os.path.join(folder, "results.h5"), "r") as file:
        check_h5(file, cases)
        check_heat(file, has_heat)
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as stream:
        check_summary(json.load(stream), cases)
    check_paraview(folder, cases, has_heat)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
