"""`strata report` as a user meets it. Run with the program's path in STRATA_PROGRAM and the source tree in
STRATA_SOURCE_DIR."""

import json
import unittest

from test_cli import InTemporaryFolder, strata

COARSE = ("--set", "mesh.lateral=1 mm")


class Report(InTemporaryFolder):
    def test_one_run_and_two_side_by_side(self):
        self.assertEqual(self.run_deck(*COARSE).returncode, 0)
        done = strata("report", self.results)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, f"{self.results / 'report.html'}\n")
        page = (self.results / "report.html").read_text(encoding="utf-8")
        summary = json.loads((self.results / "summary.json").read_text())
        self.assertIn(f"{summary['hottest_point']['temperature_max_K'] - 273.15:.2f}", page)
        self.assertIn("The limit is kept.", page)

        other = self.folder / "other.results"
        done = self.run_deck(*COARSE, "--output", other, "--set", "power[1].total=30 W")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = strata("report", self.results, other, "--json", cwd=self.folder)
        self.assertEqual((done.returncode, json.loads(done.stdout)), (0, {"report": "report.html"}), done.stderr)
        page = (self.folder / "report.html").read_text(encoding="utf-8")
        self.assertIn("+6.000", page)
        self.assertIn("power[1].total", page)

    def test_run_makes_it_on_request_and_repeats_it(self):
        done = self.run_deck(*COARSE, "--report")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"Report  {self.results / 'report.html'}\n", done.stdout)
        (self.results / "report.html").unlink()
        self.assertEqual(self.run_deck(*COARSE).returncode, 0)
        self.assertFalse((self.results / "report.html").exists())
        done = self.run_deck(*COARSE, "--report")
        self.assertIn("already solved", done.stderr)
        self.assertTrue((self.results / "report.html").exists())
        self.assertEqual(json.loads(self.run_deck(*COARSE, "--report", "--json").stdout)["format_version"], 1)

    def test_an_exceeded_limit_keeps_its_exit_code_beside_the_report(self):
        done = self.run_deck(*COARSE, "--report", "--ranks", "2", "--set", "limits[0].temperature=50 degC")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("The limit is exceeded.", (self.results / "report.html").read_text(encoding="utf-8"))

    def test_a_limit_counts_for_each_die_it_names(self):
        self.assertEqual(self.run_deck(*COARSE).returncode, 0)
        dies = json.loads((self.results / "summary.json").read_text())["dies"]
        limits = {die["name"]: die["limit_K"] for die in dies}
        self.assertIsNone(limits["gpu.die"])
        self.assertEqual(limits["hbm0.dram[4]"], 378.15)

    def test_mistakes(self):
        done = strata("report", self.folder / "nothing", self.deck)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.count("\n"), 2)
        self.assertRegex(done.stderr, "^error: .*nothing: no such folder\n.*deck.yaml: is a file")
        self.assertEqual(strata("report").returncode, 2)
        self.assertEqual(self.run_deck(*COARSE).returncode, 0)
        (self.results / "summary.json").write_text("{}")
        done = strata("report", self.results)
        self.assertEqual((done.returncode, done.stdout), (74, ""))
        self.assertIn("summary.json: damaged", done.stderr)
        self.assertFalse((self.results / "report.html").exists())


if __name__ == "__main__":
    unittest.main()
