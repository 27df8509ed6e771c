"""How near what was read of a phrase is to what was labelled: filters, one by one."""

import json
from collections.abc import Mapping
from pathlib import Path

from leadscout.lexicon.text import words

PHRASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "service" / "describing" / "phrases.jsonl").read_text("utf-8").splitlines()
]
"""Phrases with their right filters, by language and half; all of them ours."""

ENDING = 3
"""Letters by which a word of a title may differ from its plural."""


def filters(request: type, query: Mapping[str, object]) -> set[tuple[str, bool, str]]:
    """What a query asks for, read as any request is: filter, whether it excludes, and code."""
    given = request.model_validate(query).given()
    return {(clause.filter, clause.exclude, code) for clause, _ in given for code in clause.values}


def same(one: tuple[str, bool, str], other: tuple[str, bool, str]) -> bool:
    """Whether two filters ask the same; titles also in the plural, and joined where a language joins them."""
    if one[:2] != other[:2] or one[0] not in ("title", "past_title"):
        return one == other
    left, right = words(one[2]), words(other[2])
    if len(left) != len(right):
        left, right = ("".join(left),), ("".join(right),)
    return all(_near(*pair) for pair in zip(left, right, strict=True))


def _near(left: str, right: str) -> bool:
    short = max(min(len(left), len(right)) - ENDING, min(len(left), len(right), 3))
    return left[:short] == right[:short] and abs(len(left) - len(right)) <= ENDING


def score(request: type, read, half: str) -> tuple[float, float, list[str]]:
    """Precision and recall of the filters of a half, and what went wrong; a phrase with nothing unread has none."""
    right = given = present = wanted = 0
    faults: list[str] = []
    for one in (one for one in PHRASES if one["half"] == half):
        description = read(one["phrase"])
        labelled, answered = filters(request, one["query"]), filters(request, description.query)
        spurious = [got for got in answered if not any(same(got, want) for want in labelled)]
        missing = [want for want in labelled if not any(same(got, want) for got in answered)]
        right, given = right + len(answered) - len(spurious), given + len(answered)
        present, wanted = present + len(labelled) - len(missing), wanted + len(labelled)
        if spurious or missing or bool(one["unread"]) is not bool(description.unread):
            faults.append(f"{one['phrase']}: wrong {spurious}, missing {missing}, unread {description.unread}")
    return right / given, present / wanted, faults
