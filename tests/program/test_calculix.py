"""`strata convert --to calculix`: what it writes, and CalculiX's displacements on the same mesh beside Strata's. The
comparisons need `ccx` and are skipped where it is not installed. Run with STRATA_PROGRAM and STRATA_SOURCE_DIR."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import h5py
import numpy as np

from calculix_results import ccx, differences, read_displacements, read_nodes, run_ccx
from random_stacks import deck
from test_cli import strata

CASES = pathlib.Path(__file__).parent / "cases"
SEEDS = range(1, 13)
LEAST = 1e-3                 # of the largest displacement: what is asked for
SEEN = 1e-4                  # what uniform temperatures reach with room to spare, the six digits of ccx's results included
SEEN_UNDER_HEAT = 0.012      # ccx knows solved temperatures at nodes only, Strata inside the cells
SMALL = ("--set", "output.pictures=false", "--set", "output.paraview=false")

HEATED = """strata: 1
materials:
  a: {youngs_modulus: 30 GPa, poisson_ratio: 0.25, expansion: 12e-6 1/K, conductivity: 1 W/(m.K),
      density: 2000 kg/m^3, heat_capacity: 900 J/(kg.K)}
  b: {youngs_modulus: 130 GPa, poisson_ratio: 0.28, expansion: 3e-6 1/K, conductivity: 120 W/(m.K),
      density: 2330 kg/m^3, heat_capacity: 700 J/(kg.K), stress_free_temperature: 150 degC}
assembly:
  size: [4 mm, 3 mm]
  stack:
    - {name: board, thickness: 400 um, material: a}
    - {name: die, thickness: 200 um, material: b, at: [1 mm, 0 mm], size: [2 mm, 2 mm], around: void, active: top}
power: [{target: die.active, total: 1 W}]
boundaries: {bottom: {convection: {film_coefficient: 5000 W/(m^2.K), ambient: 25 degC}}}
mesh: {lateral: 250 um, per_layer: {max_thickness: 100 um}}
analysis: {stress: {stress_free_temperature: 120 degC, temperatures: [60 degC]}}
"""
FINER = HEATED.replace("250 um", "125 um").replace("max_thickness: 100 um", "max_thickness: 50 um")


class Calculix(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_calculix_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.deck = self.folder / "deck.yaml"
        self.inp = self.folder / "job.inp"

    def convert(self, *more):
        return strata("convert", "--to", "calculix", self.deck, "-o", self.inp, *more)

    def converted(self):
        done = self.convert("--force")
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.inp.read_text()

    def solved(self):
        done = strata("run", self.deck, "-q", "-o", self.folder / "out", "--force", *SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.folder / "out"

    def card(self, name):
        """Lines of numbers under the first card that starts so."""
        lines = self.inp.read_text().splitlines()
        first = next(n for n, line in enumerate(lines) if line.startswith(name)) + 1
        last = next(n for n, line in enumerate(lines[first:], first) if line.startswith("*"))
        return [[float(value) for value in line.split(",") if value] for line in lines[first:last]]

    def test_free_strains_count_from_the_stress_free_temperature_of_each_material(self):
        one = ("strata: 1\nmaterials:\n"
               "  a: {youngs_modulus: 10 GPa, poisson_ratio: 0.3, expansion: 10e-6 1/K}\n"
               "  b: {youngs_modulus: 20 GPa, poisson_ratio: 0.2, expansion: 5e-6 1/K}\n"
               "assembly: {size: [1 mm, 1 mm], stack: [{name: low, thickness: 1 mm, material: a}, "
               "{name: up, thickness: 1 mm, material: b}]}\n"
               "analysis: {heat: none, stress: {stress_free_temperature: 400 K, temperatures: [300 K]}}\n"
               "mesh: {lateral: 1 mm}\n")
        self.deck.write_text(one)
        self.assertIn("*INITIAL CONDITIONS,TYPE=TEMPERATURE\nALL,400\n", self.converted())
        self.assertEqual(self.card("*EXPANSION"), [[1e-5, 300]])
        self.deck.write_text(one.replace("5e-6 1/K", "5e-6 1/K, stress_free_temperature: 420 K"))
        text = self.converted()
        self.assertIn("*INITIAL CONDITIONS,TYPE=TEMPERATURE\nALL,0\n", text)
        self.assertIn("ZERO=400\n", text)
        self.assertIn("ZERO=420\n", text)
        self.assertEqual(self.card("*EXPANSION"), [[0, 0], [1e-5, 150], [1e-5, 300]])

    def test_expansion_becomes_the_secant_coefficient(self):
        self.deck.write_text(
            "strata: 1\nmaterials: {m: {youngs_modulus: 10 GPa, poisson_ratio: 0.3, expansion: "
            "{table: [[0 degC, 10e-6 1/K], [100 degC, 30e-6 1/K]]}}}\n"
            "assembly: {size: [1 mm, 1 mm], stack: [{name: a, thickness: 1 mm, material: m}]}\n"
            "analysis: {heat: none, stress: {stress_free_temperature: 100 degC, temperatures: [0 degC, 50 degC]}}\n"
            "mesh: {lateral: 1 mm}\n")
        self.converted()
        self.assertEqual(self.card("*ELASTIC"), [[10e9, 0.3, 273.15]])
        by_temperature = {row[-1]: row[0] for row in self.card("*EXPANSION")}
        self.assertAlmostEqual(by_temperature[273.15] * 1e6, 20.0, places=9)     # the mean of 10 and 30
        self.assertAlmostEqual(by_temperature[323.15] * 1e6, 25.0, places=9)

    def test_pressures_and_supports_are_written_by_element_and_node(self):
        self.deck.write_text(
            "strata: 1\nmaterials: {m: {youngs_modulus: 10 GPa, poisson_ratio: 0.3, expansion: 10e-6 1/K}}\n"
            "assembly: {size: [2 mm, 2 mm], stack: [{name: a, thickness: 1 mm, material: m}]}\n"
            "supports: {bottom: {displacement: [free, free, 1 um], patches: "
            "[{name: foot, at: [0 mm, 0 mm], size: [1 mm, 1 mm], displacement: [0 um, 0 um, 1 um]}]}}\n"
            "pressures: {top: {pressure: 1 MPa, patches: "
            "[{name: clip, at: [1 mm, 1 mm], size: [1 mm, 1 mm], pressure: 2 MPa}]}}\n"
            "analysis: {heat: none, stress: {stress_free_temperature: 100 degC, temperatures: [0 degC]}}\n"
            "mesh: {lateral: 1 mm, per_layer: {max_thickness: 1 mm}}\n")
        text = self.converted()
        self.assertIn("*DLOAD\n1,P2,1000000\n2,P2,1000000\n3,P2,1000000\n4,P2,3000000\n", text)
        held = self.card("*BOUNDARY")
        self.assertEqual(sum(row[1] == 3 and row[3] == 1e-6 for row in held), 9)
        self.assertEqual(sum(row[1] == 1 for row in held), 4)
        self.assertEqual(len(read_nodes(self.inp)), 18)

    def test_mistakes_are_exit_2_and_nothing_is_written(self):
        self.deck.write_text(deck(1)[0].replace("analysis:", "analysys:"))
        self.assertEqual(self.convert().returncode, 2)
        self.deck.write_text("strata: 1\nassembly: {size: [1 mm, 1 mm], stack: [{name: a, thickness: 1 mm, "
                             "material: silicon}]}\nboundaries: {top: {convection: {film_coefficient: 9 W/(m^2.K), ambient: 20 degC}}}\n")
        done = self.convert()
        self.assertEqual(done.returncode, 2)
        self.assertIn("asks for no stress", done.stderr)
        self.assertFalse(self.inp.exists())
        self.assertEqual(strata("convert", "--to", "abakus", self.deck).returncode, 2)
        self.assertEqual(strata("convert", "--to", "calculix").returncode, 2)
        both = strata("convert", "hotspot", "--config", self.deck, "--to", "calculix")
        self.assertEqual(both.returncode, 2)

    def test_nothing_is_overwritten_without_force(self):
        self.deck.write_text(deck(1)[0])
        self.inp.write_text("mine")
        refused = self.convert()
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--force", refused.stderr)
        self.assertEqual(self.inp.read_text(), "mine")
        self.assertEqual(self.convert("--force").returncode, 0)
        done = strata("convert", "--to", "calculix", self.deck)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "deck.inp").is_file())

    @unittest.skipUnless(ccx(), "CalculiX (ccx) is not installed: apt install calculix-ccx")
    def test_random_stacks_move_as_in_calculix(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                text, is_free = deck(seed)
                self.deck.write_text(text)
                self.converted()
                frd = run_ccx(self.inp)
                for difference in differences(self.inp, frd, self.solved(), is_free):
                    self.assertLess(difference, LEAST, text)
                    self.assertLess(difference, SEEN, text)

    @unittest.skipUnless(ccx(), "CalculiX (ccx) is not installed: apt install calculix-ccx")
    def test_solved_temperatures_move_a_package_nearly_as_in_calculix(self):
        under_heat = []
        for text in (HEATED, FINER):
            self.deck.write_text(text)
            self.converted()
            solved, uniform = differences(self.inp, run_ccx(self.inp), self.solved(), True)
            under_heat.append(solved)
            self.assertLess(uniform, SEEN)
        self.assertLess(under_heat[1], SEEN_UNDER_HEAT)
        self.assertLess(under_heat[1], 0.7 * under_heat[0])

    @unittest.skipUnless(ccx(), "CalculiX (ccx) is not installed: apt install calculix-ccx")
    def test_stack_8h_warps_by_the_published_digits(self):
        shutil.copy(CASES / "stack_8h.yaml", self.deck)
        self.converted()
        run_ccx(self.inp)
        nodes = read_nodes(self.inp)
        moved = read_displacements(self.inp.with_suffix(".frd"))[0]
        for level, expected in ((0.0, 105.954), (840e-6, 65.000)):
            w = [moved[number][2] for number, place in nodes.items() if abs(place[2] - level) < 1e-9]
            self.assertAlmostEqual((max(w) - min(w)) * 1e6, expected, delta=0.0015)
        with h5py.File(self.solved() / "results.h5") as file:
            w = file["steps/000000/nodes/displacement/z"][:]
        for plane, expected in ((w[0], 105.954), (w[-1], 65.000)):
            self.assertAlmostEqual((np.nanmax(plane) - np.nanmin(plane)) * 1e6, expected, delta=0.0015)


if __name__ == "__main__":
    unittest.main()
