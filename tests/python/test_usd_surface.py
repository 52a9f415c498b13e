"""Surfaces of sets of cells against what is known of them."""

import unittest

import numpy as np

from closed_surfaces import edges_of, euler, volume
from strata_post.usd.surface import surface_of


class SurfaceTest(unittest.TestCase):
    LINES = (np.array([0.0, 1.0, 3.0, 4.0, 4.5]), np.array([0.0, 2.0, 3.0, 5.0, 5.5]), np.array([0.0, 0.5, 2.0, 3.0, 7.0]))

    def surface(self, mine):
        box = tuple(slice(0, n) for n in mine.shape)
        return surface_of(self.LINES, box, mine)

    def points(self, surface):
        return np.stack([self.LINES[axis][surface.nodes[:, 2 - axis]] for axis in range(3)], axis=1)

    def volume_of(self, mine):
        dx, dy, dz = (np.diff(lines)[:mine.shape[2 - axis]] for axis, lines in enumerate(self.LINES))
        return float((mine * dz[:, None, None] * dy[:, None] * dx).sum())

    def assert_closed(self, surface):
        for edge, counts in edges_of(surface.faces).items():
            self.assertEqual(counts, [1, 1], edge)

    def test_a_box_is_closed_and_turned_outward(self):
        surface = self.surface(np.ones((2, 3, 4), dtype=bool))
        self.assert_closed(surface)
        self.assertEqual(euler(surface.faces), 2)
        self.assertEqual(len(surface.faces), 2 * (2 * 3 + 3 * 4 + 2 * 4))
        self.assertEqual(len(np.unique(surface.nodes, axis=0)), len(surface.nodes))
        self.assertAlmostEqual(volume(self.points(surface), surface.faces), 4.5 * 5.0 * 2.0, places=12)

    def test_each_side_faces_its_axis(self):
        surface = self.surface(np.ones((2, 2, 2), dtype=bool))
        a, b, _, d = (self.points(surface)[surface.faces[:, n]] for n in range(4))
        normals = np.cross(b - a, d - a)
        for face, side in zip(normals, surface.sides):
            expected = np.zeros(3)
            expected[side // 2] = 1.0 if side % 2 else -1.0
            np.testing.assert_allclose(face / np.linalg.norm(face), expected, atol=1e-12)

    def test_a_hole_through_makes_a_torus(self):
        mine = np.ones((2, 3, 3), dtype=bool)
        mine[:, 1, 1] = False
        surface = self.surface(mine)
        self.assert_closed(surface)
        self.assertEqual(euler(surface.faces), 0)
        self.assertAlmostEqual(volume(self.points(surface), surface.faces), self.volume_of(mine), places=12)

    def test_cells_that_touch_along_an_edge_or_in_a_point_keep_their_own_points(self):
        for other in ((0, 1, 1), (1, 1, 0), (1, 0, 1), (1, 1, 1)):
            mine = np.zeros((2, 2, 2), dtype=bool)
            mine[0, 0, 0] = mine[other] = True
            surface = self.surface(mine)
            self.assert_closed(surface)
            self.assertEqual((len(surface.nodes), euler(surface.faces)), (16, 4), other)

    def test_any_set_of_cells_has_a_consistent_surface_of_its_volume(self):
        random = np.random.default_rng(5)
        for _ in range(100):
            mine = random.random((4, 4, 4)) < random.uniform(0.1, 0.9)
            if not mine.any():
                continue
            surface = self.surface(mine)
            for up, down in edges_of(surface.faces).values():
                self.assertEqual(up, down)
            self.assertAlmostEqual(volume(self.points(surface), surface.faces), self.volume_of(mine), places=9)

    def test_no_cells_no_surface(self):
        self.assertIsNone(self.surface(np.zeros((1, 2, 3), dtype=bool)))

    def test_values_are_interpolated_between_the_cells_of_the_body_alone(self):
        mine = np.ones((2, 4, 4), dtype=bool)
        mine[:, 3, :] = False
        surface = self.surface(mine)
        x, y, z = (0.5 * (lines[1:] + lines[:-1]) for lines in self.LINES)
        values = 2.0 * x + 30.0 * y[:4, None] + 400.0 * z[:2, None, None]
        values = np.where(mine, values, np.nan)
        at_points, points = surface.cell_values(values), self.points(surface)
        inner = (points[:, 0] > 0.0) & (points[:, 0] < 4.5) & (points[:, 1] > 0.0) & (points[:, 1] < 5.0)
        top = inner & (points[:, 2] == 2.0)
        self.assertEqual(top.sum(), 6)
        np.testing.assert_allclose(at_points[top], 2.0 * points[top, 0] + 30.0 * points[top, 1] + 400.0 * z[1])
        corner = np.all(points == 0.0, axis=1)
        np.testing.assert_allclose(at_points[corner], values[0, 0, 0])
        self.assertTrue(np.isfinite(at_points).all())


if __name__ == "__main__":
    unittest.main()
