"""The questions of the benchmark: what callers ask, from narrow to wide, the same for every run."""

from collections.abc import Iterator
from random import Random

TITLES = ("sales manager", "head of marketing", "ceo", "software", "director", "leiter vertrieb", "vp of sales", "hr")
TITLES += ("procurement", "product manager", "finance director", "engineer", "customer success", "responsable achats")
COUNTRIES = ("United States", "Germany", "United Kingdom", "France", "India", "Spain", "DACH", "EMEA", "Nordics")
CITIES = ("San Francisco Bay Area", "London", "Berlin, Germany", "Paris", "New York, New York, United States", "Munich")
INDUSTRIES = ("Software Development", "Financial Services", "Manufacturing", "Hospitals and Health Care", "Retail")
SIZES = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+")
LEVELS = ("director", "head", "vp", "cxo", "manager", "senior", "founder")
FUNCTIONS = ("Sales", "Marketing", "Information Technology", "Human Resources", "Finance", "Operations", "Purchasing")
WORDS = ("saas", "cybersecurity", "kubernetes", "compliance", '"supply chain"', "pricing NOT sales", "python OR java")
TENURES = ("1", "2", "3", "4", "5")

TYPED = {
    "location": ("germany", "united states", "san fran", "berlin", "new york", "greater"),
    "headquarters": ("france", "munich"),
    "title": ("sales manager", "head of", "ceo", "software eng", "vertriebsleiter"),
    "past_title": ("consultant",),
    "industry": ("software dev", "financial"),
    "function": ("sales",),
    "seniority": ("vp",),
    "company": ("nord", "kelp w"),
    "past_company": ("atlas",),
    "school": ("university",),
}


def typed() -> Iterator[tuple[str, dict[str, object]]]:
    """What is sent for suggestions while somebody types, letter by letter, with the filter's name."""
    for name, texts in TYPED.items():
        for text in texts:
            yield from ((name, {"filter": name, "q": text[:end]}) for end in range(1, len(text) + 1))


def questions(seed: int, each: int) -> Iterator[tuple[str, dict[str, object]]]:
    """`each` native query bodies of every kind, with the kind's name."""
    dice = Random(seed)
    some = lambda values, most: dice.sample(values, dice.randint(1, most))  # noqa: E731
    for _ in range(each):
        yield (
            "titles in a country, two sizes",
            {"title": some(TITLES, 3), "location": some(COUNTRIES, 1), "headcount": some(SIZES, 2)},
        )
        yield (
            "nine clauses",
            {
                "title": some(TITLES, 3),
                "location": some(COUNTRIES, 3),
                "seniority": some(LEVELS, 5),
                "function": some(FUNCTIONS, 5),
                "headcount": some(SIZES, 4),
                "exclude": {
                    "title": ["assistant", "intern"],
                    "location": some(CITIES, 1),
                    "industry": some(INDUSTRIES, 3),
                },
            },
        )
        yield "keyword and place", {"keyword": some(WORDS, 2), "location": some((*COUNTRIES, *CITIES), 2)}
        yield (
            "wide: function, level, industry",
            {"function": some(FUNCTIONS, 5), "seniority": some(LEVELS, 5), "industry": some(INDUSTRIES, 4)},
        )
        yield "negatives only", {"exclude": {"location": some(COUNTRIES, 2), "seniority": some(LEVELS, 2)}}
        yield "tenure and title", {"years_in_position": some(TENURES, 2), "title": some(TITLES, 1)}
        yield (
            "three personas",
            {
                "personas": [
                    {
                        "name": str(at),
                        "functions": some(("sales", "marketing", "product", "finance", "it"), 4),
                        "seniorities": ["Head", "VP", "Director", "manager+"],
                        "prohibits": ["intern", "assistant"],
                        "priority": at,
                    }
                    for at in range(3)
                ]
            },
        )
        yield "past title", {"past_title": some(TITLES, 2), "location": some(COUNTRIES, 1)}
        yield (
            "at a company",
            {
                "company": [f"id:{900_000_000 + int(5000 * dice.random() ** 3)}"],
                "title": some(TITLES, 3),
                "at_company": True,
            },
        )
