"""The shapes that engines compile: three leaves, three connectives, and the combinator for one position.

`Terms`, `Words` and `Range` inside `In` look at one position, outside at the person. A path without a value
satisfies no leaf.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from leadscout.model.filters import Scope

FIRST_MONTH = 12 * 1900
LAST_MONTH = 12 * 2100
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """At least one of `values` is at `path`."""

    path: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """All `words` stand in one text at `path`; as a `phrase`, one after the other.

    `beginning`: the only word may go on ("engin" is met by "engineering").
    """

    path: str
    words: tuple[str, ...]
    phrase: bool = False
    beginning: bool = False

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if not self.words:
            raise ValueError("no words to look for")
        if self.beginning and len(self.words) > 1:
            raise ValueError("a beginning is one word")


@dataclass(frozen=True, slots=True)
class Range:
    """The month at `path` lies in [low, high)."""

    path: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class All:
    """Every one of `of` holds; nothing to hold is true."""

    of: tuple["Leaf", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of `of` holds; nothing to choose from is false."""

    of: tuple["Leaf", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`of` does not hold."""

    of: "Leaf"


@dataclass(frozen=True, slots=True)
class In:
    """`of` holds for one and the same position held now, or before. Never inside another In."""

    scope: Scope
    of: "Leaf"

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.scope not in (Scope.CURRENT, Scope.PAST):
            raise ValueError("In is about a position held now or one held before")


Leaf = Terms | Words | Range | All | Any | Not | In


def all_of(leaves: Iterable[Leaf]) -> Leaf:
    """All of some leaves; of a single one, that."""
    several = tuple(leaves)
    return several[0] if len(several) == 1 else All(several)


def any_of(leaves: Iterable[Leaf]) -> Leaf:
    """Any of some leaves; of a single one, that."""
    several = tuple(leaves)
    return several[0] if len(several) == 1 else Any(several)


def term(code: str) -> str:
    """A code as facts and leaves write it: no white space (an index splits there), at most 200 characters."""
    return "_".join(code.split())[:_LONGEST]


def terms(path: str, codes: Iterable[str]) -> Terms:
    """Terms of codes as written."""
    return Terms(path, frozenset(map(term, codes)))


@lru_cache(maxsize=10_000)
def month(written: str) -> int | None:
    """The month of "2019", "2019-03" or "2019-03-14" as a number, 12 to a year; a bare year is its January.

    None when there is no such date or it lies outside 1900 to 2099.
    """
    year, _, rest = written.partition("-")
    number = rest[:2]
    if not (year.isdigit() and len(year) == 4):  # noqa: PLR2004 - a year
        return None
    at = int(year) * 12 + (int(number) - 1 if number.isdigit() and 1 <= int(number) <= 12 else 0)  # noqa: PLR2004
    return at if FIRST_MONTH <= at < LAST_MONTH else None


def day(written: str) -> str:
    """The day of "2019", "2019-03" or "2019-03-14" as an ISO date, the first where it is not told; "" for no date."""
    year, _, rest = written.partition("-")
    number, _, last = rest.partition("-")
    try:
        return date(int(year), int(number or 1), int(last[:2] or 1)).isoformat()
    except ValueError:
        return ""
