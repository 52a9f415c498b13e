"""The matrix of thermal resistances as a table whose fields are coloured by their numbers."""

import matplotlib
import matplotlib.colors

from strata_post.report import texts
from strata_post.report.markup import Html, code, paragraph, scroll_box, section, tag

COLOURS = matplotlib.colors.ListedColormap(matplotlib.colormaps["YlGnBu"](range(0, 150)))   # black reads on all of it
MOST = 16                    # rows and columns shown


def field(value, norm):
    """One coloured field."""
    if value is None:
        return tag("td", texts.NONE, class_="number")
    colour = matplotlib.colors.to_hex(COLOURS(norm(value)))
    return tag("td", texts.fixed(value, 3), class_="number heat", style=f"background:{colour}")


def chosen(table):
    """Numbers of the rows (mean temperatures, hottest first) and columns (greatest effect first) that are shown."""
    rows = [n for n, row in enumerate(table["rows"]) if row["quantity"] == "junction_temperature_mean"]
    rows.sort(key=lambda n: -table["rows"][n]["temperature_K"])
    names = [source["name"] for source in table["sources"]]
    dies = [table["rows"][n]["die"] for n in rows]
    # Where dies heat themselves the columns stand in the order of the rows, so that the diagonal is one.
    columns = sorted(range(len(names)), key=lambda c: dies.index(names[c]) if names[c] in dies else len(dies) + c)
    return rows[:MOST], columns[:MOST]


def matrix(table, rows, columns, key, names, caption):
    """Rows and columns of a matrix of the superposition."""
    values = [[table[key][r][c] for c in columns] for r in rows]
    known = [value for row in values for value in row if value is not None]
    norm = matplotlib.colors.Normalize(0.0, max(known, default=0.0) or 1.0)
    head = [tag("th", "Rise of the mean of", scope="col"),
            *[tag("th", tag("span", names[c]), scope="col", class_="upright") for c in columns]]
    lines = [tag("tr", tag("th", code(table["rows"][r]["die"]), scope="row"), *[field(v, norm) for v in row])
             for r, row in zip(rows, values)]
    content = tag("table", tag("caption", caption), tag("thead", tag("tr", *head)), tag("tbody", *lines),
                  class_="matrix")
    return scroll_box(caption, content)


def compose(run):
    """The Section; None where no superposition is stored."""
    table = run.summary.get("superposition")
    if not table or not table["rows"]:
        return None
    rows, columns = chosen(table)
    sources = [source["name"] for source in table["sources"]]
    surroundings = [f"{s['name']}, {texts.degc_set(s['temperature_K'])} °C" for s in table["surroundings"]]
    said = ["Rise of the mean temperature of each active face for one watt in each source, spread as in the deck"]
    if table["linearised"]:
        said.append("linearised: exact at this solution only, because conductivities depend on temperature")
    said.append(f"the sums meet the solution to {texts.power_of_ten(table['closure_error_K'])} K")
    n_means = sum(row["quantity"] == "junction_temperature_mean" for row in table["rows"])
    if n_means > len(rows) or len(sources) > len(columns):
        said.append(f"shown are {len(rows)} of {n_means} dies, hottest first, and {len(columns)} of {len(sources)} "
                    "sources; summary.json holds all")
    parts = [paragraph("; ".join(said) + ".", class_="note")]
    if columns:
        parts.append(matrix(table, rows, columns, "resistance_K_per_W", sources, "Thermal resistances [K/W]"))
    if surroundings:
        parts.append(matrix(table, rows, range(len(surroundings)), "weight", surroundings,
                            "Weights of the surroundings [K/K]"))
    return section("resistances", "Thermal resistances", Html("".join(parts)))
