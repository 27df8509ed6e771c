"""Live sources through the door of questions: people are kept, looked at again, paid once, and nothing is lost."""

from dataclasses import replace
from itertools import pairwise

import pytest
import sqlalchemy as sa
from clocks import Clock
from sources.listed import CLAIMS, TODAY, Home, World
from stores import settings_of

from leadscout.errors import Refused
from leadscout.model.budget import BUDGET, Budget
from leadscout.model.lead import Company, Lead, Location, Position
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.search import BOTH, LIVE, Owner, PartState, Route, Status
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.integrations.integrations import NewIntegration
from leadscout.service.jobs.searches import Order
from leadscout.service.jobs.worker import RETRIES
from leadscout.service.people.intake import Arrived, RowSource
from leadscout.store.tables.leadscout import INTEGRATION, SEARCH

TITLES = ("VP of Sales", "Sales Director", "Head of Marketing", "Software Engineer", "Account Executive")
SALES = Query((Clause("title", ("sales",)),))


def person(number, title="", place="Berlin, Germany"):
    company = Company(name=f"Nordwind {number}", id=str(7000 + number))
    job = Position(title=title or TITLES[number % len(TITLES)], company=company, started="2020-03")
    name = f"{chr(65 + number % 26)}na Probe{number}"
    return Lead(
        full_name=name,
        first_name=name.partition(" ")[0],
        last_name=name.partition(" ")[2],
        sales_id=f"ACwAA{number:012}",
        location=Location(text=place),
        positions=(job,),
    )


@pytest.fixture
def clock():
    return Clock(TODAY)


@pytest.fixture
def home(tmp_path, clock):
    home = Home(settings_of(tmp_path))
    object.__setattr__(home, "world", World([person(number) for number in range(120)], home.facts, home.lexicon))
    home.__dict__["jobs"] = replace(home.jobs, now=clock)
    home.__dict__["limits"] = replace(home.limits, now=clock)
    home.__dict__["integrations"] = replace(home.integrations, now=clock, sleep=clock.pass_)
    home.__dict__["worker"] = replace(home.worker, now=clock, pause=lambda _: None)
    home.indexer.catch_up()
    yield home
    home.database.close()
    home.people.database.close()


@pytest.fixture
def account(home):
    account = home.access.create("k", "k", amount=10_000 * MILLIONTHS)[0].account
    home.integrations.connect(account, NewIntegration("navigator", "secret"))
    return account


def ordered(home, account, query=SALES, limit=2500, **route):
    order = Order(Owner(account, "pronto"), {}, query, limit, route=Route(**{"source": LIVE, **route}))
    return lambda: home.jobs.get(order.owner, order.id), home.jobs.create(order)


def finish(home, clock, turns=400):
    for _ in range(turns):
        if not home.worker.turn():
            return
        clock.pass_(0.001)


def names(home, search):
    return [one.lead.full_name for one in home.jobs.page(search, 0, search.found)]


def sellers(home):
    return [lead.full_name for lead in home.world.people if "Sales" in lead.positions[0].title]


def test_a_live_search_finds_keeps_and_charges_whom_the_source_shows(home, account, clock):
    look, _ = ordered(home, account)
    finish(home, clock)
    search = look()
    assert (search.status, names(home, search)) == (Status.DONE, sellers(home))
    assert home.credits.balance(account) == (10_000 - search.found) * MILLIONTHS
    assert home.people.count() == len(home.world.who(home.world.queries[0])), "all that were shown are kept"
    lead = home.jobs.page(search, 0, 1)[0].lead
    seen, _, sources = home.people.history(home.people.seq_of(lead.id))
    assert {sources[row.source] for row in seen} == {"navigator"}


def test_what_the_source_answers_loosely_is_looked_at_again(home, account, clock):
    home.world.people[0] = person(0, "Sales Engineer")
    everybody = World.who
    home.world.who = lambda query: home.world.people if query.clauses else everybody(home.world, query)
    look, _ = ordered(home, account)
    finish(home, clock)
    assert set(names(home, look())) == {*sellers(home)}


def test_the_source_is_told_what_it_claims_and_the_functions_of_personas(home, account):
    persona = Persona("Sellers", ("sales", "account"), ("VP", "Director"), ("engineer",))
    clauses = (Clause("location", ("101282230",)), Clause("skill", ("python",)), Clause("title", ("x",), exclude=True))
    route = Route(LIVE, withheld=(("seniority", False),))
    query = Query((*clauses, Clause("seniority", ("vp",))), (persona,))
    home.asking.page(home.asking.question(account, query, route=route), 25)
    expected = Query((clauses[0], Clause("title", ("sales", "account"))))
    assert set(home.world.queries) == {expected}


def test_personas_are_matched_in_whom_the_source_shows(home, account, clock):
    first = Persona("Leaders", ("sales",), ("VP",), (), 1)
    second = Persona("Others", ("sales", "account"), (), ("director",), 2)
    look, _ = ordered(home, account, Query((), (first, second)))
    finish(home, clock)
    found = home.jobs.page(look(), 0, look().found)
    assert {(one.persona, one.lead.positions[0].title) for one in found} == {
        ("Leaders", "VP of Sales"),
        ("Others", "Account Executive"),
    }


def test_somebody_who_is_shown_twice_is_told_and_paid_once(home, account, clock):
    home.world.repeats = True
    look, _ = ordered(home, account)
    finish(home, clock)
    assert names(home, look()) == sellers(home)
    assert home.credits.balance(account) == (10_000 - len(sellers(home))) * MILLIONTHS


def test_somebody_who_was_forgotten_stays_out(home, account, clock):
    home.intake.take([Arrived(1, home.world.people[0])], RowSource("file", 1))
    home.forgetting.forget(home.world.people[0].sales_id)
    look, _ = ordered(home, account)
    finish(home, clock)
    assert names(home, look()) == sellers(home)[1:]


@pytest.mark.parametrize("code", ["source_unauthorized", "source_forbidden", "source_rate_limited"])
def test_a_source_that_stops_us_ends_the_search_with_what_it_has_and_it_goes_on_later(home, account, clock, code):
    home.world.refusals = [None, None, code]
    look, _ = ordered(home, account)
    finish(home, clock)
    search = look()
    assert (search.status, search.stopped, search.found) == (Status.PARTIAL, code, 25)
    assert home.credits.balance(account) == (10_000 - 25) * MILLIONTHS
    requests = len(home.world.queries)
    with pytest.raises(Refused):
        home.asking.count(home.asking.question(account, Query((Clause("title", ("x",)),)), route=Route(LIVE)))
    assert len(home.world.queries) == requests, "nothing is asked while it is stopped"
    home.integrations.check(account, "navigator")
    finish(home, clock)
    assert (look().status, names(home, look())) == (Status.DONE, sellers(home))
    assert home.credits.balance(account) == (10_000 - len(sellers(home))) * MILLIONTHS


def test_a_rate_limit_ends_by_itself(home, account, clock):
    home.world.refusals = ["source_rate_limited"]
    ask = lambda: home.asking.count(home.asking.question(account, SALES, route=Route(LIVE)))  # noqa: E731
    for left in (600, 590):
        with pytest.raises(Refused, match="asks to wait") as refused:
            ask()
        assert refused.value.faults[0].limit == left, "it says for how long, also when the source is not asked again"
        clock.pass_(10)
    clock.pass_(601)
    assert ask().value == len(home.world.who(SALES))


def test_what_a_search_cost_is_given_back_when_it_finds_nobody_and_paid_again_when_it_goes_on(home, account, clock):
    """Questor charges for a search as such."""
    price = home.credits.prices["questor", "search"]
    order = Order(Owner(account, "questor"), {}, SALES, 2500, route=Route(LIVE))
    home.world.refusals = [None, "source_forbidden", None, "source_forbidden"]
    home.jobs.create(order, price)
    for _ in range(2):
        finish(home, clock)
        stopped = home.jobs.get(order.owner, order.id)
        assert (stopped.status, stopped.found) == (Status.FAILED, 0)
        assert home.credits.balance(account) == 10_000 * MILLIONTHS
        home.integrations.check(account, "navigator")
        assert home.credits.balance(account) == 9_950 * MILLIONTHS
    finish(home, clock)
    assert home.jobs.get(order.owner, order.id).status is Status.DONE
    assert home.credits.balance(account) == 9_950 * MILLIONTHS


def test_a_search_that_found_somebody_before_it_stopped_is_paid_once(home, account, clock):
    order = Order(Owner(account, "questor"), {}, SALES, 2500, route=Route(LIVE))
    home.world.refusals = [None, None, "source_forbidden"]
    home.jobs.create(order, home.credits.prices["questor", "search"])
    finish(home, clock)
    assert home.jobs.get(order.owner, order.id).status is Status.PARTIAL
    home.integrations.check(account, "navigator")
    finish(home, clock)
    assert home.jobs.get(order.owner, order.id).status is Status.DONE
    assert home.credits.balance(account) == 9_950 * MILLIONTHS


def test_a_search_that_cannot_be_paid_again_says_so_and_does_not_go_on(home, clock):
    poor = home.access.create("poor", "poor", amount=50 * MILLIONTHS)[0].account
    home.integrations.connect(poor, NewIntegration("navigator", "secret"))
    order = Order(Owner(poor, "questor"), {}, SALES, 2500, route=Route(LIVE))
    home.world.refusals = [None, "source_forbidden"]
    home.jobs.create(order, home.credits.prices["questor", "search"])
    finish(home, clock)
    home.jobs.create(Order(order.owner, {}, SALES, 25), home.credits.prices["questor", "search"])
    home.integrations.check(poor, "navigator")
    search = home.jobs.get(order.owner, order.id)
    assert (search.status, "insufficient credits" in search.reason) == (Status.FAILED, True)
    assert home.credits.balance(poor) == 0


def test_asking_whether_a_source_lets_us_in_keeps_its_pace(home, account, clock):
    pace = NewIntegration("navigator", "secret", pace=10)
    home.integrations.connect(account, pace)
    with pytest.raises(Refused, match="a moment ago"):
        home.integrations.check(account, "navigator")
    with pytest.raises(Refused, match="a moment ago"):
        home.integrations.connect(account, pace)
    clock.pass_(10)
    assert home.integrations.check(account, "navigator").state == "active"


def test_a_total_is_without_those_of_whom_nobody_may_be_told(home, account, clock):
    gone, hidden = sellers(home)[:2]
    home.intake.take([Arrived(1, lead) for lead in home.world.people if lead.full_name == gone], RowSource("file", 1))
    home.forgetting.forget(next(lead.sales_id for lead in home.world.people if lead.full_name == gone))
    employer = next(lead.positions[0].company.name for lead in home.world.people if lead.full_name == hidden)
    home.suppressions.add(account, home.suppressions.read(f"Full Name;Company\n{hidden};{employer}")[-1][1])
    everybody = home.asking.count(home.asking.question(account, SALES, route=Route(LIVE))).value
    page = home.asking.page(home.asking.question(account, SALES, route=Route(LIVE)), 10)
    assert (page.total.value, len(page.found)) == (everybody - 2, 10), "both stand on the first page"
    look, _ = ordered(home, account)
    finish(home, clock)
    assert (look().expected, names(home, look())) == (everybody - 2, sellers(home)[2:])


def test_a_search_in_parts_pauses_and_goes_on_with_the_part_it_was_at(home, account, clock):
    home.world.reach = 40
    look, search = ordered(home, account, exhaustive=True)
    while not look().found:
        assert home.worker.turn()
        clock.pass_(0.001)
    home.jobs.pause(Owner(account, "pronto"), search.id)
    parts, found = look().parts, look().found
    assert (len(parts) > 2, home.worker.turn(), look().found) == (True, False, found)
    pages = home.world.pages
    home.jobs.resume(Owner(account, "pronto"), search.id)
    finish(home, clock)
    assert (look().status, sorted(names(home, look()))) == (Status.DONE, sorted(sellers(home)))
    done = [part for part in parts if part.state is PartState.DONE]
    assert look().parts[: len(parts)] != parts
    assert set(done) <= set(look().parts), "what was done is not asked again"
    assert home.world.pages - pages < len(sellers(home)) / 25 + len(look().parts)


def test_a_search_that_was_made_before_there_were_routes_is_worked_on(home, account):
    order = Order(Owner(account, "native"), {}, SALES, 25)
    home.jobs.create(order)
    with home.database.write() as connection:
        connection.execute(sa.update(SEARCH).values(route="{}"))  # as the migration leaves it
    assert not replace(home.worker, live=True).turn()
    assert replace(home.worker, live=False).turn()
    assert home.jobs.get(order.owner, order.id).status is Status.DONE


def test_an_offset_beyond_the_last_says_how_many_there_are(home, account):
    question = home.asking.question(account, SALES, route=Route(LIVE))
    every = len(sellers(home))
    page = home.asking.page(question, 10, offset=every - 2)
    assert (page.total.value, len(page.found)) == (every, 2)
    page = home.asking.page(question, 10, offset=500)
    assert (page.total.value, page.found, page.cursor) == (every, (), "")


def test_a_source_that_does_not_answer_is_asked_again_then_given_up(home, account, clock):
    home.world.refusals = [None, *["source_unavailable"] * 2]
    look, _ = ordered(home, account)
    for wait in (0, *RETRIES[:2]):
        clock.pass_(wait)
        finish(home, clock)
    assert look().status is Status.DONE
    home.world.refusals = ["source_unavailable"] * 10
    again, _ = ordered(home, account, Query((Clause("title", ("account executive",)),)))
    for wait in (0, *RETRIES):
        clock.pass_(wait)
        finish(home, clock)
    assert (again().status, again().stopped) == (Status.FAILED, "source_unavailable")


def test_the_pace_is_kept_and_the_cap_of_a_day_survives_a_restart(home, account, clock):
    home.integrations.connect(account, NewIntegration("navigator", "secret", pace=4, cap=40))
    look, _ = ordered(home, account)
    began, times = clock.at, []
    meet = home.world.meet
    home.world.meet = lambda: (times.append((clock.at - began).total_seconds()), meet())
    for _ in range(100):
        home.worker.turn()
        clock.pass_(0.5)
    assert all(later - earlier >= 4 for earlier, later in pairwise(times)), times
    assert look().status is Status.RUNNING
    used = home.integrations.all(account)[0].used
    assert 0 < used <= 40
    home.__dict__.pop("integrations")  # as after a restart: nothing but the database knows
    home.__dict__["integrations"] = replace(home.integrations, now=clock, sleep=clock.pass_)
    for _ in range(20):
        home.worker.turn()
        clock.pass_(60)
    assert home.integrations.all(account)[0].used == used
    clock.pass_(86_400)
    for _ in range(50):
        home.worker.turn()
        clock.pass_(1)
    assert (look().status, names(home, look())) == (Status.DONE, sellers(home))


def test_a_filter_that_needs_a_graph_is_asked_of_the_source_alone(home, account, clock):
    query = Query((Clause("title", ("sales",)), Clause("relationship", ("F",))))
    with pytest.raises(Refused, match="needs the live source"):
        home.asking.count(home.asking.question(account, query))
    look, _ = ordered(home, account, query)
    finish(home, clock)
    assert look().found == len(sellers(home))
    assert all(("relationship", ("F",)) in {(c.filter, c.values) for c in told.clauses} for told in home.world.queries)


def test_nothing_that_a_source_knows_is_no_question_for_it(home, account):
    with pytest.raises(Refused, match="none of these filters"):
        home.asking.count(home.asking.question(account, Query((Clause("skill", ("python",)),)), route=Route(LIVE)))


def test_facets_of_a_live_source_are_refused_with_what_to_ask_instead(home, account):
    with pytest.raises(Refused, match="source: database"):
        home.asking.facets(home.asking.question(account, SALES, route=Route(LIVE)), ["seniority"])
    assert home.asking.facets(home.asking.question(account, SALES, route=Route(BOTH)), ["seniority"])


def test_a_source_is_not_asked_for_a_caller_who_left(home, account):
    question = home.asking.question(account, SALES, route=Route(LIVE))
    token = BUDGET.set(Budget(30, 10, left=True))
    try:
        with pytest.raises(Refused):
            home.asking.page(question, 25)
    finally:
        BUDGET.reset(token)
    assert home.world.queries == []


def test_nobodys_integration_answers_somebody_else(home, account):
    other = home.access.create("other", "other", amount=0)[0].account
    for asker in (other, OPERATOR):
        with pytest.raises(Refused, match="no Sales Navigator integration"):
            home.asking.count(home.asking.question(asker, SALES, route=Route(LIVE)))
    id_ = home.integrations.all(account)[0].id
    with pytest.raises(Refused, match="no source of yours"):
        home.asking.count(home.asking.question(other, SALES, route=Route(id_)))


def test_a_credential_opens_nothing_in_another_account(home, account):
    other = home.access.create("other", "other", amount=0)[0].account
    home.integrations.connect(other, NewIntegration("navigator", "another secret"))
    with home.database.write() as connection:
        row = sa.select(INTEGRATION.c.credential).where(INTEGRATION.c.account == account)
        moved = sa.update(INTEGRATION).where(INTEGRATION.c.account == other)
        connection.execute(moved.values(credential=connection.execute(row).scalar()))
    with pytest.raises(Refused, match="does not accept the credential"):
        home.asking.count(home.asking.question(other, SALES, route=Route(LIVE)))


def test_both_gives_the_database_first_and_then_whom_only_the_source_knows(home, account, clock):
    own = [person(1000 + at, "Sales Director") for at in range(3)]
    shared = home.world.people[90:110]  # whom the source shows on a later page than the first
    home.intake.take([Arrived(at, lead) for at, lead in enumerate([*own, *shared])], RowSource("file", 1))
    home.indexer.catch_up()
    look, _ = ordered(home, account, source=BOTH)
    finish(home, clock)
    search = look()
    told = names(home, search)
    assert len(told) == len(set(told))
    assert set(told) == {*sellers(home), *(lead.full_name for lead in own)}
    first = {lead.full_name for lead in [*own, *shared] if "Sales" in lead.positions[0].title}
    assert set(told[: len(first)]) == first
    pages, cursor = [], ""
    for _ in range(20):
        page = home.asking.page(home.asking.question(account, SALES, cursor=cursor, route=Route(BOTH)), 25)
        pages += [one.lead.full_name for one in page.found]
        cursor = page.cursor
        if not cursor:
            break
    assert (cursor, sorted(pages)) == ("", sorted(told)), "pages say nobody twice, though the index has not caught up"


def test_every_claim_of_the_table_is_of_a_filter():
    for name, exclude in CLAIMS:
        assert Clause(name, (), exclude).row.name == name
