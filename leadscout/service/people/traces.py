"""What else names somebody who is forgotten: lists that accounts wrote, and lists of rows that imports rejected."""

import csv
import os
import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

from leadscout.lexicon.identities import profiles
from leadscout.model.lead import Lead
from leadscout.service.operations.growth import overwrite
from leadscout.store import lists
from leadscout.store.database import Database

_LISTINGS = ("rejected/*.csv", "imports/*/problems-*.csv")
_UNFINISHED = ("rejected/.*.csv.*", "imports/*/.problems-*.csv.*")
"""What a kill leaves of lists that were being written anew."""

_SHORTEST = 5
"""Letters of a text that names somebody: a shorter one stands in other words, too."""

_BEFORE, _AFTER = r"(?<![\w.+@-])", r"(?![\w@-]|\.\w)"
"""A text is another one where letters go on: ann@acme.example is not joann@acme.example, nor in/ann in/ann-lee."""


def wipe(lead: Lead, data: Path, database: Database) -> None:
    """Take somebody out of every list of leads, and overwrite the rows of files that name them.

    Before they are forgotten: afterwards nobody knows what to look for.
    """
    known_by = [lead.id, lead.sales_id, lead.member_id, lead.profile_url, *lead.emails]
    keys = {key for written in known_by if written for key in profiles.read(written)}
    with database.read() as connection:
        is_listed = lists.names(connection, keys)
    if is_listed:  # else nobody has to wait for who writes
        database.transact(partial(lists.forget, keys=keys))
    name = lead.full_name if len(lead.full_name.split()) > 1 else ""  # a first name alone is that of many
    texts = [text for text in (*lead.emails, *lead.phones, lead.profile_url, name) if len(text) >= _SHORTEST]
    for file in _files(data, _UNFINISHED):
        overwrite(file)
    if texts:
        named = "|".join(map(re.escape, texts))
        pattern = re.compile(f"{_BEFORE}(?:{named}){_AFTER}", re.IGNORECASE)
        for file in _files(data, _LISTINGS):
            _without(file, pattern)


def _files(data: Path, patterns: Collection[str]) -> Iterator[Path]:
    return (file for pattern in patterns for file in data.glob(pattern))


def _rows(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """The cells of each row, with the row as it is written: a cell can have several lines."""
    written: list[str] = []

    def taken() -> Iterator[str]:
        for line in lines:
            written.append(line)
            yield line

    for cells in csv.reader(taken()):
        yield cells, "".join(written)
        written.clear()


def _without(file: Path, pattern: re.Pattern[str]) -> None:
    """Write a file anew without the rows that have such a text in a cell; the old bytes are overwritten."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(_rows(stream))
    left = [written for cells, written in rows if not any(map(pattern.search, cells))]
    if len(left) == len(rows):
        return
    new = file.with_name(f".{file.name}.new")
    with open(new, "w", encoding="utf-8", newline="", opener=_private) as stream:
        stream.writelines(left)
        stream.flush()
        os.fsync(stream.fileno())
    old = file.with_name(f".{file.name}.old")
    os.link(file, old)  # killed from here on, the list is there, and what is beside it is overwritten next time
    new.replace(file)
    overwrite(old)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
