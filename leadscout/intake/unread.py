"""Values that are not what their column holds: no number in a column of numbers, no address in one of addresses."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from leadscout.intake import dates, numbers, words
from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies, profiles

_BETWEEN = re.compile(r"[,;|\n/]|\s:+\s")


class Kind(NamedTuple):
    """What a column holds: what is read of a text (True: all of it), nothing if it is none, and the word for that."""

    reads: Callable[[str], bool | str]
    none: str


def _is_end(text: str) -> bool:
    return bool(dates.read(text) or dates.is_present(text)) or dates.duration(text) is not None


def _is_span(text: str) -> bool:
    start, end = dates.span(text)
    return bool(dates.read(start)) and (not end or _is_end(end))


def _vendor_id(pattern: re.Pattern[str], text: str) -> str:
    """An id as its vendor writes it, a number also as data frames do; "" for what Excel has made of one."""
    match = pattern.fullmatch(text) or pattern.fullmatch(numbers.whole(text))
    return match[match.lastindex or 0] if match else ""


_DATE = Kind(lambda text: bool(dates.read(text)), "no date")
_SWITCH = Kind(lambda text: words.switch(text) is not None, "neither yes nor no")
_NUMBER = Kind(lambda text: numbers.whole(text.rpartition(":")[2]), "no number")  # also "urn:li:company:5501"
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("started", "posted_on", "news_on"), _DATE),
    "ended": Kind(_is_end, "no date and no word for the present"),
    "dates": Kind(_is_span, "no two dates"),
    **dict.fromkeys(
        ("premium", "open_profile", "open_to_work", "retired", "current", "primary"),
        _SWITCH,
    ),
    "connections": Kind(lambda text: numbers.first(text) is not None, "no number"),
    **dict.fromkeys(("member_id", "linkedin_number", "company_id", "location_id"), _NUMBER),
    "email": Kind(lambda text: all("@" in part for part in _BETWEEN.split(text) if part.strip()), "no e-mail address"),
    "phone": Kind(
        lambda text: any(map(str.isdecimal, text)) and not numbers.is_rounded(text), "no whole telephone number"
    ),
    "profile_url": Kind(
        lambda text: bool(profiles.slug(text) or profiles.sales_id(text)), "no address of a LinkedIn profile"
    ),
    **{
        f"{row['vendor']}_id": Kind(
            partial(_vendor_id, re.compile(row["pattern"])), f"no id as {row['vendor']} has them"
        )
        for row in rows("vendor_ids", "leadscout.intake")
    },
    "company_url": Kind(lambda text: bool(companies.link_key(text)), "no address of a company on LinkedIn"),
}
_IN_PARTS = frozenset(("email", "dates"))
"""Fields of which a value that is unread in part is taken all the same."""


def why_unread(field: str, value: Any) -> tuple[Any, str]:  # noqa: ANN401 - whatever a file holds
    """A value as it can be read, None for not at all, and what it is not ("no date"), "" where all of it is read."""
    kind = _KINDS.get(field)
    if kind is None or isinstance(value, bool | list):
        return value, ""
    text = str(value).strip()
    readable = kind.reads(text) if text else True
    if readable:
        return value if readable is True else readable, ""
    if field == "ended":  # an end that names a year is over
        return dates.year(text) or None, kind.none
    return value if field in _IN_PARTS else None, kind.none
