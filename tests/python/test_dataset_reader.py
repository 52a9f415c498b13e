"""The reader of datasets, and the physics that a file must hold by itself."""

import pathlib
import shutil
import tempfile
import unittest

import h5py
import numpy as np

import synthetic_dataset
from strata_post import Dataset, DatasetError
from strata_post.dataset.physics import FACES, check_physics, film_faces

TRAIN = "data/train/block_000000.hdf5"
SURFACE, POWER, BALANCE = ("heat through all boundaries from the temperature [W]", "integral of power_density [W]",
                           "heat through all boundaries [W]")


class DatasetCase(unittest.TestCase):
    """A dataset of its own for every test, which may be broken."""

    layout = synthetic_dataset.Layout(has_displacement=True)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.made = synthetic_dataset.write(self.folder, self.layout)

    def open(self):
        """The dataset, closed at the end of the test."""
        dataset = Dataset(self.folder)
        self.addCleanup(dataset.close)
        return dataset

    def change(self, name, change, place=(0, Ellipsis)):
        """Changes values of the first file of training."""
        with h5py.File(self.folder / TRAIN, "r+") as file:
            file[name][place] = change(file[name][place])


class ReaderTest(DatasetCase):
    def test_samples_are_what_was_written(self):
        dataset = self.open()
        self.assertEqual((len(dataset), dataset.name, dataset.shape), (12, "synthetic", (4, 3, 5)))
        self.assertEqual(dataset.splits, ["train", "valid", "test", "test_ood"])
        self.assertEqual(dataset.ids("train"), [0, 1, 2, 3, 6, 7])
        for sample in dataset.samples():
            made = self.made[sample.id]
            self.assertEqual(sample.split, made.split)
            for name, values in sample.fields.items():
                np.testing.assert_array_equal(values, made.fields[name])
            np.testing.assert_array_equal(sample.field("temperature", 0), np.full((4, 3, 5), 300.0))
            self.assertEqual(sample.parameters, {"film": made.scalars["film"],
                                                 "tim": synthetic_dataset.TIMS[made.scalars["tim"]]})
            self.assertEqual(sample.provenance["input_sha256"], synthetic_dataset.input_sha256(made))
            self.assertEqual(sample.provenance["group"], made.group)
            self.assertEqual(sample.results, {"junction_temperature_max": float(made.fields["temperature"].max())})
            self.assertEqual(sample.boundary_heat, dict(zip(synthetic_dataset.BOUNDARIES, made.heat)))
            for line, expected in zip(sample.lines, self.layout.lines):
                np.testing.assert_array_equal(line, expected)

    def test_what_is_not_there_is_told(self):
        dataset = self.open()
        with self.assertRaisesRegex(DatasetError, "sample 12 is in no file .status: failed"):
            dataset.sample(12)
        with self.assertRaisesRegex(DatasetError, "no field von_mises; there are temperature"):
            dataset.sample(0).field("von_mises")
        with self.assertRaisesRegex(DatasetError, "holds no samples"):
            Dataset(self.folder / "data")
        dataset.close()
        (self.folder / TRAIN).write_bytes(b"nothing")
        with self.assertRaises(DatasetError):
            Dataset(self.folder)

    def test_many_files_are_read_with_few_open(self):
        dataset = self.open()
        for n in range(20):
            synthetic_dataset.write_block(self.folder / f"data/test/more_{n:02d}.hdf5", self.layout,
                                          [synthetic_dataset.make_sample(100 + n, 100 + n, "test", self.layout)])
        with Dataset(self.folder) as many:
            self.assertEqual(len(many), len(dataset) + 20)
            self.assertEqual([sample.field("k_xx").shape for sample in many.samples("test")], [(4, 3, 5)] * 22)


class PhysicsTest(DatasetCase):
    def wrong(self):
        """Which comparisons fail, as (sample, what)."""
        return [(one.sample, one.what) for one in self.compared() if not one.holds]

    def compared(self, ids=None):
        """All comparisons; the files are closed again."""
        with Dataset(self.folder) as dataset:
            return check_physics(dataset, ids)

    def test_exact_solutions_hold_to_rounding(self):
        found = self.compared()
        self.assertTrue(all(one.holds for one in found))
        self.assertEqual([one.what for one in found if one.sample == 0], [BALANCE, POWER, SURFACE])
        for one in found:
            self.assertLess(one.tolerance, 3e-6 * abs(one.expected), str(one))

    def test_a_hotter_cell_at_the_film_is_found(self):
        self.change("t0_fields/temperature", lambda value: value + 0.01, (0, 1, 2, 1, 4))
        self.assertEqual(self.wrong(), [(0, SURFACE)])

    def test_a_changed_power_is_found(self):
        self.change("t0_fields/power_density", lambda value: value * 1.0001)
        self.assertEqual(self.wrong(), [(0, POWER)])

    def test_a_changed_total_is_found_by_all(self):
        self.change("scalars/total_power", lambda value: value * 1.0001, 0)
        self.assertEqual(self.wrong(), [(0, BALANCE), (0, POWER), (0, SURFACE)])

    def test_a_changed_boundary_heat_is_found(self):
        self.change("provenance/boundary_heat", lambda value: value * 1.0001, (0, 0))
        self.assertEqual(self.wrong(), [(0, BALANCE)])

    def test_other_conductivities_and_films_are_found(self):
        self.change("t0_fields/k_zz", lambda value: value * 1.05)
        self.change("scalars/film_coefficient_top", lambda value: value * 1.001, 1)
        self.assertEqual(self.wrong(), [(0, SURFACE), (1, SURFACE)])

    def test_a_temperature_that_is_no_number_is_found(self):
        self.change("t0_fields/temperature", lambda value: np.nan, (0, 1, 2, 1, 4))
        self.assertEqual(self.wrong(), [(0, SURFACE)])

    def test_power_at_a_film_may_lie_on_the_face(self):
        with h5py.File(self.folder / TRAIN, "r+") as file:
            file["t0_fields/power_density"][0, 2, 1, 4] = 0.5
        found = next(one for one in self.compared([0]) if one.what == SURFACE)
        dx, dy, dz = (np.diff(line) for line in self.layout.lines)
        half = 0.5 * dz[4] / self.made[0].fields["k_zz"][2, 1, 4]
        on_face = 0.5e9 * dx[2] * dy[1] * dz[4] * half / (1.0 / self.made[0].scalars["film"] + half)
        self.assertGreater(on_face, 1e-3)
        self.assertAlmostEqual(found.tolerance, on_face, delta=5e-5)

    def test_a_map_of_the_film_is_taken_where_the_dataset_has_it(self):
        film = np.zeros((4, 3, 5), dtype=np.float32) + self.made[0].scalars["film"]
        for path in self.folder.glob("data/*/*.hdf5"):
            with h5py.File(path, "r+") as file:
                count = int(file.attrs["n_trajectories"])
                file["t0_fields"].copy("k_xx", "htc_top")
                file["t0_fields/htc_top"][...] = np.tile(film, (count, 1, 1, 1, 1))[:, 0]
                names = [*file["t0_fields"].attrs["field_names"], "htc_top"]
                file["t0_fields"].attrs["field_names"] = names
                file["scalars/film_coefficient_top"][...] = 1.0
        found = {one.sample: one for one in self.compared([0, 1]) if one.what == SURFACE}
        self.assertTrue(found[0].holds)
        self.assertFalse(found[1].holds)

    def test_void_conducts_nothing(self):
        self.change("t0_fields/k_zz", lambda value: 0.0, (0, 2, 1, 4))
        heat = next(one for one in self.compared([0]) if one.what == SURFACE)
        self.assertLess(heat.value, heat.expected - heat.tolerance)
        self.assertTrue(np.isfinite(heat.value))

    def test_adiabatic_boundaries_count_for_nothing_and_sides_leave_out_what_is_named_itself(self):
        self.assertEqual(film_faces("sides", ["sides", "x_min"]), [FACES["x_max"], FACES["y_min"], FACES["y_max"]])
        self.assertIsNone(film_faces("exposed", ["exposed"]))
        with h5py.File(self.folder / TRAIN, "r+") as file:
            heats = np.concatenate([file["provenance/boundary_heat"][()], np.zeros((4, 1))], axis=1)
            del file["provenance/boundary_heat"]
            file["provenance/boundary_heat"] = heats
            file["provenance/boundary_heat"].attrs["names"] = ["top", "bottom", "x_min"]
        self.assertEqual([one.what for one in self.compared([0])], [BALANCE, POWER, SURFACE])
        self.assertEqual(self.wrong(), [])

    def test_resampled_samples_patches_and_films_of_no_one_value_are_not_recomputed(self):
        self.change("provenance/resampling_error", lambda value: value + 0.02, 0)
        self.assertEqual([one.what for one in self.compared([0])], [BALANCE, POWER])
        with h5py.File(self.folder / TRAIN, "r+") as file:
            file["scalars"].move("film_coefficient_top", "mean_film_coefficient_top")
            names = list(synthetic_dataset.SCALARS)
            names[names.index("film_coefficient_top")] = "mean_film_coefficient_top"
            file["scalars"].attrs["field_names"] = names
        self.assertEqual([one.what for one in self.compared([1])], [BALANCE, POWER])
        with h5py.File(self.folder / TRAIN, "r+") as file:
            file["provenance/boundary_heat"].attrs["names"] = ["top.inlet", "bottom"]
        self.assertEqual([one.what for one in self.compared([2])], [BALANCE, POWER])


if __name__ == "__main__":
    unittest.main()
