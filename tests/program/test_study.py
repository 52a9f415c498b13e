"""`strata study` as a user meets it. Run with the program's path in STRATA_PROGRAM and the source tree in
STRATA_SOURCE_DIR."""

import csv
import json
import unittest

from test_cli import InTemporaryFolder, strata

POWERS = "power[1].total=24 W,12 W"
AMBIENTS = "boundaries.top.convection.ambient=30 degC,40 degC"


class Study(InTemporaryFolder):
    def study(self, *arguments):
        return strata("study", self.deck, "--set", "mesh.lateral=1 mm", *arguments)

    def rows(self, folder="deck.study"):
        with open(self.folder / folder / "study.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_each_row_is_the_run_of_its_variant(self):
        done = self.study("--vary", POWERS, "--vary", AMBIENTS)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = self.rows()
        self.assertEqual([(row["power[1].total"], row["boundaries.top.convection.ambient"]) for row in rows],
                         [("24 W", "30 degC"), ("24 W", "40 degC"), ("12 W", "30 degC"), ("12 W", "40 degC")])
        self.assertEqual(self.run_deck("--set", "mesh.lateral=1 mm", "--set", "power[1].total=12 W", "--set",
                                       "boundaries.top.convection.ambient=30 degC").returncode, 0)
        summary = json.loads((self.results / "summary.json").read_text())
        row = rows[2]
        self.assertAlmostEqual(float(row["hottest_temperature_K"]), summary["hottest_point"]["temperature_max_K"], 7)
        for die in summary["dies"]:
            if "[" not in die["name"]:
                self.assertAlmostEqual(float(row[f"junction_temperature_max_K:{die['name']}"]),
                                       die["junction_temperature_max_K"], 7)
        dram = max(die["junction_temperature_max_K"] for die in summary["dies"] if "dram" in die["name"])
        self.assertAlmostEqual(float(row["junction_temperature_max_K:hbm0.dram[*]"]), dram, 7)
        for boundary in summary["boundaries"]:
            if boundary["named"]:
                self.assertAlmostEqual(float(row[f"boundary_heat_out_W:{boundary['name']}"]), boundary["heat_out_W"], 7)
        self.assertIn("variant 4 of 4", done.stderr)

    def test_a_picture_is_drawn_where_the_deck_wants_pictures(self):
        self.assertEqual(self.study("--vary", POWERS, "--set", "output.pictures=true").returncode, 0)
        self.assertTrue((self.folder / "deck.study" / "study.png").read_bytes().startswith(b"\x89PNG"))
        files = json.loads((self.folder / "deck.study" / "run.json").read_text())["files"]
        self.assertEqual([file["name"] for file in files], ["study.csv", "study.json", "study.txt", "study.png"])

    def test_the_same_study_is_repeated_from_what_it_stored_and_another_needs_force(self):
        first = self.study("--vary", POWERS)
        self.assertEqual(first.returncode, 0, first.stderr)
        table = self.folder / "deck.study" / "study.csv"
        stamp = table.stat().st_mtime_ns
        second = self.study("--vary", POWERS)
        self.assertEqual(second.returncode, 0)
        self.assertIn("already solved", second.stderr)
        self.assertNotIn("variant 1", second.stderr)
        self.assertIn("12 W", second.stdout)
        for other in (["--vary", AMBIENTS], ["--vary", POWERS, "--result", "power_total"],
                      ["--vary", "power[1].total=12 W,24 W"]):
            done = self.study(*other)
            self.assertEqual(done.returncode, 2, other)
            self.assertIn("--force", done.stderr)
        self.assertEqual(stamp, table.stat().st_mtime_ns)
        self.assertEqual(self.study("--vary", AMBIENTS, "--force").returncode, 0)
        self.assertIn("boundaries.top.convection.ambient", self.rows()[0])

    def test_every_mistake_of_every_variant_comes_before_anything_is_solved(self):
        done = self.study("--vary", "mesh.growth=2,0.5", "--vary", "title=a,[1")
        self.assertEqual(done.returncode, 2)
        done = self.study("--vary", "mesh.growth=2,0.5", "--vary", "power[0].total=1 W,1 mm,2")
        self.assertEqual(done.returncode, 2)
        for text in ("variant 2 of 6 (mesh.growth=2, power[0].total=1 mm)", "variant 3 of 6",
                     "variant 4 of 6", "growth is a ratio above 1"):
            self.assertIn(text, done.stderr)
        done = self.study("--vary", "mesh.growth=2,0.5", "--vary", "title=a,b")
        self.assertIn("In variant 3 of 4 (mesh.growth=0.5, title=a) and 1 more:\n", done.stderr)
        done = self.study("--vary", "titel=a,b")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown key 'titel'", done.stderr)
        self.deck.write_text(self.deck.read_text().replace("assembly:", "asembly:"))
        done = self.study("--vary", POWERS)
        self.assertEqual((done.returncode, done.stderr.count("In every variant")), (2, 1))
        self.assertFalse((self.folder / "deck.study").exists())

    def test_usage_mistakes(self):
        self.assertEqual(self.study().returncode, 2)
        done = self.study("--vary", "a", "--vary", "b=1,1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("error: --vary \"a\"", done.stderr)
        self.assertIn("error: --vary \"b=1,1\"", done.stderr)
        done = self.study("--vary", POWERS, "--result", "hotest_temperature")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'hottest_temperature'", done.stderr)
        self.assertIn("junction_temperature_max:gpu.die", done.stderr)
        self.assertEqual(self.study("--vary", "mesh.lateral=1 mm,2 mm").returncode, 2)

    def test_chosen_results(self):
        done = self.study("--vary", POWERS, "--result", "power_total", "--result", "die_power:gpu.die")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(self.rows()[0]),
                         ["variant", "power[1].total", "die_power_W:gpu.die", "power_total_W", "status"])
        self.assertAlmostEqual(float(self.rows()[1]["power_total_W"]), 31.0, 9)

    def test_variants_of_different_shape_share_a_table(self):
        done = self.study("--vary", "parts.hbm.layers[1].repeat=2,4")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len([name for name in self.rows()[0] if "dram" in name]), 1)

    def test_a_variant_that_fails_is_marked_and_the_others_go_on(self):
        done = self.study("--vary", "limits[0].temperature=40 degC,105 degC")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertEqual([row["status"] for row in self.rows()], ["limit exceeded", "ok"])
        done = self.study("--vary", "solver.max_iterations=1,500", "--petsc", "-pc_type jacobi", "--force")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual([row["status"] for row in self.rows()], ["not converged", "ok"])
        self.assertEqual(self.rows()[0]["hottest_temperature_K"], "")
        self.assertIn("no convergence within 1 iterations", done.stdout)
        again = self.study("--vary", "solver.max_iterations=1,500", "--petsc", "-pc_type jacobi")
        self.assertEqual(again.returncode, 3)

    def test_too_little_memory_names_the_variant(self):
        done = strata("study", self.deck, "--vary", "mesh.lateral=1 mm,1 um")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("variant 2 (mesh.lateral=1 um)", done.stderr)

    def test_json_and_two_ranks(self):
        one = self.study("--vary", POWERS, "--json", "-q", "--output", self.folder / "one")
        two = self.study("--vary", POWERS, "--json", "-q", "--output", self.folder / "two", "--ranks", "2")
        self.assertEqual((one.returncode, two.returncode), (0, 0), two.stderr)
        for a, b in zip(json.loads(one.stdout)["variants"], json.loads(two.stdout)["variants"]):
            for x, y in zip(a["values"], b["values"]):
                self.assertAlmostEqual(x, y, 5)


if __name__ == "__main__":
    unittest.main()
