"""Figures 10 and 15: physics that cannot be solved, and the balance of heat of everything that was."""

import json
import pathlib

from figures import Figure
from runs import checkpoints, deck_text, fresh

# What is changed in the deck, and words that the message must have.
IMPOSSIBLE = {
    "power beyond all numbers": (("total: 30 W", "total: 1e300 W"), "not finite"),
    "power that breaks down half way": (("[8 ms, 0.1]], period: 20 ms", "[8 ms, 0.1], [50 ms, 1e300]]"), "at 0.05 s"),
    "the smallest step does not converge": (("tolerance: 0.02 K", "tolerance: 0.02 K, step: {smallest: 1 ms}"), "step of"),
    "leakage that feeds on itself": (
        ("in_time: burst}", "in_time: burst, leakage: {reference: 40 degC, coefficient: 0.5 1/K}}"), "runaway"),
    "a fixed step does not converge": (("tolerance: 0.02 K", "step: {fixed: 5 ms}"), "step of"),
}
# Two of them need a linear solver that gives up at once.
GIVES_UP = "not converge"


def impossible_physics(runner, trials):
    figure = Figure(10, "NaN, divergence, steps that cannot be",
                    "decks that cannot be solved: exit 3 with cell, layer, material and time, the last good state in a checkpoint "
                    "from which the same happens again")
    for name, ((before, after), word) in list(IMPOSSIBLE.items())[:trials]:
        text = deck_text(interval="0 s")
        if before not in text:
            raise ValueError(f"the deck has no '{before}'")
        if GIVES_UP in name:
            text = text.replace("checkpoint:", "solver: {max_iterations: 1}\ncheckpoint:")
        deck = runner.deck("impossible", text.replace(before, after))
        results = fresh(runner.folder / "impossible.results")
        done = runner.run(deck, results=results)
        if done.code != 3 or word not in done.output:
            figure.count(f"{name}: exit {done.code}: {done.output[-300:]}")
            continue
        began = "half way" not in name or checkpoints(results)
        again = runner.run(deck, "--restart", results=results)
        figure.count("" if began and again.code == 3 else f"{name}: no state was kept, or the restart ended with {again.code}")
    figure.measured = "all told, state kept" if figure.holds else ""
    return figure


def balances(runner):
    figure = Figure(15, "heat is conserved", "|supplied - removed - stored| over the gross energy of every run above that "
                    "ended well, bound 1e-8 (or ten times the rounding floor)")
    worst = 0.0
    for path in sorted(pathlib.Path(runner.folder).rglob("summary.json")):
        energy = json.loads(path.read_text())["transient"]["energy"]
        worst = max(worst, abs(energy["relative"]))
        figure.count("" if abs(energy["relative"]) <= energy["bound"] else f"{path.parent.name}: {energy['relative']:.1e}")
    figure.measured = f"largest relative imbalance {worst:.1e}"
    return figure
