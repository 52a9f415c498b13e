"""Where it is hot: maps, sections, the profile through the hottest column, the table of junctions."""

import numpy as np

from strata_post import style
from strata_post.pictures import dies, profile, sections, top_view
from strata_post.report import texts
from strata_post.report.construction import SMALL_ROOM
from strata_post.report.families import hottest_few
from strata_post.report.markup import Column, code, figure, figures, folded, number, paragraph, section, table
from strata_post.report.overview import status_word
from strata_post.report.run import is_exceeded, limit_of, margin_of

MOST_DIES = 4                # maps of dies
MOST_ROWS = 24               # of a table that stands open
SECTION_WIDTH = 6.0


def common_norm(arrays):
    """One range of colours for several maps [degC]."""
    return style.colour_range(np.concatenate([np.ravel(array) for array in arrays]))


def die_temperatures(run, die):
    """Temperatures of the active face of a die, (y, x) [degC]."""
    return style.degc(run.results.active_face(die["name"]).temperature)


def die_figure(run, die, norm, prefix=""):
    """The map of one die."""
    sheet = dies.compose_large(run.results, run.body(die["name"]), norm, room=SMALL_ROOM)
    return figure(sheet, f"{prefix}{die['name']}: {sheet.subtitle}.",
                  f"Temperature map of the active face of {die['name']}: {sheet.subtitle}.")


def top_figure(run, norm, prefix=""):
    """The hottest layer of cells from above."""
    sheet = top_view.compose(run.results, norm, room=SMALL_ROOM)
    return figure(sheet, f"{prefix}{sheet.subtitle}.",
                  f"Temperature map of the package seen from above, {sheet.subtitle}. Hottest point "
                  f"{style.temperature_text(run.results.hottest.temperature)}.")


def maps_section(run):
    """The Section of the maps; None without heat."""
    if not run.has_heat:
        return None
    chosen = hottest_few(run, MOST_DIES)
    found = [top_figure(run, None, "Whole package: ")]
    if chosen:
        norm = common_norm([die_temperatures(run, die) for die in chosen])
        found += [die_figure(run, die, norm) for die in chosen]
    return section("maps", "Temperature maps", figures(*found))


def sections_section(run):
    """The Section of the sections through the hottest point, and through that of the stacks where it is elsewhere;
    None without heat."""
    if not run.has_heat:
        return None
    norm = sections.colour_range(run.results)
    found = []
    for _, point in sections.points(run.results):
        for normal in "yx":
            sheet = sections.compose(run.results, normal, point, norm, SECTION_WIDTH)
            found.append(figure(sheet, f"{sheet.subtitle}.", f"Temperatures in an {sheet.subtitle}: "
                                f"{style.temperature_text(point.temperature)} there.", "wide"))
    return section("sections", "Sections", *found)


def column_rows(run, point):
    """One row for each layer that the column through a point meets, from the top down."""
    results, (x, y, _) = run.results, point.position
    column = results.temperature_column(*point.cell[1:])
    stored = {entry["name"]: entry for entry in run.summary["bodies"]}
    rows = []
    for body, low, high in reversed(results.column(x, y)):
        if body is None or body.material == 0:
            continue
        inside = slice(*(int(np.abs(results.lines[2] - z).argmin()) for z in (low, high)))
        here = np.average(column[inside], weights=np.diff(results.lines[2])[inside])
        entry = stored[body.name]
        rows.append([code(body.name), code(results.materials[body.material]), texts.um(high - low), texts.mm(low, 4),
                     texts.degc(float(here)), texts.degc(entry["temperature_max_K"]),
                     texts.degc(entry["temperature_mean_K"]), texts.degc(entry["temperature_min_K"])])
    return rows


def layers_section(run):
    """The Section of the profile along z; None without heat."""
    if not run.has_heat:
        return None
    point = run.results.hottest
    sheet = profile.compose(run.results, point)
    alt = f"Profile of the {sheet.subtitle}, through the hottest point. The values are listed in the table below."
    rows = column_rows(run, point)
    columns = [Column("Layer"), Column("Material"), number("Thickness", "µm"), number("z from", "mm"),
               number("In this column", "°C"), number("Layer: max", "°C"), number("mean", "°C"), number("min", "°C")]
    values = table("Layers met by the column through the hottest point, from the top down", columns, rows)
    return section("layers", "Temperature by layer",
                   figure(sheet, f"{sheet.subtitle[0].upper()}{sheet.subtitle[1:]}, through the hottest point.", alt,
                          "wide"),
                   values if len(rows) <= MOST_ROWS else folded(f"Temperatures of the {len(rows)} layers in figures",
                                                                values))


def junction_row(run, die, has_limits):
    """One die of the table of junctions."""
    x, y, z = die["junction_temperature_max_position_m"] or (None, None, None)
    row = [code(die["name"]), texts.degc(die["junction_temperature_max_K"])]
    if run.bands:
        row.append(texts.fixed(run.bands.get(die["name"]), 2))
    row += [texts.degc(die["junction_temperature_mean_K"]), texts.fixed(die["power_W"], 3), texts.mm(x), texts.mm(y),
            texts.mm(z, 4)]
    if has_limits:
        limit = limit_of(die)
        row += [texts.NONE if limit is None else texts.degc_set(limit), texts.change(margin_of(die)),
                texts.NONE if limit is None else status_word(is_exceeded(die))]
    return row


def junction_table(run, entries, caption):
    """The table of some dies, hottest first."""
    has_limits = any(limit_of(die) is not None for die in run.dies)
    columns = [Column("Die"), number("Max", "°C")]
    columns += [number("Grid ±", "K")] if run.bands else []
    columns += [number("Mean", "°C"), number("Power", "W"), number("x", "mm"), number("y", "mm"), number("z", "mm")]
    columns += [number("Limit", "°C"), number("Margin", "K"), Column("Verdict")] if has_limits else []
    return table(caption, columns, [junction_row(run, die, has_limits) for die in entries],
                 {n for n, die in enumerate(entries) if is_exceeded(die)})


def junctions_section(run):
    """The Section of the junction temperatures; None without active faces."""
    if not run.dies:
        return None
    note = ("Highest and mean temperature of the active face of each die, and where the highest is. "
            "x, y, z from the lower left bottom corner of the package."
            + (" At the end of the transient." if run.transient else ""))
    exceeding = [die for die in run.dies if is_exceeded(die)]
    shown = run.dies[:max(MOST_ROWS, len(exceeding))]
    rest = ""
    if len(run.dies) > len(shown):
        rest = folded(f"All {len(run.dies)} dies", junction_table(run, run.dies, "All junction temperatures"))
    caption = "Junction temperatures, hottest first" + (f": {len(shown)} of {len(run.dies)} dies" if rest else "")
    return section("junctions", "Junction temperatures", paragraph(note, class_="note"),
                   junction_table(run, shown, caption), rest)
