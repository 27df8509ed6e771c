"""Requests in the form in which published clients send them, by hand where the client itself is in no registry.

Sources: the clients of docs/concepts/vendor-pages.md.
"""

import time
from dataclasses import replace

import httpx
import pytest
from conftest import FIXTURES, HUNG, new_key, told
from receiver import receiving


@pytest.fixture
def fresh(serve, tmp_path):
    """A server alone on its data folder, with settings of its own."""

    def make(**environ):
        told("import", FIXTURES / "people.jsonl", FIXTURES / "generect.json", "--data", tmp_path)
        return replace(serve(tmp_path, **environ), key=new_key(tmp_path, "client", 1000))

    return make


def test_questors_tutorial_script(server):
    """Create, poll while `status` says so, print `results_found` and `limit`, read pages until one is empty."""
    headers = {"x-rapidapi-key": server.key, "x-rapidapi-host": "linkedin-questor.p.rapidapi.com"}
    with httpx.Client(timeout=HUNG, base_url=server.url, headers=headers) as client:
        created = client.post("/search-leads", json={"title_keywords": ["Director"], "limit": 100}).json()
        params = {"request_id": created["request_id"]}
        while True:
            status = client.get("/check-search-status", params=params).json()
            if status["status"] not in ("pending", "processing"):
                break
            time.sleep(0.05)
        assert (status["status"], status["limit"]) == ("done", 100)
        leads, page = [], 1
        while batch := client.get("/get-search-results", params={**params, "page": page}).json()["data"]:
            leads += batch
            page += 1
        assert len(leads) == status["results_found"] > 0
        assert all(lead["full_name"] and "company" in lead and "title" in lead for lead in leads)


def test_prontos_command_line(fresh):
    """It sends neither `live` nor `webhook_url`, reads `id` and `status` at the top level, takes FINISHED for the end.

    Of an error it shows `message`; "insufficient credits" with 422 has a hint of its own.
    """
    here = fresh(LEADSCOUT_PRONTO_WEBHOOK="false", LEADSCOUT_PRONTO_LIVE="false", LEADSCOUT_PRONTO_RATE="1000")
    headers = {"X-API-KEY": here.key, "content-type": "application/json", "user-agent": "pipecorn-cli"}
    with httpx.Client(timeout=HUNG, base_url=f"{here.url}/api/v2", headers=headers) as client:
        asked = {"job_titles": ["Director"], "seniority_levels": ["220"], "limit": 50}
        shown = client.post("/leads/advanced_search/preview", json={"keyword": "Nordwind", "company_size": ["51-200"]})
        assert shown.json().keys() >= {"total_count", "preview"}
        created = client.post("/leads/advanced_search", json={"name": "Directors", **asked})
        assert created.status_code == 201
        search_id = created.json()["id"]
        while (search := client.get(f"/searches/{search_id}").json())["status"] not in ("FINISHED", "ERROR"):
            time.sleep(0.05)
        assert search["status"] == "FINISHED"
        assert len(search["leads"]) == search["leads_count"] > 0
        assert client.get("/account").json()["organization"]["name"] == "client"
        assert client.get("/credits").json()["credits"] == 1000 - search["leads_count"]
        assert client.get("/searches").json()["searches"][0]["id"] == search_id
        assert client.delete(f"/searches/{search_id}").status_code == 200
        assert client.post("/locations", json={"query": "Paris"}).json()[0]["type"] == "city"
        made = client.post("/lists", json={"name": "Mine", "kind": "lead"}).json()
        renamed = client.put(f"/lists/{made['id']}", json={"name": "Ours"}).json()
        assert (renamed["id"], renamed["name"], renamed["count"]) == (made["id"], "Ours", 0)
        whole = client.get(f"/lists/{made['id']}").json()
        assert (whole["name"], whole["items"]) == ("Ours", [])
        assert client.get("/personas").json() == {"personas": []}
        poor = httpx.post(
            f"{here.url}/api/v2/leads/advanced_search",
            json=asked,
            headers={"X-API-KEY": new_key(here.data, "poor")},
            timeout=HUNG,
        )
        assert (poor.status_code, poor.json()["message"][:20].lower()) == (422, "insufficient credits")


def test_prontos_node_of_n8n(server):
    """It tests its key with GET /credits, and calls paths that begin with /v2."""
    headers = {"x-api-key": server.key, "accept": "application/json"}
    for path in ("/api/v2/credits", "/v2/credits", "/v2/credits/"):
        assert httpx.get(f"{server.url}{path}", headers=headers, timeout=HUNG).json()["credits"] > 0
    assert httpx.get(f"{server.url}/v2/credits", headers={"x-api-key": "wrong"}, timeout=HUNG).json()["error"] == 401


def test_a_consumer_of_prontos_flat_webhook(fresh):
    """It keeps every object with `first_name`, and ends with the one that has `leads`."""
    here = fresh(LEADSCOUT_WEBHOOK_FLAT="true")
    with receiving() as receiver:
        body = {"live": False, "webhook_url": receiver.url, "streaming": True, "included_companies": ["21828"]}
        httpx.post(f"{here.url}/api/v2/leads/advanced_search", json=body, headers={"X-API-KEY": here.key}, timeout=HUNG)
        receiver.wait(3)
        kept = [call for call in receiver.bodies if "first_name" in call]
        assert [bool(call.get("linkedin_profile_url")) for call in kept] == [True, True]
        assert [("leads" in call) for call in receiver.bodies] == [False, False, True]


def test_generects_older_mcp_server(server):
    """It posts limit, offset, job_title, location, compact and timeout_ms to by_icp, with a header of its own."""
    headers = {"Authorization": f"Token {server.key}", "X-Generect-Client": "mcp"}
    body = {
        "without_company": True,
        "job_title": "Director",
        "location": "California, United States",
        "limit": 5,
        "offset": 0,
        "compact": True,
        "timeout_ms": 60000,
    }
    answer = httpx.post(f"{server.url}/api/linkedin/leads/by_icp/", json=body, headers=headers, timeout=HUNG)
    assert answer.status_code == 200, answer.text
    assert sorted(lead["full_name"] for lead in answer.json()["leads"]) == ["Clara Winterfeld", "Nora Vasseur"]


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        ({"job_title": "Director", "location": "California, United States", "limit": 5, "max_items": 5}, 2),
        ({"job_title": "Director", "industry": "Software Development", "compact": False, "timeout_ms": 9000}, 2),
        ({"company_link": "https://www.linkedin.com/company/slack-technologies/", "limit": 1}, 1),
        ({"company_id": "21828", "job_title": "Director"}, 1),
        ({"keywords": ["b2b saas"], "limit": 100}, 1),
    ],
)
def test_the_requests_of_generects_older_mcp_server(server, asked, least):
    """Its tools hand their parameters on as they are; without a company they mean people at any."""
    headers = {"Authorization": f"Token {server.key}"}
    answer = httpx.post(f"{server.url}/api/linkedin/leads/by_icp/", json=asked, headers=headers, timeout=HUNG)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["leads"]) >= least
    assert all(lead["full_name"] and lead["linkedin_url"] for lead in answer.json()["leads"])


def test_generects_mcp_server_tries_the_database_and_goes_on_to_realtime(server):
    """A refusal that says "not supported in database mode" for a field is why it asks the other endpoint."""
    headers = {"Authorization": f"Token {server.key}", "X-Generect-Client": "generect-mcp/0.10.0"}
    with httpx.Client(timeout=HUNG, base_url=f"{server.url}/api/v1", headers=headers) as client:
        counted = client.post("/search/database/leads/count/", json={"job_titles": ["CEO"], "locations": ["Germany"]})
        assert counted.json()["meta"]["amount_charged"] == 0
        for live, asked in (
            ("keywords", {"keywords": ["b2b saas"]}),
            ("functions", {"functions": ["Marketing"]}),
            ("changed_jobs", {"changed_jobs": False}),
        ):
            body = {"seniorities": ["Director", "CXO"], "limit_by": 25, **asked}
            refused = client.post("/search/database/leads/", json=body)
            if asked[live]:
                assert refused.status_code == 400
                assert "not supported in database mode" in refused.json()["detail"][live]
            answer = client.post("/search/realtime/leads/", json=body)
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["data"]["leads"]) > 0
            counted = client.post("/search/realtime/leads/count/", json={**body, "limit_by": None})
            assert counted.json()["data"]["count"] == answer.json()["data"]["results_count"]
        first = client.post("/search/database/leads/", json={"seniorities": ["Director"], "limit_by": 1}).json()["data"]
        seen = [lead["id"] for lead in first["leads"]]
        more = {"seniorities": ["Director"], "limit_by": 100, "exclude_ids": seen}
        rest = client.post("/search/database/leads/", json=more).json()["data"]
        assert len(rest["leads"]) == first["results_count"] - 1, "its next page"
        assert client.get("/tiers/my-tier/").json()["current_tier"]["service_prices"].keys() >= {"api_cached"}
