"""Sheets of workbooks -> rows with their numbers: .xlsx row by row, .xlsb, .xls and .ods by python-calamine."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from leadscout.intake import openxml
from leadscout.intake.opened import FileError, Opened
from leadscout.intake.records import Record
from leadscout.intake.tables import Table

_OLDER = b"\xd0\xcf\x11\xe0"
_PACKED = b"PK\x03\x04"
_INSIDE = (openxml.MARK, "xl/workbook.bin", "content.xml")
LARGEST = 2 << 30
"""Bytes of a workbook when unpacked; a small file may hold terabytes of blanks."""
LARGEST_HELD = 256 << 20
"""Bytes of one that is held in memory (.xlsb, .ods), which takes twice as much."""


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether a file is a workbook, by its bytes, not its name."""
    if head.startswith(_PACKED):
        try:
            with zipfile.ZipFile(path) as packed:
                return not _missing(packed)
        except (OSError, zipfile.BadZipFile):
            return False
    if not head.startswith(_OLDER):
        return False
    try:
        return bool(sheets(path))
    except FileError:
        return False


def sheets(path: Path) -> list[str]:
    """The names of the sheets in which anything stands. Raises FileError when the workbook cannot be read."""
    return openxml.names(path) if _by_rows(path) else list(_workbook(path).sheet_names)


def names(path: Path) -> list[str]:
    """The names of the sheets of a file that may be a workbook; none for any other. Raises FileError as `sheets`."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_OLDER))
    except OSError:
        return []
    return sheets(path) if is_workbook(path, head) else []


def sheet(path: Path, also: Iterable[str], name: str = "") -> Opened:
    """A sheet ready to be read, the first one unless it is named. Raises FileError when there is none like that."""
    names = sheets(path)
    chosen = next((one for one in names if one.casefold() == name.casefold()), "") if name else next(iter(names), "")
    if not chosen:
        raise FileError(f"{path} has no sheet {name!r}; it has {', '.join(names)}")
    records = SheetRecords(path, chosen)
    return Table(path, also).of(records, records.progress)


class SheetRecords:
    """The rows of a sheet as records of texts; a row's number is that of the sheet."""

    def __init__(self, path: Path, sheet: str) -> None:
        """Take a sheet of a workbook."""
        self._done = 0.0
        self._width = 0
        self._rows = self._by_rows(path, sheet) if _by_rows(path) else self._held(path, sheet)

    def progress(self) -> float:
        """How far the sheet is read, 0 to 1."""
        return self._done

    def expect(self, width: int, addresses: Iterable[int]) -> None:  # noqa: ARG002
        """From here on a record has so many cells: what is blank at its end is not written."""
        self._width = width

    def __iter__(self) -> Iterator[Record]:
        """The rows, each once."""
        return self._rows

    def _by_rows(self, path: Path, sheet: str) -> Iterator[Record]:
        def progress(share: float) -> None:
            self._done = share

        for number, cells in openxml.rows(path, sheet, progress):
            yield Record(number, cells + [""] * (self._width - len(cells)))

    def _held(self, path: Path, sheet: str) -> Iterator[Record]:
        from python_calamine import CalamineError  # noqa: PLC0415

        try:
            held = _workbook(path).get_sheet_by_name(sheet)
            for number, row in enumerate(held.iter_rows(), start=1):
                self._done = min(1.0, number / max(1, held.height))
                yield Record(number, list(map(written, row)))
        except (CalamineError, OSError, ValueError, OverflowError) as error:
            raise FileError(f"{path}, sheet {sheet}: {error}") from None


def written(value: object) -> str:
    """A cell as text: whole numbers without a fraction, days without a time, yes and no as spreadsheets write them."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None or isinstance(value, timedelta) else str(value)


def _workbook(path: Path) -> Any:  # noqa: ANN401 - calamine's workbook
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - few files need it

    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise FileError(f"{path} is protected by a password; save it without one") from None
    except (CalamineError, OSError, ValueError) as error:
        raise FileError(f"{path} is a damaged workbook, or none: {error}") from None


def _by_rows(path: Path) -> bool:
    """Whether a workbook is one that is read row by row. Raises FileError when it is too large to be read."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as packed:
        by_rows = openxml.MARK in packed.namelist()
        largest, better = (LARGEST, ".csv") if by_rows else (LARGEST_HELD, ".xlsx or .csv")
        if sum(inside.file_size for inside in packed.infolist()) > largest:
            raise FileError(f"{path} is larger than {largest >> 20:,} MB when unpacked; save it as {better}")
        return by_rows


def _missing(packed: zipfile.ZipFile) -> bool:
    names = set(packed.namelist())
    return names.isdisjoint(_INSIDE) or ("content.xml" in names and "styles.xml" not in names)
