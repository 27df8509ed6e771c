"""Geocoding: what people write for a place -> the places it can mean; read from the right, each part in the next."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadscout.lexicon.places import scripts
from leadscout.lexicon.places.addresses import Piece, pieces, without_codes
from leadscout.lexicon.places.gazetteer import Gazetteer
from leadscout.lexicon.places.signs import LONGEST as _CODE
from leadscout.lexicon.places.signs import StateSigns, shouted
from leadscout.lexicon.text import fold

# Kinds from the likeliest reading of a bare name to the least; cities, divisions and metros compete by population.
_RANK = {"country": 3, "macro": 2, "division": 1, "city": 1, "metro": 1, "region": 1, "county": 1}
_CLEARLY = 15  # times as many people: a bare "London" is the one in England, not the one in Ontario
_CLEARLY_A_STATE = 3  # the same of a division beside a town elsewhere: a bare "Wyoming" is the state
_CITY_STATE = 0.35  # a city with this share of its division's people is meant by the division's name (Berlin, Wien)
_TOWN = 15_000  # larger places are in memory: only where those found are not far larger can a town rival them
_LARGE = 100_000  # inhabitants from which a city is found among words that say nothing to us ("Berlin Mitte")
_WORDS = 10  # longer texts without commas are no addresses
_LONGEST = 250  # letters: longer texts are not read

_SIGN = 12  # letters of a sign with a postal code
_DOMAIN = re.compile(r"\S@\S|^@\w|^(?:https?:|www\.)|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,3}(?:/\S*)?$", re.IGNORECASE)
_HYPHEN = re.compile(r"\s*[-\u2010-\u2014/]\s*")
_SPELLINGS = (
    ("st ", "saint "),
    ("saint ", "st "),
    ("mt ", "mount "),
    ("ft ", "fort "),
    ("sankt ", "st "),
    ("co ", "county "),
)
_GREAT = "stor"  # written together: Storstockholm
_UMLAUTS = (("ue", "u"), ("oe", "o"), ("ae", "a"))

Affixes = tuple[re.Pattern[str], re.Pattern[str]]
"""What can stand before and after a name."""


@dataclass(frozen=True, slots=True)
class AddressPart:
    """One part of an address and the likeliest place it names; "" when it names none we know."""

    text: str
    id: str


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """What an address means: its places, the likeliest first, and its parts from left to right.

    `apart`: the places do not rival for one name, they were named side by side.
    """

    ids: tuple[str, ...] = ()
    parts: tuple[AddressPart, ...] = ()
    apart: bool = False

    @property
    def whole(self) -> bool:
        """Whether its narrowest part names a place."""
        return bool(self.ids and self.parts and self.parts[0].id)


class Geocoder:
    """Reads addresses by the gazetteer and the words around names."""

    def __init__(self, gazetteer: Gazetteer, words: Mapping[str, Sequence[str]]) -> None:
        """Take the gazetteer and the words of each use, as place_words.tsv has them."""
        self._places = gazetteer
        self._signs = StateSigns(gazetteer)
        self._nowhere = frozenset(words["nowhere"])
        self._spoken, self._small = frozenset(words["spoken"]), frozenset(words["word"])
        sovereigns = (pair.split() for pair in words["dependency"] if pair)
        self._sovereign = {country.upper(): gazetteer.called[of][0] for country, of in sovereigns}
        self._joints = re.compile(rf"\s(?:{'|'.join(words['joint'])})\s", re.IGNORECASE)
        self._others = frozenset(words["other"])
        self._directions = frozenset(words["direction"])
        self._around = (_before(words["before"]), _after(words["after"]))
        self._kinds = (_before(words["kind"]), _after(words["kind"]))
        self._edges = (_before(words["edge"]), _after(words["edge"]))

    def read(self, text: str) -> AddressMatch:
        """The places that `text` means."""
        written = pieces(text) if len(text) <= _LONGEST else []
        parts = [piece for piece in written if self._says_where(piece.text)]
        if not parts or not self._says_where(text):  # "N/A", "github.com/acme"
            return AddressMatch()
        if (
            names := () if scripts.is_script(text) else self._named(fold(text), ())
        ):  # also "Bosnia and Herzegovina", "Dallas/Fort Worth"
            return AddressMatch(self._best(names, fold(text)), (AddressPart(text.strip(), names[0]),))
        if any(part.apart or part.bracketed for part in parts):
            plain = self._address(text.split(","))  # the name's own stroke, dash or bracket: "Hennef (Sieg), Germany"
            if all(part.id for part in plain.parts):
                return plain
        whole = self._address(_texts(parts))
        if all(part.id for part in whole.parts):
            return whole
        return self._coded(parts) or self._reversed(parts) or self._several(parts) or whole

    def _says_where(self, text: str) -> bool:
        """Whether a part may be a place: no word for nowhere, no address in the web, no small word ("No", "Me")."""
        name = fold(text)
        small = name in self._small and not text.isupper()
        in_the_web = ("." in text or "@" in text or ":" in text) and _DOMAIN.search(text)
        return not small and name not in self._nowhere and not in_the_web

    def _coded(self, parts: Sequence[Piece]) -> AddressMatch | None:
        """A code of the country's own in brackets: "Milano (MI)"."""
        *others, last = parts
        if not others or not last.bracketed or len(last.text) > _CODE:
            return None
        match = self._address(_texts(others))
        if match.whole:
            return match
        signed = self._address(_texts(parts), bracketed=True)
        return signed if signed.ids else None

    def _several(self, parts: Sequence[Piece]) -> AddressMatch | None:
        """Places named side by side."""
        segments = _segments(parts)
        return self._side_by_side(segments) if len(segments) > 1 else self._listed(parts) or self._joined(parts)

    def _reversed(self, parts: Sequence[Piece]) -> AddressMatch | None:
        """A list that starts with what is largest: "Germany, Berlin"; a bracket's town after its state."""
        texts = [part.text for part in reversed(parts)]
        match = self._address(texts)
        if len(texts) > 1 and match.whole and all(part.id for part in match.parts):
            return AddressMatch(match.ids, match.parts[::-1], match.apart)
        return None

    def _listed(self, parts: Sequence[Piece]) -> AddressMatch | None:
        """Commas between places that do not lie in one another: "Paris, London"."""
        return self._apart([self._address([part.text]) for part in parts])

    def _in_spoken(self, match: AddressMatch) -> bool:
        return len(match.parts) > 1 or fold(match.parts[0].text) in self._spoken

    def _apart(self, matches: Sequence[AddressMatch]) -> AddressMatch | None:
        """Places that each stand for themselves: cities and countries that many know."""
        named = [one for one in matches if one.whole and self._kind(one.ids[0]) in ("city", "metro", "country")]
        large = [one for one in named if self._places.weight(one.ids[0]) >= _LARGE]
        return _aside(large) if 1 < len(large) == len(matches) else None

    def _joined(self, parts: Sequence[Piece]) -> AddressMatch | None:
        """Places joined by a word: "Berlin and Munich, Germany"."""
        names = self._joints.split(parts[0].text)
        if len(names) == 1:
            return None
        outer = _texts(parts[1:])
        return self._apart([self._address([name, *outer]) for name in names])

    def _side_by_side(self, segments: Sequence[Sequence[str]]) -> AddressMatch | None:
        matches = [one for one in map(self._address, segments) if one.ids]
        if len(matches) < len(segments):  # "Coffee & AI"
            sure = [one for one in matches if len(fold(one.parts[-1].text)) > _CODE or self._in_spoken(one)]
            if matches and not sure:
                return AddressMatch((), tuple(AddressPart(" ".join(segment), "") for segment in segments))
            matches = sure
        if not matches:
            return None
        narrow = [
            one for one in matches if not any(one.ids[0] in self._places.above(other.ids[0])[1:] for other in matches)
        ]
        first = narrow[0].ids[0]
        if all(one.ids[0] == first or set(one.ids) & set(narrow[0].ids) for one in narrow):
            return narrow[0]
        return _aside(narrow)

    def _address(self, texts: Sequence[str], *, bracketed: bool = False) -> AddressMatch:
        """One place and what it lies in, the narrowest first."""
        around = self._sign(texts, bracketed=bracketed)
        parts = [AddressPart(texts[-1], around[0])] if around else []
        surroundings = False
        for text in reversed(texts[:-1] if around else texts):
            inner, metro, rest = self._part(text, around)
            surroundings |= metro
            parts.append(AddressPart(text, inner[0] if inner else ""))
            parts.extend(AddressPart(words.title(), "") for words in rest)
            around = inner or around
        ordered = tuple(parts[::-1])
        if not around:
            return AddressMatch((), ordered)
        ids = self._best(around, fold(" ".join(texts)))
        if len(texts) > 1 and not ordered[0].id:
            ids = tuple(sorted(ids, key=lambda code: self._kind(code) == "city"))  # "Foo, Querétaro": the state
        if surroundings:
            ids = self._metros(ids) or ids
        return AddressMatch(ids, ordered)

    def _sign(self, texts: Sequence[str], *, bracketed: bool) -> tuple[str, ...]:
        """The divisions or countries that a sign behind a town means: "Moore, SC", "Boston, MA 02116"."""
        sign = fold(without_codes(texts[-1])) if len(texts) > 1 and len(texts[-1]) <= _SIGN else ""
        if not sign or len(sign) > _CODE:
            return ()
        return self._signs.meant(sign, texts[-2], self._whole, bracketed=bracketed, doubtful=False)

    def _whole(self, text: str, around: Sequence[str]) -> tuple[str, ...]:
        """The places inside `around` that a part names as it stands, or with words around a name."""
        bare = self._bare(text)
        names = (fold(text), bare, *self._cores(bare, self._around))
        return next(filter(None, (self._named(name, around) for name in names)), ())

    def _metros(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The metros around cities; those named by the surroundings of a city whose metro nobody knows stay cities."""
        cities = [code for code in ids if code in self._places.metros]
        if not cities or cities[0] not in ids[:2]:
            return ()
        return (self._places.metros[cities[0]][0],)

    def _part(self, text: str, around: Sequence[str]) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """The places a part names inside `around`, whether it names their surroundings, and words that say nothing."""
        if scripts.is_script(text) and (scripted := self._scripted(text, around))[0]:
            return scripted[0], False, scripted[1]
        if scripts.is_soundless(text):
            return (), False, ()
        if codes := self._named(fold(text), around):
            return codes, False, ()
        bare, capitals = self._bare(text), shouted(text)
        around_it = tuple(dict.fromkeys((*self._cores(fold(text), self._around), *self._cores(bare, self._around))))
        for codes, metro in self._readings(text, bare, capitals, around_it, around):
            if codes:
                return codes, metro, ()
        for core in (bare, *around_it):
            codes, rest = self._split(core.split(), around, capitals)
            if codes:
                return codes, core is not bare, rest
        return (), False, ()

    def _readings(
        self, text: str, bare: str, capitals: frozenset[str], around_it: Sequence[str], around: Sequence[str]
    ) -> Iterator[tuple[tuple[str, ...], bool]]:
        """What a part may name without the words around the name, the surest first, and whether its surroundings."""
        if len(bare) > _CODE or self._is_spoken(bare, text, capitals):
            yield self._named(bare, around), False
        yield from ((self._named(core, around), True) for core in around_it)
        yield self._kindred(bare, around), False
        if around_it:
            yield self._hyphenated(text, around), True

    def _is_spoken(self, bare: str, text: str, capitals: frozenset[str]) -> bool:
        """Whether a short name beside other words is a place: "Based in UK", not "At home", "Working in IT"."""
        return bare == fold(without_codes(text)) or (bare in self._spoken and bare in capitals)

    def _scripted(self, text: str, around: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The places of a name in letters of its own, and what stands behind a place that holds it ("東京都渋谷区")."""
        name = scripts.key(text)
        for form in filter(None, (name, scripts.shorter(name))):
            if codes := self._inside(self._places.scripted(form), around):
                return codes, ()
        words = [scripts.key(word) for word in text.split()]
        cuts = [(words[0], "".join(words[1:]))] if len(words) > 1 else scripts.cuts(name)
        for outer, inner in cuts:
            wide = self._scripted_containers(outer, around)
            if wide:
                codes, _ = self._scripted(inner, wide)
                return (codes, ()) if codes else (wide, (inner,))
        return (), ()

    def _scripted_containers(self, name: str, around: Sequence[str]) -> tuple[str, ...]:
        forms = filter(None, (name, scripts.shorter(name)))
        codes = (code for form in forms for code in self._inside(self._places.scripted(form), around))
        return tuple(dict.fromkeys(codes))

    def _hyphenated(self, text: str, around: Sequence[str]) -> tuple[str, ...]:
        """The first of several cities of one division that name their surroundings: "Raleigh-Durham-Cary Area"."""
        names = [fold(name) for name in _HYPHEN.split(text)]
        if len(names) == 1:
            return ()
        names = [next(reversed([name, *self._cores(name, self._around)])) for name in names]
        first, *others = ([code for code in self._named(name, around) if self._kind(code) == "city"] for name in names)
        beside = {top for codes in others for code in codes for top in self._places.above(code)[1:2]}
        return tuple(code for code in first if beside & set(self._places.above(code)[1:2]))

    def _kindred(self, bare: str, around: Sequence[str]) -> tuple[str, ...]:
        """The divisions and counties of a name beside its kind ("Kanton Zürich"); else where the town of it lies."""
        for core in self._cores(bare, self._kinds):
            named = self._named(core, around)
            if areas := tuple(code for code in named if self._kind(code) != "city"):
                return areas
            if named:  # "Landkreis Göppingen" is a part of the division that its town lies in
                seats = self._best(named, core)
                return tuple(dict.fromkeys(top for code in seats for top in self._places.above(code)[1:2]))
        return ()

    def _bare(self, text: str) -> str:
        """Folded, without postal codes and without words that say nothing about where."""
        name = fold(without_codes(text))
        while name and name not in self._nowhere:
            core = _strip(name, self._edges)
            if core == name:
                break
            name = core
        return name

    def _cores(self, name: str, affixes: Affixes) -> Iterable[str]:
        """`name` with fewer and fewer of the words before and after a name."""
        core = name
        while (shorter := _strip(core, affixes)) != core:
            core = shorter
            yield core
        if affixes is self._around and name.startswith(_GREAT) and len(name) > len(_GREAT) + _CODE:
            yield name.removeprefix(_GREAT).strip()

    def _split(
        self, words: Sequence[str], around: Sequence[str], capitals: frozenset[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Places in words without commas: "london united kingdom"; then a large city among words that say nothing.

        A sign counts behind a town that it bears out, and where it is one of those that people speak.
        """
        if len(words) > _WORDS:
            return (), ()
        cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        for head, tail in cuts:
            if inner := self._within(head, tail, around) or self._within(tail, head, around, first=True):
                return inner, ()
        for head, tail in cuts:
            if head in self._others or self._is_direction(tail):
                continue
            if len(tail) > _CODE or (tail in self._spoken and tail in capitals):
                outer = self._containers(tail, around)
            else:
                outer = () if around else self._signs.meant(tail, head, self._whole, bracketed=False, doubtful=True)
            if outer:
                inner = self._whole(head, outer)
                return inner or outer, () if inner else (head,)
        return self._large(words, around, capitals)

    def _is_direction(self, name: str) -> bool:
        """Whether words say which part of something: "west", "west region"."""
        return self._directions.issuperset(_strip(name, self._kinds).split())

    def _within(self, inner: str, outer: str, around: Sequence[str], *, first: bool = False) -> tuple[str, ...]:
        """Places `inner` inside countries and divisions `outer`; as `first` word, "la" and "de" are no codes."""
        if (first and len(outer) < _CODE) or not (wide := self._containers(outer, around)):
            return ()
        return self._named(inner, wide) or (() if first else self._split(inner.split(), wide, frozenset())[0])

    def _large(
        self, words: Sequence[str], around: Sequence[str], capitals: frozenset[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """A large city at either end of words that say nothing to us: "berlin mitte"."""
        for size in range(len(words) - 1, 0, -1):
            for at in (0, len(words) - size):
                rest, name = (*words[:at], *words[at + size :]), " ".join(words[at : at + size])
                if len(rest) == 1 and len(rest[0]) <= _CODE and self._named(rest[0], ()):
                    continue  # a sign of a place that does not hold it: "Meta AI"
                if self._is_direction(name) or (len(name) <= _CODE and not (name in self._spoken and name in capitals)):
                    continue
                named = () if " ".join(rest) in self._others else self._named(name, around)
                codes = tuple(code for code in named if self._kind(code) in ("city", "metro", "division"))
                if codes and self._places.weight(self._best(codes, "")[0]) >= _LARGE:
                    leftover = " ".join(word for word in rest if word not in self._directions)
                    return codes, (leftover,) if leftover else ()
        return (), ()

    def _containers(self, name: str, around: Sequence[str]) -> tuple[str, ...]:
        """Countries, divisions and counties of a name."""
        codes = self._named(name, around)
        return tuple(code for code in codes if self._kind(code) in ("country", "division", "region", "county"))

    def _kind(self, code: str) -> str:
        place = self._places.place(code)
        return place.kind if place else ""

    def _named(self, name: str, around: Sequence[str]) -> tuple[str, ...]:
        """Places called `name` that lie in one of `around`, if that is given."""
        if not name:
            return ()
        codes = self._spelled(name, around)
        if not codes:
            for short, long in _SPELLINGS:
                if name.startswith(short) and (codes := self._spelled(long + name.removeprefix(short), around)):
                    return codes
        if not codes and len(name) > _CODE:
            plain = name
            for spelled, letter in _UMLAUTS:
                plain = plain.replace(spelled, letter)
            codes = self._spelled(plain, around) if plain != name else ()
        return codes

    def _spelled(self, name: str, around: Sequence[str]) -> tuple[str, ...]:
        places = self._places
        exact = dict.fromkeys((*places.named.get(name, ()), *places.called.get(name, ())))
        codes = self._inside(exact, around)
        if len(name) <= _CODE and codes:
            return codes
        if not codes:  # alternate names carry no language: they count where nothing is called so itself
            codes = self._inside(places.alternates(name), around)
        small = not around and max(map(places.weight, codes), default=0) < _TOWN * _CLEARLY
        if (small or not codes) and len(name) > _CODE:
            codes = (*codes, *self._inside(places.towns(name), around))
        return codes

    def _inside(self, codes: Iterable[str], around: Sequence[str]) -> tuple[str, ...]:
        codes = tuple(codes)
        if not around or not codes:
            return codes
        wide = set(around)
        inside = tuple(code for code in codes if wide & self._held(code))
        if inside:
            return inside
        near = set(self._beside(around[0]))
        return tuple(code for code in codes if near & self._held(code)) if near else ()

    def _held(self, code: str) -> set[str]:
        """What a place lies in; a metro in all that its city lies in, too: "San Francisco Bay Area, CA"."""
        place = self._places.place(code)
        heart = self._places.above(place.heart)[1:] if place and place.kind == "metro" and place.heart else ()
        near = (top for top in self._places.derived(code) if self._kind(top) in ("metro", "macro"))
        sovereign = self._sovereign.get(place.country) if place else None
        held = {*self._places.above(code), *heart, *near, *((sovereign,) if sovereign else ())}
        return held - {code}

    def _beside(self, code: str) -> tuple[str, ...]:
        """What a place lies in, where neighbours of it may be said to lie in it: "Croydon, London", "Kent"."""
        place = self._places.place(code)
        if place is None or place.kind not in ("city", "county", "region", "district", "postal"):
            return ()
        return tuple(top for top in place.parents if place.kind != "city" or self._kind(top) == "division")

    def _best(self, codes: Sequence[str], written: str) -> tuple[str, ...]:
        namesakes = [code for code in codes if fold(self._label(code)) == written]

        def rank(code: str) -> tuple[bool, int, float]:
            full = ", ".join(self._label(part) for part in self._places.above(code))
            weight = self._weight(code, codes)
            # a country's name in another language is no match for a larger city of that very name: Granada is in Spain
            foreign = self._kind(code) == "country" and any(
                code not in self._places.above(other) and self._places.weight(other) > weight for other in namesakes
            )
            return fold(full) == written, 1 if foreign else _RANK.get(self._kind(code), 0), weight

        best = sorted(dict.fromkeys(codes), key=rank, reverse=True)
        for city in best[1:]:
            if self._kind(best[0]) == "division" and self.is_heart(city, best[0]):
                return (city, *(code for code in best if code != city))
        return tuple(best)

    def _weight(self, code: str, others: Sequence[str]) -> float:
        """How many people mean a place; a division as a whole, where no city of it has its name ("Wyoming")."""
        place = self._places.place(code)
        if place is None or place.kind != "division" or any(code in self._places.above(other)[1:] for other in others):
            return self._places.weight(code)
        return place.population

    def _label(self, code: str) -> str:
        place = self._places.place(code)
        return place.label if place else code

    def is_heart(self, city: str, division: str) -> bool:
        """Whether a city is so much of a division or country that its name may mean the city."""
        inner, outer = self._places.place(city), self._places.place(division)
        if not inner or not outer or inner.kind != "city" or division not in self._places.above(city)[1:]:
            return False
        return outer.kind in ("country", "division") and inner.population >= _CITY_STATE * outer.population

    def is_area(self, text: str) -> bool:
        """Whether the words say that they name no town: "Seneca County", "Greater X"."""
        name = fold(text)
        wide = _strip(name, self._kinds) != name or _strip(name, self._around) != name
        return wide or self._directions.issuperset(name.split())

    def plain(self, text: str) -> str:
        """Folded, without words for the kind of a place."""
        return _strip(fold(text), self._kinds)

    def shortened(self, name: str) -> str:
        """A folded name with "saint" and "mount" cut short."""
        for short, long in _SPELLINGS:
            if len(short) < len(long) and name.startswith(long):
                return short + name.removeprefix(long)
        return name

    def rivals(self, match: AddressMatch) -> tuple[str, ...]:
        """The places that the same words may mean as well, next to the likeliest."""
        best, *others = match.ids
        return tuple(code for code in others if not self.is_heart(best, code) and self._rivals(best, code))

    def _rivals(self, best: str, other: str) -> bool:
        if self._kind(best) == "country" and self._kind(other) not in ("country", "division"):
            return self.is_heart(other, best)  # Singapore; but nobody means Armenia in Colombia
        if self._kind(best) == self._kind(other) == "country":
            return True  # two countries of one name, as Congo, are as good as each other
        if self._kind(best) == "division" and self._kind(other) != "division" and best not in self._places.above(other):
            return self._places.weight(other) * _CLEARLY_A_STATE > self._weight(best, ())  # Wyoming in Michigan
        return self._places.weight(other) * _CLEARLY > self._places.weight(best)


def _texts(parts: Sequence[Piece]) -> list[str]:
    return [part.text for part in parts]


def _segments(parts: Sequence[Piece]) -> list[list[str]]:
    segments: list[list[str]] = []
    for part in parts:
        if part.apart or not segments:
            segments.append([])
        segments[-1].append(part.text)
    return segments


def _aside(matches: Sequence[AddressMatch]) -> AddressMatch:
    ids = tuple(dict.fromkeys(one.ids[0] for one in matches))
    return AddressMatch(ids, tuple(part for one in matches for part in one.parts), apart=True)


def _before(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(sorted(words, key=len, reverse=True))}) ")


def _after(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf" (?:{'|'.join(sorted(words, key=len, reverse=True))})$")


def _strip(name: str, affixes: Affixes) -> str:
    before, after = affixes
    shorter = after.sub("", name)
    return shorter if shorter != name else before.sub("", name)
