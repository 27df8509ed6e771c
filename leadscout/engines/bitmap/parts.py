"""The segments of an index as a commit has them: who of each went, and which of them should become one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from leadscout.engines.bitmap.files import ArrayWriter
from leadscout.engines.bitmap.manifest import Manifest, SegmentEntry
from leadscout.engines.bitmap.roaring import EMPTY, bitmap
from leadscout.engines.bitmap.segment import Segment, opened

ENDING = ".segment"
MOST = 4_000_000
"""People of a segment: merging takes memory for each of them, and more segments of that size cost next to nothing."""

_WORDS = 1 << 31  # of a segment: positions have 32 bits
_TOGETHER = 4  # segments of about one size that become one
_AT_COMMIT = 40_000
"""People whom a writer merges after a commit, in some 3 s of processor time.

More are merged beside it, so that changes do not wait. Where nobody does so, as beside an import into an index that is
not served, it merges them when there are twice as many.
"""

_SMALLEST = 2_000  # segments of up to so many people are of one size
_MANY_GONE = 0.3  # of a segment, which is then written again without them
_CHECKED = 4 << 20
"""Bytes of a segment that is read whole when it is opened, to see that it is as it was written (some 2 ms).

A larger one is looked at before it is merged.
"""


@dataclass(frozen=True, eq=False)
class OpenSegment:
    """A segment as it was written, and who of it went since."""

    written: SegmentEntry
    segment: Segment
    gone: BitMap

    @property
    def people(self) -> int:
        """How many are there."""
        return len(self.segment.orders) - len(self.gone)

    def without(self, orders: NDArray[np.int64]) -> "OpenSegment":
        """The same without the people of these orders."""
        numbers = np.sort(self.segment.numbers(orders)).astype(np.uint32)
        return replace(self, gone=self.gone | bitmap(numbers)) if len(numbers) else self

    def check(self) -> None:
        """See that it is as it was written. A damaged one goes: without it the index is built anew."""
        try:
            self.segment.check(self.written.checksum)
        except ValueError:
            self.segment.path.unlink(missing_ok=True)
            raise

    def entry(self) -> SegmentEntry:
        """As a manifest says it."""
        return msgspec.structs.replace(self.written, gone=self.gone.serialize() if self.gone else b"")


def segment_path(folder: Path, number: int) -> Path:
    """The file of a segment."""
    return folder / f"{number:08d}{ENDING}"


def as_written(path: Path, file: ArrayWriter) -> OpenSegment:
    """The segment that was just written."""
    segment = opened(path, file.size)
    segment.checked = True
    return OpenSegment(SegmentEntry(path.name, file.size, file.checksum, len(segment.orders)), segment, EMPTY)


def open_segments(folder: Path, commit: Manifest) -> list[OpenSegment]:
    """The segments of a commit, open. Raises OSError where a file is not there, ValueError for a damaged one."""
    parts = []
    for part in commit.parts:
        segment = opened(folder / part.name, part.size)
        if part.size <= _CHECKED:
            segment.check(part.checksum)
        parts.append(OpenSegment(part, segment, BitMap.deserialize(part.gone) if part.gone else EMPTY))
    return parts


def to_merge(parts: Sequence[OpenSegment], *, beside: bool = False) -> list[OpenSegment]:
    """The segments that should become one; none where all is well, or nothing is left that the writer does itself.

    Four of about one size: so there are some three of each size, and a person is written again once for each size.
    `beside`: it is not the writer who asks.
    """

    def patience(some: Sequence[OpenSegment]) -> int:
        return 1 if beside or _people(some) <= _AT_COMMIT else 2

    sizes = defaultdict[int, list[OpenSegment]](list)
    for part in parts:
        sizes[_size(part)].append(part)
    for _, alike in sorted(sizes.items()):
        some = alike if _fit(alike) else alike[:_TOGETHER]
        if len(alike) >= _TOGETHER * patience(some) and _fit(some):
            return some
    worn = ([part] for part in parts if len(part.gone) > _MANY_GONE * patience([part]) * len(part.segment.orders))
    return next(worn, [])


def _people(parts: Sequence[OpenSegment]) -> int:
    return sum(part.people for part in parts)


def _fit(parts: Sequence[OpenSegment]) -> bool:
    words = sum(int(part.segment.text.starts[-1]) for part in parts)
    return _people(parts) <= MOST and words < _WORDS


def _size(part: OpenSegment) -> int:
    """How often four must become one until there are so many people."""
    size, people = 0, part.people
    while people > _SMALLEST:
        size, people = size + 1, people // _TOGETHER
    return size
