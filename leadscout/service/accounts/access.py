"""Who may do what: accounts and keys."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.model.audit import AuditEntry
from leadscout.model.keys import USUAL, Grant, Key
from leadscout.model.search import Owner
from leadscout.service.accounts.audit import OPERATOR, Audit, shown
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.quotas import Quotas
from leadscout.store import accounts
from leadscout.store.database import Database


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request, and what their key may."""

    account: str
    key: str
    grant: Grant = field(default_factory=Grant)

    def owner(self, dialect: str) -> Owner:
        """Whose searches of a dialect the caller's are; what they make is charged in the name of the key."""
        return Owner(self.account, dialect, self.key)

    @property
    def only(self) -> tuple[str, ...]:
        """The doors that the key opens; none: all."""
        return self.grant.only

    @property
    def may(self) -> tuple[str, ...]:
        """Scopes that not every key has."""
        return self.grant.may


@dataclass(frozen=True)
class Access:
    """Keys of one store. `now` is the clock."""

    database: Database
    credits: Credits
    now: Callable[[], datetime]
    quotas: Quotas = field(default_factory=Quotas)

    @property
    def audit(self) -> Audit:
        """The log of what is done."""
        return Audit(self.now)

    def create(
        self, name: str, account: str, only: Sequence[str] = (), amount: int = 0, may: Sequence[str] = ()
    ) -> tuple[Key, str]:
        """Make a key as `open_account` does, which may what `only` and `may` say."""
        return self.open_account(name, account, Grant(tuple(only), tuple(may)), amount)

    def open_account(self, name: str, account: str, grant: Grant, amount: int = 0) -> tuple[Key, str]:
        """Make a key for the account of a name, new or known, with `amount` millionths of credits more.

        Gives the key and its secret, which is shown this once: only its hash is kept.
        """
        with self.database.write() as connection:
            owner = accounts.add_account(connection, f"acc_{secrets.token_hex(8)}", account, self._at())
            key, secret = self._new_key(name, owner, grant)
            accounts.add_key(connection, key, digest(secret))
            self.audit.write(connection, AuditEntry(owner, OPERATOR, "key made", key.id, shown(grant)))
            if amount:
                self._give(connection, owner, amount, f"grant:{key.id}")
        return key, secret

    def top_up(self, account: str, amount: int) -> int:
        """Give an account so many millionths of credits more; gives its balance then."""
        with self.database.write() as connection:
            self._give(connection, account, amount, f"top-up:{secrets.token_hex(8)}")
        return self.credits.balance(account)

    def _give(self, connection: sa.Connection, account: str, amount: int, idempotency_key: str) -> None:
        self.credits.grant(connection, account, amount, idempotency_key)
        self.audit.write(connection, AuditEntry(account, OPERATOR, "credits given", account, f"{amount} millionths"))

    def set_quota(self, account: str, name: str, most: int | None) -> None:
        """Let an account keep so many of something at most; None: as many as every account may."""
        with self.database.write() as connection:
            self.quotas.change(connection, account, name, most)
            to = "usual" if most is None else str(most)
            self.audit.write(connection, AuditEntry(account, OPERATOR, "quota set", account, f"{name}={to}"))

    def add(self, caller: Caller, name: str, grant: Grant, id_: str) -> tuple[Key, str]:
        """Make the key of an id for the caller's account, no wider than theirs; gives the key and its secret.

        Raises Refused when it would be wider, when the account has as many as it may, and when the key was made
        before: nobody knows its secret any more.
        """
        self.bound(caller, grant)
        key, secret = self._new_key(name, caller.account, grant)
        key = replace(key, id=f"key_{id_[:16]}")
        with self.database.write() as connection:
            self.quotas.check(connection, caller.account, "keys")
            if not accounts.add_key(connection, key, digest(secret)):
                raise Refused(Fault("shown_once"))
            self.audit.write(connection, AuditEntry(caller.account, caller.key, "key made", key.id, shown(grant)))
        return key, secret

    def _new_key(self, name: str, account: str, grant: Grant) -> tuple[Key, str]:
        return Key(f"key_{secrets.token_hex(8)}", account, name, grant, self._at()), f"ls_{secrets.token_urlsafe(32)}"

    def _at(self) -> str:
        return self.now().isoformat(timespec="seconds")

    def keys_of(self, account: str) -> list[Key]:
        """The keys of an account."""
        with self.database.read() as connection:
            return accounts.keys_of(connection, account)

    def revoke(self, id_: str, caller: Caller | None = None) -> None:
        """Let a key open nothing any more; for a `caller`, one of their account that is no wider than theirs.

        Raises Refused when there is no such key, or it is wider.
        """
        with self.database.write() as connection:
            key = accounts.key_named(connection, id_)
            if key is None or (caller is not None and key.account != caller.account):
                raise Refused(Fault("not_found", value=f"key {id_}"))
            if caller is not None and id_ != caller.key and not caller.grant.covers(key.grant):
                raise Refused(Fault("wider_key", value=id_))
            if not accounts.revoke(connection, id_, self._at()):
                raise Refused(Fault("not_found", value=f"key {id_}"))
            actor = caller.key if caller else OPERATOR
            self.audit.write(connection, AuditEntry(key.account, actor, "key revoked", id_))

    def all_keys(self) -> list[Key]:
        """All keys."""
        with self.database.read() as connection:
            return accounts.all_keys(connection)

    def caller(self, secret: str, header: str) -> Caller:
        """Who this secret belongs to. Raises Refused; `header` says how to send a key."""
        if not secret:
            raise Refused(Fault("missing_key", valid=(header,)))
        hash_ = digest(secret)
        key = self.database.cache.get(("key", hash_), lambda: self._key_of(hash_))
        if key is None:
            raise Refused(Fault("wrong_key"))
        if key.revoked_at:
            raise Refused(Fault("revoked_key"))
        if key.is_over(self._at()):
            raise Refused(Fault("expired_key", value=key.grant.expires_at))
        return Caller(key.account, key.id, key.grant)

    def _key_of(self, hash_: bytes) -> Key | None:
        with self.database.read() as connection:
            return accounts.key_of(connection, hash_)

    def allow(self, caller: Caller, scope: str) -> None:
        """Raises Refused when the caller's key lacks a scope."""
        if scope in USUAL and scope not in caller.grant.scopes:
            raise Refused(Fault("scope_missing", value=scope))
        if scope not in USUAL and scope not in caller.may:
            raise Refused(Fault("scope_needed", value=scope))

    def account_named(self, name: str) -> str:
        """The id of the account of a name. Raises Refused where there is none."""
        id_ = self.account_of(name)
        if not id_:
            raise Refused(Fault("not_found", value=f"account {name}"))
        return id_

    def bound(self, caller: Caller, grant: Grant) -> None:
        """Raises Refused where a key would be wider than the caller's own."""
        if caller.only and not (grant.only and set(grant.only) <= set(caller.only)):
            raise Refused(Fault("forbidden"))
        for scope in (*grant.scopes, *grant.may):
            self.allow(caller, scope)
        # Each of many keys that may spend as much would spend it: whoever may not spend all makes none that spends.
        spends = caller.grant.ceiling is not None and grant.ceiling != 0
        if spends or not caller.grant.covers(grant):
            raise Refused(Fault("wider_key", value="a key like this"))

    def admit(self, caller: Caller, doors: Sequence[str]) -> None:
        """Raises Refused when the caller's key is limited, and to none of `doors`."""
        if caller.only and not set(caller.only) & set(doors):
            raise Refused(Fault("forbidden"))

    def accounts(self, connection: sa.Connection) -> list[tuple[str, str, int]]:
        """Id, name and balance (in millionths) of every account, by name."""
        return accounts.all_accounts(connection)

    def account_of(self, name: str) -> str:
        """The id of the account of a name; "" when there is none."""
        with self.database.read() as connection:
            return accounts.id_of(connection, name)

    def account(self, id_: str) -> str:
        """The name of an account."""
        with self.database.read() as connection:
            return accounts.name_of(connection, id_)


def digest(secret: str) -> bytes:
    """What is kept of a secret."""
    # The secret has 256 random bits: a plain hash cannot be guessed back, and takes a microsecond.
    return hashlib.sha256(secret.encode()).digest()
