"""Many at once, threads and processes: what may happen once happens once, on every store."""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from conftest import HUNG
from processes import Process
from stores import kind, new_url, people_of

from leadscout.errors import Refused
from leadscout.model.lead import Lead
from leadscout.model.query import Query
from leadscout.model.search import Owner, Result, Search, Status
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.idempotency import Idempotency, RequestLock
from leadscout.service.accounts.limits import Limits, Rate
from leadscout.service.lists.lists import Lists
from leadscout.store import accounts, ledger, limits, lists, outbox, searches
from leadscout.store.database import Database
from leadscout.store.leases import Lease
from leadscout.store.ledger import LedgerEntry
from leadscout.store.outbox import BOUNDS, Payload
from leadscout.store.postgresql import address
from leadscout.store.records import LeadCodec
from leadscout.store.tables.people import PERSON

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MANY = 12
LOOK = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version').fetchone(); c.close()"
"""What another program does that reads a file."""


def at_once(work, many=MANY):
    """What `many` threads get that call `work`, with their numbers, at the same moment."""
    start = threading.Barrier(many)

    def one(number):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def in_processes(tmp_path, program, many=MANY):
    """What `many` processes print that run `program`, over the store of a folder, at the same moment."""
    start = tmp_path / "start"
    given = f"""
import json, os, time
from datetime import UTC, datetime
from pathlib import Path
import sqlalchemy as sa
from stores import opened, people_of
NOW = datetime(2026, 11, 20, tzinfo=UTC)
database = opened(Path({str(tmp_path)!r}))
print("ready", flush=True)
while not os.path.exists({str(start)!r}):
    time.sleep(0.001)
{program}
"""
    running = []
    for _ in range(many):
        reading, writing = os.pipe()
        running.append((Process(["-c", given], os.environ, writing), os.fdopen(reading)))
        os.close(writing)
    assert all(printed.readline() == "ready\n" for _, printed in running)
    start.touch()
    lines = [json.loads(line) for _, printed in running for line in printed]
    assert not any(process.wait(HUNG) for process, _ in running)
    for _, printed in running:
        printed.close()
    return lines


def account_of(database, name="a", amount=0):
    key, _ = Access(database, Credits(database, {}, lambda: NOW), lambda: NOW).create("k", name, amount=amount)
    return key.account


def search_of(account, id_="s", **more):
    day = date(2026, 11, 20)
    made = Search(
        id=id_, account=account, dialect="native", query=Query(()), today=day, limit=10, created_at="", body={}
    )
    return replace(made, **more)


def add_search(database, search):
    with database.write() as connection:
        return searches.add(connection, search, 0)


def test_one_of_many_requests_fits_a_rate_of_one(database):
    many = Limits(database, lambda: NOW)
    rate = Rate("search", 1)
    assert many.take(rate, "a")[0].fits
    later = Limits(database, lambda: datetime(2026, 11, 20, 0, 0, 1, tzinfo=UTC))
    rooms = at_once(lambda _: later.take(rate, "a")[0])
    assert sum(room.fits for room in rooms) == 1
    assert {room.wait for room in rooms if not room.fits} == {1.0}


@pytest.mark.usefixtures("database")
def test_a_rate_is_exact_for_several_processes(tmp_path):
    program = """
from leadscout.service.accounts.limits import Limits, Rate
for _ in range(20):
    print(json.dumps(Limits(database, lambda: NOW).take(Rate("search", 7), "a")[0].fits))
"""
    assert sum(in_processes(tmp_path, program, 4)) == 7


def test_two_of_many_get_one_of_two_places(database):
    def enter(number):
        with database.write() as connection:
            return limits.enter(connection, "k", Lease("k", str(number), 300), 2, 0)

    rooms = at_once(enter)
    assert sum(room.fits for room in rooms) == 2
    assert {room.left for room in rooms if room.fits} <= {0, 1}, "as many as were free when each was asked for"
    with database.write() as connection:
        for number in range(MANY):
            limits.leave(connection, "k", str(number))
    assert sum(room.fits for room in at_once(enter)) == 2, "places that were left are free"
    with database.write() as connection:
        assert limits.enter(connection, "k", Lease("k", "late", 900), 2, 301).fits, "a lease runs out"


@pytest.mark.usefixtures("database")
def test_places_are_exact_for_several_processes(tmp_path):
    program = """
from leadscout.errors import Refused
from leadscout.service.accounts.limits import Limits
for _ in range(3):
    try:
        Limits(database, lambda: NOW).enter("search", "a", 5)
        print(json.dumps(1))
    except Refused:
        print(json.dumps(0))
"""
    assert sum(in_processes(tmp_path, program, 4)) == 5


def test_a_key_that_comes_many_times_at_once_is_answered_once(database):
    account = account_of(database)
    keys = Idempotency(database, 24, lambda: NOW)

    def begin(_):
        try:
            return keys.begin(account, "k", b"request")
        except Refused as refused:
            return refused.faults[0].code

    holds = at_once(begin)
    assert sum(isinstance(hold, RequestLock) for hold in holds) == 1
    assert {hold for hold in holds if not isinstance(hold, RequestLock)} == {"idempotency_key_in_use"}


def test_an_entry_is_booked_once(database):
    account = account_of(database, amount=100)

    def book(number):
        with database.write() as connection:
            return ledger.book(connection, LedgerEntry(account, "once", "op", -10 - number, ""))

    entries = at_once(book)
    assert len(set(entries)) == 1, "everybody is told what was booked"
    with database.read() as connection:
        assert ledger.balance(connection, account) == 100 + entries[0].amount
        assert len(ledger.entries(connection, account)) == 2


def test_money_is_exact_for_several_processes(database, tmp_path):
    account = account_of(database, amount=100)
    program = f"""
from leadscout.store import ledger
for number in range(30):
    with database.write() as connection:
        mine = ledger.LedgerEntry({account!r}, f"{{os.getpid()}} {{number}}", "op", -1, "")
        shared = ledger.LedgerEntry({account!r}, f"shared {{number}}", "op", -1, "")
        print(json.dumps([ledger.book(connection, entry) is not None for entry in (mine, shared)]))
"""
    booked = in_processes(tmp_path, program, 4)
    assert len(booked) == 120
    with database.read() as connection:
        amounts = [entry.amount for entry in ledger.entries(connection, account)]
        assert sum(amounts) == ledger.balance(connection, account) == 0, "100 of 150 could be paid"
    assert sum(mine for mine, _ in booked) <= 100


def test_accounts_of_one_name_are_one(database):
    def add(number):
        with database.write() as connection:
            return accounts.add_account(connection, f"acc_{number}", "same", "")

    assert len(set(at_once(add))) == 1


def test_members_that_come_twice_are_left_alone_and_lists_have_numbers(database):
    mine = Lists(database, lambda: NOW)
    account = account_of(database)
    first = mine.create(account, "account", "one", {"id:1": "1"})
    second = mine.create(account, "account", "two", {})
    assert (first.id, second.id) == (10_000_001, 10_000_002)
    sizes = at_once(lambda number: mine.extend(account, str(first.id), {"id:1": "x", f"id:{number}": "y"}).size)
    assert max(sizes) == mine.get(account, str(first.id)).size == MANY
    assert dict(mine.page(account, first.id, "", 1)) == {"id:0": "y"}
    assert ("id:1", "1") in mine.page(account, first.id, "", 50), "as it was written first"


def test_a_list_is_made_once_for_one_request(database):
    mine, account = Lists(database, lambda: NOW), account_of(database)
    made = at_once(lambda _: mine.create(account, "account", "one", {}, "request").id)
    assert len(set(made)) == len(mine.all(account)) == 1


def test_a_search_is_written_once_for_one_id(database):
    search = search_of(account_of(database))
    assert sum(at_once(lambda _: add_search(database, search))) == 1


def test_a_search_is_given_to_one_of_many_workers(database):
    account = account_of(database)
    for number in range(5):
        add_search(database, search_of(account, f"s{number}"))

    def claim(number):
        with database.write() as connection:
            return searches.claim(connection, 10, Lease("", str(number), 15))

    taken = [search.id for search in at_once(claim) if search]
    assert sorted(taken) == [f"s{number}" for number in range(5)]


def test_no_more_queues_of_an_account_are_sent_from_than_may_be(database):
    account, other = account_of(database), account_of(database, "other")
    with database.write() as connection:
        for number in range(6):
            search = search_of(other if number == 5 else account, f"s{number}", webhook_url="https://a.example")
            searches.add(connection, search, 0)
            outbox.put(connection, search.id, [Payload(b"{}", 0, 0, Status.DONE)], 0)

    def claim(number):
        with database.write() as connection:
            return outbox.claim(connection, 10, Lease("", str(number), 70))

    parcels = [parcel for parcel in [*at_once(claim), claim(90), claim(91), claim(92)] if parcel]
    assert sorted(parcel.account for parcel in parcels) == sorted([account] * BOUNDS.account + [other])
    assert len({parcel.search for parcel in parcels}) == len(parcels)


def test_numbers_of_people_have_64_bits(database):
    search = search_of(account_of(database))
    add_search(database, search)
    with database.write() as connection:
        searches.add_results(connection, search.id, [Result(1, 3_000_000_000, 0, None, "")])
        assert searches.results(connection, search.id, 0, 9)[0].seq == 3_000_000_000


def test_text_with_a_nul_is_kept_and_looked_up(database):
    account = account_of(database, "a\0b")
    with database.read() as connection:
        assert accounts.id_of(connection, "a\0b") == account
        assert lists.get(connection, account, 10**17) is None
        assert searches.get(connection, Owner(account, "native"), "\0") is None


def test_text_sorts_by_code_point(database):
    mine, account = Lists(database, lambda: NOW), account_of(database)
    made = mine.create(account, "lead", "l", dict.fromkeys(("a", "B", "~", "1", "ä"), ""))
    assert [key for key, _ in mine.page(account, made.id, "", 9)] == ["1", "B", "a", "~", "ä"]
    assert [key for key, _ in mine.page(account, made.id, "a", 9)] == ["~", "ä"]


def test_who_waits_hears_of_new_work(database):
    account = account_of(database)
    with closing(database.watch()) as watch:
        watch.wait(0)
        assert not watch.wait(0.2)
        writer = threading.Timer(0.2, add_search, (database, search_of(account)))
        writer.start()
        began = time.monotonic()
        assert watch.wait(30)
        assert time.monotonic() - began < 10
        writer.join()


@pytest.mark.parametrize("due", [5, 40])
def test_when_the_next_search_is_due(database, due):
    account = account_of(database)
    with database.write() as connection:
        assert searches.next_due(connection) is None
        searches.add(connection, search_of(account), due)
        assert searches.next_due(connection) == due
        searches.claim(connection, 50, Lease("", "t", 70))
        assert searches.next_due(connection) == 70, "when its worker has not come back"


def test_who_waits_hears_of_people_who_changed(tmp_path):
    people = people_of(tmp_path)
    with closing(people.database), closing(people.database.watch()) as watch:
        watch.wait(0)
        assert not watch.wait(0.2)
        writer = threading.Timer(0.2, add_person, (people,))
        writer.start()
        assert watch.wait(30)
        writer.join()
        watch.wait(0)
        assert not watch.wait(0), "however much was written, one look is enough"


def add_person(people):
    for name in "abc":
        with people.batch() as batch:
            batch.add(f"lead_{name}", Lead(full_name=name), LeadCodec.plain(Lead(full_name=name)))


IMPORTER = """
from leadscout.model.lead import Lead
from leadscout.service.people.intake import Arrived, Intake, RowSource
from stores import people_of
people = people_of(Path({folder!r}))
intake = Intake(people)
mine = os.getpid()
for at in range({batches}):
    urls = [f"https://www.linkedin.com/in/ana-{{row}}" for row in range(at, at + 20)]
    leads = [Lead(full_name="Ana Ruiz", profile_url=url, summary=f"{{mine}}") for url in urls]
    intake.take([Arrived(line, lead) for line, lead in enumerate(leads)], RowSource(f"{{mine}}.csv", at))
    print(json.dumps(at), flush=True)
"""
BATCHES = 15


def test_who_follows_changes_misses_none_while_two_import_the_same_people(tmp_path):
    people = people_of(tmp_path)
    over = threading.Event()
    with closing(people.database), ThreadPoolExecutor(1) as pool:
        follower = pool.submit(follow, people, over)
        try:
            in_processes(tmp_path, IMPORTER.format(folder=str(tmp_path), batches=BATCHES), 2)
        finally:
            over.set()
        changes = follower.result()
        with people.database.read() as connection:
            stored = dict(connection.execute(sa.select(PERSON.c.seq, PERSON.c.change)).all())
        assert len(stored) == people.count() == BATCHES + 19, "whoever is in several batches, and in both, is one"
        assert {change.seq: change.number for change in changes} == stored, "each was seen as they are now"
        assert [change.number for change in changes] == sorted({change.number for change in changes})


def follow(people, over):
    """All changes in the order in which a follower reads them, who asks for what is behind the last one."""
    changes = []
    while True:
        last = over.is_set()
        more = people.changes(changes[-1].number if changes else 0, 7)
        if last and not more:
            return changes
        changes += more


@pytest.mark.parametrize("migrations", ["leadscout", "people"])
def test_a_store_is_made_by_many_who_open_it_at_once(tmp_path, migrations):
    place = tmp_path / f"{migrations}.db" if kind() == "sqlite" else address(new_url(f"made_{migrations}"))
    for store in at_once(lambda _: Database(place, migrations)):
        store.close()


def test_whoever_opens_a_file_again_leaves_the_first_its_locks(tmp_path):
    """SQLite deletes the log of a file when nobody else has the file open, by the locks of the others."""
    if kind() != "sqlite":
        pytest.skip("a file's")
    path = tmp_path / "people.db"
    with closing(Database(path, "people")) as first:
        with first.write() as connection:
            connection.exec_driver_sql("PRAGMA user_version = 0")
        Database(path, "people").close()
        subprocess.run([sys.executable, "-c", LOOK, path], check=True)  # noqa: S603
        assert (tmp_path / "people.db-wal").exists(), "the first one writes there"
