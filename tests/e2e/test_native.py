"""Our own API: searches as jobs, their webhooks, people, places, lists, keys, usage."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from conftest import new_key, told
from receiver import receiving
from standardwebhooks.webhooks import Webhook

SEARCHES = "/v1/searches"


@pytest.fixture(scope="module")
def crowd(serve, tmp_path_factory):
    """A server over invented people, enough of them that a search takes a moment."""
    folder = tmp_path_factory.mktemp("crowd")
    told("people", "generate", 3000, "--seed", "9", "--data", folder)
    key = new_key(folder, "crowd", 5)
    return replace(serve(folder), key=key)


@pytest.fixture
def own(server):
    """A server with a key of an account of its own."""

    def make():
        name = f"native {time.monotonic_ns()}"
        return replace(server, key=new_key(server.data, name))

    return make


def create(server, **body):
    answer = server("POST", SEARCHES, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def finished(server, id_):
    status = server("GET", f"{SEARCHES}/{id_}?wait=25").json()
    assert status["over"], status
    return status


def people(server, id_, limit=300):
    """Everybody a search found, page by page."""
    found, cursor = [], 0
    while cursor is not None:
        page = server("GET", f"{SEARCHES}/{id_}/results?limit={limit}&cursor={cursor}").json()
        found += page["leads"]
        cursor = page["cursor"]
    return found


def test_a_search_finds_the_same_people_as_the_preview_in_the_same_order(crowd):
    asked = {"seniority": ["director", "vp"], "exclude": {"function": ["Sales"]}}
    made = create(crowd, **asked, name="directors", limit=60)
    status = finished(crowd, made["id"])
    assert (status["status"], status["found"], status["name"]) == ("done", 60, "directors")
    assert status["query"] == {**asked, "name": "directors", "limit": 60}
    found = people(crowd, made["id"], 25)
    assert [lead["number"] for lead in found] == list(range(1, 61))
    first = crowd("POST", "/v1/preview", json=asked).json()
    assert [lead["id"] for lead in found[:25]] == [lead["id"] for lead in first["leads"]]
    assert [lead["matched_role"] for lead in found[:25]] == [lead["matched_role"] for lead in first["leads"]]
    assert status["total"] == first["total"]


def test_pages_can_be_read_while_it_runs(crowd):
    made = create(crowd, keyword=["experienced"], limit=2000)
    found, cursor = [], 0
    deadline = time.monotonic() + 60
    while cursor is not None:
        assert time.monotonic() < deadline, "the search does not end"
        page = crowd("GET", f"{SEARCHES}/{made['id']}/results?limit=100&cursor={cursor}").json()
        found += page["leads"]
        cursor = page["cursor"]
    assert [lead["number"] for lead in found] == list(range(1, len(found) + 1))
    assert len(found) == finished(crowd, made["id"])["found"] == len({lead["id"] for lead in found})


def test_pause_resume_cancel(crowd):
    busy = [create(crowd, keyword=["experienced"], limit=2000)["id"] for _ in range(3)]
    last = busy[-1]
    assert crowd("POST", f"{SEARCHES}/{last}/pause").json()["status"] == "paused"
    stood = crowd("GET", f"{SEARCHES}/{last}").json()["found"]
    for id_ in busy[:-1]:
        finished(crowd, id_)
    assert crowd("GET", f"{SEARCHES}/{last}").json()["found"] == stood, "it stands still"
    assert crowd("POST", f"{SEARCHES}/{last}/resume").json()["status"] in ("queued", "running")
    assert finished(crowd, last)["found"] > stood
    for verb in ("pause", "resume", "cancel"):
        refused = crowd("POST", f"{SEARCHES}/{last}/{verb}")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "search_over")
    stopped = create(crowd, keyword=["experienced"], limit=2000)["id"]
    assert crowd("POST", f"{SEARCHES}/{stopped}/pause").status_code == 200
    assert crowd("POST", f"{SEARCHES}/{stopped}/cancel").json()["status"] == "cancelled"
    assert finished(crowd, stopped)["status"] == "cancelled"


def test_a_cancelled_search_tells_what_it_found(crowd):
    with receiving() as receiver:
        made = create(crowd, keyword=["experienced"], limit=2000, webhook_url=receiver.url)
        answer = crowd("POST", f"{SEARCHES}/{made['id']}/cancel")
        if answer.status_code == 409:
            pytest.fail("the search was over before it could be cancelled")
        (call,) = receiver.wait(1)
        assert call["search"]["status"] == "cancelled"
        assert len(call["leads"]) == call["search"]["found"] == len(people(crowd, made["id"]))


def test_a_webhook_is_signed_can_be_watched_and_sent_again(crowd):
    with receiving() as receiver:
        made = create(crowd, seniority=["cxo"], limit=30, webhook_url=receiver.url, streaming=True)
        calls = receiver.wait(3)
        assert [len(call["leads"]) for call in calls] == [25, 5, 0]
        headers, body = receiver.calls[0]
        secret = told("webhook", "secret", "crowd", "--data", crowd.data)["secret"]
        assert Webhook(secret).verify(body, headers)["search"]["id"] == made["id"]
        deadline = time.monotonic() + 10
        while crowd("GET", f"{SEARCHES}/{made['id']}").json()["webhook"]["next_seq"] < 4:
            assert time.monotonic() < deadline
        watched = crowd("GET", f"{SEARCHES}/{made['id']}").json()["webhook"]
        assert (watched["payloads"], watched["dead"], len(watched["attempts"])) == (3, False, 3)
        assert crowd("POST", f"{SEARCHES}/{made['id']}/resend", json={"seq": 2}).status_code == 200
        receiver.wait(5)
        assert receiver.calls[3][1] == receiver.calls[1][1], "the same bytes"
        assert receiver.calls[3][0]["webhook-id"] == receiver.calls[1][0]["webhook-id"]
        assert crowd("POST", f"{SEARCHES}/{made['id']}/resend", json={"seq": 9}).status_code == 404


def test_waiting_for_a_search_holds_up_nobody(crowd):
    made = create(crowd, keyword=["experienced"], limit=10)["id"]
    finished(crowd, made)
    paused = create(crowd, keyword=["experienced"], limit=2000)["id"]
    crowd("POST", f"{SEARCHES}/{paused}/pause")
    with ThreadPoolExecutor(12) as waiters:
        waiting = [waiters.submit(crowd, "GET", f"{SEARCHES}/{paused}?wait=3") for _ in range(12)]
        assert all(crowd("POST", "/v1/count", json={"seniority": ["vp"]}).status_code == 200 for _ in range(20))
        assert not any(one.done() for one in waiting), "counts were answered while others waited"
        assert {one.result().json()["status"] for one in waiting} <= {"paused", "done"}
    crowd("POST", f"{SEARCHES}/{paused}/cancel")


def test_searches_are_their_accounts_own(own):
    mine, other = own(), own()
    made = create(mine, seniority=["director"])["id"]
    assert [one["id"] for one in mine("GET", SEARCHES).json()["searches"]] == [made]
    assert other("GET", SEARCHES).json()["searches"] == []
    for method, path in (
        ("GET", ""),
        ("GET", "/results"),
        ("POST", "/pause"),
        ("POST", "/resume"),
        ("POST", "/cancel"),
        ("DELETE", ""),
    ):
        assert other(method, f"{SEARCHES}/{made}{path}").status_code == 404, path
    assert other("POST", f"{SEARCHES}/{made}/resend", json={}).status_code == 404
    assert mine("DELETE", f"{SEARCHES}/{made}").status_code == 204
    assert mine("GET", f"{SEARCHES}/{made}").status_code == 404


def test_wrong_searches_are_refused(own):
    mine = own()
    for body, field in (
        ({"seniority": ["director"], "limit": 0}, "limit"),
        ({"seniority": ["director"], "limit": 10_001}, "limit"),
        ({"seniority": ["director"], "webhook_url": "http://example.com"}, "webhook_url"),
        ({"seniority": ["boss"]}, "seniority[0]"),
    ):
        refused = mine("POST", SEARCHES, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert mine("GET", f"{SEARCHES}?limit=0").status_code == 422
    assert mine("GET", f"{SEARCHES}/nonsense").status_code == 404


def test_a_person_by_every_name(server):
    for written in ("jonas@nordwind.example", "ACwAAFIXTURE4001-aaaaaaaaaaaaaaaaaaaaaaa"):
        found = server("GET", f"/v1/people/{written}")
        assert found.status_code == 200, written
        assert server("GET", f"/v1/people/{found.json()['id']}").json() == found.json()
    assert found.json()["primary_role"]["title"] == "Senior Marketing Director"
    assert "explained" not in found.json()
    explained = server("GET", f"/v1/people/{written}?explain=true").json()["explained"]
    how = next(one for one in explained if one["title"] == "Senior Marketing Director")
    assert how["levels"] == ["director"]
    assert ["marketing", "15", 2.0] in how["function_signs"]
    assert server("GET", "/v1/people/nobody").status_code == 404


def test_places_and_suggestions(server):
    assert server("GET", "/v1/places?q=Berlin").json()[0]["name"].startswith("Berlin")
    assert server("GET", "/v1/suggest?filter=industry&q=softwar").json()[0]["label"].startswith("Software")
    refused = server("GET", "/v1/suggest?filter=title&q=x").json()["errors"][0]
    assert (refused["code"], "industry" in refused["valid"]) == ("unknown_value", True)


def test_lists(own):
    mine, other = own(), own()
    made = mine("POST", "/v1/lists", json={"name": "n", "companies": [{"name": "Lumenforge Health"}]}).json()
    assert (made["kind"], made["size"]) == ("account", 1)
    assert mine("POST", "/v1/count", json={"account_list": [made["id"]]}).json()["total"] == 2
    assert mine("PUT", f"/v1/lists/{made['id']}", json={"companies": [{"id": 21828}]}).json()["size"] == 2
    assert [one["id"] for one in mine("GET", "/v1/lists").json()["lists"]] == [made["id"]]
    assert mine("GET", f"/v1/lists/{made['id']}").json()["members"][0]["key"] == "id:21828"
    assert other("GET", f"/v1/lists/{made['id']}").status_code == 404


def test_keys_of_ones_own_and_usage(own):
    mine, other = own(), own()
    made = mine("POST", "/v1/keys", json={"name": "counter", "only": ["native"]}).json()
    theirs = replace(mine, key=made["key"])
    assert theirs("POST", "/v1/count", json={"seniority": ["vp"]}).status_code == 200
    assert theirs("GET", "/api/v2/credits").status_code == 403
    assert theirs("POST", "/v1/keys", json={"name": "more"}).status_code == 403, "no key opens more than its maker"
    assert {key["name"] for key in mine("GET", "/v1/keys").json()["keys"]} >= {"counter"}
    assert other("DELETE", f"/v1/keys/{made['id']}").status_code == 404
    assert mine("DELETE", f"/v1/keys/{made['id']}").status_code == 204
    assert theirs("POST", "/v1/count", json={"seniority": ["vp"]}).status_code == 401
    assert mine("GET", "/v1/usage").json()["credits"] == 0
