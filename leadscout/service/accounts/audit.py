"""The log of administrative acts: who made keys, gave credits, changed quotas, forgot people or mended something."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from leadscout.model.audit import ACTS, AuditEntry
from leadscout.model.keys import USUAL, Grant
from leadscout.store import audit as store

OPERATOR = "operator"
"""Who acts on the command line of the server's machine."""


@dataclass(frozen=True)
class Audit:
    """Writes and reads the log; `now` is the clock. What concerns all is of the account ""."""

    now: Callable[[], datetime]

    def write(self, connection: sa.Connection, entry: AuditEntry) -> None:
        """Add an act in the caller's transaction, as of now. Raises KeyError for one that is no row of ACTS."""
        _ = ACTS[entry.act]
        store.add(connection, replace(entry, at=self.now().isoformat(timespec="seconds")))

    def latest(self, connection: sa.Connection, account: str | None, limit: int, offset: int = 0) -> list[AuditEntry]:
        """Acts in an account, or in all (None), newest first."""
        return store.latest(connection, account, limit, offset)


def shown(grant: Grant) -> str:
    """What a key opens and may, in few words."""
    words: Iterable[tuple[str, object]] = (
        ("only", ",".join(grant.only)),
        ("scopes", ",".join(grant.scopes) if set(grant.scopes) != set(USUAL) else ""),
        ("may", ",".join(grant.may)),
        ("until", grant.expires_at or ""),
        ("ceiling", "" if grant.ceiling is None else grant.ceiling),
    )
    return " ".join(f"{name}={value}" for name, value in words if value != "")
