"""A transient in time: temperatures of dies and probes, powers below them; how the steps went."""

import dataclasses
import re

import numpy as np

from strata_post import style
from strata_post.series import thinned, with_jumps

WIDTH, HEIGHT, POWER_HEIGHT = 8.2, 4.2, 1.9      # of the panels [inch]
LEGEND_ROOM = 3.1
HIDDEN = 0.1                 # the hottest cell has a curve of its own where no die comes that near to it [K]
MOST_CURVES = 8              # of dies
MOST_PROBES = 5
COLOURS = ("#0b6fb8", "#c8501e", "#2a8c4a", "#8a4fb0", "#b08a00", "#c22a6b", "#3a9fa8", "#7a4a2a")
PROBE_COLOURS = ("#444444", "#888888", "#5a6f8f", "#8f5a5a", "#5a8f6a")


@dataclasses.dataclass(frozen=True)
class Curve:
    """A die, or dies that are drawn as one band."""

    name: str
    low: np.ndarray          # [K]
    high: np.ndarray         # [K]
    power: np.ndarray        # of all together [W]
    count: int


def time_unit(end):
    """Name of the unit of an axis of time up to `end` [s], and how many seconds it has."""
    for name, seconds, upto in (("µs", 1e-6, 1e-3), ("ms", 1e-3, 1.0), ("s", 1.0, 600.0), ("min", 60.0, 7200.0),
                                ("h", 3600.0, 3 * 86400.0)):
        if end < upto:
            return name, seconds
    return "days", 86400.0


def _bands(dies, key):
    """Curves of the dies that share a key, in the order in which they appear."""
    groups = {}
    for die in dies:
        groups.setdefault(key(die.name), []).append(die)
    return [Curve(members[0].name if len(members) == 1 else name,
                  np.fmin.reduce([die.junction_max for die in members]),
                  np.fmax.reduce([die.junction_max for die in members]),
                  np.sum([die.power for die in members], axis=0), len(members)) for name, members in groups.items()]


def curves(results):
    """The curves of the dies, hottest first: one for each die where they are few, else one for each repeated layer of a
    placement, else one for each layer of a part; what is still too much is one band of the coolest."""
    placements = {placement.name: placement.part for placement in results.placements}

    def layer(name):
        return re.sub(r"\[\d+\]", "[*]", name)

    def part_layer(name):
        home = next((place for place in placements if name.startswith(place + ".")), None)
        return layer(name if home is None else f"{placements[home]}{name[len(home):]}")

    found = []
    for key in (str, layer, part_layer):
        found = sorted(_bands(results.series.dies, key), key=lambda curve: -_highest(curve.high))
        if len(found) <= MOST_CURVES:
            return found
    rest = found[MOST_CURVES - 1:]
    return found[:MOST_CURVES - 1] + [Curve("others", np.fmin.reduce([c.low for c in rest]),
                                            np.fmax.reduce([c.high for c in rest]),
                                            np.sum([c.power for c in rest], axis=0), sum(c.count for c in rest))]


def _highest(values):
    return float(np.nanmax(values)) if np.isfinite(values).any() else -np.inf


def _peak_text(series, name, values, count=1):
    row = int(np.nanargmax(values))
    many = f"  ({count} dies)" if count > 1 else ""
    return f"{name}{many}\nmax {style.temperature_text(values[row])} at {style.time_text(series.time[row])}"


def temperature_panel(axes, results, unit):
    """Draws the temperatures; handles for the legend."""
    series = results.series
    handles = []
    for curve, colour in zip(curves(results), COLOURS):
        if not np.isfinite(curve.high).any():
            continue
        time, high = thinned(series.time, curve.high)
        line, = axes.plot(time / unit, style.degc(high), color=colour, linewidth=1.5,
                          label=_peak_text(series, curve.name, curve.high, curve.count))
        handles.append(line)
        if curve.count > 1:
            axes.fill_between(series.time / unit, style.degc(curve.low), style.degc(curve.high), color=colour, alpha=0.22,
                              linewidth=0)
    shown = max((_highest(die.junction_max) for die in series.dies), default=-np.inf)
    if _highest(series.hottest) > shown + HIDDEN:
        time, values = thinned(series.time, series.hottest)
        handles += axes.plot(time / unit, style.degc(values), color="black", linewidth=1.0, linestyle=":",
                             label=_peak_text(series, "hottest cell of all", series.hottest))
    probes = sorted(series.probes.items(), key=lambda item: -_highest(item[1]))
    for (name, values), colour in zip(probes[:MOST_PROBES], PROBE_COLOURS):
        time, values = thinned(series.time, values)
        handles += axes.plot(time / unit, style.degc(values), color=colour, linewidth=1.1, linestyle=(0, (4, 1.5)),
                             label=_peak_text(series, f"probe {name}", series.probes[name]))
    return handles


def limit_lines(axes, results):
    """Draws the limits that are near what is drawn; handles for the legend, and texts of those that are far above."""
    low, high = axes.get_ylim()
    reach = high + 0.8 * (high - low)
    handles, far = [], []
    by_value = {}
    for limit in results.summary.get("limits", []):
        by_value.setdefault(limit["limit_K"], []).append(limit["target"])
    for kelvin, targets in sorted(by_value.items()):
        names = ", ".join(dict.fromkeys(targets))
        text = f"limit {float(style.degc(kelvin)):.4g} °C on {names if len(names) < 24 else names[:21] + '...'}"
        if style.degc(kelvin) > reach:
            far.append(text)
            continue
        handles.append(axes.axhline(style.degc(kelvin), color="#c00000", linewidth=1.0,
                                    linestyle=("--", ":", "-.")[len(handles) % 3], label=text))
    if handles:
        top = max(high, *(line.get_ydata()[0] + 0.04 * (high - low) for line in handles))
        axes.set_ylim(min(low, *(line.get_ydata()[0] - 0.04 * (high - low) for line in handles)), top)
    return handles, far


def power_panel(axes, results, unit):
    """Draws the powers, all together in black; handles for the legend."""
    series = results.series
    jumps, before = (column.copy() for column in series.jumps)
    jumps[-1] = False        # what the sources would do after the end
    power = np.append(series.column("power")[:-1], before[-1])
    time, total = thinned(*with_jumps(series.time, power, jumps, before))
    found = curves(results)
    if len(found) > 1:
        for curve, colour in zip(found, COLOURS):
            watts = np.append(curve.power[:-1], curve.power[-2 if series.jumps[0][-1] else -1])
            axes.plot(*_scaled(thinned(*with_jumps(series.time, watts, jumps)), unit), color=colour, linewidth=1.1)
    line, = axes.plot(time / unit, total, color="black", linewidth=1.5,
                      label="all sources" + ("\ncolours as above; of a band\nthat of all its dies" if len(found) > 1 else ""))
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    return [line]


def _scaled(curve, unit):
    return curve[0] / unit, curve[1]


def _dress(axes, label, limits):
    axes.set_ylabel(label, fontsize=style.NORMAL)
    axes.set_xlim(*limits)
    axes.margins(y=0.06)
    axes.grid(linewidth=0.4, alpha=0.5)


def mark_moment(axes, results, unit):
    """A ring at the hottest moment, and marks at the moments whose fields are kept."""
    series = results.series
    row = int(np.nanargmax(series.hottest))
    x, y = series.time[row] / unit, float(style.degc(series.hottest[row]))
    style.ring(axes, x, y, size=6)
    if 0 < len(results.times) <= 100:
        axes.plot(np.array(results.times) / unit, np.full(len(results.times), 0.012), marker="^", markersize=4,
                  linestyle="none", color=style.GREY, transform=axes.get_xaxis_transform(), clip_on=False)


def compose(results):
    """Temperatures and powers over one axis of time, as a Sheet; None of a steady run."""
    series = results.series
    if series is None or len(series.time) < 2:
        return None
    name, unit = time_unit(series.time[-1])
    has_power = bool(np.any(series.column("power") > 0))
    below = POWER_HEIGHT + 0.3 if has_power else 0.0
    row = int(np.nanargmax(series.hottest))
    sheet = style.Sheet(WIDTH + LEGEND_ROOM + 0.95, HEIGHT + below + 1.75, results.title or "In time",
                        f"highest temperatures over {style.time_text(series.time[-1] - series.time[0])}; hottest "
                        f"{style.temperature_text(series.hottest[row])} at {style.time_text(series.time[row])}")
    limits = (series.time[0] / unit, series.time[-1] / unit)
    axes = sheet.axes(0.85, 0.65 + below, WIDTH, HEIGHT)
    handles = temperature_panel(axes, results, unit)
    _dress(axes, "temperature [°C]", limits)
    lines, far = limit_lines(axes, results)
    mark_moment(axes, results, unit)
    lowest = axes
    if has_power:
        axes.tick_params(labelbottom=False)
        lowest = sheet.axes(0.85, 0.65, WIDTH, POWER_HEIGHT)
        power = power_panel(lowest, results, unit)
        _dress(lowest, "power [W]", limits)
        sheet.line_legend(WIDTH + 1.05, 0.65, power, "lower left")
    lowest.set_xlabel(f"time [{name}]", fontsize=style.NORMAL)
    sheet.line_legend(WIDTH + 1.05, 0.65 + below + HEIGHT, handles + lines)
    notes = [f"{text}: beyond the axis" for text in far]
    if len(series.probes) > MOST_PROBES:
        notes.append(f"{MOST_PROBES} hottest of {len(series.probes)} probes")
    if 0 < len(results.times) <= 100:
        notes.append("triangles: moments whose fields are kept")
    if notes:
        sheet.note(0.85, 0.16, "; ".join(notes))
    return sheet


def compose_steps(results):
    """Sizes of the steps, their estimated errors and their iterations over one axis of time, as a Sheet; None of a
    steady run."""
    series = results.series
    if series is None or len(series.time) < 2:
        return None
    name, unit = time_unit(series.time[-1])
    time = series.time[1:]
    panels = [("step [s]", "step"), ("estimated error [K]", "error"), ("iterations", "iterations")]
    panels = [(label, series.column(path)[1:]) for label, path in panels]
    panels = [(label, values) for label, values in panels if np.any(values > 0)]
    height = 1.6
    sheet = style.Sheet(WIDTH + 1.2, len(panels) * (height + 0.25) + 1.55, results.title or "Steps",
                        f"{len(time)} steps in time")
    for n, (label, values) in enumerate(panels):
        axes = sheet.axes(0.95, 0.6 + (len(panels) - 1 - n) * (height + 0.25), WIDTH, height)
        shown_time, shown = thinned(time, values)
        positive = shown > 0
        axes.plot(shown_time[positive] / unit, shown[positive], color=COLOURS[n], linewidth=0.9, marker=".",
                  markersize=3 if len(shown) < 400 else 0)
        _dress(axes, label, (series.time[0] / unit, series.time[-1] / unit))
        if label != "iterations":
            axes.set_yscale("log")
        if n + 1 < len(panels):
            axes.tick_params(labelbottom=False)
        else:
            axes.set_xlabel(f"time [{name}]", fontsize=style.NORMAL)
    return sheet


def draw(results, directory):
    """Writes in_time.png and steps_in_time.png of a transient; their paths."""
    written = []
    for file, make in (("in_time.png", compose), ("steps_in_time.png", compose_steps)):
        sheet = make(results)
        if sheet is not None:
            sheet.save(directory / file)
            written.append(directory / file)
    return written
