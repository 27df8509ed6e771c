"""Signs after a town: "Moore, SC", "Milano (MI)", "Campinas - SP". A state's sign is often that of a country, too."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from leadscout.lexicon.places.addresses import without_codes
from leadscout.lexicon.places.gazetteer import Gazetteer
from leadscout.lexicon.text import fold

LONGEST = 3
"""Letters up to which a name is a sign rather than a name."""

_CLEARLY = 15  # times as many people: "London, CA" is in Canada, though California has a London
_STATES_FIRST = "US"  # whose states' signs people write after a town, where elsewhere they write the country's
_SHOUTED = re.compile(r"\b[A-Z][A-Z.]*\b")

Named = Callable[[str, Sequence[str]], tuple[str, ...]]
"""The places that a text names inside others."""


class Candidates(NamedTuple):
    """What a sign can mean."""

    states: tuple[str, ...]
    countries: tuple[str, ...]
    provinces: tuple[str, ...]


class StateSigns:
    """Tells which division or country the sign after a town means."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Take the gazetteer."""
        self._places = gazetteer

    def meant(self, sign: str, town: str, named: Named, *, bracketed: bool, doubtful: bool) -> tuple[str, ...]:
        """The divisions or countries of a `sign` after a `town`; () where it is no sign, or where nothing bears it out.

        Where the town is in a state and in a country of that sign, the state has it, unless that town is far larger. A
        town that nobody knows is in whatever has one of nearly that name; else in a state of the United States, before
        countries, before other divisions: so, `doubtful` text, without a comma, means nothing.
        """
        meant = self._candidates(sign)
        if not meant.states and not meant.provinces:
            return () if doubtful else meant.countries
        if bracketed:  # so Italians write it
            meant = Candidates((*meant.provinces, *meant.states), meant.countries, ())
        inner, outer = (named(town, around) if around else () for around in (meant.states, meant.countries))
        if inner or outer:
            smaller = self._weight(inner) * _CLEARLY <= self._weight(outer)
            return meant.countries if smaller else meant.states
        if meant.provinces and named(town, meant.provinces):
            return meant.provinces
        near = self._near(town, meant)
        return near if near or doubtful else self._without_town(meant)

    def _candidates(self, sign: str) -> Candidates:
        places = self._places
        codes = dict.fromkeys((*places.named.get(sign, ()), *places.called.get(sign, ())))
        return Candidates(
            self._of(codes, "division"), self._of(codes, "country"), tuple(places.provinces.get(sign, ()))
        )

    def _of(self, codes: Iterable[str], kind: str) -> tuple[str, ...]:
        return tuple(code for code in codes if (place := self._places.place(code)) and place.kind == kind)

    def _weight(self, codes: Iterable[str]) -> float:
        return max(map(self._places.weight, codes), default=0)

    def _near(self, town: str, meant: Candidates) -> tuple[str, ...]:
        """Where a town lies whose name is nearly that."""
        name = fold(without_codes(town))
        near = self._places.nearest(name, (*meant.states, *meant.provinces)) if len(name) > LONGEST else {}
        best = max(near.values(), default=0)
        return tuple(code for code in near if near[code] == best)

    def _without_town(self, meant: Candidates) -> tuple[str, ...]:
        american = tuple(code for code in meant.states if self._country(code) == _STATES_FIRST)
        return american or meant.countries or meant.states or meant.provinces

    def _country(self, code: str) -> str:
        place = self._places.place(code)
        return place.country if place else ""


def shouted(text: str) -> frozenset[str]:
    """The short words that stand in capitals beside others, folded: "IT" in "Working in IT", not in "WORKING IN IT"."""
    return frozenset(map(fold, _SHOUTED.findall(text)))
