"""Past the cap: a query that finds more people than a source shows is split into parts that each find fewer.

A split makes two parts, so that there are about as few as can be: one asks for half of the values of a filter, the
other for whoever has none of them. Where the source can exclude they do not overlap, and their sum is the whole, if the
source counts exactly.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Codes
from leadscout.lexicon.taxonomies.taxonomy import Entry
from leadscout.model.filters import FILTERS
from leadscout.model.lazily import lazily
from leadscout.model.query import Clause, Query

WAYS = ("seniority", "function", "industry", "location", "headcount", "years_of_experience", "years_in_position")
"""The filters to split by, in this order: those that everybody has a value of, and that can be excluded, first."""

Narrowing = tuple[Clause, ...]
"""What a part asks for beyond the query: of a filter some of the query's values, and further excluded ones."""

_MOST = 40
"""Values by which a query is split at once: an address holds only so many, and those before them are excluded in it."""


def narrowed(query: Query, narrowing: Narrowing) -> Query:
    """The query of a part."""
    kept = list(query.clauses)
    for clause in narrowing:
        same = [one for one in kept if (one.filter, one.exclude) == (clause.filter, clause.exclude)]
        kept = [one for one in kept if one not in same]
        before = same[0].values if same and clause.exclude else ()
        kept.append(replace(clause, values=tuple(dict.fromkeys((*before, *clause.values)))))
    return replace(query, clauses=tuple(kept))


@dataclass(frozen=True)
class Partition:
    """Splits queries for a source whose word `settles` clauses."""

    lexicon: Lexicon
    settles: Callable[[Clause], bool]

    def split(self, query: Query, narrowing: Narrowing) -> list[Narrowing]:
        """The parts of a part, each narrower; [] where nothing is left to split by."""
        here = narrowed(query, narrowing)
        for name in WAYS:
            if self.settles(Clause(name, ())):
                values = self._values(name, here)
                if values:
                    return list(self._parts(name, values, here, narrowing))
        return []

    def _values(self, name: str, query: Query) -> Sequence[Codes]:
        """The values to split by: those that the query names, what lies in the only one, or all that there are."""
        kind = self.lexicon.kinds[FILTERS[name].taxonomy]
        chosen = next((one.values for one in query.including() if one.filter == name), ())
        groups = _grouped(chosen, kind.choices)
        if len(groups) > 1:
            return groups
        children = self._children.get(FILTERS[name].taxonomy, {})
        if chosen or name == "location":  # the whole world has too many places to begin with
            codes = children.get(chosen[0], ()) if chosen else ()
        else:
            codes = children.get("") or [entry.code for entry in kind.choices]
        excluded = {code for one in query.clauses if one.exclude and one.filter == name for code in one.values}
        return _grouped([code for code in codes if code not in excluded], kind.choices)

    def _parts(self, name: str, values: Sequence[Codes], query: Query, narrowing: Narrowing) -> Iterator[Narrowing]:
        chosen = next((one.values for one in query.including() if one.filter == name), ())
        half = min(max(1, len(values) // 2), _MOST)
        first, second = (tuple(chain(*part)) for part in (values[:half], values[half:]))
        yield _with(narrowing, Clause(name, first))
        excludes = self.settles(Clause(name, (), exclude=True))
        rest = chosen if excludes and not set(chosen) <= {*first, *second} else second
        if excludes and not chosen:
            yield _with(narrowing, Clause(name, first, exclude=True))
        elif rest:
            yield _with(narrowing, Clause(name, rest), Clause(name, first, exclude=True) if excludes else None)

    @lazily
    def _children(self) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Of vocabularies that are trees, the numbers right under each number, and under "" the tops."""
        return {name: _tree(self.lexicon, name) for name in ("place", "industry")}


def _tree(lexicon: Lexicon, name: str) -> Mapping[str, Sequence[str]]:
    under: dict[str, list[str]] = {}
    vocabulary = lexicon.taxonomies[name]
    for entry in vocabulary:
        if entry.code.isdigit():
            above = (code for code in vocabulary.above(entry.code)[1:] if code.isdigit())
            under.setdefault(next(above, ""), []).append(entry.code)
    return under


def _grouped(codes: Sequence[str], entries: Sequence[Entry]) -> list[Codes]:
    """Codes that vendors call by one number stand together: no source tells an owner from a founder."""
    numbers = {entry.code: next(filter(str.isdigit, entry.aliases), entry.code) for entry in entries}
    groups: dict[str, Codes] = {}
    for code in codes:
        number = numbers.get(code, code)
        groups[number] = (*groups.get(number, ()), code)
    return list(groups.values())


def _with(narrowing: Narrowing, *clauses: Clause | None) -> Narrowing:
    """The narrowing with further clauses, each in place of what it said of the same filter, excluded ones beside it."""
    return narrowed(Query(narrowing), tuple(filter(None, clauses))).clauses
