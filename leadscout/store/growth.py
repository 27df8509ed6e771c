"""What grows in leadscout.db, how large it is, and dropping what is old or too much of it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from leadscout.store import searches
from leadscout.store.tables.leadscout import IDEMPOTENCY, OUTBOX, QUEUE, SAVED, SAVED_RUN, SEARCH

_OVER = ("done", "partial", "failed", "cancelled")
AT_ONCE = 100
"""Searches that are deleted in one transaction: others write in between."""


@dataclass(frozen=True, slots=True)
class StorageUse:
    """How many there are, of how many bytes, and how many of them are to be dropped."""

    number: int
    size: int
    prunable: int


def payloads(connection: sa.Connection, delivered: str, dead: float, most: int) -> StorageUse:
    """Payloads with bytes.

    To be dropped are those `delivered` before a time, of queues `dead` before one, and the oldest of the delivered
    beyond `most` bytes.
    """
    prunable = connection.execute(sa.select(sa.func.count()).select_from(_payloads(delivered, dead, most).subquery()))
    return StorageUse(*_sized(connection, OUTBOX.c.payload), prunable.scalar() or 0)


def drop_payloads(connection: sa.Connection, delivered: str, dead: float, most: int) -> None:
    """Drop the bytes of these payloads; that they were told stays."""
    theirs = sa.tuple_(OUTBOX.c.search, OUTBOX.c.seq).in_(_payloads(delivered, dead, most))
    connection.execute(sa.update(OUTBOX).where(theirs).values(payload=b""))


def answers(connection: sa.Connection, before: float, most: int) -> StorageUse:
    """Remembered answers; to be dropped are those of before a time, and the oldest beyond `most` bytes."""
    prunable = connection.execute(sa.select(sa.func.count()).select_from(_answers(before, most).subquery())).scalar()
    return StorageUse(*_sized(connection, IDEMPOTENCY.c.body), prunable or 0)


def drop_answers(connection: sa.Connection, before: float, most: int) -> None:
    """Drop these answers."""
    connection.execute(sa.delete(IDEMPOTENCY).where(IDEMPOTENCY.c.id.in_(_answers(before, most))))


def over(connection: sa.Connection, before: str) -> StorageUse:
    """Searches that are over; to be dropped are those made before a time, "" for none, and what nothing needs."""
    size = sa.func.coalesce(sa.func.sum(sa.func.length(SEARCH.c.body)), 0)
    ended = sa.select(sa.func.count(), size).where(SEARCH.c.status.in_(_OVER))
    number, size_ = connection.execute(ended).one()
    prunable = connection.execute(sa.select(sa.func.count()).select_from(_ended(before).subquery())).scalar()
    return StorageUse(number, int(size_), prunable or 0)


def drop_some(connection: sa.Connection, before: str) -> bool:
    """Delete some of the searches that are over and were made before a time; whether there were any."""
    ids = list(connection.execute(_ended(before).limit(AT_ONCE)).scalars())
    for id_ in ids:
        searches.delete(connection, id_)
    return bool(ids)


def _sized(connection: sa.Connection, column: sa.Column[bytes]) -> tuple[int, int]:
    size = sa.func.length(column)
    row = connection.execute(sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(size), 0)).where(size > 0)).one()
    return row[0], int(row[1])


def _payloads(delivered: str, dead: float, most: int) -> sa.Select[tuple[str, int]]:
    """The payloads to be dropped, by search and number."""
    held = OUTBOX.c.payload != b""
    newer = sa.func.sum(sa.func.length(OUTBOX.c.payload)).over(
        order_by=(OUTBOX.c.delivered_at.desc(), OUTBOX.c.search, OUTBOX.c.seq)
    )
    sent = sa.select(OUTBOX.c.search, OUTBOX.c.seq, OUTBOX.c.delivered_at, newer.label("newer")).where(
        held, OUTBOX.c.delivered_at.is_not(None)
    )
    kept = sent.subquery()
    too_old = sa.select(kept.c.search, kept.c.seq).where((kept.c.delivered_at < delivered) | (kept.c.newer > most))
    given_up = (
        sa.select(OUTBOX.c.search, OUTBOX.c.seq)
        .join(QUEUE, QUEUE.c.search == OUTBOX.c.search)
        .where(held, QUEUE.c.dead, QUEUE.c.due < dead, OUTBOX.c.seq >= QUEUE.c.next_seq)
    )
    every = sa.union(too_old, given_up).subquery()
    return sa.select(every.c.search, every.c.seq)


def _answers(before: float, most: int) -> sa.Select[tuple[str]]:
    """The ids of requests whose answers are to be dropped."""
    size = sa.func.coalesce(sa.func.length(IDEMPOTENCY.c.body), 0)
    newer = sa.func.sum(size).over(order_by=(IDEMPOTENCY.c.begun.desc(), IDEMPOTENCY.c.id))
    kept = sa.select(IDEMPOTENCY.c.id, IDEMPOTENCY.c.begun, IDEMPOTENCY.c.status, newer.label("newer")).subquery()
    return sa.select(kept.c.id).where((kept.c.begun < before) | ((kept.c.newer > most) & kept.c.status.is_not(None)))


def _ended(before: str) -> sa.Select[Any]:
    """Searches to be deleted: those of before a time, but none of which a webhook is still told.

    Runs of a saved search are deleted when it is gone, a notice when its bytes are: none is older
    than what it belongs to.
    """
    telling = sa.select(QUEUE.c.search).join(
        OUTBOX, (OUTBOX.c.search == QUEUE.c.search) & (OUTBOX.c.seq == QUEUE.c.next_seq)
    )
    old = sa.and_(SEARCH.c.created_at < before, SEARCH.c.saved == "", sa.not_(SEARCH.c.notice))
    left_over = sa.and_(SEARCH.c.saved != "", SEARCH.c.saved.not_in(sa.select(SAVED.c.id)))
    holding = sa.select(OUTBOX.c.search).where(OUTBOX.c.payload != b"")
    reports = sa.select(SAVED_RUN.c.report)
    notices = sa.and_(SEARCH.c.notice, SEARCH.c.id.not_in(holding), SEARCH.c.id.not_in(reports))
    return (
        sa.select(SEARCH.c.id)
        .where(SEARCH.c.status.in_(_OVER), old | left_over | notices)
        .where(SEARCH.c.id.not_in(telling.where(~QUEUE.c.dead)))
        .order_by(SEARCH.c.created_at)
    )
