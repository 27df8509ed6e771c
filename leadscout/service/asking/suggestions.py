"""Suggestions: the values of a filter that somebody may mean, each with the number of people it finds."""

from collections.abc import Callable
from heapq import nlargest

from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Supply
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.text import fold
from leadscout.model.filters import FILTERS, Filter
from leadscout.model.query import Clause, Query
from leadscout.model.search import Tally
from leadscout.service.asking.answers import Asking
from leadscout.service.asking.choices import Catalog, Choices, choosable
from leadscout.service.asking.question import Question
from leadscout.service.lists.companies import Companies
from leadscout.service.lists.lists import Lists

FEW = 50
"""Values of a vocabulary that is listed where no text is given."""

_SPARE = 5  # candidates beyond the limit that are counted as well
_TELLING = 3  # letters that can be misspelt
_REMEMBERED = 50_000  # counts
_LEAST = -1_000_000  # of a value that is not known to be common

Read = Callable[[Filter, str], tuple[str, ...]]
"""A filter's value, as a caller writes it, as our codes."""


class Suggestions:
    """Suggests values of filters."""

    def __init__(self, asking: Asking, companies: Companies, lists: Lists, lexicon: Lexicon, read: Read) -> None:
        """Suggest what these know."""
        self._asking = asking
        self._companies = companies
        self._lists = lists
        self._lexicon = lexicon
        self._read = read
        self._catalog: Catalog | None = None

    def near(self, name: str, text: str, limit: int, account: str) -> list[Tally]:
        """At most `limit` values of a filter: called so, beginning so, with a word that does, else written nearly so.

        Among equals, those of most people first, and companies that nobody is at last; which of many are counted at all
        is an estimate. Raises Refused for a filter whose values nobody knows, and for no text where there are too many
        values to list.
        """
        valid = choosable(self._lexicon)
        if name not in valid:
            near = Spellings({fold(other): [other] for other in valid}).near(name, 2)
            raise Refused(Fault("unknown_value", "filter", name, valid, near))
        row, everybody = FILTERS[name], self._asking.question(account, Query())
        catalog = self._of(everybody)
        choices = catalog.of(row, lambda: self._lists.all(account))
        if not fold(text) and not row.lists and not choices.few(FEW):
            raise Refused(Fault("text_needed", "q", name))
        tallies = [
            (rank, Tally(value, choices.label(value), self._count(row, value, everybody, catalog)))
            for rank, value in _candidates(choices, text, limit)
        ]
        is_company = self._lexicon.kinds[row.taxonomy].supply is Supply.COMPANIES
        # a company that nobody is at is the last that somebody looks for, however it is called
        tallies.sort(key=lambda one: (is_company and not one[1].count, one[0], -(one[1].count or 0)))
        return [tally for _, tally in tallies[:limit]]

    def _of(self, everybody: Question) -> Catalog:
        if self._catalog is None or self._catalog.source != everybody.source:
            self._catalog = Catalog(everybody, self._companies, self._lexicon)
        return self._catalog

    def _count(self, row: Filter, value: str, everybody: Question, catalog: Catalog) -> int | None:
        """How many people a value finds; None where only a live source can tell.

        While somebody types, the same values come again and again: they are counted once.
        """
        if row.needs_graph and not everybody.source.settles(Clause(row.name, (value,))):
            return None
        if row.lists:
            return self._counted(row, value, everybody)  # what is in a list changes
        key = (row.name, value, everybody.today, everybody.hidden.version)
        number = catalog.counts.get(key)
        if number is None:
            number = self._counted(row, value, everybody)
            if len(catalog.counts) >= _REMEMBERED:  # another thread may ask at the same time: nothing is read back
                catalog.counts.clear()
            catalog.counts[key] = number
        return number

    def _counted(self, row: Filter, value: str, everybody: Question) -> int:
        query = Query((Clause(row.name, self._read(row, value)),))
        return self._asking.count(everybody.about(query)).value


def _candidates(choices: Choices, text: str, limit: int) -> list[tuple[int, str]]:
    """A few more than `limit` values with their rank: called so, beginning so, with another name that does, or a word.

    Where there is none of these, the `limit` nearest in their order.
    """
    most, start = limit + _SPARE, fold(text)
    ranks: dict[str, int] = {}
    ways = (choices.equal, choices.beginning, choices.inside) if start else (choices.beginning,)

    for way, alike in enumerate(ways):
        if len(ranks) < most:
            fresh = (value for value in dict.fromkeys(alike(text)) if value not in ranks)
            # to fold thousands of labels would take longer than all the rest: of the commonest
            common = nlargest(2 * most, fresh, key=lambda value: choices.common.get(value, _LEAST))
            ranked = [
                (2 * way + (choices.labelled and not fold(choices.label(value)).startswith(start)), value)
                for value in common
            ]
            ranked.sort(key=lambda one: one[0])
            ranks.update((value, rank) for rank, value in ranked[: most - len(ranks)])
    if not ranks and len(start) >= _TELLING:
        ranks = {value: at for at, value in enumerate(choices.near(text, limit))}
    return [(rank, value) for value, rank in ranks.items()]
