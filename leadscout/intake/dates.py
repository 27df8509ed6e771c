"""Dates as files write them -> "2019", "2019-03" or "2019-03-14"; spans and durations in words -> dates."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from leadscout.intake import numbers, words
from leadscout.lexicon.text import fold

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?$", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.](\d{4})$", re.ASCII)
_EASTERN = re.compile(r"(\d{4}) ?[年년](?: ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日일])?)?$", re.ASCII)
_DOTTED = re.compile(r"(\d{4})\. ?(\d{1,2})\.(?: ?(\d{1,2})\.?)?", re.ASCII)  # as in Korea and Hungary
_JOINED = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
_UNSET = re.compile(r"(?!1900|0)(\d{4})-(\d\d)-00(?:[T ].*)?", re.ASCII)  # of MySQL: no day, or no month either
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})", re.ASCII)
"""Seconds or thousandths of them since 1970, as programs count: nobody writes a day so."""
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? (.*?)(?: \d\d:\d\d.*)?$", re.IGNORECASE | re.ASCII)
NUMERIC = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-]\d)(?: \d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?)?"
)
"""A date of numbers with the year behind: which of the others is the day, its column decides (intake/orders.py)."""
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_SERIALS = (18_000, 60_000)  # days since 30 December 1899, as Excel counts them: of 1949 to 2064
_EPOCH = date(1899, 12, 30)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
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
_SHORT = re.compile(r"\d\d", re.ASCII)
_INTERVAL = re.compile(r"(\d{4}-\d\d(?:-\d\d)?)/(\d{4}-\d\d(?:-\d\d)?|\.\.)", re.ASCII)
"""ISO 8601: "2018-01-01/2020-03-01"."""


def is_year(written: str) -> bool:
    """Whether a text is a year and nothing else."""
    return _YEAR.fullmatch(written) is not None


def read(written: object) -> str:
    """A date as precise as it was written; "" when it is none.

    Of two numbers that may both be the month, none is guessed, unless points stand between them: then the day is first.
    """
    if type(written) is str:  # nearly always
        return _read(written.strip())
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


def of_numbers(match: re.Match[str], first: str = "") -> str:
    """The day that a match of NUMERIC is, by what stands first in its column, "day" or "month", else by itself."""
    one, two = int(match[1]), int(match[3])
    day_first = one > _A_YEAR or match[2] == "." or (first == "day" and two <= _A_YEAR)
    if not day_first and not first and two <= _A_YEAR and one != two:
        return ""
    day, month = (one, two) if day_first else (two, one)
    return _put(_long(match[4]), month, day)


def undecided(written: str) -> str:
    """The year of a date of numbers of which nobody knows whether the day or the month is first; "" for any other."""
    match = NUMERIC.fullmatch(written.strip())
    return _put(_long(match[4])) if match else ""


def _long(year: str) -> str:
    """A year of two digits with its century."""
    return year if len(year) > 2 else f"{'19' if int(year) >= _CENTURY else '20'}{year}"  # noqa: PLR2004


@lru_cache(maxsize=5000)
def is_present(written: str) -> bool:
    """Whether an end says that something goes on: "Present", "bis heute", "o momento", "至今", "since 2019"."""
    return fold(_BESIDE.sub("", written)) in words.PRESENT or fold(written) in words.PRESENT or _is_beginning(written)


def _is_beginning(written: str) -> bool:
    first, _, rest = written.strip().partition(" ")
    return fold(first) in _SINCE and bool(_read(rest.strip()))


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
    if interval := _INTERVAL.fullmatch(line):
        return interval[1], interval[2]
    for apart in _SPAN.finditer(line):
        if _read(start := line[: apart.start()].strip()):
            end = _BESIDE.sub("", line[apart.end() :]).strip()
            # "2018-20" is until 2020: the second year has the century of the first one.
            return start, f"{start[:2]}{end}" if is_year(start) and _SHORT.fullmatch(end) else end
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
    if (iso := _ISO.match(numbers.whole(text) or text)) and (
        iso[2] or iso.end(1) == len(text.rstrip()) or not _month_behind(text)
    ):
        return _put(*iso.groups()) or _unset(text)
    if numbered := _MONTH_FIRST.match(text):
        return _put(numbered[2], numbered[1])
    if day := NUMERIC.fullmatch(text):
        return of_numbers(day)
    if (serial := _SERIAL.fullmatch(text)) and _SERIALS[0] < int(serial[1]) < _SERIALS[1]:
        return (_EPOCH + timedelta(days=int(serial[1]))).isoformat()
    return _joined_or_counted(text) or _named(fold(_WEEKDAY.sub(r"\1", text)))


def _month_behind(text: str) -> bool:
    """Whether a year is followed by the name of a month: "2018 Jan"."""
    return bool(_named(fold(text)))


def _unset(text: str) -> str:
    """A date whose day, or month and day, are noughts: what a database writes where they are not known."""
    match = _UNSET.fullmatch(text)
    return _put(match[1], match[2].strip("0") and match[2]) if match else ""


def _joined_or_counted(text: str) -> str:
    """A day without anything between its parts ("20200301"), of Korea ("2020. 3."), or counted in seconds."""
    if match := _JOINED.fullmatch(text) or _DOTTED.fullmatch(text):
        return _put(*match.groups())
    if match := _SECONDS.fullmatch(text):
        seconds = int(match[1]) if match[1] else int(match[2]) // 1000
        return (_UNIX + timedelta(seconds=seconds)).date().isoformat()
    return ""


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
        years = [_long(others.pop())]
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
