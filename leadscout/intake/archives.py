"""Archives: zip files as folders of what is in them, and the archive that LinkedIn gives people of their own data."""

import csv
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from time import mktime
from typing import Any

from leadscout.intake.opened import FileError, Line

LARGEST = 4 << 30
"""Bytes that an archive may have when unpacked."""
MOST = 10_000
"""Files that an archive may have."""

_PACKED = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = ("xl/", "word/", "ppt/", "Index/", "content.xml", "[Content_Types].xml")
_SIGNS = frozenset(
    (
        *("connections.csv", "profile.csv", "positions.csv", "messages.csv", "education.csv", "skills.csv"),
        *("invitations.csv", "certifications.csv", "email addresses.csv", "registration.csv", "company follows.csv"),
    )
)
_PEOPLE = frozenset(("connections.csv", "profile.csv"))
_JOBS = 1000  # of one person
_ENOUGH = 3  # of the signs


def is_archive(path: Path) -> bool:
    """Whether a file is a zip archive of files, and no workbook or document of that format."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in _PACKED:
                return False
        with zipfile.ZipFile(path) as packed:
            return not any(name.startswith(_OTHERS) for name in packed.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


@contextmanager
def unpacked(path: Path, largest: int = LARGEST) -> Iterator[Path]:
    """A folder with the files of an archive, as long as the block lasts.

    Raises FileError when the archive is damaged, packed with a password or larger than `largest` bytes.
    """
    with TemporaryDirectory(prefix="leadscout-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(path) as packed:
                _unpack(path, packed, folder, largest)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise FileError(f"{path} cannot be unpacked: {error}") from None
        yield folder


def _unpack(path: Path, packed: zipfile.ZipFile, folder: Path, largest: int) -> None:
    inside = [one for one in packed.infolist() if not one.is_dir()]
    if len(inside) > MOST or sum(one.file_size for one in inside) > largest:
        raise FileError(f"{path} is larger than {largest:,} bytes or {MOST:,} files when unpacked")
    left = largest
    for one in inside:
        parts = [part for part in PurePosixPath(one.filename.replace("\\", "/")).parts if part not in ("/", "..", ".")]
        if not parts or parts[0] == "__MACOSX":
            continue
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(one) as source, target.open("wb") as copy:
            shutil.copyfileobj(_Bounded(path, source, left), copy)
        left -= target.stat().st_size
        # The day of the file is the day of its rows, and what it is recognised by when it comes again.
        day = mktime((*one.date_time, 0, 0, -1))
        os.utime(target, (day, day))


class _Bounded:
    """A stream that raises FileError beyond a size: what a zip file says of its sizes need not be true."""

    def __init__(self, path: Path, source: Any, left: int) -> None:  # noqa: ANN401 - a stream of bytes
        self._path = path
        self._source = source
        self._left = left

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        part: bytes = self._source.read(size)
        self._left -= len(part)
        if self._left < 0:
            raise FileError(f"{self._path} is larger when unpacked than it says")
        return part


def with_positions(profile: Path, lines: Iterator[Line]) -> Iterator[Line]:
    """The row of LinkedIn's Profile.csv with the jobs of Positions.csv beside it: both are of whose archive it is."""
    path = next((one for one in profile.parent.glob("*.csv") if one.name.casefold() == "positions.csv"), None)
    jobs: list[dict[str, str]] = []
    if path is not None:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            jobs = [dict(row) for row in islice(csv.DictReader(file), _JOBS)]
    for line in lines:
        yield replace(line, values={**line.values, "positions": jobs}) if jobs and not line.broken else line


def is_nobodys(path: Path) -> bool:
    """Whether a file is one of LinkedIn's archive of somebody's data in which no people are listed."""
    beside = [path.parent, path.parent.parent]
    return path.name.casefold() not in _PEOPLE and any(map(_is_linkedins, beside))


def _is_linkedins(folder: Path) -> bool:
    names = {one.name.casefold() for one in folder.glob("*.csv")}
    return not names.isdisjoint(_PEOPLE) and len(names & _SIGNS) >= _ENOUGH
