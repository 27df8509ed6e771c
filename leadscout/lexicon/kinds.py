"""Kinds of values: one row for each `taxonomy` that a filter can name, and all that hangs on it.

A filter with a new vocabulary is a row here and one in `model.filters`; whoever reads, shows or suggests values asks
the kind and knows no taxonomy by name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from leadscout.lexicon.identities import companies, profiles, schools, skills
from leadscout.lexicon.places.places import Places
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.taxonomies.taxonomy import Entry
from leadscout.lexicon.text import is_digits, key, words
from leadscout.lexicon.titles.titles import normal
from leadscout.lexicon.tokens import spellings
from leadscout.model.filters import LISTS

Codes = tuple[str, ...]


class Vocabulary(Protocol):
    """What every taxonomy answers, small or large."""

    name: str
    closed: bool

    @property
    def spellings(self) -> Spellings:
        """How its codes are written."""

    def __iter__(self) -> Iterator[Entry]: ...

    def find(self, text: str) -> tuple[str, ...]:
        """The codes that `text` means; () for none."""

    def label(self, code: str) -> str:
        """How a code is shown; the code itself when it is not known."""

    def number(self, code: str) -> str:
        """The number of a code for those who take numbers alone; "" of one that has none."""

    def numbered(self, number: str) -> str:
        """The code that has a number."""

    def above(self, code: str) -> tuple[str, ...]:
        """The code and everything it surely lies in, nearest first."""

    def suggest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The labels nearest to what was written."""

    def near(self, text: str, limit: int) -> tuple[str, ...]:
        """The codes nearest to what was written."""


class Supply(StrEnum):
    """Where the values come from that somebody can choose among."""

    NOTHING = "nothing"  # nobody can list them
    VOCABULARY = "vocabulary"
    TITLES = "titles"
    COMPANIES = "companies"  # of people.db, which also tells which keys are one company and how it is called
    LISTS = "lists"  # of whoever asks
    PEOPLE = "people"  # each person's own value


def _nothing(_: str) -> Codes:
    return ()


@dataclass(frozen=True, kw_only=True)
class ValueKind:
    """One row.

    `read` gives the codes that a written value means, () where it means none: then `refusal` is the error, and `form`
    what would be right. `vocabulary` lists its codes, if somebody can. `derived` is what a code lies in by a guess
    (None: nothing is guessed), `alternatives` are the codes of others that are called the same.
    """

    read: Callable[[str], Codes]
    refusal: str = "no_words"
    form: str = ""
    only_text: bool = False
    """Whether a number in a request is a mistake."""
    similar: bool = False
    """Whether values in other words count as equal, unless they are strict."""
    supply: Supply = Supply.NOTHING
    vocabulary: Vocabulary | None = None
    derived: Callable[[str], Codes] | None = None
    alternatives: Callable[[str], Codes] = _nothing
    shared: Callable[[str], Codes] = _nothing
    """The codes that a value may mean, where it means several so well that it is refused."""
    is_plain: Callable[[str], bool] = lambda _: True
    """Whether a value says no more than what it is read as."""
    spelled: bool = False
    """Whether its codes are words that people write, joined by "_", so that one can be misspelt."""
    unnamed: Callable[[str], bool] = lambda _: False
    """Whether a code stands for what somebody wrote, and no vocabulary has it."""

    @property
    def choices(self) -> tuple[Entry, ...]:
        """All values that there are, where the set is closed; () where anything may be meant."""
        return tuple(self.vocabulary) if self.vocabulary and self.vocabulary.closed else ()

    @property
    def valid(self) -> tuple[str, ...]:
        """What would be right where a value cannot be read, as it is told."""
        return (self.form,) if self.form else tuple(entry.label for entry in self.choices)

    def near(self, text: str) -> tuple[str, ...]:
        """The labels nearest to what was written."""
        return self.vocabulary.suggest(text) if self.vocabulary else ()

    def label(self, code: str) -> str:
        """How a code is shown; itself where no vocabulary has a name for it."""
        return self.vocabulary.label(code) if self.vocabulary else code

    def above(self, code: str) -> Codes:
        """The code and everything it lies in, what is guessed last."""
        surely = self.vocabulary.above(code) if self.vocabulary else (code,)
        return (*surely, *self.derived(code)) if self.derived else surely

    def unlisted(self, code: str) -> bool:
        """Whether a vocabulary that could know the code does not."""
        return self.vocabulary is not None and self.vocabulary.label(code) == code


def _text(value: str) -> Codes:
    return (value,) if words(value) else ()


def _title(value: str) -> Codes:
    return (value,) if normal(value.replace('"', " ")) else ()


def _number(value: str) -> Codes:
    return (value,) if is_digits(value) else ()


def _number_or_name(value: str) -> Codes:
    return _number(value) or tuple(filter(None, map(key, spellings(value))))


_LIST = ValueKind(read=_number, refusal="wrong_type", form="the number of a list", supply=Supply.LISTS)
_OPEN: Mapping[str, ValueKind] = {
    "": ValueKind(read=_text, only_text=True),
    "title": ValueKind(read=_title, only_text=True, similar=True, supply=Supply.TITLES),
    "company": ValueKind(read=companies.read, supply=Supply.COMPANIES),
    "lead": ValueKind(read=profiles.read),
    "name": ValueKind(read=_number_or_name, spelled=True),
    "school": ValueKind(read=schools.read, supply=Supply.PEOPLE, spelled=True),
    "group": ValueKind(read=_number_or_name, supply=Supply.PEOPLE),
    "skill": ValueKind(read=skills.read, spelled=True),
    **dict.fromkeys(LISTS, _LIST),
}
"""Kinds whose values nobody has listed."""


def kinds(taxonomies: Mapping[str, Vocabulary], places: Places) -> Mapping[str, ValueKind]:
    """All kinds, under the names that FILTERS rows use."""
    listed = {name: _listed(vocabulary) for name, vocabulary in taxonomies.items()}
    place = replace(
        listed["place"],
        derived=places.derived,
        alternatives=lambda text: places.read(text).alternatives,
        shared=places.shared,
        is_plain=places.is_named,
        unnamed=places.unknown,
    )
    return {**_OPEN, **listed, "place": place}


def _listed(vocabulary: Vocabulary) -> ValueKind:
    def read(value: str) -> Codes:
        """A code or a name; of an open vocabulary also a number that it does not know."""
        return vocabulary.find(value) or (() if vocabulary.closed else _number(value))

    return ValueKind(read=read, refusal="unknown_value", supply=Supply.VOCABULARY, vocabulary=vocabulary)
