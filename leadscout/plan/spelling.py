"""Spelling: which words of a keyword are corrected, and into what (behaviour §1, decision 15)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from rapidfuzz.distance import OSA

from leadscout.model.query import Clause, Correction, Query
from leadscout.plan.keywords import demanded

MOST = 20
"""Words of one query that nobody has and that are looked up; further ones stay as they are."""

SHORTEST, LONGEST = 4, 30
"""Letters of a word that is corrected: a short one is near to anything, a long one is no word."""

_FEW = 5  # up to so many letters one edit is allowed, beyond two
_LETTERS = re.compile("[a-z]+")

Nearest = Callable[[str], str]
"""What `plan.engine.Engine.nearest` promises."""


def plain(word: str) -> bool:
    """Whether a folded word is made of letters alone; nothing else is corrected, or a correction."""
    return bool(_LETTERS.fullmatch(word))


def reach(word: str) -> int:
    """Edits within which a correction of a folded word may lie: 0 where it is not corrected."""
    if not (plain(word) and SHORTEST <= len(word) <= LONGEST):
        return 0
    return 1 if len(word) <= _FEW else 2


def edits(word: str, other: str) -> int | None:
    """Edits between a word and its correction, None where `other` is none.

    An edit puts a letter in, leaves one out, replaces one, or swaps two neighbours. Two are too many where the first
    letter is another one.
    """
    most = reach(word)
    distance = OSA.distance(word, other, score_cutoff=most)
    near = 0 < distance <= most and plain(other) and (distance == 1 or word[0] == other[0])
    return distance if near else None


def nearest(word: str, people: Mapping[str, int]) -> str:
    """The word itself where somebody has it, else its correction: fewest edits, most people, alphabet; "" for none.

    `people` says how many have each word. This is the meaning; engines find the same without looking at every word.
    """
    if people.get(word):
        return word
    near = (
        (distance, -number, other) for other, number in people.items() if (distance := edits(word, other)) and number
    )
    return min(near, default=(0, 0, ""))[2]


def corrected(query: Query, nearest: Nearest) -> Query:
    """The query with its spelling corrected where it asks for that, and what was corrected; it asks no more then.

    Only what people must have is corrected: an excluded word that nobody has excludes nobody, and corrected it would.
    """
    if not query.correct:
        return query
    corrector = _Corrector(nearest)
    clauses = tuple(corrector.clause(clause) if _open(clause) else clause for clause in query.clauses)
    return replace(query, clauses=clauses, correct=False, corrections=tuple(dict.fromkeys(corrector.done)))


def _open(clause: Clause) -> bool:
    return clause.row.path == "text" and not (clause.exclude or clause.strict)


class _Corrector:
    """Corrects clauses; asks for each word once, and for so many unknown ones at most."""

    def __init__(self, nearest: Nearest) -> None:
        self.nearest = nearest
        self.known: dict[str, str] = {}
        self.unknown = 0
        self.done: list[Correction] = []

    def clause(self, clause: Clause) -> Clause:
        return replace(clause, values=tuple(self.value(clause.filter, value) for value in clause.values))

    def value(self, name: str, value: str) -> str:
        parts, at = [], 0
        for start, end, words in demanded(value):
            better = tuple(map(self.word, words))
            if better != words:
                self.done.extend(
                    Correction(name, *pair) for pair in zip(words, better, strict=True) if len(set(pair)) > 1
                )
                parts += [value[at:start], "-".join(better)]
                at = end
        return "".join((*parts, value[at:]))

    def word(self, word: str) -> str:
        if word not in self.known:
            nearest = self.nearest(word) if reach(word) and self.unknown < MOST else word
            self.unknown += nearest != word
            self.known[word] = nearest or word
        return self.known[word]
