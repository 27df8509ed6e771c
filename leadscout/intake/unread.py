"""Values that are not what their column holds: no number in a column of numbers, no address in one of addresses."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from leadscout.intake import dates, emails, numbers, sizes, words
from leadscout.lexicon.files import rows
from leadscout.lexicon.identities import companies, phones, profiles

_AT = re.compile(r"[(\[{]\s*(?:at|\u00e4t|arroba)\s*[)\]}]", re.IGNORECASE)


class ColumnKind(NamedTuple):
    """What a column holds: what is read of a text (True: all of it), nothing if it is none, and the word for that."""

    reads: Callable[[str], bool | str]
    none: str


def _is_end(text: str) -> bool:
    return bool(dates.read(text) or dates.is_present(text)) or dates.duration(text) is not None


def _is_span(text: str) -> bool:
    start, end = dates.span(text)
    return bool(dates.read(start)) and (not end or _is_end(end))


def _is_emails(text: str) -> bool:
    """Whether every address in a text is read: one that is not would be lost without a word."""
    return "@" in text and len(emails.addresses(text)) == text.count("@") + len(_AT.findall(text))


def _vendor_id(pattern: re.Pattern[str], text: str) -> str:
    """An id as its vendor writes it, a number also as data frames do; "" for what Excel has made of one."""
    match = pattern.fullmatch(text) or pattern.fullmatch(numbers.whole(text))
    return match[match.lastindex or 0] if match else ""


_DATE = ColumnKind(lambda text: bool(dates.read(text)), "no date")
_SWITCH = ColumnKind(lambda text: words.switch(text) is not None, "neither yes nor no")
_NUMBER = ColumnKind(lambda text: numbers.whole(text.rpartition(":")[2]), "no number")  # also "urn:li:company:5501"
KINDS: Mapping[str, ColumnKind] = {
    **dict.fromkeys(("started", "posted_on", "news_on"), _DATE),
    "ended": ColumnKind(_is_end, "no date and no word for the present"),
    "dates": ColumnKind(_is_span, "no two dates"),
    **dict.fromkeys(words.SWITCHED, _SWITCH),
    "connections": ColumnKind(lambda text: numbers.first(text) is not None, "no number"),
    **dict.fromkeys(("member_id", "linkedin_number", "company_id", "location_id"), _NUMBER),
    "email": ColumnKind(_is_emails, "no e-mail address"),
    "phone": ColumnKind(
        lambda text: phones.is_whole(text) and not numbers.is_rounded(text), "no whole telephone number"
    ),
    "profile_url": ColumnKind(
        lambda text: bool(profiles.slug(text) or profiles.sales_id(text)), "no address of a LinkedIn profile"
    ),
    **{
        f"{row['vendor']}_id": ColumnKind(
            partial(_vendor_id, re.compile(row["pattern"])), f"no id as {row['vendor']} has them"
        )
        for row in rows("vendor_ids", "leadscout.intake")
    },
    "company_size": ColumnKind(lambda text: not sizes.unmangled(text), ""),
    "title": ColumnKind(lambda text: not words.is_salutation(text), "a form of address and no job title"),
    "company_url": ColumnKind(lambda text: bool(companies.link_key(text)), "no address of a company on LinkedIn"),
}
SHORT, _LINE = 200, 2_000
_PROSE = frozenset(
    (
        *("summary", "headline", "job_description", "company_description"),
        *("skills", "certifications", "groups", "languages", "company_size"),
    )
)
"""Fields that are never taken apart by anything whose time grows faster than the text."""
_LONGEST: Mapping[str, int] = dict.fromkeys(
    (
        *("started", "ended", "dates", "past_dates", "posted_on", "news_on", "seen_on", "in_role", "in_company"),
        *("role_years", "role_months", "company_years", "company_months", "connections"),
    ),
    SHORT,
)
"""Characters of a value, by field. To read a date of a thousand blanks took 0.6 s, of 8,000 minutes."""
_IN_PARTS = frozenset(("email", "dates"))
"""Fields of which a value that is unread in part is taken all the same."""


def may_be_unread(value: Any) -> bool:  # noqa: ANN401
    """Whether a value of a field that is no row of KINDS may be none: a truth, or a long text."""
    kind = type(value)
    return kind is bool or kind is list or (kind is str and len(value) > SHORT)


def why_unread(field: str, value: Any) -> tuple[Any, str]:  # noqa: ANN401 - whatever a file holds
    """A value as it can be read, None for not at all, and what it is not ("no date"), "" where all of it is read."""
    most = _LONGEST.get(field, _LINE)
    if field not in _PROSE and _is_longer(value, most):
        return None, f"longer than {most:,} characters"
    kind = KINDS.get(field)
    if isinstance(value, bool) and field not in words.SWITCHED:
        return None, ""  # of a program that writes it for what is missing
    if kind is None or isinstance(value, bool | list):
        return value, ""
    text = str(value).strip()
    readable = kind.reads(text) if text else True
    if readable:
        return value if readable is True else readable, ""
    rest, why = _in_part(field, text)
    return value if field in _IN_PARTS else rest, why or kind.none


def _is_longer(value: Any, most: int) -> bool:  # noqa: ANN401
    """Whether a text, or one of a list, has more characters."""
    if isinstance(value, str):
        return len(value) > most
    return isinstance(value, list) and any(type(one) is str and len(one) > most for one in value)


def _in_part(field: str, text: str) -> tuple[str | None, str]:
    """What is read of a value that is not what its column holds, None for nothing, and what it is."""
    if field == "company_size":
        size = sizes.unmangled(text)
        return size, f"a day that a spreadsheet made of {size}, and read so"
    if field == "ended":  # an end that names a year is over
        return dates.year(text) or None, ""
    year = dates.undecided(text) if KINDS[field] is _DATE else ""
    return year or None, "a day and a month of which nothing tells the order, read as the year" if year else ""
