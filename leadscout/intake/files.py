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

_DELIMITERS = ",;\t|"
_HEADER_WITHIN = 30  # rows; LinkedIn puts three lines of notes on top
_LONGEST_CELL = 1_000_000
_WRAPPERS = ("data", "leads", "results", "people", "items", "profiles")


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
    names = path.name.removesuffix(".gz").casefold()
    if start and start in "{[" and not names.endswith((".csv", ".tsv", ".txt")):
        return _json(path, rest, progress)
    return _Table(path, mapped).opened(rest, progress)


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
        self._known = frozenset((*fields("person"), *map(normal, mapped)))
        self._enough = 1 if mapped else 2

    def opened(self, text: Iterable[str], progress: Callable[[], float]) -> Opened:
        lines = iter(text)
        sample = [line for _, line in zip(range(_HEADER_WITHIN), lines, strict=False)]
        delimiter = max(
            _DELIMITERS, key=lambda sign: max(self._recognised(line.split(sign)) for line in sample or [""])
        )
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(_chained(sample, lines), delimiter=delimiter)
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


def _chained(sample: list[str], rest: Iterator[str]) -> Iterator[str]:
    """All lines, without the NUL characters that csv does not take."""
    for line in chain(sample, rest):
        yield line.replace("\0", "")


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


def _json(path: Path, text: _Pushed, progress: Callable[[], float]) -> Opened:
    """JSON lines when the first line is whole by itself, else one document."""
    lines = iter(text)
    first = next(lines)
    try:
        row = orjson.loads(first)
    except orjson.JSONDecodeError:
        return _document(path, first + "".join(lines), progress)
    if not isinstance(row, dict) or any(isinstance(row.get(name), list) for name in _WRAPPERS):
        return _document(path, first + "".join(lines), progress)
    return Opened(format_of(row, "profiles"), progress, _json_lines(first, lines))


def _json_lines(first: str, rest: Iterator[str]) -> Iterator[Line]:
    for number, line in enumerate(_chained([first], rest), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield Line(number, {}, f"not JSON: {error}")
            continue
        yield Line(number, row) if isinstance(row, dict) else Line(number, {}, "not an object")


def _document(path: Path, text: str, progress: Callable[[], float]) -> Opened:
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise FileError(f"{path} is not JSON: {error}") from None
    if isinstance(document, dict):
        inner = next((document[name] for name in _WRAPPERS if isinstance(document.get(name), list)), None)
        document = [document] if inner is None else inner
    rows = [row.get("_source", row) if isinstance(row, dict) else row for row in document]
    keys = next((row for row in rows if isinstance(row, dict)), {})
    lines = (
        Line(number, row) if isinstance(row, dict) else Line(number, {}, "not an object")
        for number, row in enumerate(rows, start=1)
    )
    return Opened(format_of(keys, "profiles"), progress, lines)


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
