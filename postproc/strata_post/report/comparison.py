"""The report of several runs side by side; differences are against the first one."""

import os

import numpy as np

from strata_post import style
from strata_post.pictures import power_map, top_view
from strata_post.report import page, stress, texts
from strata_post.report.construction import SMALL_ROOM
from strata_post.report.deck_diff import differences
from strata_post.report.families import hottest_few
from strata_post.report.markup import (Column, code, figure, figures, folded, join, number, paragraph, section, table,
                                       tag)
from strata_post.report.overview import limit_sentence, status_word, tightest
from strata_post.report.run import is_exceeded
from strata_post.report.temperatures import MOST_ROWS, common_norm, die_figure, die_temperatures, top_figure

MOST_FAMILIES = 3            # of dies whose maps are shown
MOST_DIFFERENCES = 200


def lettered(runs, unit=""):
    """A column of numbers for each run, and one for the difference of each from the first."""
    columns = [number(run.letter, unit) for run in runs]
    return columns + [number(f"{run.letter} − {runs[0].letter}", "K" if unit == "°C" else unit) for run in runs[1:]]


def with_changes(values, show, show_change):
    """Cells for lettered(): values and their differences from the first."""
    changes = [None if value is None or values[0] is None else value - values[0] for value in values[1:]]
    return [show(value) for value in values] + [show_change(change) for change in changes]


def runs_section(runs):
    """The Section that says which letter is which run, and each one's verdict."""
    columns = [Column("Run"), Column("Verdict"), Column("Title"), Column("Folder"), Column("Finished"),
               Column("Strata")]
    rows, marks = [], set()
    for n, run in enumerate(runs):
        worst = tightest(run)
        exceeded = run.summary["any_limit_exceeded"]
        told = join([status_word(exceeded), ": ", limit_sentence(worst)]) if worst else "no limits"
        version = f"{run.record['strata_version']} ({run.record['git_commit']})"
        rows.append([tag("strong", run.letter), told, run.title, code(os.path.relpath(run.folder)),
                     texts.moment(run.record["finished"]), version])
        if exceeded:
            marks.add(n)
    return section("runs", "Runs", table("The runs compared", columns, rows, marks))


def boundary_names(runs):
    """Boundaries that carry heat in some run, in the order in which they first appear."""
    return list(dict.fromkeys(b["name"] for run in runs for b in run.summary["boundaries"] if b["heat_out_W"]))


def heat_out(run, name):
    """Heat through a boundary [W]; None where the run has none of that name."""
    return next((b["heat_out_W"] for b in run.summary["boundaries"] if b["name"] == name), None)


def figures_section(runs):
    """The Section of the key figures."""
    def degrees(name, values):
        return [name, "°C,\u00a0K", *with_changes(values, texts.degc, texts.change)]

    def numbers(name, unit, values, decimals):
        return [name, unit, *with_changes(values, lambda v: texts.fixed(v, decimals),
                                          lambda v: texts.change(v, decimals))]

    rows = []
    if any(run.has_heat for run in runs):
        rows.append(degrees("Hottest point", [run.summary["hottest_point"]["temperature_max_K"] for run in runs]))
    if any(run.dies for run in runs):
        rows.append(degrees("Hottest junction", [run.dies[0]["junction_temperature_max_K"] if run.dies else None
                                                 for run in runs]))
    rows += [numbers(name, unit, values, 3) for name, unit, values in stress.compared_figures(runs)]
    rows.append(numbers("Power", "W", [run.summary["power_total_W"] for run in runs], 3))
    rows += [numbers(join(["Heat out of ", code(name)]), "W", [heat_out(run, name) for run in runs], 4)
             for name in boundary_names(runs)]
    for name, key in (("Cells", "cells"), ("Cells with matter", "solid_cells")):
        values = [run.summary[key] for run in runs]
        rows.append([name, "", *map(texts.count, values),
                     *[("+" if v > values[0] else "") + texts.count(v - values[0]).replace("-", texts.MINUS)
                       for v in values[1:]]])
    solvers = [run.summary["convergence"] for run in runs]
    rows.append(numbers("Iterations", "", [solver and solver["iterations"] for solver in solvers], 0))
    rows.append(numbers("Solve", "s", [run.record["timings"]["solve_s"] for run in runs], 2))
    columns = [Column("Quantity"), Column("Unit"), *lettered(runs)]
    return section("figures", "Key figures", table("Key figures and differences", columns, rows))


def limits_section(runs):
    """The Section of the limits; None where no deck sets one."""
    targets = list(dict.fromkeys(limit["target"] for run in runs for limit in run.summary["limits"]))
    if not targets:
        return None
    columns = [Column("Target")]
    for run in runs:
        columns += [number(f"{run.letter}: limit", "°C"), number("reached", "°C"), number("margin", "K"),
                    Column("verdict")]
    rows, marks = [], set()
    for target in targets:
        row = [code(target)]
        for run in runs:
            limit = next((one for one in run.summary["limits"] if one["target"] == target), None)
            if limit is None:
                row += [texts.NONE] * 4
                continue
            margin = None if limit["reached_K"] is None else limit["limit_K"] - limit["reached_K"]
            row += [texts.degc_set(limit["limit_K"]), texts.degc(limit["reached_K"]), texts.change(margin),
                    status_word(limit["exceeded"])]
            if limit["exceeded"]:
                marks.add(len(rows))
        rows.append(row)
    return section("limits", "Limits", table("Limits of the decks", columns, rows, marks))


def junction_rows(runs):
    """(name, (temperatures, powers, whether the limit is exceeded, each by run)) of every die, hottest first."""
    found = {}
    for n, run in enumerate(runs):
        for die in run.dies:
            entry = found.setdefault(die["name"], ([None] * len(runs), [None] * len(runs), [False] * len(runs)))
            entry[0][n], entry[1][n] = die["junction_temperature_max_K"], die["power_W"]
            entry[2][n] = is_exceeded(die)
    return sorted(found.items(), key=lambda item: -max(v for v in item[1][0] if v is not None))


def junction_table(runs, entries, caption):
    """Junction temperatures and powers of some dies."""
    columns = [Column("Die"), *lettered(runs, "°C"), *[number(f"Power {run.letter}", "W") for run in runs]]
    rows = []
    for name, (values, powers, exceeded) in entries:
        cells = with_changes(values, texts.degc, texts.change)
        for n in (n for n, is_over in enumerate(exceeded) if is_over):
            cells[n] = tag("strong", f"▲ {cells[n]}", class_="bad")
        rows.append([code(name), *cells, *[texts.fixed(power, 3) for power in powers]])
    return table(caption, columns, rows, {n for n, (_, entry) in enumerate(entries) if any(entry[2])})


def junctions_section(runs):
    """The Section of the junction temperatures; None without active faces."""
    entries = junction_rows(runs)
    if not entries:
        return None
    note = paragraph("Highest temperature of the active face of each die; a dash where a run has no such die. "
                     "▲ marks what exceeds its limit.", class_="note")
    shown = entries[:MOST_ROWS]
    rest = ""
    if len(entries) > len(shown):
        rest = folded(f"All {len(entries)} dies", junction_table(runs, entries, "All junction temperatures"))
    return section("junctions", "Junction temperatures", note,
                   junction_table(runs, shown, "Junction temperatures, hottest first"), rest)


def dies_to_show(runs):
    """Names of dies whose maps are compared: the hottest of each family of the first run."""
    return [die["name"] for die in hottest_few(runs[0], MOST_FAMILIES)]


def maps_section(runs):
    """The Section of the maps, each row on one scale; None where no run solved heat."""
    runs = [run for run in runs if run.has_heat]
    if not runs:
        return None
    norm = common_norm([top_view.values(run.results) for run in runs])
    parts = [tag("h3", "Hottest layer"), figures(*[top_figure(run, norm, f"{run.letter}: ") for run in runs])]
    for name in dies_to_show(runs):
        having = [(run, die) for run in runs for die in run.dies if die["name"] == name]
        norm = common_norm([die_temperatures(run, die) for run, die in having])
        maps = [die_figure(run, die, norm, f"{run.letter}: ") for run, die in having]
        parts += [tag("h3", code(name)), figures(*maps)]
    if any(run.summary["power_total_W"] > 0 for run in runs):
        norm = style.colour_range(np.concatenate([power_map.power_per_area(run.results).ravel() for run in runs]))
        parts += [tag("h3", "Power"), figures(*[power_figure(run, norm) for run in runs])]
    note = paragraph("The maps of a row share one scale of colours.", class_="note")
    return section("maps", "Maps", note, *parts)


def power_figure(run, norm):
    """The power map of one run."""
    sheet = power_map.compose(run.results, norm, room=SMALL_ROOM)
    return figure(sheet, f"{run.letter}: {sheet.subtitle}.", f"Map of the package seen from above, {sheet.subtitle}.")


def deck_table(first, other):
    """What differs between the decks of two runs."""
    pair = f"{first.letter} and {other.letter}"
    if not (first.results.deck.resolved and other.results.deck.resolved):
        return paragraph(f"{pair}: a deck is not stored.")
    found = differences(first.results.deck.resolved, other.results.deck.resolved)
    if not found:
        same = first.record["deck"]["resolved_sha256"] == other.record["deck"]["resolved_sha256"]
        return paragraph(f"{pair}: the same deck." if same else
                         f"{pair}: the same resolved deck; rasters that it reads or options of the run differ.")
    rows = [[code(d.path), *[texts.NONE if value is None else code(value) for value in (d.before, d.after)]]
            for d in found[:MOST_DIFFERENCES]]
    caption = f"Differences between the resolved decks of {pair}"
    if len(found) > len(rows):
        caption += f": the first {len(rows)} of {len(found)}"
    return table(caption, [Column("Key"), Column(first.letter), Column(other.letter)], rows)


def deck_section(runs):
    """The Section of the differences between the decks."""
    return section("decks", "What differs between the decks", *[deck_table(runs[0], run) for run in runs[1:]])


def title_of(runs):
    """The common title, or the titles after one another."""
    titles = list(dict.fromkeys(run.title for run in runs))
    return f"{titles[0]}: {len(runs)} runs" if len(titles) == 1 else " / ".join(titles)


def compose(runs):
    """The page as text."""
    byline = tag("p", f"Comparison of {len(runs)} runs; differences are against run {runs[0].letter}.", class_="byline")
    made = [make(runs) for make in (runs_section, figures_section, limits_section, junctions_section, maps_section,
                                    deck_section)]
    versions = ", ".join(sorted({run.record["strata_version"] for run in runs}))
    return page.compose(title_of(runs), byline, made,
                        f"Runs of Strata {versions}. Temperatures in °C, lengths in mm and µm.")
