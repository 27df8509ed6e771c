"""What facets count: the one value that each person has at a path, as its number among all values of the segment."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from leadscout.engines.bitmap import terms
from leadscout.engines.bitmap.files import ArrayFile, ArrayWriter
from leadscout.engines.bitmap.roaring import Hashes, Numbers
from leadscout.engines.bitmap.strings import Strings, write_strings

Counts = NDArray[np.int64]


class ValueColumn:
    """The values at a path: number k is the k-th one in alphabetical order, 0 is none."""

    def __init__(self, file: ArrayFile, path: str) -> None:
        """Read nothing yet."""
        self.values = Strings(file, f"own.{path}")
        self.numbers: NDArray[np.unsignedinteger] = file.array(f"own.{path}")
        self.hashes: Hashes = file.array(f"own.{path}.hashes")
        self.by_hash: Numbers = file.array(f"own.{path}.by_hash")

    def counts(self, people: Numbers) -> Counts:
        """How many of `people` have each value."""
        return np.bincount(self.numbers[people], minlength=len(self.values) + 1)[1:]


def write_column(file: ArrayWriter, path: str, values: Sequence[str], numbers: Numbers) -> None:
    """Write the values, which are sorted, and who has which. Those that nobody has are left out."""
    used = np.unique(numbers[numbers > 0])
    values = [values[at - 1] for at in used.tolist()]
    numbers = np.where(numbers > 0, np.searchsorted(used, numbers) + 1, 0)
    hashes = np.array(terms.words(values), np.uint64)
    by_hash = np.argsort(hashes).astype(np.uint32)
    write_strings(file, f"own.{path}", values)
    file.add(f"own.{path}", numbers.astype(np.min_scalar_type(len(values))))
    file.add(f"own.{path}.hashes", hashes[by_hash])
    file.add(f"own.{path}.by_hash", by_hash)


class ValueCounts:
    """The values at a path of several segments, counted together.

    Those of the first column keep their places; the others' come behind, as far as they are not among them.
    """

    def __init__(self, columns: Sequence[ValueColumn]) -> None:
        """Find out which values are the same. It costs least where the first column has most values."""
        self._columns = columns
        self._further: list[str] = []
        self._maps: list[NDArray[np.intp]] = []
        places: dict[str, int] = {}
        for column in columns[1:]:
            places_of = _places(columns[0], column)
            for at in np.flatnonzero(places_of < 0).tolist():
                value = column.values[at]
                if value not in places:
                    places[value] = len(columns[0].values) + len(self._further)
                    self._further.append(value)
                places_of[at] = places[value]
            self._maps.append(places_of)

    def largest(self, matching: Sequence[Numbers], most: int) -> Mapping[str, int]:
        """The values of most people, ties by value; `matching` are people of each segment."""
        total = np.zeros(len(self._columns[0].values) + len(self._further), np.int64)
        for at, (column, people) in enumerate(zip(self._columns, matching, strict=True)):
            if len(people):
                total[self._maps[at - 1] if at else slice(len(column.values))] += column.counts(people)
        chosen = [(-int(total[at]), self._value(at)) for at in self._likely(total, most)]
        return {value: -number for number, value in sorted(chosen)[:most]}

    def _likely(self, total: Counts, most: int) -> list[int]:
        """Places of the largest counts; of equal ones as many as may be chosen by the alphabet."""
        some = np.flatnonzero(total)
        if len(some) <= most:
            return some.tolist()
        least = np.partition(total[some], -most)[-most]
        larger = np.flatnonzero(total > least)
        ties = np.flatnonzero(total == least)
        own = len(self._columns[0].values)  # in alphabetical order
        return [*larger.tolist(), *ties[ties < own][: most - len(larger)].tolist(), *ties[ties >= own].tolist()]

    def _value(self, at: int) -> str:
        values = self._columns[0].values
        return values[at] if at < len(values) else self._further[at - len(values)]


def _places(first: ValueColumn, other: ValueColumn) -> NDArray[np.intp]:
    """The places in the first column of the values of another one; -1 where it has none of them."""
    places = np.full(len(other.values), -1, np.intp)
    if len(first.values):
        at = np.minimum(np.searchsorted(first.hashes, other.hashes), len(first.values) - 1)
        same = first.hashes[at] == other.hashes
        places[other.by_hash[same]] = first.by_hash[at[same]]
    return places
