"""Workbooks row by row: the same cells as python-calamine reads, in memory that does not grow with the rows."""

import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from leadscout.intake import openxml
from leadscout.intake.opened import FileError
from leadscout.intake.workbooks import written

FORMATS = (
    *("yyyy-mm-dd", "d mmm", "h:mm", "[h]:mm:ss", "mm:ss", "0.00", "General", "@", '"day" 0', "[Red]0", 'yyyy"y"'),
    *("0.0E+00", "[$-409]d/m/yy;@", "# ?/?", "dd\\.mm\\.yyyy", "hh:mm AM/PM", "s.00", '"d"0', "\\d0", "_d0", "*d0"),
    *(5, 9, 14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 58),
)
NUMBERS = (45000.0, 45000.5, 0.25, 60, 61, 1, 0, 45000.123456789, 7)


def typed(path, **options):
    """A workbook with everything that a cell can be."""
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, bold = book.add_worksheet("One"), book.add_format({"bold": True})
        book.add_worksheet("Other").write(0, 0, "x")
        sheet.write(1, 1, "behind blanks")
        for at, form in enumerate(FORMATS, 3):
            sheet.write(at, 0, str(form))
            for column, number in enumerate(NUMBERS, 1):
                sheet.write_number(at, column, number, book.add_format({"num_format": form}))
        row = len(FORMATS) + 5
        sheet.write_boolean(row, 0, True)  # noqa: FBT003
        sheet.write_formula(row, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(row, 2, '="x"', None, "Zoë <&> 山田")
        sheet.write_string(row, 3, "a\rb_x000D_c\x01\N{GRINNING FACE}")
        sheet.write_rich_string(row, 4, "ab", bold, "cd", " ef ")
        sheet.write_string(row, 5, "  ends with blanks ")
        sheet.write_number(row, 6, 1e20)
        sheet.write_number(row, 30, -2.5)
        sheet.write_datetime(row, 31, datetime(2024, 2, 29, 1, 2), book.add_format({"num_format": 22}))  # noqa: DTZ001
        sheet.write_url(row, 32, "https://tarva.example", string="a link")
    return path


def rewritten(path, to, change):
    """The same workbook with parts that `change` made of them, from name and content."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            for changed in change(name, old.read(name)):
                new.writestr(*changed)
    return to


def cells(path, sheet="One"):
    return {number: row for number, row in openxml.rows(path, sheet, lambda _: None)}  # noqa: C416 - pairs


def held(path, sheet="One"):
    rows = enumerate(CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).iter_rows(), start=1)
    texts = ((number, list(map(written, row))) for number, row in rows)
    return {number: row for number, row in texts if any(row)}


def trimmed(rows):
    """Rows without the blanks behind their last cell."""
    return {number: row[: max(at + 1 for at, text in enumerate(row) if text)] for number, row in rows.items()}


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}, {"date_1904": True}], ids=str)
def test_cells_are_read_as_the_library_reads_them(tmp_path, options):
    path = typed(tmp_path / "a.xlsx", **options)
    assert openxml.names(path) == ["One", "Other"]
    assert trimmed(cells(path)) == trimmed(held(path))
    assert cells(path, "Other") == {1: ["x"]}


def test_prefixes_absolute_targets_and_pronunciations(tmp_path):
    def change(name, data):
        text = data.decode()
        if name == "xl/worksheets/sheet1.xml":
            text = text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
        if name == "xl/_rels/workbook.xml.rels":
            text = text.replace('Target="worksheets', 'Target="/xl/worksheets')
        if name == "xl/sharedStrings.xml":
            text = text.replace("behind blanks</t>", 'behind blanks</t><rPh sb="0" eb="1"><t>spoken</t></rPh>')
        return [(name, text)]

    plain = typed(tmp_path / "a.xlsx")
    assert cells(rewritten(plain, tmp_path / "b.xlsx", change)) == cells(plain)


def entity(name, data):
    return [(name, data.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1))]


def cut(name, data):
    return [(name, data[: len(data) // 2] if "sheet1" in name else data)]


def missing(name, data):
    return [] if "worksheets" in name else [(name, data)]


def endless(name, data):
    end = data.index(b"</row>") if "sheet1.xml" in name and b"</row>" in data else 0
    return [(name, data[:end] + b"<c><v>" + b"1" * (1 << 25) + b"</v></c>" + data[end:] if end else data)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (entity, "declares a document type"),
        (cut, "damaged workbook"),
        (missing, "is not in it"),
        (endless, "longer than 16 MB"),
    ],
)
def test_what_is_damaged_says_so(tmp_path, change, why):
    path = rewritten(typed(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", change)
    with pytest.raises(FileError, match=why):
        cells(path)


def test_memory_does_not_grow_with_the_rows(tmp_path):
    """8 MB of texts, of which python-calamine holds 18."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("First Name", "Last Name", "Email", "Start Date"))
        for at in range(1, 2501):
            sheet.write_row(at, 0, (f"{at} " + "Odile " * 160, f"Tarva{at}" * 100, f"p{at}@tarva.example" * 50))
    code = (
        "import sys; from resource import *; from pathlib import Path; from leadscout.intake.files import open_file\n"
        "with open_file(Path(sys.argv[1])) as file:\n"
        "    next(file.lines); before = getrusage(RUSAGE_SELF).ru_maxrss\n"
        "    print(sum(1 for _ in file.lines), getrusage(RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)  # noqa: S603
    count, grown = map(int, done.stdout.split())
    assert count == 2499
    assert grown < 6 << 10
