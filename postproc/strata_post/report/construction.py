"""What was modelled: the stack-up, its layers, and where the heat is released."""

import re

from strata_post.pictures import dies, power_map, stack_up
from strata_post.report import texts
from strata_post.report.families import families, local_name, named_layers, peak_density
from strata_post.report.markup import Column, code, figure, figures, number, section, table

WIDTH = 6.1                  # of drawings as wide as the page, without their labels [inch]
SMALL_ROOM = (3.1, 3.6)      # of drawings side by side [inch]
MOST_POWER_MAPS = 4


def thickness(body):
    """Of a layer [m]."""
    return body.upper[2] - body.lower[2]


def rows_of_repeat(run, where, count, layers):
    """One row for each layer of a repeat, from the top down."""
    lines = {}
    for body in layers:
        lines.setdefault(re.sub(r"\[\d+\]$", "", local_name(run, body)), []).append(body)
    rows = []
    for name, bodies in reversed(lines.items()):
        usual, last = texts.um(thickness(bodies[0])), texts.um(thickness(bodies[-1]))
        last = f" (last {last})" if last != usual else ""
        rows.append([code(f"{name}[1..{count}]" if count > 1 else local_name(run, bodies[0])), where,
                     code(run.results.materials[bodies[0].material]), usual + last,
                     texts.mm(bodies[0].lower[2], 4), texts.mm(bodies[-1].upper[2], 4)])
    return rows


def rows_of_stack(run, where, placement_index):
    """Rows of the layers of a placement (-1: of the assembly), from the top down."""
    rows = []
    for count, layers in reversed(stack_up.repeats(named_layers(run, placement_index))):
        rows += rows_of_repeat(run, where, count, layers)
    return rows


def layers_table(run):
    """Layers of the package and of each kind of part, from the top down."""
    rows = rows_of_stack(run, "package", -1)
    by_part = {}
    for placement in run.results.placements:
        by_part.setdefault(placement.part, []).append(placement)
    for part, placements in by_part.items():
        where = f"{len(placements)} × {part}" if len(placements) > 1 else placements[0].name
        rows += rows_of_stack(run, where, placements[0].index)
    columns = [Column("Layer"), Column("In"), Column("Material"), number("Thickness", "µm"), number("z from", "mm"),
               number("z to", "mm")]
    return table("Layers, from the top down", columns, rows)


def stack_up_section(run):
    """The Section of the stack-up."""
    sheet = stack_up.compose(run.results, WIDTH)
    alt = (f"Section through the package with the materials of its layers: {sheet.subtitle}. The layers are listed in "
           "the table below.")
    return section("stack-up", "Stack-up", figure(sheet, f"Stack-up: {sheet.subtitle}.", alt, "wide"),
                   layers_table(run))


def power_rows(run):
    """One row for each family of dies that releases heat, and for each other body that does."""
    rows = []
    for family in families(run):
        powers = [die["power_W"] for die in family.members]
        if not any(powers):
            continue
        densities = [peak_density(run, die) for die in family.members]
        peak = max((density for density, _ in densities if density is not None), default=None)
        is_even = all(even for _, even in densities)
        low, high = (texts.fixed(value, 3) for value in (min(powers), max(powers)))
        rows.append([code(family.name), texts.count(len(powers)), low if low == high else f"{low} to {high}",
                     texts.fixed(sum(powers), 3), texts.significant(peak), "even" if is_even else "map"])
    on_dies = {die["name"] for die in run.summary["dies"]}
    for body, entry in zip(run.results.bodies, run.summary["bodies"]):
        if entry["power_W"] > 0 and entry["name"] not in on_dies and body.parent < 0:
            power = texts.fixed(entry["power_W"], 3)
            rows.append([code(entry["name"]), "1", power, power, texts.NONE, "volume"])
    return rows


def power_maps(run):
    """Figures of one die of each family whose power is not spread evenly."""
    found = []
    for family in families(run):
        die = family.members[0]
        if len(found) == MOST_POWER_MAPS or peak_density(run, die)[1]:
            continue
        sheet = dies.compose_power(run.results, run.body(die["name"]), room=SMALL_ROOM)
        alike = f", one of {len(family.members)} alike" if len(family.members) > 1 else ""
        found.append(figure(sheet, f"{die['name']}{alike}: {sheet.subtitle}.",
                            f"Map of the power per area on the active face of {die['name']}, {sheet.subtitle}."))
    return found


def power_section(run):
    """The Section of the power; None where nothing is released."""
    if not run.summary["power_total_W"] > 0:
        return None
    sheet = power_map.compose(run.results, room=SMALL_ROOM)
    whole = figure(sheet, f"Whole package: {sheet.subtitle}.",
                   f"Map of the package seen from above, {sheet.subtitle}.")
    columns = [Column("Released in"), number("Number"), number("Each", "W"), number("Together", "W"),
               number("Peak", "W/mm²"), Column("Spread")]
    return section("power", "Power", table("Where heat is released", columns, power_rows(run)),
                   figures(whole, *power_maps(run)))
