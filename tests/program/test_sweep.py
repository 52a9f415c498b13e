"""`strata sweep` as a user meets it: what is made, made again, interrupted, asked for and refused. Run with the program's
path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR; h5py reads the files."""

import collections
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import h5py
import numpy as np

from test_cli import PROGRAM, SOURCE, strata

DECK = """strata: 1
title: Two dies under a lid
materials:
  die: {conductivity: 120 W/(m.K), density: 2330 kg/m^3, heat_capacity: 712 J/(kg.K)}
  glue: {conductivity: 2 W/(m.K), density: 2500 kg/m^3, heat_capacity: 900 J/(kg.K)}
parts:
  stack:
    size: [8 mm, 6 mm]
    layers:
      - {name: base, thickness: 200 um, material: die, active: bottom}
      - {name: glue, thickness: 50 um, material: glue}
      - {name: upper, thickness: 400 um, material: die, active: bottom}
assembly:
  size: [8 mm, 6 mm]
  stack:
    - tier: dies
      place: [{part: stack, at: [0 mm, 0 mm]}]
power:
  - {target: stack.base.active, total: 10 W}
  - {target: stack.upper.active, total: 4 W}
boundaries:
  top: {convection: {film_coefficient: 1e4 W/(m^2.K), ambient: 30 degC}}
  bottom: {convection: {film_coefficient: 100 W/(m^2.K), ambient: 30 degC}}
mesh: {lateral: 1 mm, growth: 0}
analysis: {heat: steady}
output: {pictures: false, paraview: false}
"""

SWEEP = """sweep: 1
title: Small stacks
deck: deck.yaml
seed: 11
samples: 24
sampler: sobol
per_group: {solved: 2, superposed: 1}
parameters:
  glue: {path: "parts.stack.layers[1].thickness", uniform: [20 um, 80 um]}
  film: {path: boundaries.top.convection.film_coefficient, log_uniform: [5e3 W/(m^2.K), 5e4 W/(m^2.K)]}
  power: {path: "power[0].total", uniform: [5 W, 20 W], inside_group: true}
power_maps:
  - {source: stack.base.active, kind: floorplan, blocks: 5, contrast: 8}
splits: {train: 0.6, valid: 0.2, test: 0.2, hold_out: {film: [4e4 W/(m^2.K), 5e4 W/(m^2.K)]}}
dataset: {name: small_stacks, grid: [8, 6, 5], block: 6, fields: [power_density, conductivity, solid_fraction]}
"""


def bytes_of(folder):
    """Every file of a dataset that must not depend on how it was made."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and (path.suffix in (".hdf5", ".h5", ".yaml", ".csv") or path.name == "dataset.json"
                                   or path.parent.name == "statistics")}


def manifest_of(folder):
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return {line["id"]: line for line in map(json.loads, lines)}


class Sweeping(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_sweep_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "deck.yaml").write_text(DECK)
        self.write(SWEEP)

    def write(self, text):
        (self.folder / "sweep.yaml").write_text(text)

    def sweep(self, name, *arguments, **options):
        return strata("sweep", self.folder / "sweep.yaml", "--output", self.folder / name, "--no-card", *arguments,
                      **options)

    def make(self, name, *arguments):
        done = self.sweep(name, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.folder / name

    def temperature(self, folder, line):
        with h5py.File(folder / line["file"]) as file:
            return file["t0_fields/temperature"][line["index"], -1].astype(float)


class Making(Sweeping):
    def test_every_sample_is_in_one_place_and_is_what_a_run_gives(self):
        self.write(SWEEP.replace("power_maps:\n  - {source: stack.base.active, kind: floorplan, blocks: 5, contrast: 8}\n", ""))
        dataset = self.make("whole")
        manifest = manifest_of(dataset)
        self.assertEqual(sorted(manifest), list(range(24)))
        self.assertEqual({line["status"] for line in manifest.values()}, {"ok"})
        places = {(line["file"], line["index"]) for line in manifest.values()}
        self.assertEqual(len(places), 24)
        stored = 0
        for path in dataset.glob("data/*/*.hdf5"):
            with h5py.File(path) as file:
                stored += file["t0_fields/temperature"].shape[0]
        self.assertEqual(stored, 24)
        # A sample with the dataset's own lines through its layers would be needed to compare cells; the peak of the
        # junction, solved on the native grid, is compared instead.
        line = manifest[1]
        values = line["parameters"]
        run = strata("run", self.folder / "deck.yaml", "--set", f"parts.stack.layers[1].thickness={values['glue']!r} um",
                     "--set", f"boundaries.top.convection.film_coefficient={values['film']!r} W/(m^2.K)",
                     "--set", f"power[0].total={values['power']!r} W", "--output", self.folder / "run")
        self.assertEqual(run.returncode, 0, run.stderr)
        summary = json.loads((self.folder / "run" / "summary.json").read_text())
        hottest = max(die["junction_temperature_max_K"] for die in summary["dies"])
        with h5py.File(dataset / line["file"]) as file:
            result = file["results/junction_temperature_max"][line["index"]]
        self.assertAlmostEqual(result, hottest, delta=1e-5)

    def test_any_number_of_ranks_and_any_pieces_give_the_same_bytes(self):
        whole = bytes_of(self.make("whole"))
        self.assertTrue(any(name.startswith("data/train/") for name in whole))
        self.assertEqual(whole, bytes_of(self.make("three", "--ranks", "3", "--threads", "2")))
        self.make("pieces", "--start", "12", "--count", "12")
        self.make("pieces", "--start", "0", "--count", "12")
        self.assertEqual(whole, bytes_of(self.folder / "pieces"))

    def test_ranks_may_share_a_sample(self):
        one, two = self.make("one"), self.make("two", "--ranks", "2", "--ranks-per-sample", "2")
        lines = manifest_of(two)
        for number, line in manifest_of(one).items():
            np.testing.assert_allclose(self.temperature(one, line), self.temperature(two, lines[number]), atol=2e-4)

    def test_a_kill_loses_nothing_that_was_recorded_and_the_bytes_are_those_of_an_undisturbed_sweep(self):
        self.write(SWEEP.replace("samples: 24", "samples: 240"))
        whole = bytes_of(self.make("whole"))
        killed = self.folder / "killed"
        kills = 0
        for _ in range(8):
            with subprocess.Popen([PROGRAM, "sweep", self.folder / "sweep.yaml", "--no-card", "--output", killed],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                before = self.n_recorded(killed)
                while process.poll() is None and self.n_recorded(killed) < before + 12:
                    time.sleep(0.002)
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    kills += 1
        self.assertGreaterEqual(kills, 2)
        with open(killed / "manifest.jsonl", "a", encoding="utf-8") as file:
            file.write('{"id": 3, "stat')        # a line that a kill tore
        self.make("killed")
        self.assertEqual(whole, bytes_of(killed))
        self.assertEqual(sorted(manifest_of_torn(killed)), list(range(240)))

    @staticmethod
    def n_recorded(folder):
        path = folder / "manifest.jsonl"
        return path.read_bytes().count(b"\n") if path.exists() else 0

    def test_a_signal_stops_it_between_samples_and_it_goes_on_later(self):
        self.write(SWEEP.replace("samples: 24", "samples: 240"))
        with subprocess.Popen([PROGRAM, "sweep", self.folder / "sweep.yaml", "--no-card", "--output",
                               self.folder / "stopped"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            while process.poll() is None and self.n_recorded(self.folder / "stopped") < 6:
                time.sleep(0.002)
            process.send_signal(signal.SIGTERM)
            process.communicate()
        self.assertEqual(process.returncode, 75)
        self.assertLess(len(manifest_of(self.folder / "stopped")), 240)
        self.make("stopped")
        self.assertEqual(bytes_of(self.make("whole")), bytes_of(self.folder / "stopped"))

    def test_superposed_samples_balance_like_solved_ones(self):
        self.write(SWEEP.replace("grid: [8, 6, 5]", "grid: native, keep_native: true"))
        self.write((self.folder / "sweep.yaml").read_text().replace(
            '  glue: {path: "parts.stack.layers[1].thickness", uniform: [20 um, 80 um]}\n', ""))
        dataset = self.make("native")
        kinds = collections.Counter(line["generation"] for line in manifest_of(dataset).values())
        self.assertEqual(kinds, {"solve": 16, "superposition": 8})
        for line in manifest_of(dataset).values():
            with h5py.File(dataset / line["file"]) as file:
                power = file["scalars/total_power"][line["index"]]
                heat = file["provenance/boundary_heat"][line["index"]]
            self.assertAlmostEqual(heat.sum() / power, 1.0, places=6)

    def test_two_fidelities_of_a_sample_stand_side_by_side(self):
        self.write(SWEEP.replace("dataset:", "fidelities: {coarse: {mesh.lateral: 2 mm}}\ndataset:"))
        dataset = self.make("pairs")
        line = manifest_of(dataset)[0]
        with h5py.File(dataset / line["file"]) as file:
            fine, coarse = (file[f"t0_fields/{name}"][line["index"], -1] for name in ("temperature", "temperature_coarse"))
        self.assertGreater(np.abs(fine - coarse).max(), 1e-3)
        self.assertLess(np.abs(fine - coarse).max(), 0.2 * (fine.max() - fine.min()) + 1.0)


def manifest_of_torn(folder):
    """A manifest in which a line may be torn."""
    lines = {}
    for text in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        lines[line["id"]] = line
    return lines


class Failing(Sweeping):
    def test_samples_that_fail_are_recorded_and_never_filled(self):
        done = self.sweep("failed", "--set", "solver.max_iterations=1")
        self.assertEqual(done.returncode, 3)
        manifest = manifest_of(self.folder / "failed")
        self.assertEqual({line["status"] for line in manifest.values()}, {"failed", "skipped"})
        self.assertTrue(all(line["reason"] for line in manifest.values()))
        self.assertFalse(list((self.folder / "failed").glob("data/*/*.hdf5")))

    def test_values_that_make_no_deck_are_rejected_with_the_reason(self):
        self.write(SWEEP.replace("per_group: {solved: 2, superposed: 1}\n", "").replace("parameters:", """parameters:
  size: {path: "parts.stack.size[0]", choices: [8 mm, 9 mm]}"""))
        done = self.sweep("rejected")
        self.assertEqual(done.returncode, 0, done.stderr)
        by_size = collections.defaultdict(set)
        for line in manifest_of(self.folder / "rejected").values():
            by_size[line["parameters"]["size"]].add(line["status"])
            if line["status"] == "rejected":
                self.assertIn("stack", line["reason"])
        self.assertEqual(by_size, {"8 mm": {"ok"}, "9 mm": {"rejected"}})

    def test_duplicates_are_found_and_not_solved_again(self):
        self.write("""sweep: 1
title: Few values
deck: deck.yaml
seed: 1
samples: 12
sampler: random
parameters:
  film: {path: boundaries.top.convection.film_coefficient, choices: ["1e4 W/(m^2.K)", "2e4 W/(m^2.K)"]}
dataset: {name: few, grid: [4, 4, 4], block: 4, fields: [power_density]}
""")
        manifest = manifest_of(self.make("few", "--ranks", "3"))
        ok = {number: line for number, line in manifest.items() if line["status"] == "ok"}
        self.assertEqual(len(ok), 2)
        for line in manifest.values():
            if line["status"] == "duplicate":
                self.assertEqual(ok[line["duplicate_of"]]["parameters"], line["parameters"])
                self.assertNotIn("file", line)

    def test_a_folder_holds_one_dataset(self):
        before = bytes_of(self.make("one"))
        self.write(SWEEP.replace("seed: 11", "seed: 12"))
        done = self.sweep("one")
        self.assertEqual(done.returncode, 2)
        self.assertIn("another sweep", done.stderr)
        self.assertEqual(before, bytes_of(self.folder / "one"))

    def test_what_makes_no_sense_is_refused_before_anything_is_written(self):
        for arguments, words in ((("--start", "5"), "multiples"), (("--append",), "--params"),
                                 (("--params", "/nowhere.csv"), "nowhere"), (("--ranks-per-sample", "0"), "positive")):
            done = self.sweep("nothing", *arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertIn(words, done.stderr)
        (self.folder / "rows.csv").write_text("glue,film,power\n30,1e4,10\n")
        done = self.sweep("nothing", "--params", self.folder / "rows.csv", "--append")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no dataset yet", done.stderr)
        self.write(SWEEP.replace("layers[1].thickness", "layers[1].thicknes").replace("samples: 24", "samples: 0"))
        done = self.sweep("nothing")
        self.assertEqual(done.returncode, 2)
        self.assertIn("sweep.yaml:5:", done.stderr)
        self.assertIn("thickness", done.stderr)
        self.assertFalse((self.folder / "nothing").exists())

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists("/dev/full"), "needs a full device")
    def test_a_dataset_that_cannot_be_written_is_exit_74(self):
        (self.folder / "blocked").mkdir()
        (self.folder / "blocked" / "data").write_text("a file where a folder must be")
        done = self.sweep("blocked")
        self.assertEqual(done.returncode, 74)
        self.assertIn("data", done.stderr)
        self.assertFalse((self.folder / "blocked" / "manifest.jsonl").exists())


class Asking(Sweeping):
    def test_a_dataset_is_checked_shown_and_viewed_by_the_package(self):
        done = strata("sweep", self.folder / "sweep.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        dataset = self.folder / "sweep.dataset"
        self.assertIn("test_ood", (dataset / "dataset_card.html").read_text())
        post = ["/usr/bin/python3", "-m", "strata_post"]
        environment = dict(os.environ, PYTHONPATH=str(SOURCE / "postproc"), PYTHONDONTWRITEBYTECODE="1")
        check = subprocess.run([*post, "dataset-check", dataset], env=environment, capture_output=True, text=True,
                               check=False)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        line = next(iter(manifest_of(dataset).values()))
        with h5py.File(dataset / line["file"], "r+") as file:
            file["t0_fields/temperature"][line["index"], 1, 0, 0, 0] += 0.5
        check = subprocess.run([*post, "dataset-check", dataset], env=environment, capture_output=True, text=True,
                               check=False)
        self.assertEqual(check.returncode, 2, check.stdout + check.stderr)

    def test_a_trainer_asks_for_samples_and_gets_them_labelled(self):
        dataset = self.make("asked")
        before = bytes_of(dataset)
        (self.folder / "rows.csv").write_text("film,glue,power\n1e4,30 um,10\n2e4,40,12 W\n1e4,30,10\n")
        done = self.sweep("asked", "--params", self.folder / "rows.csv", "--append", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        reply = json.loads(done.stdout)["samples"]
        self.assertEqual([line["id"] for line in reply], [24, 25, 26])
        self.assertEqual([line["parameters"]["glue"] for line in reply], [30, 40, 30])
        for line in reply:
            if line["status"] == "ok":
                self.assertGreater(self.temperature(dataset, line).max(), 303.15)
        after = bytes_of(dataset)
        data = {name for name in before if name.startswith("data/")}
        self.assertEqual({name: before[name] for name in data}, {name: after[name] for name in data})
        again = self.sweep("asked", "--json")
        self.assertEqual(again.returncode, 0)
        self.assertEqual(bytes_of(dataset), after)

    def test_a_table_alone_makes_a_dataset(self):
        (self.folder / "rows.csv").write_text("film,glue,power\n1e4,30,10\n2e4,40,12\n")
        manifest = manifest_of(self.make("table", "--params", self.folder / "rows.csv"))
        self.assertEqual([line["parameters"]["power"] for line in manifest.values()], [10, 12])


if __name__ == "__main__":
    unittest.main(verbosity=2)
