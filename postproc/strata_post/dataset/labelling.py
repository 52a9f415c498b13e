"""Labels for a trainer that asks: parameter values in, solved fields out (active learning).

The program does the work: `strata sweep SWEEP --params requests.csv --append --output DIR --json`. Every sample stays in
the dataset with its provenance; here is only what was asked for. A sample that failed has no numbers: its fields are
not a number, its status and reason say why.
"""

import csv
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import numpy as np

from strata_post.dataset.reader import OK, Dataset, DatasetError

DUPLICATE = "duplicate"
OK_CODES = (0, 3)            # 3: some sample did not converge; the reply says which


class LabelError(DatasetError):
    """The program could not be run or refused the request; the message is its own."""


@dataclasses.dataclass
class Labels:
    """What became of each request, in their order.

    `parameters` are the requests; `ids`, `status` ("ok", "duplicate", "failed", "rejected") and `reasons` say what
    became of them; `fields` are arrays (request, x, y, z[, component[, component]]), not a number where there is no
    label. A duplicate has the label of the sample with the same input.
    """
    parameters: list
    ids: list
    status: list
    reasons: list
    fields: dict
    dataset: pathlib.Path

    @property
    def has_label(self):
        """Which requests have a label, (request,)."""
        first = next(iter(self.fields.values()))
        return np.array([row.size > 0 and bool(np.isfinite(row).all()) for row in first])


def find_program(program=None):
    """The program as a path: what is asked for, STRATA_PROGRAM, `strata` on the PATH, the launcher beside this package."""
    launcher = pathlib.Path(__file__).resolve().parents[3] / "strata"
    candidates = (program, os.environ.get("STRATA_PROGRAM"), shutil.which("strata"),
                  launcher if os.access(launcher, os.X_OK) and launcher.is_file() else None)
    found = next((str(candidate) for candidate in candidates if candidate), None)
    if found is None:
        raise LabelError("the program strata was not found: put it on the PATH or set STRATA_PROGRAM")
    return found


def as_requests(parameters, names):
    """Requests as dictionaries, from dictionaries or from a table (request, parameter) with `names`."""
    if all(isinstance(row, dict) for row in parameters):
        requests = [dict(row) for row in parameters]
        if any(row.keys() != requests[0].keys() for row in requests):
            raise LabelError("every request must have a value for the same parameters")
    else:
        table = np.atleast_2d(np.asarray(parameters))
        if names is None or table.ndim != 2 or table.shape[1] != len(names):
            raise LabelError(f"a table of requests needs `names`, one for each of its {table.shape[-1]} columns")
        requests = [dict(zip(names, row.tolist())) for row in table]
    if not requests:
        raise LabelError("no requests")
    return requests


def write_requests(path, requests):
    """The table that --params takes; numbers are in the unit of their parameter, with all digits."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(requests[0]))
        writer.writeheader()
        writer.writerows(requests)


def places(sweep, output):
    """The sweep's file and the folder of its dataset. `sweep` may be either; a dataset lies beside its sweep."""
    sweep = pathlib.Path(sweep)
    if sweep.is_dir():
        beside = [sweep.with_suffix(ending) for ending in (".yaml", ".yml")]
        file = next((path for path in beside if path.is_file()), None)
        if file is None:
            raise LabelError(f"{sweep}: its sweep is not beside it ({beside[0].name}); name the sweep and `output`")
        return file, pathlib.Path(output or sweep)
    return sweep, pathlib.Path(output or sweep.with_suffix(".dataset"))


def run_sweep(program, sweep, requests, output, arguments):
    """Runs the program on the requests; its reply, one record for each."""
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "requests.csv"
        write_requests(table, requests)
        append = ["--append"] if (output / "dataset.json").is_file() else []
        command = [program, "sweep", sweep, "--params", table, *append, "--output", output, "--json", *arguments]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode not in OK_CODES:
        raise LabelError(f"strata sweep ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    try:
        samples = json.loads(done.stdout)["samples"]
    except (ValueError, KeyError, TypeError) as error:
        raise LabelError(f"strata sweep gave no reply in JSON: {done.stdout[:200]!r}") from error
    if len(samples) != len(requests):
        raise LabelError(f"strata sweep answered {len(samples)} of {len(requests)} requests")
    return samples


def labelled_id(record, manifest):
    """The sample that holds the label of a request; None where there is none."""
    if record["status"] == DUPLICATE:
        original = record.get("duplicate_of")
        return original if manifest.get(original, {}).get("status") == OK else None
    return record["id"] if record["status"] == OK else None


def read_labels(output, records, fields):
    """Arrays of the fields of all requests, not a number where there is no label."""
    with Dataset(output) as dataset:
        infos = [dataset.field_info(name) for name in fields]
        arrays = {}
        for info in infos:
            shape = (len(records), *dataset.shape, *(3,) * info.order)
            arrays[info.name] = np.full(shape, np.nan, dtype=np.float32)
        for n, record in enumerate(records):
            sample_id = labelled_id(record, dataset.manifest)
            if sample_id is not None:
                sample = dataset.sample(sample_id)
                for info in infos:
                    arrays[info.name][n] = sample.field(info.name)
        return arrays


def label(sweep, parameters, *, names=None, fields=("temperature",), output=None, program=None, arguments=()):
    """Solves the sweep's deck at parameter values and returns Labels.

    sweep: path of sweep.yaml, or of its dataset where that lies beside it. parameters: a list of {name: value}, or a
    table (request, parameter) with `names`; numbers are in the units of the sweep, texts as in a deck ("35 um").
    fields: what to return. output: folder of the dataset, by default <sweep>.dataset; it is added to. program: by
    default STRATA_PROGRAM, `strata` on the PATH or the launcher beside this package. arguments: more for the program
    ("--ranks", "4"). LabelError where the program refuses; a sample that fails is no error but NaN.
    """
    requests = as_requests(parameters, names)
    file, folder = places(sweep, output)
    records = run_sweep(find_program(program), file, requests, folder, arguments)
    if any(record["status"] in (OK, DUPLICATE) for record in records):
        arrays = read_labels(folder, records, fields)
    else:     # there may be no file to take the grid from
        arrays = {name: np.empty((len(records), 0), dtype=np.float32) for name in fields}
    return Labels(requests, [record["id"] for record in records], [record["status"] for record in records],
                  [record.get("reason", "") for record in records], arrays, folder)
