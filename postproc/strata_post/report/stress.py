"""Stress and warpage: surfaces against temperature, dies, interfaces, how it was solved."""

import numpy as np

from strata_post.load_cases import most_warped
from strata_post.pictures import deformed, interfaces, warpage
from strata_post.report import texts
from strata_post.report.construction import SMALL_ROOM, WIDTH
from strata_post.report.markup import (Column, code, figure, figures, folded, join, number, pairs, paragraph, section,
                                       table, tag)

MPA = 1e-6                   # MPa per Pa
MOST_ROWS = 24               # of a table that stands open
MOST_MAPS = 4


def mpa(pascal):
    """A stress [Pa] in MPa."""
    return texts.fixed(None if pascal is None else MPA * pascal, 2)


def micrometres(metres):
    """A warpage [m] in um with its sign."""
    return texts.change(None if metres is None else texts.UM * metres)


def surface_label(entry):
    """A surface, with the reference plane where it is not the usual one."""
    return entry["surface"] if entry["reference"] == "least squares" else f"{entry['surface']} ({entry['reference']})"


def largest_warpage(run):
    """(load case, entry) of the largest warpage of any surface; None where none is measured."""
    found = [(case, entry) for case in run.stress["load_cases"] for entry in case["warpage"]
             if entry["warpage_m"] is not None]
    return max(found, key=lambda pair: abs(pair[1]["warpage_m"]), default=None)


def largest_principal(run):
    """(load case, die) of the largest principal stress away from edges; None where there is none."""
    found = [(case, die) for case in run.stress["load_cases"] for die in case["dies"]
             if die["principal"]["max_Pa"] is not None]
    return max(found, key=lambda pair: pair[1]["principal"]["max_Pa"], default=None)


def key_figures(run):
    """(name, value, unit, note) of the tiles of a run with stress."""
    found = []
    warped, stressed = largest_warpage(run), largest_principal(run)
    if warped:
        case, entry = warped
        found.append(("Largest warpage", micrometres(entry["warpage_m"]), "µm",
                      f"{surface_label(entry)} at {case['name']}, {entry['shape']}"))
    if stressed:
        case, die = stressed
        found.append(("Largest principal stress", mpa(die["principal"]["max_Pa"]), "MPa",
                      f"{die['name']} at {case['name']}"))
    return found


def compared_figures(runs):
    """(name, unit, a value for each run) of what several runs are compared by; None for a run without stress."""
    if not any(run.stress for run in runs):
        return []
    warped = [largest_warpage(run) if run.stress else None for run in runs]
    stressed = [largest_principal(run) if run.stress else None for run in runs]
    return [("Largest warpage", "µm", [pair and texts.UM * pair[1]["warpage_m"] for pair in warped]),
            ("Largest principal stress in a die", "MPa",
             [pair and MPA * pair[1]["principal"]["max_Pa"] for pair in stressed])]


def warpage_table(run):
    """Warpage of each surface, a row for each load case."""
    cases = run.stress["load_cases"]
    columns = [Column("Load case"), *[number(surface_label(entry), "µm") for entry in cases[0]["warpage"]]]
    rows = [[case["name"], *[micrometres(entry["warpage_m"]) for entry in case["warpage"]]] for case in cases]
    return table("Warpage of the surfaces", columns, rows)


def laminate_table(run):
    """What laminate theory says of each stack, in the first load case; nothing where it says nothing."""
    case = run.stress["load_cases"][0]
    rows = [[code(one["name"]), texts.significant(one["curvature_x_per_m"]),
             texts.significant(one["curvature_y_per_m"]), micrometres(one["warpage_m"])]
            for one in case.get("laminate_theory", [])]
    if not rows:
        return ""
    columns = [Column("Layers at the centre of"), number("Curvature along x", "1/m"), number("along y", "1/m"),
               number("Warpage over its footprint", "µm")]
    return table(f"Laminate theory at {case['name']}: layers without edges, as a check of the order of size", columns,
                 rows)


def warpage_section(run):
    """The Section of the warpage; None where no surface is measured."""
    if not run.stress or not any(case["warpage"] for case in run.stress["load_cases"]):
        return None
    case = most_warped(run.results.load_cases)
    maps = []
    for surface in [one for one in case.warpage if np.isfinite(one.warpage)][:MOST_MAPS]:
        sheet = warpage.compose(run.results, case, surface, room=SMALL_ROOM)
        maps.append(figure(sheet, f"{surface.label}, {sheet.subtitle}.",
                           f"Contours of the warpage of {surface.label}, {sheet.subtitle}."))
    sheet = warpage.compose_profile(run.results)
    curve = figure(sheet, f"{sheet.subtitle[0].upper()}{sheet.subtitle[1:]}.",
                   "Curves of the warpage of each surface against temperature; the table above holds the values.",
                   "wide") if sheet else ""
    note = paragraph("Highest minus lowest deviation from the reference plane (JESD22-B112). Positive: convex, the "
                     "middle is higher than the rim with the terminals (bottom) down; negative: concave.",
                     class_="note")
    return section("warpage", "Warpage", note, warpage_table(run), curve, figures(*maps) if maps else "",
                   laminate_table(run))


def die_rows(run):
    """One row for each die in the load case that stresses it most, the most stressed die first."""
    worst = {}
    for case in run.stress["load_cases"]:
        for die in case["dies"]:
            value = die["principal"]["max_Pa"]
            if die["name"] not in worst or (value or -np.inf) > (worst[die["name"]][1]["principal"]["max_Pa"] or -np.inf):
                worst[die["name"]] = (case, die)
    ordered = sorted(worst.values(), key=lambda pair: -(pair[1]["principal"]["max_Pa"] or -np.inf))
    return [[code(die["name"]), mpa(die["principal"]["max_Pa"]), mpa(die["principal"]["mean_Pa"]),
             mpa(die["principal"]["edge_mean_Pa"]), mpa(die["von_mises"]["max_Pa"]), case["name"]]
            for case, die in ordered]


def shortened(caption, columns, rows):
    """A table that stands open with its first rows, all of them on demand."""
    if len(rows) <= MOST_ROWS:
        return table(caption, columns, rows)
    first = table(f"{caption}: {MOST_ROWS} of {len(rows)}", columns, rows[:MOST_ROWS])
    return join([first, folded(f"All {len(rows)}", table(caption, columns, rows))])


def stress_section(run):
    """The Section of the stress of dies and of sections; None without stress."""
    if not run.stress:
        return None
    distance = texts.length(run.stress["edge_distance_m"])
    note = paragraph(f"Maxima are taken at least {distance} from lateral edges of matter, where they do not depend on "
                     "the mesh; the mean beside edges is over the volume within that distance.", class_="note")
    columns = [Column("Die"), number("Largest principal", "MPa"), number("mean", "MPa"),
               number("mean beside edges", "MPa"), number("von Mises", "MPa"), Column("At")]
    rows = die_rows(run)
    case = most_warped(run.results.load_cases)
    found = []
    for make in (deformed.compose_deformed, deformed.compose_section):
        for normal in "yx":
            sheet = make(run.results, case, normal, WIDTH)
            found.append(figure(sheet, f"{sheet.subtitle}.", f"Drawing: {sheet.subtitle}.", "wide"))
    dies = shortened("Largest principal stress of each die, in its worst load case", columns, rows) if rows else ""
    return section("stress", "Stress", note if rows else "", dies, *found)


def interface_rows(run):
    """One row for each interface in the load case that peels it most, the worst first."""
    worst = {}
    for case in run.stress["load_cases"]:
        for one in case["interfaces"]:
            key, value = (one["lower"], one["upper"], one["z_m"]), one["peel"]["edge_mean_max_Pa"]
            if key not in worst or (value or -np.inf) > (worst[key][1]["peel"]["edge_mean_max_Pa"] or -np.inf):
                worst[key] = (case, one)
    ordered = sorted(worst.values(), key=lambda pair: -(pair[1]["peel"]["edge_mean_max_Pa"] or -np.inf))
    return [[join([code(one["lower"]), " | ", code(one["upper"])]), mpa(one["peel"]["edge_mean_max_Pa"]),
             mpa(one["peel"]["max_Pa"]), mpa(one["shear"]["edge_mean_max_Pa"]), mpa(one["shear"]["max_Pa"]),
             mpa(one["shear"]["mean_Pa"]), case["name"]] for case, one in ordered]


def interfaces_section(run):
    """The Section of the interfaces; None where there are none."""
    rows = interface_rows(run) if run.stress else []
    if not rows:
        return None
    distance = texts.length(run.stress["edge_distance_m"])
    note = paragraph(f"Edge: mean traction over the {distance} at the worst place of the edge of the interface. Inside: "
                     f"largest value at least {distance} from it. Positive peel pulls the interface open.",
                     class_="note")
    columns = [Column("Interface, lower | upper"), number("Peel: edge", "MPa"), number("inside", "MPa"),
               number("Shear: edge", "MPa"), number("inside", "MPa"), number("mean", "MPa"), Column("At")]
    sheet = interfaces.compose(run.results, run.summary)
    drawing = figure(sheet, f"{sheet.title}, {sheet.subtitle}.",
                     f"Curves of peel and shear along {sheet.title}, {sheet.subtitle}.", "wide") if sheet else ""
    return section("interfaces", "Interfaces", note,
                   shortened("Traction of the interfaces, in the load case that peels each most", columns, rows), drawing)


def solver_section(run):
    """The Section of the solver of stress; None without stress."""
    if not run.stress:
        return None
    convergence = run.stress["convergence"]
    warning = ""
    if convergence["fallback"]:
        warning = paragraph(tag("strong", "▲ The solver fell back: "), convergence["fallback"], class_="verdict warn")
    facts = pairs("Convergence of the displacements", [
        ("Method", code(convergence["method"])), ("Unknowns", texts.count(convergence["unknowns"])),
        ("Iterations", texts.count(convergence["iterations"])),
        ("Rigid motions taken out", texts.count(run.stress["rigid_motions"]))])
    rows = [[case["name"], texts.count(case["iterations"]), texts.power_of_ten(case["relative_residual"]),
             texts.power_of_ten(case["balance"]["support_force_N"]), texts.power_of_ten(case["balance"]["imbalance_N"])]
            for case in run.stress["load_cases"]]
    columns = [Column("Load case"), number("Iterations"), number("Relative residual"), number("Reaction", "N"),
               number("Imbalance of forces", "N")]
    return section("stress-solver", "Stress solver", warning, facts, table("Load cases", columns, rows))
