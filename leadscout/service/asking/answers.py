"""What is answered to a question: how many, who, and what would be found otherwise."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import inf

from leadscout.errors import Fault, Refused
from leadscout.model import budget
from leadscout.model.lead import Lead, seq_of
from leadscout.model.lists import Asker
from leadscout.model.query import Query
from leadscout.model.search import (
    INDEXED,
    START,
    STORED,
    Batch,
    Bookmark,
    Count,
    Hint,
    Hit,
    LeadMatch,
    Miss,
    Page,
    Route,
    Search,
    Spread,
    Without,
)
from leadscout.plan.source import UnknownMarkError
from leadscout.service.asking import facets, hints
from leadscout.service.asking.cursor import Cursor
from leadscout.service.asking.facets import FINDS, Counting
from leadscout.service.asking.hits import matches
from leadscout.service.asking.misses import Misses
from leadscout.service.asking.question import NO_NAMES, Door, Names, Question
from leadscout.service.asking.strangers import Strangers, strangers
from leadscout.service.lists.companies import Companies

_TRIED = 12  # counts that explain why nobody was found


@dataclass(frozen=True)
class Asking:
    """Takes questions at the door, and answers them."""

    door: Door
    companies: Companies

    def question(
        self, asker: Asker, query: Query, names: Names = NO_NAMES, cursor: str = "", route: Route = STORED
    ) -> Question:
        """Take a query: see `Door.question`."""
        return self.door.question(asker, query, names, cursor, route)

    def again(self, search: Search) -> Question:
        """Take up a search again: see `Door.again`."""
        return self.door.again(search)

    def count(self, question: Question) -> Count:
        """How many people match."""
        with _in_words_of(question):
            return question.source.count(question.plan)

    def batch(self, question: Question, bookmark: Bookmark, limit: int, offset: int = 0) -> Batch:
        """Who comes next, as references. Raises Refused for a bookmark that the source did not give."""
        try:
            with _in_words_of(question):
                return question.source.page(question.plan, bookmark, limit, offset=offset)
        except UnknownMarkError as error:
            raise Refused(Fault("invalid_cursor", "cursor", question.cursor or str(error))) from None

    def people(self, question: Question, hits: Sequence[Hit]) -> Iterable[LeadMatch]:
        """The people of hits, with the job and the reasons that match; forgotten ones are left out."""
        degrees = {hit.order: hit.degree for hit in hits}
        people = matches(question.plan, list(degrees), question.records(), self.door.read)
        return (one if degrees[one.order] is None else replace(one, degree=degrees[one.order]) for one in people)

    def strangers(self, question: Question) -> list[Strangers]:
        """The numbers that a question asks for and nobody knows."""
        return strangers(question, self.count, self.door.lexicon)

    def page(self, question: Question, limit: int, *, offset: int = 0, until: float = inf) -> Page:
        """One page from the question's cursor on: by persona priority, then by order.

        Of a live source it is full as long as the source goes on, and `until` (by `time.monotonic`), also while the
        source lets a request hang; else it says why it is `cut`.
        """
        with budget.ending(until):
            return self._page(question, limit, offset, until)

    def _page(self, question: Question, limit: int, offset: int, until: float) -> Page:
        cut: Refused | None = None
        if question.route in INDEXED:
            batch, total = self.batch(question, question.bookmark, limit, offset), self.count(question)
        else:
            batch, cut = self._gathered(question, offset + limit, until)
            # Whoever has seen all knows how many there are; else the source has told it with its first page.
            whole = batch.at_end and question.bookmark == START
            total = Count(len(batch.hits)) if whole else self.count(question).without(batch.hidden, len(batch.hits))
            batch = replace(batch, hits=batch.hits[offset:])
        words = tuple((done.word, done.corrected) for done in question.query.corrections)
        more = "" if batch.at_end else str(Cursor(question.today, batch.bookmark, words))
        return Page(total, tuple(self.people(question, batch.hits)), more, cut)

    def _gathered(self, question: Question, most: int, until: float) -> tuple[Batch, Refused | None]:
        """At most so many people of a live source, whose batches can be short or empty; and why there are not more."""
        cut: Refused | None = None
        hits: dict[int, Hit] = {}
        hidden, batch = 0, Batch([], question.bookmark, at_end=False)
        while len(hits) < most and not batch.at_end and cut is None:
            try:
                batch = self.batch(question, batch.bookmark, most - len(hits))
            except Refused as refused:
                if not hits and time.monotonic() < until:
                    raise
                cut = refused
            else:
                hits |= {hit.order: hit for hit in batch.hits if hit.order not in hits}
                hidden += batch.hidden
            if time.monotonic() >= until:  # whatever else there is to say
                cut = Refused(Fault("out_of_time"))
        enough = batch.at_end or len(hits) >= most
        return replace(batch, hits=list(hits.values()), hidden=hidden), None if enough else cut

    def everybody(self, question: Question, at_once: int) -> Iterator[list[Lead]]:
        """All people who match, in order, so many at once; forgotten ones are left out."""
        for batch in self._batches(question, at_once):
            leads = question.records().leads([seq_of(hit.order) for hit in batch.hits])
            yield [leads[seq] for hit in batch.hits if (seq := seq_of(hit.order)) in leads]

    def matches(self, question: Question, at_once: int) -> Iterator[list[LeadMatch]]:
        """Everybody, as `people` shows them: with the job that matches."""
        return (list(self.people(question, batch.hits)) for batch in self._batches(question, at_once))

    def _batches(self, question: Question, at_once: int) -> Iterator[Batch]:
        bookmark, at_end = question.bookmark, False
        while not at_end:
            batch = self.batch(question, bookmark, at_once)
            yield batch
            bookmark, at_end = batch.bookmark, batch.at_end

    def facets(self, question: Question, filters: Iterable[str], counting: Counting = FINDS) -> dict[str, Spread]:
        """How the people who match spread over the values of each filter."""
        return facets.spread(question, self.companies, filters, counting)

    def hints(self, question: Question, counted: Count) -> list[Hint]:
        """Where personas find few, who has their titles in other words."""
        return hints.hints(question, counted)

    def misses(self, question: Question, counted: Count | None = None) -> list[Miss]:
        """The values that find nobody, each with the nearest that finds somebody; `counted`: how many match."""
        return Misses(self.companies).of(question, counted)

    def without(self, question: Question, counted: Count) -> list[Without]:
        """Where nobody matches: how many would if one filter were left out, most first; the first twelve are tried."""
        if counted.value:
            return []
        query = question.query
        parts = dict.fromkeys((clause.filter, clause.exclude) for clause in query.clauses)
        left_out = [(*part, query.leaving(part[0], exclude=part[1])) for part in parts]
        left_out += [("personas", False, replace(query, personas=()))] if query.personas else []
        counts = [
            Without(name, exclude, self.count(question.about(rest)).value) for name, exclude, rest in left_out[:_TRIED]
        ]
        return sorted(counts, key=lambda one: -one.count)


@contextmanager
def _in_words_of(question: Question) -> Iterator[None]:
    """Let what a source refuses name the caller's own field."""
    try:
        yield
    except Refused as refused:
        fields = {name: field for (name, exclude), field in question.names.items() if not exclude}
        raise Refused(
            *(replace(fault, field=fields.get(fault.field, fault.field)) for fault in refused.faults)
        ) from None
