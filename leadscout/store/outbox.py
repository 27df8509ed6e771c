"""What is to be sent to webhooks (leadscout.db): the bytes, the queue of each search, and every attempt.

The queue retries, not the row (architecture, decision 16): a search's rows are sent in order, and while the first of
them fails the others wait.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from leadscout.model.search import Status
from leadscout.store import accounts, leases, turns
from leadscout.store.leases import FREE, Lease
from leadscout.store.statements import announce, greater, parts
from leadscout.store.tables.leadscout import ATTEMPT, OUTBOX, QUEUE, RESULT, SEARCH


@dataclass(frozen=True, slots=True)
class Bounds:
    """Calls at the same time, of one account and to one host: nobody's slow receivers hold up everybody."""

    account: int = 4
    host: int = 8


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes to send: results `after` to `upto` of a search, as it stood in `status`."""

    body: bytes
    after: int
    upto: int
    status: Status


@dataclass(frozen=True, slots=True)
class Parcel:
    """The payload whose turn it is, results `after` to `upto`, and where it goes. `attempts` have failed so far."""

    search: str
    account: str
    dialect: str
    url: str
    seq: int
    body: bytes
    attempts: int
    after: int
    upto: int


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


def due(connection: sa.Connection, now: float, bounds: Bounds = BOUNDS, *, fresh: bool = False) -> bool:
    """Whether something is to be sent; of `fresh` queues alone, whose next payload has not failed yet."""
    return connection.execute(_waiting(connection, now, bounds, fresh=fresh).limit(1)).first() is not None


def next_due(connection: sa.Connection) -> float | None:
    """When the next payload will wait to be sent, unless something changes; None when there is none to come."""
    free_at = greater(QUEUE.c.due, QUEUE.c.leased_until)
    waiting = sa.select(sa.func.min(free_at)).select_from(_UNSENT).where(QUEUE.c.dead.is_(sa.false()))
    return connection.execute(waiting).scalar()


def claim(
    connection: sa.Connection, now: float, lease: Lease, bounds: Bounds = BOUNDS, *, fresh: bool = False
) -> Parcel | None:
    """Take a queue, and give what is next in it; None when nothing is due that may be sent within the bounds.

    It is that which waits longest of the account whose last turn is longest ago.
    """
    queue = leases.take(connection, QUEUE.c.search, _waiting(connection, now, bounds, fresh=fresh), lease)
    if queue is None:
        return None
    parcel = parcel_of(connection, queue.search, queue.next_seq)
    assert parcel is not None  # noqa: S101 - a queue waits for what is in the outbox
    # Two may have taken a queue of one account at the same moment: one after the other, they count again.
    accounts.lock_account(connection, parcel.account)
    sending = _sending(now, SEARCH.c.account).where(SEARCH.c.account == parcel.account)
    if connection.execute(sending).one().queues > bounds.account:
        connection.execute(sa.update(QUEUE).where(QUEUE.c.search == queue.search).values(**FREE))
        return None
    turns.take(connection, turns.CALLS, parcel.account, now)
    return dataclasses.replace(parcel, attempts=queue.attempts)


def parcel_of(connection: sa.Connection, search: str, seq: int) -> Parcel | None:
    """A payload of a search as it would be sent; None where there is no such one."""
    row = connection.execute(
        sa.select(
            SEARCH.c.account, SEARCH.c.dialect, SEARCH.c.webhook_url, OUTBOX.c.payload, OUTBOX.c.after, OUTBOX.c.upto
        )
        .join(OUTBOX, OUTBOX.c.search == SEARCH.c.id)
        .where(OUTBOX.c.search == search, OUTBOX.c.seq == seq)
    ).first()
    if row is None:
        return None
    return Parcel(search, row.account, row.dialect, row.webhook_url, seq, row.payload, 0, row.after, row.upto)


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


class DeliveryState(StrEnum):
    """Where the telling of a payload stands."""

    OK = "ok"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A payload of a search: its bytes (0: kept no longer), where it stands, and the last attempt, "" for none.

    `due` is when a failed one is tried again, in seconds since 1970; None where nobody tries any more.
    """

    search: str
    name: str
    url: str
    seq: int
    size: int
    state: DeliveryState
    at: str
    outcome: str
    due: float | None


_STATE = sa.case(
    (
        sa.and_(
            OUTBOX.c.seq >= QUEUE.c.next_seq,
            sa.or_(QUEUE.c.dead, sa.and_(OUTBOX.c.seq == QUEUE.c.next_seq, QUEUE.c.attempts > 0)),
        ),
        DeliveryState.FAILED.value,
    ),
    (OUTBOX.c.seq < QUEUE.c.next_seq, DeliveryState.OK.value),
    else_=DeliveryState.WAITING.value,
)
_TOLD = OUTBOX.join(QUEUE, QUEUE.c.search == OUTBOX.c.search).join(SEARCH, SEARCH.c.id == OUTBOX.c.search)


def deliveries(
    connection: sa.Connection, account: str, limit: int, offset: int, *, state: str = "", search: str = ""
) -> list[Delivery]:
    """The payloads of an account's searches, newest first; of one state, or one search, where that is given."""
    of_payload = (ATTEMPT.c.search == OUTBOX.c.search) & (ATTEMPT.c.seq == OUTBOX.c.seq)
    last = sa.select(sa.func.max(ATTEMPT.c.id)).where(of_payload).correlate(OUTBOX).scalar_subquery()
    rows = connection.execute(
        sa.select(
            OUTBOX.c.search,
            OUTBOX.c.seq,
            sa.func.length(OUTBOX.c.payload).label("size"),
            _STATE.label("state"),
            SEARCH.c.name,
            SEARCH.c.webhook_url,
            QUEUE.c.dead,
            QUEUE.c.due,
            ATTEMPT.c.at,
            ATTEMPT.c.outcome,
        )
        .select_from(_TOLD.outerjoin(ATTEMPT, ATTEMPT.c.id == last))
        .where(SEARCH.c.account == account, *([state == _STATE] if state else ()))
        .where(*([OUTBOX.c.search == search] if search else ()))
        .order_by(SEARCH.c.created_at.desc(), OUTBOX.c.search, OUTBOX.c.seq.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        Delivery(
            row.search,
            row.name,
            row.webhook_url,
            row.seq,
            row.size,
            DeliveryState(row.state),
            row.at or "",
            row.outcome or "",
            None if row.dead or row.state == DeliveryState.OK else row.due,
        )
        for row in rows
    ]


def by_state(connection: sa.Connection, account: str) -> dict[str, int]:
    """How many payloads of an account's searches are in which state."""
    counted = sa.select(_STATE.label("state"), sa.func.count().label("number")).select_from(_TOLD)
    rows = connection.execute(counted.where(SEARCH.c.account == account).group_by(_STATE))
    return {row.state: row.number for row in rows}


@dataclass(frozen=True, slots=True)
class Mention:
    """A payload that tells of somebody: which, without its bytes."""

    account: str
    search: str
    seq: int
    after: int
    upto: int
    status: Status


def mentioning(connection: sa.Connection, seqs: Sequence[int]) -> list[Mention]:
    """Every payload that tells of one of these people, once; the bytes are not read, they may be hundreds of MB."""
    columns = SEARCH.c.account, OUTBOX.c.search, OUTBOX.c.seq, OUTBOX.c.after, OUTBOX.c.upto
    telling = (
        sa.select(*columns, OUTBOX.c.status)
        .distinct()
        .join(OUTBOX, OUTBOX.c.search == SEARCH.c.id)
        .join(RESULT, RESULT.c.search == SEARCH.c.id)
        .where(RESULT.c.number > OUTBOX.c.after, RESULT.c.number <= OUTBOX.c.upto)
    )
    rows = {row for some in parts(seqs) for row in connection.execute(telling.where(RESULT.c.seq.in_(some)))}
    return [
        Mention(row.account, row.search, row.seq, row.after, row.upto, Status(row.status))
        for row in sorted(rows, key=lambda row: (row.search, row.seq))
    ]


def replace(connection: sa.Connection, search: str, seq: int, body: bytes) -> None:
    """Put other bytes in the place of a payload."""
    connection.execute(sa.update(OUTBOX).where(OUTBOX.c.search == search, OUTBOX.c.seq == seq).values(payload=body))


_UNSENT = QUEUE.join(OUTBOX, (OUTBOX.c.search == QUEUE.c.search) & (OUTBOX.c.seq == QUEUE.c.next_seq))


def _waiting(connection: sa.Connection, now: float, bounds: Bounds, *, fresh: bool) -> sa.Select[tuple[str]]:
    """The searches whose queues wait for their next payload, in the order of their accounts' turns, then of waiting.

    None of an account, or to a host, for which enough is being sent; all `fresh` ones have not failed yet.
    """
    host = _host(connection)
    waiting = (
        sa.select(QUEUE.c.search)
        .select_from(_UNSENT.join(SEARCH, SEARCH.c.id == QUEUE.c.search))
        .where(QUEUE.c.dead.is_(sa.false()), QUEUE.c.due <= now, leases.free(QUEUE, now))
        .where(*([QUEUE.c.attempts == 0] if fresh else ()))
    )
    for group, most in ((SEARCH.c.account, bounds.account), (host, bounds.host)):
        busy = _sending(now, group).with_only_columns(group).having(sa.func.count() >= most).correlate(None)
        waiting = waiting.where(group.not_in(busy))
    return waiting.order_by(turns.last(turns.CALLS, SEARCH.c.account, now), QUEUE.c.due)


def _sending(now: float, group: sa.ColumnElement[str]) -> sa.Select[str, int]:
    """Accounts or hosts, and how many queues of each are being sent from."""
    counted = sa.select(group, sa.func.count().label("queues"))
    of_group = counted.select_from(SEARCH.join(QUEUE, QUEUE.c.search == SEARCH.c.id))
    return of_group.where(sa.not_(leases.free(QUEUE, now))).group_by(group)


def _host(connection: sa.Connection) -> sa.ColumnElement[str]:
    """The host, and port, in a search's address: what is between the second slash and the third."""
    url = sa.func.lower(SEARCH.c.webhook_url)
    if connection.dialect.name == "postgresql":
        return sa.func.split_part(url, "/", 3)
    rest = sa.func.substr(url, sa.func.instr(url, "//") + 2)
    return sa.func.substr(rest, 1, sa.func.instr(rest + "/", "/") - 1)


def _mine(lease: Lease) -> sa.Update:
    return sa.update(QUEUE).where(leases.held(QUEUE.c.search, lease))
