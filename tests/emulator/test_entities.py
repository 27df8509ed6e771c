"""Profiles, companies, the picker of values and the account of the emulation, over HTTP."""

import pytest
from emulating import id_of, text_filter

from leadscout.emulator import graph
from leadscout.emulator.account import DEMO

PROFILES = "/sales-api/salesApiProfiles"
TYPEAHEAD = "/sales-api/salesApiFacetTypeahead"


def key_of(id_: str) -> str:
    return f"(profileId:{id_},authType:NAME_SEARCH,authToken:abcd)"


def test_a_profile_tells_what_the_folder_knows(emulation, truth):
    element = emulation.page(text_filter("CURRENT_TITLE", "Director"))["elements"][0]
    lead = truth.leads[id_of(element)]
    profile = emulation(f"{PROFILES}/{key_of(lead.sales_id)}").json()
    assert profile["entityUrn"] == element["entityUrn"]
    assert profile["objectUrn"] == element["objectUrn"]
    assert profile["flagshipProfileUrl"] == lead.profile_url
    assert profile.get("headline", "") == lead.headline
    assert profile["positions"] == element["currentPositions"] + element["pastPositions"]
    assert [one["schoolName"] for one in profile["educations"]] == [school.name for school in lead.schools]
    assert [one["name"] for one in profile["skills"]] == list(lead.skills)


def test_connections_past_500_are_not_counted_and_addresses_are_for_the_first_degree_alone(emulation, truth):
    near, far = ([lead for lead in truth.leads.values() if graph.degree(graph.key(lead.sales_id)) == d] for d in (1, 3))
    friend = next(lead for lead in near if lead.emails)
    stranger = next(lead for lead in far if lead.emails and (lead.connections or 0) > 500)
    assert emulation(f"{PROFILES}/{key_of(friend.sales_id)}").json()["contactInfo"]["primaryEmail"] == friend.emails[0]
    profile = emulation(f"{PROFILES}/{key_of(stranger.sales_id)}").json()
    assert (profile["contactInfo"], profile["numOfConnections"]) == ({}, 500)


def test_a_decoration_selects_members(emulation, truth):
    id_ = next(iter(truth.leads))
    decoration = "(entityUrn,fullName,positions*(title,companyUrn~fs_salesCompany(entityUrn,name)),flagshipProfileUrl)"
    profile = emulation(f"{PROFILES}/{key_of(id_)}", decoration=decoration).json()
    assert profile.keys() == {"entityUrn", "fullName", "positions", "flagshipProfileUrl"}


def test_profiles_come_several_at_once(emulation, truth):
    ids = [*list(truth.leads)[:3], "ACwAAnobody0000"]
    several = emulation(PROFILES, ids=f"List({','.join(map(key_of, ids))})", decoration="(entityUrn)").json()
    assert [id_of(one) for one in several["results"].values()] == ids[:3]
    assert several["errors"] == {key_of(ids[3]): {"status": 404, "message": "no such profile"}}
    assert emulation(PROFILES, ids=f"List({','.join(map(key_of, ids * 7))})").status_code == 400
    assert emulation(PROFILES, ids="nonsense").status_code == 400


@pytest.mark.parametrize("path", [f"{PROFILES}/{key_of('ACwAAnobody0000')}", "/sales-api/salesApiCompanies/1"])
def test_what_nobody_knows_is_not_found(emulation, path):
    assert emulation(path).status_code == 404


def test_whoever_has_no_sales_navigator_id_is_not_known(emulation, truth):
    leads = (lead for part in truth.home.people.everybody(1000) for lead in part)
    unknown = next(lead for lead in leads if not lead.sales_id)
    slug = unknown.profile_url.rpartition("/")[2]
    answer = emulation("/voyager/api/identity/dash/profiles", q="memberIdentity", memberIdentity=slug).json()
    assert answer["elements"] == []


def test_a_public_address_leads_to_a_member(emulation, truth):
    lead = next(iter(truth.leads.values()))
    slug = lead.profile_url.rpartition("/")[2]
    (one,) = emulation("/voyager/api/identity/dash/profiles", q="memberIdentity", memberIdentity=slug).json()[
        "elements"
    ]
    assert one["publicIdentifier"] == slug
    assert one["entityUrn"] == f"urn:li:fsd_profile:{lead.sales_id.replace('ACw', 'ACo')}"
    assert one["objectUrn"] == emulation(f"{PROFILES}/{key_of(lead.sales_id)}").json()["objectUrn"]


def test_a_company_tells_what_the_folder_knows(emulation, truth):
    jobs = (job for lead in truth.leads.values() for job in lead.positions)
    company = next(job.company for job in jobs if job.company.id and job.company.website and job.company.size)
    answer = emulation(f"/sales-api/salesApiCompanies/{company.id}").json()
    assert answer["entityUrn"] == f"urn:li:fs_salesCompany:{company.id}"
    assert (answer["name"], answer["website"]) == (company.name, company.website)
    assert answer["employeeCountRange"] == company.size
    assert answer["location"] == company.location.written
    few = emulation(f"/sales-api/salesApiCompanies/{company.id}", decoration="(entityUrn,name)").json()
    assert few.keys() == {"entityUrn", "name"}


def test_the_account_is_the_demo_account(emulation):
    seat = emulation("/sales-api/salesApiIdentity", q="findLicensesByCurrentMember").json()["elements"]
    assert DEMO.seat in str(seat)
    me = emulation("/voyager/api/me").json()
    assert me["plainId"] == int(DEMO.member_id)
    assert me["miniProfile"]["publicIdentifier"] == DEMO.slug
    assert emulation("/sales-api/salesApiIdentity", headers={"cookie": ""}).status_code == 401


@pytest.mark.parametrize(
    ("type_", "text", "id_", "shown"),
    [
        ("BING_GEO", "germ", "101282230", "Germany"),
        ("REGION", "germ", "101282230", "Germany"),
        ("INDUSTRY", "software dev", "4", "Software Development"),
        ("SENIORITY_V2", "", "220", "Director"),
        ("SENIORITY_LEVEL", "", "320", "Owner / Partner"),
        ("FUNCTION", "", "25", "Sales"),
        ("FUNCTION", "eng", "8", "Engineering"),
        ("COMPANY_SIZE", "", "D", "51-200"),
        ("COMPANY_TYPE", "", "P", "Privately Held"),
        ("TENURE", "", "5", "More than 10 years"),
        ("RELATIONSHIP", "", "F", "1st degree"),
        ("PROFILE_LANGUAGE", "", "de", "German"),
        ("TITLE", "software eng", "9", "Software Engineer"),
        ("SAVED_LEADS_AND_ACCOUNTS", "", "SL", "Saved leads"),
    ],
)
def test_values_are_offered_as_somebody_types(emulation, type_, text, id_, shown):
    answer = emulation(TYPEAHEAD, q="query", type=type_, query=text, count=100).json()
    assert {"id": id_, "displayValue": shown} in answer["elements"]
    assert answer["paging"] == {"count": len(answer["elements"]), "start": 0, "links": []}


@pytest.mark.parametrize(
    ("type_", "number"), [("FUNCTION", 26), ("SENIORITY_V2", 10), ("COMPANY_SIZE", 9), ("TENURE", 5)]
)
def test_a_closed_list_comes_whole(emulation, type_, number):
    elements = emulation(TYPEAHEAD, q="query", type=type_, count=100).json()["elements"]
    assert len(elements) == len({one["id"] for one in elements}) == number


def test_companies_are_offered(emulation, truth):
    company = next(job.company for lead in truth.leads.values() for job in lead.positions if job.company.id)
    elements = emulation(TYPEAHEAD, q="query", type="COMPANY_WITH_LIST", query=company.name, count=10).json()[
        "elements"
    ]
    assert f"urn:li:organization:{company.id}" in [one["id"] for one in elements]


def test_people_are_offered_whose_connections_can_be_asked_for(emulation, truth):
    lead = next(iter(truth.leads.values()))
    elements = emulation(TYPEAHEAD, q="query", type="CONNECTION_OF", query=lead.full_name, count=10).json()["elements"]
    assert lead.sales_id in [one["id"] for one in elements]
    assert {one["displayValue"] for one in elements} == {lead.full_name}


def test_a_picker_of_nothing_is_refused(emulation):
    assert emulation(TYPEAHEAD, q="query", type="NONSENSE").status_code == 400
    assert emulation(TYPEAHEAD, q="query", type="BING_GEO").json()["elements"] == []
