"""Files with a row of column names: comma, semicolon, tab or bar; notes on top; quoted line ends."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from leadscout.intake.columns import fields, format_of, normal
from leadscout.intake.formulas import bare
from leadscout.intake.opened import FileError, Line, Opened, person_columns, without_nul
from leadscout.intake.records import Records

_DELIMITERS = ",;\t|"
_SHOWN = 200  # characters of a row that has no names we know
_HEADER_WITHIN = 30  # rows; LinkedIn puts three lines of notes on top
_ADDRESSES = frozenset(("email", "profile_url", "sales_id"))


class Table:
    """A file with a row of column names."""

    def __init__(self, path: Path, also: Iterable[str]) -> None:
        self._path = path
        named = tuple(also)
        self._columns = person_columns(named)
        self._enough = 1 if named else 2

    def opened(self, text: Iterable[str], progress: Callable[[], float], first: int = 1) -> Opened:
        """The rows under the column names; the text begins with line `first` of the file.

        Raises FileError when no row is one of names that we know.
        """
        lines = iter(text)
        sample = [line for _, line in zip(range(_HEADER_WITHIN), lines, strict=False)]
        delimiter = max(
            _DELIMITERS, key=lambda sign: max(self._recognised(line.split(sign)) for line in sample or [""])
        )
        records = Records(without_nul(chain(sample, lines)), delimiter, first)
        columns = self._header(records, first)
        meanings = fields("person")
        records.expect(
            len(columns), (at for at, name in enumerate(columns) if meanings.get(normal(name)) in _ADDRESSES)
        )
        return Opened(format_of(columns, "table"), progress, _cells(records, columns), tuple(columns))

    def _recognised(self, cells: Iterable[str]) -> int:
        return sum(normal(cell) in self._columns for cell in cells)

    def _header(self, records: Records, first: int) -> list[str]:
        """The column names: the first row with enough names that we know."""
        shown: list[str] = []
        for number, row, _ in records:
            shown = shown or list(filter(None, row))
            if self._recognised(row) >= self._enough:
                return [cell.strip() for cell in row]
            if number - first + 1 >= _HEADER_WITHIN:
                break
        raise FileError(
            f"{self._path}: no row of column names in the first {_HEADER_WITHIN} lines; expected names like "
            "First Name, LinkedIn URL, Email, Company, Position (or say what yours mean with --map column=field); "
            f"first row: {', '.join(shown)[:_SHOWN]}"
        )


def _cells(records: Records, columns: list[str]) -> Iterator[Line]:
    values = _first_filled if len(set(columns)) < len(columns) else partial(zip, strict=False)
    for number, row, broken in records:
        if broken:
            yield Line(number, {}, broken)
            continue
        if not any(cell.strip() for cell in row):
            continue
        cells = [bare(cell) if cell[:1] == "'" else cell for cell in row]
        too_many = f"{len(row)} cells for {len(columns)} columns" if any(row[len(columns) :]) else ""
        yield Line(number, dict(values(columns, cells)), too_many)


def _first_filled(columns: list[str], row: list[str]) -> Iterable[tuple[str, str]]:
    """Cells by column, where several columns have one name: the first that says something counts."""
    cells: dict[str, str] = {}
    for column, cell in zip(columns, row, strict=False):
        if not cells.get(column, "").strip():
            cells[column] = cell
    return cells.items()
