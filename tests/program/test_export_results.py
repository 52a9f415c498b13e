"""`strata convert --to usd|vts` as a user meets it: files, messages, exit codes. What is in the files is tested in
tests/python. Run with the program's path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import json
import unittest

from test_cli import InTemporaryFolder, strata

COARSE = ("--set", "mesh.lateral=2 mm")


class ExportResults(InTemporaryFolder):
    def setUp(self):
        super().setUp()
        self.assertEqual(self.run_deck(*COARSE).returncode, 0)

    def convert(self, *arguments):
        return strata("convert", *arguments)

    def refused(self, text, *arguments, code=2):
        done = self.convert(*arguments)
        self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
        self.assertIn(text, done.stderr)

    def test_a_stage_lies_beside_the_results(self):
        done = self.convert(self.results, "--to", "usd")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        [path] = (self.results / "usd").iterdir()
        self.assertEqual(done.stdout.splitlines()[0], str(path))
        self.assertRegex(done.stdout, r"  \d+ meshes, [\d,]+ faces, [\d,]+ points, [\d.]+ MB\n")
        self.assertTrue(path.read_text().startswith("#usda 1.0\n"))
        self.refused("--force", self.results, "--to", "usd")
        done = self.convert(self.results, "--to", "usd", "--force", "--json", "--range=-10,40", "--split")
        said = json.loads(done.stdout)
        self.assertEqual((said["files"][0], len(said["files"])), (str(path), 4))
        self.assertIn("double lowest = 263.15\n", path.read_text())
        self.assertGreater(said["faces"], 100)

    def test_grids_go_where_they_are_told(self):
        done = self.convert("--to", "vts", self.results, "-o", self.folder / "grids")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(sorted(path.suffix for path in (self.folder / "grids").iterdir()), [".pvd", ".vts"])

    def test_mistakes(self):
        self.refused("calculix,usd,vts", self.results, "--to", "gltf")
        self.refused("no such results", self.folder / "nothing", "--to", "usd")
        self.refused("give the folder of a run, such as", self.deck, "--to", "usd")
        self.refused("a format is needed", "--to", "usd")
        self.refused("--warp is an option of --to usd", self.results, "--to", "vts", "--warp", "2")
        self.refused("--split is an option of --to usd", self.deck, "--to", "calculix", "--split")
        self.refused("--solver is an option of --to calculix", self.results, "--to", "usd", "--solver", "PARDISO")
        self.refused("--set is for decks", self.results, "--to", "usd", "--set", "title=x")
        self.refused("holds no displacements", self.results, "--to", "usd", "--warp", "2")
        self.refused("--warp: must be a number > 0; found 'x'", self.results, "--to", "usd", "--warp", "x")
        self.assertFalse((self.results / "usd").exists())
        (self.results / "results.h5").write_bytes(b"no hdf5")
        self.refused("not a readable HDF5 file", self.results, "--to", "usd", code=74)


if __name__ == "__main__":
    unittest.main()
