"""What a run says at first sight: verdict, key figures, limits."""

from strata_post import style
from strata_post.report import stress, texts
from strata_post.report.markup import Column, Html, code, join, number, paragraph, section, table, tag
from strata_post.report.run import limit_of


def status_word(exceeded):
    """The state of a limit, in words and with a sign that needs no colour."""
    return tag("strong", "▲ EXCEEDED", class_="bad") if exceeded else tag("span", "✓ kept", class_="good")


def tightest(run):
    """The limit with the smallest margin; None where none was reached at all."""
    known = [limit for limit in run.summary["limits"] if limit["reached_K"] is not None]
    return min(known, key=lambda limit: limit["limit_K"] - limit["reached_K"], default=None)


def verdict(run):
    """The sentence on limits that opens the page, in a box."""
    limits = run.summary["limits"]
    if not limits:
        return paragraph("No limits are set in the deck, so nothing is judged here.", class_="verdict none")
    exceeded = [limit for limit in limits if limit["exceeded"]]
    worst = tightest(run)
    if exceeded:
        count = (f"{len(exceeded)} of {len(limits)} limits" if len(limits) > 1 else "The limit") + (
            " are" if len(exceeded) > 1 else " is")
        return paragraph(tag("strong", f"▲ {count} exceeded."), " ", limit_sentence(worst), class_="verdict bad")
    count = f"All {len(limits)} limits are" if len(limits) > 1 else "The limit is"
    details = limit_sentence(worst) if worst else ""
    doubt = grid_doubt(run, worst) if worst else ""
    return paragraph(tag("strong", f"✓ {count} kept."), " ", details, doubt,
                     class_="verdict warn" if doubt else "verdict good")


def grid_doubt(run, limit):
    """A sentence where the grid may be wrong by more than a margin; else nothing."""
    band = run.bands.get(limit["where"])
    if band is None or band <= limit["limit_K"] - limit["reached_K"]:
        return ""
    return f" ▲ The grid may be wrong by more than that: ± {texts.fixed(band, 2)}\u00a0K."


def limit_sentence(limit):
    """How near the worst place comes to a limit."""
    margin = limit["limit_K"] - limit["reached_K"]
    by = f"{texts.fixed(abs(margin), 2)}\u00a0K {'below' if margin >= 0 else 'above'} the limit of"
    where = tag("span", limit["where"], class_="name") if limit["where"] else code(limit["target"])
    moment = f" at {style.time_text(limit['time_s'])}" if "time_s" in limit else ""
    return join([where, f" reaches {texts.degc(limit['reached_K'])}\u00a0°C{moment}, {by} "
                 f"{texts.degc_set(limit['limit_K'])}\u00a0°C on ", code(limit["target"]), "."])


def figure_of(name, value, unit, note=""):
    """One key figure."""
    said = [tag("span", value, class_="value"), " ", tag("span", unit, class_="unit")]
    return tag("div", tag("dt", name), tag("dd", *said, tag("span", note, class_="note") if note else ""))


def junction_figure(run):
    """The hottest junction against its limit, or the hottest point where no die is active."""
    band = ""
    if not run.dies:
        hottest = run.summary["hottest_point"]
        return figure_of("Hottest point", texts.degc(hottest["temperature_max_K"]), "°C", hottest["body"] or "")
    if run.transient and run.transient["dies"]:
        return figure_of("Hottest junction", *peak_of(run))
    die = run.dies[0]
    if run.bands.get(die["name"]) is not None:
        band = f", ± {texts.fixed(run.bands[die['name']], 2)} K (grid)"
    limit = limit_of(die)
    against = f", limit {texts.degc_set(limit)} °C" if limit is not None else ", no limit"
    return figure_of("Hottest junction", texts.degc(die["junction_temperature_max_K"]), "°C",
                     die["name"] + band + against)


def peak_of(run):
    """Value, unit and note of the hottest junction of a transient."""
    known = [die for die in run.transient["dies"] if die["junction_temperature_highest_K"] is not None]
    die = max(known, key=lambda one: one["junction_temperature_highest_K"])
    return (texts.degc(die["junction_temperature_highest_K"]), "°C",
            f"{die['name']}, at {style.time_text(die['highest_time_s'])}")


def key_figures(run):
    """The tiles below the verdict."""
    tiles = heat_figures(run) if run.has_heat else []
    if run.stress:
        tiles += [figure_of(*entry) for entry in stress.key_figures(run)]
    tiles.append(figure_of("Cells", texts.count(run.summary["cells"]), "",
                           " × ".join(texts.count(n) for n in run.summary["cells_per_axis"])))
    return Html(tag("dl", *tiles, class_="figures"))


def heat_figures(run):
    """Tiles of temperatures and heat."""
    summary = run.summary
    tiles = [junction_figure(run)]
    worst = tightest(run)
    if worst:
        tiles.append(figure_of("Smallest margin", texts.change(worst["limit_K"] - worst["reached_K"]), "K",
                               worst["where"] or worst["target"]))
    if run.transient:
        tiles.append(figure_of("Mean power", texts.significant(run.transient["power_time_mean_W"], 5), "W",
                               "released in the package, over time"))
        relative = run.transient["energy"]["relative"]
        tiles.append(figure_of("Energy balance", texts.power_of_ten(relative), "",
                               f"relative, bound {texts.power_of_ten(run.transient['energy']['bound'])}"))
        return tiles
    tiles.append(figure_of("Power", texts.significant(summary["power_total_W"], 5), "W", "released in the package"))
    out = max(summary["boundaries"], key=lambda b: abs(b["heat_out_W"] or 0.0), default=None)
    if out and summary["power_total_W"] > 0:
        share = 100.0 * (out["heat_out_W"] or 0.0) / summary["power_total_W"]
        tiles.append(figure_of("Main path", texts.fixed(share, 1), "%", f"of the heat leaves through {out['name']}"))
    balance = summary["balance"]
    tiles.append(figure_of("Heat balance", texts.power_of_ten(balance["relative"]), "",
                           f"relative, bound {texts.power_of_ten(balance['bound'])}"))
    return tiles


def limits_table(run):
    """All limits of the deck; nothing where there are none."""
    limits = run.summary["limits"]
    if not limits:
        return ""
    rows = [[code(limit["target"]), texts.degc(limit["limit_K"]), texts.degc(limit["reached_K"]),
             limit["where"] or texts.NONE, *([style.time_text(limit["time_s"]) if "time_s" in limit else texts.NONE]
                                             if run.transient else []),
             texts.change(None if limit["reached_K"] is None else limit["limit_K"] - limit["reached_K"]),
             status_word(limit["exceeded"])] for limit in limits]
    columns = [Column("Target"), number("Limit", "°C"), number("Reached", "°C"), Column("In"),
               *([number("at")] if run.transient else []), number("Margin", "K"),
               Column("Verdict")]
    return table("Limits of the deck", columns, rows, {n for n, limit in enumerate(limits) if limit["exceeded"]})


def compose(run):
    """The Section."""
    return section("summary", "Summary", verdict(run), key_figures(run), limits_table(run))
