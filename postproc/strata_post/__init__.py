"""Reads and draws what Strata computes: `from strata_post import Results` loads a results directory, `Dataset` the
training data of a sweep; `label` solves more of it."""

from strata_post.dataset import Dataset, DatasetError, label
from strata_post.results import Results, ResultsError

__all__ = ["Dataset", "DatasetError", "Results", "ResultsError", "label"]
