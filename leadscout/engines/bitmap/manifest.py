"""What an index consists of at a commit: its segments, and who of each went. Replaced in one step, or not at all."""

import zlib
from pathlib import Path

import msgspec

from leadscout.engines.generations import replace_file
from leadscout.plan.engine import CommitFiles

_NAME = "manifest"
_CHECKSUM = 4


class SegmentEntry(msgspec.Struct, frozen=True):
    """A segment: its file, and the numbers of those people of it who went, as a bitmap."""

    name: str
    size: int
    checksum: int
    people: int
    gone: bytes = b""


class Manifest(msgspec.Struct, frozen=True):
    """All segments, and the number of the next one."""

    parts: tuple[SegmentEntry, ...] = ()
    following: int = 1


def read(folder: Path) -> Manifest:
    """The last commit. Raises OSError where there is none, ValueError where it is damaged."""
    return _decoded((folder / _NAME).read_bytes())


def files(folder: Path) -> CommitFiles:
    """The files of the last commit. Raises as `read` does."""
    data = (folder / _NAME).read_bytes()
    return CommitFiles({_NAME: data}, [part.name for part in _decoded(data).parts])


def _decoded(data: bytes) -> Manifest:
    if zlib.crc32(data[_CHECKSUM:]).to_bytes(_CHECKSUM) != data[:_CHECKSUM]:
        raise ValueError(f"{_NAME} is not as it was written")
    return msgspec.msgpack.decode(data[_CHECKSUM:], type=Manifest)


def write(folder: Path, manifest: Manifest) -> None:
    """Make a commit."""
    data = msgspec.msgpack.encode(manifest)
    replace_file(folder / _NAME, zlib.crc32(data).to_bytes(_CHECKSUM) + data)
