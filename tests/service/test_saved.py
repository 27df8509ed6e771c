"""Saved searches: what a run changed since the one before, once whatever dies, and nobody paid for twice."""

from dataclasses import replace
from uuid import uuid4

import pytest
from clocks import Clock
from msgspec import structs
from receiver import receiving
from stores import settings_of
from structlog.testing import capture_logs

from leadscout.assemble import Leadscout
from leadscout.cli import operations
from leadscout.errors import Refused
from leadscout.model.keys import Grant
from leadscout.model.lead import Company, Lead, Position
from leadscout.model.query import Clause, Query
from leadscout.model.saved import ChangeKind, ChangePage, SavedSearch
from leadscout.model.search import STORED, Owner, Status
from leadscout.service.accounts.access import Caller
from leadscout.service.accounts.credits import MILLIONTHS, AccountPayer
from leadscout.service.jobs.comparing import RETRIES
from leadscout.service.people.contacts import Contact, Keyed
from leadscout.service.people.intake import Arrived, RowSource, find_person, forget, merge_people
from leadscout.store import saved as store

BUYERS = Query((Clause("title", ("head of procurement",)),))


def buyer(number: int, title: str = "Head of Procurement", company: str = "Hollin Works") -> Lead:
    job = Position(title=title, company=Company(name=company), started="2020")
    return Lead(full_name=f"Nr{number} Somebody", emails=(f"nr{number}@acme.example",), positions=(job,))


class World:
    """A store with an account, whose people and saved search a test changes step by step."""

    def __init__(self, folder, **settings):
        self.home = Leadscout(settings_of(folder, webhook_allow_hosts="127.0.0.1", **settings))
        self.account = self.home.access.create("k", "k", amount=100 * MILLIONTHS)[0].account
        self.day = 0
        self.clock = Clock()
        self.saved = replace(self.home.saved, now=self.clock)

    def tell(self, *leads: Lead) -> None:
        self.day += 1
        self.home.intake.take([Arrived(at, lead) for at, lead in enumerate(leads)], RowSource("x", self.day))
        self.home.indexer.catch_up()

    def save(self, **more) -> str:
        values = {"name": "Buyers", "body": {}, "query": BUYERS, "route": STORED, "limit": 1000, "created_at": ""}
        new = SavedSearch(**{"id": uuid4().hex, "account": self.account, **values, **more})
        return self.saved.create(new).id

    def run(self, id_: str):
        begun = self.saved.run(AccountPayer(self.account), id_)
        return self.end(id_, begun.number)

    def end(self, id_: str, number: int):
        while self.home.worker.turn() or self.saved.comparing.turn():
            pass
        run = next(one for one in self.saved.runs(self.account, id_, 0, 100) if one.number == number)
        assert run.ended_at
        return run

    def changes(self, id_: str, run: int = 0):
        rows, more = self.saved.changes(self.account, id_, ChangePage(run=run))
        assert more is None
        return sorted((str(one.kind), match.lead.full_name, *one.fields) for one, match in rows)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.home.database.close()
    made.home.people.database.close()


@pytest.fixture
def paying(tmp_path):
    made = World(tmp_path, price_native_lead=1)
    yield made
    made.home.database.close()
    made.home.people.database.close()


def left(world) -> float:
    return world.home.credits.balance(world.account) / MILLIONTHS


def numbers(run):
    return run.baseline, run.found, run.new, run.left, run.changed


def test_the_first_run_is_the_baseline_and_the_next_tells_who_is_new_left_or_changed(world):
    world.tell(*map(buyer, range(5)))
    id_ = world.save()
    assert numbers(world.run(id_)) == (True, 5, 0, 0, 0)
    assert world.changes(id_) == []
    assert numbers(world.run(id_)) == (False, 5, 0, 0, 0), "nothing happened"
    world.tell(
        buyer(7),
        buyer(1, title="Head of Marketing"),
        buyer(2, company="Nordwind"),
        buyer(3, title="Global Head of Procurement"),
        buyer(4),
    )
    run = world.run(id_)
    changed = [("changed", "Nr2 Somebody", "company"), ("changed", "Nr3 Somebody", "title")]
    assert world.changes(id_) == [*changed, ("left", "Nr1 Somebody"), ("new", "Nr7 Somebody")]
    assert numbers(run) == (False, 5, 1, 1, 2)
    assert world.changes(id_, run=2) == []
    assert numbers(world.run(id_)) == (False, 5, 0, 0, 0), "a change is told once"


def test_who_comes_back_is_new_again_and_pages_of_changes_hold(world):
    world.tell(*map(buyer, range(3)))
    id_ = world.save()
    world.run(id_)
    world.tell(buyer(1, title="Buyer"), *map(buyer, range(10, 14)))
    world.run(id_)
    world.tell(buyer(1, title="Global Head of Procurement"))
    assert numbers(world.run(id_)) == (False, 7, 1, 0, 0)
    pages, place = [], (0, 0)
    while place is not None:
        rows, place = world.saved.changes(world.account, id_, ChangePage([ChangeKind.NEW], after=place, limit=2))
        pages.append([(one.run, match.lead.full_name) for one, match in rows])
    assert [len(page) for page in pages] == [2, 2, 1]
    assert pages[-1] == [(3, "Nr1 Somebody")]


def test_nobody_is_paid_for_twice(paying):
    paying.tell(*map(buyer, range(5)))
    id_ = paying.save()
    paying.run(id_)
    assert left(paying) == 95
    paying.tell(buyer(9), buyer(1, title="Buyer"))
    paying.run(id_)
    assert left(paying) == 94, "the new one alone"
    paying.tell(buyer(1, title="Global Head of Procurement"))
    run = paying.run(id_)
    assert (run.found, left(paying)) == (6, 94), "who was away is free"
    keep, gone = (find_person(paying.home.people, f"nr{at}@acme.example") for at in (2, 3))
    paying.tell(buyer(20))
    late = find_person(paying.home.people, "nr20@acme.example")
    merge_people(paying.home.people, late, gone)
    paying.home.indexer.catch_up()
    run = paying.run(id_)
    assert (run.found, run.new, run.left, left(paying)) == (6, 0, 0, 94), "and who was made one with somebody paid"
    entries = [one for one in paying.home.credits.entries(paying.account) if one.operation == "native.lead"]
    assert [entry.amount for entry in entries] == [-5 * MILLIONTHS, -MILLIONTHS]
    assert keep
    other = paying.save()
    paying.run(other)
    assert left(paying) == 88, "another saved search is another order"


def test_a_run_that_credits_end_tells_of_nobody_who_left(paying):
    paying.tell(*map(buyer, range(5)))
    id_ = paying.save()
    paying.run(id_)
    paying.home.credits.charge(AccountPayer(paying.account), paying.home.credits.prices["native", "lead"], 93, "spent")
    assert left(paying) == 2
    paying.tell(*map(buyer, range(10, 14)))
    run = paying.run(id_)
    assert (run.status, run.new, run.left, left(paying)) == (Status.PARTIAL, 2, 0, 0)
    assert "insufficient credits" in run.reason
    paying.home.access.create("more", "k", amount=10 * MILLIONTHS)
    run = paying.run(id_)
    assert (run.status, run.found, run.new, run.left, left(paying)) == (Status.DONE, 9, 2, 0, 8)


def test_a_run_is_charged_in_the_name_of_the_key_that_began_it_within_its_ceiling(paying):
    access, charged = paying.home.access, paying.home.credits.by_key
    made = access.add(Caller(paying.account, ""), "narrow", Grant(ceiling=7 * MILLIONTHS), "0123456789abcdef")
    narrow, other = (
        AccountPayer(paying.account, made[0].id),
        AccountPayer(paying.account, access.create("wide", "k")[0].id),
    )
    paying.tell(*map(buyer, range(5)))
    id_ = paying.save(hours=6, key=narrow.key)
    paying.saved.turn()
    paying.end(id_, 1)
    assert charged(paying.account) == {narrow.key: 5 * MILLIONTHS}, "by the clock: of who saved it"
    paying.tell(buyer(6))
    paying.end(id_, paying.saved.run(other, id_).number)
    assert charged(paying.account)[other.key] == MILLIONTHS, "by hand: of who did that"
    paying.tell(*map(buyer, range(10, 15)))
    paying.clock.pass_(hours=6)
    paying.saved.turn()
    run = paying.end(id_, 3)
    assert (run.status, run.new, run.reason) == (
        Status.PARTIAL,
        2,
        "the ceiling of the API key was reached after 8 leads",
    )
    paying.saved.change(other, id_, name="Renamed", hours=6, webhook_url=None)
    assert paying.saved.get(paying.account, id_).key == narrow.key, "a new name is no new payer"
    paying.saved.change(other, id_, name=None, hours=8, webhook_url=None)
    paying.clock.pass_(hours=8)
    paying.saved.turn()
    assert paying.end(id_, 4).new == 3
    assert charged(paying.account) == {narrow.key: 7 * MILLIONTHS, other.key: 4 * MILLIONTHS}


def test_a_run_that_its_limit_cuts_tells_of_nobody_who_left(world):
    world.tell(*map(buyer, range(6)))
    id_ = world.save(limit=3)
    assert numbers(world.run(id_)) == (True, 3, 0, 0, 0)
    fuller = structs.replace(
        buyer(0), full_name="Nr40 Somebody", emails=("nr40@acme.example",), summary="x", skills=("y",)
    )
    world.tell(fuller)
    run = world.run(id_)
    assert (run.found, run.new, run.left) == (3, 1, 0)


@pytest.mark.parametrize("how", ["forgotten", "suppressed"])
def test_who_must_not_be_told_of_is_neither_new_nor_left(world, how):
    world.tell(*map(buyer, range(4)))
    id_ = world.save()
    world.run(id_)
    world.tell(buyer(7), buyer(8), buyer(3, title="Buyer"))
    world.run(id_)
    assert [row[:2] for row in world.changes(id_)] == [
        ("left", "Nr3 Somebody"),
        ("new", "Nr7 Somebody"),
        ("new", "Nr8 Somebody"),
    ]
    for number in (1, 3, 7):
        if how == "forgotten":
            forget(world.home.people, find_person(world.home.people, f"nr{number}@acme.example"))
        else:
            key = ("email", f"nr{number}@acme.example")
            world.home.suppressions.add(world.account, [Contact("email", key)])
    world.home.indexer.catch_up()
    assert world.changes(id_) == [("new", "Nr8 Somebody")], "what was told before is not told any more"
    assert numbers(world.run(id_)) == (False, 3, 0, 0, 0)


def test_a_webhook_is_told_of_the_changes_signed_in_one_call_and_not_of_those_suppressed_meanwhile(world):
    world.tell(*map(buyer, range(3)))
    with receiving() as receiver:
        id_ = world.save(webhook_url=receiver.url)
        world.run(id_)
        world.run(id_)
        while world.home.deliveries.turn():
            pass
        assert receiver.calls == [], "neither a baseline nor nothing is told"
        world.tell(buyer(7), buyer(8), buyer(1, company="Nordwind"), buyer(2, title="Buyer"))
        run = world.run(id_)
        world.home.suppressions.add(world.account, [Contact("email", ("email", "nr8@acme.example"))])
        while world.home.deliveries.turn():
            pass
        ((headers, _),) = receiver.calls
        (body,) = receiver.bodies
    assert headers["webhook-signature"]
    assert body["event"] == "saved_search.changes"
    assert {**body["saved"], "started_at": "", "ended_at": ""} == {
        "id": id_,
        "name": "Buyers",
        "run": 3,
        "started_at": "",
        "ended_at": "",
        "counts": {"found": 4, "new": 2, "left": 1, "changed": 1},
    }
    told = [(one["kind"], one["lead"]["full_name"], one["fields"]) for one in body["changes"]]
    assert sorted(told) == [
        ("changed", "Nr1 Somebody", ["company"]),
        ("left", "Nr2 Somebody", []),
        ("new", "Nr7 Somebody", []),
    ]
    assert run.report
    assert world.home.jobs.all(Owner(world.account, "native"), 10)[0].name == "Buyers, run 3"


def test_it_is_run_when_it_is_due_once_and_not_while_a_run_is_open(world):
    world.tell(*map(buyer, range(2)))
    id_ = world.save(hours=6)
    assert world.saved.turn(), "at once: the baseline"
    assert not world.saved.turn()
    assert world.saved.rest() == 6 * 3600
    world.end(id_, 1)
    world.clock.pass_(hours=6)
    other = replace(world.home.saved, now=world.clock)
    assert [world.saved.turn(), other.turn()] == [True, False], "of two workers one runs it"
    world.clock.pass_(hours=6)
    world.saved.turn()
    assert len(world.saved.runs(world.account, id_, 0, 10)) == 2, "a run that is open is not run beside"
    world.end(id_, 2)
    world.clock.pass_(hours=100)
    world.saved.turn()
    world.saved.turn()
    assert len(world.saved.runs(world.account, id_, 0, 10)) == 3, "what was missed is run once"
    world.saved.change(AccountPayer(world.account), id_, name=None, hours=0, webhook_url=None)
    world.end(id_, 3)
    world.clock.pass_(hours=100)
    assert not world.saved.turn()


def test_two_workers_write_what_changed_once(world):
    world.tell(*map(buyer, range(3)))
    id_ = world.save()
    world.run(id_)
    world.tell(buyer(7))
    begun = world.saved.run(AccountPayer(world.account), id_)
    assert world.saved.run(AccountPayer(world.account), id_) == begun, "a run that is not over is given"
    while world.home.worker.turn():
        pass
    comparing = world.saved.comparing
    with world.home.database.read() as connection:
        (open_,) = store.open_runs(connection)
    assert [comparing.end(open_), comparing.end(open_)] == [True, False]
    assert world.changes(id_) == [("new", "Nr7 Somebody")]


def test_a_run_whose_search_is_deleted_or_cancelled_changes_nothing(world):
    world.tell(*map(buyer, range(3)))
    id_ = world.save()
    world.run(id_)
    for end in (world.home.jobs.delete, world.home.deliveries.cancel):
        begun = world.saved.run(AccountPayer(world.account), id_)
        end(Owner(world.account, "native"), begun.search)
        run = world.end(id_, begun.number)
        assert (run.status, numbers(run)) == (Status.CANCELLED, (False, 0, 0, 0, 0))
    world.tell(buyer(1, title="Buyer"))
    assert numbers(world.run(id_)) == (False, 2, 0, 1, 0)


def test_a_saved_search_is_forgotten_with_all_that_hangs_on_it(world):
    world.tell(*map(buyer, range(3)))
    id_ = world.save(webhook_url="http://127.0.0.1:9/")
    world.run(id_)
    world.tell(buyer(7))
    world.run(id_)
    world.saved.run(AccountPayer(world.account), id_)
    with pytest.raises(Refused, match="no saved search"):
        world.saved.delete("acc_other", id_)
    assert searches(world) == {"native": 3, "saved": 1}
    world.saved.delete(world.account, id_)
    assert searches(world) == {"native": 0, "saved": 0}, "its runs, also the one that was not over, and its report"
    assert kept(world) == {"searches": 0, "bytes": 0}
    assert not world.home.worker.turn()
    assert not world.home.deliveries.turn()
    with pytest.raises(Refused, match="no saved search"):
        world.saved.get(world.account, id_)


def searches(world):
    return {
        name: len(world.home.jobs.all(Owner(world.account, name, notice=name == "saved"), 100))
        for name in ("native", "saved")
    }


def kept(world):
    with world.home.database.read() as connection:
        amounts = world.home.quotas.of(connection, world.account)
    return {name: amounts[name][0] for name in ("searches", "bytes")}


def test_runs_replace_each_other_and_only_what_somebody_made_is_counted(world):
    comparing = replace(world.saved.comparing, kept=2)
    world.saved = replace(world.saved, comparing=comparing)
    world.tell(buyer(0))
    id_ = world.save(webhook_url="http://127.0.0.1:9/")
    for number in range(1, 6):
        world.run(id_)
        world.tell(buyer(number))
    runs = world.saved.runs(world.account, id_, 0, 10)
    assert [run.number for run in runs] == [5, 4, 3, 1], "and the row of the baseline"
    assert searches(world) == {"native": 3, "saved": 3}
    assert kept(world)["searches"] == 0
    assert numbers(world.run(id_)) == (False, 6, 1, 0, 0), "what was found before is known without them"


def test_runs_that_a_killed_deletion_left_are_dropped_with_what_is_old(world):
    world.tell(buyer(0))
    id_ = world.save()
    world.run(id_)
    other = world.save()
    world.run(other)
    with world.home.database.write() as connection:
        store.delete(connection, id_)  # killed before the searches are
    assert searches(world)["native"] == 2
    operations.growth(world.home).prune()
    assert [one.saved for one in world.home.jobs.all(Owner(world.account, "native"), 10)] == [other]


def test_a_run_that_cannot_be_compared_fails_in_the_end_and_holds_up_nobody_else(world):
    world.tell(*map(buyer, range(3)))
    comparing = replace(world.saved.comparing, now=world.clock)
    world.saved = replace(world.saved, comparing=comparing)
    mine = world.save()
    world.saved.run(AccountPayer(world.account), mine)
    while world.home.worker.turn():
        pass
    sealed = replace(world.home.suppressions, keyed=Keyed(b"another secret.key"))
    sealed.add(world.account, [Contact("email", ("email", "nr1@acme.example"))])
    other = world.home.access.create("k2", "another")[0].account
    theirs = world.save(account=other, hours=6)
    with capture_logs() as logs:  # what is printed of an exception takes seconds: all that its frames hold
        for wait in (0, *RETRIES):
            world.clock.pass_(wait)
            assert world.saved.turn() == (wait in (0, RETRIES[-1])), "what is due of others is run; the end is told"
            assert len(world.saved.runs(other, theirs, 0, 10)) == 1
            assert world.saved.rest() <= max(RETRIES)
    assert [one["log_level"] for one in logs] == ["error"] * (len(RETRIES) + 1)
    (run,) = world.saved.runs(world.account, mine, 0, 10)
    assert run.status is Status.FAILED
    assert "suppressed under another secret.key" in run.reason
