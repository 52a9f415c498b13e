"""Networks and structure functions from step responses, against ladders and walls whose answers are exact."""

import csv
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import numpy as np
from exact_responses import TIMES, Wall, foster_of_ladder, slab_roots, slab_series
from strata_post.__main__ import main
from strata_post.results import ResultsError
from strata_post.zth import pictures
from strata_post.zth.cauer import cauer_of, structure_of
from strata_post.zth.foster import Foster, Target, identify, identify_signed, thin
from strata_post.zth.networks import BOUND, CROSS_SHARE, OWN_SHARE, fit_all
from strata_post.zth.responses import Responses
from strata_post.zth.spice import identifiers, wrapped

AREA, FILM = 1e-4, 1e4
SLAB = Wall(AREA, [(1e-3, 130.0, 1.6e6)], 1e5)
PACKAGE = Wall(AREA, [(0.5e-3, 130.0, 1.6e6), (50e-6, 2.0, 2.5e6), (2e-3, 390.0, 3.4e6)], FILM)   # die, TIM, lid
LADDERS = [([0.1, 0.5, 0.2, 1.0], [1e-3, 2e-2, 0.3, 5.0]),
           ([0.02, 0.1, 0.05, 0.3, 0.2, 1.0], [1e-4, 1e-3, 2e-2, 0.05, 0.5, 20.0]), ([2.5], [0.4])]


def own_target(response, steady):
    return Target(TIMES, response, steady, OWN_SHARE)


class LadderTest(unittest.TestCase):
    def test_known_ladders_are_recovered_from_their_responses(self):
        for resistance, capacitance in LADDERS:
            exact = foster_of_ladder(resistance, capacitance)
            found = cauer_of(identify(own_target(exact.response(TIMES), exact.steady)))
            np.testing.assert_allclose(found.resistance, resistance, rtol=1e-6)
            np.testing.assert_allclose(found.capacitance, capacitance, rtol=1e-6)

    def test_ladders_of_many_terms_keep_their_response(self):
        random = np.random.default_rng(7)
        for count in (2, 10, 40, 80):
            foster = Foster(random.uniform(0.01, 1.0, count), np.sort(10.0 ** random.uniform(-7, 3, count)))
            ladder = cauer_of(foster)
            self.assertTrue(np.all(ladder.resistance > 0) and np.all(ladder.capacitance > 0))
            np.testing.assert_allclose(np.sum(ladder.resistance), foster.steady, rtol=1e-9)
            np.testing.assert_allclose(ladder.response(TIMES), foster.response(TIMES), rtol=1e-8)

    def test_a_network_with_negative_terms_has_no_ladder(self):
        with self.assertRaises(ValueError):
            cauer_of(Foster(np.array([1.0, -0.2]), np.array([1.0, 2.0])))


class FosterTest(unittest.TestCase):
    def test_networks_of_walls_are_passive_and_reach_the_steady_value(self):
        for wall in (SLAB, PACKAGE):
            target = own_target(wall.response(TIMES), wall.steady)
            shown = identify(target)
            few = thin(target, shown, BOUND)
            self.assertLess(target.misfit(shown), 1e-4)
            self.assertLessEqual(target.misfit(few), BOUND)
            self.assertLess(len(few.resistance), len(shown.resistance))
            for network in (shown, few):
                self.assertTrue(network.is_passive and np.all(network.time_constant > 0))
                self.assertAlmostEqual(network.steady / wall.steady, 1.0, places=12)

    def test_noise_makes_no_negative_terms(self):
        noise = 1.0 + 1e-3 * np.random.default_rng(3).standard_normal(len(TIMES))
        target = own_target(PACKAGE.response(TIMES) * noise, PACKAGE.steady)
        network = identify(target)
        self.assertTrue(network.is_passive)
        self.assertLess(target.misfit(network), 5e-3)

    def test_time_constants_of_a_slab_are_its_eigenvalues(self):
        slab = slab_series(AREA, 1e-3, 130.0, 1.6e6, 1e5, TIMES)
        network = identify(own_target(slab, SLAB.steady))
        exact = 1.6e6 * 1e-6 / 130.0 / slab_roots(1e5 * 1e-3 / 130.0, 2) ** 2
        np.testing.assert_allclose(network.time_constant[-1], exact[0], rtol=1e-4)
        np.testing.assert_allclose(network.time_constant[-2], exact[1], rtol=0.02)

    def test_early_times_of_a_network_follow_the_root_of_time(self):
        network = identify(own_target(SLAB.response(TIMES), SLAB.steady))
        early = np.array([4e-6, 4e-5])
        expected = 2.0 / AREA * np.sqrt(early / (np.pi * 130.0 * 1.6e6))
        np.testing.assert_allclose(network.response(early), expected, rtol=1e-4)

    def test_responses_with_a_delay_are_met_with_terms_of_both_signs(self):
        target = Target(TIMES, PACKAGE.far_response(TIMES), 1.0 / (FILM * AREA), CROSS_SHARE)
        network = identify_signed(target, BOUND)
        self.assertLessEqual(target.misfit(network), BOUND)
        self.assertFalse(network.is_passive)
        self.assertLess(len(network.resistance), 10)
        self.assertLess(np.max(np.abs(network.resistance)), 2.0 * target.steady)      # nothing cancels
        self.assertAlmostEqual(network.steady / target.steady, 1.0, places=12)


    def test_responses_that_begin_after_their_delay_are_met_too(self):
        thin_wall = Wall(AREA, [(20e-6, 2.0, 2e6), (2e-3, 390.0, 3.4e6)], FILM)
        times = TIMES[TIMES >= 1e-4]
        target = Target(times, thin_wall.far_response(times) + thin_wall.response(times), 1.0 / (FILM * AREA) +
                        thin_wall.steady, CROSS_SHARE)
        network = identify_signed(target, BOUND)
        self.assertLessEqual(target.misfit(network), BOUND)
        self.assertLess(len(network.resistance), 12)


class StructureTest(unittest.TestCase):
    def structure(self, wall):
        return structure_of(cauer_of(identify(own_target(wall.response(TIMES), wall.steady))))

    def test_a_uniform_slab_rises_straight_with_its_square_of_effusivity(self):
        structure = self.structure(SLAB)
        inside = (structure.resistance > 3e-3) & (structure.resistance < 0.5 * SLAB.resistances[0])
        self.assertGreater(np.count_nonzero(inside), 4)
        slope = 130.0 * 1.6e6 * AREA ** 2
        np.testing.assert_allclose(structure.capacitance[inside] / structure.resistance[inside], slope, rtol=0.02)
        np.testing.assert_allclose(structure.differential[inside], slope, rtol=0.1)
        self.assertAlmostEqual(structure.capacitance[-1] / SLAB.capacitances[0], 1.0, delta=0.05)
        self.assertAlmostEqual(structure.resistance[-1] / SLAB.steady, 1.0, places=9)

    def test_plateaus_of_a_layered_wall_sit_at_the_sums_of_its_layers(self):
        structure = self.structure(PACKAGE)
        die, tim, _, _ = PACKAGE.resistances
        capacitance = np.cumsum(PACKAGE.capacitances)

        def at(resistance):
            return np.interp(np.log(resistance), np.log(structure.resistance), structure.capacitance)

        # In the middle of the TIM: the die's and half of the TIM's; behind all: everything.
        self.assertAlmostEqual(at(die + 0.5 * tim) / (capacitance[0] + 0.5 * PACKAGE.capacitances[1]), 1.0, delta=0.03)
        self.assertAlmostEqual(structure.capacitance[-1] / capacitance[-1], 1.0, delta=0.01)
        # The steps between lie at the sums of the resistances: half way up to the lid's.
        half = 0.5 * (capacitance[1] + capacitance[2])
        step = np.interp(half, structure.capacitance, structure.resistance)
        self.assertAlmostEqual(step, die + tim + 0.5 * PACKAGE.resistances[2], delta=0.02 * PACKAGE.steady)
        # In the TIM the differential falls far below that of die and lid.
        middle = (structure.resistance > 2 * die) & (structure.resistance < die + 0.6 * tim)
        self.assertLess(np.min(structure.differential[middle]), 0.1 * 130.0 * 1.6e6 * AREA ** 2)

    def test_a_single_pair_is_a_single_point(self):
        structure = structure_of(cauer_of(Foster(np.array([1.0]), np.array([4.0]))))
        self.assertEqual((structure.resistance.tolist(), structure.capacitance.tolist()), ([1.0], [4.0]))
        self.assertTrue(np.isnan(structure.differential[0]))


def content():
    """zth.json of two dies: the heated and the far face of the package."""
    own, far = PACKAGE.response(TIMES), PACKAGE.far_response(TIMES)
    steady, across = PACKAGE.steady, 1.0 / (FILM * AREA)
    pairs = [("hbm.base", "hbm.base", steady, own), ("hbm.dram[1]", "hbm.base", across, far),
             ("hbm.base", "hbm.dram[1]", across, far), ("hbm.dram[1]", "hbm.dram[1]", 0.9 * steady, 0.9 * own)]
    return {"format_version": 1, "title": "Two dies", "heat_capacity_J_per_K": float(sum(PACKAGE.capacitances)),
            "times_s": TIMES.tolist(), "dies": [{"name": "hbm.base", "resolved_from_s": 1e-5},
                                                {"name": "hbm.dram[1]", "resolved_from_s": 0.0}],
            "responses": [{"die": die, "source": source, "of": kind, "steady_K_per_W": value,
                           "values_K_per_W": values.tolist()}
                          for kind in ("max", "mean") for die, source, value, values in pairs]}


class FilesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "zth.json").write_text(json.dumps(content()))
        cls.code = main(["zth", str(cls.folder)])
        cls.responses, cls.fits = fit_all(cls.folder)

    def rows(self, name):
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def fit(self, die, source):
        return next(f for f in self.fits if (f.response.die, f.response.source, f.response.kind) == (die, source, "max"))

    def test_the_command_writes_everything(self):
        self.assertEqual(self.code, 0)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["cauer.csv", "foster.csv", "networks.json", "structure.csv", "structure.png", "zth.json",
                          "zth.lib", "zth.png"])
        report = json.loads((self.folder / "networks.json").read_text())
        self.assertEqual(len(report["fits"]), 8)
        self.assertTrue(all(entry["within_bound"] for entry in report["fits"]))
        self.assertEqual([entry["passive"] for entry in report["fits"]], [True, False, False, True] * 2)

    def test_tables_hold_the_networks(self):
        rows = [row for row in self.rows("foster.csv")
                if (row["die"], row["source"], row["of"]) == ("hbm.base", "hbm.base", "max")]
        r, c, tau = (np.array([float(row[key]) for row in rows])
                     for key in ("resistance_K_per_W", "capacitance_J_per_K", "time_constant_s"))
        np.testing.assert_allclose(r * c, tau, rtol=1e-7)
        self.assertAlmostEqual(np.sum(r), PACKAGE.steady, places=7)
        np.testing.assert_allclose(Foster(r, tau).response(TIMES), PACKAGE.response(TIMES), rtol=BOUND)
        ladder = [row for row in self.rows("cauer.csv") if (row["die"], row["of"]) == ("hbm.base", "mean")]
        self.assertEqual(len(ladder), len(rows))
        self.assertAlmostEqual(sum(float(row["resistance_to_next_K_per_W"]) for row in ladder), PACKAGE.steady, places=7)
        points = [float(row["resistance_K_per_W"]) for row in self.rows("structure.csv")
                  if (row["die"], row["of"]) == ("hbm.base", "mean")]
        self.assertEqual(points, sorted(points))

    def test_pictures_show_the_responses(self):
        axes = pictures.compose_responses(self.responses, self.fits).figure.axes
        np.testing.assert_array_equal(axes[0].lines[0].get_ydata(), PACKAGE.response(TIMES))
        self.assertEqual([line.get_label() for line in axes[1].lines[::2]], ["hbm.base", "hbm.dram[1]"])
        drawn = pictures.compose_structure(self.responses, self.fits).figure.axes[0].lines[0]
        np.testing.assert_array_equal(drawn.get_ydata(), self.fits[4].structure.capacitance)

    @unittest.skipUnless(shutil.which("ngspice"), "ngspice is not installed")
    def test_ngspice_finds_the_same_temperatures(self):
        deck = f"""two dies
.include {self.folder}/zth.lib
ia 0 a 1
ib 0 b 0.5
xall a b 0 all_max
i1 0 f 1
x1 f 0 hbm_base_max_foster
i2 0 c 1
x2 c 0 hbm_base_max_cauer
.options reltol=1e-6
.tran 10m 10 0 10m uic
.control
set wr_vecnames
run
wrdata {self.folder}/out.txt v(a) v(b) v(f) v(c)
quit
.endc
.end
"""
        with tempfile.NamedTemporaryFile("w", suffix=".cir") as file:
            file.write(deck)
            file.flush()
            ran = subprocess.run(["ngspice", "-b", file.name], capture_output=True, text=True, check=False, timeout=120)
        table = np.loadtxt(self.folder / "out.txt", skiprows=1)
        (self.folder / "out.txt").unlink()
        self.assertGreater(len(table), 900, ran.stdout + ran.stderr)
        table = table[table[:, 0] > 0.05]
        own, across = (self.fit("hbm.base", source).foster for source in ("hbm.base", "hbm.dram[1]"))
        other = self.fit("hbm.dram[1]", "hbm.dram[1]").foster
        times = table[:, 0]
        expected = [own.response(times) + 0.5 * across.response(times),
                    across.response(times) + 0.5 * other.response(times), own.response(times), own.response(times)]
        for column, values in zip((1, 3, 5, 7), expected):
            np.testing.assert_allclose(table[:, column], values, atol=2e-4)

    def test_names_become_words_of_spice(self):
        self.assertEqual(identifiers(["hbm.dram[1]", "hbm.dram-1", "GPU"]),
                         {"hbm.dram[1]": "hbm_dram_1", "hbm.dram-1": "hbm_dram_1_", "GPU": "gpu"})
        lines = wrapped(["word"] * 50).split("\n")
        self.assertTrue(all(len(line) <= 100 for line in lines) and all(line[0] == "+" for line in lines[1:]))


class MistakesTest(unittest.TestCase):
    def test_what_holds_no_responses_ends_with_74(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.assertEqual(main(["zth", str(folder)]), 74)
        shorter = content()
        shorter["times_s"].pop()
        for text in ("no json", "{}", "[]", json.dumps(shorter), json.dumps({**content(), "responses": []})):
            (folder / "zth.json").write_text(text)
            with self.assertRaises(ResultsError, msg=text[:40]):
                Responses(folder)
            self.assertEqual(main(["zth", str(folder)]), 74)


if __name__ == "__main__":
    unittest.main()
