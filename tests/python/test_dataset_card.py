"""The dataset card: page and Markdown say what is in the dataset."""

import contextlib
import io
import pathlib
import shutil
import tempfile
import unittest

import numpy as np

import synthetic_dataset
from page_reader import Page
from strata_post import Dataset
from strata_post.__main__ import main
from strata_post.dataset.card import size_category
from strata_post.dataset.card_pictures import correlations, edges_of
from strata_post.dataset.facts import gather, telling_ids

try:
    import yaml
except ImportError:          # python3-yaml is a package for tests
    yaml = None


class CardTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.made = synthetic_dataset.write(cls.folder)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            cls.code = main(["dataset-card", str(cls.folder)])
        cls.said = out.getvalue().split()
        cls.html = (cls.folder / "dataset_card.html").read_text(encoding="utf-8")
        cls.page = Page(cls.html)
        cls.markdown = (cls.folder / "dataset_card.md").read_text(encoding="utf-8")

    def test_the_command_says_what_it_wrote(self):
        self.assertEqual(self.code, 0)
        self.assertEqual(self.said, [str(self.folder / name) for name in ("dataset_card.html", "dataset_card.md")])

    def test_the_page_needs_no_other_file(self):
        self.assertTrue(all(value.startswith(("data:", "#")) for _, value in self.page.links))
        self.assertNotIn("<script", self.html)
        self.assertEqual(len(self.page.images), 4)
        self.assertEqual(self.page.headings[0], [1, "Synthetic stacks"])

    def test_samples_are_counted_by_split_and_status(self):
        self.assertEqual(self.page.column("Samples by split", "ok"),
                         {"train": "6", "valid": "2", "test": "2", "test_ood": "2"})
        self.assertEqual(self.page.column("Samples by split", "failed"),
                         {"train": "2", "valid": "0", "test": "0", "test_ood": "0"})

    def test_failures_have_their_reasons(self):
        self.assertEqual(self.page.column("Samples without a result", "Reason"),
                         {"failed": "not converged after 200 iterations",
                          "rejected": "parts.hbm: a layer is thinner than 1 um"})
        self.assertEqual(self.page.column("Samples without a result", "samples"), {"failed": "2", "rejected": "1"})

    def test_parameters_have_their_ranges(self):
        largest = max(made.scalars["film"] for made in self.made.values())
        self.assertEqual(self.page.column("Parameters", "largest")["film"], f"{largest:.4g}")
        self.assertEqual(self.page.column("Parameters", "smallest")["tim"], "paste, indium")

    def test_time_and_quality_are_said(self):
        self.assertEqual(self.page.column("Seconds per solved sample", "mean"),
                         {"model": "0.002", "solve": "0.0355", "extract": "0.004"})
        self.assertEqual(self.page.column("Quality of the solutions", "largest")["Iterations"], "11")

    def test_facts_are_those_of_the_samples(self):
        with Dataset(self.folder) as dataset:
            facts = gather(dataset)
        for n, sample_id in enumerate(facts.ids):
            made = self.made[sample_id]
            self.assertAlmostEqual(facts.peak_rise[n], float(made.fields["temperature"].max()) - 300.0, places=4)
            self.assertEqual(facts.splits[n], made.split)
        shown = telling_ids(facts)
        peaks = dict(zip(facts.ids, facts.peak_rise))
        self.assertEqual((peaks[shown[0]], peaks[shown[2]]), (min(peaks.values()), max(peaks.values())))

    @unittest.skipIf(yaml is None, "python3-yaml is not installed")
    def test_the_markdown_opens_with_metadata(self):
        head = yaml.safe_load(self.markdown.split("---\n")[1])
        self.assertEqual((head["pretty_name"], head["size_categories"]), ("Synthetic stacks", ["n<1K"]))

    def test_the_pictures_of_the_markdown_are_there(self):
        names = [line.split("(")[1].rstrip(")") for line in self.markdown.splitlines() if line.startswith("![")]
        self.assertEqual(len(names), 4)
        for name in names:
            self.assertTrue((self.folder / name).read_bytes().startswith(b"\x89PNG"))

    def test_a_dataset_without_manifest_and_description_has_a_card_too(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "dataset"
            synthetic_dataset.write(path, n_samples=4)
            for name in ("manifest.jsonl", "dataset.json"):
                (path / name).unlink()
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(main(["dataset-card", str(path)]), 0)
            page = Page((path / "dataset_card.html").read_text(encoding="utf-8"))
            self.assertEqual(page.headings[0], [1, "synthetic"])


class NumbersTest(unittest.TestCase):
    def test_correlations_are_those_of_numpy_and_0_of_what_does_not_vary(self):
        random = np.random.default_rng(1)
        table = {"a": random.normal(size=50), "b": random.normal(size=50), "c": np.full(50, 2.0)}
        found = correlations(table)
        np.testing.assert_allclose(found[:2, :2], np.corrcoef(table["a"], table["b"]), rtol=1e-12)
        np.testing.assert_array_equal(found[2], 0.0)

    def test_bins_cover_the_values(self):
        for values in (np.array([3.0, 3.0]), np.array([0.0]), np.geomspace(1.0, 1e3, 30), np.linspace(-1.0, 1.0, 30)):
            edges, is_log = edges_of(values)
            self.assertTrue(edges[0] <= values.min() and edges[-1] >= values.max() * (1 - 1e-12))
            self.assertEqual(is_log, values.min() > 0.0 and values.max() > 100)

    def test_size_categories_are_the_hubs(self):
        self.assertEqual([size_category(n) for n in (999, 1000, 50000)], ["n<1K", "1K<n<10K", "10K<n<100K"])


if __name__ == "__main__":
    unittest.main()
