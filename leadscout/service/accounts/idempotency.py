"""Requests that are sent again: one Idempotency-Key is answered once, whatever dies meanwhile.

The row of a key holds an id from before the work begins. Whatever the request makes gets that id, and what it costs is
charged under it. So the work can be cut off anywhere, and done again: it finds what it made (docs/decisions/010).
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from leadscout.errors import Fault, Refused
from leadscout.store import idempotency as store
from leadscout.store.database import Database
from leadscout.store.idempotency import Answer, Known

__all__ = ["HEADER", "LONGEST", "Answer", "Hold", "Idempotency"]
HEADER = "Idempotency-Key"
LONGEST = 255
"""Characters of a key."""

LEASE = 10
"""Seconds after which a request is taken to be cut off, and is carried out again when it comes again.

It is no harm when it was not: both find the same id.
"""


@dataclass(frozen=True, slots=True)
class Hold:
    """The right to answer a request. `id` is for what it makes; `again`: an earlier run may have made it already."""

    account: str
    key: str
    id: str
    token: str
    again: bool


@dataclass(frozen=True)
class Idempotency:
    """The keys of one store. An answer is kept for `hours`; `now` is the clock."""

    database: Database
    hours: int
    now: Callable[[], datetime]

    def begin(self, account: str, key: str, request: bytes) -> Hold | Answer:
        """The answer that the account got for this key and request; the right to give one when there is none.

        Raises Refused for a key that cannot be one, that came with another request, or that is being answered.
        """
        _check(key)
        now, token = self.now().timestamp(), secrets.token_hex(8)
        fingerprint = hashlib.sha256(request).digest()
        with self.database.write() as connection:
            store.prune(connection, self._oldest())
            known = store.get(connection, account, key)
            if known is None:
                fresh = Known(fingerprint, uuid4().hex, 0, None)
                store.add(connection, account, key, fresh, now)
                hold = Hold(account, key, fresh.id, token, again=False)
            elif known.fingerprint != fingerprint:
                raise Refused(Fault("idempotency_key_reused", HEADER, key))
            elif known.answer:
                return known.answer
            elif known.leased_until > now:
                raise Refused(Fault("idempotency_key_in_use", HEADER, key))
            else:
                hold = Hold(account, key, known.id, token, again=True)
            store.take(connection, hold.id, token, now + LEASE)
        return hold

    def remember(self, hold: Hold, answer: Answer) -> Answer:
        """Keep the answer; gives it, or the one that somebody else gave when this one took too long."""
        with self.database.write() as connection:
            if store.answer(connection, hold.id, hold.token, answer):
                return answer
            known = store.get(connection, hold.account, hold.key)
        return known.answer if known and known.id == hold.id and known.answer else answer

    def release(self, hold: Hold) -> None:
        """Give no answer, or one that is not kept: sent again, the request is carried out again, under the same id."""
        with self.database.write() as connection:
            store.release(connection, hold.id, hold.token)

    def refuse(self, hold: Hold) -> None:
        """The request was refused: its key is free for another, unless an earlier run may have made something."""
        if hold.again:
            self.release(hold)
            return
        with self.database.write() as connection:
            store.remove(connection, hold.id, hold.token)

    def forget(self) -> None:
        """Drop all answers, because somebody is forgotten who may be in them."""
        with self.database.write() as connection:
            store.unanswer(connection)

    def prune(self) -> None:
        """Drop what is older than `hours`."""
        with self.database.write() as connection:
            store.prune(connection, self._oldest())

    def _oldest(self) -> float:
        return self.now().timestamp() - self.hours * 3600


def _check(key: str) -> None:
    if not key.strip():
        raise Refused(Fault("empty_value", HEADER))
    if len(key) > LONGEST:
        raise Refused(Fault("too_long", HEADER, limit=LONGEST))
