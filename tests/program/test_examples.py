"""Every example runs as its README says, and gives the numbers that stand there. Run with the program's path in
STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]
EXAMPLES = pathlib.Path(os.environ["STRATA_SOURCE_DIR"]) / "examples"
CELSIUS = 273.15


class Examples(unittest.TestCase):
    def solve(self, name, *arguments):
        """summary.json of one example as a dictionary."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_example_"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        done = subprocess.run([PROGRAM, "run", str(EXAMPLES / name / "deck.yaml"), "-q", "-o", str(folder / "out"),
                               "--set", "output.pictures=false", "--set", "output.paraview=false", *arguments],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads((folder / "out" / "summary.json").read_text())

    def expect(self, name, numbers):
        """Each number, as rounded, stands in the example's README."""
        readme = (EXAMPLES / name / "README.md").read_text()
        for label, text in numbers.items():
            self.assertIn(text, readme, f"{label}: the run gives {text}")

    def junctions(self, summary):
        return {die["name"]: (die["junction_temperature_max_K"] - CELSIUS, die["junction_temperature_mean_K"] - CELSIUS)
                for die in summary["dies"]}

    def test_every_example_is_here(self):
        names = {path.parent.name for path in EXAMPLES.glob("*/deck.yaml")}
        self.assertEqual(names, {"hbm3e_12h", "gpu_hbm_2p5d"})
        for name in names:
            self.assertIn("](../../docs/pictures/", (EXAMPLES / name / "README.md").read_text())

    def test_hbm3e_12h(self):
        summary = self.solve("hbm3e_12h")
        junctions = self.junctions(summary)
        self.expect("hbm3e_12h", {
            "cells": f"{summary['cells']:,}",
            "base die": "{:.1f} degC, {:.1f} degC".format(*junctions["hbm.base"]),
            "lowest die": "{:.1f} degC, {:.1f} degC".format(*junctions["hbm.dram[1]"]),
            "highest die": "{:.1f} degC, {:.1f} degC".format(*junctions["hbm.dram[12]"])})
        self.assertAlmostEqual(summary["power_total_W"], 30.0, places=9)
        self.assertGreater(junctions["hbm.base"][0], junctions["hbm.dram[1]"][0])

    def test_gpu_hbm_2p5d(self):
        summary = self.solve("gpu_hbm_2p5d")
        junctions = self.junctions(summary)
        self.expect("gpu_hbm_2p5d", {
            "cells": f"{summary['cells']:,}",
            "processor": "{:.1f} degC, {:.1f} degC".format(*junctions["gpu0.die"]),
            "inner stack": "{:.1f} degC, {:.1f} degC".format(*junctions["hbm1.base"]),
            "outer stack": "{:.1f} degC, {:.1f} degC".format(*junctions["hbm0.base"])})
        self.assertAlmostEqual(summary["power_total_W"], 1200.0, places=6)
        # The package looks the same after half a turn.
        for one, other in (("gpu0.die", "gpu1.die"), ("hbm1.base", "hbm6.base"), ("hbm0.base", "hbm7.base")):
            self.assertAlmostEqual(junctions[one][0], junctions[other][0], delta=0.01)


if __name__ == "__main__":
    unittest.main()
