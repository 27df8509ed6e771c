"""Other forms of words: genders, plurals and cases by their endings. `python -m tools.lexicon.endings` writes them.

Never runs on a server. In: title_terms.tsv, which holds one form of each word, and title_endings.tsv. Out:
title_words.tsv, the same rows with all forms: to find them in every process took 0.3 s, to read them takes a third.
"""

from collections import defaultdict
from collections.abc import Iterator

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.titles.functions import COMPOUNDING, LANGUAGES
from leadscout.lexicon.titles.signs import Phrase, folded
from tools.lexicon import MADE, sources

HEADER = """\
# The rows of title_terms.tsv with all forms of their words, folded. Made by tools/lexicon/endings.py.
# Source and licence: as title_terms.tsv. Read by leadscout/lexicon/titles/concepts.py.
"""

_LONGEST = 6  # letters of an ending
_IN_PHRASES = 2  # forms of a word in a phrase: the other gender and the plural
_SHORT = 3  # words of a phrase that people write in the plural


class Endings:
    """Knows how words of titles end in ten languages."""

    def __init__(self, table: Rows = sources) -> None:
        """Read title_endings out of `table`."""
        self._forms: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
        for row in table("title_endings"):
            self._forms[row["language"], row["kind"]][row["ending"]] = row["forms"].split("|") if row["forms"] else []

    def forms(self, phrase: Phrase, language: str, kind: str) -> set[Phrase]:
        """All forms of some folded words, themselves among them.

        Words of a phrase change together ("assistente amministrativa"), or its head does alone ("tecnica di
        laboratorio"), or all but its head ("guía turística"). The head stands first, in English and its cousins last.
        """
        known = self._forms.get((language, kind), {})
        if len(phrase) == 1:
            return {phrase, *((form,) for form in _others(phrase[0], known))}
        head = len(phrase) - 1 if language in COMPOUNDING or language == "en" else 0
        most = _IN_PHRASES if len(phrase) <= _SHORT else 1
        changing = [language != "en" or at == head for at in range(len(phrase))]
        others = [_others(word, known)[:most] if free else [] for word, free in zip(phrase, changing, strict=True)]
        found = {phrase}
        for at in range(max(map(len, others))):
            together = tuple(kin[at] if at < len(kin) else word for word, kin in zip(phrase, others, strict=True))
            found.add(together)
            found.add((*phrase[:head], together[head], *phrase[head + 1 :]))
            found.add((*together[:head], phrase[head], *together[head + 1 :]))
        return found


def _others(word: str, known: dict[str, list[str]]) -> list[str]:
    """The other forms of one word, by the longest ending that leaves two letters of it."""
    for cut in range(max(2, len(word) - _LONGEST), len(word) + 1):
        if (forms := known.get(word[cut:])) is not None:
            return [word[:cut] + form for form in forms]
    return []


def expanded(endings: Endings) -> Iterator[dict[str, str]]:
    """The rows of title_terms with all forms of their words, each once, in order."""
    for row in rows("title_terms"):
        cells = {}
        for language in LANGUAGES:
            written = {tuple(folded(form).split()) for form in row[language].split("|") if form}
            forms = {form for phrase in written for form in endings.forms(phrase, language, row["kind"])}
            cells[language] = "|".join(sorted(" ".join(form) for form in forms))
        yield {**row, **cells}


def main() -> None:
    """Write title_words.tsv."""
    found = list(expanded(Endings()))
    lines = ["\t".join(found[0]), *("\t".join(row.values()) for row in found)]
    (MADE / "title_words.tsv").write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
