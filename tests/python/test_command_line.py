"""The command line: what it prints and how it ends."""

import contextlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import synthetic
from strata_post.__main__ import main


def run(*arguments):
    """Exit code, stdout and stderr of a command."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.pack = synthetic.package(rounds=2, lateral=2e-3)

    def test_pictures_go_beside_the_results_without_a_display(self):
        synthetic.write(self.folder, self.pack)
        environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
        done = subprocess.run([sys.executable, "-m", "strata_post", "pictures", self.folder, "--only", "power_map"],
                              env=environment, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.strip(), str(self.folder / "pictures" / "power_map.png"))
        self.assertTrue((self.folder / "pictures" / "power_map.png").is_file())

    def test_mesh_picture_needs_no_solution(self):
        synthetic.write(self.folder, self.pack, fields=False)
        code, out, _ = run("mesh", self.folder / "results.h5", "--output", self.folder / "new" / "m.png")
        self.assertEqual((code, out.strip()), (0, str(self.folder / "new" / "m.png")))
        self.assertTrue((self.folder / "new" / "m.png").is_file())

    def test_results_that_are_not_there_end_with_74(self):
        code, out, err = run("pictures", self.folder / "nothing")
        self.assertEqual((code, out), (74, ""))
        self.assertEqual(err, f"strata_post: {self.folder / 'nothing'}: no such file\n")

    def test_a_mesh_has_no_pictures_of_a_run(self):
        synthetic.write(self.folder, self.pack, fields=False)
        code, _, err = run("pictures", self.folder)
        self.assertEqual(code, 74)
        self.assertIn("holds no temperature", err)

    def test_a_place_that_cannot_be_written_ends_with_74(self):
        synthetic.write(self.folder, self.pack)
        (self.folder / "file").write_text("in the way")
        code, _, err = run("pictures", self.folder, "--output", self.folder / "file")
        self.assertEqual(code, 74)
        self.assertIn("file", err)

    def test_unknown_kinds_are_a_usage_error(self):
        with self.assertRaises(SystemExit) as caught:
            run("pictures", self.folder, "--only", "holiday")
        self.assertEqual(caught.exception.code, 2)


if __name__ == "__main__":
    unittest.main()
