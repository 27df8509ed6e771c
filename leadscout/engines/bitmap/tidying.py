"""Merging beside the writer: what takes longer than a change may wait is written while others read and change.

The segments that are merged never change but for who of them goes, so what was written takes their place at any later
time: who went meanwhile is left out of it, too.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from leadscout.engines.bitmap import manifest
from leadscout.engines.bitmap.files import ArrayWriter, room
from leadscout.engines.bitmap.manifest import Manifest
from leadscout.engines.bitmap.merging import merge
from leadscout.engines.bitmap.parts import OpenSegment, as_written, open_segments, segment_path, to_merge
from leadscout.engines.bitmap.roaring import numbers_of

_NAME = "merging"
_LEFT = 256 << 20
"""Bytes of the disk that are left to others: who has no room would try again and again, and take theirs meanwhile."""


def merge_many(folder: Path) -> Callable[[], bool] | None:
    """Write what has become many as one; gives what lets it take their place, None where all is well.

    That is to be called while nobody changes the index. It is False where they are no more. Nothing is written where
    there is no room for it. Raises ValueError where a segment is damaged.
    """
    try:
        parts = to_merge(open_segments(folder, manifest.read(folder)), beside=True)
    except FileNotFoundError:  # others merged them between two looks, or the index is no more
        return None
    size = sum(part.written.size for part in parts)
    if not parts or shutil.disk_usage(folder).free < size + _LEFT:
        (folder / _NAME).unlink(missing_ok=True)  # what a kill left
        return None
    for part in parts:
        part.segment.check(part.written.checksum)
    with room():
        written = merge(folder / _NAME, parts) if any(part.people for part in parts) else None
    return _Merged(folder, parts, written).adopt


@dataclass(frozen=True)
class _Merged:
    """Segments, and the one that was `written` of them; none where nobody is left."""

    folder: Path
    parts: Sequence[OpenSegment]
    written: ArrayWriter | None

    def adopt(self) -> bool:
        """Let the one take the place of the many."""
        commit = manifest.read(self.folder)
        now = {part.written.name: part for part in open_segments(self.folder, commit)}
        names = {part.written.name for part in self.parts}
        if names - now.keys():
            (self.folder / _NAME).unlink(missing_ok=True)
            return False
        others = [part for name, part in now.items() if name not in names]
        entries = (part.entry() for part in [*others, *self._one(commit, now)])
        try:
            with room():
                manifest.write(self.folder, Manifest(tuple(entries), commit.following + 1))
        except BaseException:
            segment_path(self.folder, commit.following).unlink(missing_ok=True)
            raise
        for part in self.parts:
            part.segment.path.unlink(missing_ok=True)
        return True

    def _one(self, commit: Manifest, now: dict[str, OpenSegment]) -> list[OpenSegment]:
        """The one without whom of the many went meanwhile, under the name of the next segment."""
        if self.written is None:
            return []
        path = segment_path(self.folder, commit.following)
        (self.folder / _NAME).rename(path)
        went = [
            part.segment.orders[numbers_of(now[part.written.name].gone - part.gone).astype(np.intp)]
            for part in self.parts
        ]
        return [as_written(path, self.written).without(np.concatenate(went))]
