"""Samples of the synthetic case, read with h5py: The Well's rules for files, the order of axes, values, statistics.

The rules are those of docs/data_format.md and scripts/check_thewell_formatting.py of PolymathicAI/the_well."""
import hashlib
import json
import os
import re
import sys

import h5py
import numpy as np

import synthetic
from synthetic import require

TRAIN = [0, 1, 4, 5]
SHAPE = (5, 4, 6)


def well(values):
    """(z, y, x[, ...]) as (x, y, z[, ...])."""
    return np.swapaxes(values, 0, 2)


def temperature(sample):
    """Of a sample on the grid of the dataset: void has the reference temperature."""
    T = well(synthetic.temperature()) + sample
    return np.where(np.isnan(T), 300.0, T)


def over_matter(values):
    return np.where(np.isnan(values), 0.0, values)


def is_flag(value):
    return isinstance(value, (bool, np.bool_))


def is_text_list(values):
    return isinstance(values, np.ndarray) and all(isinstance(value, str) for value in values)


def check_varying(item, shape, current):
    for name in ("sample_varying", "time_varying"):
        require(is_flag(item.attrs[name]), f"{item.name}: {name} is a truth value")
    n, steps = item.file.attrs["n_trajectories"], item.file["dimensions/time"].shape[-1]
    expected = ((n,) if item.attrs["sample_varying"] else ()) + ((steps,) if item.attrs["time_varying"] else ())
    require(current == expected + shape, f"{item.name}: shape {current}, not {expected + shape}")


def check_well_rules(file):
    """Groups, attributes, types and shapes."""
    for name, kind in (("dataset_name", str), ("grid_type", str), ("n_spatial_dims", np.integer),
                       ("n_trajectories", np.integer)):
        require(isinstance(file.attrs[name], kind), f"root attribute {name}")
    require(is_text_list(file.attrs["simulation_parameters"]), "simulation_parameters")
    for name in file.attrs["simulation_parameters"]:
        require(name in file.attrs and name in file["scalars"], f"parameter {name}")
    dims = file["dimensions"].attrs["spatial_dims"]
    require(list(dims) == ["x", "y", "z"], "spatial dimensions")
    check_varying(file["dimensions/time"], (), file["dimensions/time"].shape)
    require(file["dimensions/time"].attrs["time_varying"], "time varies in time")
    for dim in dims:
        check_varying(file["dimensions"][dim], (), file["dimensions"][dim].shape[:-1])
    for order in range(3):
        group = file[f"t{order}_fields"]
        require(isinstance(group.attrs["field_names"], np.ndarray), f"names of t{order}_fields")
        require(set(group.attrs["field_names"]) == set(group), f"all of t{order}_fields")
        for name in group.attrs["field_names"]:
            varying = group[name].attrs["dim_varying"]
            require(varying.dtype == bool and varying.all() and len(varying) == 3, f"dim_varying of {name}")
            check_varying(group[name], SHAPE + (3,) * order, group[name].shape)
    require(set(file["scalars"].attrs["field_names"]) == set(file["scalars"]), "all scalars")
    for name in file["scalars"]:
        check_varying(file["scalars"][name], (), file["scalars"][name].shape)


def check_boundary_conditions(file):
    groups = file["boundary_conditions"]
    require(sorted(groups) == ["x_wall", "y_wall", "z_open", "z_wall"], "boundary conditions")
    for name, group in groups.items():
        require(group.attrs["bc_type"] == name[2:].upper(), f"type of {name}")
        require(list(group.attrs["associated_dims"]) == [name[0]], f"dimension of {name}")
        require(isinstance(group.attrs["associated_fields"], np.ndarray), f"fields of {name}")
        require(group["mask"].dtype == bool, f"mask of {name}")
        check_varying(group, (SHAPE["xyz".index(name[0])],), group["mask"].shape)
    require(list(np.flatnonzero(groups["z_open/mask"])) == [5], "the top is open")
    require(list(np.flatnonzero(groups["z_wall/mask"])) == [0], "the bottom is a wall")
    require(list(np.flatnonzero(groups["x_wall/mask"])) == [0, 4], "the sides are walls")


def check_field_storage(file):
    for order in range(3):
        for name, data in file[f"t{order}_fields"].items():
            lead = (1, 1) if data.attrs["time_varying"] else (1,)
            require(data.dtype == np.dtype("<f4"), f"type of {name}")
            require(data.chunks == lead + SHAPE + (3,) * order, f"chunks of {name}")
            require(data.compression == "gzip" and data.shuffle, f"filters of {name}")
            require(np.isfinite(data[:]).all(), f"{name} is finite")
            require(file[name] == data, f"link to {name}")
            require(data.attrs["location"] == "cell" and data.attrs["long_name"], f"attributes of {name}")
    require(file["stress"].attrs["symmetric"] and not file["stress"].attrs["antisymmetric"], "symmetry of stress")
    require(file["temperature"].attrs["units"] == "K" and file["displacement"].attrs["units"] == "um", "units")


def close(a, b):
    return np.allclose(a, b, rtol=2e-7, atol=1e-12)


def check_axes(file):
    """T = x + 10 y + 100 z, so the order of axes and their direction show."""
    x, y, z = (file["dimensions"][dim][:].astype(float) for dim in "xyz")
    solid = file["solid_fraction"][0] == 1.0
    T = file["temperature"][0, 1].astype(float)
    offset = T[0, 0, 0] - (x[0] + 10 * y[0] + 100 * z[0]) * 1e3
    grid = np.meshgrid(x, y, z, indexing="ij")
    require(np.allclose(T[solid], (offset + (grid[0] + 10 * grid[1] + 100 * grid[2]) * 1e3)[solid], atol=1e-4),
            "slopes along x, y, z")
    for dim, lines in (("x", synthetic.X), ("y", synthetic.Y), ("z", synthetic.Z)):
        require(np.array_equal(file["cell_boundaries"][dim][:], lines), f"cell boundaries along {dim}")


def check_values(file):
    solid = well(synthetic.material()) > 0
    stress = synthetic.stress(1.0, 0.5)
    tensor = stress[..., [0, 5, 4, 5, 1, 3, 4, 3, 2]].reshape(stress.shape[:-1] + (3, 3))
    nodes = synthetic.displacement(1.0)
    corners = [nodes[k:k + 6, j:j + 4, i:i + 5] for k in (0, 1) for j in (0, 1) for i in (0, 1)]
    for n, sample in enumerate(file["provenance/id"][:]):
        T = file["temperature"][n]
        require(np.all(T[0] == 300.0) and close(T[1], temperature(sample)), f"temperature of sample {sample}")
        require(close(file["temperature_coarse"][n], T), "temperature of the other fidelity")
        require(hashlib.sha256(np.ascontiguousarray(T[1]).tobytes()).hexdigest() ==
                file["provenance/temperature_sha256"].asstr()[n], "checksum of the temperature")
        require(close(file["power_density"][n], over_matter(well(synthetic.power_density())) * 1e-9), "power")
        require(np.array_equal(file["material_id"][n], well(synthetic.material())), "materials")
        require(np.array_equal(file["solid_fraction"][n], solid.astype(float)), "solid fraction")
        require(close(file["k_yy"][n], np.array([0.0, 90.0, 400.0])[well(synthetic.material())]), "conductivity")
        require(not file["stress"][n, 0].any() and close(file["stress"][n, 1], over_matter(well(tensor)) * 1e-6),
                "stress")
        require(close(file["von_mises"][n, 1], over_matter(well(synthetic.von_mises(stress))) * 1e-6), "von Mises")
        mean = np.where(solid[..., None], well(np.mean(corners, axis=0)), 0.0)
        require(np.allclose(file["displacement"][n, 1], mean * 1e6, rtol=1e-6, atol=1e-9), "displacement")
        require(close(file["results/junction_temperature_max"][n], synthetic.linear_temperature(4e-3, 2.5e-3, 2e-3)),
                "junction temperature")


def check_scalars(file):
    names = list(file["global_params"].attrs["names"])
    require(names[:3] == ["thickness", "dies", "total_power"], "names of global_params")
    require(names == list(file["scalars"].attrs["field_names"]), "global_params are the scalars")
    for p, name in enumerate(names):
        require(np.array_equal(file["global_params"][:, p], file["scalars"][name][:]), f"global_params {name}")
    ids = file["provenance/id"][:]
    require(np.array_equal(file["scalars/thickness"][:], 30.0 + ids), "a parameter")
    require(file["scalars/thickness"].attrs["units"] == "um", "its unit")
    require(list(file.attrs["thickness"]) == [30.0 + ids[0], 30.0 + ids[-1]], "its range")
    require(list(file["scalars/dies"].attrs["choices"]) == ["4", "8"], "texts of a choice")
    require(close(file["scalars/total_power"][:], 11.5), "total power")
    require("junction_temperature_max" not in file["scalars"], "results are no inputs")


def check_provenance(file):
    group = file["provenance"]
    require(group["id"].dtype == np.uint64 and group["is_superposed"].dtype == bool, "types of provenance")
    require(np.array_equal(group["group"][:], group["id"][:] // 2), "groups")
    require(np.allclose(group["boundary_heat"][:], [10.0, 1.5]), "boundary heats")
    require(list(group["boundary_heat"].attrs["names"]) == ["top", "exposed"], "names of boundaries")
    require(group["sweep"].asstr()[()].startswith("sweep: 1"), "the sweep")
    require(hashlib.sha256(group["sweep"][()]).hexdigest() == group["sweep"].attrs["sha256"], "its checksum")
    require(group["parent_offsets"].shape == (len(group["id"]) + 1,), "parents")


def parse_stats(path):
    """The two levels of stats.yaml, without a YAML package."""
    stats, key = {}, None
    with open(path, encoding="utf-8") as stream:
        for line in stream:
            name, _, value = line.rstrip("\n").partition(":")
            if not line.startswith(" "):
                key = stats.setdefault(name, {})
            else:
                require(re.fullmatch(r"[\[\], 0-9.E+-]+", value.strip()), "numbers in stats.yaml")
                key[name.strip()] = np.array(json.loads(value))
    return stats


def check_statistics(folder, train):
    """Against numpy over all training files, as compute_statistics.py of The Well has them."""
    stats = parse_stats(os.path.join(folder, "stats.yaml"))
    for order in range(3):
        for name in train[0][f"t{order}_fields"]:
            data = np.concatenate([file[name][:] for file in train]).astype(np.float64)
            axes = tuple(range(data.ndim - order))
            require(np.allclose(stats["mean"][name], data.mean(axes), rtol=1e-8), f"mean of {name}")
            require(np.allclose(stats["std"][name], data.std(axes), rtol=1e-8), f"std of {name}")
            require(np.allclose(stats["rms"][name], np.sqrt((data**2).mean(axes)), rtol=1e-8), f"rms of {name}")
            if not train[0][name].attrs["time_varying"]:
                require(name not in stats["mean_delta"], f"{name} has no delta")
                continue
            delta = data[:, 1:] - data[:, :-1]
            require(np.allclose(stats["mean_delta"][name], delta.mean(axes), rtol=1e-8), f"mean_delta of {name}")
            require(np.allclose(stats["std_delta"][name], delta.std(axes), rtol=1e-8), f"std_delta of {name}")
            require(np.allclose(stats["rms_delta"][name], np.sqrt((delta**2).mean(axes)), rtol=1e-8),
                    f"rms_delta of {name}")


def check_native(folder):
    with h5py.File(os.path.join(folder, "native/block_000001.h5"), "r") as file:
        require(sorted(file) == [f"{n:09d}" for n in range(4, 8)], "native samples")
        group = file["000000006"]
        require(np.allclose(group["temperature"][:], synthetic.temperature() + 6, equal_nan=True), "native temperature")
        require(np.array_equal(group["material"][:], synthetic.material()), "native material")
        require(np.allclose(group["power_density"][:], over_matter(synthetic.power_density())), "native power")
        require(np.array_equal(group["z_lines"][:], synthetic.Z), "native lines")
        require(group["material"].dtype == np.uint16 and group["temperature"].dtype == np.float64, "native types")


def must_fail(what, check, *arguments):
    """A check that cannot fail is none."""
    try:
        check(*arguments)
    except (SystemExit, KeyError, AssertionError):
        return
    raise SystemExit("FAILED: a damaged file passed: " + what)


def check_damaged(path, scratch):
    """The rules find what is broken on purpose."""
    with open(path, "rb") as stream:
        whole = stream.read()

    def damage(what, change, check):
        with open(scratch, "wb") as stream:
            stream.write(whole)
        with h5py.File(scratch, "r+") as file:
            change(file)
            must_fail(what, check, file)

    def integer_flag(file):
        file["k_xx"].attrs["sample_varying"] = np.int8(1)

    def swapped_axes(file):
        data = file["t0_fields/temperature"][:]
        file["t0_fields/temperature"][:] = np.swapaxes(data, 3, 4)[..., ::-1].reshape(data.shape)

    damage("a truth value as an integer", integer_flag, check_well_rules)
    damage("no group", lambda file: file.pop("t2_fields"), check_well_rules)
    damage("no time_varying", lambda file: file["dimensions/time"].attrs.pop("time_varying"), check_well_rules)
    damage("swapped axes", swapped_axes, check_axes)
    damage("one wrong cell", lambda file: file["temperature"].__setitem__((0, 1, 2, 2, 0), 1.0), check_values)
    os.remove(scratch)


def main(folder):
    names = sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, files in os.walk(folder) for name in files)
    blocks = ("block_000000", "block_000001")
    expected = sorted([f"data/{split}/{block}.hdf5" for split in ("train", "valid", "test") for block in blocks] +
                      [f"native/{block}.h5" for block in blocks] + [f"statistics/{block}.json" for block in blocks] +
                      ["dataset.json", "stats.yaml"])
    require(names == expected, f"files {names}")
    for name in names:
        if not name.startswith("data/"):
            continue
        with h5py.File(os.path.join(folder, name), "r") as file:
            for check in (check_well_rules, check_boundary_conditions, check_field_storage, check_axes, check_values,
                          check_scalars, check_provenance):
                check(file)
    train = [h5py.File(os.path.join(folder, f"data/train/{block}.hdf5"), "r") for block in blocks]
    require(list(np.concatenate([file["provenance/id"][:] for file in train])) == TRAIN, "training samples")
    check_statistics(folder, train)
    for file in train:
        file.close()
    check_native(folder)
    check_damaged(os.path.join(folder, "data/train/block_000000.hdf5"), os.path.join(folder, "damaged.hdf5"))


if __name__ == "__main__":
    main(sys.argv[1])
