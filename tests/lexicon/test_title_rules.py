"""Every rule file of titles earns its place: without a part of it, a labelled title or pair is read wrong."""

import csv
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from leadscout.lexicon.files import rows
from leadscout.lexicon.titles.functions import LANGUAGES
from leadscout.lexicon.titles.signs import folded
from leadscout.lexicon.titles.titles import Titles
from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.facts import Reader
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower
from tools.lexicon import sources
from tools.lexicon.endings import Endings, expanded

HERE = Path(__file__).parent
TODAY = date(2026, 11, 1)
FIRST = [*dict.fromkeys(row["functions"].partition("|")[0] for row in rows("title_functions"))]


def labelled(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("surface", "title_match") in ("title_match", "persona")]


TITLES = [*labelled("titles"), *({**row, "levels": ""} for row in labelled("titles_functions"))]
PAIRS = labelled("title_pairs")


def right(lexicon):
    """What is read as labelled: the numbers of titles by level, by function as a fact and as a guess, and of pairs."""
    reader = Reader(lexicon)
    read = [lexicon.titles.read(row["title"]) for row in TITLES]
    judged = list(enumerate(zip(TITLES, read, strict=True)))
    return (
        {number for number, (row, title) in judged if set(title.levels[:1]) & set(row["levels"].split("|"))},
        {number for number, (row, title) in judged if set(title.functions[:2]) & set(row["functions"].split("|"))},
        {number for number, (row, title) in judged if set(title.ranked[:1]) & set(row["functions"].split("|"))},
        {number for number, row in enumerate(PAIRS) if matches(lexicon, reader, row) == (row["match"] == "1")},
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
    return right(lexicon)


def without(name, table, column="", value=""):
    """Tables of which `table` lacks the rows that say `value` in `column`, or all rows."""
    kept = (row for row in rows(name) if name != table or (column and row[column].partition("|")[0] != value))
    yield from kept


def silent(name, table, column):
    """Tables of which `table` says nothing in `column`."""
    for row in rows(name):
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
    mutated = right(replace(lexicon, titles=Titles(tables)))
    assert any(before - after for before, after in zip(whole, mutated, strict=True))


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
