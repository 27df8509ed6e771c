"""At one company: what is asked of current jobs holds for the job there, whatever else somebody does (behaviour §1).

Clara Winterfeld is a marketing director at Slack since 2023, and since 2013 an artist in a shop of her own.
"""

import pytest

CLARA = "Clara Winterfeld"
SLACK, OWN = 0, 1
VALUES = {
    "title": ("Senior Marketing Director", "Freelance Artist"),
    "function": ("Marketing", "Arts and Design"),
    "seniority": ("Director", "Entry Level"),
    "headcount": ("501-1000", "11-50"),
    "industry": ("Software Development", "Retail"),
    "headquarters": ("San Francisco, California", "Cincinnati, Ohio"),
    "years_in_position": (("2", "3", "4"), ("5",)),
    "years_at_company": (("2", "3", "4"), ("5",)),
}
"""By native filter, what is true of the job at Slack, and what is of the other."""
GENERECT = {
    "job_titles": VALUES["title"],
    "seniorities": ("director", "entry"),
    "company_headcounts": VALUES["headcount"],
    "company_industries": VALUES["industry"],
    "company_locations": VALUES["headquarters"],
}
BY_ICP = {"years_in_position": ((2, 3, 4), (5,)), "years_in_company": ((2, 3, 4), (5,))}


def several(value):
    return list(value) if isinstance(value, tuple) else [value]


@pytest.mark.parametrize("name", VALUES)
def test_natively_with_at_company(server, name):
    def found(which, **more):
        body = {"company": ["21828"], name: several(VALUES[name][which]), **more}
        answer = server("POST", "/v1/preview", json=body)
        assert answer.status_code == 200, answer.text
        return CLARA in [lead["full_name"] for lead in answer.json()["leads"]]

    assert found(SLACK, at_company=True)
    assert not found(OWN, at_company=True)
    assert found(OWN), "each filter looks at all jobs by itself"


@pytest.mark.parametrize(
    ("path", "name", "values"),
    [
        *(("/api/v1/search/database/leads/", name, values) for name, values in GENERECT.items()),
        *(("/api/linkedin/leads/by_icp/", name, values) for name, values in BY_ICP.items()),
    ],
)
def test_generect_with_a_company(server, path, name, values):
    def found(which):
        body = {"company_id": 21828, name: several(values[which])}
        answer = server("POST", path, json=body)
        assert answer.status_code == 200, answer.text
        rows = answer.json()
        return CLARA in [lead["full_name"] for lead in rows.get("data", rows).get("leads", [])]

    assert found(SLACK)
    assert not found(OWN)
