"""Warpage: contours of each surface, and its value against temperature where there are several load cases."""

import numpy as np

from strata_post import style
from strata_post.load_cases import most_warped
from strata_post.pictures import views
from strata_post.pictures.dies import file_name

UM = 1e6                     # um per m
ROOM = (8.5, 7.5)            # for a map [inch]
WIDTH, HEIGHT = 5.2, 3.8     # of the curves [inch]
CONTOURS = 9
COLOURS = ("#1f5fa8", "#d1495b", "#2e8b57", "#e08e0b", "#6a4c93", "#17808f", "#8c564b", "#444444")


def shape_word(warpage):
    """What the sign says."""
    return "convex (middle up, terminals down)" if warpage >= 0 else "concave (middle down, terminals down)"


def window_of(results, surface, axis):
    """Range of the nodes of a surface along x (0) or y (1) [m]."""
    inside = np.isfinite(surface.deviation).any(axis=axis)
    lines = results.lines[axis][inside]
    return float(lines[0]), float(lines[-1])


def compose(results, case, surface, norm=None, room=ROOM):
    """The map of one surface of a load case as a Sheet; `norm` sets its range of colours [um]."""
    x_range, y_range = window_of(results, surface, 0), window_of(results, surface, 1)
    width, height = style.fit(x_range[1] - x_range[0], y_range[1] - y_range[0], *room)
    sheet = style.Sheet(width + 2.6, height + 1.75, f"Warpage of {surface.label}",
                        f"{case.name}: {surface.warpage * UM:+.2f} µm, {shape_word(surface.warpage)}; deviation from "
                        f"the plane by {surface.reference}")
    axes = sheet.axes(0.85, 0.65, width, height)
    values = np.ma.masked_invalid(surface.deviation * UM)
    norm = norm or style.signed_range(values.filled(np.nan))
    x, y = (results.lines[axis] * style.MM for axis in (0, 1))
    shown = axes.pcolormesh(x, y, values.astype(np.float32), cmap=style.SIGNED, norm=norm, shading="gouraud",
                            rasterized=True)
    if values.max() > values.min() and min(values.shape) > 1:
        lines = axes.contour(x, y, values, levels=CONTOURS, colors="black", linewidths=0.6, alpha=0.7)
        axes.clabel(lines, fontsize=style.SMALL, fmt="%.3g")
    style.set_limits(axes, x_range, y_range, "x", "y")
    style.draw_outlines(axes, [views.plan_rectangle(p) for p in results.placements], width=0.6, alpha=0.5)
    sheet.colour_bar(shown, width + 1.05, 0.65, height, "deviation, up positive [µm]")
    return sheet


def compose_profile(results):
    """Warpage of each surface over the temperatures of the uniform load cases, in their order, as a Sheet; None where
    there are fewer than two temperatures."""
    cases = [case for case in results.load_cases if case.is_uniform]
    temperatures = np.array([style.degc(case.temperature) for case in cases], dtype=float)
    if len(set(temperatures)) < 2:
        return None
    labels = [surface.label for surface in cases[0].warpage]
    if not labels:
        return None
    beside = 0.9 + 0.075 * max(map(len, labels))
    sheet = style.Sheet(WIDTH + 0.85 + beside, HEIGHT + 1.75, results.title or "Warpage",
                        "warpage against temperature; positive: convex")
    axes = sheet.axes(0.85, 0.7, WIDTH, HEIGHT)
    curves = np.array([[surface.warpage * UM for surface in case.warpage] for case in cases])
    for n, label in enumerate(labels):
        axes.plot(temperatures, curves[:, n], marker="o", markersize=4.5, linewidth=1.6,
                  color=COLOURS[n % len(COLOURS)], label=label)
    axes.axhline(0.0, color=style.GREY, linewidth=0.8)
    axes.set_xlabel("temperature [°C]", fontsize=style.NORMAL)
    axes.set_ylabel("warpage [µm]", fontsize=style.NORMAL)
    axes.grid(linewidth=0.4, alpha=0.5)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0, frameon=False, fontsize=style.SMALL)
    return sheet


def draw(results, directory):
    """Writes warpage_<surface>.png under the load case that warps most, and warpage.png over the temperatures; returns
    their paths."""
    if not results.load_cases:
        return []
    written = []
    case = most_warped(results.load_cases)
    for surface in case.warpage:
        if np.isfinite(surface.warpage):
            written.append(directory / f"warpage_{file_name(surface.label)}.png")
            compose(results, case, surface).save(written[-1])
    sheet = compose_profile(results)
    if sheet is not None:
        written.append(directory / "warpage.png")
        sheet.save(written[-1])
    return written
