"""Saved searches (leadscout.db): their runs, whom the last one found, who was charged in any, and what changed."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from leadscout.model.query import Query
from leadscout.model.saved import ChangeKind, ChangePage, SavedChange, SavedPerson, SavedRun, SavedSearch
from leadscout.model.search import Route, Status
from leadscout.store.statements import announce, insert, parts
from leadscout.store.tables.leadscout import SAVED, SAVED_CHANGE, SAVED_PAID, SAVED_PERSON, SAVED_RUN, SEARCH

_NUMBERS = ("found", "new", "left", "changed")


def add(connection: sa.Connection, new: SavedSearch) -> bool:
    """Write a saved search; False when there is one with its id already."""
    values = {
        name: getattr(new, name) for name in ("id", "account", "name", "limit", "hours", "due", "webhook_url", "key")
    }
    row = {
        **values,
        "body": msgspec.json.encode(new.body),
        "query": msgspec.json.encode(new.query),
        "route": msgspec.json.encode(new.route).decode(),
        "runs": 0,
        "created_at": new.created_at,
    }
    added = insert(connection, SAVED).values(row).on_conflict_do_nothing(index_elements=["id"]).returning(SAVED.c.id)
    announce(connection)
    return connection.execute(added).first() is not None


def get(connection: sa.Connection, account: str, id_: str) -> SavedSearch | None:
    """The account's saved search with this id."""
    row = connection.execute(sa.select(SAVED).where(SAVED.c.account == account, SAVED.c.id == id_)).first()
    return None if row is None else _saved(row)


def find(connection: sa.Connection, id_: str) -> SavedSearch | None:
    """The saved search with this id, whosever it is."""
    row = connection.execute(sa.select(SAVED).where(SAVED.c.id == id_)).first()
    return None if row is None else _saved(row)


def lock_saved(connection: sa.Connection, id_: str) -> SavedSearch | None:
    """A saved search, which nobody else runs or removes until the transaction ends."""
    row = connection.execute(sa.select(SAVED).where(SAVED.c.id == id_).with_for_update()).first()
    return None if row is None else _saved(row)


def count(connection: sa.Connection, account: str) -> int:
    """How many saved searches an account has."""
    return connection.execute(sa.select(sa.func.count()).where(SAVED.c.account == account)).scalar_one()


def with_new(connection: sa.Connection, account: str) -> int:
    """How many saved searches of an account have somebody new in their last run."""
    last = sa.and_(SAVED_RUN.c.saved == SAVED.c.id, SAVED_RUN.c.number == SAVED.c.runs)
    query = sa.select(sa.func.count()).select_from(SAVED.join(SAVED_RUN, last))
    return connection.execute(query.where(SAVED.c.account == account, SAVED_RUN.c.new > 0)).scalar_one()


def of_account(connection: sa.Connection, account: str, limit: int, offset: int) -> list[SavedSearch]:
    """Saved searches of an account, newest first."""
    newest = sa.select(SAVED).where(SAVED.c.account == account).order_by(SAVED.c.created_at.desc(), SAVED.c.id)
    return [_saved(row) for row in connection.execute(newest.limit(limit).offset(offset))]


def change(connection: sa.Connection, id_: str, **values: object) -> None:
    """Write other values of a saved search."""
    connection.execute(sa.update(SAVED).where(SAVED.c.id == id_).values(values))
    announce(connection)


def delete(connection: sa.Connection, id_: str) -> None:
    """Remove a saved search and what hangs on it; the searches that were its runs are what `beyond` gives."""
    for table in (SAVED_CHANGE, SAVED_PERSON, SAVED_PAID, SAVED_RUN):
        connection.execute(sa.delete(table).where(table.c.saved == id_))
    connection.execute(sa.delete(SAVED).where(SAVED.c.id == id_))


def due(connection: sa.Connection, now: float) -> bool:
    """Whether a saved search is to be run."""
    return connection.execute(_waiting(now).limit(1)).first() is not None


def next_due(connection: sa.Connection) -> float | None:
    """When the next one is to be run."""
    return connection.execute(sa.select(sa.func.min(SAVED.c.due))).scalar()


def take(connection: sa.Connection, now: float) -> SavedSearch | None:
    """The saved search that is due longest, its next time moved on; whoever takes it runs it in this transaction."""
    first = _waiting(now).limit(1).with_for_update(of=SAVED, skip_locked=True).scalar_subquery()
    moved = sa.update(SAVED).where(SAVED.c.id == first).values(due=now + SAVED.c.hours * 3600).returning(*SAVED.c)
    row = connection.execute(moved).first()
    return None if row is None else _saved(row)


def begin(connection: sa.Connection, run: SavedRun) -> None:
    """Write a run that begins."""
    row = {name: getattr(run, name) for name in run.__slots__}
    connection.execute(sa.insert(SAVED_RUN).values(row))
    connection.execute(sa.update(SAVED).where(SAVED.c.id == run.saved).values(runs=run.number))
    announce(connection)


def end(connection: sa.Connection, run: SavedRun) -> bool:
    """Write what became of a run; False when somebody else did, or it is gone."""
    values = {name: getattr(run, name) for name in ("ended_at", "status", "reason", "baseline", "report", *_NUMBERS)}
    open_ = sa.update(SAVED_RUN).where(
        SAVED_RUN.c.saved == run.saved, SAVED_RUN.c.number == run.number, SAVED_RUN.c.ended_at == ""
    )
    return connection.execute(open_.values(values)).rowcount > 0


def open_runs(connection: sa.Connection, saved: str = "") -> list[SavedRun]:
    """The runs whose changes are not written yet; of one saved search where that is given."""
    query = sa.select(SAVED_RUN).where(SAVED_RUN.c.ended_at == "")
    rows = connection.execute(query.where(SAVED_RUN.c.saved == saved) if saved else query)
    return [_run(row) for row in rows]


def runs(connection: sa.Connection, saved: str, before: int, limit: int) -> list[SavedRun]:
    """Runs of a saved search, newest first, from before a number on (0: the newest)."""
    query = sa.select(SAVED_RUN).where(SAVED_RUN.c.saved == saved).order_by(SAVED_RUN.c.number.desc())
    return [
        _run(row)
        for row in connection.execute((query.where(SAVED_RUN.c.number < before) if before else query).limit(limit))
    ]


def based(connection: sa.Connection, saved: str) -> bool:
    """Whether a run has found its people before."""
    query = sa.select(SAVED_RUN.c.number).where(SAVED_RUN.c.saved == saved, SAVED_RUN.c.baseline.is_(sa.true()))
    return connection.execute(query.limit(1)).first() is not None


def people(connection: sa.Connection, saved: str) -> dict[int, SavedPerson]:
    """Whom the last run found, by number."""
    rows = connection.execute(sa.select(SAVED_PERSON).where(SAVED_PERSON.c.saved == saved))
    return {row.seq: SavedPerson(row.seq, row.title, row.company) for row in rows}


def keep(connection: sa.Connection, saved: str, there: Iterable[SavedPerson], gone: Collection[int]) -> None:
    """Write whom a run found, and that others are not there any more."""
    for some in parts(list(gone)):
        mine = SAVED_PERSON.c.saved == saved, SAVED_PERSON.c.seq.in_(some)
        connection.execute(sa.delete(SAVED_PERSON).where(*mine))
    rows = [{"saved": saved, "seq": one.seq, "title": one.title, "company": one.company} for one in there]
    if rows:
        new = insert(connection, SAVED_PERSON)
        marks = {name: new.excluded[name] for name in ("title", "company")}
        connection.execute(new.on_conflict_do_update(index_elements=["saved", "seq"], set_=marks), rows)


def add_changes(connection: sa.Connection, saved: str, changes: Sequence[SavedChange]) -> None:
    """Write what changed."""
    rows = [
        {
            "saved": saved,
            **{name: getattr(one, name) for name in ("run", "number", "kind", "seq", "slot", "persona")},
            "fields": " ".join(one.fields),
        }
        for one in changes
    ]
    if rows:
        connection.execute(sa.insert(SAVED_CHANGE), rows)


def changes(connection: sa.Connection, saved: str, wanted: ChangePage) -> list[SavedChange]:
    """What changed, oldest first."""
    place = SAVED_CHANGE.c.run, SAVED_CHANGE.c.number
    query = sa.select(SAVED_CHANGE).where(
        SAVED_CHANGE.c.saved == saved,
        SAVED_CHANGE.c.kind.in_(list(wanted.kinds)),
        sa.tuple_(*place) > sa.tuple_(*map(sa.literal, wanted.after)),
        *([SAVED_CHANGE.c.run == wanted.run] if wanted.run else []),
    )
    rows = connection.execute(query.order_by(*place).limit(wanted.limit))
    return [
        SavedChange(
            row.run, row.number, ChangeKind(row.kind), row.seq, row.slot, row.persona, tuple(row.fields.split())
        )
        for row in rows
    ]


def beyond(connection: sa.Connection, account: str, saved: str, before: float = math.inf) -> list[str]:
    """The searches, and the reports, of a saved search's runs from before a number on; of all runs unless told."""
    kept = SAVED_RUN.c.saved == saved, SAVED_RUN.c.number >= before
    hanging = sa.select(SEARCH.c.id).where(SEARCH.c.account == account, SEARCH.c.saved == saved)
    if math.isfinite(before):
        for column in (SAVED_RUN.c.search, SAVED_RUN.c.report):
            hanging = hanging.where(SEARCH.c.id.not_in(sa.select(column).where(*kept)))
    return list(connection.execute(hanging).scalars())


def prune(connection: sa.Connection, saved: str, before: int) -> None:
    """Drop runs, and what changed in them, from before a number on; the row of the one that is the baseline stays."""
    connection.execute(sa.delete(SAVED_CHANGE).where(SAVED_CHANGE.c.saved == saved, SAVED_CHANGE.c.run < before))
    old = SAVED_RUN.c.saved == saved, SAVED_RUN.c.number < before, SAVED_RUN.c.baseline.is_(sa.false())
    connection.execute(sa.delete(SAVED_RUN).where(*old, SAVED_RUN.c.ended_at != ""))


def paid(connection: sa.Connection, saved: str, seqs: Collection[int]) -> set[int]:
    """Who of these people was charged in any run of a saved search."""
    mine = sa.select(SAVED_PAID.c.seq).where(SAVED_PAID.c.saved == saved, SAVED_PAID.c.seq.in_(list(seqs)))
    return set(connection.execute(mine).scalars())


def pay(connection: sa.Connection, saved: str, same: Mapping[int, Collection[int]]) -> int:
    """Mark people as charged; gives how many were not before. `same` are for each the numbers that they had, too."""
    there = paid(connection, saved, {seq for seqs in same.values() for seq in seqs} | same.keys())
    rows = [{"saved": saved, "seq": seq} for seq, seqs in same.items() if there.isdisjoint({seq, *seqs})]
    if not rows:
        return 0
    new = insert(connection, SAVED_PAID).values(rows).on_conflict_do_nothing().returning(SAVED_PAID.c.seq)
    return len(connection.execute(new).all())


def _waiting(now: float) -> sa.Select[Any]:
    return sa.select(SAVED.c.id).where(SAVED.c.due <= now).order_by(SAVED.c.due)


def _saved(row: Any) -> SavedSearch:  # noqa: ANN401 - a row of SAVED
    return SavedSearch(
        id=row.id,
        account=row.account,
        name=row.name,
        body=msgspec.json.decode(row.body),
        query=msgspec.json.decode(row.query, type=Query),
        route=msgspec.json.decode(row.route, type=Route),
        limit=row.limit,
        hours=row.hours,
        due=row.due,
        webhook_url=row.webhook_url,
        runs=row.runs,
        created_at=row.created_at,
        key=row.key,
    )


def _run(row: Any) -> SavedRun:  # noqa: ANN401 - a row of SAVED_RUN
    values = {name: getattr(row, name) for name in SavedRun.__slots__}
    return SavedRun(**{**values, "status": Status(row.status)})
