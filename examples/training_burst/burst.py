#!/usr/bin/env python3
"""Writes gpu.flp, gpu_blocks.csv and hbm.csv: the floor plan of one processor, the power of its blocks and the traffic of
the memory through one iteration of training. Invented figures of the usual kind; the mean of a processor is 480 W.

    python3 burst.py
"""

import csv
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent
PERIOD = 400  # ms

# Phase, duration [ms], and watts of each kind of block; hbm is a factor on the memory's mean power.
PHASES = [
    ("forward", 100, {"cluster": 57, "l2": 40, "phy": 15, "link": 10, "net": 5, "hbm": 0.95}),
    ("backward", 180, {"cluster": 61, "l2": 45, "phy": 17, "link": 15, "net": 20, "hbm": 1.05}),
    ("all_reduce", 80, {"cluster": 13, "l2": 25, "phy": 12, "link": 25, "net": 45, "hbm": 0.7}),
    ("optimizer", 40, {"cluster": 26, "l2": 35, "phy": 20, "link": 5, "net": 5, "hbm": 1.5}),
]
# Clusters do not work alike; the mean is 1.
UNEVEN = [1.06, 0.97, 1.02, 0.95, 1.00, 1.05, 0.96, 0.99]


def blocks():
    """Name, width, height, x, y of each block of the 32 mm x 25 mm die [mm]; the link to the other die lies along y = 0."""
    plan = [("link", 32, 2, 0, 0), ("net", 32, 2, 0, 23), ("phy_west", 1.6, 21, 0, 2), ("phy_east", 1.6, 21, 30.4, 2),
            ("l2", 28.8, 3, 1.6, 11)]
    for k in range(8):
        plan.append((f"cluster{k}", 7.2, 9, 1.6 + 7.2 * (k % 4), 2 if k < 4 else 14))
    return plan


def power(block, watts):
    """Of one block in one phase [W]."""
    if block.startswith("cluster"):
        return watts["cluster"] * UNEVEN[int(block[-1])]
    return watts[block.split("_")[0]]


def main():
    plan = blocks()
    with open(FOLDER / "gpu.flp", "w", encoding="ascii") as file:
        file.write("# name width height x y [m]; written by burst.py\n")
        for name, *numbers in plan:
            file.write(name + " " + " ".join(f"{number * 1e-3:.6g}" for number in numbers) + "\n")
    times = [sum(duration for _, duration, _ in PHASES[:k]) for k in range(len(PHASES))]
    assert times[-1] + PHASES[-1][1] == PERIOD
    with open(FOLDER / "gpu_blocks.csv", "w", encoding="ascii", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["time_ms"] + [name for name, *_ in plan])
        for time, (_, _, watts) in zip(times, PHASES):
            rows.writerow([time] + [f"{power(name, watts):.4g}" for name, *_ in plan])
    with open(FOLDER / "hbm.csv", "w", encoding="ascii", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["time_ms", "phase", "traffic"])
        for time, (phase, _, watts) in zip(times, PHASES):
            rows.writerow([time, phase, watts["hbm"]])


if __name__ == "__main__":
    main()
