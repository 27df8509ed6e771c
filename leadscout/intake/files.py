"""Files of people, whatever their encoding, packing, separator or nesting -> rows with their line numbers."""

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from leadscout.intake.archives import LARGEST, with_positions
from leadscout.intake.cards import cards
from leadscout.intake.containers import BEGINNING, kind_of
from leadscout.intake.documents import Json
from leadscout.intake.encodings import Encoded, encoding_of, text
from leadscout.intake.opened import FileChoices, FileError, Opened
from leadscout.intake.tables import Table
from leadscout.intake.workbooks import is_workbook, sheet

SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".tab", ".json", ".jsonl", ".ndjson", ".parquet"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf", ".zip"),
)
"""How files of people end, also with .gz behind."""

_MOST_BLANKS = 65_536
"""Blanks and blank lines before the first character of a file."""

_TABLES = (".csv", ".tsv", ".tab")
_BY_LINE = (".jsonl", ".ndjson")


@contextmanager
def open_file(
    path: Path,
    also: Iterable[str] = (),
    choices: FileChoices = FileChoices(),  # noqa: B008
    largest: int = LARGEST,
) -> Iterator[Opened]:
    """Open a file of people: a table, JSON, JSON lines, vCards, gzipped or not; Parquet; a sheet of a workbook.

    `also` names columns beside ours that say something. Raises FileError when the file is missing, empty or none of
    these; reading its lines raises one where it is damaged, or gzipped and larger than `largest` bytes.
    """
    try:
        size = path.stat().st_size
        raw = path.open("rb")
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
    with raw:
        if not size:
            raise FileError(f"{path} is empty")
        head = raw.read(BEGINNING)
        raw.seek(0)
        if head.startswith(b"PAR1"):
            from leadscout.intake.parquet import parquet  # noqa: PLC0415 - Arrow is large, and not always installed

            yield parquet(path, raw)
            return
        if is_workbook(path, head):
            yield sheet(path, also, choices.sheet)
            return
        stream: io.BufferedReader | _Unpacked = raw if head[:2] != b"\x1f\x8b" else _Unpacked(path, raw, largest)
        encoded = Encoded(choices.encoding) if choices.encoding else _encoding(path, stream)
        with stream, text(stream, encoded) as decoded:
            opened = _text(path, decoded, also, lambda: 1.0 if raw.closed else raw.tell() / size)
            lines = with_positions(path, opened.lines) if opened.format == "linkedin-profile" else opened.lines
            yield replace(opened, lines=lines, doubt=encoded.doubt, encoding=encoded.encoding)


def _encoding(path: Path, stream: "io.BufferedReader | _Unpacked") -> Encoded:
    """The encoding of a stream of text, of which all is read. Raises FileError for one that is no text."""
    begin = stream.begin if isinstance(stream, _Unpacked) else lambda: stream.seek(0)
    head = stream.read(BEGINNING) or b""
    if kind := kind_of(path, head):
        raise FileError(f"{path} is {kind}")
    begin()
    encoded = encoding_of(stream)
    begin()
    return encoded


def _text(path: Path, text: io.TextIOWrapper, also: Iterable[str], progress: Callable[[], float]) -> Opened:
    blank, start = "", text.read(1)
    while start.isspace():
        blank += start
        start = text.read(1)
        if len(blank) > _MOST_BLANKS:
            raise FileError(f"{path} begins with more than {_MOST_BLANKS:,} blanks")
    name = plain_name(path)
    if start in ("B", "b") and (name.endswith(".vcf") or not name.endswith((*_TABLES, ".txt"))):
        lines = _from(start, text)
        first = next(lines, "")
        if first.strip().upper() == "BEGIN:VCARD":
            return Opened("vcard", progress, cards(chain([first], lines)))
        return Table(path, also).opened(chain([blank + first], lines), progress)
    by_line = name.endswith(_BY_LINE)
    if start and (by_line or (start in "{[" and not name.endswith(_TABLES))):
        return Json(path, also, by_line=by_line).opened(start, text, progress)
    above = blank.splitlines(keepends=True)
    # A blank that begins the row of column names may be a tab beside which the first column has no name.
    beside = above.pop() if above and not above[-1].endswith(("\r", "\n")) else ""
    return Table(path, also).opened(_from(beside + start, text), progress, len(above) + 1)


def _from(start: str, text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text whose first character has been read already."""
    if first := start + text.readline():
        yield first
    yield from text


def plain_name(path: Path) -> str:
    """The name of a file as it is compared, without the ending of a packed one."""
    return path.name.casefold().removesuffix(".gz")


class _Unpacked(io.RawIOBase):
    """What is inside a gzipped file."""

    def __init__(self, path: Path, packed: BinaryIO, largest: int) -> None:
        self._path = path
        self._packed = packed
        self._largest = largest
        self.begin()

    def readable(self) -> bool:
        return True

    def begin(self) -> None:
        """Go back to the beginning."""
        self._packed.seek(0)
        self._unpacked = gzip.GzipFile(fileobj=self._packed)
        self._left = self._largest

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - anything with bytes to write to
        """Fill a buffer. Raises FileError where the file is damaged, ends too early or is too large when unpacked."""
        try:
            unpacked = self._unpacked.read(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileError(f"{self._path} is damaged or cut off: {error}") from None
        self._left -= len(unpacked)
        if self._left < 0:
            raise FileError(f"{self._path} is larger than {self._largest:,} bytes when unpacked")
        buffer[: len(unpacked)] = unpacked
        return len(unpacked)
