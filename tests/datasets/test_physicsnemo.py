"""PhysicsNeMo on a dataset (STRATA_DATASET) and its views: the shipped YAML files make loaders whose batches train
models, readers agree, points feed Transolver. Broken copies must fail."""

import shutil
import unittest

import h5py
import numpy as np
import torch
from physicsnemo.datapipes.readers import HDF5Reader, TensorStoreZarrReader, ZarrReader
from physicsnemo.models.fno import FNO
from physicsnemo.models.transolver import Transolver
from physicsnemo.models.unet import UNet

import damage
import physicsnemo_data as nemo


def damaged_view(damage_of_view):
    """A copy of the dataset after `damage_of_view(folder)`."""
    return damage.copy_of(nemo.DATASET, damage_of_view)


def no_temperature_in_a_sample(folder):
    """A sample of the Zarr view without its target."""
    shutil.rmtree(sorted((folder / "zarr" / "train").iterdir())[0] / "temperature")


def a_cut_chunk(folder):
    """A chunk of the Zarr view without its second half."""
    chunk = sorted((folder / "zarr" / "train").iterdir())[0] / "power_density" / "0.0.0.0"
    chunk.write_bytes(chunk.read_bytes()[:chunk.stat().st_size // 2])


def a_name_as_attribute(folder):
    """A text among the attributes, of which TensorStoreZarrReader makes tensors."""
    path = sorted((folder / "zarr" / "train").iterdir())[0] / ".zattrs"
    path.write_text(path.read_text().replace("{", '{"name": "sample", ', 1))


def a_target_that_does_not_exist(folder):
    """The loader's file names a class that is not there."""
    path = folder / "physicsnemo" / "dataloader.yaml"
    path.write_text(path.read_text().replace("ZarrReader", "ZarReader"))


def statistics_of_another_field(folder):
    """The loader's file lacks the mean of the temperature."""
    path = folder / "physicsnemo" / "dataloader.yaml"
    lines = path.read_text().split("\n")
    where = next(n for n, line in enumerate(lines) if line.strip().startswith("temperature:"))
    path.write_text("\n".join(lines[:where] + lines[where + 1:]))


def a_stray_file(folder):
    """Something else in a directory of samples."""
    (folder / "points" / "train" / "README").write_text("notes")


def points_without_fields(folder):
    """A point file without its fields."""
    path = sorted((folder / "points" / "train").glob("*.npz"))[0]
    with np.load(path) as stored:
        kept = {name: stored[name] for name in stored if name != "volume_fields"}
    np.savez_compressed(path, **kept)


class Loader(unittest.TestCase):
    """dataloader.yaml, as shipped, through hydra."""

    def test_batches_are_standardised(self):
        data = list(nemo.loader(nemo.DATASET))
        for name in ("input", "target"):
            values = torch.cat([batch[name] for batch in data]).double().movedim(1, -1)
            values = values.reshape(-1, values.shape[-1])
            self.assertLess(float(values.mean(dim=0).abs().max()), 2e-3, name)
            self.assertLess(float((values.std(dim=0, correction=0) - 1.0).abs().max()), 2e-3, name)

    def test_every_split_loads(self):
        for split in damage.SPLITS:
            batch = next(iter(nemo.loader(nemo.DATASET, split)))
            self.assertEqual(batch["input"].shape[2:], batch["target"].shape[2:])

    def test_axes_are_z_y_x(self):
        """The first sample of the view, next to the file of The Well that has it."""
        stored = ZarrReader(nemo.DATASET / "zarr" / "train")[0][0]
        with h5py.File(damage.first_file(nemo.DATASET)) as file:
            for name in ("power_density", "temperature"):
                data = file["t0_fields"][name]
                values = data[0, -1] if data.attrs["time_varying"] else data[0]
                np.testing.assert_array_equal(stored[name][0].numpy(), values.transpose(2, 1, 0))

    def test_broken_views_do_not_load(self):
        for breach in (no_temperature_in_a_sample, a_cut_chunk, a_target_that_does_not_exist,
                       statistics_of_another_field):
            with self.subTest(breach=breach.__name__), damaged_view(breach) as copy:
                with self.assertRaises(Exception):
                    list(nemo.loader(copy))


class Training(unittest.TestCase):
    """50 steps on 32 samples lower the loss, unless inputs say nothing about targets."""

    def setUp(self):
        torch.manual_seed(0)

    def fno(self, x, y):
        modes = [min(6, cells // 2) for cells in x.shape[2:]]
        return FNO(in_channels=x.shape[1], out_channels=y.shape[1], dimension=3, latent_channels=12, num_fno_layers=3,
                   num_fno_modes=modes, padding=0)

    def unet(self, x, y):
        return UNet(in_channels=x.shape[1], out_channels=y.shape[1], model_depth=3,
                    feature_map_channels=[8, 8, 16, 16, 32, 32], num_conv_blocks=2, gradient_checkpointing=False)

    def test_fno_learns(self):
        data = nemo.batches(nemo.DATASET, 32)
        model = self.fno(*data[0])
        self.assertEqual(model(data[0][0]).shape, data[0][1].shape)
        before, after = nemo.losses_of_training(model, data)
        print(f"FNO: mean square error {before:.3f} -> {after:.3f}")
        self.assertLess(after, 0.6 * before)

    def test_unet_learns(self):
        data = [(nemo.even(x), nemo.even(y)) for x, y in nemo.batches(nemo.DATASET, 32)]
        model = self.unet(*data[0])
        self.assertEqual(model(data[0][0]).shape, data[0][1].shape)
        before, after = nemo.losses_of_training(model, data)
        print(f"UNet: mean square error {before:.3f} -> {after:.3f}")
        self.assertLess(after, 0.6 * before)

    def test_nothing_is_learnt_where_targets_are_noise(self):
        data = [(x, torch.randn_like(y)) for x, y in nemo.batches(nemo.DATASET, 32)]
        before, after = nemo.losses_of_training(self.fno(*data[0]), data)
        self.assertGreater(after, 0.6 * before)


class Readers(unittest.TestCase):
    """The readers of PhysicsNeMo on the same samples."""

    def test_zarr_readers_agree(self):
        plain, fast = (kind(nemo.DATASET / "zarr" / "train") for kind in (ZarrReader, TensorStoreZarrReader))
        self.assertEqual(len(plain), len(fast))
        for index in (0, len(plain) - 1):
            one, other = plain[index][0], fast[index][0]
            self.assertTrue(set(one.keys()) <= set(other.keys()))
            for name in one.keys():
                torch.testing.assert_close(one[name], other[name], rtol=0.0, atol=0.0)

    def test_texts_as_attributes_break_tensorstore(self):
        with damaged_view(a_name_as_attribute) as copy:
            with self.assertRaises(Exception):
                TensorStoreZarrReader(copy / "zarr" / "train")[0]

    def test_a_cut_chunk_breaks_both(self):
        with damaged_view(a_cut_chunk) as copy:
            for kind in (ZarrReader, TensorStoreZarrReader):
                with self.assertRaises(Exception):
                    kind(copy / "zarr" / "train")[0]

    def test_hdf5_reader_takes_a_file_of_samples(self):
        path = damage.first_file(nemo.DATASET)
        reader = HDF5Reader(path)
        named = HDF5Reader(path, fields=["t0_fields/temperature", "t0_fields/power_density"])
        with h5py.File(path) as file:
            self.assertEqual(len(reader), file.attrs["n_trajectories"])
            self.assertEqual(len(named), len(reader))
            for index in (0, len(reader) - 1):
                expected = file["t0_fields/temperature"][index]
                np.testing.assert_array_equal(reader[index][0]["temperature"].numpy(), expected)
                np.testing.assert_array_equal(named[index][0]["t0_fields/temperature"].numpy(), expected)
            self.assertEqual(reader[0][0]["global_params"].ndim, 1)

    def test_hdf5_reader_takes_a_folder_of_files(self):
        reader = HDF5Reader(nemo.DATASET / "data" / "train", file_pattern="*.hdf5")
        self.assertEqual(len(reader), len(damage.train_files(nemo.DATASET)))
        for path, (block, _) in zip(damage.train_files(nemo.DATASET), reader):
            with h5py.File(path) as file:
                np.testing.assert_array_equal(block["temperature"].numpy(), file["t0_fields/temperature"][()])

    def test_scalars_at_the_root_would_break_it(self):
        def scalar_at_the_root(folder):
            with h5py.File(damage.first_file(folder), "r+") as file:
                file["total_power"] = file["scalars/total_power"]

        with damaged_view(scalar_at_the_root) as copy:
            with self.assertRaises(TypeError):
                HDF5Reader(damage.first_file(copy))[0]


class Points(unittest.TestCase):
    """The point view through the data pipe of Transolver into the model."""

    def test_transolver_takes_them(self):
        pipe = nemo.point_samples(nemo.DATASET)
        sample = pipe[0]
        n_points, width = sample["embeddings"].shape[1:]
        torch.manual_seed(0)
        model = Transolver(functional_dim=width, out_dim=sample["fields"].shape[-1], embedding_dim=width, n_layers=2,
                           n_hidden=32, n_head=4, slice_num=8, use_te=False)
        predicted = model(fx=sample["embeddings"], embedding=sample["embeddings"])
        self.assertEqual(predicted.shape, sample["fields"].shape)
        self.assertEqual(n_points, sample["fields"].shape[1])
        self.assertTrue(bool(torch.isfinite(predicted).all()))

    def test_broken_points_are_refused(self):
        for breach in (a_stray_file, points_without_fields):
            with self.subTest(breach=breach.__name__), damaged_view(breach) as copy:
                with self.assertRaises(ValueError):
                    nemo.point_samples(copy)


if __name__ == "__main__":
    unittest.main()
