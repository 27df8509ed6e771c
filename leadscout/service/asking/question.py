"""The door: a query becomes a question, and a question a plan, here and nowhere else (decision 18)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType

from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Supply
from leadscout.model.lists import Asker
from leadscout.model.query import Query
from leadscout.model.search import START, Place, Search
from leadscout.plan.lower import Context, Plan, Recent, lower
from leadscout.plan.spelling import corrected
from leadscout.service.asking.cursor import Cursor
from leadscout.service.asking.hits import People, Read
from leadscout.service.asking.sources import Source
from leadscout.service.lists.lists import Lists

Names = Mapping[tuple[str, bool], str]
"""The caller's own field that says a filter, by filter and whether it excludes."""

NO_NAMES: Names = MappingProxyType({})
"""The caller's fields are called as the filters are."""


@dataclass(frozen=True, eq=False)
class Question:
    """A query as `asker` asks it on the day `today`: of one source as it is now, about the asker's lists alone.

    Made by `Door` only. `query` is spelled as it is searched, pages start at `place`, which `cursor` told. Source and
    plan are looked up when they are first needed, once. Both raise Refused: while there is no index yet, for a filter
    that the source cannot answer, and for a list that the asker does not have.
    """

    query: Query
    asker: Asker
    today: date
    door: "Door"
    look: Callable[[], Source]
    names: Names
    place: Place = START
    cursor: str = ""

    @cached_property
    def source(self) -> Source:
        """What answers; the same for everything that is asked with this question."""
        return self.look()

    @cached_property
    def plan(self) -> Plan:
        """What the query means."""
        return self.door.plan(self)

    def about(self, query: Query) -> "Question":
        """Another query of the same asker, day and source, from its first page on."""
        return replace(self, query=query, place=START, cursor="")


@dataclass(frozen=True)
class Door:
    """What a question is made with: `source` gives the newest state of what answers, `today` is the clock."""

    source: Callable[[], Source]
    people: People
    lists: Lists
    read: Read
    lexicon: Lexicon
    today: Callable[[], date]
    recent: Recent

    def question(self, asker: Asker, query: Query, names: Names = NO_NAMES, cursor: str = "") -> Question:
        """Take a query of `asker`, its spelling corrected where it asks for that; the page after `cursor` is as that.

        Raises Refused for lists that the asker does not have, and for a cursor that we did not give.
        """
        self.lists.check(asker, query, names)
        start = Cursor.read(cursor) if cursor else Cursor(self.today(), START)
        question = Question(query, asker, start.today, self, cache(self.source), names, start.place, cursor)
        if not query.correct:
            return question
        before = dict(start.corrected) if cursor else None
        return replace(question, query=corrected(query, _nearest(question.look, before)))

    def again(self, search: Search) -> Question:
        """The question that a search keeps asking: on its day, for its account, from where it is."""
        return Question(search.query, search.account, search.today, self, cache(self.source), NO_NAMES, search.place)

    def plan(self, question: Question) -> Plan:
        """What a question means."""
        clauses = question.query.clauses
        if not question.source.claims.graph:
            lacking = [clause for clause in clauses if clause.row.needs_graph]
            faults = [Fault("needs_graph", question.names.get((c.filter, c.exclude), c.filter)) for c in lacking]
            if faults:
                raise Refused(*faults)
        unfolded = tuple(
            replace(clause, values=tuple(self.people.same_companies(clause.values)))
            if self.lexicon.kinds[clause.row.taxonomy].supply is Supply.COMPANIES
            else clause
            for clause in clauses
        )

        def members(taxonomy: str, id_: str) -> tuple[str, ...]:
            return tuple(self.people.same_companies(sorted(self.lists.members(question.asker, taxonomy, id_))))

        context = Context(self.recent, members)
        return lower(replace(question.query, clauses=unfolded), self.lexicon, question.today, context)


def plan_of_words(query: Query, lexicon: Lexicon, today: date) -> Plan:
    """What a query means by its words alone, where there are neither people nor lists: to look at how titles match."""
    return lower(query, lexicon, today)


def _nearest(look: Callable[[], Source], before: Mapping[str, str] | None) -> Callable[[str], str]:
    """What corrects a word: the source, where it claims to; else what the page before had corrected."""
    if before is not None:
        return lambda word: before.get(word, word)
    source = look()
    return source.nearest if source.claims.spelling else str
