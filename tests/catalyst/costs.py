#!/usr/bin/env python3
"""What watching a run costs: wall time of a look and memory, on grids of three sizes, as a table for docs/in_situ.md.

    STRATA_PROGRAM=build/release/solver/app/strata python3 tests/catalyst/costs.py [--sizes 0.1 1 3] [--ranks 1]

Every size is solved unwatched first, then once per preset, in the same minutes; times are to be read against each other.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile

PROGRAM = os.environ["STRATA_PROGRAM"]
DECK = pathlib.Path(__file__).resolve().parents[2] / "examples" / "watch_a_burst" / "deck.yaml"
PRESETS = ("extracts", "hottest_die", "exploded_stack")
LATERAL_UM = {0.1: 335.0, 1.0: 107.0, 3.0: 62.0}  # about so many million cells
STEPS = 20
STEPS_PER_LOOK = 10


def solve(folder, lateral_um, ranks, preset):
    """run.json and the number of cells of a run of STEPS steps; without a preset nobody watches."""
    deck = DECK.parent / "costs_of_watching.yaml"
    text = DECK.read_text().split("in_situ:")[0]
    if preset:
        text += "in_situ: {preset: %s, every: %d steps}\n" % (preset, STEPS_PER_LOOK)
    deck.write_text(text)
    results = folder / (preset or "unwatched")
    settings = ["mesh.lateral=%gum" % lateral_um, "analysis.transient.end=%dms" % STEPS, "output.paraview=false",
                "analysis.transient.step={fixed: 1 ms}", "analysis.transient.initial=ambient"]
    try:
        subprocess.run([PROGRAM, "run", deck, "-o", results, "--force", "--ranks", str(ranks),
                        *(word for setting in settings for word in ("--set", setting))], check=True,
                       capture_output=True)
    finally:
        deck.unlink()
    cells = json.loads((results / "summary.json").read_text())["cells"]
    return json.loads((results / "run.json").read_text()), cells


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sizes", type=float, nargs="+", choices=sorted(LATERAL_UM), default=sorted(LATERAL_UM))
    parser.add_argument("--ranks", type=int, default=1)
    options = parser.parse_args()
    print("| cells | preset | first look s | a look s | of ten steps | memory of a rank, more than unwatched MB |")
    print("|---:|---|---:|---:|---:|---:|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="strata_costs_") as folder:
            plain, cells = solve(pathlib.Path(folder), LATERAL_UM[size], options.ranks, None)
            step = plain["timings"]["solve_s"] / STEPS
            memory = plain["ranks"]["peak_memory_max_bytes"]
            print("| %d | unwatched | | | a step takes %.3f s | %.0f in all |" % (cells, step, memory / 1e6), flush=True)
            for preset in PRESETS:
                run, _ = solve(pathlib.Path(folder), LATERAL_UM[size], options.ranks, preset)
                watched = run["in_situ"]
                look = (watched["seconds"] - watched["first_look_s"]) / (watched["looks"] - 1)
                more = run["ranks"]["peak_memory_max_bytes"] - memory
                print("| | %s | %.2f | %.3f | %.0f %% | %.0f |" % (
                    preset, watched["first_look_s"], look, 100.0 * look / (STEPS_PER_LOOK * step), more / 1e6),
                    flush=True)


if __name__ == "__main__":
    main()
