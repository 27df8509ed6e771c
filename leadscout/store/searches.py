"""Searches and what they found (leadscout.db).

A search row is the job: status, bookmark, lease (architecture, decision 13).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

import msgspec
import sqlalchemy as sa

from leadscout.model.query import Query
from leadscout.model.search import DATABASE, Bookmark, Count, Owner, Result, Route, Search, SearchPart, Status
from leadscout.store import leases, turns
from leadscout.store.leases import FREE, Lease
from leadscout.store.quotas import keep
from leadscout.store.statements import announce, greater, insert
from leadscout.store.tables.leadscout import ATTEMPT, OUTBOX, QUEUE, RESULT, SEARCH

_OPEN = (Status.QUEUED, Status.RUNNING)
_NOW: sa.BindParameter[float] = sa.bindparam("now", type_=sa.Float)
AT_ONCE = 2
"""Live searches of one account that are worked on at the same time: a source may take seconds for each page."""

SMALL = 16_384
"""Bytes of a request, as JSON, that a list of searches shows: a hundred of them are 1.6 MB at most."""


def add(connection: sa.Connection, search: Search, due: float) -> bool:
    """Write a new search, to be worked on from `due` on; False when there is one with its id already."""
    body = msgspec.json.encode(search.body)
    new = (
        insert(connection, SEARCH)
        .values(
            id=search.id,
            account=search.account,
            dialect=search.dialect,
            name=search.name,
            body=body,
            query=msgspec.json.encode(search.query),
            today=search.today.isoformat(),
            limit=search.limit,
            created_at=search.created_at,
            status=search.status,
            reason=search.reason,
            **_total(search),
            found=search.found,
            tier=0,
            mark="",
            attempts=0,
            due=due,
            webhook_url=search.webhook_url,
            streaming=search.streaming,
            epoch=search.epoch,
            route=msgspec.json.encode(search.route).decode(),
            stopped=search.stopped,
            saved=search.saved,
            key=search.key,
            notice=search.notice,
            **FREE,
        )
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(SEARCH.c.id)
    )
    announce(connection)
    is_new = connection.execute(new).first() is not None
    if is_new:
        keep(connection, search.account, len(body))
    return is_new


def get(connection: sa.Connection, owner: Owner, id_: str) -> Search | None:
    """The owner's search with this id."""
    row = connection.execute(sa.select(SEARCH).where(SEARCH.c.id == id_, *_owned(owner))).first()
    return None if row is None else _search(row)


def find(connection: sa.Connection, account: str, id_: str) -> Search | None:
    """The account's search with this id, in whatever dialect."""
    row = connection.execute(sa.select(SEARCH).where(SEARCH.c.id == id_, SEARCH.c.account == account)).first()
    return None if row is None else _search(row)


def of_account(
    connection: sa.Connection, account: str, dialects: Sequence[str], limit: int, offset: int, *, notice: bool = False
) -> list[Search]:
    """An account's searches in some dialects, or its notices, newest first.

    They are without queries and parts, and without bodies of more than SMALL bytes.
    """
    empty, none = sa.literal(b"{}", sa.LargeBinary), sa.null()
    columns = [column for column in SEARCH.c if column.name not in ("body", "query", "parts")]
    body = sa.case((sa.func.length(SEARCH.c.body) <= SMALL, SEARCH.c.body), else_=empty)
    owned = SEARCH.c.account == account, SEARCH.c.dialect.in_(dialects), SEARCH.c.notice == notice
    rows = connection.execute(
        sa.select(*columns, body.label("body"), empty.label("query"), none.label("parts"))
        .where(*owned)
        .order_by(SEARCH.c.created_at.desc(), SEARCH.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [_search(row) for row in rows]


def unfinished(connection: sa.Connection, account: str) -> int:
    """How many searches of an account, in whatever dialect, still look for people, or stand still."""
    open_ = sa.select(sa.func.count()).where(SEARCH.c.account == account, SEARCH.c.status.in_([*_OPEN, Status.PAUSED]))
    return connection.execute(open_).scalar_one()


def delete(connection: sa.Connection, id_: str) -> None:
    """Remove a search and everything that hangs on it; what was charged stays in the ledger."""
    # Who sends of a search locks its queue before the search, who works on it the search alone: so does this.
    connection.execute(sa.select(QUEUE.c.search).where(QUEUE.c.search == id_).with_for_update())
    held = sa.select(SEARCH.c.account, sa.func.length(SEARCH.c.body).label("size")).where(SEARCH.c.id == id_)
    row = connection.execute(held.with_for_update()).first()
    if row is not None:
        keep(connection, row.account, -row.size)
    for table in (ATTEMPT, QUEUE, OUTBOX, RESULT):
        connection.execute(sa.delete(table).where(table.c.search == id_))
    connection.execute(sa.delete(SEARCH).where(SEARCH.c.id == id_))


def due(connection: sa.Connection, now: float, *, live: bool | None = None) -> bool:
    """Whether a search waits for a worker: a live one, one of the people database, or any (None)."""
    return connection.execute(_first_waiting(connection.dialect.name, live=live), {"now": now}).first() is not None


def others_wait(connection: sa.Connection, search: Search, now: float, *, live: bool | None = None) -> bool:
    """Whether a search of another account waits for a worker."""
    waiting = _waiting_of_others(connection.dialect.name, live=live)
    return connection.execute(waiting, {"now": now, "account": search.account}).first() is not None


def next_due(connection: sa.Connection, *, live: bool | None = None) -> float | None:
    """When the next search will wait for a worker, unless something changes; None when there is none to come."""
    return connection.execute(_next(connection.dialect.name, live=live)).scalar()


def claim(connection: sa.Connection, now: float, lease: Lease, *, live: bool | None = None) -> Search | None:
    """Take an open search for `lease.token`, until `lease.until`; None when nothing is due.

    It is that which waits longest of the account whose last turn is longest ago.
    """
    # One that kills its worker neither stays the first in line nor is tried for ever.
    again = {"due": now, "attempts": SEARCH.c.attempts + 1}
    waiting = _in_turn(connection.dialect.name, live=live).params(now=now)
    row = leases.take(connection, SEARCH.c.id, waiting, lease, status=Status.RUNNING, **again)
    if row is None:
        return None
    turns.take(connection, turns.SEARCHES, row.account, now)
    return _search(row)


def advance(connection: sa.Connection, lease: Lease, search: Search) -> bool:
    """Write how far a search has come; False when it is somebody else's by now, was stopped, or is gone.

    This is the fence: a page is written in the transaction in which this was true.
    """
    values = {"tier": search.bookmark.tier, "mark": search.bookmark.mark, "found": search.found, **_total(search)}
    values["attempts"] = 0  # it moves
    if search.parts:
        values["parts"] = msgspec.json.encode(search.parts)
    ended = {"status": search.status, "reason": search.reason, "epoch": search.epoch, "stopped": search.stopped}
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


def stopped(connection: sa.Connection, account: str, sources: Collection[str]) -> list[str]:
    """The ids of the account's searches that one of these sources stopped."""
    query = sa.select(SEARCH.c.id).where(SEARCH.c.account == account, SEARCH.c.stopped != "")
    return list(connection.execute(query.where(_source(connection.dialect.name).in_(sources))).scalars())


def go_on(connection: sa.Connection, account: str, id_: str, due: float) -> bool:
    """Let a search go on that its live source stopped; False when it is not stopped any more."""
    again = {"status": Status.QUEUED, "reason": "", "stopped": "", "due": due, "attempts": 0, **FREE}
    mine = sa.update(SEARCH).where(SEARCH.c.account == account, SEARCH.c.id == id_, SEARCH.c.stopped != "")
    announce(connection)
    return connection.execute(mine.values(again)).rowcount > 0


def still_stopped(connection: sa.Connection, account: str, id_: str, reason: str) -> None:
    """Write why a search does not go on."""
    mine = sa.update(SEARCH).where(SEARCH.c.account == account, SEARCH.c.id == id_, SEARCH.c.stopped != "")
    connection.execute(mine.values(reason=reason))


def known_results(connection: sa.Connection, search: str, seqs: Collection[int]) -> set[int]:
    """Who of these people was found already."""
    query = sa.select(RESULT.c.seq).where(RESULT.c.search == search, RESULT.c.seq.in_(seqs))
    return set(connection.execute(query).scalars())


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
    return [Result(row.number, row.seq, row.tier, row.slot, row.persona, row.paid, row.degree) for row in rows]


def pay(connection: sa.Connection, search: str, numbers: Collection[int]) -> int:
    """Mark results as paid; gives how many were not before."""
    unpaid = sa.update(RESULT).where(
        RESULT.c.search == search, RESULT.c.number.in_(numbers), RESULT.c.paid.is_(sa.false())
    )
    return connection.execute(unpaid.values(paid=True)).rowcount


# Workers look at these after each transaction: to write them anew each time took a fifth of a live search's processor
# time.


@cache
def _waiting(dialect: str, *, live: bool | None) -> sa.Select[Any]:
    """The ids of open searches that wait at the time `now`."""
    waiting = sa.select(SEARCH.c.id).where(SEARCH.c.status.in_(_OPEN), SEARCH.c.due <= _NOW, leases.free(SEARCH, _NOW))
    if live:
        waiting = waiting.where(SEARCH.c.account.not_in(_busy(dialect)))
    return waiting.where(_asks(dialect, live=live))


@cache
def _first_waiting(dialect: str, *, live: bool | None) -> sa.Select[Any]:
    return _waiting(dialect, live=live).limit(1)


@cache
def _waiting_of_others(dialect: str, *, live: bool | None) -> sa.Select[Any]:
    """As above, of others than `account`."""
    return _waiting(dialect, live=live).where(SEARCH.c.account != sa.bindparam("account", type_=sa.Text)).limit(1)


@cache
def _in_turn(dialect: str, *, live: bool | None) -> sa.Select[Any]:
    """As above, in the order of their accounts' turns, then of waiting."""
    return _waiting(dialect, live=live).order_by(turns.last(turns.SEARCHES, SEARCH.c.account, _NOW), SEARCH.c.due)


@cache
def _next(dialect: str, *, live: bool | None) -> sa.Select[Any]:
    free_at = greater(SEARCH.c.due, SEARCH.c.leased_until)
    return sa.select(sa.func.min(free_at)).where(SEARCH.c.status.in_(_OPEN), _asks(dialect, live=live))


def _busy(dialect: str) -> sa.Select[Any]:
    """The accounts of which as many live searches are worked on as may be."""
    others = SEARCH.alias()
    running = (
        others.c.status == Status.RUNNING,
        sa.not_(leases.free(others, _NOW)),
        _asks(dialect, live=True, search=others),
    )
    return sa.select(others.c.account).where(*running).group_by(others.c.account).having(sa.func.count() >= AT_ONCE)


def _asks(dialect: str, *, live: bool | None, search: sa.FromClause = SEARCH) -> sa.ColumnElement[bool]:
    """Whether a search asks a live source, or not; any does for None."""
    if live is None:
        return sa.true()
    source = _source(dialect, search)
    return source != DATABASE if live else source == DATABASE


def _source(dialect: str, search: sa.FromClause = SEARCH) -> sa.ColumnElement[Any]:
    """The source in a search's route."""
    source: sa.ColumnElement[Any] = sa.func.json_extract(search.c.route, "$.source")
    if dialect == "postgresql":
        source = sa.cast(search.c.route, sa.JSON)["source"].as_string()
    return sa.func.coalesce(source, DATABASE)  # of searches that were made before there were routes


def _owned(owner: Owner) -> tuple[sa.ColumnElement[bool], ...]:
    return SEARCH.c.account == owner.account, SEARCH.c.dialect == owner.dialect, SEARCH.c.notice == owner.notice


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
        bookmark=Bookmark(row.tier, row.mark),
        attempts=row.attempts,
        webhook_url=row.webhook_url,
        streaming=row.streaming,
        epoch=row.epoch,
        route=msgspec.json.decode(row.route, type=Route),
        stopped=row.stopped,
        parts=msgspec.json.decode(row.parts, type=tuple[SearchPart, ...]) if row.parts else (),
        saved=row.saved,
        key=row.key,
        notice=row.notice,
    )
