"""`people forget` killed at any point: the worker, or the verb once more, finishes it."""

import hashlib
import os
import signal
import sqlite3
import time
from contextlib import closing, contextmanager

import pytest
from conftest import run
from processes import Process
from receiver import receiving

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.model.lead import Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner
from leadscout.service.accounts.idempotency import RecordedAnswer, RequestLock
from leadscout.service.jobs.searches import Order
from leadscout.service.people.intake import Arrived, RowSource, find_person, forget
from leadscout.settings import Settings

VERA = Lead(headline="sales", full_name="Vera Quint", emails=("vera.quint@acme.example",), member_id="1")
EMIL = Lead(headline="sales", full_name="Emil Stern", member_id="2")


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


@pytest.fixture
def world(tmp_path, receiver):
    """A data folder where a payload waits to be sent, and an answer to be given again, that tell of Vera."""
    home = Leadscout(Settings(data=tmp_path / "d", webhook_allow_hosts="127.0.0.1"))
    home.intake.take([Arrived(1, VERA), Arrived(2, EMIL)], RowSource("x", 1))
    home.indexer.catch_up()
    key, _ = home.access.create("k", "k")
    query = Query((Clause("keyword", ("sales",)),))
    home.jobs.create(Order(Owner(key.account, "native"), {}, query, 25, webhook_url=receiver.url))
    assert home.worker.turn()
    hold = home.idempotency.begin(key.account, "once", b"a request")
    home.idempotency.remember(hold, RecordedAnswer(200, "application/json", b'{"name":"Vera Quint"}'))
    yield home, key.account
    home.database.close()
    home.people.database.close()


@contextmanager
def working(data):
    """A worker over a data folder."""
    environ = {**os.environ, "LEADSCOUT_WEBHOOK_ALLOW_HOSTS": "127.0.0.1"}
    process = Process(["work", "--data", str(data)], environ)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def killed(home):
    """The verb, killed while it waits for leadscout.db: Vera is gone from people.db, and nothing else is done."""
    data = home.settings.data
    with closing(sqlite3.connect(data / "leadscout.db", isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        verb = Process(["people", "forget", VERA.emails[0], "--data", str(data)], os.environ)
        while home.people.leads([1]):
            assert verb.poll() is None
            time.sleep(0.01)
        verb.send_signal(signal.SIGKILL)
        verb.wait()
        busy.execute("ROLLBACK")


def cut_off_at_once(home):
    forget(home.people, find_person(home.people, VERA.emails[0]))


def cut_off_before_the_answers(home):
    cut_off_at_once(home)
    home.deliveries.forget([1])


def is_finished(home, account, receiver):
    assert [entry["full_name"] for entry in receiver.wait(1, 120)[0]["leads"]] == ["Emil Stern"]
    assert isinstance(home.idempotency.begin(account, "once", b"a request"), RequestLock), "answered anew, not again"
    for path in home.settings.data.glob("leadscout.db*"):
        assert b"vera.quint@acme.example" not in path.read_bytes(), path.name


@pytest.mark.parametrize("interrupt", [killed, cut_off_at_once, cut_off_before_the_answers])
def test_what_an_interrupted_forgetting_left_is_done_by_the_worker(world, receiver, interrupt):
    home, account = world
    assert b"vera.quint@acme.example" in (home.settings.data / "leadscout.db-wal").read_bytes()
    interrupt(home)
    assert home.people.forgetting() == [1]
    with working(home.settings.data):
        receiver.wait(1, 120)
    assert home.people.forgetting() == []
    is_finished(home, account, receiver)


def test_forgetting_again_finishes_what_was_interrupted_and_says_so(world, receiver):
    home, account = world
    cut_off_at_once(home)
    again = run("people", "forget", VERA.emails[0], "--data", home.settings.data)
    assert (again.returncode, again.stdout) == (0, "was forgotten before; nothing is left that tells of them\n")
    assert home.people.forgetting() == []
    with home.database.read() as connection:
        (act,) = home.access.audit.latest(connection, "", 1)
    assert (act.act, bool(act.subject)) == ("person forgotten", True)
    plain = hashlib.sha256(VERA.emails[0].encode()).hexdigest()
    assert act.subject != plain, "who has the log cannot try e-mails"
    while home.deliveries.turn():
        pass
    is_finished(home, account, receiver)
    with pytest.raises(Refused, match="no person matches"):
        home.forgetting.forget("nobody@acme.example")


def test_lists_and_lists_of_rejected_rows_name_whoever_is_forgotten_no_more(world):
    home, account = world
    members = {
        "vera.quint@acme.example": "Vera.Quint@acme.example",
        "emil.stern@acme.example": "emil.stern@acme.example",
    }
    record = home.lists.create(account, "lead", "Chosen", members)
    rejected = home.settings.data / "rejected" / "x.csv"
    rejected.parent.mkdir()
    others = 'line,problem,reason\n2,rejected,no name\n3,conflict,"email jovera.quint@acme.example\nis of two"\n'
    rejected.write_text(
        others + "4,conflict,email vera.quint@ACME.example belongs to somebody else\n5,warning,Vera Quinter is new\n"
        '6,rejected,"two lines\nname Vera Quint"\n'
    )
    left = rejected.with_name(".y.csv.old")
    left.write_text("1,rejected,Vera Quint\n")  # by a kill
    assert home.forgetting.forget("vera.quint@acme.example")
    assert home.lists.page(account, record.id, "", 10) == [("emil.stern@acme.example",) * 2]
    assert rejected.read_text() == others + "5,warning,Vera Quinter is new\n"
    assert [path.name for path in rejected.parent.iterdir()] == ["x.csv"]
    for file in home.settings.data.glob("leadscout.db*"):
        assert b"vera.quint" not in file.read_bytes().lower(), file.name


def test_who_has_a_first_name_alone_takes_no_row_of_others_along(world):
    home, _ = world
    home.intake.take([Arrived(1, Lead(full_name="Maria", emails=("maria@acme.example",)))], RowSource("y", 1))
    listing = home.settings.data / "rejected" / "x.csv"
    listing.parent.mkdir()
    rows = "line,problem,reason\n1,rejected,Maria Lopez has no job\n"
    listing.write_text(f"{rows}2,conflict,maria@acme.example\n")
    assert home.forgetting.forget("maria@acme.example")
    assert listing.read_text() == rows


def test_many_are_forgotten_at_once(world, receiver):
    home, _ = world
    cut_off_at_once(home)
    many = list(range(1, 260_000))  # more than a statement takes values
    home.deliveries.forget(many)
    home.people.forgotten(many)
    assert home.people.forgetting() == []
    while home.deliveries.turn():
        pass
    assert (len(receiver.bodies), "Vera" in str(receiver.bodies)) == (1, False)
