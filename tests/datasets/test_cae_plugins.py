"""Structured grids written by `strata convert --to vts`, opened as USD stages by NVIDIA's CAE plugins: the way of Kit-CAE.
Run by acceptance_usd.sh with the results in STRATA_RESULTS."""

import os
import pathlib
import shutil
import tempfile
import unittest

import cae_openusd_plugins
import h5py
import numpy as np

cae_openusd_plugins.register_usd_plugins()
from pxr import Usd  # noqa: E402: only after the plugins are registered

RESULTS = pathlib.Path(os.environ["STRATA_RESULTS"])
RUNS = ("steady", "heat_and_stress", "stress", "transient")


def points_of(path):
    """Points of a file."""
    stage = Usd.Stage.Open(str(path))
    return array(stage.GetDefaultPrim(), "points")


def array(prim, name):
    """Values of an array of a dataset."""
    return np.array(prim.GetAttribute(f"omni:sci:array:{name}:value").Get(Usd.TimeCode.EarliestTime()))


class CaeTest(unittest.TestCase):
    def test_grids_open_as_datasets(self):
        for run in RUNS:
            paths = sorted((RESULTS / run / "vts").glob("*.vts"))
            self.assertTrue(paths)
            with h5py.File(RESULTS / run / "results.h5") as file:
                lines = [file[f"grid/{axis}"][:] for axis in "xyz"]
                for path in paths:
                    stage = Usd.Stage.Open(str(path))
                    prim = stage.GetDefaultPrim()
                    self.assertEqual(prim.GetTypeName(), "OmniSciDataset")
                    self.assertIn("OmniSciVtkStructuredGridAPI", prim.GetAppliedSchemas())
                    self.assertEqual(list(prim.GetAttribute("omni:vtk:maxExtent").Get()), [len(line) - 1 for line in lines])
                    x, y, z = (points.ravel() for points in np.meshgrid(*lines, indexing="ij"))
                    expected = np.stack([x, y, z], axis=1).reshape(*map(len, lines), 3).transpose(2, 1, 0, 3).reshape(-1, 3)
                    np.testing.assert_array_equal(array(prim, "points"), expected)
                    step = file[f"steps/{path.stem[-6:]}"]
                    for name in ("temperature", "power_density", "von_mises"):
                        if f"cells/{name}" in step:
                            self.assertEqual(prim.GetAttribute(f"omni:sci:field:{name}:association").Get(), "element")
                            np.testing.assert_array_equal(array(prim, name), step[f"cells/{name}"][:].ravel())
                    if "nodes/displacement" in step:
                        self.assertEqual(prim.GetAttribute("omni:sci:field:displacement:association").Get(), "node")
                        self.assertEqual(array(prim, "displacement").shape, expected.shape)

    def test_a_broken_file_gives_no_dataset(self):
        path = next((RESULTS / "steady" / "vts").glob("*.vts"))
        whole = points_of(path)
        with tempfile.TemporaryDirectory() as folder:
            broken = pathlib.Path(folder) / "broken.vts"
            shutil.copy(path, broken)
            raw = broken.read_bytes()
            broken.write_bytes(raw[:len(raw) // 2])
            try:
                points = points_of(broken)
            except Exception:
                return
            self.assertFalse(np.array_equal(points, whole))


if __name__ == "__main__":
    unittest.main()
