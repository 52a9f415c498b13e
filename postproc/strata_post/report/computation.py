"""How it was computed: mesh, what the grid may be wrong by, convergence of the solver."""

import numpy as np

from strata_post.report import texts
from strata_post.report.heat_flows import bar
from strata_post.report.markup import Column, code, number, pairs, paragraph, section, table, tag


def spacings(run):
    """Cells and spacings of each axis."""
    rows = []
    for axis, lines in zip("xyz", run.results.lines):
        steps = np.diff(lines)
        rows.append([axis, texts.count(len(steps)), texts.um(steps.min()), texts.um(float(np.median(steps))),
                     texts.um(steps.max()), texts.significant(growth(steps), 3), texts.mm(lines[-1] - lines[0])])
    columns = [Column("Axis"), number("Cells"), number("Smallest", "µm"), number("Median", "µm"),
               number("Largest", "µm"), number("Growth, at most"), number("Extent", "mm")]
    return table("Spacings of the grid", columns, rows)


def growth(steps):
    """Largest ratio of neighbouring spacings."""
    ratios = steps[1:] / steps[:-1]
    return float(np.maximum(ratios, 1.0 / ratios).max()) if ratios.size else 1.0


def worst_aspect(run):
    """Largest ratio of two edges of a cell."""
    ends = [(steps.min(), steps.max()) for steps in map(np.diff, run.results.lines)]
    return max(a[1] / b[0] for n, a in enumerate(ends) for m, b in enumerate(ends) if n != m)


def mesh_section(run):
    """The Section of the mesh."""
    summary = run.summary
    facts = pairs("Cells of the grid", [
        ("Cells", f"{' × '.join(texts.count(n) for n in summary['cells_per_axis'])} = {texts.count(summary['cells'])}"),
        ("Cells with matter", f"{texts.count(summary['solid_cells'])} "
         f"({texts.fixed(100.0 * summary['solid_cells'] / summary['cells'], 1)} %)"),
        ("Aspect ratio, at worst", f"{texts.significant(worst_aspect(run), 3)} : 1"),
        ("Lines that merged", texts.count(len(summary["merged_lines"])) if summary["merged_lines"] else "none")])
    return section("mesh", "Mesh", facts, spacings(run), uncertainty(run))


def uncertainty_row(name, band):
    """Values on the three grids and what follows."""
    return [code(name), *[texts.degc(value) for value in band["temperatures_K"]],
            texts.fixed(band["observed_order"], 2), texts.fixed(band["grid_convergence_index_K"], 2), band["trend"]]


def uncertainty(run):
    """The estimate on three grids; nothing where it was not asked for."""
    stored = run.summary.get("grid_uncertainty")
    if not stored:
        return ""
    grids = [f"{texts.count(x)} × {texts.count(y)}" for x, y in stored["cells_in_plane"]]
    bands = {die["name"]: die["junction_temperature_max"] for die in stored["dies"]}
    rows = [uncertainty_row("hottest point", stored["hottest_point"])]
    rows += [uncertainty_row(die["name"], bands[die["name"]]) for die in run.dies[:12] if die["name"] in bands]
    columns = [Column("Highest temperature of"), *[number(grid, "°C") for grid in grids], number("Order"),
               number("Index ±", "K"), Column("Trend")]
    return table("Grid convergence index of the lateral grid, on three grids of so many columns", columns, rows)


def history(run):
    """The residual at the start of each correction and at the end."""
    values = [value for value in run.summary["convergence"]["residual_history"] if value is not None]
    if len(values) < 2:
        return ""
    logs = [np.log10(value) if value > 0 else -16.0 for value in values]
    lowest = min(logs)
    rows = [[str(n), texts.power_of_ten(value), bar(log - lowest, 0.0, -lowest or 1.0)]
            for n, (value, log) in enumerate(zip(values, logs))]
    return table("Relative residual after each correction", [number("Correction"), number("Residual"),
                                                             Column("Bar (logarithmic)")], rows)


def solver_section(run):
    """The Section of the solver of heat; None without heat."""
    if not run.has_heat:
        return None
    convergence = run.summary["convergence"]
    warning = ""
    if convergence["fallback"]:
        warning = paragraph(tag("strong", "▲ The solver fell back: "), convergence["fallback"], class_="verdict warn")
    facts = pairs("Convergence", [
        ("Method", code(convergence["method"])),
        ("Corrections", texts.count(convergence["corrections"])),
        ("Iterations", texts.count(convergence["iterations"])),
        ("Relative residual", texts.power_of_ten(convergence["relative_residual"]))])
    return section("solver", "Solver", warning, facts, history(run))
