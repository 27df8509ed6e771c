"""A value that finds nobody is told with the nearest that finds people, in every dialect, also inside a list."""

from dataclasses import replace

import pytest
from conftest import new_key, until

PREVIEW = "/api/v2/leads/advanced_search/preview"
ICP = "/api/linkedin/leads/by_icp/"
RIGHT = "content marketing manager"
TITLES = ["CEO", "content marketing manger"]


@pytest.fixture(scope="module")
def own(server):
    return replace(server, key=new_key(server.data, "meant", 1000))


def questor(own, body):
    """What Questor's status says of a search that is done; where it refuses the search, the refusal."""
    made = own("POST", "/search-leads", json=body).json()
    if "request_id" not in made:
        return made["details"]
    path = f"/check-search-status?request_id={made['request_id']}"
    return until(lambda: (told := own("GET", path).json())["status"] == "done" and told, "it is done")["message"]


def pronto(own, body):
    return " ".join(own("POST", PREVIEW, json={"live": False, **body}).json().get("warnings", []))


def generect(own, body):
    return own("POST", ICP, json={"without_company": True, **body}).json().get("message", "")


def native(own, body):
    hints = own("POST", "/v1/preview", json=body).json().get("hints", [])
    return " ".join(f"{hint['filter']}: {hint['value']} {' '.join(hint['ask'])}" for hint in hints)


ASKED = [
    (native, {"title": TITLES}, "title: "),
    (native, {"full_name": ["Mia Ashcmbe", "Nobody Here"]}, "full_name: mia ashcmbe mia ashcombe"),
    (pronto, {"job_titles": TITLES}, "job_titles: "),
    (generect, {"job_titles": TITLES}, "job_titles: "),
    (questor, {"title_keywords": TITLES}, "title_keywords: "),
    (questor, {"title_keywords": TITLES[1:]}, "title_keywords: "),
    (native, {"personas": [{"name": "p", "functions": ["marketing", "contnt"]}]}, "personas: contnt content"),
    (generect, {"personas": [["p", ["contnt"]]]}, "personas: nobody is found by contnt; did you mean content?"),
    (generect, {"personas": [["p", ["sales OR marketing"]]]}, "did you mean sales or marketing?"),
    (generect, {"personas": [["p", [], ["C-Suite"]]]}, "personas: nobody is found by C-Suite; did you mean CXO?"),
]


@pytest.mark.parametrize(("dialect", "body", "told"), ASKED)
def test_the_nearest_that_finds_people_is_told(own, dialect, body, told):
    message = dialect(own, body)
    assert told in message
    assert RIGHT in message or "title" not in told


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        (native, {"personas": [{"name": "p", "functions": ["marketing"], "seniorities": ["manager+"]}]}),
        (generect, {"personas": [["p", ["marketing", "zzqx"]]]}),
        (questor, {"title_keywords": ["CEO", RIGHT]}),
    ],
)
def test_nothing_is_told_where_all_is_well(own, dialect, body):
    assert "did you mean" not in dialect(own, body)
    assert "personas: " not in dialect(own, body)


def test_questor_names_the_field_that_was_sent(own):
    sent = own("POST", "/search-leads", json={"current_company_names": ["Baylihgt Software"]})
    assert sent.json()["parameter"] == "current_company_names"
    assert "did you mean Baylight Software" in sent.json()["details"]
