"""Files of people, whatever their encoding, separator or nesting -> rows with their line numbers."""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pyarrow.parquet

from leadscout.intake.columns import fields, format_of, normal
from leadscout.intake.told import is_blank

_DELIMITERS = ",;\t|"
_HEADER_WITHIN = 30  # rows; LinkedIn puts three lines of notes on top
_LONGEST_CELL = 1_000_000
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
    """A file ready to be read: what format it is in, how far it has been read (0 to 1), and its rows."""

    format: str
    progress: Callable[[], float]
    lines: Iterator[Line]


@contextmanager
def open_file(path: Path, mapped: Iterable[str] = ()) -> Iterator[Opened]:
    """Open a CSV, TSV, JSON, JSON-lines or Parquet file, gzipped or not; `mapped` columns are known to the user.

    Raises FileError when it is missing, empty or none of these.
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
        stream: io.BufferedIOBase = raw if head[:2] != b"\x1f\x8b" else gzip.GzipFile(fileobj=raw)
        with stream, _decoded(stream) as text:
            yield _text(path, text, mapped, lambda: 1.0 if raw.closed else raw.tell() / size)


def _text(path: Path, text: io.TextIOWrapper, mapped: Iterable[str], progress: Callable[[], float]) -> Opened:
    start = text.read(1)
    while start.isspace():
        start = text.read(1)
    rest = _Pushed(start, text)
    name = _plain_name(path)
    if start and (name.endswith(_BY_LINE) or (start in "{[" and not name.endswith(_TABLES))):
        return _Json(path, mapped).opened(rest, progress)
    return _Table(path, mapped).opened(rest, progress)


def _plain_name(path: Path) -> str:
    return path.name.casefold().removesuffix(".gz")


def _known(mapped: Iterable[str]) -> frozenset[str]:
    """The columns that say something of a person: ours and the user's."""
    return frozenset((*fields("person"), *map(normal, mapped)))


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


def _decoded(stream: io.BufferedIOBase) -> io.TextIOWrapper:
    """The text of a stream: by its mark, else UTF-8, else Windows' western code page."""
    buffered = io.BufferedReader(stream, 1 << 16)
    head = buffered.peek(1 << 16)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif head.startswith(b"\xef\xbb\xbf") or _is_utf8(head):
        encoding = "utf-8-sig"
    else:
        encoding = "cp1252"
    return io.TextIOWrapper(buffered, encoding, errors="replace", newline="")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3  # a character cut at the end of the sample
    return True


class _Table:
    """A file with a row of column names."""

    def __init__(self, path: Path, mapped: Iterable[str]) -> None:
        self._path = path
        self._known = _known(mapped)
        self._enough = 1 if mapped else 2

    def opened(self, text: Iterable[str], progress: Callable[[], float]) -> Opened:
        lines = iter(text)
        sample = [line for _, line in zip(range(_HEADER_WITHIN), lines, strict=False)]
        delimiter = max(
            _DELIMITERS, key=lambda sign: max(self._recognised(line.split(sign)) for line in sample or [""])
        )
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(_without_nul(chain(sample, lines)), delimiter=delimiter)
        columns = self._header(reader)
        return Opened(format_of(columns, "table"), progress, _cells(reader, columns))

    def _recognised(self, cells: Iterable[str]) -> int:
        return sum(normal(cell) in self._known for cell in cells)

    def _header(self, reader: Any) -> list[str]:  # noqa: ANN401 - csv's reader has no public type
        """The column names: the first row with enough names that we know."""
        try:
            for row in reader:
                if self._recognised(row) >= self._enough:
                    return [cell.strip() for cell in row]
                if reader.line_num >= _HEADER_WITHIN:
                    break
        except csv.Error as error:
            raise FileError(f"{self._path}, line {reader.line_num}: {error}") from None
        raise FileError(
            f"{self._path}: no row of column names in the first {_HEADER_WITHIN} lines; expected names like "
            "First Name, LinkedIn URL, Email, Company, Position (or say what yours mean with --map column=field)"
        )


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the NUL characters that csv does not take."""
    return (line.replace("\0", "") for line in lines)


def _cells(reader: Any, columns: list[str]) -> Iterator[Line]:  # noqa: ANN401
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
        yield Line(reader.line_num, dict(zip(columns, row, strict=False)), broken)


class _Json:
    """A file of objects: one to a line, or all in one document."""

    def __init__(self, path: Path, mapped: Iterable[str]) -> None:
        self._path = path
        self._known = _known(mapped)

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
    except pyarrow.ArrowInvalid as error:
        raise FileError(f"{path} is not a Parquet file: {error}") from None
    total = max(1, file.metadata.num_rows)
    done = 0

    def lines() -> Iterator[Line]:
        nonlocal done
        for batch in file.iter_batches(2000):
            for row in batch.to_pylist():
                done += 1
                yield Line(done, row)

    return Opened(format_of(file.schema_arrow.names, "profiles"), lambda: done / total, lines())
