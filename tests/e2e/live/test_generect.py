"""Generect live: only what the source can say is pushed there; personas and exclusions look at whom it shows."""

import json
import threading
from collections import Counter

import pytest
from conftest import FIXTURES
from connected import account, forget, requests, serving_live, who
from sources.between import wire_to

from leadscout import salesnav
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Persona, Query

ICP = "/api/linkedin/leads/by_icp/"
COUNT = f"{ICP}get_count/"
REALTIME = "/api/v1/search/realtime/leads/"
REQUEST = json.loads((FIXTURES / "generect_by_icp_request.json").read_text())
KEYS = json.loads((FIXTURES / "generect_by_icp_keys.json").read_text())
LINK_OF_THE_PAGE = {
    "linkedin_filter_link": "https://www.linkedin.com/sales/search/people?query=(spellCorrectionEnabled%3Atrue%2Ckeywords"
    "%3Amarketing%2CfirstName%3A%2ClastName%3A%2Ctitle%3A%2Ccompany%3A%2Cschool%3A%2CcontactInterest%3A%2CnetworkDepth"
    "%3A%2Clanguage%3A%2Clocation%3A%2Cindustry%3A%2CcurrentCompany%3A%2CpastCompany%3A%2CprofileLanguage%3A%2C"
    "nonprofitInterest%3A%2CfortuneOrGlobal500Size%3A%2CsalesPersona%3A)",
    "limit_by": 100,
}
SELLERS = Persona("Sellers", ("sales", "vertrieb", "marketing"), ("director", "head", "manager"), ("intern",))


def persona(one: Persona) -> list[object]:
    return [one.name, list(one.functions), list(one.seniorities), list(one.prohibits)]


def matching(truth, *clauses: Clause, personas=(), anchored=False) -> set[str]:
    question = truth.home.asking.question(OPERATOR, Query(clauses, personas, anchored))
    return {lead.sales_id for part in truth.home.asking.everybody(question, 1000) for lead in part} - {""}


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [row["sales_id"] for row in body.get("leads", body.get("data", {}).get("leads", []))]


def searched(mine) -> str:
    """What the source was asked, all requests together."""
    return "\n".join(visit["what"] for visit in requests(mine.emulation, "search"))


def test_personas_push_their_functions_alone_and_decide_afterwards(mine, truth):
    body = {"company_id": 900000000, "personas": [persona(SELLERS)], "limit_by": 2500}
    company = Clause("company", ("id:900000000",))
    expected = matching(truth, company, personas=(SELLERS,), anchored=True)
    answer = mine("POST", ICP, json=body)
    found = ids(answer)
    assert expected
    assert (len(found), set(found)) == (len(expected), expected)
    assert {row["linkedin_lead_persona"] for row in answer.json()["leads"]} == {"Sellers"}
    assert all(set(KEYS["lead"]) <= row.keys() for row in answer.json()["leads"])
    assert (answer.json()["amount"], mine.credits) == (-len(found), pytest.approx(10_000 - 0.04 * len(found)))
    text = searched(mine)
    assert all(word in text for word in ("CURRENT_COMPANY", "900000000", "CURRENT_TITLE", "sales", "vertrieb"))
    assert not any(word in text.lower() for word in ("director", "head", "manager", "intern"))


def test_what_is_left_out_is_looked_at_afterwards(mine, truth):
    place, level = Clause("location", ("101282230",)), Clause("seniority", ("senior",))
    everybody = matching(truth, place, level, personas=(Persona("All", ("sales", "vertrieb", "marketing")),))
    one = truth.leads[min(everybody)]
    two = truth.leads[max(everybody)]
    # A list of people does not tell how large an employer is, its page does; who has none there has no size.
    sizes = {id_: {job.company.size for job in truth.leads[id_].current if job.company.id} for id_ in everybody}
    label = Counter(size for each in sizes.values() for size in each if size).most_common(1)[0][0]
    body = {
        "without_company": True,
        "locations": ["Germany"],
        "seniorities": ["senior"],
        "personas": [["All", ["sales", "vertrieb", "marketing"], [], []]],
        "exclude_ids": [one.sales_id],
        "exclude_names": [two.full_name.upper()],
        "exclude_company_headcounts": [label],
        "filter_empty_vars": ["profile_photo", "job_started_on"],
    }
    expected = {
        id_
        for id_ in everybody
        if label not in sizes[id_]
        and truth.leads[id_].photo
        and id_ != one.sales_id
        and truth.leads[id_].full_name != two.full_name
    }
    found = ids(mine("POST", ICP, json=body))
    assert expected
    assert (len(found), set(found)) == (len(expected), expected)
    assert requests(mine.emulation, "profile") == [], "no profile is read for that"
    text = searched(mine)
    assert "REGION" in text
    assert not any(word in text for word in ("SENIORITY_LEVEL", "EXCLUDED", "COMPANY_HEADCOUNT", one.sales_id))


def test_the_website_of_an_employer_is_read_at_its_page_when_it_must_be_there(mine, truth):
    place, level = Clause("location", ("101282230",)), Clause("seniority", ("director",))
    body = {
        "without_company": True,
        "locations": ["Germany"],
        "seniorities": ["director"],
        "personas": [["All", ["sales", "vertrieb"], [], []]],
        "filter_empty_vars": ["company_website"],
    }
    expected = matching(truth, place, level, personas=(Persona("All", ("sales", "vertrieb")),))
    leads = mine("POST", ICP, json=body).json()["leads"]
    websites = {id_: {job.company.website for job in truth.leads[id_].current} - {""} for id_ in expected}
    assert expected
    assert {lead["sales_id"] for lead in leads} == {id_ for id_ in expected if websites[id_]}
    assert all(lead["company_website"] in websites[lead["sales_id"]] for lead in leads)


def test_tenures_industries_headcounts_and_changed_jobs_are_pushed(mine, truth):
    body = {
        "without_company": True,
        "company_headcounts": ["1001-5000", "10 000+"],
        "company_industries": ["Software Development", "Insurance"],
        "years_in_company": [1, 2, 3],
        "years_in_position": [1, 2],
        "limit_by": 400,
    }
    expected = who(
        truth,
        Clause("headcount", ("G", "I")),
        Clause("industry", ("4", "42")),
        Clause("years_at_company", ("1", "2", "3")),
        Clause("years_in_position", ("1", "2")),
    )
    found = ids(mine("POST", ICP, json=body))
    assert expected
    assert set(found) == expected
    types = ("COMPANY_HEADCOUNT", "INDUSTRY", "YEARS_AT_CURRENT_COMPANY", "YEARS_IN_CURRENT_POSITION")
    assert all(type_ in searched(mine) for type_ in types)


def test_limit_by_counts_who_passes(mine, truth):
    body = {"without_company": True, "personas": [["Leaders", ["sales"], ["VP", "Director"], []]], "limit_by": 7}
    expected = matching(truth, personas=(Persona("Leaders", ("sales",), ("VP", "Director")),))
    found = ids(mine("POST", ICP, json=body))
    assert len(expected) > 7
    assert (len(found), len(set(found)), set(found) <= expected) == (7, 7, True)
    assert mine.credits == pytest.approx(10_000 - 0.28)
    page = mine("POST", REALTIME, json={**body, "limit_by": 5, "offset_by": 5})
    assert len(ids(page)) == 5
    assert set(ids(page)) & set(found) == set(found[5:]), "an offset goes on where the others end"
    assert page.json()["meta"]["amount_charged"] == pytest.approx(0.2)


def test_rows_are_paid_of_what_was_put_aside_before_the_source_was_asked(live, emulation):
    poor = account(live, emulation, "0.1")
    body = {"without_company": True, "job_titles": ["Director"], "limit_by": 7}
    answer = poor("POST", ICP, json=body)
    assert len(ids(answer)) == 2
    assert (answer.json()["status"], answer.json()["reason"]) == ("partial", "the account can pay 2 rows")
    assert poor.credits == pytest.approx(0.02)
    forget(emulation)
    refused = poor("POST", ICP, json=body)
    assert refused.status_code == 402, refused.text
    assert requests(emulation, "search") == []
    assert poor.credits == pytest.approx(0.02)


def test_a_link_to_a_search_asks_for_what_it_says(mine, truth, lexicon):
    clauses = (Clause("seniority", ("vp",)), Clause("location", ("103644278",)), Clause("relationship", ("S", "O")))
    link = salesnav.write(Query(clauses), lexicon).url
    expected = who(truth, *clauses)
    found = ids(mine("POST", ICP, json={"linkedin_filter_link": link}))
    assert expected
    assert (len(found), set(found)) == (len(expected), expected)
    assert "limit_by" in mine("POST", ICP, json={"linkedin_filter_link": link, "limit_by": 2401}).text


def test_the_link_of_by_icp_s_page_as_it_is_brings_leads(mine, truth):
    answer = mine("POST", ICP, json=LINK_OF_THE_PAGE)
    expected = who(truth, Clause("keyword", ("marketing",)))
    assert (len(ids(answer)), set(ids(answer)) <= expected) == (min(100, len(expected)), True)


def test_the_request_of_by_icp_s_page_as_it_is_is_answered(mine):
    answer = mine("POST", ICP, json=REQUEST)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["amount"], answer.json()["leads"]) == (0, []), "nobody there works at that company"
    assert mine("POST", COUNT, json={key: REQUEST[key] for key in ("company_link", "personas")}).status_code == 200


def test_when_its_time_is_over_it_answers_with_what_it_has_though_a_request_hangs(serve, tmp_path, source, truth):
    source.clear()
    over = threading.Event()

    def hang(path: str) -> None:
        if "start=25&" in path:
            over.wait()

    with wire_to(source.url) as wire:
        wire.instead = hang
        chosen = {"LEADSCOUT_GENERECT_SECONDS": "5", "LEADSCOUT_NAVIGATOR_URL": wire.url}
        mine = account(serving_live(serve, tmp_path / "hurried", source, **chosen), source)
        body = {"without_company": True, "job_titles": ["Manager"], "limit_by": 2400}
        answer = mine("POST", ICP, json=body)
        assert any("start=25&" in path for path in wire.paths), "the second page is still waited for there"
        over.set()
    found = ids(answer)
    assert (answer.json()["status"], "time" in answer.json()["reason"]) == ("partial", True)
    assert 0 < len(found) <= 25
    assert set(found) < who(truth, Clause("title", ("Manager",)))
    assert (answer.json()["amount"], mine.credits) == (-len(found), pytest.approx(10_000 - 0.04 * len(found)))
