"""Limits (leadscout.db): rates as GCRA rows, parallel work as rows that expire (architecture, decision 17)."""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.accounts import META

RATE = sa.Table("rate", META, sa.Column("key", sa.Text), sa.Column("full_at", sa.Double))
RUNNING = sa.Table(
    "running", META, *(sa.Column(name, sa.Text) for name in ("key", "token")), sa.Column("until", sa.Double)
)


@dataclass(frozen=True, slots=True)
class Room:
    """What a limit leaves: whether this request fits, how many more would, seconds until one does and until all do."""

    fits: bool
    left: int
    wait: float
    reset: float


def take(connection: sa.Connection, key: str, burst: int, period: float, now: float) -> Room:
    """Count one request against `burst` requests per `period` seconds; one that does not fit is not counted.

    The generic cell rate algorithm: `full_at` is when the bucket of `key` would be full again.
    """
    each = period / burst
    full_at = connection.execute(sa.select(RATE.c.full_at).where(RATE.c.key == key)).scalar()
    then = max(full_at or 0.0, now) + each
    wait = then - period - now
    if wait > 1e-9:  # noqa: PLR2004 - seconds since 1970 have some 1e-7 of a second
        return Room(fits=False, left=0, wait=wait, reset=then - each - now)
    if full_at is None:
        connection.execute(sa.insert(RATE).values(key=key, full_at=then))
    else:
        connection.execute(sa.update(RATE).where(RATE.c.key == key).values(full_at=then))
    return Room(fits=True, left=int((now + period - then) / each + 1e-6), wait=0.0, reset=then - now)


def enter(connection: sa.Connection, key: str, token: str, most: int, until: float, now: float) -> Room:
    """Begin one of at most `most` things at once; it counts until it leaves, or expires."""
    connection.execute(sa.delete(RUNNING).where(RUNNING.c.until < now))
    count = connection.execute(sa.select(sa.func.count()).where(RUNNING.c.key == key)).scalar_one()
    if count >= most:
        return Room(fits=False, left=0, wait=1.0, reset=1.0)
    connection.execute(sa.insert(RUNNING).values(key=key, token=token, until=until))
    return Room(fits=True, left=most - count - 1, wait=0.0, reset=0.0)


def leave(connection: sa.Connection, key: str, token: str) -> None:
    """End what `enter` began."""
    connection.execute(sa.delete(RUNNING).where(RUNNING.c.key == key, RUNNING.c.token == token))
