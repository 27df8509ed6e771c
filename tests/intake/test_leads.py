"""One row -> one lead: what vendors call things, and what they leave out."""

import tracemalloc
from datetime import date

import orjson
import pytest

from leadscout.intake import dates
from leadscout.intake.leads import RowError, Rows


def lead(**row):
    return Rows({}).lead({"name": "A B", **row})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mar 2023", "2023-03"),
        ("03 Jan 2023", "2023-01-03"),
        ("7-Feb-22", "2022-02-07"),
        ("7-Feb-87", "1987-02-07"),
        ("March 14, 2023", "2023-03-14"),
        ("Okt. 2020", "2020-10"),
        ("janv. 2019", "2019-01"),
        ("maj 2021", "2021-05"),
        ("2019", "2019"),
        (2019, "2019"),
        ("2019-3", "2019-03"),
        ("2019-03-14T10:00:00Z", "2019-03-14"),
        ("03/2019", "2019-03"),
        ({"year": 2019, "month": 3, "day": None}, "2019-03"),
        ({"year": 2019.0, "month": 3.0}, "2019-03"),
        ({"year": 2023, "month": "Jan", "text": "Jan 2023"}, "2023-01"),
        ({"text": "Feb 2019"}, "2019-02"),
        ({"year": 10**30}, ""),
        (2019.0, "2019"),
        ("2019.0", "2019"),
        (date(2019, 3, 14), "2019-03-14"),
        ("01/02/2019", ""),
        ("Present", ""),
        ("2019-13", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_dates(written, read):
    assert dates.read(written) == read


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("2 years 3 months in role", 27),
        ("3 years 9 months", 45),
        ("1 year", 12),
        ("7 months in company", 7),
        ("2 yrs 4 mos", 28),
        ("1 an 2 mois", 14),
        ("3 Jahre 1 Monat", 37),
        ("less than a year", None),
        ("", None),
    ],
)
def test_durations_in_words(words, months):
    assert dates.duration(words) == months


@pytest.mark.parametrize(
    ("day", "months", "month"),
    [
        ("2025-06-15", 27, "2023-03"),
        ("2025-01", 1, "2024-12"),
        ("2025", 0, "2025-01"),
        ("", 3, ""),
        ("2025", 99999, ""),
    ],
)
def test_so_long_before_a_day(day, months, month):
    assert dates.before(day, months) == month


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("Mar 2021 - Present", ("Mar 2021", "Present")),
        ("Jan 2016 – Mar 2019 · 3 yrs 3 mos", ("Jan 2016", "Mar 2019")),
        ("2019", ("2019", "")),
        ("2019-03 to 2020-01", ("2019-03", "2020-01")),
        ("", ("", "")),
    ],
)
def test_two_dates_in_one_text(written, ends):
    assert dates.span(written) == ends


def test_names_from_either_form():
    assert Rows({}).lead({"First Name": "Ana", "Last Name": "Ruiz"}).full_name == "Ana Ruiz"
    whole = Rows({}).lead({"Full Name": "Ana de Ruiz"})
    assert (whole.first_name, whole.last_name) == ("Ana", "de Ruiz")


def test_a_person_without_a_name_may_have_an_address():
    assert (
        Rows({}).lead({"LinkedIn URL": "linkedin.com/in/ana-ruiz"}).profile_url
        == "https://www.linkedin.com/in/ana-ruiz"
    )


def test_profile_and_sales_navigator_addresses_find_their_fields():
    found = lead(
        profileUrl="https://www.linkedin.com/sales/lead/ACwAAATJAf4BWNx,NAME_SEARCH,x",
        defaultProfileUrl="https://www.linkedin.com/in/ana",
    )
    assert (found.sales_id, found.profile_url) == ("ACwAAATJAf4BWNx", "https://www.linkedin.com/in/ana")


@pytest.mark.parametrize(
    ("entry", "current"),
    [
        ({"title": "X"}, True),
        ({"title": "X", "end_date": None}, True),
        ({"title": "X", "end_date": "Present"}, True),
        ({"title": "X", "end_date": "2020"}, False),
        ({"title": "X", "job_still_working": True}, True),
        ({"title": "X", "is_current": False}, False),
        ({"title": "X", "ends_at": {"year": 2020, "month": 5}}, False),
    ],
)
def test_current_jobs_are_those_without_an_end(entry, current):
    assert lead(experience=[entry]).positions[0].current is current


def test_nested_values_are_found_by_their_path():
    found = lead(
        location={"name": "Berlin, Germany"},
        experience=[
            {
                "title": {"name": "CTO"},
                "company": {"name": "Acme", "linkedin_url": "linkedin.com/company/acme"},
                "starts_at": {"year": 2019, "month": 3},
            }
        ],
        education=[{"school": {"name": "Northvale"}, "degrees": ["MSc"], "majors": ["Law", "Art"], "end_date": "2010"}],
        languages=[{"name": "German"}, {"language": "English", "proficiency": "native"}],
        skills=[{"name": "SQL"}, "Python"],
    )
    job = found.positions[0]
    assert (job.title, job.company.name, job.company.slug, job.started) == ("CTO", "Acme", "acme", "2019-03")
    assert found.location.text == "Berlin, Germany"
    assert (found.schools[0].name, found.schools[0].degree, found.schools[0].field) == ("Northvale", "MSc", "Law, Art")
    assert [language.name for language in found.languages] == ["German", "English"]
    assert found.skills == ("SQL", "Python")


def test_lists_inside_cells_of_a_table():
    found = lead(
        experience='[{"title": "CTO", "company": "Acme"}]', skills="SQL, Python; Go", languages="German, English"
    )
    assert found.positions[0].title == "CTO"
    assert found.skills == ("SQL", "Python", "Go")
    assert len(found.languages) == 2


def test_an_earlier_job_in_flat_columns():
    found = lead(title="CTO", company="Acme", pastExperienceCompanyTitle="Engineer", pastExperienceCompanyName="Beta")
    assert [(job.title, job.current) for job in found.positions] == [("CTO", True), ("Engineer", False)]


def test_unknown_columns_are_kept():
    found = lead(**{"Favourite colour": "blue", "nested": {"deep": [1, 2]}, "empty": ""})
    assert found.custom == {"Favourite colour": "blue", "nested.deep": "[1,2]"}


def test_values_that_are_no_such_thing_are_left_out():
    found = lead(email="not an address", linkedin_id="abc", connections="500+ connections", premium="maybe")
    assert (found.emails, found.member_id, found.connections, found.premium) == ((), "", 500, None)


def test_a_very_long_text_is_cut():
    assert len(lead(summary="x" * 100_000).summary) == 20_000


@pytest.mark.parametrize(
    "row",
    [
        {"experience": [{"title": "CTO", "company": {"id": "brumm", "linkedin_id": "99887701"}}]},
        {"title": "CTO", "company_id": "brumm", "job_company_linkedin_id": "99887701"},
        {"title": "CTO", "company_id": 99887701.0},
        {"title": "CTO", "company_id": "99887701.0"},
    ],
)
def test_an_employers_number_is_the_first_value_that_is_one(row):
    assert lead(**row).positions[0].company.id == "99887701"


def test_a_schools_number_is_the_first_value_that_is_one():
    found = lead(education=[{"school": {"name": "Northvale", "id": "northvale", "linkedin_id": "5501"}}])
    assert (found.schools[0].name, found.schools[0].id) == ("Northvale", "5501")


@pytest.mark.parametrize(
    ("written", "headcount", "size"),
    [
        ("250", 250, ""),
        (250.0, 250, ""),
        ("250.0", 250, ""),
        ("1,500", 1500, ""),
        ("1.500", 1500, ""),
        ("12 000", 12000, ""),
        ("1,001-5,000", None, "1,001-5,000"),
        ("²", None, "²"),
        ("٢٥٠", None, "٢٥٠"),
        ("9" * 5000, None, "9" * 5000),
        (float("nan"), None, ""),
    ],
)
def test_numbers_of_employees(written, headcount, size):
    company = lead(title="CTO", number_of_employees=written).positions[0].company
    assert (company.headcount, company.size) == (headcount, size)


@pytest.mark.parametrize("written", [500, 500.0, "500", "500.0", "500+", "500+ connections"])
def test_numbers_of_connections(written):
    assert lead(connections=written).connections == 500
    assert lead(connections="1,500 connections").connections == 1500


def test_what_a_data_frame_makes_of_numbers():
    nan = float("nan")
    found = lead(linkedin_id=990004001.0, city=nan, stage=2.0, score=0.5, rank=nan, is_premium=1.0, retired="0.0")
    assert (found.member_id, found.location.city, found.custom) == ("990004001", "", {"stage": "2", "score": "0.5"})
    assert (found.premium, found.retired) == (True, False)


@pytest.mark.parametrize(
    ("value", "emails"),
    [
        ([{"type": "work", "address": "mia@m.example"}], ("mia@m.example",)),
        ([{"type": "work", "email": "mia@m.example", "status": "valid"}], ("mia@m.example",)),
        ([{"value": "mia@m.example", "type": "x"}, "ben@m.example"], ("mia@m.example", "ben@m.example")),
        ([{"type": "work", "address": None}], ()),
    ],
)
def test_an_address_inside_an_object(value, emails):
    assert lead(emails=value).emails == emails


def test_other_texts_inside_objects():
    found = lead(phones=[{"type": "mobile", "number": "+49 155"}], skills=[{"id": 7, "name": "SQL"}, {"text": "Go"}])
    assert (found.phones, found.skills) == (("+49 155",), ("SQL", "Go"))


@pytest.mark.parametrize("website", ["http://[acme", "https://[::acme]/about"])
def test_an_address_with_a_stray_bracket_is_no_domain(website):
    company = lead(title="CTO", company="Acme", company_website=website).positions[0].company
    assert (company.name, company.website, company.domain) == ("Acme", website, "")


@pytest.mark.parametrize(("start", "end", "depth"), [('{"deeper":', "}", 1000), ("[", "]", 300)])
def test_a_row_that_cannot_be_read_is_refused_with_a_reason(start, end, depth):
    with pytest.raises(RowError, match="cannot be read"):
        lead(extra=orjson.loads(start * depth + "1" + end * depth))


def test_what_is_remembered_of_companies_does_not_grow_with_what_they_say_of_themselves():
    rows = Rows({})
    tracemalloc.start()
    for at in range(1000):
        company = {"name": f"Company {at}", "description": f"{at} " + "We make things. " * 1240}
        person = rows.lead({"name": "Ana Ruiz", "experience": [{"title": "Buyer", "company": company}]})
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(person.positions[0].company.description) > 19_000
    assert held < 5_000_000, f"{held:,} bytes of 1,000 companies that say 20 kB each"


def test_a_long_text_is_not_remembered():
    rows = Rows({})
    tracemalloc.start()
    for at in range(500):
        rows.lead({"name": "Ana Ruiz", "summary": f"{at} " + "Größe zählt. " * 1500})
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1_000_000, f"{held:,} bytes of 500 texts of 20 kB"


def test_entries_with_many_names_are_not_remembered():
    """Each has others, as where keys are ids; a thousand of them would take gigabytes."""
    rows = Rows({})
    tracemalloc.start()
    try:
        for at in range(12):
            many = {f"{at}x{number}": "" for number in range(10_000)}
            rows.lead({"name": "A B", "experience": [{"title": "Buyer", **many}]})
            if at == 1:
                before = tracemalloc.get_traced_memory()[0]
        assert tracemalloc.get_traced_memory()[0] - before < 4_000_000
    finally:
        tracemalloc.stop()
