"""Do these facts satisfy these leaves? This is what a query means; every engine must agree with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadscout.lexicon.text import contains
from leadscout.model.filters import Scope
from leadscout.model.query import Persona
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import All, Any, In, Leaf, Not, Terms, Words
from leadscout.plan.lower import Plan, QueryPart
from leadscout.plan.titles import is_literal

Places = Sequence[tuple[QueryPart, list[int | None]]]
"""Where each part of a query holds."""


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
    places = [(part, _places(part, facts)) for part in plan.parts]
    slot = _best_slot(places, persona.inside if persona else plan.anchor, facts)
    preferred = {Scope.PAST: _past_slot(plan, facts)}
    reasons = tuple((part, at) for part, slots in places for at in _first(slots, preferred.get(part.scope, slot)))
    return Match(slot, persona.persona if persona else None, reasons)


def by_equivalent(part: QueryPart, at: int | None, facts: Facts) -> bool:
    """Whether the title in slot `at` says what `part` asks for in other words only. Asked where the part holds."""
    if at is None or not isinstance(part.inside, Any):
        return False
    same = tuple(filter(is_literal, part.inside.of))
    return bool(same) and not _holds(Any(same), facts.slots(part.scope)[at], facts)


def _holds(leaf: Leaf, here: Values, facts: Facts) -> bool:  # noqa: PLR0911 - one return a shape
    # Not by patterns, which take half as long again: this is asked some hundred times for a page.
    if isinstance(leaf, Terms):
        return not leaf.values.isdisjoint(here.terms.get(leaf.path, ()))
    if isinstance(leaf, All):
        return all(_holds(part, here, facts) for part in leaf.of)
    if isinstance(leaf, Any):
        return any(_holds(part, here, facts) for part in leaf.of)
    if isinstance(leaf, Words):
        return any(_stand_in(leaf, text) for text in here.words.get(leaf.path, ()))
    if isinstance(leaf, In):
        return any(_holds(leaf.of, slot, facts) for slot in facts.slots(leaf.scope))
    if isinstance(leaf, Not):
        return not _holds(leaf.of, here, facts)
    return leaf.low <= here.months.get(leaf.path, leaf.low - 1) < leaf.high


def _stand_in(leaf: Words, text: tuple[str, ...]) -> bool:
    words = leaf.words
    if leaf.beginning:
        return any(word.startswith(words[0]) for word in text)
    return contains(text, words) if leaf.phrase else all(word in text for word in words)


def _places(part: QueryPart, facts: Facts) -> list[int | None]:
    """Where a part of the plan holds: slots of its scope, or [None] for the person."""
    if part.scope is Scope.PERSON:
        return [None] if _holds(part.inside, facts.person, facts) else []
    slots = facts.slots(part.scope)
    return [at for at, slot in enumerate(slots) if _holds(part.inside, slot, facts)]


def _best_slot(places: Places, wanted: Leaf | None, facts: Facts) -> int | None:
    """The slot of the persona's or the company's job; of those, with the title, with most filters, the primary."""
    if len(facts.current) <= 1:
        return 0 if facts.current else None
    held: dict[int, set[str]] = {at: set() for at in range(len(facts.current))}
    for part, slots in places:
        if part.scope is Scope.CURRENT:
            for at in slots:
                if at is not None:
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
