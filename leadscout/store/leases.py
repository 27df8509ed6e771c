"""Leases (leadscout.db): whose a row is, and until when; of searches, queues, places, and requests that are answered.

A row has the columns `lease`, its holder's token, and `leased_until`, in seconds since 1970. When a holder dies, its
lease runs out, and the next one takes the row. What a holder writes is fenced by its token.
"""

import math
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

FREE = {"lease": None, "leased_until": 0}
"""The columns of a row that nobody holds."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a row, and until when nobody else may have it. `row` is its id, "" before there is one."""

    row: str
    token: str
    until: float

    @property
    def columns(self) -> dict[str, object]:
        """The columns of a row that is held so."""
        return {"lease": self.token, "leased_until": self.until}


OVERDUE = 0.5
"""Seconds to wait for what is due and cannot be taken yet."""


def until(due: float | None, now: float) -> float:
    """Seconds until something is due; for ever when nothing is."""
    if due is None:
        return math.inf
    return OVERDUE if due <= now else due - now


def free(table: sa.FromClause, now: float | sa.ColumnElement[float]) -> sa.ColumnElement[bool]:
    """Nobody holds the row, or its lease has run out."""
    return table.c.leased_until < now


def held(id_: sa.Column[Any], lease: Lease) -> sa.ColumnElement[bool]:
    """The row is the lease's, whose id is in the column `id_`."""
    return sa.and_(id_ == lease.row, id_.table.c.lease == lease.token)


def take(
    connection: sa.Connection, id_: sa.Column[Any], waiting: sa.Select[Any], lease: Lease, **values: object
) -> sa.Row[Any] | None:
    """Take the first row of `waiting`, which selects its `id_`; gives the row, None when there is none.

    One statement: rows that another one is taking at the same moment are passed over, not waited for.
    """
    table = id_.table
    first = waiting.limit(1).with_for_update(of=table, skip_locked=True).scalar_subquery()
    query = sa.update(table).where(id_ == first).values(**lease.columns, **values).returning(*table.c)
    return connection.execute(query).first()
