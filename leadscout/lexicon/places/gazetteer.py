"""The gazetteer: places by id, by name, and in a graph of what lies in what.

Larger places are read into memory; alternate names and towns stay on the disk, sorted, and are found by halves.
"""

import mmap
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from itertools import chain

from rapidfuzz import fuzz

from leadscout.lexicon.files import table
from leadscout.lexicon.text import is_digits, key

UNLISTED = "town:"
"""How the id of a town begins that nobody has listed."""

_ALIKE = 3  # letters that a misspelt name has right
_NEAR = 84  # of 100: "Fayettville", "Virgina Beach"
_REMEMBERED = 4096  # names, also those that nothing has
_OFFSET = 32  # bits for a place in a file
_DIGITS = 10  # more than a geonameid has
_NUMBERED = re.compile(rb"^[^\t\n]*\t(\d+)\t", re.MULTILINE)
_CAPITAL = 1.5  # a capital is meant more often than its size says
_COUNTY = 50_000  # inhabitants of a county, which our sources do not count: more than a town of its name has
_COUNTIES = {"GB": 500_000}  # where they are as large as divisions elsewhere: "Kent" is no suburb of Seattle
_DIVISIONS = 10_000  # what makes a division's people count for less than a difference between counties
_DIVISION = 0.25  # a division counts its cities, and their boroughs again: a quarter compares with one city of its name


@dataclass(slots=True)
class GeoPlace:
    """One place. `heart` is the city a metro is named after, or a country's capital."""

    kind: str
    label: str
    country: str
    parents: tuple[str, ...]
    derived: tuple[str, ...]
    heart: str
    population: int


class SortedFile:
    """A data file of tab-separated lines, sorted by their first column; opened once, read where it is asked."""

    def __init__(self, name: str) -> None:
        """Map `data/<name>.tsv` into memory."""
        with as_file(files("leadscout.lexicon").joinpath("data", f"{name}.tsv")) as path, path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._start = 0
        while self._data[self._start] == ord("#"):
            self._start = self._data.find(b"\n", self._start) + 1
        self._start = self._data.find(b"\n", self._start) + 1  # the header
        # One text is asked for the same names again and again: half of the time of a place that nobody knows.
        self._rows = lru_cache(_REMEMBERED)(lambda key: tuple(self.beginning(f"{key}\t")))

    def rows(self, key: str) -> tuple[list[str], ...]:
        """The lines whose first column is `key`, as columns."""
        return self._rows(key)

    def beginning(self, start: str) -> Iterator[list[str]]:
        """The lines whose first column begins so, as columns."""
        data, wanted = self._data, start.encode()
        low = self._first(wanted)
        while data[low : low + len(wanted)] == wanted:
            end = data.find(b"\n", low)
            yield data[low:end].decode().split("\t")
            low = end + 1

    def _first(self, wanted: bytes) -> int:
        """Where the first line begins that is not before `wanted`."""
        data, low, high = self._data, self._start, len(self._data)
        while low < high:
            at = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", at) + 1
            low, high = (end, high) if data[at : at + len(wanted)] < wanted else (low, at)
        return low

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
        self.provinces = {sign: ids.split() for sign, ids in (line.split("\t") for line in table("place_codes")[1:])}
        self._names = SortedFile("place_names")
        self._scripts = SortedFile("place_scripts")
        self._towns = SortedFile("towns")
        self._places: dict[str, GeoPlace] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._derived: dict[str, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[str]:
        """The ids of the places kept in memory, the largest first within a kind."""
        return iter(self._lines)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self.place(code) is not None

    def place(self, code: str) -> GeoPlace | None:
        """The place of an id; None when it is not known."""
        place = self._places.get(code)
        if place is None and code in self._lines:
            _, kind, name, label, country, parents, derived, heart, population, _ = self._lines[code].split("\t")
            around = (tuple(parents.split()), tuple(derived.split()))
            place = GeoPlace(kind, label or name.title(), country, *around, heart, int(population))
            self._places[code] = place
        if place is None and code.startswith(UNLISTED):
            return self._unlisted(code)
        number = code.removeprefix("gn:")
        if place is None and code != number and is_digits(number) and len(number) < _DIGITS:
            row = self._towns.row(int(number))
            place = self._town(row)[1] if row else None
        return place

    def cities(self) -> dict[str, dict[str, int]]:
        """The cities kept in memory by country (ISO code), with their inhabitants, the largest first."""
        cities: dict[str, dict[str, int]] = {}
        for code, line in self._lines.items():
            _, kind, _, _, country, *_, population, _ = line.split("\t")
            if kind == "city":
                cities.setdefault(country, {})[code] = int(population)
        return cities

    def unlisted(self, container: str, name: str) -> str:
        """The id of a town that nobody has listed: where it lies, and how it is called there."""
        return f"{UNLISTED}{container}:{key(name)}"

    def _unlisted(self, code: str) -> GeoPlace | None:
        container, _, name = code.removeprefix(UNLISTED).rpartition(":")
        around = self.place(container) if name and not container.startswith(UNLISTED) else None
        return (
            GeoPlace("city", name.replace("_", " ").title(), around.country, (container,), (), "", 0)
            if around
            else None
        )

    def scripted(self, name: str) -> list[str]:
        """Countries, divisions and cities written so in letters of their own; `name` is a key of `scripts`."""
        return [code for row in self._scripts.rows(name) for code in row[1].split()]

    def nearest(self, name: str, around: Iterable[str]) -> dict[str, float]:
        """How near a name comes to a town in each of these divisions; without those that it is not near to."""
        wanted, near = frozenset(around), dict[str, float]()
        start = name[:_ALIKE]
        at, end = bisect_left(self._sorted, start), bisect_left(self._sorted, f"{start}\x7f")
        cities = ((other, code) for other in self._sorted[at:end] for code in self.named.get(other, ()))
        towns = ((row[0], row[2]) for row in self._towns.beginning(start))
        for other, inside in chain(
            ((other, self.above(code)) for other, code in cities), ((t, (p,)) for t, p in towns)
        ):
            for division in wanted.intersection(inside):
                score = fuzz.ratio(name, other, score_cutoff=_NEAR)
                if score > near.get(division, 0):
                    near[division] = score
        return near

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.named)

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
            size = max(_COUNTIES.get(place.country, _COUNTY) * (1 + is_digits(code)), place.population)
            return size + around / _DIVISIONS
        return place.population * (_CAPITAL if code in self.capitals else 1.0)

    def _town(self, row: list[str]) -> tuple[str, GeoPlace]:
        name, geonameid, parent, population, label = row
        above = self.place(parent)
        country = above.country if above else ""
        town = GeoPlace("city", label or name.title(), country, (parent,), (), "", int(population))
        return f"gn:{geonameid}", self._places.setdefault(f"gn:{geonameid}", town)
