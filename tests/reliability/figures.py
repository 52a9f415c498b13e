"""What a figure of the reliability table is: how often something was tried, how often the program survived it."""

import dataclasses


@dataclasses.dataclass
class Figure:
    """One row. `survived` counts what came out right; everything that did not says why in `failures`."""
    number: int
    title: str
    how: str
    tried: int = 0
    survived: int = 0
    measured: str = ""
    skipped: str = ""
    failures: list = dataclasses.field(default_factory=list)

    def count(self, failure=""):
        """One trial: survived unless there is something to say."""
        self.tried += 1
        if failure:
            self.failures.append(failure)
        else:
            self.survived += 1

    @property
    def holds(self):
        return bool(self.skipped) or (self.tried > 0 and self.survived == self.tried)


def as_text(figures):
    lines = []
    for figure in figures:
        result = f"skipped: {figure.skipped}" if figure.skipped else f"{figure.survived} of {figure.tried}"
        lines.append(f"{figure.number:>3}  {figure.title:<38} {result:<14} {figure.measured}")
        lines += [f"       failed: {failure}" for failure in figure.failures[:5]]
    return "\n".join(lines)


def as_markdown(figures):
    lines = ["| # | what happens to a run | survived | measured | how |", "|---|---|---|---|---|"]
    for figure in figures:
        result = f"not tried: {figure.skipped}" if figure.skipped else f"{figure.survived} of {figure.tried}"
        lines.append(f"| {figure.number} | {figure.title} | {result} | {figure.measured} | {figure.how} |")
    return "\n".join(lines) + "\n"
