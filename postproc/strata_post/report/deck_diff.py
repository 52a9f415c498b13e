"""What differs between two resolved decks, as the text that Strata stores: two spaces a level, "- " before items."""

import dataclasses
import difflib
import re

LINE = re.compile(r"( *)((?:- )*)(?:([^:\"\[\s]+):(?: (.*))?|(.*))")


@dataclasses.dataclass(frozen=True)
class Difference:
    """A line of a deck: its key as for --set, and its value before and after; None where it is not there."""

    path: str
    before: str
    after: str


def entries(text):
    """(path, value) of each line of a resolved deck: list indices count from 0, lines that open a level have the value
    ""."""
    levels, found = [], []   # levels: [indent, key, index of the item in the list below the key or None]
    for line in text.splitlines():
        spaces, dashes, key, value, item = LINE.fullmatch(line).groups()
        indent = len(spaces)
        for _ in range(len(dashes) // 2):
            levels = [level for level in levels if level[0] < indent or (level[0] == indent and level[1] == "-")]
            if levels and levels[-1][0] == indent:
                levels[-1][2] += 1
            else:
                levels.append([indent, "-", 0])
            indent += 2
        levels = [level for level in levels if level[0] < indent]
        words = [f"[{level[2]}]" if level[1] == "-" else f".{level[1]}" for level in levels]
        if key is not None:
            levels.append([indent, key, None])
            words.append(f".{key}")
        found.append(("".join(words).lstrip("."), (value or "") if key is not None else item))
    return found


def differences(first, second):
    """The Differences from one resolved deck to another, in the order of the decks; lines that open a level are left
    out."""
    a, b = entries(first), entries(second)
    gone, come = {}, {}
    # Only values and the last words of paths are matched, so that an item put before others does not make all differ.
    matcher = difflib.SequenceMatcher(None, *[[(path.rsplit(".", 1)[-1], value) for path, value in side]
                                              for side in (a, b)], autojunk=False)
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        if kind != "equal":
            gone.update(a[a0:a1])
            come.update(b[b0:b1])
    # A key that only stands elsewhere in its table is no difference.
    return [Difference(path, gone.get(path), come.get(path)) for path in dict.fromkeys([*gone, *come])
            if gone.get(path) != come.get(path) and (gone.get(path) or come.get(path))]
