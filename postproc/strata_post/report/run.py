"""A finished run as the report needs it: its fields, its summary and its record, checked before anything is drawn."""

import functools
import hashlib
import json
import pathlib

from strata_post.results import Results, ResultsError, UsageError

FORMAT_VERSION = 1           # of summary.json and run.json (docs/results.md)
CHECKED = ("results.h5", "summary.json")
NEEDED = {"summary.json": ("title", "cells", "cells_per_axis", "solid_cells", "power_total_W", "hottest_point", "dies",
                           "bodies", "boundaries", "balance", "limits", "any_limit_exceeded", "convergence", "warnings",
                           "merged_lines"),
          "run.json": ("strata_version", "git_commit", "command_line", "deck", "started", "finished", "timings",
                       "ranks", "libraries", "files")}


def results_folder(path):
    """The folder of a run, given itself or its results.h5. Raises UsageError."""
    path = pathlib.Path(path)
    if not path.exists():
        raise UsageError(f"{path}: no such folder{_hint(path)}")
    folder = path.parent if path.name == "results.h5" else path
    if not folder.is_dir():
        raise UsageError(f"{path}: is a file; give the folder of a run{_hint(path)}")
    if (folder / "study.json").is_file():
        raise UsageError(f"{path}: holds a study; a report is made of the folder of a run")
    if not any((folder / name).is_file() for name in ("results.h5", "summary.json", "run.json")):
        raise UsageError(f"{path}: not the folder of a run (no results.h5, no summary.json, no run.json)")
    if not (folder / "run.json").is_file():
        raise UsageError(f"{path}: the run is not finished (run.json is written last and is not there)")
    return folder


def _hint(path):
    """Names the folder beside a deck, where there is one."""
    beside = path.with_suffix(".results")
    return f"; did you mean {beside}?" if beside != path and beside.is_dir() else ""


def read_json(path):
    """The content of summary.json or run.json. Raises ResultsError where it is damaged or of another version."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: damaged ({error})") from error
    if not isinstance(content, dict):
        raise ResultsError(f"{path}: damaged (no object)")
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        found = "no format_version" if version is None else f"format_version {version}"
        raise ResultsError(f"{path}: {found}, this program knows {FORMAT_VERSION}")
    missing = [key for key in NEEDED[path.name] if key not in content]
    if missing:
        raise ResultsError(f"{path}: lacks {', '.join(missing)}")
    return content


def check_files(folder, record):
    """Holds the files a report is made of against the sizes and checksums of run.json. Raises ResultsError."""
    listed = {file["name"]: file for file in record["files"]}
    for name in CHECKED:
        path = folder / name
        if name not in listed:
            raise ResultsError(f"{folder / 'run.json'}: does not list {name}")
        if not path.is_file():
            raise ResultsError(f"{path}: no such file, run.json lists it")
        if path.stat().st_size != listed[name]["bytes"]:
            raise ResultsError(f"{path}: damaged ({path.stat().st_size} bytes, run.json says {listed[name]['bytes']})")
        with path.open("rb") as file:
            digest = hashlib.sha256()
            while block := file.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != listed[name]["sha256"]:
            raise ResultsError(f"{path}: damaged (its checksum is not that of run.json)")


class Run:
    """A run with a complete record. Use as a context manager or call close()."""

    def __init__(self, path, letter=""):
        """Opens and checks the folder; `letter` names the run beside others. Raises ResultsError, UsageError."""
        self.folder = results_folder(path)
        self.letter = letter
        self.record = read_json(self.folder / "run.json")
        check_files(self.folder, self.record)
        self.summary = read_json(self.folder / "summary.json")
        self.results = Results(self.folder, step="hottest")
        if not self.results.has_temperature and not self.results.load_cases:
            self.results.close()
            raise ResultsError(f"{self.results.path}: holds no temperature and no stress")

    def close(self):
        """Closes the file of the fields."""
        self.results.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def has_heat(self):
        """Whether the run solved heat."""
        return self.results.has_temperature

    @property
    def stress(self):
        """The section of stress of summary.json; None where the run solved none."""
        return self.summary.get("stress")

    @property
    def transient(self):
        """The section of summary.json about a transient; None of a steady run."""
        return self.summary.get("transient")

    @property
    def title(self):
        """The deck's title, or the name of the folder where it has none."""
        return self.summary["title"] or self.name

    @property
    def name(self):
        """The name of the folder."""
        return self.folder.resolve().name

    @functools.cached_property
    def dies(self):
        """Entries of the dies with a known temperature, hottest first."""
        known = [die for die in self.summary["dies"] if die["junction_temperature_max_K"] is not None]
        return sorted(known, key=lambda die: -die["junction_temperature_max_K"])

    @functools.cached_property
    def bands(self):
        """Grid convergence index of each junction's maximum [K] by die; empty where it was not asked for."""
        stored = self.summary.get("grid_uncertainty", {"dies": []})
        return {die["name"]: die["junction_temperature_max"]["grid_convergence_index_K"] for die in stored["dies"]}

    def body(self, name):
        """The Body of a name in the results file."""
        return next(body for body in self.results.bodies if body.name == name)


def limit_of(die):
    """The lowest limit on the junction of a die [K]; None where there is none, or the run is too old to say."""
    return die.get("limit_K")


def margin_of(die):
    """Kelvin below the limit, negative above it; None without a limit."""
    limit = limit_of(die)
    return None if limit is None else limit - die["junction_temperature_max_K"]


def is_exceeded(die):
    """Strictly above its limit, as the run itself counts."""
    margin = margin_of(die)
    return margin is not None and margin < 0
