"""Facets: how the people who match spread over the values of a filter, by what each value finds (decision 43)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leadscout.lexicon.kinds import Supply, ValueKind
from leadscout.model.filters import FILTERS, TRUE, Filter, Shape
from leadscout.model.lazily import lazily
from leadscout.model.query import Query
from leadscout.model.search import Spread, Tally
from leadscout.plan.leaves import Leaf, any_of
from leadscout.plan.lower import Plan
from leadscout.service.asking.question import Question
from leadscout.service.lists.companies import Companies, shown

MOST = 100
"""Values of one facet."""

USUAL = 25
"""Values of one facet that are counted by what they find, unless more are asked for."""

_LOOKED_AT = 1000
"""Own values of people of which the commonest are counted."""


@dataclass(frozen=True, slots=True)
class Counting:
    """How the values of a facet are counted.

    `finds`: each by the people whom the query finds with it; else everybody once, under the one value of their main job
    or their own. `open`: as if the query did not ask for the facet's own filter. `limit`: values of a facet.
    """

    finds: bool = True
    open: bool = False
    limit: int = USUAL


FINDS = Counting()
MAIN = Counting(finds=False, limit=MOST)


def spread(
    question: Question, companies: Companies, filters: Iterable[str], counting: Counting = FINDS
) -> dict[str, Spread]:
    """How the people who match spread over the values of each filter, most first, ties by value.

    The number of a value is that of the query with the value in place of those that its filter includes; unless that
    is open, only of people whom the query finds as it is. Values that the query includes come beyond the limit, too.
    """
    question = question.in_database()
    facets = [_Facet(question, companies, FILTERS[name], counting) for name in dict.fromkeys(filters)]
    together = [facet.row.path for facet in facets if not (facet.row.few or facet.opened)]
    own = question.source.facets(question.plan, together, facets[0].looked_at) if facets else {}
    if counting.finds and not counting.open and not question.source.count(question.plan).value:
        return {facet.row.name: Spread((), more=False) for facet in facets}
    return {facet.row.name: facet.spread(own.get(facet.row.path)) for facet in facets}


@dataclass(frozen=True)
class _Facet:
    question: Question
    companies: Companies
    row: Filter
    counting: Counting

    @property
    def kind(self) -> ValueKind:
        return self.question.door.lexicon.kinds[self.row.taxonomy]

    @property
    def included(self) -> tuple[str, ...]:
        """The values that the query asks for."""
        clauses = self.question.query.including()
        return tuple(value for clause in clauses if clause.filter == self.row.name for value in clause.values)

    @property
    def opened(self) -> bool:
        """Whether it is counted without what the query asks of its filter."""
        return self.counting.open and bool(self.included)

    @property
    def looked_at(self) -> int:
        return _LOOKED_AT if self.counting.finds else self.counting.limit + 1

    def spread(self, own: Mapping[str, int] | None) -> Spread:
        """The values with their numbers; `own` is how many people have which as their own, where that was asked."""
        if self.row.few:
            values = [(code, self.kind.label(code)) for code in self._all()]
            return self._counted(values, more=False)
        if own is None:
            own = self.question.source.facets(self._rest, [self.row.path], self.looked_at)[self.row.path]
        limit = self.counting.limit
        if self.counting.finds:
            # All values of a closed vocabulary are counted: those that nobody has in the main job find people, too.
            likely, chosen = self._likely(own), self.included[:limit]
            codes = dict.fromkeys([*likely[:limit], *chosen, *self._all()])
            return self._counted(list(dict.fromkeys(self._shown(list(codes)))), more=len(likely) > limit)
        tallies = [Tally(*value, own[code]) for value, code in zip(self._shown(list(own)), own, strict=True)]
        return Spread(tuple(tallies[:limit]), len(own) > limit, exact=self.question.source.claims.exact_facets)

    def _all(self) -> Iterable[str]:
        return TRUE if self.row.shape is Shape.FLAG else [entry.code for entry in self.kind.choices]

    def _likely(self, own: Mapping[str, int]) -> list[str]:
        """The values that find somebody, those of most people first: of a place or an industry also what it lies in."""
        vocabulary = self.kind.vocabulary if self.row.shape is Shape.TREE else None
        people = Counter[str]()
        for code, number in own.items():
            for value in vocabulary.above(code) if vocabulary else (code,):
                people[value] += number
        return sorted(people, key=lambda code: (-people[code], code))

    def _shown(self, codes: list[str]) -> list[tuple[str, str]]:
        """Each code as the filter takes it, and as it is shown."""
        if self.kind.supply is Supply.COMPANIES:
            names = self.companies.by_key(codes)
            return [shown(code, names.get(code, {})) for code in codes]
        return [(code, self.kind.label(code)) for code in codes]

    def _counted(self, values: list[tuple[str, str]], *, more: bool) -> Spread:
        plans = self._plans([value for value, _ in values])
        counts = {value: self.question.source.count(plan) for value, plan in plans.items()}
        tallies = [Tally(value, label, counts[value].value) for value, label in values if counts[value].value]
        tallies.sort(key=lambda tally: (-(tally.count or 0), tally.value))
        limit, chosen = self.counting.limit, dict(self._shown(list(self.included[: self.counting.limit])))
        kept = tuple(tally for at, tally in enumerate(tallies) if at < limit or tally.value in chosen)
        exact = all(count.exact for count in counts.values())
        return Spread(kept, more or len(tallies) > len(kept), exact=exact)

    def _plans(self, values: Sequence[str]) -> dict[str, Plan]:
        """Whom each value finds."""
        codes = {value: TRUE if self.row.shape is Shape.FLAG else self.kind.read(value) or (value,) for value in values}
        queries = {value: self.question.query.asking(self.row.name, codes[value]) for value in values}
        if not all(self.question.about(query).stands_alone(self.row.name) for query in queries.values()):
            plans = {value: self.question.about(query).plan for value, query in queries.items()}
        elif self.kind.supply is Supply.COMPANIES:  # each goes by names of its own
            alone = {value: self.question.about(Query(query.clauses[-1:])) for value, query in queries.items()}
            plans = {value: self._rest.narrowed(question.plan.leaf) for value, question in alone.items()}
        else:
            plans = {value: self._rest.narrowed(leaf) for value, leaf in self._leaves(queries, codes).items()}
        # With another value the query may find people whom it does not find as it is.
        others = self.included and not self.counting.open
        return {value: plan.narrowed(self.question.plan.leaf) for value, plan in plans.items()} if others else plans

    def _leaves(self, queries: Mapping[str, Query], codes: Mapping[str, Sequence[str]]) -> dict[str, Leaf]:
        """What each value asks for by itself. All are lowered at once: one by one that takes as long as to count."""
        every = [replace(query.clauses[-1], values=tuple(codes[value])) for value, query in queries.items()]
        parts = self.question.about(Query(tuple(every))).plan.parts if every else ()
        return {value: any_of(part.leaf for part in parts if part.value in codes[value]) for value in queries}

    @lazily
    def _rest(self) -> Plan:
        """The plan without the filter, made once: to read titles again for each value takes as long as to count."""
        return self.question.about(self.question.query.leaving(self.row.name)).plan
