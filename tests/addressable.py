"""Random queries that an address can say, each made from a number; titles, names and companies in them are invented."""

from collections.abc import Iterator
from random import Random

from leadscout.lexicon import Lexicon
from leadscout.lexicon.text import is_digits
from leadscout.model.filters import FILTERS, TRUE, Shape
from leadscout.model.query import Clause, Query
from leadscout.salesnav.facets import KEYWORD, WRITTEN

WORDS = (
    *(
        "Head",
        "of",
        "Sales",
        "Leiterin",
        "Vertrieb",
        "R&D",
        "C++",
        "C#",
        "50%",
        "a,b",
        "(EMEA)",
        "d'été",
        "Größe",
        "M&A",
    ),
    *(
        "Директор",
        "営業",
        "x:y",
        '"List("',
        "or",
        "and",
        "%20",
        "100%25",
        "+",
        "=",
        "#1",
        '"Key Account"',
        "AND Ventas",
        "🚀 x",
    ),
)
KEYWORDS = (*WORDS, "NOT Assistent", "OR Founder", '("API" OR "APIs")')
COMPANIES = ("id:7000001", "id:7000002", "name:nordwind_systems", "name:skovgaard", "name:ostsee_werft")
PAIR = ("name:nordwind_example", "domain:nordwind.example")
SCHOOLS = ("800012", "800013", "university_nordhavn", "nordhavn")
MEMBERS = ("ACwAAA0000001", "ACwAAB0000002")
NUMBERS = ("42", "1234567", "7000000000000000009")


class Questions:
    """Makes them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        titles = [title for title, _ in zip(lexicon.titles.known, range(400), strict=False)]
        self.pools = {
            **{name: [entry.code for entry in lexicon.taxonomies[name]] for name in ("industry", "language")},
            "place": _places(lexicon),
            "title": titles,
        }

    def one(self, number: int) -> Query:
        """The query of a number."""
        chance = Random(number)
        names = chance.sample(sorted(WRITTEN), chance.choice((1, 1, 1, 2, 2, 4)))
        clauses = [clause for name in names for clause in self._clauses(chance, name)]
        if chance.random() < 0.4:
            keyword = Clause(KEYWORD, (self._words(chance, KEYWORDS),))
            clauses = [keyword, *clauses] if chance.random() < 0.3 else [*clauses, keyword]
        return Query(tuple(clauses), correct=any(clause.filter == KEYWORD for clause in clauses))

    def _clauses(self, chance: Random, name: str) -> Iterator[Clause]:
        values = self._values(chance, name)
        cut = chance.randint(1, len(values))
        sides = [(values[:cut], False), (values[cut:], True)]
        if FILTERS[name].shape is Shape.FLAG or chance.random() < 0.6:
            sides = [(values, chance.random() < 0.2)]
        for codes, exclude in sides:
            if codes:
                yield Clause(name, tuple(code for group in codes for code in group), exclude)

    def _values(self, chance: Random, name: str) -> list[tuple[str, ...]]:
        """Some values, each as the codes that belong together."""
        row = FILTERS[name]
        several = chance.choice((1, 1, 2, 3, 6))
        match row.taxonomy:
            case "" if row.shape is Shape.FLAG:
                return [TRUE]
            case "":
                groups = [(self._words(chance, WORDS),) for _ in range(several)]
            case "title":
                written = [self._words(chance, WORDS) for _ in range(several)]
                groups = [(chance.choice([title, *self.pools["title"], "999999999"]),) for title in written]
            case "company":
                groups = chance.sample([*((code,) for code in COMPANIES), PAIR], min(several, 6))
            case "school":
                groups = [(code,) for code in chance.sample(SCHOOLS, min(several, 4))]
            case "group" | "account_list" | "lead_list":
                groups = [(code,) for code in chance.sample(NUMBERS, min(several, 3))]
            case "lead":
                groups = [(code,) for code in chance.sample(MEMBERS, min(several, 2))]
            case "seniority":
                find = self.lexicon.taxonomies["seniority"].find
                levels = chance.sample(("100", "110", "120", "130", "200", "210", "220", "300", "310", "320"), several)
                groups = [find(level) for level in levels]
            case "place" | "industry" | "language":
                groups = [(chance.choice(self.pools[row.taxonomy]),) for _ in range(several)]
            case taxonomy:
                codes = [entry.code for entry in self.lexicon.taxonomies[taxonomy]]
                groups = [(code,) for code in chance.sample(codes, min(several, len(codes)))]
        return list(dict.fromkeys(groups))

    def _words(self, chance: Random, words: tuple[str, ...]) -> str:
        return " ".join(("Ana", *chance.choices(words, k=chance.randint(0, 4))))


def _places(lexicon: Lexicon) -> list[str]:
    return [*(entry.code for entry in lexicon.taxonomies["place"] if is_digits(entry.code)), "999999999"]
