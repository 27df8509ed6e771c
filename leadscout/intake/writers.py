"""People -> files: CSV, JSON lines, Excel, Parquet, the first two also gzipped. Constant memory: batch by batch."""

import csv
import io
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import orjson
from msgspec import Struct

from leadscout.errors import Fault, Refused
from leadscout.intake import exported
from leadscout.intake.layouts import Layout
from leadscout.model.formulas import kept
from leadscout.model.search import LeadMatch

Batches = Iterable[Sequence[LeadMatch]]
Write = Callable[[Batches, Layout], Iterator[bytes]]
"""The bytes of a file of people, as they come; what a format needs at its end comes last."""

_GZIPPED = ".gz"
_ROWS = 1 << 20
"""Rows of a sheet, the column names among them."""
_LONGEST = 32_767
"""Letters that Excel takes in a cell."""
_CELL = 16_000
"""Letters of ours in one; a picture counts as two."""
_PIECE = 1 << 18
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def format_of(name: str) -> str:
    """The format that a file's name tells ("people.csv.gz" -> "csv.gz"); "" for none."""
    path = PurePath(name.casefold())
    packed = path.suffix if path.suffix == _GZIPPED else ""
    kind = PurePath(path.stem).suffix if packed else path.suffix
    format_ = kind.removeprefix(".").replace("ndjson", "jsonl") + packed
    return format_ if format_ in FORMATS else ""


def chunks(batches: Batches, kind: str, layout: Layout) -> Iterator[bytes]:
    """The bytes of a file in one of FORMATS. Raises Refused for what the format cannot hold, or nothing writes here."""
    return FORMATS[kind](batches, layout)


def _lines(batches: Batches, layout: Layout) -> Iterator[bytes]:
    for batch in batches:
        rows = ({name: row[name] for name in layout.nested if name in row} for row in layout.rows(batch))
        yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _table(batches: Batches, layout: Layout) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(layout.columns)
    # With a mark of its encoding: without it, spreadsheets read every accent wrong.
    yield text.getvalue().encode("utf-8-sig" if layout.mark else "utf-8")
    for batch in batches:
        text.seek(0)
        text.truncate()
        for row in layout.rows(batch):
            writer.writerow([layout.guarded(name, _cell(row, name)) for name in layout.columns])
        yield text.getvalue().encode()


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if value is None else exported.cell(value)


def _workbook(batches: Batches, layout: Layout) -> Iterator[bytes]:
    """A workbook of one sheet, every cell a text: no formulas, no links, no numbers that lose their zeros."""
    import xlsxwriter  # noqa: PLC0415 - few exports need it

    texts = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, texts) as book:
            book.set_properties({"created": _ALWAYS})  # without the time: the same people make the same bytes
            sheet = book.add_worksheet("People")
            sheet.freeze_panes(1, 0)
            sheet.ignore_errors({"number_stored_as_text": f"A1:ZZ{_ROWS}"})
            columns = (*layout.columns, *(exported.CONTINUED if layout.exact else ()))
            sheet.set_column(
                len(layout.columns), len(columns), None, None, {"hidden": len(columns) > len(layout.columns)}
            )
            for at, name in enumerate(columns):
                sheet.write_string(0, at, name)
            number = 0
            for batch in batches:
                for row in layout.rows(batch):
                    number += 1
                    if number >= _ROWS:
                        raise Refused(Fault("not_in_workbook", value=f"row {_ROWS:,}"))
                    for at, text in _cells(row, layout):
                        sheet.write_string(number, at, text)
                yield b""  # whoever answers with it can do something else in between: a workbook is whole at its end
        file.seek(0)
        yield from iter(lambda: file.read(_PIECE), b"")


def _cells(row: Mapping[str, Any], layout: Layout) -> Iterator[tuple[int, str]]:
    """The filled cells of a row by their place; what is too long for one goes on in the columns behind."""
    more: list[str] = []
    for at, name in enumerate(layout.columns):
        text = _cell(row, name)
        if not layout.exact:
            yield at, text[:_LONGEST]
        elif text:
            more += (f"{name}:{text[begin : begin + _CELL]}" for begin in range(_CELL, len(text), _CELL))
            yield at, kept(text[:_CELL])
    if len(more) > len(exported.CONTINUED):
        raise Refused(Fault("not_in_workbook", value=f"what is known of {_cell(row, exported.ID)}"))
    yield from enumerate(more, start=len(layout.columns))


def _parquet(batches: Batches, layout: Layout) -> Iterator[bytes]:
    import_arrow()
    import pyarrow as pa  # noqa: PLC0415 - large, and not always installed
    from pyarrow import parquet  # noqa: PLC0415

    schema = pa.schema([(column, _arrow(pa, layout.types.get(column, str))) for column in layout.nested])
    stream = io.BytesIO()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for batch in batches:
            rows = [
                {name: list(value.items()) if isinstance(value, dict) else value for name, value in row.items()}
                for row in layout.rows(batch)
            ]
            writer.write_table(pa.Table.from_pylist(rows, schema))
            yield _taken(stream)
    yield _taken(stream)


def import_arrow() -> None:
    """Raise Refused where the library that reads and writes Parquet is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415
    except ImportError:
        raise Refused(Fault("no_parquet")) from None


def _taken(stream: io.BytesIO) -> bytes:
    """What was written to a stream since the last time."""
    written = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return written


def _arrow(pa: ModuleType, hint: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The Parquet type of a field."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        inside = get_type_hints(hint)
        return pa.struct([(name, _arrow(pa, inside[name])) for name in hint.__struct_fields__])
    if get_origin(hint) is tuple:
        return pa.list_(_arrow(pa, get_args(hint)[0]))
    if get_origin(hint) is Mapping:
        return pa.map_(pa.string(), pa.string())
    kinds = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}
    return kinds[next(one for one in (hint, *get_args(hint)) if one in kinds)]


def _gzipped(inner: Write) -> Write:
    def packed(batches: Batches, layout: Layout) -> Iterator[bytes]:
        # Without name and time: the same people make the same bytes.
        packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        yield from (packer.compress(chunk) for chunk in inner(batches, layout))
        yield packer.flush()

    return packed


FORMATS: Mapping[str, Write] = {
    "csv": _table,
    "jsonl": _lines,
    "xlsx": _workbook,
    "parquet": _parquet,
    "csv.gz": _gzipped(_table),
    "jsonl.gz": _gzipped(_lines),
}
"""What an export can be, and what writes it."""
