"""Folders -> the files of people in them, and what a file is known by when it comes again."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from leadscout.intake.archives import is_nobodys
from leadscout.intake.files import SUFFIXES, plain_name
from leadscout.intake.opened import FileError

_BEGINNING = 1 << 16


class FolderFile(NamedTuple):
    """A file, or one inside a folder that is passed over and why."""

    path: Path
    passed_over: str = ""


def files(paths: Iterable[Path]) -> Iterator[FolderFile]:
    """Files as they are, folders as what is in them at any depth, sorted by path."""
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_symlink() or one.is_file())
            yield from (FolderFile(one, _why_not(one, path)) for one in sorted(inside))
        else:
            yield FolderFile(path)


def _why_not(path: Path, folder: Path) -> str:
    if any(part.startswith(".") for part in path.relative_to(folder).parts):
        return "hidden"
    if path.is_symlink():
        return "a link: what it leads to may be of another folder; name it itself"
    if not path.stat().st_size:
        return "empty"
    if not plain_name(path).endswith(SUFFIXES):
        return "no file of people by its name"
    return "of LinkedIn's archive of somebody's data, and lists nobody" if is_nobodys(path) else ""


def fingerprint(path: Path, *more: object) -> bytes:
    """What tells a file, read in one way, from every other: its size, time and beginning, not its name or place.

    Raises FileError when it cannot be read.
    """
    try:
        stat = path.stat()
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
    traits = repr((stat.st_size, stat.st_mtime_ns, *more)).encode()
    return blake2b(traits + beginning, digest_size=16).digest()
