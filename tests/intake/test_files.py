"""Files as users have them: encodings, separators, notes on top, nesting, compression."""

import gzip
import json
import random
import tracemalloc

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import FIXTURES

from leadscout.intake.documents import WHOLE
from leadscout.intake.files import open_file
from leadscout.intake.leads import RowError, Rows
from leadscout.intake.opened import FileError, require


def leads(path, **mapping):
    rows = Rows(mapping)
    with open_file(path, mapping) as file:
        if file.columns:
            require(path, mapping, file.columns)
        return [rows.lead(line.values) for line in file.lines if not line.broken], rows.unknown, file.format


def lines_of(path):
    with open_file(path) as file:
        return list(file.lines)


def test_linkedin_connections():
    rows = Rows({})
    lines = lines_of(FIXTURES / "Connections.csv")
    assert [line.number for line in lines] == [5, 6, 7, 8], "lines as an editor counts them"
    lena, tariq, omer = (rows.lead(lines[at].values) for at in (0, 1, 3))
    assert (lena.full_name, lena.positions[0].title) == ("Lena Brenner", "Head of Procurement, EMEA")
    assert lena.positions[0].company.name == "Kornblum & Töchter GmbH"
    assert lena.custom == {"Connected On": "12 Mar 2025"}
    assert (tariq.emails, tariq.positions[0].title) == (("tariq@vale.example",), 'Engineer "Platform"')
    assert omer.profile_url == "https://www.linkedin.com/in/ömer-yarrow-1003"
    with pytest.raises(RowError, match="nobody"):
        rows.lead(lines[2].values)


def test_older_connections_without_notes(tmp_path):
    path = tmp_path / "old.csv"
    path.write_text(
        "First Name,Last Name,Email Address,Company,Position,Connected On\nLena,Brenner,,Kornblum,Head,7-Feb-22\n"
    )
    (lena,), _, format_ = leads(path)
    assert (lena.full_name, lena.positions[0].company.name, format_) == (
        "Lena Brenner",
        "Kornblum",
        "linkedin-connections",
    )


def test_a_vendors_flat_file_in_utf16_with_semicolons():
    (grace, owen), unknown, _ = leads(FIXTURES / "apollo_utf16.csv")
    job = grace.positions[0]
    assert (job.title, job.company.name, job.company.slug, job.company.headcount) == (
        "VP Engineering",
        "Quillmark Ltd",
        "quillmark",
        350,
    )
    assert (job.company.domain, job.company.location.written) == (
        "quillmark.example",
        "London, England, United Kingdom",
    )
    assert grace.location.written == "Manchester, England, United Kingdom"
    assert grace.vendor_ids == {"apollo": "64f0c0ffee20010000000000"}
    assert job.seniority == "Vp"
    assert owen.location.written == "United Kingdom"
    assert unknown == {"Company Name for Emails", "Email Status", "Stage"}
    assert grace.custom["Stage"] == "Cold"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "people.csv"
    text = (
        separator.join(("Full Name", "E-Mail Address", "Job Title"))
        + "\n"
        + separator.join(("Jörg Döring", "j@x.example", "Käufer"))
    )
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(encoding, "")
    path.write_bytes((mark + text + "\n").encode(encoding))
    (jorg,), _, _ = leads(path)
    assert (jorg.full_name, jorg.emails, jorg.positions[0].title) == ("Jörg Döring", ("j@x.example",), "Käufer")


def test_columns_nobody_knows_are_mapped_by_the_user():
    with pytest.raises(FileError, match="--map"):
        lines_of(FIXTURES / "unknown.tsv")
    mapping = {"Mitarbeiter": "full_name", "Rolle im Haus": "title", "Haus": "company_name", "Profil": "profile_url"}
    (ida, _), unknown, _ = leads(FIXTURES / "unknown.tsv", **mapping)
    assert (ida.first_name, ida.last_name, ida.positions[0].title) == ("Ida", "Bruun", "Indkøbschef")
    assert ida.profile_url == "https://www.linkedin.com/in/ida-bruun-3001"
    assert not unknown


def test_nested_profiles():
    people, unknown, format_ = leads(FIXTURES / "people.jsonl")
    clara, jonas, mia, ruben = people[:4]
    assert format_ == "profiles"
    assert not unknown
    assert [(job.title, job.company.name, job.current) for job in clara.positions] == [
        ("Freelance Artist", "Winterfeld Art Work / Self-employed", True),
        ("Senior Marketing Director", "Slack", True),
    ]
    assert clara.primary.company.slug == "slack-technologies"
    assert [language.name for language in clara.languages] == ["Englisch", "Deutsch"]
    assert (jonas.member_id, jonas.past[0].started, jonas.past[0].ended) == ("990000002", "2017-01", "2021-04")
    assert mia.positions[0].company.headcount == 120
    assert ruben.primary.title == "Director of Product", "marked as primary, though another started later"


def test_generects_own_lead_json():
    (nora,), _, format_ = leads(FIXTURES / "generect.json")
    assert format_ == "generect"
    assert len(nora.positions) == 2, "the flat job is the same as one of the listed jobs"
    assert nora.primary.started == "2023-03"
    assert nora.positions[0].started == "2013"
    assert (nora.member_id, nora.connections, nora.premium) == ("990004001", 710, False)
    assert nora.sales_id == "ACwAAFIXTURE4001-aaaaaaaaaaaaaaaaaaaaaaa"


@pytest.mark.parametrize("wrap", ["{rows}", '{{"data": {rows}, "total": 2}}', '{{"leads": {rows}}}'])
def test_one_json_document(tmp_path, wrap):
    path = tmp_path / "people.json"
    rows = json.dumps([{"full_name": "A B", "email": "a@x.example"}, {"full_name": "C D"}, 5])
    path.write_text(wrap.format(rows=rows))
    lines = lines_of(path)
    assert [line.broken for line in lines] == ["", "", "not an object"]


def test_gzip_and_parquet_are_read_like_the_plain_file(tmp_path):
    plain = [json.loads(line) for line in (FIXTURES / "people.jsonl").read_text().splitlines()]
    packed, columns = tmp_path / "people.jsonl.gz", tmp_path / "people.parquet"
    packed.write_bytes(gzip.compress((FIXTURES / "people.jsonl").read_bytes()))
    pq.write_table(pa.Table.from_pylist(plain), columns)
    expected, _, _ = leads(FIXTURES / "people.jsonl")
    assert leads(packed)[0] == expected
    assert [lead.positions for lead in leads(columns)[0]] == [lead.positions for lead in expected]


def test_a_broken_line_says_where_and_why(tmp_path):
    path = tmp_path / "people.jsonl"
    path.write_text('{"full_name": "A"}\n{"full_name": \n\n[1]\n{"full_name": "B"}\n')
    lines = lines_of(path)
    assert [(line.number, bool(line.broken)) for line in lines] == [(1, False), (2, True), (4, True), (5, False)]
    table = tmp_path / "people.csv"
    table.write_text("Full Name,Email\nA,a@x.example,extra\n\n,,\nB,b@x.example\n")
    assert [(line.number, line.broken) for line in lines_of(table)] == [
        (2, "3 cells for 2 columns"),
        (5, ""),
    ]


@pytest.mark.parametrize("name", ["profiles", "items", "data", "results", "people", "leads"])
@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_list_of_a_person_is_not_a_list_of_people(tmp_path, name, suffix):
    path = tmp_path / f"people.{suffix}"
    row = {"full_name": "Ana Ruiz", name: [{"network": "linkedin", "url": "linkedin.com/in/ana-ruiz"}]}
    path.write_text(json.dumps(row))
    assert [line.values for line in lines_of(path)] == [row]


def test_a_list_of_words_is_no_list_of_people(tmp_path):
    path = tmp_path / "people.jsonl"
    path.write_text('{"Wer": "Ida", "items": ["a", "b"]}\n{"Wer": "Kaj", "items": []}\n')
    assert [lead.full_name for lead in leads(path, Wer="full_name")[0]] == ["Ida", "Kaj"]


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson", "jsonl.gz"])
@pytest.mark.parametrize("first", ["oops", '{"full_name": ', '"a word"', "[", '{"leads": [{"full_name": "C"}]}'])
def test_a_first_line_that_cannot_be_used_is_one_line(tmp_path, suffix, first):
    path = tmp_path / f"people.{suffix}"
    content = f'{first}\n{{"full_name": "A B"}}\n{{"full_name": "C D"}}\n'.encode()
    path.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)
    assert [(line.number, line.values.get("full_name")) for line in lines_of(path)][1:] == [(2, "A B"), (3, "C D")]
    path.write_bytes(content)
    assert len(lines_of(path)) == 3


def test_a_document_in_a_file_of_lines(tmp_path):
    path = tmp_path / "people.jsonl"
    path.write_text(json.dumps([{"full_name": "A B"}, {"full_name": "C D"}], indent=1))
    assert [line.values["full_name"] for line in lines_of(path)] == ["A B", "C D"]


def test_columns_with_one_name_all_count_the_first_that_says_something_first(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "Full Name,Email,Email,Title,Title\nA B,a@x.example,b@x.example,CEO,Chair\nC D, ,d@x.example,,CFO\n"
    )
    first, second = leads(path)[0]
    assert (first.emails, first.positions[0].title) == (("a@x.example", "b@x.example"), "CEO")
    assert (second.emails, second.positions[0].title) == (("d@x.example",), "CFO")


def test_a_western_letter_far_inside_a_file(tmp_path):
    path = tmp_path / "people.csv"
    plain = "".join(f"Person {at},p{at}@x.example\n" for at in range(5000))
    path.write_bytes(f"Full Name,Email\n{plain}Jörg Döring – Käufer,j@x.example\nÖzge Ünal,\n".encode("cp1252"))
    assert [line.values["Full Name"] for line in lines_of(path)][-2:] == ["Jörg Döring – Käufer", "Özge Ünal"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_damaged_gzip_file_says_so(tmp_path, suffix):
    path = tmp_path / f"people.{suffix}.gz"
    row = "Full Name,Email\n" if suffix == "csv" else ""
    rows = row + "".join(json.dumps({"full_name": f"A {random.random()}"}) + "\n" for _ in range(20_000))
    packed = gzip.compress((rows.replace("{", "").replace("}", "") if suffix == "csv" else rows).encode())
    middle = len(packed) // 2
    for damaged in (packed[:middle], packed[:12], packed[:middle] + b"\xff" * 5000 + packed[middle:], packed[:2]):
        path.write_bytes(damaged)
        with pytest.raises(FileError, match="damaged or cut off"):
            lines_of(path)


def test_a_damaged_parquet_file_says_so(tmp_path):
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"full_name": [f"A {random.random()}" for _ in range(20_000)]}), path)
    content = bytearray(path.read_bytes())
    content[200:2000] = b"\xff" * 1800
    path.write_bytes(content)
    with pytest.raises(FileError, match="damaged"):
        lines_of(path)


def test_a_cell_of_a_parquet_file_that_nobody_can_read_is_one_row(tmp_path):
    path = tmp_path / "people.parquet"
    seen = pa.array([0, 2**40, 0], pa.timestamp("s"))
    pq.write_table(pa.table({"full_name": ["A", "B", "C"], "seen": seen}), path)
    assert [(line.number, bool(line.broken)) for line in lines_of(path)] == [(1, False), (2, True), (3, False)]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_mapped_column_that_a_file_does_not_have_is_named(tmp_path, suffix):
    path = tmp_path / f"people.{suffix}"
    path.write_text("Wer,E-Mail\nIda Bruun,i@x.example\n")
    if suffix == "parquet":
        pq.write_table(pa.table({"Wer": ["Ida Bruun"], "E-Mail": ["i@x.example"]}), path)
    with pytest.raises(FileError, match=r"no column 'Wre'.*Wer, E-Mail"):
        leads(path, Wre="full_name")
    assert leads(path, wer="full_name")[0][0].full_name == "Ida Bruun"


def test_a_nested_column_can_be_mapped(tmp_path):
    path = tmp_path / "people.parquet"
    pq.write_table(pa.table({"wer": [{"ganz": "Ida Bruun", "leer": None}]}), path)
    assert leads(path, **{"wer.ganz": "full_name"})[0][0].full_name == "Ida Bruun"
    with pytest.raises(FileError, match=r"no column 'wer.halb'.*wer\.ganz"):
        leads(path, **{"wer.halb": "full_name"})


def test_a_table_without_a_known_name_shows_what_it_has():
    with pytest.raises(FileError, match="first row: Mitarbeiter\tRolle im Haus\tHaus\tProfil"):
        lines_of(FIXTURES / "unknown.tsv")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n", "no row of column names"),
        ("numbers.csv", b"1,2\n3,4\n", "no row of column names"),
        ("broken.json", b'{"full_name": ', "not JSON"),
        ("fake.parquet", b"PAR1 nothing else", "not a Parquet file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileError, match=reason):
        lines_of(path)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileError, match="No such file"):
        lines_of(tmp_path / "nothing.csv")


def test_a_document_of_any_size_is_read_person_by_person(tmp_path):
    people = [{"full_name": f"Person {at}", "summary": "x" * 2000, "score": 1.5} for at in range(3000)]
    assert len(json.dumps(people)) > 6 * WHOLE
    for wrap in (people, {"status": 200, "note": "x", "data": people, "total": 3000}):
        for suffix in ("json", "jsonl", "json.gz"):
            path = tmp_path / f"people.{suffix}"
            content = json.dumps(wrap, indent=1 if suffix == "json" else None).encode()
            path.write_bytes(gzip.compress(content, 1) if suffix.endswith("gz") else content)
            tracemalloc.start()
            with open_file(path) as file:
                tracemalloc.reset_peak()
                lines = 0
                for line in file.lines:
                    lines += 1
                    assert line.number == lines
                    assert line.values["score"] == 1.5
                    assert type(line.values["score"]) is float
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert lines == 3000
            assert peak < 5 * WHOLE, (suffix, peak)


@pytest.mark.parametrize("size", [3, 3000])
@pytest.mark.parametrize("start", ["[", '{"total": 2, "leads": ['])
def test_what_comes_before_the_break_of_a_document_is_kept(tmp_path, start, size):
    path = tmp_path / "people.json"
    rows = ",\n".join(json.dumps({"full_name": f"Person {at}", "summary": "x" * 2000}) for at in range(size))
    path.write_text(f'{start}{rows}, {{"full_name": ')
    found = []
    with (
        pytest.raises(FileError, match=rf"people.json is damaged or cut off after person {size:,}: "),
        open_file(path) as file,
    ):
        found.extend(line.values["full_name"] for line in file.lines)
    assert found == [f"Person {at}" for at in range(size)]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ('[{"full_name": ', "is not JSON: "),
        ('{"full_name": "A", "profiles": [{"url": "x"}', "is not JSON: "),
        ('{"total": 3', "is not JSON: "),
        ('["A", ', "is damaged"),
        ("[5", "is damaged"),
    ],
)
def test_a_broken_document_says_what_is_wrong(tmp_path, content, wrong):
    path = tmp_path / "people.json"
    path.write_text(content)
    with pytest.raises(FileError, match=wrong) as raised:
        lines_of(path)
    assert "people.json" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_one_person_over_many_lines(tmp_path):
    path = tmp_path / "ana.json"
    row = {"profiles": [{"url": "linkedin.com/in/ana-ruiz"}], "skills": ["SQL"], "full_name": "Ana Ruiz"}
    path.write_text(json.dumps(row, indent=2))
    assert [line.values for line in lines_of(path)] == [row]


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_a_person_inside_an_answer(tmp_path, suffix):
    path = tmp_path / f"answer.{suffix}"
    path.write_text(
        '{"status": 200, "likelihood": 9, "data": {"full_name": "Ana"}}\n{"_source": {"full_name": "Ben"}}\n'
    )
    assert [line.values for line in lines_of(path)] == [{"full_name": "Ana"}, {"full_name": "Ben"}]


def test_lines_of_which_the_first_is_broken_are_lines_however_many(tmp_path):
    path = tmp_path / "people.jsonl"
    row = json.dumps({"full_name": "A B", "summary": "x" * 2000})
    path.write_text('{"full_name": \n' + f"{row}\n" * 3000)
    lines = lines_of(path)
    assert (len(lines), bool(lines[0].broken), lines[-1].number) == (3001, True, 3001)
    assert not any(line.broken for line in lines[1:])
