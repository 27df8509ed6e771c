"""Spaces of numbers: people, their jobs, the texts of these.

The first job of person 7 is job 7, the first text of job 7 text 7; further ones are numbered behind all first ones, in
the order of whose they are. So a bitmap of jobs is one of people but for its further ones (docs/decisions/048).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyroaring import BitMap

from leadscout.engines.bitmap.roaring import Numbers, all_below, bitmap, numbers_of
from leadscout.model.lazily import lazily

NOBODY = np.uint32(0xFFFFFFFF)
"""Stands in a map for who has no number any more."""


@dataclass(frozen=True)
class Space:
    """Things that belong to `size` owners: the first thing of each has its owner's number.

    `owners` are the owners of the further things, which are numbered from `size` on.
    """

    size: int
    owners: Numbers

    @property
    def things(self) -> int:
        """One more than the largest number of a thing."""
        return self.size + len(self.owners)

    def owned_by(self, things: BitMap) -> BitMap:
        """The owners of some things."""
        if not len(self.owners):
            return things
        further = things - self._first
        if not further:
            return things
        owners = self.owners[numbers_of(further) - np.uint32(self.size)]
        several = np.concatenate(([True], owners[1:] != owners[:-1]))  # they ascend
        return (things & self._first) | bitmap(owners[several])

    @lazily
    def _first(self) -> BitMap:
        return all_below(self.size)


def together(spaces: Sequence[Space], maps: Sequence[Numbers], size: int) -> tuple[list[Numbers], Space]:
    """One space of the things of several, as far as their owners go on.

    `maps` give the owners' new numbers, of which there are `size`. Gives those of the things of each, and the space.
    """
    owners = np.concatenate([owner_map[space.owners] for space, owner_map in zip(spaces, maps, strict=True)])
    order = np.argsort(owners, kind="stable")
    kept = int(np.count_nonzero(owners != NOBODY))
    numbers = np.full(len(owners), NOBODY, np.uint32)
    numbers[order[:kept]] = np.arange(size, size + kept, dtype=np.uint32)
    cuts = np.cumsum([len(space.owners) for space in spaces])[:-1]
    further = np.split(numbers, cuts)
    whole = [
        np.concatenate((owner_map[: space.size], more))
        for space, owner_map, more in zip(spaces, maps, further, strict=True)
    ]
    return whole, Space(size, owners[order[:kept]])
