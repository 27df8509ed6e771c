"""Trains title_model.bin of the lexicon: `python -m tools.lexicon.train`, extra `lexicon`; `--measure` cross-validates.

Never runs on a server. In: data/esco_labels.tsv.gz (occupations.py makes it), each label with the functions of its
ISCO group (data/isco_functions.tsv), and the signs of title_functions.tsv. Softmax regression by gradient descent
over hashed n-grams (ngrams.py), rare functions weighted up, rounded to bytes. The same input gives the same file.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from leadscout.lexicon.files import rows
from leadscout.lexicon.titles import ngrams
from leadscout.lexicon.titles.functions import KNOWN, Functions
from leadscout.lexicon.titles.ngrams import Model
from leadscout.lexicon.titles.roles import roles
from leadscout.lexicon.titles.signs import folded
from tools.lexicon import MADE, occupations, sources

CLASSES = tuple(str(number) for number in range(1, 27))
ROUNDS = 6
RATE = 0.5
SHRINK = 1e-6
FOLDS = 5
_PRIMARY = 0.7  # of an example with two functions

Weights = Any  # an array (BUCKETS, classes); numpy is not there when types are checked


class Example(NamedTuple):
    """Folded words, their functions (the likelier first) and the occupation they belong to ("" for a sign)."""

    text: str
    functions: tuple[str, ...]
    occupation: str


def main(arguments: Sequence[str]) -> None:
    """Train on everything and write the file, or cross-validate over occupations and print shares."""
    examples = [*_occupations(), *_signs()]
    if "--measure" in arguments:
        for name, share in measure(examples):
            print(f"{name:60s} {share:.3f}")  # noqa: T201 - what the command is for
        return
    (MADE / ngrams.FILE).write_bytes(_model(fit(examples)))


def measure(examples: Sequence[Example]) -> Iterator[tuple[str, float]]:
    """Shares of unseen occupations' labels whose first, or one of the best two functions is right."""
    functions = Functions()
    told: dict[str, list[bool]] = defaultdict(list)
    for _, model, test in _folds(examples):
        functions.guess_with(model)
        for example in test:
            read = functions.read(roles(example.text))
            rules = tuple(dict.fromkeys(code for _, code, _ in sorted(read.signs, key=lambda sign: -sign[2])))
            for name, codes in (("rules alone", rules), ("model alone", tuple(read.chances)), ("both", read.ranked)):
                told[f"{name}, best two"].append(not set(codes[:2]).isdisjoint(example.functions))
                told[f"{name}, first is the likelier"].append(codes[:1] == example.functions[:1])
            told["told as a fact"].append(bool(read.functions))
            if read.functions:
                told["first fact is one of the functions"].append(read.functions[0] in example.functions)
    yield from ((name, sum(right) / len(right)) for name, right in told.items())


def fit(examples: Sequence[Example]) -> Weights:
    """The weights (BUCKETS, classes) after ROUNDS rounds."""
    known = Counter(example.functions[0] for example in examples)
    most = max(known.values())
    index = {code: number for number, code in enumerate(CLASSES)}
    features = [_features(example.text) for example in examples]
    weights = np.zeros((ngrams.BUCKETS, len(CLASSES)), np.float32)
    dice = np.random.default_rng(1)
    for turn in range(ROUNDS):
        rate = RATE / (1 + turn)
        for number in dice.permutation(len(examples)):
            example, found = examples[number], features[number]
            wanted = np.zeros(len(CLASSES), np.float32)
            for place, code in enumerate(example.functions[:2]):
                wanted[index[code]] = 1 - _PRIMARY if place else _PRIMARY if len(example.functions) > 1 else 1
            scores = weights[found].sum(0) / len(found) ** 0.5
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            worth = (most / known[example.functions[0]]) ** 0.4
            weights[found] += rate * worth / len(found) ** 0.5 * (wanted - chances) - SHRINK * weights[found]
    return weights


def _features(text: str) -> Weights:
    return np.fromiter(sorted(ngrams.features(text)), np.int64)


def _model(weights: Weights) -> bytes:
    largest = float(np.quantile(np.abs(weights), 0.9995))
    scale = largest / 127
    rounded = np.clip(np.rint(weights / scale), -127, 127) + 128
    return ngrams.pack(CLASSES, rounded.astype(np.uint8).tobytes(), scale)


def _folds(examples: Sequence[Example]) -> Iterator[tuple[int, Model, list[Example]]]:
    """Models of four fifths of the occupations, with the examples of the last fifth."""
    order = {name: place for place, name in enumerate(sorted({example.occupation for example in examples}))}
    for fold in range(FOLDS):
        kept = [example for example in examples if not example.occupation or order[example.occupation] % FOLDS != fold]
        test = [example for example in examples if example.occupation and order[example.occupation] % FOLDS == fold]
        yield fold, Model.read(_model(fit(kept))), test


def _occupations() -> Iterator[Example]:
    groups = {row["isco08"]: tuple(row["functions"].split("|")) for row in sources("isco_functions")}
    for row in occupations.read():
        codes = next((groups[row.isco08[:size]] for size in range(4, 0, -1) if row.isco08[:size] in groups), ())
        for label in (*row.preferred, *row.alternatives):
            if codes and (said := folded(label.replace("*", ""))):
                yield Example(said, codes, row.esco)


def _signs() -> Iterator[Example]:
    for row in rows("title_functions"):
        for language in KNOWN:
            for sign in row[language].split("|"):
                if sign and row["kind"] in ("job", "domain"):
                    yield Example(folded(sign).replace("*", ""), tuple(row["functions"].split("|")), "")


if __name__ == "__main__":
    main(sys.argv[1:])
