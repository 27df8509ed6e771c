"""Webhooks that accounts register once, and the secrets by which receivers know that a call is ours."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.model.audit import AuditEntry
from leadscout.model.webhooks import Webhook
from leadscout.service.accounts.audit import OPERATOR, Audit
from leadscout.service.integrations.vault import Vault
from leadscout.store import accounts
from leadscout.store import webhooks as store
from leadscout.store.database import Database
from leadscout.webhooks.sign import Secrets

MOST = 100
"""Webhooks of an account."""


@dataclass(frozen=True)
class Webhooks:
    """The registered webhooks of one store; `now` is the clock. An account has one at an address.

    `vault` keeps the secrets that a vendor's own signatures are made with, `signing` gives those of Standard Webhooks.
    Who acts is a key, or the operator; each act stands in the log.
    """

    database: Database
    vault: Vault
    secrets: Secrets
    now: Callable[[], datetime]

    def register(self, new: Webhook, secret: str = "", actor: str = OPERATOR) -> Webhook:
        """Register a webhook as of now, with a new secret where none is given; one that is there is given as it is.

        Raises Refused where the account has one at this address, or as many as it may have.
        """
        at = self._at()
        new = replace(new, created_at=at, updated_at=at)
        sealed = self.vault.close(new.account, secret or secrets.token_urlsafe(32))
        with self.database.write() as connection:
            there = store.get(connection, new.account, new.id)
            if there is None:
                if not store.add(connection, new, sealed, MOST):
                    raise Refused(Fault("too_many_kept", "webhooks", limit=MOST))
                there = store.get(connection, new.account, new.id)
                if there is None:
                    raise Refused(Fault("address_taken", "url", new.url))
                self._log(connection, new, actor, "webhook registered")
        return there

    def all(self, account: str) -> list[Webhook]:
        """The webhooks of an account, oldest first."""
        with self.database.read() as connection:
            return store.of_account(connection, account)

    def get(self, account: str, id_: str) -> Webhook:
        """A webhook of an account. Raises Refused when it has none with this id."""
        with self.database.read() as connection:
            return self._named(connection, account, id_)

    def change(self, changed: Webhook, secret: str = "", actor: str = OPERATOR) -> Webhook:
        """Write a webhook as it is now; without a secret it keeps its own.

        Raises Refused as `get` and `register` do.
        """
        changed = replace(changed, updated_at=self._at())
        with self.database.write() as connection:
            accounts.lock_account(connection, changed.account)
            self._named(connection, changed.account, changed.id)
            mine = store.of_account(connection, changed.account)
            if any(one.url == changed.url and one.id != changed.id for one in mine):
                raise Refused(Fault("address_taken", "url", changed.url))
            store.change(connection, changed, self.vault.close(changed.account, secret) if secret else None)
            self._log(connection, changed, actor, "webhook changed")
        return changed

    def rotate(self, account: str, id_: str, hours: float, actor: str = OPERATOR) -> Webhook:
        """Give a webhook another signing secret; for so many hours the one before signs beside it.

        Raises Refused as `get` does.
        """
        with self.database.write() as connection:
            accounts.lock_account(connection, account)  # two at once make two versions, one after the other
            before = self._named(connection, account, id_)
            until = (self.now() + timedelta(hours=hours)).timestamp()
            after = replace(before, version=before.version + 1, previous_until=until, updated_at=self._at())
            store.change(connection, after, None)
            self._log(connection, after, actor, "webhook secret rotated")
        return after

    def delete(self, account: str, id_: str, actor: str = OPERATOR) -> None:
        """Forget a webhook. Raises Refused when there is none."""
        with self.database.write() as connection:
            gone = self._named(connection, account, id_)
            store.delete(connection, account, id_)
            self._log(connection, gone, actor, "webhook deleted")

    def secret(self, account: str, url: str) -> str:
        """The secret of the vendor's signatures for the account's webhook at an address.

        Raises Refused when there is no such webhook any more, or its secret was encrypted with another secret.key.
        """
        with self.database.read() as connection:
            sealed = store.secret(connection, account, url)
        secret = self.vault.open(account, sealed) if sealed else ""
        if not secret:  # a call signed with an empty secret could be anybody's
            raise Refused(Fault("secret_lost", value=url))
        return secret

    def signing(self, account: str, url: str) -> list[str]:
        """The secrets that sign a call to an address: that of its webhook, and of a while ago; else the account's."""
        with self.database.read() as connection:
            there = store.at(connection, account, url)
        return [self.secrets.of(account)] if there is None else self.signing_of(there)

    def signing_of(self, webhook: Webhook) -> list[str]:
        """The same for a webhook."""
        current = self.secrets.of(webhook.account, webhook.id, webhook.version)
        if webhook.previous_until <= self.now().timestamp():
            return [current]
        return [current, self.secrets.of(webhook.account, webhook.id, webhook.version - 1)]

    def receivers(self, account: str, event: str) -> list[str]:
        """Where an event of an account is told."""
        return [one.url for one in self.all(account) if event in one.events]

    def _named(self, connection: sa.Connection, account: str, id_: str) -> Webhook:
        there = store.get(connection, account, id_)
        if there is None:
            raise Refused(Fault("not_found", value=f"webhook {id_}"))
        return there

    def _log(self, connection: sa.Connection, webhook: Webhook, actor: str, act: str) -> None:
        Audit(self.now).write(connection, AuditEntry(webhook.account, actor, act, webhook.id))

    def _at(self) -> str:
        return self.now().isoformat(timespec="seconds")
