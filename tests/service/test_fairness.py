"""Nobody is in another's way: accounts take turns, at searches and at calls of webhooks."""

import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from conftest import until
from receiver import receiving
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.model.lead import Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner, Route, Status
from leadscout.service.jobs.searches import Order
from leadscout.service.jobs.senders import Senders
from leadscout.service.jobs.worker import PAGE
from leadscout.service.people.intake import Arrived, RowSource
from leadscout.store import searches
from leadscout.store.leases import Lease
from leadscout.store.outbox import Bounds

SALES = Query((Clause("keyword", ("sales",)),))


@pytest.fixture
def home(tmp_path):
    home = Leadscout(settings_of(tmp_path, webhook_allow_hosts="127.0.0.1", webhook_delays="0 0 0"))
    home.intake.take([Arrived(1, Lead(headline="sales", full_name="Ana", member_id="1"))], RowSource("x", 1))
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


def account(home, name):
    return Owner(home.access.create(name, name)[0].account, "native")


def test_many_searches_of_one_account_delay_another_s_by_a_turn(home):
    greedy, modest = account(home, "greedy"), account(home, "modest")
    many = [home.jobs.create(Order(greedy, {}, SALES, 25)) for _ in range(30)]
    for _ in range(2):
        assert home.worker.turn()
    search = home.jobs.create(Order(modest, {}, SALES, 10))
    for _ in range(2):
        assert home.worker.turn()
    assert home.jobs.get(modest, search.id).status is Status.DONE
    while home.worker.turn():
        pass
    assert {home.jobs.get(greedy, one.id).status for one in many} == {Status.DONE}


def test_a_long_search_delays_another_account_by_a_page(home):
    people = [Arrived(at, Lead(headline="sales", full_name="Bo", member_id=str(at))) for at in range(2, 2 * PAGE + 2)]
    home.intake.take(people, RowSource("y", 1))
    home.indexer.catch_up()
    greedy, modest = account(home, "greedy"), account(home, "modest")
    long = home.jobs.create(Order(greedy, {}, SALES, 2 * PAGE))
    short = home.jobs.create(Order(modest, {}, SALES, 10))
    assert home.worker.turn()
    assert home.jobs.get(greedy, long.id).found == PAGE
    assert home.worker.turn()
    assert home.jobs.get(modest, short.id).status is Status.DONE
    assert home.worker.turn()
    assert home.jobs.get(greedy, long.id).status is Status.DONE
    long, _ = [home.jobs.create(Order(greedy, {}, SALES, 2 * PAGE)) for _ in range(2)]
    assert home.worker.turn()
    assert home.jobs.get(greedy, long.id).status is Status.DONE, "a whole turn, where nobody else waits"


def test_live_searches_of_one_account_leave_askers_for_others(home):
    greedy, modest = account(home, "greedy"), account(home, "modest")
    for _ in range(4):
        home.jobs.create(Order(greedy, {}, SALES, 25, route=Route("live")))
    home.jobs.create(Order(modest, {}, SALES, 25, route=Route("live")))
    now = datetime.now(UTC).timestamp()
    claimed = []
    for number in range(5):
        with home.database.write() as connection:
            search = searches.claim(connection, now, Lease("", str(number), now + 60), live=True)
        claimed.append(search and search.account)
    assert claimed == [greedy.account, modest.account, greedy.account, None, None]


def told(home, owner, url, number=1):
    """Searches that are over, and whose webhooks are to be called."""
    for _ in range(number):
        home.jobs.create(Order(owner, {}, SALES, 25, webhook_url=url))
    while home.worker.turn():
        pass


@pytest.fixture
def hanging():
    """Makes receivers that do not answer until the end."""
    over = threading.Event()
    with ExitStack() as stack:
        stack.callback(over.set)

        def hang():
            receiver = stack.enter_context(receiving())
            receiver.answers += [lambda: over.wait() and 200] * 20
            return receiver

        yield hang


def begin_all(senders):
    while senders.turn():
        pass


def test_receivers_that_hang_leave_senders_for_others(home, hanging):
    """Of any number of calls, no more than may be go to one account and to one host."""
    deliveries = replace(home.deliveries, bounds=Bounds(account=2, host=3))
    senders = Senders(deliveries, 8, home.forgetting.finish)
    own, shared = hanging(), hanging()
    told(home, account(home, "a"), own.url, 6)
    for name in "bc":
        told(home, account(home, name), shared.url, 6)
    begin_all(senders)
    until(lambda: len(own.calls) + len(shared.calls) == 5, "calls that hang")
    assert (len(own.calls), len(shared.calls)) == (2, 3)
    with receiving() as receiver:
        told(home, account(home, "victim"), receiver.url)
        begin_all(senders)
        receiver.wait(1)
    assert (len(own.calls), len(shared.calls)) == (2, 3)


def test_what_failed_before_holds_no_more_than_half_of_the_senders(home, hanging):
    senders = Senders(home.deliveries, 4, home.forgetting.finish)
    again = hanging()
    again.answers[:0] = [500] * 4
    for name in "abcd":
        told(home, account(home, name), again.url)
    for _ in range(4):
        home.deliveries.turn()
    begin_all(senders)
    until(lambda: len(again.calls) == 6, "calls that hang")
    with receiving() as receiver:
        told(home, account(home, "victim"), receiver.url)
        begin_all(senders)
        receiver.wait(1)
    assert len(again.calls) == 6


def test_a_plan_that_takes_long_holds_up_nobody_else_s(home):
    """Python 3.11 works out the cached properties of all objects of a class one after the other."""
    others_know = threading.Event()
    greedy, modest = (home.asking.question(account(home, name), SALES) for name in ("greedy", "modest"))
    slow = replace(greedy, look=lambda: others_know.wait(10) and greedy.look())
    asking = threading.Thread(target=lambda: sources.append(slow.source))
    sources = []
    asking.start()
    assert modest.plan
    assert modest.source
    others_know.set()
    asking.join()
    assert sources[0], "the others waited for it"
