"""Networks from step responses, and the tables that hold them."""

import csv
import dataclasses
import io
import json

from strata_post.files import replacing
from strata_post.zth.cauer import Cauer, Structure, cauer_of, structure_of
from strata_post.zth.foster import Foster, identify, identify_signed, thin
from strata_post.zth.responses import Response, Responses

BOUND = 5e-3                 # largest misfit of the networks that are written, in parts of the response ...
OWN_SHARE = 1e-3             # ... down to this share of the steady value at driving points,
CROSS_SHARE = 1e-2           # and to this one between places


@dataclasses.dataclass(frozen=True)
class Fit:
    """What stands for one response."""
    response: Response
    foster: Foster             # few terms
    misfit: float              # of them, in parts of the response
    cauer: Cauer = None        # of the same few terms, where all are positive and the response is a die's own
    structure: Structure = None      # of as many terms as the response shows, likewise
    terms_shown: int = 0       # how many these are


def fit_own(responses, response):
    """Positive terms; of either sign where a place is not where the heat is and positive ones do not do."""
    target = responses.target(response, OWN_SHARE)
    shown = identify(target)
    if target.misfit(shown) > BOUND:
        signed = identify_signed(target, BOUND)
        return Fit(response, signed, target.misfit(signed))
    few = thin(target, shown, BOUND)
    return Fit(response, few, target.misfit(few), cauer_of(few), structure_of(cauer_of(shown)), len(shown.resistance))


def fit(responses, response):
    """The network of one response."""
    if response.is_own:
        return fit_own(responses, response)
    target = responses.target(response, CROSS_SHARE)
    foster = identify_signed(target, BOUND)
    return Fit(response, foster, target.misfit(foster))


def fit_all(path):
    """Responses of a folder or file, and a Fit for each."""
    responses = Responses(path)
    return responses, [fit(responses, response) for response in responses.all]


def number(value):
    """Nine digits: more than a response has."""
    return f"{value:.9g}"


def table(head, rows):
    """Text of a CSV file; numbers with all digits that count."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[number(v) if isinstance(v, float) else v for v in row] for row in rows])
    return text.getvalue()


def foster_table(fits):
    """A row per term."""
    return table(
        ["die", "source", "of", "term", "resistance_K_per_W", "capacitance_J_per_K", "time_constant_s"],
        [[f.response.die, f.response.source, f.response.kind, n + 1, float(r), float(c), float(tau)]
         for f in fits for n, (r, c, tau) in enumerate(zip(f.foster.resistance, f.foster.capacitance,
                                                            f.foster.time_constant))])


def cauer_table(fits):
    """A row per node, from the junction on."""
    return table(["die", "of", "node", "capacitance_J_per_K", "resistance_to_next_K_per_W"],
                 [[f.response.die, f.response.kind, n + 1, float(c), float(r)] for f in fits if f.cauer
                  for n, (c, r) in enumerate(zip(f.cauer.capacitance, f.cauer.resistance))])


def structure_table(fits):
    """A row per point of the structure functions."""
    return table(["die", "of", "resistance_K_per_W", "capacitance_J_per_K", "differential_W2s_per_K2"],
                 [[f.response.die, f.response.kind, float(r), float(c), float(k)] for f in fits if f.structure
                  for r, c, k in zip(f.structure.resistance, f.structure.capacitance, f.structure.differential)])


def quality(responses, fits):
    """What networks.json holds: how well each network meets its response."""
    return {"format_version": 1, "title": responses.title, "bound": BOUND,
            "fits": [{"die": f.response.die, "source": f.response.source, "of": f.response.kind,
                      "steady_K_per_W": f.response.steady, "terms": len(f.foster.resistance),
                      "largest_misfit": f.misfit, "within_bound": f.misfit <= BOUND, "passive": f.foster.is_passive,
                      "terms_shown": f.terms_shown or None,
                      "path_capacitance_J_per_K": float(f.structure.capacitance[-1]) if f.structure else None}
                     for f in fits]}


def write(path, text):
    """Replaces a file by `text`."""
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8") as file:
        file.write(text)


def write_tables(folder, responses, fits):
    """foster.csv, cauer.csv, structure.csv and networks.json in the folder."""
    write(folder / "foster.csv", foster_table(fits))
    write(folder / "cauer.csv", cauer_table(fits))
    write(folder / "structure.csv", structure_table(fits))
    write(folder / "networks.json", json.dumps(quality(responses, fits), indent=1) + "\n")
