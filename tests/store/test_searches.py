"""The fence: only the worker that holds the lease of a running search changes it."""

from datetime import UTC, date, datetime

import pytest

from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner, Place, Search, Status
from leadscout.service.access import Access
from leadscout.service.credits import Credits
from leadscout.store import searches
from leadscout.store.leases import Lease

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def search(database):
    key, _ = Access(database, Credits(database, {}, (), lambda: NOW), lambda: NOW).create("k", "k")
    made = Search(
        id="s",
        account=key.account,
        dialect="native",
        query=Query((Clause("seniority", ("vp",)),)),
        today=date(2026, 11, 20),
        limit=10,
        created_at=NOW.isoformat(),
        body={"seniority": ["vp"]},
    )
    with database.write() as connection:
        searches.add(connection, made, 0)
    return made


def claim(database, now, token):
    with database.write() as connection:
        return searches.claim(connection, now, Lease("", token, now + 5))


def advance(database, search, token, **more):
    moved = Search(**{**{name: getattr(search, name) for name in search.__slots__}, **more})
    with database.write() as connection:
        return searches.advance(connection, Lease("s", token, 100), moved)


def test_a_search_is_given_to_one_worker_until_its_lease_is_over(database, search):
    assert claim(database, 10, "first").query == search.query
    assert claim(database, 12, "second") is None
    assert claim(database, 16, "second").attempts == 2, "the first did not come back"


def test_who_lost_the_lease_changes_nothing(database, search):
    claim(database, 10, "first")
    claim(database, 16, "second")
    assert not advance(database, search, "first", found=5)
    assert advance(database, search, "second", found=7, place=Place(1, 99), status=Status.RUNNING)
    with database.read() as connection:
        now = searches.get(connection, Owner(search.account, "native"), "s")
    assert (now.found, now.place, now.attempts) == (7, Place(1, 99), 0)


def test_a_stopped_search_is_nobodys(database, search):
    claim(database, 10, "first")
    with database.write() as connection:
        assert searches.change(connection, "s", (Status.RUNNING,), Status.PAUSED)
    assert not advance(database, search, "first", found=5)
    assert claim(database, 100, "second") is None
    with database.read() as connection:
        assert searches.get(connection, Owner(search.account, "pronto"), "s") is None, "another dialect's"
