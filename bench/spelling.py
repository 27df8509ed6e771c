"""How long a misspelt keyword takes to correct, over texts with far more different words than invented people have.

PYTHONPATH=. python bench/spelling.py [PEOPLE]      default: 100000
"""

import random
import sys
import tempfile
import time
from pathlib import Path
from string import ascii_lowercase

from leadscout.engines.tantivy import Tantivy, TantivyWriter, make_index
from leadscout.plan.facts import Facts, Values
from leadscout.plan.spelling import reach

WORDS = 120
"""Words of a person's text."""

NEW = 0.035
"""Of these, so many that nobody had before: some 340,000 different words of 100,000 people."""

ASKED = 500
_STARTS = (*"bcdfghjklmnprstvwz", "ch", "sh", "st", "tr", "br", "kr", "pl", "gr")
_VOWELS = (*"aeiou", "ai", "ei", "ou", "ie", "au")
_ENDS = (*"nrstlm", "nd", "rt", "ng", "ck", "er", "en", "ion", "ing", "us", "is")


def main() -> None:
    """Index, then ask for known, misspelt and hopeless words, twice: the first time reads the dictionary."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    dice = random.Random(3)
    with tempfile.TemporaryDirectory() as folder:
        index = make_index(Path(folder))
        writer, words = TantivyWriter(index), list[str]()
        for order in range(number):
            writer.put(order, Facts(Values(words={"text": (text(words, dice),)}), (), (), {}), new=True)
        writer.commit()
        writer.close()
        index.reload()
        print(f"{number:,} people, {len(set(words)):,} different words")
        known = [word for word in words if reach(word) > 1]
        asked = {
            "known": [dice.choice(known) for _ in range(ASKED)],
            "one edit": [misspelt(dice.choice(known), 1, dice) for _ in range(ASKED)],
            "two edits": [misspelt(dice.choice(known), 2, dice) for _ in range(ASKED)],
            "near to nothing": ["".join(dice.choices(ascii_lowercase, k=10)) for _ in range(ASKED)],
        }
        engine = Tantivy(index)
        for turn in ("first", "again"):
            for kind, some in asked.items():
                times = sorted(took(engine, word) for word in some)
                p50, p95, longest = times[ASKED // 2], times[-ASKED // 20], times[-1]
                print(f"{turn}  {kind:16} p50 {p50:6.2f}  p95 {p95:6.2f}  max {longest:6.1f} ms")


def text(words: list[str], dice: random.Random) -> tuple[str, ...]:
    """Some words, mostly known ones; the older a word is, the more people have it."""
    said = []
    for _ in range(WORDS):
        if not words or dice.random() < NEW:
            words.append(invented(dice))
            said.append(words[-1])
        else:
            said.append(words[int(len(words) ** dice.random()) - 1])
    return tuple(said)


def invented(dice: random.Random) -> str:
    """A word of syllables."""
    syllables = (dice.choice(_STARTS) + dice.choice(_VOWELS) for _ in range(dice.choice((1, 2, 2, 3, 3, 4))))
    return "".join(syllables) + (dice.choice(_ENDS) if dice.random() < 0.7 else "")  # noqa: PLR2004


def misspelt(word: str, times: int, dice: random.Random) -> str:
    """The word with so many edits."""
    for _ in range(times):
        at, letter = dice.randrange(len(word)), dice.choice(ascii_lowercase)
        rest = word[at:]
        word = word[:at] + dice.choice((letter + rest, letter + rest[1:], rest[1:], rest[1:2] + rest[:1] + rest[2:]))
    return word


def took(engine: Tantivy, word: str) -> float:
    """Milliseconds of one answer."""
    start = time.perf_counter()
    engine.nearest(word)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
