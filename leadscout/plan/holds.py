"""Do these facts satisfy these leaves? This is what a query means; every engine must agree with it."""

from dataclasses import dataclass

from leadscout.lexicon.text import contains
from leadscout.model.filters import Scope
from leadscout.model.query import Persona
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import All, Any, In, Leaf, Not, Range, Terms, Words
from leadscout.plan.lower import Plan, QueryPart
from leadscout.plan.titles import is_literal


@dataclass(frozen=True, slots=True)
class Match:
    """How somebody matches.

    `slot` is the current position that answers the query best (None: there is none), `persona` the first persona
    that holds, `reasons` each part of the query that holds, with its scope and slot.
    """

    slot: int | None
    persona: Persona | None
    reasons: tuple[tuple[QueryPart, int | None], ...]


def holds(leaf: Leaf, facts: Facts) -> bool:
    """Whether the facts satisfy the leaf."""
    return _holds(leaf, facts.person, facts)


def match(plan: Plan, facts: Facts) -> Match:
    """Which position and which persona satisfy the plan, and why. Asked only of facts that hold."""
    persona = next((part for part in plan.personas if holds(part.leaf, facts)), None)
    slot = _best_slot(plan, persona.inside if persona else plan.anchor, facts)
    preferred = {Scope.PAST: _past_slot(plan, facts)}
    reasons = tuple(
        (part, at) for part in plan.parts for at in _first(_places(part, facts), preferred.get(part.scope, slot))
    )
    return Match(slot, persona.persona if persona else None, reasons)


def by_equivalent(part: QueryPart, at: int | None, facts: Facts) -> bool:
    """Whether the title in slot `at` says what `part` asks for in other words only. Asked where the part holds."""
    if at is None or not isinstance(part.inside, Any):
        return False
    same = tuple(filter(is_literal, part.inside.of))
    return bool(same) and not _holds(Any(same), facts.by_scope[part.scope][at], facts)


def _holds(leaf: Leaf, here: Values, facts: Facts) -> bool:  # noqa: PLR0911 - one return a shape
    match leaf:
        case Terms(path, values):
            return not values.isdisjoint(here.terms.get(path, ()))
        case Words(path, (start,), beginning=True):
            return any(word.startswith(start) for text in here.words.get(path, ()) for word in text)
        case Words(path, words, phrase):
            return any(_stand_in(words, text, phrase=phrase) for text in here.words.get(path, ()))
        case Range(path, low, high):
            return low <= here.months.get(path, low - 1) < high
        case All(of):
            return all(_holds(part, here, facts) for part in of)
        case Any(of):
            return any(_holds(part, here, facts) for part in of)
        case Not(of):
            return not _holds(of, here, facts)
        case In(scope, of):
            return any(_holds(of, slot, facts) for slot in facts.by_scope[scope])


def _stand_in(words: tuple[str, ...], text: tuple[str, ...], *, phrase: bool) -> bool:
    return contains(text, words) if phrase else set(words) <= set(text)


def _places(part: QueryPart, facts: Facts) -> list[int | None]:
    """Where a part of the plan holds: slots of its scope, or [None] for the person."""
    if part.scope is Scope.PERSON:
        return [None] if _holds(part.inside, facts.person, facts) else []
    slots = facts.by_scope[part.scope]
    return [at for at, slot in enumerate(slots) if _holds(part.inside, slot, facts)]


def _best_slot(plan: Plan, wanted: Leaf | None, facts: Facts) -> int | None:
    """The slot of the persona's or the company's job; of those, with the title, with most filters, the primary."""
    held: dict[int, set[str]] = {at: set() for at in range(len(facts.current))}
    for part in plan.parts:
        if part.scope is Scope.CURRENT:
            for at, slot in enumerate(facts.current):
                if _holds(part.inside, slot, facts):
                    held[at].add(part.filter)

    def rank(at: int) -> tuple[bool, bool, int, int]:
        meant = wanted is None or _holds(wanted, facts.current[at], facts)
        return meant, "title" in held[at], len(held[at]), -at

    return max(held, key=rank, default=None)


def _past_slot(plan: Plan, facts: Facts) -> int | None:
    """The past job for which all holds that is asked of one."""
    wanted = plan.past_anchor
    return (
        None if wanted is None else next((at for at, job in enumerate(facts.past) if _holds(wanted, job, facts)), None)
    )


def _first(places: list[int | None], preferred: int | None) -> list[int | None]:
    return [preferred] if preferred in places and preferred is not None else places[:1]
