"""Requests that are sent again: one Idempotency-Key is answered once, whatever dies meanwhile.

The row of a key holds an id from before the work begins. Whatever the request makes gets that id, and what it costs is
charged under it. So the work can be cut off anywhere, and done again: it finds what it made (docs/decisions/010).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from leadscout.errors import Fault, Refused
from leadscout.store import idempotency as store
from leadscout.store.database import Database
from leadscout.store.idempotency import RecordedAnswer
from leadscout.store.leases import Lease

__all__ = ["HEADER", "LONGEST", "Idempotency", "RecordedAnswer", "RequestLock"]
HEADER = "Idempotency-Key"
LONGEST = 255
"""Characters of a key."""

LEASE = 600
"""Seconds after which a request is taken to be cut off, and is carried out again when it comes again.

Longer than any answer takes, as one that pays a vendor is not to run twice. A process that dies is seen to be dead, and
frees its requests within a second (decision 55).
"""


@dataclass(frozen=True, slots=True)
class RequestLock:
    """The right to answer a request. `id` is for what it makes; `again`: an earlier run may have made it already."""

    account: str
    key: str
    id: str
    token: str
    again: bool

    @property
    def lease(self) -> Lease:
        """What holds the row of the request."""
        return Lease(self.id, self.token, 0)


@dataclass(frozen=True)
class Idempotency:
    """The keys of one store. An answer is kept for `hours`; `now` is the clock."""

    database: Database
    hours: int
    now: Callable[[], datetime]

    def begin(self, account: str, key: str, request: bytes) -> RequestLock | RecordedAnswer:
        """The answer that the account got for this key and request; the right to give one when there is none.

        Raises Refused for a key that cannot be one, that came with another request, or that is being answered.
        """
        _check(key)
        now = self.now().timestamp()
        fingerprint = hashlib.sha256(request).digest()
        new = Lease(uuid4().hex, self.database.holder.token(), now + LEASE)
        with self.database.write() as connection:
            store.drop(connection, account, key, self._oldest())
            id_ = store.begin(connection, account, key, fingerprint, new, now)
            if id_:
                return RequestLock(account, key, id_, new.token, again=id_ != new.row)
            earlier = store.get(connection, account, key)
        if earlier and earlier.fingerprint != fingerprint:
            raise Refused(Fault("idempotency_key_reused", HEADER, key))
        if earlier and earlier.answer:
            return earlier.answer
        raise Refused(Fault("idempotency_key_in_use", HEADER, key))

    def remember(self, lock: RequestLock, answer: RecordedAnswer) -> RecordedAnswer:
        """Keep the answer; gives it, or the one that somebody else gave when this one took too long."""
        with self.database.write() as connection:
            if store.answer(connection, lock.lease, answer):
                return answer
            kept = store.get(connection, lock.account, lock.key)
        return kept.answer if kept and kept.id == lock.id and kept.answer else answer

    def release(self, lock: RequestLock) -> None:
        """Give no answer, or one that is not kept: sent again, the request is carried out again, under the same id."""
        with self.database.write() as connection:
            store.release(connection, lock.lease)

    def refuse(self, lock: RequestLock) -> None:
        """The request was refused: its key is free for another, unless an earlier run may have made something."""
        if lock.again:
            self.release(lock)
            return
        with self.database.write() as connection:
            store.remove(connection, lock.lease)

    def forget(self) -> None:
        """Drop all answers, because somebody is forgotten who may be in them."""
        self.database.transact(store.unanswer)

    def _oldest(self) -> float:
        return self.now().timestamp() - self.hours * 3600


def _check(key: str) -> None:
    if not key.strip():
        raise Refused(Fault("empty_value", HEADER))
    if len(key) > LONGEST:
        raise Refused(Fault("too_long", HEADER, limit=LONGEST))
