"""Files that were made to fill the memory: refused, with why, and without being held."""

import gzip
import os
import time
import tracemalloc
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadscout.intake.columns import fields
from leadscout.intake.files import open_file
from leadscout.intake.folders import files
from leadscout.intake.leads import RowError, Rows
from leadscout.intake.opened import FileError

PART, PARTS = b"x" * (1 << 20), 40
MOST = 25_000_000
"""Bytes that reading may hold; each of the files unpacks to 40 MB, and grows with what is sent."""

HOSTILE = {
    "one line.csv": ([PART] * PARTS, "no row of column names"),
    "a quote.csv": ([b'Name,Title\n"', *[PART] * PARTS], ""),
    "blanks.csv": ([b" " * (1 << 20)] * PARTS, "more than 65,536 blanks"),
    "columns.csv": ([b"c," * (1 << 19)] * PARTS, "no row of column names"),
    "brackets.json": ([b"[" * (1 << 20)] * PARTS, "brackets are open"),
    "objects.json": ([b'[{"a":' * 10_000] * PARTS, "brackets are open"),
    "a text.json": ([b'[{"name": "', *[PART] * PARTS], "longer than 8,000,000 bytes"),
    "lines.jsonl": ([b'{"name": "', *[PART] * PARTS], "JSON"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_not_held(tmp_path, name):
    parts, sentence = HOSTILE[name]
    path = tmp_path / f"{name}.gz"
    with gzip.open(path, "wb", 1) as file:
        file.writelines(parts)
    tracemalloc.start()
    try:
        with open_file(path) as opened:
            lines = list(opened.lines)
        why = " ".join(line.broken for line in lines)
    except FileError as error:
        lines, why = [], str(error)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence in why
    assert all(line.broken for line in lines)
    assert peak < MOST, f"{peak:,} bytes"


def test_a_gzipped_file_that_goes_on_for_ever_is_read_to_a_bound(tmp_path):
    """Of the usual one, 4 GB, a file of 4 MB holds more; that takes 23 s to unpack."""
    path = tmp_path / "rows.csv.gz"
    part = gzip.compress(b"Ana Ruiz,CEO\n" * 10_000)
    path.write_bytes(gzip.compress(b"Name,Title\n") + part * 20)
    with open_file(path) as opened:
        assert sum(not line.broken for line in opened.lines) == 200_000
    with pytest.raises(FileError, match="is larger than 1,000,000 bytes when unpacked"):  # noqa: SIM117
        with open_file(path, largest=1_000_000) as opened:
            list(opened.lines)


def test_a_line_that_is_too_long_keeps_the_numbers_of_the_others(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"Name,Title\nAna,CEO\nBo," + b"x" * 2_500_000 + b"\nCy,CTO\n")
    with open_file(path) as opened:
        lines = list(opened.lines)
    assert [(line.number, bool(line.broken)) for line in lines] == [(2, False), (3, True), (4, False)]


def test_a_dictionary_of_one_large_text_is_refused(tmp_path):
    path = tmp_path / "people.parquet"
    name = pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), pa.array(["y" * 2_000_000]))
    pq.write_table(pa.table({"full_name": name}), path, compression="zstd")
    with open_file(path) as opened, pytest.raises(FileError, match="rows of more than 1,000,000 bytes"):
        list(opened.lines)


def test_links_in_a_folder_are_not_followed(tmp_path):
    folder, secret = tmp_path / "folder", tmp_path / "secret.csv"
    folder.mkdir()
    secret.write_text("Name,Title\nAna,CEO\n")
    (folder / "people.csv").symlink_to(secret)
    (folder / "nowhere.csv").symlink_to(tmp_path / "missing")
    listed = list(files([folder]))
    assert [file.path.name for file in listed] == ["nowhere.csv", "people.csv"]
    assert all(file.passed_over.startswith("a link") for file in listed)


def test_a_name_that_is_no_utf_8_is_a_file_like_others(tmp_path):
    path = os.fsencode(tmp_path) + b"/bad\xff.csv"
    with open(path, "w") as file:  # noqa: PTH123 - a name in bytes
        file.write("First Name,Title\nAna,CEO\n")
    (file_,) = files([tmp_path])
    with open_file(file_.path) as opened:
        assert len(list(opened.lines)) == 1


SHAPES = ("a", "1", " ", "\t", "@", "a@", "a.", "1 ", "(", "[", "Jan 2020 - ", "+49 ", "&amp;", "a;", "2020")
"""What cells of one letter, sign or word again and again are made of: what patterns stumble over."""

COSTS = 30
"""Seconds of processor time for all of them; a date of 8,000 blanks alone took minutes, and the whole takes 5."""


def test_no_cell_costs_seconds():
    began = time.process_time()
    for field in sorted({*fields("person", "").values()} - {"full_name"}):
        rows = Rows({field: field})
        for shape in SHAPES:
            cell = f"x{shape * (20_000 // len(shape))}x"
            with suppress(RowError):
                rows.read({"full_name": "Ana Quint", field: cell})
            assert time.process_time() - began < COSTS, (field, shape)


def test_no_row_costs_seconds_and_what_is_too_long_is_kept_and_told():
    blanks = f"2020{' ' * 5000}2021"
    rows = Rows({})
    began = time.process_time()
    job = {"title": "CEO", "started": blanks, "company": "Quartz"}
    reading = rows.read(
        {"full name": "Ana Quint", "email": ["ana@quartz.example", "a" * 5000], "experience": [job] * 50}
    )
    assert time.process_time() - began < 1
    assert reading.lead.positions[0].title == "CEO"
    assert reading.lead.positions[0].started == ""
    assert "is longer than 200 characters; kept under custom" in reading.doubts[-1]
    assert reading.lead.custom["experience.1.started"].startswith("2020")
