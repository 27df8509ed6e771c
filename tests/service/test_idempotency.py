"""Keys of requests over time: kept for a day, held while they are answered, taken over, forgotten."""

from dataclasses import dataclass

import pytest
from anyio import CancelScope, run, sleep_forever
from clocks import Clock
from starlette.requests import Request
from stores import opened

from leadscout.assemble import load
from leadscout.dialects.generect import GenerectSettings
from leadscout.errors import Refused
from leadscout.service.accounts.access import Access, Caller
from leadscout.service.accounts.credits import Credits
from leadscout.service.accounts.idempotency import LEASE, Idempotency, RecordedAnswer
from leadscout.web.idempotency import answer_once

ANSWER = RecordedAnswer(201, "application/json", b'{"id":"a"}' * 100)
OTHER = RecordedAnswer(201, "application/json", b"other")


@dataclass(frozen=True)
class Process:
    """One of several processes, as an account sees it."""

    idempotency: Idempotency
    account: str

    def begin(self, key="k", request=b"a"):
        return self.idempotency.begin(self.account, key, request)

    def refused(self, **asked):
        with pytest.raises(Refused) as refused:
            self.begin(**asked)
        return refused.value.faults[0].code


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def two(tmp_path, clock):
    """Two processes on one file."""
    databases = [opened(tmp_path) for _ in range(2)]
    key, _ = Access(databases[0], Credits(databases[0], {}, clock), clock).create("k", "k")
    yield [Process(Idempotency(database, 24, clock), key.account) for database in databases]
    for database in databases:
        database.close()


def test_what_one_process_answers_the_other_repeats(two):
    one, other = two
    hold = one.begin()
    assert other.refused() == "idempotency_key_in_use"
    assert other.refused(request=b"b") == "idempotency_key_reused"
    assert one.idempotency.remember(hold, ANSWER) is ANSWER
    assert other.begin() == ANSWER
    assert other.begin(key="another").id != hold.id


def test_a_request_that_was_cut_off_is_carried_out_again_under_its_id(two, clock):
    one, other = two
    cut_off = one.begin()
    clock.pass_(seconds=LEASE - 1)
    assert other.refused() == "idempotency_key_in_use"
    clock.pass_(seconds=2)
    hold = other.begin()
    assert (hold.id, hold.again, cut_off.again) == (cut_off.id, True, False)
    assert other.idempotency.remember(hold, ANSWER) == ANSWER
    assert one.idempotency.remember(cut_off, OTHER) == ANSWER, "it was only slow; all are answered the same"
    assert one.begin() == ANSWER


def test_no_answer_takes_longer_than_its_key_is_held():
    """by_icp pays a vendor while it looks: sent again meanwhile it must not run twice."""
    assert max(load({}).of(GenerectSettings).generect_seconds, load({}).answer_seconds) < LEASE


def test_a_refused_request_leaves_its_key_free_unless_something_may_have_been_made(two, clock):
    one, other = two
    one.idempotency.refuse(one.begin())
    one.begin(request=b"b")
    clock.pass_(seconds=LEASE + 1)
    again = other.begin(request=b"b")
    other.idempotency.refuse(again)
    assert other.refused(request=b"a") == "idempotency_key_reused"
    assert other.begin(request=b"b").id == again.id


def test_after_a_day_a_key_is_new(two, clock):
    one, _ = two
    hold = one.begin()
    one.idempotency.remember(hold, ANSWER)
    clock.pass_(hours=23, minutes=59)
    assert one.begin() == ANSWER
    clock.pass_(minutes=2)
    assert one.begin(request=b"b").id != hold.id


def test_when_somebody_is_forgotten_no_answer_stays_and_none_comes_late(two):
    one, other = two
    answered, answering = one.begin(), one.begin(key="slow")
    one.idempotency.remember(answered, ANSWER)
    other.idempotency.forget()
    one.idempotency.remember(answering, ANSWER)
    for key, hold in (("k", answered), ("slow", answering)):
        again = other.begin(key=key)
        assert (again.id, again.again) == (hold.id, True), "carried out again, it makes nothing twice"


def test_whose_caller_left_leaves_the_key_free_under_the_same_id(two):
    """The request may have made something before: whoever sends it again gets that, at once."""
    one, _ = two
    ids = []

    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def leave(request):
        ids.append(request.state.made_id)
        scope.cancel()
        await sleep_forever()

    async def ask():
        nonlocal scope
        about = {"type": "http", "method": "POST", "path": "/v1/searches", "query_string": b""}
        request = Request({**about, "headers": [(b"idempotency-key", b"k")], "state": {}}, receive)
        request.state.caller = Caller(one.account, "key_1")
        with CancelScope() as scope:
            await answer_once(request, one.idempotency, leave)

    scope = None
    for _ in range(2):
        run(ask)
    assert len(ids) == 2
    assert ids[0] == ids[1]
