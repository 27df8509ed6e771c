"""The words of an index, and those near to a word (docs/decisions/015-spelling-from-the-term-dictionary.md).

`plan.spelling.nearest` says what is looked for. One edit: each of the some 500 words it can lead to is looked up. Two
edits: the words with the same first letter are read from the term dictionary once, and compared.
"""

from collections.abc import Callable, Iterable, Iterator
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA

from leadscout.plan.spelling import SHORTEST, plain, reach

_TWO = 2


class TermDictionary:
    """The words of one field as an engine sees them.

    `has` says whether somebody has a word, or had it: those who went may count. `beginning` gives the words with a
    first letter, `people` how many have a word, exactly.
    """

    def __init__(
        self, has: Callable[[str], bool], beginning: Callable[[str], Iterable[str]], people: Callable[[str], int]
    ) -> None:
        """Read nothing yet."""
        self._has = has
        self._read = beginning
        self._people = people
        self._beginning: dict[str, list[str]] = {}

    def nearest(self, word: str) -> str:
        """The word itself where somebody has it, else its correction, "" where there is none."""
        if self._has(word) and self._people(word):
            return word
        most = reach(word)
        nearest = self._commonest(filter(self._has, _one_edit(word))) if most else ""
        return nearest or (self._commonest(self._two_edits(word)) if most == _TWO else "")

    def _commonest(self, words: Iterable[str]) -> str:
        counted = ((-number, word) for word in set(words) if (number := self._people(word)))
        return min(counted, default=(0, ""))[1]

    def _two_edits(self, word: str) -> Iterator[str]:
        near = process.extract(word, self._begin_with(word[0]), scorer=OSA.distance, score_cutoff=_TWO, limit=None)
        return (other for other, edits, _ in near if edits == _TWO)

    def _begin_with(self, letter: str) -> list[str]:
        words = self._beginning.get(letter)
        if words is None:
            words = [word for word in self._read(letter) if plain(word) and len(word) >= SHORTEST]
            self._beginning[letter] = words
        return words


def _one_edit(word: str) -> Iterator[str]:
    """What one edit makes of a word, some of it more than once."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield from (f"{before}{letter}{after}" for letter in ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (f"{before}{letter}{after[1:]}" for letter in ascii_lowercase)
            yield f"{before}{after[1:2]}{after[0]}{after[2:]}"
