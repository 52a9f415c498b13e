"""Reads and draws what Strata computes: `from strata_post import Results` loads a results directory."""

from strata_post.results import Results, ResultsError

__all__ = ["Results", "ResultsError"]
