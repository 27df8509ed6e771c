"""Whether two indexes of the same people answer alike: random questions about what some of them have."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from leadscout.model.filters import FILTERS, OWN, TRUE, Filter, Scope, Shape
from leadscout.model.query import Clause, Query
from leadscout.plan.engine import Engine
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import Leaf

PAGE = 25
_FACET = 10
_BUCKETS = "12345"
_ROWS = [row for row in FILTERS.values() if not (row.needs_graph or row.lists)]


def random_queries(people: Sequence[Facts], dice: Random) -> Iterator[Query]:
    """One to four filters each, with values of one and the same person; a quarter of the filters leave theirs out."""
    while True:
        somebody = dice.choice(people)
        rows = dice.sample(_ROWS, dice.choice((1, 1, 2, 3, 4)))
        clauses = [Clause(row.name, _values(row, somebody, dice), dice.random() < 1 / 4) for row in rows]
        if some := tuple(clause for clause in clauses if clause.values):
            yield Query(some)


def _values(row: Filter, somebody: Facts, dice: Random) -> tuple[str, ...]:
    scope = dice.choice(row.scope.parts)
    slots = (somebody.person,) if scope is Scope.PERSON else somebody.slots(scope)
    if row.shape is Shape.FLAG:
        return TRUE
    if row.shape is Shape.SPAN:
        return (dice.choice(_BUCKETS),)
    return _value(row.path, dice.choice(slots), dice) if slots else ()


def _value(path: str, slot: Values, dice: Random) -> tuple[str, ...]:
    if codes := slot.terms.get(path, ()):
        return (dice.choice(codes),)
    texts = slot.words.get(path, ())
    words = [word for word in dice.choice(texts) if word.isalnum()] if texts else []
    return (dice.choice(words),) if words else ()


@dataclass(frozen=True)
class Agreement:
    """Two indexes over people of whom `moved` changed after the older state of both: they may be told of differently.

    `plan` gives what a query asks of an index.
    """

    old: Engine
    new: Engine
    plan: Callable[[Query], Leaf]
    moved: Callable[[], Collection[int]]

    def difference(self, query: Query) -> str:
        """What the two answer differently: its count, first page and facets; "" for nothing."""
        leaf = self.plan(query)
        counts = self.old.count(leaf).value, self.new.count(leaf).value
        pages = self.old.page(leaf, PAGE), self.new.page(leaf, PAGE)
        facets = self.old.facets(leaf, OWN, _FACET), self.new.facets(leaf, OWN, _FACET)
        if counts[0] == counts[1] and pages[0] == pages[1] and facets[0] == facets[1]:
            return ""
        moved = self.moved()
        if abs(counts[0] - counts[1]) > len(moved):
            return f"{counts[0]:,} and {counts[1]:,} people"
        still = [[order for order in page if order not in moved] for page in pages]
        shorter = min(map(len, still))
        if still[0][:shorter] != still[1][:shorter]:
            return f"people {still[0]} and {still[1]}"
        return "" if moved else f"facets {facets[0]} and {facets[1]}"
