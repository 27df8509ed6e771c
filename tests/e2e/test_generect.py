"""Generect, as its clients use it: by_icp and its count, money by tier, accounts, limits, and its own published SDK."""

import json
import time
from contextlib import ExitStack
from dataclasses import replace

import generect
import pytest
from conftest import FIXTURES, new_key, told
from stores import settings_of

from leadscout.assemble import Leadscout

ICP = "/api/linkedin/leads/by_icp/"
COUNT = f"{ICP}get_count/"
DATABASE = "/api/v1/search/database/leads/"
REALTIME = "/api/v1/search/realtime/leads/"
REQUEST = json.loads((FIXTURES / "generect_by_icp_request.json").read_text())
KEYS = json.loads((FIXTURES / "generect_by_icp_keys.json").read_text())


@pytest.fixture
def own(server):
    """A server with a key of an account of its own."""

    def make(credits_=100):
        name = f"generect {time.monotonic_ns()}"
        key = new_key(server.data, name, credits_)
        return replace(server, key=key)

    return make


def balance(server):
    return server("GET", "/api/v1/accounts/me/").json()["data"]["credits"]["balance"]


def names(answer):
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return sorted(row["full_name"] for row in body.get("leads", body.get("data", {}).get("leads", [])))


def test_the_request_of_by_icp_s_page_as_it_is_returns_leads_with_all_keys(own):
    mine = own()
    answer = mine("POST", ICP, json=REQUEST)
    body = answer.json()
    assert answer.status_code == 200, answer.text
    assert names(answer) == ["Clara Winterfeld", "Nora Vasseur"]
    assert (body["amount"], body["results_count"]) == (-2, "within limit")
    (lead,) = (lead for lead in body["leads"] if lead["first_name"] == "Clara")
    assert KEYS["lead"] == sorted(KEYS["lead"])
    assert len(KEYS["lead"]) == 54
    assert set(KEYS["lead"]) <= lead.keys()
    assert all(set(KEYS["job"]) == job.keys() for job in lead["jobs"])
    assert lead["linkedin_lead_persona"] == "Marketing Leaders"
    assert (
        lead["linkedin_sales_link"] == f"https://www.linkedin.com/sales/lead/{lead['sales_id']},NAME_SEARCH,undefined"
    )
    flags = ("is_full_data", "is_job_seeker", "is_openlink", "is_premium", "is_retired", "job_still_working")
    assert all(isinstance(row[name], bool) for row in body["leads"] for name in flags), "never null"
    assert lead["job_title"] == "Senior Marketing Director", "the job at the company, not the one listed first"
    assert balance(mine) == 99.92


def test_one_company_or_none_by_request(own):
    mine = own()
    for body, status in (
        ({"job_titles": ["director"]}, 400),
        ({"company_id": 21828, "company_name": "Slack"}, 400),
        ({"company_id": 21828, "without_company": True}, 400),
        ({"without_company": True}, 400),
        ({"without_company": True, "job_titles": ["director"]}, 200),
        ({"company_id": "21828"}, 200),
    ):
        answer = mine("POST", ICP, json=body)
        assert answer.status_code == status, (body, answer.text)
    refused = mine("POST", ICP, json={"job_titles": ["director"]}).json()
    assert refused["detail"] == {"company_id": "exactly one of company_id, company_link, company_name is required"}


def test_nobody_is_said_and_free(own):
    mine = own()
    nobody = mine("POST", ICP, json={"company_id": 21828, "job_titles": ["astronaut"]}).json()
    assert nobody == {"amount": 0, "leads": [], "status": "No leads match with input criteria"}
    stranger = mine("POST", ICP, json={"company_name": "Nordwnd Systems"}).json()
    assert stranger["leads"] == []
    assert "Nordwnd Systems" in stranger["message"]
    assert "Nordwind Systems" in stranger["message"]
    assert balance(mine) == 100


def test_by_icp_takes_what_the_database_search_does_not(own):
    mine = own()
    more = {
        "lead_industries": ["Software Development"],
        "changed_jobs": False,
        "posted_on_linkedin": False,
        "mentioned_in_news": False,
        "past_company_names": ["Alpenstern AG"],
        "years_in_company": [1, 2, 3, 4, 5],
        "years_in_position": [1, 2, 3, 4, 5],
        "groups": [],
        "schools": [],
    }
    assert names(mine("POST", ICP, json={"without_company": True, **more})) == ["Jonas Falkner"]
    for field, value in {**more, "changed_jobs": True, "groups": [1], "schools": [2]}.items():
        answer = mine("POST", DATABASE, json={"job_titles": ["x"], field: value})
        if value is False:
            continue
        assert answer.status_code == 400, field
        assert "not supported in database mode" in answer.json()["detail"][field]
    assert mine("POST", ICP, json={"without_company": True, "years_in_company": [6]}).status_code == 400
    link = {"linkedin_filter_link": "https://www.linkedin.com/sales/search/people?keywords=x"}
    assert (
        "not supported in database mode" in mine("POST", DATABASE, json=link).json()["detail"]["linkedin_filter_link"]
    )


def test_a_place_that_is_none_is_answered_with_those_that_are(own):
    mine = own()
    refused = mine("POST", ICP, json={"company_id": 21828, "locations": ["Berlinn"]})
    assert refused.status_code == 400
    assert "Berlin" in refused.json()["detail"]["locations"][0]
    assert balance(mine) == 100


def test_limits_depend_on_the_company(own):
    mine = own()
    for body, status in (
        ({"company_id": 21828, "limit_by": 2500}, 200),
        ({"company_id": 21828, "limit_by": 2501}, 400),
        ({"without_company": True, "job_titles": ["x"], "limit_by": 2400}, 200),
        ({"without_company": True, "job_titles": ["x"], "limit_by": 2401}, 400),
        ({"company_id": 21828, "limit_by": 0}, 400),
    ):
        assert mine("POST", ICP, json=body).status_code == status, body
    assert mine("POST", ICP, json={"company_id": 21828, "limit_by": 1}).json()["results_count"] == 2
    assert mine("POST", COUNT, json={"company_id": 21828}).json() == {"amount": 0, "results_count": "within limit"}
    assert isinstance(
        mine("POST", COUNT, json={"without_company": True, "job_titles": ["director"]}).json()["results_count"], int
    )


def test_personas_come_by_priority(own):
    mine = own()
    personas = [["Products", ["product"], [], [], 5], ["Sales", ["vertrieb", "sales"], [], [], 1]]
    found = mine("POST", ICP, json={"without_company": True, "personas": personas}).json()["leads"]
    given = [lead["linkedin_lead_persona"] for lead in found]
    assert given == sorted(given, key=["Sales", "Products"].index)
    assert set(given) == {"Sales", "Products"}
    first = mine("POST", ICP, json={"without_company": True, "personas": personas, "limit_by": 1}).json()
    assert first["leads"][0]["linkedin_lead_persona"] == "Sales"
    assert first["results_count"] == len(found)


def test_v1_says_the_same_in_its_own_shape(own):
    mine = own()
    body = {"company_id": 21828, "limit_by": 10}
    found = mine("POST", REALTIME, json=body)
    assert names(found) == names(mine("POST", ICP, json=body))
    assert (found.json()["data"]["results_count"], found.json()["meta"]["amount_charged"]) == ("within limit", 0.08)
    counted = mine("POST", f"{REALTIME}count/", json=body).json()
    assert (counted["data"]["results_count"], counted["meta"]["amount_charged"]) == ("within limit", 0)
    nobody = mine("POST", REALTIME, json={**body, "job_titles": ["astronaut"]}).json()
    assert nobody["meta"] == {"amount_charged": 0, "status": "No leads match with input criteria"}


def test_too_little_money_gives_nothing_and_takes_nothing(own):
    poor = own("0.05")
    answer = poor("POST", ICP, json={"company_id": 21828})
    assert (answer.status_code, answer.json()["detail"]) == (402, "Insufficient funds in the account.")
    assert balance(poor) == 0.05
    assert poor("POST", ICP, json={"company_id": 21828, "limit_by": 1}).json()["amount"] == -1


def test_prices_fall_with_what_was_spent(serve, people):
    here = serve(people, LEADSCOUT_GENERECT_TIERS="0.07:0.5", LEADSCOUT_GENERECT_CALL="0.09")
    mine = replace(here, key=new_key(people, "capped", 1))
    anybody = {"without_company": True, "personas": [["Anybody", []]]}
    some = mine("POST", ICP, json={**anybody, "limit_by": 3}).json()
    assert (some["amount"], len(some["leads"]), balance(mine)) == (-2, 2, 0.92)
    assert (some["status"], some["reason"]) == ("partial", "one search costs at most 0.09 USD here, which is 2 rows")
    meta = mine("POST", REALTIME, json=anybody).json()["meta"]
    assert (meta["amount_charged"], meta["reason"][-6:]) == (0.08, "4 rows"), "half the price"
    assert "status" not in mine("POST", ICP, json={**anybody, "limit_by": 4}).json(), "all that was asked for"
    mine = replace(here, key=new_key(people, "tiers", 1))
    tier = mine("GET", "/api/v1/tiers/my-tier/").json()["current_tier"]
    assert tier == {"level": 0, "service_prices": {"api_cached": 0.02, "api_realtime": 0.04, "api_preview": 0.002}}
    charged = [mine("POST", REALTIME, json={"company_id": 21828}).json()["meta"]["amount_charged"] for _ in range(2)]
    assert charged == [0.08, 0.04]
    tier = mine("GET", "/api/tiers/my-tier/").json()["current_tier"]
    assert tier == {"level": 1, "service_prices": {"api_cached": 0.01, "api_realtime": 0.02, "api_preview": 0.001}}


def test_accounts_tell_what_was_spent(own):
    mine, other = own(), own()
    mine("POST", DATABASE, json={"company_id": 21828})
    mine("POST", ICP, json={"company_id": 21828})
    me = mine("GET", "/api/v1/accounts/me/").json()["data"]
    assert (me["credits"]["balance"], me["credits"]["used_this_month"]) == (99.88, 0.12)
    assert mine("GET", "/api/auth/users/me/").json()["balance"] == 99.88
    found = mine("GET", "/api/v1/accounts/transactions/").json()["data"]["transactions"]
    assert [(one["type"], one["credits"]) for one in found] == [
        ("generect.by_icp", -0.08),
        ("generect.database", -0.04),
        ("grant", 100),
    ]
    assert len(other("GET", "/api/v1/accounts/transactions/").json()["data"]["transactions"]) == 1
    query = "limit=1&offset=1&amount__lte=0"
    page = mine("GET", f"/api/auth/transactions/?{query}").json()
    assert (page["count"], [one["credits"] for one in page["results"]], page["next"]) == (2, [-0.04], None)
    assert "offset=0" in page["previous"]
    assert mine("GET", "/api/v1/accounts/transactions/?created_at__lte=2020-01-01").json()["data"]["transactions"] == []
    usage = mine("GET", "/api/v1/accounts/usage/?period=all").json()["data"]
    breakdown = {"search_database": 0.04, "search_realtime": 0.08, "enrich_lead": 0, "preview": 0, "companies": 0}
    assert (usage["total_credits"], usage["breakdown"]) == (0.12, breakdown)
    assert mine("GET", "/api/v1/accounts/usage/?period_month=2020-01").json()["data"]["total_credits"] == 0
    assert mine("GET", "/api/auth/transactions/spent_credits/").json() == {"spent_credits": 0.12}
    assert mine("GET", "/api/v1/accounts/usage/?period=decade").status_code == 400


def test_the_fifty_first_search_at_once_is_refused_and_counts_are_not(server):
    made = told("keys", "create", "parallel", "--credits", "10", "--data", server.data)
    mine = replace(server, key=made["key"])
    home = Leadscout(settings_of(server.data))
    with ExitStack() as running:
        running.callback(home.database.close)
        for _ in range(50):
            running.callback(home.limits.enter("generect", f"{made['id']}:127.0.0.1", 50))
        for path in (ICP, DATABASE, REALTIME):
            refused = mine("POST", path, json={"company_id": 21828})
            assert (refused.status_code, refused.json()["detail"]) == (429, "Request was throttled.")
            assert refused.headers["retry-after"] == "1"
        assert mine("POST", COUNT, json={"company_id": 21828}).status_code == 200
        assert mine("POST", f"{DATABASE}count/", json={"company_id": 21828}).status_code == 200
    assert mine("POST", ICP, json={"company_id": 21828}).status_code == 200
    assert all(mine("POST", ICP, json={"company_id": 21828}).status_code == 200 for _ in range(60)), "places are left"


def test_the_vendors_own_client_searches_and_reads_its_account(own):
    mine = own(1)
    with generect.Generect(api_key=mine.key, base_url=f"{mine.url}/api/v1", max_retries=0) as client:
        assert client.search.database_leads_count(job_titles=["Director"], company_id=21828).data["count"] == 2
        leads = client.search.database_leads(job_titles=["Director"], company_id=21828, per_page=1)
        assert (len(leads.data["leads"]), leads.data["results_count"], leads.amount_charged) == (1, 2, 0.02)
        found = client.search.realtime_leads(**{**REQUEST, "filter_empty_vars": None})
        assert sorted(lead["full_name"] for lead in found.data["leads"]) == ["Clara Winterfeld", "Nora Vasseur"]
        assert found.amount_charged == 0.08
        assert client.search.realtime_leads_count(company_id=21828).data["results_count"] == "within limit"
        assert client.accounts.me().data["credits"]["balance"] == 0.9
        assert client.accounts.usage().data["breakdown"]["search_realtime"] == 0.08
        assert len(client.accounts.transactions(limit=2).data["transactions"]) == 2
        with pytest.raises(generect.errors.BadRequestError, match="compny_name"):
            client.search.database_leads(compny_name="Slack")
    stranger = generect.Generect(api_key="wrong", base_url=f"{mine.url}/api/v1", max_retries=0)
    with stranger, pytest.raises(generect.errors.AuthenticationError):
        stranger.accounts.me()
    poor = generect.Generect(api_key=own("0.01").key, base_url=f"{mine.url}/api/v1", max_retries=0)
    with poor, pytest.raises(generect.errors.InsufficientBalanceError):
        poor.search.database_leads(company_id=21828)
