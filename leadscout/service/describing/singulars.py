"""Titles in the singular: whoever looks for "product managers" means everybody who is a product manager.

A title filter finds the words as they stand. Of 3,000 invented people "försäljningschefer" found nobody and
"försäljningschef" 27, "product managers" 10 and "product manager" 17.
"""

from collections.abc import Iterator
from itertools import islice, product, takewhile

from leadscout.lexicon.text import fold
from leadscout.lexicon.titles.concepts import IDLE
from leadscout.lexicon.titles.titles import Titles

_ENDINGS = ("'s", "\u2019s", "s", "es", "en", "er", "r", "e", "n")
_STEM = 3  # letters that are left of a word without its ending, at least
_MASCULINE = "oyae"  # endings for which words in -i stand, the likeliest first
_WAYS = 64  # forms of a title that are looked up
_ADJECTIVES = ("fr", "es", "it", "pt", "pl")
"""Languages in which all words of a title stand in the plural, not only what somebody is."""


class Singulars:
    """Reads titles by the lexicon."""

    def __init__(self, titles: Titles) -> None:
        """Take forms of words from these titles."""
        self._titles = titles

    def of(self, title: str) -> str:
        """The title as one person has it; as it is written where nobody knows a plural in it."""
        pieces = title.split()
        forms = [tuple(dict.fromkeys((piece, *self._forms(piece)))) for piece in pieces]
        for way in islice(product(*forms), _WAYS):
            written = " ".join(way)
            if self._titles.spellings.equal(written):
                return written
        every = self._titles.language(title) in _ADJECTIVES
        return " ".join(self._singular(piece) if every or self._is_job(piece) else piece for piece in pieces)

    def _forms(self, piece: str) -> Iterator[str]:
        """Forms that a word may be a plural of, the likeliest first."""
        if fold(piece) in IDLE or "-" in piece:
            yield from self._stripped(piece) if "-" in piece else ()
            return
        yield from sorted(self._inflections(piece), key=len)
        yield from self._stripped(piece)

    def _inflections(self, piece: str) -> Iterator[str]:
        """Known forms that are no longer than the word, in its own letters."""
        word = fold(piece)
        for form in self._titles.inflections(word)[1:] if " " not in word else ():
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, form, strict=False)))
            if len(form) <= len(word) and shared >= _STEM:
                yield (piece[:shared] if len(word) == len(piece) else word[:shared]) + form[shared:]

    def _stripped(self, piece: str) -> Iterator[str]:
        for ending in _ENDINGS:
            if piece.endswith(ending) and len(piece) - len(ending) >= _STEM:
                yield piece.removesuffix(ending)

    def _singular(self, piece: str) -> str:
        """The form that is the word without a plural's ending; of words in -i the masculine one."""
        if fold(piece) in IDLE:
            return piece
        forms = list(self._inflections(piece))
        shorter = [form for form in forms if piece.startswith(form) and piece[len(form) :] in _ENDINGS]
        if piece.endswith("i") and not shorter:
            shorter = [form for form in forms if form[:-1] == piece[:-1] and form[-1] in _MASCULINE]
            shorter.sort(key=lambda form: _MASCULINE.index(form[-1]))
        return min(shorter, key=len, default=piece)

    def _is_job(self, piece: str) -> bool:
        reading = self._titles.explain(piece)
        return bool(reading.head or reading.level_signs)
