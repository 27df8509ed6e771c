"""Workbooks of Office Open XML (.xlsx, .xlsm), read row by row, so that memory does not grow with them.

The texts that a workbook keeps in one place go to a temporary file, of which only the addresses are remembered.
Measured with 200,000 rows of 14 columns: python-calamine holds 305 MB, and openpyxl takes eight times as long
(decision 59).
"""

import os
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from leadscout.intake.cellstyles import number, numbers
from leadscout.model.files import FileError

MARK = "xl/workbook.xml"
"""What is in every such workbook."""

_TEXTS = "xl/sharedStrings.xml"
_CHUNK = 1 << 16
_LONGEST = 1 << 24  # bytes of a row, or of one text; a cell holds 32,767 characters
_WIDEST = 1 << 14  # columns of a sheet: that of the format
_HIDDEN_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how signs that XML cannot hold are written
_DIGITS = "0123456789"


class Row(NamedTuple):
    """A row that has cells: its number in the sheet, and its cells as texts, none behind the last that is written."""

    number: int
    cells: list[str]


def names(path: Path) -> list[str]:
    """The names of the sheets. Raises FileError when the workbook is damaged."""
    with _packed(path) as parts:
        return list(_sheets(parts))


def rows(path: Path, sheet: str, progress: Callable[[float], None]) -> Iterator[Row]:
    """The rows of a sheet; `progress` is called with how much of it is read, 0 to 1.

    Raises FileError where the workbook is damaged.
    """
    with _packed(path) as parts, tempfile.TemporaryFile() as file:
        cells = _Cells(_Texts(parts, file), numbers(parts))
        for share, heard in parts.parsed(_sheets(parts)[sheet], cells):
            progress(share)
            yield from (row for row in heard if row.cells)


class _Listener:
    """Hears the elements of a part, by their names without a prefix, and keeps what comes out of them in `items`."""

    over = False
    """Whether nothing that follows matters."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        """The texts since they were last cleared."""
        self.items: list[Any] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.items.append((tag, attributes))

    def end(self, tag: str) -> None:
        """An element is over."""


class Package:
    """A workbook: its parts by name, however their names are written."""

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        """Take an open file."""
        self._path, self._packed = path, packed
        self._names = {name.replace("\\", "/").casefold(): name for name in packed.namelist()}

    def damage(self, what: object) -> FileError:
        """That the workbook is damaged, and how."""
        return FileError(f"{self._path} is a damaged workbook: {what}")

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.casefold() in self._names

    def elements(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """The elements of a part as they begin, with what stands in them; none of a part that is not there.

        Raises FileError where it is damaged.
        """
        if name in self:
            for _, elements in self.parsed(name, _Listener()):
                yield from elements

    def parsed(self, name: str, listener: _Listener) -> Iterator[tuple[float, list[Any]]]:
        """Parse a part bit by bit; yields how much is read, 0 to 1, and the items of each bit.

        Raises FileError where it is damaged.
        """
        if name not in self:
            raise self.damage(f"{name} is not in it")
        parser = self._parser(listener)
        inside = self._packed.getinfo(self._names[name.casefold()])
        read = last = 0
        try:
            with self._packed.open(inside) as file:
                while not listener.over and (data := file.read(_CHUNK)):
                    parser.Parse(data)
                    read += len(data)
                    items, listener.items = listener.items, []
                    last = read if items else last
                    if read - last > _LONGEST:
                        raise self.damage(f"in {name} something is longer than {_LONGEST >> 20} MB")
                    yield min(1.0, read / max(1, inside.file_size)), items
                if not listener.over:
                    parser.Parse(b"", True)  # noqa: FBT003 - takes no name
        except expat.ExpatError as error:
            raise self.damage(f"{name}, {error}") from None

    def _parser(self, listener: _Listener) -> expat.XMLParserType:
        parser = expat.ParserCreate()

        def first(tag: str, attributes: dict[str, str]) -> None:
            """Only where elements have a prefix it is taken off: nearly none have, and each one costs time."""
            if ":" in tag:
                parser.StartElementHandler = lambda tag, attributes: listener.start(_plain(tag), attributes)
                parser.EndElementHandler = lambda tag: listener.end(_plain(tag))
            else:
                parser.StartElementHandler, parser.EndElementHandler = listener.start, listener.end
            listener.start(_plain(tag), attributes)

        def refuse(*_: object) -> None:
            raise self.damage("it declares a document type, as no workbook does")

        parser.buffer_text = True
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = first, refuse
        parser.CharacterDataHandler = listener.pieces.append
        return parser


@contextmanager
def _packed(path: Path) -> Iterator[Package]:
    try:
        with zipfile.ZipFile(path) as packed:
            yield Package(path, packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileError(f"{path} is a damaged workbook, or none: {error}") from None


def _sheets(parts: Package) -> dict[str, str]:
    """The part of each sheet of cells, by its name."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for tag, attributes in parts.elements("xl/_rels/workbook.xml.rels")
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet")
    }
    by_name: dict[str, str] = {}
    for tag, attributes in parts.elements(MARK):
        key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if tag == "sheet" and key in targets:
            target = targets[key].replace("\\", "/")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            by_name[attributes.get("name", "")] = part.replace("/./", "/")
    if not by_name:
        raise parts.damage("no sheet is named in it")
    return by_name


def _plain(tag: str) -> str:
    """The name of an element without a prefix."""
    return tag.rpartition(":")[2]


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


def _shown(text: str) -> str:
    """A text with the signs that XML cannot hold."""
    if "_x" not in text:
        return text
    signs = _HIDDEN_SIGN.sub(lambda match: chr(int(match[1], 16)), text).replace("\0", "")
    return signs.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Spoken(_Listener):
    """Hears texts without what only says how they are pronounced."""

    _before = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        """An element of texts begins."""
        if tag == "rPh":
            self._before = len(self.pieces)

    def end(self, tag: str) -> None:
        """An element of texts is over."""
        if tag == "rPh":
            del self.pieces[self._before :]


class _Texts(_Spoken):
    """The texts that cells name by number, kept in a file."""

    def __init__(self, parts: Package, file: IO[bytes]) -> None:
        super().__init__()
        self._file, self._ends = file.fileno(), array("Q")
        end = 0
        if _TEXTS in parts:
            for _, texts in parts.parsed(_TEXTS, self):
                for text in texts:
                    end += file.write(text)
                    self._ends.append(end)
        file.flush()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "si":
            self.pieces.clear()
        elif tag != "t":
            super().start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element is over."""
        if tag == "si":
            self.items.append(_shown("".join(self.pieces)).encode())
        elif tag != "t":
            super().end(tag)

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self._ends):
            return ""
        begin = self._ends[at - 1] if at else 0
        return os.pread(self._file, self._ends[at] - begin, begin).decode()


class _Cells(_Spoken):
    """The cells of a sheet as texts; its items are rows."""

    def __init__(self, texts: _Texts, numbers: list[Callable[[str], str]]) -> None:
        super().__init__()
        self._texts, self._numbers = texts, numbers
        self._row: list[str] = []
        self._cell: dict[str, str] = {}
        self._number, self._at = 0, -1
        self._places: dict[str, int] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == "c":
            self._cell = attributes
            self.pieces.clear()
            name = attributes.get("r")
            self._at = self._place(name) if name else self._at + 1
        elif tag == "row":
            self._number = _whole(attributes.get("r")) or self._number + 1
            self._row, self._at = [], -1
        elif tag != "v":
            super().start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element is over."""
        if tag == "c":
            if self.pieces and self._at < _WIDEST:
                self._row.extend([""] * (self._at + 1 - len(self._row)))
                self._row[self._at] = self._text("".join(self.pieces))
        elif tag == "f":  # the formula of which the cell shows the outcome
            self.pieces.clear()
        elif tag == "row":
            self.items.append(Row(self._number, self._row))
        elif tag == "sheetData":
            self.over = True
        elif tag != "v":
            super().end(tag)

    def _place(self, cell: str) -> int:
        """The place of a cell's column by its letters, from 0; one that no sheet has lies beyond the widest."""
        letters = cell.rstrip(_DIGITS)
        place = self._places.get(letters)
        if place is None:
            place = 0
            for letter in letters.upper()[:4]:
                place = place * 26 + max(0, ord(letter) - 64)
            place = self._places[letters] = place - 1 if place else _WIDEST
        return place

    def _text(self, text: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._texts[int(text)] if text.isdecimal() else ""
        if kind == "n":
            style = _whole(self._cell.get("s"))
            return self._numbers[style](text) if style < len(self._numbers) else number(text)
        if kind == "b":
            return "TRUE" if text in ("1", "true") else "FALSE"
        return "" if kind == "e" else _shown(text)
