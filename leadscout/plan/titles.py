"""What a title asks for: its words in one title, or the same job in other words, and the role that they name."""

from collections.abc import Iterable, Iterator

from leadscout.lexicon.expressions import has_operators, without_exclusions
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.titles.held import HeldRole
from leadscout.lexicon.titles.titles import Titles, normals
from leadscout.plan.keywords import expression, pieces, written
from leadscout.plan.leaves import All, Any, Leaf, Not, Terms, Words, all_of, any_of, terms

_USUAL = "en"
"""The language of a title of which no word tells one ("SVP")."""


def as_written(value: str) -> Leaf:
    """The equal normal form, and nothing else."""
    return terms("title_form", map("_".join, normals(value.replace('"', " "))))


@remembered(2_000)
def similar(value: str, titles: Titles) -> Leaf:
    """All words of `value` in one title, or the same job in other words; either way the role that it names is held.

    What is quoted is a phrase and asks for no role, and neither does a value with operators (behaviour §1); but one
    that excludes something finds nobody whom it would not find without. Raises ValueError for text without a word.
    """
    if not any(normals(value.replace('"', " "))):
        raise ValueError("no words to look for")
    if has_operators(value):
        words, rest = expression(value, "title", normals), without_exclusions(value)
        plain = any(normals(rest.replace('"', " "))) and not has_operators(rest)
        return all_of((words, similar(rest, titles))) if plain else words
    phrases, rest = pieces(value)
    quoted = (written("title", normals(phrase), phrase=True) for phrase in phrases)
    fixed = [leaf for leaf in quoted if leaf]
    if fixed:
        free = written("title", normals(rest))
        return all_of([*fixed, free] if free else fixed)
    held = titles.read(value).held
    ways = (all_of((*map(_concept, way.tokens), *_roles(held, listed=way.listed))) for way in titles.equivalents(value))
    return any_of((*_literal(value, held, titles), *ways))


def excluded(value: str, titles: Titles) -> Leaf:
    """The same, of which other words count only where they are other forms, or another language's, of the same ones."""
    leaf = similar(value, titles)
    if pieces(value)[0] or has_operators(value):
        return leaf
    held, own = titles.read(value).held, titles.language(value) or _USUAL
    forms = all_of(any_of(Words("title", (form,)) for form in titles.inflections(word)) for word in normals(value)[0])
    abroad = Not(_concept((f"language.{own}",)))
    ways = (
        all_of((*map(_concept, way.tokens), *_roles(held, listed=way.listed), abroad))
        for way in titles.equivalents(value)
    )
    return any_of((*_literal(value, held, titles), all_of((forms, *_roles(held, listed=False))), *ways))


def is_literal(leaf: Leaf) -> bool:
    """Whether a way of `similar` looks for the words themselves."""
    if isinstance(leaf, Terms):
        return leaf.path == "title_form"
    return isinstance(leaf, Words) or (isinstance(leaf, All | Any) and any(map(is_literal, leaf.of)))


def _literal(value: str, held: Iterable[HeldRole], titles: Titles) -> Iterator[Leaf]:
    """The words themselves, where they name the role; the very title, though capitals let it be read as another one."""
    variants = written("title", (variant for form in normals(value) for variant in titles.variants(form)))
    roles = tuple(_roles(held, listed=False))
    if roles:
        yield as_written(value)
    if variants:
        yield all_of((variants, *roles))


def _concept(tokens: Iterable[str]) -> Leaf:
    return Terms("concept", frozenset(tokens))


def _roles(held: Iterable[HeldRole], *, listed: bool) -> Iterator[Leaf]:
    """What a title must hold to answer a query that asks for the roles `held`: their level and their function.

    A job that is `listed` by its name needs no function besides.
    """
    return (_concept(tokens) for role in held if (tokens := role.leads() if listed else role.asked()))
