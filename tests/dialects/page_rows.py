"""What the tables of the vendors' pages are made of: a row for each sentence that promises something, and the people.

A module holds the rows of one page (docs/concepts/vendor-pages.md) in its order, so that a reader can hold both side by
side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialects.twins import ago

ANY = "…"
"""Stands for any value in what an answer must hold."""


@dataclass(frozen=True)
class Row:
    """A promise in our words, a request, and what must come of it.

    `answer` must be in the answer, lists whole; `people` are the first names that it must have, in any order; `text`
    must be in its body; `without` are keys that nothing in it may have. `how` is the journey: `ask` sends the request,
    `search` creates a Questor search, waits, and reads its first page, `hook` creates a Pronto search and waits for
    `calls` calls. `elsewhere` names the test that shows what no single request can.
    """

    says: str
    body: Any = None
    people: Sequence[str] | None = None
    status: int = 200
    answer: Any = field(default_factory=dict)
    text: Sequence[str] = ()
    without: Sequence[str] = ()
    path: str = ""
    key: str = "own"
    how: str = ""
    calls: int = 1
    elsewhere: str = ""


def job(title: str, company: dict[str, object], start: str, **more: object) -> dict[str, object]:
    return {"title": title, "company": company, "start_date": start, **more}


def firm(name: str, number: int, **known: object) -> dict[str, object]:
    slug = name.lower().replace(" ", "-")
    return {"name": name, "id": str(number), "linkedin_url": f"https://www.linkedin.com/company/{slug}", **known}


NORD = firm(
    "Nordfjord Software",
    900700001,
    industry="Software Development",
    size="51-200",
    type="Privately Held",
    location="Hamburg, Germany",
    website="https://nordfjord.example",
)
BAY = firm(
    "Baymoor Cloud",
    900700002,
    industry="Technology, Information and Internet",
    size="201-500",
    type="Public Company",
    location="Paris, France",
)
BANK = firm(
    "Alpmark Finance",
    900700003,
    industry="Financial Services",
    size="10001+",
    type="Non Profit",
    location="New York, New York, United States",
)
SOLO = firm("Solo Advice", 900700004, industry="Legal Services", size="1-10", type="Self Owned")


def person(first: str, last: str, location: str, *jobs: dict[str, object], **more: object) -> dict[str, object]:
    handle = f"{first}-{last}".lower()
    return {
        "full_name": f"{first} {last}",
        "linkedin_url": f"https://www.linkedin.com/in/{handle}-7001",
        "sales_id": f"ACwAASEED{first.upper():A<8}0123456789abcdefghijklm",
        "location": location,
        "experience": list(jobs),
        **more,
    }


def people() -> Iterator[dict[str, object]]:
    """Everybody; the years of their jobs are counted from today."""
    yield person(
        "Vera",
        "Lindqvist",
        "Berlin, Germany",
        job("VP of Sales", NORD, ago(months=20)),
        job("Account Executive", BAY, ago(years=7), end_date=ago(months=20)),
        headline="I lead sales",
        connections=710,
        photo="https://img.example/vera.jpg",
        education=[{"school": "Nordholt College", "school_id": "820700001"}],
    )
    yield person(
        "Carl",
        "Roussel",
        "Paris, France",
        job("Chief Financial Officer", BAY, ago(years=12)),
        summary="Known for cybersecurity",
    )
    yield person("Ida", "Falk", "Munich, Bavaria, Germany", job("Sales Intern", NORD, ago(months=5)))
    yield person("Mark", "Duval", "Lyon, France", job("Marketing Manager", NORD, ago(years=4)), groups=["7307001"])
    yield person(
        "Cora",
        "Benning",
        "New York, New York, United States",
        job("Content Marketing Manager", BANK, ago(years=8)),
        job("SDR", SOLO, ago(years=10), end_date=ago(years=8)),
    )
    yield person(
        "Egon",
        "Tarr",
        "San Francisco, California, United States",
        job("Director of Engineering", BANK, ago(months=2)),
        job("Software Engineer", NORD, ago(years=6), end_date=ago(months=2)),
    )
    yield person(
        "Nina", "Osei", "London, England, United Kingdom", job("CEO", SOLO, ago(years=11)), news_on=ago() + "-01"
    )
    yield person("Otto", "K.", "Hamburg, Germany", job("Lawyer", SOLO, ""), last_name="K.")
