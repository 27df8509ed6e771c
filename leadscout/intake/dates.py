"""Dates as files write them -> "2019", "2019-03" or "2019-03-14"; spans and durations in words -> dates."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from leadscout.intake import numbers, words
from leadscout.lexicon.text import fold

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?$", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.](\d{4})$", re.ASCII)
_EASTERN = re.compile(r"(\d{4}) ?[年년](?: ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日일])?)?$", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|o)?$", re.ASCII)
_BESIDE = re.compile(r"\s*(?:[(\uff08\u00b7,].*)?$", re.DOTALL)
_YEARS = re.compile(r"(\d+) ?(?:y|a[nñ]|jahr|jaar|lat|rok|ar )")
_MONTHS_LONG = re.compile(r"(\d+) ?(?:mo|mes|maa|mies|mnd|man)")
_A_YEAR = 12
_CENTURY = 70  # two digits from here on are of the last century
_OTHER = words.folded("other")
_SINCE = words.folded("since")


def _separators() -> re.Pattern[str]:
    """What stands between two dates: a dash (a hyphen with a blank beside it, or after a year), or a word."""
    apart = "|".join(map(re.escape, sorted(words.as_written("until"), key=len, reverse=True)))
    dash = r"\s*[\u2010-\u2015\u2212~\u301c\uff5e]\s*|\s+-\s*|\s*-\s+|(?<=\d{4})-(?=\d{4}|\d{1,2}[/.]\d{4}|[^\W\d])"
    return re.compile(rf"{dash}|\s*(?:から|至(?!今)|到|(?=至今))\s*|\s+(?:{apart})\s+", re.IGNORECASE)


_SPAN = _separators()


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


def is_present(written: str) -> bool:
    """Whether an end says that something goes on: "Present", "bis heute", "o momento", "至今"."""
    return fold(_BESIDE.sub("", written)) in words.PRESENT or fold(written) in words.PRESENT


def year(written: str) -> str:
    """The last year that a text names, if it says no more that we understand ("summer 2019"); "" for none."""
    return next(reversed(_YEAR.findall(written)), "")


@lru_cache(maxsize=20_000)
def span(written: str) -> tuple[str, str]:
    """The two ends of "Jan 2018 - Mar 2020 · 2 yrs 3 mos" as written; the second is "" when there is but one."""
    line = written.partition("\u00b7")[0].strip()
    first, *rest = line.split(" ", 1)
    if rest and fold(first) in _SINCE and not _read(first):
        line = rest[0]
    for apart in _SPAN.finditer(line):
        if _read(line[: apart.start()].strip()):
            return line[: apart.start()].strip(), _BESIDE.sub("", line[apart.end() :]).strip()
    start, end, *_ = (*_SPAN.split(line, maxsplit=1), "", "")
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
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
        if eastern := _EASTERN.match(text):
            return _put(*eastern.groups())
    if iso := _ISO.match(numbers.whole(text) or text):
        return _put(*iso.groups())
    if numbered := _MONTH_FIRST.match(text):
        return _put(numbered[2], numbered[1])
    return _named(fold(text))


def _named(folded: str) -> str:
    """A date whose month is a word, in any order; the day before the month if it could be either."""
    months = words.months()
    parts = _joined(folded.split(), months)
    named = [at for at in range(len(parts)) if parts[at] in months]
    if len(named) != 1:
        return ""
    month = months[parts.pop(named[0])]
    years = [part for part in parts if len(part) == 4 and part.isdigit()]  # noqa: PLR2004
    others = [part for part in parts if part not in years and part not in _OTHER]
    if not years and others and len(others[-1]) == 2 and others[-1].isdigit():  # noqa: PLR2004 - "7-Feb-22"
        short = others.pop()
        years = [f"{'19' if int(short) >= _CENTURY else '20'}{short}"]
    days = [day[1] for part in others if (day := _ORDINAL.match(part))]
    if len(years) != 1 or len(days) != len(others) or len(days) > 1:
        return ""
    return _put(years[0], month, days[0] if days else None)


def _joined(parts: list[str], months: Mapping[str, int]) -> list[str]:
    """The words of a date, those of a month's name of two or three words as one ("kanun al-awwal")."""
    for size in (3, 2):
        for at in range(len(parts) - size + 1):
            if (name := " ".join(parts[at : at + size])) in months:
                return [*parts[:at], name, *parts[at + size :]]
    return parts


def _put(year: object = None, month: object = None, day: object = None) -> str:
    try:
        start = date(*(int(float(str(part))) for part in (year, month or 1, day or 1)))
    except (ValueError, OverflowError):
        return ""
    return start.isoformat() if month and day else f"{start:%Y-%m}" if month else f"{start:%Y}"
