"""What `strata check` says a run needs, against what the run took. Run with the program's path in STRATA_PROGRAM and
the source tree in STRATA_SOURCE_DIR."""

import json
import pathlib
import tempfile
import unittest

from test_cli import SOURCE, strata

HBM = SOURCE / "examples" / "hbm3e_12h" / "deck.yaml"
GPU = SOURCE / "examples" / "gpu_hbm_2p5d" / "deck.yaml"
GRADED = ["--set", "mesh.regions=[{box: {at: [5 mm, 5 mm], size: [50 um, 50 um]}, lateral: 10 um}]",
          "--set", "mesh.growth=1.05", "--set", "mesh.lateral=400 um"]


class Estimate(unittest.TestCase):
    def measure(self, deck, *options, ranks="1", flags=()):
        """Holds the estimate to the measured peak of the fullest rank."""
        arguments = [deck, "--set", "output.pictures=false", *options, "--ranks", ranks, *flags]
        checked = strata("check", *arguments, "--json")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        with tempfile.TemporaryDirectory() as folder:
            done = strata("run", *arguments, "-q", "--output", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            record = json.loads((pathlib.Path(folder) / "run.json").read_text())
        ratio = json.loads(checked.stdout)["memory_per_rank_bytes"] / record["ranks"]["peak_memory_max_bytes"]
        self.assertGreater(ratio, 1.0, arguments)
        self.assertLess(ratio, 2.0, arguments)

    def test_memory_is_above_the_measured_peak_and_below_twice_that(self):
        for deck, options, ranks in ((HBM, (), "1"), (HBM, (), "2"), (HBM, ["--set", "mesh.lateral=1 mm"], "1"),
                                     (GPU, ["--set", "mesh.lateral=1 mm"], "1"), (HBM, GRADED, "1"),
                                     (HBM, GRADED, "2")):
            self.measure(deck, *options, ranks=ranks)

    def test_superposition_and_coarser_grids_are_counted(self):
        self.measure(HBM, "--set", "output.superposition=true", "--set", "mesh.lateral=250 um")
        self.measure(HBM, "--set", "mesh.lateral=250 um", flags=["--uncertainty"])
        plain, coarser, summed = (
            json.loads(strata("check", HBM, *more, "--json").stdout)
            for more in ([], ["--uncertainty"], ["--set", "output.superposition=true"]))
        self.assertGreater(coarser["time_estimate_s"], 1.05 * plain["time_estimate_s"])
        self.assertEqual(coarser["memory_per_rank_bytes"], plain["memory_per_rank_bytes"])
        self.assertGreater(summed["time_estimate_s"], 5 * plain["time_estimate_s"])
        self.assertGreater(summed["memory_per_rank_bytes"], 2 * plain["memory_per_rank_bytes"])


if __name__ == "__main__":
    unittest.main()
