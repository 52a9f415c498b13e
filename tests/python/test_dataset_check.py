"""The check of a dataset: a good one passes, and every way to break it is told."""

import contextlib
import io
import json
import pathlib
import shutil
import tempfile
import unittest

import h5py
import numpy as np

import synthetic_dataset
from strata_post.__main__ import main
from strata_post.dataset import DatasetError
from strata_post.dataset.statistics import Moments, Statistics, read_stats, write_stats
from strata_post.dataset.validate import MOST_SHOWN, shortened, validate

try:
    import yaml
except ImportError:          # python3-yaml is a package for tests
    yaml = None

TRAIN, SECOND, VALID = (f"data/{name}.hdf5" for name in ("train/block_000000", "train/block_000001",
                                                         "valid/block_000001"))
FIXED = np.dtype("S4")


def fixed_string(file):
    del file.attrs["grid_type"]
    file.attrs.create("grid_type", "cart", dtype=FIXED)


def fixed_strings(file):
    file["t0_fields"].attrs.create("field_names", ["abcd"], dtype=FIXED)


def int8_boolean(thing, name):
    del thing.attrs[name]
    thing.attrs[name] = np.int8(1)


def null_list(file):
    del file["t2_fields"].attrs["field_names"]
    file["t2_fields"].attrs.create("field_names", h5py.Empty(synthetic_dataset.TEXT))


def attribute(thing, name, value):
    """Replaces an attribute, its type too."""
    del thing.attrs[name]
    thing.attrs[name] = value


def other(group, name, values):
    """Replaces a dataset; attributes stay."""
    attributes = dict(group[name].attrs)
    del group[name]
    group[name] = values
    for key, value in attributes.items():
        group[name].attrs[key] = value


def ascii_string(file):
    del file.attrs["dataset_name"]
    file.attrs.create("dataset_name", "synthetic", dtype=h5py.string_dtype("ascii"))


def one_frame(file):
    other(file["dimensions"], "time", np.zeros(1))
    other(file["t0_fields"], "temperature", file["t0_fields/temperature"][:, :1])


def set_value(file, name, place, value):
    file[name][place] = value


# What breaks a file, and what must be said of it.
FILE_MISTAKES = {
    "root attribute": (lambda f: f.attrs.pop("dataset_name"), "attribute dataset_name is missing"),
    "fixed string": (fixed_string, "grid_type has a fixed length"),
    "fixed strings": (fixed_strings, "field_names has a fixed length"),
    "ascii": (ascii_string, "dataset_name is not UTF-8"),
    "null list": (null_list, "field_names is no list"),
    "grid type": (lambda f: attribute(f, "grid_type", "polar"), 'grid_type "polar" is none of'),
    "dimensions": (lambda f: attribute(f, "n_spatial_dims", np.int64(2)), "n_spatial_dims is 2"),
    "float count": (lambda f: attribute(f, "n_trajectories", 4.0), "n_trajectories is no integer"),
    "no samples": (lambda f: attribute(f, "n_trajectories", np.int64(0)), "stops the loader"),
    "sample count": (lambda f: attribute(f, "n_trajectories", np.int64(3)), "expected (3, 2, 4, 3, 5)"),
    "parameter attribute": (lambda f: f.attrs.pop("film"), "simulation parameter film is no attribute of the root"),
    "no group": (lambda f: f.pop("boundary_conditions"), "group boundary_conditions is missing"),
    "no tensors": (lambda f: f.pop("t2_fields"), "group t2_fields is missing"),
    "no scalars": (lambda f: f.pop("scalars"), "group scalars is missing"),
    "int8 boolean": (lambda f: int8_boolean(f["t0_fields/k_xx"], "sample_varying"), "sample_varying is no enumeration"),
    "time flag": (lambda f: f["dimensions/time"].attrs.pop("time_varying"), "attribute time_varying is missing"),
    "time constant": (lambda f: attribute(f["dimensions/time"], "time_varying", np.bool_(False)),
                      "time_varying must be True"),
    "moving grid": (lambda f: attribute(f["dimensions/x"], "time_varying", np.bool_(True)),
                    "time_varying must be False"),
    "one frame": (one_frame, "1 frame; the loader needs 2"),
    "falling": (lambda f: set_value(f, "dimensions/x", 1, -1.0), "/dimensions/x: values do not rise"),
    "no axis": (lambda f: f["dimensions"].pop("y"), "/dimensions/y is missing"),
    "reduced": (lambda f: attribute(f["t0_fields/rho_cp"], "dim_varying", np.array([True, True, False])),
                "cannot spread such a field"),
    "dim_varying": (lambda f: attribute(f["t0_fields/rho_cp"], "dim_varying", np.ones(3, dtype=np.int8)),
                    "dim_varying is no list of 3 booleans"),
    "shape": (lambda f: other(f["t0_fields"], "k_yy", f["t0_fields/k_yy"][:, :, :, :4]), "k_yy: shape (4, 4, 3, 4)"),
    "type": (lambda f: other(f["t0_fields"], "k_yy", f["t0_fields/k_yy"][()].astype(np.float16)), "type float16"),
    "units": (lambda f: f["t0_fields/k_yy"].attrs.pop("units"), "k_yy: attribute units is missing"),
    "unlisted": (lambda f: f["t0_fields"].copy("k_yy", "more"), "more is not in field_names"),
    "missing": (lambda f: f["t0_fields"].pop("k_yy"), "field_names has k_yy, which is missing"),
    "vector": (lambda f: other(f["t1_fields"], "displacement", f["t1_fields/displacement"][..., :2]),
               "displacement: shape (4, 2, 4, 3, 5, 2)"),
    "scalar shape": (lambda f: other(f["scalars"], "film", np.ones((4, 1))), "film: shape (4, 1), expected (4,)"),
    "scalar value": (lambda f: set_value(f, "scalars/film", 0, np.nan), "/scalars/film: has values that are not finite"),
    "same name": (lambda f: f["scalars"].move("film", "k_yy"), "/scalars/k_yy: another field has this name"),
    "boundary type": (lambda f: attribute(f["boundary_conditions/x_wall"], "bc_type", "robin"), '"robin" is none of'),
    "boundary dims": (lambda f: attribute(f["boundary_conditions/x_wall"], "associated_dims", np.array(["r"], dtype=synthetic_dataset.TEXT)),
                      "associated_dims ['r'] are not among"),
    "mask size": (lambda f: other(f["boundary_conditions/x_wall"], "mask", np.ones(3, dtype=bool)), "mask: shape (3,)"),
    "mask type": (lambda f: other(f["boundary_conditions/x_wall"], "mask", np.ones(4)), "mask: no booleans"),
    "no mask": (lambda f: f["boundary_conditions/x_wall"].pop("mask"), "mask is missing"),
    "not finite": (lambda f: set_value(f, "t0_fields/k_xx", (1, 2, 1, 3), np.inf), "(sample 1): k_xx has values that are"),
    "frame 0": (lambda f: set_value(f, "t0_fields/temperature", (1, 0, 2, 1, 3), 301.0), "frame 0 is not uniform"),
    "name": (lambda f: attribute(f, "dataset_name", "another"), "dataset_name"),
    "no provenance": (lambda f: f.pop("provenance"), "group provenance is missing"),
    "provenance": (lambda f: f["provenance"].pop("input_sha256"), "/provenance/input_sha256 is missing"),
    "heat": (lambda f: other(f["provenance"], "boundary_heat", np.ones((4, 3))), "one column for each of its names"),
    "residual": (lambda f: set_value(f, "provenance/relative_residual", 0, np.nan), "relative_residual has values that"),
    "temperature": (lambda f: set_value(f, "t0_fields/temperature", (2, 1, 1, 1, 1), 400.0), "temperature_sha256 is"),
    "own hash": (lambda f: set_value(f, "t0_fields/temperature", (2, 1, 1, 1, 1), 400.0), "is not what its temperature_sha"),
    "flat root": (lambda f: f.create_dataset("flat", data=np.ones(4)), "/flat: shape (4,); HDF5Reader needs"),
    "copy": (lambda f: other(f, "k_xx", f["t0_fields/k_xx"][()]), "/k_xx is no link to /t0_fields/k_xx"),
    "no link": (lambda f: f.pop("k_xx"), "/k_xx is missing; HDF5Reader"),
    "no globals": (lambda f: f.pop("global_params"), "/global_params is missing"),
    "globals": (lambda f: set_value(f, "global_params", (1, 1), 5.0), "/global_params is not /scalars/tim in column 1"),
    "global names": (lambda f: attribute(f["global_params"], "names", ["film"]), "not one column for each scalar"),
    "no lines": (lambda f: f["cell_boundaries"].pop("z"), "/cell_boundaries/z is missing"),
    "lines": (lambda f: set_value(f, "cell_boundaries/z", 1, 1e-5), "/dimensions/z is not halfway between"),
    "few lines": (lambda f: other(f["cell_boundaries"], "z", np.arange(5.0)), "(5,) does not enclose (5,)"),
    "statistics": (lambda f: set_value(f, "t0_fields/k_zz", (2, 1, 1, 1), 400.0), "stats.yaml: mean of k_zz is"),
    "parameter": (lambda f: set_value(f, "scalars/film", 1, 7.0), "parameter film is"),
    "choice": (lambda f: set_value(f, "scalars/tim", 1, 1.0 - f["scalars/tim"][1]), "parameter tim is"),
    "sample twice": (lambda f: set_value(f, "provenance/id", 1, 0), "stands 2 times"),
    "group": (lambda f: set_value(f, "provenance/group", 0, 2), "has samples in train, valid"),
    "input": (lambda f: set_value(f, "provenance/input_sha256", 0, "other"), "input_sha256 is"),
    "superposed": (lambda f: set_value(f, "provenance/is_superposed", 0, True), "generation is"),
}

# What breaks a line of the manifest, and what must be said of it.
ROW_MISTAKES = {
    "file": ({"file": VALID}, "file is"),
    "index": ({"index": 3}, "index is 3, the files say 0"),
    "split": ({"split": "test"}, 'split is "test"'),
    "hash": ({"temperature_sha256": "0"}, "temperature_sha256 is"),
    "grid": ({"grid": [4, 3, 6]}, "grid is [4, 3, 6]"),
    "failed": ({"status": "failed", "reason": "x"}, f"is failed, but stands in {TRAIN}[0]"),
    "skipped": ({"status": "skipped"}, "is skipped, but stands in"),
    "status": ({"status": "fine"}, 'status "fine" is none of'),
    "id": ({"id": 77}, "sample 77: is ok, but stands in no file"),
    "lost": ({"id": 77}, f"{TRAIN}[0]: sample 0 is not in manifest.jsonl"),
    "parameter": ({"parameters": {"thickness": 1.0}}, "parameter thickness is no scalar"),
}


class CheckTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.good = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.good)
        layout = synthetic_dataset.Layout(has_displacement=True)
        synthetic_dataset.write(cls.good / "good", layout)

    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.folder = shutil.copytree(self.good / "good", folder / "dataset")

    def assert_said(self, what):
        mistakes = validate(self.folder).mistakes
        self.assertTrue(any(what in mistake for mistake in mistakes), f"{what!r} not in {mistakes}")

    def rows(self):
        lines = (self.folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def write_rows(self, rows):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (self.folder / "manifest.jsonl").write_text(text, encoding="utf-8")

    def test_a_good_dataset_has_no_mistakes(self):
        validator = validate(self.folder)
        self.assertEqual(validator.mistakes, [])
        self.assertEqual((validator.n_samples, validator.n_files), (12, 5))

    def test_every_broken_file_is_told(self):
        for name, (damage, said) in FILE_MISTAKES.items():
            with self.subTest(name):
                shutil.copy(self.good / "good" / TRAIN, self.folder / TRAIN)
                with h5py.File(self.folder / TRAIN, "r+") as file:
                    damage(file)
                self.assert_said(said)

    def test_every_broken_line_of_the_manifest_is_told(self):
        good = self.rows()
        for name, (change, said) in ROW_MISTAKES.items():
            with self.subTest(name):
                self.write_rows([good[0] | change, *good[1:]])
                self.assert_said(said)

    def test_a_file_with_another_grid_is_told(self):
        other_layout = synthetic_dataset.Layout(cells=(4, 3, 6), has_displacement=True)
        samples = [synthetic_dataset.make_sample(6, 3, "train", other_layout),
                   synthetic_dataset.make_sample(7, 3, "train", other_layout)]
        synthetic_dataset.write_block(self.folder / SECOND, other_layout, samples)
        self.assert_said(f"{SECOND}: grid (4, 3, 6), but (4, 3, 5) in {TRAIN}")

    def test_a_file_with_other_fields_is_told(self):
        layout = synthetic_dataset.Layout()
        samples = [synthetic_dataset.make_sample(n, 3, "train", layout) for n in (6, 7)]
        synthetic_dataset.write_block(self.folder / SECOND, layout, samples)
        self.assert_said(f"{SECOND}: t1_fields ()")

    def test_a_field_that_does_not_vary_in_training_is_told(self):
        for path in (TRAIN, SECOND):
            with h5py.File(self.folder / path, "r+") as file:
                file["t0_fields/rho_cp"][...] = 2.0
                file["t0_fields/temperature"][:, 1] = file["t0_fields/temperature"][:, 0] + 5.0
        self.assert_said("field rho_cp: standard deviation in training 0 is not above 0.0001")
        self.assert_said("field temperature: standard deviation of the change in time")

    def test_a_file_that_is_none_is_told(self):
        (self.folder / TRAIN).write_bytes(b"no hdf5")
        self.assert_said(f"{TRAIN}: cannot be read")

    def test_a_description_of_something_else_is_told(self):
        path = self.folder / "dataset.json"
        about = json.loads(path.read_text(encoding="utf-8"))
        for change, said in (({"name": "another"}, "dataset.json: dataset_name another, but synthetic"),
                             ({"cells": [4, 3, 6]}, "dataset.json: grid (4, 3, 6)"),
                             ({"fields": about["fields"][:-1]}, "dataset.json: t1_fields ()"),
                             ({"parameters": []}, "dataset.json: scalars"), ({"fields": 5}, "dataset.json: cannot be read")):
            with self.subTest(said):
                path.write_text(json.dumps(about | change), encoding="utf-8")
                self.assert_said(said)
        path.unlink()
        self.assert_said("dataset.json: is missing")

    def test_a_sample_that_failed_without_a_reason_is_told(self):
        rows = self.rows()
        del rows[12]["reason"]
        self.write_rows(rows)
        self.assert_said("sample 12: failed without a reason")

    def test_two_samples_of_one_input_are_told(self):
        rows = self.rows()
        rows[0]["input_sha256"] = rows[1]["input_sha256"]
        self.write_rows(rows)
        self.assert_said("has the input of sample 0, but is no duplicate")

    def test_a_duplicate_of_nothing_is_told_and_a_true_one_is_not(self):
        rows = self.rows()
        true = rows[12] | {"status": "duplicate", "duplicate_of": 0, "input_sha256": rows[0]["input_sha256"]}
        self.write_rows([*rows[:12], true, *rows[13:]])
        self.assertEqual(validate(self.folder).mistakes, [])
        self.write_rows([*rows[:12], true | {"duplicate_of": 1}, *rows[13:]])
        self.assert_said("sample 12: is a duplicate of no sample with its input")

    def test_torn_lines_and_repeated_ones_are_what_a_killed_process_leaves(self):
        rows = self.rows()
        text = json.dumps(rows[0])[:40] + "\n" + "".join(json.dumps(row) + "\n" for row in [rows[3], *rows])
        (self.folder / "manifest.jsonl").write_text(text, encoding="utf-8")
        self.assertEqual(validate(self.folder).mistakes, [])

    def test_missing_parts_are_told(self):
        for name in ("stats.yaml", "manifest.jsonl"):
            (self.folder / name).unlink()
        shutil.rmtree(self.folder / "data" / "train")
        mistakes = validate(self.folder).mistakes
        self.assertIn("manifest.jsonl: is missing", mistakes)
        self.assertIn("data/train: holds no samples, so there are no statistics", mistakes)

    def test_statistics_that_are_missing_or_of_no_field_are_told(self):
        path = self.folder / "stats.yaml"
        good = path.read_text(encoding="utf-8")
        for text, said in ((good.replace("k_xx:", "k_ww:"), "mean of k_xx is missing"),
                           (good.replace("k_xx:", "k_ww:"), "mean of k_ww, which is no such field"),
                           (good.replace("rms:", "rmss:"), "rms is missing"),
                           (good.replace("mean:", "mean"), "cannot be read: mean"), ("nothing: at: all", "cannot be read")):
            with self.subTest(said):
                path.write_text(text, encoding="utf-8")
                self.assert_said(said)
        path.unlink()
        self.assert_said("stats.yaml: is missing")

    def test_a_folder_without_data_is_no_dataset(self):
        with self.assertRaises(DatasetError):
            validate(self.good)

    def test_many_mistakes_of_a_kind_are_counted(self):
        shown = shortened([f"file {n}: same" for n in range(MOST_SHOWN + 5)] + ["file 1: other"])
        self.assertEqual(len(shown), MOST_SHOWN + 2)
        self.assertEqual(shown[-1], "... and 5 more: same")

    def command(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(["dataset-check", *map(str, arguments)])
        return code, out.getvalue(), err.getvalue()

    def test_the_command_says_what_it_checked(self):
        code, out, err = self.command(self.folder)
        self.assertEqual((code, err), (0, ""))
        self.assertIn("12 samples in 5 files: no mistakes", out)
        self.assertIn("recomputed of 12 samples: heat through all boundaries from the temperature [W]", out)

    def test_the_command_ends_with_2_for_mistakes_and_74_for_nothing_to_read(self):
        with h5py.File(self.folder / TRAIN, "r+") as file:
            data = file["t0_fields/power_density"]
            data[0, 1, 1, 3] = 1.1 * data[0, 1, 1, 3]
        code, out, _ = self.command(self.folder)
        self.assertEqual(code, 2)
        self.assertIn("mistake: sample 0: integral of power_density [W] is", out)
        self.assertIn("mistake: stats.yaml", out)
        self.assertNotIn("integral", self.command(self.folder, "--no-physics")[1])
        self.assertEqual(self.command(self.folder / "nothing")[0], 74)


class StatisticsTest(unittest.TestCase):
    def test_parts_give_the_moments_of_the_whole(self):
        values = np.random.default_rng(3).normal(5.0, 2.0, (6, 4, 3, 2, 3))
        moments = Moments()
        for part in values:
            moments.add(part, 1)
        flat = values.reshape(-1, 3)
        np.testing.assert_allclose(moments.mean, flat.mean(axis=0), rtol=1e-13)
        np.testing.assert_allclose(moments.std, flat.std(axis=0), rtol=1e-13)
        np.testing.assert_allclose(moments.rms, np.sqrt(np.square(flat).mean(axis=0)), rtol=1e-13)

    def test_a_field_with_one_frame_has_no_steps(self):
        statistics = Statistics()
        statistics.add("temperature", np.ones((1, 2, 2, 2)), 0, True)
        table = statistics.as_table()
        self.assertEqual(float(table["mean"]["temperature"]), 1.0)
        self.assertEqual(table["mean_delta"], {})

    @unittest.skipIf(yaml is None, "python3-yaml is not installed")
    def test_stats_are_read_as_a_yaml_reader_does(self):
        table = {"mean": {"a": 1.5, "b": [1.0, -2.5e-7, 3.0], "c": [[1.0, 2.0], [3.0, 4.0]]}, "mean_delta": {"a": -0.25},
                 "std_delta": {}}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "stats.yaml"
            path.write_text(yaml.dump(table, default_flow_style=False), encoding="utf-8")
            for key, fields in read_stats(path).items():
                self.assertEqual({name: value.tolist() for name, value in fields.items()}, table[key])
            write_stats({key: table.get(key, {}) for key in ("mean", "std", "rms", "mean_delta", "std_delta", "rms_delta")},
                        path)
            self.assertEqual(yaml.safe_load(path.read_text(encoding="utf-8"))["mean"], table["mean"])


if __name__ == "__main__":
    unittest.main()
