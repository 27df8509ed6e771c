"""Money: the balance is the sum of the entries, never below zero, whatever happens."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadscout.errors import Refused
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import MILLIONTHS, AccountPayer, Credits, Price

TIERS = [(Decimal("0.1"), Decimal("0.5"))]
PRICE = Price("generect", "database", Decimal("0.02"), "row returned", "USD", TIERS)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def access(database):
    return Access(database, Credits(database, {}, lambda: NOW), lambda: NOW)


def test_a_charge_is_price_times_units(access):
    key, _ = access.create("a", "a", amount=MILLIONTHS)
    assert access.credits.charge(AccountPayer(key.account), PRICE, 7, "one") == 140_000
    assert access.credits.balance(key.account) == 860_000
    assert [(entry.operation, entry.amount) for entry in access.credits.entries(key.account)] == [
        ("grant", 1_000_000),
        ("generect.database", -140_000),
    ]


def test_a_tiered_price_falls_with_what_was_spent_before(access):
    key, _ = access.create("a", "a", amount=MILLIONTHS)
    assert access.credits.charge(AccountPayer(key.account), PRICE, 4, "one") == 80_000
    assert access.credits.charge(AccountPayer(key.account), PRICE, 1, "two") == 20_000, (
        "the tier is reached by this one"
    )
    assert access.credits.charge(AccountPayer(key.account), PRICE, 4, "three") == 40_000
    assert PRICE.tier(access.credits.spent(key.account, "generect.")) == (1, Decimal("0.010"))


def test_a_refund_comes_once_and_only_for_what_was_charged(access):
    key, _ = access.create("a", "a", amount=MILLIONTHS)
    access.credits.charge(AccountPayer(key.account), PRICE, 4, "one")
    for name in ("one", "one", "never charged"):
        with access.database.write() as connection:
            access.credits.refund(connection, name)
    assert access.credits.balance(key.account) == MILLIONTHS
    assert access.credits.spent(key.account, "generect.") == 0


def test_nothing_is_booked_for_nothing(access):
    key, _ = access.create("a", "a")
    assert access.credits.charge(AccountPayer(key.account), PRICE, 0, "one") == 0
    assert access.credits.entries(key.account) == []


def test_a_balance_never_goes_below_zero(access):
    key, _ = access.create("a", "a", amount=100_000)
    with pytest.raises(Refused, match="insufficient credits"):
        access.credits.charge(AccountPayer(key.account), PRICE, 6, "one")
    assert access.credits.balance(key.account) == 100_000
    assert access.credits.charge(AccountPayer(key.account), PRICE, 5, "one") == 100_000
    assert access.credits.balance(key.account) == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=25))
def test_the_balance_is_the_sum_of_the_entries(access, steps):
    key, _ = access.create("a", f"account {len(access.all_keys())}", amount=MILLIONTHS)
    for units, name in steps:
        try:
            access.credits.charge(AccountPayer(key.account), PRICE, units, f"{key.id}:{name}")
        except Refused:
            continue
    entries = access.credits.entries(key.account)
    assert access.credits.balance(key.account) == sum(entry.amount for entry in entries) >= 0
    assert len({entry.idempotency_key for entry in entries}) == len(entries), "one key, one entry"


def test_a_key_is_kept_as_a_hash_and_opens_only_its_doors(access):
    key, secret = access.create("a", "a", only=["preview"])
    with access.database.read() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM api_key").all()
    assert secret not in str(row)
    caller = access.caller(secret, "X")
    assert caller.account == key.account
    access.admit(caller, ("pronto", "preview"))
    with pytest.raises(Refused, match="may not use"):
        access.admit(caller, ("native",))
    with pytest.raises(Refused, match="not known"):
        access.caller(secret + "x", "X")
    access.revoke(key.id)
    with pytest.raises(Refused, match="revoked"):
        access.caller(secret, "X")
    with pytest.raises(Refused, match="nothing at key"):
        access.revoke(key.id)


def test_keys_of_one_account_share_its_balance(access):
    first, _ = access.create("one", "shared", amount=10)
    second, _ = access.create("two", "shared", amount=5)
    assert first.account == second.account
    assert access.credits.balance(first.account) == 15


def test_a_charge_under_a_known_key_gives_what_was_charged_and_charges_nothing(access):
    key, _ = access.create("a", "a", amount=MILLIONTHS)
    assert access.credits.charge(AccountPayer(key.account), PRICE, 7, "one") == 140_000
    assert access.credits.charge(AccountPayer(key.account), PRICE, 9, "one") == 140_000, "more is found by now"
    assert access.credits.balance(key.account) == 860_000
