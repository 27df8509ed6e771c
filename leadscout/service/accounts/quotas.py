"""How much an account keeps at most: a setting for each thing, or a row of the account's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.store import accounts
from leadscout.store import quotas as store

NAMES = tuple(store.COUNTS)
"""What has a quota."""

WORDS = {"bytes": "bytes of searches and files"}
"""What is kept, where the quota's name alone would not say it."""


@dataclass(frozen=True)
class Quotas:
    """`usual` is what every account may keep that has no row of its own; what is not among it has no end."""

    usual: Mapping[str, int] = field(default_factory=dict)

    def check(self, connection: sa.Connection, account: str, *names: str, more: int = 1) -> None:
        """Raises Refused where an account keeps as many already; `more` are to come, in the caller's transaction.

        The account is held: of several at once each counts what the others have added.
        """
        accounts.lock_account(connection, account)
        own = store.most(connection, account)
        for name in names:
            most = own.get(name, self.usual.get(name))
            if most is not None and store.COUNTS[name](connection, account) + more > most:
                raise Refused(Fault("too_many_kept", WORDS.get(name, name), limit=most))

    def change(self, connection: sa.Connection, account: str, name: str, most: int | None) -> None:
        """Give an account a quota of its own, in the caller's transaction; None: what every account has."""
        store.change(connection, account, name, most)

    def of(self, connection: sa.Connection, account: str) -> dict[str, tuple[int, int | None]]:
        """What an account keeps of each thing, and may keep; None: without an end."""
        own = store.most(connection, account)
        return {
            name: (count(connection, account), own.get(name, self.usual.get(name)))
            for name, count in store.COUNTS.items()
        }
