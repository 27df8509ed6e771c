"""leadscout describe: words into filters."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import anyio
import orjson
import typer
from pydantic import ValidationError

from leadscout.assemble import Leadscout, load
from leadscout.cli.data import Data, Json
from leadscout.dialects.native.described import DescribeBody, Described
from leadscout.errors import Refused
from leadscout.web.validation import from_errors


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(describe)


def describe(
    words: Annotated[str, typer.Argument(help='Who is looked for, in quotes: "CFOs in Ohio, not in banks".')],
    data: Data = None,
    json: Json = False,  # noqa: FBT002 - a flag
) -> None:
    """Show the filters that a description means, and which of its words none of them says."""
    home = Leadscout(load(data=data))
    try:
        request = DescribeBody.model_validate({"words": words})
    except ValidationError as error:
        raise Refused(*from_errors(error.errors())) from None
    described = Described(home.lexicon, home.describing, home.chat)
    answer = anyio.run(described.read, request.words)
    if json:
        typer.echo(orjson.dumps(answer).decode())
        return
    query = answer["query"]
    for line in (*_lines(query, ""), *_lines(query.get("exclude", {}), "not ")):
        typer.echo(line)
    for part in answer["unread"]:
        typer.echo(f"not understood: {part}")
    for warning in answer.get("warnings", ()):
        typer.echo(warning, err=True)


def _lines(filters: Mapping[str, Any], before: str) -> Iterator[str]:
    for name, values in filters.items():
        if name != "exclude":
            yield f"{before}{name}: {'yes' if values is True else ', '.join(map(str, values))}"
