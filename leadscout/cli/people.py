"""leadscout people: show, export, invent, forget, merge and split people."""

import time
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, Json, bar, bring_up_to_date, existing, opened
from leadscout.cli.export import PeopleExportOptions, export
from leadscout.cli.flags import with_filters
from leadscout.cli.imports import SECONDS_A_DAY, batches, report
from leadscout.cli.work import indexing
from leadscout.dialects.native import faces
from leadscout.intake.population import Population
from leadscout.model.audit import AuditEntry
from leadscout.model.lists import OPERATOR
from leadscout.service.accounts.audit import OPERATOR as OPERATOR_ACTS
from leadscout.service.people.intake import Arrived, ImportTally, RowSource, find_person, merge_people
from leadscout.service.people.profiles import Profiles
from leadscout.service.people.splitting import SplitBy, split

_SHOWN = 200  # characters of a field in a table

_Who = Annotated[str, typer.Argument(help="Id of ours, LinkedIn number or address, Sales Navigator id, or e-mail.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    people = typer.Typer(help="Show, export, invent, forget, merge and split people.", no_args_is_help=True)
    people.command()(show)
    people.command()(with_filters(export, PeopleExportOptions))
    people.command()(generate)
    people.command("forget")(forget_)
    people.command()(merge)
    people.command("split")(split_)
    app.add_typer(people, name="people")


def generate(
    number: Annotated[int, typer.Argument(min=1, help="How many people.")],
    data: Data = None,
    seed: Annotated[int, typer.Option(help="The same seed invents the same people.")] = 1,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Invent people, to try leadscout out. Nobody of them is real."""
    report(invent(opened(data), number, seed), json=json)


def show(who: _Who, data: Data = None, json: Json = False) -> None:  # noqa: FBT002
    """Show all that is known of somebody, which source told it when, and what sources told differently."""
    home = existing(data)
    profile = home.profiles(OPERATOR).get(who)
    person = faces.person(home.lexicon, profile)
    if json:
        typer.echo(orjson.dumps(person).decode())
        return
    fields = Table("field", "value", "source", "as of", title=f"{profile.lead.full_name} ({profile.lead.id})")
    for name, origin in profile.provenance.items():
        fields.add_row(Text(name), Text(_line(person.get(name, ""))), Text(origin.source), origin.as_of)
    conflicts = Table("conflict", "value", "source", "as of", "belongs to")
    for one in profile.conflicts:
        conflicts.add_row(one.field, Text(one.value), Text(one.origin.source), one.origin.as_of, one.belongs_to)
    Console().print(fields, *([conflicts] if profile.conflicts else []))


def forget_(who: _Who, data: Data = None) -> None:
    """Delete somebody for good: gone from every answer at once, and no import brings them back.

    What was interrupted is finished by the same command, or by the worker.
    """
    home = opened(data)
    fresh = home.forgetting.forget(who)
    # By it the same request can be known again on this server, and nobody guesses an e-mail by it elsewhere.
    _log(home, "person forgotten", home.suppressions.keyed.token(("forgotten", who.strip().lower())))
    bring_up_to_date(home)
    typer.echo("forgotten" if fresh else "was forgotten before; nothing is left that tells of them")


def merge(keep: _Who, gone: _Who, data: Data = None) -> None:
    """Make one person of two: KEEP takes over all that is known of GONE."""
    home = opened(data)
    seqs = [find_person(home.people, who) for who in (keep, gone)]
    leads = home.people.leads(seqs)
    merge_people(home.people, *seqs)
    _log(home, "people merged", *(leads[seq].id for seq in seqs))
    bring_up_to_date(home)
    typer.echo("merged")


def split_(
    who: _Who,
    data: Data = None,
    by: Annotated[SplitBy, typer.Option(help="A person for each source, or for each row.")] = SplitBy.SOURCE,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Part somebody into the people of whom the rows tell, after a wrong match. The first keeps the id.

    A key that several of them have (a mailbox, an address) counts only together with the name from then on.
    """
    home = opened(data)
    seqs = split(home.people, find_person(home.people, who), by)
    bring_up_to_date(home)
    leads = home.people.leads(seqs)
    profiles = [Profiles(home.people).get(leads[seq].id) for seq in seqs]
    _log(home, "person split", *(one.lead.id for one in profiles))
    if json:
        rows = [
            {"id": one.lead.id, "full_name": one.lead.full_name, "sources": [origin.source for origin in one.sources]}
            for one in profiles
        ]
        typer.echo(orjson.dumps(rows).decode())
        return
    table = Table("id", "name", "sources", title=f"{len(seqs)} people")
    for one in profiles:
        table.add_row(one.lead.id, Text(one.lead.full_name), Text(", ".join(origin.source for origin in one.sources)))
    Console().print(table)


def _log(home: Leadscout, act: str, *subjects: str) -> None:
    """Write what was done into the log of acts."""
    with home.database.write() as connection:
        home.access.audit.write(connection, AuditEntry("", OPERATOR_ACTS, act, " ".join(subjects)))


def _line(value: object) -> str:
    """A field as one cell of a table."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def invent(home: Leadscout, number: int, seed: int) -> ImportTally:
    """Add the first `number` people of a seed, with a progress bar."""
    total = ImportTally()
    people = Population(seed, home.lexicon).people(number)
    arrived = (Arrived(line, lead) for line, lead in enumerate(people, start=1))
    source = RowSource(_invented(seed), int(time.time() // SECONDS_A_DAY))
    with indexing(home) as beside, bar("inventing people") as progress:
        for batch in batches(arrived):
            total.add(home.intake.take(batch, source))
            progress(total.rows, number)
            beside.stored()
    return total


def are_invented(home: Leadscout, seed: int) -> bool:
    """Whether the people of a seed were ever added."""
    return home.people.seen_in(_invented(seed))


def _invented(seed: int) -> str:
    return f"invented-{seed}"
