"""Files as vendors deliver them, each with its exact public header: what becomes of every person in them.

tests/fixtures/formats holds the files (headers of Evaboot and Wiza are from memory, no public one was found), and
formats_read.json what they say, person by person; a string stands for a row that is refused.
"""

import json
from datetime import date

import pytest
from conftest import FIXTURES
from msgspec import Struct
from msgspec.structs import fields

from leadscout.intake.columns import formats
from leadscout.intake.files import open_file
from leadscout.intake.leads import RowError, Rows
from leadscout.intake.opened import FileError
from leadscout.model.lead import Lead

FOLDER = FIXTURES / "formats"
READ = json.loads((FIXTURES / "formats_read.json").read_text())
AS_OF = date(2025, 6, 15)


def shown(value):
    """A lead as plain data, without what it leaves open."""
    if isinstance(value, Struct):
        told = ((item.name, item.default, getattr(value, item.name)) for item in fields(value))
        return {name: shown(found) for name, default, found in told if found != default and found not in ("", (), {})}
    return [shown(one) for one in value] if isinstance(value, tuple) else value


def read(name):
    with open_file(FOLDER / name) as file:
        rows = Rows({}, file.format, AS_OF, file.columns)
        return file.format, [person(rows, line) for line in file.lines]


def person(rows, line):
    try:
        return rows.lead(line.values)
    except RowError as error:
        return str(error)


def leads(name):
    return [lead for lead in read(name)[1] if isinstance(lead, Lead)]


def test_every_known_format_has_a_file():
    assert {path.name for path in FOLDER.iterdir()} == READ.keys()
    of_people = {one.name for one in formats().values() if not one.holds}
    assert {told["format"] for told in READ.values()} == of_people - {"generect", "leadscout"}
    assert {one.name for one in formats().values() if not one.verified} == {"evaboot", "wiza", "seamless", "lusha"}


@pytest.mark.parametrize("name", [one.name for one in formats().values() if one.holds])
def test_a_file_of_something_else_makes_nobody(tmp_path, name):
    path = tmp_path / "archive.csv"
    signs = formats()[name].signs
    path.write_text(f"{','.join(signs)}\n{','.join('x' for _ in signs)}\n")
    with pytest.raises(FileError, match=r"no people|no row of column names"), open_file(path):
        pass


@pytest.mark.parametrize("name", READ)
def test_what_a_file_says(name):
    format_, people = read(name)
    assert format_ == READ[name]["format"]
    assert [shown(lead) for lead in people] == READ[name]["people"]


def test_durations_count_back_from_the_day_of_the_row_else_of_the_file():
    rhea, otto = leads("phantombuster.csv")
    assert (rhea.positions[0].started, rhea.positions[0].company_started) == ("2022-02", "2019-04")
    assert otto.positions[0].started == "2023-10"
    assert rhea.custom["durationInRole"] == "2 years 3 months in role", "what a date is worked out from is kept"
    quinn, isla = leads("sales-navigator-scraper.csv")
    assert [lead.positions[0].company_started for lead in (quinn, isla)] == ["2021-09", "2024-06"]
    assert quinn.positions[0].started == "", "how long they hold the job, nobody said"


def test_a_vendors_company_number_is_no_linkedin_number():
    yusra = leads("coresignal.jsonl")[0]
    assert (yusra.positions[0].company.id, yusra.vendor_ids) == ("", {"coresignal": "670100001"})
    assert leads("lemlist-profiles.json")[0].positions[0].company.id == ""
    assert leads("people-data-labs.jsonl")[0].positions[0].company.id == "900006601"


def test_what_sources_call_levels_and_departments_becomes_ours(facts):
    def codes(name, at):
        terms = facts(leads(name)[at]).current[0].terms
        return terms["seniority"], terms["function"]

    assert codes("apollo.csv", 0) == (("cxo",), ("8",)), "C suite; Engineering & Technical, and C-Suite is no function"
    assert codes("apollo.csv", 1) == (("vp",), ("25",))
    assert codes("people-data-labs.jsonl", 0) == (("cxo",), ("12",))
    assert codes("coresignal.jsonl", 0) == (("director",), ("8",))
    electrician = facts(leads("people-data-labs.jsonl")[1]).current[0]
    assert electrician.terms["seniority"] == ("entry",), "no level was given: the title tells"
    assert "seniority" in electrician.inferred


def test_tenure_at_the_company_is_searched_where_only_that_is_told(facts):
    (slot,) = facts(leads("sales-navigator-scraper.csv")[0]).current
    assert slot.months == {"company_since": 2021 * 12 + 8, "joined": 2021 * 12 + 8}
    marketing = facts(leads("phantombuster.csv")[0]).current[0].months
    assert marketing == {"since": 2022 * 12 + 1, "company_since": 2019 * 12 + 3, "joined": 2019 * 12 + 3}


def test_jobs_under_one_company_are_jobs_of_their_own():
    imke = leads("brightdata.json")[0]
    told = [(job.title, job.company.slug, job.current) for job in imke.positions]
    assert told == [
        ("Head of Supply Chain", "weserlog", True),
        ("Supply Chain Planner", "weserlog", False),
        ("Trainee", "hansekontor", False),
    ]


def test_the_answer_of_a_search_says_the_same_as_the_lines():
    assert read("people-data-labs-search.json") == read("people-data-labs.jsonl")


def test_labels_of_salesforce_say_the_same_as_its_names():
    assert [replaced(lead) for lead in leads("salesforce-lead-labels.csv")] == [
        replaced(lead) for lead in leads("salesforce-lead.csv")
    ]
    assert leads("salesforce-lead.csv")[0].custom["HasOptedOutOfEmail"] == "true"


def replaced(lead):
    return {**shown(lead), "custom": sorted(lead.custom.values())}
