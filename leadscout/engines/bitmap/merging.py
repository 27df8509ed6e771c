"""Several segments become one, without those people who went. A part of all terms at a time is in memory."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from leadscout.engines.bitmap.columns import write_column
from leadscout.engines.bitmap.files import ArrayWriter
from leadscout.engines.bitmap.parts import OpenSegment
from leadscout.engines.bitmap.postings import Pairs, Postings, pairs_of, write_postings
from leadscout.engines.bitmap.roaring import Hashes, Numbers, numbers_of
from leadscout.engines.bitmap.segment import SCOPES, Segment
from leadscout.engines.bitmap.spaces import NOBODY, together
from leadscout.engines.bitmap.strings import write_strings
from leadscout.engines.bitmap.texts import Texts, starts_of, texts_at, write_texts
from leadscout.model.filters import OWN

_AT_ONCE = 4_000_000
"""Entries that are in memory at once: some 150 MB while they are sorted."""

_ALL = 1 << 64

_Renumber = Callable[[Numbers], Numbers]


def merge(path: Path, parts: Sequence[OpenSegment]) -> ArrayWriter:
    """Write one segment of the people of several into a file, and say how large it is. Nobody may be in two."""
    segments = [part.segment for part in parts]
    orders, people = _ranks(parts)
    with ArrayWriter(path) as file:
        file.add("orders", orders)
        tables = [segment.codes for segment in segments]
        write_postings(file, "person.codes", _entries(tables, [_by(numbers) for numbers in people]))
        _write_texts(file, "person.text", [segment.text for segment in segments], people, len(orders))
        for scope in SCOPES:
            jobs = [segment.jobs[scope] for segment in segments]
            numbers, space = together([one.space for one in jobs], people, len(orders))
            file.add(f"{scope}.owners", space.owners)
            write_postings(
                file, f"{scope}.codes", _entries([one.codes for one in jobs], [_by(some) for some in numbers])
            )
            _write_texts(file, f"{scope}.title", [one.titles for one in jobs], numbers, space.things)
        for own in OWN:
            _write_column(file, own, segments, people, len(orders))
        write_strings(file, "vocabulary", _vocabulary(segments))
        file.finish()
    return file


def _ranks(parts: Sequence[OpenSegment]) -> tuple[NDArray[np.int64], list[Numbers]]:
    """The orders of all people, largest first, and the new numbers of those of each segment."""
    orders = np.concatenate([part.segment.orders for part in parts])
    sizes = [len(part.segment.orders) for part in parts]
    here = np.ones(len(orders), bool)
    for part, end in zip(parts, np.cumsum(sizes).tolist(), strict=True):
        here[numbers_of(part.gone).astype(np.intp) + end - len(part.segment.orders)] = False
    places = np.flatnonzero(here)
    descending = places[np.argsort(-orders[places])]
    numbers = np.full(len(orders), NOBODY, np.uint32)
    numbers[descending] = np.arange(len(descending), dtype=np.uint32)
    return orders[descending], np.split(numbers, np.cumsum(sizes)[:-1])


def _by(numbers: Numbers) -> _Renumber:
    return lambda old: numbers[old]


def _entries(tables: Sequence[Postings], renumber: Sequence[_Renumber]) -> Iterator[tuple[Hashes, Pairs]]:
    """The entries of some tables as those of one."""
    steps = max(1, sum(table.entries for table in tables) // _AT_ONCE)
    for low, high in pairwise(_ALL * step // steps for step in range(steps + 1)):
        hashes, numbers = [], []
        for table, new in zip(tables, renumber, strict=True):
            of, old = table.between(low, high)
            there = new(old)
            hashes.append(of[there != NOBODY])
            numbers.append(there[there != NOBODY])
        distinct, places = np.unique(np.concatenate(hashes), return_inverse=True)
        yield distinct, pairs_of(places, np.concatenate(numbers))


def _write_texts(file: ArrayWriter, name: str, tables: Sequence[Texts], owners: Sequence[Numbers], size: int) -> None:
    numbers, space = together([table.space for table in tables], owners, size)
    lengths = np.zeros(space.things, np.uint32)
    for table, new in zip(tables, numbers, strict=True):
        own = np.diff(table.starts)
        lengths[new[new != NOBODY]] = np.maximum(own, 1)[new != NOBODY] - 1
    starts = starts_of(lengths)
    moved = [_moved(table.starts, new, starts) for table, new in zip(tables, numbers, strict=True)]
    write_texts(file, name, space, starts, _entries([table.positions for table in tables], moved))


def _moved(old_starts: Numbers, numbers: Numbers, starts: Numbers) -> _Renumber:
    """How positions of texts become those of the same texts elsewhere."""

    def new(positions: Numbers) -> Numbers:
        texts = texts_at(old_starts, positions)
        to = numbers[texts]
        there = to != NOBODY
        moved = np.full(len(positions), NOBODY, np.uint32)
        moved[there] = starts[to[there]] + (positions[there] - old_starts[texts[there]])
        return moved

    return new


def _write_column(
    file: ArrayWriter, own: str, segments: Sequence[Segment], people: Sequence[Numbers], size: int
) -> None:
    columns = [segment.columns[own] for segment in segments]
    values = sorted(set().union(*(column.values for column in columns)))
    places = {value: place for place, value in enumerate(values, start=1)}
    numbers = np.zeros(size, np.uint32)
    for column, new in zip(columns, people, strict=True):
        ranks = np.array([0, *(places[value] for value in column.values)], np.uint32)
        numbers[new[new != NOBODY]] = ranks[column.numbers][new != NOBODY]
    write_column(file, own, values, numbers)


def _vocabulary(segments: Sequence[Segment]) -> list[str]:
    return sorted(set().union(*(segment.vocabulary for segment in segments)))
