"""Words of data that mean the same in every file: for the present, for months, for yes and no, for nothing at all."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import fold

_SHORTEST = 3  # letters of the beginning of a month's name
_MONTHS = 12


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
_YES, _NO = folded("yes"), folded("no")
_NOTHING, _UNSAID = as_written("nothing"), as_written("unsaid")
_LONGEST = max(map(len, _NOTHING | _UNSAID))
_STARTS = frozenset(start for word in _NOTHING | _UNSAID for start in (word[:1], word[:1].upper()))

_NAMES = frozenset(("first_name", "middle_name", "last_name", "full_name"))
_CODES = frozenset(("country", "state", "company_country", "company_state", "location", "profile_language"))
"""Where "NA" is Namibia or a state."""
_SURNAMES = frozenset(("na", "nan", "null", "nil"))
_BESIDE_NAMES = frozenset(("undefined", "null", "nan", "None"))


def is_nothing(text: str, field: str = "") -> bool:
    """Whether a cell holds a placeholder and so no value, by what its column means ("" = we do not know).

    "NA" is one, but not where places stand. A name is nothing only if a program says so, "undefined".
    """
    if len(text) > _LONGEST or text[:1] not in _STARTS:  # nearly always
        return False
    return _is_nothing(text, field)


@lru_cache(maxsize=5000)
def _is_nothing(text: str, field: str) -> bool:
    word = text.casefold()
    if word in _NOTHING:
        return True
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


@lru_cache(maxsize=1000)
def switch(text: str) -> bool | None:
    """Yes or no, in any language; None for another word."""
    word = fold(text)
    return True if word in _YES else False if word in _NO else None
