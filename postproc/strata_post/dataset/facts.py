"""What a dataset card tells of a dataset: numbers by sample, read once."""

import collections
import dataclasses

import numpy as np

from strata_post.dataset.reader import OK

STATUSES = (OK, "failed", "rejected", "duplicate", "skipped")
SECONDS = ("model", "solve", "extract")


@dataclasses.dataclass
class Facts:
    """By sample of the files, in their order: arrays of the same length."""
    ids: list
    splits: np.ndarray
    parameters: dict             # name -> numbers; of choices the index
    peak_rise: np.ndarray        # [K]
    provenance: dict             # name -> numbers
    seconds: dict                # part -> seconds of samples that were solved
    statuses: dict               # (split, status) -> count of samples of the manifest
    reasons: list                # (reason, count, an id), most frequent first

    def of(self, split):
        """Which samples are of the split."""
        return self.splits == split


def gather(dataset):
    """Reads every sample of the dataset once."""
    splits, peaks = [], []
    parameters, provenance = collections.defaultdict(list), collections.defaultdict(list)
    for sample in dataset.samples():
        splits.append(sample.split)
        peaks.append(float(sample.rise().max()))
        scalars, origin = sample.scalars, sample.provenance
        for name in dataset.parameter_names:
            parameters[name].append(scalars[name])
        for name in ("relative_residual", "energy_imbalance", "resampling_error", "iterations", "is_superposed"):
            provenance[name].append(float(origin[name]))
    rows = list(dataset.manifest.values())
    return Facts(dataset.ids(), np.array(splits), {name: np.array(values) for name, values in parameters.items()},
                 np.array(peaks), {name: np.array(values) for name, values in provenance.items()},
                 seconds_by_part(rows),
                 collections.Counter((row.get("split", ""), row.get("status", "")) for row in rows), reasons_of(rows))


def seconds_by_part(rows):
    """Seconds of each part of the work, of samples that were solved."""
    timed = [row["seconds"] for row in rows if row.get("status") == OK and row.get("seconds")]
    return {part: np.array([float(one.get(part, 0.0)) for one in timed]) for part in SECONDS}


def reasons_of(rows):
    """Why samples have no result: (status, reason, count, first id), most frequent first."""
    found = {}
    for row in rows:
        if row.get("status") not in (OK, "duplicate"):
            found.setdefault((row.get("status", ""), row.get("reason", "")), []).append(row["id"])
    ordered = sorted(found.items(), key=lambda entry: -len(entry[1]))
    return [(status, reason, len(ids), ids[0]) for (status, reason), ids in ordered]


def telling_ids(facts):
    """Up to four samples to show: the coolest, the middle and the hottest, and one of the hold-out."""
    order = np.argsort(facts.peak_rise)
    chosen = [order[0], order[len(order) // 2], order[-1]]
    held_out = [n for n in order if facts.splits[n] == "test_ood"]
    chosen += held_out[len(held_out) // 2:][:1]
    return [facts.ids[n] for n in dict.fromkeys(chosen)]
