"""Places: LinkedIn ids over an open gazetteer, in a graph of what lies in what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from leadscout.lexicon.files import rows
from leadscout.lexicon.taxonomy import Entry
from leadscout.lexicon.text import fold

# Kinds from the likeliest reading of a bare name to the least; cities and divisions compete by population.
_RANK = {"country": 3, "macro": 2, "division": 1, "city": 1, "metro": 1}
_CLEARLY = 20  # times as many people: a bare "London" is the one in England, not the one in Ontario (21 times)
_REMEMBERED = 200_000
_CITY_STATE = 0.35  # a city with this share of its division's people is meant by the division's name (Berlin, Wien)
_SURROUNDINGS = re.compile(
    r"^(?:greater|metro|grand|gran|grande|grossraum|region|agglomeration) "
    r"| (?:metropolitan (?:area|region)|metro(?:plex)?(?: area)?|area|region|und umgebung|et peripherie"
    r"|y alrededores|e dintorni|en omgeving|og omegn|med omnejd|e regiao|i okolice)$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a place name means.

    `id` is the likeliest place ("" = none), `exact` whether no other is meant as well, `alternatives` the others.
    """

    id: str = ""
    exact: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    kind: str
    label: str
    country: str
    parents: tuple[str, ...]
    derived: tuple[str, ...]
    population: int


class Places:
    """The taxonomy of places: open, because LinkedIn knows ids that nobody has published."""

    name = "place"
    closed = False

    def __init__(self) -> None:
        """Load data/places.tsv."""
        self._places: dict[str, _Place] = {}
        self._named: dict[str, list[str]] = {}
        self._called: dict[str, list[str]] = {}
        for row in rows("places"):
            code = row["id"]
            self._places[code] = _Place(
                row["kind"],
                row["label"],
                row["country"],
                tuple(row["parents"].split()),
                tuple(row["derived"].split()),
                int(row["population"]),
            )
            self._named.setdefault(fold(row["label"]), []).append(code)
            for alias in row["aliases"].split("|"):
                if alias:
                    self._called.setdefault(alias, []).append(code)
        self._read: dict[str, Reading] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._derived: dict[str, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[Entry]:
        """All places as entries."""
        for code, place in self._places.items():
            yield Entry(code, self.label(code), (), place.parents)

    def find(self, text: str) -> tuple[str, ...]:
        """The place that `text` means, an id or a name; () if it names none, or one only roughly ("Foo, Germany")."""
        if text in self._places:
            return (text,)
        parts = [part for part in map(fold, text.split(",")) if part]
        found = self._resolve(parts)
        return (found[0],) if found and self._reaches(parts[0], found[0]) else ()

    def read(self, text: str) -> Reading:
        """Where somebody is who wrote `text`: the narrowest place it surely or likely names."""
        known = self._read.get(text)
        if known is None:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            found = self._resolve([part for part in map(fold, text.split(",")) if part])
            known = self._read[text] = self._weigh(found)
        return known

    def label(self, code: str) -> str:
        """The full name, "San Francisco, California, United States"; the code itself when it is not known."""
        place = self._places.get(code)
        if place is None:
            return code
        if place.kind in ("country", "macro", "metro", "postal"):
            return place.label
        return ", ".join(self._places[part].label for part in self.above(code))

    def named(self, name: str, limit: int) -> list[str]:
        """Ids of LinkedIn's that a name means, the likeliest first; of names near to it where it means none."""
        reading = self.read(name)
        codes = [*self.find(name), reading.id, *reading.alternatives]
        if not any(codes):
            codes = [code for label in self.suggest(name, limit) for code in self.find(label)]
        return [code for code in dict.fromkeys(codes) if code.isdigit()][:limit]

    def kind(self, code: str) -> str:
        """Country, macro, division, city, metro, county, district, postal, region; "" when it is not known."""
        place = self._places.get(code)
        return place.kind if place else ""

    def address(self, code: str) -> dict[str, str | None]:
        """Country (ISO code), first-level division and city that a place lies in, or is; None where it does not say."""
        around = self.above(code) if code in self._places else ()
        country = next((self._places[part].country for part in around if self._places[part].country), None)
        division = next((self._places[part].label for part in around if self.kind(part) == "division"), None)
        city = next((self._places[part].label for part in around if self.kind(part) == "city"), None)
        return {"country": country, "admin1": division, "city": city}

    def cities(self, country: str) -> list[tuple[str, int]]:
        """The cities of a country (ISO code) with their inhabitants, the largest first."""
        return [(c, p.population) for c, p in self._places.items() if p.kind == "city" and p.country == country]

    def above(self, code: str) -> tuple[str, ...]:
        """The place and all it surely lies in, nearest first."""
        if code not in self._above:
            place = self._places.get(code)
            higher = [top for parent in place.parents for top in self.above(parent)] if place else []
            self._above[code] = tuple(dict.fromkeys((code, *higher)))
        return self._above[code]

    def derived(self, code: str) -> tuple[str, ...]:
        """The metros, regions and macro regions it lies in by distance or by our table, not by its name."""
        if code not in self._derived:
            certain = self.above(code)
            found: dict[str, None] = {}
            for part in certain:
                for near in self._places[part].derived if part in self._places else ():
                    found.update(dict.fromkeys((near, *self.above(near), *self.derived(near))))
            self._derived[code] = tuple(part for part in found if part not in certain)
        return self._derived[code]

    def suggest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The full names nearest to what was written, best first."""
        first = fold(text.split(",", maxsplit=1)[0])
        found = process.extract(first, self._named.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=75)
        return tuple(dict.fromkeys(self.label(max(self._named[name], key=self._weight)) for name, _, _ in found))

    def _resolve(self, parts: list[str]) -> list[str]:
        """The places a comma list means, best first: read from the right, each part inside what is right of it."""
        found: list[str] = []
        for part in reversed(parts):
            candidates = self._candidates(part)
            inner = [code for code in candidates if self._inside(code, found)] if found else candidates
            found = inner or found
        written = " ".join(parts)
        best = sorted(found, key=lambda code: (fold(self.label(code)) == written, *self._weight(code)), reverse=True)
        for city in best[1:]:
            if self._is_heart(city, best[0]):
                return [city, *(code for code in best if code != city)]
        return best

    def _candidates(self, part: str) -> list[str]:
        named = self._named.get(part, [])
        called = self._called.get(part, [])
        if named and len(part) > 2 and any(self._weight(code)[0] for code in named):  # noqa: PLR2004 - "CA" is two places
            return named
        if named or called:
            return [*named, *called]
        core = _SURROUNDINGS.sub("", part)
        if core == part:
            return []
        core = _SURROUNDINGS.sub("", core)
        return self._called.get(f"@{core}") or self._named.get(core) or self._called.get(core, [])

    def _inside(self, code: str, around: list[str]) -> bool:
        held = {*self.above(code), *self.derived(code)} - {code}
        return any(place in held for place in around)

    def _is_heart(self, city: str, division: str) -> bool:
        if self.kind(division) != "division" or division not in self.above(city)[1:]:
            return False
        return self._places[city].population >= _CITY_STATE * self._places[division].population

    def _weight(self, code: str) -> tuple[int, float]:
        place = self._places[code]
        # a division counts its cities (and their boroughs again): a quarter of that compares with one city of the name
        share = 0.25 if place.kind == "division" else 1.0
        return _RANK.get(place.kind, 0), place.population * share

    def _weigh(self, found: list[str]) -> Reading:
        if not found:
            return Reading()
        best, *others = found
        size = self._weight(best)[1]
        rivals = tuple(
            code for code in others if not self._is_heart(best, code) and self._weight(code)[1] * _CLEARLY > size
        )
        return Reading(best, not rivals, rivals)

    def _reaches(self, part: str, code: str) -> bool:
        return code in self._candidates(part)
