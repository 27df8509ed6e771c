"""Misses: the values of a question that find nobody, each with the nearest that finds somebody.

They are looked for inside a list of values, too: one of five titles that is misspelt is missed by nobody else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from leadscout.lexicon.expressions import alternatives
from leadscout.lexicon.files import rows
from leadscout.lexicon.kinds import Codes, Supply
from leadscout.lexicon.text import fold
from leadscout.model.filters import Shape
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.search import STORED, Count, Miss
from leadscout.plan.spelling import corrected, reach
from leadscout.service.asking.question import Question
from leadscout.service.lists.companies import Companies, values

_TRIED = 20  # values of a question that are looked at, a millisecond each
_NEAR = 3
_SEVERAL = re.compile(r"\s+(?:OR|AND|or|oder|ou)\s+|\s*(?:[,;]|\|+|&&)\s*")


@dataclass(frozen=True)
class Misses:
    """Looks for them."""

    companies: Companies

    def of(self, question: Question, counted: Count | None = None) -> list[Miss]:
        """The misses of a question, of its first twenty values; none of a live source, and none on later pages.

        `counted` is how many match, where that is known.
        """
        if question.route != STORED or question.cursor:
            return []
        return [*self._of_filters(question, counted), *_of_personas(question)]

    def _of_filters(self, question: Question, counted: Count | None) -> Iterator[Miss]:
        doubtful = list(islice(_asked(question), _TRIED))
        if doubtful and (counted or question.source.count(question.plan)).value:
            # Then the only value of a filter finds somebody.
            doubtful = [one for one in doubtful if one.of or len(one.clause.values) > len(one.codes)]
        missed: set[tuple[str, str]] = set()
        for clause, codes, of in doubtful:
            if (clause.filter, of) not in missed and not _count(question, clause, codes):
                missed.add((clause.filter, codes[0]))
                written, near = self._near(question, clause, codes[0])
                numbers = ((value, _count(question, clause, codes_)) for value, codes_ in near)
                people = dict(islice(((value, number) for value, number in numbers if number), _NEAR))
                yield Miss(clause.filter, written, tuple(people), next(iter(people.values()), None), of)

    def _near(self, question: Question, clause: Clause, code: str) -> tuple[str, Iterator[tuple[str, Codes]]]:
        """A value as it was written, and what is near to it, each with its codes."""
        kind = question.door.lexicon.kinds[clause.row.taxonomy]
        if kind.supply is Supply.COMPANIES:
            name = code.partition(":")[2].replace("_", " ")
            return name, self._companies(name)
        if kind.spelled:
            name = code.replace("_", " ")
            texts = (text for text, _ in _texts(question, clause, name))
            return name, ((text, codes) for text in texts if (codes := kind.read(text)))
        return kind.label(code), _texts(question, clause, code)

    def _companies(self, name: str) -> Iterator[tuple[str, Codes]]:
        near = self.companies.near(name, 2 * _NEAR)
        for key in near:
            for _, label in values({key: near[key]}):
                yield label, (key,)


class _Value(NamedTuple):
    """One value that is asked for, with all its codes; `of` is the expression of which it is one alternative, or ""."""

    clause: Clause
    codes: Codes
    of: str = ""


def _asked(question: Question) -> Iterator[_Value]:
    """The texts, names and unlisted towns that are asked for, and behind a text each side of an OR in it."""
    for clause in question.query.including():
        kind = question.door.lexicon.kinds[clause.row.taxonomy]
        if kind.supply is Supply.COMPANIES:
            yield from (_Value(clause, codes) for codes in _groups(clause.values))
            continue
        if kind.spelled and not _count(question, clause, clause.values):  # a name can have two codes: one is enough
            yield from (_Value(clause, (code,)) for code in clause.values if not code.isdigit())
            continue
        is_text = clause.row.shape is Shape.TEXT
        for value in clause.values:
            if is_text or kind.unnamed(value):
                yield _Value(clause, (value,))
            if is_text and not clause.strict:
                yield from (_Value(clause, (one,), value) for one in alternatives(value))


def _texts(question: Question, clause: Clause, value: str) -> Iterator[tuple[str, Codes]]:
    """Texts that are spelled better, and titles or places that are nearly called so."""
    kind = question.door.lexicon.kinds[clause.row.taxonomy]
    if kind.vocabulary:
        yield from ((kind.label(code), (code,)) for code in kind.vocabulary.near(kind.label(value), _NEAR))
        return
    texts: dict[str, None] = {}
    if question.source.claims.spelling:
        keyword = Query((Clause("keyword", (value,)),), correct=True)
        texts[corrected(keyword, question.source.nearest).clauses[0].values[0]] = None
    if kind.supply is Supply.TITLES:
        texts.update(dict.fromkeys(question.door.lexicon.titles.spellings.near(value, _NEAR)))
    yield from ((text, (text,)) for text in texts if fold(text) != fold(value))


def _count(question: Question, clause: Clause, codes: Codes) -> int:
    query = Query((Clause(clause.filter, codes, strict=clause.strict),))
    return question.source.count(question.about(query).plan).value


def _groups(keys: Codes) -> Iterator[Codes]:
    """Company keys, those of one written value together: "acme.io" is a name and a domain."""
    domains = {fold(key.removeprefix("domain:")): key for key in keys if key.startswith("domain:")}
    names = [key for key in keys if not key.startswith("domain:")]
    for key in names:
        twin = domains.pop(fold(key.partition(":")[2].replace("_", " ")), None)
        yield (key, twin) if twin else (key,)
    yield from ((key,) for key in domains.values())


def _of_personas(question: Question) -> Iterator[Miss]:
    """Words of personas that stand in no title, because they are read word for word: several in one, levels, slips."""
    keywords = ((one, word) for one in question.query.personas for word in (*one.functions, *one.seniorities))
    looked_up = 0
    for persona, word in keywords:
        parts = tuple(part for part in _SEVERAL.split(word.strip().strip("()")) if part.strip())
        level = _levels().get(word.strip().lower()) or _levels().get(fold(word))
        ask = level or (parts if len(parts) > 1 else ())
        if ask:
            yield Miss("personas", word, ask)
        elif question.source.claims.spelling and looked_up < _TRIED:
            looked_up += 1
            if miss := _misspelt(question, persona, word):
                yield miss


def _misspelt(question: Question, persona: Persona, word: str) -> Miss | None:
    """A word of a persona that is in nobody's title, where one that is spelled better is in somebody's."""

    def people(word: str) -> int:
        alone = Query(personas=(Persona(persona.name, (word,)),))
        return question.source.count(question.about(alone).plan).value

    nearest = question.source.nearest
    better = " ".join(nearest(part) or part if reach(part) else part for part in fold(word).split())
    if better == fold(word) and all(nearest(part) == part for part in better.split()):
        return None  # each of its words is somebody's, whatever they are together
    number = 0 if people(word) else people(better)
    return Miss("personas", word, (better,), number) if number else None


@cache
def _levels() -> Mapping[str, tuple[str, ...]]:
    """What people write for a level, and the keywords of personas that mean it."""
    table = rows("persona_words", "leadscout.service.asking")
    return {written: tuple(row["keywords"].split("|")) for row in table for written in row["written"].split("|")}
