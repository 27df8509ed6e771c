"""Dates as files write them -> "2019", "2019-03" or "2019-03-14"; spans and durations in words -> dates."""

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
_SPAN = re.compile(r"\s*[\u2010-\u2015]\s*|\s+-\s+|\s+to\s+")
_YEARS = re.compile(r"(\d+) ?(?:y|a[nñ]|jahr|jaar)")
_MONTHS_LONG = re.compile(r"(\d+) ?(?:mo|mes|maa|mies)")
_A_YEAR = 12
_CENTURY = 70  # two digits from here on are of the last century


def read(written: object) -> str:
    """A date as precise as it was written; "" when it is none. Days before months are not guessed."""
    if isinstance(written, Mapping):
        return _read(text(written))
    if isinstance(written, date):
        return written.isoformat()[:10]
    return _read(str(written or "").strip())


def text(written: Mapping[str, object]) -> str:
    """A date that is told in parts, year, month (a number or a name) and day, as text; else the text beside them."""
    year, month, day = (written.get(part) for part in ("year", "month", "day"))
    if not year:
        return str(written.get("text") or "")
    return _put(year, month, day) or _read(f"{month or ''} {year}".strip())


def span(written: str) -> tuple[str, str]:
    """The two ends of "Jan 2018 - Mar 2020 · 2 yrs 3 mos" as written; the second is "" when there is but one."""
    start, end, *_ = (*_SPAN.split(written.partition("\u00b7")[0].strip()), "", "")
    return start.strip(), end.strip()


def duration(words: str) -> int | None:
    """The months in "2 years 3 months in role"; None for words without a number of years or months."""
    folded = fold(words)
    years, months = _YEARS.search(folded), _MONTHS_LONG.search(folded)
    if not years and not months:
        return None
    return (int(years[1]) * _A_YEAR if years else 0) + (int(months[1]) if months else 0)


def before(day: str, months: int | None) -> str:
    """The month that lies so many months before a day; "" when either is unknown or the year would be none."""
    if not day or months is None:
        return ""
    year, month = divmod(int(day[:4]) * _A_YEAR + int(day[5:7] or 1) - 1 - months, _A_YEAR)
    return _put(year, month + 1)


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
