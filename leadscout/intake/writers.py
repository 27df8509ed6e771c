"""People -> files of people: CSV, JSON lines, Parquet, the first two also gzipped. Constant memory: batch by batch."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import PurePath
from typing import IO, Any, get_args, get_origin, get_type_hints

import orjson
import pyarrow as pa
from pyarrow import parquet

from leadscout.intake import exported
from leadscout.intake.formulas import guard
from leadscout.model.lead import Lead, Location

Stream = IO[bytes] | gzip.GzipFile
Write = Callable[[Sequence[Lead]], None]
"""Writes one batch of people."""

_GZIPPED = ".gz"


def format_of(name: str) -> str:
    """The format that a file's name tells ("people.csv.gz" -> "csv.gz"); "" for none."""
    path = PurePath(name.casefold())
    packed = path.suffix if path.suffix == _GZIPPED else ""
    kind = PurePath(path.stem).suffix if packed else path.suffix
    format_ = kind.removeprefix(".").replace("ndjson", "jsonl") + packed
    return format_ if format_ in FORMATS else ""


@contextmanager
def writing(stream: Stream, kind: str) -> Iterator[Write]:
    """Write people to a stream in one of FORMATS; what the format needs at its end is written with the block's."""
    with FORMATS[kind](stream) as write:
        yield write


@contextmanager
def _lines(stream: Stream) -> Iterator[Write]:
    def write(leads: Sequence[Lead]) -> None:
        stream.writelines(orjson.dumps(exported.row(lead), option=orjson.OPT_APPEND_NEWLINE) for lead in leads)

    yield write


@contextmanager
def _table(stream: Stream) -> Iterator[Write]:
    # With a mark of its encoding: without it, spreadsheets read every accent wrong.
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    names = list(exported.COLUMNS)
    at = names.index("industry") + 1
    columns = [*names[:at], *exported.JOB, *names[at:]]
    writer.writerow(columns)

    def write(leads: Sequence[Lead]) -> None:
        for lead in leads:
            cells: Mapping[str, Any] = {**exported.job_columns(lead), **exported.row(lead)}
            writer.writerow([guard(exported.cell(cells[name])) if name in cells else "" for name in columns])

    yield write
    text.flush()
    text.detach()


@contextmanager
def _parquet(stream: Stream) -> Iterator[Write]:
    parts = {f"location.{name}": hint for name, hint in get_type_hints(Location).items()}
    hints = {**exported.TYPES, **parts}
    schema = pa.schema([(column, _arrow(hints[field])) for column, field in exported.COLUMNS.items()])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:

        def write(leads: Sequence[Lead]) -> None:
            rows = [
                {name: list(value.items()) if isinstance(value, dict) else value for name, value in row.items()}
                for row in map(exported.row, leads)
            ]
            writer.write_table(pa.Table.from_pylist(rows, schema))

        yield write


def _arrow(hint: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The Parquet type of a field."""
    if is_dataclass(hint):
        inside = get_type_hints(hint)
        return pa.struct([(item.name, _arrow(inside[item.name])) for item in fields(hint)])
    if get_origin(hint) is tuple:
        return pa.list_(_arrow(get_args(hint)[0]))
    if get_origin(hint) is Mapping:
        return pa.map_(pa.string(), pa.string())
    kinds = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    return kinds[next(one for one in (hint, *get_args(hint)) if one in kinds)]


def _gzipped(inner: Callable[[Stream], Any]) -> Callable[[Stream], Any]:
    @contextmanager
    def packed(stream: Stream) -> Iterator[Write]:
        # Without name and time: the same people make the same bytes.
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=stream, mtime=0) as file, inner(file) as write:
            yield write

    return packed


FORMATS: Mapping[str, Callable[[Stream], Any]] = {
    "csv": _table,
    "jsonl": _lines,
    "parquet": _parquet,
    "csv.gz": _gzipped(_table),
    "jsonl.gz": _gzipped(_lines),
}
"""What an export can be, and what writes it."""
