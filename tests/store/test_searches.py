"""The fence: only the worker that holds the lease of a running search changes it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from leadscout.model.query import Clause, Query
from leadscout.model.search import Bookmark, Count, Owner, Search, Status
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.store import quotas, searches
from leadscout.store.database import Database
from leadscout.store.leases import Lease

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def search(database):
    key, _ = Access(database, Credits(database, {}, lambda: NOW), lambda: NOW).create("k", "k")
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
    assert advance(database, search, "second", found=7, bookmark=Bookmark(1, "63"), status=Status.RUNNING)
    with database.read() as connection:
        now = searches.get(connection, Owner(search.account, "native"), "s")
    assert (now.found, now.bookmark, now.attempts) == (7, Bookmark(1, "63"), 0)


def test_a_stopped_search_is_nobodys(database, search):
    claim(database, 10, "first")
    with database.write() as connection:
        assert searches.change(connection, "s", (Status.RUNNING,), Status.PAUSED)
    assert not advance(database, search, "first", found=5)
    assert claim(database, 100, "second") is None
    with database.read() as connection:
        assert searches.get(connection, Owner(search.account, "pronto"), "s") is None, "another dialect's"


def migrate(connection, revision):
    """Make the tables as a version of the migrations has them."""
    folder = Path(searches.__file__).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder / "leadscout"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def write(connection, rows):
    """Write searches of an account into the tables that are there."""
    tables = sa.MetaData()
    tables.reflect(connection)
    account = {"id": "a", "name": "a", "balance": 0, "created_at": ""}
    connection.execute(sa.insert(tables.tables["account"]).values(account))
    row = {"account": "a", "dialect": "native", "body": b"{}", "query": b"{}", "today": "2026-11-20", "limit": 10}
    row |= dict.fromkeys(("name", "created_at", "reason", "webhook_url"), "") | {"status": "queued", "found": 3}
    row |= dict.fromkeys(("attempts", "due", "leased_until", "tier"), 0) | {"streaming": False, "total": None}
    connection.execute(sa.insert(tables.tables["search"]), [row | one for one in rows])


def test_a_search_from_before_marks_goes_on_where_it_was(tmp_path):
    """The tables as version 4 made them: the place was a number there."""
    path = tmp_path / "leadscout.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    new, moving = {"id": "new", "order": None}, {"id": "moving", "total": 9, "tier": 1, "order": (5 << 40) + 255}
    with engine.begin() as connection:
        migrate(connection, "0004_idempotency")
        write(connection, [new, moving])
    engine.dispose()
    database = Database(path, "leadscout")
    with database.read() as connection:
        new, moving = (searches.get(connection, Owner("a", "native"), id_) for id_ in ("new", "moving"))
    database.close()
    assert (new.bookmark, new.total) == (Bookmark(), None)
    assert (moving.bookmark, moving.total) == (Bookmark(1, "500000000ff"), Count(9))


def test_notices_from_before_their_column_are_notices(empty):
    """The tables as version 17 made them: the end of a dialect's name said that nobody made the search."""
    dialects = {"made": "generect", "copy": "generect tells", "report": "saved", "own": "native"}
    with empty.begin() as connection:
        migrate(connection, "0017_signing")
        write(connection, [{"id": id_, "dialect": dialect} for id_, dialect in dialects.items()])
        migrate(connection, "head")
    with empty.connect() as connection:
        found = {id_: searches.find(connection, "a", id_) for id_ in dialects}
        mine = [searches.get(connection, Owner("a", "generect"), id_) for id_ in ("made", "copy")]
        listed = [one.id for one in searches.of_account(connection, "a", ["generect", "native", "saved"], 9, 0)]
        counted = quotas.COUNTS["searches"](connection, "a")
    assert {id_: (one.dialect, one.notice) for id_, one in found.items()} == {
        "made": ("generect", False),
        "copy": ("generect", True),
        "report": ("saved", True),
        "own": ("native", False),
    }
    assert mine == [found["made"], None], "nobody is shown a copy"
    assert (sorted(listed), counted) == (["made", "own"], 2)


def test_an_estimated_total_stays_one(database, search):
    claim(database, 10, "first")
    assert advance(database, search, "first", total=Count(7, exact=False), status=Status.RUNNING)
    with database.read() as connection:
        assert searches.get(connection, search.owner, "s").total == Count(7, exact=False)
