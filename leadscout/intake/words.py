"""Words of data that mean the same in every file: for the present, for months, for yes and no, for nothing at all."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import fold

_SHORTEST = 3  # letters of the beginning of a month's name
_MONTHS = 12
_SHORT_NAME = 4  # words of a name that a comma turns round; behind that of a longer one stands something else


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    """The words of data/words.tsv by what they mean."""
    words: dict[str, tuple[str, ...]] = {}
    for row in rows("words", "leadscout.intake"):
        words[row["means"]] = (*words.get(row["means"], ()), *row["words"].split("|"))
    return words


def folded(meaning: str) -> frozenset[str]:
    """The words of a meaning, folded; without those of which nothing is left."""
    return frozenset(filter(None, map(fold, _table()[meaning])))


def as_written(meaning: str) -> frozenset[str]:
    """The words of a meaning in lower case, with their signs."""
    return frozenset(word.casefold() for word in _table()[meaning])


@cache
def months() -> Mapping[str, int]:
    """Month by its folded names and by what begins one and no other."""
    names = {fold(word): at for at in range(1, _MONTHS + 1) for word in _table()[str(at)]}
    beginnings: dict[str, set[int]] = {}
    for name, at in names.items():
        for size in range(_SHORTEST, len(name)):
            beginnings.setdefault(name[:size], set()).add(at)
    return {**{start: ats.pop() for start, ats in beginnings.items() if len(ats) == 1}, **names}


PRESENT = folded("present")
_SALUTATIONS = folded("salutation")
_LONGEST_SALUTATION = 24
_YES, _NO = folded("yes"), folded("no")
_NOTHING, _UNSAID = as_written("nothing"), as_written("unsaid")
_SWITCHES = as_written("switches")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|%[A-Z_]+%|<<[^<>]*>>")
"""What stands for a value that a program has not filled in: "{{company}}", "%COMPANY%"."""
_ERROR = re.compile(r"#[\u00a1\w]{2,10}(?:/\w)?[!?]")
"""What a spreadsheet shows for a formula that cannot be computed, in whatever language: "#ADR!", "#NOMBRE?"."""
SWITCHED = frozenset(("premium", "open_profile", "open_to_work", "retired", "current", "primary"))
"""Fields that are yes or no."""
_LONGEST = max(map(len, _NOTHING | _UNSAID | _SWITCHES))
_SIGNS = frozenset(("{", "$", "%", "<", "#"))
_TEXTS = frozenset(("title", "company_name", "city", "state", "country", "location", "industry", "headline", "phone"))
"""Where a nought is what a spreadsheet writes for an empty cell."""
_STARTS = frozenset(start for word in _NOTHING | _UNSAID | _SWITCHES for start in (word[:1], word[:1].upper(), "0"))

_NAMES = frozenset(("first_name", "middle_name", "last_name", "full_name"))
_CODES = frozenset(("country", "state", "company_country", "company_state", "location", "profile_language"))
"""Where "NA" is Namibia or a state."""
_SURNAMES = frozenset(("na", "nan", "null", "nil"))
_BESIDE_NAMES = frozenset(("undefined", "null", "nan", "None"))


def is_nothing(text: str, field: str = "") -> bool:
    """Whether a cell holds a placeholder and so no value, by what its column means ("" = we do not know).

    "NA" is one, but not where places stand. A name is nothing only if a program says so, "undefined".
    """
    if text[:1] in _SIGNS and (_TEMPLATE.fullmatch(text) or _ERROR.fullmatch(text)):
        return True
    if len(text) > _LONGEST or text[:1] not in _STARTS:  # nearly always
        return False
    return _is_nothing(text, field)


@lru_cache(maxsize=5000)
def _is_nothing(text: str, field: str) -> bool:
    word = text.casefold()
    if word in _NOTHING:
        return True
    if word in _SWITCHES:  # of a program that writes them for what is missing, in columns of texts
        return bool(field) and field not in _NAMES and field not in SWITCHED
    if word == "0":
        return field in _TEXTS
    return word in _UNSAID and bool(field) and field not in _NAMES and not (word == "na" and field in _CODES)


def may_be_name(text: str, field: str) -> bool:
    """Whether a placeholder is also a surname ("Null", "Nan"), and stands where names stand."""
    return field in _NAMES and text.casefold() in _SURNAMES


def is_written_as(name: str, others: Iterable[str]) -> bool:
    """Whether a name that may be a placeholder is written like the other names beside it: "Ute Null", "UTE NULL"."""
    beside = list(others)
    return bool(beside) and (name.istitle() or (name.isupper() and all(map(str.isupper, beside))))


def whole_name(text: str) -> str:
    """A whole name without what a program put where a part was missing: "Lea undefined"."""
    parts = text.split(" ")
    if _BESIDE_NAMES.isdisjoint(parts):
        return text
    return " ".join(part for part in parts if part not in _BESIDE_NAMES)


_NICK = re.compile(r"\s*(?:\([^()]*\)|\"[^\"]*\"|\u201c[^\u201d]*\u201d)\s*")


def parted(name: str) -> tuple[str, str]:
    """First and last name of a whole one: "Anna (Annie) Lee" and "Lee, Anna" are both Anna Lee."""
    last, comma, first = name.partition(", ")
    if comma and "," not in first and len(last.split()) + len(first.split()) <= _SHORT_NAME:
        return first.strip(), last.strip()
    first, _, last = _NICK.sub(" ", name).strip().partition(" ")
    return (first, last) if last else (name.partition(" ")[0], name.partition(" ")[2])


@lru_cache(maxsize=1000)
def switch(text: str) -> bool | None:
    """Yes or no, in any language; None for another word."""
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


def is_salutation(text: str) -> bool:
    """Whether a text is a form of address and nothing else: "Mrs.", "Herr Dr."."""
    return len(text) <= _LONGEST_SALUTATION and _is_salutation(text)


@lru_cache(maxsize=5000)
def _is_salutation(text: str) -> bool:
    parts = fold(text).split()
    return bool(parts) and all(part in _SALUTATIONS for part in parts)
