"""Files of people, as they are taken in: what of them is read on its own, how, and what comes out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

from leadscout.model.lead import Lead


class FileError(Exception):
    """A file that cannot be read at all; its text says why and what would be right."""


class UnmappedError(FileError):
    """A file without a column whose meaning the user has said: nothing of it is taken."""


class NobodyError(FileError):
    """A file that is in order but holds no people: a list of certificates, messages, companies."""


FIRSTS = ("day", "month")
"""What can stand first in a date of two numbers and a year."""


@dataclass(frozen=True)
class ReadingChoices:
    """What the user says about files: fields by column, an encoding, a sheet, the day on which the rows were true.

    `first` is "day" or "month", for dates like 03/04/2021 whose order nothing in the file decides. "" and None: decided
    by the file.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    sheet: str = ""
    as_of: date | None = None
    first: str = ""


class FilePart(NamedTuple):
    """A file, one in a folder or archive, or a sheet of a workbook; or why it is passed over.

    `name` is its path as it is shown, `alone` whether it was given itself, `sheets` how many its workbook has.
    """

    path: Path
    name: str
    sheet: str = ""
    alone: bool = False
    sheets: int = 1
    passed_over: str = ""


class ReadRow(NamedTuple):
    """A row that was read: where it stood, who it is about or why about nobody, and what in it is doubtful."""

    line: int
    lead: Lead | None
    reason: str = ""
    doubts: tuple[str, ...] = ()


class PartReading(Protocol):
    """A part that is being read.

    `key` is what it is known by when it comes again, `notes` are told to the user, `undecided` are columns of dates
    whose order nothing decides. Cells are looked at while it is `proposing`; `cells` are the first ones of each column.
    """

    format: str
    encoding: str
    columns: tuple[str, ...]
    as_of: date
    key: bytes
    notes: Sequence[str]
    undecided: Sequence[str]
    cells: dict[str, list[str]]
    proposing: bool

    def rows(self, after: int = 0) -> Iterator[ReadRow]:
        """The rows after the first ones. Raises FileError where the file is damaged, at the place of the damage."""

    def progress(self) -> float:
        """How far it is read, 0 to 1."""

    def unknown(self) -> list[str]:
        """The columns so far that no field is for."""

    def fields(self) -> dict[str, str]:
        """The field of each column of a table; "" where nobody knows it."""

    def proposals(self) -> dict[str, tuple[str, list[str]]]:
        """What the cells of unknown columns look like, "" for nothing, and the first of them."""


class FileReader(Protocol):
    """Reads files of people in one way. `fields` are those that a column may mean."""

    choices: ReadingChoices
    fields: frozenset[str]

    def parts(self, paths: Sequence[Path]) -> Iterator[FilePart]:
        """What is in files, folders and archives. Raises FileError, in the end, where there is nothing."""

    def opened(self, part: FilePart) -> AbstractContextManager[PartReading]:
        """A part to be read. Raises FileError when it cannot be."""


class UnknownColumn(NamedTuple):
    """A column that no field is for: the field that its cells look like, "" for none, and the first cells."""

    name: str
    looks_like: str
    cells: list[str]


@dataclass(frozen=True)
class FilePreview:
    """What a file looks like before it is imported, of an archive or workbook the first part with people.

    `sheets` are all parts, of `part` is what follows. `columns` are the fields by column, `cells` the first ones of
    each, `undecided` columns of dates whose order nothing decides, `rows` the first ones as they would be read.
    """

    part: str
    sheets: list[str]
    format: str
    encoding: str
    doubts: list[str]
    columns: dict[str, str]
    unknown: list[UnknownColumn]
    rows: list[ReadRow]
    cells: dict[str, list[str]] = field(default_factory=dict)
    undecided: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FileCheck:
    """A file that was read and not kept: its rows, those that tell of somebody, those that are doubtful.

    Of the people so many would be `new` and so many are `known` already, in the store or by an earlier row; the others
    must stay out.
    `rejected` are the first of the others, each with the part that it is in. It is not `whole` where it was read no
    further, because it is large.
    """

    rows: int
    people: int
    new: int
    known: int
    doubtful: int
    rejected: list[tuple[str, ReadRow]]
    whole: bool


MakeReader = Callable[[ReadingChoices], FileReader]
