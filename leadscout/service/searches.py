"""Searching: count, preview, facets. Engines and the reader of people are handed in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Protocol

from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.headlines import headlines
from leadscout.model.filters import Scope
from leadscout.model.lead import Company, Lead, Position, seq_of
from leadscout.model.query import Query
from leadscout.model.search import Count, Found, Page, Reason, Without
from leadscout.plan.facts import Facts
from leadscout.plan.holds import Match, by_equivalent, match
from leadscout.plan.leaves import Leaf
from leadscout.plan.lower import DEFAULT, Context, Part, Plan, lower
from leadscout.plan.spelling import MOST, corrected


class Finder(Protocol):
    """The engine, as searching needs it: what `engines.base.Engine` promises, handed in by `assemble`."""

    graph: bool

    def count(self, leaf: Leaf) -> Count:
        """How many people satisfy the leaf."""

    def page(self, leaf: Leaf, limit: int, *, below: int | None = None, offset: int = 0) -> Sequence[int]:
        """Their orders, largest first."""

    def facets(self, leaf: Leaf, paths: Iterable[str], most: int) -> Mapping[str, Mapping[str, int]]:
        """How many of them have which own value: of each path the `most` values of most people, ties by code."""

    def nearest(self, word: str) -> str:
        """The folded word itself where somebody has it, else its correction, "" for none."""


class People(Protocol):
    """The people store, as searching needs it."""

    def leads(self, seqs: Sequence[int]) -> Mapping[int, Lead]:
        """The people with these numbers; a forgotten one is missing."""

    def same_companies(self, keys: Sequence[str]) -> Sequence[str]:
        """The company keys and those seen with them."""


_TRIED = 12  # counts that explain why nobody was found
_ORDER = "[0-7][0-9a-f]{0,15}|[89a-f][0-9a-f]{0,14}"  # it has 63 bits
_CORRECTED = r"-[a-z]{4,30}\.[a-z]{3,32}"
_CURSOR = re.compile(f"([0-9]{{8}})-([0-9]{{1,4}})-({_ORDER})((?:{_CORRECTED}){{0,{MOST}}})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: after `order` within `tier`, with the clock at `today` and the spelling `corrected` so."""

    today: date
    tier: int = 0
    order: int | None = None
    corrected: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The form callers send back."""
        words = (f"-{word}.{other}" for word, other in self.corrected)
        return "".join((f"{self.today:%Y%m%d}-{self.tier}-{self.order or 0:x}", *words))

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what `str` wrote; raises Refused for anything else."""
        found = _CURSOR.fullmatch(text)
        try:
            day, tier, order, words = found.groups() if found else ("", "", "", "")
            corrected = tuple(
                (word, other) for word, _, other in (said.partition(".") for said in words.split("-")[1:])
            )
            return cls(date.fromisoformat(day), int(tier), int(order, 16), corrected)
        except ValueError:
            raise Refused(Fault("invalid_cursor", "cursor", text)) from None


@dataclass(frozen=True)
class Searches:
    """The searches of one store. `today` is the clock."""

    engine: Callable[[], Finder]
    people: People
    facts: Callable[[Lead], Facts]
    lexicon: Lexicon
    today: Callable[[], date]
    context: Context = DEFAULT

    def corrected(self, query: Query, cursor: str = "") -> Query:
        """The query with its spelling corrected, where it asks for that; what a search is told in all its parts.

        A page after another one is corrected as that was, whoever has which word by now. Raises Refused for a cursor
        that we did not give.
        """
        if not query.correct:
            return query
        known = dict(Cursor.read(cursor).corrected) if cursor else None
        return corrected(query, self.engine().nearest if known is None else lambda word: known.get(word, word))

    def count(self, query: Query, engine: Finder | None = None) -> Count:
        """How many people match, by a given engine or the newest: looking for that costs as much as a small count."""
        found = engine or self.engine()
        return found.count(self.plan(query, self.today(), found).leaf)

    def preview(self, query: Query, limit: int, *, cursor: str = "", offset: int = 0) -> Page:
        """One page: by persona priority, then by order. Raises Refused for a cursor that we did not give."""
        start = Cursor.read(cursor) if cursor else Cursor(self.today())
        plan = self.plan(query, start.today)
        engine = self.engine()
        total = engine.count(plan.leaf)
        orders = list(walk(engine, plan, start, limit + 1, offset))
        words = tuple((done.word, done.corrected) for done in query.corrections)
        more = Cursor(start.today, *orders[limit - 1], words) if len(orders) > limit else ""
        found = self.found(plan, [order for _, order in orders[:limit]])
        return Page(total, tuple(found), str(more))

    def everybody(self, query: Query, at_once: int) -> Iterator[list[Lead]]:
        """All people who match, in order, so many at once; forgotten ones are left out."""
        start = Cursor(self.today())
        plan = self.plan(query, start.today)
        while orders := list(walk(self.engine(), plan, start, at_once)):
            leads = self.people.leads([seq_of(order) for _, order in orders])
            yield [leads[seq] for _, order in orders if (seq := seq_of(order)) in leads]
            start = Cursor(start.today, *orders[-1])

    def without(self, query: Query, counted: Count) -> list[Without]:
        """Where nobody matches: how many would if one filter were left out, most first; the first twelve are tried."""
        if counted.value:
            return []
        asked = dict.fromkeys((clause.filter, clause.exclude) for clause in query.clauses)
        left_out = [(*left, _leaving(query, *left)) for left in asked]
        left_out += [("personas", False, replace(query, personas=()))] if query.personas else []
        found = [Without(name, exclude, self.count(rest).value) for name, exclude, rest in left_out[:_TRIED]]
        return sorted(found, key=lambda one: -one.count)

    def found(self, plan: Plan, orders: Sequence[int]) -> Iterable[Found]:
        """The people of these orders, with the position and the reasons that match; forgotten ones are left out."""
        leads = self.people.leads([seq_of(order) for order in orders])
        for order in orders:
            lead = leads.get(seq_of(order))
            if lead is not None:
                facts = self.facts(lead)
                yield _found(order, lead, facts, match(plan, facts))

    def plan(self, query: Query, today: date, engine: Finder | None = None) -> Plan:
        """What a query means on a day. Raises Refused for a filter that the engine cannot answer."""
        graph = (engine or self.engine()).graph
        lacking = [clause.filter for clause in query.clauses if clause.row.needs_graph and not graph]
        if lacking:
            raise Refused(*(Fault("needs_graph", name) for name in lacking))
        clauses = tuple(
            replace(clause, values=tuple(self.people.same_companies(clause.values)))
            if clause.row.taxonomy == "company"
            else clause
            for clause in query.clauses
        )
        return lower(replace(query, clauses=clauses), self.lexicon, today, self.context)


def _leaving(query: Query, name: str, exclude: bool) -> Query:  # noqa: FBT001 - the parts of a clause
    """The query without a filter's included or excluded values; without its company it is anchored to none."""
    kept = tuple(clause for clause in query.clauses if (clause.filter, clause.exclude) != (name, exclude))
    return replace(query, clauses=kept, anchored=query.anchored and (name, exclude) != ("company", False))


def walk(engine: Finder, plan: Plan, start: Cursor, limit: int, offset: int = 0) -> Iterable[tuple[int, int]]:
    """Tier and order of at most `limit` people from `start` on, after `offset` of them."""
    return islice(_walk(engine, plan, start, limit, offset), limit)


def _walk(engine: Finder, plan: Plan, start: Cursor, limit: int, offset: int) -> Iterable[tuple[int, int]]:
    for tier, leaf in enumerate(plan.tiers):
        if tier < start.tier:
            continue
        below = start.order if tier == start.tier else None
        orders = engine.page(leaf, limit, below=below, offset=offset)
        if offset and not orders:
            offset = max(0, offset - engine.count(leaf).value)
            continue
        offset = 0
        yield from ((tier, order) for order in orders)


def shown(order: int, lead: Lead, facts: Facts, slot: int | None) -> Found:
    """Somebody with the job in a slot; the main one where that is gone meanwhile."""
    positions = current(lead)
    at = None if slot is None or not positions else slot if slot < len(positions) else 0
    months = facts.current[at].months if at is not None and at < len(facts.current) else {}
    return Found(
        order,
        lead,
        slot=slot,
        position=None if at is None else positions[at],
        read=at is not None and not lead.current,
        since=months.get("since"),
        company_since=months.get("company_since"),
    )


def current(lead: Lead) -> Sequence[Position]:
    """The jobs that slots number; the one in the headline where the source lists none."""
    return lead.current or (_from_headline(lead),)


def _found(order: int, lead: Lead, facts: Facts, found: Match) -> Found:
    reasons = tuple(
        Reason(part.filter, part.value, _position(lead, part, at), by_equivalent(part, at, facts))
        for part, at in found.reasons
    )
    persona = found.persona.name if found.persona else ""
    return replace(shown(order, lead, facts, found.slot), persona=persona, reasons=reasons)


def _position(lead: Lead, part: Part, at: int | None) -> Position | None:
    if at is None:
        return None
    return lead.past[at] if part.scope is Scope.PAST else current(lead)[at]


def _from_headline(lead: Lead) -> Position:
    title, company = headlines.read(lead.headline)
    return Position(title=title, company=Company(name=company))
