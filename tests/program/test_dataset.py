"""`strata dataset` and strata_post.label on what `strata sweep` makes: the physics of a file, and labels on request.
Run with the program's path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import hashlib
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import h5py
import numpy as np

from test_cli import SOURCE, strata
from test_sweep import DECK

sys.path.insert(0, str(SOURCE / "postproc"))
from strata_post import Dataset, label     # noqa: E402
from strata_post.dataset import LabelError     # noqa: E402
from strata_post.dataset.physics import check_physics     # noqa: E402

SURFACE = "heat through all boundaries from the temperature [W]"
SWEEP = """sweep: 1
title: Two dies on their own grid
deck: deck.yaml
seed: 3
samples: 12
sampler: sobol
parameters:
  film: {path: boundaries.top.convection.film_coefficient, log_uniform: [5e3 W/(m^2.K), 5e4 W/(m^2.K)]}
  power: {path: "power[0].total", uniform: [5 W, 20 W]}
splits: {train: 0.6, valid: 0.2, test: 0.2}
dataset: {name: two_dies, grid: native, block: 6, fields: [power_density, conductivity]}
"""


class OnItsOwnGrid(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="strata_dataset_"))
        cls.addClassCleanup(shutil.rmtree, cls.made)
        (cls.made / "deck.yaml").write_text(DECK)
        (cls.made / "sweep.yaml").write_text(SWEEP)
        done = strata("sweep", cls.made / "sweep.yaml", "--no-card")
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def setUp(self):
        parent = pathlib.Path(tempfile.mkdtemp(prefix="strata_dataset_"))
        self.addCleanup(shutil.rmtree, parent)
        self.folder = shutil.copytree(self.made, parent / "copy")
        self.dataset = self.folder / "sweep.dataset"

    def change_temperature(self, by):
        """Changes a cell at the film and every record of its hash; returns the sample."""
        lines = [json.loads(line) for line in (self.dataset / "manifest.jsonl").read_text().splitlines()]
        line = next(line for line in lines if line["split"] == "train")
        with h5py.File(self.dataset / line["file"], "r+") as file:
            data = file["t0_fields/temperature"]
            data[line["index"], 1, 2, 3, -1] = data[line["index"], 1, 2, 3, -1] + by
            line["temperature_sha256"] = hashlib.sha256(data[line["index"], 1].tobytes()).hexdigest()
            file["provenance/temperature_sha256"][line["index"]] = line["temperature_sha256"]
        (self.dataset / "manifest.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
        return line["id"]

    def test_films_carry_away_the_power_to_the_rounding_of_the_files(self):
        done = strata("dataset", "check", self.dataset)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn(f"recomputed of 12 samples: {SURFACE}", done.stdout)
        with Dataset(self.dataset) as dataset:
            found = [one for one in check_physics(dataset) if one.what == SURFACE]
        for one in found:
            self.assertLess(one.tolerance, 1e-4 * one.expected)

    def test_a_changed_temperature_is_found_though_all_hashes_fit(self):
        changed = self.change_temperature(1.0)
        done = strata("dataset", "check", self.dataset)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn(f"mistake: sample {changed}: {SURFACE} is", done.stdout)
        self.assertNotIn("sha256", done.stdout)

    def test_views_and_card_are_written_where_they_are_wanted(self):
        done = strata("dataset", "view", self.dataset, "--to", "zarr", "--to", "thermbench", "--output", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(path.name for path in (self.folder / "out").iterdir()), ["thermbench", "zarr"])
        done = strata("dataset", "card", self.dataset)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Two dies on their own grid", (self.dataset / "dataset_card.html").read_text())

    def test_labels_are_what_a_run_gives(self):
        labels = label(self.folder / "sweep.yaml", np.array([[2e4, 10.0], [1e4, 7.5]]), names=["film", "power"])
        self.assertEqual((labels.ids, labels.status), ([12, 13], ["ok", "ok"]))
        self.assertTrue(labels.has_label.all())
        run = strata("run", self.folder / "deck.yaml", "--set", "power[0].total=7.5 W",
                     "--set", "boundaries.top.convection.film_coefficient=1e4 W/(m^2.K)", "--output", self.folder / "run")
        self.assertEqual(run.returncode, 0, run.stderr)
        with h5py.File(self.folder / "run" / "results.h5") as file:
            expected = file["steps/000000/cells/temperature"][()].transpose(2, 1, 0)
        np.testing.assert_allclose(labels.fields["temperature"][1], expected, rtol=0.0, atol=1e-4)
        again = label(self.dataset, [{"film": 1e4, "power": 7.5}])
        self.assertEqual(again.status, ["duplicate"])
        np.testing.assert_array_equal(again.fields["temperature"][0], labels.fields["temperature"][1])
        self.assertEqual(strata("dataset", "check", self.dataset).returncode, 0)

    def test_requests_that_make_no_sense_are_refused_in_the_programs_words(self):
        with self.assertRaisesRegex(LabelError, "did you mean 'film'"):
            label(self.folder / "sweep.yaml", [{"flim": 1.0, "power": 5.0}])


if __name__ == "__main__":
    unittest.main()
