"""What is written: a document for each person, and one inside it for each of their positions.

A position is a document of its own (`nested`), so "in one position" is one join and costs no clause for each slot;
measured against slots: docs/decisions/050-opensearch-behind-the-port.md. What is kept is the order and the own values.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from leadscout.model.filters import FILTERS, OWN, RecentUnit, Scope, Shape
from leadscout.plan.facts import Facts, Values, searchable

VERSION = 1
"""Raised when documents are written differently; stored indexes are then rebuilt."""

FIELDS = {Scope.PERSON: "", Scope.CURRENT: "current.", Scope.PAST: "past."}
"""Where the values of a scope are in a document."""

MONTHS = {
    scope: frozenset(
        row.path
        for row in FILTERS.values()
        if scope in row.scope.parts and (row.shape is Shape.SPAN or row.recent is RecentUnit.MONTHS)
    )
    for scope in Scope
}
"""The paths of months that some filter reads."""

_PATHS = {scope: searchable(scope) for scope in Scope}
_BLANKS = {"analyzer": "whitespace", "norms": False}  # texts are words already
_CODES = {"type": "text", "index_options": "docs", **_BLANKS}
_WORDS = {"type": "text", "index_options": "positions", **_BLANKS}
_LONGEST, _BEGINNING = 120, 80
"""Letters of a word as it is, and of the beginning of a longer one: the analyzer cuts at 255 halves of letters."""


def mapping() -> dict[str, Any]:
    """The fields of documents; one that is not here is refused."""
    own = {f"own_{path}": {"type": "keyword", "index": False} for path in OWN}
    inside = {
        FIELDS[scope].removesuffix("."): {"type": "nested", "dynamic": "strict", "properties": _values(scope)}
        for scope in (Scope.CURRENT, Scope.PAST)
    }
    # Where nobody needs the source, Lucene keeps it for copies until segments are merged. `recovery_source` must stay
    # on: without it a copy that comes up while somebody writes hangs for ever (seen in 3.6.0: decision 050).
    return {
        "_source": {"enabled": False},
        "dynamic": "strict",
        "properties": {"order": {"type": "long"}, **own, **_values(Scope.PERSON), **inside},
    }


def _values(scope: Scope) -> dict[str, Any]:
    months = {path: {"type": "integer", "doc_values": False} for path in MONTHS[scope]}
    return {"codes": _CODES, "words": _WORDS, **months}


def document(order: int, facts: Facts) -> dict[str, Any]:
    """Facts as a document."""
    return {
        "order": order,
        **{f"own_{path}": facts.own[path] for path in OWN if path in facts.own},
        **_written(facts.person, Scope.PERSON, "text"),
        "current": [_written(slot, Scope.CURRENT, "title") for slot in facts.current],
        "past": [_written(slot, Scope.PAST, "title") for slot in facts.past],
    }


def _written(values: Values, scope: Scope, text: str) -> dict[str, Any]:
    paths, months = _PATHS[scope], MONTHS[scope]
    return {
        "codes": " ".join(_tokens(path, codes) for path, codes in values.terms.items() if codes and path in paths),
        # One value each: a phrase does not run from one into the next.
        "words": [" ".join(map(word_of, words)) for words in values.words.get(text, ())],
        **{path: month for path, month in values.months.items() if path in months},
    }


@lru_cache(maxsize=100_000)
def _tokens(path: str, codes: tuple[str, ...]) -> str:
    return " ".join(token(path, code) for code in codes)


def token(path: str, code: str) -> str:
    """A code of a path as one word."""
    return f"{path}={word_of(code)}"


def word_of(text: str) -> str:
    """A word as it is written and asked for: a very long one as its beginning and a digest."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_BEGINNING]}~{blake2b(text.encode(), digest_size=12).hexdigest()}"
