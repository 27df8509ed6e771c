"""Personas: their token rules, literal (behaviour §2)."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice, product

from leadscout.lexicon.titles.signs import Phrase
from leadscout.lexicon.titles.titles import normal
from leadscout.model.query import Persona
from leadscout.plan.leaves import All, Any, Leaf, Not, Terms, Words

# A seniority keyword that stands for several; read before punctuation goes.
_EXPANDED = {
    "vp": ("vp", "svp", "evp", "gvp", "avp"),
    "chief": ("chief", "chief officer"),
    "c-lvl": ("c-lvl", "chief officer"),
    "cxo": ("cxo", "chief officer"),
    "manager+": ("manager", "director", "head", "vp", "svp", "evp", "avp", "chief officer"),
}
_MOST = 60  # titles of a persona
_BLANKS = re.compile(r"\s+")


def wanted(persona: Persona, spelled: Mapping[str, Phrase]) -> Leaf:
    """What a position must be to satisfy the persona; `spelled` maps abbreviations to what they are short for."""
    leaves: list[Leaf] = []
    if persona.functions:
        leaves.append(_any(_keyword(normal(function)) for function in persona.functions))
    if persona.seniorities:
        leaves.append(_any(_keyword(normal(word)) for seniority in persona.seniorities for word in _expand(seniority)))
    if persona.prohibits:
        leaves.append(Not(prohibited(persona, spelled)))
    return All(tuple(leaves))


def as_titles(persona: Persona) -> tuple[str, ...]:
    """The titles that a persona means: each seniority with each function, or one of them alone; the first 60."""
    levels = [word for seniority in persona.seniorities for word in _expand(seniority)]
    titles: dict[str, None] = {}
    for pair in islice(product(levels or [""], persona.functions or [""]), _MOST):
        title = " ".join(filter(None, pair))
        if normal(title.replace('"', " ")):
            titles[title] = None
    return tuple(titles)


def prohibited(persona: Persona, spelled: Mapping[str, Phrase]) -> Leaf:
    """What a position must not be by the persona's prohibits; nothing, where it has none."""
    return Any(tuple(leaf for word in persona.prohibits for leaf in _shared(normal(word), spelled)))


def _expand(seniority: str) -> tuple[str, ...]:
    return _EXPANDED.get(_BLANKS.sub("", seniority.lower()), (seniority,))


def _keyword(tokens: Phrase) -> Leaf:
    """Every token is a whole token of the title, as written or as an abbreviation of it adds; no token, no title."""
    if not tokens:
        return Any(())
    return All(tuple(Any((Words("title", (token,)), Terms("title_also", frozenset((token,))))) for token in tokens))


def _shared(tokens: Phrase, spelled: Mapping[str, Phrase]) -> Iterable[Leaf]:
    """What drops a lead: one token shared before abbreviations are read, or an abbreviation's spelled form."""
    for token in tokens:
        yield Words("title", (token,))
        if token in spelled:
            yield Words("title", spelled[token], phrase=True)


def _any(leaves: Iterable[Leaf]) -> Leaf:
    return Any(tuple(leaves))
