"""Leaves -> the cluster's query language. All of it is filter context: nothing is scored."""

from collections.abc import Sequence
from typing import Any as Anything

from leadscout.engines.opensearch.documents import FIELDS, MONTHS, token, word_of
from leadscout.model.filters import Scope
from leadscout.plan.leaves import FIRST_MONTH, LAST_MONTH, All, Any, In, Leaf, Not, Range, Terms, Words

Json = dict[str, Anything]

NOBODY: Json = {"match_none": {}}
EVERYBODY: Json = {"match_all": {}}
_TEXTS = {Scope.PERSON: "text", Scope.CURRENT: "title", Scope.PAST: "title"}


def query(leaf: Leaf) -> Json:
    """The query of a statement about a person."""
    return _query(leaf, Scope.PERSON)


def both(first: Json, second: Json) -> Json:
    """What satisfies two queries."""
    return _all([first, second], [])


def _query(leaf: Leaf, scope: Scope) -> Json:  # noqa: PLR0911 - one return a shape
    match leaf:
        case Terms(path, values):
            return _one_of(f"{FIELDS[scope]}codes", [token(path, value) for value in values])
        case Words(path, words, phrase, beginning):
            field = f"{FIELDS[scope]}words"
            return _words(field, words, phrase, beginning) if path == _TEXTS[scope] else NOBODY
        case Range(path, low, high):
            months = {"gte": max(low, FIRST_MONTH), "lt": min(high, LAST_MONTH)}
            return {"range": {f"{FIELDS[scope]}{path}": months}} if path in MONTHS[scope] else NOBODY
        case All(of):
            return _all(
                [_query(part, scope) for part in of if not isinstance(part, Not)],
                [_query(part.of, scope) for part in of if isinstance(part, Not)],
            )
        case Any(of):
            return _any([_query(part, scope) for part in _joined(of)])
        case Not(of):
            return _all([], [_query(of, scope)])
        case In(inner, of):
            if scope is not Scope.PERSON:
                raise ValueError("In inside In has no meaning")
            path = FIELDS[inner].removesuffix(".")
            return {"nested": {"path": path, "query": _query(of, inner), "score_mode": "none"}}


def _joined(of: Sequence[Leaf]) -> list[Leaf]:
    """Alternatives of which those about one position are one: a position that satisfies one of them."""
    inside: dict[Scope, list[Leaf]] = {}
    for part in of:
        if isinstance(part, In):
            inside.setdefault(part.scope, []).append(part.of)
    others = [part for part in of if not isinstance(part, In)]
    return [
        *others,
        *(In(scope, parts[0] if len(parts) == 1 else Any(tuple(parts))) for scope, parts in inside.items()),
    ]


def _words(field: str, words: Sequence[str], phrase: bool, beginning: bool) -> Json:  # noqa: FBT001 - as the leaf has them
    words = [word_of(word) for word in words]
    if beginning:
        return {"prefix": {field: {"value": words[0]}}}
    if len(words) == 1:
        return _one_of(field, words)
    if phrase:
        return {"match_phrase": {field: {"query": " ".join(words)}}}
    return _all([_one_of(field, [word]) for word in dict.fromkeys(words)], [])


def _one_of(field: str, tokens: Sequence[str]) -> Json:
    return {"terms": {field: sorted(tokens)}} if tokens else NOBODY


def _all(must: list[Json], must_not: list[Json]) -> Json:
    if not must and not must_not:
        return EVERYBODY
    if len(must) == 1 and not must_not:
        return must[0]
    return {"bool": {name: parts for name, parts in (("filter", must), ("must_not", must_not)) if parts}}


def _any(ways: list[Json]) -> Json:
    """One of several; what asks one field for a word is one clause, however many words there are.

    A cluster takes 1,024 clauses in a question.
    """
    words: dict[str, list[str]] = {}
    for way in ways:
        for field, some in way.get("terms", {}).items():
            words.setdefault(field, []).extend(some)
    merged = [_one_of(field, list(dict.fromkeys(some))) for field, some in words.items()]
    merged += [way for way in ways if "terms" not in way]
    if not merged:
        return NOBODY
    return merged[0] if len(merged) == 1 else {"bool": {"should": merged, "minimum_should_match": 1}}
