"""Parquet files of people, read a batch of rows at a time."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from leadscout.errors import ERRORS
from leadscout.intake.columns import format_of
from leadscout.intake.opened import FileError, Line, Opened

_AT_ONCE, _LARGEST_ROW = 50, 1_000_000
"""Rows of a batch, and bytes of a row: a dictionary of one large text makes gigabytes of a file of 840 bytes."""


def parquet(path: Path, raw: BinaryIO) -> Opened:
    """A Parquet file ready to be read. Raises FileError when it is none, or damaged, or Arrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: PLC0415 - large, and not always installed
    except ImportError:
        raise FileError(f"{path}: {ERRORS['no_parquet'].sentence}") from None
    try:
        file = pyarrow.parquet.ParquetFile(raw)
    except (pyarrow.ArrowException, OSError) as error:
        raise FileError(f"{path} is not a Parquet file, or damaged: {error}") from None
    try:
        columns = tuple(_paths(file.schema_arrow, pyarrow.types.is_struct))
    except UnicodeDecodeError:
        raise FileError(f"{path} has a column whose name is no UTF-8") from None
    total = max(1, file.metadata.num_rows)
    done = 0

    def lines() -> Iterator[Line]:
        nonlocal done
        try:
            for batch in file.iter_batches(_AT_ONCE):
                if _largest(pyarrow, batch) > _LARGEST_ROW:
                    raise FileError(f"{path} has rows of more than {_LARGEST_ROW:,} bytes after row {done}")
                for row, broken in _rows(batch):
                    done += 1
                    yield Line(done, row, broken)
        except (pyarrow.ArrowException, OSError) as error:
            raise FileError(f"{path} is damaged after row {done}: {error}") from None

    return Opened(format_of(file.schema_arrow.names, "profiles"), lambda: done / total, lines(), columns)


def _largest(pyarrow: Any, batch: Any) -> int:  # noqa: ANN401 - pyarrow has no types
    """Bytes of a row on average, or of the largest text that rows of a column refer to."""
    sizes: list[int] = [batch.nbytes // max(1, batch.num_rows)]
    for column in batch.columns:
        if pyarrow.types.is_dictionary(column.type) and pyarrow.types.is_string(column.type.value_type):
            from pyarrow import compute  # noqa: PLC0415 - as above

            sizes.append(int(compute.max(compute.binary_length(column.dictionary)).as_py() or 0))
    return max(sizes)


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


def _paths(fields: Iterable[Any], is_struct: Callable[[Any], bool], start: str = "") -> Iterator[str]:
    """The names of columns, those inside objects with their path."""
    for field in fields:
        yield start + field.name
        if is_struct(field.type):
            inside = (field.type.field(at) for at in range(field.type.num_fields))
            yield from _paths(inside, is_struct, f"{start}{field.name}.")
