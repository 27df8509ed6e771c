"""Facets: how the people who match spread over the values of a filter."""

from collections.abc import Iterable, Mapping, Sequence

from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Supply
from leadscout.model.filters import FILTERS, TRUE, Filter, Shape
from leadscout.model.query import Clause, Query
from leadscout.model.search import Spread, Tally
from leadscout.service.asking.question import Question
from leadscout.service.lists.companies import Companies, shown

MOST = 100
"""Values of one facet."""


def spread(question: Question, companies: Companies, filters: Iterable[str]) -> dict[str, Spread]:
    """How the people who match spread over the values of each filter.

    Counted are each person's own values, or, where a filter has few, by each value those whom it finds.
    """
    rows = [FILTERS[name] for name in dict.fromkeys(filters)]
    counted = question.source.facets(question.plan, [row.path for row in rows if not row.few], MOST + 1)
    return {
        row.name: _spread(question, companies, row, _few(question, row) if row.few else counted.get(row.path, {}))
        for row in rows
    }


def _few(question: Question, row: Filter) -> dict[str, int]:
    counts = {value: _count(question, row, value) for value in _values(question.door.lexicon, row)}
    return {value: counts[value] for value in sorted(counts, key=lambda value: -counts[value]) if counts[value]}


def _values(lexicon: Lexicon, row: Filter) -> Iterable[str]:
    return TRUE if row.shape is Shape.FLAG else [entry.code for entry in lexicon.kinds[row.taxonomy].choices]


def _count(question: Question, row: Filter, value: str) -> int:
    """How many of the people a value finds."""
    wanted = question.about(Query((Clause(row.name, (value,)),))).plan
    return question.source.count(question.plan.narrowed(wanted.leaf)).value


def _spread(question: Question, companies: Companies, row: Filter, counted: Mapping[str, int]) -> Spread:
    codes = list(counted)[:MOST]
    values = zip(_shown(question.door.lexicon, companies, row, codes), codes, strict=True)
    tallies = tuple(Tally(*value, counted[code]) for value, code in values)
    return Spread(tallies, len(counted) > MOST, exact=question.source.claims.exact_facets)


def _shown(lexicon: Lexicon, companies: Companies, row: Filter, codes: Sequence[str]) -> list[tuple[str, str]]:
    """Each code as the filter takes it, and as it is shown."""
    kind = lexicon.kinds[row.taxonomy]
    if kind.supply is Supply.COMPANIES:
        names = companies.by_key(codes)
        return [shown(code, names.get(code, {})) for code in codes]
    return [(code, kind.label(code)) for code in codes]
