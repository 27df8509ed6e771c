"""Our own API, through its Python client: searches as jobs, their webhooks, people, places, lists, keys, usage."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
from conftest import HUNG, new_key, told
from receiver import receiving
from standardwebhooks.webhooks import Webhook

from leadscout.client import Client, LeadscoutError


@pytest.fixture(scope="module")
def crowded(serve, populate, tmp_path_factory):
    """A server over invented people, enough of them that a search takes a moment."""
    folder = tmp_path_factory.mktemp("crowd")
    populate(folder)
    return serve(folder)


@pytest.fixture(scope="module")
def crowd(crowded):
    """A client of it."""
    with Client(crowded.url, new_key(crowded.data, "crowd", 5)) as client:
        yield client


@pytest.fixture
def own(server):
    """A client of an account of its own."""
    with ExitStack() as clients:

        def make():
            key = new_key(server.data, f"native {time.monotonic_ns()}")
            return clients.enter_context(Client(server.url, key))

        yield make


def code(call, *arguments, **more):
    """Status and code of what is refused."""
    with pytest.raises(LeadscoutError) as refused:
        call(*arguments, **more)
    return refused.value.status, refused.value.code


def test_a_search_finds_the_same_people_as_the_preview_in_the_same_order(crowd):
    searches = crowd.searches
    asked = {"seniority": ["director", "vp"], "exclude": {"function": ["Sales"]}}
    made = searches.create(**asked, name="directors", limit=60)
    status = searches.wait(made["id"])
    assert (status["status"], status["found"], status["name"]) == ("done", 60, "directors")
    assert status["query"] == {**asked, "name": "directors", "limit": 60}
    found = list(searches.results(made["id"], page=25))
    assert [lead["number"] for lead in found] == list(range(1, 61))
    first = crowd.preview(**asked)
    assert [lead["id"] for lead in found[:25]] == [lead["id"] for lead in first["leads"]]
    assert [lead["matched_role"] for lead in found[:25]] == [lead["matched_role"] for lead in first["leads"]]
    assert status["total"] == first["total"]


def test_the_newest_search_comes_first_also_of_those_of_one_second(crowded):
    with Client(crowded.url, new_key(crowded.data, "in a row", 5)) as client:
        made = [client.searches.create(first_name=["Nobody"], name=f"{number}")["id"] for number in range(5)]
        assert [search["id"] for search in client.searches.all()] == made[::-1]


def test_pages_can_be_read_while_it_runs(crowd):
    made = crowd.searches.create(keyword=["experienced"], limit=1200)
    # Several: one alone seldom asks while a batch is written, whose people it was shown twice.
    with ThreadPoolExecutor(5) as pool:
        readers = list(pool.map(lambda page: list(crowd.searches.results(made["id"], page)), [50, 100, 100, 200, 1000]))
    count = crowd.searches.wait(made["id"])["found"]
    for leads in readers:
        assert [lead["number"] for lead in leads] == list(range(1, count + 1))
        assert len({lead["id"] for lead in leads}) == count


def test_pause_resume_cancel(crowd):
    searches = crowd.searches
    busy = [searches.create(keyword=["experienced"], limit=2000)["id"] for _ in range(3)]
    last = busy[-1]
    assert searches.pause(last)["status"] == "paused"
    stood = searches.get(last)["found"]
    for id_ in busy[:-1]:
        searches.wait(id_)
    assert searches.get(last)["found"] == stood == len(list(searches.results(last))), "it stands still"
    assert searches.resume(last)["status"] in ("queued", "running")
    assert searches.wait(last)["found"] > stood
    for verb in (searches.pause, searches.resume, searches.cancel):
        assert code(verb, last) == (409, "search_over")
    stopped = searches.create(keyword=["experienced"], limit=2000)["id"]
    searches.pause(stopped)
    assert searches.cancel(stopped)["status"] == "cancelled"
    assert searches.wait(stopped)["status"] == "cancelled"


def test_a_cancelled_search_tells_what_it_found(crowd):
    with receiving() as receiver:
        made = crowd.searches.create(keyword=["experienced"], limit=2000, webhook_url=receiver.url)
        crowd.searches.cancel(made["id"])
        (call,) = receiver.wait(1)
        assert call["search"]["status"] == "cancelled"
        assert len(call["leads"]) == call["search"]["found"] == len(list(crowd.searches.results(made["id"])))


def test_a_webhook_is_signed_can_be_watched_and_sent_again(crowd, crowded):
    searches = crowd.searches
    with receiving() as receiver:
        id_ = searches.create(seniority=["cxo"], limit=30, webhook_url=receiver.url, streaming=True)["id"]
        calls = receiver.wait(3)
        assert [len(call["leads"]) for call in calls] == [25, 5, 0]
        headers, body = receiver.calls[0]
        secret = told("webhook", "secret", "crowd", "--data", crowded.data)["secret"]
        assert Webhook(secret).verify(body, headers)["search"]["id"] == id_
        deadline = time.monotonic() + HUNG
        while searches.get(id_)["webhook"]["next_seq"] < 4:
            assert time.monotonic() < deadline
        watched = searches.get(id_)["webhook"]
        assert (watched["payloads"], watched["dead"], len(watched["attempts"])) == (3, False, 3)
        searches.resend(id_, 2)
        receiver.wait(5)
        assert receiver.calls[3][1] == receiver.calls[1][1], "the same bytes"
        assert receiver.calls[3][0]["webhook-id"] == receiver.calls[1][0]["webhook-id"]
        assert code(searches.resend, id_, 9) == (404, "no_payload")


def test_waiting_for_a_search_holds_up_nobody(crowd):
    searches = crowd.searches
    paused = searches.create(keyword=["experienced"], limit=2000)["id"]
    searches.pause(paused)
    with ThreadPoolExecutor(12) as waiters:
        waiting = [waiters.submit(code, searches.wait, paused, timeout=8) for _ in range(12)]
        assert all(crowd.count(seniority=["vp"])["total"] for _ in range(10))
        assert not any(one.done() for one in waiting), "counts were answered while others waited"
        assert {one.result() for one in waiting} == {(0, "not_over")}
    searches.cancel(paused)


def test_a_search_without_a_name_is_called_after_its_filters_and_a_large_one_is_listed_without_them(own):
    mine = own().searches
    small = mine.create(seniority=["vp"], location=["DACH"], exclude={"location": ["Berlin"]}, changed_jobs=True)
    assert small["name"] == "DACH, Vice President, changed jobs, not Berlin, Berlin, Germany"
    large = mine.create(title=[f"title {number}" for number in range(2000)])
    assert (len(large["name"]), len(large["query"]["title"])) == (81, 2000)
    queries = {one["id"]: one["query"] for one in mine.all()}
    assert queries == {small["id"]: small["query"], large["id"]: None}


def test_searches_are_their_accounts_own(own):
    mine, other = own().searches, own().searches
    made = mine.create(seniority=["director"])["id"]
    assert [(one["id"], one["query"]) for one in mine.all()] == [(made, mine.get(made)["query"])]
    assert other.all() == []
    for call in (other.get, other.pause, other.resume, other.cancel, other.delete, other.resend):
        assert code(call, made) == (404, "no_search"), call
    assert code(list, other.results(made)) == (404, "no_search")
    mine.delete(made)
    assert code(mine.get, made) == (404, "no_search")


def test_wrong_searches_are_refused(own):
    searches = own().searches
    for body, field in (
        ({"seniority": ["director"], "limit": 0}, "limit"),
        ({"seniority": ["director"], "limit": 10_001}, "limit"),
        ({"seniority": ["director"], "webhook_url": "http://example.com"}, "webhook_url"),
        ({"seniority": ["boss"]}, "seniority[0]"),
    ):
        with pytest.raises(LeadscoutError) as refused:
            searches.create(**body)
        assert (refused.value.status, refused.value.faults[0].field) == (422, field)
    assert code(searches.all, limit=0)[0] == 422
    assert code(searches.get, "nonsense") == (404, "no_search")


def test_a_person_by_every_name(own):
    client = own()
    by_mail = client.person("jonas@nordwind.example")
    assert client.person(by_mail["id"]) == client.person(by_mail["profile_url"]) == by_mail
    found = client.person("ACwAAFIXTURE4001-aaaaaaaaaaaaaaaaaaaaaaa")
    assert found["primary_role"]["title"] == "Senior Marketing Director"
    source = {"source": "generect:generect.json", "as_of": found["sources"][0]["as_of"]}
    assert found["sources"] == [source]
    assert found["provenance"]["headline"] == found["provenance"]["positions"] == source
    assert (found["conflicts"], "summary" in found["provenance"]) == ([], "summary" in found)
    for nobody in ("nobody", "https://www.linkedin.com/in/nobody"):
        assert code(client.person, nobody) == (404, "nobody")
    assert code(client.person, "") == (404, "not_found"), "no name is no path"


def test_how_the_titles_of_a_person_were_read(server):
    path = "/v1/people/ACwAAFIXTURE4001-aaaaaaaaaaaaaaaaaaaaaaa"
    assert "explained" not in server("GET", path).json()
    explained = server("GET", f"{path}?explain=true").json()["explained"]
    how = next(one for one in explained if one["title"] == "Senior Marketing Director")
    assert how["levels"] == ["director"]
    assert ["marketing", "15", 2.0] in how["function_signs"]
    assert "xplain" in server("GET", f"{path}?xplain=true").text
    assert server("GET", f"{path}?explain").json()["explained"] == explained, "asked for without a value"


def test_how_the_headline_of_a_person_without_a_job_was_read(server):
    explained = server("GET", "/v1/people/https://www.linkedin.com/in/paul-quillan-0007?explain").json()["explained"]
    assert [(one["title"], one["levels"], one["head"]) for one in explained] == [
        ("VP of Sales", ["vp"], ["vicepresident"])
    ]


def test_places(own):
    assert own().places("Berlin")[0]["name"].startswith("Berlin")


def test_lists(own):
    mine, other = own(), own()
    made = mine.lists.create("n", companies=[{"name": "Lumenforge Health"}])
    assert (made["kind"], made["size"]) == ("account", 1)
    assert mine.count(account_list=[made["id"]])["total"] == 2
    assert mine.lists.extend(made["id"], companies=[{"id": 21828}])["size"] == 2
    assert [one["id"] for one in mine.lists.all()] == [made["id"]]
    members = [member["key"] for member in mine.lists.members(made["id"], page=1)]
    assert members == ["id:21828", "name:lumenforge_health"]
    for client, id_ in ((other, made["id"]), (mine, "7"), (mine, "x")):
        assert code(client.lists.get, id_) == code(client.lists.delete, id_) == (404, "no_list")
    mine.lists.delete(made["id"])
    assert mine.lists.all() == []


def test_keys_of_ones_own_and_usage(own, server):
    mine, other = own(), own()
    made = mine.keys.create("counter", only=["native"])
    with Client(server.url, made["key"]) as theirs:
        assert theirs.count(seniority=["vp"])["exact"]
        assert replace(server, key=made["key"])("GET", "/api/v2/credits").status_code == 403
        assert code(theirs.keys.create, "more") == (403, "forbidden"), "no key opens more than its maker"
        assert {key["name"] for key in mine.keys.all()} >= {"counter"}
        assert code(other.keys.revoke, made["id"]) == (404, "not_found")
        mine.keys.revoke(made["id"])
        assert code(theirs.count, seniority=["vp"]) == (401, "revoked_key")
    assert mine.usage()["credits"] == 0
