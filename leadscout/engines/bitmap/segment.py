"""A segment: some people in the order in which they are shown, and all that can be asked about them. Never changed."""

import os
import threading
from collections.abc import Hashable
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from leadscout.engines.bitmap.caching import BoundedCache
from leadscout.engines.bitmap.columns import ValueColumn
from leadscout.engines.bitmap.files import ArrayFile
from leadscout.engines.bitmap.nodes import OneOf
from leadscout.engines.bitmap.postings import Postings
from leadscout.engines.bitmap.roaring import all_below
from leadscout.engines.bitmap.spaces import Space
from leadscout.engines.bitmap.strings import Strings
from leadscout.engines.bitmap.texts import Texts
from leadscout.model.filters import OWN, Scope
from leadscout.model.lazily import lazily

SCOPES = (Scope.CURRENT, Scope.PAST)
_KEPT_FOR_EACH = 64  # bytes of bitmaps that are kept for each person, so that they are not decoded again
_KEPT = (1 << 20, 256 << 20)


class JobTables:
    """The jobs of a scope."""

    def __init__(self, file: ArrayFile, scope: Scope, people: int) -> None:
        """Read nothing yet."""
        self.space = Space(people, file.array(f"{scope}.owners"))
        self.codes = Postings(file, f"{scope}.codes")
        self.titles = Texts(file, f"{scope}.title", self.space.things)


class Segment:
    """The people of one file, numbered from the one who is shown first."""

    def __init__(self, path: Path, size: int) -> None:
        """Open a file of `size` bytes. Raises OSError, or ValueError where it is another one."""
        self.path, self.checked = path, False
        self.file = ArrayFile(path, size)
        self.orders: NDArray[np.int64] = self.file.array("orders")
        """Descending."""
        people = len(self.orders)
        self.codes = Postings(self.file, "person.codes")
        self.text = Texts(self.file, "person.text", people)
        self.jobs = {scope: JobTables(self.file, scope, people) for scope in SCOPES}
        self.vocabulary = Strings(self.file, "vocabulary")
        self.columns = {path: ValueColumn(self.file, path) for path in OWN}
        self.cache = BoundedCache(min(max(people * _KEPT_FOR_EACH, _KEPT[0]), _KEPT[1]), _bytes)

    @lazily
    def everybody(self) -> BitMap:
        """All people."""
        return all_below(len(self.orders))

    def below(self, order: int) -> int:
        """The number of the first person with a smaller order."""
        return len(self.orders) - int(np.searchsorted(self.orders[::-1], order))

    def numbers(self, orders: NDArray[np.int64]) -> NDArray[np.intp]:
        """The numbers of those people with these orders who are in it."""
        ascending = self.orders[::-1]
        at = np.searchsorted(ascending, orders)
        inside = at < len(ascending)
        at, orders = at[inside], orders[inside]
        numbers: NDArray[np.intp] = len(ascending) - 1 - at[ascending[at] == orders]
        return numbers

    def check(self, checksum: int) -> None:
        """See once that its file is as it was written. Raises ValueError where it is not."""
        if not self.checked:
            if self.file.checksum != checksum:
                raise ValueError(f"{self.path.name} is not as it was written")
            self.checked = True


def _bytes(key: Hashable, bitmap: BitMap) -> int:
    """About the memory of a bitmap with its key, a node or one of a scope."""
    node = key[1] if isinstance(key, tuple) else key
    values = node.hashes.nbytes if isinstance(node, OneOf) else 0
    return 200 + values + (min(2 * len(bitmap), (bitmap.max() - bitmap.min()) // 8) if bitmap else 0)


_open: WeakValueDictionary[tuple[str, int, int], Segment] = WeakValueDictionary()
_opening = threading.Lock()


def opened(path: Path, size: int) -> Segment:
    """The segment in a file; while some engine still has it open, the very same, with all that it keeps."""
    with _opening:
        file = os.stat(path)  # noqa: PTH116 - a name that is there again may be another file
        key = (str(path), file.st_ino, file.st_mtime_ns)
        segment = _open.get(key)
        if segment is None:
            segment = _open[key] = Segment(path, size)
        return segment
