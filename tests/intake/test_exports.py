"""People -> file -> the same people, whatever they are called and whatever they hold."""

import csv
import zipfile
from contextlib import suppress
from io import StringIO

import pytest
from conftest import FILES, FIXTURES
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from leadscout.errors import Refused
from leadscout.intake import exported, layouts, presets
from leadscout.intake.files import open_file
from leadscout.intake.leads import RowError, Rows
from leadscout.intake.population import Population
from leadscout.intake.writers import FORMATS, chunks, format_of
from leadscout.model.formulas import bare, guard
from leadscout.model.lead import Company, Language, Lead, Location, Position, School
from leadscout.model.search import LeadMatch
from leadscout.service.people.intake import BATCH, Arrived, Intake, RowSource, find_person, forget
from leadscout.service.people.profiles import Profiles
from leadscout.store.people import People

FULL = Lead(
    id="lead_" + "0" * 24,
    first_name="'t Ana",
    middle_name="-",
    last_name="Ruiz, Öß 🙂",
    full_name='=HYPERLINK("x")',
    headline="'=1+1",
    summary='line one\nline "two"\r\n\ttabbed, and; more|\u2028end ',
    location=Location(text="Berlin", id="103035651", city="B", state="-", country="@DE"),
    industry="Software",
    positions=(
        Position(title="Advisor", company=Company(name="Beta"), ended=""),
        Position(
            company_started="2017-04",
            title="CTO",
            company=Company(
                name="Acme, Inc.",
                id="5",
                slug="acme",
                domain="acme.example",
                website="",
                industry="4",
                headcount=0,
                size="51-200",
                type="Public Company",
                location=Location(text="a", id="1", city="b", state="c", country="d"),
                description="'d",
                image="i",
            ),
            location=Location(city="Bonn"),
            description="+",
            started="2019-03",
            primary=True,
            function="13",
            seniority="cxo",
        ),
        Position(title="CEO", started="2020", ended=None),
        Position(ended="2018-01-02"),
        Position(),
    ),
    schools=(School(name="N", id="1", degree="MSc, BSc", field="a;b", started="1999", ended="2003"), School(id="2")),
    languages=(Language(name="German", proficiency="native"), Language(name="C++, spoken")),
    skills=("C, C++", "SQL"),
    certifications=("[x]", '["y"]'),
    groups=("700001", "700002"),
    profile_language="de",
    profile_url="https://www.linkedin.com/in/ana-ruiz",
    sales_id="ACwAAxxxxxxxxxx",
    member_id="007",
    vendor_ids={"apollo": "64f0c0ffee63010000000000", "Some other": "=8"},
    emails=("a@x.example", "b@x.example"),
    phones=("+49 30 1", "-", "1,2"),
    photo="p",
    website="w",
    twitter="@ana",
    gender="f",
    connections=0,
    premium=False,
    open_profile=True,
    open_to_work=None,
    retired=False,
    posted_on="2026-01-02",
    news_on="2026-01",
    custom={"Favourite colour": "blue", "Title": "x", "nested.deep": "[1,2]", "leadscout_id": "no"},
)
BARE = Lead(id="lead_" + "1" * 24, full_name="No Key At All")


def written(leads, kind):
    matches = [LeadMatch(0, lead) for lead in leads]
    batches = (matches[at : at + 50] for at in range(0, len(matches), 50))
    return b"".join(chunks(batches, kind, layouts.everything()))


def read(path):
    rows = Rows({})
    with open_file(path) as file:
        assert file.format == "leadscout"
        found = [rows.lead(line.values) for line in file.lines if not line.broken or pytest.fail(line.broken)]
    assert not rows.unknown
    return found


def through(tmp_path, leads, kind):
    path = tmp_path / f"people.{kind}"
    path.write_bytes(written(leads, kind))
    return read(path)


def test_there_is_a_column_for_every_field():
    told = {field.partition(".")[0] for field in exported.COLUMNS.values()}
    assert told == {*Lead.__struct_fields__}
    empty = [
        (kind.__name__, field.name)
        for kind, values in (
            (Lead, [FULL]),
            (Position, FULL.positions),
            (Company, [p.company for p in FULL.positions]),
            (Location, [FULL.location]),
            (School, FULL.schools),
            (Language, FULL.languages),
        )
        for field in structs.fields(kind)
        if all(getattr(value, field.name) == getattr(kind(), field.name) for value in values)
    ]
    assert empty == [("Lead", "open_to_work"), ("Company", "website")], "the fullest person has a value of every field"


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_is_lost_on_the_way(tmp_path, lexicon, kind):
    invented = Population(5, lexicon).people(300)
    leads = [FULL, BARE, *(structs.replace(lead, id=f"lead_{at:024x}") for at, lead in enumerate(invented))]
    assert through(tmp_path, leads, kind) == leads
    assert written(leads, kind) == written(leads, kind)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
NASTY = st.sampled_from(
    ["+49", "-", "=1", "@a", "\t", "\r", "\n", "'", "'=", "''+", '"', ",", ";", "[1]", "null", "true"]
)
TEXTS = st.one_of(TEXT, NASTY, st.builds("{}{}".format, NASTY, TEXT))
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
NAMED = st.dictionaries(TEXTS, TEXTS, max_size=2)
LEADS = st.builds(
    Lead,
    id=st.just(BARE.id),
    full_name=TEXTS.map("x{}".format),
    first_name=TEXTS,
    headline=TEXTS,
    location=st.builds(Location, text=TEXTS, country=TEXTS),
    positions=st.lists(
        st.builds(
            Position, title=TEXTS, company=st.builds(Company, name=TEXTS), ended=st.sampled_from([None, "", "2001"])
        ),
        max_size=2,
    ).map(tuple),
    skills=LISTS,
    phones=LISTS,
    vendor_ids=NAMED,
    custom=NAMED,
    premium=st.sampled_from([None, True, False]),
    connections=st.one_of(st.none(), st.integers(0, 99)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LEADS, min_size=1, max_size=4))
def test_whatever_the_values_are(tmp_path_factory, leads):
    for kind in ("csv", "jsonl", "xlsx", "parquet"):
        assert through(tmp_path_factory.mktemp("any"), leads, kind) == leads, kind


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("written", ["Dr.", "R&amp;D", "[&amp;]", "&Â\x80", "[Â\x80]", "\rµ"])
def test_what_other_files_are_mended_of_comes_back_as_it_is(tmp_path, kind, written):
    job = Position(title=written, company=Company(name=written), ended=None)
    leads = [structs.replace(BARE, positions=(Position(ended=""), job))]
    assert through(tmp_path, leads, kind) == leads


@given(st.one_of(TEXTS, TEXT))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell):
    assert bare(guard(cell)) == cell
    assert guard(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r") or not cell


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20")
@pytest.mark.parametrize("before", ["", "\ufeff", "\u200b", "\u2060\u200e", "\u00a0 ", "\n"])
def test_wide_signs_and_what_has_no_width_hide_no_formula(sign, before):
    cell = f"{before}{sign}1+1"
    assert guard(cell) == f"'{cell}"
    assert bare(guard(cell)) == cell
    assert guard(f"1{cell}") == f"1{cell}"


def test_a_spreadsheet_sees_no_formula_and_the_main_job():
    (row,) = csv.DictReader(StringIO(written([FULL], "csv").decode("utf-8-sig"), newline=""))
    assert (row["phones"][:2], row["twitter"], row["full_name"][:2]) == ('["', "'@ana", "'=")
    assert (row["title"], row["company_name"], row["company_size"]) == ("CTO", "Acme, Inc.", "51-200")
    assert (row["emails"], row["premium"], row["open_to_work"]) == ("a@x.example, b@x.example", "false", "")


TWO = structs.replace(
    BARE,
    positions=(
        Position(title="VP Sales", company=Company(name="Quartz"), started="2019"),
        Position(title="Advisor", company=Company(name="Media"), started="2021", primary=True),
    ),
)


def of_match(tmp_path, lead, job, kind, **edits):
    """The person read back from an export of a match, with other cells where somebody edited them."""
    path = tmp_path / f"people.{kind}"
    path.write_bytes(b"".join(chunks([[LeadMatch(0, lead, position=job)]], kind, layouts.matched())))
    with open_file(path) as file:
        (line,) = file.lines
    reading = Rows({}).read({**line.values, **edits})
    assert not reading.doubts
    return line.values, reading.lead


@pytest.mark.parametrize("kind", FORMATS)
def test_the_job_that_matched_is_shown_and_nothing_is_lost(tmp_path, kind):
    row, lead = of_match(tmp_path, TWO, TWO.positions[0], kind)
    assert (row["title"], row["company_name"], row["started"]) == ("VP Sales", "Quartz", "2019")
    assert (row["main_title"], row["main_company"]) == ("Advisor", "Media")
    assert lead == TWO
    assert of_match(tmp_path, FULL, FULL.positions[0], kind)[1] == FULL
    headline = structs.replace(BARE, headline="CTO at Acme")
    read_out = Position(title="CTO", company=Company(name="Acme"))
    assert of_match(tmp_path, headline, read_out, kind)[1] == headline, "what a headline says is no job"


def test_an_edited_job_is_the_one_that_is_shown(tmp_path):
    vp, advisor = TWO.positions
    _, lead = of_match(tmp_path, TWO, vp, "csv", title="SVP Sales")
    assert lead.positions == (structs.replace(vp, title="SVP Sales"), advisor)
    _, lead = of_match(tmp_path, TWO, vp, "csv", main_title="Board member")
    assert lead.positions == (vp, structs.replace(advisor, title="Board member"))
    _, lead = of_match(tmp_path, TWO, advisor, "csv", title="Chair")
    assert lead.positions == (vp, structs.replace(advisor, title="Chair"))


def test_what_is_too_long_for_a_cell_goes_on_in_others(tmp_path):
    jobs = tuple(Position(title=f"t{at}", description="=🙂" * 9000, ended="") for at in range(5))
    long = structs.replace(BARE, positions=jobs, summary="'=" + "x" * 19_000)
    assert through(tmp_path, [long, BARE], "xlsx") == [long, BARE]
    with pytest.raises(Refused, match=r"lead_1.*does not fit"):
        written([structs.replace(BARE, positions=jobs * 3)], "xlsx")


def test_a_workbook_holds_texts_alone(tmp_path):
    path = tmp_path / "people.xlsx"
    path.write_bytes(written([FULL], "xlsx"))
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert ">+49 30 1<" not in sheet
    assert '["+49 30 1"' in sheet.replace("&quot;", '"')


def of_program(program, *matches, named=lambda match: match):
    layout = presets.layout(presets.presets()[program], named, lambda _: "DE")
    text = b"".join(chunks([matches], "csv", layout)).decode()
    return list(csv.DictReader(StringIO(text, newline=""))), layout.tally


@pytest.mark.parametrize("program", presets.presets())
def test_a_file_for_a_program(program):
    lead = structs.replace(FULL, first_name="Ana", last_name="=cmd()", phones=("089/123456", "+49 151 12345678"))
    rows, _ = of_program(program, LeadMatch(0, lead, position=TWO.positions[0]))
    preset = presets.presets()[program]
    values = {value: rows[0][column] for column, (value, _) in preset.columns.items()}
    assert values.get("title", "VP Sales") == "VP Sales"
    assert values["company"] == "Quartz"
    assert values.get("last_name", "'=cmd()") == "'=cmd()", "no formula"
    assert values.get("phone", "+4989123456") in ("+4989123456", "(+49) 89 123456")
    assert values.get("mobile", "+4915112345678") == "+4915112345678"
    assert values.get("email", "a@x.example") == "a@x.example"
    assert not any(cell.startswith("'+") for cell in rows[0].values())


@pytest.mark.parametrize(
    ("phone", "e164", "shown"),
    [
        ("+49 (0)89 123456", "+4989123456", "(+49) 89 123456"),
        ("0049 89 123456", "+4989123456", "(+49) 89 123456"),
        ("+999 0085 323048", "+9990085323048", "(+999) 0085 323048"),
        ("007", "007", "007"),
        ("+1 650 555 0100 ext. 5", None, None),
        ("=cmd|' /C calc'!A1", "'=cmd|' /C calc'!A1", "'=cmd|' /C calc'!A1"),
        ("@1", "'@1", "'@1"),
    ],
)
def test_phones_for_programs_have_no_apostrophe_and_call_no_function(phone, e164, shown):
    lead = structs.replace(BARE, phones=(phone,))
    for program, expected in (("hubspot", e164), ("google-sheets", shown)):
        (row,), _ = of_program(program, LeadMatch(0, lead))
        cell = row["Phone Number" if program == "hubspot" else "Phone"]
        if expected is not None:
            assert cell == expected
        assert cell[:1] not in "=@"
        assert "'+" not in cell


def test_who_lacks_what_a_program_needs_is_left_out_and_counted():
    rows, tally = of_program("instantly", LeadMatch(0, FULL), LeadMatch(0, BARE))
    assert (len(rows), tally.written, tally.left_out) == (1, 1, 1)
    rows, _ = of_program("salesforce", LeadMatch(0, structs.replace(BARE, full_name="Ana")))
    assert (rows[0]["First Name"], rows[0]["Last Name"], rows[0]["Company"]) == (
        *("Ana", "[not provided]", "[not provided]"),
    )


def test_an_account_list_has_each_company_once():
    firms = [Company(name="Acme GmbH", domain="acme.example"), Company(name="ACME"), Company(name="Beta", slug="beta")]
    rows, _ = of_program("sales-navigator", *(LeadMatch(0, BARE, position=Position(company=one)) for one in firms))
    assert [row["Account Name"] for row in rows] == ["Acme GmbH", "Beta"]
    assert rows[1]["LinkedIn Account URL"] == "https://www.linkedin.com/company/beta/"


def test_each_program_is_named_once_and_its_values_are_known():
    for preset in presets.presets().values():
        assert {value for value, _ in preset.columns.values()} <= presets.VALUES.keys()
        assert preset.needs == "" or preset.needs in presets.VALUES


def test_guarded_cells_of_other_files_are_read_bare(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Full Name,Phone\n'Abd al-Rahman,'+49 30\n")
    with open_file(path) as file:
        (lead,) = [Rows({}).lead(line.values) for line in file.lines]
    assert (lead.full_name, lead.phones) == ("'Abd al-Rahman", ("+49 30",))


def test_an_edited_table_tells_what_was_edited():
    row = {**exported.row(FULL), "headline": "new", "Notes": "call", "Work Email": "c@x.example"}
    found = Rows({}).lead(row)
    assert (found.headline, found.custom["Notes"], found.custom["Title"]) == ("new", "call", "x")
    assert found.emails == (*FULL.emails, "c@x.example")
    mapped = Rows({"Notes": "headline"}).lead({**exported.row(BARE), "Notes": "call"})
    assert (mapped.id, mapped.headline) == (BARE.id, "call")


@pytest.mark.parametrize(
    "wrong",
    [
        {"experience": "[{"},
        {"experience": '[{"title": 5}]'},
        {"experience": [{"started": "soon"}]},
        {"custom": 5},
        {"custom": [5]},
        {"connections": "many"},
    ],
)
def test_a_value_that_cannot_be_is_refused_with_a_reason(wrong):
    with pytest.raises(RowError, match="cannot be read"):
        Rows({}).lead({**exported.row(BARE), **wrong})


def test_what_a_spreadsheet_made_unreadable_is_left_out_and_an_edited_job_counts(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(written([FULL], "csv"))
    (row,) = csv.DictReader(StringIO(path.read_text("utf-8-sig"), newline=""))
    spoilt = {"member_id": "9.9E+14", "posted_on": "1/2/2026", "news_on": "Jan-26", "premium": "FALSE"}
    edited = {"title": "COO", "company_name": "Acme Labs", "company_size": "10. Jan", "connections": "7"}
    found = Rows({}).lead({name: bare(cell) for name, cell in {**row, **spoilt, **edited}.items()})
    assert (found.member_id, found.posted_on, found.news_on, found.premium) == ("", "", "2026-01", False)
    main = structs.replace(FULL.positions[1], title="COO", company=Company(name="Acme Labs"))
    assert found.positions == (FULL.positions[0], main, *FULL.positions[2:])
    assert found.connections == 7


def test_without_our_id_the_row_is_read_like_any_other():
    row = {name: value for name, value in exported.row(FULL).items() if name != exported.ID}
    found = Rows({}).lead(row)
    assert (found.id, found.full_name, found.location, found.emails) == (
        "",
        FULL.full_name,
        structs.replace(FULL.location, state=""),  # "-" is no value
        FULL.emails,
    )
    assert [job.title for job in found.positions] == [job.title for job in FULL.positions]
    assert found.vendor_ids == {"apollo": "64f0c0ffee63010000000000"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.csv", "csv"),
        ("A.JSONL.GZ", "jsonl.gz"),
        ("b.c.ndjson", "jsonl"),
        ("x.parquet", "parquet"),
        ("x.parquet.gz", ""),
        ("x.xls", ""),
        ("x", ""),
        (".csv", ""),
    ],
)
def test_a_name_tells_the_format(name, kind):
    assert format_of(name) == kind


def test_an_export_taken_again_changes_nobody_and_elsewhere_makes_the_same_people(tmp_path, lexicon):
    """The people of a busy store: merged, in conflict, without keys; each format there and back again."""
    first = People(tmp_path / "people.db")
    intake = Intake(first)
    invented = [*Population(6, lexicon).people(100), *of_fixtures()]
    office = ("office@x.example",)
    others = [
        structs.replace(FULL, id=""),
        Lead(full_name="No Key At All"),
        Lead(full_name="Ana", member_id="1", emails=office),
        Lead(full_name="Cleo", member_id="2"),
        Lead(full_name="Ben", emails=("ben@x.example",)),
        Lead(full_name="Cleo", member_id="2", emails=("ben@x.example", *office)),
        Lead(full_name="Eve", member_id="3"),
        Lead(full_name="Dora", profile_url="https://www.linkedin.com/in/dora"),
        Lead(full_name="Eve", member_id="3", profile_url="https://www.linkedin.com/in/dora"),
    ]
    moved = [structs.replace(lead, positions=lead.positions[:1], headline="new") for lead in invented[:50]]
    for day, leads in enumerate((invented, others, moved), start=1):
        taken(intake, leads, RowSource(f"{day}.csv", day))
    everybody = [lead for batch in first.everybody(100) for lead in batch]
    number = len(everybody)
    keyless = next(lead for lead in everybody if lead.full_name == "No Key At All")
    assert number == first.count() > 120
    for kind in ("csv", "jsonl", "xlsx", "parquet"):
        path = tmp_path / f"people.{kind}"
        path.write_bytes(written(everybody, kind))
        before = first.last_change(), Profiles(first).get(everybody[0].id)
        for day in (100, 0):
            again = taken(intake, read(path), RowSource("leadscout:people", day))
            assert (again.new, again.updated, again.unchanged, again.refused) == (0, 0, number, []), kind
        assert (first.last_change(), Profiles(first).get(everybody[0].id)) == before, "an export is no source"
        second = People(tmp_path / kind / "people.db")
        assert taken(Intake(second), read(path), RowSource("leadscout:people", 100)).new == number
        found = [lead for batch in second.everybody(100) for lead in batch]
        assert found == everybody, kind
        assert written(found, kind) == path.read_bytes() or kind == "parquet"
        # The files the people came from are as harmless there as here.
        for day, leads in enumerate((invented, others[:4]), start=1):
            assert taken(Intake(second), leads, RowSource(f"{day}.csv", day)).new == 0
        assert taken(Intake(second), others[1:2], RowSource("later.csv", 200)).unchanged == 1
        forget(second, find_person(second, keyless.id))
        assert len(taken(Intake(second), read(path), RowSource("leadscout:people", 100)).refused) == 1
        changed = [structs.replace(lead, summary="new") for lead in everybody]
        again = taken(Intake(second), changed, RowSource("leadscout:people", 100))
        assert (again.new, again.updated, len(again.refused)) == (0, number - 1, 1)
        assert [one.summary for batch in second.everybody(100) for one in batch] == ["new"] * (number - 1)
        ben = next(lead for lead in everybody if lead.full_name == "Ben")
        forget(second, find_person(second, ben.id))
        taken(Intake(second), [structs.replace(lead, summary="newer") for lead in everybody], RowSource("x", 300))
        assert not {"Ben", "No Key At All"} & {one.full_name for batch in second.everybody(100) for one in batch}
        second.database.close()
    first.database.close()


def of_fixtures():
    """The people of the files that other tests import."""
    for name in FILES:
        rows = Rows({})
        with open_file(FIXTURES / name) as file:
            for line in file.lines:
                with suppress(RowError):
                    yield rows.lead(line.values)


def taken(intake, leads, source):
    total = None
    for at in range(0, len(leads), BATCH // 10):
        arrived = [Arrived(line, lead) for line, lead in enumerate(leads[at : at + BATCH // 10], start=at)]
        outcome = intake.take(arrived, source)
        if total:
            total.add(outcome)
        total = total or outcome
    return total
