"""Sorted strings in a file of arrays."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from leadscout.engines.bitmap.files import ArrayFile, ArrayWriter

_SURROGATES = "surrogatepass"  # half of a letter, which a source may have written, is kept as it is


class Strings(Sequence[str]):
    """Strings in the order in which they were written."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Read nothing yet."""
        self._letters = file.array(f"{name}.letters").data
        self._ends = file.array(f"{name}.ends").data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]  # nobody asks for a slice
        return bytes(self._letters[self._ends[at - 1] if at else 0 : self._ends[at]]).decode("utf-8", _SURROGATES)

    def beginning(self, start: str) -> Iterator[str]:
        """Those of sorted ones that begin with `start`."""
        for at in range(bisect_left(self, start), len(self)):
            string = self[at]
            if not string.startswith(start):
                return
            yield string


def write_strings(file: ArrayWriter, name: str, strings: Iterable[str]) -> None:
    """Write strings, one behind the other, and where each ends."""
    encoded = [string.encode("utf-8", _SURROGATES) for string in strings]
    file.add(f"{name}.letters", np.frombuffer(b"".join(encoded), np.uint8))
    file.add(f"{name}.ends", np.cumsum([len(one) for one in encoded], dtype=np.uint64))
