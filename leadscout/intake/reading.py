"""Files, folders, archives and workbooks as the parts that are imported one by one, each with its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from leadscout.intake import folders, workbooks
from leadscout.intake.archives import is_archive, unpacked
from leadscout.intake.columns import LISTS, among, columns, fields, meaning, normal, numbered
from leadscout.intake.doubts import doubts
from leadscout.intake.files import SUFFIXES, open_file
from leadscout.intake.leads import RowError, Rows
from leadscout.intake.opened import FileChoices, Line, Opened, require
from leadscout.intake.orders import may_have, orders
from leadscout.intake.proposals import Proposals
from leadscout.lexicon import Lexicon
from leadscout.model.files import FileError, FilePart, ReadingChoices, ReadRow

_UNDECIDED = "days and months in an order that nothing in the file decides; of such dates the year is read"

_CELLS = 3
_LONGEST = 80


class PartReader:
    """Reads files of people as the user has chosen; `lexicon` is asked for when it is needed."""

    def __init__(self, choices: ReadingChoices, lexicon: Callable[[], Lexicon]) -> None:
        """Read so."""
        self.choices = choices
        self.fields = frozenset(column.field for column in columns() if column.group == "person")
        self._lexicon = lexicon

    def parts(self, paths: Sequence[Path]) -> Iterator[FilePart]:
        """What is in files, folders and archives, as long as one goes on to the next.

        Raises FileError where a file cannot be looked into.
        """
        for path, passed_over in folders.files(paths):
            if passed_over:
                yield FilePart(path, str(path), passed_over=passed_over)
            elif is_archive(path):
                with unpacked(path) as folder:
                    yield from self._inside(path, folder)
            else:
                yield from self._sheets(path, str(path), alone=path in paths)

    def _inside(self, path: Path, folder: Path) -> Iterator[FilePart]:
        anything = False
        for inside, passed_over in folders.files([folder]):
            name = f"{path}/{inside.relative_to(folder)}"
            if passed_over:
                yield FilePart(inside, name, passed_over=passed_over)
            else:
                anything = True
                yield from self._sheets(inside, name)
        if not anything:
            raise FileError(f"{path}: no files of people in it ({' '.join(SUFFIXES)}, also .gz)")

    def _sheets(self, path: Path, name: str, *, alone: bool = False) -> Iterator[FilePart]:
        """A file, of a workbook each sheet."""
        names = [] if self.choices.sheet else workbooks.names(path)
        if len(names) < 2:  # noqa: PLR2004 - one sheet, or none as in most files
            yield FilePart(path, name, self.choices.sheet, alone)
        else:
            yield from (FilePart(path, name, sheet, alone, len(names)) for sheet in names)

    @contextmanager
    def opened(self, part: FilePart) -> Iterator["TableReading"]:
        """A part to be read. Raises FileError when it cannot be."""
        choices = FileChoices(self.choices.encoding, part.sheet)
        try:
            firsts, undecided = self._orders(part.path, choices)
            with open_file(part.path, self.choices.mapping, choices) as file:
                if file.columns:
                    require(part.path, self.choices.mapping, file.columns)
                reading = TableReading(part, file, self.choices, self._lexicon, firsts)
                reading.undecided = undecided
                doubt = [f"{part.path.name}: {file.doubt}"] if file.doubt else []
                reading.notes = [*doubt, *(f"{part.path.name}, {column}: {_UNDECIDED}" for column in undecided)]
                yield reading
        except FileError as error:
            raise type(error)(str(error).replace(str(part.path), part.name)) from None

    def _orders(self, path: Path, choices: FileChoices) -> tuple[dict[str, str], tuple[str, ...]]:
        """Whether days or months stand first in each column, and the columns in which nothing decides it."""
        with open_file(path, self.choices.mapping, choices) as file:
            if not may_have(file.columns, file.format):
                return {}, ()
            try:
                firsts, undecided = orders(file.lines, file.format)
            except FileError:
                return {}, ()  # told when its rows are read
        if not self.choices.first:
            return firsts, undecided
        return {**firsts, **dict.fromkeys(map(normal, undecided), self.choices.first)}, ()


class TableReading:
    """One part that is being read; see model.files.PartReading."""

    notes: Sequence[str] = ()
    undecided: Sequence[str] = ()

    def __init__(
        self,
        part: FilePart,
        file: Opened,
        choices: ReadingChoices,
        lexicon: Callable[[], Lexicon],
        firsts: dict[str, str],
    ) -> None:
        """Take an open file."""
        self.format, self.encoding, self.columns = file.format, file.encoding, file.columns
        self.as_of = choices.as_of or _day(part.path)
        chosen = FileChoices(choices.encoding, part.sheet)
        more = (*([chosen] if chosen != FileChoices() else []), *([choices.first] if choices.first else []))
        moment = datetime(self.as_of.year, self.as_of.month, self.as_of.day) if choices.as_of else None  # noqa: DTZ001
        self.key = folders.fingerprint(part.path, sorted(choices.mapping.items()), moment, *more)
        self._part, self._file, self._lexicon, self._mapping = part, file, lexicon, choices.mapping
        self._rows = Rows(choices.mapping, file.format, self.as_of, file.columns, firsts)
        self._seen = Proposals()
        self.proposing = False
        self.cells: dict[str, list[str]] = {}

    def rows(self, after: int = 0) -> Iterator[ReadRow]:
        """The rows after the first ones. Raises FileError where the file is damaged, or lacks a mapped column."""
        for line in islice(self._file.lines, after, None):
            yield self._read(line)
        if not after and not self._file.columns and self._rows.columns:
            require(self._part.path, self._rows.mapped, self._rows.columns)

    def _read(self, line: Line) -> ReadRow:
        if line.broken:
            return ReadRow(line.number, None, line.broken)
        try:
            row = self._rows.read(line.values)
        except RowError as error:
            return ReadRow(line.number, None, str(error))
        if self.proposing:
            self._seen.see(row.lead)
            self._keep(line.values)
        doubtful = doubts(row.lead, lambda: self._lexicon().places)
        return ReadRow(line.number, row.lead, "", (*row.doubts, *doubtful))

    def _keep(self, values: Mapping[str, Any]) -> None:
        """Keep the first cells of each column, as they are written."""
        for column, value in values.items():
            cells = self.cells.setdefault(column, [])
            text = value.strip()[:_LONGEST] if isinstance(value, str) else str(value)[:_LONGEST] if value else ""
            if text and len(cells) < _CELLS and text not in cells:
                cells.append(text)

    def progress(self) -> float:
        """How far it is read, 0 to 1."""
        return self._file.progress()

    def unknown(self) -> list[str]:
        """The columns so far that no field is for."""
        return sorted(self._rows.unknown)

    def fields(self) -> dict[str, str]:
        """The field of each column of a table; "" where nobody knows it."""
        meanings = fields("person", self.format)
        own = {normal(column): field for column, field in self._mapping.items()}
        meanings = {**meanings, **among(meanings, self.columns), **own}
        return {column: _field(column, meanings) for column in self.columns if column}

    def proposals(self) -> dict[str, tuple[str, list[str]]]:
        """What the cells of unknown columns look like, "" for nothing, and the first of them."""
        return self._seen.by_column(self._lexicon(), self._rows.unknown)


def _field(column: str, meanings: Mapping[str, str]) -> str:
    """What a column means: a field, a list, or a field of one entry of a list ("positions.2.title")."""
    if field := meaning(meanings, column):
        return field
    entry = numbered(column)
    if entry:
        return f"{entry.kind}.{entry.number}.{entry.field}"
    return next((kind for kind, names in LISTS.items() if normal(column) in map(normal, names)), "")


def _day(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
