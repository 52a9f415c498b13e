"""The report: numbers against summary.json, sections, differences of runs, refusals."""

import contextlib
import hashlib
import io
import json
import pathlib
import re
import shutil
import tempfile
import unittest

import h5py
import numpy as np
import synthetic
from page_reader import Page
from strata_post.__main__ import main
from strata_post.files import replacing
from strata_post.report import deck_diff, resistances, texts, write_report
from strata_post.report.markup import Column, Html, escape, table, tag, unbroken
from synthetic import MM

ALL_SECTIONS = ["Summary", "Stack-up", "Power", "Temperature maps", "Sections", "Temperature by layer",
                "Junction temperatures", "Thermal resistances", "Heat flows", "Mesh", "Solver",
                "Warnings and assumptions", "Materials", "Deck", "Provenance"]
LIMIT = ("hbm*.dram[*].active", ["hbm0.dram[1]", "hbm0.dram[2]"], 625.0)


def run(*arguments):
    """Exit code, stdout and stderr of a command."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


def small_package(title="Synthetic package"):
    """A stack of two dies on a coarse grid."""
    pack = synthetic.package(rounds=2, lateral=2e-3)
    pack.title = title
    return pack


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def page(self, *paths):
        output = self.folder / "page.html"
        write_report(paths, output)
        return Page(output.read_text(encoding="utf-8"))


class OneRunTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        pack = small_package("A <b>bold</b> & \"quoted\" title")
        cls.run_folder = synthetic.write_run(cls.folder / "a.results", pack,
                                      limits=[LIMIT, ("hbm0.base", ["hbm0.base"], 700.0)], superposition=True)
        cls.summary = json.loads((cls.run_folder / "summary.json").read_text())
        cls.path = write_report([cls.run_folder])
        cls.html = cls.path.read_text(encoding="utf-8")
        cls.page = Page(cls.html)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def assert_printed(self, text, value):
        """The text is the value rounded to the digits that the text has."""
        digits = text.replace(texts.MINUS, "-").replace(texts.THIN_SPACE, "").replace("+", "")
        decimals = len(digits.partition(".")[2])
        self.assertEqual(digits, f"{value:.{decimals}f}")

    def test_it_lies_beside_the_results_and_nothing_else_does(self):
        self.assertEqual(self.path, self.run_folder / "report.html")
        self.assertEqual(sorted(path.name for path in self.run_folder.iterdir()),
                         ["report.html", "results.h5", "run.json", "summary.json"])

    def test_all_sections_are_there_in_order(self):
        self.assertEqual(self.page.sections(), ALL_SECTIONS)

    def test_headings_descend_one_level_at_a_time_from_one_title(self):
        levels = [level for level, _ in self.page.headings]
        self.assertEqual((levels[0], levels.count(1)), (1, 1))
        self.assertLessEqual(max(np.diff(levels)), 1)

    def test_names_are_escaped(self):
        self.assertEqual(self.page.headings[0][1], "A <b>bold</b> & \"quoted\" title")
        self.assertNotIn("<b>", self.html)

    def test_ids_are_unique_and_links_stay_inside(self):
        self.assertEqual(len(self.page.ids), len(set(self.page.ids)))
        for name, value in self.page.links:
            self.assertTrue(value.startswith("data:") or (name == "href" and value[1:] in self.page.ids), value[:80])
        self.assertNotRegex(self.html, r"https?://|url\(|@import|<script|<link|<iframe")

    def test_pictures_have_words_a_size_and_content(self):
        self.assertGreaterEqual(len(self.page.images), 8)
        for image in self.page.images:
            self.assertGreater(len(image["alt"]), 30)
            self.assertGreater(int(image["width"]), 200)
            self.assertTrue(image["src"].startswith("data:image/svg+xml;base64,"))
            self.assertGreater(len(image["src"]), 5000)

    def test_junctions_are_those_of_the_summary(self):
        for die in self.summary["dies"]:
            name = die["name"]
            for head, value in (("Max", die["junction_temperature_max_K"] - 273.15),
                                ("Mean", die["junction_temperature_mean_K"] - 273.15), ("Power", die["power_W"]),
                                ("x", 1e3 * die["junction_temperature_max_position_m"][0]),
                                ("z", 1e3 * die["junction_temperature_max_position_m"][2])):
                self.assert_printed(self.page.column("Junction temperatures", head)[name], value)
        margins = self.page.column("Junction temperatures", "Margin")
        self.assert_printed(margins["hbm0.dram[1]"], 625.0 - self.summary["dies"][1]["junction_temperature_max_K"])
        self.assertEqual(self.page.column("Junction temperatures", "Limit")["hbm0.dram[1]"], "351.85")

    def test_an_exceeded_limit_is_said_in_words_at_the_top(self):
        exceeded = self.summary["limits"][0]["exceeded"]
        self.assertTrue(exceeded)
        self.assertIn("▲ 1 of 2 limits is exceeded.", self.page.text)
        self.assertEqual(self.page.column("Limits", "Verdict"), {LIMIT[0]: "▲ EXCEEDED", "hbm0.base": "✓ kept"})
        self.assertIn('class="verdict bad"', self.html)
        self.assertEqual(self.html.count('<tr class="exceeded">'), 1 + sum(
            die["limit_K"] < die["junction_temperature_max_K"] for die in self.summary["dies"]))

    def test_boundaries_and_balance_are_those_of_the_summary(self):
        heats = self.page.column("Heat through", "Heat out")
        for boundary in self.summary["boundaries"]:
            name = boundary["name"] + ("" if boundary["named"] else " (not in the deck: adiabatic)")
            self.assert_printed(heats[name], boundary["heat_out_W"])
            self.assert_printed(self.page.column("Heat through", "Area")[name], 1e6 * boundary["area_m2"])
        balance = dict(row for row in self.page.tables["Energy balance"])
        self.assert_printed(balance["Heat released"].removesuffix(" W"), self.summary["balance"]["source_W"])
        self.assertEqual(balance["Relative imbalance"].replace("\u00a0", " "), "2.5 × 10⁻¹² (bound 1.0 × 10⁻⁸)")

    def test_resistances_are_those_of_the_summary_hottest_die_first(self):
        rows = self.page.tables["Thermal resistances [K/W]"]
        dies = sorted(self.summary["dies"], key=lambda die: -die["junction_temperature_mean_K"])
        self.assertEqual([row[0] for row in rows[1:]], [die["name"] for die in dies])
        self.assertEqual(rows[0][1:], [die["name"] for die in dies])
        order = [self.summary["dies"].index(die) for die in dies]
        for row, i in zip(rows[1:], order):
            for cell, j in zip(row[1:], order):
                self.assert_printed(cell, 1.0 / (1 + i + j))

    def test_layers_carry_thickness_and_material(self):
        self.assertEqual(self.page.column("Layers, from the top", "Thickness")["bond[1..2]"], "12")
        self.assertEqual(self.page.column("Layers, from the top", "Thickness")["dram[1..2]"], "35 (last 100)")
        self.assertEqual(self.page.column("Layers, from the top", "Material")["lid"], "copper")

    def test_the_profile_gives_the_temperatures_of_the_column(self):
        rows = self.page.column("Layers met by the column", "In this column")
        # The field is linear, so the hottest place is the last column, and the mean over a layer that in its middle.
        x, y, _ = (0.5 * (lines[-1] + lines[-2]) for lines in small_package().lines)
        self.assertEqual(list(rows), ["lid", "substrate"])
        for body in small_package().bodies:
            if body.name in rows:
                value = synthetic.linear(x, y, 0.5 * (body.lower[2] + body.upper[2]))
                self.assertAlmostEqual(float(rows[body.name]), value - 273.15, delta=0.00501)

    def test_mesh_solver_and_provenance(self):
        self.assertIn(" × ".join(map(str, self.summary["cells_per_axis"])), self.page.text)
        lines = small_package().lines
        self.assert_printed(self.page.column("Spacings", "Cells")["z"], len(lines[2]) - 1)
        self.assertEqual(self.page.column("Spacings", "Smallest")["z"], "12")
        self.assertEqual(self.page.column("Relative residual", "Residual")["2"].replace("\u00a0", " "), "3.0 × 10⁻⁵")
        for word in ("9.8.7 (abcdef012345)", "PETSc 3.18.5", "2 on node1", "d" * 64, "solve 0.34 s",
                     hashlib.sha256((self.run_folder / "summary.json").read_bytes()).hexdigest()):
            self.assertIn(word, self.page.text)

    def test_warnings_assumptions_and_decks(self):
        for words in ("silicon is used beyond its range", "2-6 W/(m.K) is usual", "20.00 mm² are adiabatic",
                      "Properties without a source", synthetic.DECK, synthetic.DECK_AS_WRITTEN):
            self.assertIn(words, self.page.text)

    def test_the_same_run_gives_the_same_page(self):
        again = self.folder / "again.html"
        write_report([self.run_folder], again)
        self.assertEqual(again.read_text(encoding="utf-8"), self.html)


class SparseRunTest(InFolder):
    def test_parts_that_a_run_does_not_have_are_left_out(self):
        pack = small_package()
        for body in pack.bodies:
            body.power = 0.0
        content = synthetic.summary(pack)
        page = self.page(synthetic.write_run(self.folder / "a", pack, content=content))
        missing = {"Power", "Thermal resistances"}
        self.assertEqual(page.sections(), [name for name in ALL_SECTIONS if name not in missing])
        self.assertNotIn("Limits of the deck", page.tables)
        self.assertIn("No limits are set", page.text)
        self.assertNotIn("Margin", "".join(page.tables["Junction temperatures, hottest first"][0]))

    def test_a_package_without_dies_has_no_junctions(self):
        lines = tuple(np.linspace(0.0, 4e-3, 5) for _ in range(3))
        block = synthetic.Body("block", "copper", (0.0, 0.0, 0.0), (4 * MM, 4 * MM, 4 * MM))
        pack = synthetic.Package([block], [], lines)
        content = synthetic.summary(pack)
        content["hottest_point"] = {"temperature_max_K": 345.678, "position_m": [0.0, 0.0, 0.0], "body": "block"}
        page = self.page(synthetic.write_run(self.folder / "a", pack, content=content))
        self.assertNotIn("Junction temperatures", page.sections())
        self.assertIn("72.53", page.text)

    def test_grid_uncertainty_and_fallback_are_shown_where_stored(self):
        pack = small_package()
        content = synthetic.summary(pack)
        band = {"temperatures_K": [340.0, 341.0, 343.0], "trend": "monotone", "observed_order": 1.25,
                "grid_convergence_index_K": 0.375}
        content["grid_uncertainty"] = {
            "cells": [8, 4, 2], "cells_in_plane": [[40, 30], [20, 15], [10, 8]], "spacing_ratios": [2, 2],
            "safety_factor": 1.25, "hottest_point": band,
            "dies": [{"name": die["name"], "junction_temperature_max": band, "junction_temperature_mean": band}
                     for die in content["dies"]]}
        content["convergence"]["fallback"] = "the column solver stagnated"
        content["limits"] = [{"target": "hbm0.base", "limit_K": 340.25, "reached_K": 340.0, "where": "hbm0.base",
                              "position_m": [0.0, 0.0, 0.0], "exceeded": False}]
        page = self.page(synthetic.write_run(self.folder / "a", pack, content=content))
        self.assertEqual(page.column("Junction temperatures", "Grid ±")["hbm0.base"], "0.38")
        self.assertIn("0.25\u00a0K below the limit of 67.1\u00a0°C on hbm0.base. ▲ The grid may be wrong by more than that: "
                      "± 0.38\u00a0K.", page.text)
        self.assertEqual(page.column("Grid convergence", "40 × 30")["hottest point"], "66.85")
        self.assertEqual(page.text.count("The solver fell back: the column solver stagnated"), 2)

    def test_an_older_summary_without_limits_of_dies(self):
        pack = small_package()
        content = synthetic.summary(pack, limits=[LIMIT])
        for die in content["dies"]:
            del die["limit_K"]
        page = self.page(synthetic.write_run(self.folder / "a", pack, content=content))
        self.assertIn("Limits of the deck", page.tables)
        self.assertNotIn("Margin", "".join(page.tables["Junction temperatures, hottest first"][0]))


class ComparisonTest(InFolder):
    def setUp(self):
        super().setUp()
        pack, other = small_package(), small_package()
        next(body for body in other.bodies if body.name == "hbm0.base").power *= 1.5
        self.a = synthetic.write_run(self.folder / "a.results", pack, limits=[LIMIT])
        self.b = synthetic.write_run(self.folder / "b.results", other, lambda x, y, z: synthetic.linear(x, y, z) + 12.5,
                                     synthetic.DECK.replace("5 W/(m.K)", "2 W/(m.K)"),
                                     limits=[(*LIMIT[:2], 630.0)])

    def test_differences_are_the_second_less_the_first(self):
        page = self.page(self.a, self.b)
        self.assertEqual(page.sections(), ["Runs", "Key figures", "Limits", "Junction temperatures", "Maps",
                                           "What differs between the decks"])
        a, b = (json.loads((path / "summary.json").read_text()) for path in (self.a, self.b))
        shown = page.column("Junction temperatures", "B − A")
        for one, two in zip(a["dies"], b["dies"]):
            self.assertEqual(shown[one["name"]], "+12.50")
            cell = page.column("Junction temperatures", "B")[one["name"]].removeprefix("▲ ")
            self.assertEqual(cell, f"{two['junction_temperature_max_K'] - 273.15:.2f}")
        power = page.column("Key figures", "B − A")["Power"]
        self.assertEqual(power, f"{b['power_total_W'] - a['power_total_W']:+.3f}")
        self.assertEqual(page.column("Key figures", "B − A")["Cells"], "0")

    def test_limits_of_both_and_what_exceeds_them(self):
        page = self.page(self.a, self.b)
        row = page.tables["Limits of the decks"][1]
        self.assertEqual((row[1], row[5]), ("351.85", "356.85"))
        self.assertEqual(row[8], "▲ EXCEEDED")
        self.assertTrue(page.column("Junction temperatures", "B")["hbm0.dram[1]"].startswith("▲ "))

    def test_what_differs_between_the_decks(self):
        page = self.page(self.a, self.b)
        self.assertEqual(page.tables["Differences between the resolved decks of A and B"][1:],
                         [["materials.tim1.conductivity", "5 W/(m.K)", "2 W/(m.K)"]])
        page = self.page(self.a, shutil.copytree(self.a, self.folder / "copy"))
        self.assertIn("A and B: the same deck.", page.text)

    def test_runs_with_other_dies_are_compared_where_they_can(self):
        c = synthetic.write_run(self.folder / "c", synthetic.package(rounds=3, lateral=2e-3))
        page = self.page(self.a, self.b, c)
        self.assertEqual(page.column("Junction temperatures", "C − A")["hbm0.dram[3]"], texts.NONE)
        self.assertEqual(page.column("Junction temperatures", "C − A")["hbm0.base"], "0.00")

    def test_maps_share_their_colours(self):
        html = (self.folder / "page.html")
        write_report([self.a, self.b], html)
        page = Page(html.read_text(encoding="utf-8"))
        # Hottest layer, three dies and power, each of both runs.
        self.assertEqual(len(page.images), 10)

    def test_the_default_place_is_the_working_directory(self):
        with contextlib.chdir(self.folder):
            self.assertEqual(write_report([self.a, self.b]), pathlib.Path("report.html"))
            self.assertTrue((self.folder / "report.html").is_file())


class DeckDifferenceTest(unittest.TestCase):
    FIRST = ("strata: 1\nmesh:\n  lateral: 1 mm\n  growth: 2\nassembly:\n  size: [1 mm, 2 mm]\n  stack:\n"
             "    - name: board\n      material: fr4\n    - tier: dies\n      place:\n        - part: hbm\n"
             "          at: [0 m, 0 m]\n        - part: gpu\n          at: [1 m, 0 m]\n")

    def differences(self, second):
        return [(d.path, d.before, d.after) for d in deck_diff.differences(self.FIRST, second)]

    def test_paths_are_those_of_set(self):
        paths = [path for path, value in deck_diff.entries(self.FIRST) if value]
        self.assertEqual(paths, ["strata", "mesh.lateral", "mesh.growth", "assembly.size", "assembly.stack[0].name",
                                 "assembly.stack[0].material", "assembly.stack[1].tier",
                                 "assembly.stack[1].place[0].part", "assembly.stack[1].place[0].at",
                                 "assembly.stack[1].place[1].part", "assembly.stack[1].place[1].at"])

    def test_equal_decks_do_not_differ(self):
        self.assertEqual(self.differences(self.FIRST), [])

    def test_a_changed_value(self):
        self.assertEqual(self.differences(self.FIRST.replace("fr4", "silicon")),
                         [("assembly.stack[0].material", "fr4", "silicon")])

    def test_keys_in_another_order_are_no_difference(self):
        self.assertEqual(self.differences(self.FIRST.replace("  lateral: 1 mm\n  growth: 2\n",
                                                             "  growth: 2\n  lateral: 1 mm\n")), [])

    def test_an_item_more_is_the_only_difference(self):
        more = self.FIRST.replace("    - tier: dies", "    - name: c4\n      material: bumps\n    - tier: dies")
        self.assertEqual(self.differences(more), [("assembly.stack[1].name", None, "c4"),
                                                  ("assembly.stack[1].material", None, "bumps")])

    def test_a_key_less(self):
        self.assertEqual(self.differences(self.FIRST.replace("  growth: 2\n", "")), [("mesh.growth", "2", None)])


class RefusalTest(InFolder):
    def setUp(self):
        super().setUp()
        self.run_folder = synthetic.write_run(self.folder / "a.results", small_package())

    def refused(self, code, words, *paths, output=None):
        """The command ends so, says so, and writes nothing."""
        before = sorted(self.folder.rglob("*"))
        extra = ["--output", output] if output else []
        found, out, err = run("report", *(paths or [self.run_folder]), *extra)
        self.assertEqual((found, out), (code, ""), err)
        self.assertRegex(err, words)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def edit(self, name, change):
        """Changes one JSON file and, for the summary, its checksum."""
        path = self.run_folder / name
        content = json.loads(path.read_text())
        change(content)
        path.write_text(json.dumps(content))
        if name == "summary.json":
            synthetic.write_record(self.run_folder)

    def test_a_missing_folder(self):
        self.refused(2, "nothing: no such folder$", self.folder / "nothing")
        (self.folder / "a.yaml").write_text("strata: 1")
        self.refused(2, r"a.yaml: is a file; .*did you mean .*a.results\?", self.folder / "a.yaml")
        self.refused(2, r"did you mean .*a.results\?", self.folder / "a")

    def test_not_a_results_folder(self):
        (self.folder / "other").mkdir()
        self.refused(2, "not the folder of a run", self.folder / "other")
        (self.folder / "other" / "study.json").write_text("{}")
        self.refused(2, "holds a study", self.folder / "other")

    def test_a_run_that_is_not_finished(self):
        (self.run_folder / "run.json").unlink()
        self.refused(2, "not finished")

    def test_the_same_run_twice(self):
        self.refused(2, "named twice", self.run_folder, self.run_folder / "results.h5")

    def test_more_runs_than_letters(self):
        self.refused(2, "27 runs; a report compares 26 at most", *[self.run_folder] * 27)

    def test_all_that_is_wrong_is_said_at_once(self):
        self.refused(2, "x: no such folder\n.*y: no such folder", self.folder / "x", self.run_folder, self.folder / "y")

    def test_a_damaged_file(self):
        path = self.run_folder / "results.h5"
        whole = path.read_bytes()
        path.write_bytes(whole[:-10])
        self.refused(74, r"results.h5: damaged \(\d+ bytes, run.json says \d+\)")
        path.write_bytes(whole[:5000] + b"\xff" + whole[5001:])
        self.refused(74, "results.h5: damaged .*checksum")
        path.unlink()
        self.refused(74, "results.h5: no such file")

    def test_a_damaged_record(self):
        (self.run_folder / "run.json").write_text('{"format_version": 1')
        self.refused(74, "run.json: damaged")
        (self.run_folder / "run.json").write_text("[]")
        self.refused(74, "run.json: damaged")

    def test_keys_that_are_missing(self):
        self.edit("summary.json", lambda content: content.pop("balance"))
        self.refused(74, "summary.json: lacks balance")

    def test_another_format(self):
        self.edit("run.json", lambda content: content.update(format_version=7))
        self.refused(74, "run.json: format_version 7, this program knows 1")
        self.edit("run.json", lambda content: content.update(format_version=1))
        self.edit("summary.json", lambda content: content.update(format_version=0))
        self.refused(74, "summary.json: format_version 0")

    def test_another_format_of_the_fields(self):
        with h5py.File(self.run_folder / "results.h5", "a") as file:
            file.attrs["format_version"] = 2
        synthetic.write_record(self.run_folder)
        self.refused(74, "results.h5: format_version 2, this reader knows 1")

    def test_a_place_that_cannot_be_written(self):
        (self.folder / "file").write_text("in the way")
        self.refused(74, "file", output=self.folder / "file" / "page.html")
        self.refused(2, "is a folder; --output names the file", output=self.folder)

    def test_a_failure_half_way_leaves_the_old_file_and_nothing_else(self):
        path = self.folder / "page.html"
        path.write_text("old")
        with self.assertRaises(ValueError), replacing(path) as temporary:
            pathlib.Path(temporary).write_text("half")
            raise ValueError
        self.assertEqual(path.read_text(), "old")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["a.results", "page.html"])

    def test_an_old_report_is_replaced_by_a_whole_one(self):
        (self.run_folder / "report.html").write_text("old")
        self.assertEqual(run("report", self.run_folder)[:2], (0, f"{self.run_folder / 'report.html'}\n"))
        Page((self.run_folder / "report.html").read_text(encoding="utf-8"))


class TextTest(unittest.TestCase):
    def test_numbers(self):
        self.assertEqual(texts.degc(345.4499), "72.30")
        self.assertEqual([texts.degc_set(v) for v in (378.15, 300.0)], ["105", "26.85"])
        self.assertEqual([texts.change(v) for v in (1.234, -1.234, 0.001, -0.001, None, float("nan"))],
                         ["+1.23", "−1.23", "0.00", "0.00", "–", "–"])
        self.assertEqual([texts.fixed(v, 1) for v in (-0.04, -2.04, None)], ["0.0", "−2.0", "–"])
        self.assertEqual(texts.count(1215984), "1\u202f215\u202f984")
        self.assertEqual(texts.power_of_ten(-8.674e-9).replace("\u00a0", " "), "−8.7 × 10⁻⁹")
        self.assertEqual([texts.length(v) for v in (35e-6, 1.4e-3)], ["35 µm", "1.4 mm"])
        self.assertEqual([texts.size(v) for v in (2048, 3 << 20)], ["2.0 KiB", "3.0 MiB"])
        self.assertEqual(texts.moment("2026-01-02T03:04:05Z"), "2026-01-02 03:04 UTC")

    def test_numbers_keep_their_units(self):
        self.assertEqual(unbroken("mean 59.3 °C, 12 W. 3 Women, z = 1 mm"), "mean 59.3\u00a0°C, 12\u00a0W. 3 Women, z = 1\u00a0mm")

    def test_only_html_goes_in_unescaped(self):
        self.assertEqual(escape("<&>\"'"), "&lt;&amp;&gt;&quot;&#x27;")
        self.assertEqual(tag("p", "<i>", Html("<i></i>"), class_="a\"b"), '<p class="a&quot;b">&lt;i&gt;<i></i></p>')

    def test_rows_of_tables_have_heads(self):
        html = table("Words & numbers", [Column("A"), Column("B", "W", True)], [["a", 1]], {0})
        self.assertIn('<th scope="row">a</th><td class="number">1</td>', html)
        self.assertEqual(len(re.findall('scope="col"', html)), 2)
        self.assertIn("<caption>Words &amp; numbers</caption>", html)

    def test_black_reads_on_every_colour_of_the_matrix(self):
        for rgb in resistances.COLOURS(np.linspace(0, 1, 50))[:, :3]:
            linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
            # Contrast of WCAG 2.2, criterion 1.4.3: at least 4.5.
            self.assertGreater((linear @ [0.2126, 0.7152, 0.0722] + 0.05) / 0.05, 4.5)


if __name__ == "__main__":
    unittest.main()
