"""Numbers as people read them: degC, mm, um, W. A number that does not exist (None, NaN) is a dash."""

import functools
import math

from strata_post.style import KELVIN

NONE = "–"
MINUS = "−"
THIN_SPACE = "\u202f"
UM, MM, MM2 = 1e6, 1e3, 1e6


def _of_numbers(function):
    """Gives a dash for what is no finite number, and a true minus sign."""

    @functools.wraps(function)
    def call(value, *args, **kwargs):
        if value is None or not math.isfinite(value):
            return NONE
        return function(value, *args, **kwargs).replace("-", MINUS)

    return call


@_of_numbers
def fixed(value, decimals):
    """With so many decimals."""
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


@_of_numbers
def degc(kelvin, decimals=2):
    """A temperature [K] in degC."""
    return f"{kelvin - KELVIN:.{decimals}f}"


@_of_numbers
def degc_set(kelvin):
    """A temperature [K] that somebody chose, in degC without needless digits."""
    return f"{round(kelvin - KELVIN, 6):g}"


@_of_numbers
def change(value, decimals=2):
    """A difference with its sign."""
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0 else text


def length(metres):
    """35 µm, 1.4 mm."""
    return um(metres) + " µm" if abs(metres) < 0.9995e-3 else significant(MM * metres) + " mm"


def mm(metres, decimals=3):
    """A length [m] in mm."""
    return fixed(None if metres is None else MM * metres, decimals)


def um(metres):
    """A length [m] in um, four digits."""
    return significant(UM * metres)


@_of_numbers
def significant(value, digits=4):
    """With so many digits that count."""
    return f"{value:.{digits}g}"


@_of_numbers
def power_of_ten(value):
    """8.7e-09 as 8.7 x 10^-9."""
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}\u00a0×\u00a010{exponent_digits(int(exponent))}" if value else "0"


def exponent_digits(exponent):
    """An integer in superscript digits."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def count(value):
    """An integer in groups of three digits."""
    return NONE if value is None else f"{int(value):,}".replace(",", THIN_SPACE)


def size(n_bytes):
    """Bytes as MiB or KiB."""
    return f"{n_bytes / 2**20:.1f} MiB" if n_bytes >= 2**20 else f"{n_bytes / 2**10:.1f} KiB"


def moment(utc):
    """2026-11-24T17:06:38Z as 2026-11-24 17:06 UTC."""
    return f"{utc[:10]} {utc[11:16]} UTC" if len(utc) >= 16 else utc


def plural(number, noun):
    """1 cell, 2 cells."""
    return f"{count(number)} {noun}" + ("" if number == 1 else "s")
