"""Every rule file of titles earns its place: without a part of it, a labelled title or pair is read wrong."""

import csv
import re
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import pytest
from lexicon.tables import PARTS, reader_of

from leadscout.lexicon.files import rows
from leadscout.lexicon.titles.functions import LANGUAGES
from leadscout.lexicon.titles.signs import folded
from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.facts import Reader
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower
from tools.lexicon import sources
from tools.lexicon.endings import Endings, expanded

HERE = Path(__file__).parent
TODAY = date(2026, 11, 1)
_SIGNS = 300  # words that a table lacks by which the rows to read first are chosen
FIRST = [*dict.fromkeys(row["functions"].partition("|")[0] for row in rows("title_functions"))]


def labelled(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("surface", "title_match") in ("title_match", "persona")]


TITLES = [*labelled("titles"), *({**row, "levels": ""} for row in labelled("titles_functions"))]
PAIRS = labelled("title_pairs")


def right(lexicon, reader, row):
    """What is read as labelled: level, function as a fact and as a guess of a title; whether a pair matches."""
    if "query" in row:
        return (matches(lexicon, reader, row) == (row["match"] == "1"),)
    title = lexicon.titles.read(row["title"])
    levels, functions = set(row["levels"].split("|")), set(row["functions"].split("|"))
    return (
        not levels.isdisjoint(title.levels[:1]),
        not functions.isdisjoint(title.functions[:2]),
        not functions.isdisjoint(title.ranked[:1]),
    )


def matches(lexicon, reader, row):
    """Whether the title of a pair is found by its query."""
    asked = row["query"]
    persona = Query(personas=(Persona(asked, (), (asked,)),))
    query = persona if row["surface"] == "persona" else Query((Clause("title", (asked,)),))
    leaf = lower(query, lexicon, TODAY).leaf
    return holds(leaf, reader(Lead(positions=(Position(title=row["title"]),))))


@pytest.fixture(scope="module")
def whole(lexicon):
    """Each labelled row, and what of it is right as the tables are."""
    reader = Reader(lexicon)
    return [(row, right(lexicon, reader, row)) for row in (*TITLES, *PAIRS)]


kept = cache(lambda name: list(rows(name)))


def without(name, table, column="", value=""):
    """Tables of which `table` lacks the rows that say `value` in `column`, or all rows."""
    for row in kept(name):
        if name != table or (column and row[column].partition("|")[0] != value):
            yield row


def silent(name, table, column):
    """Tables of which `table` says nothing in `column`."""
    for row in kept(name):
        yield {**row, column: ""} if name == table else row


@pytest.mark.parametrize(
    "tables",
    [
        *(
            pytest.param(partial(without, table="title_levels", column="level", value=level), id=f"level {level}")
            for level in dict.fromkeys(row["level"] for row in rows("title_levels"))
        ),
        *(
            pytest.param(
                partial(without, table="title_functions", column="functions", value=code), id=f"function {code}"
            )
            for code in FIRST
        ),
        *(
            pytest.param(
                partial(without, table="title_functions", column="kind", value=kind), id=f"signs that are {kind}"
            )
            for kind in dict.fromkeys(row["kind"] for row in rows("title_functions"))
        ),
        *(
            pytest.param(partial(silent, table=table, column=language), id=f"{table} in {language}")
            for table in ("title_functions", "title_words")
            for language in LANGUAGES
        ),
        *(
            pytest.param(
                partial(without, table="title_concepts", column="concept", value=row["concept"]),
                id=f"concept {row['concept']}",
            )
            for row in rows("title_concepts")
        ),
        *(
            pytest.param(partial(without, table=table), id=table)
            for table in ("title_abbreviations", "title_concepts", "title_occupations", "title_words")
        ),
    ],
)
def test_without_a_part_of_a_rule_file_a_labelled_title_is_read_wrong(lexicon, whole, tables):
    assert read_wrong(lexicon, whole, tables)


def test_tables_that_lack_nothing_read_nothing_wrong(lexicon, whole):
    assert not read_wrong(lexicon, whole, partial(without, table="title_levels", column="level", value="no such level"))


def read_wrong(lexicon, whole, tables):
    """The first labelled row that is right as the tables are, and not with these; None when there is none."""
    mutated = replace(lexicon, titles=reader_of(lexicon.titles, tables.keywords["table"], tables))
    reader = Reader(mutated)
    for row, before in sorted(whole, key=promise(tables)):
        if any(one and not other for one, other in zip(before, right(mutated, reader, row), strict=True)):
            return row
    return None


def promise(tables):
    """The order in which rows are read, no more: with words that the tables lack first; for concepts, pairs first."""
    signs = {sign.strip("*= ") for cell in lacking(tables) for sign in cell.lower().split("|")} - {""}
    words = re.compile("|".join(map(re.escape, sorted(signs)[:_SIGNS])))
    pairs_first = PARTS.get(tables.keywords["table"], "_concepts") == "_concepts"

    def key(labelled):
        row, _ = labelled
        return pairs_first and "query" not in row, not words.search(f"{row.get('query', '')} {row['title']}".lower())

    return key


def lacking(tables):
    """The cells that are not in the tables."""
    column, value = (tables.keywords.get(name, "") for name in ("column", "value"))
    for row in kept(tables.keywords["table"]):
        if tables.func is silent:
            yield row[column]
        elif not column or row[column].partition("|")[0] == value:
            yield from row.values()


def test_all_forms_of_words_were_made_after_the_last_edit_of_their_input():
    assert list(expanded(Endings())) == list(rows("title_words"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_endings_a_language_has_fewer_forms(language):
    others = [row for row in sources("title_endings") if row["language"] != language]
    assert list(expanded(Endings(lambda _: others))) != list(rows("title_words"))


def test_no_word_of_a_level_is_covered_by_a_beginning_or_an_end_of_one():
    told = {folded(row["words"]): row["level"] for row in rows("title_levels")}
    begun = {sign[:-1]: level for sign, level in told.items() if sign[-1] == "*" and " " not in sign}
    ended = {sign[1:]: level for sign, level in told.items() if sign[0] == "*" and " " not in sign}
    covered = []
    for word, level in told.items():
        start = next((word[:cut] for cut in range(len(word), 2, -1) if word[:cut] in begun), "")
        end = next((word[cut:] for cut in range(len(word) - 1) if word[cut:] in ended), "")
        known = begun.get(start) if len(start) > len(end) else ended.get(end)
        if known == level and not {" ", "*", "="} & set(word):
            covered.append(word)
    assert not covered


@pytest.mark.parametrize(
    ("title", "level", "sales_or_marketing"),
    [
        ("Directeur funéraire", "entry", False),
        ("Directrice de funérailles", "entry", False),
        ("Direttore di funerali", "entry", False),
        ("Direttore di gara", "entry", False),  # a referee
        ("Marketing Suite Cleaner", "entry", False),
        ("Sales Floor Manager", "manager", True),
        ("Direttore vendite", "director", True),
        ("Marketing Manager", "manager", True),
    ],
)
def test_words_of_a_trade_are_no_leaders_and_no_fields(lexicon, title, level, sales_or_marketing):
    read = lexicon.titles.read(title)
    assert read.levels[:1] in ((level,), (f"entry_{level}",))
    assert bool({"15", "25"} & set(read.functions)) is sales_or_marketing
