"""leadscout lexicon: how titles, places and headlines are read, one JSON object a line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import orjson
import typer

from leadscout import lexicon
from leadscout.cli.data import Json
from leadscout.cli.lines import JsonObject, answer
from leadscout.dialects import VENDORS
from leadscout.lexicon import Lexicon
from leadscout.lexicon.headlines import headlines
from leadscout.lexicon.titles.titles import Explanation
from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause, Persona, Query
from leadscout.plan.facts import Reader
from leadscout.plan.holds import holds
from leadscout.service.asking.question import plan_of_words

_LEVELS = {
    vendor.name: {level: word for word, levels in reversed(list(vendor.levels.items())) for level in levels}
    for vendor in VENDORS
    if vendor.levels
}
"""The word of each vendor that has its own for a level of ours."""


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    verbs = typer.Typer(help="Show how titles, places and headlines are read.", no_args_is_help=True)
    for verb in (titles, pairs, locations, headlines_):
        verbs.command(verb.__name__.strip("_"))(verb)
    verbs.command(explain.__name__)(explain)
    app.add_typer(verbs, name="lexicon")


def titles() -> None:
    """Read titles: {"id", "title"} in, {"id", "seniority", "held", "functions"} out.

    `seniority` is in LinkedIn's numbers, `seniority_VENDOR` in the words of a vendor that has its own. `held` is false
    where the title only names what somebody was before.
    """
    answer(partial(_title, lexicon.load()))


def pairs() -> None:
    """Match titles: {"id", "query", "title", "surface"} in, {"id", "match"} out.

    Surfaces: title_match, seniority, function, persona.
    """
    words = lexicon.load()
    answer(partial(_pair, words, Reader(words)))


def locations() -> None:
    """Read places: {"id", "location"} in, {"id", "country", "admin1", "city", "ambiguous"} out.

    A "place_id" beside the location is answered with a "warning" where it is the id of another place, else null.
    """
    answer(partial(_location, lexicon.load()))


def headlines_() -> None:
    """Read headlines: {"id", "headline"} in, {"id", "title", "company"} out."""
    answer(_headline)


def explain(
    titles: Annotated[list[str], typer.Argument(help="Job titles, each in quotes.")],
    json: Json = False,  # noqa: FBT002
) -> None:
    """Tell how titles are read: which word gave which level and function, and what the model guessed."""
    words = lexicon.load()
    explanations = [words.titles.explain(title) for title in titles]
    if json:
        typer.echo(orjson.dumps(explanations).decode())
        return
    for one in explanations:
        typer.echo("\n".join((one.title, *_sentences(words, one))))


def _sentences(words: Lexicon, one: Explanation) -> Iterator[str]:
    level, function = words.taxonomies["seniority"].label, words.taxonomies["function"].label
    signs = ", ".join(f"{sign} = {code}" for sign, code in one.level_signs)
    meant = " + ".join(map(" or ".join, one.modifiers))
    if not one.understood:
        yield "  not understood: none of its words is in a table, so it has no level and no function"
    yield f"  language   {one.language or 'not told by its words'}"
    yield f"  head noun  {' or '.join(one.head) or 'not understood'}   (with {meant or 'nothing'})"
    yield f"  roles      {' | '.join(one.roles) or 'none'}"
    yield f"  seniority  {', '.join(map(level, one.levels)) or 'none'}   ({signs or 'no sign'})"
    fields = ", ".join(f"{sign} = {function(code)} {weight:g}" for sign, code, weight in one.function_signs)
    yield f"  functions  {', '.join(map(function, one.functions)) or 'none'}   ({fields or 'no sign'})"
    yield f"  model      {', '.join(f'{function(code)} {chance:.2f}' for code, chance in one.model) or 'none'}"
    yield f"  means      {', '.join(one.concepts) or 'nothing that has other names'}"


def _title(words: Lexicon, case: JsonObject) -> JsonObject:
    read = words.titles.read(case["title"])
    ids = [id_ for level in read.named for id_ in _ids(words, level)]
    return {
        "seniority": list(dict.fromkeys(ids)),
        **{
            f"seniority_{name}": list(dict.fromkeys(words_of[level] for level in read.named))
            for name, words_of in _LEVELS.items()
        },
        "held": bool(read.levels),
        "functions": list(read.ranked[:2]),
    }


def _ids(words: Lexicon, level: str) -> Iterator[str]:
    """LinkedIn's number of a level."""
    entry = next(entry for entry in words.taxonomies["seniority"] if entry.code == level)
    return (alias for alias in entry.aliases if alias.isdigit())


def _pair(words: Lexicon, facts: Reader, case: JsonObject) -> JsonObject:
    query = _query(words, case["query"], case["surface"])
    leaf = plan_of_words(query, words, datetime.now(UTC).date()).leaf
    return {"match": holds(leaf, facts(Lead(positions=(Position(title=case["title"]),))))}


def _query(words: Lexicon, text: str, surface: str) -> Query:
    read = words.titles.read(text)
    match surface:
        case "persona":
            return Query(personas=(Persona(text, (), (text,)),))
        case "seniority":
            return Query((Clause("seniority", _levels(words, text) or read.levels),))
        case "function":
            return Query((Clause("function", words.taxonomies["function"].find(text) or read.functions[:1]),))
        case "title_match":
            return Query((Clause("title", (text,)),))
    raise ValueError(f"surface {surface}: expected title_match, seniority, function or persona")


def _levels(words: Lexicon, text: str) -> tuple[str, ...]:
    """A level as LinkedIn's filter means it: heads are Directors there."""
    levels = words.taxonomies["seniority"].find(text)
    numbers = {number for level in levels for number in _ids(words, level)}
    return tuple(entry.code for entry in words.taxonomies["seniority"] if numbers.intersection(entry.aliases))


def _location(words: Lexicon, case: JsonObject) -> JsonObject:
    places = words.places
    reading = places.read(case["location"])
    place = {**places.address(reading), "ambiguous": bool(reading.alternatives), "exact": reading.exact}
    return place | ({"warning": places.check(str(case["place_id"]), case["location"])} if "place_id" in case else {})


def _headline(case: JsonObject) -> JsonObject:
    title, company = headlines.read(case["headline"])
    return {"title": title or None, "company": company or None}
