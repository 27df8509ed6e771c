"""Invented people: realistic in how they are spread, real in nothing else.

The first people of a seed are always the same, however many are asked for.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

from msgspec import structs

from leadscout.lexicon import Lexicon
from leadscout.lexicon.files import rows
from leadscout.lexicon.text import fold
from leadscout.model.lead import Company, Language, Lead, Location, Position, School

TODAY = 2026 * 12 + 10
"""November 2026 as a month: careers end here, so that a seed gives the same people tomorrow."""

COMPANIES = 40_000
_PACKAGE = "leadscout.intake"

# Shares out of a hundred: levels of current jobs; people by number of current jobs (about a fifth hold several).
_LEVELS = {
    "entry": 30,
    "senior": 20,
    "manager": 13,
    "entry_manager": 8,
    "director": 7,
    "head": 5,
    "intern": 4,
    "cxo": 4,
    "vp": 3,
    "strategic": 3,
    "founder": 1.5,
    "owner": 1,
    "partner": 0.5,
}
_SENIOR = ("vp", "cxo", "owner", "founder", "partner", "director", "head")
_JOBS = {1: 79, 2: 15, 3: 4, 4: 1.5, 6: 0.5}
SIZE_LABELS = {"A": "Self-employed", "B": "1-10", "C": "11-50", "D": "51-200", "E": "201-500", "F": "501-1000"}
SIZE_LABELS |= {"G": "1001-5000", "H": "5001-10000", "I": "10001+"}
_SIZES = {"A": 1, "B": 12, "C": 18, "D": 22, "E": 14, "F": 10, "G": 12, "H": 5, "I": 6}
_TYPES = {"Privately Held": 68, "Public Company": 15, "Non Profit": 6, "Partnership": 5, "Government Agency": 4}
_TYPES |= {"Self Owned": 2}
_SPOKEN = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch"}
_SPOKEN |= {"pt": "Portuguese", "pl": "Polish", "sv": "Swedish", "da": "Danish", "in": "Hindi"}


class Draw:
    """Draws one of several values by weight."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        """Take the weights by value."""
        self.values = list(weights)
        self.sums = list(accumulate(weights.values()))

    def __call__(self, dice: Random) -> str:
        """Draw once."""
        return self.values[bisect(self.sums, dice.random() * self.sums[-1])]


@dataclass(frozen=True, slots=True)
class Home:
    """A country as the sample sees it."""

    country: str
    language: str
    local: str
    cities: Draw


class Population:
    """A stream of invented people for one seed."""

    def __init__(self, seed: int, lexicon: Lexicon) -> None:
        """Prepare the tables; nothing is drawn yet."""
        self.seed = seed
        self.places = lexicon.places
        self.industries = [entry for entry in lexicon.taxonomies["industry"] if len(entry.label) < 40]
        self.names = {row["language"]: row for row in _split("sample_names", "first", "last")}
        self.titles = {(row["language"], row["level"]): row["titles"] for row in _split("sample_titles", "titles")}
        functions = list(_split("sample_functions", "words"))
        self.functions = {(row["language"], row["function"]): row["words"] for row in functions}
        self.function_codes = sorted({row["function"] for row in functions}, key=int)
        self.words = {row["kind"]: row["words"] for row in _split("sample_words", "words")}
        cities = lexicon.places.cities()
        self.homes = {row["country"]: _home(row, cities[row["country"]]) for row in rows("sample_countries", _PACKAGE)}
        self.where = Draw({row["country"]: float(row["share"]) for row in rows("sample_countries", _PACKAGE)})
        self.levels, self.sizes, self.types = Draw(_LEVELS), Draw(_SIZES), Draw(_TYPES)
        self.jobs = Draw({str(jobs): share for jobs, share in _JOBS.items()})
        self._companies: dict[int, Company] = {}

    def people(self, number: int) -> Iterator[Lead]:
        """The first `number` people."""
        return (_Life(self, at).lead() for at in range(number))

    def company(self, rank: int) -> Company:
        """The company of a rank; low ranks employ most people."""
        if rank not in self._companies:
            self._companies[rank] = self._invent_company(rank)
        return self._companies[rank]

    def _invent_company(self, rank: int) -> Company:
        dice = Random(f"{self.seed}/company/{rank}")
        first, second = dice.choice(self.words["company_first"]), dice.choice(self.words["company_second"])
        kind, legal = dice.choice(self.words["company_kind"]), dice.choice(self.words["company_legal"])
        plain = f"{first}{second} {kind}" if dice.random() < 0.7 else f"{first} {second.title()} {kind}"
        slug = f"{fold(plain).replace(' ', '-')}-{rank:x}"
        home = self.homes[self.where(dice)]
        industry = dice.choice(self.industries)
        size = self.sizes(dice)
        throw = dice.random()
        return Company(
            name=f"{plain} {legal}".strip(),
            # Numbers above any that LinkedIn has given out.
            id=str(900_000_000 + rank) if throw < 0.9 else "",
            slug=slug if throw > 0.05 else "",
            website=f"https://www.{slug}.example" if throw < 0.8 else "",
            industry=industry.code if dice.random() < 0.5 else industry.label,
            size=SIZE_LABELS[size] if throw < 0.95 else "",
            type=self.types(dice) if throw < 0.9 else "",
            location=self.location(dice, home),
            description=f"{plain}: {industry.label.lower()}.",
        )

    def location(self, dice: Random, home: Home) -> Location:
        """A place as people write it: mostly LinkedIn's long form, often shorter, sometimes a metro or an id."""
        city = home.cities(dice)
        label = self.places.label(city)
        style = dice.random()
        if style < 0.55:
            return Location(text=label)
        if style < 0.70:
            return Location(text=label, id=city if city.isdigit() else "")
        name = label.split(",")[0]
        if style < 0.80:
            return Location(city=name, country=home.local)
        metros = [code for code in self.places.derived(city) if self.places.kind(code) == "metro"]
        if style < 0.92 and metros:
            return Location(text=self.places.label(metros[0]))
        return Location(text=home.local if style > 0.97 else f"{name}, {home.local}")

    def title(self, dice: Random, language: str, level: str, function: str) -> str:
        """A job title in a language."""
        pattern: str = dice.choice(self.titles[language, level])
        words = self.functions.get((language, function)) or self.functions["en", function]
        return pattern.replace("{f}", dice.choice(words))


def _home(row: dict[str, str], cities: Mapping[str, int]) -> Home:
    largest = {code: float(inhabitants) for code, inhabitants in islice(cities.items(), 400)}
    return Home(row["country"], row["language"], row["local"], Draw(largest))


class _Life:
    """One person, drawn from dice of their own."""

    def __init__(self, world: Population, number: int) -> None:
        self.world = world
        self.number = number
        self.dice = Random(f"{world.seed}/person/{number}")
        self.home = world.homes[world.where(self.dice)]
        # Even where another language is spoken, many titles are English.
        local = self.home.language if self.home.language in _SPOKEN and self.home.language != "in" else "en"
        self.language = local if self.dice.random() < 0.6 else "en"
        self.function = self.dice.choice(world.function_codes)

    def lead(self) -> Lead:
        dice, world = self.dice, self.world
        named = world.names["in" if self.home.country == "IN" else self.home.language]
        first, last = dice.choice(named["first"]), dice.choice(named["last"])
        handle = f"{fold(first)}-{fold(last).replace(' ', '-')}-{dice.getrandbits(40):x}"
        positions = self._positions()
        throw = dice.random()
        main = positions[0] if positions else Position()
        return Lead(
            first_name=first,
            last_name=last,
            full_name=f"{first} {last}",
            headline=self._headline(main),
            summary=self._summary() if throw < 0.6 else "",
            location=world.location(dice, self.home) if throw < 0.97 else Location(),
            positions=positions if throw < 0.98 else (),
            schools=tuple(self._schools()),
            languages=tuple(self._languages()),
            skills=tuple(dict.fromkeys(dice.choice(world.words["skills"]) for _ in range(dice.randint(0, 8)))),
            profile_url=f"https://www.linkedin.com/in/{handle}",
            sales_id=f"ACwAA{dice.getrandbits(160):040x}"[:39] if throw < 0.8 else "",
            member_id=f"9{world.seed % 10_000:04d}{self.number:09d}" if throw < 0.7 else "",
            emails=(f"{fold(first)}.{fold(last).replace(' ', '')}@{handle[-10:]}.example",) if throw < 0.4 else (),
            photo=f"https://images.example/{handle}.jpg" if throw < 0.7 else "",
            connections=min(30_000, int(10 ** dice.uniform(1, 3.6))) if throw < 0.9 else None,
            premium=dice.random() < 0.15 if throw < 0.9 else None,
            profile_language=self.language if throw < 0.9 else "",
            # The last dice that are thrown: so the other fields of a seed's people stay as they were.
            phones=(f"+999 {dice.getrandbits(30):010d}",) if dice.random() < 0.15 else (),
            groups=tuple(str(700_000 + dice.randrange(40)) for _ in range(dice.choice((0, 0, 0, 1, 3)))),
            posted_on=_day(dice.random() ** 2 * 400) if dice.random() < 0.3 else "",
            news_on=_day(dice.random() * 400) if dice.random() < 0.03 else "",
        )

    def _positions(self) -> tuple[Position, ...]:
        dice, world = self.dice, self.world
        level = world.levels(dice)
        current = int(world.jobs(dice))
        career = int(min(44, dice.gammavariate(2.2, 5)) * 12)
        held = [self._position(level, TODAY - int(career * dice.random() ** 2), None)]
        for _ in range(current - 1):
            other = dice.choice(_SENIOR) if dice.random() < 0.5 else world.levels(dice)
            held.append(self._position(other, TODAY - int(career * dice.random()), None))
        at, past = TODAY - career, list[Position]()
        latest = max(at, TODAY - int(career * 0.6))
        while at < latest and len(past) < 24:
            until = min(latest, at + int(dice.uniform(6, 60)))
            past.append(self._position(world.levels(dice), at, until))
            at = until + (int(dice.uniform(3, 24)) if dice.random() < 0.2 else 0)
        if len(held) > 1 and dice.random() < 0.3:
            held[0] = structs.replace(held[0], primary=True)
        if len(held) > 1 and dice.random() < 0.3:
            held.reverse()
        return (*held, *reversed(past))

    def _position(self, level: str, since: int, until: int | None) -> Position:
        dice, world = self.dice, self.world
        function = self.function if dice.random() < 0.8 else dice.choice(world.function_codes)
        company = world.company(int(COMPANIES * dice.random() ** 3))
        exact = dice.random()
        stated = dice.random() < 0.2
        return Position(
            title=world.title(dice, self.language, level, function) if exact < 0.99 else "",
            company=company,
            location=company.location if dice.random() < 0.3 else Location(),
            description=f"Responsible for {dice.choice(world.words['summary'])}." if dice.random() < 0.5 else "",
            started=_date(since, exact),
            ended=None if until is None else _date(until, exact),
            function=function if stated else "",
            seniority=level if stated else "",
        )

    def _headline(self, main: Position) -> str:
        at = {
            "de": "bei",
            "fr": "chez",
            "es": "en",
            "it": "presso",
            "nl": "bij",
            "pt": "na",
            "sv": "p\u00e5",
            "da": "hos",
        }
        style = self.dice.random()
        if style < 0.7 and main.title:
            return f"{main.title} {at.get(self.language, 'at')} {main.company.name}"
        if style < 0.85:
            return f"{main.title} | {self.dice.choice(self.world.words['summary'])}".strip(" |")
        return self.dice.choice(self.world.words["summary"]).capitalize() if style < 0.95 else ""

    def _summary(self) -> str:
        topics = [self.dice.choice(self.world.words["summary"]) for _ in range(self.dice.randint(3, 9))]
        return f"Experienced in {', '.join(topics[:-1])} and {topics[-1]}."

    def _schools(self) -> Iterator[School]:
        for _ in range(self.dice.choice((0, 1, 1, 1, 2))):
            at = self.dice.randrange(len(self.world.words["schools"]))
            degree, field = self.dice.choice(self.world.words["degrees"]), self.dice.choice(self.world.words["fields"])
            year = 2026 - self.dice.randint(1, 40)
            name = self.world.words["schools"][at]
            yield School(name=name, id=str(800_000 + at), degree=degree, field=field, ended=str(year))

    def _languages(self) -> Iterator[Language]:
        spoken = dict.fromkeys((self.home.language, "en", self.dice.choice(list(_SPOKEN))))
        for code in list(spoken)[: self.dice.randint(0, 3)]:
            yield Language(
                name=_SPOKEN[code], proficiency=self.dice.choice(("NATIVE_OR_BILINGUAL", "FULL_PROFESSIONAL"))
            )


def _day(ago: float) -> str:
    """The day so many days before the population's last month ends."""
    return (date(TODAY // 12, TODAY % 12 + 1, 28) - timedelta(days=int(ago))).isoformat()


def _date(month: int, exact: float) -> str:
    """A month as sources write it: mostly to the month, in a quarter of cases the year, sometimes not at all."""
    if exact < 0.03:
        return ""
    return str(month // 12) if exact < 0.28 else f"{month // 12}-{month % 12 + 1:02d}"


def _split(name: str, *columns: str) -> Iterator[dict[str, Any]]:
    for row in rows(name, _PACKAGE):
        yield {**row, **{column: row[column].split("|") for column in columns}}
