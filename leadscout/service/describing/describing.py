"""Reads descriptions: every word becomes part of a filter, says nothing by itself, or is told as not understood."""

from collections.abc import Iterator
from dataclasses import replace

from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Shape
from leadscout.service.describing.amounts import ranges
from leadscout.service.describing.outcome import Description, DescriptionReading, Part, outcome
from leadscout.service.describing.parts import Parts
from leadscout.service.describing.phrases import PhraseMatch, Tables
from leadscout.service.describing.sentence import Sentence

LONGEST = 1000
"""Characters of a description."""

_PLACE_WORDS = 5
_JOB_WORDS = 8
_INDUSTRY_WORDS = 4
_COMPANY_WORDS = 5
_NEAR = 3  # words of a department
_STOPS = frozenset(("place", "seat", "at", "formerly", "with", "not", "people", "company", "sector"))
"""What no job goes on behind."""


class Describing:
    """Reads descriptions without a model."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Read by these vocabularies."""
        self._lexicon = lexicon
        self._tables = Tables()
        self._parts = Parts(lexicon)

    def read(self, words: str) -> Description:
        """The filters of at most LONGEST characters; what is no filter is `unread`."""
        sentence = Sentence(words[:LONGEST])
        languages = self._tables.spoken(sentence)
        reading = DescriptionReading(sentence, self._tables.phrases(languages), languages)
        for step in (self._amounts, self._signals, self._industries, self._companies, self._places, self._jobs):
            step(reading)
        return outcome(reading)

    def _amounts(self, reading: DescriptionReading) -> None:
        lexicon = self._lexicon
        for meant in ranges(reading.sentence, reading.phrases, lexicon.headcounts, lexicon.tenures):
            reading.add(Part(meant.filter, meant.labels, meant.start, meant.end))

    def _signals(self, reading: DescriptionReading) -> None:
        signals = [name for name, row in FILTERS.items() if row.shape is Shape.FLAG]
        for at in reading.free():
            for name in signals:
                match = reading.match(at, f"signal:{name}")
                if match:
                    reading.add(Part(name, (), match.start, match.end))
                    break

    def _industries(self, reading: DescriptionReading) -> None:
        """What stands with a word for companies, is a compound of it, or what they are said to be in."""
        for at in reading.free():
            word = reading.sentence.tokens[at].word
            for use in ("company", "sector"):
                match = reading.match(at, use)
                if match:
                    self._industry_beside(reading, match)
                    break
                ending = reading.phrases.ends(word, use)
                industry = self._parts.compound(word.removesuffix(ending)) if ending else ""
                if industry:
                    reading.add(Part("industry", (industry,), at, at + 1))
                    break

    def _industry_beside(self, reading: DescriptionReading, match: PhraseMatch) -> None:
        sentence = reading.sentence
        for size in range(_INDUSTRY_WORDS, 0, -1):
            start = match.start - size
            if start < 0 or not sentence.together(start, match.end) or self._is_small(reading, start):
                continue
            if industry := self._parts.industry(sentence.slice(start, match.start)):
                reading.add(Part("industry", (industry,), start, match.end))
                return
        start = self._behind(reading, match.end, "of", "filler", "place")
        if not self._industry_at(reading, match.start, start):
            sentence.take(match.start, match.end)

    def _industry_at(self, reading: DescriptionReading, first: int, start: int, *, whole: bool = False) -> bool:
        """Read an industry that is named from `start` on, as a part that begins at `first`."""
        sentence = reading.sentence
        for end in range(min(start + _INDUSTRY_WORDS, len(sentence.tokens)), start, -1):
            one = sentence.together(start, end) and sentence.tokens[first].clause == sentence.tokens[start].clause
            if one and (industry := self._parts.industry(sentence.slice(start, end), whole=whole)):
                reading.add(Part("industry", (industry,), first, end))
                return True
        return False

    def _is_small(self, reading: DescriptionReading, at: int) -> bool:
        return bool(reading.uses(at) & {"of", "place", "at", "with", "not", "joint", "filler"})

    def _behind(self, reading: DescriptionReading, at: int, *uses: str) -> int:
        """Where the words of these uses end that begin at a word."""
        while match := next(filter(None, (reading.match(at, use) for use in uses)), None):
            at = match.end
        return at

    def _companies(self, reading: DescriptionReading) -> None:
        for at in reading.free():
            for use, name in (("formerly", "past_company"), ("at", "company")):
                match = reading.match(at, use)
                if match and "place" not in match.uses and self._company(reading, match, name):
                    break

    def _company(self, reading: DescriptionReading, match: PhraseMatch, name: str) -> bool:
        """Read the names that stand behind a word for "at", written as names are."""
        tokens, start = reading.sentence.tokens, match.end
        if start < len(tokens) and self._industry_at(reading, match.start, start, whole=True):  # "bei Banken"
            return True
        end = start
        while end < min(len(tokens), start + _COMPANY_WORDS) and reading.sentence.together(match.start, end + 1):
            if not tokens[end].capital or (reading.uses(end) & _STOPS and end > start):
                break
            end += 1
        if end == start:
            return False
        goes_on = end < len(tokens) and reading.sentence.together(start, end + 1) and not reading.uses(end)
        if goes_on:  # "at SaaS startups" names nobody
            return False
        reading.add(Part(name, (reading.sentence.slice(start, end),), match.start, end))
        joint = reading.match(end, "joint")
        if joint and joint.end < len(tokens) and tokens[joint.end].capital:
            self._company(reading, replace(joint, start=end), name)
        return True

    def _places(self, reading: DescriptionReading) -> None:
        """What stands behind a word for "in" or "not", behind another place, or alone between commas."""
        tokens = reading.sentence.tokens
        for at in reading.free():
            for use, name in (("seat", "headquarters"), ("place", "location")):
                match = reading.match(at, use)
                if match and self._place(reading, match, name):
                    break
            else:
                match = reading.match(at, "not")
                if match and match.end < len(tokens) and tokens[match.end].capital:
                    self._name(reading, PhraseMatch(match.end, match.end, frozenset()), "location", match.end)
                elif not at or tokens[at - 1].clause != tokens[at].clause:
                    self._clause(reading, at)

    def _place(self, reading: DescriptionReading, match: PhraseMatch, name: str) -> bool:
        """Read what stands behind "in": a department, an industry, a place; in some languages an employer."""
        start = self._behind(reading, match.end, "filler")
        named = start < len(reading.sentence.tokens) and reading.sentence.tokens[start].capital
        if not named and self._industry_at(
            reading, match.start, start, whole=True
        ):  # "in banks", which is a place, too
            return True
        firsts = dict.fromkeys((match.end, start))  # "La Paz", or "the Nordics"
        if self._department_at(reading, match, start) or any(self._name(reading, match, name, at) for at in firsts):
            return True
        if start < len(reading.sentence.tokens) and self._industry_at(reading, match.start, start):
            return True
        return "at" in match.uses and self._company(reading, match, "company")

    def _name(self, reading: DescriptionReading, match: PhraseMatch, name: str, start: int) -> bool:
        """Read the longest name of a place from `start` on; it may go on behind a comma ("Valencia, Spain")."""
        sentence, tokens = reading.sentence, reading.sentence.tokens
        for end in range(min(start + _PLACE_WORDS, len(tokens)), start, -1):
            free = sentence.taken.isdisjoint(range(match.start, end)) and not self._is_small(reading, end - 1)
            one = tokens[match.start].clause == tokens[start].clause >= tokens[end - 1].clause - 1
            if not (free and one):
                continue
            written = sentence.slice(start, end)
            if place := self._parts.place(written, reading.languages):
                reading.add(Part(name, (place,), match.start, end))
            elif self._parts.is_shared(written):  # "San Jose" is no town called "San"
                reading.shared.append((name, written))
            else:
                continue
            self._next_place(reading, end, name)
            return True
        return False

    def _clause(self, reading: DescriptionReading, start: int) -> None:
        """Read a clause that is nothing but a department or a place."""
        sentence, tokens = reading.sentence, reading.sentence.tokens
        for end in range(min(start + _PLACE_WORDS, len(tokens)), start, -1):
            inside = end < len(tokens) and tokens[end].clause == tokens[start].clause
            if inside or not sentence.taken.isdisjoint(range(start, end)):
                continue
            written = sentence.slice(start, end)
            if functions := self._parts.department(written):
                reading.add(Part("function", functions, start, end))
                return
            near = tokens[end - 1].clause <= tokens[start].clause + 1 and not self._parts.job(written)
            if near and (place := self._parts.place(written, reading.languages)):
                reading.add(Part("location", (place,), start, end))
                return
            if near and self._parts.is_shared(written):
                reading.shared.append(("location", written))
                return

    def _department_at(self, reading: DescriptionReading, match: PhraseMatch, start: int) -> bool:
        """Read a department behind "in" that is called by its name: "IT" and "HR" are countries as well."""
        end = start + 1
        if end > len(reading.sentence.tokens) or not reading.sentence.together(match.start, end):
            return False
        functions = self._parts.department(reading.sentence.slice(start, end))
        if functions:
            reading.add(Part("function", functions, match.start, end))
        return bool(functions)

    def _next_place(self, reading: DescriptionReading, end: int, name: str) -> None:
        """Read what is joined to a place, as one."""
        joint = reading.match(end, "joint")
        if joint:
            again = reading.match(joint.end, "place")
            start = again.end if again else joint.end
            self._name(reading, joint, name, self._behind(reading, start, "filler"))

    def _jobs(self, reading: DescriptionReading) -> None:
        """Jobs in what is left; the longest words that name one, first those that "and" joins."""
        for stops in (_STOPS, _STOPS | {"joint"}):
            for start, end in list(self._runs(reading, stops)):
                self._job(reading, start, end, joined="joint" not in stops)
        for at in reading.free():
            match = reading.match(at, "people")
            if match:
                self._department(reading, match)

    def _runs(self, reading: DescriptionReading, stops: frozenset[str]) -> Iterator[tuple[int, int]]:
        """Stretches of words that nobody has read, without words that end a job."""
        start, at = 0, 0
        tokens, taken = reading.sentence.tokens, reading.sentence.taken
        while at <= len(tokens):
            over = at == len(tokens) or at in taken or (at > start and tokens[at].clause != tokens[at - 1].clause)
            match = None if over else reading.phrases.at(reading.sentence, at)
            ends = bool(match and match.uses & stops and not match.uses & {"of"})
            if over or ends:
                if at > start:
                    yield start, at
                skipped = at == len(tokens) or at in taken or ends
                start = at + 1 if skipped else at
                at = max(at + 1, match.end) if match and ends else at + 1
                start = max(start, at) if ends else start
            else:
                at += 1

    def _job(self, reading: DescriptionReading, start: int, end: int, *, joined: bool) -> None:
        sentence = reading.sentence
        for size in range(min(_JOB_WORDS, end - start), 0, -1):
            for first in range(start, end - size + 1):
                last = first + size
                if (
                    not sentence.together(first, last)
                    or self._is_edge(reading, first)
                    or self._is_edge(reading, last - 1)
                ):
                    continue
                if joined and not any("joint" in reading.uses(at) for at in range(first, last)):
                    continue
                job = self._parts.job(sentence.slice(first, last))
                if job and (not joined or job.functions[1:]):
                    reading.add(Part("", (), first, last, job))

    def _is_edge(self, reading: DescriptionReading, at: int) -> bool:
        """Whether no job begins or ends with a word."""
        return bool(reading.uses(at) & {"of", "joint", "filler", "with", "not"})

    def _department(self, reading: DescriptionReading, match: PhraseMatch) -> None:
        """Read a department that "people in", "team" and such stand beside."""
        sentence = reading.sentence
        behind = self._behind(reading, match.end, "place", "of", "filler")
        ends = range(min(behind + _NEAR, len(sentence.tokens)), behind, -1) if behind > match.end else range(0)
        spans = [(behind, end) for end in ends] + [
            (start, match.start) for start in range(match.start - _NEAR, match.start)
        ]
        for start, end in spans:
            if start >= 0 and sentence.together(start, end) and not self._is_small(reading, start):
                functions = self._parts.functions(sentence.slice(start, end))
                if functions:
                    reading.add(Part("function", functions, min(start, match.start), max(end, match.end)))
                    return
