"""Imports of callers (leadscout.db): the row is the job, as that of a search is. How far one is stands in people.db."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from leadscout.model.imports import ImportJob, ImportStatus
from leadscout.store import leases
from leadscout.store.leases import FREE, Lease
from leadscout.store.statements import announce, greater, insert, parts
from leadscout.store.tables.leadscout import IMPORT_JOB

_OPEN = (ImportStatus.QUEUED, ImportStatus.RUNNING, ImportStatus.UNDOING)


def add(connection: sa.Connection, job: ImportJob) -> bool:
    """Write down a file that came; False when there is one of this id."""
    values = {name: getattr(job, name) for name in ("id", "account", "name", "size", "digest", "created_at", "status")}
    row = {**values, "choices": msgspec.json.encode(job.choices), "reason": "", "attempts": 0, "due": 0, **FREE}
    new = insert(connection, IMPORT_JOB).values(row).on_conflict_do_nothing(index_elements=["id"])
    return connection.execute(new.returning(IMPORT_JOB.c.id)).first() is not None


def get(connection: sa.Connection, account: str, id_: str) -> ImportJob | None:
    """The account's import of an id."""
    row = connection.execute(sa.select(IMPORT_JOB).where(*_owned(account, id_))).first()
    return None if row is None else _job(row)


def of_account(connection: sa.Connection, account: str, limit: int, offset: int) -> list[ImportJob]:
    """The account's imports, newest first."""
    query = sa.select(IMPORT_JOB).where(IMPORT_JOB.c.account == account)
    newest = query.order_by(IMPORT_JOB.c.created_at.desc(), IMPORT_JOB.c.id)
    return [_job(row) for row in connection.execute(newest.limit(limit).offset(offset))]


def change(
    connection: sa.Connection,
    job: ImportJob,
    before: Sequence[ImportStatus],
    after: ImportStatus,
    **values: object,
) -> bool:
    """Move an import from one of these states to another; False when it is in none of them."""
    row = sa.update(IMPORT_JOB).where(*_owned(job.account, job.id), IMPORT_JOB.c.status.in_(before))
    announce(connection)
    return connection.execute(row.values(status=after, reason="", attempts=0, **values, **FREE)).rowcount > 0


def delete(connection: sa.Connection, job: ImportJob, states: Sequence[ImportStatus]) -> bool:
    """Remove an import that is in one of these states; False when it is in none."""
    mine = *_owned(job.account, job.id), IMPORT_JOB.c.status.in_(states)
    return connection.execute(sa.delete(IMPORT_JOB).where(*mine)).rowcount > 0


def waiting(connection: sa.Connection, before: str, states: Sequence[ImportStatus]) -> list[ImportJob]:
    """The imports in one of these states whose files came before a time."""
    old = IMPORT_JOB.c.status.in_(states), IMPORT_JOB.c.created_at < before
    return [_job(row) for row in connection.execute(sa.select(IMPORT_JOB).where(*old))]


def close(connection: sa.Connection, job: ImportJob) -> bool:
    """Let a failed import be done with what it told before it failed; False when it is not failed any more."""
    failed = *_owned(job.account, job.id), IMPORT_JOB.c.status == ImportStatus.FAILED
    closed = sa.update(IMPORT_JOB).where(*failed).values(status=ImportStatus.DONE)
    return connection.execute(closed).rowcount > 0


def existing(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Those of these ids of which there is an import."""
    queries = [sa.select(IMPORT_JOB.c.id).where(IMPORT_JOB.c.id.in_(some)) for some in parts(ids)]
    return {id_ for query in queries for id_ in connection.execute(query).scalars()}


def claim(connection: sa.Connection, now: float, lease: Lease, ids: Sequence[str]) -> ImportJob | None:
    """Take the one of these imports that waits longest; None when none of them is due any more."""
    waiting = sa.select(IMPORT_JOB.c.id).where(
        IMPORT_JOB.c.id.in_(ids),
        IMPORT_JOB.c.status.in_(_OPEN),
        IMPORT_JOB.c.due <= now,
        leases.free(IMPORT_JOB, now),
    )
    running = sa.case((IMPORT_JOB.c.status == ImportStatus.UNDOING, ImportStatus.UNDOING), else_=ImportStatus.RUNNING)
    values = {"status": running, "attempts": IMPORT_JOB.c.attempts + 1, "due": now}
    row = leases.take(connection, IMPORT_JOB.c.id, waiting.order_by(IMPORT_JOB.c.due), lease, **values)
    return None if row is None else _job(row)


def due(connection: sa.Connection, now: float, long_before: float) -> dict[str, bool]:
    """The imports that wait for a worker; and whether any will do: no file is needed, or it waits for very long."""
    waiting = IMPORT_JOB.c.status.in_(_OPEN), IMPORT_JOB.c.due <= now, leases.free(IMPORT_JOB, now)
    undoing = IMPORT_JOB.c.status == ImportStatus.UNDOING
    query = sa.select(IMPORT_JOB.c.id, undoing | (IMPORT_JOB.c.due < long_before)).where(*waiting)
    return {id_: bool(anybody) for id_, anybody in connection.execute(query)}


def next_due(connection: sa.Connection) -> float | None:
    """When the next import will wait for a worker; None when there is none to come."""
    free_at = greater(IMPORT_JOB.c.due, IMPORT_JOB.c.leased_until)
    return connection.execute(sa.select(sa.func.min(free_at)).where(IMPORT_JOB.c.status.in_(_OPEN))).scalar()


def keep(connection: sa.Connection, lease: Lease) -> bool:
    """Hold an import for longer; it moves. False when it is somebody else's by now."""
    values = {"leased_until": lease.until, "attempts": 0}
    return connection.execute(_mine(lease).values(values)).rowcount > 0


def release(connection: sa.Connection, lease: Lease, due: float, attempts: int) -> None:
    """Let others work on an import from `due` on."""
    connection.execute(_mine(lease).values(due=due, attempts=attempts, **FREE))


def end(connection: sa.Connection, lease: Lease, status: ImportStatus, reason: str) -> bool:
    """Write that an import is over; False when it is somebody else's by now."""
    return connection.execute(_mine(lease).values(status=status, reason=reason, **FREE)).rowcount > 0


def _owned(account: str, id_: str) -> tuple[sa.ColumnElement[bool], ...]:
    return IMPORT_JOB.c.account == account, IMPORT_JOB.c.id == id_


def _mine(lease: Lease) -> sa.Update:
    return sa.update(IMPORT_JOB).where(leases.held(IMPORT_JOB.c.id, lease))


def _job(row: Any) -> ImportJob:  # noqa: ANN401 - a row of IMPORT_JOB
    return ImportJob(
        id=row.id,
        account=row.account,
        name=row.name,
        size=row.size,
        digest=row.digest,
        created_at=row.created_at,
        choices=msgspec.json.decode(row.choices),
        status=ImportStatus(row.status),
        reason=row.reason,
        attempts=row.attempts,
    )
