"""The views of a dataset: the same numbers, axes where other loaders look for them, no stray files."""

import contextlib
import io
import json
import pathlib
import shutil
import tempfile
import unittest

import h5py
import numpy as np

import synthetic_dataset
import zarr_reader
from strata_post import Dataset
from strata_post.__main__ import main
from strata_post.dataset.views import VIEWS
from strata_post.dataset.views.points import Surface
from strata_post.dataset.views.thermbench import cuts

try:
    import yaml
except ImportError:          # python3-yaml is a package for tests
    yaml = None

INPUTS = ["power_density", "k_xx", "k_yy", "k_zz", "rho_cp"]


def load_mat_pair(folder):
    """What IC-ThermBench's loader asks of a folder: one .mat file with "input" in its name and one with "output",
    each with the key "data"; five and four axes; equal samples and grids. Returns (B, X, Y, Z, P) and (B, X, Y, Z)."""
    arrays = []
    for word in ("input", "output"):
        found = [path for path in folder.iterdir() if path.suffix == ".mat" and word in path.name.lower()]
        if len(found) != 1:
            raise ValueError(f"{len(found)} files for {word}")
        with h5py.File(found[0], "r") as file:
            arrays.append(file["data"][()])
    x, y = arrays
    if x.ndim != 5 or y.ndim != 4 or x.shape[0] != y.shape[0] or x.shape[2:] != y.shape[1:]:
        raise ValueError(f"shapes {x.shape} and {y.shape}")
    return x.transpose(0, 4, 3, 2, 1), y.transpose(0, 3, 2, 1)


class ViewsCase(unittest.TestCase):
    """All views of one dataset."""

    linear = False

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        layout = synthetic_dataset.Layout(has_displacement=True)
        cls.made = synthetic_dataset.write(cls.folder, layout, linear=cls.linear)
        cls.dataset = Dataset(cls.folder)
        cls.addClassCleanup(cls.dataset.close)
        for make in VIEWS.values():
            make(cls.dataset, cls.folder)

    def zarr(self, sample_id):
        """Arrays and attributes of a sample in the Zarr view."""
        split = self.made[sample_id].split
        return zarr_reader.read_group(self.folder / "zarr" / split / f"sample_{sample_id:08d}.zarr")

    def points(self, sample_id):
        """Arrays of a sample in the point view."""
        split = self.made[sample_id].split
        return np.load(self.folder / "points" / split / f"sample_{sample_id:08d}.npz")


class AxesTest(ViewsCase):
    """T = 300 K + x + 10 y + 100 z [mm], in every view."""

    linear = True

    def assert_linear(self, values, x, y, z):
        np.testing.assert_allclose(values, 300.0 + 1e3 * (x + 10.0 * y + 100.0 * z), rtol=1e-6)

    def centres(self):
        return self.dataset.sample(0).centres

    def test_the_reader_has_x_y_z(self):
        x, y, z = np.meshgrid(*self.centres(), indexing="ij")
        self.assert_linear(self.dataset.sample(0).field("temperature"), x, y, z)

    def test_zarr_has_z_y_x(self):
        x, y, z = self.centres()
        arrays, _ = self.zarr(0)
        self.assertEqual(arrays["temperature"].shape, (1, 5, 3, 4))
        self.assert_linear(arrays["temperature"][0], x[None, None, :], y[None, :, None], z[:, None, None])

    def test_points_have_their_own_coordinates(self):
        points = self.points(0)
        self.assert_linear(points["volume_fields"][:, 0], *points["volume_mesh_centers"].astype(float).T)

    def test_thermbench_has_z_y_x_and_its_loader_x_y_z(self):
        x, y, z = np.meshgrid(*self.centres(), indexing="ij")
        given, wanted = load_mat_pair(self.folder / "thermbench")
        self.assert_linear(wanted[3], x, y, z)
        names = json.loads((self.folder / "thermbench" / "manifest.json").read_text(encoding="utf-8"))["channels"]
        for name, expected in (("grid_x", x), ("grid_y", y), ("grid_z", z)):
            np.testing.assert_allclose(given[3, ..., names.index(name)], 1e3 * expected, rtol=1e-6)


class ZarrTest(ViewsCase):
    def test_a_folder_of_a_split_has_its_samples_and_nothing_else(self):
        names = sorted(path.name for path in (self.folder / "zarr" / "train").iterdir())
        self.assertEqual(names, [f"sample_{n:08d}.zarr" for n in self.dataset.ids("train")])

    def test_arrays_are_the_fields(self):
        for sample_id, made in self.made.items():
            arrays, attributes = self.zarr(sample_id)
            self.assertEqual(sorted(arrays), sorted([*made.fields, "global_params"]))
            np.testing.assert_array_equal(arrays["k_yy"][0], made.fields["k_yy"].transpose(2, 1, 0))
            np.testing.assert_array_equal(arrays["displacement"][2], made.fields["displacement"][..., 2].T)
            self.assertEqual(attributes, {"sample_id": sample_id, "reference_temperature": 300.0})
            expected = np.float32([made.scalars[name] for name in synthetic_dataset.SCALARS])
            np.testing.assert_array_equal(arrays["global_params"], expected)

    def test_a_second_time_replaces_the_first(self):
        stray = self.folder / "zarr" / "train" / "stray.txt"
        stray.write_text("old", encoding="utf-8")
        VIEWS["zarr"](self.dataset, self.folder)
        self.assertFalse(stray.exists())
        self.assertEqual([path.name for path in self.folder.glob("*.tmp")], [])


class PointsTest(ViewsCase):
    def test_the_volume_is_the_cells(self):
        made, points = self.made[5], self.points(5)
        self.assertEqual(points["volume_fields"].shape, (60, 4))
        np.testing.assert_array_equal(points["volume_fields"][:, 0], made.fields["temperature"].ravel())
        np.testing.assert_array_equal(points["volume_fields"][:, 1:], made.fields["displacement"].reshape(-1, 3))
        for n, name in enumerate(INPUTS):
            np.testing.assert_array_equal(points["volume_inputs"][:, n], made.fields[name].ravel())

    def test_the_surface_is_closed_and_looks_outward(self):
        points, box = self.points(5), np.array(synthetic_dataset.Layout().box)
        areas, normals = points["surface_areas"].astype(float), points["surface_normals"].astype(float)
        self.assertEqual(len(areas), 2 * (4 * 3 + 3 * 5 + 4 * 5))
        np.testing.assert_allclose(areas.sum(), 2 * (box[0] * box[1] + box[1] * box[2] + box[0] * box[2]), rtol=1e-6)
        np.testing.assert_allclose((areas[:, None] * normals).sum(axis=0), 0.0, atol=1e-10)
        # Gauss: the integral of x . n over the surface is three volumes.
        flux = (areas[:, None] * normals * points["surface_mesh_centers"]).sum()
        np.testing.assert_allclose(flux, 3.0 * box.prod(), rtol=1e-6)
        outward = (points["surface_mesh_centers"] - 0.5 * box) * normals
        self.assertTrue((outward.sum(axis=1) > 0).all())

    def test_triangles_are_welded_and_turn_as_the_normals(self):
        points = self.points(5)
        corners = points["stl_coordinates"].astype(float)[points["stl_faces"]]
        turned = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        np.testing.assert_allclose(0.5 * np.linalg.norm(turned, axis=1), points["stl_areas"], rtol=1e-5)
        np.testing.assert_allclose(turned / np.linalg.norm(turned, axis=1, keepdims=True),
                                   np.repeat(points["surface_normals"], 2, axis=0), atol=1e-5)
        np.testing.assert_allclose(corners.mean(axis=1), points["stl_centers"], atol=1e-9)
        edges = np.concatenate([points["stl_faces"][:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
        once = {tuple(edge) for edge in edges.tolist()}
        self.assertEqual(len(once), len(edges))
        self.assertEqual(once, {(b, a) for a, b in once})

    def test_a_body_with_a_hole_has_its_inner_surface(self):
        solid = np.ones((3, 3, 3), dtype=bool)
        solid[1, 1, 1] = False
        surface = Surface(solid)
        self.assertEqual(len(surface.cells), 6 * 9 + 6)
        lines = [np.arange(4.0)] * 3
        arrays, _ = surface.arrays(lines)
        flux = (arrays["surface_areas"][:, None] * arrays["surface_normals"] * arrays["surface_mesh_centers"]).sum()
        self.assertAlmostEqual(flux, 3.0 * 26.0)

    def test_parameters_have_a_reference_that_makes_them_about_one(self):
        for sample_id in self.dataset.ids("train"):
            points = self.points(sample_id)
            shares = points["global_params_values"] / points["global_params_reference"]
            self.assertEqual(shares.shape, (len(synthetic_dataset.SCALARS), 1))
            self.assertTrue((np.abs(shares) <= 1.0).all())

    def test_what_columns_mean_stands_outside_the_samples(self):
        about = json.loads((self.folder / "points" / "channels.json").read_text(encoding="utf-8"))
        self.assertEqual(about["volume_fields"], ["temperature", *(f"displacement[{n}]" for n in range(3))])
        self.assertEqual(about["volume_inputs"], INPUTS)
        self.assertTrue(all(path.suffix == ".npz" for path in (self.folder / "points" / "train").iterdir()))


class ThermbenchTest(ViewsCase):
    def manifest(self, folder="thermbench"):
        return json.loads((self.folder / folder / "manifest.json").read_text(encoding="utf-8"))

    def test_the_loader_accepts_the_pair(self):
        given, wanted = load_mat_pair(self.folder / "thermbench")
        about = self.manifest()
        self.assertEqual((given.dtype, wanted.dtype), (np.float32, np.float32))
        self.assertEqual(about["channels"], [*INPUTS, "grid_x", "grid_y", "grid_z", "film", "tim", "film_coefficient_top",
                                             "total_power"])
        for entry in about["samples"]:
            made = self.made[entry["id"]]
            np.testing.assert_array_equal(wanted[entry["index"]], made.fields["temperature"])
            for n, name in enumerate(INPUTS):
                np.testing.assert_array_equal(given[entry["index"], ..., n], made.fields[name])
            film = given[entry["index"], ..., about["channels"].index("film")]
            np.testing.assert_array_equal(film, np.full((4, 3, 5), np.float32(made.scalars["film"])))

    def test_samples_are_in_order_of_splits_and_groups_take_turns(self):
        samples = self.manifest()["samples"]
        splits = [entry["split"] for entry in samples]
        self.assertEqual(splits, ["train"] * 6 + ["valid"] * 2 + ["test"] * 2)
        self.assertEqual([entry["case_id"] for entry in samples[:6]], [0, 1, 3, 0, 1, 3])

    def test_the_hold_out_is_a_pair_of_its_own(self):
        given, wanted = load_mat_pair(self.folder / "thermbench" / "test_ood")
        self.assertEqual((len(given), len(wanted)), (2, 2))
        self.assertEqual({entry["split"] for entry in self.manifest("thermbench/test_ood")["samples"]}, {"test_ood"})

    def test_what_the_cut_by_place_mixes_is_said(self):
        about = self.manifest()
        self.assertEqual(about["benchmark_cut"], {"train": [0, 7], "val": [7, 8], "test": [8, 10]})
        self.assertEqual(about["groups_on_both_sides_of_the_test_cut"], 0)
        self.assertEqual(cuts(5000), (3600, 4000))

    def test_a_broken_pair_is_refused(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        for name in ("input.mat", "output.mat"):
            shutil.copy(self.folder / "thermbench" / name, folder / name)
        with h5py.File(folder / "output.mat", "r+") as file:
            values = file["data"][:-1]
            del file["data"]
            file["data"] = values
        with self.assertRaises(ValueError):
            load_mat_pair(folder)


@unittest.skipIf(yaml is None, "python3-yaml is not installed")
class PhysicsnemoTest(ViewsCase):
    def config(self, name):
        return yaml.safe_load((self.folder / "physicsnemo" / f"{name}.yaml").read_text(encoding="utf-8"))

    def test_the_loader_is_whole(self):
        config = self.config("dataloader")
        self.assertEqual((config["root"], config["split"]), (".", "train"))
        dataset = config["dataloader"]["dataset"]
        self.assertEqual(dataset["reader"]["path"], "${root}/zarr/${split}")
        kinds = [one["_target_"].rsplit(".", 1)[1] for one in dataset["transforms"]]
        self.assertEqual(kinds, ["Normalize", "ConcatFields", "ConcatFields"])
        self.assertEqual(dataset["transforms"][1]["input_keys"], INPUTS)
        self.assertEqual(dataset["transforms"][2]["input_keys"], ["temperature", "displacement"])
        self.assertEqual(dataset["reader"], self.config("reader"))
        self.assertEqual(dataset["transforms"][0], self.config("normalize"))
        self.assertEqual(dataset["transforms"][1:], [self.config("concat")[key] for key in ("input", "target")])

    def test_training_samples_have_mean_0_and_deviation_1(self):
        normalize = self.config("normalize")
        for name in normalize["input_keys"]:
            values = np.stack([self.zarr(n)[0][name].astype(float) for n in self.dataset.ids("train")])
            scaled = (values - np.array(normalize["means"][name])) / np.array(normalize["stds"][name])
            axes = (0,) if name == "global_params" else (0, 2, 3, 4)
            varies = values.std(axis=axes) > 0
            np.testing.assert_allclose(scaled.mean(axis=axes), 0.0, atol=1e-6)
            np.testing.assert_allclose(scaled.std(axis=axes)[varies], 1.0, rtol=1e-6)

    def test_readers_name_what_is_there(self):
        for name in self.config("reader")["fields"]:
            self.assertIn(name, self.zarr(0)[0])
        nested = self.config("reader_hdf5")
        path = nested["path"].replace("${root}", str(self.folder)).replace("${split}", "train")
        with h5py.File(path) as file:
            for name in nested["fields"]:
                self.assertIn(name, file)


class CommandTest(unittest.TestCase):
    def test_the_command_writes_what_is_asked_for(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        synthetic_dataset.write(folder / "data_set")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = main(["dataset-views", str(folder / "data_set"), "--to", "zarr", "thermbench", "--output",
                         str(folder / "views")])
        self.assertEqual(code, 0)
        self.assertEqual(out.getvalue().split(), [str(folder / "views" / "zarr"), str(folder / "views" / "thermbench")])
        self.assertEqual(sorted(path.name for path in (folder / "views").iterdir()), ["thermbench", "zarr"])


if __name__ == "__main__":
    unittest.main()
