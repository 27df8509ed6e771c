"""A file of named arrays, written once from front to back and mapped into memory by its readers."""

import errno
import mmap
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from leadscout.errors import Fault, Refused

_MAGIC = b"leadscout arrays"
_TRAILER = struct.Struct("<QQ16s")  # where the list of arrays begins, its length, what file this is
_ALIGNED = 64
_BUFFER = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Extent(msgspec.Struct, frozen=True, array_like=True):
    """Where an array lies."""

    kind: str
    offset: int
    length: int


class ArrayWriter:
    """Writes one file. As a context it leaves none behind when something fails; `finish` makes it durable."""

    def __init__(self, path: Path) -> None:
        """Start a new file, which only its owner can read."""
        self._path = path
        self._file = FileIO(path, "wb", opener=lambda path, flags: os.open(path, flags, 0o600))
        self._waiting = bytearray()
        self._extents: dict[str, _Extent] = {}
        self.size = 0
        self.checksum = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        self._file.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)

    def write(self, data: bytes) -> int:
        """Write bytes, and tell where they lie."""
        at = self.size
        self._waiting += data
        if len(self._waiting) > _BUFFER:
            self._flush()
        self.checksum = zlib.crc32(data, self.checksum)
        self.size += len(data)
        return at

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write an array under a name."""
        self.write(bytes(-self.size % _ALIGNED))
        self._extents[name] = _Extent(array.dtype.str, self.write(array.tobytes()), len(array))

    def finish(self) -> None:
        """Write the list of arrays, and see that all of it is on the disk."""
        places = msgspec.json.encode(self._extents)
        self.write(_TRAILER.pack(self.write(places), len(places), _MAGIC))
        self._flush()
        os.fsync(self._file.fileno())

    def _flush(self) -> None:
        left = memoryview(self._waiting)
        while left:
            left = left[self._file.write(left) :]
        self._waiting = bytearray()


class ArrayFile:
    """The arrays of a file. They stay readable when it is deleted."""

    def __init__(self, path: Path, size: int) -> None:
        """Map a file of `size` bytes. Raises OSError where there is none, ValueError where it is another one."""
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size != size or size < _TRAILER.size:
                raise ValueError(f"{path.name} has another size than it was written with")
            self.data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        start, length, magic = _TRAILER.unpack(self.data[-_TRAILER.size :])
        if magic != _MAGIC or start + length > size:
            raise ValueError(f"{path.name} is no file of arrays")
        self._extents = msgspec.json.decode(self.data[start : start + length], type=dict[str, _Extent])

    def array(self, name: str) -> NDArray[Any]:
        """An array as it lies in the file."""
        place = self._extents[name]
        return np.frombuffer(self.data, place.kind, place.length, place.offset)

    @property
    def checksum(self) -> int:
        """That of what is in the file now."""
        return zlib.crc32(self.data)


@contextmanager
def room() -> Iterator[None]:
    """While something is written: raises Refused where the disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Refused(Fault("no_room")) from error
        raise
