"""Tables of parameter studies: what is read, and the places and colours of known values in the pictures."""

import json
import pathlib
import shutil
import tempfile
import unittest

import matplotlib.image
import numpy as np
from strata_post import style
from strata_post.__main__ import main
from strata_post.pictures import study
from strata_post.results import ResultsError
from strata_post.studies import StudyTable, VariedKey


def content(keys, temperatures, status=None):
    """study.json with one junction temperature [K] per variant for the die "gpu", and one kelvin less for "hbm"."""
    names = [[]]
    for _, values in keys:
        names = [name + [value] for name in names for value in values]
    status = status or ["ok"] * len(names)
    return {"format_version": 1, "title": "A study",
            "varied": [{"key": key, "values": values} for key, values in keys],
            "columns": [{"head": f"junction_temperature_max_K:{die}", "result": "junction_temperature_max", "of": die,
                         "unit": "K"} for die in ("hbm", "gpu")],
            "variants": [{"settings": name, "status": word, "exit_code": 0, "reason": "", "iterations": 1,
                          "values": [None if value is None else value - 1.0, value], "warnings": []}
                         for name, word, value in zip(names, status, temperatures)]}


class StudyTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def table(self, *arguments):
        (self.folder / "study.json").write_text(json.dumps(content(*arguments)))
        return StudyTable(self.folder)

    def pixel(self, left, bottom):
        """RGB (0..255) of study.png at a place in inches from its lower left corner."""
        image = matplotlib.image.imread(self.folder / "study.png")
        return np.round(255 * image[image.shape[0] - 1 - int(bottom * style.DPI), int(left * style.DPI), :3])

    def test_without_temperatures_warpage_is_drawn_in_micrometres(self):
        made = content([("k", ["1 um", "2 um"])], [-2e-5, 3e-5])
        for column in made["columns"]:
            column.update(result="warpage", unit="m")
        (self.folder / "study.json").write_text(json.dumps(made))
        columns, label, convert = study.shown_columns(StudyTable(self.folder))
        self.assertEqual((columns[0].result, label), ("warpage", "warpage [µm]"))
        self.assertAlmostEqual(convert(3e-5), 30.0)

    def test_values_are_numbers_where_they_share_a_unit(self):
        np.testing.assert_array_equal(VariedKey("k", ["5e3 W/(m^2.K)", "1.5e4 W/(m^2.K)"]).numbers, [5e3, 1.5e4])
        self.assertEqual(VariedKey("k", ["60 um", "90 um"]).label, "k [um]")
        np.testing.assert_array_equal(VariedKey("k", ["1", "-2.5"]).numbers, [1, -2.5])
        for texts in (["60 um", "1 mm"], ["silicon", "copper"], ["[1 mm, 2 mm]"]):
            self.assertIsNone(VariedKey("k", texts).numbers, texts)
            self.assertEqual(VariedKey("k", texts).label, "k")

    def test_columns_come_hottest_first_and_fit_the_grid_of_keys(self):
        table = self.table([("a", ["1", "2"]), ("b", ["x", "y", "z"])], [310, 320, 330, 340, 350, None])
        self.assertEqual([column.of for column in table.of_result("junction_temperature_max")], ["gpu", "hbm"])
        np.testing.assert_array_equal(table.as_grid(table.columns[1].values),
                                      [[310, 320, 330], [340, 350, np.nan]])

    def test_every_number_of_keys_gives_a_picture(self):
        for keys in ([("a", ["1 um", "2 um"])], [("a", ["p", "q"])], [("a", ["1", "2"]), ("b", ["x", "y"])],
                     [("a", ["1"]), ("b", ["x"]), ("c", ["u", "v"])]):
            count = int(np.prod([len(values) for _, values in keys]))
            for temperatures in ([330.0 + n for n in range(count)], [None] + [330.0] * (count - 1), [None] * count):
                status = ["not converged" if value is None else "limit exceeded" for value in temperatures]
                self.table(keys, temperatures, status)
                self.assertEqual(main(["study", str(self.folder)]), 0)
                self.assertGreater(matplotlib.image.imread(self.folder / "study.png").shape[1], 500)

    def test_a_map_shows_each_combination_in_its_colour(self):
        keys = [("a", ["1", "2"]), ("b", ["1", "2", "3"])]
        temperatures = [310, 320, 330, 340, 350, 360]
        study.study_picture(self.table(keys, temperatures), self.folder / "study.png")
        norm = style.colour_range(style.degc(np.array(temperatures)))
        left, width, height = 0.85 + 0.075, max(3.6, 1.25 * 3), 1.6
        for n, value in enumerate(temperatures):
            place = left + (n % 3 + 0.1) / 3 * width, 0.85 + (n // 3 + 0.1) / 2 * height
            expected = np.round(255 * np.array(style.TEMPERATURE(norm(style.degc(value)))[:3]))
            np.testing.assert_allclose(self.pixel(*place), expected, atol=2, err_msg=str(value))

    def test_what_is_no_study_ends_with_74(self):
        self.assertEqual(main(["study", str(self.folder)]), 74)
        for text in ("no json", "{}", '{"variants": 3}', "[]"):
            (self.folder / "study.json").write_text(text)
            with self.assertRaises(ResultsError, msg=text):
                StudyTable(self.folder)
            self.assertEqual(main(["study", str(self.folder)]), 74)


if __name__ == "__main__":
    unittest.main()
