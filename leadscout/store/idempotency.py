"""Requests that carry an Idempotency-Key (leadscout.db): who answers each of them, and what was answered.

A row without an answer and without a lease is a request whose answering was cut off, or whose answer may not be kept.
"""

from dataclasses import dataclass

import sqlalchemy as sa
import zstandard

from leadscout.store import leases
from leadscout.store.leases import FREE, Lease
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import IDEMPOTENCY

_UNANSWERED = {"status": None, "media_type": None, "body": None}


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """What a request was answered."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request: a hash of it, the id of whatever it makes, and its answer."""

    fingerprint: bytes
    id: str
    answer: RecordedAnswer | None


def begin(connection: sa.Connection, account: str, key: str, fingerprint: bytes, lease: Lease, now: float) -> str:
    """Take the request of a key, a new one with the id `lease.row`; gives its id, "" when it may not be taken.

    That is, when it is answered, being answered, or another request than the one with this fingerprint.
    """
    fresh = {"fingerprint": fingerprint, "id": lease.row, "begun": now, **lease.columns}
    cut_off = sa.and_(
        IDEMPOTENCY.c.fingerprint == fingerprint, IDEMPOTENCY.c.status.is_(None), leases.free(IDEMPOTENCY, now)
    )
    taken = (
        insert(connection, IDEMPOTENCY)
        .values(account=account, key=key, **fresh)
        .on_conflict_do_update(index_elements=["account", "key"], set_=lease.columns, where=cut_off)
        .returning(IDEMPOTENCY.c.id)
    )
    return connection.execute(taken).scalar() or ""


def get(connection: sa.Connection, account: str, key: str) -> RecordedRequest | None:
    """The account's request with this key."""
    query = sa.select(IDEMPOTENCY).where(IDEMPOTENCY.c.account == account, IDEMPOTENCY.c.key == key)
    row = connection.execute(query).first()
    if row is None:
        return None
    body = None if row.status is None else zstandard.decompress(row.body)
    answer = None if body is None else RecordedAnswer(row.status, row.media_type, body)
    return RecordedRequest(row.fingerprint, row.id, answer)


def answer(connection: sa.Connection, lease: Lease, given: RecordedAnswer) -> bool:
    """Keep the answer; False when the request is another's to answer by now."""
    kept = {"status": given.status, "media_type": given.media_type, "body": zstandard.compress(given.body)}
    return connection.execute(_held(lease).values(**kept, **FREE)).rowcount > 0


def release(connection: sa.Connection, lease: Lease) -> None:
    """Let others answer a request."""
    connection.execute(_held(lease).values(**FREE))


def remove(connection: sa.Connection, lease: Lease) -> None:
    """Forget a request, of which nothing came."""
    connection.execute(sa.delete(IDEMPOTENCY).where(leases.held(IDEMPOTENCY.c.id, lease)))


def unanswer(connection: sa.Connection) -> None:
    """Drop every answer, also those that are being given."""
    some = (IDEMPOTENCY.c.status.is_not(None)) | (IDEMPOTENCY.c.lease.is_not(None))
    connection.execute(sa.update(IDEMPOTENCY).where(some).values(**_UNANSWERED, **FREE))


def drop(connection: sa.Connection, account: str, key: str, before: float) -> None:
    """Forget the request of a key if it began before a time."""
    mine = IDEMPOTENCY.c.account == account, IDEMPOTENCY.c.key == key
    connection.execute(sa.delete(IDEMPOTENCY).where(*mine, IDEMPOTENCY.c.begun < before))


def _held(lease: Lease) -> sa.Update:
    return sa.update(IDEMPOTENCY).where(leases.held(IDEMPOTENCY.c.id, lease))
