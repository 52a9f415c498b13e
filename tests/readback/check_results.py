"""results.h5, summary.json and run.json of the synthetic case, read with h5py and json and compared with the truth."""
import hashlib
import json
import os
import sys

import h5py
import numpy as np

import synthetic
from synthetic import require


def close(a, b, tolerance=1e-12):
    return np.allclose(a, b, rtol=tolerance, atol=0.0, equal_nan=True)


def check_cells(file):
    for name, lines in (("x", synthetic.X), ("y", synthetic.Y), ("z", synthetic.Z)):
        require(close(file["grid"][name][:], lines), f"grid lines {name}")
        require(file["grid"][name].attrs["units"] == "m", f"units of grid/{name}")
    cells = file["steps/000000/cells"]
    require(np.array_equal(file["cells/material"][:], synthetic.material()), "material ids")
    require(file["cells/material"].dtype == np.uint16, "type of the material ids")
    for name, truth, units in (("temperature", synthetic.temperature(), "K"),
                               ("power_density", synthetic.power_density(), "W/m^3")):
        data = cells[name]
        require(data.shape == (6, 4, 5) and data.dtype == np.float64, f"shape and type of {name}")
        require(close(data[:], truth), f"values of {name}")
        require(data.attrs["units"] == units and data.attrs["axes"] == "z, y, x", f"attributes of {name}")
        require(len(data.attrs["long_name"]) > 0, f"long_name of {name}")
        require(data.compression == "gzip" and data.shuffle and data.fletcher32, f"filters of {name}")
    require(np.isnan(cells["temperature"][2, 0, 0]), "NaN in void")


def check_active_faces(file):
    faces = file["steps/000000/active_faces"]
    require(sorted(faces) == ["chip.base", "chip.dram[1]"], "names of the active faces")
    y, x = np.meshgrid(synthetic.centres(synthetic.Y)[1:3], synthetic.centres(synthetic.X)[1:4], indexing="ij")
    area = np.outer(np.diff(synthetic.Y)[1:3], np.diff(synthetic.X)[1:4])
    for name, z, k_line, flux in (("chip.base", 1e-3, 2, 1e6), ("chip.dram[1]", 2e-3, 5, 0.5e6)):
        face = faces[name]
        temperature, power = synthetic.linear_temperature(x, y, z), flux * area
        if name == "chip.dram[1]":
            temperature[0, 1], power[0, 1] = np.nan, 0.0
        require(close(face["temperature"][:], temperature), f"temperature of the face of {name}")
        require(close(face["power"][:], power), f"power of the face of {name}")
        require(face["power"].attrs["units"] == "W" and face["temperature"].attrs["units"] == "K", "units of faces")
        ranges = [int(face.attrs[key]) for key in ("i_lower", "i_upper", "j_lower", "j_upper", "k_line")]
        require(ranges == [1, 4, 1, 3, k_line] and close(face.attrs["z_m"], z), f"place of the face of {name}")
    require(faces["chip.base"].attrs["face"] == "bottom", "side of the face")


def check_tables(file, ranks):
    require(list(file["materials/names"].asstr()[:]) == ["void", "silicon", "copper"], "material names")
    bodies = file["geometry/bodies"]
    require(list(bodies["name"].asstr()[:]) == ["substrate", "chip.base", "chip.dram[1]", "chip.dram[1].tsv", "lid"],
            "body names")
    require(list(bodies["kind"].asstr()[:]) == ["layer", "layer", "layer", "block", "layer"], "body kinds")
    require(list(bodies["active"].asstr()[:]) == ["", "bottom", "top", "", ""], "active faces of bodies")
    require(list(bodies["placement"][:]) == [-1, 0, 0, 0, -1], "placements of bodies")
    require(list(bodies["parent"][:]) == [-1, -1, -1, 2, -1], "parents of bodies")
    require(list(bodies["material"][:]) == [1, 1, 1, 2, 2], "materials of bodies")
    require(close(bodies["lower"][3], [2e-3, 1e-3, 1.5e-3]) and close(bodies["upper"][3], [3e-3, 2e-3, 2e-3]), "boxes")
    placements = file["geometry/placements"]
    require(placements["name"].asstr()[0] == "chip" and placements["part"].asstr()[0] == "stack", "placements")
    require(placements["rotate"][0] == 90 and placements["flip"][0] == 1, "turned placements")
    require(close(file["geometry/domain/upper"][0], [6e-3, 4e-3, 2.5e-3]), "domain")
    boundaries = file["boundaries"]
    require(list(boundaries["name"].asstr()[:]) == ["top", "exposed", "adiabatic"], "boundary names")
    require(close(boundaries["heat_out"][:], [10.0, 1.5, 0.0]) and boundaries["heat_out"].attrs["units"] == "W", "heat")
    require(close(boundaries["surface_temperature_mean"][:], [330.0, 350.0, np.nan]), "surface temperatures")
    require(list(boundaries["is_named"][:]) == [1, 1, 0], "named boundaries")
    require(file["convergence"].attrs["iterations"] == 42 and file["convergence"].attrs["corrections"] == 3, "iterations")
    require(close(file["convergence/residual_history"][:], [1.0, 1e-4, 2e-9]), "residual history")
    require(file["balance"].attrs["source_W"] == 11.5 and file["balance"].attrs["bound"] == 1e-8, "balance")
    require("title" in file["deck/resolved"].asstr()[()], "resolved deck")
    require(file["deck/text"].asstr()[0] == "strata: 1\ntitle: Synthetic chip, 2 dies\n", "deck text")
    provenance = file["provenance"].attrs
    require(provenance["format_version"] == 1 and file.attrs["format_version"] == 1, "format version")
    require(provenance["ranks"] == ranks, "ranks")
    for key in ("strata_version", "git_commit", "date", "host"):
        require(len(provenance[key]) > 0, key)


def check_summary(summary):
    require(summary["format_version"] == 1 and summary["cells"] == 120 and summary["solid_cells"] == 78, "cell counts")
    require(close(summary["power_total_W"], 11.5), "total power")
    hottest = summary["hottest_point"]
    require(hottest["body"] == "lid" and close(hottest["temperature_max_K"], 565.5), "hottest point")
    require(close(hottest["position_m"], [5.5e-3, 3.5e-3, 2.25e-3]), "its position")
    dies = {die["name"]: die for die in summary["dies"]}
    require(close(dies["chip.base"]["junction_temperature_max_K"], 429.0), "junction temperature of the base")
    require(close(dies["chip.base"]["junction_temperature_mean_K"], 423.0), "its mean")
    require(close(dies["chip.dram[1]"]["junction_temperature_max_position_m"], [4e-3, 2.5e-3, 2e-3]), "its position")
    require(close(dies["chip.dram[1]"]["power_W"], 3.5), "power of a die")
    limits = {limit["target"]: limit for limit in summary["limits"]}
    require([limits[key]["exceeded"] for key in ("chip*", "chip.base.active", "lid.top", "substrate.x_min")] ==
            [False, False, False, True], "limits")
    require(summary["any_limit_exceeded"] is True, "any limit")
    require(close(limits["substrate.x_min"]["reached_K"], 410.5), "side of a body")
    require(summary["boundaries"][2]["surface_temperature_mean_K"] is None, "null for what does not exist")
    require(len(summary["warnings"]) == 2 and summary["warnings"][0].startswith("chip.yaml:2:8: "), "warnings")


def check_run(run, folder):
    require(run["exit_code"] == 5 and len(run["deck"]["resolved_sha256"]) == 64, "run record")
    require(run["ranks"]["peak_memory_sum_bytes"] == sum(run["ranks"]["peak_memory_bytes"]), "memory")
    require({"PETSc", "Kokkos", "HDF5", "MPI"} <= set(run["libraries"]), "library versions")
    require(len(run["files"]) >= 4, "files")
    for entry in run["files"]:
        with open(os.path.join(folder, entry["name"]), "rb") as stream:
            data = stream.read()
        require(len(data) == entry["bytes"], "size of " + entry["name"])
        require(hashlib.sha256(data).hexdigest() == entry["sha256"], "checksum of " + entry["name"])


def main(folder):
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as stream:
        run = json.load(stream)
    with h5py.File(os.path.join(folder, "results.h5"), "r") as file:
        check_cells(file)
        check_active_faces(file)
        check_tables(file, run["ranks"]["count"])
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as stream:
        check_summary(json.load(stream))
    check_run(run, folder)
    left = [name for _, _, names in os.walk(folder) for name in names if name.endswith(".tmp")]
    require(not left, "temporary files left behind")


if __name__ == "__main__":
    main(sys.argv[1])
