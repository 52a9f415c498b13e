"""A transient as a user meets it: files, times, series, limits, ranks, estimates, failures, what an early end leaves."""

import csv
import json
import pathlib
import resource
import shutil
import tempfile
import unittest

import h5py
import numpy as np

from test_cli import SOURCE, strata

CASE = SOURCE / "tests" / "program" / "cases" / "pulses.yaml"
SAVED = [0.01, 0.02, 0.05]
PROBE = "board_middle"


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_transient_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.deck = self.folder / "deck.yaml"
        shutil.copy(CASE, self.deck)
        self.results = self.folder / "deck.results"

    def run_deck(self, *arguments, **options):
        return strata("run", self.deck, *arguments, **options)

    def summary(self, folder=None):
        return json.loads(((folder or self.results) / "summary.json").read_text(encoding="utf-8"))

    def table(self, folder=None):
        """series.csv as columns."""
        with open((folder or self.results) / "series.csv", encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        return {name: np.array([float(row[n]) for row in rows[1:]]) for n, name in enumerate(rows[0])}


class WholeRun(InFolder):
    def test_the_files_of_a_run_agree(self):
        done = self.run_deck()
        self.assertEqual(done.returncode, 0, done.stderr)
        table, summary = self.table(), self.summary()
        with h5py.File(self.results / "results.h5", "r") as file:
            self.assertEqual([file["steps"][name].attrs["time_s"] for name in sorted(file["steps"])], SAVED)
            series = file["series"]
            np.testing.assert_array_equal(series["time"][:], table["time_s"])
            np.testing.assert_array_equal(series["hottest"][:], table["hottest_temperature_K"])
            np.testing.assert_array_equal(series[f"probes/{PROBE}"][:], table[f"probe_temperature_K:{PROBE}"])
            die = series["dies/a.si[1]/junction_max"][:]
            for name, moment in zip(sorted(file["steps"]), SAVED):
                row = int(np.flatnonzero(series["time"][:] == moment)[0])
                step = file["steps"][name]
                face = step["active_faces/a.si[1]/temperature"][:]
                self.assertAlmostEqual(np.nanmax(face), die[row], places=9)
                self.assertAlmostEqual(np.nanmax(step["cells/temperature"][:]), series["hottest"][row], places=9)
        np.testing.assert_array_equal(table["junction_temperature_max_K:a.si[1]"], die)
        course = next(one for one in summary["transient"]["dies"] if one["name"] == "a.si[1]")
        self.assertEqual(course["junction_temperature_highest_K"], die.max())
        self.assertEqual(course["highest_time_s"], table["time_s"][die.argmax()])
        self.assertEqual(summary["transient"]["saved_times_s"], SAVED)
        self.assertEqual(summary["transient"]["steps"]["recorded"], len(die) - 1)
        self.assertLess(summary["transient"]["energy"]["relative"], 1e-8)
        self.assertAlmostEqual(table["energy_supplied_J"][-1], 8.0 * (0.01 + 0.1 * 0.01) * 2 + 8.0 * 0.01, places=9)
        collection = (self.results / "results.pvd").read_text(encoding="utf-8")
        self.assertEqual(collection.count("<DataSet"), 3)
        self.assertIn('timestep="0.02"', collection)
        self.assertFalse((self.results / "steps").exists())
        listed = {file["name"] for file in json.loads((self.results / "run.json").read_text())["files"]}
        self.assertLessEqual({"results.h5", "results.pvd", "series.csv", "probes.csv", "summary.json"}, listed)
        self.assertIn("Hottest moment", done.stdout)

    def test_a_second_run_repeats_the_first(self):
        first = self.run_deck()
        again = self.run_deck()
        self.assertEqual(again.returncode, 0)
        self.assertIn("already solved", again.stderr)
        self.assertEqual(again.stdout, (self.results / "summary.txt").read_text(encoding="utf-8"))
        self.assertEqual(first.returncode, 0)

    def test_a_limit_exceeded_on_the_way_is_exit_5(self):
        cooling = ("--set", "analysis.transient.end=39.9 ms")
        self.run_deck("--output", self.folder / "first", *cooling)
        hottest = self.summary(self.folder / "first")["transient"]["hottest"]
        limit = 0.5 * (hottest["temperature_highest_K"] + hottest["temperature_end_K"])
        done = self.run_deck(*cooling, "--set", f"limits[0].temperature={limit - 273.15} degC")
        self.assertEqual(done.returncode, 5, done.stdout)
        judged = self.summary()["limits"][0]
        self.assertTrue(judged["exceeded"])
        self.assertAlmostEqual(judged["time_s"], 0.03, places=12)
        self.assertIn("EXCEEDED", done.stdout)

    def test_two_ranks_give_the_same(self):
        self.assertEqual(self.run_deck("--output", self.folder / "one").returncode, 0)
        self.assertEqual(self.run_deck("--output", self.folder / "two", "--ranks", "2").returncode, 0)
        one, two = self.table(self.folder / "one"), self.table(self.folder / "two")
        self.assertEqual(list(one), list(two))
        for name in one:
            if name not in ("iterations", "error_K"):
                np.testing.assert_allclose(two[name], one[name], rtol=1e-7, atol=1e-9, err_msg=name)
        with h5py.File(self.folder / "one" / "results.h5") as a, h5py.File(self.folder / "two" / "results.h5") as b:
            for name in a["steps"]:
                np.testing.assert_allclose(b[f"steps/{name}/cells/temperature"][:],
                                           a[f"steps/{name}/cells/temperature"][:], rtol=1e-7)
            np.testing.assert_array_equal(a["cells/material"][:], b["cells/material"][:])

    def test_a_run_starts_from_the_temperatures_of_another(self):
        self.assertEqual(self.run_deck().returncode, 0)
        done = self.run_deck("--output", self.folder / "on", "--set",
                             f"analysis.transient.initial={{file: {self.results / 'results.h5'}}}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertAlmostEqual(self.table(self.folder / "on")["hottest_temperature_K"][0],
                               self.table()["hottest_temperature_K"][-1], places=9)
        other = self.run_deck("--output", self.folder / "other", "--set", "mesh.lateral=2 mm", "--set",
                              f"analysis.transient.initial={{file: {self.results / 'results.h5'}}}")
        self.assertEqual(other.returncode, 2, other.stderr)
        self.assertIn("another grid", other.stderr)


class Stress(InFolder):
    def test_the_moments_have_their_stress_and_uniform_load_cases_follow(self):
        done = self.run_deck("--set", "analysis.stress={stress_free_temperature: 125 degC, temperatures: "
                             "[25 degC], solved_heat: true}")
        self.assertEqual(done.returncode, 0, done.stderr)
        with h5py.File(self.results / "results.h5", "r") as file:
            steps = [file["steps"][name] for name in sorted(file["steps"])]
            self.assertEqual([step.attrs["analysis"] for step in steps],
                             ["transient heat and stress"] * 3 + ["stress"])
            self.assertEqual(steps[3].attrs["load_case"], "25 degC")
            sizes = [np.nanmax(step["cells/von_mises"][:]) for step in steps]
            self.assertNotEqual(sizes[0], sizes[1])
        self.assertEqual([case["name"] for case in self.summary()["stress"]["load_cases"]], ["operating", "25 degC"])
        self.assertEqual((self.results / "load_cases.pvd").read_text(encoding="utf-8").count("<DataSet"), 1)


class EarlyEnds(InFolder):
    def test_what_was_saved_until_a_stop_is_there_and_gone_on_with(self):
        times = ("--set", "analysis.transient.save.times=[1 us, 10 ms, 20 ms]")
        self.assertEqual(self.run_deck("--output", self.folder / "whole", *times).returncode, 0)
        self.results.mkdir()
        (self.results / "strata.stop").touch()
        stopped = self.run_deck(*times)
        self.assertEqual(stopped.returncode, 75, stopped.stderr)
        self.assertIn("--restart", stopped.stderr)
        self.assertFalse((self.results / "run.json").exists())
        self.assertTrue((self.results / "steps" / "000000.h5").exists())
        self.assertIn('timestep="1e-06"', (self.results / "results.pvd").read_text(encoding="utf-8"))
        self.assertEqual(len(self.table()["time_s"]), 2)
        forgotten = self.run_deck(*times)
        self.assertEqual(forgotten.returncode, 2)
        self.assertIn("--force starts again", forgotten.stderr)
        done = self.run_deck("--restart", *times)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("going on from step 1", done.stderr)
        with h5py.File(self.results / "results.h5", "r") as file:
            self.assertEqual([file["steps"][name].attrs["time_s"] for name in sorted(file["steps"])], [1e-6, *SAVED])
        whole, parts = self.table(self.folder / "whole"), self.table()
        for name in whole:
            np.testing.assert_array_equal(parts[name], whole[name], err_msg=name)

    def test_a_full_disk_is_exit_74_and_keeps_what_was_whole(self):
        self.assertEqual(self.run_deck().returncode, 0)
        before = (self.results / "results.h5").read_bytes()
        done = self.run_deck("--force", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)))
        self.assertEqual(done.returncode, 74, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertEqual((self.results / "results.h5").read_bytes(), before)
        self.assertFalse((self.results / "run.json").exists())
        self.assertEqual([path for path in self.results.rglob("*.tmp")], [])

    def test_a_step_that_cannot_be_solved_is_exit_3_and_leaves_the_series(self):
        done = self.run_deck("--set", "solver.max_iterations=1", "--set", "analysis.transient.step.smallest=1 ms")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertGreaterEqual(len(self.table()["time_s"]), 1)
        self.assertFalse((self.results / "results.h5").exists())


class BeforeTheRun(InFolder):
    def check(self, *options):
        done = strata("check", self.deck, "--json", *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_check_says_steps_fields_and_disk(self):
        # Breakpoints at 10, 20, 30, 40 ms, the end at 50 ms.
        found = self.check()
        self.assertEqual((found["steps_at_least"], found["moments_kept"]), (5, 3))
        bounded = self.check("--set", "analysis.transient.step.largest=1 ms")
        self.assertEqual(bounded["steps_at_least"], 50)
        more = self.check("--set", "analysis.transient.save.every=1 ms")
        self.assertEqual(more["moments_kept"], 50)
        self.assertGreater(more["results_bytes"], 8 * found["results_bytes"])
        self.assertIn("at least 5 steps", strata("check", self.deck).stdout)

    def test_too_little_disk_is_refused_before_the_run(self):
        done = self.run_deck("--set", "analysis.transient.end=1 s", "--set", "analysis.transient.save.every=20 us", "--set",
                             "mesh.lateral=50 um")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("disk", done.stderr)
        self.assertFalse(self.results.exists())

    def test_memory_is_above_the_measured_peak_and_below_twice_that(self):
        options = ["--set", "mesh.lateral=40 um", "--set", "analysis.transient.end=1 ms", "--set",
                   "analysis.transient.save={}", "--set", "output.paraview=false"]
        estimate = self.check(*options)["memory_per_rank_bytes"]
        self.assertEqual(self.run_deck(*options, "-q").returncode, 0)
        record = json.loads((self.results / "run.json").read_text(encoding="utf-8"))
        ratio = estimate / record["ranks"]["peak_memory_max_bytes"]
        self.assertGreater(ratio, 1.0)
        self.assertLess(ratio, 2.0)

    def test_what_is_about_steady_states_refuses_a_transient(self):
        for arguments in (["run", self.deck, "--uncertainty"], ["study", self.deck, "--vary", "mesh.lateral=1mm,2mm"]):
            done = strata(*arguments)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("analysis.heat=steady", done.stderr)


if __name__ == "__main__":
    unittest.main()
