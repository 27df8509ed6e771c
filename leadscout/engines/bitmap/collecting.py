"""People as they are handed in, until there are enough for a segment: numbers in flat arrays, sorted at the end."""

from array import array
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from leadscout.engines.bitmap import terms
from leadscout.engines.bitmap.columns import write_column
from leadscout.engines.bitmap.files import ArrayWriter
from leadscout.engines.bitmap.postings import Pairs, pairs_of, write_postings
from leadscout.engines.bitmap.roaring import Hashes, Numbers, runs
from leadscout.engines.bitmap.segment import SCOPES
from leadscout.engines.bitmap.spaces import NOBODY, Space, together
from leadscout.engines.bitmap.strings import write_strings
from leadscout.engines.bitmap.texts import starts_of, write_texts
from leadscout.model.filters import OWN, Scope
from leadscout.plan.facts import GAP, Facts, searchable
from leadscout.plan.values import CodesByPath, SharedCodes, Values

_PATHS = {scope: searchable(scope) for scope in Scope}
_SHARED = 20_000
"""Titles, companies and places whose bundles are remembered; some 20 MB."""
_FURTHER = 1 << 31
"""Added to the number of a thing that is not the first of its owner: how many first ones there are is not known yet."""

_codes = terms.codes
_Key = TypeVar("_Key")
_Bundle = tuple[str, tuple[str, ...] | int]


class _Places(dict[_Key, int]):
    """Numbers keys in the order in which they are first asked for."""

    def __missing__(self, key: _Key) -> int:
        self[key] = place = len(self)
        return place


class _Codes:
    """Who has which codes.

    What stands together at a path of something shared is a bundle: many people have the ancestors of a place. What is
    somebody's own is hashed at once: an id comes once.
    """

    def __init__(self, paths: frozenset[str]) -> None:
        self._paths = paths
        self._bundles = _Places[_Bundle]()
        self._of = array("I")
        self._numbers = array("I")
        self._shared: dict[int, tuple[CodesByPath, list[int]]] = {}
        self._hashes = array("Q")
        self._hashed = array("I")

    def put(self, number: int, values: Values) -> None:
        terms, paths = values.terms, self._paths
        own: CodesByPath = terms
        bundles = [self._bundles[path, month] for path, month in values.months.items() if path in paths]
        if isinstance(terms, SharedCodes):
            own = terms.own
            for part in terms.shared:
                shared = self._shared.get(id(part))
                bundles += self._remembered(part) if shared is None else shared[1]
        self._of.extend(bundles)
        self._numbers.extend([number] * len(bundles))
        if own:
            hashes = [hash_ for path, codes in own.items() if codes and path in paths for hash_ in _codes(path, codes)]
            self._hashes.extend(hashes)
            self._hashed.extend([number] * len(hashes))

    def hold(self, number: int) -> None:
        """Say that the thing is there."""
        self._of.append(self._bundles["", ()])
        self._numbers.append(number)

    def entries(self, size: int, numbers: Numbers) -> tuple[Hashes, Pairs]:
        """The terms and who has them, by new numbers; there were `size` first things."""
        of_bundle = [_terms(*bundle) for bundle in self._bundles]
        hashes = np.fromiter(chain.from_iterable(of_bundle), np.uint64)
        distinct, places = np.unique(np.concatenate((hashes, _flat64(self._hashes))), return_inverse=True)
        counts = np.array([len(some) for some in of_bundle], np.int64)
        starts = np.cumsum(counts) - counts
        new, own = numbers[_settled(self._numbers, size)], numbers[_settled(self._hashed, size)]
        of = _flat(self._of)[new != NOBODY]
        terms_of = np.concatenate((places[runs(starts[of], counts[of])], places[len(hashes) :][own != NOBODY]))
        owners = np.concatenate((np.repeat(new[new != NOBODY], counts[of]), own[own != NOBODY]))
        return distinct, pairs_of(terms_of, owners)

    def _remembered(self, part: CodesByPath) -> list[int]:
        """The bundles of something shared. It is kept beside them: so no other object has its place in memory."""
        if len(self._shared) >= _SHARED:
            self._shared.clear()
        bundles = [self._bundles[path, codes] for path, codes in part.items() if codes and path in self._paths]
        self._shared[id(part)] = part, bundles
        return bundles


class _CollectedTexts:
    """Texts of things. Where several have the same, as titles are (`repeated`), it is kept once."""

    def __init__(self, words: _Places[str], *, repeated: bool) -> None:
        self._words = words
        self._repeated = repeated
        self._letters = array("I")
        self._ends = array("I")
        self._known: dict[tuple[str, ...], int] = {}
        self._texts = array("I")
        self._owners = array("I")
        self._is_further = array("B")

    def __len__(self) -> int:
        return len(self._letters)

    def put(self, owner: int, texts: Iterable[tuple[str, ...]]) -> None:
        """Take the texts of a thing."""
        for at, words in enumerate(texts):
            text = self._known.get(words) if self._repeated else None
            if text is None:
                text = len(self._ends)
                if self._repeated:
                    self._known[words] = text
                self._letters.extend(map(self._words.__getitem__, words))
                self._ends.append(len(self._letters))
            self._texts.append(text)
            self._owners.append(owner)
            self._is_further.append(at > 0)

    def write(self, file: ArrayWriter, name: str, old: Space, numbers: Numbers, size: int) -> None:
        """Write them: `old` is the space of their owners as they came, `numbers` their new ones, below `size`."""
        owners, is_further = _settled(self._owners, old.size), np.frombuffer(self._is_further, bool)
        came = Space(old.things, owners[is_further])
        (new,), space = together([came], [numbers], size)
        units = owners.copy()
        units[is_further] = np.arange(came.size, came.things, dtype=np.uint32)
        new = new[units]
        texts, new = _flat(self._texts)[new != NOBODY], new[new != NOBODY]
        ends = _flat(self._ends).astype(np.int64)
        begins = np.concatenate(([0], ends[:-1])) if len(ends) else ends
        lengths = (ends - begins)[texts]
        of_all = np.zeros(space.things, np.uint32)
        of_all[new] = lengths
        starts = starts_of(of_all)
        words = _flat(self._letters)[runs(begins[texts], lengths)]
        positions = runs(starts[new].astype(np.int64), lengths).astype(np.uint32)
        write_texts(file, name, space, starts, [self._entries(words, positions)])

    def _entries(self, words: Numbers, positions: Numbers) -> tuple[Hashes, Pairs]:
        hashes = np.array(terms.words(self._words), np.uint64)
        order = np.argsort(hashes)
        ranks = np.empty(len(order), np.uint32)
        ranks[order] = np.arange(len(order), dtype=np.uint32)
        kept = words != self._words.get(GAP, len(order))
        return hashes[order], pairs_of(ranks[words[kept]], positions[kept])


class Collector:
    """People for the next segment."""

    def __init__(self) -> None:
        self._arrived: dict[int, int] = {}
        self._orders = array("q")
        self._words = _Places[str]()
        self._codes = _Codes(_PATHS[Scope.PERSON])
        self._text = _CollectedTexts(self._words, repeated=False)
        self._owners = {scope: array("I") for scope in SCOPES}
        self._job_codes = {scope: _Codes(_PATHS[scope]) for scope in SCOPES}
        self._titles = {scope: _CollectedTexts(self._words, repeated=True) for scope in SCOPES}
        self._own = {path: _Places[str]({"": 0}) for path in OWN}
        self._columns = {path: array("I") for path in OWN}

    def __len__(self) -> int:
        return len(self._orders)

    @property
    def words(self) -> int:
        """How many words there are, each as often as it was said."""
        return len(self._text)

    def put(self, order: int, facts: Facts) -> None:
        """Take somebody; who had that order goes."""
        number = self._arrived[order] = len(self._orders)
        self._orders.append(order)
        self._codes.put(number, facts.person)
        self._text.put(number, facts.person.words.get("text", ()))
        for scope in SCOPES:
            self._put_jobs(number, scope, facts.slots(scope))
        for path, column in self._columns.items():
            column.append(self._own[path][facts.own.get(path, "")])

    def drop(self, order: int) -> bool:
        """Let somebody go; whether they were here."""
        return self._arrived.pop(order, None) is not None

    def write(self, path: Path) -> ArrayWriter | None:
        """Write all who are here into a file, and say how large it is; none where there is nobody."""
        if not self._arrived:
            return None
        orders, numbers = self._ranks()
        with ArrayWriter(path) as file:
            file.add("orders", orders)
            came = Space(len(numbers), np.zeros(0, np.uint32))
            write_postings(file, "person.codes", [self._codes.entries(came.size, numbers)])
            self._text.write(file, "person.text", came, numbers, len(orders))
            for scope in SCOPES:
                self._write_jobs(file, scope, numbers, len(orders))
            for own, column in self._columns.items():
                self._write_column(file, own, _flat(column), numbers)
            write_strings(file, "vocabulary", sorted(self._words.keys() - {GAP}))
            file.finish()
        return file

    def _put_jobs(self, person: int, scope: Scope, jobs: tuple[Values, ...]) -> None:
        owners, codes = self._owners[scope], self._job_codes[scope]
        for at, values in enumerate(jobs):
            job = person if at == 0 else _FURTHER + len(owners)
            if at:
                owners.append(person)
            codes.hold(job)
            codes.put(job, values)
            self._titles[scope].put(job, values.words.get("title", ()))

    def _ranks(self) -> tuple[NDArray[np.int64], Numbers]:
        """The orders of all who are here, largest first, and the number of each by arrival."""
        arrived = np.fromiter(self._arrived.values(), np.int64, len(self._arrived))
        orders = np.frombuffer(self._orders, np.int64)[arrived]
        descending = np.argsort(-orders)
        numbers = np.full(len(self._orders), NOBODY, np.uint32)
        numbers[arrived[descending]] = np.arange(len(orders), dtype=np.uint32)
        return orders[descending], numbers

    def _write_jobs(self, file: ArrayWriter, scope: Scope, numbers: Numbers, size: int) -> None:
        came = Space(len(numbers), _flat(self._owners[scope]))
        (jobs,), space = together([came], [numbers], size)
        file.add(f"{scope}.owners", space.owners)
        write_postings(file, f"{scope}.codes", [self._job_codes[scope].entries(came.size, jobs)])
        self._titles[scope].write(file, f"{scope}.title", came, jobs, space.things)

    def _write_column(self, file: ArrayWriter, path: str, arrived: Numbers, numbers: Numbers) -> None:
        values = sorted(self._own[path])  # "" comes first
        ranks = np.empty(len(values), np.uint32)
        ranks[[self._own[path][value] for value in values]] = np.arange(len(values), dtype=np.uint32)
        column = np.zeros(int(np.count_nonzero(numbers != NOBODY)), np.uint32)
        here = numbers != NOBODY
        column[numbers[here]] = ranks[arrived[here]]
        write_column(file, path, values[1:], column)


def _terms(path: str, value: tuple[str, ...] | int) -> list[int]:
    if not path:
        return [terms.HELD]
    return terms.of_month(path, value) if isinstance(value, int) else _codes(path, value)


def _flat(numbers: "array[int]") -> Numbers:
    return np.frombuffer(numbers, np.uint32)


def _flat64(numbers: "array[int]") -> Hashes:
    return np.frombuffer(numbers, np.uint64)


def _settled(numbers: "array[int]", size: int) -> Numbers:
    """Numbers of things, the further ones behind `size` first ones."""
    flat = _flat(numbers)
    return np.where(flat < _FURTHER, flat, flat - np.uint32(_FURTHER) + np.uint32(size))
