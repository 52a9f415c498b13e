"""The dataset card: what is in a dataset, as a page that needs no other file and as Markdown with the metadata of the
Hugging Face hub (huggingface.co/docs/hub/datasets-cards)."""

import dataclasses
import json

import numpy as np

from strata_post.dataset import card_pictures
from strata_post.dataset.facts import STATUSES, Facts, gather, telling_ids
from strata_post.dataset.reader import SPLITS, Dataset
from strata_post.files import replacing
from strata_post.report import page, texts
from strata_post.report.markup import Column, Html, code, figure, folded, number, paragraph, section, table, tag

SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**9, "1M<n<10M"))
NO_RESULT = ("failed", "rejected", "skipped")


@dataclasses.dataclass
class Card:
    """A dataset with its facts and pictures (name -> Sheet)."""
    dataset: Dataset
    facts: Facts
    sheets: dict

    @property
    def title(self):
        """The dataset's title, or its name."""
        return self.dataset.about.get("title") or self.dataset.name

    @property
    def versions(self):
        """Versions of the program that made the samples, with their commits."""
        rows = self.dataset.manifest.values()
        return sorted({f"{row['version']} ({row['git'][:12]})" for row in rows if row.get("version") and row.get("git")})

    @property
    def seconds(self):
        """Seconds of a solved sample, all parts together; nothing where none are known."""
        return sum(self.facts.seconds.values())


def make_card(dataset):
    """Reads the dataset and draws its pictures."""
    facts = gather(dataset)
    sheets = {"parameters": card_pictures.parameters_sheet(dataset, facts), "rise": card_pictures.rise_sheet(facts),
              "correlations": card_pictures.correlation_sheet(facts),
              "samples": card_pictures.samples_sheet(dataset, facts, telling_ids(facts))}
    return Card(dataset, facts, {name: sheet for name, sheet in sheets.items() if sheet})


# Tables: (caption, columns, rows), for both forms -------------------------------------------------------------------


def counts_table(card):
    """Samples by split and status."""
    statuses = [status for status in STATUSES if any(card.facts.statuses[split, status] for split in SPLITS)]
    rows = [[split, *(texts.count(card.facts.statuses[split, status]) for status in statuses)]
            for split in SPLITS if any(card.facts.statuses[split, status] for status in statuses)]
    return "Samples by split", [Column("Split"), *map(number, statuses)], rows


def parameters_table(card):
    """Range of each parameter."""
    rows = []
    for name, values in card.facts.parameters.items():
        choices = card.dataset.choices.get(name)
        middle = [", ".join(choices), "", ""] if choices else [texts.significant(float(f(values))) for f in
                                                               (np.min, np.median, np.max)]
        rows.append([code(name), card.dataset.scalar_units[name] or texts.NONE, *middle])
    return "Parameters", [Column("Parameter"), Column("Unit"), number("smallest"), number("median"), number("largest")], rows


def fields_table(card):
    """What the files hold."""
    rows = [[code(info.name), info.units or texts.NONE, info.long_name, ("scalar", "vector", "tensor")[info.order],
             "target" if info.varies_in_time else "input"] for info in card.dataset.fields]
    return "Fields", [Column("Field"), Column("Unit"), Column("What it is"), Column("Kind"), Column("Role")], rows


def quality_table(card):
    """How good the solutions are."""
    names = {"relative_residual": "Residual, relative", "energy_imbalance": "Energy imbalance, relative",
             "resampling_error": "Resampling error, relative", "iterations": "Iterations"}
    rows = [[label, *(texts.power_of_ten(float(f(card.facts.provenance[name]))) if name != "iterations"
                      else texts.significant(float(f(card.facts.provenance[name]))) for f in (np.median, np.max))]
            for name, label in names.items()]
    return "Quality of the solutions", [Column("Quantity"), number("median"), number("largest")], rows


def seconds_table(card):
    """Where the time of a solved sample goes."""
    rows = [[part, *(texts.significant(float(f(values)), 3) for f in (np.mean, np.max))]
            for part, values in card.facts.seconds.items() if values.size]
    return "Seconds per solved sample", [Column("Part"), number("mean", "s"), number("largest", "s")], rows


def failures_table(card):
    """Samples without a result, and why."""
    rows = [[status, reason or texts.NONE, texts.count(count), str(first)]
            for status, reason, count, first in card.facts.reasons]
    return "Samples without a result", [Column("Status"), Column("Reason"), number("samples"), number("first id")], rows


# The page -----------------------------------------------------------------------------------------------------------


def tile(name, value, unit, note=""):
    """A key figure."""
    return tag("div", tag("dt", name), tag("dd", tag("span", value, class_="value"), " ", tag("span", unit, class_="unit"),
                                           tag("span", note, class_="note") if note else ""))


def tiles(card):
    """Key figures."""
    facts, lost = card.facts, sum(count for (_, status), count in card.facts.statuses.items() if status in NO_RESULT)
    superposed = int(facts.provenance["is_superposed"].sum())
    found = [tile("Samples", texts.count(len(facts.ids)), "", f"{texts.count(superposed)} of them superposed"
                  if superposed else "each of them solved"),
             tile("Grid", " × ".join(map(str, card.dataset.shape)), "cells"),
             tile("Without a result", texts.count(lost), "", "recorded, never filled"),
             tile("Largest rise", texts.fixed(float(facts.peak_rise.max()), 1), "K"),
             tile("Energy imbalance", texts.power_of_ten(float(facts.provenance["energy_imbalance"].max())), "",
                  "largest, relative")]
    if np.size(card.seconds):
        found.append(tile("Time", texts.significant(float(np.mean(card.seconds)), 3), "s", "per solved sample"))
    return Html(tag("dl", *found, class_="figures"))


def picture(card, name, caption, alt):
    """A picture, where the card has it."""
    return figure(card.sheets[name], caption, alt) if name in card.sheets else ""


def filled(entry):
    """A table, where it has rows."""
    caption, columns, rows = entry
    return table(caption, columns, rows) if rows else ""


def sections(card):
    """The sections of the page; None where there is nothing to say."""
    sweep = card.dataset.about.get("sweep")
    return [
        section("summary", "Summary", tiles(card), filled(counts_table(card))),
        section("parameters", "What varies", filled(parameters_table(card)),
                picture(card, "parameters", "Parameters by split, in per cent of the split.", "Histograms of parameters"),
                picture(card, "correlations", "Correlation of parameters with each other and with the largest rise.",
                        "Correlation matrix")),
        section("fields", "Fields", filled(fields_table(card))),
        section("temperature", "Temperature rise", picture(
            card, "rise", "Largest temperature rise over the reference by split.", "Histogram of the largest rise")),
        section("samples", "Samples", picture(
            card, "samples", "Coolest, middle and hottest sample, and one of the hold-out where there is one.",
            "Power maps and temperature sections of samples")),
        section("quality", "Quality and cost", filled(quality_table(card)), filled(seconds_table(card))),
        section("failures", "Samples without a result", filled(failures_table(card))
                or paragraph("Every sample has a result.")),
        section("provenance", "Provenance", paragraph("Made by Strata ", ", ".join(card.versions) or "unknown", "."),
                folded("The sweep", tag("pre", sweep if isinstance(sweep, str) else json.dumps(sweep, indent=2)))
                if sweep else "")]


def compose(card):
    """The page as text."""
    byline = tag("p", f"Dataset {card.dataset.name} · {texts.plural(len(card.facts.ids), 'sample')}", class_="byline")
    footer = f"Made by Strata {', '.join(card.versions)}. Temperature rises in K; other units as in the files."
    return page.compose(card.title, byline, sections(card), footer)


# Markdown -----------------------------------------------------------------------------------------------------------


def markdown_table(entry):
    """A table of the page as Markdown; nothing where it has no rows."""
    caption, columns, rows = entry
    if not rows:
        return ""
    heads = [column.head + (f" [{column.unit}]" if column.unit else "") for column in columns]
    lines = ["| " + " | ".join(heads) + " |",
             "|" + "|".join("---:" if column.is_number else "---" for column in columns) + "|"]
    lines += ["| " + " | ".join(_plain(cell) for cell in row) + " |" for row in rows]
    return f"**{caption}**\n\n" + "\n".join(lines) + "\n"


def _plain(cell):
    """A cell without tags, and safe inside a table."""
    return str(cell).replace("<code>", "`").replace("</code>", "`").replace("|", "\\|").replace("\n", " ")


def size_category(count):
    """The hub's category for a number of samples."""
    return next(name for limit, name in SIZES if count < limit)


def markdown(card):
    """The text of dataset_card.md."""
    head = ["---", f"pretty_name: {json.dumps(card.title)}", "tags:", "- physics", "- heat-transfer", "- surrogate",
            "- the-well", "- hdf5", "size_categories:", f"- {size_category(len(card.facts.ids))}", "---", ""]
    shape = " x ".join(map(str, card.dataset.shape))
    body = [f"# {card.title}", "",
            f"{len(card.facts.ids)} steady temperature fields on {shape} cells, solved by Strata "
            f"{', '.join(card.versions)} and stored in the layout of The Well; every sample says how it came about in "
            "`manifest.jsonl` and in the group `provenance` of its file.", "",
            "```python", "from the_well.data import WellDataset",
            'train = WellDataset(path="<this folder>", well_split_name="train")',
            "from strata_post import Dataset", 'sample = Dataset("<this folder>").sample(0)', "```", ""]
    entries = (("Samples", counts_table, ()), ("What varies", parameters_table, ("parameters", "correlations")),
               ("Fields", fields_table, ()), ("Temperature rise", None, ("rise", "samples")),
               ("Quality", quality_table, ()), ("Cost", seconds_table, ()),
               ("Samples without a result", failures_table, ()))
    for title, make, names in entries:
        parts = [markdown_table(make(card))] if make else []
        parts += [f"![{name}](card/{name}.png)\n" for name in names if name in card.sheets]
        if any(parts):
            body += [f"## {title}", "", *filter(None, parts)]
    return "\n".join(head + body)


def write_card(dataset, folder):
    """Writes dataset_card.html, dataset_card.md and its pictures card/*.png into `folder`; returns the paths."""
    card = make_card(dataset)
    (folder / "card").mkdir(parents=True, exist_ok=True)
    for name, sheet in card.sheets.items():
        sheet.save(folder / "card" / f"{name}.png")
    paths = folder / "dataset_card.html", folder / "dataset_card.md"
    page.write(compose(card), paths[0])
    with replacing(paths[1]) as temporary, open(temporary, "w", encoding="utf-8") as file:
        file.write(markdown(card))
    return paths
