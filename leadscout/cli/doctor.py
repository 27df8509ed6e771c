"""leadscout doctor: whether all is well with a data folder."""

from collections.abc import Iterator
from typing import Annotated

import orjson
import typer

from leadscout.assemble import Leadscout
from leadscout.cli import operations
from leadscout.cli.data import Data, Json, opened
from leadscout.model.audit import AuditEntry
from leadscout.service.accounts.audit import OPERATOR
from leadscout.service.operations.doctor import Finding, Health, first_look

_SIGNS = {Health.WELL: "ok", Health.NOTE: "note", Health.FAULT: "FAULT"}


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(doctor)


def doctor(
    data: Data = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is made from something else.")] = False,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Say whether all is well with a data folder.

    It looks at stores, disk, indexes, their cluster, ledger, work, webhooks, clock and what grows; status 1 where
    something is wrong.
    It runs beside a server. `--repair` builds indexes anew, makes balances what their entries say, frees what a wrong
    clock holds, finishes forgetting and drops what is old: nothing that anybody gave is touched.
    """
    home = opened(data)
    if not home.settings.data.exists():
        typer.echo(f"there is no folder {home.settings.data.absolute()}; name it with --data", err=True)
        raise typer.Exit(2)
    wrong = 0
    for finding in _findings(home):
        is_mended = repair and finding.mend is not None and finding.health is not Health.WELL
        if is_mended and finding.mend:
            finding.mend()
            with home.database.write() as connection:
                home.access.audit.write(connection, AuditEntry("", OPERATOR, "mended", finding.check))
        wrong += finding.health is Health.FAULT and not is_mended
        _tell(finding, is_mended=is_mended, json=json)
    if wrong:
        if not json:
            typer.echo(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong", err=True)
        raise typer.Exit(1)


def _findings(home: Leadscout) -> Iterator[Finding]:
    looks = list(first_look(home.settings.data, operations.backups(home).stores))
    yield from looks
    if not any(finding.health is Health.FAULT for finding in looks):
        yield from operations.doctor(home).findings()


def _tell(finding: Finding, *, is_mended: bool, json: bool) -> None:
    if json:
        line = {"check": finding.check, "health": finding.health, "sentence": finding.sentence, "mended": is_mended}
        typer.echo(orjson.dumps(line).decode())
        return
    can = finding.health is not Health.WELL and finding.mend and not is_mended
    more = " (mended)" if is_mended else " (--repair mends it)" if can else ""
    typer.echo(f"{_SIGNS[finding.health]:5}  {finding.check:10} {finding.sentence}{more}")
