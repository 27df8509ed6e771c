"""The tables of names: which column names, of whatever vendor and in which language, mean which field of a lead."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from leadscout.lexicon.files import rows

LISTS = {
    "positions": (
        *("experience", "experiences", "jobs", "positions", "workexperience", "employment", "careerhistory"),
        *("currentposition", "roles", "employmenthistory", "work", "currentemployers", "pastemployers", "allemployers"),
    ),
    "schools": ("education", "educations", "schools", "educationdetails", "educationbackground"),
    "languages": ("languages", "spokenlanguages"),
}
"""Names of nested lists; where a row has several of one kind, the first name counts."""

BY_TIME = {"currentemployers": "pastemployers"}
"""Lists of one kind that go together: of what is, and of what was."""

_PUNCTUATION = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_ABOUT = re.compile(
    r"^\s*(?:person|contact|lead|prospect|people|candidate|kontakt|contacto|contatto)[\s_.:/-]+", re.IGNORECASE
)
_LATIN = str.maketrans(
    {"\u0142": "l", "\xf8": "o", "\u0111": "d", "\xe6": "ae", "\u0153": "oe", "\xf0": "d", "\xfe": "th", "\u0131": "i"}
)
_NAMES = ("first_name", "last_name", "full_name")
_SURE = 4  # columns in a language that tell that a name which is English, too, is meant in that language


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
    holds: str = ""
    """What it lists, where that is no people."""


class Numbered(NamedTuple):
    """What a column with a number in its name says: of which list, of which entry, and the field of that."""

    kind: str
    number: int
    field: str


@lru_cache(maxsize=20_000)
def normal(header: str) -> str:
    """A column name as it is compared: without case, accents, blanks and punctuation."""
    if not header.isascii():
        parts = unicodedata.normalize("NFKD", header.casefold().translate(_LATIN))
        header = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return _PUNCTUATION.sub("", header.casefold())


@lru_cache(maxsize=20_000)
def forms(header: str) -> tuple[str, ...]:
    """A column name as it may be compared: whole, then without what is in brackets, numbers, and "Contact" in front."""
    bare = _BRACKETS.sub(" ", header)
    plain = _NUMBER.sub(" ", bare)
    texts = (header, bare, _NUMBER.sub(" ", header), plain, _ABOUT.sub("", bare), _ABOUT.sub("", plain))
    return tuple(filter(None, dict.fromkeys(map(normal, texts))))


def meaning(fields: Mapping[str, str], header: str) -> str:
    """The field that a column means among fields by compared name; "" for none."""
    for form in forms(header):
        if form in fields:
            return fields[form]
    return ""


@lru_cache(maxsize=20_000)
def numbered(header: str) -> Numbered | None:
    """What a column says of one of several jobs or schools; None where its name has no number, or is none of these."""
    bare = _BRACKETS.sub(" ", header)
    numbers = _NUMBER.findall(bare)
    if len(numbers) != 1:
        return None
    name = normal(_NUMBER.sub(" ", bare))
    for kind, names in _numbered().items():
        if name in names:
            return Numbered(kind, int(numbers[0]), names[name])
    return None


@cache
def columns() -> tuple[Column, ...]:
    """The table of columns, data/columns.tsv."""
    return tuple(
        Column(row["group"], row["field"], row["sentence"], (normal(row["field"]), *row["aliases"].split()))
        for row in rows("columns", "leadscout.intake")
    )


@cache
def headers() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The table of column names by language, data/headers.tsv: field, language, names as written."""
    return tuple(
        (row["field"], row["language"], tuple(row["names"].split("|"))) for row in rows("headers", "leadscout.intake")
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
            row["holds"],
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
    if group == "person":
        for field, _, names in headers():
            for name in names:
                meanings.setdefault(normal(name), field)
    own = formats()[format_].own.get(group, {}) if format_ in formats() else {}
    return {name: field for name, field in {**meanings, **own}.items() if field}


def among(meanings: Mapping[str, str], columns: Iterable[str]) -> dict[str, str]:
    """The meanings of names that depend on the columns beside them, by compared name.

    "Name" beside "Vorname" is the last name, "Nombre" without "Apellidos" the whole one, "Kraj" is a country in Polish
    and a region in Czech, and "Region" among columns in Danish is a state, elsewhere a place.
    """
    listed = [column for column in columns if column]
    own = {column: meaning(meanings, column) for column in listed}
    held = set(own.values())
    languages = Counter(language for column in listed for language in _by_language().get(normal(column), ()))
    changed: dict[str, str] = {}
    for column, field in own.items():
        name = normal(column)
        by_language = _by_language().get(name, {})
        if set(by_language.values()) - {field}:
            likeliest = max(by_language, key=lambda language: languages[language])
            if len(set(by_language.values())) > 1 or languages[likeliest] >= _SURE:
                changed[name] = by_language[likeliest]
        if field == "full_name" and "first_name" in held and "last_name" not in held:
            changed[name] = "last_name"
        elif field in ("first_name", "last_name") and held.isdisjoint({*_NAMES} - {field}):
            changed[name] = "full_name"
    return changed


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


@cache
def _numbered() -> Mapping[str, Mapping[str, str]]:
    """Field by compared name without its number, by kind of list."""
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in LISTS}
    for row in rows("numbered", "leadscout.intake"):
        kinds[row["kind"]].update(dict.fromkeys(row["names"].split(), row["field"]))
    for kind, group in (("positions", "position"), ("schools", "school")):
        for name, field in fields(group).items():
            for start in LISTS[kind]:
                kinds[kind].setdefault(start + name, field)
    return kinds


@cache
def _by_language() -> Mapping[str, Mapping[str, str]]:
    """Field by language of each name of headers.tsv as compared: some mean different fields in different languages."""
    by_name: dict[str, dict[str, str]] = {}
    for field, language, names in headers():
        for name in names:
            by_name.setdefault(normal(name), {}).setdefault(language, field)
    return by_name
