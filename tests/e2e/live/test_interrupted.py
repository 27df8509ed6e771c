"""A search whose source stops, stumbles or loses people: what was delivered is kept and paid, and nothing more."""

import os
import signal

import pytest
from conftest import FIXTURES, HUNG, told, until, workers_of
from connected import account, forget, requests, sales_id, serving_live, who

from leadscout.model.query import Clause

STRATEGISTS = {"seniority_levels": ["130"], "scale": True}
STOPS = {
    "401": "UNAUTHORIZED",
    "redirect": "UNAUTHORIZED",
    "403": "FORBIDDEN",
    "429": "RATE_LIMITED",
    "999": "RATE_LIMITED",
}
"""The fault of the source, and Pronto's word for a search that it stops before it found anybody."""


@pytest.fixture(scope="module")
def expected(truth):
    ids = who(truth, Clause("seniority", ("strategic",)))
    assert len(ids) > 50, "there are pages after the second, which goes wrong"
    return ids


def told_of(calls) -> list[str]:
    return [sales_id(entry) for call in calls for entry in call["leads"]]


def whole(mine, id_: str, expected: set[str]) -> None:
    """The search has ended with everybody, each once, and each was paid once."""
    shown = mine.ended(id_)
    ids = [sales_id(entry) for entry in shown["leads"]]
    assert (shown["status"], shown.get("reason")) == ("FINISHED", None)
    assert (len(ids), set(ids)) == (len(expected), expected)
    assert mine.credits == 10_000 - len(expected)


@pytest.mark.parametrize("fault", STOPS)
def test_a_source_that_stops_in_the_middle_leaves_a_part_that_goes_on_after_a_check(mine, receiver, expected, fault):
    mine.emulation.plan(fault=fault, page=2)
    record = mine.pronto(receiver, **STRATEGISTS)
    (call,) = receiver.wait(1)
    shown = mine.ended(record["id"])
    assert (shown["status"], shown["leads_count"]) == ("FINISHED", 25)
    assert call["search"]["reason"] == shown["reason"]
    assert "avigator" in shown["reason"]
    assert len(set(told_of([call]))) == 25
    assert mine.credits == 9_975, "what was delivered is paid, and nothing else"
    before = len(requests(mine.emulation))
    assert mine("POST", "/v1/count", json={"title": ["x"], "source": "live"}).status_code in (401, 403, 429)
    assert len(requests(mine.emulation)) == before, "nothing more is asked while it is stopped"
    mine.check()
    whole(mine, record["id"], expected)
    last = receiver.wait(2)[-1]
    assert set(told_of([last])) == expected


@pytest.mark.parametrize("fault", STOPS)
def test_a_source_that_stops_before_it_shows_anybody_ends_in_an_error(mine, receiver, expected, fault):
    mine.emulation.plan(fault=fault, page=1, after=1)  # it has counted before
    record = mine.pronto(receiver, **STRATEGISTS)
    (call,) = receiver.wait(1)
    assert (call["search"]["status"], call["leads"]) == (STOPS[fault], [])
    assert call["search"]["reason"]
    assert mine.credits == 10_000
    mine.check()
    whole(mine, record["id"], expected)


@pytest.mark.parametrize("fault", ["503", "500", "login", "cut", "400"])
def test_a_source_that_stumbles_is_asked_again(mine, receiver, expected, fault):
    mine.emulation.plan(fault=fault, page=2)
    record = mine.pronto(receiver, **STRATEGISTS)
    whole(mine, record["id"], expected)
    assert set(told_of(receiver.wait(1))) == expected
    assert [visit["fault"] for visit in requests(mine.emulation) if visit["fault"]] == [fault]


@pytest.mark.parametrize(("fault", "missing"), [("repeated", 0), ("skipped", 0), ("short", 2), ("empty", 25)])
def test_pages_that_lose_or_repeat_people_tell_nobody_twice(mine, receiver, expected, fault, missing):
    mine.emulation.plan(fault=fault, page=2)
    record = mine.pronto(receiver, **STRATEGISTS, streaming=True)
    shown = mine.ended(record["id"])
    ids = [sales_id(entry) for entry in shown["leads"]]
    assert shown["status"] == "FINISHED"
    assert (len(ids), len(set(ids)), set(ids) <= expected) == (len(expected) - missing, len(ids), True)
    assert mine.credits == 10_000 - len(ids)
    until(lambda: receiver.bodies and not receiver.bodies[-1]["leads"], "the last call comes")
    assert sorted(told_of(receiver.bodies)) == sorted(ids)


def test_a_worker_killed_in_mid_page_tells_nobody_twice(serve, tmp_path, source, receiver, expected):
    server = serving_live(serve, tmp_path / "killed", source)
    mine = account(server, source)
    source.clear()
    source.plan(fault="slow", page=2)
    record = mine.pronto(receiver, **STRATEGISTS, streaming=True)
    receiver.wait(1)
    (worker,) = workers_of(server.data)
    os.kill(worker, signal.SIGKILL)
    until(lambda: [pid for pid in workers_of(server.data) if pid != worker], "another worker starts", 0.3)
    whole(mine, record["id"], expected)
    until(lambda: not receiver.bodies[-1]["leads"], "the last call comes", 0.1)
    # What was being delivered when the worker was killed is delivered again, as the same call.
    calls = [body for at, body in enumerate(receiver.bodies) if body not in receiver.bodies[:at]]
    assert (len(told_of(calls)), set(told_of(calls))) == (len(expected), expected)


def test_questor_gives_what_was_found_and_says_why_there_is_no_more(mine, expected):
    mine.emulation.plan(fault="401", page=2)
    made = mine("POST", "/search-leads", json={"seniority_levels": ["Strategic"], "limit": 2500})
    assert made.status_code == 200, made.text
    id_ = made.json()["request_id"]

    def status():
        return mine("GET", f"/check-search-status?request_id={id_}").json()

    until(lambda: status()["status"] in ("done", "failed"), "the search ends", 0.2)
    assert (status()["status"], status()["employees_scraped_so_far"]) == ("done", 25)
    assert "credential" in status()["message"]
    assert mine.credits == 9_950, "50 credits for the search, none for what nobody has read"
    first = mine("GET", f"/get-search-results?request_id={id_}").json()
    assert len(first["data"]) == 25
    assert mine.credits == 9_937.5
    mine.check()
    until(
        lambda: status()["status"] == "done" and status()["employees_scraped_so_far"] == len(expected), "all come", 0.2
    )
    ids: list[str] = []
    for page in range(1, HUNG):
        data = mine("GET", f"/get-search-results?request_id={id_}&page={page}").json()["data"]
        if not data:
            break
        ids += [row["sn_url"].rpartition("/")[2].partition(",")[0] for row in data]
    assert (len(ids), set(ids)) == (len(expected), expected)
    assert mine.credits == 9_950 - 0.5 * len(expected)


@pytest.mark.parametrize("fault", STOPS)
def test_generect_answers_and_charges_what_there_was(mine, truth, fault):
    expected = who(truth, Clause("seniority", ("vp",)))
    mine.emulation.plan(fault=fault, page=2)
    body = {"without_company": True, "seniorities": ["vp"], "job_titles": ["Vice President"], "limit_by": 100}
    answer = mine("POST", "/api/linkedin/leads/by_icp/", json=body)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["status"], bool(shown["reason"])) == ("partial", True)
    assert 0 < len(shown["leads"]) <= 25
    assert shown["amount"] == -len(shown["leads"])
    assert mine.credits == pytest.approx(10_000 - 0.04 * len(shown["leads"]))
    assert {row["sales_id"] for row in shown["leads"]} <= expected
    forget(mine.emulation)
    other = {**body, "job_titles": ["President"]}
    assert mine("POST", "/api/linkedin/leads/by_icp/", json=other).status_code in (401, 403, 429)
    assert requests(mine.emulation) == []


def test_a_slow_source_holds_up_nobody_elses_search(serve, tmp_path, source):
    told("import", FIXTURES / "people.jsonl", "--data", tmp_path)
    mine = account(serving_live(serve, tmp_path, source), source)
    source.clear()
    source.plan(fault="slow", times=0, after=3)
    waiting = [
        mine("POST", "/v1/searches", json={"title": [title], "source": "live"}) for title in ("CEO", "CFO", "CTO")
    ]
    ids = [made.json()["id"] for made in waiting]
    made = mine("POST", "/v1/searches", json={"keyword": ["experienced"]})
    assert mine("GET", f"/v1/searches/{made.json()['id']}?wait=60").json()["status"] == "done"
    shown = [mine("GET", f"/v1/searches/{id_}").json()["found"] for id_ in ids]
    assert 0 in shown, "those that came before still wait for their source, which answers one after the other"
    for id_ in ids:
        assert mine("DELETE", f"/v1/searches/{id_}").status_code == 204
    source.clear()
