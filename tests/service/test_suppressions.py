"""Who is suppressed while something is under way is told of no more: jobs that run, calls that wait, answers kept."""

from dataclasses import replace

import pytest
from receiver import receiving
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.model.lead import Lead
from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner
from leadscout.service.accounts.idempotency import RecordedAnswer, RequestLock
from leadscout.service.jobs.searches import Order
from leadscout.service.people.contacts import Contact
from leadscout.service.people.intake import Arrived, RowSource


@pytest.fixture
def home(tmp_path):
    """Thirty people in a store of this process."""
    made = Leadscout(settings_of(tmp_path, webhook_allow_hosts="127.0.0.1"))
    crowd = [Lead(headline="sales", full_name=f"Nr{at} Somebody", emails=(f"nr{at}@acme.example",)) for at in range(30)]
    made.intake.take([Arrived(at, lead) for at, lead in enumerate(crowd)], RowSource("x", 1))
    made.indexer.catch_up()
    yield made
    made.database.close()
    made.people.database.close()


def suppress(home, account, *numbers):
    home.suppressions.add(account, [Contact("email", ("email", f"nr{at}@acme.example")) for at in numbers])


def names(bodies):
    return [lead["full_name"] for body in bodies for lead in body["leads"]]


def test_who_is_suppressed_while_a_job_runs_is_not_delivered(home):
    key, _ = home.access.create("k", "k")
    query = Query((Clause("keyword", ("sales",)),))
    with receiving() as receiver:
        order = Order(Owner(key.account, "native"), {}, query, 30, webhook_url=receiver.url, streaming=True)
        job = home.jobs.create(order)
        told_before = home.deliveries.faces["native"]

        def telling(search, matches):
            if len(matches) == 25:  # the first call of two
                suppress(home, key.account, 27, 28)
            return told_before(search, matches)

        deliveries = replace(home.deliveries, faces={**home.deliveries.faces, "native": telling})
        assert replace(home.worker, deliveries=deliveries).turn()
        while home.deliveries.turn():
            pass
        told_ = names(receiver.bodies)
    assert len(told_) == 28
    assert not {"Nr27 Somebody", "Nr28 Somebody"} & set(told_)
    assert home.jobs.get(job.owner, job.id).found == 28


@pytest.mark.parametrize("everybody", [False, True])
def test_who_is_suppressed_before_a_call_is_sent_or_sent_again_is_not_in_it(home, everybody):
    key, _ = home.access.create("k", "k")
    query = Query((Clause("keyword", ("sales",)),))
    scope = "" if everybody else key.account
    with receiving() as receiver:
        job = home.jobs.create(Order(Owner(key.account, "native"), {}, query, 30, webhook_url=receiver.url))
        assert home.worker.turn()
        suppress(home, scope, 3)
        while home.deliveries.turn():
            pass
        suppress(home, scope, 4)
        home.deliveries.resend(job.owner, job.id, 1)
        while home.deliveries.turn():
            pass
        first, again = receiver.bodies
    assert (len(names([first])), len(names([again]))) == (29, 28)
    assert not {"Nr3 Somebody", "Nr4 Somebody"} & set(names([again]))
    assert len(home.jobs.page(home.jobs.get(job.owner, job.id), 0, 100)) == 28


def test_an_answer_is_not_given_again_that_tells_of_them(home):
    key, _ = home.access.create("k", "k")
    hold = home.idempotency.begin(key.account, "once", b"a request")
    home.idempotency.remember(hold, RecordedAnswer(200, "application/json", b"Nr1 Somebody"))
    suppress(home, key.account, 1)
    assert isinstance(home.idempotency.begin(key.account, "once", b"a request"), RequestLock)


def test_a_new_key_comes_too_late_to_hide_from_whom_it_was_suppressed(home):
    """Somebody gets a suppressed address by a later import: they are hidden before the index knows of it."""
    key, _ = home.access.create("k", "k")
    home.suppressions.add(key.account, [Contact("email", ("email", "late@acme.example"))])
    again = Lead(headline="sales", full_name="Nr5 Somebody", emails=("nr5@acme.example", "late@acme.example"))
    home.intake.take([Arrived(1, again)], RowSource("y", 2))
    question = home.asking.question(key.account, Query((Clause("keyword", ("sales",)),)))
    assert "Nr5 Somebody" not in [match.lead.full_name for match in home.asking.page(question, 30).found]
    home.indexer.catch_up()
    question = home.asking.question(key.account, Query((Clause("keyword", ("sales",)),)))
    assert home.asking.count(question).value == 29


def test_under_another_secret_key_nothing_is_told_until_it_is_back(home):
    key, _ = home.access.create("k", "k")
    suppress(home, key.account, 1)
    path = home.settings.data / "secret.key"
    path.write_bytes(b"x" * 32)
    other = Leadscout(home.settings)
    other.indexer.catch_up()
    with pytest.raises(Refused, match="another secret"):
        other.asking.count(other.asking.question(key.account, Query()))
    other.suppressions.remove(key.account, 1)
    assert other.asking.count(other.asking.question(key.account, Query())).value == 30
    suppress(other, key.account, 1)
    assert other.asking.count(other.asking.question(key.account, Query())).value == 29
    other.database.close()
    other.people.database.close()


def test_of_a_long_list_whoever_is_there_is_hidden_also_when_they_come_later(home):
    key, _ = home.access.create("k", "k")
    strangers = [Contact("email", ("email", f"stranger{at}@far.example")) for at in range(500)]
    home.suppressions.add(key.account, strangers)
    suppress(home, key.account, 1, 2)

    def count():
        return home.asking.count(home.asking.question(key.account, Query((Clause("keyword", ("sales",)),)))).value

    assert count() == 28
    late = Lead(headline="sales", full_name="A Stranger", emails=("stranger400@far.example",))
    home.intake.take([Arrived(1, late)], RowSource("y", 2))
    home.indexer.catch_up()
    assert count() == 28
    assert home.asking.count(home.asking.question("", Query((Clause("keyword", ("sales",)),)))).value == 31
