"""Webhooks of one account: one that cannot be called holds up none of the others."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from receiver import receiving

from leadscout.assemble import Leadscout
from leadscout.model.lead import Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner
from leadscout.service.jobs.searches import Order
from leadscout.service.people.intake import Arrived, RowSource
from leadscout.settings import Settings
from leadscout.webhooks.send import Outcome, Sender


@pytest.fixture
def home(tmp_path):
    home = Leadscout(Settings(data=tmp_path, webhook_allow_hosts="127.0.0.1", webhook_delays="60 60"))
    home.intake.take([Arrived(1, Lead(headline="sales", full_name="Ana", member_id="1"))], RowSource("x", 1))
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


@pytest.fixture
def owner(home):
    key, _ = home.access.create("k", "k")
    return Owner(key.account, "native")


def ended(home, owner, url):
    """A search that is over, and whose webhook is to be called."""
    search = home.jobs.create(Order(owner, {}, Query((Clause("keyword", ("sales",)),)), 25, webhook_url=url))
    assert home.worker.turn()
    return home.jobs.get(owner, search.id)


def test_addresses_from_before_they_were_refused_do_not_hold_up_the_others(home, owner):
    """Ports above 65535 could be given once; they stand in searches that are stored."""
    with receiving() as receiver:
        poisoned = [ended(home, owner, f"http://127.0.0.1:{port}/") for port in (65536, 70000, 99999999999)]
        healthy = ended(home, owner, receiver.url)
        while home.deliveries.turn():
            pass
        assert [body["search"]["id"] for body in receiver.bodies] == [healthy.id]
    for search in poisoned:
        assert len(home.deliveries.attempts(search)) == 1
        assert (home.deliveries.queue(search).failed, home.deliveries.queue(search).dead) == (1, False)


@dataclass(frozen=True)
class Breaking(Sender):
    """A sender with a fault of its own for one address."""

    broken: str = ""

    def send(self, url, body, headers):
        if url == self.broken:
            raise RuntimeError("a fault of ours")
        return super().send(url, body, headers)


def test_a_fault_of_ours_is_an_attempt_and_in_the_end_the_queue_is_dead(home, owner):
    at = datetime.now(UTC)
    with receiving() as receiver:
        broken, healthy = ended(home, owner, receiver.url + "/broken"), ended(home, owner, receiver.url)
        for later in range(3):
            sender = Breaking(["127.0.0.1"], broken=broken.webhook_url)
            now = at + timedelta(minutes=2 * later + 1)
            deliveries = replace(home.deliveries, sender=sender, now=lambda now=now: now)
            while deliveries.turn():
                pass
        assert [body["search"]["id"] for body in receiver.bodies] == [healthy.id]
    assert [attempt.outcome for attempt in home.deliveries.attempts(broken)] == ["RuntimeError"] * 3
    assert home.deliveries.queue(broken).dead


def test_a_receiver_is_not_called_before_it_asked_to_be(home, owner):
    @dataclass(frozen=True)
    class Busy(Sender):
        """A receiver that is busy for an hour."""

        def send(self, *_):
            return Outcome(arrived=False, final=False, sentence="HTTP 503", wait=3600)

    at = datetime.now(UTC)
    search = ended(home, owner, "http://127.0.0.1:9/")
    outcomes = []
    for minutes in (1, 3, 59, 62):
        now = at + timedelta(minutes=minutes)
        outcomes.append(replace(home.deliveries, sender=Busy(["127.0.0.1"]), now=lambda now=now: now).turn())
    assert outcomes == [True, False, False, True]
    assert len(home.deliveries.attempts(search)) == 2
