"""The alias table: which column names, of whatever vendor, mean which field of a lead (data/columns.tsv)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from leadscout.lexicon.files import rows

LISTS = {
    "positions": ("experience", "experiences", "jobs", "positions", "workexperience", "employment", "careerhistory"),
    "schools": ("education", "educations", "schools", "educationdetails"),
    "languages": ("languages", "spokenlanguages"),
}
"""Names of nested lists."""

FORMATS = {
    "leadscout": ("leadscoutid",),
    "linkedin-connections": ("firstname", "lastname", "company", "position", "connectedon"),
    "generect": ("salesid", "jobs", "linkedinleadpersona"),
}
"""Files that are known by their columns; anything else is named after its kind."""

_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Column:
    """One row: what it is about (person, position, school, language), our field, and the names that mean it."""

    group: str
    field: str
    sentence: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=20_000)
def normal(header: str) -> str:
    """A column name as it is compared: without case, blanks and punctuation."""
    return _PUNCTUATION.sub("", header.casefold())


@cache
def columns() -> tuple[Column, ...]:
    """The table."""
    return tuple(
        Column(row["group"], row["field"], row["sentence"], (normal(row["field"]), *row["aliases"].split()))
        for row in rows("columns", "leadscout.intake")
    )


@cache
def fields(group: str) -> dict[str, str]:
    """Field by compared column name within a group; the first row wins where two list the same name."""
    found: dict[str, str] = {}
    for row in columns():
        if row.group == group:
            for alias in row.aliases:
                found.setdefault(alias, row.field)
    return found


def format_of(headers: Iterable[str], otherwise: str) -> str:
    """The name of the format these columns are known by."""
    compared = set(map(normal, headers))
    return next((name for name, wanted in FORMATS.items() if compared.issuperset(wanted)), otherwise)
