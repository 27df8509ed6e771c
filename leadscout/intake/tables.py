"""Files with a row of column names: comma, semicolon, tab or bar; notes on top; quoted line ends."""

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from leadscout.intake.columns import format_of, normal
from leadscout.intake.formulas import bare
from leadscout.intake.opened import FileError, Line, Opened, known, without_nul

_DELIMITERS = ",;\t|"
_SHOWN = 200  # characters of a row that has no names we know
_HEADER_WITHIN = 30  # rows; LinkedIn puts three lines of notes on top
_LONGEST_CELL = 1_000_000


class Table:
    """A file with a row of column names."""

    def __init__(self, path: Path, also: Iterable[str]) -> None:
        self._path = path
        named = tuple(also)
        self._known = known(named)
        self._enough = 1 if named else 2

    def opened(self, text: Iterable[str], progress: Callable[[], float]) -> Opened:
        """The rows under the column names. Raises FileError when no row is one of names that we know."""
        lines = iter(text)
        sample = [line for _, line in zip(range(_HEADER_WITHIN), lines, strict=False)]
        delimiter = max(
            _DELIMITERS, key=lambda sign: max(self._recognised(line.split(sign)) for line in sample or [""])
        )
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(without_nul(chain(sample, lines)), delimiter=delimiter)
        columns = self._header(reader)
        return Opened(format_of(columns, "table"), progress, _cells(reader, columns), tuple(columns))

    def _recognised(self, cells: Iterable[str]) -> int:
        return sum(normal(cell) in self._known for cell in cells)

    def _header(self, reader: Any) -> list[str]:  # noqa: ANN401 - csv's reader has no public type
        """The column names: the first row with enough names that we know."""
        shown: list[str] = []
        try:
            for row in reader:
                shown = shown or list(filter(None, row))
                if self._recognised(row) >= self._enough:
                    return [cell.strip() for cell in row]
                if reader.line_num >= _HEADER_WITHIN:
                    break
        except csv.Error as error:
            raise FileError(f"{self._path}, line {reader.line_num}: {error}") from None
        raise FileError(
            f"{self._path}: no row of column names in the first {_HEADER_WITHIN} lines; expected names like "
            "First Name, LinkedIn URL, Email, Company, Position (or say what yours mean with --map column=field); "
            f"first row: {', '.join(shown)[:_SHOWN]}"
        )


def _cells(reader: Any, columns: list[str]) -> Iterator[Line]:  # noqa: ANN401
    values = _first_said if len(set(columns)) < len(columns) else partial(zip, strict=False)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line(reader.line_num, {}, str(error))
            continue
        if not any(cell.strip() for cell in row):
            continue
        broken = f"{len(row)} cells for {len(columns)} columns" if any(row[len(columns) :]) else ""
        cells = [bare(cell) if cell[:1] == "'" else cell for cell in row]
        yield Line(reader.line_num, dict(values(columns, cells)), broken)


def _first_said(columns: list[str], row: list[str]) -> Iterable[tuple[str, str]]:
    """Cells by column, where several columns have one name: the first that says something counts."""
    said: dict[str, str] = {}
    for column, cell in zip(columns, row, strict=False):
        if not said.get(column, "").strip():
            said[column] = cell
    return said.items()
