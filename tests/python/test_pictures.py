"""The pictures: which files there are, and the colours of known places in them."""

import pathlib
import shutil
import tempfile
import unittest

import matplotlib.image
import numpy as np
import synthetic
from strata_post import Results, style
from strata_post.pictures import draw_all, mesh, power_map, sections, stack_up, top_view, views
from synthetic import MM, UM


def two_level(x, y, z):
    """350 K where x > 10 mm, else 310 K."""
    return np.where(x > 10 * MM, 350.0, 310.0) + 0.0 * y * z


def pixel(path, left, bottom):
    """RGB (0..255) of the picture at a place in inches from its lower left corner."""
    image = matplotlib.image.imread(path)
    row = image.shape[0] - 1 - int(bottom * style.DPI)
    return np.round(255 * image[row, int(left * style.DPI), :3]).astype(int)


class PictureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.pack = synthetic.package(stacks=1, rounds=4, lateral=500 * UM)
        cls.results = Results(synthetic.write(cls.folder, cls.pack, two_level))
        cls.written = draw_all(cls.results, cls.folder / "pictures")

    @classmethod
    def tearDownClass(cls):
        cls.results.close()
        shutil.rmtree(cls.folder)

    def picture(self, name):
        return self.folder / "pictures" / name

    def assert_colour(self, path, place, expected):
        """The pixel has the colour, to two steps of 255."""
        np.testing.assert_allclose(pixel(path, *place), np.round(255 * np.asarray(expected[:3])), atol=2)

    def place_in_plan(self, x, y):
        """Inches of a point [m] of a plan of the whole package."""
        size = [lines[-1] - lines[0] for lines in self.results.lines]
        width, height = style.fit(size[0], size[1], 9.5, 8.2)
        return 0.85 + x / size[0] * width, 0.65 + y / size[1] * height

    def test_every_picture_is_written_with_content(self):
        self.assertEqual(sorted(path.name for path in self.written),
                         ["die_hbm0_base.png", "dies_hbm0.png", "power_map.png", "section_xz.png", "section_yz.png",
                          "stack_up.png", "top_view.png"])
        for path in self.written:
            image = matplotlib.image.imread(path)
            self.assertGreater(image.shape[0], 700, path)
            self.assertGreater(image.shape[1], 900, path)
            self.assertGreater(len(np.unique(image[::5, ::5, :3].reshape(-1, 3), axis=0)), 10, path)
        self.assertEqual(len(list((self.folder / "pictures").iterdir())), len(self.written))

    def test_top_view_shows_the_hottest_layer_in_its_colours(self):
        path = top_view.draw(self.results, self.folder)[0]
        k = self.results.hottest.cell[0]
        norm = style.colour_range(style.degc(self.results.temperature("z", k)))
        self.assert_colour(path, self.place_in_plan(16.2 * MM, 16.2 * MM), style.TEMPERATURE(norm(style.degc(350.0))))
        self.assert_colour(path, self.place_in_plan(4.2 * MM, 16.2 * MM), style.TEMPERATURE(norm(style.degc(310.0))))

    def test_void_is_white_in_the_top_view(self):
        def warm_interposer(x, y, z):
            return np.where(np.abs(z - 1.45 * MM) < 60 * UM, 350.0, 310.0) + 0.01 * x + 0.0 * y

        folder = self.folder / "void"
        with Results(synthetic.write(folder, self.pack, warm_interposer)) as results:
            path = top_view.draw(results, folder)[0]
        self.assert_colour(path, self.place_in_plan(1.5 * MM, 10 * MM), (1, 1, 1))
        self.assertLess(pixel(path, *self.place_in_plan(3.5 * MM, 10.1 * MM)).min(), 200)

    def test_power_map_shows_watts_per_area(self):
        path = power_map.draw(self.results, self.folder)[0]
        self.assertAlmostEqual(power_map.total_power(self.results), 30.0, places=9)
        x, y = 6.2 * MM, 5.2 * MM
        k, j, i = self.results.cell_at((x, y, 1.6 * MM))
        self.assertAlmostEqual(power_map.power_per_area(self.results)[j, i], 30.0 / 121.0, places=9)
        self.assert_colour(path, self.place_in_plan(x, y), style.POWER(1.0))
        self.assert_colour(path, self.place_in_plan(1.2 * MM, 1.2 * MM), style.POWER(0.0))

    def test_layers_of_the_stack_are_readable_in_the_stack_up(self):
        path = stack_up.draw(self.results, self.folder)[0]
        image = np.round(255 * matplotlib.image.imread(path)[:, :, :3]).astype(int)
        colours = views.material_colours(self.results)
        column = image[:, int((0.85 + 2.0) * style.DPI)]
        bond = matplotlib.colors.to_rgb(colours[self.results.materials.index("bond_line")])
        is_bond = (np.abs(column - np.round(255 * np.array(bond))) <= 2).all(axis=1)
        runs = np.flatnonzero(np.diff(np.concatenate(([0], is_bond.astype(int), [0]))))
        thickness = (runs[1::2] - runs[::2])
        # The whole package shows them hardly; the enlarged stack must show four bond lines of several pixels.
        self.assertEqual(np.count_nonzero(thickness >= 4), 4)

    def test_sections_pass_through_the_hottest_point(self):
        point = self.results.hottest
        found = sections.points(self.results)
        self.assertEqual(found[0], ("", point))
        section = views.section_at(self.results, "y", point.cell)
        self.assertEqual(section.index, point.cell[1])
        self.assertLess(abs(section.position - point.position[1]), 500 * UM)

    def test_sections_share_one_colour_range(self):
        path = self.picture("section_xz.png")
        width = self.results.lines[0][-1]
        height = self.results.lines[2][-1]
        full = style.section_size(width, height, sections.WIDTH, 2.9)
        sheet_height = matplotlib.image.imread(path).shape[0] / style.DPI
        bottom = sheet_height - 1.15 - full[1]
        norm = style.colour_range(style.degc([310.0, 350.0]))
        for x, kelvin in ((8.2 * MM, 310.0), (14.2 * MM, 350.0)):
            place = (0.85 + x / width * full[0], bottom + 0.7 * MM / height * full[1])
            self.assert_colour(path, place, style.TEMPERATURE(norm(style.degc(kelvin))))

    def test_drawing_again_replaces_the_picture_and_leaves_nothing_else(self):
        folder = self.folder / "again"
        folder.mkdir()
        (folder / "top_view.png").write_text("old")
        self.assertEqual(draw_all(self.results, folder, ["top_view"]), [folder / "top_view.png"])
        self.assertEqual([path.name for path in folder.iterdir()], ["top_view.png"])
        self.assertEqual((folder / "top_view.png").read_bytes()[:4], b"\x89PNG")


class UnusualPackageTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def draw(self, pack, temperature=synthetic.linear):
        with Results(synthetic.write(self.folder, pack, temperature)) as results:
            return sorted(path.name for path in draw_all(results, self.folder / "pictures"))

    def test_a_single_cell_without_parts(self):
        lines = tuple(np.array([0.0, 1e-3]) for _ in range(3))
        block = synthetic.Body("block", "copper", (0.0, 0.0, 0.0), (1e-3, 1e-3, 1e-3))
        self.assertEqual(self.draw(synthetic.Package([block], [], lines)),
                         ["power_map.png", "section_xz.png", "section_yz.png", "stack_up.png", "top_view.png"])

    def test_a_tall_narrow_block_at_one_temperature(self):
        lines = (np.linspace(0, 1e-3, 3), np.linspace(0, 1e-3, 3), np.linspace(0, 30e-3, 31))
        block = synthetic.Body("block", "copper", (0.0, 0.0, 0.0), (1e-3, 1e-3, 30e-3))
        self.draw(synthetic.Package([block], [], lines), lambda x, y, z: 313.15 + 0.0 * x * y * z)

    def test_a_die_of_the_assembly_itself_is_drawn(self):
        lines = (np.linspace(0, 10e-3, 11), np.linspace(0, 10e-3, 11), np.array([0.0, 1e-3, 1.5e-3]))
        board = synthetic.Body("board", "fr4", (0.0, 0.0, 0.0), (10e-3, 10e-3, 1e-3))
        die = synthetic.Body("die", "silicon", (0.0, 0.0, 1e-3), (10e-3, 10e-3, 1.5e-3), active="bottom", power=5.0)
        self.assertIn("die_die.png", self.draw(synthetic.Package([board, die], [], lines)))

    def test_stacks_get_sections_of_their_own_beside_a_hotter_processor(self):
        pack = synthetic.package(gpus=1, stacks=2, rounds=2, lateral=1 * MM)
        die = next(b for b in pack.bodies if b.name == "gpu0.die")
        middle = 0.5 * (die.lower[0] + die.upper[0])

        def warm(x, y, z):
            return 350.0 - 1e3 * np.abs(x - middle) - 1e4 * np.abs(z - die.lower[2]) + 0.0 * y

        names = self.draw(pack, warm)
        self.assertEqual([n for n in names if n.startswith("section")],
                         ["section_xz.png", "section_xz_hbm0.png", "section_yz.png", "section_yz_hbm0.png"])
        self.assertIn("die_gpu0_die.png", names)
        self.assertIn("dies_hbm1.png", names)
        self.assertNotIn("dies_gpu0.png", names)


class MeshPictureTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def test_a_file_without_solution_is_drawn(self):
        synthetic.write(self.folder, synthetic.package(rounds=2, lateral=500 * UM), fields=False)
        with Results(self.folder) as results:
            path = mesh.mesh_picture(results, self.folder / "mesh.png")
        image = matplotlib.image.imread(path)
        mould = np.array(matplotlib.colors.to_rgb(dict(style.MATERIAL_COLOURS)["mold"]))
        self.assertGreater((np.abs(image[:, :, :3] - mould) < 0.01).all(axis=2).mean(), 0.01)

    def test_lines_too_dense_to_be_seen_are_left_out(self):
        axes = style.Sheet(5, 5, "").axes(1, 1, 3, 3)
        style.set_limits(axes, (0, 1), (0, 1), "x", "y")
        few, many = np.linspace(0, 1, 30), np.linspace(0, 1, 400)
        window, box = ((0.0, 1.0), (0.0, 1.0)), (1, 1, 3, 3)
        self.assertTrue(mesh.add_lines(axes, few, few, box, window))
        self.assertFalse(mesh.add_lines(axes, many, few, box, window))
        self.assertTrue(mesh.add_lines(axes, many, few, box, ((0.0, 0.1), (0.0, 1.0))))


if __name__ == "__main__":
    unittest.main()
