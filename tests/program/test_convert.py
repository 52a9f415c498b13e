"""`strata convert` as a user meets it: files written whole or not at all, nothing overwritten, a deck that passes
`strata check`, mistakes with exit code 2. Run with STRATA_PROGRAM and STRATA_SOURCE_DIR."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["STRATA_PROGRAM"]
CASES = pathlib.Path(os.environ["STRATA_SOURCE_DIR"]) / "tests" / "importers" / "cases"


def strata(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=300,
                          check=False, **options)


class Convert(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_convert_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for name in ("column.lcf", "column.flp", "column.ptrace", "column.config", "column.materials",
                     "blocks.stk", "blocks_up.flp", "blocks_low.flp"):
            shutil.copy(CASES / name, self.folder)
        self.before = self.names()

    def names(self):
        return sorted(path.name for path in self.folder.rglob("*"))

    def hotspot(self, *more):
        case = [f"--{key}={self.folder / name}" for key, name in
                (("layers", "column.lcf"), ("powers", "column.ptrace"), ("config", "column.config"),
                 ("materials", "column.materials"))]
        return strata("convert", "hotspot", *case, *more)

    def ice(self, *more):
        return strata("convert", "3dice", self.folder / "blocks.stk", *more)

    def test_a_deck_appears_beside_the_input_and_passes_check(self):
        for done, deck in ((self.hotspot(), "column.yaml"), (self.ice(), "blocks.yaml")):
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(deck, done.stdout)
            self.assertIn("modelled differently", done.stdout)
            self.assertIn("# What is assumed here", (self.folder / deck).read_text())
            checked = strata("check", self.folder / deck)
            self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_the_output_may_be_a_folder_or_a_deck(self):
        self.assertEqual(self.ice("--output", self.folder / "new").returncode, 0)
        self.assertTrue((self.folder / "new" / "blocks.yaml").is_file())
        self.assertEqual(self.ice("--output", self.folder / "other" / "mine.yaml").returncode, 0)
        self.assertEqual(strata("check", self.folder / "other" / "mine.yaml").returncode, 0)

    def test_nothing_is_overwritten_without_force(self):
        self.assertEqual(self.ice().returncode, 0)
        deck = self.folder / "blocks.yaml"
        deck.write_text("mine")
        (self.folder / "blocks_up_blocks.flp").unlink()
        refused = self.ice()
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--force", refused.stderr)
        self.assertEqual(deck.read_text(), "mine")
        self.assertFalse((self.folder / "blocks_up_blocks.flp").exists())
        self.assertEqual(self.ice("--force").returncode, 0)
        self.assertIn("strata: 1", deck.read_text())

    def test_inputs_are_never_overwritten(self):
        target = self.folder / "blocks_up_blocks.flp"
        shutil.copy(self.folder / "blocks_up.flp", target)
        stack = (self.folder / "blocks.stk").read_text().replace("blocks_low.flp", "blocks_up_blocks.flp")
        (self.folder / "blocks.stk").write_text(stack)
        refused = self.ice("--force")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("is an input", refused.stderr)
        self.assertEqual(target.read_text(), (self.folder / "blocks_up.flp").read_text())

    def test_mistakes_are_exit_2_and_nothing_is_written(self):
        text = (self.folder / "column.config").read_text().replace("-t_sink", "-t_snk").replace("0.5\n", "x\n")
        (self.folder / "column.config").write_text(text)
        done = self.hotspot()
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean '-t_sink'", done.stderr)
        self.assertIn("column.config:9:21: error", done.stderr)
        self.assertEqual(self.names(), self.before)
        self.assertEqual(strata("convert", "3dice", self.folder / "nowhere.stk").returncode, 2)
        self.assertEqual(self.ice("--slot", "0").returncode, 2)
        self.assertEqual(self.ice("--slot", "7").returncode, 2)
        self.assertEqual(self.hotspot("--row", "9").returncode, 2)
        self.assertEqual(strata("convert", "hotspot").returncode, 2)
        self.assertEqual(strata("convert").returncode, 2)
        self.assertEqual(self.names(), self.before)

    def test_an_unwritable_folder_leaves_nothing_behind(self):
        (self.folder / "file").write_text("")
        done = self.ice("--output", self.folder / "file" / "deck.yaml")
        self.assertIn(done.returncode, (2, 74))
        self.assertEqual(self.names(), sorted(self.before + ["file"]))

    def test_json_says_the_same(self):
        report = json.loads(self.hotspot("--json").stdout)
        self.assertTrue(report["deck"].endswith("column.yaml"))
        self.assertEqual(len(report["files"]), 1)
        self.assertTrue(any("inode" in remark for remark in report["remarks"]))
        self.assertEqual(report["untranslated"], [])


if __name__ == "__main__":
    unittest.main()
