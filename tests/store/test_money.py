"""Any sequence of charges, holds, releases, refunds and top-ups, cut off anywhere: the books are right after each."""

import itertools
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from leadscout.errors import Refused
from leadscout.model.keys import Grant
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import MILLIONTHS, AccountPayer, CreditHold, Credits, Price
from leadscout.store import health
from leadscout.store.tables.leadscout import ACCOUNT, API_KEY, LEDGER

SEARCH = Price("questor", "search", Decimal(50), "search created", "credits")
RESULT = Price("questor", "result", Decimal("0.5"), "result retrieved", "credits")
ROW = Price("generect", "database", Decimal("0.02"), "row returned", "USD", [(Decimal(1), Decimal("0.5"))])
PRICES = (SEARCH, RESULT, ROW)
UNITS = st.one_of(st.integers(0, 3), st.integers(0, 60))
NOW = datetime(2026, 11, 20, tzinfo=UTC)
_numbers = itertools.count()


class Books(RuleBasedStateMachine):
    """An account with a key without and one with a ceiling; every act may come again, and be undone."""

    access: Access

    def __init__(self):
        super().__init__()
        self.name = f"account {next(_numbers)}"
        key, _ = self.access.create("free", self.name, amount=200 * MILLIONTHS)
        bounded, _ = self.access.open_account("bounded", self.name, Grant(ceiling=10 * MILLIONTHS))
        self.account, self.keys, self.ceiling = key.account, ("", key.id, bounded.id), bounded.id
        self.given = 200 * MILLIONTHS
        self.charged, self.held = {}, {}

    def key_of(self, number):
        return f"{self.name}:{number}"

    def balance(self):
        return self.access.credits.balance(self.account)

    @rule(payer=st.integers(0, 2), price=st.sampled_from(PRICES), units=UNITS, name=st.integers(0, 5))
    def charge(self, payer, price, units, name):
        purse, before = AccountPayer(self.account, self.keys[payer]), self.balance()
        try:
            amount = self.access.credits.charge(purse, price, units, self.key_of(name))
        except Refused:
            assert self.balance() == before
            return
        if name in self.charged:
            assert (amount, self.balance()) == (self.charged[name], before), "one key, one charge"
        elif amount:
            self.charged[name] = amount
            assert self.balance() == before - amount

    @rule(name=st.integers(0, 5), times=st.integers(1, 2))
    def refund(self, name, times):
        before, entries = self.balance(), len(self.access.credits.entries(self.account))
        for _ in range(times):
            with self.access.database.write() as connection:
                self.access.credits.refund(connection, self.key_of(name))
        fresh = len(self.access.credits.entries(self.account)) - entries
        assert fresh <= 1
        assert self.balance() - before == fresh * self.charged.get(name, 0)

    @rule(name=st.integers(0, 5))
    def charge_again(self, name):
        before = self.balance()
        try:
            with self.access.database.write() as connection:
                self.access.credits.charge_again(connection, self.key_of(name))
        except Refused:
            assert self.balance() == before
        assert before - self.balance() in (0, self.charged.get(name, 0))

    @rule(payer=st.integers(0, 2), amount=st.integers(0, 90 * MILLIONTHS), name=st.integers(0, 3))
    def hold(self, payer, amount, name):
        purse = AccountPayer(self.account, self.keys[payer])
        try:
            with self.access.database.write() as connection:
                given = self.access.credits.hold(connection, purse, amount, f"h:{self.key_of(name)}")
        except Refused:
            return
        if given:
            assert self.held.setdefault(name, given) == given

    @rule(payer=st.integers(0, 2), units=st.integers(0, 60), name=st.integers(0, 3), cut=st.booleans())
    def settle(self, payer, units, name, cut):
        """Nobody has both, a hold and its charge; cut off in between, nothing happened."""
        purse, before = AccountPayer(self.account, self.keys[payer]), self.balance()
        try:
            with self.access.database.write() as connection:
                key = f"h:{self.key_of(name)}"
                self.access.credits.settle(connection, CreditHold(purse, RESULT, 60, key), units, key)
                if cut:
                    raise KeyboardInterrupt  # noqa: TRY301 - as if it was cut off here
        except (Refused, KeyboardInterrupt):
            assert self.balance() == before

    @rule(name=st.integers(0, 3))
    def release(self, name):
        before = self.balance()
        with self.access.database.write() as connection:
            back = self.access.credits.release(connection, f"h:{self.key_of(name)}")
        assert back in (0, self.held.get(name, 0))
        assert self.balance() == before + back

    @rule(amount=st.integers(1, 20 * MILLIONTHS), name=st.integers(0, 2))
    def top_up(self, amount, name):
        before = len(self.access.credits.entries(self.account))
        with self.access.database.write() as connection:
            self.access.credits.grant(connection, self.account, amount, f"top-up:{self.key_of(name)}")
        if len(self.access.credits.entries(self.account)) > before:
            self.given += amount

    @invariant()
    def books_are_right(self):
        with self.access.database.read() as connection:
            assert not health.unbalanced(connection)
            assert not health.unfounded_refunds(connection)
            balance = connection.execute(sa.select(ACCOUNT.c.balance).where(ACCOUNT.c.id == self.account)).scalar()
            keys = connection.execute(sa.select(API_KEY).where(API_KEY.c.account == self.account)).all()
            total = sa.select(LEDGER.c.key, sa.func.sum(LEDGER.c.amount).label("amount")).group_by(LEDGER.c.key)
            rows = connection.execute(total.where(LEDGER.c.account == self.account))
            by_key = {row.key: int(row.amount) for row in rows}
        assert 0 <= balance <= self.given
        for key in keys:
            assert key.spent == -by_key.get(key.id, 0)
            assert key.ceiling is None or key.spent <= key.ceiling


@pytest.fixture
def access(database):
    return Access(database, Credits(database, {}, lambda: NOW), lambda: NOW)


def test_the_books_are_right_whatever_happens(access):
    machine = type("TheseBooks", (Books,), {"access": access})
    fuzzing = settings.default.max_examples > 100  # make fuzz
    run_state_machine_as_test(
        machine, settings=settings(max_examples=1000 if fuzzing else 15, stateful_step_count=20, deadline=None)
    )


def test_a_search_of_50_and_half_a_credit_a_result_is_exact(access):
    key, _ = access.create("a", "exact", amount=1000 * MILLIONTHS)
    purse = AccountPayer(key.account, key.id)
    access.credits.charge(purse, SEARCH, 1, "s")
    for page in range(3):
        access.credits.charge(purse, RESULT, 25, f"r{page}")
        access.credits.charge(purse, RESULT, 25, f"r{page}")
    assert access.credits.balance(key.account) == int((1000 - 50 - Decimal("0.5") * 75) * MILLIONTHS)
    assert access.credits.by_key(key.account) == {key.id: int((50 + Decimal("0.5") * 75) * MILLIONTHS)}


def test_what_is_held_is_not_spent_and_cannot_be_spent_by_others(access):
    key, _ = access.create("a", "held", amount=10 * MILLIONTHS)
    purse = AccountPayer(key.account, key.id)
    with access.database.write() as connection:
        assert access.credits.hold(connection, purse, 9 * MILLIONTHS, "job") == 9 * MILLIONTHS
        assert access.credits.hold(connection, purse, 9 * MILLIONTHS, "job") == 9 * MILLIONTHS, "once"
    with pytest.raises(Refused, match="insufficient credits"):
        access.credits.charge(purse, RESULT, 4, "other")
    assert access.credits.by_operation(key.account) == {}
    with access.database.write() as connection:
        assert access.credits.settle(connection, CreditHold(purse, RESULT, 18, "job"), 8, "job") == 4 * MILLIONTHS
        assert access.credits.release(connection, "job") == 0
    assert access.credits.balance(key.account) == 6 * MILLIONTHS
    assert [entry.operation for entry in access.credits.entries(key.account)] == [
        *("grant", "hold", "release", "questor.result")
    ]


def test_what_is_looked_for_is_put_aside_and_what_is_not_charged_comes_back(access):
    credits_ = access.credits
    key, _ = access.create("a", "aside", amount=10 * MILLIONTHS)
    purse = AccountPayer(key.account, key.id)
    with credits_.holding(purse, RESULT, 100) as held:
        assert (held.units, credits_.balance(key.account)) == (20, 0), "as many as can be paid"
        with pytest.raises(Refused, match="insufficient credits"), credits_.holding(purse, RESULT, 1):
            pass
        with access.database.write() as connection:
            assert credits_.settle(connection, held, 4, "rows") == 2 * MILLIONTHS
    assert credits_.balance(key.account) == 8 * MILLIONTHS
    with suppress(KeyError), credits_.holding(purse, RESULT, 4):
        assert credits_.balance(key.account) == 6 * MILLIONTHS
        raise KeyError
    assert credits_.balance(key.account) == 8 * MILLIONTHS
    assert credits_.by_operation(key.account) == {"questor.result": 2 * MILLIONTHS}
