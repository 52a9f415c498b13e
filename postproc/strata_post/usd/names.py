"""Names of prims: what an identifier of USD may hold, no two of one parent alike."""

import re


def identifier(name):
    """A valid identifier that resembles `name`: "dram[3]" gives dram_3, "3d" gives _3d."""
    text = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_") or "unnamed"
    return f"_{text}" if text[0].isdigit() else text


def unique_identifiers(names, taken=()):
    """The identifiers of some names in their order; one that is there already, or in `taken`, gets a number."""
    used, found = set(taken), []
    for name in names:
        base = candidate = identifier(name)
        number = 1
        while candidate in used:
            number += 1
            candidate = f"{base}_{number}"
        used.add(candidate)
        found.append(candidate)
    return found
