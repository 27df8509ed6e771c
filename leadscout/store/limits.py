"""Limits (leadscout.db): rates as GCRA rows, parallel work as numbered places (architecture, decision 17)."""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store import leases
from leadscout.store.leases import Lease
from leadscout.store.statements import greater, insert
from leadscout.store.tables.leadscout import RATE, RUNNING

_AHEAD = 1.0
"""Seconds by which clocks of two servers may differ."""

_NOTHING = 1e-9
"""Seconds of waiting that are none: seconds since 1970 have some 1e-7 of a second."""


@dataclass(frozen=True, slots=True)
class RateState:
    """What a limit leaves: whether this request fits, how many more would, seconds until one does and until all do."""

    fits: bool
    left: int
    wait: float
    reset: float


def take(connection: sa.Connection, key: str, burst: int, period: float, now: float) -> RateState:
    """Count one request against `burst` requests per `period` seconds; one that does not fit is not counted.

    The generic cell rate algorithm: `full_at` is when the bucket of `key` would be full again. One that is further away
    than a period was written by a clock that was ahead: the bucket is full.
    """
    each = period / burst
    full = sa.case((RATE.c.full_at > now + period + _AHEAD, now), else_=RATE.c.full_at)
    then = greater(full, now) + each
    counted = (
        insert(connection, RATE)
        .values(key=key, full_at=now + each)
        .on_conflict_do_update(index_elements=["key"], set_={"full_at": then}, where=then - period - now <= _NOTHING)
        .returning(RATE.c.full_at)
    )
    full_at = connection.execute(counted).scalar()
    if full_at is not None:
        return RateState(fits=True, left=int((now + period - full_at) / each + 1e-6), wait=0.0, reset=full_at - now)
    full_at = connection.execute(sa.select(RATE.c.full_at).where(RATE.c.key == key)).scalar() or now
    return RateState(fits=False, left=0, wait=full_at + each - period - now, reset=full_at - now)


def forget(connection: sa.Connection, key: str) -> None:
    """Empty a bucket."""
    connection.execute(sa.delete(RATE).where(RATE.c.key == key))


def enter(connection: sa.Connection, key: str, lease: Lease, most: int, now: float) -> RateState:
    """Begin one of at most `most` things at once; it counts until it leaves, or its lease runs out."""
    taken = sa.select(RUNNING.c.place).where(RUNNING.c.key == key, sa.not_(leases.free(RUNNING, now)))
    others = set(connection.execute(taken).scalars())
    entered = (
        insert(connection, RUNNING)
        .values(key=key, place=sa.bindparam("number"), **lease.columns)
        .on_conflict_do_update(index_elements=["key", "place"], set_=lease.columns, where=leases.free(RUNNING, now))
        .returning(RUNNING.c.place)
    )
    for place in range(1, most + 1):
        # A place that somebody takes at this moment is theirs: the statement waits for them, and then takes nothing.
        if place not in others and connection.execute(entered, {"number": place}).first():
            return RateState(fits=True, left=max(0, most - len(others) - 1), wait=0.0, reset=0.0)
    return RateState(fits=False, left=0, wait=1.0, reset=1.0)


def leave(connection: sa.Connection, key: str, token: str) -> None:
    """End what `enter` began."""
    connection.execute(sa.delete(RUNNING).where(RUNNING.c.key == key, RUNNING.c.lease == token))


def prune(connection: sa.Connection, now: float) -> None:
    """Forget what says nothing any more: buckets that are full, places that nobody has."""
    connection.execute(sa.delete(RATE).where(RATE.c.full_at < now))
    connection.execute(sa.delete(RUNNING).where(leases.free(RUNNING, now)))
