"""Condenses ESCO's labels into title_occupations.tsv of the lexicon: `python -m tools.lexicon.occupations [FILE]`.

Never runs on a server. In: data/esco_labels.tsv.gz; with FILE (README.md tells how to get it) that file
is made anew first.

ESCO's alternatives include narrower titles ("dyrektor agencji pracy" under chief executive officer). One is taken when
no other occupation claims it, it says no more words than the preferred label of its language, and it is not a mere
level.
"""

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from leadscout.lexicon.text import words
from leadscout.lexicon.titles.concepts import IDLE
from leadscout.lexicon.titles.functions import LANGUAGES
from leadscout.lexicon.titles.levels import Levels
from leadscout.lexicon.titles.signs import SignMatch, plain
from tools.lexicon import MADE, SOURCES

SOURCE = SOURCES / "esco_labels.tsv.gz"
TRAINED = (*LANGUAGES, "no", "cs")
HEADER = """\
# Occupations with their names in ten languages, in folded words: the preferred labels of ESCO and those alternatives
# that are no narrower. Made by tools/lexicon/occupations.py, read by
# leadscout/lexicon/titles/concepts.py.
# Source: ESCO, European Commission, CC BY 4.0 (Decision 2011/833/EU), via Avature/melo-benchmark (MIT) and
# MohamedGouaouri/esco.
"""
_CODE = 8  # letters of an ESCO id that tell our occupations apart
_GENDERS = re.compile(r"\s*/\s*")


class Labels(NamedTuple):
    """How an occupation is called in one language; ESCO prefers one label, often in both genders."""

    esco: str
    isco08: str
    language: str
    preferred: tuple[str, ...]
    alternatives: tuple[str, ...]


def main(arguments: Sequence[str]) -> None:
    """Read the CSV if there is one, and write title_occupations.tsv."""
    if arguments:
        with Path(arguments[0]).open(encoding="utf-8-sig", newline="") as lines:
            packed = "".join("\t".join(cells) + "\n" for cells in _cells(csv.DictReader(lines)))
        with gzip.GzipFile(SOURCE, "wb", mtime=0) as source:
            source.write(packed.encode())
    text = "".join(f"{line}\n" for line in _occupations(list(read())))
    (MADE / "title_occupations.tsv").write_text(f"{HEADER}esco\tisco08\tpreferred\talternatives\n{text}", "utf-8")


def read() -> Iterator[Labels]:
    """All labels of data/esco_labels.tsv.gz."""
    for line in gzip.decompress(SOURCE.read_bytes()).decode().splitlines():
        esco, isco08, language, preferred, alternatives = line.split("\t")
        yield Labels(esco, isco08, language, tuple(preferred.split("|")), tuple(filter(None, alternatives.split("|"))))


def _cells(found: Iterable[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    for row in found:
        if row["lang"] in TRAINED and (preferred := _single(row["preferred"])):
            alternatives = [label for label in _single(row["alternatives"]) if label not in preferred]
            yield row["esco_id"], row["isco08"], row["lang"], "|".join(preferred), "|".join(alternatives)


def _single(text: str) -> list[str]:
    """The single labels of a cell: both genders of "Notar/Notarin", all of "a | b"."""
    parts = (part for label in text.split(" | ") for part in _GENDERS.split(label))
    # "Import-/Exportmanager" is one word and a half
    return list(dict.fromkeys(part for part in parts if part and not part.endswith("-")))


def _occupations(found: list[Labels]) -> Iterator[str]:
    claimed: dict[str, set[str]] = defaultdict(set)
    for row in found:
        for label in (*row.preferred, *row.alternatives):
            claimed[_form(label)].add(row.esco)
    levels = Levels()
    names: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = defaultdict(lambda: ({}, {}))
    for row in found:
        if row.language not in LANGUAGES:
            continue
        preferred = [_form(label) for label in row.preferred]
        longest = max(map(_length, preferred))
        others = map(_form, row.alternatives)
        same = (form for form in others if _length(form) <= longest and len(claimed[form]) == 1)
        for kept, forms in zip(names[row.esco, row.isco08], (preferred, same), strict=True):
            kept.update((form, None) for form in forms if form and not _mere_level(form, levels))
    for (esco, isco08), (first, also) in names.items():
        yield "\t".join((esco[:_CODE], isco08, "|".join(first), "|".join(form for form in also if form not in first)))


def _mere_level(form: str, levels: Levels) -> bool:
    """Whether all words only tell a level: "manager", "directeur adjoint", not "geologist" or "artistic director"."""
    words_of_form = tuple(form.split())
    matches = levels.hits(words_of_form)
    covered = sum(match.end - match.at for match in matches) == len(words_of_form)
    return covered and not any(_names_a_trade(match) for match in matches)


def _names_a_trade(match: SignMatch[str]) -> bool:
    """Whether a sign is what ends an occupation, a title of several words that heads nobody, or a specialty."""
    ends = match.sign.startswith("*") and set(match.meanings) == {"entry"}
    whole = match.end - match.at > 1 and {"senior", "acting"}.issuperset(match.meanings)
    return ends or whole or "physician" in match.meanings


def _length(form: str) -> int:
    """How many words of a form say something."""
    return sum(word not in IDLE for word in form.split())


def _form(label: str) -> str:
    return " ".join(plain(word) for word in words(label))


if __name__ == "__main__":
    main(sys.argv[1:])
