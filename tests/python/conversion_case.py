"""Tests of `strata_post convert`: a synthetic package in a folder, and the command on it."""

import contextlib
import io
import pathlib
import shutil
import tempfile
import unittest

import synthetic
from strata_post.__main__ import main


class ConversionCase(unittest.TestCase):
    target = ""     # what --to says

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.pack = synthetic.package(gpus=1, stacks=4, rounds=2, lateral=3e-3)
        synthetic.write(self.folder, self.pack)

    def convert(self, *arguments, expected=0):
        """stdout of the command, or stderr where it fails."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["convert", str(self.folder), "--to", self.target, *map(str, arguments)])
        self.assertEqual(code, expected, err.getvalue())
        return err.getvalue() if code else out.getvalue()
