"""Words of data: dates and the present in many languages, placeholders, and what cannot be read."""

from datetime import date

import pytest

from leadscout.intake import dates
from leadscout.intake.leads import Rows
from leadscout.lexicon.files import rows


def lead(**row):
    return Rows({}).lead({"full_name": "Ada Berg", **row})


def job(**entry):
    return lead(experience=[{"title": "Buyer", "company": "Firm", **entry}]).positions[0]


PRESENT = [
    word for row in rows("words", "leadscout.intake") if row["means"] == "present" for word in row["words"].split("|")
]


@pytest.mark.parametrize("word", PRESENT)
def test_every_word_for_the_present_is_a_job_held(word):
    assert job(start_date="2020", end_date=word).current
    assert job(date_range=f"2020-03 - {word.title()}").current
    assert job(date_range=f"2020-03 – {word}").started == "2020-03"


@pytest.mark.parametrize(
    "written",
    [
        *("aujourd’hui", "Aujourd'hui.", "PRESENT", "(present)", "présent", "Present ", "jusqu’à présent"),
        *("o momento", "até o momento", "hasta la fecha", "à ce jour", "bis heute", "do chwili obecnej"),
        *("至今", "现在", "目前", "現在", "현재", "재직중", "по настоящее время", "Н.В.", "حتى الآن", "היום", "Σήμερα"),
    ],
)
def test_the_present_however_it_is_written(written):
    assert dates.is_present(written)
    assert job(start_date="2020", end_date=written).ended is None


@pytest.mark.parametrize("written", ["", "2020", "past", "former", "ehemalig", "???", "Q3", "soon"])
def test_what_is_not_the_present(written):
    assert not dates.is_present(written)


@pytest.mark.parametrize("row", [row for row in rows("words", "leadscout.intake") if row["means"].isdigit()])
def test_every_name_of_a_month_is_a_date(row):
    for name in row["words"].split("|"):
        assert dates.read(f"{name} 2020") == f"2020-{int(row['means']):02}", name


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("sept. de 2020", "2020-09"),
        ("3 de marzo de 2020", "2020-03-03"),
        ("1 września 2019", "2019-09-01"),
        ("2020. március", "2020-03"),
        ("1er janvier 2020", "2020-01-01"),
        ("14th March 2023", "2023-03-14"),
        ("марта 2020 г.", "2020-03"),
        ("2020年3月", "2020-03"),
        ("2020年3月5日", "2020-03-05"),
        ("2020년 3월", "2020-03"),
        ("2020年", "2020"),
        ("٢٠٢٠-٠٣", "2020-03"),
        ("Q3 2019", ""),
        ("im Frühjahr 2019", ""),
        ("Maintenance 2019", ""),
        ("Junior 2019", ""),
        ("May June 2019", ""),
        ("5 6 May 2019", ""),
    ],
)
def test_dates_in_words(written, date):
    assert dates.read(written) == date


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("January 2020 to Now", "2020-01", None),
        ("März 2019 bis heute", "2019-03", None),
        ("janvier 2019 à aujourd’hui", "2019-01", None),
        ("seit März 2020", "2020-03", None),
        ("с марта 2020 по настоящее время", "2020-03", None),
        ("set de 2020 até o momento", "2020-09", None),
        ("od marca 2019 do chwili obecnej", "2019-03", None),
        ("2019年3月至今", "2019-03", None),
        ("2020年3月～現在", "2020-03", None),
        ("2019年3月から2020年4月", "2019-03", "2020-04"),
        ("de enero de 2019 a marzo de 2020", "2019-01", "2020-03"),
        ("gen 2019 al mar 2020", "2019-01", "2020-03"),
        ("2018-2020", "2018", "2020"),
        ("Jan 2018-Present", "2018-01", None),
        ("01/2018-03/2020", "2018-01", "2020-03"),
        ("Jan 2018 - Mar 2020 (2 yrs 3 mos)", "2018-01", "2020-03"),
        ("Jan 2018 - summer 2020", "2018-01", "2020"),
        ("Jan 2018 - ???", "2018-01", None),
    ],
)
def test_spans(written, start, end):
    read = job(date_range=written)
    assert (read.started, read.ended) == (start, end)


@pytest.mark.parametrize(
    ("entry", "start", "end"),
    [
        ({"timePeriod": {"startDate": {"month": 4, "year": 2019}}}, "2019-04", None),
        ({"time_period": {"start_date": {"year": 2012}, "end_date": {"month": 3, "year": 2019}}}, "2012", "2019-03"),
        ({"starts_at": {"day": 1, "month": 11, "year": 2014}, "ends_at": None}, "2014-11-01", None),
        ({"dateRange": {"start": {"year": 2019}, "end": {"year": 2020, "month": 5}}}, "2019", "2020-05"),
        ({"startEndDate": {"start": {"month": 9, "year": 2019}, "end": None}}, "2019-09", None),
        ({"date1": "Jun 2017 – Aug 2017", "date2": "3 mos"}, "2017-06", "2017-08"),
        ({"date1": "Jun 2017 – Present", "date2": "3 yrs 2 mos"}, "2017-06", None),
    ],
)
def test_dates_inside_objects(entry, start, end):
    read = job(**entry)
    assert (read.started, read.ended) == (start, end)


@pytest.mark.parametrize(
    ("entry", "end"),
    [
        ({"end_date": "soon"}, None),
        ({"end_date": "Q3"}, None),
        ({"end_date": "summer 2019"}, "2019"),
        ({"end_date": "???"}, None),
        ({"end_date": "soon", "is_current": False}, ""),
        ({"end_date": "soon", "is_current": "nein"}, ""),
        ({"end_date": "2020-05", "is_current": "Ja"}, None),
        ({"end_date": "2020-05", "is_current": "maybe"}, "2020-05"),
        ({"end_date": "-"}, None),
        ({"end_date": "N/A"}, None),
    ],
)
def test_an_end_that_cannot_be_read_ends_nothing(entry, end):
    assert job(start_date="2019-01", **entry).ended == end


@pytest.mark.parametrize(
    ("written", "end"),
    [
        *(("9999-12-31", None), ("31/12/9999", None), ("2027-06", None), ("2027", None), ("30 June 2027", None)),
        *(("since 2019", None), ("seit März 2019", None), ("depuis 2019", None)),
        *(("2026-11-20", "2026-11-20"), ("2026", "2026"), ("2019", "2019")),
    ],
)
@pytest.mark.parametrize("kind", ["entry", "plain"])
def test_an_end_that_is_to_come_or_a_beginning_ends_nothing(written, end, kind):
    job = {"title": "Buyer", "company": "Firm", "start_date": "2018", "end_date": written}
    row = {"full_name": "Ada Berg", **({"experience": [job]} if kind == "entry" else job)}
    assert Rows({}, "", date(2026, 11, 28)).lead(row).positions[0].ended == end


def test_a_job_that_is_said_to_be_over_has_no_end_that_is_to_come():
    job = {"title": "Buyer", "end_date": "9999-12-31", "is_current": False}
    row = {"full_name": "Ada Berg", "experience": [job]}
    assert Rows({}, "", date(2026, 11, 28)).lead(row).positions[0].ended == ""


def test_the_one_job_of_a_plain_row_can_be_over():
    assert lead(title="Buyer", end_date="2020-05").positions[0].ended == "2020-05"
    assert lead(title="Buyer", end_date="à ce jour").positions[0].ended is None


UNREAD = [
    ("LinkedIn URL", "https://www.xing.com/profile/Ada_Berg", "no address of a LinkedIn profile"),
    ("Email", "ada(at)firm.example", "no e-mail address"),
    ("Email", "ada@firm.example; ada(at)home.example", "no e-mail address"),
    ("Phone", "ask reception", "no whole telephone number"),
    ("Connections", "many", "no number"),
    ("Start Date", "im Frühjahr 2019", "no date"),
    ("End Date", "soon", "no date and no word for the present"),
    ("End Date", "summer 2019", "no date and no word for the present"),
    ("Premium", "maybe", "neither yes nor no"),
    ("LinkedIn ID", "A-17", "no number"),
    ("Company ID", "firm-a", "no number"),
    ("Company LinkedIn URL", "https://firm.example", "no address of a company on LinkedIn"),
]


@pytest.mark.parametrize(("column", "value", "why"), UNREAD)
def test_a_value_that_cannot_be_read_is_kept_and_listed_once(column, value, why):
    person, doubts = Rows({}).read({"full_name": "Ada Berg", "title": "Buyer", column: value})
    assert person.custom == {column: value}
    assert doubts == (f"{column}: {value!r} is {why}; kept under custom",)


def test_a_value_of_a_listed_job_is_kept_by_its_place():
    person, doubts = Rows({}).read(
        {"name": "Ada Berg", "Experience": [{"title": "A", "end_date": "2019"}, {"title": "B", "end_date": {"x": "?"}}]}
    )
    assert person.custom == {"Experience.2.end_date": '{"x":"?"}'}
    assert len(doubts) == 1
    assert [one.ended for one in person.positions] == ["2019", None]


def test_what_is_read_makes_no_doubt():
    row = {
        "full_name": "Ada Berg",
        "linkedin_url": "linkedin.com/in/ada-berg",
        "email": "Berg, Ada <ada@firm.example>, b@firm.example".replace("Berg, Ada", "Ada Berg"),
        "connections": "500+",
        "premium": "Ja",
        "start_date": "März 2019",
        "phone": "+49 30 1",
        "company_size": "10-50",
    }
    person, doubts = Rows({}).read(row)
    assert (person.custom, doubts, person.premium) == ({}, (), True)


@pytest.mark.parametrize(
    ("word", "switch"),
    [("Ja", True), ("oui", True), ("Sí", True), ("no", False), ("maybe", None), ("nein", False), ("1.0", True)],
)
def test_switches(word, switch):
    assert lead(premium=word).premium is switch


NOTHING = (
    *("None", "nan", "NaN", "NULL", "undefined", "N/A", "n/a", "-", "--", "—", "?", "(blank)", "#N/A", "#REF!"),
    *("#VALUE!", "[object Object]", "\\N", "#NAME?"),
)


@pytest.mark.parametrize("word", NOTHING)
def test_a_placeholder_is_no_value_in_any_column(word):
    columns = ("title", "company", "location", "phone", "email", "industry", "linkedin_url", "start_date", "Stage")
    person, doubts = Rows({}).read({"first_name": "Ada", "last_name": word, **dict.fromkeys(columns, word)})
    expected = ("Ada", "", (), (), {}, ())
    got = (person.full_name, person.location.written, person.phones, person.positions, person.custom, doubts)
    assert got == expected


@pytest.mark.parametrize(
    "word", ["unknown", "sin datos", "k.A.", "Keine Angabe", "non renseigné", "brak", "s/o", "NA", "不明", "нет данных"]
)
def test_a_word_for_nothing_is_no_value_of_what_we_know(word):
    person = lead(title=word, company=word, industry=word, Stage=word)
    assert (person.positions, person.industry, person.custom) == ((), "", {"Stage": word})


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"first_name": "Ute", "last_name": "Null"}, "Ute Null"),
        ({"first_name": "UTE", "last_name": "NULL"}, "UTE NULL"),
        ({"first_name": "Ute", "last_name": "NULL"}, "Ute"),
        ({"first_name": "Ute", "last_name": "nan"}, "Ute"),
        ({"first_name": "Hana", "last_name": "Na"}, "Hana Na"),
        ({"first_name": "Hana", "last_name": "Unknown"}, "Hana Unknown"),
        ({"full_name": "Lea undefined"}, "Lea"),
        ({"full_name": "Ute Null"}, "Ute Null"),
    ],
)
def test_names_that_look_like_placeholders(row, name):
    assert Rows({}).lead({"email": "x@firm.example", **row}).full_name == name


def test_namibia_is_a_country():
    person = lead(country="NA", state="NA", city="NA")
    assert (person.location.country, person.location.city) == ("NA", "")


@pytest.mark.parametrize(
    ("cell", "emails"),
    [
        ("a@x.example; b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example ::: b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example | b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example\nb@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example / b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example b@x.example", ("a@x.example", "b@x.example")),
        ("Ada Berg <a@x.example>", ("a@x.example",)),
        ("mailto:a@x.example", ("a@x.example",)),
        ("o'hara@x.example.", ("o'hara@x.example",)),
    ],
)
def test_several_addresses_in_a_cell(cell, emails):
    assert lead(email=cell).emails == emails


def test_entities_of_html_are_letters():
    person = lead(
        title="Respons&aacute;vel", company="Gr&amp;auml;bl &amp;amp; S&#246;hne", homepage="x.example/?a=1&copy=2"
    )
    assert person.positions[0].title == "Responsável"
    assert person.positions[0].company.name == "Gräbl & Söhne"
    assert person.website == "x.example/?a=1&copy=2"
