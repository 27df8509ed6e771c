"""Money: one unit, the credit, counted in millionths (architecture, decision 15)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.store import ledger
from leadscout.store.accounts import hold
from leadscout.store.database import Database
from leadscout.store.ledger import Entry

MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """One row: what a dialect charges for an operation, in the unit the vendor shows. `setting` can change it.

    A `tiered` price falls as the account's spending with the dialect grows.
    """

    dialect: str
    operation: str
    setting: str
    per: str
    shown_as: str
    tiered: bool = False


PRICES = {
    (row.dialect, row.operation): row
    for row in (
        Price("generect", "database", "price_generect_database", "row returned", "USD", tiered=True),
        Price("generect", "by_icp", "price_generect_by_icp", "row returned", "USD", tiered=True),
        Price("pronto", "lead", "price_pronto_lead", "lead found", "credits"),
        Price("native", "lead", "price_native_lead", "lead found", "credits"),
        Price("questor", "search", "price_questor_search", "search created", "credits"),
        Price("questor", "result", "price_questor_result", "result retrieved", "credits"),
        Price("questor", "geocode", "price_questor_geocode", "look-up", "credits"),
    )
}


@dataclass(frozen=True)
class Credits:
    """Charges accounts of one store.

    `prices` are credits by setting, `tiers` say from how many credits spent on which part of a tiered price is paid,
    `now` is the clock.
    """

    database: Database
    prices: Mapping[str, Decimal]
    tiers: Sequence[tuple[Decimal, Decimal]]
    now: Callable[[], datetime]

    def charge(self, account: str, price: Price, units: int, idempotency_key: str) -> int:
        """Take the price of so many units from an account, in a transaction of its own; see `take`."""
        with self.database.write() as connection:
            return self.take(connection, account, price, units, idempotency_key)

    def take(self, connection: sa.Connection, account: str, price: Price, units: int, idempotency_key: str) -> int:
        """Take the price of so many units from an account, in the caller's transaction; gives the millionths charged.

        Nothing is booked for nothing, nor twice under one key: what was charged before is given then. Raises Refused
        when the balance is too low; it is left as it was.
        """
        if price.tiered:
            hold(connection, account)  # what was spent before decides what is charged now
        earlier = ledger.entry(connection, idempotency_key)
        if earlier is not None:
            return -earlier.amount
        amount = self._each(connection, account, price) * units
        if not amount:
            return 0
        operation = f"{price.dialect}.{price.operation}"
        booked = ledger.book(connection, self._entry(account, idempotency_key, operation, -amount))
        if booked is None:
            raise Refused(Fault("insufficient_credits"))
        return -booked.amount

    def affordable(self, account: str, price: Price) -> int:
        """How many units of a price the account can pay."""
        with self.database.read() as connection:
            return ledger.balance(connection, account) // self._each(connection, account, price)

    def _each(self, connection: sa.Connection, account: str, price: Price) -> int:
        part = self.tier(ledger.spent(connection, account, f"{price.dialect}."))[1] if price.tiered else Decimal(1)
        return int(self.prices[price.setting] * part * MILLIONTHS)

    def tier(self, spent: int) -> tuple[int, Decimal]:
        """The number of the tier that so many spent millionths reach, and the part of a price that it pays."""
        reached = [part for least, part in self.tiers if spent >= least * MILLIONTHS]
        return len(reached), reached[-1] if reached else Decimal(1)

    def spent(self, account: str, operations: str, since: str = "", until: str = "~") -> int:
        """What the account has spent, in millionths, for operations whose name begins so; refunds taken off.

        Times are ISO 8601.
        """
        with self.database.read() as connection:
            return ledger.spent(connection, account, operations, since, until)

    def refund(self, connection: sa.Connection, idempotency_key: str) -> None:
        """Give back what was charged under a key, once; nothing when nothing was."""
        charged = ledger.entry(connection, idempotency_key)
        if charged is not None:
            operation = f"{charged.operation}.refund"
            back = self._entry(charged.account, f"refund:{idempotency_key}", operation, -charged.amount)
            ledger.book(connection, back)

    def grant(self, connection: sa.Connection, account: str, amount: int, idempotency_key: str) -> None:
        """Give an account credits, in the caller's transaction."""
        ledger.book(connection, self._entry(account, idempotency_key, "grant", amount))

    def by_operation(self, account: str) -> dict[str, int]:
        """What the account has spent, in millionths, by operation; refunds stand by themselves, below zero."""
        spent: dict[str, int] = {}
        for entry in self.entries(account):
            if entry.operation != "grant":
                spent[entry.operation] = spent.get(entry.operation, 0) - entry.amount
        return spent

    def balance(self, account: str) -> int:
        """What the account has left, in millionths."""
        with self.database.read() as connection:
            return ledger.balance(connection, account)

    def entries(self, account: str) -> list[Entry]:
        """Every movement of the account, oldest first."""
        with self.database.read() as connection:
            return ledger.entries(connection, account)

    def _entry(self, account: str, idempotency_key: str, operation: str, amount: int) -> Entry:
        return Entry(account, idempotency_key, operation, amount, self.now().isoformat(timespec="seconds"))
