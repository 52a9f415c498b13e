#!/usr/bin/env python3
"""What runs of Strata survive, counted: kills, lost ranks, damaged files, full disks, schedulers, nonsense.

  reliability.py [--short] [--scale X] [--figure N]... [--json FILE] [--markdown FILE]

Everything happens in a temporary folder with a deck of a few thousand cells. The program is $STRATA_PROGRAM, or
--program, or the release build. Ends with 1 where something was not survived. Root sees more: full disks and Slurm need
it and are skipped without. docs/reliability.md holds the measured table.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import sys
import tempfile
import time

import damage
import kills
import nonsense
import rank_changes
import walltime
from figures import as_markdown, as_text
from runs import Runner

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Trials of each figure: in full, and in the short form that runs with every change.
TRIALS = {3: (100, 4), 4: (20, 2), 6: (300, 10), 7: (30, 4), 8: (20, 0), 10: (9, 9), 12: (20, 2)}
RANKS = ([1, 2, 3, 4], [1, 2, 3])


def measure(runner, number, short, chance, scale):
    trials = TRIALS.get(number, (0, 0))[short]
    if number != 10:
        trials = 2 * round(scale * trials / 2)
    return {3: lambda: kills.kill_whole_job(runner, chance, trials),
            4: lambda: kills.kill_one_rank(runner, chance, trials),
            5: lambda: rank_changes.change_ranks(runner, RANKS[short]),
            6: lambda: damage.damage_checkpoints(runner, chance, trials),
            7: lambda: damage.fill_disk(runner, chance, trials),
            8: lambda: walltime.schedulers(runner, trials),
            10: lambda: nonsense.impossible_physics(runner, trials),
            12: lambda: kills.repeat(runner, trials),
            15: lambda: nonsense.balances(runner)}[number]()


def main():
    numbers = [3, 4, 5, 6, 7, 8, 10, 12, 15]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.environ.get("STRATA_PROGRAM", ROOT / "build/release/solver/app/strata"))
    parser.add_argument("--short", action="store_true", help="few trials, no Slurm: about a minute")
    parser.add_argument("--figure", type=int, action="append", choices=numbers, help="only this one (may be repeated)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0, help="so many times the trials")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--markdown", type=pathlib.Path)
    arguments = parser.parse_args()
    chosen = arguments.figure or [n for n in numbers if not (arguments.short and n == 8)]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="strata_reliability_"))
    figures = []
    runner = Runner(arguments.program, folder)
    try:
        for number in chosen:
            start = time.monotonic()
            figures.append(measure(runner, number, arguments.short,
                                   random.Random(arguments.seed + number), arguments.scale))
            print(as_text(figures[-1:]), f" ({time.monotonic() - start:.0f} s)", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if arguments.json:
        arguments.json.write_text(json.dumps([vars(figure) | {"holds": figure.holds} for figure in figures], indent=2) + "\n")
    if arguments.markdown:
        arguments.markdown.write_text(as_markdown(figures))
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
