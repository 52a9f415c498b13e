"""The report of finished runs: one HTML page that needs no other file, no network and no script."""

import contextlib
import itertools
import pathlib

from strata_post.report import comparison, page, single
from strata_post.report.run import Run, UsageError, results_folder
from strata_post.results import ResultsError

__all__ = ["Run", "UsageError", "write_report"]

MOST_RUNS = 26               # one letter each


def _all_or_none(function, values):
    """The function of each value; what is wrong with any of them is raised together."""
    done, wrong = [], []
    for value in values:
        try:
            done.append(function(value))
        except ResultsError as error:
            wrong.append(error)
    if wrong:
        kind = UsageError if all(isinstance(error, UsageError) for error in wrong) else ResultsError
        raise kind("\n".join(map(str, wrong)))
    return done


def default_output(folders):
    """report.html beside the results of one run, in the working directory for several."""
    return folders[0] / "report.html" if len(folders) == 1 else pathlib.Path("report.html")


def write_report(paths, output=None):
    """Writes the report of the runs in the folders `paths` and returns its path.

    Nothing is written where something is wrong: UsageError for what was named, ResultsError for what cannot be read.
    """
    if len(paths) > MOST_RUNS:
        raise UsageError(f"{len(paths)} runs; a report compares {MOST_RUNS} at most")
    folders = _all_or_none(results_folder, paths)
    places = [folder.resolve() for folder in folders]
    for n, place in enumerate(places):
        if place in places[:n]:
            raise UsageError(f"{folders[n]}: named twice")
    output = pathlib.Path(output) if output else default_output(folders)
    if output.is_dir():
        raise UsageError(f"{output}: is a folder; --output names the file to write")
    with contextlib.ExitStack() as stack:
        letters = dict(zip(folders, map(chr, itertools.count(ord("A")))))
        runs = _all_or_none(lambda folder: stack.enter_context(Run(folder, letters[folder])), folders)
        text = single.compose(runs[0]) if len(runs) == 1 else comparison.compose(runs)
    page.write(text, output)
    return output
