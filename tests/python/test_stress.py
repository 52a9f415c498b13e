"""Stress and warpage: reader, pictures and report against files with known contents, with heat and without."""

import json
import pathlib
import shutil
import tempfile
import unittest

import matplotlib.image
import numpy as np
import synthetic
import synthetic_stress
from page_reader import Page
from strata_post import Results, style
from strata_post.load_cases import most_warped
from strata_post.pictures import deformed, draw_all, interfaces, views, warpage
from strata_post.report import write_report

PICTURES = ["deformed_xz.png", "deformed_yz.png", "interface_substrate_interposer.png", "stress_xz.png",
            "stress_yz.png", "warpage.png", "warpage_bottom.png", "warpage_top_corners.png"]


def package():
    """A stack of two dies on a coarse grid."""
    return synthetic.package(rounds=2, lateral=1e-3)


class StressRun(unittest.TestCase):
    heat = True

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.pack = package()
        run = synthetic.write_run(self.folder / "a.results", self.pack)
        self.run_folder = synthetic_stress.add_stress(run, self.pack, heat=self.heat)
        self.results = Results(self.run_folder)
        self.addCleanup(self.results.close)


class ReaderTest(StressRun):
    def test_load_cases_beside_heat(self):
        self.assertTrue(self.results.has_temperature)
        self.assertEqual([case.name for case in self.results.load_cases], ["25 degC", "260 degC", "25 degC"])
        self.assertEqual(self.results.load_cases[1].temperature, 533.15)
        np.testing.assert_allclose(self.results.temperature("z", 0)[5, 5], synthetic.linear(
            *(0.5 * (lines[n] + lines[n + 1]) for lines, n in zip(self.pack.lines, (5, 5, 0)))))

    def test_planes_of_nodes_and_cells(self):
        case = self.results.load_cases[0]
        x, y, _ = self.pack.lines
        xm, ym = synthetic_stress.middle(self.pack)
        np.testing.assert_allclose(case.displacement("z", "z", 0),
                                   -0.2 * ((x[None, :] - xm)**2 + (y[:, None] - ym)**2), rtol=1e-12)
        np.testing.assert_allclose(case.cells("stress/xx", "z", 0)[3], 1e9 * (0.5 * (x[1:] + x[:-1]) - xm), rtol=1e-5)
        self.assertEqual([one.label for one in case.warpage], ["bottom", "top (corners)"])
        self.assertAlmostEqual(case.warpage[0].warpage, synthetic_stress.warpage(self.pack, 1.0))

    def test_the_case_that_warps_most(self):
        self.assertIs(most_warped(self.results.load_cases), self.results.load_cases[0])


class PicturesTest(StressRun):
    def test_every_picture_is_written(self):
        written = sorted(path.name for path in draw_all(self.results, self.run_folder / "pictures"))
        self.assertEqual([name for name in written if name in PICTURES], PICTURES)
        self.assertIn("top_view.png", written)
        for name in PICTURES:
            image = matplotlib.image.imread(self.run_folder / "pictures" / name)
            self.assertGreater(len(np.unique(image[::5, ::5, :3].reshape(-1, 3), axis=0)), 10, name)

    def test_the_warpage_map_says_value_and_sign(self):
        cases = self.results.load_cases
        value = synthetic_stress.warpage(self.pack, 1.0) * 1e6
        sheet = warpage.compose(self.results, cases[0], cases[0].warpage[0])
        self.assertIn(f"25 degC: {value:+.2f} µm, convex", sheet.subtitle)
        sheet = warpage.compose(self.results, cases[1], cases[1].warpage[0])
        self.assertIn(f"260 degC: {-0.5 * value:+.2f} µm, concave", sheet.subtitle)

    def test_the_deformation_is_exaggerated_by_what_is_said(self):
        case = self.results.load_cases[0]
        section = views.section_at(self.results, "y", deformed.cell_through(self.results))
        u, z, factor = deformed.shape(self.results, case, section, 3e-3)
        bow = (z - self.results.lines[2][:, None])[0]
        half = 0.5 * (self.pack.lines[0][-1] - self.pack.lines[0][0])
        self.assertAlmostEqual(float(bow.max() - bow.min()), factor * 0.2 * half**2, delta=0.01 * float(np.ptp(bow)))
        self.assertEqual(u.shape, z.shape)

    def test_tractions_of_an_interface(self):
        name, interface = interfaces.worst(self.results.summary)
        self.assertEqual((name, interface["lower"], interface["upper"]), ("25 degC", "substrate", "interposer"))
        peel, shear = interfaces.tractions(self.results, self.results.load_cases[0], interface)
        inside = np.isfinite(peel)
        self.assertTrue((shear[inside] == 3.0).all())
        self.assertEqual(float(np.nanmin(peel)), 2.0)
        self.assertFalse(inside[0, 0])       # the interposer is smaller than the substrate

    def test_one_temperature_makes_no_curve(self):
        folder = synthetic.write(self.folder / "one", self.pack)
        synthetic_stress.add_stress(folder, self.pack, synthetic_stress.CASES[:1])
        with Results(folder) as results:
            self.assertIsNone(warpage.compose_profile(results))

    def test_ranges_of_colours_leave_peaks_out(self):
        values = np.concatenate([np.linspace(0.0, 1.0, 1000), [100.0, np.nan]])
        self.assertLess(style.bulk_range(values).vmax, 1.1)
        self.assertEqual(style.signed_range([-3.0, 2.0]).vmin, -3.0)
        self.assertEqual(style.bulk_range([]).vmax, 1.0)


class ReportTest(StressRun):
    def page(self):
        output = self.folder / "page.html"
        write_report([self.run_folder], output)
        return Page(output.read_text(encoding="utf-8"))

    def test_sections_and_tables(self):
        page = self.page()
        headings = [text for level, text in page.headings if level == 2]
        for title in ("Warpage", "Stress", "Interfaces", "Stress solver", "Temperature maps"):
            self.assertIn(title, headings)
        value = synthetic_stress.warpage(self.pack, 1.0) * 1e6
        rows = page.tables["Warpage of the surfaces"]
        self.assertEqual(rows[0], ["Load caseµm"[:9], "bottomµm", "top (corners)µm"])
        self.assertEqual(rows[1], ["25 degC", f"+{value:.2f}", f"+{value:.2f}"])
        self.assertEqual(rows[2][1], f"−{0.5 * value:.2f}")
        laminate = page.tables["Laminate theory at 25 degC: layers without edges, as a check of the order of size"]
        self.assertEqual(laminate[1], ["assembly", "0.41", "0.42", "+45.00"])
        dies = page.tables["Largest principal stress of each die, in its worst load case"]
        self.assertEqual(dies[1][:2], ["hbm0.dram[2]", "30.00"])
        found = page.tables["Traction of the interfaces, in the load case that peels each most"]
        self.assertEqual(found[1][:3], ["substrate | interposer", "4.00", "2.00"])
        self.assertIn("Largest warpage", " ".join(page.words))

    def test_two_runs_are_compared(self):
        other = synthetic.write_run(self.folder / "b.results", self.pack)
        output = self.folder / "both.html"
        write_report([self.run_folder, other], output)
        page = Page(output.read_text(encoding="utf-8"))
        rows = {row[0]: row for row in page.tables["Key figures and differences"]}
        self.assertEqual(rows["Largest principal stress in a die"][2:4], ["30.000", "–"])


class WithoutHeatTest(StressRun):
    heat = False

    def test_pictures(self):
        self.assertFalse(self.results.has_temperature)
        written = sorted(path.name for path in draw_all(self.results, self.run_folder / "pictures"))
        self.assertEqual(written, sorted([*PICTURES, "stack_up.png"]))

    def test_report(self):
        output = write_report([self.run_folder])
        page = Page(output.read_text(encoding="utf-8"))
        headings = [text for level, text in page.headings if level == 2]
        self.assertEqual(headings, ["Summary", "Stack-up", "Warpage", "Stress", "Interfaces", "Mesh", "Stress solver",
                                    "Warnings and assumptions", "Materials", "Deck", "Provenance"])

    def test_comparison(self):
        other = synthetic_stress.add_stress(synthetic.write_run(self.folder / "b.results", self.pack), self.pack,
                                            heat=False)
        output = self.folder / "both.html"
        write_report([self.run_folder, other], output)
        page = Page(output.read_text(encoding="utf-8"))
        self.assertNotIn("Maps", [text for _, text in page.headings])
        self.assertEqual(json.loads((other / "summary.json").read_text())["balance"], None)


if __name__ == "__main__":
    unittest.main()
