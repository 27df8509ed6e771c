"""Parquet files of people, read a batch of rows at a time."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet

from leadscout.intake.columns import format_of
from leadscout.intake.opened import FileError, Line, Opened


def parquet(path: Path, raw: BinaryIO) -> Opened:
    """A Parquet file ready to be read. Raises FileError when it is none, or damaged."""
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
