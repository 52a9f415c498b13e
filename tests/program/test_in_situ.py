"""Watched runs where nothing can watch: without ParaView, which tests/catalyst needs. Run with the program's path in
STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import json
import os
import unittest

from test_cli import SOURCE, InTemporaryFolder, strata

DECK = SOURCE / "tests" / "catalyst" / "deck.yaml"


class InSitu(InTemporaryFolder):
    def test_a_run_that_cannot_be_watched_is_solved_and_says_so(self):
        results = self.folder / "out"
        arguments = ["run", DECK, "--output", results, "--set", "analysis.heat=steady", "--set", "mesh.lateral=500um"]
        environment = dict(os.environ, STRATA_CATALYST_PLUGIN="/nowhere/plugin.so")
        for ranks in ("1", "2"):
            done = strata(*arguments, "--ranks", ranks, env=environment)
            self.assertEqual(done.returncode, 74, done.stderr)
            self.assertIn("this run is not watched: STRATA_CATALYST_PLUGIN names /nowhere/plugin.so", done.stderr)
            record = json.loads((results / "run.json").read_text())
            self.assertEqual(record["exit_code"], 74)
            self.assertIn("watching the run failed", record["reason"])
            self.assertTrue((results / "results.h5").exists())
        self.assertIn("is incomplete", done.stderr)

    def test_check_counts_the_memory_of_paraview(self):
        unwatched = self.folder / "deck.yaml"
        unwatched.write_text(DECK.read_text().split("in_situ:")[0])
        watched, plain = (json.loads(strata("check", deck, "--json").stdout)["memory_per_rank_bytes"]
                          for deck in (DECK, unwatched))
        self.assertGreater(watched - plain, 400e6)

    def test_missing_scripts_and_results_are_told(self):
        script = self.folder / "view.py"
        script.write_text("# script-version: 2.0\n")
        for arguments, words in ((["in-situ", "test", self.folder / "none.py"], "none.py is not there"),
                                 (["post", self.folder / "none.py", self.folder], "none.py is not there"),
                                 (["post", script, self.folder], "results.pvd is not there"),
                                 (["post", "no_preset", self.folder], "no_preset is not there")):
            done = strata(*arguments)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(words, done.stderr)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"deck.yaml", "view.py"})


if __name__ == "__main__":
    unittest.main()
