"""A clock that is set, by hours, in either direction: what stands in leadscout.db moves with it.

Leases and whatever is due later are times of the clock as it was. A worker compares it with the monotonic clock, and
over a restart with the time that was seen last, in the row "clock" of `rate`.
"""

import time
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from leadscout.store.database import Database
from leadscout.store.statements import announce, insert
from leadscout.store.tables.leadscout import (
    IDEMPOTENCY,
    IMPORT_JOB,
    INTEGRATION,
    QUEUE,
    RATE,
    RUNNING,
    SAVED,
    SEARCH,
    SESSION,
)

_SEEN = "clock"

_EVERY = 20.0
"""Seconds between two times that are written down."""

_JUMP = 10.0
"""Seconds by which a clock may go wrong before it was set: sleeping machines and corrections are less, or more."""

_OPEN = SEARCH.c.status.in_(("queued", "running"))
_TIMES: tuple[tuple[sa.Column[float], sa.ColumnElement[bool]], ...] = (
    (SEARCH.c.due, _OPEN),
    (SEARCH.c.leased_until, _OPEN),
    (QUEUE.c.due, QUEUE.c.dead.is_(sa.false())),
    (QUEUE.c.leased_until, sa.true()),
    (IMPORT_JOB.c.due, sa.true()),
    (IMPORT_JOB.c.leased_until, sa.true()),
    (IDEMPOTENCY.c.begun, sa.true()),
    (IDEMPOTENCY.c.leased_until, sa.true()),
    (RUNNING.c.leased_until, sa.true()),
    (SAVED.c.due, sa.true()),
    (SESSION.c.until, sa.true()),
    (INTEGRATION.c.until, sa.true()),
)
"""Columns with times that are to come, and the rows in which they mean anything."""


class ClockWatch:
    """Sees the clock jump. `now` is the clock, `steady` one that nobody can set."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], steady: Callable[[], float] = time.monotonic
    ) -> None:
        """Nothing was seen yet."""
        self._database, self._now, self._steady = database, now, steady
        self._last: tuple[float, float] | None = None
        self._read = 0.0

    def look(self) -> float:
        """Move what stands in the store when the clock was set; gives by how many seconds, 0 where it was not."""
        now, steady = self._now().timestamp(), self._steady()
        before, self._last = self._last, (now, steady)
        if before and abs((now - before[0]) - (steady - before[1])) <= _JUMP and steady - self._read < _EVERY:
            return 0.0  # nothing to see, and nothing to write: a look each second costs an idle worker nothing
        self._read = steady
        with self._database.read() as connection:
            seen = connection.execute(sa.select(RATE.c.full_at).where(RATE.c.key == _SEEN)).scalar()
        stopped = min(0.0, now - (seen or now))  # since a restart: forward it may only have been stopped
        by = (now - before[0]) - (steady - before[1]) if before else stopped
        jumped = abs(by) > _JUMP
        if seen is not None and not jumped and now - seen < _EVERY:
            return 0.0
        with self._database.write() as connection:
            # Another worker may have seen it before, and moved what is there: then the row has the new time.
            if not _write(connection, seen, now) or not jumped or seen is None or not _is_old(seen, now, by):
                return 0.0
            _move(connection, now, by)
            announce(connection)
        return by


def _is_old(seen: float, now: float, by: float) -> bool:
    """Whether a time was seen on the clock as it was before it was set."""
    return now - seen > by - _JUMP if by > 0 else seen - now > _JUMP


def _write(connection: sa.Connection, seen: float | None, now: float) -> bool:
    """Write the time down; False when another was written meanwhile."""
    if seen is None:
        row = insert(connection, RATE).values(key=_SEEN, full_at=now).on_conflict_do_nothing()
    else:
        row = sa.update(RATE).where(RATE.c.key == _SEEN, RATE.c.full_at == seen).values(full_at=now)
    return connection.execute(row).rowcount > 0


def _move(connection: sa.Connection, now: float, by: float) -> None:
    """Move times of the clock as it was. What was written by the new one, before we looked, stays."""
    for column, counts in _TIMES:
        old = sa.and_(column > now - by, column < now - 1) if by > 0 else column > now - by / 2
        connection.execute(sa.update(column.table).where(counts, old).values({column.name: column + by}))
