"""The reader against files with known contents."""

import pathlib
import shutil
import tempfile
import unittest

import h5py
import numpy as np
import synthetic
from strata_post import Results, ResultsError
from synthetic import MM, UM


def peak(x0, y0, z0):
    """A smooth hot spot of 50 K over 300 K around a point [m]."""
    return lambda x, y, z: 300.0 + 50.0 * np.exp(-((x - x0)**2 + (y - y0)**2) / (2 * MM)**2
                                                 - ((z - z0) / (200 * UM))**2)


class ResultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.pack = synthetic.package(gpus=0, stacks=1, rounds=3, lateral=700 * UM)
        synthetic.write(cls.folder, cls.pack)
        cls.results = Results(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.results.close()
        shutil.rmtree(cls.folder)

    def centres(self):
        return [0.5 * (lines[1:] + lines[:-1]) for lines in self.results.lines]

    def test_header_is_read_as_written(self):
        self.assertEqual(self.results.title, "Synthetic package")
        self.assertEqual(self.results.shape, tuple(len(lines) - 1 for lines in reversed(self.pack.lines)))
        self.assertEqual(self.results.materials[0], "void")
        self.assertEqual([b.name for b in self.results.bodies], [b.name for b in self.pack.bodies])
        self.assertEqual(self.results.placements[0].part, "hbm")
        self.assertEqual(self.results.summary["title"], "Synthetic package")
        self.assertTrue(self.results.has_temperature)

    def test_planes_lie_where_their_axis_and_index_say(self):
        x, y, z = self.centres()
        k, j, i = 3, 11, 17
        expected = {"z": synthetic.linear(x[None, :], y[:, None], z[k]),
                    "y": synthetic.linear(x[None, :], y[j], z[:, None]),
                    "x": synthetic.linear(x[i], y[None, :], z[:, None])}
        for axis, index in (("z", k), ("y", j), ("x", i)):
            values = self.results.temperature(axis, index)
            solid = self.results.material(axis, index) != 0
            np.testing.assert_allclose(values[solid], expected[axis][solid], rtol=1e-14)
            self.assertTrue(np.isnan(values[~solid]).all())

    def test_void_beside_the_mould_has_no_temperature(self):
        k, j, i = self.results.cell_at((1 * MM, 10 * MM, 1.6 * MM))
        self.assertTrue(np.isnan(self.results.temperature("z", k)[j, i]))
        self.assertIsNone(self.results.body_at((1 * MM, 10 * MM, 1.6 * MM)))

    def test_dies_are_the_layers_with_active_faces_without_their_blocks(self):
        self.assertEqual([b.name for b in self.results.dies],
                         ["hbm0.base", "hbm0.dram[1]", "hbm0.dram[2]", "hbm0.dram[3]"])

    def test_active_face_includes_its_blocks(self):
        face = self.results.active_face("hbm0.base")
        x, y = (0.5 * (lines[1:] + lines[:-1]) for lines in (face.x, face.y))
        np.testing.assert_allclose(face.temperature, synthetic.linear(x[None, :], y[:, None], face.z), rtol=1e-14)
        self.assertAlmostEqual(face.power.sum(), 12.0, places=9)
        self.assertAlmostEqual(face.areas.sum(), 121e-6, places=15)

    def test_mean_of_a_linear_face_is_its_value_at_the_centre(self):
        face = self.results.active_face("hbm0.dram[2]")
        centre = 0.5 * (face.body.lower + face.body.upper)
        self.assertAlmostEqual(face.mean, synthetic.linear(centre[0], centre[1], face.z), places=9)
        self.assertEqual(face.maximum, face.temperature[-1, -1])
        self.assertEqual(face.hottest, (face.x[-2:].mean(), face.y[-2:].mean()))

    def test_scan_finds_extremes_and_conserves_power(self):
        scan = self.results.scan
        x, y, z = self.centres()
        self.assertAlmostEqual(scan.maximum, synthetic.linear(x[-1], y[-1], z[-1]), places=9)
        self.assertAlmostEqual(scan.minimum, synthetic.linear(x[0], y[0], z[0]), places=9)
        self.assertEqual(scan.hottest_cell, tuple(n - 1 for n in self.results.shape))
        areas = np.outer(np.diff(self.results.lines[1]), np.diff(self.results.lines[0]))
        self.assertAlmostEqual((scan.power_map * areas).sum(), 30.0, places=9)
        self.assertTrue(scan.occupied.all())

    def test_hottest_point_of_all_is_a_cell_where_no_face_is_hotter(self):
        self.assertEqual(self.results.hottest.body, "lid")
        self.assertEqual(self.results.hottest.temperature, self.results.scan.maximum)

    def test_column_lists_what_is_met_going_up(self):
        column = self.results.column(5.5 * MM, 4 * MM)
        names = [body.name if body else None for body, _, _ in column]
        self.assertEqual(names, ["substrate", "interposer", "hbm0.bumps", "hbm0.base", "hbm0.bond[1]", "hbm0.dram[1]",
                                 "hbm0.bond[2]", "hbm0.dram[2]", "hbm0.bond[3]", "hbm0.dram[3]", "tim", "lid"])
        self.assertAlmostEqual(column[3][2] - column[3][1], 60 * UM, places=12)
        beside = self.results.column(1 * MM, 4 * MM)
        self.assertEqual([body.name if body else None for body, _, _ in beside], ["substrate", None, "lid"])

    def test_body_painted_last_wins(self):
        base = next(b for b in self.results.bodies if b.name == "hbm0.base")
        self.assertEqual(self.results.body_at(0.5 * (base.lower + base.upper)).name, "hbm0.base.tsv_field")


class HottestDieTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_hottest_point_on_a_face_names_its_die_and_its_cells(self):
        pack = synthetic.package(gpus=2, stacks=2, rounds=2, lateral=1 * MM)
        spot = next(b for b in pack.bodies if b.name == "gpu1.die")
        x, y = 0.5 * (spot.lower[0] + spot.upper[0]), 0.5 * (spot.lower[1] + spot.upper[1])
        synthetic.write(self.folder, pack, peak(x, y, spot.lower[2]))
        with Results(self.folder) as results:
            hottest = results.hottest
            self.assertEqual(hottest.body, "gpu1.die")
            self.assertEqual(hottest.position[2], spot.lower[2])
            self.assertLess(np.hypot(hottest.position[0] - x, hottest.position[1] - y), 1 * MM)
            self.assertAlmostEqual(results.lines[2][hottest.cell[0]], spot.lower[2], places=12)
            stack = results.hottest_of([b for b in results.dies if b.name.startswith("hbm1")])
            self.assertTrue(stack.body.startswith("hbm1."))
            self.assertLess(stack.temperature, hottest.temperature)

    def test_cells_of_a_die_that_is_active_on_top_lie_below_its_face(self):
        lines = tuple(np.linspace(0.0, 1 * MM, 5) for _ in range(3))
        die = synthetic.Body("die", "silicon", (0.0, 0.0, 0.0), (1 * MM, 1 * MM, 0.5 * MM), active="top", power=1.0)
        lid = synthetic.Body("lid", "copper", (0.0, 0.0, 0.5 * MM), (1 * MM, 1 * MM, 1 * MM))
        synthetic.write(self.folder, synthetic.Package([die, lid], [], lines), peak(0.6 * MM, 0.6 * MM, 0.5 * MM))
        with Results(self.folder) as results:
            self.assertEqual(results.hottest.body, "die")
            self.assertEqual(results.hottest.cell, (1, 2, 2))
            self.assertAlmostEqual(results.power_density("z", 1).mean() * 0.25e-9, 1.0, places=9)


class MeshOnlyTest(unittest.TestCase):
    def test_materials_painted_from_bodies_equal_those_stored(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        pack = synthetic.package(gpus=1, stacks=2, rounds=2, lateral=1 * MM)
        synthetic.write(folder / "full", pack)
        synthetic.write(folder / "mesh", pack, fields=False)
        with Results(folder / "full") as full, Results(folder / "mesh") as mesh:
            self.assertFalse(mesh.has_temperature)
            self.assertEqual(mesh.dies, [])
            for axis, n_cells in zip("zyx", full.shape):
                for index in range(0, n_cells, 7):
                    np.testing.assert_array_equal(mesh.material(axis, index), full.material(axis, index))


class BrokenFileTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "results.h5"

    def assert_refused(self, text):
        with self.assertRaises(ResultsError) as caught:
            Results(self.folder)
        self.assertIn(str(self.file), str(caught.exception))
        self.assertIn(text, str(caught.exception))

    def write(self):
        synthetic.write(self.folder, synthetic.package(rounds=1, lateral=2 * MM))

    def test_missing_file_is_named(self):
        self.assert_refused("no such file")

    def test_text_is_not_hdf5(self):
        self.file.write_text("not HDF5")
        self.assert_refused("not a readable HDF5 file")

    def test_truncated_file_is_refused(self):
        self.write()
        content = self.file.read_bytes()
        self.file.write_bytes(content[:len(content) // 2])
        self.assert_refused("not a readable HDF5 file")

    def test_other_format_version_is_refused(self):
        self.write()
        with h5py.File(self.file, "r+") as file:
            file.attrs["format_version"] = 2
        self.assert_refused("format_version 2, this reader knows 1")

    def test_file_of_another_program_is_refused(self):
        h5py.File(self.file, "w").close()
        self.assert_refused("no format_version")

    def test_missing_grid_is_refused(self):
        self.write()
        with h5py.File(self.file, "r+") as file:
            del file["grid/y"]
        self.assert_refused("object 'y' doesn't exist")

    def test_damaged_field_is_reported_when_it_is_read(self):
        self.write()
        with h5py.File(self.file, "r+") as file:
            chunk = file["steps/000000/cells/temperature"].id.get_chunk_info(0)
        with open(self.file, "r+b") as raw:
            raw.seek(chunk.byte_offset)
            raw.write(b"\0" * chunk.size)
        with Results(self.folder) as results, self.assertRaises(ResultsError):
            results.scan

    def test_unknown_face_is_named(self):
        self.write()
        with Results(self.folder) as results, self.assertRaises(ResultsError) as caught:
            results.active_face("hbm0.bumps")
        self.assertIn("hbm0.bumps", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
