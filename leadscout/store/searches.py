"""Searches and what they found (leadscout.db). A search row is the job: status, place, lease (decision 13)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec
import sqlalchemy as sa

from leadscout.model.query import Query
from leadscout.model.search import Count, Owner, Place, Result, Search, Status
from leadscout.store import leases
from leadscout.store.leases import FREE, Lease
from leadscout.store.statements import announce, greater, insert
from leadscout.store.tables.leadscout import ATTEMPT, OUTBOX, QUEUE, RESULT, SEARCH

_OPEN = (Status.QUEUED, Status.RUNNING)


def add(connection: sa.Connection, search: Search, due: float) -> bool:
    """Write a new search, to be worked on from `due` on; False when there is one with its id already."""
    new = (
        insert(connection, SEARCH)
        .values(
            id=search.id,
            account=search.account,
            dialect=search.dialect,
            name=search.name,
            body=msgspec.json.encode(search.body),
            query=msgspec.json.encode(search.query),
            today=search.today.isoformat(),
            limit=search.limit,
            created_at=search.created_at,
            status=search.status,
            reason=search.reason,
            **_total(search),
            found=0,
            tier=0,
            mark="",
            attempts=0,
            due=due,
            webhook_url=search.webhook_url,
            streaming=search.streaming,
            epoch=search.epoch,
            **FREE,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(SEARCH.c.id)
    )
    announce(connection)
    return connection.execute(new).first() is not None


def get(connection: sa.Connection, owner: Owner, id_: str) -> Search | None:
    """The owner's search with this id."""
    row = connection.execute(sa.select(SEARCH).where(SEARCH.c.id == id_, *_owned(owner))).first()
    return None if row is None else _search(row)


def of_owner(connection: sa.Connection, owner: Owner, limit: int, offset: int) -> list[Search]:
    """The owner's searches, newest first; without bodies and queries, which can be large."""
    empty = sa.literal(b"{}", sa.LargeBinary)
    columns = [column for column in SEARCH.c if column.name not in ("body", "query")]
    rows = connection.execute(
        sa.select(*columns, empty.label("body"), empty.label("query"))
        .where(*_owned(owner))
        .order_by(SEARCH.c.created_at.desc(), SEARCH.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [_search(row) for row in rows]


def delete(connection: sa.Connection, id_: str) -> None:
    """Remove a search and everything that hangs on it; what was charged stays in the ledger."""
    # Who sends of a search locks its queue before the search, who works on it the search alone: so does this.
    connection.execute(sa.select(QUEUE.c.search).where(QUEUE.c.search == id_).with_for_update())
    connection.execute(sa.select(SEARCH.c.id).where(SEARCH.c.id == id_).with_for_update())
    for table in (ATTEMPT, QUEUE, OUTBOX, RESULT):
        connection.execute(sa.delete(table).where(table.c.search == id_))
    connection.execute(sa.delete(SEARCH).where(SEARCH.c.id == id_))


def due(connection: sa.Connection, now: float) -> bool:
    """Whether a search waits for a worker."""
    return connection.execute(_waiting(now).limit(1)).first() is not None


def next_due(connection: sa.Connection) -> float | None:
    """When the next search will wait for a worker, unless something changes; None when there is none to come."""
    free_at = greater(SEARCH.c.due, SEARCH.c.leased_until)
    return connection.execute(sa.select(sa.func.min(free_at)).where(SEARCH.c.status.in_(_OPEN))).scalar()


def claim(connection: sa.Connection, now: float, lease: Lease) -> Search | None:
    """Take the open search that waits longest for `lease.token`, until `lease.until`; None when nothing is due."""
    # One that kills its worker neither stays the first in line nor is tried for ever.
    again = {"due": now, "attempts": SEARCH.c.attempts + 1}
    row = leases.take(connection, SEARCH.c.id, _waiting(now), lease, status=Status.RUNNING, **again)
    return None if row is None else _search(row)


def advance(connection: sa.Connection, lease: Lease, search: Search) -> bool:
    """Write how far a search has come; False when it is somebody else's by now, was stopped, or is gone.

    This is the fence: a page is written in the transaction in which this was true.
    """
    values = {"tier": search.place.tier, "mark": search.place.mark, "found": search.found, **_total(search)}
    values["attempts"] = 0  # it moves
    ended = {"status": search.status, "reason": search.reason, "epoch": search.epoch}
    return connection.execute(_mine(lease).values(leased_until=lease.until, **values, **ended)).rowcount > 0


def change(connection: sa.Connection, id_: str, before: Sequence[Status], after: Status, reason: str = "") -> bool:
    """Move a search from one of these states to another; False when it is in none of them. Its worker lets go of it."""
    open_ = sa.update(SEARCH).where(SEARCH.c.id == id_, SEARCH.c.status.in_(before))
    announce(connection)
    return connection.execute(open_.values(status=after, reason=reason, **FREE)).rowcount > 0


def release(connection: sa.Connection, lease: Lease, due: float, attempts: int) -> None:
    """Let others work on a search from `due` on."""
    connection.execute(_mine(lease).values(due=due, attempts=attempts, **FREE))
    announce(connection)


def add_results(connection: sa.Connection, search: str, results: Iterable[Result]) -> None:
    """Write what was found."""
    rows = [{"search": search, **asdict(result)} for result in results]
    if rows:
        connection.execute(sa.insert(RESULT), rows)


def results(connection: sa.Connection, search: str, after: int, limit: int) -> list[Result]:
    """What was found, in order, after number `after`."""
    rows = connection.execute(
        sa.select(RESULT)
        .where(RESULT.c.search == search, RESULT.c.number > after)
        .order_by(RESULT.c.number)
        .limit(limit)
    )
    return [Result(row.number, row.seq, row.tier, row.slot, row.persona, row.paid) for row in rows]


def pay(connection: sa.Connection, search: str, numbers: Collection[int]) -> int:
    """Mark results as paid; gives how many were not before."""
    unpaid = sa.update(RESULT).where(
        RESULT.c.search == search, RESULT.c.number.in_(numbers), RESULT.c.paid.is_(sa.false())
    )
    return connection.execute(unpaid.values(paid=True)).rowcount


def _waiting(now: float) -> sa.Select[Any]:
    """The id of the open search that waits longest."""
    return (
        sa.select(SEARCH.c.id)
        .where(SEARCH.c.status.in_(_OPEN), SEARCH.c.due <= now, leases.free(SEARCH, now))
        .order_by(SEARCH.c.due)
    )


def _owned(owner: Owner) -> tuple[sa.ColumnElement[bool], ...]:
    return SEARCH.c.account == owner.account, SEARCH.c.dialect == owner.dialect


def _mine(lease: Lease) -> sa.Update:
    return sa.update(SEARCH).where(leases.held(SEARCH.c.id, lease), SEARCH.c.status == Status.RUNNING)


def _total(search: Search) -> dict[str, object]:
    total = search.total
    return {"total": None, "exact": True} if total is None else {"total": total.value, "exact": total.exact}


def _search(row: Any) -> Search:  # noqa: ANN401 - a row of SEARCH, whole or without its bodies
    return Search(
        id=row.id,
        account=row.account,
        dialect=row.dialect,
        name=row.name,
        body=msgspec.json.decode(row.body),
        query=msgspec.json.decode(row.query, type=Query),
        today=date.fromisoformat(row.today),
        limit=row.limit,
        created_at=row.created_at,
        status=Status(row.status),
        reason=row.reason,
        total=None if row.total is None else Count(row.total, row.exact),
        found=row.found,
        place=Place(row.tier, row.mark),
        attempts=row.attempts,
        webhook_url=row.webhook_url,
        streaming=row.streaming,
        epoch=row.epoch,
    )
