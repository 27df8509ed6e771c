"""Words and phrases of texts. Every word has the texts that it is in, and the positions where it stands.

All words of all texts of a segment are numbered through, with a gap after each text: a phrase stands where its first
word does, its second one position before that, and so on. No text needs to be read again.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from leadscout.engines.bitmap import terms
from leadscout.engines.bitmap.files import ArrayFile, ArrayWriter
from leadscout.engines.bitmap.nodes import WordsOfText
from leadscout.engines.bitmap.postings import LOW, Entries, Postings, PostingsWriter
from leadscout.engines.bitmap.roaring import EMPTY, Numbers, bitmap, numbers_of, once
from leadscout.engines.bitmap.spaces import Space
from leadscout.engines.bitmap.strings import Strings

_HIGH = ~LOW


def write_texts(file: ArrayWriter, name: str, space: Space, starts: Numbers, entries: Entries) -> None:
    """Write texts: `entries` are words and their positions.

    Text k is written from position `starts[k]` on; there is one start more than texts.
    """
    words, positions = PostingsWriter(file, f"{name}.words"), PostingsWriter(file, f"{name}.positions")
    file.add(f"{name}.owners", space.owners)
    file.add(f"{name}.starts", starts)
    for hashes, pairs in entries:
        positions.add(hashes, pairs)
        texts = texts_at(starts, (pairs & LOW).astype(np.uint32))
        words.add(hashes, once((pairs & _HIGH) | texts.astype(np.uint64)))
    words.close()
    positions.close()


class Texts:
    """The texts of one space of a segment."""

    def __init__(self, file: ArrayFile, name: str, size: int) -> None:
        """Read nothing yet; there are `size` owners."""
        self.space = Space(size, file.array(f"{name}.owners"))
        self.starts: Numbers = file.array(f"{name}.starts")
        self.words = Postings(file, f"{name}.words")
        self.positions = Postings(file, f"{name}.positions")

    def satisfying(self, node: WordsOfText, vocabulary: Strings) -> BitMap:
        """Whose texts satisfy the node: each by one text alone."""
        if node.beginning:
            beginning = terms.words(vocabulary.beginning(node.beginning))
            return self.space.owned_by(self.words.any_of(np.array(sorted(set(beginning)), np.uint64)))
        texts = [self.words.get(word) for word in node.hashes]
        matching = BitMap.intersection(*texts) if len(texts) > 1 else texts[0]
        return self.space.owned_by(self._with_phrase(node.hashes) if node.phrase and matching else matching)

    def _with_phrase(self, words: Sequence[int]) -> BitMap:
        positions = self.positions.get(words[0])
        for at, word in enumerate(words[1:], start=1):
            positions = positions & self.positions.get(word).shift(-at)
        return bitmap(once(texts_at(self.starts, numbers_of(positions)))) if positions else EMPTY


def texts_at(starts: Numbers, positions: Numbers) -> Numbers:
    """The texts in which positions lie; they ascend as these do."""
    # A text without words begins where the next one does: the last of those that begin there is meant.
    return (np.searchsorted(starts, positions, "right") - 1).astype(np.uint32)


def starts_of(lengths: NDArray[np.uint32]) -> Numbers:
    """Where texts with so many words begin, and where one behind them would; 0 words is no text. Raises ValueError."""
    starts = np.concatenate(([0], np.cumsum(lengths + (lengths > 0), dtype=np.uint64)))
    if starts[-1] > LOW:
        raise ValueError("more words than a segment can number")
    return starts.astype(np.uint32)
