"""`strata characterise` as a user meets it. Run with the program's path in STRATA_PROGRAM and the source tree in
STRATA_SOURCE_DIR."""

import json
import unittest

from test_cli import InTemporaryFolder, strata

# A sheet of heat under three layers over their whole 10 mm x 10 mm: theta is a sum of d / (k A).
LAYERS = """strata: 1
title: layers
materials:
  board: {conductivity: 0.5 W/(m.K), density: 2000 kg/m^3, heat_capacity: 800 J/(kg.K)}
  die: {conductivity: 120 W/(m.K), density: 2330 kg/m^3, heat_capacity: 700 J/(kg.K)}
  paste: {conductivity: 4 W/(m.K), density: 2500 kg/m^3, heat_capacity: 900 J/(kg.K)}
  lid: {conductivity: 390 W/(m.K), density: 8900 kg/m^3, heat_capacity: 385 J/(kg.K)}
assembly:
  size: [10 mm, 10 mm]
  stack:
    - {name: board, thickness: 1 mm, material: board}
    - {name: die, thickness: 0.5 mm, material: die, active: bottom}
    - {name: paste, thickness: 100 um, material: paste}
    - {name: lid, thickness: 2 mm, material: lid}
power: [{target: die.active, total: 2 W}]
boundaries: {top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 40 degC}}}
mesh: {lateral: 1 mm, per_layer: {max_thickness: 0.25 mm}}
"""
AREA = 1e-4
TOP = (0.5e-3 / 120 + 0.1e-3 / 4 + 2e-3 / 390) / AREA
BOTTOM = 1e-3 / 0.5 / AREA


class Characterise(InTemporaryFolder):
    def setUp(self):
        super().setUp()
        self.layers = self.folder / "layers.yaml"
        self.layers.write_text(LAYERS)

    def metrics(self, names, *arguments):
        done = strata("characterise", self.layers, "--jedec", names, "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {metric["name"]: metric for metric in json.loads(done.stdout)["metrics"]}

    def test_theta_jc_of_layers_is_their_sum(self):
        metrics = self.metrics("theta_jctop,theta_jcbot")
        self.assertAlmostEqual(metrics["theta_jctop"]["value_K_per_W"], TOP, delta=1e-6 * TOP)
        self.assertAlmostEqual(metrics["theta_jcbot"]["value_K_per_W"], BOTTOM, delta=1e-6 * BOTTOM)
        self.assertEqual(metrics["theta_jctop"]["junction"], "die")

    def test_on_the_board_temperatures_are_ordered_and_power_does_not_matter_to_constant_conductivities(self):
        metrics = self.metrics("theta_jb")
        other = self.metrics("theta_jb", "--power", "1", "--ranks", "2")
        self.assertAlmostEqual(other["theta_jb"]["power_W"], 1.0, 12)
        value = metrics["theta_jb"]["value_K_per_W"]
        self.assertAlmostEqual(other["theta_jb"]["value_K_per_W"], value, delta=1e-5 * value)
        self.assertGreater(metrics["theta_jb"]["reference_temperature_K"], 298.15)
        # The heat passes the package's own board and then the test board; the latter spreads it.
        self.assertGreater(value, BOTTOM)

    def test_still_air_obeys_the_definitions(self):
        metrics = self.metrics("theta_ja,psi_jt,psi_jb")
        ja, jt, jb = (metrics[name] for name in ("theta_ja", "psi_jt", "psi_jb"))
        self.assertEqual(ja["junction_temperature_K"], jt["junction_temperature_K"])
        self.assertLess(jb["reference_temperature_K"], jt["reference_temperature_K"])
        self.assertLess(jt["value_K_per_W"], 0.5)
        self.assertGreater(ja["value_K_per_W"], jb["value_K_per_W"])

    def test_the_file_holds_what_json_prints(self):
        file = self.folder / "metrics.json"
        done = strata("characterise", self.layers, "--jedec", "theta_jctop", "--json", "-o", file)
        self.assertEqual(done.stdout, file.read_text())

    def test_mistakes_are_named_together(self):
        done = strata("characterise", self.layers, "--jedec", "theta_jctap,psi_jx")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'theta_jctop'?", done.stderr)
        self.assertIn("psi_jx", done.stderr)

    def test_half_a_package_is_refused(self):
        done = strata("characterise", self.layers, "--jedec", "theta_ja", "--set", "symmetry=[x_min]")
        self.assertEqual(done.returncode, 2)
        self.assertIn("symmetry", done.stderr)


if __name__ == "__main__":
    unittest.main()
