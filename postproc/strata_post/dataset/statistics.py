"""Means and deviations of a dataset's fields, one sample at a time, and stats.yaml, which holds them.

The moments of The Well (scripts/compute_statistics.py): over samples, frames and cells of the training split, in
float64; those named _delta are of the difference between a frame and the one before. Parts are merged after Chan,
Golub and LeVeque (1979).
"""

import json
import math

import numpy as np

KEYS = ("mean", "std", "rms", "mean_delta", "std_delta", "rms_delta")


class Moments:
    """Count, mean and sum of squared deviations by component of what was added."""

    def __init__(self):
        self.count, self.mean, self.squares = 0, 0.0, 0.0

    def add(self, values, order):
        """Adds an array whose last `order` axes are components."""
        values = np.asarray(values, dtype=np.float64)
        cells = tuple(range(values.ndim - order))
        count = math.prod(values.shape[:values.ndim - order])
        if count == 0:      # the steps of a broken field with one frame
            return
        mean = values.mean(axis=cells)
        squares = np.square(values - mean).sum(axis=cells)
        total = self.count + count
        step = mean - self.mean
        self.squares = self.squares + squares + np.square(step) * (self.count * count / total)
        self.mean = self.mean + step * (count / total)
        self.count = total

    @property
    def std(self):
        """Standard deviation by component."""
        return np.sqrt(self.squares / self.count)

    @property
    def rms(self):
        """Root of the mean square by component."""
        return np.sqrt(self.squares / self.count + np.square(self.mean))


class Statistics:
    """Moments of all fields of the training samples."""

    def __init__(self):
        self._values, self._deltas = {}, {}

    def add(self, name, frames, order, varies_in_time):
        """Adds a field of a sample: ([time,] x, y, z[, component[, component]])."""
        self._values.setdefault(name, Moments()).add(frames, order)
        if varies_in_time:
            steps = np.diff(np.asarray(frames, dtype=np.float64), axis=0)
            self._deltas.setdefault(name, Moments()).add(steps, order)

    def as_table(self):
        """{"mean": {field: value}, ...} as stats.yaml has it; values by component are arrays."""
        table = {}
        for suffix, moments in (("", self._values), ("_delta", self._deltas)):
            for key in ("mean", "std", "rms"):
                table[key + suffix] = {name: np.asarray(getattr(one, key)) for name, one in moments.items()
                                       if one.count}
        return table


def read_stats(path):
    """The tables of a stats.yaml: two levels of names, then a number, a list or a list of lists, in flow or block
    style. ValueError where a line is none of these."""
    table, stack = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        content = line.split("#", 1)[0].rstrip()
        if not content.strip():
            continue
        try:
            _take_line(table, stack, content)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path}:{number}: cannot be read: {line.strip()}") from error
    return {key: {name: np.asarray(value, dtype=np.float64) for name, value in fields.items()}
            for key, fields in table.items()}


def _take_line(table, stack, content):
    """One line of stats.yaml; `stack` holds the names above it."""
    depth = len(content) - len(content.lstrip(" "))
    content = content.strip()
    if content.startswith("-"):
        _take_item(table[stack[0]][stack[1]], content)
        return
    name, colon, value = content.partition(":")
    if not colon:
        raise ValueError("expected a name and a colon")
    if depth == 0:
        stack[:] = [name.strip()]
        table[stack[0]] = json.loads(value) if value.strip() else {}
        return
    stack[1:] = [name.strip()]
    table[stack[0]][stack[1]] = _value(value) if value.strip() else []


def _take_item(values, content):
    """An item of a list in block style; "- - 1" opens a list inside."""
    item = content[1:].strip()
    if item.startswith("- "):
        values.append([_value(item[2:])])
    elif values and isinstance(values[-1], list) and not item.startswith("["):
        values[-1].append(_value(item))
    else:
        values.append(_value(item))


def _value(text):
    """A number or a list of numbers in flow style."""
    text = text.strip()
    return json.loads(text) if text.startswith("[") else float(text)


def write_stats(table, path):
    """Writes stats.yaml with all digits."""
    lines = []
    for key in KEYS:
        lines.append(f"{key}:" if table[key] else f"{key}: {{}}")
        lines += [f"  {name}: {json.dumps(np.asarray(value).tolist())}" for name, value in table[key].items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
