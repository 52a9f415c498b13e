"""The program as a user meets it: exit codes, messages, files, reruns, ranks. Run with the program's path in
STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]
SOURCE = pathlib.Path(os.environ["STRATA_SOURCE_DIR"])
SMALL_DECK = SOURCE / "tests" / "support" / "small_package.yaml"
QUICK = ["--set", "output.pictures=false", "--set", "output.paraview=true"]


def strata(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300,
                          check=False, **options)


class InTemporaryFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_cli_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.deck = self.folder / "deck.yaml"
        shutil.copy(SMALL_DECK, self.deck)
        self.results = self.folder / "deck.results"

    def run_deck(self, *arguments, **options):
        return strata("run", self.deck, *QUICK, *arguments, **options)


class CommandLine(unittest.TestCase):
    def test_a_misspelt_command_names_its_neighbour(self):
        done = strata("chek", "deck.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'strata check'", done.stderr)

    def test_help_and_version_succeed(self):
        self.assertEqual(strata("--help").returncode, 0)
        self.assertIn("strata 0.", strata("--version").stdout)
        for command in ("run", "report", "study", "check", "describe", "schema", "materials", "verify", "bench",
                        "convert", "info"):
            self.assertEqual(strata(command, "--help").returncode, 0, command)

    def test_info_is_json_on_request(self):
        facts = json.loads(strata("info", "--json").stdout)
        for name in ("strata", "commit", "compiler", "kokkos_backend", "petsc", "hdf5", "mpi"):
            self.assertTrue(facts[name], name)

    def test_a_missing_deck_is_exit_2(self):
        done = strata("run", "/nowhere/deck.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/nowhere/deck.yaml", done.stderr)

    def test_describe_knows_nested_keys_and_suggests(self):
        self.assertIn("film", strata("describe", "boundaries.top.convection").stdout)
        done = strata("describe", "boundaries.top.convektion")
        self.assertEqual(done.returncode, 2)
        self.assertIn("convection", done.stderr)

    def test_the_deck_reference_is_up_to_date(self):
        reference = strata("describe", "--markdown").stdout.replace("\n## ", "\n### ").removeprefix("## ")
        self.assertGreater(len(reference), 10000)
        self.assertTrue((SOURCE / "docs" / "deck.md").read_text().endswith(reference),
                        "docs/deck.md: replace its reference by the output of `strata describe --markdown`")

    def test_the_sweep_reference_is_up_to_date(self):
        reference = strata("describe", "--sweep", "--markdown").stdout.replace("\n## ", "\n### ").removeprefix("## ")
        self.assertGreater(len(reference), 5000)
        self.assertTrue((SOURCE / "docs" / "sweep.md").read_text().endswith(reference),
                        "docs/sweep.md: replace its reference by the output of `strata describe --sweep --markdown`")
        done = strata("describe", "--sweep", "smapler")
        self.assertEqual(done.returncode, 2)
        self.assertIn("unknown key 'smapler' in the sweep; did you mean 'sampler'?", done.stderr)

    def test_the_schema_beside_the_docs_is_up_to_date(self):
        self.assertEqual((SOURCE / "docs" / "strata.schema.json").read_text(), strata("schema").stdout,
                         "docs/strata.schema.json: replace it by the output of `strata schema`")

    def test_materials_lists_sources(self):
        out = strata("materials").stdout
        for name in ("silicon", "copper", "sac305", "mr_muf"):
            self.assertIn(name, out)
        self.assertIn("unsourced", out)

    def test_shipped_catalyst_is_not_linked(self):
        linked = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("vtk", linked.lower())


class Runs(InTemporaryFolder):
    def test_a_run_writes_its_files_and_a_second_one_repeats_the_exit_code(self):
        first = self.run_deck()
        self.assertEqual(first.returncode, 0, first.stderr)
        for name in ("results.h5", "summary.json", "run.json", "results.pvd"):
            self.assertTrue((self.results / name).exists(), name)
        self.assertFalse(list(self.results.rglob("*.tmp")))
        summary = json.loads((self.results / "summary.json").read_text())
        self.assertLess(summary["balance"]["relative"], 1e-7)
        stamp = (self.results / "run.json").stat().st_mtime_ns
        second = self.run_deck()
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertIn("already", second.stderr)
        self.assertEqual(stamp, (self.results / "run.json").stat().st_mtime_ns)

    def test_another_deck_in_the_same_place_needs_force(self):
        self.assertEqual(self.run_deck().returncode, 0)
        before = (self.results / "summary.json").read_bytes()
        other = self.run_deck("--set", "title=another")
        self.assertEqual(other.returncode, 2)
        self.assertIn("--force", other.stderr)
        self.assertEqual(before, (self.results / "summary.json").read_bytes())
        self.assertEqual(self.run_deck("--set", "title=another", "--force").returncode, 0)
        self.assertEqual(json.loads((self.results / "summary.json").read_text())["title"], "another")

    def test_bad_decks_write_nothing(self):
        self.deck.write_text("strata: 1\ntitel: x\n")
        done = self.run_deck()
        self.assertEqual(done.returncode, 2)
        self.assertIn("deck.yaml:2:1: error: unknown key 'titel'", done.stderr)
        self.assertFalse(self.results.exists())

    def test_an_exceeded_limit_is_exit_5_with_results(self):
        done = self.run_deck("--set", "limits=[{target: \"*\", temperature: 300 K}]")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertTrue((self.results / "results.h5").exists())
        self.assertEqual(self.run_deck("--set", "limits=[{target: \"*\", temperature: 300 K}]").returncode, 5)

    def test_a_solver_that_may_not_iterate_is_exit_3_and_writes_nothing(self):
        done = self.run_deck("--set", "solver.max_iterations=1", "--petsc", "-pc_type none")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertFalse((self.results / "results.h5").exists())

    def test_two_ranks_give_the_same_junctions(self):
        self.assertEqual(self.run_deck("--output", self.folder / "one").returncode, 0)
        done = self.run_deck("--output", self.folder / "two", "--ranks", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        one, two = (json.loads((self.folder / name / "summary.json").read_text()) for name in ("one", "two"))
        self.assertEqual(json.loads((self.folder / "two" / "run.json").read_text())["ranks"]["count"], 2)
        self.assertTrue(one["dies"])
        for a, b in zip(one["dies"], two["dies"]):
            self.assertAlmostEqual(a["junction_temperature_max_K"], b["junction_temperature_max_K"], delta=1e-5)
        self.assertTrue(list((self.folder / "two").rglob("*.pvtr")))

    def test_verbose_tells_the_residual_of_every_correction(self):
        done = self.run_deck("-v")
        self.assertEqual(done.returncode, 0, done.stderr)
        residuals = [float(line.rsplit(" ", 1)[1]) for line in done.stderr.splitlines()
                     if line.startswith("correction ")]
        self.assertGreater(len(residuals), 2)
        self.assertLessEqual(residuals[-1], 1e-8)
        self.assertNotIn("correction ", self.run_deck("--force").stderr)

    def test_json_goes_to_stdout(self):
        done = self.run_deck("--json", "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("balance", json.loads(done.stdout))
        self.assertEqual(done.stderr, "")

    def test_too_little_memory_is_refused_before_anything_is_allocated(self):
        done = self.run_deck("--set", "mesh.lateral=1 um")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("memory", done.stderr)
        self.assertFalse(self.results.exists())


class Broken(InTemporaryFolder):
    def test_a_full_disk_is_exit_74_and_keeps_the_old_files(self):
        self.assertEqual(self.run_deck().returncode, 0)
        before = (self.results / "results.h5").read_bytes()

        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

        done = self.run_deck("--force", "--set", "title=full", preexec_fn=small_files)
        self.assertEqual(done.returncode, 74, done.stderr)
        self.assertEqual(before, (self.results / "results.h5").read_bytes())
        self.assertFalse(list(self.results.rglob("*.tmp")))

    def test_kill_leaves_whole_files_or_none(self):
        import h5py
        for delay in (0.05, 0.2, 0.4, 0.6, 0.8, 1.0):
            with subprocess.Popen([PROGRAM, "run", str(self.deck), *QUICK, "--force", "-q"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                time.sleep(delay)
                process.send_signal(signal.SIGKILL)
            results = self.results / "results.h5"
            if results.exists():
                with h5py.File(results, "r") as file:
                    self.assertIn("steps/000000/cells/temperature", file)
            if (self.results / "summary.json").exists():
                json.loads((self.results / "summary.json").read_text())
        self.assertEqual(self.run_deck("--force").returncode, 0)


class MetalMaps(InTemporaryFolder):
    """A deck whose interposer is wired as a CSV file says."""

    def setUp(self):
        super().setUp()
        self.write_densities(scale=1.0)
        text = self.deck.read_text().replace(
            "materials:\n", "materials:\n  wiring: {metal_map: {file: density.csv, units: percent, first_row: y_max, "
            "metal: copper, dielectric: sio2, via_density: 0.05}}\n")
        self.deck.write_text(text.replace("{name: interposer, thickness: 100 um, material: silicon",
                                          "{name: interposer, thickness: 100 um, material: wiring"))

    def write_densities(self, scale):
        rows = [",".join(str(scale * (3 * i + 2 * j)) for i in range(15)) for j in range(9)]
        (self.folder / "density.csv").write_text("\n".join(rows) + "\n")

    def test_check_lists_them(self):
        found = json.loads(strata("check", self.deck, "--json").stdout)["metal_maps"]
        self.assertEqual([(m["material"], m["classes"]) for m in found], [("wiring", 256)])
        self.assertAlmostEqual(found[0]["mean_density"], 0.29, places=12)
        self.assertAlmostEqual(found[0]["largest_class_error"], 0.58 / 510, places=12)
        self.assertIn("wiring", strata("check", self.deck).stdout)

    def test_ranks_do_not_matter_but_the_file_does(self):
        import h5py
        self.assertEqual(self.run_deck().returncode, 0)
        again = self.run_deck("--output", self.folder / "two", "--ranks", "2")
        self.assertEqual(again.returncode, 0, again.stderr)
        summaries = [json.loads((folder / "summary.json").read_text()) for folder in (self.results, self.folder / "two")]
        for one, two in zip(*(summary["dies"] for summary in summaries)):
            self.assertAlmostEqual(one["junction_temperature_max_K"], two["junction_temperature_max_K"], places=4)
        with h5py.File(self.results / "results.h5") as first, h5py.File(self.folder / "two" / "results.h5") as second:
            names, named = first["materials/names"].asstr()[:], first["materials/named"][:]
            ids = first["cells/material"][:]
            self.assertTrue((ids == second["cells/material"][:]).all())
        classes = {n for n in set(ids.flat) if names[n].startswith("wiring at ")}
        self.assertGreater(len(classes), 50)
        self.assertEqual({names[named[n]] for n in classes}, {"wiring"})
        self.write_densities(scale=0.5)
        self.assertEqual(self.run_deck().returncode, 2)  # another deck in the same place


class Check(InTemporaryFolder):
    def test_check_reports_without_solving(self):
        done = strata("check", self.deck)
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in ("cells", "memory", "spacing", "aspect"):
            self.assertIn(word, done.stdout)
        self.assertFalse(self.results.exists())

    def test_check_works_from_the_grid_lines_alone(self):
        # A sweep over that many cells would outlast the time-out of any test.
        done = strata("check", self.deck, "--set", "mesh.lateral=0.1 um", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(json.loads(done.stdout)["cells"], 10**11)

    def test_the_schema_accepts_the_examples_and_refuses_a_typo(self):
        import jsonschema
        import yaml
        schema = json.loads(strata("schema").stdout)
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        decks = [SMALL_DECK, *sorted((SOURCE / "examples").glob("*/deck*.yaml"))]
        for path in decks:
            document = yaml.safe_load(path.read_text())
            self.assertEqual([error.message for error in validator.iter_errors(document)], [], path)
        document = yaml.safe_load(SMALL_DECK.read_text())
        document["boundries"] = {}
        self.assertTrue(list(validator.iter_errors(document)))


if __name__ == "__main__":
    unittest.main()
