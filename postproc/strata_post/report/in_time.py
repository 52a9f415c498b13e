"""A transient: temperatures and powers in time, how hot each die became and when, steps and energy."""

from strata_post import style
from strata_post.pictures import in_time
from strata_post.report import texts
from strata_post.report.markup import Column, code, figure, folded, number, pairs, paragraph, section, table

MOST_ROWS = 24               # of a table that stands open


def courses_table(caption, entries, quantity, head, limits=None):
    """One row for each course of a temperature, hottest first; `limits` [K] by name where some have one."""
    limits = limits or {}
    entries = sorted((one for one in entries if one[f"{quantity}_highest_K"] is not None),
                     key=lambda one: -one[f"{quantity}_highest_K"])
    columns = [Column(head), number("Highest", "°C"), number("at"), number("Mean in time", "°C"), number("At the end", "°C"),
               number("Lowest", "°C"), number("Swing", "K")]
    columns += [number("Limit", "°C"), number("Margin", "K")] if limits else []
    rows, marks = [], set()
    for n, one in enumerate(entries):
        highest, lowest = one[f"{quantity}_highest_K"], one[f"{quantity}_lowest_K"]
        row = [code(one["name"]), texts.degc(highest), style.time_text(one["highest_time_s"]),
               texts.degc(one[f"{quantity}_time_mean_K"]), texts.degc(one[f"{quantity}_end_K"]), texts.degc(lowest),
               texts.fixed(highest - lowest, 2)]
        if limits:
            limit = limits.get(one["name"])
            row += [texts.NONE if limit is None else texts.degc_set(limit),
                    texts.change(None if limit is None else limit - highest)]
            if limit is not None and highest > limit:
                marks.add(n)
        rows.append(row)
    if not rows:
        return ""
    whole = table(caption, columns, rows, marks)
    if len(rows) <= MOST_ROWS:
        return whole
    shown = max(MOST_ROWS, max(marks, default=-1) + 1)
    return table(f"{caption}: {shown} of {len(rows)}", columns, rows[:shown], marks) + folded(f"All {len(rows)}", whole)


def moments_note(run):
    """What the other sections show."""
    saved = run.transient["saved_times_s"]
    count = f"the hottest of the {len(saved)} moments" if len(saved) > 1 else "the moment"
    return paragraph(f"Maps, sections and profiles of this page show the package at "
                     f"{style.time_text(run.results.time)}, {count} whose fields were kept. Tables without a time are of "
                     f"the end, {style.time_text(run.transient['end_time_s'])}.", class_="note")


def compose(run):
    """The Section of a transient; None of a steady run."""
    if not run.transient:
        return None
    sheet = in_time.compose(run.results)
    drawing = ""
    if sheet is not None:
        drawing = figure(sheet, f"{sheet.subtitle[0].upper()}{sheet.subtitle[1:]}. Below: power.",
                         f"Curves of temperatures and powers over time: {sheet.subtitle}. The tables below hold the values.",
                         "wide")
    limits = {die["name"]: die["limit_K"] for die in run.summary["dies"] if die.get("limit_K") is not None}
    return section("in-time", "In time", moments_note(run), drawing,
                   courses_table("Junction temperatures in time, hottest first", run.transient["dies"],
                                 "junction_temperature", "Die", limits),
                   courses_table("Probes", run.transient["probes"], "temperature", "Probe"))


def energy_entries(transient):
    """Where the energy is."""
    energy = transient["energy"]
    return [("Energy supplied", f"{texts.significant(energy['supplied_J'], 6)} J"),
            ("Energy removed", f"{texts.significant(energy['removed_J'], 6)} J"),
            ("Energy stored", f"{texts.significant(energy['stored_J'], 6)} J"),
            ("Imbalance, relative", f"{texts.power_of_ten(energy['relative'])} "
             f"(bound {texts.power_of_ten(energy['bound'])})")]


def steps_section(run):
    """The Section of the steps in time; None of a steady run."""
    if not run.transient:
        return None
    steps, cyclic = run.transient["steps"], run.transient["cyclic"]
    before = steps["accepted"] - steps["recorded"]
    entries = [("Steps", texts.count(steps["recorded"])),
               ("Steps before time 0, towards the periodic state", texts.count(before) if before else None),
               ("Repeated for their error", texts.count(steps["rejected"])),
               ("Repeated for a solve that failed", texts.count(steps["failed"])),
               ("Linear iterations", texts.count(steps["iterations"])), ("Set-ups", texts.count(steps["setups"]))]
    if cyclic:
        entries.append(("Cycles until periodic", f"{texts.count(cyclic['cycles'])}; the last changed "
                        f"{texts.significant(cyclic['change_K'], 2)} K, {texts.significant(cyclic['tolerance_K'], 2)} K "
                        "were asked for"))
    sheet = in_time.compose_steps(run.results)
    drawing = figure(sheet, f"{sheet.subtitle[0].upper()}{sheet.subtitle[1:]}.",
                     f"Curves of step size, estimated error and iterations over time: {sheet.subtitle}.",
                     "wide") if sheet else ""
    return section("steps", "Steps in time", pairs("Steps and energy", [*entries, *energy_entries(run.transient)]), drawing)
