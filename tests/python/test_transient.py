"""Transients: moments by time, series, curves that are drawn, pictures in time, the report."""

import json
import pathlib
import shutil
import tempfile
import unittest

import h5py
import matplotlib.image
import numpy as np

import synthetic
import synthetic_transient
from page_reader import Page
from strata_post import style
from strata_post.pictures import draw_all, in_time
from strata_post.report import write_report
from strata_post.results import Results, ResultsError
from strata_post.series import thinned, with_jumps
from synthetic import MM

TIME = np.unique(np.concatenate([np.linspace(0.0, 6.0, 61), np.arange(0.0, 6.1, 1.0)]))
SAVED = [1.0, 2.0, 6.0]
PROBES = {"lid centre": 320.0}
LIMIT = ("hbm*", ["hbm0.dram[1]", "hbm0.dram[2]"], 625.0)


def warm(x, y, z):
    """350 K + 200 K/m * (x + 10 y + 100 z)."""
    return 350.0 + 200.0 * (x + 10.0 * y + 100.0 * z)


def write(folder, pack, time=TIME, saved=SAVED, probes=None, **options):
    """A folder that a finished transient leaves."""
    synthetic.write_run(folder, pack, warm)
    synthetic_transient.make_transient(folder, pack, time, saved, PROBES if probes is None else probes)
    content = synthetic_transient.summary(folder, pack, saved, temperature=warm, **options)
    (folder / "summary.json").write_text(json.dumps(content), encoding="utf-8")
    synthetic.write_record(folder)
    return folder


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)


class SmallTransient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.pack = synthetic.package(rounds=2, lateral=2 * MM)
        cls.path = write(cls.folder / "a.results", cls.pack, limits=[LIMIT])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_moments_are_found_by_their_time(self):
        with Results(self.path) as results:
            self.assertEqual(results.times, SAVED)
            self.assertEqual(results.time, 6.0)
            steady = warm(*(0.5 * (lines[0] + lines[1]) for lines in results.lines))
            for asked, moment in ((0.0, 1.0), (1.4, 1.0), (2.2, 2.0), (100.0, 6.0)):
                field = results.temperature(time=asked)
                self.assertEqual(field.shape, results.shape)
                self.assertAlmostEqual(field[0, 0, 0], steady + synthetic_transient.rise(moment)[0], places=9)
                np.testing.assert_array_equal(results.temperature("z", 0, time=asked), field[0])
        with Results(self.path, time=1.9) as results:
            self.assertEqual(results.time, 2.0)
            self.assertAlmostEqual(results.temperature("z", 0)[0, 0], steady + synthetic_transient.rise(2.0)[0], places=9)

    def test_the_hottest_moment_is_the_one_where_the_series_is_highest(self):
        # Warmed until 1 s, cooled until 2 s.
        with Results(self.path, step="hottest") as results:
            self.assertEqual(results.time, 1.0)

    def test_series_hold_what_was_recorded(self):
        with Results(self.path) as results:
            series = results.series
            np.testing.assert_array_equal(series.time, TIME)
            self.assertEqual([die.name for die in series.dies], ["hbm0.base", "hbm0.dram[1]", "hbm0.dram[2]"])
            self.assertEqual(list(series.probes), ["lid centre"])
            np.testing.assert_allclose(series.probes["lid centre"], 320.0 + 0.5 * synthetic_transient.rise(TIME))
            self.assertGreaterEqual(series.hottest.max(), max(die.junction_max.max() for die in series.dies))

    def test_jumps_of_the_power_are_seen_where_they_are(self):
        with Results(self.path) as results:
            jumps, before = results.series.jumps
            power = results.series.column("power")
        np.testing.assert_allclose(TIME[jumps], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
        np.testing.assert_allclose(before[TIME == 1.0], power.max())
        np.testing.assert_allclose(before[TIME == 2.0], 0.1 * power.max())

    def test_a_steady_file_has_no_series_and_no_time(self):
        folder = synthetic.write(self.folder / "steady", self.pack)
        with Results(folder, step="hottest") as results:
            self.assertIsNone(results.series)
            self.assertIsNone(results.time)
            self.assertIsNone(in_time.compose(results))
            with self.assertRaisesRegex(ResultsError, "no transient"):
                results.temperature("z", 0, time=1.0)
        with self.assertRaisesRegex(ResultsError, "no transient"):
            Results(folder, time=1.0)

    def test_pictures_are_those_of_the_hottest_moment_and_say_so(self):
        with Results(self.path, step="hottest") as results:
            written = {path.name for path in draw_all(results, self.folder / "pictures", ["in_time", "top_view"])}
            self.assertEqual(written, {"in_time.png", "steps_in_time.png", "top_view.png"})
            for name in written:
                image = matplotlib.image.imread(self.folder / "pictures" / name)
                self.assertGreater(len(np.unique(image[::5, ::5, :3].reshape(-1, 3), axis=0)), 10, name)
            sheet = in_time.compose(results)
            self.assertIn("at 1 s", style.at_time(results.time))
        self.assertIn("at 5 s", sheet.subtitle)

    def test_the_report_shows_it_in_time(self):
        output = self.folder / "page.html"
        write_report([self.path], output)
        page = Page(output.read_text(encoding="utf-8"))
        text = output.read_text(encoding="utf-8")
        for section in ("In time", "Steps in time"):
            self.assertIn(f">{section}</h2>", text)
        self.assertIn("Transient heat conduction.", text)
        self.assertIn("show the package at 1 s, the hottest of the 3 moments", text)
        self.assertIn("Cycles until periodic", text)
        self.assertIn("at 1 s", text)
        self.assertTrue(page)

    def test_the_report_names_a_target_whose_hottest_place_is_unknown(self):
        folder = self.folder / "unknown.results"
        shutil.copytree(self.path, folder)
        content = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        content["limits"][0]["where"] = None
        (folder / "summary.json").write_text(json.dumps(content), encoding="utf-8")
        synthetic.write_record(folder)
        output = self.folder / "unknown.html"
        write_report([folder], output)
        self.assertIn("<code>hbm*</code> reaches", output.read_text(encoding="utf-8"))


class ManyDies(InFolder):
    def test_dies_are_gathered_until_they_can_be_told_apart(self):
        pack = synthetic.package(gpus=1, stacks=2, rounds=3, lateral=4 * MM)
        with Results(write(self.folder / "a", pack)) as results:
            names = {curve.name: curve.count for curve in in_time.curves(results)}
        self.assertEqual(names, {"gpu0.die": 1, "hbm0.base": 1, "hbm1.base": 1, "hbm0.dram[*]": 3, "hbm1.dram[*]": 3})
        pack = synthetic.package(gpus=1, stacks=6, rounds=3, lateral=4 * MM)
        with Results(write(self.folder / "b", pack)) as results:
            found = in_time.curves(results)
            dies = results.series.dies
        self.assertEqual({curve.name: curve.count for curve in found}, {"gpu0.die": 1, "hbm.base": 6, "hbm.dram[*]": 18})
        band = next(curve for curve in found if curve.name == "hbm.dram[*]")
        members = [die for die in dies if ".dram[" in die.name]
        np.testing.assert_array_equal(band.high, np.max([die.junction_max for die in members], axis=0))
        np.testing.assert_array_equal(band.low, np.min([die.junction_max for die in members], axis=0))
        np.testing.assert_allclose(band.power, np.sum([die.power for die in members], axis=0))

    def test_names_beside_the_curves_do_not_overlap(self):
        pack = synthetic.package(gpus=1, stacks=6, rounds=12, lateral=4 * MM)
        probes = {f"p{n}": 320.0 + n for n in range(12)}
        limits = [("hbm*", ["hbm0.base"], 388.15), ("gpu*", ["gpu0.die"], 400.15)]
        with Results(write(self.folder / "a", pack, probes=probes, limits=limits)) as results:
            sheet = in_time.compose(results)
        sheet.figure.canvas.draw()       # which lays the legends out
        renderer = sheet.figure.canvas.get_renderer()
        boxes = [text.get_window_extent(renderer) for legend in sheet.figure.legends for text in legend.get_texts()]
        self.assertGreater(len(boxes), 8)
        for n, box in enumerate(boxes):
            self.assertLess(box.x1, sheet.figure.bbox.x1, "inside the sheet")
            self.assertFalse(any(box.overlaps(other) for other in boxes[:n]))


class Curves(unittest.TestCase):
    def test_a_long_curve_is_thinned_without_losing_its_extremes(self):
        rng = np.random.default_rng(1)
        time = np.sort(rng.uniform(0.0, 1.0, 100000))
        values = np.sin(20 * time)
        values[12345], values[54321] = 7.0, -9.0
        thin_time, thin = thinned(time, values)
        self.assertLess(len(thin), 5000)
        self.assertEqual((thin.max(), thin.min()), (7.0, -9.0))
        self.assertEqual((thin_time[0], thin_time[-1]), (time[0], time[-1]))
        self.assertTrue(np.all(np.diff(thin_time) >= 0))
        self.assertEqual(len(thinned(time[:100], values[:100])[0]), 100)

    def test_a_jump_is_drawn_upright(self):
        time, values = np.array([0.0, 1.0, 2.0]), np.array([5.0, 9.0, 9.0])
        drawn = with_jumps(time, values, np.array([False, True, False]))
        np.testing.assert_array_equal(drawn, ([0.0, 1.0, 1.0, 2.0], [5.0, 5.0, 9.0, 9.0]))
        drawn = with_jumps(time, values, np.array([False, True, False]), np.array([5.0, 6.0, 9.0]))
        np.testing.assert_array_equal(drawn[1], [5.0, 6.0, 9.0, 9.0])

    def test_units_of_time_fit_the_run(self):
        for end, name in ((5e-4, "µs"), (0.05, "ms"), (3.0, "s"), (599.0, "s"), (3600.0, "min"), (86400.0, "h"),
                          (1e6, "days")):
            self.assertEqual(in_time.time_unit(end)[0], name)
        self.assertEqual([style.time_text(t) for t in (0, 2.5e-5, 0.0125, 3.25, 1234.0, 3900.0)],
                         ["0 s", "25 µs", "12.5 ms", "3.25 s", "20 min 34 s", "1 h 05 min"])


class Damaged(InFolder):
    def test_a_series_without_a_column_is_reported(self):
        path = write(self.folder / "a", synthetic.package(rounds=2, lateral=2 * MM))
        with h5py.File(path / "results.h5", "a") as file:
            del file["series/hottest"]
        with self.assertRaises(ResultsError):
            Results(path, step="hottest")


if __name__ == "__main__":
    unittest.main()
