"""A description as words with their places in it, so that every answer can show what was written."""

import re
from dataclasses import dataclass, field

from leadscout.lexicon.text import words
from leadscout.model.lazily import lazily

_WORD = re.compile(r"\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?!\d)[kK+]?|\w+(?:['\u2019]s\b)?[+#]*")
_END = re.compile(r"[;,()\[\]|•:!?\n]|\.(?=\s|$)|\s[-\u2013\u2014/]\s")
"""What stands between two clauses."""

MOST = 100
"""Words that are read of one description; nobody's is longer, and each is looked up in many ways."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A folded word, where it stands, the clause it is in, and how it was written."""

    word: str
    start: int
    end: int
    clause: int
    written: str

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is."""
        return self.written[:1].isupper() or self.written[:1].isdigit()


@dataclass(frozen=True)
class Sentence:
    """What was written. `taken` are the places of the words that something was read out of."""

    text: str
    taken: set[int] = field(default_factory=set)

    @lazily
    def tokens(self) -> tuple[SpokenWord, ...]:
        """Its first words, in order."""
        tokens: list[SpokenWord] = []
        clause, before = 0, 0
        for match in _WORD.finditer(self.text):
            parts = words(match.group())
            clause += bool(tokens and _END.search(self.text[before : match.start()]))
            before = match.end()
            if parts:
                word = "".join(parts) if match.group()[0].isdigit() else " ".join(parts)
                tokens.append(SpokenWord(word, match.start(), match.end(), clause, match.group()))
        return tuple(tokens[:MOST])

    @property
    def rest(self) -> str:
        """What stands behind the words that are read; "" of a description of usual length."""
        return self.text[self.tokens[-1].end :].strip(" .,;") if len(self.tokens) == MOST else ""

    def slice(self, start: int, end: int) -> str:
        """The words from `start` up to `end`, as they were written."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def between(self, left: int, right: int) -> str:
        """What stands between two words."""
        return self.text[self.tokens[left].end : self.tokens[right].start]

    def together(self, start: int, end: int) -> bool:
        """Whether the words from `start` up to `end` are free, and of one clause."""
        one = self.tokens[start].clause == self.tokens[end - 1].clause
        return one and self.taken.isdisjoint(range(start, end))

    def take(self, start: int, end: int) -> None:
        """Let nobody else read these words."""
        self.taken.update(range(start, end))
