"""The Well's checker, loader and statistics on a dataset (STRATA_DATASET), and on broken copies, where each must fail.
A model of neuraloperator learns from what the loader gives."""

import contextlib
import io
import unittest

import numpy as np
import torch
import yaml

import damage
import the_well_data as well
from strata_post.dataset.validate import validate


class Format(unittest.TestCase):
    """The checker of The Well's repository, on every file."""

    @classmethod
    def setUpClass(cls):
        cls.checker = well.upstream_script("check_thewell_formatting")
        if cls.checker is None:
            raise unittest.SkipTest("no copy of The Well's repository (STRATA_THE_WELL_SOURCE)")

    def check(self, path):
        """Number of parts of the file that passed; AssertionError where one did not."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            self.checker.check_hdf5_format(str(path))
        return printed.getvalue().count("passed!")

    def test_every_file_passes(self):
        files = sorted((well.DATASET / "data").glob("*/*.hdf5"))
        self.assertTrue(files)
        for path in files:
            with self.subTest(file=path.name):
                self.assertEqual(self.check(path), 6)

    def test_every_breach_is_found(self):
        for breach in damage.FORMAT_BREACHES:
            with self.subTest(breach=breach.__name__), damage.copy_of(well.DATASET, breach) as copy:
                with self.assertRaises((AssertionError, KeyError)):
                    self.check(damage.first_file(copy))


class OurValidator(unittest.TestCase):
    """`strata_post dataset-check` passes what The Well's own code passes and refuses what that refuses."""

    def test_it_finds_no_mistake(self):
        self.assertEqual(validate(well.DATASET).mistakes, [])

    def test_it_finds_every_breach(self):
        for breach in damage.FORMAT_BREACHES + damage.LOADER_BREACHES:
            with self.subTest(breach=breach.__name__), damage.copy_of(well.DATASET, breach) as copy:
                self.assertTrue(validate(copy).mistakes)


class Loader(unittest.TestCase):
    """WellDataset with and without normalisation."""

    def load_all(self, folder):
        """Reads the first and last sample of every split, normalised; any exception is the caller's."""
        for split in well.splits_of(folder):
            dataset = well.load(folder, split, normalised=True)
            for index in (0, len(dataset) - 1):
                for name, values in dataset[index].items():
                    self.assertTrue(bool(torch.isfinite(values.float()).all()), f"{split}: {name}")

    def test_every_split_loads(self):
        self.assertEqual(well.splits_of(well.DATASET), list(damage.SPLITS))
        self.load_all(well.DATASET)

    def test_samples_have_inputs_and_outputs(self):
        sample = well.load(well.DATASET, "train")[0]
        cells = sample["space_grid"].shape[:3]
        self.assertEqual(sample["input_fields"].shape[:4], (1, *cells))
        self.assertEqual(sample["output_fields"].shape, sample["input_fields"].shape)
        self.assertEqual(sample["constant_fields"].shape[:3], cells)
        first = sample["input_fields"][..., 0]
        self.assertEqual(float(first.max() - first.min()), 0.0)

    def test_breaches_do_not_load(self):
        for breach in damage.LOADER_BREACHES:
            with self.subTest(breach=breach.__name__), damage.copy_of(well.DATASET, breach) as copy:
                with self.assertRaises(Exception):
                    self.load_all(copy)


class Statistics(unittest.TestCase):
    """stats.yaml is what numpy and The Well's own script compute, and normalises the training samples."""

    def compare(self, folder, expected):
        """Largest difference of stats.yaml from `expected`, relative to the field's root mean square."""
        stored = yaml.safe_load((folder / "stats.yaml").read_text())
        worst = 0.0
        for statistic, fields in expected.items():
            self.assertEqual(set(stored[statistic]), set(fields))
            end = "_delta" if statistic.endswith("_delta") else ""
            for name, values in fields.items():
                scale = np.max(np.abs(expected["rms" + end][name]))
                worst = max(worst, float(np.max(np.abs(np.asarray(stored[statistic][name]) - values)) / scale))
        return worst

    def test_numpy_agrees(self):
        self.assertLess(self.compare(well.DATASET, well.statistics(well.DATASET)), 1e-5)

    def test_numpy_disagrees_where_the_data_have_changed(self):
        with damage.copy_of(well.DATASET, damage.statistics_of_other_data) as copy:
            self.assertGreater(self.compare(copy, well.statistics(copy)), 1e-5)

    def test_script_of_the_well_agrees(self):
        script = well.upstream_script("compute_statistics")
        if script is None:
            self.skipTest("no copy of The Well's repository (STRATA_THE_WELL_SOURCE)")
        with damage.copy_of(well.DATASET) as copy:
            script.compute_statistics(str(copy / "data" / "train"), str(copy / "theirs.yaml"))
            theirs = yaml.safe_load((copy / "theirs.yaml").read_text())
        # It writes five digits.
        expected = {statistic: {name: np.asarray(values) for name, values in fields.items()}
                    for statistic, fields in theirs.items()}
        self.assertLess(self.compare(well.DATASET, expected), 1e-4)

    def off(self, folder):
        """Largest departure of a normalised channel's mean from 0 or of its deviation from 1."""
        return max(max(float(mean.abs().max()), float((deviation - 1.0).abs().max()))
                   for mean, deviation in well.normalised_moments(folder))

    def test_training_samples_are_normalised(self):
        self.assertLess(self.off(well.DATASET), 2e-3)

    def test_other_samples_are_not(self):
        with damage.copy_of(well.DATASET, damage.statistics_of_other_data) as copy:
            self.assertGreater(self.off(copy), 2e-3)


class Axes(unittest.TestCase):
    """Arrays are (x, y, z), and coordinates say so."""

    def test_a_linear_field_keeps_its_slopes(self):
        with damage.copy_of(well.DATASET, well.write_linear_field) as copy:
            slopes, residual = well.slopes_of_temperature(copy)
        torch.testing.assert_close(slopes, torch.tensor([1.0, 10.0, 100.0], dtype=torch.float64), rtol=1e-3, atol=1e-3)
        self.assertLess(float(residual), 1e-3)

    def test_values_in_another_order_do_not(self):
        def reordered(folder):
            well.write_linear_field(folder)
            damage.values_out_of_order(folder)

        with damage.copy_of(well.DATASET, reordered) as copy:
            self.assertGreater(float(well.slopes_of_temperature(copy)[1]), 1e-3)


    def test_heat_is_where_the_deck_has_it(self):
        """The block of 2 W of tests/datasets/deck.yaml lies at x 0.5-1.5 mm, y 3.5-4.5 mm; the heat above 0.3 mm."""
        dataset = well.load(well.DATASET, "train")
        if dataset.dataset_name != "acceptance":
            self.skipTest("another dataset")
        where = list(dataset.metadata.constant_field_names[0]).index("power_density")
        samples = [dataset[index] for index in range(len(dataset))]
        power = torch.stack([sample["constant_fields"][..., where] for sample in samples]).mean(dim=0)
        x, y, z = (1e3 * samples[0]["space_grid"][..., axis] for axis in range(3))
        column = power.sum(dim=2).argmax()
        place = float(x[..., 0].flatten()[column]), float(y[..., 0].flatten()[column])
        self.assertTrue(0.5 < place[0] < 1.5 and 3.5 < place[1] < 4.5, place)
        self.assertEqual(float(power[z < 0.25].abs().max()), 0.0)
        self.assertGreater(float(power[z > 0.3].max()), 0.0)


class NeuralOperator(unittest.TestCase):
    """A Fourier neural operator learns 16 samples by heart, unless nothing tells them apart."""

    def error_after_training(self, folder, steps=200):
        """Root mean square error of the standardised temperature rise after training."""
        from neuralop.models import FNO
        torch.manual_seed(0)
        inputs, targets = well.training_pairs(folder, 16)
        modes = tuple(min(8, cells // 2) for cells in targets.shape[2:])
        model = FNO(n_modes=modes, in_channels=inputs.shape[1], out_channels=1, hidden_channels=16, n_layers=3)
        optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
        for _ in range(steps):
            optimiser.zero_grad()
            loss = torch.nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimiser.step()
            schedule.step()
        error = loss.item()**0.5
        print(f"neuraloperator's FNO: RMSE {error:.3f} after {steps} steps")
        return error

    def test_it_learns_16_samples(self):
        self.assertLess(self.error_after_training(well.DATASET), 0.1)

    def test_it_cannot_where_inputs_are_alike(self):
        with damage.copy_of(well.DATASET, damage.inputs_all_alike) as copy:
            self.assertGreater(self.error_after_training(copy), 0.2)


if __name__ == "__main__":
    unittest.main()
