"""What a persona must be made of, whatever shape it is sent in (behaviour §2)."""

from collections.abc import Sequence

from leadscout.dialects.base import LONGEST_VALUE, fault
from leadscout.lexicon.titles.titles import normal
from leadscout.model.query import Persona

MOST = 50
"""Personas of one request."""

MOST_WORDS = 2000
"""Functions, seniorities and prohibits of one request together: each is looked for in every current job."""


def bounded(personas: Sequence[Persona]) -> None:
    """Refuse more personas or words than can be looked for in reasonable time."""
    words = sum(len(p.functions) + len(p.seniorities) + len(p.prohibits) for p in personas)
    longest = max(
        (len(word) for p in personas for word in (p.name, *p.functions, *p.seniorities, *p.prohibits)), default=0
    )
    if longest > LONGEST_VALUE:
        raise fault("too_long", field="personas", limit=LONGEST_VALUE)
    if len(personas) > MOST:
        raise fault("too_many_personas", field="personas", limit=MOST)
    if words > MOST_WORDS:
        raise fault("too_many_words", field="personas", limit=MOST_WORDS)


def keyword(value: str) -> str:
    """One function, seniority or prohibit: text with a word in it that is not only a stop word."""
    if not normal(value):
        raise fault("no_words", value=value)
    return value


def name(value: str) -> str:
    """A persona's name: not blank."""
    if not value.strip():
        raise fault("empty_value")
    return value.strip()


def persona_of(value: object, example: str) -> Persona:
    """A persona sent as [name, functions, seniorities, prohibits, priority]; the last three are optional, or null.

    Raises a fault that names the position and shows `example`.
    """

    def wrong(what: str) -> Exception:
        return fault("bad_persona", value=what, valid=(example,))

    if not isinstance(value, list) or not 2 <= len(value) <= 5:  # noqa: PLR2004 - behaviour §2
        raise wrong("a persona is a list of 2 to 5 items: name, functions, seniorities, prohibits, priority")
    called, *rest = value
    if not isinstance(called, str) or not called.strip():
        raise wrong("item 0, the name, is not a text")
    lists: list[tuple[str, ...]] = []
    for at, part in enumerate(("functions", "seniorities", "prohibits")):
        words = rest[at] if at < len(rest) else []
        words = [] if at and words is None else words  # the functions alone must be there
        if not isinstance(words, list) or not all(isinstance(word, str) and normal(word) for word in words):
            raise wrong(f"item {at + 1}, the {part}, is not a list of words")
        lists.append(tuple(words))
    priority = rest[3] if len(rest) > 3 else 0  # noqa: PLR2004
    priority = 0 if priority is None else priority
    if not isinstance(priority, int) or isinstance(priority, bool):
        raise wrong("item 4, the priority, is not a whole number")
    functions, seniorities, prohibits = lists
    return Persona(called.strip(), functions, seniorities, prohibits, priority)
