"""What is to be sent to webhooks (leadscout.db): the bytes, the queue of each search, and every attempt.

The queue retries, not the row (architecture, decision 16): a search's rows are sent in order, and while the first of
them fails the others wait.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from leadscout.model.search import Owner, Status
from leadscout.store import accounts, leases
from leadscout.store.leases import FREE, Lease
from leadscout.store.statements import announce, greater
from leadscout.store.tables.leadscout import ATTEMPT, OUTBOX, QUEUE, RESULT, SEARCH

AT_ONCE = 2
"""Queues of one account that are sent from at the same time: nobody's slow receivers hold up everybody."""


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes to send: results `after` to `upto` of a search, as it stood in `status`."""

    body: bytes
    after: int
    upto: int
    status: Status


@dataclass(frozen=True, slots=True)
class Parcel:
    """The payload whose turn it is, and where it goes. `attempts` have failed so far."""

    search: str
    account: str
    url: str
    seq: int
    body: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a payload."""

    seq: int
    at: str
    outcome: str


def put(connection: sa.Connection, search: str, payloads: Sequence[Payload], now: float) -> None:
    """Add payloads at the end of a search's queue, in the caller's transaction, which has changed the search."""
    if not payloads:
        return
    last = connection.execute(sa.select(sa.func.max(OUTBOX.c.seq)).where(OUTBOX.c.search == search)).scalar() or 0
    connection.execute(
        sa.insert(OUTBOX),
        [
            {
                "search": search,
                "seq": seq,
                "payload": payload.body,
                "after": payload.after,
                "upto": payload.upto,
                "status": payload.status,
                "delivered_at": None,
            }
            for seq, payload in enumerate(payloads, start=last + 1)
        ],
    )
    if not last:
        fresh = {"next_seq": 1, "attempts": 0, "dead": False, "due": now, **FREE}
        connection.execute(sa.insert(QUEUE).values(search=search, **fresh))
    announce(connection)


def due(connection: sa.Connection, now: float) -> bool:
    """Whether something is to be sent."""
    return connection.execute(_waiting(now).limit(1)).first() is not None


def next_due(connection: sa.Connection) -> float | None:
    """When the next payload will wait to be sent, unless something changes; None when there is none to come."""
    free_at = greater(QUEUE.c.due, QUEUE.c.leased_until)
    waiting = sa.select(sa.func.min(free_at)).select_from(_UNSENT).where(QUEUE.c.dead.is_(sa.false()))
    return connection.execute(waiting).scalar()


def claim(connection: sa.Connection, now: float, lease: Lease) -> Parcel | None:
    """Take the queue that waits longest, and give what is next in it; None when nothing is due."""
    queue = leases.take(connection, QUEUE.c.search, _waiting(now), lease)
    if queue is None:
        return None
    row = connection.execute(
        sa.select(SEARCH.c.account, SEARCH.c.webhook_url, OUTBOX.c.payload)
        .join(OUTBOX, OUTBOX.c.search == SEARCH.c.id)
        .where(OUTBOX.c.search == queue.search, OUTBOX.c.seq == queue.next_seq)
    ).one()
    # Two may have taken a queue of one account at the same moment: one after the other, they count again.
    accounts.hold(connection, row.account)
    sending = connection.execute(_sending(now).where(SEARCH.c.account == row.account)).one()
    if sending.queues > AT_ONCE:
        connection.execute(sa.update(QUEUE).where(QUEUE.c.search == queue.search).values(**FREE))
        return None
    return Parcel(queue.search, row.account, row.webhook_url, queue.next_seq, row.payload, queue.attempts)


def delivered(connection: sa.Connection, lease: Lease, seq: int, at: datetime) -> bool:
    """The payload arrived: the next one's turn, after other queues. False when the queue is another's, or gone."""
    mine = _mine(lease).where(QUEUE.c.next_seq == seq)
    next_one = {"next_seq": seq + 1, "attempts": 0, "due": at.timestamp(), **FREE}
    if not connection.execute(mine.values(**next_one)).rowcount:
        return False
    sent = sa.update(OUTBOX).where(OUTBOX.c.search == lease.row, OUTBOX.c.seq == seq)
    connection.execute(sent.values(delivered_at=at.isoformat(timespec="seconds")))
    announce(connection)
    return True


def postpone(connection: sa.Connection, lease: Lease, attempts: int, due: float | None) -> bool:
    """The payload did not arrive: it is tried again when `due`; None: the whole queue is dead. False as above."""
    values = {"dead": True} if due is None else {"due": due}
    changed = connection.execute(_mine(lease).values(attempts=attempts, **FREE, **values))
    announce(connection)
    return changed.rowcount > 0


def replay(connection: sa.Connection, search: str, seq: int, now: float) -> bool:
    """Send everything from `seq` on again; False when there is none, or no more."""
    kept = sa.select(OUTBOX.c.seq).where(OUTBOX.c.search == search, OUTBOX.c.seq == seq, OUTBOX.c.payload != b"")
    if connection.execute(kept).first() is None:
        return False
    again = {"next_seq": seq, "attempts": 0, "dead": False, "due": now, **FREE}
    connection.execute(sa.update(QUEUE).where(QUEUE.c.search == search).values(**again))
    announce(connection)
    return True


@dataclass(frozen=True, slots=True)
class Queue:
    """How far the telling of a search is: payloads written, the next to send, failures of that one, given up or not."""

    payloads: int
    next_seq: int
    failed: int
    dead: bool


def queue(connection: sa.Connection, search: str) -> Queue | None:
    """The queue of a search; None when there is nothing to tell."""
    row = connection.execute(sa.select(QUEUE).where(QUEUE.c.search == search)).first()
    if row is None:
        return None
    written = connection.execute(sa.select(sa.func.max(OUTBOX.c.seq)).where(OUTBOX.c.search == search)).scalar_one()
    return Queue(written, row.next_seq, row.attempts, row.dead)


def tried(connection: sa.Connection, search: str, attempt: Attempt) -> None:
    """Remember an attempt."""
    connection.execute(
        sa.insert(ATTEMPT).values(search=search, seq=attempt.seq, at=attempt.at, outcome=attempt.outcome)
    )


def attempts(connection: sa.Connection, search: str) -> list[Attempt]:
    """Every attempt of a search, oldest first."""
    rows = connection.execute(sa.select(ATTEMPT).where(ATTEMPT.c.search == search).order_by(ATTEMPT.c.id))
    return [Attempt(row.seq, row.at, row.outcome) for row in rows]


def mentioning(connection: sa.Connection, seqs: Sequence[int]) -> list[tuple[Owner, str, int, Payload]]:
    """Owner, search, number and payload of everything that tells of one of these people."""
    rows = connection.execute(
        sa.select(SEARCH.c.account, SEARCH.c.dialect, OUTBOX)
        .distinct()
        .join(OUTBOX, OUTBOX.c.search == SEARCH.c.id)
        .join(RESULT, RESULT.c.search == SEARCH.c.id)
        .where(RESULT.c.seq.in_(seqs), RESULT.c.number > OUTBOX.c.after, RESULT.c.number <= OUTBOX.c.upto)
    )
    return [
        (
            Owner(row.account, row.dialect),
            row.search,
            row.seq,
            Payload(row.payload, row.after, row.upto, Status(row.status)),
        )
        for row in rows
    ]


def replace(connection: sa.Connection, search: str, seq: int, body: bytes) -> None:
    """Put other bytes in the place of a payload."""
    connection.execute(sa.update(OUTBOX).where(OUTBOX.c.search == search, OUTBOX.c.seq == seq).values(payload=body))


def prune(connection: sa.Connection, before: str) -> None:
    """Drop the bytes of what was delivered before a time."""
    old = sa.update(OUTBOX).where(OUTBOX.c.delivered_at < before, OUTBOX.c.payload != b"")
    connection.execute(old.values(payload=b""))


_UNSENT = QUEUE.join(OUTBOX, (OUTBOX.c.search == QUEUE.c.search) & (OUTBOX.c.seq == QUEUE.c.next_seq))


def _waiting(now: float) -> sa.Select[tuple[str]]:
    """The search whose queue waits longest for its next payload; not of an account to whom enough is being sent."""
    busy = _sending(now).with_only_columns(SEARCH.c.account).having(sa.func.count() >= AT_ONCE).correlate(None)
    return (
        sa.select(QUEUE.c.search)
        .select_from(_UNSENT.join(SEARCH, SEARCH.c.id == QUEUE.c.search))
        .where(QUEUE.c.dead.is_(sa.false()), QUEUE.c.due <= now, leases.free(QUEUE, now))
        .where(SEARCH.c.account.not_in(busy))
        .order_by(QUEUE.c.due)
    )


def _sending(now: float) -> sa.Select[tuple[str, int]]:
    """Accounts, and how many queues of each are being sent from."""
    return (
        sa.select(SEARCH.c.account, sa.func.count().label("queues"))
        .join(QUEUE, QUEUE.c.search == SEARCH.c.id)
        .where(sa.not_(leases.free(QUEUE, now)))
        .group_by(SEARCH.c.account)
    )


def _mine(lease: Lease) -> sa.Update:
    return sa.update(QUEUE).where(leases.held(QUEUE.c.search, lease))
