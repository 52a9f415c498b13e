"""Subcircuits for SPICE: heat is current [A for W], temperature is voltage [V for K], `ref` is the surroundings."""

import re

MOST_PORTS = 30              # of the subcircuit of all dies: its sources grow with the square


def identifiers(names):
    """A word that SPICE takes for each name, all of them different."""
    words = {}
    for name in names:
        word = re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")
        while word in words.values():
            word += "_"
        words[name] = word
    return words


def wrapped(words, width=100):
    """Words of one statement over as many lines as they need; "+" goes on."""
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) + 1 > width:
            lines.append(line)
            line = "+"
        line = f"{line} {word}" if line else word
    return "\n".join(lines + [line])


def chain(tag, start, end, terms):
    """Pairs of R and C in parallel, one pair after the other from node to node; terms: (resistance, time constant)."""
    lines = []
    for n, (resistance, tau) in enumerate(terms):
        above = start if n == 0 else f"{tag}_{n}"
        below = end if n + 1 == len(terms) else f"{tag}_{n + 1}"
        lines += [f"r{tag}_{n + 1} {above} {below} {resistance:.9g}",
                  f"c{tag}_{n + 1} {above} {below} {tau / resistance:.9g}"]
    return lines


def foster_subcircuit(name, fit):
    """The Foster network of a die's own response: pairs in series."""
    terms = list(zip(fit.foster.resistance, fit.foster.time_constant))
    return [f".subckt {name}_foster junction ref", *chain("f", "junction", "ref", terms), f".ends {name}_foster"]


def cauer_subcircuit(name, fit):
    """The ladder of a die's own response."""
    lines = [f".subckt {name}_cauer junction ref"]
    last = len(fit.cauer.resistance)
    for n, (r, c) in enumerate(zip(fit.cauer.resistance, fit.cauer.capacitance), start=1):
        node = "junction" if n == 1 else f"n{n}"
        lines += [f"c{n} {node} ref {c:.9g}", f"r{n} {node} {'ref' if n == last else f'n{n + 1}'} {r:.9g}"]
    return lines + [f".ends {name}_cauer"]


def pair_lines(die, source, fit):
    """What a source's heat does to a die: its current through chains beside, one for either sign. Returns the lines
    and (gain, node) of each chain."""
    lines, voltages = [], []
    for sign, letter in ((1, "p"), (-1, "n")):
        terms = [(sign * r, tau) for r, tau in zip(fit.foster.resistance, fit.foster.time_constant) if sign * r > 0]
        if not terms:
            continue
        tag = f"{letter}{die}_{source}"
        lines += [f"f{tag} ref x{tag} vp{source} 1", *chain(tag, f"x{tag}", "ref", terms)]
        voltages.append((sign, f"x{tag}"))
    return lines, voltages


def all_dies_subcircuit(name, sources, fits):
    """One port per heated die: the temperature at each is the sum over the heat into all."""
    ports = identifiers(sources)
    number = {source: n for n, source in enumerate(sources, start=1)}
    lines = [wrapped([f".subckt {name}", *(ports[source] for source in sources), "ref"])]
    for die in sources:
        lines.append(f"vp{number[die]} {ports[die]} s{number[die]}_0 0")
        gains = []
        for fit in fits:
            if fit.response.die == die:
                beside, voltages = pair_lines(number[die], number[fit.response.source], fit)
                lines += beside
                gains += voltages
        for n, (gain, node) in enumerate(gains):
            below = "ref" if n + 1 == len(gains) else f"s{number[die]}_{n + 1}"
            lines.append(f"e{number[die]}_{n + 1} s{number[die]}_{n} {below} {node} ref {gain}")
    return lines + [f".ends {name}"]


def library(title, sources, fits):
    """Text of the library: Foster and Cauer of each die alone, and all dies together."""
    words = identifiers(sources)
    lines = [f"* {' '.join(title.split())}: step responses as networks, by Strata",
             "* 1 A is 1 W, 1 V is 1 K above the surroundings, which are the node ref.",
             "* Foster: only the junction is a temperature. Cauer: nodes follow the path of the heat in one dimension.",
             "* max: hottest place of the active face, mean: its area mean"]
    for fit in fits:
        response = fit.response
        if response.is_own and fit.cauer:
            name = f"{words[response.die]}_{response.kind}"
            lines += ["", f"* {response.die}, {response.kind}, {response.steady:.6g} K/W",
                      *foster_subcircuit(name, fit), *cauer_subcircuit(name, fit)]
    for kind in ("max", "mean"):
        chosen = [fit for fit in fits if fit.response.kind == kind and fit.response.die in words]
        if len(sources) <= MOST_PORTS:
            lines += ["", f"* all heated dies, {kind}: " + ", ".join(f"{words[s]} is {s}" for s in sources),
                      *all_dies_subcircuit(f"all_{kind}", sources, chosen)]
    return "\n".join(lines) + "\n"
