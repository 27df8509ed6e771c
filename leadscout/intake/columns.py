"""The alias tables: which column names, of whatever vendor, mean which field of a lead."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from leadscout.lexicon.files import rows

LISTS = {
    "positions": (
        *("experience", "experiences", "jobs", "positions", "workexperience", "employment", "careerhistory"),
        *("currentposition", "roles"),
    ),
    "schools": ("education", "educations", "schools", "educationdetails"),
    "languages": ("languages", "spokenlanguages"),
}
"""Names of nested lists; where a row has several of one kind, the first name counts."""

_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Column:
    """One row: what it is about (person, position, school, language), our field, and the names that mean it."""

    group: str
    field: str
    sentence: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """A vendor's file: the columns it is known by, and what a column means in it alone, by group ("" = nothing)."""

    name: str
    sentence: str
    verified: bool
    signs: tuple[str, ...]
    own: Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=20_000)
def normal(header: str) -> str:
    """A column name as it is compared: without case, blanks and punctuation."""
    return _PUNCTUATION.sub("", header.casefold())


@cache
def columns() -> tuple[Column, ...]:
    """The table of columns, data/columns.tsv."""
    return tuple(
        Column(row["group"], row["field"], row["sentence"], (normal(row["field"]), *row["aliases"].split()))
        for row in rows("columns", "leadscout.intake")
    )


@cache
def formats() -> Mapping[str, Format]:
    """The table of formats, data/formats.tsv, by name."""
    return {
        row["name"]: Format(
            row["name"],
            row["sentence"],
            row["header"] == "verified",
            tuple(row["signs"].split()),
            _by_group(row["own"].split()),
        )
        for row in rows("formats", "leadscout.intake")
    }


@cache
def fields(group: str, format_: str = "") -> dict[str, str]:
    """Field by compared column name within a group; the first row wins where two list the same name.

    In a known format its own meanings go first.
    """
    meanings: dict[str, str] = {}
    for row in columns():
        if row.group == group:
            for alias in row.aliases:
                meanings.setdefault(alias, row.field)
    own = formats()[format_].own.get(group, {}) if format_ in formats() else {}
    return {name: field for name, field in {**meanings, **own}.items() if field}


def format_of(headers: Iterable[str], otherwise: str) -> str:
    """The name of the format these columns are known by."""
    compared = set(map(normal, headers))
    return next((one.name for one in formats().values() if compared.issuperset(one.signs)), otherwise)


def _by_group(pairs: Iterable[str]) -> dict[str, dict[str, str]]:
    fields: dict[str, dict[str, str]] = {}
    for pair in pairs:
        column, _, field = pair.partition("=")
        group, _, name = column.rpartition(".")
        fields.setdefault(group or "person", {})[name] = field
    return fields
