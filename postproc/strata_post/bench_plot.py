"""The picture of a `strata bench` report: time and memory per cell (of stress: per unknown) over the size, one column of
panels per system."""

import itertools
import json
import math

from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from strata_post import style
from strata_post.results import ResultsError

# Ours warm and thick, the peers cool; the variants of a method are dashed, so that what lies under them shows. The same
# solver looks the same in every picture; names that are not listed take what is left over.
LOOKS = {"column-fused": ("#c8321e", "o", "-"), "column-cg": ("#ef8a2b", "s", "-"),
         "boomeramg": ("#1f5f99", "o", "-"), "boomeramg-agg": ("#6aa5d8", "s", "--"), "gamg": ("#3d8f5f", "^", "-"),
         "column": ("#c8321e", "o", "-"), "calculix": ("#7a6bb0", "v", "-"), "icc": ("#7a6bb0", "v", "-"), "pfmg": ("#3a3a3a", "o", "-"), "pfmg-22": ("#9a9a9a", "s", "--")}
SPARE_LOOKS = {True: (("#8c1d4f", "D", "-"), ("#e0b93f", "P", "-")),
               False: (("#2f8f9f", "D", "-"), ("#7f8f3f", "P", "-"))}
QUIET = 0.95                 # processor over elapsed time of a solver that had its core to itself
PANEL_WIDTH, PANEL_HEIGHT = 2.55, 2.35
LEFT, GAP, BOTTOM = 0.95, 0.2, 1.2


def is_stress(report):
    """True for a report of `strata bench stress`."""
    return isinstance(report, dict) and report.get("suite") == "stress"


def with_cells(report):
    """The report with the words of the heat suite: an unknown of stress counts as a cell, and a solver that tells only
    all of its time has it under `solve_s`."""
    if not is_stress(report):
        return report
    records = [{**record, "cells": record["unknowns"], "bytes_per_cell": record["bytes_per_unknown"],
                "setup_s": record["setup_s"] or 0.0,
                "solve_s": record["elapsed_s"] if record["solve_s"] is None else record["solve_s"]}
               for record in report["records"]]
    return {**report, "records": records}


def read_report(path):
    """The report of `strata bench --json`; ResultsError where the file is none."""
    try:
        report = with_cells(json.loads(path.read_text(encoding="utf-8")))
        records = report["records"]
        for record in records:
            for key in ("solver", "system", "cells", "is_ours", "converged", "setup_s", "solve_s", "bytes_per_cell"):
                record[key]
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{path}: no report of `strata bench --json` ({error!r})") from error
    if not any(time_per_cell(record) for record in records):
        raise ResultsError(f"{path}: holds no measurement of a solver that converged")
    return report


def time_per_cell(record):
    """Set-up and solve [ns per cell], or None where the solver did not converge."""
    if not record["converged"] or record["setup_s"] is None or record["solve_s"] is None:
        return None
    return 1e9 * (record["setup_s"] + record["solve_s"]) / record["cells"]


def memory_per_cell(record):
    """Growth of memory [bytes per cell], or None where it is not known."""
    return record["bytes_per_cell"] if record["converged"] else None


def ordered(records, key):
    """The different values of `key`, in the order in which they appear."""
    return list(dict.fromkeys(record[key] for record in records))


def line_styles(records):
    """Per solver that has something to show: how its line is drawn."""
    styles, spare = {}, {ours: itertools.cycle(looks) for ours, looks in SPARE_LOOKS.items()}
    for record in records:
        if record["solver"] in styles or time_per_cell(record) is None:
            continue
        ours = bool(record["is_ours"])
        colour, marker, dashes = LOOKS.get(record["solver"]) or next(spare[ours])
        styles[record["solver"]] = {"color": colour, "marker": marker, "linestyle": dashes,
                                    "linewidth": 2.2 if ours else 1.2, "markersize": 5.5 if ours else 4.5,
                                    "zorder": 4 if ours else 3}
    return styles


def size_names(records):
    """Name of each number of cells: what the report calls it, or the number itself."""
    return {record["cells"]: record.get("size") or cells_text(record["cells"]) for record in records}


def cells_text(cells):
    """"0.26M", "1.05M", "16k" of a number of cells."""
    return f"{cells / 1e6:.3g}M" if cells >= 1e5 else f"{cells / 1e3:.3g}k"


def value_text(value, _position=None):
    """A tick label without exponent."""
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def ticks(low, high):
    """1, 2, 5, 10 ... inside [low, high]: few enough to be read on a logarithmic axis."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    factors = (1, 1.5, 2, 3, 4, 5, 7) if high / low < 8 else (1, 2, 5) if high / low < 300 else (1,)
    return [factor * 10.0 ** d for d in decades for factor in factors if low <= factor * 10.0 ** d <= high]


def limits(values, margin):
    """Range of the positive values, widened by a factor on either side."""
    return min(values) / margin, max(values) * margin


def draw_panel(axes, records, styles, quantity):
    """One quantity of one system over the cells, a line per solver."""
    for solver, look in styles.items():
        points = sorted((record["cells"], quantity(record)) for record in records
                        if record["solver"] == solver and quantity(record))
        if points:
            axes.plot(*zip(*points), **look, markeredgecolor="white", markeredgewidth=0.6)
    axes.grid(True, which="major", linewidth=0.4, color="0.85")
    axes.set_axisbelow(True)


def set_axes(axes, x_range, names, y_range):
    """Logarithmic axes with readable labels. names: text of each number of cells."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(*x_range)
    axes.set_ylim(*y_range)
    axes.xaxis.set_major_locator(FixedLocator(sorted(names)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: names[round(value)]))
    axes.yaxis.set_major_locator(FixedLocator(ticks(*y_range)))
    axes.yaxis.set_major_formatter(FuncFormatter(value_text))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())


def subtitle_of(report):
    """Machine and circumstances of a report."""
    ranks = report.get("ranks", 1)
    text = f"{report.get('processor', 'unknown processor')}, {ranks} rank{'' if ranks == 1 else 's'}"
    if report.get("triad_bytes_per_s"):
        text += f", triad {report['triad_bytes_per_s'] / 1e9:.1f} GB/s"
    text += f"; to a true residual of {report.get('tolerance', 1e-8):.0e} of the load; lower is better"
    shares = [record["cpu_share"] for record in report["records"] if record.get("cpu_share")]
    return text + ("; MACHINE BUSY: times too long" if shares and min(shares) < QUIET else "")


def bench_picture(report, path):
    """Writes the PNG of a report."""
    records = report["records"]
    styles = line_styles(records)
    systems = ordered(records, "system")
    names = size_names(records)
    x_range = limits(names, 1.5)
    what, unit = ("Stress", "unknown") if is_stress(report) else ("Heat", "cell")
    rows = ((memory_per_cell, f"memory [bytes per {unit}]"), (time_per_cell, f"set-up + solve [ns per {unit}]"))
    width = LEFT + len(systems) * (PANEL_WIDTH + GAP) + 0.2
    height = BOTTOM + 2 * (PANEL_HEIGHT + GAP) + 1.05
    sheet = style.Sheet(max(width, 7.0), height, f"{what} solvers: time and memory per {unit}",
                        subtitle_of(report))
    for row, (quantity, name) in enumerate(rows):
        values = [quantity(record) for record in records if quantity(record)]
        for column, system in enumerate(systems):
            axes = sheet.axes(LEFT + column * (PANEL_WIDTH + GAP), BOTTOM + row * (PANEL_HEIGHT + GAP), PANEL_WIDTH,
                              PANEL_HEIGHT)
            draw_panel(axes, [record for record in records if record["system"] == system], styles, quantity)
            set_axes(axes, x_range, names, limits(values, 1.5) if values else (1, 10))
            if column == 0:
                axes.set_ylabel(name, fontsize=style.NORMAL)
            else:
                axes.tick_params(labelleft=False)
            if row == 0:
                axes.set_xlabel(f"{unit}s", fontsize=style.NORMAL)
            else:
                axes.tick_params(labelbottom=False)
                axes.set_title(system, fontsize=style.NORMAL, fontweight="bold")
    draw_legend(sheet, styles, missing_text(records, styles))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)


def missing_text(records, styles):
    """Which points are not there, in words; empty where all are."""
    missing = {}
    for record in records:
        if time_per_cell(record) is None:
            size = size_names([record])[record["cells"]]
            missing.setdefault(record["solver"], []).append(f"{record['system']} {size}")
    texts = [f"{solver} ({', '.join(where)})" if solver in styles else solver for solver, where in missing.items()]
    return "Not converged or left out: " + "; ".join(texts) if texts else ""


def draw_legend(sheet, styles, note):
    """The solvers under the panels, in the order of the report, and a note below."""
    columns = max(1, int((sheet.width - LEFT) / 1.4))
    handles = [Line2D([], [], label=solver, **look) for solver, look in styles.items()]
    sheet.figure.legend(handles=handles, loc="lower left", ncol=columns, fontsize=style.SMALL, frameon=False,
                        bbox_to_anchor=((LEFT - 0.1) / sheet.width, 0.3 / sheet.height), borderaxespad=0.0,
                        handlelength=2.4)
    sheet.note(LEFT, 0.18, note)
