"""Files of people, whatever their encoding, separator or nesting -> rows with their line numbers."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow.parquet

from leadscout.intake.columns import fields, format_of, normal
from leadscout.intake.formulas import bare
from leadscout.intake.told import is_blank

_DELIMITERS = ",;\t|"
_SHOWN = 200  # characters of a row that has no names we know
_HEADER_WITHIN = 30  # rows; LinkedIn puts three lines of notes on top
_LONGEST_CELL = 1_000_000
_WESTERN = "leadscout.western"
_WRAPPERS = ("data", "leads", "results", "people", "items", "profiles")
_TABLES = (".csv", ".tsv", ".txt")
_BY_LINE = (".jsonl", ".ndjson")


class FileError(Exception):
    """A file that cannot be read at all; its text says why and what would be right."""


@dataclass(frozen=True)
class Line:
    """One row: its line (or number) in the file, and its values by column, or why it could not be read."""

    number: int
    values: dict[str, Any]
    broken: str = ""


@dataclass(frozen=True)
class Opened:
    """A file ready to be read: what format it is in, how far it has been read (0 to 1), and its rows.

    `columns` are empty where each row has names of its own.
    """

    format: str
    progress: Callable[[], float]
    lines: Iterator[Line]
    columns: tuple[str, ...] = ()


def require(path: Path, mapped: Iterable[str], columns: Iterable[str]) -> None:
    """Raise FileError when the user has mapped a column that is not among those of the file."""
    known = {normal(column): column for column in columns}
    for column in mapped:
        if normal(column) not in known:
            raise FileError(f"{path} has no column {column!r} to map; it has {', '.join(known.values())}")


@contextmanager
def open_file(path: Path, also: Iterable[str] = ()) -> Iterator[Opened]:
    """Open a CSV, TSV, JSON, JSON-lines or Parquet file, gzipped or not.

    `also` names columns beside ours that say something. Raises FileError when the file is missing, empty or none of
    these; reading its lines raises one where it is damaged.
    """
    try:
        size = path.stat().st_size
        raw = path.open("rb")
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
    with raw:
        if not size:
            raise FileError(f"{path} is empty")
        head = raw.read(4)
        raw.seek(0)
        if head == b"PAR1":
            yield _parquet(path, raw)
            return
        stream: io.BufferedReader | _Unpacked = raw if head[:2] != b"\x1f\x8b" else _Unpacked(path, raw)
        with stream, _decoded(stream) as text:
            yield _text(path, text, also, lambda: 1.0 if raw.closed else raw.tell() / size)


def _text(path: Path, text: io.TextIOWrapper, also: Iterable[str], progress: Callable[[], float]) -> Opened:
    start = text.read(1)
    while start.isspace():
        start = text.read(1)
    rest = _Pushed(start, text)
    name = _plain_name(path)
    if start and (name.endswith(_BY_LINE) or (start in "{[" and not name.endswith(_TABLES))):
        return _Json(path, also).opened(rest, progress)
    return _Table(path, also).opened(rest, progress)


def _plain_name(path: Path) -> str:
    return path.name.casefold().removesuffix(".gz")


def _known(also: Iterable[str]) -> frozenset[str]:
    """The columns that say something of a person: ours and the user's."""
    return frozenset((*fields("person"), *map(normal, also)))


class _Pushed:
    """Lines of a text whose first characters have been read already."""

    def __init__(self, start: str, text: io.TextIOWrapper) -> None:
        self._start = start
        self._text = text

    def __iter__(self) -> Iterator[str]:
        first = self._start + self._text.readline()
        if first:
            yield first
        yield from self._text

    def read(self) -> str:
        return self._start + self._text.read()


class _Unpacked(io.RawIOBase):
    """What is inside a gzipped file."""

    def __init__(self, path: Path, packed: BinaryIO) -> None:
        self._path = path
        self._unpacked = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - anything with bytes to write to
        """Fill a buffer. Raises FileError where the file is damaged or ends too early."""
        try:
            found = self._unpacked.read(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileError(f"{self._path} is damaged or cut off: {error}") from None
        buffer[: len(found)] = found
        return len(found)


def _decoded(stream: io.BufferedReader | _Unpacked) -> io.TextIOWrapper:
    """The text of a stream: by its mark, else UTF-8, else Windows' western code page."""
    buffered = io.BufferedReader(stream, 1 << 16)
    head = buffered.peek(1 << 16)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif head.startswith(b"\xef\xbb\xbf") or _is_utf8(head):
        encoding = "utf-8-sig"
    else:
        encoding = "cp1252"
    errors = _WESTERN if encoding == "utf-8-sig" else "replace"
    return io.TextIOWrapper(buffered, encoding, errors=errors, newline="")


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 in Windows' western code page: only the beginning of a file was looked at."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error(_WESTERN, _western)


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3  # a character cut at the end of the sample
    return True


class _Table:
    """A file with a row of column names."""

    def __init__(self, path: Path, also: Iterable[str]) -> None:
        self._path = path
        named = tuple(also)
        self._known = _known(named)
        self._enough = 1 if named else 2

    def opened(self, text: Iterable[str], progress: Callable[[], float]) -> Opened:
        lines = iter(text)
        sample = [line for _, line in zip(range(_HEADER_WITHIN), lines, strict=False)]
        delimiter = max(
            _DELIMITERS, key=lambda sign: max(self._recognised(line.split(sign)) for line in sample or [""])
        )
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(_without_nul(chain(sample, lines)), delimiter=delimiter)
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


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the NUL characters that csv does not take."""
    return (line.replace("\0", "") for line in lines)


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


class _Json:
    """A file of objects: one to a line, or all in one document."""

    def __init__(self, path: Path, also: Iterable[str]) -> None:
        self._path = path
        self._known = _known(also)

    def opened(self, text: _Pushed, progress: Callable[[], float]) -> Opened:
        """JSON lines when the first line is whole by itself, else one document; broken lines if the name says lines."""
        lines = iter(text)
        first = next(lines)
        row = _object(first)
        if row is not None and self._wrapped(row) is None:
            return Opened(format_of(row, "profiles"), progress, _json_lines(chain([first], lines)))
        every = [first, *lines]
        try:
            return self._document("".join(every), progress)
        except FileError:
            if not _plain_name(self._path).endswith(_BY_LINE):
                raise
        row = next(filter(None, map(_object, every)), {})
        return Opened(format_of(row, "profiles"), progress, _json_lines(every))

    def _document(self, text: str, progress: Callable[[], float]) -> Opened:
        try:
            document = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise FileError(f"{self._path} is not JSON: {error}") from None
        if isinstance(document, dict):
            inner = self._wrapped(document)
            document = [document] if inner is None else inner
        if not isinstance(document, list):
            raise FileError(f"{self._path} is JSON of one value; expected a list of people, or one to a line")
        rows = [row.get("_source", row) if isinstance(row, dict) else row for row in document]
        keys = next((row for row in rows if isinstance(row, dict)), {})
        lines = (
            Line(number, row) if isinstance(row, dict) else Line(number, {}, "not an object")
            for number, row in enumerate(rows, start=1)
        )
        return Opened(format_of(keys, "profiles"), progress, lines)

    def _wrapped(self, row: dict[str, Any]) -> list[Any] | None:
        """The rows inside an object that says nothing of a person itself; a person may have a list of profiles, too."""
        if any(normal(name) in self._known and not is_blank(value) for name, value in row.items()):
            return None
        lists = (row[name] for name in _WRAPPERS if isinstance(row.get(name), list))
        return next((inner for inner in lists if not inner or any(isinstance(one, dict) for one in inner)), None)


def _object(line: str) -> dict[str, Any] | None:
    """The object that a line is; None if it is none."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def _json_lines(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(_without_nul(lines), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield Line(number, {}, f"not JSON: {error}")
            continue
        yield Line(number, row) if isinstance(row, dict) else Line(number, {}, "not an object")


def _parquet(path: Path, raw: BinaryIO) -> Opened:
    try:
        file = pyarrow.parquet.ParquetFile(raw)
    except (pyarrow.ArrowException, OSError) as error:
        raise FileError(f"{path} is not a Parquet file, or damaged: {error}") from None
    columns = tuple(_paths(file.schema_arrow))
    total = max(1, file.metadata.num_rows)
    done = 0

    def lines() -> Iterator[Line]:
        nonlocal done
        try:
            for batch in file.iter_batches(2000):
                for row, broken in _rows(batch):
                    done += 1
                    yield Line(done, row, broken)
        except (pyarrow.ArrowException, OSError) as error:
            raise FileError(f"{path} is damaged after row {done}: {error}") from None

    return Opened(format_of(file.schema_arrow.names, "profiles"), lambda: done / total, lines(), columns)


def _rows(batch: Any) -> Iterator[tuple[dict[str, Any], str]]:  # noqa: ANN401 - pyarrow has no types
    """The rows of a batch, one by one where one of them cannot be read: a day of the year 300,000, for instance."""
    try:
        yield from ((row, "") for row in batch.to_pylist())
    except (ValueError, OverflowError) as error:
        if batch.num_rows == 1:
            yield {}, f"cannot be read: {error}"
            return
        for at in range(batch.num_rows):
            yield from _rows(batch.slice(at, 1))


def _paths(fields: Iterable[Any], start: str = "") -> Iterator[str]:
    """The names of columns, those inside objects with their path."""
    for field in fields:
        yield start + field.name
        if pyarrow.types.is_struct(field.type):
            inside = (field.type.field(at) for at in range(field.type.num_fields))
            yield from _paths(inside, f"{start}{field.name}.")
