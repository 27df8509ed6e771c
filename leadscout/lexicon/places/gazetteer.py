"""The gazetteer: places by id, by name, and in a graph of what lies in what.

Larger places are read into memory; alternate names and towns stay on the disk, sorted, and are found by halves.
"""

import mmap
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file, files

from leadscout.lexicon.files import table
from leadscout.lexicon.text import is_digits

_OFFSET = 32  # bits for a place in a file
_DIGITS = 10  # more than a geonameid has
_NUMBERED = re.compile(rb"^[^\t\n]*\t(\d+)\t", re.MULTILINE)
_CAPITAL = 1.5  # a capital is meant more often than its size says
_COUNTY = 50_000  # inhabitants of a county, which our sources do not count: more than a town of its name has
_DIVISIONS = 10_000  # what makes a division's people count for less than a difference between counties
_DIVISION = 0.25  # a division counts its cities, and their boroughs again: a quarter compares with one city of its name


@dataclass(slots=True)
class Place:
    """One place. `heart` is the city a metro is named after, or a country's capital."""

    kind: str
    label: str
    country: str
    parents: tuple[str, ...]
    derived: tuple[str, ...]
    heart: str
    population: int


class Sorted:
    """A data file of tab-separated lines, sorted by their first column; opened once, read where it is asked."""

    def __init__(self, name: str) -> None:
        """Map `data/<name>.tsv` into memory."""
        with as_file(files("leadscout.lexicon").joinpath("data", f"{name}.tsv")) as path, path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start = 0
        while self._data[self._start] == ord("#"):
            self._start = self._data.find(b"\n", self._start) + 1
        self._start = self._data.find(b"\n", self._start) + 1  # the header

    def rows(self, key: str) -> Iterator[list[str]]:
        """The lines whose first column is `key`, as columns."""
        data, wanted = self._data, key.encode() + b"\t"
        low, high = self._start, len(data)
        while low < high:
            at = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", at) + 1
            low, high = (end, high) if data[at : at + len(wanted)] < wanted else (low, at)
        while data[low : low + len(wanted)] == wanted:
            end = data.find(b"\n", low)
            yield data[low:end].decode().split("\t")
            low = end + 1

    def keys(self) -> Iterator[str]:
        """The first columns, in order; one comes once for each of its lines."""
        return (line.partition("\t")[0] for line in self._data[self._start :].decode().splitlines())

    def row(self, number: int) -> list[str]:
        """The line whose second column is `number`; [] if there is none. The first such question costs 0.1 s."""
        at = bisect_left(self._numbers, number << _OFFSET)
        if at == len(self._numbers) or self._numbers[at] >> _OFFSET != number:
            return []
        start = self._numbers[at] & ((1 << _OFFSET) - 1)
        return self._data[start : self._data.find(b"\n", start)].decode().split("\t")

    @cached_property
    def _numbers(self) -> "array[int]":
        """Numbers of the second column, each with where its line begins, in order."""
        lines = _NUMBERED.finditer(self._data, self._start)
        return array("Q", sorted(int(line[1]) << _OFFSET | line.start() for line in lines))


class Gazetteer:
    """All places. `named` and `called` are the ids by label and by further names of ours, both folded."""

    def __init__(self) -> None:
        """Load data/places.tsv and open the two files beside it."""
        self.named: dict[str, list[str]] = {}
        self.called: dict[str, list[str]] = {}
        self.capitals = set[str]()
        self.metros: dict[str, list[str]] = {}
        self._lines: dict[str, str] = {}
        for line in table("places")[1:]:
            code, kind, name, _ = line.split("\t", 3)
            self._lines[code] = line
            self.named.setdefault(name, []).append(code)
            *_, heart, _, aliases = line.rsplit("\t", 3)
            if aliases:
                for alias in aliases.split("|"):
                    self.called.setdefault(alias, []).append(code)
            if heart and kind == "country":
                self.capitals.add(heart)
            elif heart:
                self.metros.setdefault(heart, []).append(code)
        self._names = Sorted("place_names")
        self._towns = Sorted("towns")
        self._places: dict[str, Place] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._derived: dict[str, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[str]:
        """The ids of the places kept in memory, the largest first within a kind."""
        return iter(self._lines)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.place(code) is not None

    def place(self, code: str) -> Place | None:
        """The place of an id; None when it is not known."""
        place = self._places.get(code)
        if place is None and code in self._lines:
            _, kind, name, label, country, parents, derived, heart, population, _ = self._lines[code].split("\t")
            around = (tuple(parents.split()), tuple(derived.split()))
            place = Place(kind, label or name.title(), country, *around, heart, int(population))
            self._places[code] = place
        number = code.removeprefix("gn:")
        if place is None and code != number and is_digits(number) and len(number) < _DIGITS:
            row = self._towns.row(int(number))
            place = self._town(row)[1] if row else None
        return place

    def alternates(self, name: str) -> list[str]:
        """Cities that GeoNames knows under `name`, in whatever language."""
        return [code for row in self._names.rows(name) for code in row[1].split()]

    def alternate_names(self) -> Iterator[str]:
        """Every name that `alternates` knows."""
        return self._names.keys()

    def towns(self, name: str) -> list[str]:
        """Places too small to be kept in memory whose name is `name`, the largest first."""
        towns = [self._town(row) for row in self._towns.rows(name)]
        return [code for code, _ in sorted(towns, key=lambda town: -town[1].population)]

    def above(self, code: str) -> tuple[str, ...]:
        """The place and all it surely lies in, nearest first."""
        above = self._above.get(code)
        if above is None:
            place = self.place(code)
            if place is None:
                return (code,)  # not remembered: files may hold any number of unknown ids
            higher = (top for parent in place.parents for top in self.above(parent))
            above = self._above[code] = tuple(dict.fromkeys((code, *higher)))
        return above

    def derived(self, code: str) -> tuple[str, ...]:
        """What it lies in by distance or by our table, not by its name; of a metro also the city it is named after."""
        derived = self._derived.get(code)
        if derived is None:
            place = self.place(code)
            if place is None:
                return ()
            certain = self.above(code)
            nearby = self._nearby(certain)
            if place.kind == "metro" and place.heart:
                nearby.update(dict.fromkeys(self.above(place.heart)))
            derived = self._derived[code] = tuple(part for part in nearby if part not in certain)
        return derived

    def _nearby(self, certain: tuple[str, ...]) -> dict[str, None]:
        nearby: dict[str, None] = {}
        for part in certain:
            place = self.place(part)
            for near in place.derived if place else ():
                around = self.above(near)
                nearby.update(dict.fromkeys((near, *around)))
                nearby.update(self._nearby(around))
        return nearby

    def weight(self, code: str) -> float:
        """How many people mean this place by its name, next to others of that name."""
        place = self.place(code)
        if place is None:
            return 0
        if place.kind == "division":
            return place.population * _DIVISION
        if place.kind == "county":
            # LinkedIn lists the larger ones; of equals the one in the larger division: Orange County is in California
            around = max((self.weight(parent) for parent in place.parents), default=0)
            return _COUNTY * (1 + is_digits(code)) + around / _DIVISIONS
        return place.population * (_CAPITAL if code in self.capitals else 1.0)

    def _town(self, row: list[str]) -> tuple[str, Place]:
        name, geonameid, parent, population, label = row
        above = self.place(parent)
        country = above.country if above else ""
        town = Place("city", label or name.title(), country, (parent,), (), "", int(population))
        return f"gn:{geonameid}", self._places.setdefault(f"gn:{geonameid}", town)
