"""Random questions: queries as callers ask them, and leaves as wild as the algebra allows."""

from collections.abc import Sequence
from datetime import date
from random import Random

from leadscout.lexicon import Lexicon
from leadscout.lexicon.expressions import SHORTEST
from leadscout.model.filters import FILTERS, Scope, Shape
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.facts import GAP, Facts, Values
from leadscout.plan.leaves import All, Any, In, Leaf, Not, Range, Terms, Words
from leadscout.plan.lower import lower

TODAY = date(2026, 11, 20)
FUNCTIONS = ("sales", "marketing", "it", "people", "product", "vertrieb", "finance", "manager", "operations")
SENIORITIES = ("Head", "VP", "Director", "manager+", "chief", "Managing Director", "c-lvl", "Leiter")


class Questions:
    """Asks about what some people really have, so that answers are neither empty nor everybody."""

    def __init__(self, people: Sequence[Facts], lexicon: Lexicon, seed: int) -> None:
        self.people = people
        self.lexicon = lexicon
        self.dice = Random(seed)

    def leaf(self) -> Leaf:
        """Half of the time a lowered query, half of the time any leaf at all."""
        if self.dice.random() < 0.5:
            plan = lower(self.query(), self.lexicon, TODAY)
            return self.dice.choice(plan.tiers) if self.dice.random() < 0.3 else plan.leaf
        return self.any_leaf(3)

    def query(self) -> Query:
        dice = self.dice
        names = dice.sample(list(FILTERS), dice.choice((1, 1, 2, 2, 3, 4)))
        clauses = [self.clause(name, exclude=dice.random() < 0.25) for name in names]
        personas = tuple(self.persona(at) for at in range(dice.choice((0, 0, 1, 2, 3))))
        anchored = dice.random() < 0.3
        if anchored:
            clauses.append(self.clause("company", exclude=False))
        past_anchored = dice.random() < 0.2
        if past_anchored:
            clauses += [self.clause(name, exclude=False) for name in ("past_title", "past_company")]
        kept = tuple(clause for clause in clauses if clause.values)
        return Query(kept, personas, anchored, past_anchored=past_anchored)

    def clause(self, name: str, *, exclude: bool) -> Clause:
        row, dice = FILTERS[name], self.dice
        values = []
        for _ in range(dice.choice((1, 1, 2, 5, 20))):
            somebody = dice.choice(self.people)
            scope = dice.choice(row.scope.parts)
            slots = [somebody.person] if scope is Scope.PERSON else somebody.slots(scope)
            if not slots:
                continue
            slot = dice.choice(slots)
            if row.shape is Shape.FLAG:
                values = ["true"]
            elif row.shape is Shape.SPAN:
                values.append(dice.choice("12345"))
            elif row.shape is Shape.TEXT:
                values.append(self.text(slot, row.path))
            else:
                values.extend(dice.sample(slot.terms.get(row.path, ()), min(1, len(slot.terms.get(row.path, ())))))
        return Clause(name, tuple(filter(None, values)), exclude, strict=dice.random() < 0.2)

    def text(self, slot: Values, path: str) -> str:
        dice = self.dice
        if path in slot.terms:
            return dice.choice(slot.terms[path] or ("nobody",))
        words = said(dice.choice(slot.words.get(path) or (("nobody",),)))
        size = dice.choice((1, 1, 2, 2, 3))
        at = dice.randrange(len(words))
        some = words[at : at + size] if dice.random() < 0.5 else dice.sample(words, min(size, len(words)))
        asked = " ".join(some)
        if dice.random() < 0.2 and any(len(word) > SHORTEST for word in some):
            word = next(word for word in some if len(word) > SHORTEST)
            return f"{word[: dice.randrange(SHORTEST, len(word))]}*"
        return f'"{asked}"' if dice.random() < 0.2 else asked

    def persona(self, at: int) -> Persona:
        dice = self.dice
        return Persona(
            f"persona {at}",
            tuple(dice.sample(FUNCTIONS, dice.choice((0, 1, 2, 3)))),
            tuple(dice.sample(SENIORITIES, dice.choice((0, 1, 2)))),
            tuple(dice.sample((*FUNCTIONS, "ceo", "assistant"), dice.choice((0, 0, 1, 2)))),
            dice.choice((0, 0, 1, 5)),
        )

    def any_leaf(self, depth: int) -> Leaf:
        dice = self.dice
        kind = dice.random()
        if depth and kind < 0.25:
            return All(tuple(self.any_leaf(depth - 1) for _ in range(dice.choice((0, 1, 2, 3)))))
        if depth and kind < 0.5:
            return Any(tuple(self.any_leaf(depth - 1) for _ in range(dice.choice((0, 1, 2, 3)))))
        if depth and kind < 0.6:
            return Not(self.any_leaf(depth - 1))
        somebody = dice.choice(self.people)
        if kind < 0.75:
            return self.plain_leaf(somebody.person, ("place", "place_derived", "id"), ("text",), ())
        scope = dice.choice((Scope.CURRENT, Scope.CURRENT, Scope.PAST))
        slots = somebody.slots(scope)
        return In(scope, self.slot_leaf(dice.choice(slots) if slots else Values(), scope, depth))

    def slot_leaf(self, slot: Values, scope: Scope, depth: int) -> Leaf:
        dice = self.dice
        kind = dice.random()
        if depth and kind < 0.3:
            return All(tuple(self.slot_leaf(slot, scope, depth - 1) for _ in range(dice.choice((0, 1, 2, 3)))))
        if depth and kind < 0.45:
            return Any(tuple(self.slot_leaf(slot, scope, depth - 1) for _ in range(dice.choice((0, 1, 2, 3)))))
        if depth and kind < 0.6:
            return Not(self.slot_leaf(slot, scope, depth - 1))
        if scope is Scope.PAST:
            return self.plain_leaf(slot, ("title_form", "concept"), ("title",), ())
        codes = ("seniority", "function", "headcount", "industry", "company", "hq", "hq_derived", "title_form")
        return self.plain_leaf(slot, (*codes, "title_also", "concept"), ("title",), ("since",))

    def plain_leaf(self, slot: Values, codes: tuple[str, ...], words: tuple[str, ...], months: tuple[str, ...]) -> Leaf:
        dice = self.dice
        kind = dice.choice(("terms", "terms", "words", "range") if months else ("terms", "words"))
        if kind == "range":
            at = slot.months.get("since", 24_200)
            low = at - dice.randrange(40)
            return Range("since", low, low + dice.randrange(80))
        if kind == "words":
            text = said(dice.choice(slot.words.get(words[0]) or (("nobody", "here"),)))
            at, size = dice.randrange(len(text)), dice.choice((1, 2, 2, 3))
            some = text[at : at + size] if dice.random() < 0.6 else tuple(dice.sample(text, min(size, len(text))))
            if dice.random() < 0.2:
                return Words(words[0], (some[0][: dice.choice((1, 2, 3, 9))],), beginning=True)
            return Words(words[0], some, phrase=dice.random() < 0.5)
        path = dice.choice(codes)
        known = slot.terms.get(path, ())
        more = [f"none{at}" for at in range(dice.choice((0, 1, 10)))]
        return Terms(path, frozenset([*dice.sample(known, min(len(known), 2)), *more]))


def said(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a text that can be asked for."""
    return tuple(word for word in words if word != GAP) or ("nobody",)
