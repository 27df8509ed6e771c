"""Readers of titles whose tables are not those of the lexicon."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cache

from leadscout.lexicon.titles.titles import Titles

PARTS = {
    "title_levels": "_levels",
    "title_functions": "_functions",
    **dict.fromkeys(("title_concepts", "title_words", "title_occupations"), "_concepts"),
}
"""The part of Titles that alone reads a table. Abbreviations and natives are read for the whole."""


def reader_of(titles: Titles, table: str, tables: Callable[[str], Iterable[Mapping[str, str]]]) -> Titles:
    """A reader from `tables`, of which one is another: the parts that do not read it are shared, they take the time."""
    if table not in PARTS:
        return Titles(tables)
    other, part = copy(titles), PARTS[table]
    changed = type(vars(titles)[part])(tables)
    vars(other).update({part: changed, "_seen": {}})
    if part == "_concepts":
        vars(other)["_inflected"] = cache(changed.inflections)
    return other
