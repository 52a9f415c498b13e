"""Figure 5: a run that goes on with another number of ranks."""

import itertools

import numpy as np

from figures import Figure
from runs import fresh, temperatures, wait, wait_for_checkpoint

BOUND = 1e-6          # of the largest rise; what the linear solver's tolerance of 1e-8 and step control leave
AMBIENT = 273.15 + 40.0


def interrupted(runner, deck, ranks, results):
    process = runner.start(deck, "--force", results=results, ranks=ranks)
    if wait_for_checkpoint(process, results):
        (results / "strata.stop").touch()
    return wait(process)


def change_ranks(runner, counts):
    figure = Figure(5, "restarted on another number of ranks",
                    f"stopped at a checkpoint, finished on other ranks; largest difference from an uninterrupted run on "
                    f"one rank over the largest rise, bound {BOUND:g}")
    deck = runner.interruptible("ranks")
    reference = fresh(runner.folder / "ranks_reference")
    runner.run(deck, results=reference)
    expected = temperatures(reference)
    rise = np.nanmax(expected) - AMBIENT
    worst = 0.0
    for before, after in itertools.permutations(counts, 2):
        results = fresh(runner.folder / "ranks.results")
        first = interrupted(runner, deck, before, results)
        second = runner.run(deck, "--restart", results=results, ranks=after)
        if (first.code, second.code) != (75, 0):
            figure.count(f"{before} to {after}: exit {first.code}, {second.code}: {second.output[-300:]}")
            continue
        difference = float(np.nanmax(np.abs(temperatures(results) - expected)) / rise)
        worst = max(worst, difference)
        figure.count("" if difference <= BOUND else f"{before} to {after}: {difference:.1e}")
    figure.measured = f"ranks {', '.join(map(str, counts))}: largest difference {worst:.1e}"
    return figure
