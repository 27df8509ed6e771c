"""Ranges of headcounts that a spreadsheet took for a day: "2-10" became "10-Feb", "11-50" became "Nov-50"."""

import re
from functools import lru_cache

from leadscout.intake import words
from leadscout.lexicon.text import fold

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?")
_PARTS = 2
_RECENT = 2000
"""Spreadsheets put a day without a year into the year in which it was typed, and read "11-50" as November of 1950."""


@lru_cache(maxsize=1000)
def unmangled(text: str) -> str:
    """The range that a day was ("2-10"); "" for a text that is none."""
    if not any(map(str.isalpha, text)) and not _ISO.fullmatch(text):
        return ""
    if day := _ISO.fullmatch(text):
        year, month, number = map(int, day.groups())
        return _range(month, number if year >= _RECENT else year % 100)
    parts = fold(text).split()
    months = [words.months()[part] for part in parts if part in words.months()]
    numbers = [int(part) for part in parts if part.isdigit()]
    return _range(months[0], numbers[0]) if len(parts) == _PARTS and months and numbers else ""


def _range(one: int, other: int) -> str:
    return f"{min(one, other)}-{max(one, other)}"
