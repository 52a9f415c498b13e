"""`strata bench` on tiny systems: the report's keys, solvers that agree, refusals. Run with the program's path in
STRATA_PROGRAM."""

import json
import math
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]
KEYS = {"solver", "system", "size", "cells", "ranks", "repeats", "method", "iterations", "assembly_s", "setup_s", "solve_s",
        "cells_per_s", "bytes_per_cell", "traffic_bytes_per_cell", "triad_fraction", "cpu_share", "relative_residual", "rise_max_K",
        "converged", "failure", "is_ours"}
STRESS_KEYS = {"solver", "system", "size", "unknowns", "ranks", "repeats", "is_ours", "method", "iterations", "setup_s",
               "solve_s", "elapsed_s", "bytes_per_unknown", "cpu_share", "relative_residual", "warpage_m", "converged",
               "failure"}
LACKS = "this build has no "         # a PETSc without hypre, say


def bench(*arguments, **environment):
    return subprocess.run([PROGRAM, "bench", *map(str, arguments)], capture_output=True, text=True, timeout=240,
                          check=False, env={**os.environ, **environment})


class Bench(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="strata_bench_test_")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def report(self, *arguments):
        file = self.folder / "report.json"
        done = bench("--json", file, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(file.read_text(encoding="utf-8")), done

    def check_record(self, record):
        self.assertEqual(set(record), KEYS)
        self.assertIs(record["converged"], True, record)
        self.assertLessEqual(record["relative_residual"], 1e-8)
        self.assertGreater(record["iterations"], 0)
        self.assertAlmostEqual(record["cells_per_s"] * (record["setup_s"] + record["solve_s"]), record["cells"], delta=1)

    def check_agreement(self, records):
        rises = [record["rise_max_K"] for record in records]
        self.assertGreater(min(rises), 1.0)
        self.assertLess(max(rises) - min(rises), 1e-6 * max(rises), rises)

    def test_all_solvers_reach_the_same_solution_of_every_system(self):
        report, done = self.report("--cells", "16k")
        self.assertEqual(report["format_version"], 1)
        self.assertGreater(report["triad_bytes_per_s"], 1e8)
        by_system = {}
        for record in report["records"]:
            self.assertEqual((record["cells"], record["ranks"]), (16384, 1))
            if record["failure"]:
                self.assertTrue(record["failure"].startswith(LACKS), record)
                continue
            self.check_record(record)
            self.assertIn(record["solver"], done.stdout)
            by_system.setdefault(record["system"], []).append(record)
        self.assertEqual(set(by_system), {"package", "graded", "tsv", "graded-tsv"})
        for records in by_system.values():
            self.assertLessEqual({"column-fused", "column-cg", "icc", "gamg"}, {record["solver"] for record in records})
            self.check_agreement(records)

    def test_two_ranks_agree_with_one(self):
        chosen = ("--cells", "16k", "--systems", "graded-tsv", "--solvers", "column-fused,boomeramg,icc,pfmg")
        one, two = self.report(*chosen)[0], self.report(*chosen, "--ranks", "2", "--repeat", "2")[0]
        records = [record for record in one["records"] + two["records"] if not record["failure"]]
        self.assertEqual({record["ranks"] for record in records}, {1, 2})
        for record in records:
            self.check_record(record)
        self.check_agreement(records)

    def test_a_solver_that_stops_too_early_is_reported_and_fails_nothing(self):
        file = self.folder / "report.json"
        done = subprocess.run([PROGRAM, "--petsc", "-bench_icc_ksp_max_it 3", "bench", "--cells", "16k", "--systems",
                               "package", "--solvers", "icc", "--json", file], capture_output=True, text=True,
                              timeout=240, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        record = json.loads(file.read_text(encoding="utf-8"))["records"][0]
        self.assertIs(record["converged"], False)
        self.assertGreater(record["relative_residual"], 1e-8)
        self.assertIn("not converged", done.stdout)

    def test_stress_solvers_agree_on_stack_8h(self):
        file = self.folder / "stress.json"
        done = bench("stress", "--unknowns", "12k", "--systems", "stack-8h", "--json", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(file.read_text(encoding="utf-8"))
        self.assertEqual((report["format_version"], report["suite"]), (1, "stress"))
        records = {record["solver"]: record for record in report["records"]}
        self.assertEqual(set(records), {"column", "gamg", "calculix"})
        for name, record in records.items():
            self.assertEqual(set(record), STRESS_KEYS)
            if name == "calculix" and not shutil.which("ccx"):
                self.assertIn("not installed", record["failure"])
                continue
            self.assertIsNone(record["failure"])
            self.assertIs(record["converged"], True)
            self.assertEqual(record["unknowns"], 11727)
            # CalculiX's iterative solver stops early: 0.03 % off.
            self.assertAlmostEqual(record["warpage_m"] * 1e6, 105.954, delta=0.06 if name == "calculix" else 0.0006)
            self.assertIn(name, done.stdout)
        for name in ("column", "gamg"):
            self.assertLessEqual(records[name]["relative_residual"], 1e-8)

    def test_names_that_are_not_there_are_exit_2_and_name_those_that_are(self):
        for option, names in (("--cells", ("16k", "0.25M", "16M")), ("--systems", ("package", "graded-tsv")),
                              ("--solvers", ("column-fused", "boomeramg-agg", "pfmg"))):
            done = bench(option, "holiday")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("holiday", done.stderr)
            for name in names:
                self.assertIn(name, done.stderr)

        done = bench("stress", "--unknowns", "holiday")
        self.assertEqual(done.returncode, 2, done.stderr)
        for name in ("holiday", "50k", "192k", "2M"):
            self.assertIn(name, done.stderr)

    def test_other_mistakes_are_told_before_anything_is_measured(self):
        for arguments in (("--repeat", "0"), ("--repeat", "some"), ("--ranks", "none")):
            done = bench(*arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertIn(arguments[0], done.stderr)
        done = bench("--json", self.folder / "no" / "such" / "report.json")
        self.assertEqual(done.returncode, 74, done.stderr)
        done = bench("--cells", "16k", OMPI_COMM_WORLD_SIZE="2")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("--ranks", done.stderr)

    def test_numbers_are_finite_or_null(self):
        report, _ = self.report("--cells", "16k", "--systems", "package", "--solvers", "icc")
        for value in report["records"][0].values():
            self.assertTrue(not isinstance(value, float) or math.isfinite(value))


if __name__ == "__main__":
    unittest.main()
