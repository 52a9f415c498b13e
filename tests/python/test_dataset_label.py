"""Labels for a trainer: what is asked of the program, and what comes back, with a program of the test's own."""

import csv
import json
import os
import pathlib
import shutil
import stat
import sys
import tempfile
import unittest
from unittest import mock

import numpy as np

import synthetic_dataset
from strata_post import label
from strata_post.dataset import LabelError
from strata_post.dataset.labelling import as_requests, find_program, write_requests

# Does what the program promises: solves rows of the table, writes a block, appends to the manifest, replies. A film
# above 1e6 fails; a row that was there before is a duplicate.
PROGRAM = '''#!{python}
import csv, json, pathlib, sys
sys.path[:0] = {paths!r}
import synthetic_dataset as synthetic
words = sys.argv[1:]
folder = pathlib.Path(words[words.index("--output") + 1])
(folder.parent / "asked.json").write_text(json.dumps(words))
if "--refuse" in words:
    print("sweep.yaml:3:1: error: unknown key", file=sys.stderr)
    sys.exit(2)
folder.mkdir(exist_ok=True)
manifest = folder / "manifest.jsonl"
before = [json.loads(line) for line in manifest.read_text().splitlines()] if manifest.exists() else []
assert bool(before) == ("--append" in words)
(folder / "dataset.json").write_text("{{}}")
first, layout, made, rows = len(before), synthetic.Layout(), [], []
for n, asked in enumerate(csv.DictReader(open(words[words.index("--params") + 1]))):
    row = {{"id": first + n, "group": first + n, "split": "train", "parameters": asked, "input_sha256": str(asked)}}
    same = next((one for one in before + rows if one["input_sha256"] == str(asked)), None)
    if same:
        row |= {{"status": "duplicate", "duplicate_of": same["id"]}}
    elif float(asked["film"]) > 1e6:
        row |= {{"status": "failed", "reason": "not converged"}}
    else:
        sample = synthetic.make_sample(first + n, first + n, "train", layout)
        sample.fields["temperature"][:] = float(asked["film"])
        row |= {{"status": "ok", "file": f"data/train/block_{{first:06d}}.hdf5", "index": len(made)}}
        made.append(sample)
    rows.append(row)
if made:
    synthetic.write_block(folder / f"data/train/block_{{first:06d}}.hdf5", layout, made)
with open(manifest, "a") as file:
    file.write("".join(json.dumps(row) + "\\n" for row in rows))
if "--silent" in words:
    print("done")
elif "--short" in words:
    print(json.dumps({{"samples": rows[1:]}}))
else:
    print(json.dumps({{"samples": rows}}))
sys.exit(3 if any(row["status"] == "failed" for row in rows) else 0)
'''


class LabelTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        here = pathlib.Path(synthetic_dataset.__file__).parent
        self.program = self.folder / "strata"
        paths = [str(here), *(path for path in sys.path if path)]
        self.program.write_text(PROGRAM.format(python=sys.executable, paths=paths), encoding="utf-8")
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)
        self.sweep = self.folder / "hbm.yaml"
        self.sweep.write_text("sweep: 1\n", encoding="utf-8")

    def label(self, parameters, **options):
        """Labels by the program of the test."""
        return label(self.sweep, parameters, program=self.program, **options)

    def test_requests_come_back_in_their_order(self):
        labels = self.label([{"film": 350.5, "tim": "paste"}, {"film": 360.25, "tim": "indium"}])
        self.assertEqual((labels.ids, labels.status, labels.reasons), ([0, 1], ["ok", "ok"], ["", ""]))
        self.assertEqual(labels.parameters[1], {"film": 360.25, "tim": "indium"})
        self.assertEqual(labels.dataset, self.folder / "hbm.dataset")
        self.assertEqual(labels.fields["temperature"].shape, (2, 4, 3, 5))
        np.testing.assert_array_equal(labels.fields["temperature"][0], np.full((4, 3, 5), 350.5))
        np.testing.assert_array_equal(labels.has_label, [True, True])
        asked = json.loads((self.folder / "asked.json").read_text(encoding="utf-8"))
        self.assertEqual(asked[:3], ["sweep", str(self.sweep), "--params"])
        self.assertEqual(asked[4:], ["--output", str(self.folder / "hbm.dataset"), "--json"])

    def test_later_requests_are_appended(self):
        self.label([[350.0]], names=["film"])
        labels = self.label([[355.0], [356.0]], names=["film"], fields=["temperature", "power_density"])
        self.assertEqual(labels.ids, [1, 2])
        self.assertEqual(sorted(labels.fields), ["power_density", "temperature"])
        self.assertEqual(labels.fields["temperature"][1, 0, 0, 0], 356.0)
        self.assertIn("--append", json.loads((self.folder / "asked.json").read_text(encoding="utf-8")))

    def test_what_failed_has_no_numbers_and_says_why(self):
        labels = self.label([{"film": 2e6}, {"film": 350.0}])
        self.assertEqual((labels.status, labels.reasons), (["failed", "ok"], ["not converged", ""]))
        self.assertTrue(np.isnan(labels.fields["temperature"][0]).all())
        np.testing.assert_array_equal(labels.has_label, [False, True])

    def test_all_may_fail(self):
        labels = self.label([{"film": 2e6}, {"film": 3e6}])
        self.assertEqual(labels.status, ["failed", "failed"])
        np.testing.assert_array_equal(labels.has_label, [False, False])

    def test_a_duplicate_has_the_label_of_its_original_and_of_a_failure_none(self):
        self.label([{"film": 350.0}, {"film": 2e6}])
        labels = self.label([{"film": 350.0}, {"film": 2e6}])
        self.assertEqual(labels.status, ["duplicate", "duplicate"])
        np.testing.assert_array_equal(labels.has_label, [True, False])
        self.assertEqual(labels.fields["temperature"][0, 0, 0, 0], 350.0)

    def test_numbers_keep_all_their_digits(self):
        path = self.folder / "requests.csv"
        write_requests(path, as_requests(np.array([[1.0 / 3.0, 1e-7]]), ["a", "b"]))
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([float(rows[0][name]) for name in "ab"], [1.0 / 3.0, 1e-7])

    def test_a_dataset_stands_for_the_sweep_beside_it(self):
        self.label([{"film": 350.0}])
        labels = label(self.folder / "hbm.dataset", [{"film": 351.0}], program=self.program)
        self.assertEqual((labels.ids, labels.dataset), ([1], self.folder / "hbm.dataset"))
        self.sweep.unlink()
        with self.assertRaisesRegex(LabelError, "its sweep is not beside it"):
            label(self.folder / "hbm.dataset", [{"film": 351.0}], program=self.program)

    def test_what_the_program_refuses_is_said_in_its_words(self):
        with self.assertRaisesRegex(LabelError, "ended with 2: sweep.yaml:3:1: error: unknown key"):
            self.label([{"film": 350.0}], arguments=["--refuse"])
        with self.assertRaisesRegex(LabelError, "no reply in JSON: 'done"):
            self.label([{"film": 350.0}], arguments=["--silent"])

    def test_an_answer_to_fewer_requests_is_none(self):
        with self.assertRaisesRegex(LabelError, "answered 1 of 2 requests"):
            self.label([{"film": 350.0}, {"film": 351.0}], arguments=["--short"])

    def test_requests_must_have_names_and_equal_parameters(self):
        for parameters, options in (([], {}), ([{"film": 1.0}, {"tim": 1.0}], {}), ([[1.0, 2.0]], {}),
                                    ([[1.0, 2.0]], {"names": ["film"]})):
            with self.assertRaises(LabelError):
                self.label(parameters, **options)

    def test_the_program_is_found_where_it_is_said_to_be(self):
        with mock.patch.dict(os.environ, {"STRATA_PROGRAM": "/opt/strata"}):
            self.assertEqual(find_program(), "/opt/strata")
            self.assertEqual(find_program(self.program), str(self.program))
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
            os.environ.pop("STRATA_PROGRAM", None)
            self.assertEqual(find_program(), str(self.program))
        with mock.patch.dict(os.environ, {"PATH": ""}):
            os.environ.pop("STRATA_PROGRAM", None)
            self.assertTrue(find_program().endswith("/strata"))


if __name__ == "__main__":
    unittest.main()
