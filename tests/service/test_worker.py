"""Searches whose carrying out goes wrong: tried again, given up, paid back."""

from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from clocks import Clock
from msgspec import structs
from stores import kind, settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import Fault, Refused
from leadscout.model.lead import Lead
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Query
from leadscout.model.search import STORED, Owner, Status
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.jobs.searches import Order
from leadscout.service.jobs.worker import RETRIES, Worker
from leadscout.service.people.intake import Arrived, RowSource, find_person, merge_people


@pytest.fixture
def home(tmp_path):
    home = Leadscout(settings_of(tmp_path))
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


@pytest.fixture
def clock():
    return Clock()


def worker_of(home, clock, source=None):
    """A worker over the people of `home`, or of another source."""
    door = replace(home.asking.door, source=lambda *_: source()) if source else home.asking.door
    return Worker(home.database, replace(home.asking, door=door), home.credits, home.deliveries, clock, lambda _: None)


def ordered(home, clock, limit=25):
    """A paid search of an account with 100 credits: its owner and id."""
    key, _ = home.access.create("k", "k", amount=100 * MILLIONTHS)
    owner = Owner(key.account, "questor")
    jobs = replace(home.jobs, now=clock)
    query = Query((Clause("keyword", ("sales",)),))
    search = jobs.create(Order(owner, {"keywords": "sales"}, query, limit), home.credits.prices["questor", "search"])
    assert home.credits.balance(owner.account) == 50 * MILLIONTHS
    return owner, search.id


def broken():
    raise RuntimeError("the index cannot be read")


def test_a_search_that_cannot_be_carried_out_is_tried_again_then_fails_and_is_paid_back(home, clock):
    owner, id_ = ordered(home, clock)
    worker = worker_of(home, clock, broken)
    for wait in RETRIES:
        assert worker.turn()
        assert not worker.turn(), "not before its time"
        assert home.jobs.get(owner, id_).status is Status.RUNNING
        clock.pass_(wait)
    assert worker.turn()
    failed = home.jobs.get(owner, id_)
    assert (failed.status, failed.reason) == (Status.FAILED, "something went wrong on our side")
    assert home.credits.balance(owner.account) == 100 * MILLIONTHS
    clock.pass_(1000)
    assert not worker.turn()


def test_a_search_waits_while_the_index_is_built_and_fails_where_it_is_refused(home, clock):
    owner, id_ = ordered(home, clock)

    def unready():
        raise Refused(Fault("not_ready"))

    def refusing():
        raise Refused(Fault("needs_graph", "relationship"))

    waiting = worker_of(home, clock, unready)
    for _ in range(3 * len(RETRIES)):
        assert waiting.turn()
        clock.pass_(1)
    assert home.jobs.get(owner, id_).status is Status.RUNNING
    assert worker_of(home, clock, refusing).turn()
    assert home.jobs.get(owner, id_).status is Status.FAILED
    assert home.credits.balance(owner.account) == 100 * MILLIONTHS


def test_a_search_that_kills_its_workers_is_given_up(home, clock):
    owner, id_ = ordered(home, clock)

    def killed():
        raise KeyboardInterrupt

    dying = worker_of(home, clock, killed)
    for _ in range(len(RETRIES) + 1):
        with pytest.raises(KeyboardInterrupt):
            dying.turn()
        clock.pass_(60)
    assert worker_of(home, clock).turn()
    assert home.jobs.get(owner, id_).status is Status.FAILED
    assert home.credits.balance(owner.account) == 100 * MILLIONTHS


def test_a_worker_that_is_too_late_writes_nothing(home, clock):
    owner, id_ = ordered(home, clock)
    healthy = worker_of(home, clock)

    def slow():
        clock.pass_(60)  # the lease is over, another worker takes and finishes the search meanwhile
        assert healthy.turn()
        return home.asking.door.source(OPERATOR, STORED)

    late = worker_of(home, clock, slow)
    assert late.turn()
    assert home.jobs.get(owner, id_).status is Status.DONE


@contextmanager
def full(database):
    """Let the file of a store not grow, as on a disk without room; what it has room for it takes."""
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with database.read() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")


@pytest.mark.skipif(kind() == "postgresql", reason="the file of SQLite is what is full")
@pytest.mark.parametrize("credit", [1, 0])
def test_a_search_waits_while_the_disk_is_full_and_is_charged_once_when_there_is_room(tmp_path, clock, credit):
    home = Leadscout(settings_of(tmp_path, price_pronto_lead=credit, webhook_allow_hosts="127.0.0.1"))
    leads = [Arrived(at, Lead(headline="sales", full_name=f"A {at}", member_id=f"{at}")) for at in range(60)]
    home.intake.take(leads, RowSource("x", 1))
    home.indexer.catch_up()
    key, _ = home.access.create("k", "k", amount=1000 * MILLIONTHS)
    owner = Owner(key.account, "pronto")
    query = Query((Clause("keyword", ("sales",)),))
    id_ = replace(home.jobs, now=clock).create(Order(owner, {}, query, 60, webhook_url="https://127.0.0.1/w")).id
    worker = worker_of(home, clock)
    with full(home.database):
        for _ in range(3 * len(RETRIES)):
            assert worker.turn()
            search = home.jobs.get(owner, id_)
            assert (search.status, search.found, search.reason) == (Status.RUNNING, 0, "")
            clock.pass_(1)
    assert home.credits.balance(owner.account) == 1000 * MILLIONTHS
    assert worker.turn()
    search = home.jobs.get(owner, id_)
    assert (search.status, search.found) == (Status.DONE, 60)
    assert home.credits.balance(owner.account) == (1000 - 60 * credit) * MILLIONTHS
    home.database.close()
    home.people.database.close()


def test_results_follow_people_who_were_made_one(home, clock):
    leads = [
        Arrived(at, Lead(headline="sales", full_name=name, profile_url=f"https://www.linkedin.com/in/{name}"))
        for at, name in enumerate(("ana", "bo"), start=1)
    ]
    home.intake.take(leads, RowSource("x", 1))
    home.indexer.catch_up()
    owner, id_ = ordered(home, clock)
    assert worker_of(home, clock).turn()
    search = home.jobs.get(owner, id_)
    assert [found.lead.full_name for found in home.jobs.page(search, 0, 9)] == ["ana", "bo"]
    _unite(home, "bo", "ana")
    assert [found.lead.full_name for found in home.jobs.page(search, 0, 9)] == ["bo"], "once, under the first number"


def _unite(home, keep, gone):
    numbers = [find_person(home.people, f"https://www.linkedin.com/in/{name}") for name in (keep, gone)]
    merge_people(home.people, *numbers)


@pytest.mark.skipif(kind() == "postgresql", reason="people and callers are restored together there")
def test_a_search_that_goes_on_over_another_people_db_fails_and_is_paid_back(home, clock, tmp_path):
    leads = [Arrived(at, Lead(headline="sales", full_name=f"A {at}", member_id=f"{at}")) for at in range(300)]
    home.intake.take(leads[:1], RowSource("x", 1))
    home.people.database.checkpoint()
    backup = (tmp_path / "people.db").read_bytes()
    home.intake.take(leads, RowSource("x", 1))
    home.indexer.catch_up()
    owner, id_ = ordered(home, clock, limit=250)

    people_read = count(1)

    def read(lead):
        if next(people_read) > 100:
            raise KeyboardInterrupt  # after the first page
        return home.facts(lead)

    dying = replace(worker_of(home, clock), asking=replace(home.asking, door=replace(home.asking.door, read=read)))
    with pytest.raises(KeyboardInterrupt):
        dying.turn()
    assert home.jobs.get(owner, id_).found == 100
    home.people.database.close()
    (tmp_path / "people.db").write_bytes(backup)
    restored = Leadscout(settings_of(tmp_path))
    restored.intake.take(
        [one._replace(lead=structs.replace(one.lead, member_id=f"b{one.line}")) for one in leads], RowSource("y", 1)
    )
    restored.indexer.catch_up()
    clock.pass_(60)
    assert worker_of(restored, clock).turn()
    failed = restored.jobs.get(owner, id_)
    assert failed.status is Status.FAILED
    assert failed.reason == f"the people whom search {id_} found are no longer there; search again"
    assert restored.credits.balance(owner.account) == 100 * MILLIONTHS
    with pytest.raises(Refused, match="no longer there"):
        restored.jobs.page(failed, 0, 10)
    restored.people.database.close()
    restored.database.close()
