"""Reader of study.json: the table of a parameter study."""

import dataclasses
import json
import pathlib
import re

import numpy as np

from strata_post.results import ResultsError

QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S*)\s*")


@dataclasses.dataclass
class VariedKey:
    """A key of the deck and its values in the order in which they were given, as text."""
    key: str
    texts: list

    @property
    def numbers(self):
        """The values as numbers where all of them have the same unit, else None."""
        matches = [QUANTITY.fullmatch(text) for text in self.texts]
        if not all(matches) or len({match.group(2) for match in matches}) != 1:
            return None
        return np.array([float(match.group(1)) for match in matches])

    @property
    def unit(self):
        """The common unit of the numbers, or nothing."""
        return QUANTITY.fullmatch(self.texts[0]).group(2) if self.numbers is not None else ""

    @property
    def label(self):
        """Key and unit for an axis."""
        return f"{self.key} [{self.unit}]" if self.unit else self.key


@dataclasses.dataclass
class Column:
    """One result of all variants; values in SI, NaN where there is none."""
    result: str
    of: str
    unit: str
    values: np.ndarray


class StudyTable:
    """A study: keys, columns of results, status by variant."""

    def __init__(self, path):
        path = pathlib.Path(path)
        self.path = path / "study.json" if path.is_dir() else path
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            variants = content["variants"]
            self.title = content["title"]
            self.keys = [VariedKey(varied["key"], varied["values"]) for varied in content["varied"]]
            self.settings = [variant["settings"] for variant in variants]
            self.status = [variant["status"] for variant in variants]
            self.columns = [Column(column["result"], column["of"] or "", column["unit"],
                                   np.array([variant["values"][n] for variant in variants], dtype=float))
                            for n, column in enumerate(content["columns"])]
        except FileNotFoundError as error:
            raise ResultsError(f"{self.path}: no such file") from error
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ResultsError(f"{self.path}: is no table of a study ({error!r})") from error

    def of_result(self, result):
        """The columns of one kind of result, those that reach highest first."""
        columns = [column for column in self.columns if column.result == result]
        return sorted(columns, key=lambda column: -np.nanmax(column.values, initial=-np.inf))

    def as_grid(self, values):
        """Values by variant on the axes of the varied keys; the last key changes fastest."""
        return np.reshape(values, [len(key.texts) for key in self.keys])
