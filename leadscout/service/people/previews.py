"""What a file looks like before it is imported, and what importing it would do."""

import codecs
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from leadscout.errors import Fault, Refused
from leadscout.model.files import (
    FIRSTS,
    FileCheck,
    FileError,
    FilePart,
    FilePreview,
    FileReader,
    NobodyError,
    PartReading,
    ReadingChoices,
    ReadRow,
    UnknownColumn,
)
from leadscout.service.people.expectations import Expectation
from leadscout.service.people.intake import BATCH, Arrived

_LOOKED_AT = 200
"""Rows whose cells say what unknown columns may mean."""

_CHECKED = 20_000
"""Rows that are read to say what an import would do: a second's work."""

_LISTED = 1000
"""Rejected rows that are listed before an import."""

_SHOWN = 10


def checked(choices: ReadingChoices, fields: Collection[str]) -> ReadingChoices:
    """The choices with Python's name of their encoding. Raises Refused for a field or an encoding that there is not."""
    faults = [
        Fault("unknown_value", f"mapping.{column}", value, tuple(sorted(fields)))
        for column, value in choices.mapping.items()
        if value not in fields
    ]
    try:
        name = codecs.lookup(choices.encoding).name if choices.encoding else ""
    except LookupError:
        faults.append(Fault("unknown_value", "encoding", choices.encoding, ("utf-8", "cp1252", "cp1250", "cp1251")))
    if choices.first not in ("", *FIRSTS):
        faults.append(Fault("unknown_value", "first", choices.first, FIRSTS))
    if faults:
        raise Refused(*faults)
    return replace(choices, encoding=name)


def preview(reader: FileReader, path: Path) -> FilePreview:
    """What a file looks like. Raises Refused when there are no people in it."""
    sheets: list[str] = []
    first: FilePreview | None = None
    faults: list[str] = []
    try:
        for part in reader.parts([path]):
            if not part.passed_over:
                sheets.append(part.sheet or part.name.removeprefix(f"{path}/").replace(str(path), path.name))
                first = first or _of_part(reader, part, sheets, faults)
    except FileError as error:
        faults.append(str(error))
    if first is None:
        sentences = [without_folder(fault, path) for fault in faults] or [f"{path.name} is no file of people"]
        raise Refused(Fault("unreadable_file", "file", "; ".join(sentences[:_SHOWN])))
    return first


def check(reader: FileReader, path: Path, expectation: Expectation, day: int) -> FileCheck:
    """What importing a file would take in and reject. Raises Refused where it is damaged, or cannot be read."""
    rows = doubtful = 0
    rejected: list[tuple[str, ReadRow]] = []
    reading = _rows(reader, path)
    first = islice(reading, _CHECKED)
    while batch := list(islice(first, BATCH)):
        rows += len(batch)
        doubtful += sum(bool(row.lead and row.doubts) for _, row in batch)
        rejected += [(name, row) for name, row in batch if row.lead is None][: _LISTED - len(rejected)]
        expectation.see([Arrived(row.line, row.lead) for _, row in batch if row.lead], day)
    expected = (expectation.new, expectation.known)
    people = sum(expected) + expectation.refused
    return FileCheck(rows, people, *expected, doubtful, rejected, next(reading, None) is None)


def without_folder(sentence: str, path: Path) -> str:
    """A sentence about a file without where it is kept here."""
    return sentence.replace(f"{path.parent}/", "").replace(str(path.parent), path.name)


def _rows(reader: FileReader, path: Path) -> Iterator[tuple[str, ReadRow]]:
    """The rows of a file with the part that each is in. Raises Refused where it is damaged, or cannot be read."""
    try:
        for part in reader.parts([path]):
            if not part.passed_over:
                with reader.opened(part) as reading:
                    yield from ((part.sheet or part.path.name, row) for row in reading.rows())
    except NobodyError:
        return
    except FileError as error:
        raise Refused(Fault("unreadable_file", "file", without_folder(str(error), path))) from None


def _of_part(reader: FileReader, part: FilePart, sheets: list[str], faults: list[str]) -> FilePreview | None:
    try:
        with reader.opened(part) as reading:
            return _beginning(reading, sheets)
    except FileError as error:
        faults.append(str(error))
        return None


def _beginning(reading: PartReading, sheets: list[str]) -> FilePreview:
    """What the beginning of a part looks like; `sheets` grows until all parts are listed."""
    reading.proposing = True
    rows = list(islice(reading.rows(), _LOOKED_AT))
    looks = reading.proposals()
    nothing: tuple[str, list[str]] = "", []
    unknown = [UnknownColumn(name, *looks.get(name, nothing)) for name in reading.unknown()]
    columns, notes = reading.fields(), list(reading.notes)
    return FilePreview(
        sheets[-1],
        sheets,
        reading.format,
        reading.encoding,
        notes,
        columns,
        unknown,
        rows[:_SHOWN],
        dict(reading.cells),
        list(reading.undecided),
    )
