"""`strata run --uncertainty` against a closed form. Run with the program's path in STRATA_PROGRAM and the source tree
in STRATA_SOURCE_DIR."""

import json
import math
import unittest

from test_cli import InTemporaryFolder, strata

# A heated strip, one cell high, cooled over its top and held at the ends: the fin equation
# k d T'' = U (T - 300 K) - q with U = 1 / (1/h + d/(2k)) for the half cell under the film.
STRIP = """
strata: 1
materials: {plate: {conductivity: 20 W/(m.K), density: 2000 kg/m^3, heat_capacity: 800 J/(kg.K)}}
assembly:
  size: [8 mm, 0.8 mm]
  stack: [{name: die, thickness: 0.5 mm, material: plate, active: bottom}]
power: [{target: die, total: 2 W}]
boundaries:
  top: {convection: {film_coefficient: 2e3 W/(m^2.K), ambient: 300 K}}
  x_min: {fixed_temperature: 300 K}
  x_max: {fixed_temperature: 300 K}
mesh: {lateral: 100 um, per_layer: {max_thickness: 1 mm}}
solver: {relative_tolerance: 1e-12}
output: {pictures: false, paraview: false}
"""


def strip_temperatures():
    """Highest and mean temperature of the strip [K]."""
    conductivity, thickness, film, length, width, power = 20.0, 0.5e-3, 2e3, 8e-3, 0.8e-3, 2.0
    overall = 1.0 / (1.0 / film + 0.5 * thickness / conductivity)
    half = 0.5 * length * math.sqrt(overall / (conductivity * thickness))
    plateau = power / (length * width) / overall
    return 300.0 + plateau * (1.0 - 1.0 / math.cosh(half)), 300.0 + plateau * (1.0 - math.tanh(half) / half)


class Uncertainty(InTemporaryFolder):
    def summary(self):
        return json.loads((self.results / "summary.json").read_text())

    def test_the_band_holds_the_exact_value_and_the_order_is_two(self):
        self.deck.write_text(STRIP)
        for lateral in ("200 um", "100 um", "50 um"):
            done = strata("run", self.deck, "--uncertainty", "--force", "--set", f"mesh.lateral={lateral}")
            self.assertEqual(done.returncode, 0, done.stderr)
            die = self.summary()["grid_uncertainty"]["dies"][0]
            for quantity, exact in zip(("max", "mean"), strip_temperatures()):
                band = die[f"junction_temperature_{quantity}"]
                value = self.summary()["dies"][0][f"junction_temperature_{quantity}_K"]
                self.assertEqual(band["temperatures_K"][0], value)
                self.assertEqual(band["trend"], "monotone")
                self.assertGreater(band["observed_order"], 1.8)
                self.assertLess(band["observed_order"], 2.2)
                # It holds the exact value, and it is no wider than it has to be.
                self.assertLess(abs(value - exact), band["grid_convergence_index_K"])
                self.assertGreater(1.4 * abs(value - exact), band["grid_convergence_index_K"])
        self.assertRegex(done.stdout, r"Hottest point  133\.83 \+- 0\.00 degC \(grid\)")

    def test_the_run_itself_is_the_same_with_and_without(self):
        self.assertEqual(self.run_deck().returncode, 0)
        without = self.summary()
        self.assertNotIn("grid_uncertainty", without)
        other = self.run_deck("--uncertainty")
        self.assertEqual(other.returncode, 2)
        self.assertIn("--force", other.stderr)
        self.assertEqual(self.run_deck("--uncertainty", "--force").returncode, 0)
        with_bands = self.summary()
        bands = with_bands.pop("grid_uncertainty")
        self.assertEqual(without, with_bands)
        self.assertEqual(bands["cells"][0], without["cells"])
        self.assertLess(bands["cells"][2], bands["cells"][1])
        self.assertEqual([die["name"] for die in bands["dies"]], [die["name"] for die in without["dies"]])
        self.assertIn("already", self.run_deck("--uncertainty").stderr)

    def test_it_goes_with_superposition(self):
        done = self.run_deck("--uncertainty", "--set", "output.superposition=true", "--set", "mesh.lateral=1 mm")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("superposition", self.summary())
        self.assertIn("grid_uncertainty", self.summary())

    def test_grids_that_cannot_be_coarser_are_told(self):
        done = self.run_deck("--uncertainty", "--set", "mesh.lateral=8 mm")
        self.assertEqual(done.returncode, 0, done.stderr)
        hottest = self.summary()["grid_uncertainty"]["hottest_point"]
        self.assertEqual(hottest["trend"], "grids too alike")
        self.assertIsNone(hottest["grid_convergence_index_K"])
        self.assertIn("+- - degC", done.stdout)

    def test_two_ranks_agree_and_too_many_are_refused(self):
        self.assertEqual(self.run_deck("--uncertainty").returncode, 0)
        one = self.summary()["grid_uncertainty"]["hottest_point"]
        done = self.run_deck("--uncertainty", "--force", "--ranks", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        two = self.summary()["grid_uncertainty"]["hottest_point"]
        self.assertAlmostEqual(one["grid_convergence_index_K"], two["grid_convergence_index_K"], 4)
        self.deck.write_text(STRIP)
        done = strata("run", self.deck, "--uncertainty", "--set", "mesh.lateral=4 mm", "--ranks", "2", "--force")
        self.assertEqual(done.returncode, 4, done.stderr)


if __name__ == "__main__":
    unittest.main()
