"""What files write as ids, letters, numbers and words of their own comes as names, in every dialect's words."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import new_key, told, until
from receiver import receiving

HERE = Path(__file__).parent
TITLE = "Cell Reader"


@pytest.fixture(scope="module")
def raw(serve, tmp_path_factory):
    data = tmp_path_factory.mktemp("raw")
    assert told("import", HERE / "raw_cells.jsonl", "--data", data)["new"] == 2
    return replace(serve(data, LEADSCOUT_PRONTO_RATE="1000"), key=new_key(data, "raw", 1000))


def by_name(rows, name="full_name"):
    return {row[name].split()[0]: row for row in rows}


def test_native(raw):
    leads = by_name(raw("POST", "/v1/preview", json={"title": [TITLE]}).json()["leads"])
    rawa, onlya = leads["Rawa"], leads["Onlya"]
    assert (rawa["location"]["text"], rawa["industry"]) == ("United States", "Software Development")
    reader, writer = rawa["positions"]
    company = reader["company"]
    assert (company["industry"], company["size"], company["type"]) == ("Software Development", "51-200", "Non Profit")
    assert (company["location"]["text"], reader["location"]["text"]) == ("France", "Germany")
    assert (reader["function"], reader["seniority"]) == ("Sales", "Vice President")
    company = writer["company"]
    assert (company["industry"], company["size"], company["type"]) == (
        "Knitting of clouds",
        "1001-5000",
        "cooperative",
    ), "what nobody knows stands as it is"
    assert (company["location"]["text"], company["headcount"]) == ("Upper Nowhere", 1234)
    company = onlya["positions"][0]["company"]
    assert (onlya["location"]["text"], onlya["industry"]) == ("France", "98765")
    assert (company["industry"], company["size"]) == ("IT Services and IT Consulting", "1001-5000")
    assert company["location"]["text"] == "9876543210"
    person = raw("GET", f"/v1/people/{rawa['id']}").json()
    assert (person["location"], person["positions"]) == (rawa["location"], rawa["positions"])
    id_ = raw("POST", "/v1/searches", json={"title": [TITLE]}).json()["id"]
    assert raw("GET", f"/v1/searches/{id_}?wait=60").json()["over"]
    assert by_name(raw("GET", f"/v1/searches/{id_}/results").json()["leads"])["Rawa"]["industry"] == rawa["industry"]


def test_questor(raw):
    id_ = raw("POST", "/search-leads", json={"title_keywords": [TITLE]}).json()["request_id"]
    rows = until(lambda: raw("GET", f"/get-search-results?request_id={id_}").json()["data"], "the search is done")
    assert {name: row["region"] for name, row in by_name(rows).items()} == {"Rawa": "United States", "Onlya": "France"}


def test_pronto(raw):
    body = {"live": False, "job_titles": [TITLE]}
    with receiving() as receiver:
        made = raw("POST", "/api/v2/leads/advanced_search", json={**body, "webhook_url": receiver.url}).json()
        (call,) = receiver.wait(1)
    assert raw("GET", f"/api/v2/searches/{made['id']}").json()["leads"] == call["leads"]
    rows = {entry["lead"]["first_name"]: {**entry["company"], **entry["lead"]} for entry in call["leads"]}
    shown = ("location", "industry", "employee_range", "headquarters")
    assert [rows["Rawa"][name] for name in shown] == ["United States", "Software Development", "51-200", "France"]
    assert [rows["Onlya"][name] for name in shown[:3]] == ["France", "IT Services and IT Consulting", "1001-5000"]


def test_generect(raw):
    body = {"without_company": True, "job_titles": [TITLE]}
    rows = by_name(raw("POST", "/api/linkedin/leads/by_icp/", json=body).json()["leads"])
    rawa = rows["Rawa"]
    assert (rawa["location"], rawa["location_country"]) == ("United States", "United States")
    assert (rawa["industry"], rawa["company_industry"]) == ("Software Development", "Software Development")
    assert (rawa["company_headcount_range"], rawa["company_location"]) == ("51-200", "France")
    assert (rawa["company_country"], rawa["job_location"]) == ("France", "Germany")
    old = rawa["jobs"][1]
    assert (old["company_headcount_range"], old["company_industry"]) == ("1001-5000", "Knitting of clouds")
    assert old["company_location"] == "Upper Nowhere"


def test_the_command_line(raw):
    shown = told("people", "show", "linkedin.com/in/rawa-cellini-5001", "--data", raw.data)
    assert (shown["location"]["text"], shown["industry"]) == ("United States", "Software Development")


def test_one_person_at_every_door(raw):
    rawa = by_name(raw("POST", "/v1/preview", json={"title": [TITLE]}).json()["leads"])["Rawa"]
    names = ("Software Development", "51-200")
    profile = raw("GET", f"/get-personal-profile?linkedin_url={rawa['profile_url']}").json()["data"]
    assert (profile["company_industry"], profile["company_employee_range"]) == names
    assert (profile["location"], profile["experiences"][0]["location"]) == ("United States", "Germany")
    enriched = raw("POST", "/api/v1/enrich/database/lead/", json={"linkedin_url": rawa["profile_url"]}).json()["data"]
    assert (enriched["company"]["industry"], enriched["company"]["headcount_range"]) == names
    body = {"linkedin_url": rawa["profile_url"]}
    company = raw("POST", "/api/v2/leads/single_enrich", json=body).json()["company"]
    assert (company["industry"], company["employee_range"]) == names


def test_one_company_at_every_door(raw):
    (company,) = raw("POST", "/v1/companies/preview", json={"company": ["Rawfield"]}).json()["companies"]
    industry, size = company["industry"], company["size"]
    assert industry in ("Software Development", "IT Services and IT Consulting"), "as one of the two tells it"
    assert size in ("51-200", "1001-5000")
    assert raw("GET", f"/v1/companies/{company['key']}/").json()["industry"] == industry
    page = raw("GET", "/get-company-by-url?linkedin_url=linkedin.com/company/900500001").json()["data"]
    assert (page["industries"], page["employee_range"]) == ([industry], size)
    row = raw("POST", "/api/v1/enrich/database/company/", json={"id": "900500001"}).json()["data"]
    assert (row["industry"], row["headcount_range"]) == (industry, size)
