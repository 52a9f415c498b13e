#!/usr/bin/env python3
"""Writes gpu_power.csv (one processor of 32 mm x 25 mm, 640 W) from the map of ../gpu_hbm_2p5d (480 W), and
base_power.csv (one HBM4 base die, 22 W) from that of ../hbm4_16h (30 W)."""
import pathlib

HERE = pathlib.Path(__file__).parent
GPU, GPU_TOTAL = HERE.parent / "gpu_hbm_2p5d" / "gpu_power.csv", 640.0
BASE, BASE_TOTAL = HERE.parent / "hbm4_16h" / "base_power.csv", 22.0

if __name__ == "__main__":
    rows = [[float(value) for value in line.split(",")] for line in GPU.read_text().split()]
    scale = GPU_TOTAL / sum(map(sum, rows))
    lines = [",".join(f"{scale * value:.6f}" for value in row) for row in rows]
    (HERE / "gpu_power.csv").write_text("\n".join(lines) + "\n", encoding="ascii")

    head, *tiles = BASE.read_text().split()
    tiles = [tile.split(",") for tile in tiles]
    scale = BASE_TOTAL / sum(float(tile[4]) for tile in tiles)
    lines = [",".join(tile[:4] + [f"{scale * float(tile[4]):.6g}"]) for tile in tiles]
    (HERE / "base_power.csv").write_text("\n".join([head] + lines) + "\n", encoding="ascii")
