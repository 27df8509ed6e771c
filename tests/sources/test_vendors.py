"""The vendors' APIs as sources, asked of a second leadscout that speaks the vendor's dialect."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count, takewhile

import pytest
from conftest import free_port, new_key, until
from processes import Process
from sources.between import wire_to
from stores import environ_of, settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.model.lead import Company, Lead, Location, Position
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.search import Owner, Route, Status
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.integrations.integrations import NewIntegration
from leadscout.service.jobs.searches import Order
from leadscout.service.people.intake import Arrived, RowSource

_numbers = count()


@dataclass(frozen=True)
class Asked:
    """A kind of source, whose dialect it speaks, a request to it as its documentation writes it, and our query."""

    kind: str
    door: str
    path: str
    body: dict
    query: Query


GERMANY, UK, USA = "101282230", "101165590", "103644278"
CASES = (
    Asked(
        "generect",
        "generect",
        "/api/v1/search/database/leads/",
        {"seniorities": ["director", "vp", "manager"], "locations": ["United States", "United Kingdom", "Germany"]},
        Query(
            (
                Clause("seniority", ("director", "vp", "entry_manager", "manager")),
                Clause("location", (USA, UK, GERMANY)),
            )
        ),
    ),
    Asked(
        "generect",
        "generect",
        "/api/v1/search/database/leads/",
        {
            "job_titles": ["manager", "director"],
            "company_headcounts": ["11-50", "51-200", "201-500"],
            "exclude_locations": ["Germany"],
        },
        Query(
            (
                Clause("title", ("manager", "director")),
                Clause("headcount", ("C", "D", "E")),
                Clause("location", (GERMANY,), exclude=True),
            )
        ),
    ),
    Asked(
        "generect-realtime",
        "generect",
        "/api/linkedin/leads/by_icp/",
        {
            "without_company": True,
            "personas": [["Leaders", [], ["director", "manager+"], ["intern"], 1]],
            "years_in_position": [2, 3, 4],
        },
        Query(
            (Clause("years_in_position", ("2", "3", "4")),),
            (Persona("Leaders", (), ("director", "manager+"), ("intern",), 1),),
        ),
    ),
    Asked(
        "questor",
        "questor",
        "/search-leads",
        {
            "geo_codes": [103644278, 101165590, 101282230],
            "seniority_levels": ["Director", "Vice President", "Entry Level Manager", "Experienced Manager"],
            "title_keywords_exclude": ["Marketing"],
        },
        Query(
            (
                Clause("location", (USA, UK, GERMANY)),
                Clause("seniority", ("director", "head", "vp", "entry_manager", "manager")),
                Clause("title", ("Marketing",), exclude=True),
            )
        ),
    ),
    Asked(
        "pronto",
        "pronto",
        "/api/v2/leads/advanced_search",
        {
            "live": False,
            "included_locations": ["103644278", "101165590", "101282230"],
            "seniority_levels": ["220", "300", "200", "210"],
            "excluded_job_titles": ["Marketing"],
        },
        Query(
            (
                Clause("location", (USA, UK, GERMANY)),
                Clause("seniority", ("director", "head", "vp", "entry_manager", "manager")),
                Clause("title", ("Marketing",), exclude=True),
            )
        ),
    ),
)


@pytest.fixture(scope="module")
def far(serve, tmp_path_factory):
    """A server of other people: 300."""
    data = tmp_path_factory.mktemp("far")
    home = Leadscout(settings_of(data))
    people = Population(21, home.lexicon).people(300)
    home.intake.take([Arrived(at, lead) for at, lead in enumerate(people)], RowSource("file", 1))
    home.indexer.catch_up()
    closed(home)
    rates = {"LEADSCOUT_PRONTO_RATE": "1000", "LEADSCOUT_QUESTOR_RATE": "100000", "LEADSCOUT_PRONTO_WEBHOOK": "false"}
    return serve(data, **rates)


@dataclass
class Here:
    """Everything of the asking side, with one account and its source."""

    home: Leadscout
    account: str
    far: object

    def connect(self, kind, key, **wish):
        wish = {"pace": 0, "name": "far", "url": self.far.url, **wish}
        return self.home.integrations.connect(self.account, NewIntegration(kind, key, **wish))

    def order(self, query, limit=2500, source="far"):
        order = Order(Owner(self.account, "native"), {}, query, limit, route=Route(source))
        self.home.jobs.create(order)
        return lambda: self.home.jobs.get(order.owner, order.id)

    def finish(self, look):
        until(lambda: (self.home.worker.turn(), look().status.over)[1], "the search is over", 0.05)
        return look()

    def people(self, search):
        return sorted(one.lead.full_name for one in self.home.jobs.page(search, 0, search.found))

    @property
    def integration(self):
        return self.home.integrations.all(self.account)[0]

    def later(self, seconds):
        """Let it be later for everything here."""
        now = self.home.now
        home = self.home.__dict__
        for part in ("limits", "integrations", "worker", "jobs"):
            home[part] = replace(getattr(self.home, part), now=lambda: now() + timedelta(seconds=seconds))
        home["integrations"] = replace(home["integrations"], limits=home["limits"])

    def restart(self):
        """Forget what only this process knows."""
        self.home.__dict__.pop("live_cache", None)
        self.home.__dict__.pop("kinds", None)
        self.home.__dict__.pop("integrations", None)
        self.home.__dict__.pop("worker", None)


def closed(home):
    home.database.close()
    home.people.database.close()


@pytest.fixture
def here(far, tmp_path):
    home = Leadscout(settings_of(tmp_path, questor_wait=0, pronto_wait=0))
    home.indexer.catch_up()
    account = home.access.create("here", "here", amount=0)[0].account
    yield Here(home, account, far)
    closed(home)


def key_there(far, credits_=1000):
    """A key of an account of its own at the other side."""
    return new_key(far.data, f"k{next(_numbers)}", credits_)


def left(far, key):
    """What an account has left at the other side, in credits."""
    answer = far("GET", "/api/v1/accounts/me/", key=key).json()
    return round(answer["data"]["credits"]["balance"] * MILLIONTHS)


def directly(far, case):
    """The people whom the other side finds when it is asked by hand."""
    key = key_there(far)
    return sorted(ASK[case.door](lambda *words, **more: far(*words, **more, key=key).json(), case))


def ask_generect(ask, case):
    answer = ask("POST", case.path, json={**case.body, "limit_by": 2400})
    return [lead["full_name"] for lead in answer.get("data", answer)["leads"]]


def ask_questor(ask, case):
    id_ = ask("POST", case.path, json={**case.body, "limit": 2500})["request_id"]
    until(lambda: ask("GET", f"/check-search-status?request_id={id_}")["status"] == "done", "it is done", 0.2)
    pages = (ask("GET", f"/get-search-results?request_id={id_}&page={page}")["data"] for page in count(1))
    return [lead["full_name"] for page in takewhile(bool, pages) for lead in page]


def ask_pronto(ask, case):
    id_ = ask("POST", case.path, json=case.body)["id"]
    look = lambda: ask("GET", f"/api/v2/searches/{id_}")  # noqa: E731
    until(lambda: look()["status"] == "FINISHED", "it is done", 0.2)
    return [entry["lead"]["full_name"] for entry in look()["leads"]]


ASK = {"generect": ask_generect, "questor": ask_questor, "pronto": ask_pronto}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_it_finds_the_same_people_as_asking_directly_and_says_what_they_cost(here, far, case):
    key = key_there(far)
    here.connect(case.kind, key)
    search = here.finish(here.order(case.query))
    expected = directly(far, case)
    assert len(expected) > 25, "more than a page"
    assert (search.status, here.people(search)) == (Status.DONE, expected)
    assert here.integration.used == 1000 * MILLIONTHS - left(far, key) > 0


def test_both_is_the_database_and_then_whom_only_the_vendor_has(here, far):
    case, ask = CASES[0], here.home.asking
    job = Position(title="Sales Director", company=Company(name="Nordwind Probe"))
    own = Lead(full_name="Otto Own", sales_id="ACwAAown", location=Location(text="Berlin, Germany"), positions=(job,))
    here.home.intake.take([Arrived(1, own)], RowSource("file", 1))
    here.home.indexer.catch_up()
    here.connect("generect", key_there(far))
    expected = sorted(["Otto Own", *directly(far, case)])
    for source in ("both", "database+far"):
        search = here.finish(here.order(case.query, source=source))
        assert (search.status, here.people(search)) == (Status.DONE, expected)
        assert here.home.jobs.page(search, 0, 1)[0].lead.full_name == "Otto Own", "the database comes first"
    here.connect("generect", key_there(far), name="near")
    with pytest.raises(Refused, match=r"database\+far"):
        ask.count(ask.question(here.account, case.query, route=Route("both")))
    assert ask.count(ask.question(here.account, case.query, route=Route("database+near"))).value >= len(expected) - 1


FIRST = {case.kind: case for case in reversed(CASES)}
EACH = pytest.mark.parametrize("case", FIRST.values(), ids=lambda case: case.kind)


@dataclass(frozen=True)
class Money:
    """What so many people cost at a kind; the most that one request can cost; whether a path buys something.

    `killed`: at which purchases a worker dies; `cap`: of a day, so that it is reached in the middle, with how many
    people then; `credits_`: so few that they end in the middle, with how many people then.
    """

    cost: Callable[[int], float]
    most: float
    buys: Callable[[str], bool]
    killed: tuple[int, ...]
    cap: tuple[float, int]
    credits_: tuple[float, int]


def rows(path):
    return path.endswith("/leads/")


MONEY = {
    "generect": Money(lambda people: people * 0.02, 0.5, rows, (2,), (0.75, 25), (0.75, 25)),
    "generect-realtime": Money(lambda people: people * 0.04, 1, rows, (2,), (1.5, 25), (1.5, 25)),
    "questor": Money(
        lambda people: 50 + people * 0.5,
        50,
        lambda path: path == "/search-leads" or path.startswith("/get-search-results"),
        (1, 2),
        (100, 25),
        (65, 25),
    ),
    "pronto": Money(
        lambda people: people, 100, lambda path: path.endswith("/advanced_search"), (1,), (99, 0), (20, 20)
    ),
}


def units(credits_):
    return round(credits_ * MILLIONTHS)


@EACH
def test_a_filter_that_it_does_not_know_is_looked_at_in_the_people(here, far, case):
    here.connect(case.kind, key_there(far))
    everybody = directly(far, case)
    somebody = everybody[0].partition(" ")[0]
    query = replace(case.query, clauses=(*case.query.clauses, Clause("first_name", (somebody,), exclude=True)))
    search = here.finish(here.order(query))
    assert here.people(search) == [name for name in everybody if somebody not in name.split()]
    assert search.found < len(everybody) == here.home.people.count(), "what was paid for is kept"


@EACH
def test_what_was_bought_is_not_bought_again(here, far, case):
    key = key_there(far)
    here.connect(case.kind, key)
    first = here.finish(here.order(case.query))
    cost, used = left(far, key), here.integration.used
    here.restart()  # what it fetched a moment ago does not help
    again = here.finish(here.order(case.query))
    assert here.people(again) == here.people(first)
    assert left(far, key) == cost
    if case.kind != "questor":  # which does not say that a result was paid before: it is counted as if it was not
        assert here.integration.used == used
    assert here.home.asking.count(here.home.asking.question(here.account, case.query, route=Route("far"))).value


@pytest.mark.parametrize(("case", "number"), [(case, at) for case in FIRST.values() for at in MONEY[case.kind].killed])
def test_a_worker_that_is_killed_between_buying_and_writing_buys_nothing_twice(here, far, case, number):
    key = key_there(far)
    data = here.home.settings.data
    with wire_to(far.url) as wire:
        here.connect(case.kind, key, url=wire.url)
        look = here.order(case.query)
        worker = Process(["work", "--data", str(data)], {**os.environ, **environ_of(data)})
        bought = []

        def kill(path):
            if bought.append(path) or sum(map(MONEY[case.kind].buys, bought)) != number:
                return
            worker.send_signal(signal.SIGKILL)
            worker.wait()

        wire.after = kill
        until(lambda: worker.poll() is not None, "the worker is dead", 0.05)
        assert look().found <= 25
        here.later(60)
        search = here.finish(look)
    assert here.people(search) == directly(far, case)
    cost = 1000 * MILLIONTHS - left(far, key)
    assert cost == units(MONEY[case.kind].cost(search.found)), "each of them was paid once"
    assert cost <= here.integration.used <= cost + units(MONEY[case.kind].most), "the dead one may have paid it all"


@EACH
def test_the_cap_of_a_day_is_kept_before_a_request_is_sent(here, far, case):
    key = key_there(far)
    cap, people = MONEY[case.kind].cap
    here.connect(case.kind, key, cap=units(cap))
    look = here.order(case.query)

    def capped():
        here.home.worker.turn()
        assert not look().status.over, "more was bought than the cap lets"
        try:
            here.home.asking.batch(here.home.asking.again(look()), look().bookmark, 25)
        except Refused as refused:
            return refused.faults[0].code == "source_capped"

    until(capped, "the cap is reached", 0.2)
    assert (look().status, look().found) == (Status.RUNNING, people)
    cost = 1000 * MILLIONTHS - left(far, key)
    assert here.integration.used == cost == (units(MONEY[case.kind].cost(people)) if people else 0)


REFUSED = {
    401: ("source_unauthorized", {}),
    402: ("source_unpaid", {}),
    403: ("source_forbidden", {}),
    429: ("source_rate_limited", {"retry-after": "77"}),
}


@EACH
@pytest.mark.parametrize("status", REFUSED)
def test_what_it_refuses_is_told_as_such_and_ends_the_search(here, far, case, status):
    code, headers = REFUSED[status]
    with wire_to(far.url) as wire:
        here.connect(case.kind, key_there(far), url=wire.url)
        wire.instead = lambda path: (status, headers, b'{"detail": "no"}') if MONEY[case.kind].buys(path) else None
        search = here.finish(here.order(case.query))
        assert (search.status, search.stopped, here.integration.state) == (Status.FAILED, code, code)
        sent = len(wire.paths)
        with pytest.raises(Refused):
            here.home.asking.count(here.home.asking.question(here.account, case.query, route=Route("far")))
        assert len(wire.paths) == sent, "nothing is asked while it is stopped"
    if status == 429:
        assert abs(here.integration.until - here.home.now().timestamp() - 77) < 60


@EACH
@pytest.mark.parametrize(("status", "counted"), [(504, True), (500, True), (503, False)])
def test_what_may_have_been_bought_before_it_failed_stays_counted(here, far, case, status, counted):
    with wire_to(far.url) as wire:
        here.connect(case.kind, key_there(far), url=wire.url)
        wire.instead = lambda path: (status, {}, b"{}") if MONEY[case.kind].buys(path) else None
        search = here.order(case.query)()
        with pytest.raises(Refused):
            here.home.asking.batch(here.home.asking.again(search), search.bookmark, 25)
    assert (here.integration.used > 0) is counted


@EACH
def test_money_that_ends_in_the_middle_leaves_what_was_paid(here, far, case):
    credits_, people = MONEY[case.kind].credits_
    key = key_there(far, credits_)
    here.connect(case.kind, key)
    search = here.finish(here.order(case.query))
    assert (search.status, search.found, search.stopped) == (Status.PARTIAL, people, "source_unpaid")
    assert here.integration.used >= units(credits_) - left(far, key)


@EACH
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((503, {}, b"{}"), "source_unavailable"),
        ((500, {"content-type": "text/html"}, b"<html>"), "source_unavailable"),
        ((200, {"content-type": "text/html"}, b"<html>"), "source_not_understood"),
        ((200, {"content-type": "application/json"}, b"[]"), "source_not_understood"),
        ((302, {"location": "https://elsewhere.example/"}, b""), "source_not_understood"),
        ((418, {}, b'{"detail": "short and stout"}'), "source_not_understood"),
    ],
)
def test_what_is_no_answer_is_told_as_such(here, far, case, answer, code):
    with wire_to(far.url) as wire:
        here.connect(case.kind, key_there(far), url=wire.url)
        wire.instead = lambda _: answer
        with pytest.raises(Refused) as refused:
            here.home.asking.count(here.home.asking.question(here.account, case.query, route=Route("far")))
    assert refused.value.faults[0].code == code


@EACH
def test_a_key_that_is_not_let_in_is_not_connected(here, far, case):
    with pytest.raises(Refused, match="does not accept the credential"):
        here.connect(case.kind, "nonsense")
    with pytest.raises(Refused, match="refuses this account"):
        here.connect(case.kind, new_key(far.data, f"k{next(_numbers)}", 10, only="native"))
    with pytest.raises(Refused, match="does not answer"):
        here.connect(case.kind, "nonsense", url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Refused, match="no credential"):
        here.connect(case.kind, "a key\nX-Other: header")
    assert here.home.integrations.all(here.account) == []


@EACH
def test_what_none_of_its_fields_says_is_no_question_for_it(here, far, case):
    here.connect(case.kind, key_there(far))
    with pytest.raises(Refused, match="none of these filters"):
        here.home.asking.count(
            here.home.asking.question(here.account, Query((Clause("skill", ("python",)),)), route=Route("far"))
        )
