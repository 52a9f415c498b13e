"""Reader of zth.json: step responses as `strata zth` records them."""

import dataclasses
import json
import pathlib

import numpy as np

from strata_post.results import ResultsError
from strata_post.zth.foster import Target

KINDS = ("max", "mean")      # of the temperature of an active face


@dataclasses.dataclass(frozen=True)
class Response:
    """Rise of one die under 1 W in another or itself."""
    die: str
    source: str
    kind: str                  # "max": at the hottest place of the face; "mean": its area mean
    steady: float              # [K/W]
    values: np.ndarray         # [K/W] at the first of the times

    @property
    def is_own(self):
        """The die is the one that is heated."""
        return self.die == self.source


class Responses:
    """All responses of a run."""

    def __init__(self, path):
        path = pathlib.Path(path)
        self.path = path / "zth.json" if path.is_dir() else path
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            self.title = content["title"]
            self.times = np.array(content["times_s"], dtype=float)
            self.heat_capacity = float(content["heat_capacity_J_per_K"])
            self.resolved_from = {die["name"]: float(die["resolved_from_s"]) for die in content["dies"]}
            self.all = [Response(entry["die"], entry["source"], entry["of"], float(entry["steady_K_per_W"]),
                                 np.array(entry["values_K_per_W"], dtype=float)) for entry in content["responses"]]
            if not self.all or any(not 2 <= len(response.values) <= len(self.times) for response in self.all):
                raise ValueError("values do not go with times")
        except FileNotFoundError as error:
            raise ResultsError(f"{self.path}: no such file") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ResultsError(f"{self.path}: holds no step responses ({error!r})") from error

    @property
    def sources(self):
        """The dies that were heated, in the order of the file."""
        return list(dict.fromkeys(response.source for response in self.all))

    def of(self, kind):
        """The responses of one kind."""
        return [response for response in self.all if response.kind == kind]

    def own(self, kind):
        """The driving points, those of the highest resistance first."""
        return sorted((r for r in self.of(kind) if r.is_own), key=lambda response: -response.steady)

    def target(self, response, smallest_share):
        """What a network has to meet."""
        return Target(self.times_of(response), response.values, response.steady, smallest_share)

    def times_of(self, response):
        """Where its values are [s]."""
        return self.times[:len(response.values)]
