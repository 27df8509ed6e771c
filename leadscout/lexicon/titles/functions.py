"""The functions (1-26) that a title tells: words of data/title_functions.tsv, then a model where words end."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from leadscout.lexicon.files import Rows, rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.titles.ngrams import Model
from leadscout.lexicon.titles.roles import TitleRole
from leadscout.lexicon.titles.signs import Phrase, SignMatch, Signs, folded

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da")
KNOWN = (*LANGUAGES, "cs")
"""Languages of the signs of functions: national classifications come in Czech, too."""
COMPOUNDING = ("de", "nl", "sv", "da")
"""Languages that write a noun and what it is about as one word."""
_WEIGHT = {"job": 2.0, "domain": 2.0, "weak": 1.0, "role": 0.9, "guess": 0.5}
_TRADE = "trade"
_PHRASE = 0.5  # a phrase says more than a word
_SECOND = 0.85  # of the weight of a sign, for its less likely function
_TAIL = 0.25  # the end of a compound says less than a word of its own
_WORTH = 2.0  # a unit of weight multiplies the odds of a function by e to this (docs/decisions/012: 1 to 2.5 do alike)
_FLOOR = 0.01  # the chance of a function that the model thinks impossible: words may still tell it
_SHARE = 0.5  # what a unit of weight is worth beside a chance, for a fact
_FACT = 0.75  # chance and weight together; a word for a job or a field alone is a fact, a lone guess must be sure
_LEAST = 0.05  # share of all odds below which nothing is a fact: "medical" in the sales of medical products
_FOREIGN = 0.7  # of the weight of a sign that is no word of the title's language ("officer" is a soldier in Swedish)
_MOST = 3
_REMEMBERED = 20_000  # words: titles share them
_ROLES = 2000  # whose functions are remembered


class Meaning(NamedTuple):
    """What a sign stands for: `kind` as in the table, `functions` the likeliest first."""

    kind: str
    functions: tuple[str, ...]
    language: str


class FunctionsReading(NamedTuple):
    """`functions` are facts; `ranked` adds guesses, the likeliest first; `specific`: a field of work is named.

    `signs`: sign, function, weight; `chances`: what the model gives each function, the likeliest first.
    `of_head`: those of the job that a phrase at the end of the only role names: an "HR software account manager" is in
    no HR.
    """

    functions: tuple[str, ...]
    ranked: tuple[str, ...]
    specific: bool
    signs: tuple[tuple[str, str, float], ...]
    chances: dict[str, float]
    of_head: tuple[str, ...]


class Functions:
    """Reads the functions of the roles of a title."""

    def __init__(self, table: Rows = rows) -> None:
        """Load title_functions out of `table`, and the model."""
        written = list(_written(table))
        self.signs = Signs(_table(written))
        self._tail = remembered(_REMEMBERED)(
            Signs(_table(one for one in written if one[1].language in COMPOUNDING)).tail
        )
        self._model = Model.load()
        # "Senior Marketing, Unit 17": the parts of a title come more often than the title.
        self.of_role = lru_cache(_ROLES)(self._of_role)

    def guess_with(self, model: Model) -> None:
        """Guess with another model: what cross-validation asks."""
        self._model = model
        self.of_role.cache_clear()

    def read(self, roles: Sequence[TitleRole]) -> FunctionsReading:
        """The functions that words tell and the model guesses from the letters, weighed together."""
        by_role = [(role, list(self._hits(role.words))) for role in roles]
        spoken = " ".join(word for role, listed in by_role for word in _untraded(role.words, listed))
        hits = [hit for _, listed in by_role for hit in listed if not _is_trade(hit)]
        language = _language(hits)
        weights: dict[str, float] = {}
        signs = []
        for hit in hits:
            for meaning in _in(language, hit.meanings):
                for place, code in enumerate(meaning.functions):
                    weight = _weight(meaning, hit, second=place > 0)
                    if meaning.language != language and len(hits) > 1:
                        weight *= _FOREIGN
                    signs.append((hit.sign, code, weight))
                    weights[code] = max(weights.get(code, 0.0), weight)
        chances = self._model.chances(spoken)
        odds = {code: chance + _FLOOR for code, chance in chances.items()}
        odds.update((code, odds.get(code, _FLOOR) * math.exp(_WORTH * weight)) for code, weight in weights.items())
        ranked = tuple(sorted(odds, key=odds.__getitem__, reverse=True))
        least = _LEAST * sum(odds.values())
        likely = takewhile(lambda code: odds[code] >= least, ranked)
        facts = tuple(c for c in likely if _SHARE * weights.get(c, 0.0) + chances.get(c, 0.0) >= _FACT)[:_MOST]
        specific = max(weights.values(), default=0.0) >= _WEIGHT["weak"]
        of_head = _of_head(roles[0].words, hits, language) if len(roles) == 1 else ()
        return FunctionsReading(facts, ranked, specific, tuple(signs), chances, of_head)

    def _of_role(self, words: Phrase) -> FunctionsReading:
        """The functions of a role by itself."""
        return self.read((TitleRole(words, joined=False),))

    def _hits(self, role: Phrase) -> Iterable[SignMatch[Meaning]]:
        """What words and phrases stand for, and what the ends of compounds do: "assistent" in "marketingassistent"."""
        free = set(range(len(role)))
        for hit in self.signs.read(role):
            yield hit
            free.difference_update(range(hit.at, hit.end))
            if hit.end - hit.at == 1 and hit.sign[-1] == "*" and (tail := self._tail(role[hit.at], len(hit.sign) - 1)):
                yield tail._replace(at=hit.at, end=hit.end)
        for at in sorted(free):
            if tail := self._tail(role[at], 2):
                yield tail._replace(at=at, end=at + 1)


def _written(table: Rows) -> Iterable[tuple[str, Meaning]]:
    for row in table("title_functions"):
        functions = tuple(row["functions"].split("|"))
        for language in KNOWN:
            meaning = Meaning(row["kind"], functions, language)
            yield from ((folded(written), meaning) for written in row[language].split("|") if written)


def _table(written: Iterable[tuple[str, Meaning]]) -> Iterable[tuple[str, Meaning]]:
    by_sign: dict[str, list[Meaning]] = {}
    for sign, meaning in written:
        by_sign.setdefault(sign, []).append(meaning)
    stems = {sign[:-1]: meanings for sign, meanings in by_sign.items() if sign.endswith("*") and " " not in sign}
    for sign, meanings in by_sign.items():
        yield from ((sign, meaning) for meaning in meanings)
        if sign[0] not in "*=" and " " not in sign:
            yield from ((sign, meaning) for meaning in _shorter(sign, meanings, stems))


def _shorter(sign: str, meanings: Sequence[Meaning], stems: Mapping[str, Sequence[Meaning]]) -> Iterable[Meaning]:
    """What a word is in languages that know but its beginning: "legal" is a sign in German, "legal*" in English.

    The longest sign of any language is found first; without these it would hide what the title's own language says.
    """
    word = sign.removesuffix("*")
    shorter = [stems[word[:cut]] for cut in range(len(word) - (word != sign), 2, -1) if word[:cut] in stems]
    languages = {meaning.language for meaning in meanings} if shorter else set()
    for candidates in shorter:
        yield from (meaning for meaning in candidates if meaning.language not in languages)
        languages.update(meaning.language for meaning in candidates)


def _is_trade(hit: SignMatch[Meaning]) -> bool:
    return all(meaning.kind == _TRADE for meaning in hit.meanings)


def _untraded(words: Phrase, hits: Iterable[SignMatch[Meaning]]) -> Iterable[str]:
    """Words without those of a trade, which say nothing of a function."""
    trade = {at for hit in hits if _is_trade(hit) for at in range(hit.at, hit.end)}
    return (word for at, word in enumerate(words) if at not in trade)


def _of_head(role: Phrase, hits: Iterable[SignMatch[Meaning]], language: str) -> tuple[str, ...]:
    """The functions of a job of several words at the end of a role; () for none."""
    last = next((hit for hit in hits if hit.end == len(role) and hit.at > 0 and hit.end - hit.at > 1), None)
    return tuple(code for meaning in _in(language, last.meanings) for code in meaning.functions) if last else ()


def _language(hits: Iterable[SignMatch[Meaning]]) -> str:
    """The language that knows most of the signs; "" when nothing is known."""
    counts = Counter(language for hit in hits for language in {meaning.language for meaning in hit.meanings})
    return max(KNOWN, key=lambda language: counts[language]) if counts else ""


def _in(language: str, meanings: Sequence[Meaning]) -> Iterable[Meaning]:
    """What a sign means in a language, or in any where it is no word of that one; each meaning once."""
    own = [meaning for meaning in meanings if meaning.language == language] or meanings
    return {(meaning.kind, meaning.functions): meaning for meaning in own if meaning.kind != _TRADE}.values()


def _weight(meaning: Meaning, hit: SignMatch[Meaning], *, second: bool) -> float:
    weight = _WEIGHT[meaning.kind]
    if meaning.kind in ("job", "domain", "weak") and hit.end - hit.at > 1:
        weight += _PHRASE
    if hit.sign.startswith("*"):
        weight -= _TAIL
    return weight * (_SECOND if second else 1)
