"""The records of a table with the lines at which they begin, also where a quote is never closed.

Well-formed tables are read as the csv module reads them. A quote that opens a cell and is not closed swallows the
lines after it, up to the next quote or the end of the file. Then only the record that it stands in is refused: the
lines after it are read again, as records of their own.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

LONGEST_RECORD = 1_000_000
"""Characters that the lines of one record, and so each of its cells, may have together."""
_MOST_LINES = 200  # of a record after a damaged one, so that stray quotes cannot make us read all thousands of times
_TAIL = 100  # lines without a whole record that are counted to the damaged one before them
_PROSE = 3  # lines inside a cell that may have as many cells as the table by chance
_OPEN = "a quote is not closed"
_LONG = f"longer than {LONGEST_RECORD:,} characters, or a quote is not closed"
_UNSURE = "not sure to be a row: it comes after a quote that is not closed"


class Record(NamedTuple):
    """The line at which a record begins, its cells, and why they cannot be used."""

    number: int
    cells: list[str]
    broken: str = ""


class _Damage(NamedTuple):
    """The lines of a record that cannot be used, and why; its cells where it can, if no piece of it follows."""

    first: int
    last: int
    why: str
    cells: list[str] | None = None


class _EndlessError(Exception):
    """The lines of a record have no end in sight."""


class RecordReader:
    """Reads the records of one table; blank lines are records without cells.

    `expect` says how many cells a record has. Before it, during the search for the column names, every record is taken.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, first: int = 1) -> None:
        """Take the lines, of which the first has the number `first`."""
        csv.field_size_limit(LONGEST_RECORD)
        self._source = iter(lines)
        self._delimiter = delimiter
        self._again = deque[str]()
        self._pending: list[str] = []
        self._size = 0
        self._line = first - 1
        self._width = 0
        self._least = 0
        self._addresses: tuple[int, ...] = ()
        self._damage: _Damage | None = None
        self._tail = 0
        self._reader = self._new_reader()

    def expect(self, width: int, addresses: Iterable[int]) -> None:
        """From here on a record has so many cells, with addresses of people or their profiles in some of them."""
        self._width = self._least = width
        self._addresses = tuple(addresses)

    def __iter__(self) -> Iterator[Record]:
        """Every record once; those that cannot be used say why."""
        pending = self._pending
        while True:
            try:
                cells = next(self._reader)
            except StopIteration:
                break
            except (csv.Error, _EndlessError):
                yield from self._unreadable()
                continue
            if len(pending) == 1 and self._damage is None:  # nearly always
                pending.clear()
                self._line += 1
                if len(cells) < self._least and any(cells):
                    self._least = len(cells)
                yield Record(self._line, cells)
            elif len(pending) > 1 and self._swallows(cells):
                yield from self._unreadable()
            else:
                yield from self._taken(cells)
        yield from self._damaged()

    def _new_reader(self) -> Any:  # noqa: ANN401 - csv's reader has no public type
        # Strict: what follows a closing quote is no cell, and an open quote at the end of the file is an error.
        return csv.reader(self._lines(), delimiter=self._delimiter, strict=True)

    def _lines(self) -> Iterator[str]:
        """The lines, those to be read again first; each is pending until its record ends."""
        pending, again = self._pending, self._again
        while again:
            line = again.popleft()
            if pending:
                self._grow(line)
            pending.append(line)
            yield line
        for line in self._source:
            if pending:
                self._grow(line)
            pending.append(line)
            yield line

    def _grow(self, line: str) -> None:
        """Raise _EndlessError when the pending record becomes too long with another line."""
        self._size = len(line) + (self._size if len(self._pending) > 1 else len(self._pending[0]))
        if self._size > LONGEST_RECORD or (self._damage is not None and len(self._pending) >= _MOST_LINES):
            self._again.appendleft(line)
            raise _EndlessError

    def _unreadable(self) -> Iterator[Record]:
        """Take the first of the pending lines as it is, or as damaged; the others are read again."""
        first, *rest = self._pending
        self._pending.clear()
        self._again.extendleft(reversed(rest))
        self._reader = self._new_reader()
        cells = self._alone(first)
        if not self._width:
            self._line += 1
            yield Record(self._line, first.split(self._delimiter) if cells is None else cells)
            return
        self._line += 1
        why, whole = _OPEN if len(first) < LONGEST_RECORD else _LONG, None
        if not rest and cells is not None:
            why = f"stray quotes: {len(cells)} cells for {self._width} columns"
            whole = cells if self._fits(cells) else None  # every cell is there
        yield from self._refused(_Damage(self._line, self._line, why, whole), first.split(self._delimiter))

    def _taken(self, cells: list[str]) -> Iterator[Record]:
        """A record that was read, unless it is a piece of the damaged one before it."""
        number = self._line + 1
        self._line += len(self._pending)
        strays = sum(line.count('"') for line in self._pending) % 2
        self._pending.clear()
        if self._damage is not None and not any(cells):
            self._tail += 1
        elif self._damage is None or self._is_row(cells, strays=strays):
            yield from self._damaged()
            yield Record(number, cells)
        else:
            yield from self._refused(_Damage(number, self._line, _UNSURE), cells)

    def _is_row(self, cells: list[str], *, strays: int) -> bool:
        """Whether a record after a damaged one is a row, and no piece of that one."""
        if not self._fits(cells) and not self._least <= len(cells) <= self._width:
            return False
        return not strays or self._addressed(cells)

    def _refused(self, damage: _Damage, cells: list[str]) -> Iterator[Record]:
        """Refuse a record; a piece with too few cells for a row belongs to the damaged one before it."""
        self._tail += 1
        if self._damage is None or damage.cells or len(cells) >= self._least or self._addressed(cells):
            yield from self._damaged()
            self._damage = damage
            return
        self._damage = self._damage._replace(last=self._line)
        if self._tail > _TAIL:
            yield from self._damaged()

    def _damaged(self) -> Iterator[Record]:
        """The damaged record, once it is known where the next one begins."""
        if self._damage is not None:
            first, last, why, cells = self._damage
            if last > first:
                yield Record(first, [], f"{why} (lines {first} to {last})")
            else:
                yield Record(first, cells or [], "" if cells else why)
        self._damage, self._tail = None, 0

    def _swallows(self, cells: list[str]) -> bool:
        """Whether a record over several lines that ends as it should holds rows, because some other quote closed it.

        Each of its lines makes a row by itself then. Text may have as many commas, so where the record has the right
        number of cells, an address must stand where addresses stand, or the text be long.
        """
        if not self._width:
            return False
        rows = (row for row in map(self._alone, self._pending[1:]) if row is not None and len(row) == self._width)
        if not self._fits(cells):
            return next(rows, None) is not None
        if self._width < _PROSE:
            return False
        every = list(rows)
        if len(every) < len(self._pending) - 1:
            return False
        return len(every) > _PROSE < self._width or any(map(self._addressed, every))

    def _addressed(self, cells: list[str]) -> bool:
        """Whether an address stands where addresses stand: then this is a row, however it goes on."""
        return any(at < len(cells) and _is_address(cells[at]) for at in self._addresses)

    def _fits(self, cells: list[str]) -> bool:
        """Whether a record has a cell for each column, and at most blank ones beyond."""
        return len(cells) == self._width or (len(cells) > self._width and not any(cells[self._width :]))

    def _alone(self, line: str) -> list[str] | None:
        """The cells of a line by itself, stray quotes and all; None when a quote is open at its end."""
        try:
            cells = next(csv.reader([line.rstrip("\r\n") + "\n"], delimiter=self._delimiter), [])
        except csv.Error:
            return None
        return None if cells and cells[-1].endswith("\n") else cells


def _is_address(cell: str) -> bool:
    return " " not in cell.strip() and ("@" in cell or "://" in cell or "linkedin.com" in cell)
