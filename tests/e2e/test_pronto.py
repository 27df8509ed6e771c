"""Pronto, as its clients use it: search, be told by webhook, look; money, lists, limits, strangers."""

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from conftest import FIXTURES, HUNG, new_key, run, told, until
from receiver import receiving
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SEARCH = "/api/v2/leads/advanced_search"
PEOPLE = "https://www.linkedin.com/sales/search/people"
EXAMPLES = {
    "EU SaaS VPs of Sales": {
        "name": "EU SaaS VPs of Sales",
        "job_titles": ["VP of Sales", "Chief Revenue Officer"],
        "included_locations": ["101452733", "105015875"],
        "included_industries": ["6", "96"],
        "seniority_levels": ["300", "310"],
        "company_size": ["51-200", "201-500", "501\u20131000"],
        "limit": 500,
    },
    "Engineering leaders at specific companies who recently changed jobs": {
        "functions": ["8"],
        "seniority_levels": ["220", "300"],
        "included_companies": ["1441", {"id": "162479"}],
        "recently_changed_jobs": ["RPC"],
    },
    "Target an account list while excluding an existing lead list": {
        "included_account_lists": ["ACCOUNTS"],
        "excluded_lead_lists": ["LEADS"],
        "seniority_levels": ["300"],
    },
    "Keyword + tenure filter, scale mode": {
        "keyword": "cybersecurity",
        "years_at_current_company": ["2", "3"],
        "years_of_experience": ["4", "5"],
        "scale": True,
        "streaming": True,
    },
}
LIVE_ONLY = {
    "Past colleagues who posted on LinkedIn recently": {"past_colleague": True, "posted_on_linkedin": True},
    "1st-degree connections of a target profile": {
        "connections_of_profile": "https://www.linkedin.com/in/mathieu-example",
        "relationship": ["F"],
    },
}


@pytest.fixture
def receiver():
    with receiving() as running:
        yield running


@pytest.fixture
def own(server):
    """A server with a key of an account of its own; `.account` is its name."""

    def make(credits_=1000):
        name = f"pronto {time.monotonic_ns()}"
        key = new_key(server.data, name, credits_)
        return replace(server, key=key), name

    return make


@pytest.fixture
def fresh(serve, tmp_path):
    """A server alone on its data folder: another one's worker would send with other settings."""

    def make(**environ):
        told("import", FIXTURES / "people.jsonl", FIXTURES / "generect.json", "--data", tmp_path)
        key = new_key(tmp_path, "fresh", 100)
        here = serve(tmp_path, LEADSCOUT_PRONTO_RATE="100", **environ)
        return replace(here, key=key)

    return make


def create(server, receiver, **body):
    answer = server("POST", SEARCH, json={"live": False, "webhook_url": receiver.url, **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def finished(server, id_):
    def ended():
        search = server("GET", f"/api/v2/searches/{id_}").json()
        return search["status"] not in ("NOT_STARTED", "ONGOING") and search

    return until(ended, "the search ends")


def credits_of(server):
    return server("GET", "/api/v2/credits").json()["credits"]


@pytest.mark.parametrize("heading", EXAMPLES)
def test_the_examples_of_the_seed_are_accepted(own, receiver, heading):
    mine, _ = own()
    body = json.dumps(EXAMPLES[heading])
    for name, members in (
        ("ACCOUNTS", {"companies": [{"id": 900000101}]}),
        ("LEADS", {"leads": [{"email": "a@b.example"}]}),
    ):
        if name in body:
            made = mine("POST", "/api/v2/lists", json={"name": name, **members})
            assert made.status_code == 201, made.text
            body = body.replace(name, made.json()["linkedin_id"])
    answer = create(mine, receiver, **json.loads(body))
    record = answer.pop("message")
    assert answer == record, "wrapped and flat"
    assert record.keys() - {"warnings"} == {
        "id",
        "search_name",
        "search_url",
        "expected_profiles_count",
        "created_at",
        "custom",
    }
    assert datetime.fromisoformat(record["created_at"]).microsecond == 0
    assert record["created_at"].endswith("Z")
    assert finished(mine, record["id"])["status"] == "FINISHED"
    assert mine("POST", SEARCH, json={**json.loads(body), "webhook_url": receiver.url}).status_code == 401, "live"


@pytest.mark.parametrize("heading", LIVE_ONLY)
def test_examples_that_need_the_graph_name_what_does(own, receiver, heading):
    body = {"live": False, "webhook_url": receiver.url, **LIVE_ONLY[heading]}
    answer = own()[0]("POST", SEARCH, json=body)
    assert answer.status_code == 422
    assert all(field in answer.json()["message"] for field in LIVE_ONLY[heading])


def test_all_leads_come_in_one_signed_call_at_the_end(own, receiver):
    mine, account = own()
    record = create(
        mine, receiver, seniority_levels=["220", "300", "310"], custom={"crm": "A-17"}, limit=4, name="Mine"
    )
    (call,) = receiver.wait(1)
    assert record["expected_profiles_count"] > 4
    assert len(call["leads"]) == 4
    assert (call["search"]["status"], call["search"]["name"], call["custom"]) == ("FINISHED", "Mine", {"crm": "A-17"})
    assert call["search"]["id"] == record["id"]
    lead = call["leads"][0]
    assert lead["lead"]["full_name"]
    assert {"linkedin_profile_url", "lk_headline", "title", "summary", "phones"} <= lead["lead"].keys()
    assert {"name", "website", "industry", "linkedin_url", "employee_range"} <= lead["company"].keys()
    assert credits_of(mine) == 996
    headers, body = receiver.calls[0]
    secret = told("webhook", "secret", account, "--data", mine.data)["secret"]
    assert Webhook(secret).verify(body, headers) == call
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"FINISHED", b"FINISHEd"), headers)
    shown = finished(mine, record["id"])
    assert [entry["lead"]["full_name"] for entry in shown["leads"]] == [
        entry["lead"]["full_name"] for entry in call["leads"]
    ]
    assert [attempt["outcome"] for attempt in shown["webhook_attempts"]] == ["HTTP 200"]


@pytest.fixture(scope="module")
def crowded(serve, populate, tmp_path_factory):
    """A server over invented people."""
    folder = tmp_path_factory.mktemp("crowded")
    populate(folder)
    return serve(folder, LEADSCOUT_PRONTO_RATE="100")


def test_streamed_leads_come_as_they_are_found_then_the_end(crowded, receiver):
    mine = replace(crowded, key=new_key(crowded.data, "streamed", 100))
    record = create(mine, receiver, keyword="experienced", streaming=True, limit=60)
    *batches, last = receiver.wait(4)
    assert [len(call["leads"]) for call in batches] == [25, 25, 10]
    assert {call["search"]["status"] for call in batches} == {"ONGOING"}
    assert (last["search"]["status"], last["leads"]) == ("FINISHED", [])
    people = [entry["lead"]["linkedin_profile_url"] for call in batches for entry in call["leads"]]
    assert len(set(people)) == 60
    assert finished(mine, record["id"])["leads_count"] == 60
    assert credits_of(mine) == 40


def test_money_that_ends_in_mid_search_ends_the_search_with_what_was_paid(crowded, receiver):
    mine = replace(crowded, key=new_key(crowded.data, "money", 100))
    record = create(mine, receiver, keyword="experienced", limit=150)
    shown = finished(mine, record["id"])
    assert (shown["status"], shown["reason"], len(shown["leads"])) == (
        "FINISHED",
        "insufficient credits after 100 leads",
        100,
    )
    assert credits_of(mine) == 0
    (call,) = receiver.wait(1)
    assert (len(call["leads"]), call["search"]["reason"]) == (100, "insufficient credits after 100 leads")
    before = mine("GET", "/api/v2/searches").json()
    for path, body in (
        (SEARCH, {"keyword": "experienced", "webhook_url": receiver.url}),
        ("/api/v2/leads", {"search_url": f"{PEOPLE}?query=(keywords:experienced)", "name": "n"}),
    ):
        refused = mine("POST", path, json={"live": False, **body})
        assert (refused.status_code, refused.json()["message"][:20]) == (422, "Insufficient credits"), path
    assert mine("GET", "/api/v2/searches").json() == before, "nothing is made"
    nobody = mine("POST", SEARCH, json={"live": False, "webhook_url": receiver.url, "job_titles": ["harbour pilot"]})
    assert nobody.status_code == 201, "who finds nobody pays nothing"


def test_the_leads_of_a_search_come_by_the_page(own, receiver):
    mine, _ = own()
    id_ = create(mine, receiver, seniority_levels=["220", "300", "310"], limit=5)["id"]
    whole = finished(mine, id_)["leads"]
    assert len(whole) == 5

    def page(query):
        return mine("GET", f"/api/v2/searches/{id_}?{query}").json()["leads"]

    assert [*page("limit=2"), *page("limit=2&offset=2"), *page("limit=2&offset=4")] == whole
    assert page("offset=5") == page("qualified=false") == []
    assert page("qualified=true&offset=3") == whole[3:]
    assert mine("GET", f"/api/v2/searches/{id_}?limit=0").status_code == 422


def test_nobody_is_a_finished_search_that_is_told_and_free(own, receiver):
    mine, _ = own(5)
    record = create(mine, receiver, job_titles=["no such title at all"])
    assert record["expected_profiles_count"] == 0
    (call,) = receiver.wait(1)
    assert (call["search"]["status"], call["leads"]) == ("FINISHED", [])
    assert credits_of(mine) == 5


def test_scale_leaves_out_what_takes_long(own, receiver):
    mine, _ = own()
    create(mine, receiver, included_companies=["21828"], scale=True)
    (call,) = receiver.wait(1)
    for entry in call["leads"]:
        assert {"lk_headline", "lk_connections_count"}.isdisjoint(entry["lead"])
    assert {entry["lead"]["linkedin_profile_url"] for entry in call["leads"]} == {
        "https://www.linkedin.com/in/ACwAAFIXTURE4001-aaaaaaaaaaaaaaaaaaaaaaa",
        "https://www.linkedin.com/in/ACwAAFIXTURE0000000000000000000000000001",
    }


def attempted(server, id_, number):
    """The attempts to call the webhook of a search, as soon as there are so many."""
    attempts = finished(server, id_)["webhook_attempts"]
    return attempts if len(attempts) >= number else []


def test_a_call_that_fails_is_repeated_with_the_same_bytes_and_id(fresh, receiver):
    mine = fresh(LEADSCOUT_WEBHOOK_DELAYS="0.2 0.2 0.2")
    receiver.answers = [500, 302, 404]
    record = create(mine, receiver, job_titles=["Head of IT"])
    receiver.wait(4)
    assert len({body for _, body in receiver.calls}) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
    attempts = until(lambda: attempted(mine, record["id"], 4), "the fourth attempt is kept")
    assert [attempt["outcome"] for attempt in attempts] == ["HTTP 500", "HTTP 302", "HTTP 404", "HTTP 200"]
    receiver.answers = [500] * 9
    dead = create(mine, receiver, job_titles=["Head of IT"])
    receiver.wait(8)
    until(lambda: attempted(mine, dead["id"], 4), "the last attempt is kept")
    time.sleep(0.5)  # another one would come after 0.2 s
    assert len(finished(mine, dead["id"])["webhook_attempts"]) == 4, "one try and three more; then the queue is dead"
    assert len(receiver.calls) == 8


def test_a_webhook_is_told_again_at_both_doors(own, receiver):
    mine, _ = own()
    stranger, _ = own()
    record = create(mine, receiver, included_companies=["21828"], webhook_url=f"  {receiver.url}\n")
    receiver.wait(1)
    for number, path in enumerate(("/api/v2/searches", "/v1/searches"), 2):
        resend = f"{path}/{record['id']}/resend"
        assert stranger("POST", resend, json={}).status_code == 404
        assert mine("POST", resend, json={"seq": 9}).status_code == 404
        again = mine("POST", resend, json={})
        assert (again.status_code, again.json()["id"].replace("-", "")) == (200, record["id"].replace("-", ""))
        receiver.wait(number)
    assert len({(headers["webhook-id"], body) for headers, body in receiver.calls}) == 1, "the same bytes"


@pytest.mark.parametrize(
    ("custom", "status"),
    [
        ({"x": "é" * 8188}, 201),  # 16,384 bytes as JSON
        ({"x": "é" * 8189}, 422),
        ([], 422),
        ("x", 422),
        ({"x": {"y": [None, 1.5, True]}}, 201),
    ],
)
def test_custom_has_a_limit(own, receiver, custom, status):
    mine, _ = own()
    body = {"live": False, "included_companies": ["21828"], "webhook_url": receiver.url, "custom": custom}
    answer = mine("POST", SEARCH, json=body)
    assert answer.status_code == status
    if status == 201:
        (call,) = receiver.wait(1)
        assert answer.json()["custom"] == call["custom"] == custom


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        7,
        "hooks.example.com/leads",
        "http://hooks.example.com/leads",
        "ftp://hooks.example.com",
        "https://",
        "https://user:secret@hooks.example.com/",
        "https://10.0.0.8/leads",
        "https://[::1]/leads",
        "https://localhost/leads",
        "https://hooks.example.com/a b",
    ],
)
def test_a_webhook_is_https_and_public(own, url):
    answer = own()[0]("POST", SEARCH, json={"live": False, "keyword": "sales", "webhook_url": url})
    assert answer.status_code == 400
    assert "webhook_url" in answer.json()["message"]


def test_faults_come_stage_by_stage_all_of_a_stage_together(own, receiver):
    mine, _ = own()
    refused = mine("POST", SEARCH, json={"live": False})
    assert refused.status_code == 400
    assert "webhook_url is required" in refused.json()["message"]
    assert "nothing is searched for" in refused.json()["message"]
    shapes = {"webhook_url": "x", "limit": 0, "streaming": "yes", "scale": 1, "custom": [], "name": 5}
    refused = mine("POST", SEARCH, json={"live": False, "keyword": "x", **shapes})
    assert refused.status_code == 422
    assert all(name in refused.json()["message"] for name in ("limit", "streaming", "scale", "custom", "name"))
    assert "webhook_url" not in refused.json()["message"]
    live = {"webhook_url": receiver.url, "keyword": "x", "posted_on_linkedin": True}
    assert mine("POST", SEARCH, json={**live, "live": True}).status_code == 401
    assert mine("POST", SEARCH, json={**live, "live": False}).status_code == 422
    assert mine("POST", SEARCH, json={**live, "live": False, "posted_on_linkedin": False}).status_code == 201


def test_searches_are_listed_and_deleted_by_their_account_alone(own, receiver):
    mine, _ = own()
    other, _ = own()
    ids = [create(mine, receiver, keyword="sales", name=name)["id"] for name in ("first", "second")]
    assert {search["name"] for search in mine("GET", "/api/v2/searches").json()["searches"]} == {"first", "second"}
    assert len(mine("GET", "/api/v2/searches?limit=1").json()["searches"]) == 1
    assert other("GET", "/api/v2/searches").json() == {"searches": []}
    for method in ("GET", "DELETE"):
        assert other(method, f"/api/v2/searches/{ids[0]}").status_code == 404
    assert mine("DELETE", f"/api/v2/searches/{ids[0]}").status_code == 200
    assert mine("GET", f"/api/v2/searches/{ids[0]}").status_code == 404
    assert [s["id"] for s in mine("GET", "/api/v2/searches").json()["searches"]] == ids[1:]


def test_lists_are_filters(own, server, tmp_path):
    mine, account = own()
    made = mine(
        "POST",
        "/api/v2/lists",
        json={
            "name": "target accounts",
            "companies": [{"linkedin_url": "https://www.linkedin.com/company/nordwind-systems"}],
        },
    ).json()
    assert (made["kind"], made["type"], made["count"]) == ("account", "companies", 1)
    body = {"live": False, "included_account_lists": [made["linkedin_id"]]}
    preview = f"{SEARCH}/preview"
    names = [row["full_name"] for row in mine("POST", preview, json=body).json()["preview"]]
    assert sorted(names) == ["Jonas Falkner", "Ruben Castellani"]
    leads = {"name": "known", "kind": "lead", "leads": [{"email": "Jonas@nordwind.example"}]}
    people = mine("POST", "/api/v2/lists", json=leads).json()
    body["excluded_lead_lists"] = [int(people["id"])]
    names = [row["full_name"] for row in mine("POST", preview, json=body).json()["preview"]]
    assert sorted(names) == ["Ruben Castellani"]
    more = {"companies": [{"name": "Lumenforge Health"}, {"domain": "nordwind.example"}]}
    grown = mine("PUT", f"/api/v2/lists/{made['id']}", json=more)
    assert grown.json()["count"] == 3
    del body["excluded_lead_lists"]
    assert mine("POST", preview, json=body).json()["total_count"] == 4
    native = server("POST", "/v1/count", key=mine.key, json={"account_list": [made["id"]]}).json()
    assert native["total"] == 4
    one = mine("GET", f"/api/v2/lists/{made['id']}?limit=2").json()
    assert (len(one["items"]), bool(one["next"])) == (2, True)
    file = tmp_path / "accounts.csv"
    file.write_text("Account Name,Website\nLumenforge Health,\n,https://www.nordwind.example/\n??,\n")
    imported = told("lists", "import", file, "--account", account, "--data", server.data)
    assert (imported["members"], imported["rejected"]) == (2, 1)
    assert (
        mine("POST", preview, json={"live": False, "included_account_lists": [imported["id"]]}).json()["total_count"]
        == 4
    )
    empty = mine("POST", "/api/v2/lists", json={"name": "nobody"}).json()
    assert (
        mine("POST", preview, json={"live": False, "included_account_lists": [empty["id"]]}).json()["total_count"] == 0
    )


def test_a_list_of_somebody_else_is_none(own, server):
    mine, _ = own()
    theirs = own()[0]("POST", "/api/v2/lists", json={"name": "theirs"}).json()["id"]
    for id_ in (theirs, "99999999", "9" * 30):
        refused = mine("POST", f"{SEARCH}/preview", json={"live": False, "included_account_lists": [id_]})
        assert refused.status_code == 422, refused.text
        assert f"included_account_lists: {id_}" in refused.json()["message"]
        assert server("POST", "/v1/count", key=mine.key, json={"account_list": [id_]}).status_code == 422
        assert mine("GET", f"/api/v2/lists/{id_}").status_code == 404
        assert mine("PUT", f"/api/v2/lists/{id_}", json={}).status_code == 404
    lead = mine("POST", "/api/v2/lists", json={"name": "leads", "kind": "lead"}).json()["id"]
    assert mine("POST", f"{SEARCH}/preview", json={"live": False, "included_account_lists": [lead]}).status_code == 422


def test_a_member_without_anything_to_know_it_by_is_named(own):
    refused = own()[0](
        "POST", "/api/v2/lists", json={"name": "x", "companies": [{"name": "A"}, {"country_code": "DE"}]}
    )
    assert refused.status_code == 422
    assert "companies[1]" in refused.json()["message"]


def test_places_account_credits_and_personas(own):
    mine, account = own(7)
    (france, *_) = mine("POST", "/api/v2/locations", json={"name": "France", "hiring": False}).json()
    assert (france["id"], france["name"]) == ("105015875", "France")
    assert mine("POST", "/api/v2/locations", json={"query": "Paris"}).json()[0]["name"].startswith("Paris")
    assert mine("POST", "/api/v2/locations", json={}).status_code == 422
    assert credits_of(mine) == 7
    assert mine("GET", "/api/v2/account").json()["organization"]["name"] == account
    saved = mine("POST", "/api/v2/personas", json={"name": "Buyers", "job_titles": ["Head of Procurement"]}).json()
    assert mine("GET", "/api/v2/personas").json()["personas"] == [saved]
    assert mine("GET", f"/api/v2/personas/{saved['id']}").json()["name"] == "Buyers"
    assert own()[0]("GET", f"/api/v2/personas/{saved['id']}").status_code == 404


def test_one_request_a_second_shared_by_search_and_preview(serve, people, receiver):
    here = serve(people)
    keys = [new_key(people, f"limit {at}", account="limited") for at in (1, 2)]
    other = new_key(people, "not limited")
    body = {"live": False, "keyword": "x"}
    time.sleep(1)
    first = here("POST", f"{SEARCH}/preview", key=keys[0], json={"live": False, "nonsense": 1})
    assert (first.status_code, first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == (
        422,
        "1",
        "0",
    )
    second = here("POST", SEARCH, key=keys[1], json={**body, "webhook_url": receiver.url})
    assert second.status_code == 429, "one bucket for the account, whatever the key and the path"
    assert second.json()["error"] == 429
    assert second.headers["retry-after"] == "1"
    assert here("POST", f"{SEARCH}/preview", key="wrong", json=body).status_code == 401, "not counted, not limited"
    assert here("POST", f"{SEARCH}/preview", key=other, json=body).status_code == 200
    assert here("GET", "/api/v2/searches", key=keys[0]).status_code == 200
    time.sleep(1.05)
    assert here("POST", f"{SEARCH}/preview", key=keys[1], json=body).status_code == 200


@contextmanager
def failing_meanwhile(receiver):
    """The next call is answered, with a fault, when the block is over: the one after it comes later than that."""
    over = threading.Event()
    receiver.answers = [lambda: 500 if over.wait(HUNG) else 400]
    yield
    over.set()


def forget(written, data):
    done = run("people", "forget", written, "--data", data)
    assert done.returncode == 0, done.stderr


def test_a_forgotten_person_is_gone_from_what_is_still_to_be_told(serve, tmp_path, receiver):
    row = "First Name,Last Name,URL,Position\nVera,Quint,https://www.linkedin.com/in/vera-quint-1,Head of Tests\n"
    (tmp_path / "p.csv").write_text(row + "Emil,Stern,https://www.linkedin.com/in/emil-stern-2,Head of Tests\n")
    told("import", tmp_path / "p.csv", "--data", tmp_path / "d")
    key = new_key(tmp_path / "d", "k", 10)
    here = serve(tmp_path / "d", LEADSCOUT_WEBHOOK_DELAYS="3")
    with failing_meanwhile(receiver):
        create(replace(here, key=key), receiver, job_titles=["Head of Tests"])
        receiver.wait(1)
        forget("https://www.linkedin.com/in/vera-quint-1", tmp_path / "d")
    before, after = receiver.wait(2)
    assert [entry["lead"]["first_name"] for entry in before["leads"]] == ["Vera", "Emil"]
    assert [entry["lead"]["first_name"] for entry in after["leads"]] == ["Emil"]


def test_a_flat_webhook_tells_each_lead_alone(fresh, receiver):
    record = create(fresh(LEADSCOUT_WEBHOOK_FLAT="true"), receiver, included_companies=["21828"], custom={"a": 1})
    first, second, last = receiver.wait(3)
    assert {first["first_name"], second["first_name"]} == {"Clara", "Nora"}
    assert (first["search_id"], first["custom"], first["company"]["name"]) == (record["id"], {"a": 1}, "Slack")
    assert (last["leads"], last["search"]["status"]) == ([], "FINISHED")


def test_a_custom_that_is_too_large_or_deep_is_refused_before_anything_happens(own, receiver):
    mine, _ = own()
    deep: dict = {}
    for _ in range(400):
        deep = {"a": deep}
    for custom in (deep, {"a": "x" * 20_000}):
        body = {"live": False, "keyword": "sales", "webhook_url": receiver.url, "custom": custom}
        refused = mine("POST", SEARCH, json=body)
        assert (refused.status_code, "custom" in refused.json()["message"]) == (422, True)
    assert mine("GET", "/api/v2/searches").json() == {"searches": []}


def test_searches_of_another_dialect_are_none(own, receiver):
    mine, _ = own()
    record = create(mine, receiver, keyword="sales")
    plain = record["id"].replace("-", "")
    assert mine("GET", f"/check-search-status?request_id={plain}").status_code == 404
    assert mine("GET", f"/v1/searches/{plain}").status_code == 404
    questor = mine("POST", "/search-leads", json={"keywords": "sales"}).json()["request_id"]
    assert mine("GET", f"/api/v2/searches/{questor}").status_code == 404, "its results have a price"
    assert mine("DELETE", f"/api/v2/searches/{questor}").status_code == 404


def test_when_all_people_of_a_streamed_call_are_forgotten_it_is_left_out(serve, tmp_path, receiver):
    rows = "Vera,Quint,https://www.linkedin.com/in/vera-quint-1,Head of Tests\n"
    (tmp_path / "p.csv").write_text("First Name,Last Name,URL,Position\n" + rows)
    told("import", tmp_path / "p.csv", "--data", tmp_path / "d")
    key = new_key(tmp_path / "d", "k", 10)
    here = serve(tmp_path / "d", LEADSCOUT_WEBHOOK_DELAYS="3")
    with failing_meanwhile(receiver):
        create(replace(here, key=key), receiver, job_titles=["Head of Tests"], streaming=True)
        receiver.wait(1)
        forget("https://www.linkedin.com/in/vera-quint-1", tmp_path / "d")
    _, last = receiver.wait(2)
    assert (last["search"]["status"], last["leads"]) == ("FINISHED", []), "no call in the middle says it is over"


def test_a_slow_receiver_holds_up_nobody_else(own, receiver):
    """Four searches of one account wait for a receiver that never answers; another account is told at once."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow, _ = own()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        for _ in range(5):
            body = {"live": False, "job_titles": ["Head of IT"], "webhook_url": url}
            assert slow("POST", SEARCH, json=body).status_code == 201
        time.sleep(1)
        create(own()[0], receiver, job_titles=["Head of IT"])
        receiver.wait(1, seconds=10)
