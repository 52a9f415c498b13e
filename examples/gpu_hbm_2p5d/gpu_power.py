#!/usr/bin/env python3
"""Writes gpu_power.csv: heat of one GPU die of 32 mm x 25 mm under full load, in watts per 1 mm x 1 mm tile.

The floor plan is an invention with the usual ingredients: eight processor clusters with a hot spot each (matrix units),
the level-2 cache between them, memory interfaces on both short sides, the link to the second die along y_min and
input/output along y_max. The first row of the file lies at y_max, as one sees the die from above.
"""
import pathlib

WIDTH, DEPTH = 32, 25            # tiles of 1 mm
TOTAL = 480.0                    # W per die

# (x0, y0, x1, y1) in mm and W/mm^2 before scaling to TOTAL; later rectangles replace earlier ones.
FLOOR_PLAN = [((0, 0, 32, 25), 0.50),        # memory interfaces: what nothing below covers
              ((2, 0, 30, 1), 0.60),         # link to the other die
              ((2, 24, 30, 25), 0.50),       # input/output
              ((2, 11, 30, 14), 0.45)]       # level-2 cache
for x in (2, 9, 16, 23):
    for y in (1, 14):
        FLOOR_PLAN.append(((x, y, x + 7, y + 10), 0.55))          # cluster
        FLOOR_PLAN.append(((x + 2, y + 4, x + 5, y + 6), 1.60))   # its matrix units


def tiles():
    """Power of each tile [W], tiles[j][i], j from y_min, summing to TOTAL."""
    density = [[0.0] * WIDTH for _ in range(DEPTH)]
    for (x0, y0, x1, y1), value in FLOOR_PLAN:
        for j in range(y0, y1):
            density[j][x0:x1] = [value] * (x1 - x0)
    scale = TOTAL / sum(map(sum, density))
    return [[scale * value for value in row] for row in density]


if __name__ == "__main__":
    path = pathlib.Path(__file__).with_name("gpu_power.csv")
    rows = [",".join(f"{value:.6f}" for value in row) for row in reversed(tiles())]
    path.write_text("\n".join(rows) + "\n", encoding="ascii")
