"""What stands behind a run: warnings and assumptions, materials, deck, provenance."""

import re

from strata_post.report import texts
from strata_post.report.markup import Column, code, folded, join, pairs, paragraph, section, table, tag


def assumed_lines(run):
    """Lines of the deck's files that speak of an assumption: list of (place, text)."""
    found = []
    for name, content in run.results.deck.files.items():
        for n, line in enumerate(content.splitlines(), start=1):
            _, mark, comment = line.partition("#")
            if mark and re.search(r"\bassum(e|ed|es|ption|ptions)\b", comment, re.IGNORECASE):
                found.append((f"{name.rsplit('/', 1)[-1]}:{n}", line.strip()))
    return found


def bullet_list(items):
    """An unordered list; nothing where it would be empty."""
    return tag("ul", *[tag("li", item) for item in items]) if items else ""


def model_assumptions(run):
    """What the run takes for granted, read from its results."""
    found = [f"{'Transient' if run.transient else 'Steady'} heat conduction."] if run.has_heat else []
    if run.stress:
        found.append("Linear thermo-elasticity, small displacements.")
    silent = [b for b in run.summary["boundaries"] if not b["named"] and b["area_m2"] > 0]
    if silent:
        area = sum(b["area_m2"] for b in silent)
        found.append(join(["The deck names no boundary at ", join([code(b["name"]) for b in silent], ", "),
                           f": {texts.fixed(texts.MM2 * area, 2)} mm² are adiabatic."]))
    if run.results.symmetry:
        found.append(join(["Symmetry planes: ", join(map(code, run.results.symmetry), ", "),
                           "; powers are those of the modelled share."]))
    if run.summary["cells"] > run.summary["solid_cells"]:
        share = 100.0 * (1.0 - run.summary["solid_cells"] / run.summary["cells"])
        found.append(f"{texts.fixed(share, 1)} % of the cells are void: no matter, no heat.")
    unsourced = [name for name, source in zip(run.results.materials, run.results.material_sources)
                 if source.startswith("unsourced")]
    if unsourced:
        found.append(join(["Properties without a source: ", join(map(code, unsourced), ", "), "."]))
    return found


def notes_section(run):
    """The Section of warnings and assumptions."""
    warnings = run.summary["warnings"]
    solvers = [run.summary["convergence"], (run.stress or {}).get("convergence")]
    fallbacks = [solver["fallback"] for solver in solvers if solver and solver["fallback"]]
    said = [*warnings, *[f"The solver fell back: {reason}" for reason in fallbacks]]
    told = paragraph("None.") if not said else tag("div", bullet_list(said), class_="verdict warn")
    merged = run.summary["merged_lines"]
    assumed = [join([code(place), " ", tag("span", text, class_="deck-line")]) for place, text in assumed_lines(run)]
    return section(
        "notes", "Warnings and assumptions", tag("h3", "Warnings"), told,
        tag("h3", "Assumptions of the model"), bullet_list(model_assumptions(run)),
        tag("h3", "Grid lines that merged") if merged else "", bullet_list(merged),
        tag("h3", "Lines of the deck that speak of assumptions") if assumed else "", bullet_list(assumed))


def materials_section(run):
    """The Section of the materials that fill some body."""
    used = sorted({body.material for body in run.results.bodies} - {0})
    rows = [[code(run.results.materials[n]), run.results.material_sources[n] or texts.NONE] for n in used]
    return section("materials", "Materials", table("Sources of the properties", [Column("Material"), Column("Source")],
                                                   rows)) if rows else None


def deck_section(run):
    """The Section of the deck; None where it is not stored."""
    deck = run.results.deck
    if not deck.resolved:
        return None
    note = "Every value spelled out, SI units. Running it gives these results again."
    parts = [folded("Resolved deck", paragraph(note, class_="note"), tag("pre", deck.resolved))]
    parts += [folded(join(["As written: ", code(name.rsplit("/", 1)[-1])]), tag("pre", text))
              for name, text in deck.files.items()]
    return section("deck", "Deck", *parts)


def machine_entries(run):
    """Where it ran and what it took."""
    record = run.record
    times, ranks = record["timings"], record["ranks"]
    parts = [f"{word} {texts.fixed(times.get(key), 2)} s" for word, key in
             (("mesh", "mesh_s"), ("set-up", "setup_s"), ("solve", "solve_s"), ("output", "output_s"))]
    return [("Started", texts.moment(record["started"])), ("Finished", texts.moment(record["finished"])),
            ("Times", ", ".join(parts)),
            ("Ranks", f"{ranks['count']} on {', '.join(ranks['hosts'])}"),
            ("Memory", f"{texts.size(ranks['peak_memory_max_bytes'])} on the largest rank, "
             f"{texts.size(ranks['peak_memory_sum_bytes'])} together")]


def provenance_section(run):
    """The Section of versions, machine and checksums."""
    record = run.record
    libraries = ", ".join(f"{name} {version}" for name, version in record["libraries"].items())
    facts = pairs("Run", [
        ("Strata", f"{record['strata_version']} ({record['git_commit']})"), ("Libraries", libraries),
        *machine_entries(run), ("Command", code(" ".join(record["command_line"]))),
        ("Deck", code(record["deck"]["file"])),
        ("SHA-256 of the resolved deck and its rasters", code(record["deck"]["resolved_sha256"]))])
    rows = [[code(file["name"]), texts.size(file["bytes"]), code(file["sha256"])] for file in record["files"]]
    files = table("Files of the run", [Column("File"), Column("Size", "", True), Column("SHA-256")], rows)
    checked = paragraph("Sizes and checksums of results.h5 and summary.json were verified for this report.",
                        class_="note")
    return section("provenance", "Provenance", facts, checked, folded(f"{len(rows)} files with checksums", files))
