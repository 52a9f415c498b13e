"""`strata convert RESULTS --to usd|vts`: results as files for other programs."""

import json
import math
import pathlib

from strata_post.results import Results, UsageError
from strata_post.usd import Options, write_usd
from strata_post.vts import write_vts

FORMATS = ("usd", "vts")
SCALE = {"temperature": lambda degc: degc + 273.15, "von_mises": lambda mpa: mpa * 1e6}      # to SI


def convert(results, to, options, output=None, force=False):
    """Writes the results at `results` (a folder, or its results.h5) in a format of FORMATS into `output` (by default a folder
    of the format's name beside results.h5). Returns (paths, counts of what was written by name, remarks). `options` are those
    of usd.write_usd.

    Raises UsageError for what was named or asked for, ResultsError for what cannot be read.
    """
    if to != "usd" and options != Options():
        raise UsageError(f"--to {to} takes no option but --output, --force and --json")
    path = pathlib.Path(results)
    if not path.exists():
        raise UsageError(f"{path}: no such results")
    if path.is_file() and path.suffix != ".h5":
        raise UsageError(f"{path}: is no results.h5; give the folder of a run, such as {path.with_suffix('.results')}")
    with Results(path) as opened:
        directory = output or opened.path.parent / to
        if directory.exists() and not directory.is_dir():
            raise UsageError(f"{directory}: is a file; --output names a folder")
        if to == "vts":
            paths, counts, remarks = write_vts(opened, directory, force), {}, []
        else:
            paths, tally, remarks = write_usd(opened, directory, options, force)
            counts = {"meshes": tally.meshes, "faces": tally.faces, "points": tally.points}
    return paths, {**counts, "bytes": sum(path.stat().st_size for path in paths)}, remarks


def as_text(paths, counts, remarks):
    """What convert returned, for people."""
    words = [f"{counts[name]:,} {name}" for name in counts if name != "bytes"] + [f"{counts['bytes'] / 1e6:.1f} MB"]
    return "\n".join([*map(str, paths), f"  {', '.join(words)}", *(f"  note: {remark}" for remark in remarks)])


def read_options(arguments):
    """The Options of a stage from a parsed command line. Raises UsageError."""
    given = {"colour_by": arguments.colour_by, "split": arguments.split}
    for option, name in (("warp", "warp"), ("meters_per_unit", "metres_per_unit"), ("slow_down", "slow_down")):
        text = getattr(arguments, option)
        if text is not None:
            given[name] = read_positive(f"--{option.replace('_', '-')}", text)
    if arguments.range is not None:
        given["range"] = tuple(SCALE[arguments.colour_by](value) for value in read_range(arguments.range))
    return Options(**given)


def read_positive(option, text):
    """A number above zero. Raises UsageError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 < value < math.inf:
        raise UsageError(f"{option}: must be a number > 0; found '{text}'")
    return value


def read_range(text):
    """Two numbers, the lower one first. Raises UsageError."""
    try:
        lowest, highest = (float(word) for word in text.split(","))
    except ValueError:
        lowest = highest = math.nan
    if not -math.inf < lowest < highest < math.inf:
        raise UsageError(f"--range: takes two numbers with a comma between, the lower one first, such as 40,95; found '{text}'")
    return lowest, highest


def as_json(paths, counts, remarks):
    """What convert returned, for programs."""
    return json.dumps({"files": [str(path) for path in paths], **counts, "remarks": remarks}, indent=2)
