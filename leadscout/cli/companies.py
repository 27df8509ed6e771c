"""leadscout companies: show, count, search and export companies."""

from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bring_up_to_date, existing
from leadscout.cli.export import AT_ONCE, ExportOptions, ExportRun
from leadscout.cli.flags import Flags, with_company_filters
from leadscout.dialects.native import companies, faces
from leadscout.dialects.native.companies import CompanyPreviewBody, body
from leadscout.dialects.native.words import PAGE
from leadscout.errors import Refused
from leadscout.model.filters import COMPANY_FILTERS
from leadscout.model.lists import OPERATOR
from leadscout.model.search import COMPANIES
from leadscout.service.asking.question import Question
from leadscout.web.validation import from_errors

_Which = Annotated[str, typer.Argument(help="LinkedIn number or address, web domain, name, or a key that is shown.")]
_Limit = Annotated[int, typer.Option(help=f"Companies to print, at most {PAGE}.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    group = typer.Typer(help="Show, count, search and export companies.", no_args_is_help=True)
    group.command()(show)
    group.command()(with_company_filters(count))
    group.command()(with_company_filters(search))
    group.command()(with_company_filters(export, ExportOptions))
    app.add_typer(group, name="companies")


def show(which: _Which, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Show all that is known of a company, which source told it when, and how many people are known there."""
    home = _indexed(data)
    organization = home.directory.get(which)
    people = home.directory.people_at(OPERATOR, [organization.key])[organization.key]
    shown = companies.company(home.lexicon, organization, people)
    if json:
        typer.echo(orjson.dumps(shown).decode())
        return
    table = Table("field", "value", "source", "as of", title=f"{organization.company.name} ({people:,} people)")
    for name, origin in organization.provenance.items():
        value = shown[name] if isinstance(shown[name], str | int) else shown[name].get("text", "")
        table.add_row(name, Text(str(value)), Text(origin.source), origin.as_of)
    Console().print(table)


def count(flags: Flags, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Count the companies that match. Repeat a flag for OR; different flags are AND."""
    home = _indexed(data)
    number = home.asking.count(_question(home, flags)).value
    typer.echo(orjson.dumps({"count": number}).decode() if json else f"{number:,} companies")


def search(flags: Flags, data: Data = None, json: Json = False, limit: _Limit = 10) -> None:  # noqa: FBT002
    """Show companies that match, with the people known at each. Repeat a flag for OR; different flags are AND."""
    home = _indexed(data)
    question = _question(home, flags, limit=limit)
    page = home.asking.page(question, limit)
    people = home.directory.people_at(OPERATOR, (one.lead.id for one in page.found))
    shown = companies.page(home.lexicon, faces.reading(question.query, home.lexicon), page, people)
    if json:
        typer.echo(orjson.dumps(shown).decode())
        return
    table = Table("name", "industry", "size", "seat", "people", "key", title=f"{page.total.value:,} companies")
    for row in shown["companies"]:
        seat = row.get("location", {}).get("text", "")
        cells = (
            row.get("name", ""),
            row.get("industry", ""),
            row.get("size", ""),
            seat,
            str(row["people"]),
            row["key"],
        )
        table.add_row(*map(Text, cells))
    Console().print(table)


def export(flags: Flags, options: ExportOptions) -> None:
    """Write companies to a file: all, or those that match. `leadscout lists import` takes the file as a list."""
    _ = options.kind  # before anything is looked for
    home = _indexed(options.data)
    question = _question(home, flags)
    layout = home.exports.layout(options.for_, companies=True)
    total = home.asking.count(question).value
    ExportRun(total, home.asking.matches(question, AT_ONCE), layout).write(options, "companies", home.exports)


def _indexed(data: Path | None) -> Leadscout:
    """Everything over a data folder, its companies up to date with the people."""
    home = existing(data)
    state = home.company_index.state
    if state is None or home.organizations.behind() or state.applied < home.organizations.last_change():
        bring_up_to_date(home)
    return home


def _question(home: Leadscout, flags: Flags, **more: object) -> Question:
    """What the flags ask for; prints every fault and ends with status 2 when there is one."""
    values = flags.values
    included = {name: values[name] for name in COMPANY_FILTERS if values.get(name)}
    excluded = {name: values[f"not_{name}"] for name in COMPANY_FILTERS if values.get(f"not_{name}")}
    try:
        sent = {**included, "exclude": excluded or None, **more}
        request = body(home.lexicon, CompanyPreviewBody).model_validate(sent)
    except ValidationError as error:
        refused = Refused(*from_errors(error.errors()))
        for fault in refused.faults:
            typer.echo(fault.sentence, err=True)
        raise typer.Exit(2) from None
    return home.asking.question(flags.asker(home), request.query(), route=COMPANIES)
