"""The same people: what a vendor's request finds, and what the native query that means the same finds.

Each row of same_people_<vendor>.json holds a `request` and, translated by hand, its `native` one: made from the
tables of words, both would share their mistakes. So a place stands as an id on one side and as a name on the other.
Where the request leaves people out at the start, `skip` says how many. A row finds at least one person, unless
`people_at_least` says otherwise: 0 also where only the clock of the day decides (changed jobs, posts, news).
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import FILES, FIXTURES, new_key, told, until

from leadscout.dialects.generect.words import WORDS as GENERECT
from leadscout.dialects.pronto.words import WORDS as PRONTO
from leadscout.dialects.questor.words import ALIASES
from leadscout.dialects.questor.words import WORDS as QUESTOR

HERE = Path(__file__).parent
WORDS = {"questor": QUESTOR, "pronto": PRONTO, "generect": GENERECT}
TABLES = {vendor: json.loads((HERE / f"same_people_{vendor}.json").read_text()) for vendor in WORDS}
ROWS = [
    pytest.param(vendor, row, id=f"{vendor}-{row['name'].replace(' ', '_')}")
    for vendor, rows in TABLES.items()
    for row in rows
]
PAGE = 25
SALES = "https://www.linkedin.com/sales/people/"


@dataclass(frozen=True)
class Found:
    """How many people match, and who the first of them are."""

    total: int
    people: list[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def crowd(serve, populate, tmp_path_factory):
    """A server over invented people, those of the fixtures, and a few with what neither have, as a name cut short."""
    data = tmp_path_factory.mktemp("crowd")
    populate(data)
    told("import", *(FIXTURES / name for name in FILES), HERE / "same_people.jsonl", "--data", data)
    key = new_key(data, "tests", 1_000_000)
    return replace(serve(data, LEADSCOUT_QUESTOR_RATE="1000000", LEADSCOUT_PRONTO_RATE="1000"), key=key)


@pytest.fixture(scope="module")
def lists(crowd):
    """The lists that rows name, by that name: their numbers are given out when they are made."""
    companies = [{"id": 900000000}, {"id": "900000001"}]
    handles = ("isla-everly-2302771894", "holly-quillan-6bf154fd76")
    leads = [{"linkedin_url": f"https://www.linkedin.com/in/{handle}"} for handle in handles]
    made = {
        "ACCOUNTS": crowd("POST", "/api/v2/lists", json={"name": "accounts", "companies": companies}),
        "LEADS": crowd("POST", "/api/v2/lists", json={"name": "leads", "leads": leads}),
    }
    assert {name: (answer.status_code, answer.json()["count"]) for name, answer in made.items()} == {
        "ACCOUNTS": (201, 2),
        "LEADS": (201, 2),
    }
    return {name: answer.json()["id"] for name, answer in made.items()}


@pytest.mark.parametrize(("vendor", "row"), ROWS)
def test_the_same_people(crowd, lists, vendor, row):
    theirs = ASK[vendor](crowd, named(row["request"], lists))
    skipped = row.get("skip", 0)
    ours = native(crowd, row["native"], OURS[vendor], skipped + PAGE + 1)
    assert theirs.total == ours.total
    assert theirs.people == ours.people[skipped : skipped + PAGE]
    assert len(theirs.people) >= row.get("people_at_least", 1)


@pytest.mark.parametrize("vendor", TABLES)
def test_the_tables_are_varied(vendor):
    rows = TABLES[vendor]
    assert len({row["name"] for row in rows}) == len(rows) >= 30
    assert sum(row.get("people_at_least", 1) > 0 for row in rows) >= 25, "rows that find nobody show little"
    used = {ALIASES.get(field, field) for row in rows for field, value in row["request"].items() if value}
    assert {word.field for word in WORDS[vendor] if not word.live} <= used


def named(request, lists):
    """The request with the numbers of the lists that it names."""
    return {
        field: [lists.get(one, one) for one in value] if "_lists" in field else value
        for field, value in request.items()
    }


def native(crowd, body, who, most):
    """The first pages of a native query, with `most` people or more; nobody may come twice, nor be left out."""
    people, cursor, total = [], "", 0
    while len(people) < most and cursor is not None:
        page = asked(crowd, "POST", "/v1/preview", {**body, "limit": PAGE, "cursor": cursor})
        total, cursor = page["total"], page["cursor"]
        people += page["leads"]
    assert len({lead["id"] for lead in people}) == len(people) >= min(total, most)
    return Found(total, [who(lead) for lead in people])


def asked(crowd, method, path, body=None):
    answer = crowd(method, path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def questor(crowd, request):
    """A search that is created, waited for and read."""
    made = asked(crowd, "POST", "/search-leads", {"limit": PAGE, **request})
    about = f"?request_id={made['request_id']}"

    def done():
        status = asked(crowd, "GET", f"/check-search-status{about}")
        return status["status"] == "done" and status

    status = until(done, "the search is done")
    rows = asked(crowd, "GET", f"/get-search-results{about}&page=1")["data"]
    return Found(status["total_count"], [(row["full_name"], row["linkedin_url"], row["sn_url"]) for row in rows])


def pronto(crowd, request):
    answer = asked(crowd, "POST", "/api/v2/leads/advanced_search/preview", {"live": False, **request})
    return Found(answer["total_count"], [(row["full_name"], row["profile_url"]) for row in answer["preview"]])


def generect(crowd, request):
    answer = asked(crowd, "POST", "/api/v1/search/database/leads/", {"limit_by": PAGE, **request})["data"]
    rows = answer["leads"]
    people = [(row["full_name"], row["sales_id"], row["lead_id"], row["linkedin_lead_persona"]) for row in rows]
    return Found(answer["results_count"], people)


def for_questor(lead):
    address = f"{SALES}{lead['sales_id']},NAME_SEARCH,undefined" if "sales_id" in lead else ""
    return lead["full_name"], lead.get("profile_url", ""), address


def for_pronto(lead):
    return lead["full_name"], lead.get("profile_url", "")


def for_generect(lead):
    return lead["full_name"], lead.get("sales_id"), lead.get("sales_id", lead["id"]), lead.get("persona")


ASK = {"questor": questor, "pronto": pronto, "generect": generect}
OURS = {"questor": for_questor, "pronto": for_pronto, "generect": for_generect}
"""A native lead as the answers of each vendor name somebody."""
