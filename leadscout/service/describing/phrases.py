"""Words between filters and flags as people say them, of the languages that a description is in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import words
from leadscout.service.describing.sentence import Sentence

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da")
_PACKAGE = "leadscout.service.describing"

Phrase = tuple[str, ...]
Forms = Mapping[Phrase, frozenset[str]]
"""What each phrase may announce."""


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase in a sentence: where it begins and ends, and what it may announce."""

    start: int
    end: int
    uses: frozenset[str]


class SpokenPhrases:
    """The phrases of some languages."""

    def __init__(self, forms: Forms) -> None:
        """Index the phrases by their first word, the longest first."""
        self._by_first: dict[str, list[tuple[Phrase, frozenset[str]]]] = defaultdict(list)
        for phrase, uses in sorted(forms.items(), key=lambda form: -len(form[0])):
            self._by_first[phrase[0]].append((phrase, uses))

    def at(self, sentence: Sentence, start: int, use: str = "") -> PhraseMatch | None:
        """The longest phrase that begins at a word, of one use or any."""
        tokens = sentence.tokens
        if start >= len(tokens):
            return None
        for phrase, uses in self._by_first.get(tokens[start].word, ()):
            end = start + len(phrase)
            spoken = tuple(token.word for token in tokens[start:end])
            if spoken == phrase and (not use or use in uses) and tokens[end - 1].clause == tokens[start].clause:
                return PhraseMatch(start, end, uses)
        return None

    def ends(self, word: str, use: str) -> str:
        """The longest word of a use that ends a compound; "" for none."""
        shorter = (first for first, forms in self._by_first.items() if any(use in uses for _, uses in forms))
        return max((one for one in shorter if word.endswith(one) and len(word) > len(one) + 1), key=len, default="")


class Tables:
    """The tables of words and of flags, by language."""

    @cached_property
    def _columns(self) -> Mapping[str, Forms]:
        return {language: _forms(language) for language in LANGUAGES}

    @cached_property
    def _languages(self) -> Mapping[str, frozenset[str]]:
        """By single word, the languages that have it."""
        languages: dict[str, set[str]] = defaultdict(set)
        for language, forms in self._columns.items():
            for phrase in forms:
                for word in phrase:
                    languages[word].add(language)
        return {word: frozenset(names) for word, names in languages.items()}

    def spoken(self, sentence: Sentence) -> tuple[str, ...]:
        """The language of a sentence, by its small words; several where they do not tell."""
        scores = dict.fromkeys(LANGUAGES, 0.0)
        for token in sentence.tokens:
            names = self._languages.get(token.word, frozenset())
            for name in names:
                scores[name] += 1 / len(names)
        best = max(scores.values())
        return tuple(name for name, score in scores.items() if score > best - _TIE)

    def phrases(self, languages: Iterable[str]) -> SpokenPhrases:
        """The phrases of some languages."""
        forms: dict[Phrase, frozenset[str]] = {}
        for language in languages:
            for phrase, uses in self._columns[language].items():
                forms[phrase] = forms.get(phrase, frozenset()) | uses
        return SpokenPhrases(forms)


_TIE = 0.01


def _forms(language: str) -> Forms:
    forms: dict[Phrase, frozenset[str]] = {}
    tables = (("words", "use", ""), ("signals", "filter", "signal:"))
    for table, column, prefix in tables:
        for row in rows(table, _PACKAGE):
            for written in filter(None, row[language].split("|")):
                phrase = words(written)
                forms[phrase] = forms.get(phrase, frozenset()) | {prefix + row[column]}
    return forms
