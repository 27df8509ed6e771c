"""A clock that is set by hours blocks nothing and frees nothing."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from leadscout.errors import Refused
from leadscout.model.query import Query
from leadscout.model.search import Owner
from leadscout.service.accounts.limits import Limits, Rate
from leadscout.service.jobs.searches import Order
from leadscout.store import accounts, searches
from leadscout.store.clock import ClockWatch
from leadscout.store.leases import Lease

HOURS = 3 * 3600


@dataclass
class Clock:
    """A clock that can be set, beside one that cannot."""

    steady: float = 1000.0
    ahead: float = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 20, tzinfo=UTC) + timedelta(seconds=self.steady + self.ahead)

    def pass_(self, seconds: float) -> None:
        self.steady += seconds


@pytest.fixture
def clock():
    return Clock()


def watching(database, clock):
    return ClockWatch(database, clock.now, lambda: clock.steady)


def ordered(database, clock, id_):
    with database.write() as connection:
        accounts.add_account(connection, "a", "a", "2026-11-20")
        search = Order(Owner("a", "native"), {}, Query(), 25, id=id_).search(clock.now())
        searches.add(connection, search, clock.now().timestamp())


def claimed(database, clock, seconds=300):
    at = clock.now().timestamp()
    with database.write() as connection:
        search = searches.claim(connection, at, Lease("", "x", at + seconds))
    return search and search.id


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clock_that_is_set_back_blocks_nothing(database, clock, restarted):
    clock.ahead = HOURS
    watch = watching(database, clock)
    watch.look()
    ordered(database, clock, "waiting")
    clock.ahead = 0
    clock.pass_(1)
    assert claimed(database, clock) is None, "it is due in hours"
    moved = (watching(database, clock) if restarted else watch).look()
    assert moved == pytest.approx(-HOURS, abs=5)
    clock.pass_(30)
    assert claimed(database, clock) == "waiting"
    assert watch.look() == 0


def test_a_clock_that_is_set_forward_frees_nothing(database, clock):
    watch, other = watching(database, clock), watching(database, clock)
    watch.look()
    other.look()
    ordered(database, clock, "held")
    assert claimed(database, clock, 300) == "held"
    clock.ahead = HOURS
    clock.pass_(1)
    ordered(database, clock, "new")
    assert watch.look() == HOURS
    assert other.look() == 0, "only one moves what is there"
    clock.pass_(60)
    assert claimed(database, clock) == "new"
    assert claimed(database, clock) is None
    clock.pass_(300)
    assert claimed(database, clock) == "held"


def test_time_that_passes_moves_nothing(database, clock):
    watch = watching(database, clock)
    for seconds in (0, 1, 30, 4000):
        clock.pass_(seconds)
        assert watch.look() == 0


def test_a_rate_that_was_counted_by_a_clock_that_was_ahead_is_not_waited_for(database, clock):
    limits = Limits(database, clock.now)
    rate = Rate("r", 1)
    clock.ahead = HOURS
    assert limits.take(rate, "a")[0].fits
    clock.ahead = 0
    assert limits.take(rate, "a")[0].fits
    room, headers = limits.take(rate, "a")
    assert (room.fits, headers["Retry-After"]) == (False, "1")


def test_a_place_that_is_held_is_held_when_the_clock_is_set(database, clock):
    watch = watching(database, clock)
    limits = Limits(database, clock.now)
    watch.look()
    limits.enter("parallel", "k", 1)
    for ahead in (HOURS, 0):
        clock.ahead = ahead
        clock.pass_(1)
        watch.look()
        with pytest.raises(Refused):
            replace(limits).enter("parallel", "k", 1)
    clock.pass_(400)
    limits.enter("parallel", "k", 1)
