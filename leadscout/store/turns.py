"""Turns (leadscout.db): accounts are served one after the other, however much each of them has waiting.

When an account was served last stands in a row of `rate`, as `full_at`: one whose row is dropped is the next.
"""

import sqlalchemy as sa

from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import RATE

SEARCHES, CALLS = "turn:searches:", "turn:calls:"
"""What accounts take turns at."""


def last(kind: str, account: sa.Column[str], now: float | sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    """When the account in a column had its last turn; 0 for never, and for a time that is still to come."""
    taken = sa.select(RATE.c.full_at).where(RATE.c.key == sa.literal(kind) + account, RATE.c.full_at <= now)
    return sa.func.coalesce(taken.correlate(account.table).scalar_subquery(), 0.0)


def take(connection: sa.Connection, kind: str, account: str, now: float) -> None:
    """An account has its turn."""
    turn = insert(connection, RATE).values(key=kind + account, full_at=now)
    connection.execute(turn.on_conflict_do_update(index_elements=["key"], set_={"full_at": now}))
