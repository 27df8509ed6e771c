"""Numbers in fields that take numbers alone: of macro regions, and those that nobody knows."""

from dataclasses import replace

import pytest
from conftest import new_key, until

from leadscout.dialects.pronto import words as pronto
from leadscout.dialects.questor import words as questor

PREVIEW = "/api/v2/leads/advanced_search/preview"
GERMAN = "Jonas Falkner"
REGIONS = {
    "EU": ("9900000001", "European Union"),
    "EEA": ("9900000002", "European Economic Area"),
    "EMEA": ("91000007", "EMEA"),
    "APAC": ("91000003", "APAC"),
    "DACH": ("91000006", "DACH"),
    "Nordics": ("91000009", "Nordics"),
    "LATAM": ("9900000014", "Latin America"),
    "Europe": ("100506914", "Europe"),
}
WITH_GERMANY = {"EU", "EEA", "EMEA", "DACH", "Europe"}


@pytest.fixture(scope="module")
def own(server):
    return replace(server, key=new_key(server.data, "numbers", 1000))


@pytest.mark.parametrize("name", REGIONS)
def test_a_macro_region_has_a_number_that_filters_take(own, name):
    id_, label = REGIONS[name]
    places = own("POST", "/api/v2/locations", json={"query": name}).json()
    assert places[0] == {"id": id_, "name": label, "type": "macro"}
    codes = own("GET", f"/find-geocode-by-location?location={name}").json()["data"]
    assert codes[0] == {"name": label, "geocode": id_}
    found = own("POST", PREVIEW, json={"live": False, "included_locations": [id_]}).json()
    assert (GERMAN in {row["full_name"] for row in found["preview"]}) == (name in WITH_GERMANY)
    left_out = {"live": False, "functions": ["25"], "excluded_locations": [int(id_)]}
    found = own("POST", PREVIEW, json=left_out).json()
    assert (GERMAN in {row["full_name"] for row in found["preview"]}) == (name not in WITH_GERMANY)


def test_questor_searches_a_macro_region_by_its_number(own):
    body = {"geo_codes": [9900000001], "limit": 100}
    id_ = own("POST", "/search-leads", json=body).json()["request_id"]
    rows = until(lambda: own("GET", f"/get-search-results?request_id={id_}").json()["data"], "the search is done")
    assert GERMAN in {row["full_name"] for row in rows}


def test_a_name_is_answered_with_its_number(own):
    refused = own("POST", PREVIEW, json={"live": False, "included_locations": ["EU"]})
    assert refused.status_code == 422
    assert "did you mean 9900000001 (European Union)?" in refused.json()["message"]


def test_pronto_warns_of_numbers_that_nobody_has(own):
    body = {"live": False, "included_locations": ["101282230", "999999991"], "included_companies": ["999999992"]}
    answer = own("POST", PREVIEW, json=body).json()
    assert answer["warnings"] == [
        "included_locations: nobody in the database has 999999991, and no list of ours knows it",
        "included_companies: nobody in the database has 999999992, and no list of ours knows it",
    ]
    assert "warnings" not in own("POST", PREVIEW, json={"live": False, "included_locations": ["101282230"]}).json()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"geo_codes": [999999991]}, ["geo_codes"]),
        ({"title_keywords": ["CEO"], "school_ids": [1, "999999993"]}, ["school_ids"]),
        ({"current_company_ids": [999999992], "industry_codes": [99999]}, ["current_company_ids", "industry_codes"]),
    ],
)
def test_questor_charges_nothing_for_a_search_that_can_find_nobody(own, body, fields):
    before = own("GET", "/check-search-status?request_id=x").headers["x-ratelimit-credits-remaining"]
    refused = own("POST", "/search-leads", json=body)
    assert (refused.status_code, refused.json()["message"]) == (400, "invalid_parameter")
    assert refused.json()["parameter"] == fields[0]
    assert all(f"{field}: nobody in the database has" in refused.json()["details"] for field in fields)
    assert refused.headers["x-ratelimit-credits-remaining"] == before


@pytest.mark.parametrize(
    "body",
    [
        {"geo_codes": [999999991, 101282230]},
        {"geo_codes": [101240143]},  # nobody is there, but it is a place
        {"current_company_ids": [999999992], "current_company_names": ["Nobody & Sons"]},
        {"keywords": "x", "geo_codes_exclude": [999999991]},
    ],
)
def test_one_value_that_is_known_or_a_name_makes_a_search(own, body):
    assert own("POST", "/search-leads", json=body).status_code == 200


def test_generect_names_them_in_its_message(own):
    body = {"without_company": True, "personas": [["Any", []]], "schools": [999999993]}
    message = own("POST", "/api/linkedin/leads/by_icp/", json=body).json()["message"]
    assert message == "schools: nobody in the database has 999999993, and no list of ours knows it."


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *(("Owner/Partner", "320"), ("CXO", "310"), ("Vice President", "300"), ("Director", "220")),
        *(("Experienced Manager", "210"), ("Entry Level Manager", "200"), ("Strategic", "130"), ("Senior", "120")),
        *(("Entry Level", "110"), ("In Training", "100")),
    ],
)
def test_questor_s_names_of_levels_are_linkedin_s_numbers_at_pronto(lexicon, name, number):
    assert questor.level(lexicon, name) == pronto.listed(pronto.LEVELS, "seniority")(lexicon, number) != ()
