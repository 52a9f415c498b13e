"""`strata zth` as a user meets it: responses of a slab against its series, networks, files, mistakes. Run with the
program's path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import csv
import json
import sys
import unittest

import numpy as np
from test_cli import SOURCE, InTemporaryFolder, strata

sys.path += [str(SOURCE / "postproc"), str(SOURCE / "tests" / "python")]
from exact_responses import slab_series  # noqa: E402  (beside the package's own tests)

SLAB = """strata: 1
title: Slab
materials:
  die: {conductivity: 130 W/(m.K), density: 2000 kg/m^3, heat_capacity: 800 J/(kg.K)}
assembly:
  size: [10 mm, 10 mm]
  stack:
    - {name: die, thickness: 1 mm, material: die, active: bottom}
power: [{target: die.active, total: 10 W}]
boundaries: {top: {convection: {film_coefficient: 1e5 W/(m^2.K), ambient: 300 K}}}
mesh: {lateral: 10 mm, per_layer: {min_cells: 200, max_thickness: 1 m}}
"""
QUICK = ("--from-s", "1e-4", "--per-decade", "10", "--set", "mesh.lateral=2 mm")


class Zth(InTemporaryFolder):
    def setUp(self):
        super().setUp()
        self.zth = self.folder / "deck.zth"

    def responses(self):
        """(die, source, of) -> values [K/W], and the whole of zth.json."""
        content = json.loads((self.zth / "zth.json").read_text())
        return {(r["die"], r["source"], r["of"]): r for r in content["responses"]}, content

    def test_a_slab_follows_its_series_and_its_networks_do(self):
        self.deck.write_text(SLAB)
        done = strata("zth", self.deck)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("no networks", done.stderr)
        responses, content = self.responses()
        own = responses["die", "die", "mean"]
        times, values = np.array(content["times_s"]), np.array(own["values_K_per_W"])
        exact = slab_series(1e-4, 1e-3, 130.0, 1.6e6, 1e5, times)
        resolved = content["dies"][0]["resolved_from_s"]
        self.assertAlmostEqual(resolved, 6.25 * (5e-6) ** 2 * 1.6e6 / 130.0, delta=1e-3 * resolved)
        error = np.abs(values / exact - 1.0)
        self.assertLess(np.max(error[times >= resolved]), 0.011)
        self.assertGreater(np.max(error[times < resolved]), 0.01)
        self.assertLess(np.max(error[times >= 30 * resolved]), 5e-4)
        self.assertAlmostEqual(own["steady_K_per_W"], 1e-3 / (130.0 * 1e-4) + 0.1, places=7)
        self.assertAlmostEqual(content["heat_capacity_J_per_K"], 1.6e6 * 1e-7, places=9)
        self.assertTrue(content["settled"] and not content["linearised"])
        np.testing.assert_allclose(values, responses["die", "die", "max"]["values_K_per_W"], rtol=1e-6)
        report = json.loads((self.zth / "networks.json").read_text())["fits"]
        self.assertTrue(all(fit["within_bound"] and fit["passive"] for fit in report))
        self.assertAlmostEqual(report[0]["path_capacitance_J_per_K"] / 0.16, 1.0, delta=0.06)

    def test_every_heated_die_is_heated_in_turn(self):
        done = strata("zth", self.deck, *QUICK)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("63 % after", done.stdout)
        responses, content = self.responses()
        dies = [die["name"] for die in content["dies"]]
        self.assertEqual(len(responses), 2 * len(dies) ** 2)
        self.assertTrue(content["linearised"])
        self.assertEqual(sorted(path.name for path in self.zth.iterdir()),
                         ["cauer.csv", "foster.csv", "networks.json", "run.json", "structure.csv", "structure.png",
                          "zth.csv", "zth.json", "zth.lib", "zth.png", "zth.txt"])
        # Uniform sheets: what one does to the mean of another, the other does to it.
        stacked = [die for die in dies if die.startswith("hbm0")]
        self.assertEqual(len(stacked), 5)
        for a in stacked:
            for b in stacked:
                one, other = responses[a, b, "mean"], responses[b, a, "mean"]
                self.assertAlmostEqual(one["steady_K_per_W"] / other["steady_K_per_W"], 1.0, places=6)
                count = min(len(one["values_K_per_W"]), len(other["values_K_per_W"]))
                np.testing.assert_allclose(one["values_K_per_W"][:count], other["values_K_per_W"][:count], rtol=1e-3,
                                           atol=1e-4 * one["steady_K_per_W"])
        with open(self.zth / "zth.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(len(rows) - 1, len(content["times_s"]))
        self.assertEqual(len(rows[0]), 1 + len(responses))
        report = json.loads((self.zth / "networks.json").read_text())["fits"]
        self.assertTrue(all(fit["within_bound"] for fit in report),
                        [fit for fit in report if not fit["within_bound"]])
        again = strata("zth", self.deck, *QUICK)
        self.assertEqual(again.returncode, 0)
        self.assertIn("--force", strata("zth", self.deck, *QUICK, "--until-s", "10").stderr)

    def test_steady_values_are_those_of_superposition_and_ranks_agree(self):
        ask = (*QUICK, "--die", "gpu.die")
        self.assertEqual(strata("zth", self.deck, *ask, "--set", "output.pictures=false").returncode, 0)
        one, _ = self.responses()
        done = self.run_deck("--set", "output.superposition=true", "--set", "mesh.lateral=2 mm")
        self.assertEqual(done.returncode, 0, done.stderr)
        table = json.loads((self.results / "summary.json").read_text())["superposition"]
        column = [source["name"] for source in table["sources"]].index("gpu.die")
        for row, resistances in zip(table["rows"], table["resistance_K_per_W"]):
            kind = "mean" if row["quantity"].endswith("mean") else "max"
            # Properties are held cell by cell there and by material here.
            self.assertAlmostEqual(one[row["die"], "gpu.die", kind]["steady_K_per_W"] / resistances[column], 1.0,
                                   delta=0.02)
        done = strata("zth", self.deck, *ask, "--force", "--ranks", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        two, _ = self.responses()
        for key, response in one.items():
            np.testing.assert_allclose(two[key]["values_K_per_W"], response["values_K_per_W"], rtol=1e-4,
                                       atol=1e-7 * response["steady_K_per_W"])


class Mistakes(InTemporaryFolder):
    def refused(self, *arguments):
        done = strata("zth", self.deck, *arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertFalse((self.folder / "deck.zth").exists())
        return done.stderr

    def test_a_die_that_is_none_gets_its_neighbours_name(self):
        error = self.refused("--die", "gpu.dye", "--die", "hbm0.base")
        self.assertIn("gpu.dye", error)
        self.assertIn("did you mean 'gpu.die'", error)

    def test_times_must_span_a_decade(self):
        self.assertIn("--until-s", self.refused("--from-s", "1", "--until-s", "5"))
        self.assertIn("--from-s", self.refused("--from-s", "-1"))
        self.assertIn("--per-decade", self.refused("--per-decade", "1"))

    def test_a_deck_without_a_heated_die_is_no_deck_for_it(self):
        self.deck.write_text(SLAB.replace(", active: bottom", "").replace("die.active", "die"))
        self.assertIn("active: top", self.refused())

    def test_a_deck_without_heat_is_no_deck_for_it(self):
        self.deck.write_text((SOURCE / "tests" / "support" / "stress_package.yaml").read_text())
        error = self.refused("--set", "analysis.heat=none")
        self.assertIn("analysis.heat", error)


if __name__ == "__main__":
    unittest.main()
