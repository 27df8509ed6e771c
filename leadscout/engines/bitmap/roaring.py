"""Sorted numbers as roaring bitmaps and back, through arrays: one by one they would cost 200 ns each."""

from array import array
from typing import Any, Final, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Numbers = NDArray[np.uint32]
"""Numbers of people, jobs, texts or positions, ascending."""

Hashes = NDArray[np.uint64]
"""Hashes of terms, ascending."""

Ascending = TypeVar("Ascending", bound=NDArray[np.unsignedinteger])

EMPTY: Final = BitMap()

_FEW = 3_000  # up to so many numbers pyroaring's own way is faster than ours
_COOKIE = 12346  # of the portable format of roaring bitmaps, without containers of runs
_CONTAINER = 1 << 16
_LISTED = 4096  # numbers of one container that are listed; more are a set of bits


def bitmap(numbers: Numbers) -> BitMap:
    """The bitmap of ascending numbers, each once."""
    if len(numbers) <= _FEW:
        return BitMap(array("I", numbers.tobytes()))
    return BitMap.deserialize(_portable(numbers))


def encoded(numbers: Numbers) -> bytes:
    """The same as bytes; long runs of numbers are kept as runs."""
    compact = bitmap(numbers)
    compact.run_optimize()
    return compact.serialize()


def numbers_of(bitmap: BitMap) -> Numbers:
    """The numbers in a bitmap."""
    return np.frombuffer(bitmap.to_array(), np.uint32)


def once(ascending: Ascending) -> Ascending:
    """Ascending values, each once. `numpy.unique` takes three times as long: it makes a table of hashes, then sorts."""
    if not len(ascending):
        return ascending
    return cast(Ascending, ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))])


def all_below(size: int) -> BitMap:
    """Every number from 0 below `size`."""
    return BitMap(range(size))


def runs(starts: NDArray[np.integer], lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """The numbers from each start on, so many as its length says, one run behind the other."""
    lengths = lengths.astype(np.int64)
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    numbers: NDArray[np.int64] = np.arange(total) + np.repeat(starts.astype(np.int64) - (ends - lengths), lengths)
    return numbers


def _portable(numbers: Numbers) -> bytes:
    """What the format's specification says (github.com/RoaringBitmap/RoaringFormatSpec)."""
    high = (numbers >> 16).astype(np.uint16)
    starts = np.concatenate(([0], np.flatnonzero(high[1:] != high[:-1]) + 1))
    ends = np.append(starts[1:], len(numbers))
    sizes = ends - starts
    described = np.empty((len(starts), 2), np.uint16)
    described[:, 0], described[:, 1] = high[starts], sizes - 1
    lengths = np.where(sizes > _LISTED, _CONTAINER // 8, sizes * 2)
    offsets = 8 + 8 * len(starts) + np.cumsum(lengths) - lengths
    low = numbers.astype(np.uint16)
    parts: list[NDArray[Any]] = [np.array([_COOKIE, len(starts)], np.uint32), described, offsets.astype(np.uint32)]
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        listed = low[start:end]
        parts.append(listed if end - start <= _LISTED else _bits(listed))
    return b"".join(part.tobytes() for part in parts)


def _bits(low: NDArray[np.uint16]) -> NDArray[np.uint8]:
    is_in = np.zeros(_CONTAINER, np.uint8)
    is_in[low] = 1
    return np.packbits(is_in, bitorder="little")
