"""Structured grids for readers of .vts, parsed by a small reader of our own made from the format's description."""

import pathlib
import struct
import unittest
import xml.etree.ElementTree as ElementTree

import h5py
import numpy as np

import synthetic
import synthetic_stress
import synthetic_transient
from conversion_case import ConversionCase
from strata_post.__main__ import main

TYPES = {"Float64": "<f8", "Float32": "<f4", "UInt16": "<u2", "UInt8": "u1"}


def read_vts(path):
    """Points (n, 3) in VTK's order, cells per axis (nx, ny, nz), cell arrays and point arrays in VTK's order."""
    raw = path.read_bytes()
    start = raw.index(b"_", raw.index(b"<AppendedData")) + 1
    end = raw.rindex(b"\n  </AppendedData>")
    root = ElementTree.fromstring(raw[:start - 1] + raw[end:])
    assert root.get("byte_order") == "LittleEndian" and root.get("header_type") == "UInt64"
    piece = root.find("StructuredGrid/Piece")
    assert piece.get("Extent") == root.find("StructuredGrid").get("WholeExtent")
    extent = [int(n) for n in piece.get("Extent").split()]
    used = start

    def array(element):
        nonlocal used
        offset = start + int(element.get("offset"))
        assert offset == used, "arrays follow each other"
        (n_bytes,) = struct.unpack_from("<Q", raw, offset)
        used = offset + 8 + n_bytes
        dtype = np.dtype(TYPES[element.get("type")])
        values = np.frombuffer(raw, dtype, n_bytes // dtype.itemsize, offset + 8)
        return values.reshape(-1, int(element.get("NumberOfComponents", 1))).squeeze()

    def arrays(name):
        found = piece.find(name)
        return {e.get("Name"): array(e) for e in found} if found is not None else {}

    cells, points = arrays("CellData"), arrays("PointData")
    [places] = arrays("Points").values()
    assert used == end
    return places, (extent[1], extent[3], extent[5]), cells, points


class VtsTest(ConversionCase):
    target = "vts"

    def files(self, *arguments):
        """Paths that the command prints."""
        return [pathlib.Path(line) for line in self.convert(*arguments).splitlines() if line[0] != " "]

    def members(self, path):
        """(time, path) of a collection."""
        entries = ElementTree.parse(path).getroot().findall("Collection/DataSet")
        return [(float(entry.get("timestep")), path.parent / entry.get("file")) for entry in entries]

    def test_cells_and_points_run_over_x_first(self):
        collection, path = self.files()
        self.assertEqual((collection, path), (self.folder / "vts" / "synthetic_package.pvd",
                                              self.folder / "vts" / "synthetic_package_000000.vts"))
        self.assertEqual(self.members(collection), [(0.0, path)])
        points, (nx, ny, nz), cells, on_points = read_vts(path)
        self.assertEqual((nx, ny, nz), tuple(len(lines) - 1 for lines in self.pack.lines))
        self.assertNotEqual(nx, ny)
        self.assertEqual(on_points, {})
        n = 0
        solid = 0
        for k in range(nz):
            for j in range(ny):
                for i in range(nx):
                    first = i + (nx + 1) * (j + (ny + 1) * k)
                    last = first + 1 + (nx + 1) + (nx + 1) * (ny + 1)
                    centre = 0.5 * (points[first] + points[last])
                    self.assertTrue(np.all(points[last] > points[first]))
                    if cells["material"][n] > 0:
                        self.assertAlmostEqual(cells["temperature"][n], synthetic.linear(*centre), places=8)
                        self.assertEqual(cells["vtkGhostType"][n], 0)
                        solid += 1
                    else:
                        self.assertTrue(np.isnan(cells["temperature"][n]) and np.isnan(cells["power_density"][n]))
                        self.assertEqual(cells["vtkGhostType"][n], 32)
                    n += 1
        self.assertEqual(n, len(cells["temperature"]))
        self.assertTrue(0 < solid < n)

    def test_power_and_material_are_those_of_the_results(self):
        _, _, cells, _ = read_vts(self.files()[1])
        with h5py.File(self.folder / "results.h5") as file:
            np.testing.assert_array_equal(cells["material"], file["cells/material"][:].ravel())
            np.testing.assert_array_equal(cells["power_density"], file["steps/000000/cells/power_density"][:].ravel())
        self.assertGreater(np.nanmax(cells["power_density"]), 0.0)

    def test_load_cases_have_stress_and_displacements(self):
        synthetic_stress.add_stress(self.folder, self.pack)
        collection, *paths = self.files()
        self.assertEqual([time for time, _ in self.members(collection)], [0.0, 1.0, 2.0, 3.0])
        points, _, cells, on_points = read_vts(paths[1])
        with h5py.File(self.folder / "results.h5") as file:
            step = file["steps/000001"]
            np.testing.assert_array_equal(cells["von_mises"], step["cells/von_mises"][:].ravel())
            for n, axis in enumerate("xyz"):
                expected = np.nan_to_num(step[f"nodes/displacement/{axis}"][:]).ravel()
                np.testing.assert_allclose(on_points["displacement"][:, n], expected, rtol=1e-6)
        self.assertEqual(on_points["displacement"].shape, points.shape)
        solid = cells["material"] > 0
        self.assertTrue(np.all(cells["temperature"][solid] == 298.15) and np.isnan(cells["temperature"][~solid]).all())
        self.assertTrue(np.all(cells["power_density"][solid] == 0.0))
        self.assertNotIn("von_mises", read_vts(paths[0])[2])

    def test_moments_have_their_times_and_other_load_cases_a_collection_of_their_own(self):
        synthetic_transient.make_transient(self.folder, self.pack, np.linspace(0.0, 3.0, 31), [0.5, 3.0])
        self.assertEqual([time for time, _ in self.members(self.files()[0])], [0.5, 3.0])
        with h5py.File(self.folder / "results.h5", "a") as file:
            synthetic_stress.write_case(file.create_group("steps/000002"), self.pack, file["cells/material"][:],
                                        ("25 degC", 298.15, 1.0))
        moments, cases, *paths = self.files("--force")
        self.assertEqual([self.members(moments)[n][1] for n in (0, 1)], paths[:2])
        self.assertEqual(self.members(cases), [(2.0, paths[2])])

    def test_mistakes(self):
        self.assertIn("--to vts takes no option", self.convert("--warp", "2", expected=2))
        self.convert()
        self.assertIn("--force", self.convert(expected=2))
        synthetic.write(self.folder, self.pack, fields=False)
        self.assertIn("holds no temperature", self.convert("--force", expected=2))


if __name__ == "__main__":
    unittest.main()
