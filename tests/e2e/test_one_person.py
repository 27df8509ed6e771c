"""One person, looked up at every door: from what the people database has, paid once, free where it has nobody."""

from dataclasses import replace
from uuid import uuid4

import pytest
from conftest import FIXTURES, new_key, run, until
from receiver import receiving

JONAS = "https://www.linkedin.com/in/jonas-falkner-0002"
CLARA = "ACwAAFIXTURE0000000000000000000000000001"
BY_LINK = "/api/linkedin/leads/by_link/"
ENRICH = "/api/v1/enrich/database/lead/"
BULK = "/api/v1/enrich/database/leads/bulk/"
SINGLE = "/api/v2/leads/single_enrich"
PROFILE = "/get-personal-profile"
NOBODY = "https://www.linkedin.com/in/nobody-at-all"
FORMS = {
    JONAS: "Jonas Falkner",
    f"{JONAS}/?trk=x#top": "Jonas Falkner",
    "linkedin.com/in/Jonas-Falkner-0002": "Jonas Falkner",
    "http://de.linkedin.com/in/jonas%2Dfalkner-0002/": "Jonas Falkner",
    f"https://www.linkedin.com/in/{CLARA}": "Clara Winterfeld",
    f"https://www.linkedin.com/sales/lead/{CLARA},NAME_SEARCH,x_1": "Clara Winterfeld",
    f"https://www.linkedin.com/sales/people/{CLARA},NAME_SEARCH": "Clara Winterfeld",
    f"urn:li:fs_salesProfile:({CLARA},NAME_SEARCH,x_1)": "Clara Winterfeld",
}
"""Forms of a profile address, and who is meant."""

DOORS = {
    "by_link": (lambda ask, link: ask("POST", BY_LINK, json={"url": link}), lambda body: body["lead"], 0.02),
    "database": (lambda ask, link: ask("POST", ENRICH, json={"linkedin_url": link}), lambda body: body["data"], 0.02),
    "realtime": (
        lambda ask, link: ask("POST", ENRICH.replace("database", "realtime"), json={"linkedin_url": link}),
        lambda body: body["data"],
        0.02,
    ),
    "pronto": (lambda ask, link: ask("POST", SINGLE, json={"linkedin_url": link}), lambda body: body["lead"], 1),
    "questor": (lambda ask, link: ask("GET", PROFILE, params={"linkedin_url": link}), lambda body: body["data"], 1),
    "native": (lambda ask, link: ask("GET", f"/v1/people/{link}"), lambda body: body, 0),
}
"""How each door is asked for a profile address, where its answer has the person, and what that costs."""


@pytest.fixture
def mine(server):
    """A server with a key of an account of its own, of 10 credits."""
    return replace(server, key=new_key(server.data, f"one person {uuid4()}", 10))


def spent(server):
    return round(10 - server("GET", "/v1/usage").json()["credits"], 6)


@pytest.mark.parametrize("name", DOORS)
def test_a_person_is_there_under_every_form_of_the_address_and_is_paid(mine, name):
    ask, person, price = DOORS[name]
    links = list(FORMS) if name in ("by_link", "pronto") else [JONAS]
    for number, link in enumerate(links, start=1):
        answer = ask(mine, link)
        assert answer.status_code == 200, answer.text
        assert person(answer.json())["full_name"] == FORMS[link]
        assert spent(mine) == round(number * price, 6)


def test_who_is_not_there_costs_nothing(mine):
    statuses = {name: ask(mine, NOBODY).status_code for name, (ask, _, _) in DOORS.items()}
    assert statuses == {"by_link": 200, "database": 200, "realtime": 200, "pronto": 404, "questor": 404, "native": 404}
    absent = mine("POST", BY_LINK, json={"url": NOBODY}).json()
    assert absent == {"amount": 0, "lead": None, "status": "No lead matches with input criteria"}
    body = mine("POST", ENRICH, json={"email": "nobody@nordwind.example"}).json()
    assert (body["data"], body["meta"]["amount_charged"]) == (None, 0)
    assert mine("GET", "/api/v2/searches").json() == {"searches": []}, "nor is a job made for nobody"
    assert spent(mine) == 0


@pytest.mark.parametrize("url", ["https://www.linkedin.com/company/nordwind-systems", "jonas", "", None, 5])
def test_what_is_no_profile_address_is_refused(mine, url):
    assert "url" in mine("POST", BY_LINK, json={"url": url}).json()["detail"]
    assert mine("POST", SINGLE, json={"linkedin_url": url}).status_code == 422
    assert mine("GET", PROFILE, params={"linkedin_url": url}).status_code == 400
    assert spent(mine) == 0


def test_nobody_pays_for_a_person_without_the_credits(server):
    poor = replace(server, key=new_key(server.data, f"poor {uuid4()}"))
    answers = [ask(poor, JONAS) for name, (ask, _, price) in DOORS.items() if price]
    assert all(answer.status_code in (402, 422) for answer in answers), [answer.text for answer in answers]
    assert not any("Falkner" in answer.text for answer in answers)
    assert poor("GET", "/v1/usage").json()["spent"] == {}
    assert poor("GET", "/api/v2/searches").json() == {"searches": []}


def test_by_link_has_the_shape_of_a_search_s_lead(mine):
    lead = mine("POST", BY_LINK, json={"url": JONAS}).json()
    row = mine("POST", "/api/v1/search/database/leads/", json={"company_name": "Nordwind Systems"}).json()
    row = next(one for one in row["data"]["leads"] if one["full_name"] == "Jonas Falkner")
    assert lead["amount"] == -1
    assert lead["lead"] == {**row, "source": "lead_by_link", "jobs": row["jobs"][:1]}, "without the job that ended"
    whole = mine("POST", BY_LINK, json={"url": JONAS, "get_full_experience": True, "up_to_the_second_fresh": True})
    assert whole.json()["lead"]["jobs"] == row["jobs"]
    client = {"comments": False, "inexact_company": False, "people_also_viewed": False, "posts": False}
    assert mine("POST", BY_LINK, json={"url": JONAS, **client}).json()["lead"]["linkedin_url"] == JONAS


def test_an_enrichment_takes_one_of_three_and_tells_of_the_company(mine):
    by = [{"linkedin_url": JONAS}, {"email": "Jonas@Nordwind.example"}, {"id": "990000002"}]
    bodies = [mine("POST", ENRICH, json=one).json() for one in by]
    assert bodies[0] == bodies[1] == bodies[2]
    data = bodies[0]["data"]
    assert (data["title"], data["has_current_position"]) == ("Leiter Vertrieb", True)
    assert data["company"]["name"] == "Nordwind Systems GmbH"
    assert data["company"]["linkedin_url"] == "https://www.linkedin.com/company/nordwind-systems/"
    assert [job["job_title"] for job in data["work_history"]] == ["Leiter Vertrieb", "Account Executive"]
    held = mine("POST", ENRICH, json={**by[0], "get_full_experience": False}).json()["data"]
    assert [job["job_title"] for job in held["work_history"]] == ["Leiter Vertrieb"]
    for wrong in ({}, {"email": None}, {**by[0], **by[1]}):
        refused = mine("POST", ENRICH, json=wrong)
        assert refused.status_code == 400
        assert refused.json()["detail"] == {"fields": "exactly one of id, linkedin_url, email is required"}


def test_a_bulk_job_tells_of_each_entry_and_is_paid_for_those_who_are_there(mine, server):
    leads = [{"linkedin_url": JONAS}, {"email": "nobody@x.example"}, {"email": "jonas@nordwind.example"}]
    made = mine("POST", BULK, json={"leads": [*leads, {"id": CLARA}]})
    assert made.status_code == 202
    meta = made.json()["meta"]
    assert (meta["total"], meta["status"], meta["amount_charged"]) == (4, "completed", 0.04)
    path = f"/api/v1/enrich/leads/bulk/{meta['job_id']}/"
    job = mine("GET", path).json()
    assert [entry["input"] for entry in job["data"]] == [*leads, {"id": CLARA}]
    names = [entry["lead"] and entry["lead"]["full_name"] for entry in job["data"]]
    assert names == ["Jonas Falkner", None, "Jonas Falkner", "Clara Winterfeld"]
    assert job["meta"] == {**meta, "found": 3, "not_found": 1}
    assert spent(mine) == 0.04, "who is named twice is paid once, and reading is free"
    assert server("GET", path).status_code == 404, "nobody else's"
    for wrong in ({"leads": []}, {"leads": leads * 17}, {"leads": [{}]}, {"leads": [{"email": "x"}]}, {}):
        assert mine("POST", BULK, json=wrong).status_code == 400
    assert mine("POST", BULK, json={"leads": [{"email": "x@y.example"}]}).json()["meta"]["amount_charged"] == 0


def test_a_pronto_job_tells_its_webhook(mine):
    with receiving() as receiver:
        ask = {"leads": [{"linkedin_url": JONAS}, {"linkedin_profile_url": NOBODY}], "custom": {"crm": 7}}
        made = mine("POST", "/api/v2/leads/bulk_enrich", json={**ask, "webhook_url": receiver.url})
        assert (made.status_code, made.json().keys()) == (202, {"id", "status"})
        receiver.wait(1)
        call = receiver.bodies[0]
    search = mine("GET", f"/api/v2/searches/{made.json()['id']}").json()
    assert [entry["lead"]["full_name"] for entry in call["leads"]] == ["Jonas Falkner"]
    assert call["leads"] == search["leads"]
    assert (call["custom"], call["search"]["status"], search["status"]) == ({"crm": 7}, "FINISHED", "FINISHED")
    assert spent(mine) == 1
    one = mine("POST", SINGLE, json={"email": "jonas@nordwind.example", "custom": {"crm": 8}}).json()
    assert (one["lead"], one["company"]) == (search["leads"][0]["lead"], search["leads"][0]["company"])
    assert one["custom"] == {"crm": 8}
    refused = mine("POST", "/api/v2/leads/bulk_enrich", json={"leads": [{"linkedin_url": JONAS}, {}]})
    assert refused.json()["message"].startswith("leads[1]: exactly one of linkedin_url")
    assert mine("POST", SINGLE, json={"linkedin_url": JONAS, "webhook_url": "ftp://x"}).status_code == 400


def test_a_forgotten_person_is_in_no_answer(serve, tmp_path):
    assert run("import", FIXTURES / "people.jsonl", "--data", tmp_path).returncode == 0
    here = replace(serve(tmp_path), key=new_key(tmp_path, "k", 100))
    job = here("POST", BULK, json={"leads": [{"linkedin_url": JONAS}]}).json()["meta"]["job_id"]
    assert run("people", "forget", JONAS, "--data", tmp_path).returncode == 0
    assert here("GET", f"/api/v1/enrich/leads/bulk/{job}/").json()["data"][0]["lead"] is None
    before = here("GET", "/v1/usage").json()["credits"]
    answers = [ask(here, JONAS) for ask, _, _ in DOORS.values()]
    assert not any("Falkner" in answer.text for answer in answers)
    assert here("GET", "/v1/usage").json()["credits"] == before


def test_questor_s_profile_has_its_parts_and_lists_only_when_wanted(mine):
    data = mine("GET", PROFILE, params={"linkedin_url": JONAS, "include_skills": "true"}).json()["data"]
    assert (data["job_title"], data["company_domain"]) == ("Leiter Vertrieb", "nordwind.example")
    assert [job["date_range"] for job in data["experiences"]] == ["2021 - Present", "2017 - 2021"]
    assert data["skills"] == ["Salesforce", "Negotiation"]
    plain = mine("GET", PROFILE, params={"linkedin_url": JONAS})
    assert not {"skills", "certifications"} & plain.json()["data"].keys()
    assert plain.headers["x-ratelimit-credits-remaining"] == "8"


def test_the_sibling_s_names_make_the_same_searches(server):
    rich = replace(server, key=new_key(server.data, f"sibling {uuid4()}", 200))
    link = "https://www.linkedin.com/sales/search/people?query=(keywords%3Anordwind)"
    asks = {
        "/search-employees": {"title_keywords": ["Leiter Vertrieb"], "current_company_names": ["Nordwind Systems"]},
        "/search-employees-by-sales-nav-url": {"url": link, "limit": 5},
    }
    for path, body in asks.items():
        id_ = rich("POST", path, json=body).json()["request_id"]
        until(
            lambda id_=id_: rich("GET", f"/check-search-status?request_id={id_}").json()["status"] == "done",
            "it is done",
        )
        rows = rich("GET", f"/get-search-results?request_id={id_}").json()["data"]
        assert "Jonas Falkner" in [row["full_name"] for row in rows]


def test_a_preview_is_masked_and_its_ids_can_be_enriched(mine):
    ask = {
        "company_search_criteria": {"headcounts": ["51-200"]},
        "lead_search_criteria": {"job_titles": ["CEO"]},
    }
    body = mine("POST", "/api/v1/preview/leads/", json=ask).json()
    (row,) = body["data"]["leads"]
    assert row == {
        "id": row["id"],
        "first_name": "Mia",
        "last_name": "Ashcombe",
        "title": "Chief Executive Officer",
        "company_name": "Baylight Software, Inc.",
        "location": "San Francisco, CA",
        "industry": "Software Development",
        "seniority": "CXO",
        "headcount_range": "51-200",
    }
    assert (body["meta"], spent(mine)) == ({"amount_charged": 0.002}, 0.002)
    assert mine("POST", ENRICH, json={"id": row["id"]}).json()["data"]["full_name"] == "Mia Ashcombe"
    count = mine("POST", "/api/v1/preview/leads/count/", json=ask).json()
    assert count == {"data": {"count": 1}, "meta": {"amount_charged": 0}}
    wrong = {"company_search_criteria": {"industri": ["x"]}}
    assert "industri" in mine("POST", "/api/v1/preview/leads/", json=wrong).json()["detail"]
    both = {
        "company_search_criteria": {"headcounts": ["1-10"]},
        "lead_search_criteria": {"company_headcounts": ["51-200"]},
    }
    assert mine("POST", "/api/v1/preview/leads/", json=both).status_code == 400, "nothing wins silently"


def test_a_login_gives_the_key_that_it_was_given(server):
    path = "/api/auth/token/login/"
    login = server("POST", path, key="", json={"email": "a@b.example", "password": server.key})
    token = login.json()["auth_token"]
    assert server("GET", "/api/auth/users/me/", key=token).json()["id"] == login.json()["user_id"]
    assert login.headers["cache-control"] == "no-store"
    assert server("POST", path, key="", json={"email": "a@b.example", "password": "x"}).status_code == 401
    other = new_key(server.data, f"questor {uuid4()}", only="questor")
    assert server("POST", path, key="", json={"email": "a@b.example", "password": other}).status_code == 403
