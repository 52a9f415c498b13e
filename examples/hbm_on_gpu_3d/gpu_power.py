#!/usr/bin/env python3
"""Writes gpu_power.csv: heat of the GPU of 26 mm x 30 mm under training load, in watts per 1 mm x 1 mm tile.

An invented floor plan with the usual ingredients: eight processor clusters with a hot spot each (matrix units), the
level-2 cache across the middle, memory interfaces along both long sides. First row at y_max, as seen from above.
"""
import pathlib

WIDTH, DEPTH = 26, 30            # tiles of 1 mm
TOTAL = 414.0                    # W

# (x0, y0, x1, y1) in mm and W/mm^2 before scaling to TOTAL; later rectangles replace earlier ones.
FLOOR_PLAN = [((0, 0, 26, 30), 0.45),        # memory interfaces, input/output: what nothing below covers
              ((2, 13, 24, 17), 0.40)]       # level-2 cache
for x in (2, 13):
    for y in (1, 7, 17, 23):
        FLOOR_PLAN.append(((x, y, x + 11, y + 6), 0.55))          # cluster
        FLOOR_PLAN.append(((x + 3, y + 2, x + 8, y + 4), 0.90))   # its matrix units


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
