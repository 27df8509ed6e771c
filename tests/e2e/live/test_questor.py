"""Questor live: by filters and by the address of a search, to the last page; money and what is not understood."""

import pytest
from connected import requests, who

from leadscout import salesnav
from leadscout.model.query import Clause, Query

SEARCH = "/search-leads"
SIZES = ["Self-employed", "1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+"]


def pages(mine, id_: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    page = 1
    while data := mine("GET", f"/get-search-results?request_id={id_}&page={page}").json()["data"]:
        rows += data
        page += 1
    return rows


def sales_id(row: dict[str, object]) -> str:
    return str(row["sn_url"]).rpartition("/")[2].partition(",")[0]


FILTERS = {
    "the page's": (
        {"geo_codes": [103644278], "title_keywords": ["CEO", "Founder"]},
        (Clause("location", ("103644278",)), Clause("title", ("CEO", "Founder"))),
    ),
    "exclusions": (
        {
            "geo_codes": [101282230, 103644278],
            "seniority_levels": ["Director"],
            "title_keywords": ["Director"],
            "title_keywords_exclude": ["Sales"],
            "current_company_ids_exclude": [900000000],
        },
        (
            Clause("location", ("101282230", "103644278")),
            Clause("seniority", ("director", "head")),
            Clause("title", ("Director",)),
            Clause("title", ("Sales",), exclude=True),
            Clause("company", ("id:900000000",), exclude=True),
        ),
    ),
    "tenures and companies": (
        {"current_company_ids": [900000000, "900000001"], "year_in_current_company": ["1 to 2 years", "3 to 5 years"]},
        (Clause("company", ("id:900000000", "id:900000001")), Clause("years_at_company", ("2", "3"))),
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_search_by_filters_brings_whom_the_source_knows(mine, truth, name):
    body, clauses = FILTERS[name]
    expected = who(truth, *clauses)
    whole(mine, {**body, "limit": 2500}, expected, truth)


def test_a_search_by_address_brings_whom_the_source_knows(mine, truth, lexicon):
    clauses = (Clause("seniority", ("vp",)), Clause("relationship", ("S", "O")), Clause("location", ("103644278",)))
    url = salesnav.write(Query(clauses), lexicon).url
    whole(mine, {"url": url, "limit": 2500}, who(truth, *clauses), truth)


def whole(mine, body, expected: set[str], truth) -> None:
    made = mine("POST", SEARCH, json=body)
    assert made.status_code == 200, made.text
    assert made.headers["x-ratelimit-credits-remaining"] == "9950"
    id_ = made.json()["request_id"]
    status = mine.questor_ended(id_)
    assert expected
    assert (status["status"], status["employees_scraped_so_far"]) == ("done", len(expected))
    assert status["search_params"] == body
    rows = pages(mine, id_)
    assert (len(rows), {sales_id(row) for row in rows}) == (len(expected), expected)
    for row in rows:
        lead = truth.leads[sales_id(row)]
        assert row["full_name"] == lead.full_name
        assert row["title"] in {job.title for job in lead.current}
        assert row["summary"] == lead.summary
        assert row["company_id"] in {job.company.id for job in lead.current}
    assert mine.credits == 9_950 - 0.5 * len(expected)
    pages(mine, id_)
    assert mine.credits == 9_950 - 0.5 * len(expected), "the same pages again are free"
    assert requests(mine.emulation, "profile") == [], "a list is enough"


def test_a_big_search_asks_past_what_the_source_shows(mine, truth):
    """All sizes of employers: more people than the source shows of one search, so it is asked in parts."""
    expected = who(truth, Clause("headcount", tuple("ABCDEFGHI")))
    assert len(expected) > 2500
    made = mine("POST", "/big-search-employee", json={"company_headcounts": SIZES, "limit": 60})
    assert made.status_code == 200, made.text
    status = mine.questor_ended(made.json()["request_id"])
    assert (status["status"], status["employees_scraped_so_far"]) == ("done", 60)
    assert {sales_id(row) for row in pages(mine, made.json()["request_id"])} <= expected
    asked = [visit["what"] for visit in requests(mine.emulation, "search")]
    assert "SENIORITY_LEVEL" not in asked[0]
    assert all("SENIORITY_LEVEL" in what for what in asked[1:]), "only parts are read, not the whole"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://www.linkedin.com/sales/search/people?query=(filters:List((type:REGION", "after"),
        ("https://www.linkedin.com/sales/search/people", "no filter"),
        ("https://www.linkedin.com/sales/search/company?query=(keywords:x)", "companies"),
        ("https://www.example.com/", "address"),
    ],
)
def test_an_address_that_asks_for_nothing_is_refused_before_anything_is_asked_or_paid(mine, url, says):
    answer = mine("POST", SEARCH, json={"url": url})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "url")
    assert says in answer.json()["details"]
    assert (mine.credits, requests(mine.emulation)) == (10_000, [])
