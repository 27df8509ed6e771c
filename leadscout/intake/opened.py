"""What a file of people is while it is read: rows with their line numbers, and what can be wrong with it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leadscout.intake.columns import fields, forms, normal, numbered
from leadscout.model.files import FileError, NobodyError, UnmappedError

__all__ = ["FileChoices", "FileError", "Line", "NobodyError", "Opened", "is_column", "person_columns", "require"]


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
    doubt: str = ""
    """What is not sure about how the file is read, and what decides it."""
    encoding: str = ""
    """In which the file is read; "" of what is no text."""


@dataclass(frozen=True)
class FileChoices:
    """What the user says about files: an encoding, and the sheet of a workbook; "" = decided by the file."""

    encoding: str = ""
    sheet: str = ""


def require(path: Path, mapped: Iterable[str], columns: Iterable[str]) -> None:
    """Raise UnmappedError when the user has mapped a column that is not among those of the file."""
    by_name = {normal(column): column for column in columns}
    for column in mapped:
        if normal(column) not in by_name:
            raise UnmappedError(f"{path} has no column {column!r} to map; it has {', '.join(by_name.values())}")


def person_columns(also: Iterable[str]) -> frozenset[str]:
    """The columns, as compared, that say something of a person: ours and the user's."""
    return frozenset((*fields("person"), *map(normal, also)))


def is_column(columns: frozenset[str], name: str) -> bool:
    """Whether a name is one of columns as compared, also with a number or a remark in it."""
    return any(form in columns for form in forms(name)) or numbered(name) is not None


def without_nul(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the NUL characters that neither csv nor JSON take."""
    return (line.replace("\0", "") for line in lines)
