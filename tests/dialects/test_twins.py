"""Every filter, through every dialect that has a word for it, finds the right person and not the near twin.

The requests are made from the tables of words, so a new word without a pair fails here.
"""

import json
from dataclasses import replace

import pytest
from conftest import new_key, told, until
from dialects.twins import TWINS, address, mark, rows

from leadscout.dialects.generect.words import ICP_WORDS, NOT_EMPTY
from leadscout.dialects.generect.words import WORDS as DATABASE_WORDS
from leadscout.dialects.native.words import EXCLUDED
from leadscout.dialects.native.words import WORDS as NATIVE_WORDS
from leadscout.dialects.pronto.words import WORDS as PRONTO_WORDS
from leadscout.dialects.questor.words import WORDS as QUESTOR_WORDS
from leadscout.model.filters import FILTERS, Shape

COMPANY = ("company_id", "company_link", "company_name")
TITLE = {
    "native": "title",
    "questor": "title_keywords",
    "pronto": "job_titles",
    "generect": "job_titles",
    "by_icp": "job_titles",
}
WORDS = {
    "native": (*NATIVE_WORDS, *EXCLUDED),
    "questor": QUESTOR_WORDS,
    "pronto": tuple(word for word in PRONTO_WORDS if not word.live),
    "generect": DATABASE_WORDS,
    "by_icp": (*DATABASE_WORDS, *ICP_WORDS),
}


def ways(door, word):
    """The values that ask for the pair of a word, one after the other."""
    asked = TWINS[word.filter].asked
    if word.row.shape is Shape.FLAG:
        value = "RPC" if word.field == "recently_changed_jobs" else "true" if door == "questor" else True
        return [value]
    name = "generect" if door == "by_icp" else door
    found = next(asked[key] for key in (word.field, name, "") if key in asked)
    return found if isinstance(found, list) else [found]


CASES = [
    pytest.param(door, word, value, id=f"{door}-{'not_' * (word.exclude and door == 'native')}{word.field}-{at}")
    for door, words in WORDS.items()
    for word in words
    if not word.row.needs_graph
    for at, value in enumerate(ways(door, word))
]


@pytest.fixture(scope="module")
def pairs(serve, tmp_path_factory):
    """A server over all pairs."""
    data = tmp_path_factory.mktemp("twins")
    everybody = list(rows())
    (data / "twins.json").write_text(json.dumps(everybody))
    assert told("import", data / "twins.json", "--data", data)["new"] == len(everybody) == 2 * len(TWINS)
    key = new_key(data, "twins", 1_000_000)
    return replace(serve(data, LEADSCOUT_QUESTOR_RATE="1000000", LEADSCOUT_PRONTO_RATE="1000"), key=key)


@pytest.fixture(scope="module")
def named(pairs):
    """What values stand for that are known only at run time: the numbers of lists, the id of somebody."""
    made = pairs("POST", "/v1/lists", json={"name": "a", "companies": [{"domain": "listwell.example"}]})
    leads = pairs(
        "POST",
        "/v1/lists",
        json={"name": "l", "kind": "lead", "leads": [{"linkedin_url": address("lead_list", "right")}]},
    )
    somebody = pairs("POST", "/v1/preview", json={"lead": [address("lead", "right")]}).json()["leads"][0]["id"]
    return {"ACCOUNTS": made.json()["id"], "LEADS": leads.json()["id"], "LEAD": somebody}


@pytest.mark.parametrize(("door", "word", "value"), CASES)
def test_the_right_one_and_not_the_near_twin(pairs, named, door, word, value):
    value = named.get(value, value) if isinstance(value, str) else value
    value = (
        [value] if word.many and (word.row.shape is not Shape.FLAG or word.field == "recently_changed_jobs") else value
    )
    body = {TITLE[door]: [mark(word.filter)]}
    if word.exclude and door == "native":
        body["exclude"] = {word.field: value}
    elif word.field == TITLE[door]:
        body = {word.field: [f"{one} {mark(word.filter)}" for one in value]}
    else:
        body[word.field] = value
    found = ASK[door](pairs, body)
    assert found == [address(word.filter, "twin" if word.exclude else "right")]


@pytest.mark.parametrize("name", NOT_EMPTY)
def test_required_fields_of_generect(pairs, name):
    wanted = NOT_EMPTY[name]
    body = {"job_titles": [mark(wanted)], "filter_empty_vars": [name]}
    assert generect(pairs, body) == by_icp(pairs, body) == [address(wanted, "right")]


def test_names_cut_short_can_be_skipped(pairs):
    body = {"job_titles": [mark("has_whole_name")], "skip_truncated_names": True}
    assert generect(pairs, body) == [address("has_whole_name", "right")]


@pytest.mark.parametrize("name", [row.name for row in FILTERS.values() if row.needs_graph])
@pytest.mark.parametrize("exclude", [False, True])
def test_what_only_a_graph_knows_is_refused_by_name(pairs, name, exclude):
    row = FILTERS[name]
    asked = {name: True if row.shape is Shape.FLAG else [row.example]}
    answer = pairs("POST", "/v1/count", json={"exclude": asked} if exclude else asked)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "needs_graph"), answer.text
    assert name in answer.json()["detail"]


def test_every_filter_has_a_pair_and_every_pair_differs_in_one_thing():
    assert {name for name, row in FILTERS.items() if not row.needs_graph} == set(TWINS)


def test_ten_thousand_people_can_be_left_out(pairs, named):
    nobody = [f"ACwAA{at:035}" for at in range(9_999)]
    body = {"job_titles": [mark("lead")], "exclude_ids": [*nobody, named["LEAD"]]}
    assert generect(pairs, body) == [address("lead", "twin")]
    names = [f"Nobody Number {at}" for at in range(9_999)]
    body = {"job_titles": [mark("full_name")], "exclude_names": [*names, "JOSE almendro"]}
    assert generect(pairs, body) == [address("full_name", "twin")]
    over = pairs("POST", "/api/v1/search/database/leads/", json={**body, "exclude_names": [*names, "a", "b"]})
    assert over.status_code == 400
    assert "exclude_names" in over.text
    assert "list" in over.text


@pytest.mark.parametrize("door", WORDS)
def test_lists_of_somebody_else_are_refused_by_name(pairs, named, door):
    stranger = new_key(pairs.data, f"stranger {door}", 1000)
    for word in WORDS[door]:
        if word.row.taxonomy.endswith("_list"):
            value = [named[TWINS[word.filter].asked[""]]]
            body = {"exclude": {word.field: value}} if word.exclude and door == "native" else {word.field: value}
            body = {TITLE[door]: ["ceo"], **ALWAYS.get(door, {}), **body}
            answer = pairs("POST", PATHS[door], json=body, key=stranger)
            assert answer.status_code in (400, 422), answer.text
            assert word.field in answer.text
            assert value[0] in answer.text


def native(pairs, body):
    return [lead["profile_url"] for lead in sent(pairs, "/v1/preview", body)["leads"]]


def pronto(pairs, body):
    answer = sent(pairs, "/api/v2/leads/advanced_search/preview", {"live": False, **body})
    return [lead["profile_url"] for lead in answer["preview"]]


def generect(pairs, body):
    return [lead["linkedin_url"] for lead in sent(pairs, "/api/v1/search/database/leads/", body)["data"]["leads"]]


def by_icp(pairs, body):
    anywhere = {} if any(field in body for field in COMPANY) else {"without_company": True}
    return [lead["linkedin_url"] for lead in sent(pairs, "/api/linkedin/leads/by_icp/", {**body, **anywhere})["leads"]]


def questor(pairs, body):
    about = f"?request_id={sent(pairs, '/search-leads', body)['request_id']}"
    until(lambda: pairs("GET", f"/check-search-status{about}").json()["status"] == "done", "the search is done")
    return [lead["linkedin_url"] for lead in pairs("GET", f"/get-search-results{about}").json()["data"]]


def sent(pairs, path, body):
    answer = pairs("POST", path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


PATHS = {
    "native": "/v1/count",
    "questor": "/search-leads",
    "pronto": "/api/v2/leads/advanced_search/preview",
    "generect": "/api/v1/search/database/leads/count/",
    "by_icp": "/api/linkedin/leads/by_icp/",
}
ALWAYS = {"pronto": {"live": False}, "by_icp": {"without_company": True}}
ASK = {"native": native, "questor": questor, "pronto": pronto, "generect": generect, "by_icp": by_icp}
