"""Titles, pairs, headlines and places that somebody else labelled and no table was ever mended with.

They were written by one who had seen neither the tables nor our other labels. Nobody looks at their misses, for
then they would be samples like all others. The floors are the goals of the lexicon, where they are reached; what is
read today stands in docs/reference/lexicon.md.
"""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from conftest import run

from leadscout.lexicon.expressions import mistake
from leadscout.lexicon.headlines import headlines
from leadscout.lexicon.identities import companies
from leadscout.lexicon.text import fold
from leadscout.model.lead import Company, Lead, Position
from leadscout.model.query import Clause, Query
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower

TODAY = date(2026, 11, 20)
HERE = Path(__file__).parent / "unseen"


def asked(name, verb, *inputs, **renamed):
    """Rows of a file, each with what the command line answers to its inputs."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    sent = [{"id": row["id"], **{renamed.get(one, one): row[one] for one in inputs}} for row in rows]
    done = run("lexicon", verb, input="\n".join(map(json.dumps, sent)))
    assert done.returncode == 0, done.stderr
    told = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    return [(row, told[row["id"]]) for row in rows]


def share(judged):
    right = [bool(one) for one in judged]
    assert len(right) >= 15
    return sum(right) / len(right)


@pytest.fixture(scope="module")
def titles():
    return asked("titles", "titles", "title")


@pytest.fixture(scope="module")
def pairs():
    return asked("pairs", "pairs", "query", "title", "surface")


@pytest.fixture(scope="module")
def locations():
    return asked("locations", "locations", "raw", raw="location")


def accepted(codes, text):
    return not set(codes).isdisjoint(text.split("|"))


def test_levels(titles):
    assert share(accepted(a["seniority"][:1], r["seniority_ok"]) for r, a in titles if r["seniority_ok"]) >= 0.94


@pytest.mark.parametrize(("source", "goal"), [("own", 0.88), ("national_taxonomy", 0.80)])
def test_functions(titles, source, goal):
    rows = [(row, answer) for row, answer in titles if row["function_ok"] and row["src"] == source]
    assert share(accepted(answer["functions"][:2], row["function_ok"]) for row, answer in rows) >= goal


@pytest.mark.parametrize(
    ("kind", "match", "goal"),
    [
        ("hand", "1", 0.92),
        ("hand", "0", 0.95),
        ("ceo_equivalent", "1", 0.95),
        ("cross_language", "1", 0.60),
        ("lexically_close_not_relevant", "0", 0.88),
    ],
)
def test_pairs(pairs, kind, match, goal):
    rows = [(row, answer) for row, answer in pairs if (row["kind"], row["match"]) == (kind, match)]
    assert share(answer["match"] == (match == "1") for _, answer in rows) >= goal


@pytest.mark.parametrize(("column", "goal"), [("country", 0.98), ("admin1", 0.90), ("city", 0.93)])
def test_places(locations, column, goal):
    rows = [(row, answer) for row, answer in locations if row[column] and row["kind"] not in ("ambiguous", "none")]
    assert share(fold(answer[column] or "") == fold(row[column]) for row, answer in rows) >= goal


def test_what_is_ambiguous_or_nowhere_stays_open(locations):
    rows = [answer for row, answer in locations if row["kind"] in ("ambiguous", "none")]
    assert share(not answer["country"] or answer["ambiguous"] for answer in rows) >= 0.85


@pytest.mark.parametrize("column", ["title", "company"])
def test_headlines(column):
    rows = asked("headlines", "headlines", "headline")
    assert share(fold(answer[column] or "") == fold(row[column]) for row, answer in rows) >= 0.93


@pytest.fixture(scope="module")
def forms():
    """Of headline_forms.csv: both halves were written and labelled by the author of the tables before any was read.

    Misses of the first half were looked at and their classes mended, those of the second were not.
    """
    return asked("headline_forms", "headlines", "headline")


@pytest.mark.parametrize("half", ["mended", "held out"])
def test_companies_of_varied_headlines(forms, half):
    rows = [(row, answer) for row, answer in forms if row["half"] == half]
    assert share(fold(answer["company"] or "") == fold(row["company"]) for row, answer in rows) >= 0.95
    assert sum(bool(answer["company"]) and not row["company"] for row, answer in rows) <= 1


with (HERE / "roles.csv").open(encoding="utf-8", newline="") as listed:
    CLASSES = tuple(dict.fromkeys(row["class"] for row in csv.DictReader(listed)))
"""Of roles.csv, labelled before any of its classes was mended, by the author of the tables: they flatter."""


@pytest.fixture(scope="module")
def roles(lexicon):
    with (HERE / "roles.csv").open(encoding="utf-8", newline="") as lines:
        return [(row, lexicon.titles.read(row["title"])) for row in csv.DictReader(lines)]


@pytest.mark.parametrize("name", CLASSES)
def test_levels_of_classes(roles, name):
    judged = [accepted(title.levels[:1] or ("-",), row["levels"]) for row, title in roles if row["class"] == name]
    assert sum(judged) / len(judged) >= 0.95


def test_functions_of_classes(roles):
    rows = [(row["functions"], title.functions[:2]) for row, title in roles if row["functions"]]
    none = [not functions for label, functions in rows if label == "-"]
    others = [label[1:] not in functions for label, functions in rows if label[0] == "!"]
    told = [accepted(functions, label) for label, functions in rows if label[0] not in "-!"]
    assert all(none)
    assert share([*others, *told]) >= 0.94


def test_an_unknown_title_never_changes_the_answer_of_an_exclusion(lexicon, facts):
    with (HERE / "roles.csv").open(encoding="utf-8", newline="") as lines:
        rows = [*csv.DictReader(lines), *second("titles")]
    unknown = [
        row["title"] for row in rows if row["class"] == "unread" and not lexicon.titles.read(row["title"]).levels
    ]
    assert len(unknown) > 40
    levels = [entry.code for entry in lexicon.taxonomies["seniority"]]
    functions = [entry.code for entry in lexicon.taxonomies["function"]]
    clauses = [
        Clause(name, tuple(codes), exclude=True) for name, codes in (("seniority", levels), ("function", functions))
    ]
    clauses += [Clause("title", (asked,), exclude=True) for asked in ("Entry", "Intern", "CEO", "Sales", "Assistant")]
    for title in unknown:
        read = facts(Lead(positions=(Position(title=title),)))
        assert all(holds(lower(Query((clause,)), lexicon, TODAY).leaf, read) for clause in clauses), title


@pytest.mark.parametrize("match", ["0", "1"])
def test_what_is_meant(lexicon, facts, match):
    with (HERE / "meant.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["match"] == match]
    judged = []
    for row in rows:
        leaf = lower(Query((Clause("title", (row["query"],)),)), lexicon, TODAY).leaf
        judged.append(holds(leaf, facts(Lead(positions=(Position(title=row["title"]),)))) == (match == "1"))
    assert share(judged) >= 0.95


def second(name, **wanted):
    """Rows of a second set: every class again, labelled before anything was read with it.

    Misses of the half "mended" were looked at and their classes mended, those of "held out" were not.
    """
    with (HERE / f"second_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if wanted.items() <= row.items()]


HALVES = pytest.mark.parametrize("half", ["mended", "held out"])


def matched(lexicon, facts, name, value, lead):
    return holds(lower(Query((Clause(name, (value,)),)), lexicon, TODAY).leaf, facts(lead))


@HALVES
def test_texts_with_operators_signs_and_words_without_blanks(lexicon, facts, half):
    judged = []
    for row in second("texts", half=half):
        wrong = mistake(row["asked"]) is not None or not lexicon.kinds["title"].read(row["asked"])
        if row["match"] == "refused" or wrong:
            judged.append(wrong and row["match"] == "refused")
            continue
        is_title = row["filter"] == "title"
        lead = Lead(positions=(Position(title=row["text"]),)) if is_title else Lead(summary=row["text"])
        judged.append(matched(lexicon, facts, row["filter"], row["asked"], lead) == (row["match"] == "1"))
    assert share(judged) >= 0.98


@HALVES
@pytest.mark.parametrize(("match", "goal"), [("0", 0.95), ("1", 0.95)])
def test_pairs_of_roles_and_other_words(lexicon, facts, half, match, goal):
    rows = second("pairs", half=half, match=match)
    leads = [Lead(positions=(Position(title=row["title"]),)) for row in rows]
    answers = [matched(lexicon, facts, "title", row["query"], lead) for row, lead in zip(rows, leads, strict=True)]
    assert share(answer == (match == "1") for answer in answers) >= goal


@HALVES
def test_names_of_people_and_companies(lexicon, facts, half):
    judged = []
    for row in second("names", half=half):
        if row["class"] == "person":
            same = matched(lexicon, facts, "last_name", row["asked"], Lead(last_name=row["name"]))
        else:
            asked, named = (companies.keys(Company(name=row[one])) for one in ("asked", "name"))
            same = not set(asked).isdisjoint(named)
        judged.append(same == (row["match"] == "1"))
    assert share(judged) >= 0.89


@HALVES
def test_levels_and_functions_in_more_languages(lexicon, half):
    rows = [(row, lexicon.titles.read(row["title"])) for row in second("titles", half=half)]
    assert share(accepted(title.levels[:1] or ("-",), row["levels"]) for row, title in rows) >= 0.95
    told = [(row["functions"], title.functions[:2]) for row, title in rows if row["functions"]]
    right = [label[1:] not in codes if label[0] == "!" else accepted(codes or ("-",), label) for label, codes in told]
    assert share(right) >= 0.95


@HALVES
@pytest.mark.parametrize(("column", "goal"), [("title", 0.85), ("company", 0.93)])
def test_headlines_of_every_form(half, column, goal):
    rows = second("headlines", half=half)
    answers = [fold(getattr(headlines.read(row["headline"]), column)) for row in rows]
    assert share(one in map(fold, row[column].split("//")) for row, one in zip(rows, answers, strict=True)) >= goal


@HALVES
def test_places_of_every_class(lexicon, half):
    places = lexicon.places

    def is_called(name, row, column, country):
        """Whether a name, or another one of the same place, is among the labels."""
        labels = [label.strip("-") for label in row[column].split("//")]
        codes = [set(places.find(f"{one}, {country}")) for one in labels if one]
        return fold(name or "") in map(fold, labels) or any(
            codes_ & {*places.find(f"{name}, {country}")} for codes_ in codes
        )

    judged = {"country": [], "admin1": [], "city": [], "filter": []}
    for row in second("places", half=half):
        reading = places.read(row["raw"])
        address = places.address(reading)
        countries = row["country"].split("//")
        is_open = "-" in countries and (not address["country"] or (row["class"] == "open" and reading.alternatives))
        judged["country"].append(bool(is_open) or address["country"] in countries)
        for column in ("admin1", "city"):
            if row[column]:
                judged[column].append(is_called(address[column], row, column, address["country"]))
        if row["filter"]:
            judged["filter"].append(bool(places.find(row["raw"])) == (row["filter"] == "yes"))
    assert {column: sum(rows) / len(rows) >= 0.93 for column, rows in judged.items()} == dict.fromkeys(judged, True)
