"""Structured grids written by `strata convert --to vts`, read by VTK itself. Run by acceptance_usd.sh with the results in
STRATA_RESULTS."""

import os
import pathlib
import shutil
import tempfile
import unittest

import h5py
import numpy as np
import pyvista

RESULTS = pathlib.Path(os.environ["STRATA_RESULTS"])
RUNS = ("steady", "heat_and_stress", "stress", "transient")


def grids(run):
    """(step, path) of each file."""
    return [(path.stem[-6:], path) for path in sorted((RESULTS / run / "vts").glob("*.vts"))]


class VtsTest(unittest.TestCase):
    def test_every_cell_is_where_results_h5_has_it(self):
        for run in RUNS:
            self.assertTrue(grids(run))
            with h5py.File(RESULTS / run / "results.h5") as file:
                x, y, z = (0.5 * (file[f"grid/{a}"][1:] + file[f"grid/{a}"][:-1]) for a in "xyz")
                self.assertEqual(len(grids(run)), len(file["steps"]))
                for step, path in grids(run):
                    grid = pyvista.read(path)
                    void = grid.cell_data["material"] == 0
                    del grid.cell_data["vtkGhostType"]      # VTK leaves hidden cells out of the centres
                    places = grid.cell_centers().points
                    i, j, k = (np.abs(axis[None, :] - places[:, [n]]).argmin(axis=1) for n, axis in enumerate((x, y, z)))
                    np.testing.assert_allclose(np.stack([x[i], y[j], z[k]], axis=1), places, atol=1e-12)
                    material = file["cells/material"][:][k, j, i]
                    np.testing.assert_array_equal(void, material == 0)
                    for name in ("temperature", "power_density", "von_mises"):
                        if f"steps/{step}/cells/{name}" in file:
                            expected = file[f"steps/{step}/cells/{name}"][:][k, j, i]
                            np.testing.assert_array_equal(grid.cell_data[name], expected, err_msg=f"{path} {name}")

    def test_points_carry_their_displacements(self):
        found = 0
        for step, path in grids("stress"):
            grid = pyvista.read(path)
            with h5py.File(RESULTS / "stress" / "results.h5") as file:
                lines = [file[f"grid/{axis}"][:] for axis in "xyz"]
                i, j, k = (np.abs(axis[None, :] - grid.points[:, [n]]).argmin(axis=1) for n, axis in enumerate(lines))
                for n, axis in enumerate("xyz"):
                    expected = np.nan_to_num(file[f"steps/{step}/nodes/displacement/{axis}"][:])[k, j, i]
                    np.testing.assert_allclose(grid.point_data["displacement"][:, n], expected, rtol=1e-6, atol=1e-30)
                    found += 1
        self.assertGreater(found, 0)

    def test_they_hold_what_the_paraview_files_hold(self):
        for run in RUNS:
            rectilinear = sorted((RESULTS / run / "paraview").glob("*.vtr"))
            self.assertEqual(len(rectilinear), len(grids(run)))
            for other, (_, path) in zip(rectilinear, grids(run)):
                ours, theirs = pyvista.read(path), pyvista.read(other)
                self.assertEqual(ours.dimensions, theirs.dimensions)
                np.testing.assert_array_equal(ours.points, theirs.points)
                for name in ours.cell_data:
                    np.testing.assert_array_equal(ours.cell_data[name], theirs.cell_data[name], err_msg=name)

    def test_the_collection_has_the_times(self):
        [path] = (RESULTS / "transient" / "vts").glob("*bursts.pvd")
        with h5py.File(RESULTS / "transient" / "results.h5") as file:
            times = [file[f"steps/{name}"].attrs["time_s"] for name in sorted(file["steps"])]
        self.assertEqual(list(pyvista.get_reader(path).time_values), times)

    def test_void_is_hidden(self):
        _, path = grids("stress")[0]
        grid = pyvista.read(path)
        void = grid.cell_data["material"] == 0
        np.testing.assert_array_equal(grid.cell_data["vtkGhostType"] == 32, void)
        np.testing.assert_array_equal(np.isnan(grid.cell_data["temperature"]), void)

    def test_a_file_that_was_cut_off_is_noticed(self):
        _, path = grids("steady")[0]
        with tempfile.TemporaryDirectory() as folder:
            broken = pathlib.Path(folder) / "broken.vts"
            shutil.copy(path, broken)
            raw = broken.read_bytes()
            broken.write_bytes(raw[:len(raw) // 2])
            whole = pyvista.read(path)
            try:
                grid = pyvista.read(broken)
            except Exception:
                return
            same = grid.n_points == whole.n_points and np.array_equal(grid.points, whole.points)
            self.assertFalse(same)


if __name__ == "__main__":
    unittest.main()
