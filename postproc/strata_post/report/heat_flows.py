"""Where the heat goes: boundaries and the balance."""

from strata_post.report import texts
from strata_post.report.markup import Column, Html, code, join, number, pairs, paragraph, section, table, tag


def bar(value, lowest, highest):
    """A horizontal bar between two ends of a scale that holds zero; decoration of a number beside it."""
    span = (highest - lowest) or 1.0
    zero, end = (100.0 * (v - lowest) / span for v in (0.0, value))
    left, width = min(zero, end), max(abs(end - zero), 0.4)
    shape = Html(f'<rect class="bar" x="{left:.2f}" y="1" width="{width:.2f}" height="8"/>'
                 f'<line class="zero" x1="{zero:.2f}" y1="0" x2="{zero:.2f}" y2="10"/>')
    return tag("svg", shape, class_="bars", viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")


def name_of(boundary):
    """The boundary as in the deck; faces that nobody named are adiabatic, and say so."""
    return join([code(boundary["name"]), "" if boundary["named"] else " (not in the deck: adiabatic)"])


def boundaries_table(run):
    """Heat through every boundary, largest first."""
    total = run.summary["power_total_W"]
    entries = sorted(run.summary["boundaries"], key=lambda b: -abs(b["heat_out_W"] or 0.0))
    heats = [entry["heat_out_W"] or 0.0 for entry in entries]
    ends = min(0.0, *heats, 0.0), max(0.0, *heats, 0.0)
    rows = [[name_of(entry), texts.fixed(entry["heat_out_W"], 4),
             texts.fixed(100.0 * heat / total, 2) if total > 0 else texts.NONE, bar(heat, *ends),
             texts.fixed(texts.MM2 * entry["area_m2"], 2), texts.degc(entry["surface_temperature_mean_K"])]
            for entry, heat in zip(entries, heats)]
    columns = [Column("Boundary"), number("Heat out", "W"), number("Share", "%"), Column("Bar"), number("Area", "mm²"),
               number("Mean surface", "°C")]
    return table("Heat through the boundaries", columns, rows)


def balance_table(run):
    """The energy balance of the run."""
    balance = run.summary["balance"]
    bound = texts.power_of_ten(balance["bound"])
    return pairs("Energy balance", [
        ("Heat released", f"{texts.fixed(balance['source_W'], 6)} W"),
        ("Net heat out of the boundaries", f"{texts.fixed(balance['boundary_out_W'], 6)} W"),
        ("Gross heat through the boundaries", f"{texts.fixed(balance['boundary_gross_W'], 6)} W"),
        ("Imbalance", f"{texts.power_of_ten(balance['imbalance_W'])} W"),
        ("Relative imbalance", f"{texts.power_of_ten(balance['relative'])} (bound {bound}"
         + (", set by rounding)" if balance["at_rounding_floor"] else ")"))])


def compose(run):
    """The Section; None where the run solved no heat."""
    if not run.has_heat:
        return None
    note = paragraph("Heat that leaves the package is positive.", class_="note")
    return section("heat", "Heat flows", note, boundaries_table(run), balance_table(run))
