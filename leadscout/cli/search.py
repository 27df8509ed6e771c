"""leadscout count, leadscout search: the native query, its flags made from FILTERS."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bring_up_to_date, existing
from leadscout.cli.flags import Flags, with_filters
from leadscout.dialects.base import corrections
from leadscout.dialects.native import faces
from leadscout.dialects.native.words import PAGE, PreviewBody, body
from leadscout.errors import Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.text import fold
from leadscout.model.filters import FILTERS
from leadscout.model.query import Query
from leadscout.model.search import Count, Page, Without
from leadscout.web.validation import from_errors

_WIDE = 200
"""Letters of a line, where there is no terminal."""

Correct = Annotated[
    bool, typer.Option("--correct-spelling", help="Look for the nearest word instead of a keyword that nobody has.")
]
Limit = Annotated[int, typer.Option(help=f"People to print, at most {PAGE}.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    app.command()(with_filters(count))
    app.command()(with_filters(search))


def count(
    flags: Flags,
    data: Data = None,
    json: Json = False,  # noqa: FBT002 - a flag
    correct_spelling: Correct = False,  # noqa: FBT002
) -> None:
    """Count the people who match. Repeat a flag for OR; different flags are AND."""
    home = indexed(data)
    request = read(flags, home.lexicon, {"correct_spelling": correct_spelling})
    question = home.asking.question(flags.asker(home), request.query(), request.names)
    counted = home.asking.count(question)
    if json:
        estimate = {} if counted.exact else {"exact": False}
        typer.echo(orjson.dumps({"count": counted.value, **estimate, **corrections(question.query)}).decode())
    else:
        typer.echo(_people(counted))
        _tell(home.lexicon, request, question.query, home.asking.without(question, counted))


def search(
    flags: Flags,
    data: Data = None,
    json: Json = False,  # noqa: FBT002 - a flag
    limit: Limit = 10,
    correct_spelling: Correct = False,  # noqa: FBT002
) -> None:
    """Show people who match. Repeat a flag for OR; different flags are AND."""
    home = indexed(data)
    request = read(flags, home.lexicon, {"limit": limit, "correct_spelling": correct_spelling})
    question = home.asking.question(flags.asker(home), request.query(), request.names)
    page = home.asking.page(question, request.limit)
    left_out = home.asking.without(question, page.total)
    if json:
        body = faces.page(home.lexicon, faces.reading(question.query, home.lexicon), page)
        typer.echo(orjson.dumps({**body, **faces.advice(left_out)}).decode())
    else:
        # What is piped into another program is not cut to the width of a terminal.
        Console(width=None if sys.stdout.isatty() else _WIDE).print(_table(page))
        _tell(home.lexicon, request, question.query, left_out)


def _tell(lexicon: Lexicon, request: PreviewBody, query: Query, left_out: Iterable[Without]) -> None:
    """Say how words were read or corrected, and how many there would be without each flag."""
    for clause, values in request.given():
        for value in values:
            labels = [lexicon.kinds[clause.row.taxonomy].label(code) for code in value.codes]
            if len(labels) == 1 and fold(labels[0]) != fold(value.written) and not value.warning:
                typer.echo(f"{value.written} was read as {labels[0]}")
    for warning in query.warnings:
        typer.echo(warning)
    for done in query.corrections:
        typer.echo(f"nobody has {done.word}: looked for {done.corrected}")
    for one in left_out:
        flag = f"--{'not-' * one.exclude}{one.filter.replace('_', '-')}"
        typer.echo(f"without {flag}: {one.count:,} people")


def _people(counted: Count) -> str:
    return f"{'' if counted.exact else 'about '}{counted.value:,} people"


def indexed(data: Path | None) -> Leadscout:
    """Everything over a data folder, its index up to date with the people."""
    home = existing(data)
    state = home.index.state
    if state is None or state.applied < home.people.last_change():
        bring_up_to_date(home)
    return home


def read(flags: Flags, lexicon: Lexicon, more: Mapping[str, Any]) -> PreviewBody:
    """The flags as a native request; prints every fault and ends with status 2 when there is one."""
    preview: type[PreviewBody] = body(lexicon, PreviewBody)
    try:
        return preview.model_validate({**written(flags), **more})
    except ValidationError as error:
        refused = Refused(*from_errors(error.errors()))
    for fault in refused.faults:
        typer.echo(fault.sentence, err=True)
    raise typer.Exit(2)


def written(flags: Flags) -> dict[str, Any]:
    """The flags as the body of a native request."""
    values = flags.values
    included = {name: values[name] for name in FILTERS if values.get(name)}
    excluded = {name: values[f"not_{name}"] for name in FILTERS if values.get(f"not_{name}")}
    return {**included, **({"exclude": excluded} if excluded else {}), **({"url": flags.url} if flags.url else {})}


def _table(page: Page) -> Table:
    """People with the job that matched, and how they are reached."""
    table = Table("name", "matched role", "company", "location", "contact", title=_people(page.total))
    for hit in page.found:
        role, lead = hit.position, hit.lead
        title, company = (role.title, role.company.name) if role else ("", "")
        profile = lead.profile_url.removeprefix("https://").removeprefix("www.")
        contact = "\n".join(filter(None, (*lead.emails[:1], *lead.phones[:1], profile or lead.id)))
        table.add_row(*map(Text, (lead.full_name, title, company, lead.location.written, contact)))
    return table
