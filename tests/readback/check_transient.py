"""The transient of tests/unit/postproc/synthetic_transient.hpp in results.h5, series.csv and the ParaView files."""
import csv
import json
import os
import sys

import h5py
import numpy as np

import check_vtr
import synthetic
from synthetic import require

TIMES = np.array([0.0, 0.1, 0.2, 0.4, 0.5])
RISES = np.array([0.0, 10.0, 20.0, 5.0, 8.0])
SAVED = [(0.2, 20.0), (0.5, 8.0)]
PROBE = 'corner, "left"'


def close(a, b, tolerance=1e-12):
    return np.allclose(a, b, rtol=tolerance, atol=1e-15, equal_nan=True)


def check_steps(file):
    require(sorted(file["steps"]) == ["000000", "000001", "000002"], "steps")
    for name, (time, rise) in zip(sorted(file["steps"]), SAVED):
        step = file["steps"][name]
        require(step.attrs["time_s"] == time, "time of a step")
        require(step.attrs["analysis"] == "transient heat and stress", "what was solved in it")
        require(step.attrs["reference_temperature_K"] == 300.0, "reference temperature")
        data = step["cells/temperature"]
        require(close(data[:], synthetic.temperature() + rise), "temperatures of a step")
        require(data.compression == "gzip" and data.shuffle and data.fletcher32, "filters are copied")
        require(data.attrs["units"] == "K", "units are copied")
        require(close(step["active_faces/chip.base/temperature"][:].max(), 429.0 + rise), "active face")
        require(step.attrs["load_case"] == "operating", "load case")
        require(close(step["cells/stress/xx"][:], synthetic.stress(1.0, 0.5)[..., 0], 1e-6), "stress")
    case = file["steps/000002"]
    require(case.attrs["load_case"] == "25 degC" and "time_s" not in case.attrs, "load case without a time")
    require("temperature" not in case["cells"], "it has no heat")
    require(np.array_equal(file["cells/material"][:], synthetic.material()), "materials")


def check_series(series):
    require(close(series["time"][:], TIMES) and series["time"].attrs["units"] == "s", "times")
    for path, start in (("hottest", 565.5), ("dies/chip.base/junction_max", 429.0), ("limits/chip*", 529.0),
                        ("dies/chip.dram[1]/junction_mean", 523.0), (f"probes/{PROBE}", 310.0)):
        require(close(series[path][:], start + RISES) and series[path].attrs["units"] == "K", path)
        require(len(series[path].attrs["long_name"]) > 0, "long_name of " + path)
    for path, watts in (("power", 10.0), ("dies/chip.base/power", 7.0), ("boundaries/top", 10.0)):
        require(close(series[path][:], np.array([1, 1, 2, 2, 2]) * watts), path)
        require(series[path].attrs["units"] == "W", "units of " + path)
    require(close(series["energy/supplied"][:], [0, 1, 2, 6, 8]), "energy")
    require(series["iterations"].attrs["units"] == "1", "units of counts")
    require(series.attrs["steps_accepted"] == 4 and series.attrs["energy_supplied_J"] == 8.0, "attributes")


def check_csv(folder):
    with open(os.path.join(folder, "series.csv"), encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    require(all(len(row) == len(rows[0]) for row in rows) and len(rows) == 6, "shape of series.csv")
    columns = {name: np.array([float(row[n]) for row in rows[1:]]) for n, name in enumerate(rows[0])}
    require(len(columns) == len(rows[0]), "names of columns are distinct")
    require(close(columns["time_s"], TIMES), "times in series.csv")
    require(close(columns["junction_temperature_max_K:chip.dram[1]"], 529.0 + RISES), "die in series.csv")
    require(close(columns[f"probe_temperature_K:{PROBE}"], 310.0 + RISES), "probe in series.csv")
    table = np.loadtxt(os.path.join(folder, "series.csv"), delimiter=",", skiprows=1)
    require(table.shape == (5, len(rows[0])), "numpy reads series.csv")
    probes = np.loadtxt(os.path.join(folder, "probes.csv"), delimiter=",", skiprows=1)
    require(close(probes, np.stack([TIMES, 310.0 + RISES], axis=1)), "numpy reads probes.csv")


def check_paraview(folder):
    steps = check_vtr.steps_of(folder)
    require([time for time, _ in steps] == [time for time, _ in SAVED], "times of the collection are seconds")
    arrays = ["temperature", "material", "power_density", "stress", "von_mises", "principal_max", "interface_traction",
              "vtkGhostType"]
    for (_, top), (_, rise) in zip(steps, SAVED):
        seen = np.zeros((6, 4, 5), dtype=int)
        for path in check_vtr.pieces_of(top, arrays)[0]:
            extent, _, cells, _ = check_vtr.read_piece(path)
            here = tuple(slice(extent[n], extent[n + 1]) for n in (4, 2, 0))
            seen[here] += 1
            require(close(cells["temperature"], synthetic.temperature()[here] + rise), "temperature of a time")
        require(np.all(seen == 1), "every cell in one piece")


def main(folder):
    with h5py.File(os.path.join(folder, "results.h5"), "r") as file:
        require(file.attrs["format_version"] == 1, "format version")
        check_steps(file)
        check_series(file["series"])
        require(close(file["boundaries/heat_out"][:], [10.0, 1.5, 0.0]), "boundaries of the end")
    check_csv(folder)
    check_paraview(folder)
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as stream:
        summary = json.load(stream)
    require(summary["transient"]["saved_times_s"] == [0.2, 0.5], "saved times")
    require(len(summary["stress"]["load_cases"]) == 2, "load cases at the end")
    require(not os.path.exists(os.path.join(folder, "steps")), "files of single moments are gone")
    left = [name for _, _, names in os.walk(folder) for name in names if name.endswith(".tmp")]
    require(not left, "temporary files left behind")


if __name__ == "__main__":
    main(sys.argv[1])
