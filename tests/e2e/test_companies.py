"""Companies through every door: found, counted, looked up, paid for once, each account's own."""

import csv
import json
from dataclasses import replace
from urllib.parse import quote
from uuid import uuid4

import pytest
from conftest import new_key, run, told, until
from receiver import receiving

from leadscout.dialects.generect import companies as generect
from leadscout.dialects.pronto import companies as pronto

NORDWIND = "id:900000101"
ACCOUNTS = "https://www.linkedin.com/sales/search/company?query="
BAY = "https://www.linkedin.com/company/baylight/"


@pytest.fixture
def own(server):
    """A server with the key of a new account that has a hundred credits."""
    return lambda: replace(server, key=new_key(server.data, f"companies {uuid4()}", 100))


def left(server):
    return float(server("GET", "/api/v2/credits", headers={}).json()["credits"])


def names(answer):
    assert answer.status_code in (200, 201), answer.text
    return [company["name"] for company in answer.json()["companies"]]


def test_companies_are_searched_by_the_rows_that_ask_about_an_employer(server):
    preview = server(
        "POST", "/v1/companies/preview", json={"industry": ["Software Development"], "headcount": ["51-200"]}
    )
    assert set(names(preview)) == {"Nordwind Systems GmbH", "Baylight Software, Inc."}
    (north,) = (one for one in preview.json()["companies"] if one["key"] == NORDWIND)
    assert (north["type"], north["size"], north["people"] >= 1) == ("Privately Held", "51-200", True)
    assert {reason["filter"] for reason in north["match_reasons"]} == {"industry", "headcount"}
    german = {"industry": ["Software Development"], "exclude": {"headquarters": ["United States"]}}
    assert names(server("POST", "/v1/companies/preview", json=german)) == ["Nordwind Systems GmbH"]
    rows = {row["name"]: row for row in server("GET", "/v1/companies/filters").json()}
    assert set(rows) == {
        *("keyword", "headquarters", "industry", "company", "company_type", "headcount", "account_list", "has_website")
    }
    assert "title" not in rows


def test_pages_counts_and_facets_agree(server):
    total = server("POST", "/v1/companies/count", json={}).json()["total"]
    seen, cursor = [], ""
    while cursor is not None:
        page = server("POST", "/v1/companies/preview", json={"limit": 4, "cursor": cursor}).json()
        seen += [company["key"] for company in page["companies"]]
        cursor = page["cursor"]
    assert len(seen) == len(set(seen)) == total
    countable = [row["name"] for row in server("GET", "/v1/companies/filters").json() if row["facet"]]
    facets = server("POST", "/v1/companies/facets", json={"facets": countable}).json()["facets"]
    for name, values in facets.items():
        for value in values:
            asked = True if value["value"] == "true" else [value["value"]]
            counted = server("POST", "/v1/companies/count", json={name: asked}).json()["total"]
            assert counted == value["count"] > 0, (name, value)
    assert len(facets) == len(countable) > 5
    assert all(facets.values())
    none = server("POST", "/v1/companies/count", json={"headcount": ["51-200"], "company_type": ["Government Agency"]})
    assert {one["filter"]: one["count"] for one in none.json()["without"]}["company_type"] == 2


@pytest.mark.parametrize(
    "written",
    [
        NORDWIND,
        "900000101",
        "nordwind.example",
        "https://www.linkedin.com/company/nordwind-systems",
        "Nordwind Systems",
    ],
)
def test_one_company_is_shown_with_where_it_is_from(server, written):
    company = server("GET", f"/v1/companies/{written}").json()
    assert (company["key"], company["domain"]) == (NORDWIND, "nordwind.example")
    assert company["provenance"]["industry"]["source"].endswith(":people.jsonl")
    found = server("POST", "/v1/count", json={"company": [company["key"]]}).json()["total"]
    assert company["people"] == found > 0


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("count", {"title": ["x"]}, 422, "title"),
        ("count", {"headcount": ["7 dwarfs"]}, 422, "headcount[0]"),
        ("count", {"strict": ["industry"]}, 422, "strict"),
        ("preview", {"limit": 26}, 422, "limit"),
        ("preview", {"cursor": "nonsense"}, 422, "cursor"),
        ("facets", {"facets": ["seniority"]}, 422, "facets[0]"),
        ("count", {"account_list": ["424242"]}, 422, "account_list"),
        ("searches", {"limit": 10_001}, 422, "limit"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(server, path, body, status, field):
    refused = server("POST", f"/v1/companies/{path}", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (status, field)


def test_a_list_of_companies_is_a_filter_of_its_account_alone(own):
    mine, other = own(), own()
    made = mine("POST", "/v1/lists", json={"name": "accounts", "companies": [{"domain": "nordwind.example"}]}).json()
    asked = {"account_list": [made["id"]]}
    assert names(mine("POST", "/v1/companies/preview", json=asked)) == ["Nordwind Systems GmbH"]
    rest = mine("POST", "/v1/companies/count", json={"exclude": asked}).json()["total"]
    assert rest == mine("POST", "/v1/companies/count", json={}).json()["total"] - 1
    assert other("POST", "/v1/companies/count", json=asked).status_code == 422


def test_a_search_for_companies_is_a_job_of_its_account(own):
    mine, other = own(), own()
    made = mine("POST", "/v1/companies/searches", json={"industry": ["Software Development"], "limit": 2}).json()
    done = mine("GET", f"/v1/searches/{made['id']}", params={"wait": 60}).json()
    assert (done["status"], done["found"], done["total"]) == ("done", 2, 3)
    found = mine("GET", f"/v1/searches/{made['id']}/results").json()
    first = mine("POST", "/v1/companies/preview", json={"industry": ["Software Development"]})
    assert [company["name"] for company in found["companies"]] == names(first)[:2]
    assert [company["number"] for company in found["companies"]] == [1, 2]
    assert "leads" not in found
    assert other("GET", f"/v1/searches/{made['id']}/results").status_code == 404


def finished(server, id_):
    def look():
        status = server("GET", "/check-search-companies-status", params={"request_id": id_}).json()
        return status if status["status"] == "done" else None

    return until(look, "the search for companies is done")


def test_questor_finds_companies_and_charges_each_once(own):
    mine, other = own(), own()
    body = {"industry_codes": [4], "hiring_on_linkedin": "false", "recent_activities": [], "keywords": "", "limit": 100}
    made = mine("POST", "/search-companies", json=body, headers={"Idempotency-Key": "one"})
    assert (made.status_code, made.headers["x-ratelimit-credits-remaining"]) == (200, "75")
    again = mine("POST", "/search-companies", json=body, headers={"Idempotency-Key": "one"})
    assert (again.json(), again.headers["x-ratelimit-credits-remaining"]) == (made.json(), "75")
    request = {"request_id": made.json()["request_id"]}
    status = finished(mine, request["request_id"])
    assert (status["total_companies"], status["total_count"], status["search_params"]) == (3, 3, body)
    for _ in range(2):
        page = mine("GET", "/get-search-companies-results", params=request)
        assert page.headers["x-ratelimit-credits-remaining"] == "73.5", "what is paid is read again for nothing"
    row = next(row for row in page.json()["data"] if row["company_id"] == "900000102")
    assert (row["company_name"], row["industry"], row["employee_count"]) == (
        *("Baylight Software, Inc.", "Software Development", 120),
    )
    assert row["linkedin_url"] == BAY
    assert mine("GET", "/get-company-results", params={**request, "page": 2}).json()["data"] == []
    assert mine("GET", "/check-search-status", params=request).status_code == 404, "it is no search for people"
    assert other("GET", "/get-search-companies-results", params=request).status_code == 404
    people = mine("POST", "/search-leads", json={"industry_codes": [4]}).json()["request_id"]
    assert mine("GET", "/check-search-companies-status", params={"request_id": people}).status_code == 404


def test_questor_reads_the_address_of_a_search_for_companies(own):
    mine = own()
    region = "(type:REGION,values:List((id:101282230,text:Germany,selectionType:INCLUDED)))"
    sizes = "(type:COMPANY_HEADCOUNT,values:List((id:D,text:51-200,selectionType:INCLUDED)))"
    industry = "(type:INDUSTRY,values:List((id:4,text:Software Development,selectionType:INCLUDED)))"
    written = f"{ACCOUNTS}(filters:List({region},{sizes},{industry}))"
    for url in (written, f"{ACCOUNTS}{quote(written.removeprefix(ACCOUNTS))}&viewAllFilters=true"):
        made = mine("POST", "/search-companies", json={"url": url, "limit": 5}).json()
        assert finished(mine, made["request_id"])["total_companies"] == 1
        rows = mine("GET", "/get-search-companies-results", params={"request_id": made["request_id"]}).json()["data"]
        assert [row["company_id"] for row in rows] == ["900000101"]


@pytest.mark.parametrize(
    ("body", "message", "parameter"),
    [
        ({}, "payload_is_empty", None),
        ({"limit": 5}, "invalid_parameter", None),
        ({"limit": 1001, "keywords": "a"}, "limit_out_of_range", "limit"),
        (
            {"keywords": "a", "recent_activities": ["Funding events in past 12 months"]},
            "invalid_parameter",
            "recent_activities",
        ),
        ({"keywords": "a", "company_headcount_growth": {"min": 5}}, "invalid_parameter", "company_headcount_growth"),
        ({"url": "https://www.linkedin.com/sales/search/company?query=x"}, "invalid_parameter", "url"),
        ({"url": f"{ACCOUNTS}(keywords:a)", "keywords": "a"}, "invalid_parameter", "url"),
        ({"url": f"{ACCOUNTS}(filters:List((type:ANNUAL_REVENUE,values:List((id:1)))))"}, "invalid_parameter", "url"),
        ({"url": "https://www.linkedin.com/sales/search/people?query=(keywords:a)"}, "invalid_parameter", "url"),
        ({"keywords": "a", "title_keywords": ["CEO"]}, "invalid_parameter", "title_keywords"),
        ({"headquarters_location": ["Germany"]}, "invalid_parameter", "headquarters_location"),
    ],
)
def test_questor_refuses_what_it_cannot_answer_for_free(own, body, message, parameter):
    mine = own()
    refused = mine("POST", "/search-companies", json=body)
    assert (refused.status_code, refused.json()["message"], refused.json().get("parameter")) == (
        400,
        message,
        parameter,
    )
    assert refused.headers["x-ratelimit-credits-remaining"] == "100"


def test_questor_looks_a_company_up_by_its_address(own):
    mine = own()
    found = mine("GET", "/get-company-by-url", params={"linkedin_url": BAY})
    data = found.json()["data"]
    assert (data["company_id"], data["employee_range"], data["hq_country"]) == ("900000102", "51-200", "United States")
    assert found.headers["x-ratelimit-credits-remaining"] == "99"
    none = mine("GET", "/get-company-by-url", params={"linkedin_url": "https://www.linkedin.com/company/nowhere"})
    assert (none.status_code, none.headers["x-ratelimit-credits-remaining"]) == (404, "99")
    assert mine("GET", "/get-company-by-url", params={"linkedin_url": BAY, "deep": "1"}).status_code == 400


def test_pronto_previews_searches_and_counts(own):
    mine = own()
    body = {"included_industries": ["4"], "company_size": ["51-200"]}
    preview = mine("POST", "/api/v2/accounts/search/preview", json=body).json()
    assert (preview["total_count"], left(mine)) == (2, 100)
    assert {row["company_name"] for row in preview["preview"]} == {"Nordwind Systems GmbH", "Baylight Software, Inc."}
    made = mine("POST", "/api/v2/accounts/search", json={**body, "name": "Software"})
    assert (made.status_code, made.json()["total"], made.json()["preview"]) == (201, 2, preview["preview"])

    def look():
        search = mine("GET", f"/api/v2/searches/{made.json()['id']}").json()
        return search if search["status"] == "FINISHED" else None

    search = until(look, "the search for companies is finished")
    assert {row["company"]["name"] for row in search["leads"]} == {row["company_name"] for row in preview["preview"]}
    assert (search["name"], left(mine)) == ("Software", 98)
    ignored = {"webhook_url": "nonsense", "limit": 0, "name": 7, "streaming": "x"}
    assert mine("POST", "/api/v2/accounts/search/preview", json={**body, **ignored}).json() == preview
    counted = mine("POST", "/api/v2/accounts/count_profiles", json={"domain": "nordwind.example"}).json()
    there = mine("POST", "/v1/count", json={"company": ["nordwind.example"]}).json()["total"]
    assert counted == {"total": there, **dict.fromkeys(counted.keys() - {"total"})}
    none = mine(
        "POST", "/api/v2/accounts/count_profiles", json={"domain": "nordwind.example", "title_to_include": ["Pilot"]}
    )
    assert (none.json()["total"], none.json()["title_to_include"]) == (0, ["Pilot"])


@pytest.mark.parametrize("streaming", [False, True])
def test_pronto_tells_the_webhook_of_the_companies_that_it_finds(own, streaming):
    mine = own()
    with receiving() as receiver:
        body = {"included_industries": ["4"], "company_size": ["51-200"], "custom": {"crm": 7}, "streaming": streaming}
        made = mine("POST", "/api/v2/accounts/search", json={**body, "webhook_url": receiver.url})
        assert "results on your webhook" in made.json()["message"]
        calls = receiver.wait(1 + streaming)
    search = mine("GET", f"/api/v2/searches/{made.json()['id']}").json()
    assert calls[0]["leads"] == search["leads"]
    assert [entry["lead"] for entry in search["leads"]] == [None, None]
    assert [(len(call["leads"]), call["custom"]) for call in calls] == [(2, {"crm": 7}), (0, {"crm": 7})][: len(calls)]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("search", {}, 400),
        ("search", {"keyword": "software", "webhook_url": "ftp://x"}, 400),
        ("search/preview", {"company_size": ["7"]}, 422),
        ("search", {"keyword": "software", "min_revenue": 5}, 422),
        ("search", {"keyword": "software", "limit": 0}, 422),
        ("count_profiles", {}, 422),
        ("count_profiles", {"domain": "a.example", "company_linkedin_id": "1"}, 422),
    ],
)
def test_pronto_refuses_companies_that_cannot_be_asked_for(server, path, body, status):
    assert server("POST", f"/api/v2/accounts/{path}", json=body).status_code == status


def test_generect_searches_counts_and_charges_companies(own):
    mine = own()
    body = {"industries": ["Software Development"], "locations": ["Germany"]}
    found = mine("POST", "/api/v1/search/database/companies/", json=body).json()
    (company,) = found["data"]["companies"]
    assert (company["linkedin_id"], company["domain"], company["headcount_range"], company["hq_city"]) == (
        *("900000101", "nordwind.example", "51-200", "Hamburg"),
    )
    assert (found["data"]["results_count"], found["meta"]["amount_charged"], left(mine)) == (1, 0.02, 99.98)
    counted = mine("POST", "/api/v1/search/database/companies/count/", json=body).json()
    assert (counted["data"]["results_count"], counted["meta"]["amount_charged"]) == (1, 0)
    gone = mine(
        "POST", "/api/v1/search/database/companies/", json={**body, "exclude_domains": ["nordwind.example"]}
    ).json()
    assert (gone["data"]["companies"], gone["meta"]["amount_charged"]) == ([], 0)
    icp = {"industries": ["Software Development"], "keywords": ["nordwind", "(baylight AND software)"], "limit_by": 1}
    older = mine("POST", "/api/linkedin/companies/by_icp/", json={**icp, "website_blacklist": False}).json()
    assert (older["amount"], older["results_count"], len(older["companies"])) == (-1, 2, 1)
    assert mine("POST", "/api/linkedin/companies/by_icp/get_count/", json=icp | {"limit_by": None}).json() == {
        "amount": 0,
        "results_count": 2,
    }
    assert mine("GET", "/api/v1/accounts/usage/").json()["data"]["breakdown"]["companies"] == 0.06


def test_generect_narrow_industries_leave_out_those_inside(server):
    def count(**more):
        body = {"industries": ["Technology, Information and Media"], **more}
        return server("POST", "/api/v1/search/database/companies/count/", json=body).json()["data"]["results_count"]

    assert count() == count(sub_industries=False) == 3
    assert count(sub_industries=True) == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/linkedin/companies/by_link/", {"url": "linkedin.com/company/baylight", "posts": True}),
        ("/api/v1/enrich/database/company/", {"id": 900000102}),
        ("/api/v1/enrich/database/company/", {"linkedin_url": BAY}),
        ("/api/v1/enrich/database/company/", {"domain": "baylight.example"}),
        ("/api/v1/enrich/database/company/", {"name": "Baylight Software"}),
    ],
)
def test_generect_shows_one_company_and_charges_when_it_is_there(own, path, body):
    mine = own()
    answer = mine("POST", path, json=body).json()
    assert (answer.get("company") or answer.get("data"))["linkedin_id"] == "900000102"
    assert left(mine) == (99.96 if "linkedin/companies" in path else 99.98)
    name = next(name for name in body if name != "posts")
    nobody = {"id": 77777777, "domain": "nowhere.example", "name": "Nowhere"}.get(
        name, "https://www.linkedin.com/company/nowhere"
    )
    none = mine("POST", path, json={name: nobody})
    assert (none.status_code, none.json().get("company"), none.json().get("data")) == (200, None, None)
    assert left(mine) >= 99.96, "nothing is paid for nothing"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("search/database/companies/", {}, ""),
        ("search/database/companies/", {"headcounts": ["999"]}, "headcounts"),
        ("search/database/companies/", {"industries": ["Banking"], "limit_by": 1601}, "limit_by"),
        ("search/database/companies/", {"industries": ["Banking"], "color": "red"}, "color"),
        ("search/realtime/companies/", {"industries": ["Banking"], "num_of_followers": ["5001+"]}, "num_of_followers"),
        ("enrich/database/company/", {}, "fields"),
        ("enrich/database/company/", {"id": 1, "name": "a"}, "fields"),
        ("search/database/company-leads/", {}, "company_search_criteria or lead_search_criteria"),
        ("search/database/company-leads/", {"company_search_criteria": {"color": 1}}, "company_search_criteria"),
        ("search/realtime/company-leads/", {"lead_search_criteria": {"include_emails": True}}, "lead_search_criteria"),
        ("enrich/database/companies/bulk/", {}, "companies"),
        ("enrich/database/companies/bulk/", {"companies": []}, "companies"),
        ("enrich/database/companies/bulk/", {"companies": [{"id": 1}] * 51}, "companies"),
        ("enrich/database/companies/bulk/", {"companies": [{"id": 1}, {}]}, "companies"),
        ("enrich/database/companies/bulk/", {"companies": [{"id": 1, "name": "a"}]}, "companies"),
    ],
)
def test_generect_refuses_companies_that_cannot_be_asked_for(server, path, body, field):
    refused = server("POST", f"/api/v1/{path}", json=body)
    assert refused.status_code == 400
    assert field in refused.json()["detail"]


def test_generect_looks_many_companies_up_as_a_job_of_its_account(own, server):
    mine = own()
    entries = [{"domain": "nordwind.example"}, {"name": "Nowhere"}, {"linkedin_url": BAY}, {"id": 900000101}]
    made = mine("POST", "/api/v1/enrich/database/companies/bulk/", json={"companies": entries})
    assert made.status_code == 202
    meta = made.json()["meta"]
    assert (meta["total"], meta["status"], meta["amount_charged"]) == (4, "completed", 0.04)
    path = f"/api/v1/enrich/companies/bulk/{meta['job_id']}/"
    job = mine("GET", path).json()
    assert [entry["input"] for entry in job["data"]] == entries
    ids = [entry["company"] and entry["company"]["linkedin_id"] for entry in job["data"]]
    assert ids == ["900000101", None, "900000102", "900000101"]
    alone = mine("POST", "/api/v1/enrich/database/company/", json=entries[0]).json()["data"]
    assert job["data"][0]["company"] == alone, "as one company is shown"
    assert job["meta"] == {**meta, "found": 3, "not_found": 1}
    assert server("GET", path).status_code == 404, "nobody else's"
    assert mine("GET", path.replace("companies", "leads")).status_code == 404, "a job of the other kind"
    live = mine("POST", "/api/v1/enrich/realtime/companies/bulk/", json={"companies": entries[:1]})
    assert live.json()["meta"]["amount_charged"] == 0.04


ONE, MANY = "/api/v2/accounts/single_enrich", "/api/v2/accounts/bulk_enrich"


@pytest.mark.parametrize(
    "body",
    [
        {"domain": "nordwind.example"},
        {"company_domain": "https://www.nordwind.example/about"},
        {"company_linkedin_url": "https://www.linkedin.com/company/nordwind-systems"},
        {"company_name": "Nordwind Systems"},
        {"name": "Nordwind", "domain": "nordwind.example", "linkedin_url": None},
    ],
)
def test_pronto_enriches_one_company_and_charges_when_it_is_there(own, body):
    mine = own()
    answer = mine("POST", ONE, json={**body, "custom": {"crm": 7}})
    assert answer.status_code == 200, answer.text
    company = answer.json()["company"]
    assert (company["linkedin_id"], company["employee_range"]) == ("900000101", "51-200")
    assert (answer.json()["custom"], left(mine)) == ({"crm": 7}, 99)
    (entry,) = mine("GET", f"/api/v2/searches/{answer.json()['id']}").json()["leads"]
    assert (entry["lead"], entry["company"]) == (None, company)


def test_a_name_with_umlauts_is_looked_up_in_both_spellings(lexicon):
    for body, sent in (
        (pronto.single_body(lexicon), {"company_name": "Grünwerk GmbH"}),
        (generect.CompanyEnrichBody, {"name": "Grünwerk GmbH"}),
    ):
        assert body.model_validate(sent).keys == ("name:grunwerk", "name:gruenwerk")


def test_pronto_refuses_a_company_that_is_not_there_or_not_named(own):
    mine = own()
    assert mine("POST", ONE, json={"domain": "nowhere.example"}).status_code == 404
    for wrong in ({}, {"domain": None}, {"domain": 7}, {"linkedin_url": "https://x.example"}, {"webhook_url": "x"}):
        assert mine("POST", ONE, json=wrong).status_code in (400, 422), wrong
    assert mine("POST", MANY, json={"accounts": [{}]}).json()["message"].startswith("accounts[0]")
    assert left(mine) == 100


@pytest.mark.parametrize("flat", [False, True])
def test_pronto_tells_the_webhook_of_many_companies(own, serve, people, flat):
    mine = own()
    here = serve(people, LEADSCOUT_WEBHOOK_FLAT=str(flat).lower())
    mine = replace(mine, url=here.url)
    with receiving() as receiver:
        body = {"accounts": [{"domain": "nordwind.example"}, {"domain": "nowhere.example"}], "custom": {"crm": 7}}
        made = mine("POST", MANY, json={**body, "webhook_url": receiver.url})
        assert (made.status_code, made.json().keys()) == (202, {"id", "status"})
        call, *_ = receiver.wait(2 if flat else 1)
    search = mine("GET", f"/api/v2/searches/{made.json()['id']}").json()
    told_ = call if flat else call["leads"][0]
    assert (told_["company"], call["custom"]) == (search["leads"][0]["company"], {"crm": 7})
    assert (search["status"], left(mine)) == ("FINISHED", 99)


def test_generect_finds_people_at_the_companies_that_match(own):
    mine = own()
    body = {"company_search_criteria": {"industries": ["Software Development"], "headcounts": ["51-200"]}}
    found = mine("POST", "/api/v1/search/database/company-leads/", json=body).json()
    data = found["data"]
    keys = {"company": [NORDWIND, "id:900000102"]}
    assert data["leads_count"] == len(data["leads"]) == mine("POST", "/v1/count", json=keys).json()["total"]
    assert (data["companies_count"], found["meta"]["amount_charged"]) == (2, round(0.02 * data["leads_count"], 2))
    assert {lead["linkedin_company_id"] for lead in data["leads"]} <= {"900000101", "900000102", None}
    narrower = {**body, "lead_search_criteria": {"job_titles": ["Pilot"]}}
    assert mine("POST", "/api/v1/search/database/company-leads/", json=narrower).json()["data"]["leads"] == []
    counted = mine("POST", "/api/v1/search/database/company-leads/count/", json=body).json()["data"]
    assert counted == {"results_count": data["leads_count"], "companies_count": 2, "leads_count": data["leads_count"]}
    live = {**body, "lead_search_criteria": {"without_company": True, "job_titles": ["Vertrieb"], "limit_by": 2}}
    also = {**body, "lead_search_criteria": {"job_titles": ["Vertrieb"], "limit_by": 2}}
    rows = mine("POST", "/api/v1/search/database/company-leads/", json=also).json()
    realtime = mine("POST", "/api/v1/search/realtime/company-leads/", json=live).json()
    assert realtime["data"] == rows["data"]
    assert rows["data"]["leads"]
    assert realtime["meta"]["amount_charged"] == 2 * rows["meta"]["amount_charged"]


def test_the_command_line_shows_counts_and_exports_companies(people, tmp_path):
    flags = ("--industry", "Software Development", "--data", people)
    assert told("companies", "count", *flags) == {"count": 3}
    shown = told("companies", "show", "nordwind.example", "--data", people)
    assert (shown["key"], shown["people"] > 0) == (NORDWIND, True)
    first = told("companies", "search", *flags, "--limit", "1")
    assert (first["total"], len(first["companies"])) == (3, 1)
    target = tmp_path / "companies.csv"
    assert told("companies", "export", target, *flags)["companies"] == 3
    rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
    lines = run("companies", "export", "-", *flags).stdout.splitlines()
    assert [row["name"] for row in rows] == [json.loads(line)["name"] for line in lines]
    refused = run("companies", "count", "--headcount", "7 dwarfs", "--data", people)
    assert (refused.returncode, "7 dwarfs is not known" in refused.stderr) == (2, True)


def test_pronto_takes_the_titles_of_a_saved_persona(own):
    mine, other = own(), own()
    saved = mine("POST", "/api/v2/personas", json={"name": "Sales", "job_titles": ["Leiter Vertrieb"]}).json()
    at = {"company_linkedin_id": "900000101", "live": False}

    def expected(server, **more):
        return server("POST", "/api/v2/leads/search", json={**at, **more})

    everybody, titled = expected(mine).json()["expected_profiles_count"], expected(mine, job_titles=["Leiter Vertrieb"])
    by_persona = expected(mine, persona_id=saved["id"]).json()["expected_profiles_count"]
    assert everybody >= by_persona == titled.json()["expected_profiles_count"] > 0
    beside = expected(mine, persona_id=saved["id"], excluded_job_titles=["Leiter"]).json()
    assert beside["expected_profiles_count"] == 0
    refused = expected(other, persona_id=saved["id"])
    assert (refused.status_code, "persona_id" in refused.json()["message"]) == (422, True)


def test_a_name_that_several_companies_have_is_told_with_each_of_them_at_every_door(serve, tmp_path):
    rows = (("Ada Falk", "51"), ("Bo Lind", "52"))
    people = tmp_path / "people.jsonl"
    jobs = [
        {"full_name": name, "experience": [{"title": "Buyer", "company": {"name": "Baustein GmbH", "id": id_}}]}
        for name, id_ in rows
    ]
    people.write_text("".join(json.dumps({**row, "email": f"{at}@x.example"}) + "\n" for at, row in enumerate(jobs)))
    data = tmp_path / "data"
    told("import", people, "--data", data)
    mine = replace(serve(data), key=new_key(data, "baustein", 5))
    which = "give the number, address or domain of one: 51 (Baustein GmbH), 52 (Baustein GmbH)"
    needed = f"several companies are known as Baustein; {which}"
    shown = mine("GET", "/v1/companies/Baustein")
    assert (shown.status_code, shown.json()["detail"]) == (409, needed)
    enriched = mine("POST", ONE, json={"company_name": "Baustein"})
    assert (enriched.status_code, which in enriched.text) == (409, True), enriched.text
    asked = mine("POST", "/api/v1/enrich/database/company/", json={"name": "Baustein"}).json()
    assert (asked["data"], asked["meta"]["message"]) == (None, needed)
    refused = run("companies", "show", "Baustein", "--data", data)
    assert (refused.returncode, which in " ".join(refused.stderr.split())) == (2, True), refused.stderr
    assert left(mine) == 5
