"""Who may do what: accounts and keys."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadscout.errors import Fault, Refused
from leadscout.model.keys import Key
from leadscout.service.accounts.credits import Credits
from leadscout.store import accounts
from leadscout.store.database import Database

DOORS = ("native", "questor", "pronto", "generect", "preview")
"""What a key can be limited to; `preview` is Pronto's preview alone."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request."""

    account: str
    key: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Access:
    """Keys of one store. `now` is the clock."""

    database: Database
    credits: Credits
    now: Callable[[], datetime]

    def create(self, name: str, account: str, only: Sequence[str] = (), amount: int = 0) -> tuple[Key, str]:
        """Make a key for the account of a name, new or known, with `amount` millionths of credits more.

        Gives the key and its secret, which is shown this once: only its hash is kept.
        """
        at = self.now().isoformat(timespec="seconds")
        with self.database.write() as connection:
            owner = accounts.add_account(connection, f"acc_{secrets.token_hex(8)}", account, at)
            key, secret = self._new_key(name, owner, only)
            accounts.add_key(connection, key, _hash(secret))
            if amount:
                self.credits.grant(connection, owner, amount, f"grant:{key.id}")
        return key, secret

    def add(self, name: str, account: str, only: Sequence[str], id_: str) -> tuple[Key, str]:
        """Make the key of an id for an account that is there, by its id; gives the key and its secret.

        Raises Refused when the key was made before: nobody knows its secret any more.
        """
        key, secret = self._new_key(name, account, only)
        key = replace(key, id=f"key_{id_[:16]}")
        with self.database.write() as connection:
            if not accounts.add_key(connection, key, _hash(secret)):
                raise Refused(Fault("shown_once"))
        return key, secret

    def _new_key(self, name: str, account: str, only: Sequence[str]) -> tuple[Key, str]:
        at = self.now().isoformat(timespec="seconds")
        key = Key(f"key_{secrets.token_hex(8)}", account, name, tuple(only), at, None)
        return key, f"ls_{secrets.token_urlsafe(32)}"

    def keys_of(self, account: str) -> list[Key]:
        """The keys of an account."""
        return [key for key in self.all_keys() if key.account == account]

    def revoke(self, id_: str) -> None:
        """Let a key open nothing any more. Raises Refused when there is no such key."""
        with self.database.write() as connection:
            if not accounts.revoke(connection, id_, self.now().isoformat(timespec="seconds")):
                raise Refused(Fault("not_found", value=f"key {id_}"))

    def all_keys(self) -> list[Key]:
        """All keys."""
        with self.database.read() as connection:
            return accounts.all_keys(connection)

    def caller(self, secret: str, header: str) -> Caller:
        """Who this secret belongs to. Raises Refused; `header` says how to send a key."""
        if not secret:
            raise Refused(Fault("missing_key", valid=(header,)))
        with self.database.read() as connection:
            key = accounts.key_of(connection, _hash(secret))
        if key is None:
            raise Refused(Fault("wrong_key"))
        if key.revoked_at:
            raise Refused(Fault("revoked_key"))
        return Caller(key.account, key.id, key.only)

    def admit(self, caller: Caller, doors: Sequence[str]) -> None:
        """Raises Refused when the caller's key is limited, and to none of `doors`."""
        if caller.only and not set(caller.only) & set(doors):
            raise Refused(Fault("forbidden"))

    def account_of(self, name: str) -> str:
        """The id of the account of a name; "" when there is none."""
        with self.database.read() as connection:
            return accounts.id_of(connection, name)

    def account(self, id_: str) -> str:
        """The name of an account."""
        with self.database.read() as connection:
            return accounts.name_of(connection, id_)


def _hash(secret: str) -> bytes:
    # The secret has 256 random bits: a plain hash cannot be guessed back, and takes a microsecond.
    return hashlib.sha256(secret.encode()).digest()
