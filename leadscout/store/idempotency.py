"""Requests that carry an Idempotency-Key (leadscout.db): who answers each of them, and what was answered.

A row without an answer and without a lease is a request whose answering was cut off, or whose answer may not be kept.
"""

from dataclasses import dataclass

import sqlalchemy as sa
import zstandard

from leadscout.store.accounts import META

IDEMPOTENCY = sa.Table(
    "idempotency",
    META,
    *(sa.Column(name, sa.Text) for name in ("account", "key", "id", "lease", "media_type")),
    *(sa.Column(name, sa.LargeBinary) for name in ("fingerprint", "body")),
    *(sa.Column(name, sa.Double) for name in ("begun", "leased_until")),
    sa.Column("status", sa.Integer),
)
_NOBODYS = {"lease": None, "leased_until": 0}
_UNANSWERED = {"status": None, "media_type": None, "body": None}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A request: a hash of it, the id of whatever it makes, until when it is being answered, and its answer."""

    fingerprint: bytes
    id: str
    leased_until: float
    answer: Answer | None


def add(connection: sa.Connection, account: str, key: str, known: Known, begun: float) -> None:
    """Write a new request, that nobody answers yet."""
    connection.execute(
        sa.insert(IDEMPOTENCY).values(
            account=account, key=key, fingerprint=known.fingerprint, id=known.id, begun=begun, **_NOBODYS
        )
    )


def get(connection: sa.Connection, account: str, key: str) -> Known | None:
    """The account's request with this key."""
    query = sa.select(IDEMPOTENCY).where(IDEMPOTENCY.c.account == account, IDEMPOTENCY.c.key == key)
    row = connection.execute(query).first()
    if row is None:
        return None
    body = None if row.status is None else zstandard.decompress(row.body)
    answer = None if body is None else Answer(row.status, row.media_type, body)
    return Known(row.fingerprint, row.id, row.leased_until, answer)


def take(connection: sa.Connection, id_: str, token: str, until: float) -> None:
    """Let the holder of `token` answer a request, until a time in seconds since 1970."""
    request = sa.update(IDEMPOTENCY).where(IDEMPOTENCY.c.id == id_)
    connection.execute(request.values(lease=token, leased_until=until))


def answer(connection: sa.Connection, id_: str, token: str, told: Answer) -> bool:
    """Keep the answer; False when the request is another's to answer by now."""
    kept = {"status": told.status, "media_type": told.media_type, "body": zstandard.compress(told.body)}
    return connection.execute(_held(id_, token).values(**kept, **_NOBODYS)).rowcount > 0


def release(connection: sa.Connection, id_: str, token: str) -> None:
    """Let others answer a request."""
    connection.execute(_held(id_, token).values(**_NOBODYS))


def remove(connection: sa.Connection, id_: str, token: str) -> None:
    """Forget a request, of which nothing came."""
    connection.execute(sa.delete(IDEMPOTENCY).where(IDEMPOTENCY.c.id == id_, IDEMPOTENCY.c.lease == token))


def unanswer(connection: sa.Connection) -> None:
    """Drop every answer, also those that are being given."""
    some = (IDEMPOTENCY.c.status.is_not(None)) | (IDEMPOTENCY.c.lease.is_not(None))
    connection.execute(sa.update(IDEMPOTENCY).where(some).values(**_UNANSWERED, **_NOBODYS))


def prune(connection: sa.Connection, before: float) -> None:
    """Forget what began before a time."""
    connection.execute(sa.delete(IDEMPOTENCY).where(IDEMPOTENCY.c.begun < before))


def _held(id_: str, token: str) -> sa.Update:
    return sa.update(IDEMPOTENCY).where(IDEMPOTENCY.c.id == id_, IDEMPOTENCY.c.lease == token)
