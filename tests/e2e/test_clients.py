"""Requests in the form in which published clients send them, by hand where the client itself is in no registry.

Sources: contracts.md, short names questor-docs, pipecorn, webhook-consumer, generect-mcp.
"""

import time
from dataclasses import replace

import httpx
import pytest
from conftest import FIXTURES, new_key, told
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
    with httpx.Client(base_url=server.url, headers=headers) as client:
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


def test_prontos_command_line_sends_no_webhook_and_polls(fresh):
    """It reads `id` and `status` at the top level, and takes FINISHED for the end."""
    here = fresh(LEADSCOUT_PRONTO_WEBHOOK="false")
    with httpx.Client(base_url=f"{here.url}/api/v2", headers={"x-api-key": here.key}) as client:
        created = client.post("/leads/advanced_search", json={"live": False, "job_titles": ["Director"]})
        assert created.status_code == 201
        search_id = created.json()["id"]
        while (search := client.get(f"/searches/{search_id}").json())["status"] not in ("FINISHED", "ERROR"):
            time.sleep(0.05)
        assert search["status"] == "FINISHED"
        assert len(search["leads"]) == search["leads_count"] > 0
        assert client.get("/account").json()["organization"]["name"] == "client"
        assert client.get("/credits").json()["credits"] == 1000 - search["leads_count"]
        assert client.get("/searches").json()["searches"][0]["id"] == search_id


def test_a_consumer_of_prontos_flat_webhook(fresh):
    """It keeps every object with `first_name`, and ends with the one that has `leads`."""
    here = fresh(LEADSCOUT_WEBHOOK_FLAT="true")
    with receiving() as receiver:
        body = {"live": False, "webhook_url": receiver.url, "streaming": True, "included_companies": ["21828"]}
        httpx.post(f"{here.url}/api/v2/leads/advanced_search", json=body, headers={"X-API-KEY": here.key})
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
    found = httpx.post(f"{server.url}/api/linkedin/leads/by_icp/", json=body, headers=headers)
    assert found.status_code == 200, found.text
    assert sorted(lead["full_name"] for lead in found.json()["leads"]) == ["Clara Winterfeld", "Nora Vasseur"]
