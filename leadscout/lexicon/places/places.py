"""Places: LinkedIn ids over an open gazetteer, in a graph of what lies in what."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log10

from rapidfuzz import fuzz, process

from leadscout.lexicon.files import rows, words
from leadscout.lexicon.places import gazetteer
from leadscout.lexicon.places.geocoder import AddressMatch, AddressPart, Geocoder
from leadscout.lexicon.spellings import Spellings
from leadscout.lexicon.taxonomies.taxonomy import Entry
from leadscout.lexicon.text import fold, is_digits

_REMEMBERED = 200_000
_NEAR = 75  # of 100
_WEIGHED = 20  # names that are near, of which the larger places are proposed
_BESIDE = 12  # how much less near than the nearest a place is that is still proposed
_A_TENFOLD = 2.0  # what ten times as many inhabitants count for, in hundredths of a name
_OURS = (gazetteer.UNLISTED, "gn:", "iso:", "fips:", "county:", "macro:")  # how ids begin that are not LinkedIn's
_FAMOUS = 250_000  # inhabitants of a city that a bare name means, unless another has a good half of them
_FAMOUS_RIVAL, _RIVAL, _AREA_RIVAL = 2, 8, 8  # how many times the people of a rival make it none, in a filter
_LARGE = 30_000  # inhabitants of a rival
_CODE = 3  # letters up to which words are a code rather than a name
_WIDE = ("country", "division", "region", "county")  # what a town that we do not know can be said to lie in


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a place name means.

    `id` is the likeliest place ("" = none), `exact` whether no other is meant as well, `alternatives` the others; where
    several places stand `apart` ("Berlin / Hamburg"), `id` is the narrowest that holds them all.
    `parts` are the words from left to right, each with the place it names, or "".
    """

    id: str = ""
    exact: bool = False
    alternatives: tuple[str, ...] = ()
    parts: tuple[AddressPart, ...] = ()
    apart: bool = False


class Places:
    """The taxonomy of places: open, because LinkedIn knows ids that nobody has published."""

    name = "place"
    closed = False

    def __init__(self) -> None:
        """Load the gazetteer."""
        self._gazetteer = gazetteer.Gazetteer()
        self._geocoder = Geocoder(self._gazetteer, words("place_words"))
        self._named = self._gazetteer.named
        self._called = self._gazetteer.called
        self._read: dict[str, PlaceReading] = {}
        self._numbers = {row["id"]: row["number"] for row in rows("place_numbers")}
        self._numbered = {number: code for code, number in self._numbers.items()}

    def __iter__(self) -> Iterator[Entry]:
        """The places kept in memory, as entries; towns are found, but not listed."""
        for code in self._gazetteer:
            yield Entry(code, self.label(code), (), self.above(code)[1:2])

    def find(self, text: str) -> tuple[str, ...]:
        """The places that `text` means, an id or what people write; () for none, and for a name that several share.

        It is read as on people: what finds somebody who wrote it can be asked for. So a town that nobody has listed
        ("Rome, Ohio") is an id of its own, and of cities side by side each is meant.
        """
        text = self.numbered(text)
        if text in self._gazetteer:
            return (text,)
        if text.startswith(_OURS):
            return ()
        reading = self.read(text)
        if reading.apart:
            return reading.alternatives
        return () if not reading.id or self.shared(text) else (self.unlisted(reading) or reading.id,)

    def is_named(self, text: str) -> bool:
        """Whether what was written is an id, or each part of it names a place."""
        if self.numbered(text) in self._gazetteer or is_digits(text):
            return True
        reading = self.read(text)
        return not reading.apart and all(part.id for part in reading.parts)

    def shared(self, text: str) -> tuple[str, ...]:
        """The places that share a bare name, where several large ones do: of "Halle" nobody knows which is meant."""
        reading = self.read(text)
        if reading.exact or reading.apart or len(reading.parts) != 1 or len(fold(text)) <= _CODE:
            return ()
        rivals = [code for code in reading.alternatives if self._rivals(reading.id, code)]
        return (reading.id, *rivals) if rivals else ()

    def _rivals(self, best: str, other: str) -> bool:
        """Whether a filter cannot tell which of two places of one name is meant."""
        if best in self.above(other) or other in self.above(best):
            return False
        times = self._weight(best) / max(self._weight(other), 1)
        wide = {self.kind(best), self.kind(other)} <= {"country", "division"}
        if wide and fold(self._label(best)) == fold(self._label(other)):
            return times < _AREA_RIVAL
        limit = _FAMOUS_RIVAL if self._weight(best) >= _FAMOUS else _RIVAL
        return times < limit and self._weight(other) >= _LARGE and self.kind(best) == self.kind(other)

    def unlisted(self, reading: PlaceReading) -> str:
        """The id of a town that was written before a place we know, and that we do not; "" where there is none."""
        name = self._unknown(reading)
        return self._gazetteer.unlisted(reading.id, name) if name and fold(name) else ""

    def unknown(self, code: str) -> bool:
        """Whether an id is that of a town which nobody has listed."""
        return code.startswith(gazetteer.UNLISTED)

    def read(self, text: str) -> PlaceReading:
        """Where somebody is who wrote `text`: the narrowest place it surely or likely names."""
        reading = self._read.get(text)
        if reading is None:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            reading = self._read[text] = self._weigh(self._geocoder.read(text))
        return reading

    def check(self, id_: str, text: str) -> str | None:
        """A warning if `text`, written beside the place `id_`, names another place; None if not, or if nobody can tell.

        The id wins: vendors' pages and hand-built addresses carry wrong names (reference: geo_known_bad). An id that we
        do not know beside a name that we do may be a second one of that place, so the warning only says so.
        """
        reading = self.read(text)
        meant = {reading.id, *reading.alternatives} - {""}
        place, written = self._gazetteer.place(id_), fold(text)
        if place is None:
            others = [code for code in self.find(text) if is_digits(code) and code != id_]
            if not others:
                return None
            other = f"{others[0]} ({self.label(others[0])})"
            return f'The place id {id_} is not known; "{text}" is {other}; the id is searched.'
        if not meant or id_ in meant or written in (fold(place.label), fold(self.label(id_))):
            return None
        other = self.label(reading.id or reading.alternatives[0])
        return f'The place id {id_} is "{self.label(id_)}", not "{text}" ({other}); the id is searched.'

    def label(self, code: str) -> str:
        """The full name, "San Francisco, California, United States"; the code itself when it is not known."""
        code = self.numbered(code)
        place = self._gazetteer.place(code)
        if place is None:
            return code
        if place.kind in ("country", "macro", "metro", "postal"):
            return place.label
        return ", ".join(self._label(part) for part in self.above(code) if self.kind(part) != "macro")

    def named(self, name: str, limit: int) -> list[str]:
        """Numbers that a name means, the likeliest first; of names near to it where it means none."""
        reading = self.read(name)
        codes = [*self.find(name), reading.id, *reading.alternatives]
        if not any(codes):
            codes = [code for label in self.suggest(name, limit) for code in self.find(label)]
        return list(filter(None, map(self.number, dict.fromkeys(codes))))[:limit]

    def number(self, code: str) -> str:
        """The number of a place for those who take numbers alone: LinkedIn's, else one of ours; "" of most towns."""
        return code if is_digits(code) else self._numbers.get(code, "")

    def numbered(self, number: str) -> str:
        """The place that has a number of ours; any other number, or code, is its own."""
        return self._numbered.get(number, number)

    def kind(self, code: str) -> str:
        """Country, macro, division, city, metro, county, district, postal, region; "" when it is not known."""
        place = self._gazetteer.place(self.numbered(code))
        return place.kind if place else ""

    def address(self, reading: PlaceReading) -> dict[str, str | None]:
        """Country (ISO code), first-level division and city of what was read; None where it does not say.

        A metro has those of the city it is named after. A division that may as well be the city of its name has that
        city. A town that we do not know, in a place that we do, is called as it was written.
        """
        around = self.above(reading.id) if reading.id else ()
        place = self._gazetteer.place(reading.id)
        if place and place.kind == "metro" and place.heart:
            around = self.above(place.heart)
        country = next(
            (container.country for container in map(self._gazetteer.place, around) if container and container.country),
            None,
        )
        city = self._first(around, "city") or self._first(around, "district") or self._homonym(reading)
        return {
            "country": country,
            "admin1": self._written_division(reading)
            or self._first(around, "division")
            or self._first(around, "region"),
            "city": self._spelled(reading, city) if city else self._unknown(reading),
        }

    def cities(self) -> dict[str, dict[str, int]]:
        """The cities by country (ISO code), with their inhabitants, the largest first."""
        return self._gazetteer.cities()

    def above(self, code: str) -> tuple[str, ...]:
        """The place and all it surely lies in, nearest first."""
        return self._gazetteer.above(code)

    def derived(self, code: str) -> tuple[str, ...]:
        """The metros, regions and macro regions it lies in by distance or by our table, not by its name.

        Of a metro also the city it is named after: who lives in "Greater Munich" likely means Munich.
        """
        return self._gazetteer.derived(code)

    def suggest(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """The full names nearest to what was written, best first; each means one place."""
        labels = ((code, self.label(code)) for code in self.near(text, limit))
        return tuple(f"{label} ({self.kind(code)})" if self.shared(label) else label for code, label in labels)

    def near(self, text: str, limit: int) -> tuple[str, ...]:
        """The places whose names, in whatever language, are nearest to what was written, best first.

        Of names that are about as near, that of the larger place. Of "Rome, Ohio", where we know no Rome, those in
        Ohio, and Ohio: whoever wrote the state means no other one.
        """
        if shared := self.shared(text):
            return shared[:limit]
        around = self._container(text)
        first = fold(text.split(",", maxsplit=1)[0])
        scores: dict[str, float] = {}
        for names in self._alike.get(f"{first[:1]} "), self._alike.get(f" {first[-1:]}"):
            best = process.extract(first, names or (), scorer=fuzz.ratio, limit=_WEIGHED, score_cutoff=_NEAR)
            for name, score, _ in best:
                codes = (*self._named.get(name, ()), *self._called.get(name, ()), *self._gazetteer.alternates(name))
                inside = [code for code in codes if not around or around in self.above(code)]
                if not inside:
                    continue
                code = max(inside, key=self._weight)
                scores[code] = max(scores.get(code, 0), score + _A_TENFOLD * log10(self._weight(code) + 1))
        least = max(scores.values(), default=0) - _BESIDE
        near = (code for code, score in scores.items() if score >= least)
        nearest = sorted(near, key=scores.__getitem__, reverse=True)
        return (*nearest[: limit - 1], around) if around else tuple(nearest[:limit])

    def _container(self, text: str) -> str:
        """What stands behind the comma of a name that we do not know; "" where there is none, or we do."""
        reading = self.read(text) if "," in text else PlaceReading()
        resolved = reading.apart or not reading.parts or reading.parts[0].id
        return "" if resolved else reading.id

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        """Every name by its first letter ("m ") and by its last (" m"): one slip of the finger leaves one of them."""
        by_letter: dict[str, list[str]] = {}
        for name in dict.fromkeys((*self._named, *self._called, *self._gazetteer.alternate_names())):
            by_letter.setdefault(f"{name[:1]} ", []).append(name)
            by_letter.setdefault(f" {name[-1:]}", []).append(name)
        return by_letter

    @cached_property
    def spellings(self) -> Spellings:
        """Every name of every place, also in other languages."""
        names = {**self._named, **self._called}
        return Spellings({name: [*self._named.get(name, ()), *self._called.get(name, ())] for name in names})

    def _weigh(self, match: AddressMatch) -> PlaceReading:
        if not match.ids:
            return PlaceReading(parts=match.parts)
        if match.apart:
            common = [c for c in self.above(match.ids[0]) if all(c in self.above(other) for other in match.ids)]
            return PlaceReading(common[0] if common else "", alternatives=match.ids, parts=match.parts, apart=True)
        rivals = self._geocoder.rivals(match)
        return PlaceReading(match.ids[0], not rivals, rivals, match.parts)

    def _weight(self, code: str) -> float:
        return self._gazetteer.weight(code)

    def _label(self, code: str) -> str:
        place = self._gazetteer.place(code)
        return place.label if place else code

    def _first(self, around: tuple[str, ...], kind: str) -> str | None:
        return next((self._label(code) for code in around if self.kind(code) == kind), None)

    def _homonym(self, reading: PlaceReading) -> str | None:
        if reading.apart or not reading.parts or not reading.parts[0].id:
            return None
        name = fold(self._label(reading.id))
        cities = (code for code in reading.alternatives if self.kind(code) == "city")
        same = (code for code in cities if reading.id in self.above(code)[1:] or fold(self._label(code)) == name)
        return next((self._label(code) for code in same if self._country(code) == self._country(reading.id)), None)

    def _country(self, code: str) -> str:
        place = self._gazetteer.place(code)
        return place.country if place else ""

    def _unknown(self, reading: PlaceReading) -> str | None:
        """The name of a town that stands before what we know."""
        if len(reading.parts) < 2 or reading.parts[0].id or self.kind(reading.id) not in _WIDE:  # noqa: PLR2004
            return None
        return None if self._geocoder.is_area(reading.parts[0].text) else reading.parts[0].text

    def _written_division(self, reading: PlaceReading) -> str | None:
        """The words before the country, where they are not just our name of a division."""
        if len(reading.parts) < 2 or self.kind(reading.parts[-1].id) != "country":  # noqa: PLR2004
            return None
        text, code = reading.parts[-2].text, reading.parts[-2].id
        if not code:  # a division that our gazetteer does not know, if a town stands before it
            return text if len(reading.parts) > 2 and len(fold(text)) > _CODE else None  # noqa: PLR2004
        if self.kind(code) == "region":
            return self._label(code)
        plain = self._geocoder.plain
        same = self.kind(code) == "division" and plain(text) == plain(self._label(code))
        return text if same and plain(text) != fold(text) else None

    def _spelled(self, reading: PlaceReading, label: str) -> str:
        """A city's label; the writer's own form where it is a shorter one, or one that only LinkedIn's English has."""
        if len(reading.parts) < 2 or self.kind(reading.parts[0].id) != "city":  # noqa: PLR2004
            return label
        text = reading.parts[0].text
        name, ours = self._geocoder.shortened(fold(text)), self._geocoder.shortened(fold(label))
        if name == ours or ours.startswith(f"{name} "):
            return text
        listed = name in self._gazetteer.called or name in self._gazetteer.named
        english = all(fold(part.text) == fold(self._label(part.id)) for part in reading.parts[1:])
        return text if english and len(reading.parts) > 2 and not listed else label  # noqa: PLR2004
