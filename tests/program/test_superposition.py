"""Superposition as a user meets it. Run with the program's path in STRATA_PROGRAM and the source tree in
STRATA_SOURCE_DIR."""

import json
import unittest

from test_cli import InTemporaryFolder, strata

ASK = ("--set", "output.superposition=true", "--set", "mesh.lateral=1 mm", "--set", "solver.relative_tolerance=1e-10")


def sums(table, powers=None):
    """Temperatures of the rows from the matrices in summary.json, at the powers given (default: the deck's)."""
    powers = powers or [source["power_W"] for source in table["sources"]]
    ambients = [surrounding["temperature_K"] for surrounding in table["surroundings"]]
    return [sum(r * p for r, p in zip(resistances, powers)) + sum(w * t for w, t in zip(weights, ambients)) +
            sum(maps) for resistances, weights, maps in
            zip(table["resistance_K_per_W"], table["weight"], table["map_response_K"])]


class Superposition(InTemporaryFolder):
    def table(self):
        return json.loads((self.results / "summary.json").read_text())["superposition"]

    def test_the_matrices_give_the_junction_temperatures_back(self):
        done = self.run_deck(*ASK)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Superposition  closure error", done.stdout)
        self.assertIn("linearised", done.stdout)
        table = self.table()
        self.assertTrue(table["linearised"])
        self.assertLess(table["closure_error_K"], 1e-6)
        dies = {die["name"]: die for die in json.loads((self.results / "summary.json").read_text())["dies"]}
        self.assertEqual(len(table["rows"]), 2 * len(dies))
        for row, value in zip(table["rows"], sums(table)):
            self.assertAlmostEqual(value, row["temperature_K"], 6)
            self.assertAlmostEqual(value, dies[row["die"]][f"{row['quantity']}_K"], 6)
            if row["quantity"] == "junction_temperature_max":
                self.assertEqual(row["position_m"], dies[row["die"]]["junction_temperature_max_position_m"])
        for weights in table["weight"]:
            self.assertAlmostEqual(sum(weights), 1.0, 10)
        self.assertEqual([source["name"] for source in table["sources"]][:2], ["gpu.die", "hbm0.base"])

    def test_other_powers_are_predicted_where_nothing_depends_on_temperature(self):
        linear = ("--set", "materials.si={conductivity: 120 W/(m.K), density: 2330 kg/m^3, heat_capacity: 700 J/(kg.K)}")
        text = self.deck.read_text().replace("material: silicon", "material: si")
        for name in ("lid_copper", "abf_laminate", "tim_grease", "mold"):
            text = text.replace(f"material: {name}", "material: si")
        text = text.replace("fill: sac305, matrix: underfill", "fill: si, matrix: si")
        self.deck.write_text(text)
        self.assertEqual(self.run_deck(*linear, *ASK).returncode, 0)
        table = self.table()
        self.assertFalse(table["linearised"])
        self.assertLess(table["closure_error_K"], 1e-6)
        powers = [source["power_W"] for source in table["sources"]]
        powers[1:] = [5.0, *(0.5 for _ in powers[2:])]
        expected = sums(table, powers)
        done = self.run_deck(*linear, *ASK, "--force", "--set", "power[2].total=5 W", "--set", "power[3].total=2 W")
        self.assertEqual(done.returncode, 0, done.stderr)
        for row, value in zip(self.table()["rows"], expected):
            if row["quantity"] == "junction_temperature_mean":
                self.assertAlmostEqual(row["temperature_K"], value, 6)

    def test_two_ranks_agree(self):
        self.assertEqual(self.run_deck(*ASK).returncode, 0)
        one = self.table()
        done = self.run_deck(*ASK, "--force", "--ranks", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        two = self.table()
        for a, b in zip(one["resistance_K_per_W"] + one["weight"], two["resistance_K_per_W"] + two["weight"]):
            for x, y in zip(a, b):
                self.assertAlmostEqual(x, y, 7)

    def test_it_is_off_by_default_and_a_flag(self):
        self.assertEqual(self.run_deck().returncode, 0)
        self.assertNotIn("superposition", json.loads((self.results / "summary.json").read_text()))
        done = strata("check", self.deck, "--set", "output.superposition=perhaps")
        self.assertEqual(done.returncode, 2)
        self.assertIn("output.superposition", done.stderr)


if __name__ == "__main__":
    unittest.main()
