"""leadscout salesnav, leadscout url: Sales Navigator's addresses, for machines and for people."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from leadscout import lexicon, salesnav
from leadscout.cli.data import Json
from leadscout.cli.lines import JsonObject, answer
from leadscout.dialects.native import faces
from leadscout.dialects.native.words import QueryBody, body
from leadscout.errors import Refused
from leadscout.lexicon import Lexicon
from leadscout.salesnav import restli, url
from leadscout.salesnav.addresses import Address
from leadscout.web.validation import from_errors


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    verbs = typer.Typer(
        help="Read and write addresses of Sales Navigator, one JSON object a line.", no_args_is_help=True
    )
    for verb in (read, write, restli_):
        verbs.command(verb.__name__.strip("_"))(verb)
    app.add_typer(verbs, name="salesnav")
    app.command(name="url")(show)


def read() -> None:
    """Read addresses: {"id", "url"} in, {"id", "form", "filters", "keywords", "page", …} out, or {"id", "error"}.

    `filters` are Sales Navigator's types with their values as they are written, `applied_filters` what they mean here;
    `dropped` and `unread` name what means nothing here.
    """
    answer(_or_error(partial(_read, lexicon.load())))


def write() -> None:
    """Write addresses: {"id", "query": {…}} in, a native search request; {"id", "url", "left_out"} out."""
    words = lexicon.load()
    answer(_or_error(partial(_write, words, body(words, QueryBody))))


def restli_() -> None:
    """Read and write Rest.li: {"id", "op", "input"} in, {"id", "output"} out.

    Operations: encode, param_encode, decode, reduced_decode.
    """
    answer(_or_error(_operated))


def show(
    address: Annotated[str, typer.Argument(metavar="URL", help="Address of a people search, in quotes.")],
    json: Json = False,  # noqa: FBT002
) -> None:
    """Show what the address of a people search asks for."""
    words = lexicon.load()
    reading = salesnav.read(address, words)
    if json:
        typer.echo(orjson.dumps(faces.address(reading, words)).decode())
        return
    table = Table("filter", "values")
    for clause in reading.query.clauses:
        kind = words.kinds[clause.row.taxonomy]
        live = " (only live)" if clause.row.needs_graph else ""
        shown = (code if kind.label(code) == code else f"{kind.label(code)} ({code})" for code in clause.values)
        table.add_row(f"{'not ' * clause.exclude}{clause.filter}{live}", ", ".join(shown))
    Console().print(table)
    for part in reading.unread:
        typer.echo(f"not searched: {part}")
    for warning in reading.warnings:
        typer.echo(f"warning: {warning}")


def _or_error(do: Callable[[JsonObject], JsonObject]) -> Callable[[JsonObject], JsonObject]:
    def done(case: JsonObject) -> JsonObject:
        try:
            return do(case)
        except Refused as refused:
            at = next((fault.limit for fault in refused.faults if fault.code == "bad_address"), None)
            return {"error": str(refused), **({} if at is None else {"position": at})}
        except restli.Malformed as malformed:
            return {"error": str(malformed), "position": malformed.position}

    return done


def _operated(case: JsonObject) -> JsonObject:
    operation = _OPERATIONS.get(case["op"])
    if operation is None:
        return {"error": f"{case['op']} is no operation; valid: {', '.join(_OPERATIONS)}"}
    return {"output": operation(case["input"])}


def _read(words: Lexicon, case: JsonObject) -> JsonObject:
    address = url.read(case["url"])
    return {
        "filters": _filters(address),
        "keywords": address.keywords,
        "dropped": [part.name for part in address.unread],
        **faces.address(salesnav.reading.read(address, words), words),
    }


def _filters(address: Address) -> dict[str, dict[str, list[str]]]:
    filters: dict[str, dict[str, list[str]]] = {}
    for facet in address.facets:
        sides = filters.setdefault(_type(facet.type, facet.scope), {"included": [], "excluded": []})
        for value in facet.selected:
            sides["excluded" if value.exclude else "included"].append(value.id or value.text)
    return filters


def _type(type_: str, scope: str) -> str:
    return "PAST_TITLE" if type_ == "TITLE" and scope.startswith("PAST") else type_


def _write(words: Lexicon, model: type[QueryBody], case: JsonObject) -> JsonObject:
    try:
        query = model.model_validate(case["query"]).query()
    except ValidationError as error:
        raise Refused(*from_errors(error.errors(), model)) from error
    return faces.written(salesnav.write(query, words))


_OPERATIONS: Mapping[str, Callable[[Any], object]] = {
    "encode": restli.write,
    "param_encode": restli.write_parameters,
    "decode": restli.read,
    "reduced_decode": partial(restli.read, unescape=restli.reduced),
}
