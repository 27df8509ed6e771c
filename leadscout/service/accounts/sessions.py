"""Sessions of people with a browser: a key is shown once, then a token stands for it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leadscout.errors import Fault, Refused
from leadscout.model.keys import Key
from leadscout.service.accounts.access import Caller, digest
from leadscout.store import accounts
from leadscout.store import sessions as store
from leadscout.store.database import Database
from leadscout.store.sessions import SessionRow

LASTS = 12 * 3600
"""Seconds for which somebody stays signed in: a working day."""

LINK_LASTS = 600
"""Seconds in which a link that signs in once can be used."""


@dataclass(frozen=True)
class Sessions:
    """The sessions of one store. `now` is the clock."""

    database: Database
    now: Callable[[], datetime]

    def begin(self, caller: Caller) -> str:
        """Sign in; gives the token, of which only the hash is kept. What is over is forgotten at the same time."""
        return self._add(caller.account, caller.key, LASTS)

    def invite(self, key: Key) -> str:
        """A token that signs in once, as if by a key."""
        return self._add(key.account, key.id, LINK_LASTS, once=True)

    def redeem(self, token: str) -> str:
        """Sign in by a link's token; gives that of the session.

        Raises Refused where it was used before, is too old, or its key was revoked.
        """
        with self.database.write() as connection:
            id_ = store.use(connection, digest(token), self._now())
            key = accounts.key_named(connection, id_) if id_ else None
        if key is None or key.is_over(self.now().isoformat(timespec="seconds")):
            raise Refused(Fault("link_used"))
        return self._add(key.account, key.id, LASTS)

    def caller(self, token: str) -> Caller | None:
        """Who is signed in; None where the session is over, or its key was revoked."""
        with self.database.read() as connection:
            key = store.key_of(connection, digest(token), self._now()) if token else None
        over = key is None or key.is_over(self.now().isoformat(timespec="seconds"))
        return None if key is None or over else Caller(key.account, key.id, key.grant)

    def end(self, token: str) -> None:
        """Sign out."""
        with self.database.write() as connection:
            store.end(connection, digest(token))

    def _add(self, account: str, key: str, seconds: float, *, once: bool = False) -> str:
        token, now = secrets.token_urlsafe(32), self._now()
        at = self.now().isoformat(timespec="seconds")
        with self.database.write() as connection:
            store.prune(connection, now)
            store.add(connection, SessionRow(digest(token), account, key, once, now + seconds, at))
        return token

    def _now(self) -> float:
        return self.now().timestamp()
