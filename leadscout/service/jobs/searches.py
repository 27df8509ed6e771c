"""Searches as jobs, as their owners see them: create, look, read what was found."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import uuid4

import sqlalchemy as sa

from leadscout.errors import Family, Fault, Refused
from leadscout.model.lead import Lead
from leadscout.model.query import Query
from leadscout.model.search import STORED, Count, LeadMatch, Owner, Result, Route, Search, Status
from leadscout.plan.facts import Facts
from leadscout.service.accounts.credits import Credits, Price
from leadscout.service.accounts.quotas import Quotas
from leadscout.service.asking.hits import shown
from leadscout.service.people.suppressions import Hiding, ShownRecords
from leadscout.store import accounts, saved
from leadscout.store import searches as store
from leadscout.store.database import Database


class ResultRecords(Protocol):
    """What results refer to."""

    def leads(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The people with these numbers; a forgotten one is missing."""

    def known_as(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The people with these numbers, or whom they were made one with; a forgotten one is missing."""


class ResultPeople(ResultRecords, Protocol):
    """The people store, as results need it."""

    def epoch(self) -> str:
        """What is kept with whatever is made from these people."""

    def continues(self, epoch: str) -> bool:
        """Whether what was made in an epoch is made from these people."""

    def merged_into(self, seq: int) -> list[int]:
        """The numbers of everybody who was made one with this person, and the person's own."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for: the request as sent, and what it means; `total` where it was counted already.

    `saved` is the saved search of which it is a run. `id` is the search's. What is ordered again under the same id is
    there already.
    """

    owner: Owner
    body: dict[str, object]
    query: Query
    limit: int
    name: str = ""
    total: Count | None = None
    webhook_url: str = ""
    streaming: bool = False
    route: Route = STORED
    saved: str = ""
    id: str = field(default_factory=lambda: uuid4().hex)

    def search(self, at: datetime) -> Search:
        """The job that is made of it at a time."""
        return Search(
            id=self.id,
            account=self.owner.account,
            key=self.owner.key,
            dialect=self.owner.dialect,
            name=self.name,
            body=self.body,
            query=self.query,
            today=at.date(),
            limit=self.limit,
            total=self.total,
            webhook_url=self.webhook_url,
            streaming=self.streaming,
            route=self.route,
            saved=self.saved,
            created_at=at.isoformat(timespec="microseconds"),
        )


@dataclass(frozen=True)
class Jobs:
    """The search jobs of one store. `now` is the clock; `hidden` says whom an account must not be told of."""

    database: Database
    credits: Credits
    people: ResultPeople
    companies: ResultRecords
    facts: Callable[[Lead], Facts]
    now: Callable[[], datetime]
    hidden: Hiding
    quotas: Quotas = field(default_factory=Quotas)

    def create(self, order: Order, price: Price | None = None) -> Search:
        """Write a search, and take its price in the same transaction; one that is there already is given as it is.

        Raises Refused when it cannot be paid, or not one of the leads that it will find.
        """
        with self.database.write() as connection:
            return self.add(connection, order, price)

    def add(self, connection: sa.Connection, order: Order, price: Price | None = None) -> Search:
        """The same in the caller's transaction."""
        at = self.now()
        search = order.search(at)
        accounts.lock_account(
            connection, search.account
        )  # before its bytes are counted: others hold them in this order
        if not store.add(connection, search, at.timestamp()):
            return store.get(connection, order.owner, order.id) or search
        if not search.saved:  # whoever saves a search was counted then, and its runs replace each other
            self.quotas.check(connection, search.account, "searches", "bytes", more=0)
        if price:
            self.credits.take(connection, search, price, 1, charge_of(search))
        lead = self.credits.prices.get((search.dialect, "lead"))
        if lead and search.expected:
            self.credits.check(connection, search, lead)
        return search

    def get(self, owner: Owner, id_: str) -> Search:
        """The owner's search. Raises Refused when it has none with this id."""
        with self.database.read() as connection:
            search = store.get(connection, owner, _plain(id_))
        if search is None:
            raise Refused(Fault("no_search", value=id_))
        return search

    def all(self, owner: Owner, limit: int, offset: int = 0) -> list[Search]:
        """The owner's searches, newest first; without bodies and queries."""
        with self.database.read() as connection:
            return store.of_account(connection, owner.account, [owner.dialect], limit, offset, notice=owner.notice)

    def find(self, account: str, id_: str) -> Search:
        """The account's search, in whatever dialect. Raises Refused when it has none with this id."""
        with self.database.read() as connection:
            search = store.find(connection, account, _plain(id_))
        if search is None:
            raise Refused(Fault("no_search", value=id_))
        return search

    def of_account(self, account: str, dialects: Sequence[str], limit: int, offset: int = 0) -> list[Search]:
        """The account's searches in some dialects, newest first, without their queries."""
        with self.database.read() as connection:
            return store.of_account(connection, account, dialects, limit, offset)

    def unfinished(self, account: str) -> int:
        """How many searches of an account are not over, in whatever dialect."""
        with self.database.read() as connection:
            return store.unfinished(connection, account)

    def pause(self, owner: Owner, id_: str) -> Search:
        """Let a search stand still. Raises Refused when it is over."""
        return self._change(owner, id_, (Status.QUEUED, Status.RUNNING, Status.PAUSED), Status.PAUSED)

    def resume(self, owner: Owner, id_: str) -> Search:
        """Let a paused search go on, or one that its live source stopped; one that is not paused goes on anyway.

        Raises Refused when it is over.
        """
        search = self.get(owner, id_)
        if search.status in (Status.QUEUED, Status.RUNNING):
            return search
        if search.stopped:
            self._go_on(search.account, search.id)
            return self.get(owner, id_)
        return self._change(owner, id_, (Status.PAUSED,), Status.QUEUED)

    def go_on(self, account: str, sources: Collection[str]) -> None:
        """Let the searches go on that one of these sources had stopped; one that cannot be paid says so, and waits."""
        with self.database.read() as connection:
            ids = store.stopped(connection, account, sources)
        for id_ in ids:
            try:
                self._go_on(account, id_)
            except Refused as refused:
                if refused.family is not Family.MONEY:
                    raise
                with self.database.write() as connection:
                    store.still_stopped(connection, account, id_, str(refused))

    def _go_on(self, account: str, id_: str) -> None:
        """Let a stopped search go on. What it cost, and was given back when it stopped with nobody, is paid again."""
        with self.database.write() as connection:
            if store.go_on(connection, account, id_, self.now().timestamp()):
                self.credits.charge_again(connection, _charge(id_))

    def _change(self, owner: Owner, id_: str, before: Sequence[Status], after: Status) -> Search:
        search = self.get(owner, id_)
        with self.database.write() as connection:
            if not store.change(connection, search.id, before, after):
                raise Refused(Fault("search_over", "id", id_))
        return self.get(owner, id_)

    def delete(self, owner: Owner, id_: str) -> None:
        """Forget a search, what it found, and what is still to be told of it. Raises Refused when there is none."""
        search = self.get(owner, id_)
        self.database.transact(lambda connection: store.delete(connection, search.id))

    def stands(self, search: Search) -> bool:
        """Whether the numbers that the search keeps are of the people that there are, not of another people.db."""
        return not (search.found and search.epoch) or self.people.continues(search.epoch)

    def check(self, search: Search) -> None:
        """Raises Refused when what the search found is of another people.db than the one that is there."""
        if not self.stands(search):
            raise Refused(Fault("people_replaced", value=search.id))

    def gone(self, search: Search, after: int, upto: int) -> list[int]:
        """The people of some results who were forgotten, or suppressed, since they were found."""
        with self.database.read() as connection:
            seqs = [result.seq for result in store.results(connection, search.id, after, upto - after)]
        present = self.records(search).known_as(seqs)
        return [seq for seq in seqs if seq not in present]

    def page(self, search: Search, after: int, limit: int, price: Price | None = None) -> list[LeadMatch]:
        """What was found after a number, without people forgotten or suppressed meanwhile; the unpaid is charged.

        Raises Refused when it cannot be paid, or was found in another people.db; the search stays as it is, and nothing
        is charged.
        """
        self.check(search)
        with self.database.read() as connection:
            results = store.results(connection, search.id, after, limit)
        leads = self.records(search).known_as([result.seq for result in results])
        # Of two people who were made one since, the first stays.
        kept = {lead.id: seq for seq, lead in reversed(leads.items())}
        results = [result for result in results if result.seq in leads and kept[leads[result.seq].id] == result.seq]
        unpaid = [result for result in results if not result.paid]
        if price and unpaid:
            with self.database.write() as connection:
                # Counted again inside: another request may have paid for the same page meanwhile.
                units = store.pay(connection, search.id, [result.number for result in unpaid])
                key = f"{charge_of(search)}:results:{unpaid[0].number}-{unpaid[-1].number}"
                self.credits.take(connection, search, price, units, key)
        return [self._found(result, leads[result.seq]) for result in results]

    def shown(self, search: Search, results: Sequence[Result]) -> list[LeadMatch]:
        """Some results of a search as they are shown, those forgotten meanwhile left out."""
        leads = self.records(search).known_as([result.seq for result in results])
        return [self._found(result, leads[result.seq]) for result in results if result.seq in leads]

    def results(self, search: Search, at_once: int) -> Iterator[list[LeadMatch]]:
        """All that a search found, so many at once, free of charge. Raises Refused while it still looks for more."""
        if not search.status.over and search.status is not Status.PAUSED:
            raise Refused(Fault("search_not_over", value=search.id))
        return (self.page(search, after, at_once) for after in range(0, search.found, at_once))

    def price_of(self, search: Search) -> Price | None:
        """What each lead, or company, that a search finds costs when it is found; None where that is free."""
        return self.credits.prices.get((search.dialect, "company_found" if search.route.companies else "lead"))

    def unpaid(self, connection: sa.Connection, search: Search, seqs: Sequence[int]) -> list[bool]:
        """Of each of these people, whom a search finds, whether they are still to be charged.

        Who was charged in one run of a saved search is free in all others, also as somebody with whom they were made
        one.
        """
        if not search.saved:
            return [True] * len(seqs)
        same = self.same(seqs)
        paid = saved.paid(connection, search.saved, {one for numbers in same.values() for one in numbers})
        return [paid.isdisjoint(same[seq]) for seq in seqs]

    def same(self, seqs: Sequence[int]) -> dict[int, list[int]]:
        """Of each person all numbers under which they were ever found."""
        return {seq: self.people.merged_into(seq) for seq in seqs}

    def records(self, search: Search) -> ResultRecords:
        """What a search's results refer to, as its account may be told of it now."""
        return self.companies if search.route.companies else self.people_of(search.account)

    def people_of(self, account: str) -> ResultRecords:
        """The people of whom an account may be told now."""
        return ShownRecords(self.people, self.hidden(account))

    def _found(self, result: Result, lead: Lead) -> LeadMatch:
        match = shown(0, lead, self.facts(lead), result.slot)
        return replace(match, persona=result.persona, number=result.number, degree=result.degree)


def charge_of(search: Search) -> str:
    """The idempotency key of what a search costs to create."""
    return _charge(search.id)


def _charge(id_: str) -> str:
    return f"search:{id_}"


def _plain(id_: str) -> str:
    """An id as it is stored: without the dashes that it may be shown with."""
    return id_.replace("-", "").lower()
