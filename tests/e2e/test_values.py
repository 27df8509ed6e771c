"""Values of filters: suggestions, facets, and what to leave out where nobody is found."""

from contextlib import suppress

import pytest
from conftest import new_key, run

import leadscout
from leadscout.dialects.native import words as native
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.lexicon import load
from leadscout.model.filters import FILTERS, LISTS, Shape
from leadscout.model.query import Clause, Query
from leadscout.service.asking.choices import choosable
from leadscout.service.asking.facets import MAIN
from leadscout.service.people.intake import Arrived, RowSource


def suggest(server, name, text="", limit=10, **more):
    answer = server("GET", "/v1/suggest", params={"filter": name, "q": text, "limit": limit}, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """Invented people, who have a value of every filter."""
    home = leadscout.open(tmp_path_factory.mktemp("values"))
    people = [Arrived(at, lead) for at, lead in enumerate(Population(9, home.lexicon).people(1500))]
    home.intake.take(people, RowSource("values", 20_000))
    home.indexer.catch_up()
    return home


def total(crowd, body):
    """What /v1/count says, without a server."""
    request = native.body(crowd.lexicon, native.QueryBody).model_validate(body)
    return crowd.asking.count(crowd.asking.question(leadscout.OPERATOR, request.query())).value


@pytest.mark.parametrize(
    "name", sorted(name for name in choosable(load()) if not (FILTERS[name].needs_graph or name in LISTS))
)
def test_what_a_suggestion_counts_is_what_the_filter_finds(crowd, name):
    found = {}
    for text in ("", "1", "e", "s", "sen", "unter", "of", "7"):
        with suppress(Refused):  # without a text, a large vocabulary
            found |= {one.value: one for one in crowd.suggestions.near(name, text, 6, "")}
    assert any(one.count for one in found.values()), "somebody has one of them"
    for value, one in found.items():
        assert one.count == total(crowd, {name: [value]}), value


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("location", "ger", "Germany"),
        ("location", "Deutschl", "Germany"),
        ("location", "Grmany", "Germany"),
        ("headquarters", "san fran", "San Francisco, California, United States"),
        ("industry", "softwar", "Software Development"),
        ("function", "s", "Sales"),
        ("seniority", "vp", "Vice President"),
        ("headcount", "51", "51-200"),
        ("title", "sales man", "Sales Manager"),
        ("title", "Markting Directr", "Marketing Director"),
        ("company", "lumenf", "Lumenforge Health"),
        ("company", "Lumnforge", "Lumenforge Health"),
        ("company", "21828", "Slack"),
        ("past_company", "al", "Alpenstern AG"),
    ],
)
def test_what_is_called_so_begins_so_or_nearly_so(server, name, text, first):
    assert suggest(server, name, text)[0]["label"] == first


def test_equal_ones_come_by_count_and_the_number_of_a_company_is_its_value(server):
    slack, *_ = suggest(server, "company", "sla")
    assert slack == {"value": "21828", "label": "Slack", "count": 2}
    counts = [one["count"] for one in suggest(server, "function", limit=50)]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 26, "a small vocabulary is listed whole"
    assert len(suggest(server, "function", limit=3)) == 3
    assert {one["count"] for one in suggest(server, "relationship")} == {None}, "nobody knows without a live source"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"filter": "keyword", "q": "x"}, "unknown_value"),
        ({"filter": "has_email", "q": "t"}, "unknown_value"),
        ({"filter": "nonsense", "q": "t"}, "unknown_value"),
        ({"filter": "location"}, "text_needed"),
        ({"filter": "company", "q": " "}, "text_needed"),
        ({"filter": "title", "q": ""}, "text_needed"),
        ({"filter": "function", "q": "s", "limit": 51}, "out_of_range"),
    ],
)
def test_what_cannot_be_suggested_is_refused(server, asked, code):
    answer = server("GET", "/v1/suggest", params=asked)
    fault = answer.json()["errors"][0]
    assert (answer.status_code, fault["code"]) == (422, code)
    if code == "unknown_value":
        assert {"title", "company", "location", "account_list"} <= set(fault["valid"])
        assert not {"keyword", "first_name", "has_email"} & set(fault["valid"])


def test_lists_are_suggested_to_their_owner_only(server):
    mine, other = (new_key(server.data, name) for name in ("lists mine", "lists other"))
    body = {"name": "Key accounts", "companies": [{"id": 21828}]}
    made = server("POST", "/v1/lists", key=mine, json=body).json()
    wanted = {"value": made["id"], "label": "Key accounts", "count": 2}
    assert suggest(server, "account_list", key=mine) == suggest(server, "account_list", "acc", key=mine) == [wanted]
    assert suggest(server, "account_list", key=other) == suggest(server, "lead_list", key=mine) == []
    server("PUT", f"/v1/lists/{made['id']}", key=mine, json={"companies": [{"name": "Lumenforge Health"}]})
    assert suggest(server, "account_list", key=mine)[0]["count"] == 4, "a list changes without the index"


def test_filters_say_which_can_be_facets(server):
    said = {row["name"] for row in server("GET", "/v1/filters").json() if row["facet"]}
    wanted = {"location", "headquarters", "industry", "company", "company_type", "headcount", "seniority", "function"}
    wanted |= {
        "lead_industry",
        "profile_language",
        "school",
        "group",
        "years_in_position",
        "years_at_company",
        "years_of_experience",
    }
    assert said == wanted | {name for name, row in FILTERS.items() if row.shape is Shape.FLAG and not row.needs_graph}


COUNTABLE = [name for name, row in FILTERS.items() if row.facet]


def test_counted_by_the_main_job_everybody_is_there_once(crowd):
    asked = {"profile_language": ["en", "de"]}
    query = Query((Clause("profile_language", ("en", "de")),))
    counted = crowd.asking.facets(crowd.asking.question(leadscout.OPERATOR, query), COUNTABLE, MAIN)
    for name, spread in counted.items():
        numbers = [one.count for one in spread.values]
        assert numbers == sorted(numbers, reverse=True), name
        assert 0 < len(numbers) <= 100, name
        value = spread.values[0].value
        finds = total(crowd, {**asked, name: True if FILTERS[name].shape is Shape.FLAG else [value]})
        if FILTERS[name].few or name == "profile_language":
            assert finds == numbers[0], name
        else:
            assert sum(numbers) <= total(crowd, asked), f"{name}: a person has one"
            assert finds >= numbers[0], name
    assert [name for name, spread in counted.items() if spread.more] == [
        "location",
        "headquarters",
        "industry",
        "lead_industry",
        "company",
    ]
    assert all(one.value.isdigit() != one.label.isdigit() for one in counted["company"].values[:3])


def number_of(server, asked):
    answer = server("POST", "/v1/count", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["total"]


@pytest.mark.parametrize("open_", [False, True])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"title": ["director"]},
        {"location": ["EMEA", "San Francisco Bay Area"], "seniority": ["director", "cxo"], "headcount": ["51-200"]},
        {"company": ["Slack"], "at_company": True, "seniority": ["director"]},
        {"has_photo": True, "strict": ["location"], "location": ["Germany", "United States"]},
        {"personas": [{"name": "any", "functions": ["sales", "product"]}], "exclude": {"seniority": ["director"]}},
    ],
)
def test_the_number_beside_a_value_is_what_a_click_finds(server, asked, open_):
    """Over all facets. Of a filter that is set and not open, it is who is found before the click and after it."""
    answer = server("POST", "/v1/facets", json={**asked, "facets": COUNTABLE, "open": open_}).json()
    numbers = 0
    for name, values in answer["facets"].items():
        for one in values:
            click = True if FILTERS[name].shape is Shape.FLAG else [one["value"]]
            after, before = number_of(server, {**asked, name: click}), 0
            if name in asked and not open_ and click is not True:
                before = number_of(server, asked) - number_of(server, {**asked, name: [*asked[name], *click]})
            assert one["count"] == after + before, (name, one)
            numbers += 1
    assert numbers >= 20


def test_every_value_of_a_closed_set_that_somebody_has_is_shown_and_a_country_with_all_in_it(server):
    shown = server("POST", "/v1/facets", json={"facets": ["seniority", "location"]}).json()["facets"]
    levels = next(row["values"] for row in server("GET", "/v1/filters").json() if row["name"] == "seniority")
    finding = {one["value"] for one in levels if number_of(server, {"seniority": [one["value"]]})}
    assert {one["value"] for one in shown["seniority"]} == finding
    states = next(one for one in shown["location"] if one["label"] == "United States")
    assert states["count"] == number_of(server, {"location": ["United States"]}) > 1


def test_a_set_filter_shows_other_values_only_when_it_is_open(server):
    asked = {"seniority": ["director"], "facets": ["seniority"], "limit": 1}
    main, narrow, wide = (
        server("POST", "/v1/facets", json={**asked, **more}).json()["facets"]["seniority"]
        for more in ({"count": "main"}, {}, {"open": True, "limit": 100})
    )
    assert len(main) == 1
    assert narrow[0] == next(one for one in wide if one["value"] == "director"), "the chosen one is there"
    assert len(wide) > len(narrow) == 1
    rarest = wide[-1]
    other = server("POST", "/v1/facets", json={**asked, "open": True, "seniority": [rarest["value"]]}).json()
    assert other["facets"]["seniority"] == [wide[0], rarest], "also beyond the limit"
    assert other["more"] == ["seniority"]


def test_facets_over_http(server):
    asked = {"facets": ["company", "years_in_position", "has_photo"]}
    answer = server("POST", "/v1/facets", json=asked).json()
    assert answer["facets"]["company"][0] == {"value": "21828", "label": "Slack", "count": 2}
    assert answer["facets"]["has_photo"] == [{"value": "true", "label": "true", "count": 2}]
    assert {one["label"] for one in answer["facets"]["years_in_position"]} >= {"1 to 2 years", "3 to 5 years"}
    assert answer["more"] == []
    for wrong in ({"count": "all"}, {"open": "yes"}, {"limit": 0}, {"limit": 101}):
        refused = server("POST", "/v1/facets", json={**asked, **wrong})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == next(iter(wrong))


NOBODY = {"title": ["director"], "location": ["Italy"], "exclude": {"company": ["Slack"], "keyword": ["product"]}}


def test_where_nobody_is_found_the_answer_says_what_to_leave_out(server):
    counted = server("POST", "/v1/count", json=NOBODY).json()
    assert counted["total"] == 0
    found = {(one["filter"], one["exclude"]): one["count"] for one in counted["without"]}
    assert set(found) == {("title", False), ("location", False), ("company", True), ("keyword", True)}
    for (name, exclude), number in found.items():
        rest = {**NOBODY, "exclude": dict(NOBODY["exclude"])}
        del (rest["exclude"] if exclude else rest)[name]
        assert number == server("POST", "/v1/count", json=rest).json()["total"], name
    assert [one["count"] for one in counted["without"]] == sorted(found.values(), reverse=True)
    assert max(found.values()) > 0
    assert server("POST", "/v1/preview", json=NOBODY).json()["without"] == counted["without"]
    assert "without" not in server("POST", "/v1/count", json={"title": ["director"]}).json()


def test_a_persona_and_the_company_one_is_at_can_be_left_out_too(server):
    asked = {"company": ["Lumenforge Health"], "title": ["zookeeper"], "at_company": True}
    asked["personas"] = [{"name": "it", "functions": ["product"]}]
    found = server("POST", "/v1/count", json=asked).json()["without"]
    assert {one["filter"] for one in found} == {"company", "title", "personas"}


def test_no_more_than_twelve_counts_explain_an_empty_answer(server):
    names = [
        name
        for name, row in FILTERS.items()
        if not row.needs_graph and row.taxonomy not in ("lead_list", "account_list")
    ]
    asked = {name: True if FILTERS[name].shape is Shape.FLAG else [FILTERS[name].example] for name in names}
    assert len(server("POST", "/v1/count", json=asked).json()["without"]) == 12


def test_the_command_line_says_it_as_well(people):
    flags = ("--title", "director", "--location", "Italy", "--not-keyword", "product", "--data", people)
    printed = run("count", *flags).stdout.splitlines()
    assert printed[0] == "0 people"
    assert "without --not-keyword: 1 people" in printed[1:]
    assert "without --title: " in run("search", *flags).stdout


def test_without_its_company_a_query_is_about_any_job(server):
    """Clara and Nora are artists in one job and directors in another: at one company, nobody is both."""
    asked = {"title": ["freelance artist"], "seniority": ["director"], "company": ["Lumenforge Health"]}
    counted = server("POST", "/v1/count", json={**asked, "at_company": True}).json()
    assert counted["total"] == 0
    left_out = {one["filter"]: one["count"] for one in counted["without"]}
    assert left_out == {"company": 2, "title": 0, "seniority": 0}


def test_a_name_is_whole_words(server):
    answer = server("POST", "/v1/count", json={"first_name": ["Ann*"], "exclude": {"last_name": ["*sen"]}})
    problem = answer.json()
    assert answer.status_code == 422, problem
    faults = {(one["code"], one["field"]) for one in problem["errors"]}
    assert faults == {("bad_expression", "first_name[0]"), ("bad_expression", "exclude.last_name[0]")}
    assert "*sen cannot be read from character 1 on: a name is whole words" in problem["detail"]
