"""The picture of a `strata bench` report."""

import contextlib
import io
import json
import pathlib
import shutil
import tempfile
import unittest

from strata_post import bench_plot
from strata_post.__main__ import main
from strata_post.results import ResultsError

PNG = b"\x89PNG\r\n\x1a\n"


def record(solver, system, cells, seconds, **changes):
    return {"solver": solver, "system": system, "size": bench_plot.cells_text(cells), "cells": cells,
            "is_ours": solver.startswith("column"), "converged": True, "setup_s": 0.25 * seconds,
            "solve_s": 0.75 * seconds, "bytes_per_cell": 300.0, **changes}


def report(*records):
    return {"format_version": 1, "processor": "Some CPU", "ranks": 2, "triad_bytes_per_s": 4e10, "tolerance": 1e-8,
            "records": list(records)}


def broken(solver, system, cells):
    return record(solver, system, cells, 0.0, converged=False, setup_s=None, solve_s=None, bytes_per_cell=None)


class BenchPlotTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.file = self.folder / "report.json"

    def run_command(self, content):
        self.file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["bench-plot", str(self.file), str(self.folder / "new" / "plot.png")])
        return code, out.getvalue(), err.getvalue()

    def test_a_report_becomes_a_picture(self):
        records = [record(solver, system, cells, factor * cells) for system in ("package", "tsv")
                   for cells in (262144, 1048576) for solver, factor in (("column-fused", 6e-8), ("icc", 3e-6))]
        code, out, err = self.run_command(report(*records, broken("gamg", "tsv", 1048576)))
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(pathlib.Path(out.strip()).read_bytes().startswith(PNG))

    def test_a_report_of_the_stress_suite_becomes_one_too(self):
        def stressed(solver, unknowns, seconds, **changes):
            return {"solver": solver, "system": "stack-8h", "size": bench_plot.cells_text(unknowns), "unknowns": unknowns,
                    "is_ours": solver == "column", "converged": True, "setup_s": 0.25 * seconds, "elapsed_s": seconds,
                    "solve_s": 0.75 * seconds, "bytes_per_unknown": 300.0, **changes}
        records = [stressed("column", 50391, 0.1), stressed("calculix", 50391, 8.0, setup_s=None, solve_s=None),
                   stressed("gamg", 2047815, 0.0, converged=False, setup_s=None, solve_s=None, elapsed_s=None)]
        code, out, err = self.run_command({**report(*records), "suite": "stress"})
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(pathlib.Path(out.strip()).read_bytes().startswith(PNG))
        whole = bench_plot.with_cells({**report(*records), "suite": "stress"})["records"]
        self.assertAlmostEqual(bench_plot.time_per_cell(whole[1]), 8e9 / 50391)
        self.assertIsNone(bench_plot.time_per_cell(whole[2]))

    def test_one_point_is_enough(self):
        self.assertEqual(self.run_command(report(record("icc", "package", 16384, 0.02)))[0], 0)

    def test_unknown_memory_leaves_the_time(self):
        self.assertEqual(self.run_command(report(record("icc", "package", 16384, 0.02, bytes_per_cell=None)))[0], 0)

    def test_what_is_no_report_ends_with_74(self):
        for content in ("", "[]", "{}", json.dumps({"records": [{"solver": "icc"}]}), report(),
                        report(broken("icc", "package", 16384))):
            code, out, err = self.run_command(content)
            self.assertEqual((code, out), (74, ""), content)
            self.assertIn(str(self.file), err)

    def test_a_solver_looks_the_same_in_every_picture(self):
        alone = bench_plot.line_styles([record("icc", "package", 16384, 1.0)])
        among = bench_plot.line_styles([record(name, "package", 16384, 1.0) for name in ("pfmg", "gamg", "icc", "new")])
        self.assertEqual(alone["icc"], among["icc"])
        colours = [look["color"] for look in among.values()]
        self.assertEqual(len(set(colours)), len(colours))

    def test_missing_points_are_named(self):
        records = [record("icc", "package", 262144, 1.0), broken("icc", "tsv", 262144), broken("gamg", "tsv", 262144)]
        text = bench_plot.missing_text(records, bench_plot.line_styles(records))
        self.assertEqual(text, "Not converged or left out: icc (tsv 0.262M); gamg")
        self.assertEqual(bench_plot.missing_text(records[:1], bench_plot.line_styles(records)), "")

    def test_a_busy_machine_is_told(self):
        quiet = report(record("icc", "package", 16384, 1.0, cpu_share=0.99))
        busy = report(record("icc", "package", 16384, 1.0, cpu_share=0.4))
        self.assertNotIn("BUSY", bench_plot.subtitle_of(quiet))
        self.assertIn("BUSY", bench_plot.subtitle_of(busy))

    def test_ticks_are_few_and_inside(self):
        self.assertEqual(bench_plot.ticks(30, 700), [50, 100, 200, 500])
        self.assertEqual(bench_plot.ticks(160, 800), [200, 300, 400, 500, 700])
        self.assertEqual(bench_plot.ticks(5, 5e4), [10, 100, 1000, 10000])

    def test_reading_needs_the_keys(self):
        self.file.write_text(json.dumps({"records": [{}]}), encoding="utf-8")
        with self.assertRaises(ResultsError):
            bench_plot.read_report(self.file)


if __name__ == "__main__":
    unittest.main()
