"""leadscout doctor: what is wrong is named, mended where nobody loses anything by it, and told by the status."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import run, told
from stores import kind

import leadscout
from leadscout.service.accounts.credits import MILLIONTHS

pytestmark = pytest.mark.skipif(kind() != "sqlite", reason="files of SQLite are damaged here")


@pytest.fixture(scope="module")
def well(tmp_path_factory):
    """A folder with people, an account and its credits, of which nobody has an open file."""
    data = tmp_path_factory.mktemp("doctor") / "d"
    assert run("people", "generate", "40", "--data", data).returncode == 0
    home = leadscout.open(data)
    home.access.create("k", "k", amount=5 * MILLIONTHS)
    _ = home.secrets
    home.database.close()
    return data


@pytest.fixture
def data(well, tmp_path):
    return Path(shutil.copytree(well, tmp_path / "d"))


def execute(file, *statements):
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def examined(data, *more):
    """What it says of each check, and its status."""
    done = run("doctor", "--data", data, "--json", *more)
    assert not done.stderr, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def faults(findings):
    return [(one["check"], one["sentence"]) for one in findings if one["health"] == "fault"]


def test_a_folder_that_is_well_is_said_to_be_and_nothing_is_mended(data):
    findings, status = examined(data, "--repair")
    assert (faults(findings), status) == ([], 0)
    assert {one["check"] for one in findings} >= {"stores", "disk", "index", "ledger", "outbox", "clock", "growth"}
    assert not any(one["mended"] for one in findings)


def unbalance(data):
    execute(data / "leadscout.db", "UPDATE account SET balance = balance + 7")


def miscount_key(data):
    execute(data / "leadscout.db", "UPDATE api_key SET spent = 9")


def miscount_bytes(data):
    execute(
        data / "leadscout.db",
        "INSERT INTO allowance (account, name, day, used) SELECT id, 'kept bytes', '', 5 FROM account",
    )


def unfounded(data):
    execute(
        data / "leadscout.db",
        "INSERT INTO ledger (account, idempotency_key, operation, amount, at)"
        " SELECT id, 'refund:nothing', 'questor.search.refund', 3, '' FROM account",
        "UPDATE account SET balance = balance + 3",
    )


def hold_for_days(data):
    execute(data / "leadscout.db", "INSERT INTO rate VALUES ('pronto:x', unixepoch() + 3 * 24 * 3600)")


def lose_index(data):
    shutil.rmtree(data / "index")


def empty_state(data):
    next((data / "index").glob("0*/state")).write_bytes(b"")


def forget_half(data):
    execute(data / "people.db", "INSERT INTO forgetting VALUES (1)")


@pytest.mark.parametrize(
    ("damage", "check", "sentence"),
    [
        (unbalance, "ledger", "account k: the balance is 5,000,007 millionths, its entries say 5,000,000"),
        (miscount_key, "ledger", "1 keys have charged something else than the ledger says"),
        (miscount_bytes, "quotas", "the searches of 1 accounts have another size"),
        (hold_for_days, "clock", "1 rows are held for hours to come"),
        (lose_index, "index", "the index of people is missing"),
        (empty_state, "index", "the index of people is missing, damaged"),
        (forget_half, "forgetting", "payloads and answers may still tell of 1 people"),
    ],
)
def test_what_can_be_mended_is_named_mended_and_then_well(data, damage, check, sentence):
    damage(data)
    findings, status = examined(data)
    assert status == 1
    assert [name for name, _ in faults(findings)] == [check]
    assert sentence in faults(findings)[0][1]
    findings, status = examined(data, "--repair")
    assert (status, [one["check"] for one in findings if one["mended"]]) == (0, [check])
    findings, status = examined(data)
    assert (faults(findings), status) == ([], 0)


def garble(data):
    (data / "people.db").write_bytes(b"no database " * 100)
    (data / "people.db-wal").unlink(missing_ok=True)  # all of it is in there, too


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (unfounded, "1 refunds give back what was not charged so"),
        (garble, "people.db is damaged"),
        (lambda data: (data / "leadscout.db").unlink(), "there is no leadscout.db"),
        (lambda data: (data / "secret.key").unlink(), "there is no secret.key"),
    ],
)
def test_what_cannot_be_mended_stays_a_fault(data, damage, sentence):
    damage(data)
    findings, status = examined(data, "--repair")
    assert status == 1
    ((_, what),) = faults(findings)
    assert sentence in what
    assert not any(one["mended"] for one in findings)


def test_a_folder_of_a_newer_leadscout_is_refused_in_a_sentence(data):
    execute(data / "leadscout.db", "UPDATE alembic_version SET version_num = '9999_later'")
    done = run("keys", "list", "--data", data)
    assert (done.returncode, done.stderr.strip()) == (
        2,
        f"{data / 'leadscout.db'} was written by a newer leadscout than this one; install that one, or a later one",
    )


def test_the_table_for_people_says_what_is_wrong_and_what_mends_it(data):
    unbalance(data)
    done = run("doctor", "--data", data)
    assert (done.returncode, done.stderr.strip()) == (1, "1 thing is wrong")
    assert "FAULT  ledger" in done.stdout
    assert "(--repair mends it)" in done.stdout
    assert told("count", "--title", "ceo", "--data", data)["count"] >= 0
