"""Dates as files write them -> "2019", "2019-03" or "2019-03-14"."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from leadscout.intake import numbers
from leadscout.lexicon.text import fold

# The first letters of month names in ten languages, folded; longer ones are tried first.
_NAMES = (
    "jan gen ene sty|feb fev lut|mar mrt maa|apr avr abr kwi|may mai mag maj mei|jun juin giu cze|jul juil lug lip"
    "|aug aou ago aou sie|sep set wrz|oct okt ott out paz|nov lis|dec dez dic gru"
)
_MONTHS = {name: at for at, names in enumerate(_NAMES.split("|"), start=1) for name in names.split()}
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?$")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.](\d{4})$")
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([a-z]+)[ -](?:(\d{1,2}) )?(\d{4}|\d{2})$")
_CENTURY = 70  # two digits from here on are of the last century


def read(written: object) -> str:
    """A date as precise as it was written; "" when it is none. Days before months are not guessed."""
    if isinstance(written, Mapping):
        return _put(*(written.get(part) for part in ("year", "month", "day")))
    if isinstance(written, date):
        return written.isoformat()[:10]
    return _read(str(written or "").strip())


@lru_cache(maxsize=20_000)
def _read(text: str) -> str:
    if found := _ISO.match(numbers.whole(text) or text):
        return _put(*found.groups())
    if found := _MONTH_FIRST.match(text):
        return _put(found[2], found[1])
    named = _NAMED.match(fold(text))
    return _named(*named.groups()) if named else ""


def _named(day: str | None, name: str, later_day: str | None, year: str) -> str:
    month = next((at for size in (4, 3) if (at := _MONTHS.get(name[:size]))), None)
    if len(year) == 2:  # noqa: PLR2004 - "7-Feb-22"
        year = f"{'19' if int(year) >= _CENTURY else '20'}{year}"
    return _put(year, month, day or later_day) if month else ""


def _put(year: object = None, month: object = None, day: object = None) -> str:
    try:
        known = date(*(int(float(str(part))) for part in (year, month or 1, day or 1)))
    except (ValueError, OverflowError):
        return ""
    return known.isoformat() if month and day else f"{known:%Y-%m}" if month else f"{known:%Y}"
