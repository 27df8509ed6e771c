"""Rows of a table: none is lost, whatever quotes are never closed."""

import csv
import io
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadscout.intake.files import open_file
from leadscout.intake.records import LONGEST_RECORD, RecordReader

HEADER = ("Full Name", "Email", "Company", "Title", "Note")
WORD = st.text("abcdefghij äß's.-&", min_size=1, max_size=8).map(lambda word: f"x{word}y")
PLAIN = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
LISTED = st.lists(WORD, min_size=2, max_size=4).map(", ".join)
SPOKEN = st.tuples(PLAIN, PLAIN).map('{0[0]} "so" {0[1]}'.format)
LINES = st.lists(PLAIN, min_size=2, max_size=4)


@st.composite
def tables(draw):
    """Width, rows (the texts of the cells), and how they are written."""
    width = draw(st.integers(3, len(HEADER)))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = st.one_of(PLAIN, PLAIN, LISTED, SPOKEN, st.just(""), LINES.map(end.join))
    rows = [
        [f"Person {at}", f"p{at}@x.example", *(draw(text) for _ in range(width - 2))]
        for at in range(draw(st.integers(1, 12)))
    ]
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    return rows, draw(st.sampled_from([",", ";", "\t", "|"])), end, quoting


def written(rows, delimiter, end, quoting):
    """Each row as it stands in the file."""
    texts = []
    for row in rows:
        file = io.StringIO()
        csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerow(row)
        texts.append(file.getvalue())
    return texts


def read(texts, delimiter, end, width):
    """What is read under a header: records that are used, and the first and last lines of those that are not."""
    content = delimiter.join(HEADER[:width]) + end + "".join(texts)
    records = RecordReader(io.StringIO(content, newline=""), delimiter)
    next(iter(records))
    records.expect(width, [1])
    kept, refused = [], []
    for number, cells, broken in records:
        if not broken:
            kept.append((number, cells))
            continue
        last = re.search(r"lines \d+ to (\d+)", broken)
        refused.append((number, int(last[1]) if last else number))
    return kept, refused


@settings(max_examples=200, deadline=None)
@given(tables())
def test_a_whole_table_is_read_as_the_csv_module_reads_it(table):
    rows, delimiter, end, quoting = table
    texts = written(rows, delimiter, end, quoting)
    kept, refused = read(texts, delimiter, end, len(rows[0]))
    assert [cells for _, cells in kept] == list(
        csv.reader(io.StringIO("".join(texts), newline=""), delimiter=delimiter)
    )
    assert [cells for _, cells in kept] == rows
    assert not refused
    starts = [2 + sum(text.count("\n") for text in texts[:at]) for at in range(len(texts))]
    assert [number for number, _ in kept] == starts


@settings(max_examples=400, deadline=None)
@given(tables(), st.data())
def test_one_damaged_quote_costs_one_row(table, data):
    rows, delimiter, end, quoting = table
    at = data.draw(st.integers(0, len(rows) - 1))
    # A line inside the damaged row that has as many delimiters as a row is a row by all that can be seen.
    assume(not any(end in cell and delimiter in cell for cell in rows[at]))
    texts = written(rows, delimiter, end, quoting)
    assume(not any(line.count(delimiter) >= len(rows[0]) - 1 for line in texts[at].split(end)[1:]))
    places = list(damages(texts[at], delimiter, end))
    assume(places)
    texts[at] = data.draw(st.sampled_from(places))
    kept, refused = read(texts, delimiter, end, len(rows[0]))
    starts = [2 + sum(text.count("\n") for text in texts[:before]) for before in range(len(texts))]
    by_line = dict(kept)
    for index, (start, row) in enumerate(zip(starts, rows, strict=True)):
        named = any(first <= start <= last for first, last in refused)
        assert named or (start in by_line and (index == at or by_line[start] == row)), (texts, kept, refused)
    assert len(kept) + len(refused) == len(rows), (texts, kept, refused)


def damages(text, delimiter, end):
    """The row with one quote more, or one closing quote less, in each place where there can be one."""
    line = text.removesuffix(end)
    apart = re.escape(delimiter)
    for close in re.finditer(rf'(?<=[^"{apart}])"(?={apart}|$)', line):
        yield line[: close.start()] + line[close.end() :] + end
    for start in re.finditer(rf"(?:^|(?<={apart}))(?=x|P|p)", line):
        yield line[: start.start()] + '"' + line[start.start() :] + end
    for inside in re.finditer(r"(?<=[a-z])(?=[a-z])", line):
        yield line[: inside.start()] + '"' + line[inside.start() :] + end


def file_lines(path):
    with open_file(path) as file:
        return [(line.number, line.values.get("Full Name", ""), line.broken) for line in file.lines]


def people(start, count):
    return [f"Person {at},p{at}@x.example,Firm {at},Buyer" for at in range(start, start + count)]


@pytest.mark.parametrize(
    ("damaged", "after", "refused"),
    [
        ('Odd Quote,odd@x.example,"Quote & Sons,Owner', people(3, 20), [(4, 4)]),
        ('Odd Quote,odd@x.example,"Quote & Sons,Owner', [*people(3, 3), 'Ida,i@x.example,"Next, Inc",CEO'], [(4, 4)]),
        ('Odd Quote,odd@x.example,"Quote & Sons,Owner', [*people(3, 3), 'Ida,i@x.example,19",CEO'], [(4, 4)]),
        ('Odd Quote,odd@x.example,"Quote & Sons,Owner', ['Ida,i@x.example,"Two\nlines",CEO', *people(4, 2)], [(4, 4)]),
        ('Odd Quote,odd@x.example,"Quote\n& "Sons" &\nmore",Owner', people(3, 5), [(4, 6)]),
        ('Odd Quote,odd@x.example,Sons,"Owner', [], [(4, 4)]),
        ('Odd Quote,odd@x.example,"Quote & "Sons",Owner', people(3, 5), []),
        ('Odd Quote,odd@x.example,Quote 19" Sons,Owner', people(3, 5), []),
        ('Odd Quote,odd@x.example,"Quote " & Sons", Owner,"x', people(3, 5), [(4, 4)]),
        ('Odd Quote,odd@x.example,"' + "long " * (LONGEST_RECORD // 5 + 1) + '",Owner', people(3, 5), [(4, 4)]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quote_that_is_not_closed_swallows_nobody(tmp_path, damaged, after, refused, end):
    path = tmp_path / "people.csv"
    lines = ["Full Name,Email,Company,Title", *people(1, 2), damaged, *after]
    path.write_text("\n".join(lines).replace("\n", end), newline="")
    read = file_lines(path)
    assert len(read) == len(lines) - 1
    assert [name for _, name, broken in read if not broken and name != "Odd Quote"] == [
        line.partition(",")[0] for line in (*people(1, 2), *after)
    ]
    for (number, _, broken), (first, last) in zip((row for row in read if row[2]), refused, strict=True):
        assert number == first
        assert "quote" in broken
        assert (f"(lines {first} to {last})" in broken) is (last > first)


@pytest.mark.parametrize("row", ['x",y,"z', 'x"y,"z', '"x,y', 'x,"y,z'])
def test_thousands_of_stray_quotes_are_as_many_rows(tmp_path, row):
    path = tmp_path / "people.csv"
    path.write_text("Full Name,Email\n" + f"{row}\n" * 5000 + "Ida,i@x.example\n" * 5000)
    read = file_lines(path)
    assert [number for number, name, _ in read if name == "Ida"] == list(range(5002, 10_002))
    assert sum(_lines(broken) for _, _, broken in read if broken) + sum(not broken for *_, broken in read) == 10_000


def _lines(broken):
    span = re.search(r"lines (\d+) to (\d+)", broken)
    return int(span[2]) - int(span[1]) + 1 if span else 1


def test_lines_count_from_the_first_of_the_file_and_of_the_row(tmp_path):
    path = tmp_path / "people.tsv"
    path.write_text('\n \n\tFull Name\tEmail\n0\tIda\ti@x.example\n1\t"Kaj\nB"\tk@x.example\n2\tUte\t\n')
    assert file_lines(path) == [(4, "Ida", ""), (5, "Kaj\nB", ""), (7, "Ute", "")]
