"""Pictures of step responses: Zth against time, and structure functions."""

import numpy as np

from strata_post import style

COLOURS = ("#1f5fa8", "#d1495b", "#2e8b57", "#e08e0b", "#6a4c93", "#17808f", "#8c564b", "#444444")
WIDTH, HEIGHT, LEFT, BOTTOM, GAP = 5.2, 4.2, 0.85, 1.0, 0.95     # of the two drawings of a sheet [inch]
KIND = "max"                 # the junction temperature
SMALLEST = 1e-4              # what a logarithmic axis shows, in parts of the largest value


def two_panels(title, subtitle, curves):
    """A sheet with two axes side by side and room for the names of `curves` to their right."""
    beside = 0.55 + 0.075 * max(len(name) for name in curves)
    sheet = style.Sheet(LEFT + 2 * WIDTH + GAP + beside, BOTTOM + HEIGHT + 1.1, title, subtitle)
    return sheet, [sheet.axes(LEFT + n * (WIDTH + GAP), BOTTOM, WIDTH, HEIGHT) for n in range(2)]


def finish(axes, x_label, y_label):
    """Names of the axes and a grid."""
    axes.set_xlabel(x_label, fontsize=style.NORMAL)
    axes.set_ylabel(y_label, fontsize=style.NORMAL)
    axes.grid(linewidth=0.4, alpha=0.5)


def name_beside(axes):
    """The legend to the right of the axes."""
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0, frameon=False, fontsize=style.SMALL)


def draw_curve(axes, responses, fit, name, colour):
    """A response as a line, its network as dots."""
    times = responses.times_of(fit.response)
    axes.plot(times, fit.response.values, color=colour, linewidth=1.5, label=name)
    axes.plot(times[::6], fit.foster.response(times[::6]), linestyle="none", marker="o", markersize=2.6, color=colour)


def compose_responses(responses, fits):
    """Driving points over both axes logarithmic; what the die with the highest resistance does to all, linear."""
    own = sorted((f for f in fits if f.response.is_own and f.response.kind == KIND), key=lambda f: -f.response.steady)
    hot = own[0].response.die
    caused = sorted((f for f in fits if f.response.source == hot and f.response.kind == KIND),
                    key=lambda f: -f.response.steady)
    more = max(len(own), len(caused)) - len(COLOURS)
    own, caused = own[:len(COLOURS)], caused[:len(COLOURS)]
    names = [f.response.die for f in own + caused]
    sheet, (left, right) = two_panels(responses.title or "Step responses",
                                      "thermal impedance of the junctions: lines solved, dots networks", names)
    for f, colour in zip(own, COLOURS):
        draw_curve(left, responses, f, f.response.die, colour)
    left.set_xscale("log")
    left.set_yscale("log")
    top = max(f.response.steady for f in own)
    lowest = min(f.response.values.min() for f in own)
    left.set_ylim(max(SMALLEST * top, 0.7 * lowest), 1.6 * top)
    resolved = max(responses.resolved_from[f.response.die] for f in own)
    if resolved > responses.times[0]:
        left.axvspan(responses.times[0], resolved, color="0.9", zorder=0)
        sheet.note(LEFT, 0.3, "grey: before the mesh resolves the heat's way into the layers beside")
    finish(left, "time [s]", "Zth of each die under its own watt [K/W]")
    left.legend(loc="lower right", fontsize=style.SMALL, framealpha=0.9)
    for f, colour in zip(caused, COLOURS):
        draw_curve(right, responses, f, f.response.die, colour)
    right.set_xscale("log")
    finish(right, "time [s]", f"rise under a watt in {hot} [K/W]")
    name_beside(right)
    if more > 0:
        sheet.note(LEFT + WIDTH + GAP, 0.3, f"the highest {len(COLOURS)} of each; all are in zth.csv")
    return sheet


def draw_responses(responses, fits, path):
    """Writes zth.png."""
    compose_responses(responses, fits).save(path)


def compose_structure(responses, fits):
    """Cumulative and differential structure functions of the dies with the highest resistances."""
    own = sorted((f for f in fits if f.structure and f.response.kind == "mean"), key=lambda f: -f.response.steady)
    own = own[:len(COLOURS)]
    sheet, (left, right) = two_panels(responses.title or "Structure functions",
                                      "structure functions of the dies' mean temperatures, from the junction outward",
                                      [f.response.die for f in own] or [""])
    line = {"linewidth": 1.5, "marker": "o", "markersize": 2.6}
    for f, colour in zip(own, COLOURS):
        left.plot(f.structure.resistance, f.structure.capacitance, color=colour, label=f.response.die, **line)
        right.plot(f.structure.resistance[:-1], f.structure.differential[:-1], color=colour, label=f.response.die,
                   **line)
    for axes, label in ((left, "cumulative thermal capacitance [J/K]"),
                        (right, "differential: dC/dR [W²·s/K²]")):
        axes.set_yscale("log")
        finish(axes, "cumulative thermal resistance [K/W]", label)
    if own:
        name_beside(right)
    return sheet


def draw_structure(responses, fits, path):
    """Writes structure.png."""
    compose_structure(responses, fits).save(path)
