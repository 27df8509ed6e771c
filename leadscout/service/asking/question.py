"""The door: a query becomes a question, and a question a plan, here and nowhere else (decision 18)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from types import MappingProxyType

from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Supply
from leadscout.model.filters import Scope
from leadscout.model.lazily import lazily
from leadscout.model.lead import seq_of
from leadscout.model.lists import Asker
from leadscout.model.query import Query
from leadscout.model.search import START, STORED, Bookmark, Route, Search
from leadscout.plan.leaves import Leaf, Terms
from leadscout.plan.lower import Context, Plan, Recent, lower, stands_alone
from leadscout.plan.source import Source
from leadscout.plan.spelling import corrected
from leadscout.service.asking.cursor import Cursor
from leadscout.service.asking.hits import AskingPeople, AskingRecords, Read
from leadscout.service.lists.lists import Lists
from leadscout.service.people.suppressions import NOBODY, Hidden, Hiding, ShownRecords

Names = Mapping[tuple[str, bool], str]
"""The caller's own field that says a filter, by filter and whether it excludes."""

FEW = 100
"""Hidden values that are excluded as they are."""

_AT_ONCE = 5000

NO_NAMES: Names = MappingProxyType({})
"""The caller's fields are called as the filters are."""


@dataclass(frozen=True, eq=False)
class Question:
    """A query as `asker` asks it on the day `today`: of one source as it is now, about the asker's lists alone.

    Made by `Door` only. `query` is spelled as it is searched, pages start at `bookmark`, which `cursor` holds. Source
    and plan are looked up when they are first needed, once. Both raise Refused: while there is no index yet, for a
    filter that the source cannot answer, and for a list that the asker does not have.
    """

    query: Query
    asker: Asker
    today: date
    door: "Door"
    look: Callable[[], Source]
    hide: Callable[[], Hidden]
    names: Names
    bookmark: Bookmark = START
    cursor: str = ""
    route: Route = STORED

    @lazily
    def source(self) -> Source:
        """What answers; the same for everything that is asked with this question."""
        return self.look()

    @lazily
    def hidden(self) -> Hidden:
        """Whom the asker must not be told of; the same for everything that is asked with this question."""
        return NOBODY if self.route.companies else self.hide()

    @lazily
    def plan(self) -> Plan:
        """What the query means, of the people whom the asker may be told of."""
        plan, shown = self.door.plan(self), self.hidden.leaf
        return plan if shown is None else plan.only(self._shown(shown), shown)

    def _shown(self, leaf: Leaf) -> Leaf:
        """Of a long list what somebody in the index has: the rest would only take time, 280 ms of 100,000 values."""
        if self.route != STORED or len(self.hidden.tokens) <= FEW:
            return leaf
        return self.hidden.within(self.source, self._present)

    def _present(self) -> set[str]:
        """The tokens of whoever in the index is hidden from the asker."""
        tokens: set[str] = set()
        everybody = self.door.plan(self.about(Query())).narrowed(Terms("contact", self.hidden.tokens))
        bookmark, at_end = START, False
        while not at_end:
            batch = self.source.page(everybody, bookmark, _AT_ONCE)
            leads = self.door.people.leads([seq_of(hit.order) for hit in batch.hits])
            tokens.update(token for lead in leads.values() for token in self.hidden.keyed.of(lead))
            bookmark, at_end = batch.bookmark, batch.at_end
        return tokens

    def records(self) -> AskingRecords:
        """What is asked for, people or companies, as the asker may be told of them now."""
        door = self.door
        return door.companies if self.route.companies else ShownRecords(door.people, door.hidden(self.asker))

    def about(self, query: Query) -> "Question":
        """Another query of the same asker, day and source, from its first page on."""
        return replace(self, query=query, bookmark=START, cursor="")

    def stands_alone(self, name: str) -> bool:
        """Whether what is asked of a filter holds by itself, and not for the same job as what is asked of another."""
        return stands_alone(self.query, name)

    def in_database(self) -> "Question":
        """The same of the people database alone, where a live source would be asked besides."""
        return self.door.stored(self) if self.route.is_both else self


@dataclass(frozen=True)
class Door:
    """What a question is made with: `source` gives what answers on a route, as it is now; `today` is the clock.

    `people` and `companies` have the records that answers tell of, `hidden` says of whom an asker must not be told.
    """

    source: Callable[[Asker, Route], Source]
    people: AskingPeople
    companies: AskingPeople
    lists: Lists
    read: Read
    lexicon: Lexicon
    today: Callable[[], date]
    recent: Recent
    hidden: Hiding

    def question(
        self, asker: Asker, query: Query, names: Names = NO_NAMES, cursor: str = "", route: Route = STORED
    ) -> Question:
        """Take a query of `asker`, its spelling corrected where it asks for that; the page after `cursor` is as that.

        Raises Refused for lists that the asker does not have, and for a cursor that we did not give.
        """
        self.lists.check(asker, query, names)
        start = Cursor.read(cursor) if cursor else Cursor(self.today(), START)
        question = Question(
            query,
            asker,
            start.today,
            self,
            self._look(asker, route),
            self._hide(asker),
            names,
            start.bookmark,
            cursor,
            route,
        )
        if not query.correct:
            return question
        before = dict(start.corrected) if cursor else None
        return replace(question, query=corrected(query, _nearest(question.look, before)))

    def again(self, search: Search) -> Question:
        """The question that a search keeps asking: on its day, for its account, from where it is."""
        look, hide = self._look(search.account, search.route), self._hide(search.account)
        return Question(
            search.query, search.account, search.today, self, look, hide, NO_NAMES, search.bookmark, "", search.route
        )

    def stored(self, question: Question) -> Question:
        """The same question of the people database alone."""
        return replace(question, look=self._look(question.asker, STORED), bookmark=START, cursor="", route=STORED)

    def plan(self, question: Question) -> Plan:
        """What a question's query means."""
        clauses, settles = question.query.clauses, question.source.settles
        lacking = [clause for clause in clauses if clause.row.needs_graph and not settles(clause)]
        if lacking:
            raise Refused(*(Fault("needs_graph", question.names.get((c.filter, c.exclude), c.filter)) for c in lacking))
        unfolded = tuple(
            replace(clause, values=tuple(self.people.same_companies(clause.values)))
            if self.lexicon.kinds[clause.row.taxonomy].supply is Supply.COMPANIES
            else clause
            for clause in clauses
        )

        def members(taxonomy: str, id_: str) -> tuple[str, ...]:
            return tuple(self.people.same_companies(sorted(self.lists.members(question.asker, taxonomy, id_))))

        def lowered(query: Query) -> Plan:
            return lower(query, self.lexicon, question.today, Context(self.recent, members))

        query = replace(question.query, clauses=unfolded)
        # Nobody's facts know a graph: what asks for it is settled, or was refused.
        of_facts = tuple(clause for clause in unfolded if not clause.row.needs_graph)
        together = query.past_anchored  # no source can be asked for one past job: it is looked at again
        unsettled = tuple(c for c in of_facts if not settles(c) or (together and c.row.scope is Scope.PAST))
        plan = lowered(replace(query, clauses=of_facts))
        rest = plan.leaf if unsettled == of_facts else lowered(replace(query, clauses=unsettled)).leaf
        return replace(plan, query=query, rest=rest)

    def _look(self, asker: Asker, route: Route) -> Callable[[], Source]:
        """What gives the source of one question, once."""
        return cache(partial(self.source, asker, route))

    def _hide(self, asker: Asker) -> Callable[[], Hidden]:
        """What gives whom one question hides, once."""
        return cache(partial(self.hidden, asker))


def plan_of_words(query: Query, lexicon: Lexicon, today: date) -> Plan:
    """What a query means by its words alone, where there are neither people nor lists: to look at how titles match."""
    return lower(query, lexicon, today)


def _nearest(look: Callable[[], Source], before: Mapping[str, str] | None) -> Callable[[str], str]:
    """What corrects a word: the source, where it claims to; else what the page before had corrected."""
    if before is not None:
        return lambda word: before.get(word, word)
    source = look()
    return source.nearest if source.claims.spelling else str
