"""What is answered to a question: how many, who, and what would be found otherwise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from leadscout.errors import Fault, Refused
from leadscout.model.lead import Lead, seq_of
from leadscout.model.lists import Asker
from leadscout.model.query import Query
from leadscout.model.search import Batch, Count, Found, Hint, Hit, Page, Place, Search, Spread, Without
from leadscout.service.asking import facets, hints
from leadscout.service.asking.cursor import Cursor
from leadscout.service.asking.hits import matches
from leadscout.service.asking.question import NO_NAMES, Door, Names, Question
from leadscout.service.asking.sources import UnknownMarkError
from leadscout.service.lists.companies import Companies

_TRIED = 12  # counts that explain why nobody was found


@dataclass(frozen=True)
class Asking:
    """Takes questions at the door, and answers them."""

    door: Door
    companies: Companies

    def question(self, asker: Asker, query: Query, names: Names = NO_NAMES, cursor: str = "") -> Question:
        """Take a query: see `Door.question`."""
        return self.door.question(asker, query, names, cursor)

    def again(self, search: Search) -> Question:
        """Take up a search again: see `Door.again`."""
        return self.door.again(search)

    def count(self, question: Question) -> Count:
        """How many people match."""
        return question.source.count(question.plan)

    def batch(self, question: Question, place: Place, limit: int, offset: int = 0) -> Batch:
        """Who comes next, as references. Raises Refused for a place that the source did not give."""
        try:
            return question.source.page(question.plan, place, limit, offset=offset)
        except UnknownMarkError as error:
            raise Refused(Fault("invalid_cursor", "cursor", question.cursor or str(error))) from None

    def people(self, question: Question, hits: Sequence[Hit]) -> Iterable[Found]:
        """The people of hits, with the job and the reasons that match; forgotten ones are left out."""
        return matches(question.plan, [hit.order for hit in hits], self.door.people, self.door.read)

    def page(self, question: Question, limit: int, *, offset: int = 0) -> Page:
        """One page from the question's cursor on: by persona priority, then by order."""
        total = self.count(question)
        batch = self.batch(question, question.place, limit, offset)
        words = tuple((done.word, done.corrected) for done in question.query.corrections)
        more = "" if batch.at_end else str(Cursor(question.today, batch.place, words))
        return Page(total, tuple(self.people(question, batch.hits)), more)

    def everybody(self, question: Question, at_once: int) -> Iterator[list[Lead]]:
        """All people who match, in order, so many at once; forgotten ones are left out."""
        place, at_end = question.place, False
        while not at_end:
            batch = self.batch(question, place, at_once)
            leads = self.door.people.leads([seq_of(hit.order) for hit in batch.hits])
            yield [leads[seq] for hit in batch.hits if (seq := seq_of(hit.order)) in leads]
            place, at_end = batch.place, batch.at_end

    def facets(self, question: Question, filters: Iterable[str]) -> dict[str, Spread]:
        """How the people who match spread over the values of each filter."""
        return facets.spread(question, self.companies, filters)

    def hints(self, question: Question, counted: Count) -> list[Hint]:
        """Where personas find few, who has their titles in other words."""
        return hints.hints(question, counted)

    def without(self, question: Question, counted: Count) -> list[Without]:
        """Where nobody matches: how many would if one filter were left out, most first; the first twelve are tried."""
        if counted.value:
            return []
        query = question.query
        parts = dict.fromkeys((clause.filter, clause.exclude) for clause in query.clauses)
        left_out = [(*part, _leaving(query, *part)) for part in parts]
        left_out += [("personas", False, replace(query, personas=()))] if query.personas else []
        counts = [
            Without(name, exclude, self.count(question.about(rest)).value) for name, exclude, rest in left_out[:_TRIED]
        ]
        return sorted(counts, key=lambda one: -one.count)


def _leaving(query: Query, name: str, exclude: bool) -> Query:  # noqa: FBT001 - the parts of a clause
    """The query without a filter's included or excluded values; without its company it is anchored to none."""
    kept = tuple(clause for clause in query.clauses if (clause.filter, clause.exclude) != (name, exclude))
    return replace(query, clauses=kept, anchored=query.anchored and (name, exclude) != ("company", False))
