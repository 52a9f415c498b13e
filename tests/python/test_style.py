"""Texts, colours and layout rules of the pictures."""

import types
import unittest

import matplotlib.colors
import matplotlib.figure
import numpy as np
from strata_post import style
from strata_post.pictures import dies, stack_up, views


class TextTest(unittest.TestCase):
    def test_lengths_change_their_unit_at_one_millimetre(self):
        self.assertEqual(style.length_text(35e-6), "35 µm")
        self.assertEqual(style.length_text(719e-6), "719 µm")
        self.assertEqual(style.length_text(1.4e-3), "1.4 mm")
        self.assertEqual(style.length_text(1e-3), "1 mm")

    def test_temperatures_are_in_celsius(self):
        self.assertEqual(style.temperature_text(358.15), "85.0 °C")
        np.testing.assert_allclose(style.degc([273.15, 300.0]), [0.0, 26.85])

    def test_file_names_hold_no_brackets(self):
        self.assertEqual(dies.file_name("hbm0.dram[3]"), "hbm0_dram_3")


class SheetTest(unittest.TestCase):
    def test_without_its_heading_a_picture_ends_where_its_drawing_does(self):
        sheet = style.Sheet(6.0, 5.0, "A title", "of a picture")
        axes = sheet.axes(1.0, 1.0, 3.0, 2.0)
        axes.set_xticks([])
        axes.set_yticks([])
        drawing, width, height = sheet.without_heading()
        self.assertAlmostEqual(width, 3.0, delta=0.15)
        self.assertAlmostEqual(height, 2.0, delta=0.15)
        self.assertIn("</svg>", drawing)
        self.assertEqual(drawing, sheet.without_heading()[0])
        self.assertTrue(all(text.get_visible() for text in sheet.figure.texts))


class ColourTest(unittest.TestCase):
    def test_colour_maps_run_evenly_from_dark_to_light(self):
        # Relative luminance (Rec. 709) grows all the way: equal steps stay visible in grey, too.
        for colours in (style.TEMPERATURE, style.POWER):
            luminance = colours(np.linspace(0, 1, 64))[:, :3] @ [0.2126, 0.7152, 0.0722]
            self.assertTrue((np.diff(luminance) > 0).all())

    def test_missing_values_are_white(self):
        values = np.ma.masked_invalid([np.nan])
        np.testing.assert_array_equal(style.TEMPERATURE(values)[0], (1, 1, 1, 1))

    def test_void_is_white_and_materials_differ(self):
        names = ["void", "silicon", "tsv_in_silicon", "copper", "copper_lid", "mold", "underfill", "bond_line",
                 "base_bumps", "gpu_bumps", "c4_bumps", "beol", "tim1", "tim2", "abf_laminate", "glue", "wax"]
        colours = style.material_colours(names)
        self.assertEqual(colours[0], "#ffffff")
        self.assertEqual(len(set(colours)), len(names))

    def test_range_covers_finite_values_only(self):
        norm = style.colour_range([np.nan, 20.0, 85.0])
        self.assertEqual((norm.vmin, norm.vmax), (20.0, 85.0))

    def test_flat_and_empty_fields_have_a_range(self):
        for values in ([40.0, 40.0], [np.nan], []):
            norm = style.colour_range(values)
            self.assertIsInstance(norm, matplotlib.colors.Normalize)
            self.assertGreater(norm.vmax, norm.vmin)


class LayoutTest(unittest.TestCase):
    def test_labels_that_have_room_stay_where_they_are(self):
        self.assertEqual(style.spread([1.0, 2.0, 3.0], [0.2] * 3, 0.0, 4.0), [1.0, 2.0, 3.0])

    def test_labels_never_overlap(self):
        generator = np.random.default_rng(7)
        for _ in range(200):
            heights = generator.uniform(0.1, 0.5, generator.integers(1, 12)).tolist()
            positions = np.sort(generator.uniform(0.0, 8.0, len(heights))).tolist()
            placed = style.spread(positions, heights, 0.0, 8.0)
            for n in range(1, len(placed)):
                self.assertGreaterEqual(placed[n] - placed[n - 1], 0.5 * (heights[n] + heights[n - 1]) - 1e-9)
            self.assertGreaterEqual(placed[0], 0.5 * heights[0] - 1e-9)
            self.assertLessEqual(placed[-1], 8.0 - 0.5 * heights[-1] + 1e-9)

    def test_labels_without_room_share_it(self):
        placed = style.spread([0.5] * 4, [1.0] * 4, 0.0, 2.0)
        np.testing.assert_allclose(placed, [0.25, 0.75, 1.25, 1.75])

    def test_exaggeration_is_a_round_number_that_fits(self):
        for largest, expected in ((0.3, 1), (1.7, 1.5), (2, 2), (4.9, 4), (9.99, 8), (17, 15), (64, 50), (100, 100)):
            self.assertEqual(style.nice_exaggeration(largest), expected)

    def test_sections_keep_their_stated_exaggeration_and_room(self):
        for width, height in ((74e-3, 4e-3), (14e-3, 3e-3), (1e-3, 5e-3)):
            w, h, factor = style.section_size(width, height, 9.0, 3.0)
            self.assertAlmostEqual((h / height) / (w / width), factor, places=9)
            self.assertLessEqual(w, 9.0 + 1e-9)
            self.assertLessEqual(h, 3.0 + 1e-9)

    def test_contact_sheets_are_wider_than_high(self):
        self.assertEqual(dies.columns_of_sheet(13, 1.0), 5)
        self.assertEqual(dies.columns_of_sheet(1, 1.0), 1)
        self.assertGreaterEqual(dies.columns_of_sheet(4, 20.0), 1)


class NamePlaceTest(unittest.TestCase):
    def test_names_stand_in_the_middle_unless_a_marker_is_there(self):
        wide, upright = (0.0, 0.0, 10.0, 2.0), (0.0, 0.0, 2.0, 10.0)
        self.assertEqual(views.clear_place(wide, None, 1.0), (5.0, 1.0))
        self.assertEqual(views.clear_place(wide, (9.0, 1.0), 2.0), (5.0, 1.0))
        self.assertEqual(views.clear_place(wide, (5.5, 1.0), 2.0), (2.0, 1.0))
        self.assertEqual(views.clear_place(upright, (1.0, 4.0), 2.5), (1.0, 8.0))

    def test_names_of_parts_on_each_other_are_written_below_each_other(self):
        names = ("die", "lid", "memory")
        places = (([0.0, 0.0], [4.0, 4.0]), ([0.0, 0.0], [4.0, 4.0]), ([8.0, 0.0], [12.0, 4.0]))
        results = types.SimpleNamespace(
            lines=[np.array([0.0, 20.0]), np.array([0.0, 10.0])],
            placements=[types.SimpleNamespace(name=name, lower=np.array(lower), upper=np.array(upper))
                        for name, (lower, upper) in zip(names, places)])
        axes = matplotlib.figure.Figure().add_subplot()
        views.label_placements(axes, results)
        y = {text.get_text(): text.get_position()[1] for text in axes.texts}
        self.assertLess(y["lid"], y["die"])
        self.assertEqual(y["memory"], y["die"])


class RepeatTest(unittest.TestCase):
    class Layer:
        def __init__(self, name):
            self.name = name

    def runs(self, *names):
        return [(count, [layer.name for layer in layers])
                for count, layers in stack_up.repeats([self.Layer(name) for name in names])]

    def test_rounds_of_a_repeat_are_one_run(self):
        self.assertEqual(self.runs("base", "bond[1]", "dram[1]", "bond[2]", "dram[2]", "cap"),
                         [(1, ["base"]), (2, ["bond[1]", "dram[1]", "bond[2]", "dram[2]"]), (1, ["cap"])])

    def test_two_repeats_in_a_row_stay_apart(self):
        self.assertEqual(self.runs("a[1]", "a[2]", "b[1]", "b[2]", "b[3]"),
                         [(2, ["a[1]", "a[2]"]), (3, ["b[1]", "b[2]", "b[3]"])])


if __name__ == "__main__":
    unittest.main()
