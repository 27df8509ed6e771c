"""Money: one unit, the credit, counted in millionths (architecture, decision 15)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.model.ledger import LedgerEntry
from leadscout.store import ledger
from leadscout.store.accounts import lock_account, room_of
from leadscout.store.database import Database

MILLIONTHS = 1_000_000
_UNBOUNDED = 10**9  # units, where they cost nothing


@dataclass(frozen=True, slots=True)
class Price:
    """What a dialect charges for one unit of an operation, in credits, and as what the vendor shows them.

    With `tiers` it falls as the account's spending with the dialect grows: from so many credits spent on, such a part
    of it is paid.
    """

    dialect: str
    operation: str
    credits: Decimal
    per: str
    shown_as: str
    tiers: Sequence[tuple[Decimal, Decimal]] = ()

    @property
    def setting(self) -> str:
        """The setting that changes it."""
        return f"price_{self.dialect}_{self.operation}"

    def tier(self, spent: int) -> tuple[int, Decimal]:
        """The number of the tier that so many spent millionths reach, and the credits of a unit there."""
        reached = [part for least, part in self.tiers if spent >= least * MILLIONTHS]
        return len(reached), self.credits * (reached[-1] if reached else 1)


class Payer(Protocol):
    """Who pays: an account, and the key in whose name it was asked, "" for none."""

    @property
    def account(self) -> str:
        """The id of the account."""

    @property
    def key(self) -> str:
        """The id of the key."""


@dataclass(frozen=True, slots=True)
class AccountPayer:
    """An account that pays by itself."""

    account: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class CreditHold:
    """What is put aside for so many units of a price; `key` is what it is held under, "" for nothing."""

    payer: Payer
    price: Price
    units: int
    key: str = ""


@dataclass(frozen=True)
class Credits:
    """Charges accounts of one store.

    `prices` are by dialect and operation, `now` is the clock.
    """

    database: Database
    prices: Mapping[tuple[str, str], Price]
    now: Callable[[], datetime]

    def charge(self, payer: Payer, price: Price, units: int, idempotency_key: str) -> int:
        """Take the price of so many units from who pays, in a transaction of its own; see `take`."""
        with self.database.write() as connection:
            return self.take(connection, payer, price, units, idempotency_key)

    def take(self, connection: sa.Connection, payer: Payer, price: Price, units: int, idempotency_key: str) -> int:
        """Take the price of so many units from who pays, in the caller's transaction; gives the millionths charged.

        Nothing is booked for nothing, nor twice under one key: what was charged before is given then. Raises Refused
        when the balance is too low, or the payer's key may not charge so much; both are left as they were.
        """
        account = payer.account
        if price.tiers or payer.key:
            lock_account(
                connection, account
            )  # what was spent before decides what is charged now, and whether it may be
        earlier = ledger.entry(connection, idempotency_key)
        if earlier is not None:
            return -earlier.amount
        amount = self._each(connection, account, price) * units
        if not amount:
            return 0
        operation = f"{price.dialect}.{price.operation}"
        self._check_ceiling(connection, payer, amount)
        booked = ledger.book(connection, self._entry(payer, idempotency_key, operation, -amount))
        if booked is None:
            raise Refused(Fault("insufficient_credits"))
        return -booked.amount

    def check(self, connection: sa.Connection, payer: Payer, price: Price) -> None:
        """Raises Refused when who pays cannot pay a single unit of a price."""
        each = self._each(connection, payer.account, price)
        if ledger.balance(connection, payer.account) < each:
            raise Refused(Fault("insufficient_credits"))
        self._check_ceiling(connection, payer, each)

    def _check_ceiling(self, connection: sa.Connection, payer: Payer, amount: int) -> None:
        room = room_of(connection, payer.key) if payer.key else None
        if room is not None and amount > room:
            raise Refused(Fault("ceiling_reached", value=payer.key, valid=(f"{room / MILLIONTHS:g}",)))

    def units(self, account: str, price: Price, most: Decimal) -> int:
        """How many units of a price the account gets for `most` credits."""
        with self.database.read() as connection:
            each = self._each(connection, account, price)
        return int(most * MILLIONTHS) // each if each else _UNBOUNDED

    def affordable(self, payer: Payer, price: Price) -> int:
        """How many units of a price can be paid."""
        with self.database.read() as connection:
            left = ledger.balance(connection, payer.account)
            room = room_of(connection, payer.key) if payer.key else None
            each = self._each(connection, payer.account, price)
        return (left if room is None else min(left, room)) // each if each else _UNBOUNDED

    def _each(self, connection: sa.Connection, account: str, price: Price) -> int:
        spent = ledger.spent(connection, account, f"{price.dialect}.") if price.tiers else 0
        return int(price.tier(spent)[1] * MILLIONTHS)

    def spent(self, account: str, operations: str, since: str = "", until: str = "~") -> int:
        """What the account has spent, in millionths, for operations whose name begins so; refunds taken off.

        Times are ISO 8601.
        """
        with self.database.read() as connection:
            return ledger.spent(connection, account, operations, since, until)

    @contextmanager
    def holding(self, payer: Payer, price: Price, units: int) -> Iterator[CreditHold]:
        """Put aside what so many units cost while they are looked for, or what can be paid of them.

        `settle` charges those that there are; what is not charged is given back at the end, also where this process
        dies. Raises Refused when not one unit can be paid.
        """
        key = f"{self.database.holder.token()}:{price.dialect}.{price.operation}"
        with self.database.write() as connection:
            lock_account(connection, payer.account)
            self.check(connection, payer, price)
            each = self._each(connection, payer.account, price)
            held = CreditHold(payer, price, min(units, self.affordable(payer, price)) if each else units, key)
            self.hold(connection, payer, held.units * each, key)
        try:
            yield held
        finally:
            with self.database.write() as connection:
                self.release(connection, key)

    def hold(self, connection: sa.Connection, payer: Payer, amount: int, idempotency_key: str) -> int:
        """Put so many millionths aside for what may be charged later, in the caller's transaction; gives them.

        They leave the balance, so that nothing else spends them, and count for the ceiling of the payer's key. `settle`
        or `release` ends it. What is held under the key, or was, is given as it is. Raises Refused as `take` does.
        """
        lock_account(connection, payer.account)
        earlier = ledger.entry(connection, ledger.held_under(idempotency_key))
        if earlier is not None:
            return -earlier.amount
        self._check_ceiling(connection, payer, amount)
        if (
            amount
            and ledger.book(connection, self._entry(payer, ledger.held_under(idempotency_key), ledger.HOLD, -amount))
            is None
        ):
            raise Refused(Fault("insufficient_credits"))
        return amount

    def release(self, connection: sa.Connection, idempotency_key: str) -> int:
        """Give back what is held under a key, once; gives the millionths, 0 where nothing was held, or no more is."""
        held = ledger.entry(connection, ledger.held_under(idempotency_key))
        if held is None or ledger.entry(connection, ledger.released_under(idempotency_key)) is not None:
            return 0
        back = ledger.book(
            connection, self._entry(held, ledger.released_under(idempotency_key), ledger.RELEASE, -held.amount)
        )
        return back.amount if back else 0

    def settle(self, connection: sa.Connection, held: CreditHold, units: int, idempotency_key: str) -> int:
        """Charge so many units of what is held, and give back the rest; gives the millionths charged.

        One step: nobody spends in between what was held. Raises Refused when it cannot be paid; then nothing changes
        if the caller's transaction is undone.
        """
        lock_account(connection, held.payer.account)
        if held.key:
            self.release(connection, held.key)
        return self.take(connection, held.payer, held.price, units, idempotency_key)

    def refund(self, connection: sa.Connection, idempotency_key: str) -> None:
        """Give back what was charged under a key, once for each time; nothing when nothing was."""
        charged = _latest(connection, idempotency_key)
        if charged is not None:
            operation = f"{charged.operation}.refund"
            back = self._entry(charged, _refund(charged), operation, -charged.amount)
            ledger.book(connection, back)

    def charge_again(self, connection: sa.Connection, idempotency_key: str) -> None:
        """Charge anew what was charged under a key and given back; nothing where it was not.

        Raises Refused when it cannot be paid.
        """
        charged = _latest(connection, idempotency_key)
        if charged is None or ledger.entry(connection, _refund(charged)) is None:
            return
        lock_account(connection, charged.account)
        self._check_ceiling(connection, charged, -charged.amount)
        key = f"{idempotency_key}:{_time(charged, idempotency_key) + 1}"
        if ledger.book(connection, self._entry(charged, key, charged.operation, charged.amount)) is None:
            raise Refused(Fault("insufficient_credits"))

    def grant(self, connection: sa.Connection, account: str, amount: int, idempotency_key: str) -> None:
        """Give an account credits, in the caller's transaction, once under a key."""
        ledger.book(connection, self._entry(AccountPayer(account), idempotency_key, "grant", amount))

    def by_operation(self, account: str) -> dict[str, int]:
        """What the account has spent, in millionths, by operation; refunds stand by themselves, below zero."""
        with self.database.read() as connection:
            return ledger.spent_by_operation(connection, account)

    def by_day(self, account: str) -> dict[str, int]:
        """What the account has spent, in millionths, by day (ISO 8601, UTC); refunds are taken off their own day."""
        with self.database.read() as connection:
            return ledger.spent_by_day(connection, account)

    def by_key(self, account: str) -> dict[str, int]:
        """What the account has spent, in millionths, by the key in whose name; "" for what was in none's."""
        with self.database.read() as connection:
            return ledger.spent_by_key(connection, account)

    def balance(self, account: str) -> int:
        """What the account has left, in millionths."""
        with self.database.read() as connection:
            return ledger.balance(connection, account)

    def entries(self, account: str) -> list[LedgerEntry]:
        """Every movement of the account, oldest first."""
        with self.database.read() as connection:
            return ledger.entries(connection, account)

    def latest(self, account: str, limit: int, offset: int = 0, *, key: str = "", day: str = "") -> list[LedgerEntry]:
        """Movements of the account, newest first; of one key, or of one day, where that is given."""
        with self.database.read() as connection:
            return ledger.latest(connection, account, limit, offset, key=key, day=day)

    def _entry(self, payer: Payer, idempotency_key: str, operation: str, amount: int) -> LedgerEntry:
        at = self.now().isoformat(timespec="seconds")
        return LedgerEntry(payer.account, idempotency_key, operation, amount, at, payer.key)


def _latest(connection: sa.Connection, key: str) -> LedgerEntry | None:
    """The charge under a key that was made last: the second is under key:2, and so on."""
    charged, time = ledger.entry(connection, key), 2
    while again := ledger.entry(connection, f"{key}:{time}"):
        charged, time = again, time + 1
    return charged


def _time(charged: LedgerEntry, key: str) -> int:
    """The how manieth charge under a key it is."""
    return int(charged.idempotency_key.removeprefix(key).removeprefix(":") or 1)


def _refund(charged: LedgerEntry) -> str:
    return f"refund:{charged.idempotency_key}"
