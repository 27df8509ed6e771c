"""Questor, as its clients use it: create, poll, read pages until one is empty; money, strangers, kills."""

import os
import signal
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from conftest import HUNG, new_key, until, workers_of

SEARCH = "/search-leads"


def credits_of(answer):
    return Decimal(answer.headers["x-ratelimit-credits-remaining"])


def create(server, **body):
    answer = server("POST", SEARCH, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["request_id"]


def finished(server, request_id):
    def ended():
        status = server("GET", f"/check-search-status?request_id={request_id}").json()
        return status["status"] not in ("pending", "processing") and status

    return until(ended, "the search ends")


def pages(server, request_id):
    """All results, read as the vendor's own loop does: until a page is empty."""
    found, page = [], 1
    while True:
        answer = server("GET", f"/get-search-results?request_id={request_id}&page={page}").json()
        if not answer["data"]:
            return found
        found += answer["data"]
        assert page < 1000, "the pages do not end"
        page += 1


@pytest.fixture
def own(server):
    """A server with a key of an account of its own."""

    def make(credits_=1000, only=""):
        return replace(server, key=new_key(server.data, f"questor {time.monotonic_ns()}", credits_, only))

    return make


@pytest.mark.parametrize("path", [SEARCH, "/search-leads/search-leads"])
def test_the_request_of_the_seed_is_accepted_as_it_is(own, path):
    body = {
        "geo_codes": [103644278],
        "title_keywords": ["CEO", "Founder"],
        "current_company_names": ["Google", "Microsoft"],
        "limit": 25,
    }
    mine = own()
    answer = mine("POST", path, json=body)
    assert answer.status_code == 200
    assert answer.json()["message"] == ("Use this request_id to check your search with 'Check Search Status' endpoint")
    assert len(answer.json()["request_id"]) == 32
    assert credits_of(answer) == 950
    status = finished(mine, answer.json()["request_id"])
    assert (status["status"], status["total_count"], status["search_params"]) == ("done", 0, body)


def test_create_poll_and_read_every_page_for_half_a_credit_each(own):
    mine = own()
    request_id = create(mine, seniority_levels=["Director", "Vice President", "CXO"], limit=3)
    status = finished(mine, request_id)
    assert status["employees_scraped_so_far"] == status["results_found"] == 3
    assert status["total_count"] > 3
    found = pages(mine, request_id)
    assert len({row["profile_id"] for row in found}) == 3
    assert all(row["full_name"] and row["title"] and isinstance(row["company_id"], str) for row in found)
    parts = [row["sn_url"].removeprefix("https://www.linkedin.com/sales/people/").split(",") for row in found]
    assert all(len(part) == 3 for part in parts if part != [""])
    again = mine("GET", f"/get-search-results?request_id={request_id}&page=1")
    assert credits_of(again) == 1000 - 50 - Decimal("1.5"), "what is paid is free"
    assert (again.json()["total_count"], again.json()["message"]) == (3, "Showing 1 of 1 pages")


def test_the_job_that_matched_is_shown(own):
    mine = own()
    request_id = create(mine, title_keywords=["Director of Product"], functions=["Product Management"])
    finished(mine, request_id)
    (row,) = pages(mine, request_id)
    assert (row["full_name"], row["title"]) == ("Ruben Castellani", "Director of Product")


def test_too_little_money_refuses_and_leaves_everything_as_it_was(own):
    poor = own(49)
    answer = poor("POST", SEARCH, json={"keywords": "sales"})
    assert (answer.status_code, answer.json()["message"]) == (402, "insufficient_credits")
    assert credits_of(answer) == 49
    almost = own("50.5")
    request_id = create(almost, seniority_levels=["Director"], limit=25)
    assert finished(almost, request_id)["results_found"] > 1
    unpaid = almost("GET", f"/get-search-results?request_id={request_id}")
    assert (unpaid.status_code, credits_of(unpaid)) == (402, Decimal("0.5"))
    assert finished(almost, request_id)["status"] == "done", "the search stays as it is"


def test_two_accounts_never_see_each_others_searches(own):
    request_id = create(own(), keywords="sales")
    other = own()
    for path in ("/check-search-status", "/get-search-results"):
        answer = other("GET", f"{path}?request_id={request_id}")
        assert (answer.status_code, answer.json()["message"]) == (404, "not_found")


def test_a_key_for_another_vendor_opens_nothing(own):
    answer = own(100, "pronto")("POST", SEARCH, json={"keywords": "sales"})
    assert (answer.status_code, answer.json()["message"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "message", "parameter"),
    [
        ({}, "payload_is_empty", None),
        ({"limit": 5}, "invalid_parameter", None),
        ({"keywords": "  ", "geo_codes": []}, "invalid_parameter", None),
        ({"keywords": "x", "limit": 2501}, "limit_out_of_range", "limit"),
        ({"keywords": "x", "limit": 0}, "limit_out_of_range", "limit"),
        ({"keywords": "x", "url": "https://www.linkedin.com/sales/search/people?query=x"}, "invalid_parameter", "url"),
        ({"url": "https://www.linkedin.com/sales/search/people?query=x"}, "invalid_parameter", "url"),
        ({"keyword": "x"}, "invalid_parameter", "keyword"),
        ({"geo_codes": ["Germany"]}, "invalid_parameter", "geo_codes"),
        ({"geo_codes": [1, 2, 3, 4, 5, 6]}, "invalid_parameter", "geo_codes"),
        ({"seniority_levels": ["Boss"]}, "invalid_parameter", "seniority_levels"),
        ({"changed_jobs": "yes"}, "invalid_parameter", "changed_jobs"),
    ],
)
def test_a_wrong_request_is_named_and_costs_nothing(own, body, message, parameter):
    answer = own(100)("POST", SEARCH, json=body)
    assert (answer.status_code, answer.json()["message"], answer.json().get("parameter")) == (400, message, parameter)
    assert answer.json()["details"]
    assert credits_of(answer) == 100


def test_pages_and_ids_are_checked(own):
    mine = own()
    request_id = create(mine, keywords="sales")
    for query in ("page=1", f"request_id={request_id}&page=0", f"request_id={request_id}&page=x", "request_id=&page=1"):
        assert mine("GET", f"/get-search-results?{query}").status_code == 400, query
    assert mine("GET", f"/check-search-status?request_id={request_id}&wait=1").json()["parameter"] == "wait"


def test_geocodes_cost_a_credit_when_there_are_some(own):
    mine = own(10)
    found = mine("GET", "/find-geocode-by-location?location=Berlin, Germany")
    assert {"name": "Berlin, Berlin, Germany", "geocode": "106967730"} in found.json()["data"]
    assert (found.json()["message"], credits_of(found)) == ("ok", 9)
    nothing = mine("GET", "/find-geocode-by-location?location=Qqqqq")
    assert (nothing.json()["data"], credits_of(nothing)) == ([], 9)


def test_a_killed_worker_loses_nothing_and_finds_nobody_twice(serve, populate, tmp_path):
    populate(tmp_path)
    key = new_key(tmp_path, "k", 5000)
    here = replace(serve(tmp_path), key=key)
    ids = [create(here, keywords="experienced", limit=600) for _ in range(4)]
    killed = 0
    deadline = time.monotonic() + HUNG
    while time.monotonic() < deadline:
        all_ = [here("GET", f"/check-search-status?request_id={id_}").json() for id_ in ids]
        if all(status["status"] == "done" for status in all_):
            break
        if killed < 3 and any(0 < status["results_found"] < 600 for status in all_):
            for pid in workers_of(tmp_path):
                os.kill(pid, signal.SIGKILL)
            killed += 1
        time.sleep(0.02)  # asked without a pause, the server takes the processor from the worker
    assert killed >= 1, "the searches were over before the worker could be killed"
    assert [status["results_found"] for status in all_] == [600] * 4
    for id_ in ids[:2]:
        found = [row["profile_id"] for row in pages(here, id_)]
        assert len(found) == len(set(found)) == 600
    left = credits_of(here("GET", f"/check-search-status?request_id={ids[0]}"))
    assert left == 5000 - 4 * 50 - 2 * 300


def test_the_tutorial_s_loop_gets_everybody_at_default_settings(serve, populate, tmp_path):
    populate(tmp_path)
    here = replace(serve(tmp_path), key=new_key(tmp_path, "tutorial", 1300))
    request_id = create(here, title_keywords_exclude=["harbour pilot"], limit=2500)
    assert finished(here, request_id)["results_found"] == 2500
    found = [row["profile_id"] for row in pages(here, request_id)]
    assert len(found) == len(set(found)) == 2500
    assert credits_of(here("GET", f"/check-search-status?request_id={request_id}")) == 0


def test_sixty_searches_and_look_ups_a_minute(serve, people):
    here = replace(serve(people), key=new_key(people, "hasty"))
    answers = [here("GET", "/find-geocode-by-location?location=Qqqqq") for _ in range(100)]
    assert {answer.status_code for answer in answers[:60]} == {200}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused, "the bucket gets one more request a second"
    assert (refused[0].json()["message"], refused[0].headers["retry-after"]) == ("rate_limit_exceeded", "1")
    assert answers[-1].headers["ratelimit-limit"] == "60"
