"""Numbers as spreadsheets, data frames and people write them ("1,500", "250.0", "500+") -> digits."""

import re
from math import isfinite

from leadscout.lexicon.text import is_digits

# Commas, points, blanks and apostrophes set thousands apart. Data frames write a whole number that may be missing with
# a fraction of noughts.
_NUMBER = r"[0-9]{1,3}(?:[.,'\u2019 \u00a0\u202f][0-9]{3})+(?![0-9])|[0-9]+"
_FIRST = re.compile(_NUMBER)
_WHOLE = re.compile(rf"({_NUMBER})(?:[.,]0{{1,2}})?")
_ROUNDED = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
_SEPARATORS = re.compile(r"[^0-9]")
_LONGEST = 15
"""Digits of the largest count; what is longer is a telephone number or worse."""


def whole(text: str) -> str:
    """The digits of a text that is one whole number; "" for any other."""
    if is_digits(text):
        return text
    match = _WHOLE.fullmatch(text)
    return _SEPARATORS.sub("", match[1]) if match else ""


def count(text: str) -> int | None:
    """A text that is one whole number as a count of something; None for any other."""
    digits = whole(text)
    return int(digits) if 0 < len(digits) <= _LONGEST else None


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet has rounded a long number ("1.04512E+11"): its last digits are lost."""
    return _ROUNDED.fullmatch(text) is not None


def first(text: str) -> int | None:
    """The first count in a text: "500+ connections" is 500."""
    match = _FIRST.search(text)
    return count(match[0]) if match else None


def written(value: float) -> str:
    """A number of a data frame as people write it: 500.0 is 500, and what is not a number says nothing."""
    if value.is_integer():
        return str(int(value))
    return str(value) if isfinite(value) else ""
