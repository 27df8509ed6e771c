"""Searches as jobs, as their owners see them: create, look, read what was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from leadscout.errors import Fault, Refused
from leadscout.model.lead import Lead
from leadscout.model.query import Query
from leadscout.model.search import Count, Found, Owner, Result, Search, Status
from leadscout.plan.facts import Facts
from leadscout.service.accounts.credits import Credits, Price
from leadscout.service.asking.hits import shown
from leadscout.store import searches as store
from leadscout.store.database import Database


class People(Protocol):
    """The people store, as results need it."""

    def epoch(self) -> str:
        """What is kept with whatever is made from these people."""

    def continues(self, epoch: str) -> bool:
        """Whether what was made in an epoch is made from these people."""

    def known_as(self, seqs: Sequence[int]) -> dict[int, Lead]:
        """The people with these numbers, or whom they were made one with; a forgotten one is missing."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for: the request as sent, and what it means; `total` where it was counted already.

    `id` is the search's. What is ordered again under the same id is there already.
    """

    owner: Owner
    body: dict[str, object]
    query: Query
    limit: int
    name: str = ""
    total: Count | None = None
    webhook_url: str = ""
    streaming: bool = False
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class Jobs:
    """The search jobs of one store. `now` is the clock."""

    database: Database
    credits: Credits
    people: People
    facts: Callable[[Lead], Facts]
    now: Callable[[], datetime]

    def create(self, order: Order, price: Price | None = None) -> Search:
        """Write a search, and take its price in the same transaction; one that is there already is given as it is.

        Raises Refused when it cannot be paid.
        """
        at = self.now()
        search = Search(
            id=order.id,
            account=order.owner.account,
            dialect=order.owner.dialect,
            name=order.name,
            body=order.body,
            query=order.query,
            today=at.date(),
            limit=order.limit,
            total=order.total,
            webhook_url=order.webhook_url,
            streaming=order.streaming,
            created_at=at.isoformat(timespec="seconds"),
        )
        with self.database.write() as connection:
            if not store.add(connection, search, at.timestamp()):
                return store.get(connection, order.owner, order.id) or search
            if price:
                self.credits.take(connection, search.account, price, 1, charge_of(search))
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
            return store.of_owner(connection, owner, limit, offset)

    def pause(self, owner: Owner, id_: str) -> Search:
        """Let a search stand still. Raises Refused when it is over."""
        return self._change(owner, id_, (Status.QUEUED, Status.RUNNING, Status.PAUSED), Status.PAUSED)

    def resume(self, owner: Owner, id_: str) -> Search:
        """Let a paused search go on; one that is not paused goes on anyway. Raises Refused when it is over."""
        search = self.get(owner, id_)
        if search.status in (Status.QUEUED, Status.RUNNING):
            return search
        return self._change(owner, id_, (Status.PAUSED,), Status.QUEUED)

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
        """The people of some results who were forgotten since they were found."""
        with self.database.read() as connection:
            seqs = [result.seq for result in store.results(connection, search.id, after, upto - after)]
        known = self.people.known_as(seqs)
        return [seq for seq in seqs if seq not in known]

    def page(self, search: Search, after: int, limit: int, price: Price | None = None) -> list[Found]:
        """What was found after a number, people forgotten meanwhile left out; what is not paid yet is charged.

        Raises Refused when it cannot be paid, or was found in another people.db; the search stays as it is, and nothing
        is charged.
        """
        self.check(search)
        with self.database.read() as connection:
            results = store.results(connection, search.id, after, limit)
        leads = self.people.known_as([result.seq for result in results])
        # Of two people who were made one since, the first stays.
        kept = {lead.id: seq for seq, lead in reversed(leads.items())}
        results = [result for result in results if result.seq in leads and kept[leads[result.seq].id] == result.seq]
        unpaid = [result for result in results if not result.paid]
        if price and unpaid:
            with self.database.write() as connection:
                # Counted again inside: another request may have paid for the same page meanwhile.
                units = store.pay(connection, search.id, [result.number for result in unpaid])
                key = f"{charge_of(search)}:results:{unpaid[0].number}-{unpaid[-1].number}"
                self.credits.take(connection, search.account, price, units, key)
        return [self._found(result, leads[result.seq]) for result in results]

    def _found(self, result: Result, lead: Lead) -> Found:
        found = shown(0, lead, self.facts(lead), result.slot)
        return replace(found, persona=result.persona, number=result.number)


def charge_of(search: Search) -> str:
    """The idempotency key of what a search costs to create."""
    return f"search:{search.id}"


def _plain(id_: str) -> str:
    """An id as it is stored: without the dashes that Pronto shows it with."""
    return id_.replace("-", "").lower()
