"""Questions by which a doctor knows whether leadscout.db is well, and what mends the rows that are not."""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.holders import PROCESS
from leadscout.store.tables.leadscout import (
    ACCOUNT,
    API_KEY,
    IDEMPOTENCY,
    IMPORT_JOB,
    LEDGER,
    OUTBOX,
    QUEUE,
    RATE,
    RUNNING,
    SEARCH,
)

_LEASED: tuple[tuple[sa.Table, sa.ColumnElement[bool]], ...] = (
    *((table, sa.true()) for table in (SEARCH, QUEUE, IDEMPOTENCY, IMPORT_JOB)),
    (RUNNING, RUNNING.c.key != PROCESS),  # a process stands there for as long as it lives
)
"""Tables with rows that somebody holds for minutes at most, and which of them."""


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """An account whose balance is not the sum of its entries, in millionths."""

    id: str
    name: str
    balance: int
    entries: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """What is to be told to webhooks: queues given up, those that wait, since when the first does."""

    dead: int
    waiting: int
    oldest: float | None


def unbalanced(connection: sa.Connection) -> list[Unbalanced]:
    """The accounts whose books are wrong."""
    total = sa.func.coalesce(sa.func.sum(LEDGER.c.amount), 0)
    books = (
        sa.select(ACCOUNT.c.id, ACCOUNT.c.name, ACCOUNT.c.balance, total.label("entries"))
        .select_from(ACCOUNT.outerjoin(LEDGER, LEDGER.c.account == ACCOUNT.c.id))
        .group_by(ACCOUNT.c.id, ACCOUNT.c.name, ACCOUNT.c.balance)
        .having(ACCOUNT.c.balance != total)
    )
    return [Unbalanced(row.id, row.name, row.balance, int(row.entries)) for row in connection.execute(books)]


def unfounded_refunds(connection: sa.Connection) -> int:
    """How many refunds give back what was not charged so."""
    charge = LEDGER.alias("charge")
    founded = sa.select(charge.c.id).where(
        LEDGER.c.idempotency_key == sa.literal("refund:") + charge.c.idempotency_key,
        charge.c.account == LEDGER.c.account,
        charge.c.amount == -LEDGER.c.amount,
    )
    refunds = sa.select(sa.func.count()).select_from(LEDGER)
    return (
        connection.execute(refunds.where(LEDGER.c.operation.endswith(".refund"), ~founded.correlate(LEDGER).exists()))
    ).scalar() or 0


def miscounted_keys(connection: sa.Connection) -> list[str]:
    """The keys that were not charged what the ledger says."""
    total = sa.func.coalesce(sa.func.sum(LEDGER.c.amount), 0)
    charged = (
        sa.select(API_KEY.c.id)
        .select_from(API_KEY.outerjoin(LEDGER, LEDGER.c.key == API_KEY.c.id))
        .group_by(API_KEY.c.id, API_KEY.c.spent)
        .having(API_KEY.c.spent != -total)
    )
    return list(connection.execute(charged).scalars())


def recount_keys(connection: sa.Connection) -> None:
    """Let every key have charged what the ledger says."""
    total = sa.select(sa.func.coalesce(sa.func.sum(LEDGER.c.amount), 0)).where(LEDGER.c.key == API_KEY.c.id)
    connection.execute(sa.update(API_KEY).values(spent=-total.correlate(API_KEY).scalar_subquery()))


def rebalance(connection: sa.Connection, account: str) -> bool:
    """Make a balance what its entries say; False where they say less than nothing, which no account can have."""
    total = sa.select(sa.func.coalesce(sa.func.sum(LEDGER.c.amount), 0)).where(LEDGER.c.account == account)
    mended = sa.update(ACCOUNT).where(ACCOUNT.c.id == account, total.scalar_subquery() >= 0)
    return connection.execute(mended.values(balance=total.scalar_subquery())).rowcount > 0


def waiting(connection: sa.Connection, now: float) -> Unsent:
    """How the telling of webhooks stands."""
    unsent = QUEUE.join(OUTBOX, (OUTBOX.c.search == QUEUE.c.search) & (OUTBOX.c.seq == QUEUE.c.next_seq))
    dead = sa.select(sa.func.count()).select_from(QUEUE).where(QUEUE.c.dead)
    due = sa.select(sa.func.count(), sa.func.min(QUEUE.c.due)).select_from(unsent).where(~QUEUE.c.dead)
    number, oldest = connection.execute(due.where(QUEUE.c.due <= now)).one()
    return Unsent(connection.execute(dead).scalar() or 0, number, oldest)


def by_status(connection: sa.Connection) -> dict[str, int]:
    """How many searches are in which status."""
    rows = connection.execute(sa.select(SEARCH.c.status, sa.func.count().label("number")).group_by(SEARCH.c.status))
    return {row.status: row.number for row in rows}


def oldest_due(connection: sa.Connection) -> float | None:
    """Since when the search that waits longest could have been worked on; None where none waits."""
    waiting = sa.select(sa.func.min(SEARCH.c.due)).where(SEARCH.c.status == "queued", SEARCH.c.leased_until <= 0)
    return connection.execute(waiting).scalar()


def ahead(connection: sa.Connection, latest: float) -> int:
    """How many rows somebody holds until after a time, or count from then on: a clock was wrong."""
    held = [(table, which, table.c.leased_until) for table, which in _LEASED] + [(RATE, sa.true(), RATE.c.full_at)]
    return sum(
        connection.execute(sa.select(sa.func.count()).select_from(table).where(which, column > latest)).scalar() or 0
        for table, which, column in held
    )


def bring_back(connection: sa.Connection, latest: float) -> None:
    """Let go of the rows that are held until after a time."""
    for table, which in _LEASED:
        ahead_of_time = sa.update(table).where(which, table.c.leased_until > latest)
        connection.execute(ahead_of_time.values(lease=None, leased_until=0))
    connection.execute(sa.delete(RATE).where(RATE.c.full_at > latest))


def unrelated(connection: sa.Connection) -> list[str]:
    """Tables with rows that point to what is not there; SQLite's question, PostgreSQL lets none come in."""
    if connection.dialect.name != "sqlite":
        return []
    return sorted({row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")})
