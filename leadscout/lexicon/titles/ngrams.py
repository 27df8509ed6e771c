"""A small linear model over the letters of a title, for where rules end. Trained by tools/lexicon/train.py.

A text is its distinct words, a word itself and its character n-grams of 3 to 5 letters, each hashed into one of
`BUCKETS` rows of weights; a score is the sum of the rows, one lane for each class. All lanes of a row are one Python
integer, so that a sum is one addition, and the sum of a word is remembered: titles share their words.
"""

import math
import struct
import zlib
from collections.abc import Iterable
from importlib.resources import files

from leadscout.lexicon.memory import remembered

BUCKETS = 1 << 15
SIZES = (3, 4, 5)
FILE = "title_model.bin"
LETTERS = 64
"""Letters of a text that are read."""
_LANE = 2  # bytes of a lane: a weight is 0-255, and 64 letters have less than 257 n-grams
_REMEMBERED = 20_000
_HEADER = struct.Struct("<Hf")  # buckets as a power of two, what a unit of weight is worth


def features(text: str) -> list[int]:
    """The rows of folded words, of the first LETTERS letters; a row that two words share comes twice."""
    return [row for word in _words(text) for row in _of_word(word)]


def _words(text: str) -> Iterable[str]:
    return dict.fromkeys(text[:LETTERS].split())


def _of_word(word: str) -> frozenset[int]:
    """The rows of the word itself and of its n-grams, its borders read as blanks: the same on every machine."""
    bordered = f" {word} "
    grams = [bordered, *(bordered[at : at + size] for size in SIZES for at in range(len(bordered) - size + 1))]
    return frozenset(zlib.crc32(gram.encode()) & (BUCKETS - 1) for gram in grams)


class Model:
    """Weights as read from the file."""

    def __init__(self, classes: tuple[str, ...], weights: bytes, scale: float) -> None:
        """`weights` holds BUCKETS rows of one byte for each class."""
        self.classes = classes
        self._scale = scale
        self._weights = weights
        self._unpack = struct.Struct(f"<{len(classes)}H").unpack
        self._word = remembered(_REMEMBERED)(self._sum)

    @classmethod
    def load(cls) -> "Model":
        """Read data/title_model.bin."""
        return cls.read(files("leadscout.lexicon").joinpath("data").joinpath(FILE).read_bytes())

    @classmethod
    def read(cls, packed: bytes) -> "Model":
        """Read what `pack` made."""
        _, scale = _HEADER.unpack_from(packed)
        names, _, weights = packed[_HEADER.size :].partition(b"\n")
        return cls(tuple(names.decode().split()), zlib.decompress(weights), scale)

    def chances(self, text: str) -> dict[str, float]:
        """How likely each class is for folded words, the likeliest first; {} for no word. They sum to one."""
        sums = [self._word(word) for word in _words(text)]
        if not sums:
            return {}
        total = sum(lanes for lanes, _ in sums).to_bytes(_LANE * len(self.classes), "little")
        unit = self._scale / sum(rows for _, rows in sums) ** 0.5
        lanes = self._unpack(total)
        most = max(lanes)
        odds = [math.exp((lane - most) * unit) for lane in lanes]
        whole = sum(odds)
        ranked = sorted(zip(odds, self.classes, strict=True), reverse=True)
        return {code: share / whole for share, code in ranked}

    def _sum(self, word: str) -> tuple[int, int]:
        """The sum of a word's rows, and how many they are."""
        rows = _of_word(word)
        return sum(map(self._lanes, rows)), len(rows)

    def _lanes(self, row: int) -> int:
        size = len(self.classes)
        spread = bytearray(_LANE * size)
        spread[::_LANE] = self._weights[row * size : (row + 1) * size]
        return int.from_bytes(spread, "little")


def pack(classes: tuple[str, ...], weights: bytes, scale: float) -> bytes:
    """The file of a model."""
    header = _HEADER.pack(BUCKETS.bit_length() - 1, scale)
    return header + " ".join(classes).encode() + b"\n" + zlib.compress(weights, 9)
