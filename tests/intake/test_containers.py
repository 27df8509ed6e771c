"""Workbooks, vCards and archives, made here as their programs make them; and what cannot be read says what it is."""

import zipfile
from datetime import date

import pytest
import xlsxwriter
from conftest import FIXTURES, run, told

from leadscout.intake import archives
from leadscout.intake.files import open_file
from leadscout.intake.leads import Rows
from leadscout.intake.opened import FileChoices, FileError

HEAD = ("First Name", "Last Name", "Email", "Job Title", "Company", "Start Date", "Phone", "Company Size")
ROW = (
    "Odile",
    "Tarvá",
    "odile@tarva.example",
    "Käuferin",
    "Tarva GmbH",
    date(2020, 3, 1),
    420555000111,
    date(2026, 2, 10),
)


def workbook(path, **sheets):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def ods(path, rows):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="People">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("styles.xml", "<x/>")
        packed.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def people(path, choices=FileChoices()):  # noqa: B008
    with open_file(path, (), choices) as file:
        rows = Rows({}, file.format, None, file.columns)
        return [rows.lead(line.values) for line in file.lines]


def test_a_workbook_is_read_by_its_bytes_with_its_days_and_numbers(tmp_path):
    path = workbook(tmp_path / "leads.csv", People=[("Exported for you",), (), HEAD, ROW])
    (odile,) = people(path)
    job = odile.positions[0]
    assert (odile.full_name, odile.emails, odile.phones) == ("Odile Tarvá", ("odile@tarva.example",), ("420555000111",))
    assert (job.title, job.company.name, job.started, job.company.size) == (
        "Käuferin",
        "Tarva GmbH",
        "2020-03-01",
        "2-10",
    )


def test_a_sheet_is_chosen_by_its_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx", First=[HEAD, ROW], Second=[HEAD, ("Ivo", "Strand", "i@s.example")])
    assert [lead.first_name for lead in people(path, FileChoices(sheet="second"))] == ["Ivo"]
    with pytest.raises(FileError, match="it has First, Second"):
        people(path, FileChoices(sheet="Third"))


def test_a_sheet_of_open_document(tmp_path):
    (ute,) = people(ods(tmp_path / "a.ods", [("Vorname", "Nachname", "Firma"), ("Ute", "Größe", "Nord KG")]))
    assert (ute.full_name, ute.positions[0].company.name) == ("Ute Größe", "Nord KG")


@pytest.mark.parametrize("name", ["people.xls", "people.ods"])
def test_workbooks_of_other_programs(tmp_path, name):
    """Written by xlwt (BIFF8 in an OLE container) and odfpy, with the million empty rows that LibreOffice repeats."""
    path = FIXTURES / "workbooks" / name
    (odile,) = people(path, FileChoices(sheet="People"))
    job = odile.positions[0]
    assert (odile.full_name, odile.emails, odile.phones) == ("Odile Tarvá", ("odile@tarva.example",), ("420555000111",))
    assert (job.title, job.company.name, job.started) == ("Käuferin", "Tarva GmbH", "2020-03-01")
    assert job.company.size == "2-10", "Excel's day of February"
    done = run("import", path, "--json", "--data", tmp_path)
    assert (done.returncode, '"new":1' in done.stdout, "sheet Notes: passed over" in done.stderr) == (0, True, True)


def test_every_sheet_with_people_is_imported_and_the_others_are_named(tmp_path):
    rows = [HEAD, ROW]
    path = workbook(
        tmp_path / "a.xlsx", One=rows, Notes=[("x", "y"), (1, 2)], Two=[HEAD, ("Ivo", "Strand", "i@s.example")]
    )
    done = run("import", path, "--json", "--data", tmp_path / "data")
    assert (done.returncode, '"new":2' in done.stdout) == (0, True)
    assert "sheet Notes: passed over" in done.stderr
    assert told("import", path, "--data", tmp_path / "data")["unchanged"] == 2


CARDS = {
    "2.1": "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gro=C3=9F;J=C3=BCrgen;;Dr.\r\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=\r\n Gro=C3=9F\r\nORG:Nord KG;Vertrieb\r\nTITLE:Leiter\r\n"
    "TEL;WORK;VOICE:+49 30 123456\r\nEMAIL;INTERNET:j@nord.example\r\nADR;WORK:;;Weg 1;Bonn;NRW;53111;Deutschland\r\n"
    "END:VCARD\r\n",
    "3.0": "BEGIN:VCARD\nVERSION:3.0\nN:Groß;Jürgen;;Dr.;\nFN:Jürgen Groß\nORG:Nord KG;Vertrieb\nTITLE:Lei\n ter\n"
    "TEL;TYPE=WORK,VOICE:+49 30 123456\nitem1.EMAIL;TYPE=INTERNET:j@nord.example\n"
    "ADR;TYPE=WORK:;;Weg 1\\, Hof;Bonn;NRW;53111;Deutschland\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\n AAAA\nEND:VCARD\n",
    "4.0": "begin:vcard\nVERSION:4.0\nFN:Jürgen Groß\nN:Groß;Jürgen;;Dr.;\nORG:Nord KG\nTITLE:Leiter\n"
    'TEL;VALUE=uri;TYPE="work,voice":tel:+49 30 123456\nEMAIL:mailto:j@nord.example\n'
    "ADR:;;Weg 1;Bonn;NRW;53111;Deutschland\nURL:https://www.linkedin.com/in/juergen-gross\nEND:VCARD\n",
}


@pytest.mark.parametrize("version", CARDS)
def test_v_cards(tmp_path, version):
    path = tmp_path / "cards.vcf"
    path.write_text(CARDS[version] * 2, newline="")
    jurgen, again = people(path)
    assert jurgen == again
    assert (jurgen.last_name, jurgen.emails, jurgen.phones) == ("Groß", ("j@nord.example",), ("+49 30 123456",))
    assert (jurgen.positions[0].title, jurgen.positions[0].company.name) == ("Leiter", "Nord KG")
    assert (jurgen.location.city, jurgen.location.country) == ("Bonn", "Deutschland")


def test_a_card_that_is_cut_off_costs_one_row(tmp_path):
    path = tmp_path / "cards.vcf"
    path.write_text(CARDS["3.0"] + "BEGIN:VCARD\nFN:Half\n")
    with open_file(path) as file:
        assert [line.broken[:14] for line in file.lines] == ["", "a card without"]


def archive(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name.replace("__", "/") + ".csv", text)
    return path


def test_linkedins_archive_gives_its_connections_and_its_owner_and_nobody_else(tmp_path):
    path = archive(
        tmp_path / "Basic_LinkedInDataExport.zip",
        Connections="Notes:\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Bram,Tolland,https://www.linkedin.com/in/bram-tolland,,Acmira,Engineer,04 Mar 2025\n",
        Profile="First Name,Last Name,Maiden Name,Address,Headline,Industry,Geo Location\n"
        'Ove,Lindal,,,Consultant,,"Oslo, Norway"\n',
        Positions="Company Name,Title,Description,Location,Started On,Finished On\n"
        "Kartona AS,Principal,Led,Oslo,Jan 2018,\n",
        Certifications="Name,Url,Authority,Started On,Finished On,License Number\nCloud Brewer,x,Board,Jul 2021,,7\n",
        Skills="Name\nPython\n",
        messages="CONVERSATION ID,FROM,TO,CONTENT\n1,A,B,hello\n",
    )
    done = run("import", path, "--json", "--data", tmp_path / "data")
    assert (done.returncode, '"new":2' in done.stdout) == (0, True), done.stderr
    assert told("count", "--title", "Principal", "--data", tmp_path / "data") == {"count": 1}
    assert told("import", path, "--data", tmp_path / "data")["unchanged"] == 2


def test_an_archive_that_is_too_large_when_unpacked_is_refused(tmp_path):
    path = archive(tmp_path / "a.zip", people="x" * 20_000)
    with pytest.raises(FileError, match="larger than"), archives.unpacked(path, largest=10_000):
        pass


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "Office document"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "HTML"),
        (b"SQLite format 3\x00", "SQLite"),
        (bytes(range(1, 32)) * 40, "no text"),
        (b"PK\x03\x04broken", "damaged"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(tmp_path, content, word):
    path = tmp_path / "people.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileError, match=word) as error:
        people(path)
    assert str(error.value).isprintable()


def test_a_word_document_is_no_workbook(tmp_path):
    path = tmp_path / "people.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    with pytest.raises(FileError, match="Word document"):
        people(path)


def test_a_dry_run_proposes_and_a_mapping_is_kept_by_name(tmp_path):
    path, data = tmp_path / "x.csv", tmp_path / "data"
    path.write_text(
        "Full Name,Email,Zorg,Mork\nAda Quill,a@q.example,Berlin,Head of Sales\nIda Kern,i@k.example,Paris,CFO\n"
    )
    done = run("import", path, "--dry-run", "--data", data)
    assert '--map "Zorg=location"' in done.stderr
    assert '--map "Mork=title"' in done.stderr
    assert (
        told("import", path, "--map", "Zorg=location", "--map", "Mork=title", "--save-map", "crm", "--data", data)[
            "new"
        ]
        == 2
    )
    assert told("count", "--title", "CFO", "--data", data) == {"count": 1}
    other = tmp_path / "y.csv"
    other.write_text("Full Name,Email,Zorg,Mork\nEva Roth,e@r.example,Wien,CEO\n")
    assert told("import", other, "--map", "crm", "--data", data)["new"] == 1
    assert told("count", "--location", "Wien", "--data", data) == {"count": 1}
    assert "(crm)" in run("import", other, "--map", "crmm", "--data", data).stderr
