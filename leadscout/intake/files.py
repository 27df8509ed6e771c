"""Files of people, whatever their encoding, packing, separator or nesting -> rows with their line numbers."""

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from leadscout.intake.documents import Json
from leadscout.intake.opened import FileError, Opened
from leadscout.intake.parquet import parquet
from leadscout.intake.tables import Table

SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet")
"""How files of people end, also with .gz behind."""

_WESTERN = "leadscout.western"
_TABLES = (".csv", ".tsv", ".txt")
_BY_LINE = (".jsonl", ".ndjson")


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
            yield parquet(path, raw)
            return
        stream: io.BufferedReader | _Unpacked = raw if head[:2] != b"\x1f\x8b" else _Unpacked(path, raw)
        with stream, _decoded(stream) as text:
            yield _text(path, text, also, lambda: 1.0 if raw.closed else raw.tell() / size)


def _text(path: Path, text: io.TextIOWrapper, also: Iterable[str], progress: Callable[[], float]) -> Opened:
    blank, start = "", text.read(1)
    while start.isspace():
        blank += start
        start = text.read(1)
    name = plain_name(path)
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

    def __init__(self, path: Path, packed: BinaryIO) -> None:
        self._path = path
        self._unpacked = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - anything with bytes to write to
        """Fill a buffer. Raises FileError where the file is damaged or ends too early."""
        try:
            unpacked = self._unpacked.read(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileError(f"{self._path} is damaged or cut off: {error}") from None
        buffer[: len(unpacked)] = unpacked
        return len(unpacked)


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
