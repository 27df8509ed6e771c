"""What a process holds that is killed is free at once, whatever its leases say."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stores import opened

from leadscout.errors import Refused
from leadscout.model.query import Query
from leadscout.model.search import Owner
from leadscout.service.accounts.credits import MILLIONTHS, AccountPayer, Credits
from leadscout.service.accounts.idempotency import Idempotency, RequestLock
from leadscout.service.accounts.limits import Limits
from leadscout.service.jobs.searches import Order
from leadscout.store import accounts, searches
from leadscout.store.leases import Lease

HOLDER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from stores import opened
from test_holders import hold, put_aside
database = opened(Path(sys.argv[1]))
hold(database)
put_aside(database)
print("held", flush=True)
time.sleep(600)
"""


def now():
    return datetime.now(UTC)


def credits_of(database):
    return Credits(database, {}, now)


def put_aside(database):
    """Put seven of ten credits aside."""
    with database.write() as connection:
        credits_of(database).hold(connection, AccountPayer("a"), 7 * MILLIONTHS, f"{database.holder.token()}:rows")


def hold(database):
    """Take a search, the only place of a limit, and a request; gives what was taken of them."""
    at = now().timestamp()
    lease = Lease("", database.holder.token(), at + 300)
    with database.write() as connection:
        search = searches.claim(connection, at, lease)
    begun = []
    for begin in (
        lambda: Limits(database, now).enter("parallel", "x", 1),
        lambda: Idempotency(database, 24, now).begin("a", "key", b"request"),
    ):
        try:
            begun.append(begin())
        except Refused:
            begun.append(None)
    return [search and search.id, *begun]


@pytest.fixture
def data(tmp_path, database):
    with database.write() as connection:
        accounts.add_account(connection, "a", "a", "2026-11-20")
        credits_of(database).grant(connection, "a", 10 * MILLIONTHS, "gift")
        searches.add(connection, Order(Owner("a", "native"), {}, Query(), 25, id="s1").search(now()), 0)
    return tmp_path


def test_what_a_killed_process_held_is_free_at_once(data, database):
    paths = os.pathsep.join(map(str, (Path(__file__).parent, Path(__file__).parent.parent)))
    environ = {**os.environ, "PYTHONPATH": paths}
    command = [sys.executable, "-c", HOLDER, str(data)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout.readline() == "held\n"
        assert database.holder.free_the_dead() == 0
        assert hold(database) == [None, None, None], "as long as it lives"
        assert credits_of(database).balance("a") == 3 * MILLIONTHS
        holder.kill()
        holder.wait()
    assert database.holder.free_the_dead() == 1
    assert credits_of(database).balance("a") == 10 * MILLIONTHS, "what was put aside is given back, once"
    search, place, request = hold(database)
    assert search == "s1"
    assert place is not None
    assert isinstance(request, RequestLock)
    assert database.holder.free_the_dead() == 0


def test_who_closes_a_store_holds_nothing_more(data):
    first, second = opened(data), opened(data)
    assert hold(first)[0] == "s1"
    assert second.holder.free_the_dead() == 0
    first.close()
    assert second.holder.free_the_dead() == 1
    assert hold(second)[0] == "s1"
    second.close()
