"""Facets: how the people who match spread over the values of a filter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, TRUE, Filter, Shape
from leadscout.model.query import Clause, Query
from leadscout.model.search import Spread, Tally
from leadscout.plan.leaves import All, Leaf
from leadscout.service.companies import Companies, shown
from leadscout.service.searches import Finder, Searches

MOST = 100
"""Values of one facet."""


@dataclass(frozen=True)
class Facets:
    """Counts people by values: by each person's own one, or, where a filter has few, by each that finds them."""

    searches: Searches
    companies: Companies
    lexicon: Lexicon

    def spread(self, query: Query, filters: Iterable[str]) -> dict[str, Spread]:
        """How the people who match spread over the values of each filter."""
        rows = [FILTERS[name] for name in dict.fromkeys(filters)]
        leaf = self.searches.plan(query, self.searches.today()).leaf
        owned = [row.path for row in rows if not row.few]
        engine = self.searches.engine()
        counted = engine.facets(leaf, owned, MOST + 1)
        few = {row.name: self._few(row, leaf, engine) for row in rows if row.few}
        return {row.name: self._spread(row, few.get(row.name) or counted.get(row.path, {})) for row in rows}

    def _few(self, row: Filter, leaf: Leaf, engine: Finder) -> dict[str, int]:
        values = TRUE if row.shape is Shape.FLAG else [entry.code for entry in self.lexicon.taxonomies[row.taxonomy]]
        today = self.searches.today()
        asked = {value: self.searches.plan(Query((Clause(row.name, (value,)),)), today).leaf for value in values}
        found = {value: engine.count(All((leaf, wanted))).value for value, wanted in asked.items()}
        return {value: found[value] for value in sorted(found, key=lambda value: -found[value]) if found[value]}

    def _spread(self, row: Filter, counted: Mapping[str, int]) -> Spread:
        codes = list(counted)[:MOST]
        told = zip(self._shown(row, codes), codes, strict=True)
        return Spread(tuple(Tally(*known, counted[code]) for known, code in told), len(counted) > MOST)

    def _shown(self, row: Filter, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Each code as the filter takes it, and as it is shown."""
        if row.taxonomy == "company":
            known = self.companies.by_key(codes)
            return [shown(code, known.get(code, {})) for code in codes]
        vocabulary = self.lexicon.taxonomies.get(row.taxonomy)
        return [(code, vocabulary.label(code) if vocabulary else code) for code in codes]
