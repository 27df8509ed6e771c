"""Lead searches of the emulation, over HTTP: who comes, in which order, and who may ask."""

from dataclasses import replace

import pytest
from emulating import HEADERS, SEARCH, emulating, id_filter, id_of, text_filter

from leadscout.emulator import graph
from leadscout.emulator.account import DEMO
from leadscout.model.query import Clause

DIRECTORS = text_filter("CURRENT_TITLE", "Director")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"cookie": None}, 401),
        ({"cookie": 'li_at=another; JSESSIONID="ajax:7"'}, 401),
        ({"cookie": f"li_at={DEMO.li_at}"}, 403),
        ({"csrf-token": "ajax:8"}, 403),
        ({"csrf-token": None}, 403),
        ({"csrf-token": None, "cookie": f"li_at={DEMO.li_at}; JSESSIONID="}, 403),
        ({"x-restli-protocol-version": None}, 400),
        ({}, 200),
    ],
)
def test_only_the_session_of_the_demo_account_may_ask(emulation, change, status):
    answer = emulation(SEARCH, q="searchQuery", query=DIRECTORS, headers=change)
    assert answer.status_code == status
    assert status == 200 or answer.json()["status"] == status


def test_the_pages_together_are_everybody_who_matches_and_whom_the_source_knows(emulation, truth):
    ids = emulation.everybody(DIRECTORS)
    expected = truth.ids(Clause("title", ("Director",)))
    assert len(expected) > 100
    assert len(ids) == len(set(ids))
    assert set(ids) == expected
    assert emulation.page(DIRECTORS)["paging"] == {"total": len(expected), "count": 25, "start": 0, "links": []}


def test_the_order_is_not_that_of_the_index_and_the_same_in_another_process(emulation, truth, invented):
    ids = emulation.everybody(DIRECTORS)
    stored = [one for one in truth.leads if one in set(ids)]
    assert ids != stored
    assert ids != stored[::-1]
    with emulating(invented) as another:
        assert another.everybody(DIRECTORS) == ids


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("(keywords:machine%20learning)", (Clause("keyword", ("machine learning",)),)),
        (id_filter("REGION", "101282230"), (Clause("location", ("101282230",)),)),
        (id_filter("REGION", "101282230", "EXCLUDED"), (Clause("location", ("101282230",), exclude=True),)),
        (id_filter("INDUSTRY", "4"), (Clause("industry", ("4",)),)),
        (id_filter("SENIORITY_LEVEL", "300"), (Clause("seniority", ("vp",)),)),
        (id_filter("FUNCTION", "25"), (Clause("function", ("25",)),)),
        (id_filter("COMPANY_HEADCOUNT", "D"), (Clause("headcount", ("D",)),)),
        (id_filter("CURRENT_COMPANY", "urn%3Ali%3Aorganization%3A900000001"), (Clause("company", ("id:900000001",)),)),
        (id_filter("YEARS_IN_CURRENT_POSITION", "1"), (Clause("years_in_position", ("1",)),)),
        (id_filter("RECENTLY_CHANGED_JOBS", "RPC"), (Clause("changed_jobs", ("true",)),)),
        (id_filter("POSTED_ON_LINKEDIN", "RPOL"), (Clause("posted", ("true",)),)),
        (
            "(filters:List((type:FUNCTION,values:List((id:25),(id:15))),(type:COMPANY_HEADCOUNT,values:List((id:D)))))",
            (Clause("function", ("25", "15")), Clause("headcount", ("D",))),
        ),
    ],
)
def test_a_filter_on_what_is_stored_finds_whom_the_index_finds(emulation, truth, query, clauses):
    expected = truth.ids(*clauses)
    assert expected
    assert set(emulation.everybody(query)) == expected or len(expected) > 2500


@pytest.mark.parametrize("selection", ["INCLUDED", "EXCLUDED"])
@pytest.mark.parametrize(
    ("type_", "id_", "tie"),
    [
        ("RELATIONSHIP", "F", Clause("relationship", ("F",))),
        ("RELATIONSHIP", "S", Clause("relationship", ("S",))),
        ("RELATIONSHIP", "A", Clause("relationship", ("A",))),
        ("FOLLOWS_YOUR_COMPANY", "CF", Clause("follows_your_company", ("true",))),
        ("VIEWED_YOUR_PROFILE", "VYP", Clause("viewed_your_profile", ("true",))),
        ("WITH_SHARED_EXPERIENCES", "COMM", Clause("shared_experiences", ("true",))),
        ("PAST_COLLEAGUE", "PCOLL", Clause("past_colleague", ("true",))),
        ("LEAD_INTERACTIONS", "LIMP", Clause("interaction", ("LIMP",))),
        ("SAVED_LEADS_AND_ACCOUNTS", "SL", Clause("saved", ("SL",))),
    ],
)
def test_a_filter_on_the_graph_finds_whom_the_graph_says(emulation, truth, type_, id_, tie, selection):
    clause = replace(tie, exclude=selection == "EXCLUDED")
    both = f"(keywords:sales%20OR%20software%20OR%20growth,{id_filter(type_, id_, selection)[1:]}"
    stored = truth.ids(Clause("keyword", ("sales OR software OR growth",)))
    expected = {one for one in stored if graph.holds(clause, graph.key(one))}
    assert expected
    assert set(emulation.everybody(both)) == expected


def test_connections_of_somebody_go_both_ways(emulation, truth):
    who = next(iter(truth.leads))
    ids = emulation.everybody(id_filter("CONNECTION_OF", who))
    assert set(ids) == {one for one in truth.leads if graph.connected(graph.key(one), graph.key(who))}
    assert who not in ids
    assert who in emulation.everybody(id_filter("CONNECTION_OF", ids[0]))


def test_a_degree_is_that_of_the_graph(emulation):
    for id_, degree in (("F", 1), ("S", 2), ("O", 3)):
        page = emulation.page(id_filter("RELATIONSHIP", id_))["elements"]
        assert {one["degree"] for one in page} == {degree}


def test_a_search_shows_2500_people(emulation, truth):
    everybody = id_filter("RELATIONSHIP", "A", "EXCLUDED")
    assert len(truth.leads) > 2550
    assert len(emulation.page(everybody, 2490)["elements"]) == 10
    assert len(emulation.everybody(everybody)) == 2500
    beyond = emulation(SEARCH, q="searchQuery", query=everybody, start=2500)
    assert beyond.status_code == 400
    assert "2500" in beyond.json()["message"]


def test_a_page_has_25_people_whatever_is_asked_for(emulation):
    answer = emulation(SEARCH, q="searchQuery", query=DIRECTORS, count=100).json()
    assert len(answer["elements"]) == answer["paging"]["count"] == 25


def test_a_large_total_is_rounded(emulation):
    answer = emulation.page(id_filter("RELATIONSHIP", "A", "EXCLUDED"))
    assert answer["paging"]["total"] in (2700, 2800)
    assert answer["metadata"]["totalDisplayCount"] in ("2.7K+", "2.8K+")


def test_a_get_may_be_sent_as_a_post(emulation):
    form = {"q": "searchQuery", "query": DIRECTORS, "start": "25", "count": "25"}
    address = emulation.url + SEARCH
    answer = emulation.client.post(address, data=form, headers={**HEADERS, "x-http-method-override": "GET"})
    assert answer.json() == emulation.page(DIRECTORS, 25)
    assert emulation.client.post(address, data=form, headers=HEADERS).status_code == 405


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("(filters:List((type:CURRENT_TITLE", "character"),
        ("(filters:List((type:NONSENSE,values:List((id:1)))))", "NONSENSE"),
        (id_filter("SENIORITY_LEVEL", "999"), "999"),
        (id_filter("LEAD_LIST", "7371658687360155648"), "7371658687360155648"),
        ("", ""),
    ],
)
def test_a_query_that_is_not_understood_is_refused(emulation, query, part):
    answer = emulation(SEARCH, q="searchQuery", query=query)
    assert answer.status_code == 400
    assert part in answer.json()["message"]


def test_an_element_tells_what_the_folder_knows(emulation, truth):
    for one in emulation.page(DIRECTORS)["elements"]:
        lead = truth.leads[id_of(one)]
        assert one["fullName"] == lead.full_name
        assert one.get("geoRegion", "") == lead.location.written
        assert [job["companyName"] for job in one["currentPositions"]] == [job.company.name for job in lead.current]
        assert [job["companyName"] for job in one["pastPositions"]] == [job.company.name for job in lead.past]
        for job, position in zip(one["currentPositions"], lead.current, strict=True):
            assert job.get("companyUrn", "").rpartition(":")[2] == position.company.id
        if lead.member_id:
            assert one["objectUrn"] == f"urn:li:member:{lead.member_id}"
        assert "headline" not in one
