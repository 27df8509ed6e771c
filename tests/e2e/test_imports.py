"""Imports over HTTP: files that are sent, looked at, imported in the background, and taken back."""

import csv
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from conftest import FIXTURES, new_key, run, told, until, workers_of

from leadscout.client import Client, LeadscoutError

MAY = ("people:write",)
LARGEST = 3_000_000
TABLE = (
    "Full Name;Email;Firma;Zorg;Start Date\n"
    "Ana Ruiz;ana@x.example;Nordwind GmbH;Berlin;03.04.2021\n"
    "Bjørn Öz;bjorn@x.example;Südwind GmbH;Paris;2020\n"
    ";;Firma;;\n"
    "Cem Aydin;cem@x.example;Nordwind GmbH;Madrid;soon\n"
)


@pytest.fixture(scope="module")
def here(serve, tmp_path_factory):
    """A server without people, with a key that may import."""
    data = tmp_path_factory.mktemp("imports")
    server = serve(data, LEADSCOUT_MAX_IMPORT=str(LARGEST))
    return replace(server, key=new_key(data, "importer", may=MAY))


def sent(here, content, name="contacts.csv", **more):
    answer = here("POST", "/v1/imports", params={"name": name}, content=content, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def begun(here, id_, **choices):
    answer = here("POST", f"/v1/imports/{id_}/start", json=choices)
    assert answer.status_code == 200, answer.text
    return over(here, id_)


def over(here, id_):
    def look():
        job = here("GET", f"/v1/imports/{id_}").json()
        return job["over"] and job

    return until(look, f"import {id_} is over", 0.1)


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def people(here):
    return here("POST", "/v1/count", json={"location": ["Worldwide"]}).json()["total"]


def counted(here, number, **query):
    """Wait until the index knows so many people."""
    until(lambda: here("POST", "/v1/count", json=query).json()["total"] == number, f"{number} people for {query}", 0.1)


def numbers(job):
    return tuple(job[name] for name in ("rows", "new", "updated", "unchanged", "rejected", "conflicts"))


def test_a_file_is_looked_at_imported_and_taken_back(here):
    job = sent(here, TABLE.encode("cp1252"))
    assert (job["status"], job["name"], job["size"]) == ("uploaded", "contacts.csv", len(TABLE))
    seen = job["preview"]
    assert (seen["format"], seen["encoding"], seen["sheets"]) == ("table", "cp1252", ["contacts.csv"])
    assert {"name": "Firma", "field": "company_name"} in seen["columns"]
    assert seen["unknown"] == [{"name": "Zorg", "values": ["Berlin", "Paris", "Madrid"], "looks_like": "location"}]
    assert seen["mapping"] == {"Zorg": "location"}
    assert [row["lead"] and row["lead"]["full_name"] for row in seen["rows"]] == [
        "Ana Ruiz",
        "Bjørn Öz",
        None,
        "Cem Aydin",
    ]
    assert seen["rows"][2]["reason"].startswith("nobody: ")
    assert "soon" in seen["rows"][3]["doubts"][0]
    assert "there are no people in" in run("count", "--data", here.data).stderr, "nothing of it is kept"

    assert code(here("POST", f"/v1/imports/{job['id']}/undo")) == (409, "import_not_over")
    done = begun(here, job["id"], mapping=seen["mapping"], as_of="2026-03-01")
    assert (done["status"], done["reason"], done["preview"]) == ("done", None, None)
    assert numbers(done) == (4, 3, 0, 0, 1, 0)
    assert [(one["file"], one["as_of"]) for one in done["files"]] == [("table:contacts.csv", "2026-03-01")]
    counted(here, 1, location=["Berlin"])
    rows = list(csv.DictReader(StringIO(here("GET", f"/v1/imports/{job['id']}/rejected").text)))
    assert [(row["file"], row["line"], row["problem"]) for row in rows] == [
        ("contacts.csv", "4", "rejected"),
        ("contacts.csv", "5", "warning"),
    ]
    listed = told("import", "--list", "--data", here.data)
    assert [(one["file"], one["state"], one["rejected"]) for one in listed] == [("table:contacts.csv", "done", 1)]

    again = sent(here, TABLE.encode("cp1252"))
    more = sent(here, f"{TABLE}Dana Ito;dana@x.example;;;\nD. Ito;dana@x.example;;;\n".encode("cp1252"))
    check = here("POST", f"/v1/imports/{more['id']}/preview", json={"as_of": "2026-03-01"}).json()["check"]
    assert check == {**dict(rows=6, people=5, new=1, known=4, doubtful=1, rejected=1), "whole": True}  # noqa: C408
    assert numbers(begun(here, more["id"], as_of="2026-03-01"))[:2] == (6, check["new"])
    here("POST", f"/v1/imports/{more['id']}/undo")
    assert over(here, more["id"])["status"] == "undone"
    assert numbers(begun(here, again["id"], mapping=seen["mapping"], as_of="2026-03-01")) == (4, 0, 0, 3, 1, 0)
    assert code(here("POST", f"/v1/imports/{job['id']}/start", json={})) == (409, "import_begun")
    assert code(here("DELETE", f"/v1/imports/{job['id']}")) == (409, "import_begun")

    for one in (job, again):
        here("POST", f"/v1/imports/{one['id']}/undo")
        assert over(here, one["id"])["status"] == "undone"
        counted(here, 3 if one is job else 0, company=["Nordwind", "Südwind"])
    assert code(here("POST", f"/v1/imports/{job['id']}/undo")) == (409, "undone_before")
    files = [path.name for path in (here.data / "imports" / job["id"]).iterdir()]
    assert all(name.startswith("problems-") for name in files), "the file itself is not kept longer than needed"


def test_each_import_is_its_accounts(here):
    mine = sent(here, TABLE)
    other = new_key(here.data, "other", may=MAY)
    nobody = new_key(here.data, "asks only")
    for method, path in (
        ("GET", ""),
        ("GET", "/rejected"),
        ("POST", "/start"),
        ("POST", "/preview"),
        ("POST", "/undo"),
        ("DELETE", ""),
    ):
        more = {"json": {}} if path in ("/start", "/preview") else {}
        assert code(here(method, f"/v1/imports/{mine['id']}{path}", key=other, **more)) == (404, "no_import")
        assert code(here(method, f"/v1/imports/{mine['id']}{path}", key=nobody, **more)) == (403, "scope_needed")
    assert here("GET", "/v1/imports", key=other).json() == {"imports": []}
    assert code(here("POST", "/v1/imports", params={"name": "a.csv"}, content=TABLE, key=nobody)) == (
        403,
        "scope_needed",
    )
    newer = [sent(here, TABLE, f"{number}.csv")["id"] for number in range(4)]
    rows = here("GET", "/v1/imports", params={"limit": 5}).json()["imports"]
    assert [one["id"] for one in rows] == [*reversed(newer), mine["id"]], "the newest first, within a second too"
    assert here("DELETE", f"/v1/imports/{mine['id']}").status_code == 204
    assert code(here("GET", f"/v1/imports/{mine['id']}")) == (404, "no_import")
    assert not (here.data / "imports" / mine["id"]).exists()


def test_a_key_gives_what_it_has(here):
    given = here("POST", "/v1/keys", json={"name": "more", "may": list(MAY)})
    assert given.json()["may"] == list(MAY)
    plain = new_key(here.data, "plain")
    assert code(here("POST", "/v1/keys", json={"name": "more", "may": list(MAY)}, key=plain)) == (403, "scope_needed")
    made = told("keys", "create", "by hand", "--may", "people:write", "--data", here.data)
    assert here("GET", "/v1/imports", key=made["key"]).status_code == 200


def large(size):
    """A table of a size, piece by piece; its people are one and the same."""
    yield b"Full Name,Email,Note\n"
    row = b"Ana Ruiz,ana@x.example," + b"x" * 1000 + b"\n"
    for _ in range(size // (len(row) * 100)):
        yield row * 100


def test_a_file_has_a_bound_of_its_own(here):
    job = sent(here, b"".join(large(LARGEST - 200_000)))
    assert job["size"] > 2_000_000, "more than a body may have"
    here("DELETE", f"/v1/imports/{job['id']}")
    for content in (b"x" * (LARGEST + 1), large(LARGEST * 2)):
        refused = here("POST", "/v1/imports", params={"name": "large.csv"}, content=content)
        assert code(refused) == (413, "file_too_large")
        assert f"{LARGEST} bytes" in refused.json()["detail"]
    left = [path.name for path in (here.data / "imports").iterdir() if path.name.startswith("new-")]
    assert not left


def peak(pid):
    """Kilobytes that a process had at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_memory_stays_flat(serve, tmp_path):
    server = serve(tmp_path, LEADSCOUT_MAX_IMPORT="200000000")
    server = replace(server, key=new_key(tmp_path, may=MAY))
    sent(server, b"".join(large(200_000)))
    before = peak(server.process.pid)
    assert sent(server, large(80_000_000))["size"] > 79_000_000
    assert peak(server.process.pid) - before < 30_000


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"%PDF-1.7 ...", "a.pdf", "a.pdf is a PDF document"),
        (b"", "a.csv", "a.csv is empty"),
        (b"x,y\n1,2\n", "../../a.csv", "a.csv: no row of column names"),
    ],
)
def test_what_cannot_be_read_is_said(here, content, name, sentence):
    answer = here("POST", "/v1/imports", params={"name": name}, content=content)
    assert code(answer) == (422, "unreadable_file")
    assert answer.json()["detail"].startswith(sentence)
    assert str(here.data) not in answer.text


def test_choices_are_checked_before_anything_begins(here):
    job = sent(here, TABLE)

    def refused(**choices):
        return code(here("POST", f"/v1/imports/{job['id']}/start", json=choices))

    assert refused(mapping={"Zorg": "lokation"}) == (422, "unknown_value")
    assert refused(mapping={"Nope": "location"}) == (422, "unreadable_file")
    assert refused(encoding="utf-99") == (422, "unknown_value")
    assert refused(as_of="soon")[0] == 422
    assert here("GET", f"/v1/imports/{job['id']}").json()["status"] == "uploaded"
    other = here("POST", f"/v1/imports/{job['id']}/preview", json={"mapping": {"Zorg": "location"}}).json()
    assert other["rows"][0]["lead"]["location"]["text"] == "Berlin"
    here("DELETE", f"/v1/imports/{job['id']}")


def workbook():
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, rows in (("Notes", [["x"]]), ("Spain", [["Nombre", "Correo"], ["Eva Sol", "eva@x.example"]])):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        sheet = book.add_worksheet("Italy")
        sheet.write_row(0, 0, ["Nome", "Cognome", "Email"])
        sheet.write_row(1, 0, ["Gia", "Neri", "gia@x.example"])
    return stream.getvalue()


def archive():
    stream = BytesIO()
    with ZipFile(stream, "w") as packed:
        packed.writestr("a/one.csv", "Full Name,Email\nEva Sol,eva@x.example\n")
        packed.writestr("two.csv", "Full Name,Email\nGia Neri,gia@x.example\n")
        packed.writestr("read.me", "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sheets"),
    [(workbook(), "people.xlsx", ["Notes", "Spain", "Italy"]), (archive(), "people.zip", ["a/one.csv", "two.csv"])],
    ids=["xlsx", "zip"],
)
def test_workbooks_and_archives_have_parts(here, content, name, sheets):
    job = sent(here, content, name)
    assert job["preview"]["sheets"] == sheets
    assert job["preview"]["rows"][0]["lead"]["full_name"] == "Eva Sol"
    done = begun(here, job["id"])
    assert (done["status"], len(done["files"]), done["new"]) == ("done", 2, 2)
    here("POST", f"/v1/imports/{job['id']}/undo")
    assert over(here, job["id"])["status"] == "undone"


def test_who_sends_dates_says_what_stands_first_in_them(here, tmp_path):
    table = "Full Name,Email,Company,Start Date\nEva Sol,eva@x.example,Sol AG,03/04/2021\n"
    job = sent(here, table)
    path = f"/v1/imports/{job['id']}/preview"
    for first, started in (("", "2021"), ("day", "2021-04-03"), ("month", "2021-03-04")):
        (row,) = here("POST", path, json={"first": first}).json()["rows"]
        assert row["lead"]["positions"][0]["started"] == started
    assert code(here("POST", path, json={"first": "year"})) == (422, "unknown_value")
    here("DELETE", f"/v1/imports/{job['id']}")
    (tmp_path / "a.csv").write_text(table)
    done = run("import", "--first", "month", tmp_path / "a.csv", "--data", tmp_path / "data")
    assert (done.returncode, "in an order" in done.stderr) == (0, False)
    shown = run("people", "show", "eva@x.example", "--json", "--data", tmp_path / "data").stdout
    assert '"started":"2021-03-04"' in shown
    assert run("import", "--first", "year", tmp_path / "a.csv", "--data", tmp_path / "data").returncode == 2


def test_a_file_sent_again_with_its_key_is_one_import(here):
    key = {"Idempotency-Key": "file 7"}
    first, again = (sent(here, TABLE, headers=key) for _ in range(2))
    assert first == again
    other = here("POST", "/v1/imports", params={"name": "a.csv"}, content=TABLE + "Dan Fox;;;;\n", headers=key)
    assert code(other) == (422, "idempotency_key_reused")
    here("DELETE", f"/v1/imports/{first['id']}")


def test_an_import_goes_on_after_its_worker_is_killed(here):
    rows = 12_000
    table = "Full Name,Email,Company\n" + "".join(
        f"Person {at},p{at}@x.example,X\n" if at % 100 else ",,nobody\n" for at in range(rows)
    )
    nobody = rows // 100
    job = sent(here, table, "many.csv")
    here("POST", f"/v1/imports/{job['id']}/start", json={})
    until(lambda: here("GET", f"/v1/imports/{job['id']}").json()["rows"] > 0, "it has begun", 0.01)
    for pid in workers_of(here.data):
        os.kill(pid, signal.SIGKILL)
    left = here("GET", f"/v1/imports/{job['id']}").json()
    assert 0 < left["rows"] < rows, "it was killed before its end"
    done = over(here, job["id"])
    assert numbers(done) == (rows, rows - nobody, 0, 0, nobody, 0), done
    listed = here("GET", f"/v1/imports/{job['id']}/rejected").text.splitlines()[1:]
    lines = [int(row.split(",")[1]) for row in listed]
    assert lines == [at + 2 for at in range(0, rows, 100)], "each once"
    here("POST", f"/v1/imports/{job['id']}/undo")
    assert over(here, job["id"])["status"] == "undone"
    assert told("count", "--data", here.data) == {"count": 0}


def test_the_client_imports(here):
    with Client(here.url, here.key) as client:
        made = client.imports.create(FIXTURES / "Connections.csv")
        assert made["preview"]["format"].startswith("linkedin")
        client.imports.start(made["id"], as_of=datetime.now(UTC).date().isoformat())
        done = until(lambda: (job := client.imports.get(made["id"]))["over"] and job, "it is over", 0.1)
        assert (done["status"], done["new"]) == ("done", 3)
        assert client.imports.rejected(made["id"]).startswith("file,line,problem,reason")
        assert client.imports.list(limit=1)[0]["id"] == made["id"]
        client.imports.undo(made["id"])
        until(lambda: client.imports.get(made["id"])["status"] == "undone", "it is undone", 0.1)
        other = client.imports.create(FIXTURES / "people.jsonl", name="x.jsonl")
        assert client.imports.preview(other["id"], encoding="utf-8")["rows"]
        client.imports.delete(other["id"])
        with pytest.raises(LeadscoutError, match="no import"):
            client.imports.get(other["id"])
