"""Integrations as their accounts see them: connect, look, check, forget; and which of them a question means."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.model.audit import AuditEntry
from leadscout.model.integrations import Integration
from leadscout.model.search import BESIDE, BOTH, DATABASE, LIVE
from leadscout.service.accounts.audit import OPERATOR, Audit
from leadscout.service.accounts.limits import Limits
from leadscout.service.integrations.metering import PATIENCE, Meter
from leadscout.service.integrations.vault import Vault
from leadscout.sources.base import Connection, Connector, SourceKind
from leadscout.store import integrations as store
from leadscout.store.database import Database

NAVIGATOR = "navigator"
"""The kind that a route to LIVE means."""


@dataclass(frozen=True, slots=True)
class NewIntegration:
    """What somebody wants to connect; what is not said is as the kind has it. `cap` is in the kind's units."""

    kind: str
    credential: str
    name: str = ""
    url: str = ""
    pace: float | None = None
    cap: int | None = None


@dataclass(frozen=True)
class Integrations:
    """The integrations of one store. `kinds` is the table of live sources; `now` is the clock, `sleep` waits.

    `go_on` lets the searches of an account go on that sources of these names had stopped.
    """

    database: Database
    limits: Limits
    vault: Vault
    kinds: Mapping[str, SourceKind]
    now: Callable[[], datetime]
    go_on: Callable[[str, Collection[str]], None]
    sleep: Callable[[float], None] = time.sleep

    def connect(
        self, account: str, wish: NewIntegration, actor: str = OPERATOR, *, unseen: bool = False
    ) -> Integration:
        """Connect a source, in place of one of this name. Raises Refused where it does not let us in.

        `unseen`: without asking it, because it may not have started yet.
        """
        kind = self._kind(wish.kind)
        new = Integration(
            id=uuid4().hex,
            account=account,
            kind=kind.name,
            name=wish.name or kind.name,
            url=wish.url or kind.url,
            pace=kind.pace if wish.pace is None else wish.pace,
            cap=kind.cap if wish.cap is None else wish.cap,
            created_at=self._now(),
            checked_at=self._now(),
        )
        connector = kind.connect(Connection(new.name, new.url, wish.credential, self._meter(new, checking=True)))
        if not unseen:
            connector.check()
        with self.database.write() as connection:
            kept = store.put(connection, new, self.vault.close(account, wish.credential))
            self._log(connection, kept, actor, "integration connected")
        self._go_on(kept)
        return kept

    def all(self, account: str) -> list[Integration]:
        """The account's integrations, oldest first."""
        with self.database.read() as connection:
            return store.of_account(connection, account)

    def check(self, account: str, id_: str) -> Integration:
        """Ask the source whether it lets us in; then it is asked again, and searches go on that it had stopped.

        Raises Refused with what it says instead.
        """
        integration = self._get(account, id_)
        self._connector(integration, self._meter(integration, checking=True)).check()
        with self.database.write() as connection:
            store.activate(connection, integration.id, self._now())
        self._go_on(integration)
        return self._get(account, id_)

    def forget(self, account: str, id_: str, actor: str = OPERATOR) -> None:
        """Delete an integration and its credential. Raises Refused when there is none with this id or name."""
        integration = self._get(account, id_)
        with self.database.write() as connection:
            store.delete(connection, account, integration.id)
            self._log(connection, integration, actor, "integration forgotten")

    def has(self, account: str) -> bool:
        """Whether a route to LIVE leads anywhere."""
        return any(one.kind == NAVIGATOR for one in self.all(account))

    def named(self, account: str, name: str, field: str = "source") -> Integration:
        """The integration that a route names. Raises Refused when there is none."""
        mine = self.all(account)
        for one in mine:
            if name in (one.name, one.id, *_also(one, mine)):
                return one
        if name == LIVE or (name == BOTH and not mine):
            raise Refused(Fault("no_integration", valid=("source: database",)))
        names = [one.name for one in mine]
        both = [] if name == BOTH else [BOTH]
        raise Refused(Fault("no_such_source", field, name, (DATABASE, *both, *names, *(BESIDE + one for one in names))))

    def connector(self, integration: Integration, patience: float = PATIENCE) -> Connector:
        """What asks an integration's source, metered; for one's turn it waits so many seconds at most."""
        return self._connector(integration, replace(self._meter(integration), patience=patience))

    def _meter(self, integration: Integration, *, checking: bool = False) -> Meter:
        return Meter(self.database, self.limits, integration, self.now, PATIENCE, self.sleep, checking)

    def _connector(self, integration: Integration, requests: Meter) -> Connector:
        with self.database.read() as connection:
            sealed = store.credential(connection, integration.account, integration.id)
        secret = self.vault.open(integration.account, sealed)
        if not secret:
            raise Refused(Fault("source_unauthorized", value=integration.name))
        kind = self._kind(integration.kind)
        return kind.connect(Connection(integration.name, integration.url, secret, requests))

    def _kind(self, name: str) -> SourceKind:
        if name not in self.kinds:
            raise Refused(Fault("unknown_value", "kind", name, tuple(self.kinds)))
        return self.kinds[name]

    def _get(self, account: str, id_: str) -> Integration:
        mine = next((one for one in self.all(account) if id_ in (one.id, one.name)), None)
        if mine is None:
            raise Refused(Fault("no_integration_here", value=id_))
        return mine

    def _go_on(self, integration: Integration) -> None:
        """Let the searches go on that the source had stopped."""
        names = {integration.name, integration.id}
        names |= {BESIDE + name for name in names} | _also(integration, self.all(integration.account))
        self.go_on(integration.account, names)

    def _log(self, connection: sa.Connection, one: Integration, actor: str, act: str) -> None:
        Audit(self.now).write(connection, AuditEntry(one.account, actor, act, one.id, f"{one.kind} {one.name}"))

    def _now(self) -> str:
        return self.now().isoformat(timespec="seconds")


def _also(one: Integration, mine: Sequence[Integration]) -> set[str]:
    """What an account's integration is called besides its name and id, as its Sales Navigator or its only one."""
    if one.kind == NAVIGATOR:
        return {LIVE, BOTH}
    return {BOTH} if len(mine) == 1 else set()
