"""leadscout count, leadscout search: the native query, its flags made from FILTERS."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bring_up_to_date, opened
from leadscout.dialects.base import corrections
from leadscout.dialects.native import faces
from leadscout.dialects.native.words import PAGE, PreviewBody, body
from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Shape
from leadscout.model.lists import OPERATOR, Asker
from leadscout.model.query import Query
from leadscout.model.search import Count, Page, Without
from leadscout.web.problems import from_errors

Correct = Annotated[
    bool, typer.Option("--correct-spelling", help="Look for the nearest word instead of a keyword that nobody has.")
]
Account = Annotated[
    str | None, typer.Option("--account", help="Account that asks: it can name its own lists alone [any list].")
]
Limit = Annotated[int, typer.Option(help=f"People to print, at most {PAGE}.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    app.command()(with_filters(count))
    app.command()(with_filters(search))


@dataclass(frozen=True, slots=True)
class Flags:
    """What the flags of a verb ask for: values by filter, and by `not_` and filter, and the account that asks."""

    values: Mapping[str, Any]
    account: str | None

    @property
    def anything(self) -> bool:
        """Whether a filter is given."""
        return any(self.values.values())

    def asker(self, home: Leadscout) -> Asker:
        """Who asks: the account where one is named, else the operator, whose data folder it is.

        Raises Refused for an account that there is not.
        """
        if self.account is None:
            return OPERATOR
        owner = home.access.account_of(self.account)
        if not owner:
            raise Refused(Fault("not_found", value=f"account {self.account}"))
        return owner


def count(
    flags: Flags,
    data: Data = None,
    json: Json = False,  # noqa: FBT002 - a flag
    correct_spelling: Correct = False,  # noqa: FBT002
) -> None:
    """Count the people who match. Repeat a flag for OR; different flags are AND."""
    home = indexed(data)
    request = read(flags.values, home.lexicon, {"correct_spelling": correct_spelling})
    question = home.asking.question(flags.asker(home), request.query())
    counted = home.asking.count(question)
    if json:
        estimate = {} if counted.exact else {"exact": False}
        typer.echo(orjson.dumps({"count": counted.value, **estimate, **corrections(question.query)}).decode())
    else:
        typer.echo(_people(counted))
        _tell(question.query, home.asking.without(question, counted))


def search(
    flags: Flags,
    data: Data = None,
    json: Json = False,  # noqa: FBT002 - a flag
    limit: Limit = 10,
    correct_spelling: Correct = False,  # noqa: FBT002
) -> None:
    """Show people who match. Repeat a flag for OR; different flags are AND."""
    home = indexed(data)
    request = read(flags.values, home.lexicon, {"limit": limit, "correct_spelling": correct_spelling})
    question = home.asking.question(flags.asker(home), request.query())
    page = home.asking.page(question, request.limit)
    left_out = home.asking.without(question, page.total)
    if json:
        body = faces.page(faces.reading(question.query, home.lexicon), page)
        typer.echo(orjson.dumps({**body, **faces.advice(left_out)}).decode())
    else:
        Console().print(_table(page))
        _tell(question.query, left_out)


def _tell(query: Query, left_out: Iterable[Without]) -> None:
    """Say which words were corrected, and how many there would be without each flag."""
    for done in query.corrections:
        typer.echo(f"nobody has {done.word}: looked for {done.corrected}")
    for one in left_out:
        flag = f"--{'not-' * one.exclude}{one.filter.replace('_', '-')}"
        typer.echo(f"without {flag}: {one.count:,} people")


def _people(counted: Count) -> str:
    return f"{'' if counted.exact else 'about '}{counted.value:,} people"


def indexed(data: Path | None) -> Leadscout:
    """Everything over a data folder, its index up to date with the people."""
    home = opened(data)
    state = home.index.state
    if state is None or state.applied < home.people.last_change():
        bring_up_to_date(home)
    return home


def read(values: Mapping[str, Any], lexicon: Lexicon, more: Mapping[str, Any]) -> PreviewBody:
    """The flags as a native request; prints every fault and ends with status 2 when there is one."""
    included = {name: values[name] for name in FILTERS if values.get(name)}
    excluded = {name: values[f"not_{name}"] for name in FILTERS if values.get(f"not_{name}")}
    try:
        return body(lexicon, PreviewBody).model_validate({**included, "exclude": excluded or None, **more})
    except ValidationError as error:
        refused = Refused(*from_errors(error.errors()))
    for fault in refused.faults:
        typer.echo(fault.sentence, err=True)
    raise typer.Exit(2)


def _table(page: Page) -> Table:
    table = Table("name", "matched role", "company", "location", title=_people(page.total))
    for hit in page.found:
        role = hit.position
        title, company = (role.title, role.company.name) if role else ("", "")
        table.add_row(hit.lead.full_name, title, company, hit.lead.location.written)
    return table


def with_filters(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb a flag, and a --not- flag, for every filter, and --account; it receives them as `flags`."""
    signature = inspect.signature(verb)
    own = [parameter for name, parameter in signature.parameters.items() if name != "flags"]
    account = inspect.Parameter("account", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Account)

    def run(**given: Any) -> None:  # noqa: ANN401
        kept = {parameter.name: given.pop(parameter.name) for parameter in own}
        verb(Flags(account=given.pop("account"), values=given), **kept)

    flags = [
        _flag(f"{prefix}{row.name}", f"{start}{row.sentence}", row.shape)
        for prefix, start in (("", ""), ("not_", "Not: "))
        for row in FILTERS.values()
    ]
    parameters = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in (*flags, account, *own)]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = verb.__name__, verb.__doc__
    return run


def _flag(name: str, sentence: str, shape: Shape) -> inspect.Parameter:
    if shape is Shape.FLAG:
        kind: Any = Annotated[bool | None, typer.Option(f"--{name.replace('_', '-')}", help=sentence)]
    else:
        kind = Annotated[list[str] | None, typer.Option(help=sentence, metavar="TEXT")]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
