"""lower: Query -> Plan, the leaves that engines compile. What a query means is decided here and in `holds`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from leadscout.lexicon import Lexicon
from leadscout.lexicon.text import key, words
from leadscout.lexicon.titles.titles import normal
from leadscout.model import filters
from leadscout.model.filters import TRUE, Filter, Scope, Shape
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.keywords import expression, pieces
from leadscout.plan.leaves import LAST_MONTH, All, Any, In, Leaf, Not, Range, Terms, Words, terms
from leadscout.plan.personas import wanted

# What a company-anchored request asks of the job at that company (behaviour §1).
ANCHORED = ("company", "title", "seniority")

OF_MATCH = ("has_start", "has_website")
"""What must be known of the job that matches: of the one at the company, of the persona, or with the title."""


@dataclass(frozen=True, slots=True)
class Recent:
    """How far back a date is recent: this month and so many before, or so many days."""

    months: int = 3
    days: int = 30


def _nobody(_taxonomy: str, _id: str) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a query's meaning hangs on besides the day: what is recent, and who is in a list.

    `members` are those of a list by its taxonomy and id, as far as whoever asks may know them.
    """

    recent: Recent = Recent()
    members: Callable[[str, str], Iterable[str]] = _nobody


DEFAULT = Context()


@dataclass(frozen=True, slots=True)
class Part:
    """One value that is asked for: `inside` holds for a position of `scope`, or for the person.

    What may hold now or before is two parts.
    """

    filter: str
    value: str
    scope: Scope
    inside: Leaf
    persona: Persona | None = None

    @property
    def leaf(self) -> Leaf:
        """The part as a statement about the whole person."""
        return _within(self.scope, self.inside)


@dataclass(frozen=True, slots=True)
class Plan:
    """A lowered query.

    `tiers`: one leaf per distinct priority of the personas, best first, no two holding for one person; without
    personas a single one. `leaf`: who matches at all, the same people as Any(tiers) without saying who was earlier.
    For `match`: `parts`, `personas` (best first), and `anchor`, what one job at the company is.
    """

    query: Query
    leaf: Leaf
    tiers: tuple[Leaf, ...]
    parts: tuple[Part, ...]
    personas: tuple[Part, ...]
    anchor: Leaf | None

    def narrowed(self, leaf: Leaf) -> "Plan":
        """The same people as far as `leaf` holds for them, too; without telling tiers apart."""
        both = All((self.leaf, leaf))
        return replace(self, leaf=both, tiers=(both,))


def lower(query: Query, lexicon: Lexicon, today: date, context: Context = DEFAULT) -> Plan:
    """Turn `query` into leaves, reading the clock as `today`.

    Raises ValueError for text without a word in it: dialects refuse such a value before.
    """
    lowering = _Lowering(lexicon, today, context)
    by_filter = lowering.by_filter(query)
    gathered = [name for name in _one_job(query) if name in by_filter]
    anchor = _all(_any(part.inside for part in by_filter[name]) for name in gathered) if gathered else None
    base = [*_included(by_filter, gathered), *lowering.excluded(query)]
    parts = tuple(part for asked in by_filter.values() for part in asked)
    personas = tuple(lowering.personas(query, anchor))
    if not personas:
        leaf = _all([*base, *([In(Scope.CURRENT, anchor)] if anchor else [])])
        return Plan(query, leaf, (leaf,), parts, (), anchor)
    leaf = _all([*base, _any(part.leaf for part in personas)])
    return Plan(query, leaf, tuple(_tiers(base, personas)), parts, personas, anchor)


def _tiers(base: list[Leaf], personas: tuple[Part, ...]) -> Iterator[Leaf]:
    """One leaf per priority, And-Not the earlier ones (architecture, decision 9)."""
    by_priority: dict[int, list[Leaf]] = defaultdict(list)
    for part in personas:
        by_priority[part.persona.priority if part.persona else 0].append(part.leaf)
    earlier: list[Leaf] = []
    for _, leaves in sorted(by_priority.items()):
        yield _all((*base, _any(leaves), *(Not(leaf) for leaf in earlier)))
        earlier.extend(leaves)


def _one_job(query: Query) -> tuple[str, ...]:
    """The filters that must hold for one and the same current job, besides those inside a persona."""
    if query.anchored:
        return (*ANCHORED, *OF_MATCH)
    if any(clause.filter in OF_MATCH for clause in query.including()):
        return OF_MATCH if query.personas else ("title", *OF_MATCH)
    return ()


def _included(by_filter: Mapping[str, list[Part]], gathered: Sequence[str]) -> Iterator[Leaf]:
    """One leaf per filter, OR inside; what is asked of one job together is left to the anchor."""
    for name, asked in by_filter.items():
        if name not in gathered:
            by_scope: dict[Scope, list[Leaf]] = {}
            for part in asked:
                by_scope.setdefault(part.scope, []).append(part.inside)
            yield _any(_within(scope, _any(inside)) for scope, inside in by_scope.items())


class _Lowering:
    """What values mean on one day."""

    def __init__(self, lexicon: Lexicon, today: date, context: Context) -> None:
        self.lexicon = lexicon
        self.today = today
        self.context = context
        self.month = today.year * 12 + today.month - 1

    def by_filter(self, query: Query) -> dict[str, list[Part]]:
        """What is asked for; several clauses of one filter are one OR list (behaviour §1)."""
        found: dict[str, list[Part]] = {}
        for clause in query.including():
            found.setdefault(clause.filter, []).extend(self.parts(clause))
        return found

    def excluded(self, query: Query) -> Iterator[Leaf]:
        """What must not be: it stands outside of any position, as Not(In(...))."""
        return (Not(part.leaf) for clause in query.clauses if clause.exclude for part in self.parts(clause))

    def personas(self, query: Query, anchor: Leaf | None) -> Iterator[Part]:
        """Personas, best first; in an anchored request they hold for the job at the company."""
        for persona in sorted(query.personas, key=lambda persona: persona.priority):
            inside = wanted(persona, self.lexicon.titles.spelled)
            inside = inside if anchor is None else All((anchor, inside))
            yield Part("persona", persona.name, Scope.CURRENT, inside, persona)

    def parts(self, clause: Clause) -> Iterator[Part]:
        """One part per value, and per scope where it may hold now or before."""
        for value in clause.values:
            inside = self._inside(clause, value)
            yield from (Part(clause.filter, value, scope, inside) for scope in clause.row.scope.parts)

    def _inside(self, clause: Clause, value: str) -> Leaf:  # noqa: PLR0911 - one return a shape
        row = clause.row
        kind = self.lexicon.kinds[row.taxonomy]
        match row.shape:
            case Shape.TEXT if kind.similar:
                return self._title(value, strict=clause.strict)
            case Shape.TEXT if row.path == "text":
                return expression(value)
            case Shape.TEXT:
                return _all(terms(row.path, (word,)) for word in words(value))
            case Shape.TREE if kind.derived and not clause.strict:
                return Any((terms(row.path, (value,)), terms(f"{row.path}_derived", (value,))))
            case Shape.CODE if row.lists:
                return terms(row.path, self.context.members(row.taxonomy, value))
            case Shape.CODE | Shape.TREE:
                return terms(row.path, (value,))
            case Shape.SPAN:
                return self._span(row.path, value)
            case Shape.FLAG:
                return self._flag(row)

    def _title(self, value: str, *, strict: bool) -> Leaf:
        """All words in one title; similar titles by default, the equal normal form when strict (behaviour §1)."""
        if strict:
            return terms("title_form", (key(" ".join(normal(value.replace('"', " ")))),))
        phrases, rest = pieces(value)
        fixed = [Words("title", normal(phrase), phrase=True) for phrase in phrases if normal(phrase)]
        free = normal(rest)
        if fixed:
            return _all((*fixed, *([Words("title", free)] if free else [])))
        ways: list[Leaf] = [Words("title", variant) for variant in self.lexicon.titles.variants(free)]
        ways.extend(
            _all(Terms("concept", frozenset(alternatives)) for alternatives in way)
            for way in self.lexicon.titles.equivalents(value)
        )
        return _any(ways)

    def _flag(self, row: Filter) -> Leaf:
        match row.recent:
            case None:
                return Terms(row.path, frozenset(TRUE))
            case filters.Recent.MONTHS:
                return Range(row.path, self.month - self.context.recent.months, self.month + 1)
            case filters.Recent.DAYS:
                ago = range(self.context.recent.days + 1)
                return terms(row.path, ((self.today - timedelta(days=days)).isoformat() for days in ago))

    def _span(self, path: str, bucket: str) -> Leaf:
        """A tenure of [low, high) whole months, as start months read today."""
        entry = self.lexicon.tenures.entries.get(bucket)
        if entry is None or entry.low is None:
            return Any(())  # a reserved bucket: nobody (behaviour §1)
        longest = 0 if entry.high is None else self.month - entry.high + 1
        return Range(path, longest, min(self.month - entry.low + 1, LAST_MONTH))


def _within(scope: Scope, inside: Leaf) -> Leaf:
    return inside if scope is Scope.PERSON else In(scope, inside)


def _all(leaves: Iterable[Leaf]) -> Leaf:
    found = tuple(leaves)
    return found[0] if len(found) == 1 else All(found)


def _any(leaves: Iterable[Leaf]) -> Leaf:
    found = tuple(leaves)
    return found[0] if len(found) == 1 else Any(found)
