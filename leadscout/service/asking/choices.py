"""Choices: the values that a filter can be given, by how they are written, and how common each is.

How common a value is decides only which of many are counted: it is read off the people's own values.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import companies
from leadscout.lexicon.kinds import Supply
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import fold
from leadscout.model.filters import FILTERS, OWN, Filter
from leadscout.model.lists import List
from leadscout.plan.source import Source
from leadscout.service.asking.question import Question
from leadscout.service.lists.companies import Companies, shown, values
from leadscout.store.companies import Known

_COMMON = 5000  # values of people themselves: those of most people are known
_LOOKED_AT = 200  # companies whose names begin so


@dataclass(frozen=True)
class Choices:
    """Values that are called so, begin so, have a word that does, or are written nearly so (best first)."""

    equal: Callable[[str], Iterable[str]]
    beginning: Callable[[str], Iterable[str]]
    inside: Callable[[str], Iterable[str]]
    near: Callable[[str, int], Iterable[str]]
    label: Callable[[str], str]
    common: Mapping[str, int]
    few: Callable[[int], bool]
    """Whether there are no more than a number."""
    labelled: bool = True
    """Whether a label goes before other names: vendors' words weigh less, places' names in other languages do not."""


def choosable(lexicon: Lexicon) -> tuple[str, ...]:
    """The filters whose values can be suggested."""
    kinds = lexicon.kinds
    return tuple(name for name, row in FILTERS.items() if kinds[row.taxonomy].supply is not Supply.NOTHING)


class _Named(NamedTuple):
    """The values of most people: how they are written, what they are called, how many people have them."""

    spellings: Spellings
    labels: Mapping[str, str]
    common: Mapping[str, int]


@dataclass(frozen=True)
class Catalog:
    """What there is to choose from. One object serves the source of one question: what its people have is read once."""

    everybody: Question
    companies: Companies
    lexicon: Lexicon
    _common: dict[str, Mapping[str, int]] = field(default_factory=dict)
    _named: dict[str, _Named] = field(default_factory=dict)
    counts: dict[tuple[str, str, date, object], int] = field(default_factory=dict)
    """How many people a value of a filter found on a day, for whom the same people are hidden."""

    @property
    def source(self) -> Source:
        """Whose people have the values."""
        return self.everybody.source

    def of(self, row: Filter, lists: Callable[[], Iterable[List]]) -> Choices:
        """The choices of a filter; `lists` are the caller's own."""
        match self.lexicon.kinds[row.taxonomy].supply:
            case Supply.TITLES:
                titles = self.lexicon.titles
                return _written(titles.spellings, str, {title: -at for title, at in titles.known.items()})
            case Supply.COMPANIES:
                return self._companies()
            case Supply.LISTS:
                names = {str(one.id): one.name for one in lists() if one.kind == row.lists}
                return _written(_spelled(names), names.__getitem__, {})
            case Supply.PEOPLE:
                if row.path not in self._named:
                    common = self._own(row.path, _COMMON)
                    labels = {value: value for value in common}
                    self._named[row.path] = _Named(_spelled(labels), labels, common)
                named = self._named[row.path]
                return _written(named.spellings, str, named.common)
        return self._taxonomy(row)

    def _taxonomy(self, row: Filter) -> Choices:
        vocabulary = self.lexicon.taxonomies[row.taxonomy]
        spellings = vocabulary.spellings
        return Choices(
            lambda text: chain(vocabulary.find(text), spellings.equal(text)),
            spellings.beginning,
            spellings.inside,
            vocabulary.near,
            vocabulary.label,
            self._in_all(row) if row.path in OWN else {},
            lambda most: len(spellings) <= most,
            labelled=not self.lexicon.kinds[row.taxonomy].derived,
        )

    def _companies(self) -> Choices:
        if "company" not in self._named:
            own = self._own("company", _COMMON)
            names = self.companies.by_key(list(own))
            called_by_key = {key: shown(key, names.get(key, {})) for key in own}
            called = dict(called_by_key.values())
            counted = {called_by_key[key][0]: number for key, number in own.items()}
            self._named["company"] = _Named(_spelled(called, _normal_name), called, counted)
        spellings, labels, common = self._named["company"]
        labels_by_value = dict(labels)

        def values_of(companies_by_key: Known) -> Iterator[str]:
            for value, label in values(companies_by_key):
                labels_by_value.setdefault(value, label)
                yield value

        return Choices(
            lambda text: values_of(self.companies.by_key(companies.read(text))),
            lambda text: chain(spellings.beginning(text), values_of(self.companies.beginning(text, _LOOKED_AT))),
            spellings.inside,
            lambda text, limit: (
                dict.fromkeys(values_of(self.companies.near(text, limit))) or spellings.near(text, limit)
            ),
            labels_by_value.__getitem__,
            common,
            lambda _: False,
        )

    def _own(self, path: str, most: int) -> Mapping[str, int]:
        """How many people have which own value, most first."""
        if path not in self._common:
            self._common[path] = self.source.facets(self.everybody.plan, [path], most)[path]
        return self._common[path]

    def _in_all(self, row: Filter) -> Mapping[str, int]:
        """The same, each value also in all that it lies in."""
        name = f"in {row.path}"
        if name not in self._common:
            kind = self.lexicon.kinds[row.taxonomy]
            people = Counter[str]()
            for code, number in self._own(row.path, 10 * _COMMON).items():
                for top in kind.above(code):
                    people[top] += number
            self._common[name] = people
        return self._common[name]


def _normal_name(name: str) -> str:
    return companies.normal_name(name).replace("_", " ")


def _written(spellings: Spellings, label: Callable[[str], str], common: Mapping[str, int]) -> Choices:
    like = (spellings.equal, spellings.beginning, spellings.inside, spellings.near)
    return Choices(*like, label, common, lambda most: len(spellings) <= most)


def _spelled(labels: Mapping[str, str], form: Callable[[str], str] = fold) -> Spellings:
    """Values by how they are shown."""
    by_form: dict[str, list[str]] = {}
    for value, label in labels.items():
        by_form.setdefault(form(label), []).append(value)
    return Spellings(by_form, form)
