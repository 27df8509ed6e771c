"""lower: Query -> Plan, the leaves that engines compile. What a query means is decided here and in `holds`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from leadscout.lexicon import Lexicon
from leadscout.lexicon.tokens import renderings
from leadscout.model import budget
from leadscout.model.filters import FILTERS, TRUE, Filter, RecentUnit, Scope, Shape
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan import titles
from leadscout.plan.keywords import expression
from leadscout.plan.leaves import LAST_MONTH, All, Any, In, Leaf, Not, Range, Terms, all_of, any_of, terms
from leadscout.plan.personas import wanted

# What a company-anchored request asks of the job at that company: all that is asked of current jobs (behaviour §1).
ANCHORED = ("company", *(name for name, row in FILTERS.items() if row.scope is Scope.CURRENT and name != "company"))

PAST_JOB = tuple(name for name, row in FILTERS.items() if row.scope is Scope.PAST)
"""What must hold for one and the same past job, where a request says so."""

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
class QueryPart:
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
    For `match`: `parts`, `personas` (best first), and `anchor`, what one job at the company is, `past_anchor`, what one
    past job is. `rest`: what is looked at again behind a source that settles all other clauses.
    `shown`: of whom the asker may be told at all; None: of everybody.
    """

    query: Query
    leaf: Leaf
    tiers: tuple[Leaf, ...]
    parts: tuple[QueryPart, ...]
    personas: tuple[QueryPart, ...]
    anchor: Leaf | None
    rest: Leaf
    past_anchor: Leaf | None = None
    shown: Leaf | None = None

    def tier(self, persona: Persona | None) -> int:
        """The tier of whom a persona holds for: that of its priority among those of all personas."""
        priorities = sorted({part.persona.priority for part in self.personas if part.persona})
        return priorities.index(persona.priority) if persona else 0

    def narrowed(self, leaf: Leaf) -> "Plan":
        """The same people as far as `leaf` holds for them, too; without telling tiers apart."""
        both = All((self.leaf, leaf))
        return replace(self, leaf=both, tiers=(both,))

    def only(self, leaf: Leaf, behind: Leaf) -> "Plan":
        """Of the same people those for whom `leaf` holds, too, in every tier; `behind` a source the same in full."""
        tiers = tuple(All((tier, leaf)) for tier in self.tiers)
        return replace(self, leaf=All((self.leaf, leaf)), tiers=tiers, rest=All((self.rest, behind)), shown=behind)


def lower(query: Query, lexicon: Lexicon, today: date, context: Context = DEFAULT) -> Plan:
    """Turn `query` into leaves, reading the clock as `today`.

    Raises ValueError for text without a word in it: dialects refuse such a value before.
    """
    lowering = _Lowering(lexicon, today, context)
    by_filter = lowering.by_filter(query)
    gathered = [name for name in _one_job(query) if name in by_filter]
    past = [name for name in PAST_JOB if query.past_anchored and name in by_filter]
    anchor, past_anchor = (_of_one_job(by_filter, names) for names in (gathered, past))
    together = [In(Scope.PAST, past_anchor)] if past_anchor else []
    base = [*_included(by_filter, [*gathered, *past]), *together, *lowering.excluded(query)]
    parts = tuple(part for one in by_filter.values() for part in one)
    personas = tuple(lowering.personas(query, anchor))
    if not personas:
        leaf = all_of([*base, *([In(Scope.CURRENT, anchor)] if anchor else [])])
        return Plan(query, leaf, (leaf,), parts, (), anchor, leaf, past_anchor)
    leaf = all_of([*base, any_of(part.leaf for part in personas)])
    return Plan(query, leaf, tuple(_tiers(base, personas)), parts, personas, anchor, leaf, past_anchor)


def _of_one_job(by_filter: Mapping[str, list[QueryPart]], names: Sequence[str]) -> Leaf | None:
    """What all these filters ask of one job."""
    return all_of(any_of(part.inside for part in by_filter[name]) for name in names) if names else None


def _tiers(base: list[Leaf], personas: tuple[QueryPart, ...]) -> Iterator[Leaf]:
    """One leaf per priority, And-Not the earlier ones (architecture, decision 9)."""
    by_priority: dict[int, list[Leaf]] = defaultdict(list)
    for part in personas:
        by_priority[part.persona.priority if part.persona else 0].append(part.leaf)
    earlier: list[Leaf] = []
    for _, leaves in sorted(by_priority.items()):
        yield all_of((*base, any_of(leaves), *(Not(leaf) for leaf in earlier)))
        earlier.extend(leaves)


def _one_job(query: Query) -> tuple[str, ...]:
    """The filters that must hold for one and the same current job, besides those inside a persona."""
    if query.anchored:
        return ANCHORED
    if any(clause.filter in OF_MATCH for clause in query.including()):
        return OF_MATCH if query.personas else ("title", *OF_MATCH)
    return ()


def stands_alone(query: Query, name: str) -> bool:
    """Whether what a query asks of a filter holds by itself, and not for the same job as another filter."""
    return name not in _one_job(query) and not (query.past_anchored and name in PAST_JOB)


def _included(by_filter: Mapping[str, list[QueryPart]], gathered: Sequence[str]) -> Iterator[Leaf]:
    """One leaf per filter, OR inside; what is asked of one job together is left to the anchor."""
    for name, parts in by_filter.items():
        if name not in gathered:
            by_scope: dict[Scope, list[Leaf]] = {}
            for part in parts:
                by_scope.setdefault(part.scope, []).append(part.inside)
            yield any_of(_within(scope, any_of(inside)) for scope, inside in by_scope.items())


class _Lowering:
    """What values mean on one day."""

    def __init__(self, lexicon: Lexicon, today: date, context: Context) -> None:
        self.lexicon = lexicon
        self.today = today
        self.context = context
        self.month = today.year * 12 + today.month - 1

    def by_filter(self, query: Query) -> dict[str, list[QueryPart]]:
        """What is asked for; several clauses of one filter are one OR list (behaviour §1)."""
        parts: dict[str, list[QueryPart]] = {}
        for clause in query.including():
            parts.setdefault(clause.filter, []).extend(self.parts(clause))
        return parts

    def excluded(self, query: Query) -> Iterator[Leaf]:
        """What must not be: it stands outside of any position, as Not(In(...))."""
        return (Not(part.leaf) for clause in query.clauses if clause.exclude for part in self.parts(clause))

    def personas(self, query: Query, anchor: Leaf | None) -> Iterator[QueryPart]:
        """Personas, best first; in an anchored request they hold for the job at the company."""
        for persona in sorted(query.personas, key=lambda persona: persona.priority):
            inside = wanted(persona, self.lexicon.titles.spelled)
            inside = inside if anchor is None else All((anchor, inside))
            yield QueryPart("persona", persona.name, Scope.CURRENT, inside, persona)

    def parts(self, clause: Clause) -> Iterator[QueryPart]:
        """One part per value, and per scope where it may hold now or before."""
        for value in clause.values:
            budget.check()
            inside = self._inside(clause, value)
            yield from (QueryPart(clause.filter, value, scope, inside) for scope in clause.row.scope.parts)

    def _inside(self, clause: Clause, value: str) -> Leaf:  # noqa: PLR0911 - one return a shape
        row = clause.row
        kind = self.lexicon.kinds[row.taxonomy]
        match row.shape:
            case Shape.TEXT if kind.similar:
                return self._title(value, clause)
            case Shape.TEXT if row.path == "text":
                return expression(value)
            case Shape.TEXT:
                return self._name(row, value)
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

    def _name(self, row: Filter, value: str) -> Leaf:
        ways = [way for way in renderings(value) if way]
        if not ways:
            raise ValueError("no words to look for")
        return any_of(all_of(terms(row.path, (word,)) for word in way) for way in ways)

    def _title(self, value: str, clause: Clause) -> Leaf:
        """Similar titles by default, the equal normal form when strict (behaviour §1)."""
        if clause.strict:
            return titles.as_written(value)
        return (titles.excluded if clause.exclude else titles.similar)(value, self.lexicon.titles)

    def _flag(self, row: Filter) -> Leaf:
        match row.recent:
            case None:
                return Terms(row.path, frozenset(TRUE))
            case RecentUnit.MONTHS:
                return Range(row.path, self.month - self.context.recent.months, self.month + 1)
            case RecentUnit.DAYS:
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
