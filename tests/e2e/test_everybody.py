"""Real input: everybody in the fixture files is found by their own job, through every door and the command line."""

import json

import pytest
from conftest import told

# who, from which file: title and company as they are searched for, a place, and LinkedIn's id of it
PEOPLE = [
    ("Lena Brenner", "Connections.csv", "head of procurement", "Kornblum & Töchter", None, None),
    ("Tariq Nambiar", "Connections.csv", "platform engineer", "Vale Robotics", None, None),
    ("Grace Thorne", "apollo_utf16.csv", "VP engineering", "quillmark.example", "Manchester", "102299470"),
    ("Owen Merrow", "apollo_utf16.csv", "operations manager", "Quillmark", "United Kingdom", "101165590"),
    ("Nora Vasseur", "generect.json", "senior marketing director", "Slack", "San Francisco, CA", "90000084"),
    ("Clara Winterfeld", "people.jsonl", "marketing director", "21828", "California, United States", "103644278"),
    ("Jonas Falkner", "people.jsonl", "Leiter Vertrieb", "nordwind.example", "Greater Hamburg Area", "101282230"),
    ("Mia Ashcombe", "people.jsonl", "CEO", "Baylight Software", "San Francisco Bay Area", "102277331"),
    ("Ruben Castellani", "people.jsonl", "board member", "Alpenstern", "Italy", "103350119"),
    ("Elin Sjöstedt", "people.jsonl", "head of information technology", "Lumenforge Health", "Nordics", "105117694"),
    ("Anna Öberg", "people.jsonl", "assistant", "Alpenstern AG", "Sweden", "91000009"),
    ("Paul Quillan", "people.jsonl", "VP of Sales", "lumenforge health", "Massachusetts", "103644278"),
    ("Sofia Duarte", "people.jsonl", "content marketing manager", "Baylight Software", "New York", "103644278"),
]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person[0])
def test_found_through_every_door(server, people, person):
    name, file, title, company, place, geo = person
    native = {"title": [title], "company": [company], "at_company": True} | ({"location": [place]} if place else {})
    generect = {"job_titles": [title]} | ({"locations": [place]} if place else {})
    pronto = {"live": False, "job_titles": [title]} | ({"included_locations": [geo]} if geo else {})
    flags = ("--title", title, "--company", company, *(("--location", place) if place else ()))
    answers = {
        "native": server("POST", "/v1/preview", json=native).json()["leads"],
        "generect": server("POST", "/api/v1/search/database/leads/", json=generect).json()["data"]["leads"],
        "pronto": server("POST", "/api/v2/leads/advanced_search/preview", json=pronto).json()["preview"],
        "command line": told("search", *flags, "--data", people)["leads"],
    }
    for door, rows in answers.items():
        assert name in [row["full_name"] for row in rows], f"{file} through {door}: {json.dumps(rows)[:300]}"


def test_nobody_is_found_by_a_near_miss(server):
    for title, company in (("assistant", "Nordwind Systems"), ("marketing director", "Alpenstern"), ("ceo", "Slack")):
        body = {"title": [title], "company": [company], "at_company": True}
        assert server("POST", "/v1/count", json=body).json()["total"] == 0, (title, company)


def test_a_value_in_both_include_and_exclude_is_excluded(server):
    body = {"title": ["director"], "exclude": {"title": ["director"]}}
    assert server("POST", "/v1/count", json=body).json()["total"] == 0


def test_an_exclude_keeps_those_of_whom_it_is_not_known(server):
    everybody = server("POST", "/v1/count", json={}).json()["total"]
    placed = server("POST", "/v1/count", json={"location": ["Worldwide"]}).json()["total"]
    without = server("POST", "/v1/count", json={"exclude": {"location": ["Worldwide"]}}).json()["total"]
    assert placed + without == everybody
    assert without >= 3, "people of Connections.csv have no place"
