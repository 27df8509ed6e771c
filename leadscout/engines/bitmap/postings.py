"""Which numbers have a term: a bitmap of each common term, and one list of all that have a rare one.

Most terms are of one person (ids, names): in a B-tree each of them would cost some 60 bytes, here it costs 12.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from leadscout.engines.bitmap.files import ArrayFile, ArrayWriter
from leadscout.engines.bitmap.roaring import EMPTY, Hashes, Numbers, bitmap, encoded, numbers_of, once

RARE = 4
"""Numbers of a term that is in the list; a bitmap of so many takes as many bytes."""

_FEW = 16  # up to so many terms are looked up one by one

LOW = np.uint64(0xFFFFFFFF)
Pairs = NDArray[np.uint64]
"""A term's place among some hashes, shifted left by 32 bits, with a number that has it; ascending, each once."""


def pairs_of(terms: NDArray[np.integer], numbers: Numbers) -> Pairs:
    """Pairs of terms and numbers in any order, some of them more than once."""
    pairs = (terms.astype(np.uint64) << np.uint64(32)) | numbers
    pairs.sort()
    return once(pairs)


class PostingsWriter:
    """Writes the postings of a table, terms in the order of their hashes."""

    def __init__(self, file: ArrayWriter, name: str) -> None:
        """Write them into `file` under `name`."""
        self._file, self._name = file, name
        self._common: list[tuple[int, int, int]] = []
        self._rare: list[tuple[Hashes, Numbers]] = []
        self._entries = 0

    def add(self, hashes: Hashes, pairs: Pairs) -> None:
        """Add the terms with these hashes, which are larger than those that were added."""
        terms, numbers = (pairs >> np.uint64(32)).astype(np.intp), (pairs & LOW).astype(np.uint32)
        counts = np.bincount(terms, minlength=len(hashes))
        ends = np.cumsum(counts)
        rare = counts[terms] <= RARE
        self._rare.append((hashes[terms[rare]], numbers[rare]))
        self._entries += len(pairs)
        common = np.flatnonzero(counts > RARE)
        for term, end, count in zip(
            hashes[common].tolist(), ends[common].tolist(), counts[common].tolist(), strict=True
        ):
            data = encoded(numbers[end - count : end])
            self._common.append((term, self._file.write(data), len(data)))

    def close(self) -> None:
        """Write where everything is."""
        for column, kind in enumerate(("hashes", "offsets", "lengths")):
            self._file.add(f"{self._name}.{kind}", np.array([row[column] for row in self._common], np.uint64))
        for column, (kind, dtype) in enumerate((("rare", np.uint64), ("numbers", np.uint32))):
            parts = [part[column] for part in self._rare] or [np.array([])]
            self._file.add(f"{self._name}.{kind}", np.concatenate(parts).astype(dtype))
        self._file.add(f"{self._name}.entries", np.array([self._entries], np.uint64))


class Postings:
    """The postings of a table of a segment."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Read nothing yet."""
        self._data = file.data
        self._hashes, self._offsets, self._lengths = (
            file.array(f"{name}.{kind}").data for kind in ("hashes", "offsets", "lengths")
        )
        self._common: Hashes = file.array(f"{name}.hashes")
        self._rare_hashes: Hashes = file.array(f"{name}.rare")
        self._rare, self._numbers = self._rare_hashes.data, file.array(f"{name}.numbers")
        self.entries = int(file.array(f"{name}.entries")[0])

    def get(self, term: int) -> BitMap:
        """Who has a term."""
        at = bisect_left(self._hashes, term)
        if at < len(self._hashes) and self._hashes[at] == term:
            return self._read(at)
        first = bisect_left(self._rare, term)
        if first == len(self._rare) or self._rare[first] != term:
            return EMPTY
        return bitmap(self._numbers[first : bisect_right(self._rare, term, first)])

    def any_of(self, terms: Hashes) -> BitMap:
        """Who has at least one of some terms, which ascend."""
        if len(terms) <= _FEW:
            bitmaps = [matching for term in terms.tolist() if (matching := self.get(term))]
        else:
            bitmaps = [self._read(at) for at in _places(terms, self._common).tolist()]
            listed = self._listed(_places(terms, self._rare_hashes))
            if len(listed):
                bitmaps.append(bitmap(once(np.sort(listed))))
        return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(*bitmaps) if bitmaps else EMPTY

    def _listed(self, places: NDArray[np.intp]) -> Numbers:
        """The numbers of rare terms, of which the first entries are at these places; each has `RARE` at most."""
        numbers = [self._numbers[places]]
        for _ in range(RARE - 1):
            following = places[places < len(self._rare_hashes) - 1] + 1
            places = following[self._rare_hashes[following] == self._rare_hashes[following - 1]]
            if not len(places):
                break
            numbers.append(self._numbers[places])
        return np.concatenate(numbers)

    def between(self, low: int, high: int) -> tuple[Hashes, Numbers]:
        """The entries of terms whose hashes lie in [low, high): the hash and the number of each."""
        start, end = (bisect_left(self._hashes, bound) for bound in (low, high))
        first, last = (bisect_left(self._rare, bound) for bound in (low, high))
        listed = [numbers_of(self._read(at)) for at in range(start, end)]
        hashes = np.repeat(self._common[start:end], [len(numbers) for numbers in listed])
        numbers = np.concatenate([*listed, self._numbers[first:last]])
        return np.concatenate((hashes, self._rare_hashes[first:last])), numbers.astype(np.uint32)

    def _read(self, at: int) -> BitMap:
        offset = self._offsets[at]
        return BitMap.deserialize(self._data[offset : offset + self._lengths[at]])  # type: ignore[arg-type]  # no copy


def _places(wanted: Hashes, known_hashes: Hashes) -> NDArray[np.intp]:
    """Where those of `wanted` that are known are, by the first entry of each. Both ascend."""
    if len(known_hashes) < len(wanted):
        at = np.searchsorted(wanted, known_hashes)
        at[at == len(wanted)] = 0
        there = wanted[at] == known_hashes
        there[1:] &= known_hashes[1:] != known_hashes[:-1]
        return np.flatnonzero(there)
    at = np.searchsorted(known_hashes, wanted)
    inside = at < len(known_hashes)
    places: NDArray[np.intp] = at[inside][known_hashes[at[inside]] == wanted[inside]]
    return places


Entries = Iterable[tuple[Hashes, Pairs]]
"""Terms and who has them, in parts: the hashes of each part are larger than those of the one before."""


def write_postings(file: ArrayWriter, name: str, entries: Entries) -> None:
    """Write a table."""
    writer = PostingsWriter(file, name)
    for hashes, pairs in entries:
        writer.add(hashes, pairs)
    writer.close()
