"""Deliberately broken copies of a dataset: each function breaks one thing of a copy, and says in its name what."""

import contextlib
import pathlib
import shutil
import tempfile

import h5py
import numpy as np

SPLITS = ("train", "valid", "test", "test_ood")


@contextlib.contextmanager
def copy_of(folder, damage=None):
    """A temporary copy of `folder` that `damage(copy)` has broken; views are copied too."""
    with tempfile.TemporaryDirectory(prefix="strata_damaged_") as scratch:
        copy = pathlib.Path(scratch) / "dataset"
        shutil.copytree(folder, copy)
        if damage:
            damage(copy)
        yield copy


def first_file(folder, split="train"):
    """The first file of a split."""
    return sorted((folder / "data" / split).glob("*.hdf5"))[0]


def train_files(folder):
    """All files of the training split."""
    return sorted((folder / "data" / "train").glob("*.hdf5"))


# Breaches of the format, for The Well's checker.


def booleans_as_int8(folder):
    """Flags as bytes, which HDF5 has too, are no booleans to h5py."""
    with h5py.File(first_file(folder), "r+") as file:
        file["t0_fields/temperature"].attrs.create("time_varying", 1, dtype=np.int8)


def name_of_fixed_length(folder):
    """Strings of fixed length come back as bytes."""
    with h5py.File(first_file(folder), "r+") as file:
        file.attrs["dataset_name"] = np.bytes_(b"dataset")


def field_names_of_fixed_length(folder):
    """The same for a list of strings."""
    with h5py.File(first_file(folder), "r+") as file:
        file["t0_fields"].attrs["field_names"] = np.array([b"temperature"])


def no_boundary_conditions(folder):
    """Every group is mandatory, even an empty one."""
    with h5py.File(first_file(folder), "r+") as file:
        del file["boundary_conditions"]


def no_tensor_group(folder):
    """The group of second-order fields is mandatory too."""
    with h5py.File(first_file(folder), "r+") as file:
        del file["t2_fields"]


def wrong_number_of_samples(folder):
    """n_trajectories is not the first dimension of the fields."""
    with h5py.File(first_file(folder), "r+") as file:
        file.attrs["n_trajectories"] = file.attrs["n_trajectories"] + 1


def no_flag_of_a_dimension(folder):
    """Coordinates need both flags."""
    with h5py.File(first_file(folder), "r+") as file:
        del file["dimensions/z"].attrs["time_varying"]


def axes_reversed(folder):
    """The field stored as (z, y, x), as solvers have it."""
    with h5py.File(first_file(folder), "r+") as file:
        group = file["t0_fields"]
        attributes = dict(group["power_density"].attrs)
        values = group["power_density"][()].transpose(0, 3, 2, 1)
        del group["power_density"]
        group["power_density"] = values
        group["power_density"].attrs.update(attributes)


FORMAT_BREACHES = (booleans_as_int8, name_of_fixed_length, field_names_of_fixed_length, no_boundary_conditions,
                   no_tensor_group, wrong_number_of_samples, no_flag_of_a_dimension, axes_reversed)

# What the checker lets pass and the loader does not.


def one_frame(folder):
    """A steady solution alone: no step from an input to an output."""
    for split in SPLITS:
        for path in sorted((folder / "data" / split).glob("*.hdf5")):
            with h5py.File(path, "r+") as file:
                _keep_last_frame(file)


def _keep_last_frame(file):
    for group in [file["dimensions"], file["t0_fields"], file["t1_fields"], file["t2_fields"]]:
        for name in list(group):
            if not group[name].attrs["time_varying"]:
                continue
            attributes = dict(group[name].attrs)
            values = group[name][-1:] if name == "time" else group[name][:, -1:]
            del group[name]
            group[name] = values
            group[name].attrs.update(attributes)


def field_without_z(folder):
    """A map of the top face as a field that does not vary along z."""
    for split in SPLITS:
        for path in sorted((folder / "data" / split).glob("*.hdf5")):
            with h5py.File(path, "r+") as file:
                group = file["t0_fields"]
                attributes = dict(group["power_density"].attrs)
                values = group["power_density"][..., -1]
                del group["power_density"]
                group["power_density"] = values
                group["power_density"].attrs.update(attributes)
                group["power_density"].attrs["dim_varying"] = np.array([True, True, False])


def no_statistics_of_a_field(folder):
    """stats.yaml does not know power_density."""
    path = folder / "stats.yaml"
    path.write_text(path.read_text().replace("power_density", "power"))


LOADER_BREACHES = (one_frame, field_without_z, no_statistics_of_a_field)

# Wrong numbers in files of the right form.


def statistics_of_other_data(folder):
    """Every training temperature is 1 K higher than when the statistics were made."""
    for path in train_files(folder):
        with h5py.File(path, "r+") as file:
            file["t0_fields/temperature"][...] += np.float32(1.0)


def values_out_of_order(folder):
    """Values of (z, y, x) under the shape (x, y, z)."""
    for path in train_files(folder):
        with h5py.File(path, "r+") as file:
            data = file["t0_fields/temperature"]
            data[...] = data[()].transpose(0, 1, 4, 3, 2).reshape(data.shape)


def inputs_all_alike(folder):
    """Every sample has the inputs of the first, so that nothing tells their temperatures apart."""
    for path in train_files(folder):
        with h5py.File(path, "r+") as file:
            for group in (file["t0_fields"], file["scalars"]):
                for data in group.values():
                    if data.attrs["sample_varying"] and not data.attrs["time_varying"]:
                        data[...] = np.broadcast_to(data[:1], data.shape)
                    elif data.attrs["sample_varying"]:
                        data[:, 0] = np.broadcast_to(data[:1, 0], data[:, 0].shape)
