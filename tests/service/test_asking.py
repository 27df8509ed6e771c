"""One door for a question: nobody's list answers somebody else, and an estimate is told as one."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import httpx
import pytest
import uvicorn
from conftest import FILES, FIXTURES, free_port, header_of, new_key, run, told
from stores import environ_of, settings_of

import leadscout
from leadscout import applications
from leadscout.assemble import Leadscout
from leadscout.dialects.native import faces
from leadscout.errors import Refused
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Query
from leadscout.model.search import Bookmark, Count, Owner, Search, Status
from leadscout.sources.stored import Stored
from leadscout.store import searches as store

PRONTO = "/api/v2/leads/advanced_search"
GENERECT = "/api/v1/search"
ICP = "/api/linkedin/leads/by_icp/"
REALTIME = (ICP, f"{ICP}get_count/", f"{GENERECT}/realtime/leads/", f"{GENERECT}/realtime/leads/count/")
HOOK = "http://127.0.0.1:9/"
DOORS = [
    *((path, {"account_list": "LIST"}) for path in ("/v1/count", "/v1/preview", "/v1/searches")),
    ("/v1/facets", {"account_list": "LIST", "facets": ["seniority"]}),
    ("/v1/count", {"exclude": {"account_list": "LIST"}}),
    (PRONTO, {"included_account_lists": "LIST", "live": False, "webhook_url": HOOK}),
    (f"{PRONTO}/preview", {"included_account_lists": "LIST", "live": False}),
    (f"{PRONTO}/preview", {"excluded_account_lists": "LIST", "live": False}),
    *(("/search-leads", {name: "LIST"}) for name in ("account_lists", "account_lists_exclude")),
    *((f"{GENERECT}/database/leads/{count}", {"account_lists": "LIST"}) for count in ("", "count/")),
    *((path, {"account_lists": "LIST", "company_name": "Nordwind Systems"}) for path in REALTIME),
    (f"{GENERECT}/database/leads/", {"exclude_account_lists": "LIST", "job_titles": ["director"]}),
]


@dataclass(frozen=True)
class Accounts:
    """Two accounts with a key each, and a list of the first one."""

    mine: str
    other: str
    list: str


@pytest.fixture(scope="module")
def accounts(server):
    mine, other = (new_key(server.data, name, 1000) for name in ("owner of a list", "somebody else"))
    companies = [{"name": "Nordwind Systems"}]
    made = server("POST", "/v1/lists", key=mine, json={"name": "mine", "kind": "account", "companies": companies})
    return Accounts(mine, other, made.json()["id"])


def with_list(body, id_):
    """The body with the list's id where it says LIST."""
    return {
        name: [id_] if value == "LIST" else with_list(value, id_) if isinstance(value, dict) else value
        for name, value in body.items()
    }


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_no_door_answers_over_a_list_of_somebody_else(server, accounts, path, body):
    ask = partial(server, "POST", path, json=with_list(body, accounts.list))
    own = ask(key=accounts.mine)
    assert own.status_code in (200, 201), own.text
    refused = ask(key=accounts.other)
    assert refused.status_code in (400, 422), refused.text
    field = next(name for name in (*body, *body.get("exclude", ())) if name.endswith(("_list", "_lists", "_exclude")))
    assert field in refused.text
    assert accounts.list in refused.text
    assert "not a list of yours" in refused.text


def test_suggestions_count_the_lists_of_who_asks(server, accounts):
    suggest = partial(server, "GET", "/v1/suggest?filter=account_list&q=")
    assert [one["value"] for one in suggest(key=accounts.mine).json()] == [accounts.list]
    assert suggest(key=accounts.other).json() == []


@pytest.mark.parametrize("verb", [("count",), ("search",), ("people", "export", "-", "--format", "jsonl")])
def test_the_command_line_asks_for_an_account_or_for_the_operator(server, accounts, verb):
    flags = (*verb, "--account-list", accounts.list, "--data", server.data)
    for account in ((), ("--account", "owner of a list")):
        done = run(*flags, *account)
        assert (done.returncode, "Nordwind" in done.stdout or done.stdout == "2 people\n") == (0, True), done.stderr
    refused = run(*flags, "--account", "somebody else")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"account_list: {accounts.list} is not a list of yours" in refused.stderr
    strange = run(*flags, "--account", "nobody")
    assert (strange.returncode, "account nobody" in strange.stderr) == (2, True)


def test_a_list_that_nobody_has_is_refused_to_the_operator_too(server):
    refused = run("count", "--account-list", "99999999", "--data", server.data)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "99999999 is not a list of yours" in refused.stderr


@pytest.fixture
def home(server):
    """The people of the server, in this process."""
    home = Leadscout(settings_of(server.data))
    yield home
    home.database.close()
    home.people.database.close()


def account_of(home, name):
    return home.access.account_of(name)


def test_the_package_asks_as_an_account_or_says_that_it_does_not(home, accounts):
    query = Query((Clause("account_list", (accounts.list,)),))
    ask = partial(home.asking.question, query=query)
    for asker in (account_of(home, "owner of a list"), OPERATOR):
        assert home.asking.count(ask(asker)).value == 2
    with pytest.raises(Refused, match="not a list of yours"):
        ask(account_of(home, "somebody else"))
    with pytest.raises(TypeError, match="asker"):
        home.asking.question(query=query)


@pytest.mark.usefixtures("accounts")
def test_the_package_opens_the_store_that_the_environment_names(server):
    """Also another process, which knows nothing but a data folder."""
    program = f"import leadscout; print(leadscout.open({str(server.data)!r}).access.account_of('owner of a list'))"
    environ = {**os.environ, **environ_of(server.data)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)  # noqa: S603
    home = leadscout.open(server.data, database_url=settings_of(server.data).database_url)
    assert done.stdout.strip() == home.access.account_of("owner of a list") != ""
    home.database.close()


def test_a_query_that_was_never_checked_gets_nobodys_members(home, accounts):
    """Where a check is forgotten, nothing is read: members are looked up together with the account."""
    search = forged(account_of(home, "somebody else"), accounts.list)
    for answer in (home.asking.count, lambda question: home.asking.page(question, 25)):
        with pytest.raises(Refused, match="not a list of yours"):
            answer(home.asking.again(search))
    own = home.asking.again(replace(search, account=account_of(home, "owner of a list")))
    with pytest.raises(Refused, match="not a list of yours"):
        home.asking.count(replace(own, asker=search.account))
    assert home.asking.count(own).value == 2
    lead_list = own.about(Query((Clause("lead_list", (accounts.list,)),)))
    with pytest.raises(Refused, match="not a list of yours"):
        home.asking.count(lead_list)


def test_a_search_row_that_names_somebody_elses_list_fails_and_finds_nobody(people_of, accounts_of):
    home = people_of()
    owner, other = accounts_of(home)
    made = home.lists.create(owner, "account", "mine", {"name:nordwind_systems": "Nordwind Systems"})
    search = forged(other, str(made.id))
    with home.database.write() as connection:
        store.add(connection, search, 0)
    assert home.worker.turn()
    over = home.jobs.get(Owner(other, "native"), search.id)
    assert (over.status, over.found, over.total) == (Status.FAILED, 0, None)


def forged(account, list_):
    """A search as it would be in the table if nobody had looked at its lists."""
    return Search(
        id="f" * 32,
        account=account,
        dialect="native",
        query=Query((Clause("account_list", (list_,)),)),
        today=date(2026, 11, 20),
        limit=10,
        created_at="2026-11-20T00:00:00+00:00",
        body={},
    )


class Guessing(Leadscout):
    """Everything over a data folder, answered by a source that can only estimate."""

    def _source(self, *_, **__):
        return Estimate(self.index.engine())


class Estimate(Stored):
    """Says that there are half as many people as there are, and that it only guesses; so too with facets."""

    @property
    def claims(self):
        return replace(self.engine.claims, exact_facets=False)

    def count(self, plan):
        return Count(self.engine.count(plan.leaf).value // 2, exact=False)


@pytest.fixture
def people_of(tmp_path):
    """Make a home of some kind with the people of the fixtures."""
    homes = []

    def make(kind=Leadscout, **settings):
        assert run("import", *(FIXTURES / name for name in FILES), "--data", tmp_path).returncode == 0
        homes.append(kind(settings_of(tmp_path, **settings)))
        return homes[-1]

    yield make
    for home in homes:
        home.database.close()
        home.people.database.close()


@pytest.fixture
def accounts_of():
    return lambda home: [home.access.create(name, name, amount=10**9)[0].account for name in ("a", "b")]


@pytest.fixture
def serving_in_here():
    """Serve a home from this process: what it is made of cannot be said on a command line."""
    servers = []

    def start(home):
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(applications.server(home), port=port, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{port}"

    yield start
    for server, thread in servers:
        server.should_exit = True
        thread.join()


def test_an_estimate_is_never_told_as_a_number(people_of, serving_in_here):
    home = people_of(Guessing, pronto_webhook=False)
    _, secret = home.access.create("k", "k", amount=10**9)
    url, transport = serving_in_here(home), httpx.HTTPTransport(retries=5)
    with httpx.Client(transport=transport) as client:

        def ask(path, body):
            answer = client.post(url + path, json=body, headers=header_of(path, secret))
            assert answer.status_code in (200, 201), answer.text
            return answer.json()

        asked = {"title": ["director"]}
        everybody = home.asking.page(home.asking.question(OPERATOR, Query((Clause("title", ("director",)),))), 25)
        assert (everybody.total, len(everybody.found)) == (Count(1, exact=False), 3)
        assert ask("/v1/count", asked)["exact"] is False
        assert ask("/v1/facets", {**asked, "facets": ["seniority"]})["exact"] is False
        assert ask("/v1/searches", asked)["exact"] is False
        made = ask(PRONTO, {"live": False, "job_titles": ["director"]})
    while home.worker.turn():
        pass
    search = home.jobs.get(Owner(home.access.account_of("k"), "pronto"), made["id"])
    assert (search.total, search.found) == (Count(1, exact=False), 3), "an estimate does not end a search early"


def test_an_exact_number_is_told_as_before():
    search = forged("a", "1")
    assert "exact" not in faces.job(replace(search, total=Count(3)))
    assert faces.job(replace(search, total=Count(3)))["total"] == 3
    assert faces.job(search)["total"] is None


@pytest.mark.parametrize("mark", ["", "ff", "7fffffffffffffff"])
def test_a_place_is_read_back_as_it_was_told(home, mark):
    question = home.asking.question(OPERATOR, Query())
    assert home.asking.batch(question, Bookmark(0, mark), 3).hits or mark == "ff"


@pytest.mark.parametrize("mark", ["start5", "ffffffffffffffff", "FF", "-1", "1_0"])
def test_a_place_of_another_source_is_refused(home, mark):
    with pytest.raises(Refused, match="is not a cursor that we gave"):
        home.asking.batch(home.asking.question(OPERATOR, Query()), Bookmark(0, mark), 3)


def test_pages_of_every_size_are_the_same_people(home):
    """Cursors carry on exactly; the last page knows that it is the last."""
    query = Query((Clause("keyword", ("director OR sales OR engineer",)),))
    whole = [one.order for one in home.asking.page(home.asking.question(OPERATOR, query), 1000).found]
    assert len(whole) > 5
    for size in range(1, len(whole) + 2):
        orders, cursor = [], ""
        while True:
            page = home.asking.page(home.asking.question(OPERATOR, query, cursor=cursor), size)
            orders += [one.order for one in page.found]
            cursor = page.cursor
            if not cursor:
                break
        assert orders == whole
        batches = list(home.asking.everybody(home.asking.question(OPERATOR, query), size))
        assert (len(batches), sum(map(len, batches))) == (-(-len(whole) // size), len(whole))


def test_one_question_looks_at_one_state_of_the_index(people_of):
    home = people_of()
    looks = []

    def look(*_):
        looks.append(home.index.engine())
        return Stored(looks[-1])

    asking = replace(home.asking, door=replace(home.asking.door, source=look))
    question = asking.question(OPERATOR, Query((Clause("title", ("no such title",)),), correct=True))
    counted = asking.count(question)
    asking.without(question, counted)
    asking.page(question, 25)
    asking.facets(question, ["seniority", "years_in_position"])
    assert len(looks) == 1


def test_json_of_count_has_no_word_about_exact_numbers(server):
    assert told("count", "--title", "director", "--data", server.data) == {"count": 3}
