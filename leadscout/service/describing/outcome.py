"""What becomes of the parts of a description: filters as a request has them, and what nobody understood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from leadscout.model.filters import FILTERS, Shape
from leadscout.service.describing.parts import Job
from leadscout.service.describing.phrases import PhraseMatch, SpokenPhrases
from leadscout.service.describing.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was read: values of a filter, or a job, and where it stands."""

    filter: str
    values: tuple[str, ...]
    start: int
    end: int
    job: Job | None = None
    exclude: bool = False


@dataclass(frozen=True)
class Description:
    """Filters as a request has them, with those left out under `exclude`, and what was not understood, as written.

    A value that could mean something else stands as it was written, else by its name. `shared` are filters with names
    that stand in `unread`, since several places have them.
    """

    query: Mapping[str, object]
    unread: tuple[str, ...] = ()
    shared: tuple[tuple[str, str], ...] = ()


@dataclass
class DescriptionReading:
    """One sentence while it is read."""

    sentence: Sentence
    phrases: SpokenPhrases
    languages: tuple[str, ...]
    parts: list[Part] = field(default_factory=list)
    shared: list[tuple[str, str]] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Keep a part; nobody else reads its words."""
        self.parts.append(part)
        self.sentence.take(part.start, part.end)

    def match(self, at: int, use: str) -> PhraseMatch | None:
        """The longest phrase of a use that begins at a word, where nobody has read any of it."""
        match = self.phrases.at(self.sentence, at, use)
        return match if match and self.sentence.together(match.start, match.end) else None

    def uses(self, at: int) -> frozenset[str]:
        """What the longest phrase that begins at a word may announce."""
        match = self.phrases.at(self.sentence, at)
        return match.uses if match else frozenset()

    def free(self) -> Iterator[int]:
        """Every word that nobody has read yet, also while others are being read."""
        return (at for at in range(len(self.sentence.tokens)) if at not in self.sentence.taken)


def outcome(reading: DescriptionReading) -> Description:
    """The filters that were read, and the words that were not."""
    return Description(_query(_negated(reading)), _unread(reading), tuple(dict.fromkeys(reading.shared)))


def _negated(reading: DescriptionReading) -> list[Part]:
    """The parts in order, those behind a "not" left out: the first, and what "and" joins to it."""
    parts: list[Part] = []
    for part in sorted(reading.parts, key=lambda one: one.start):
        before = parts[-1] if parts else None
        gap = range(before.end if before else 0, part.start)
        same = before and reading.sentence.tokens[before.end - 1].clause == reading.sentence.tokens[part.start].clause
        uses = [reading.uses(at) for at in gap if at not in reading.sentence.taken]
        clause = reading.sentence.tokens[part.start].clause
        first = any("not" in reading.uses(at) for at in gap if reading.sentence.tokens[at].clause == clause)
        joined = bool(before and same and before.exclude and before.filter == part.filter)
        joined &= not uses or any("joint" in use for use in uses)
        parts.append(replace(part, exclude=first or joined))
    return parts


def _query(parts: list[Part]) -> dict[str, object]:
    """The filters of a request."""
    query: dict[str, object] = {}
    for exclude in (False, True):
        side = [part for part in parts if part.exclude is exclude]
        values = dict[str, list[str]]()
        for name, value in _values(side, exclude=exclude):
            values.setdefault(name, []).append(value)
        filters: dict[str, object] = {
            name: True if FILTERS[name].shape is Shape.FLAG else list(dict.fromkeys(all_))
            for name, all_ in values.items()
        }
        if exclude and filters:
            query["exclude"] = filters
        elif not exclude:
            query.update(filters)
    return query


def _values(parts: list[Part], *, exclude: bool) -> Iterator[tuple[str, str]]:
    """Filters and values; several jobs that no level and function say together are titles, any of which will do."""
    jobs = [part.job for part in parts if part.job]
    levels, functions = {job.level for job in jobs}, {job.functions for job in jobs}
    apart = len(levels) > 1 and len(functions) > 1
    for part in parts:
        job = part.job
        if job is None:
            yield from ((part.filter, value) for value in part.values or ("true",))
        elif not job.level or apart or (exclude and job.functions):
            yield "title", job.title
        else:
            yield "seniority", job.level
            yield from (("function", function) for function in job.functions)


def _unread(reading: DescriptionReading) -> tuple[str, ...]:
    """Words that nobody read and that say something, those beside each other together, as they were written."""
    sentence = reading.sentence
    meaning: list[int] = []
    at = 0
    while at < len(sentence.tokens):
        match = reading.phrases.at(sentence, at)
        if at in sentence.taken:
            at += 1
        elif match and sentence.taken.isdisjoint(range(at, match.end)):
            at = match.end
        else:
            meaning.append(at)
            at += 1
    groups: list[tuple[int, int]] = []
    for one in meaning:
        last = groups[-1] if groups else None
        if last and sentence.together(last[0], one + 1):
            groups[-1] = (last[0], one + 1)
        else:
            groups.append((one, one + 1))
    texts = [sentence.slice(_with_not(reading, start), end) for start, end in groups]
    return tuple(filter(None, (*texts, sentence.rest)))


def _with_not(reading: DescriptionReading, start: int) -> int:
    """Where words that were not understood begin, with a "not" before them."""
    before = start - 1
    while before >= 0 and before not in reading.sentence.taken and reading.sentence.together(before, start):
        match = reading.phrases.at(reading.sentence, before)
        if match and "not" in match.uses:
            return before
        if not match:
            break
        before -= 1
    return start
