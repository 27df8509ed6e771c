"""Do these facts satisfy these leaves? This is what a query means; every engine must agree with it.

A leaf is made a function once and asked of many: to walk it anew for each of 25 people takes three times as long.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from leadscout.lexicon.text import contains
from leadscout.model.filters import Scope
from leadscout.model.query import Persona
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import All, Any, In, Leaf, Not, Range, Terms, Words
from leadscout.plan.lower import Plan, QueryPart
from leadscout.plan.titles import is_literal

Predicate = Callable[[Values, Facts], bool]
"""Whether what is known of one thing, a position or the person, satisfies a leaf; the facts are all of the person."""


class MatchReason(NamedTuple):
    """A part of a query that holds, in a slot of its scope (None: for the person).

    `equivalent`: the title there says what the part asks for in other words only.
    """

    part: QueryPart
    slot: int | None
    equivalent: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """How somebody matches.

    `slot` is the current position that answers the query best (None: there is none), `persona` the first persona
    that holds, `reasons` each part of the query that holds.
    """

    slot: int | None
    persona: Persona | None
    reasons: tuple[MatchReason, ...]


def holds(leaf: Leaf, facts: Facts) -> bool:
    """Whether the facts satisfy the leaf."""
    return predicate(leaf)(facts.person, facts)


def match(plan: Plan, facts: Facts) -> Match:
    """Which position and which persona satisfy the plan, and why. Asked only of facts that hold."""
    return Matcher(plan)(facts)


def predicate(leaf: Leaf) -> Predicate:  # noqa: PLR0911 - one return a shape
    """What says whether a leaf holds."""
    match leaf:
        case Terms(path, values):
            disjoint = values.isdisjoint
            return lambda here, _: not disjoint(here.terms.get(path, ()))
        case Words(path):
            stand_in = _stand_in(leaf)
            return lambda here, _: any(map(stand_in, here.words.get(path, ())))
        case Range(path, low, high):
            return lambda here, _: low <= here.months.get(path, low - 1) < high
        case All(of):
            return _every(list(map(predicate, of)))
        case Any(of):
            return _some(list(map(predicate, of)))
        case Not(of):
            unwanted = predicate(of)
            return lambda here, facts: not unwanted(here, facts)
        case In(scope, of):
            inside = predicate(of)
            return lambda _, facts: any(inside(slot, facts) for slot in facts.slots(scope))
    raise TypeError(leaf)


def _every(parts: Sequence[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]

    def every(here: Values, facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - all() of a generator takes twice as long
            if not part(here, facts):
                return False
        return True

    return every


def _some(parts: Sequence[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]

    def some(here: Values, facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - any() of a generator takes twice as long
            if part(here, facts):
                return True
        return False

    return some


def _stand_in(leaf: Words) -> Callable[[tuple[str, ...]], bool]:
    words = leaf.words
    if leaf.beginning:
        return lambda text: any(word.startswith(words[0]) for word in text)
    if len(words) == 1:
        return lambda text: words[0] in text
    if leaf.phrase:
        return lambda text: contains(text, words)
    return lambda text: all(word in text for word in words)


class _PartPredicate:
    """Where a part of a plan holds."""

    def __init__(self, part: QueryPart) -> None:
        """Tell the ways of a title that look for the words themselves from those that look for other words."""
        self.part = part
        ways = part.inside.of if isinstance(part.inside, Any) and part.scope is not Scope.PERSON else ()
        literal = [way for way in ways if is_literal(way)]
        others = [way for way in ways if literal and not is_literal(way)]
        self._plain = predicate(Any(tuple(literal)) if literal else part.inside)
        self._in_other_words = predicate(Any(tuple(others))) if others else None

    def reasons(self, facts: Facts) -> list[MatchReason]:
        """One for each slot of its scope in which it holds, or one for the person."""
        part = self.part
        if part.scope is Scope.PERSON:
            return [MatchReason(part, None)] if self._plain(facts.person, facts) else []
        reasons = []
        for at, slot in enumerate(facts.slots(part.scope)):
            if self._plain(slot, facts):
                reasons.append(MatchReason(part, at))
            elif self._in_other_words and self._in_other_words(slot, facts):
                reasons.append(MatchReason(part, at, equivalent=True))
        return reasons


class Matcher:
    """Says which position and which persona satisfy a plan, and why. Asked only of facts that hold."""

    def __init__(self, plan: Plan) -> None:
        """Make what the plan asks ready to be asked of many."""
        self._parts = [_PartPredicate(part) for part in plan.parts]
        self._personas = [(part.persona, predicate(part.inside)) for part in plan.personas]
        self._anchor, self._past_anchor = (
            None if leaf is None else predicate(leaf) for leaf in (plan.anchor, plan.past_anchor)
        )

    def __call__(self, facts: Facts) -> Match:
        """How somebody matches."""
        held = (one for one in self._personas if any(one[1](slot, facts) for slot in facts.current))
        persona, wanted = next(held, (None, self._anchor))
        reasons = [reasons for part in self._parts if (reasons := part.reasons(facts))]
        slot = _best_slot(reasons, wanted, facts)
        preferred = {Scope.PAST: self._past_slot(facts)}
        first = (_first(several, preferred.get(several[0].part.scope, slot)) for several in reasons)
        return Match(slot, persona, tuple(first))

    def _past_slot(self, facts: Facts) -> int | None:
        """The past job for which all holds that is asked of one."""
        wanted = self._past_anchor
        return next((at for at, job in enumerate(facts.past) if wanted(job, facts)), None) if wanted else None


def _best_slot(reasons: Iterable[Sequence[MatchReason]], wanted: Predicate | None, facts: Facts) -> int | None:
    """The slot of the persona's or the company's job; of those, with the title, with most filters, the primary."""
    if len(facts.current) <= 1:
        return 0 if facts.current else None
    held: dict[int, set[str]] = {at: set() for at in range(len(facts.current))}
    for part, at, _ in chain.from_iterable(reasons):
        if part.scope is Scope.CURRENT and at is not None:
            held[at].add(part.filter)

    def rank(at: int) -> tuple[bool, bool, int, int]:
        meant = wanted is None or wanted(facts.current[at], facts)
        return meant, "title" in held[at], len(held[at]), -at

    return max(held, key=rank, default=None)


def _first(reasons: Sequence[MatchReason], preferred: int | None) -> MatchReason:
    """The one in the preferred slot, else the first."""
    return next((reason for reason in reasons if preferred is not None and reason.slot == preferred), reasons[0])
