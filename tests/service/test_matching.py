"""Which companies and people of the database the rows of a list mean."""

import csv

import pytest
from conftest import FIXTURES, new_key, run, told
from stores import people_of

from leadscout.model.lead import Company, Lead, Position
from leadscout.service.lists.companies import Companies
from leadscout.service.lists.matching import Matching, summary
from leadscout.service.people.intake import Arrived, Intake, RowSource

SLUG = "https://www.linkedin.com/company/acme-robots/"


@pytest.fixture(scope="module")
def matching(tmp_path_factory):
    store = people_of(tmp_path_factory.mktemp("matching"))
    acme = Company(name="Acme Inc.", id="1", slug="acme-robots", domain="acme.example")
    twins = [Company(name=f"Twin {form}", id=id_) for form, id_ in (("Ltd", "2"), ("GmbH", "3"))]
    companies = (acme, *twins, Company(name="Smallwood Tools"))
    who = {"full_name": "Ida Lund", "emails": ("ida@acme.example",), "member_id": "77"}
    lead, later = (Lead(**who, profile_url=f"https://www.linkedin.com/in/ida-lund-{at}") for at in (1, 2))
    Intake(store).take(
        [
            Arrived(1, Lead(full_name="Bo", positions=tuple(Position(title="x", company=one) for one in companies))),
            Arrived(2, lead),
        ],
        RowSource("test", 1),
    )
    Intake(store).take([Arrived(1, later)], RowSource("test", 2))
    yield Matching(Companies(store), store)
    store.database.close()


@pytest.mark.parametrize(
    ("row", "by", "result", "means"),
    [
        ({"linkedin_id": "1"}, "number", "matched", ("Acme Inc. (1)",)),
        ({"linkedin_url": SLUG, "name": "Something else"}, "link", "matched", ("Acme Inc. (1)",)),
        ({"linkedin_url": "https://www.linkedin.com/company/1"}, "link", "matched", ("Acme Inc. (1)",)),
        ({"domain": "http://www.acme.example/about"}, "domain", "matched", ("Acme Inc. (1)",)),
        ({"name": "ACME"}, "name", "matched", ("Acme Inc. (1)",)),
        ({"name": "Smallwood tools, Inc."}, "name", "matched", ("Smallwood Tools",)),
        ({"name": "Twin"}, "name", "ambiguous", ("Twin Ltd (2)", "Twin GmbH (3)")),
        ({"name": "Acne"}, "name", "unknown", ()),
        ({"linkedin_id": "9"}, "number", "unknown", ()),
        ({"name": "??"}, "", "nothing", ()),
        ({}, "", "nothing", ()),
    ],
)
def test_a_company(matching, row, by, result, means):
    (one,) = matching.report("account", [(2, row)])
    assert (one.line, one.by, one.result, set(one.means)) == (2, by, result, set(means))


@pytest.mark.parametrize(
    ("row", "by", "result"),
    [
        ({"email": "Ida@Acme.example"}, "e-mail", "matched"),
        ({"id": "77"}, "id", "matched"),
        ({"linkedin_url": "https://de.linkedin.com/in/ida-lund-2/"}, "link", "matched"),
        ({"linkedin_url": "https://de.linkedin.com/in/ida-lund-1/"}, "link", "unknown"),  # it was hers before
        ({"email": "bo@acme.example"}, "e-mail", "unknown"),
        ({"full_name": "Ida Lund"}, "", "nothing"),
    ],
)
def test_a_person(matching, row, by, result):
    (one,) = matching.report("lead", [(2, row)])
    assert (one.by, one.result, bool(one.means)) == (by, result, result == "matched")
    assert all(told.startswith("Ida Lund (lead_") for told in one.means)


def test_notes_say_what_to_do_about_a_row(matching):
    rows = [{"name": "Acme"}, {"name": "ACME, Inc"}, {"name": "Acmee"}, {"domain": "other.example", "name": "Acme"}, {}]
    found = matching.report("account", list(enumerate([*rows, {"name": "Twin"}], start=2)))
    assert [one.note for one in found] == [
        "",
        "the same as line 2",
        "known by a similar name: Acme Inc. (1)",
        "known by its name: Acme Inc. (1)",
        "give a LinkedIn number, link, domain or name",
        "the name is shared; all of these are meant",
    ]
    assert summary(found) == {"matched": 1, "ambiguous": 1, "unknown": 2, "duplicate": 1, "nothing": 1}


def test_a_list_of_sales_navigator_is_imported_with_a_report(server, tmp_path):
    key = new_key(server.data, "matching")
    report = tmp_path / "report.csv"
    file = FIXTURES / "sales_navigator_accounts.csv"
    made = told("lists", "import", file, "--account", "matching", "--report", report, "--data", server.data)
    assert {name: made[name] for name in ("rows", "members", "rejected", "matched", "unknown", "duplicate")} == {
        "rows": 7,
        "members": 5,
        "rejected": 1,
        "matched": 2,
        "unknown": 3,
        "duplicate": 1,
    }
    with report.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["line"], row["known by"], row["result"]) for row in rows] == [
        ("2", "domain", "matched"),
        ("3", "name", "matched"),
        ("4", "name", "duplicate"),
        ("5", "domain", "unknown"),
        ("6", "name", "unknown"),
        ("7", "domain", "unknown"),
        ("8", "", "nothing"),
    ]
    assert rows[4]["written"].startswith("'=SUM"), "no formula"
    assert rows[5]["note"] == "known by its name: Baylight Software, Inc. (900000102)"
    assert server("POST", "/v1/count", key=key, json={"account_list": [made["id"]]}).json()["total"] == 4
    everybody = server("POST", "/v1/count", key=key, json={}).json()["total"]
    excluded = server("POST", "/v1/count", key=key, json={"exclude": {"account_list": [made["id"]]}}).json()["total"]
    assert excluded == everybody - 4
    page = server("GET", f"/v1/lists/{made['id']}?report=true&limit=2", key=key).json()
    assert [(one["key"], one["matched"]) for one in page["members"]] == [
        ("domain:baylight-other.example", False),
        ("domain:lumnforge.example", False),
    ]
    rest = server("GET", f"/v1/lists/{made['id']}?report=true&cursor={page['cursor']}", key=key).json()["members"]
    assert {one["key"]: one["means"] for one in rest if one["matched"]} == {
        "domain:nordwind.example": ["Nordwind Systems GmbH (900000101)"],
        "name:lumenforge_health": ["Lumenforge Health"],
    }
    assert "matched" not in server("GET", f"/v1/lists/{made['id']}", key=key).json()["members"][0]


def test_a_report_that_cannot_be_written_is_said_before_the_list_is_made(server, tmp_path):
    key = new_key(server.data, "unwritten")
    file = FIXTURES / "sales_navigator_accounts.csv"
    target = tmp_path / "none" / "report.csv"
    done = run("lists", "import", file, "--account", "unwritten", "--report", target, "--data", server.data)
    assert (done.returncode, f"{target}: No such file" in done.stderr) == (2, True)
    assert server("GET", "/v1/lists", key=key).json()["lists"] == []
