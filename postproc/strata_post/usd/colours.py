"""Colours of fields: tables of 33 sRGB colours between which is interpolated, as linear light, which is what USD means.

The tables are samples of matplotlib's maps "plasma" and "cividis" (CC0), those of the pictures.
"""

import dataclasses

import numpy as np

PLASMA = """0d0887 220690 310597 3f049c 4c02a1 5901a5 6600a7 7201a8 7e03a8 8a09a5 9511a1 a01a9c aa2395 b32c8e bc3587
c43e7f cc4778 d35171 da5a6a e06363 e66c5c eb7655 f0804e f58b47 f89540 fba139 fdac33 feb82c fdc527 fcd225 f8df25 f4ed27
f0f921"""
CIVIDIS = """00224e 00285b 002e6a 053371 1a386f 273e6e 32436d 3b496c 434e6c 4b546c 535a6d 5a5f6e 61656f 686a71 6f7073
767676 7d7c78 848279 8c8878 938e78 9b9476 a39a74 aba072 b4a76f bcae6c c4b468 cdbb63 d5c25e dec958 e7d150 f0d846 f9e03a
fee838"""
LEVELS = 1024                # of a scale: colours are written from a list


def _table(text):
    return np.array([[int(code[n:n + 2], 16) / 255.0 for n in (0, 2, 4)] for code in text.split()])


MAPS = {"plasma": _table(PLASMA), "cividis": _table(CIVIDIS)}


def linear_light(srgb):
    """Components of sRGB in [0, 1] as linear light (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055)**2.4)


@dataclasses.dataclass(frozen=True)
class ColourScale:
    """A map and the values at its two ends; values outside get the colour of the nearer end."""

    name: str
    lowest: float
    highest: float

    @property
    def levels(self):
        """The LEVELS colours from the lowest to the highest value, (n, 3), linear light."""
        table = MAPS[self.name]
        places = np.linspace(0.0, len(table) - 1.0, LEVELS)
        return linear_light(np.stack([np.interp(places, np.arange(len(table)), table[:, c]) for c in range(3)], axis=1))

    def level_of(self, values):
        """Index of the level of each value."""
        width = self.highest - self.lowest
        share = (values - self.lowest) / width if width > 0.0 else np.full(np.shape(values), 0.5)
        return np.rint(np.clip(share, 0.0, 1.0) * (LEVELS - 1)).astype(int)
