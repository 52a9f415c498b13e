"""Peel and shear along the interface that is pulled or sheared most, through the place where it is worst."""

import numpy as np

from strata_post import style
from strata_post.pictures.dies import file_name

MPA = 1e-6                   # MPa per Pa
WIDTH, HEIGHT = 4.4, 3.2     # of one drawing [inch]
PEEL, SHEAR = "#d1495b", "#1f5fa8"


def worst(summary):
    """(name of the load case, interface) with the largest mean peel beside an edge; None where no interface is
    stored."""
    found = [(case["name"], one) for case in summary.get("stress", {}).get("load_cases", [])
             for one in case["interfaces"] if one["peel"]["edge_mean_max_Pa"] is not None]
    return max(found, key=lambda entry: entry[1]["peel"]["edge_mean_max_Pa"], default=None)


def tractions(results, case, interface):
    """Peel and shear over the plane of an interface, (y, x) [MPa]; NaN off it and where the body below or above is
    another one."""
    k = int(np.abs(results.lines[2] - interface["z_m"]).argmin())
    x, y, z = (case.cells(f"interface_traction/{axis}", "z", k) for axis in "xyz")
    inside = np.ones(z.shape, dtype=bool)
    for name in (interface["lower"], interface["upper"]):
        body = next(b for b in results.bodies if b.name == name)
        for axis, dimension in ((0, 1), (1, 0)):
            centres = 0.5 * (results.lines[axis][1:] + results.lines[axis][:-1])
            within = (centres > body.lower[axis]) & (centres < body.upper[axis])
            inside &= within[None, :] if dimension == 1 else within[:, None]
    return tuple(np.where(inside, values * MPA, np.nan) for values in (-z, np.hypot(x, y)))


def row_near(results, values, along, place):
    """The values along x (0) or y (1) of the row of cells of an interface that is nearest to a place (x, y) [m]: a place
    on its edge may lie in the cell beside it."""
    _, j, i = results.cell_at((*place, results.lines[2][0]))
    with_values = np.flatnonzero(np.isfinite(values).any(axis=1 - along))
    wanted = j if along == 0 else i
    nearest = with_values[np.abs(with_values - wanted).argmin()] if with_values.size else wanted
    return values[nearest, :] if along == 0 else values[:, nearest]


def draw_panel(sheet, results, along, place, fields, left):
    """Peel and shear along x (0) or y (1) through a place (x, y) [m]."""
    axes = sheet.axes(left, 0.65, WIDTH, HEIGHT)
    lines = results.lines[along] * style.MM
    rows = [row_near(results, values, along, place) for values in fields]
    for row, colour, label in zip(rows, (PEEL, SHEAR), ("peel", "shear")):
        axes.stairs(row, lines, baseline=None, color=colour, linewidth=1.4, label=label)
    axes.axhline(0.0, color=style.GREY, linewidth=0.8)
    known = np.flatnonzero(np.isfinite(rows[0]))
    if known.size:
        room = 0.02 * (lines[known[-1] + 1] - lines[known[0]])
        axes.set_xlim(lines[known[0]] - room, lines[known[-1] + 1] + room)
    axes.set_xlabel(f"{'xy'[along]} [mm]", fontsize=style.NORMAL)
    axes.set_ylabel("traction [MPa]", fontsize=style.NORMAL)
    axes.grid(linewidth=0.4, alpha=0.5)
    other = "y" if along == 0 else "x"
    axes.set_title(f"{other} = {style.length_text(place[1 - along])}", fontsize=style.NORMAL, loc="left")
    axes.legend(fontsize=style.SMALL, framealpha=0.9)


def compose(results, summary):
    """The picture as a Sheet; None where no interface is stored."""
    found = worst(summary)
    if found is None:
        return None
    name, interface = found
    case = next(case for case in results.load_cases if case.name == name)
    fields = tractions(results, case, interface)
    sheet = style.Sheet(2 * WIDTH + 2.0, HEIGHT + 1.9, f"{interface['lower']} | {interface['upper']}",
                        f"{name}: traction of the interface through the place that peels most; the last cells at an "
                        "edge depend on the mesh")
    place = interface["peel"]["edge_position_m"]
    for along, left in ((0, 0.8), (1, WIDTH + 1.7)):
        draw_panel(sheet, results, along, place, fields, left)
    return sheet


def draw(results, directory):
    """Writes interface_<lower>_<upper>.png; returns its path in a list, empty where there is none."""
    sheet = compose(results, results.summary) if results.load_cases else None
    if sheet is None:
        return []
    path = directory / f"interface_{file_name(sheet.title)}.png"
    sheet.save(path)
    return [path]
