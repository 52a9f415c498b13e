"""Two hundred mistakes of the kinds that people make, planted one at a time into the example decks. Every one must end
with exit code 2; nearly all must be reported on the right line, and misspelt words must get the word that was meant.
Run with the program's path in STRATA_PROGRAM and the source tree in STRATA_SOURCE_DIR."""

import collections
import os
import pathlib
import random
import re
import tempfile
import unittest

from test_cli import strata

EXAMPLES = pathlib.Path(os.environ["STRATA_SOURCE_DIR"]) / "examples"
N_MISTAKES = 200
KEYS = {"thickness", "material", "conductivity", "density", "heat_capacity", "size", "stack", "place", "layers", "repeat",
        "active", "blocks", "fill", "diameter", "pitch", "convection", "film_coefficient", "ambient", "target", "total",
        "share", "resistance", "between", "lateral", "max_thickness", "per_layer", "temperature", "assembly", "boundaries",
        "power", "mesh", "output", "limits", "contacts", "title"}
LENGTH = re.compile(r"(?<=[ \[])(\d+(?:\.\d+)?) (um|mm)\b")
TEMPERATURE = re.compile(r"(?<= )(\d+(?:\.\d+)?) degC\b")
MATERIAL = re.compile(r"(?<=material: )(silicon|copper|sac305|mr_muf|mold|underfill|fr4|abf_laminate)\b")

Mistake = collections.namedtuple("Mistake", "kind text line meant")


def misspell(rng, word):
    """One slip of the fingers: a letter doubled, lost, swapped with its neighbour, or hit beside."""
    at = rng.randrange(1, len(word) - 1)
    slip = rng.choice(("double", "lose", "swap", "beside"))
    if slip == "double":
        return word[:at] + word[at] + word[at:]
    if slip == "lose":
        return word[:at] + word[at + 1:]
    if slip == "swap" and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return word[:at] + ("x" if word[at] != "x" else "z") + word[at + 1:]


def code(line):
    """The line without its comment; nothing of a title, which may say anything."""
    return line.split(" #")[0] if not line.lstrip().startswith(("#", "title:")) else ""


def places(lines, pattern):
    return [(n, found) for n, line in enumerate(lines) for found in re.finditer(pattern, code(line))]


def replaced(lines, n, found, new):
    line = lines[n]
    return "\n".join(lines[:n] + [line[:found.start()] + new + line[found.end():]] + lines[n + 1:])


def key_misspelt(rng, lines):
    found = [(n, m) for n, m in places(lines, r"\b[a-z_]+(?=:)") if m.group() in KEYS and len(m.group()) > 3]
    n, match = rng.choice(found)
    return replaced(lines, n, match, misspell(rng, match.group())), n, match.group()


def material_misspelt(rng, lines):
    n, match = rng.choice(places(lines, MATERIAL))
    return replaced(lines, n, match, misspell(rng, match.group())), n, match.group()


def unit_missing(rng, lines):
    n, match = rng.choice(places(lines, LENGTH))
    return replaced(lines, n, match, match.group(1)), n, None


def unit_of_another_dimension(rng, lines):
    n, match = rng.choice(places(lines, LENGTH))
    return replaced(lines, n, match, match.group(1) + rng.choice((" K", " W", " kg", " W/(m.K)"))), n, None


def unit_unknown(rng, lines):
    n, match = rng.choice(places(lines, LENGTH))
    return replaced(lines, n, match, match.group(1) + rng.choice((" umm", " micron", " mmm"))), n, None


def temperature_of_another_dimension(rng, lines):
    n, match = rng.choice(places(lines, TEMPERATURE))
    return replaced(lines, n, match, match.group(1) + rng.choice((" um", " W", ""))), n, None


def thickness_not_positive(rng, lines):
    n, match = rng.choice(places(lines, r"(?<=thickness: )\d+(?:\.\d+)? um"))
    return replaced(lines, n, match, rng.choice(("0 um", "-" + match.group()))), n, None


def key_twice(rng, lines):
    n, match = rng.choice(places(lines, r"\bthickness: [0-9.]+ um, "))
    return replaced(lines, n, match, match.group() * 2), n, None


def key_missing(rng, lines):
    # Blocks may leave theirs out: they carve no other material then. Layers may not.
    n, match = rng.choice(places(lines, r"(?<=um|mm), material: \w+(?=[,}])"))
    return replaced(lines, n, match, ""), n, None


def not_a_number(rng, lines):
    n, match = rng.choice(places(lines, LENGTH))
    return replaced(lines, n, match, rng.choice(("thin", "1,5 mm", "12..5 um", "1e um"))), n, None


KINDS = (key_misspelt, key_misspelt, key_misspelt, material_misspelt, unit_missing, unit_of_another_dimension, unit_unknown,
         temperature_of_another_dimension, thickness_not_positive, key_twice, key_missing, not_a_number)


def seeded(seed, decks):
    """Mistake number `seed`, the same every time."""
    rng = random.Random(seed)
    while True:
        deck = rng.choice(decks)
        kind = rng.choice(KINDS)
        try:
            text, n, meant = kind(rng, deck.read_text(encoding="utf-8").split("\n"))
        except IndexError:  # the deck has no place for this kind
            continue
        return deck, Mistake(kind.__name__, text, n + 1, meant)


class SeededMistakes(unittest.TestCase):
    def test_mistakes_are_refused_located_and_explained(self):
        decks = sorted(EXAMPLES.glob("*/deck.yaml"))
        outcomes = collections.Counter()
        wrong = []
        for seed in range(N_MISTAKES):
            deck, mistake = seeded(seed, decks)
            exit_code, stderr = self.check(deck, mistake)
            lines = [int(found) for found in re.findall(r"mistaken\.yaml:(\d+):\d+: error", stderr)]
            outcomes["refused"] += exit_code == 2
            outcomes["right line"] += mistake.line in lines
            if mistake.meant:
                outcomes["misspelt"] += 1
                outcomes["right suggestion"] += f"did you mean '{mistake.meant}'?" in stderr
            if exit_code != 2 or mistake.line not in lines or (mistake.meant and f"'{mistake.meant}'?" not in stderr):
                wrong.append(f"{seed} {deck.parent.name}:{mistake.line} {mistake.kind} {mistake.meant}: exit {exit_code}\n"
                             f"{stderr[:400]}")
        print(f"{N_MISTAKES} mistakes: {outcomes['refused']} refused, {outcomes['right line']} on the right line; "
              f"{outcomes['right suggestion']} of {outcomes['misspelt']} misspelt words found")
        report = "\n".join(wrong)
        self.assertEqual(outcomes["refused"], N_MISTAKES, report)
        self.assertGreaterEqual(outcomes["right line"], 0.98 * N_MISTAKES, report)
        self.assertGreaterEqual(outcomes["right suggestion"], 0.9 * outcomes["misspelt"], report)

    def check(self, deck, mistake):
        with tempfile.TemporaryDirectory() as folder:
            for sibling in deck.parent.iterdir():
                if sibling.suffix in (".csv", ".yaml", ".flp", ".ptrace"):
                    (pathlib.Path(folder) / sibling.name).write_bytes(sibling.read_bytes())
            file = pathlib.Path(folder) / "mistaken.yaml"
            file.write_text(mistake.text, encoding="utf-8")
            before = sorted(path.name for path in pathlib.Path(folder).iterdir())
            done = strata("check", file)
            self.assertEqual(sorted(path.name for path in pathlib.Path(folder).iterdir()), before)
        return done.returncode, done.stderr


if __name__ == "__main__":
    unittest.main()
