"""leadscout backup, leadscout restore: a copy of a data folder while the server runs, and putting it back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from leadscout.cli import operations
from leadscout.cli.data import Data, Json, bar, opened
from leadscout.errors import Fault, Refused
from leadscout.model.audit import AuditEntry
from leadscout.service.accounts.audit import OPERATOR
from leadscout.service.operations.backups import INDEXES, BackupManifest

_COUNTED = ("people", "accounts", "searches", "entries")
_Folder = Annotated[Path, typer.Argument(help="Folder of the backup.")]


def register(app: typer.Typer) -> None:
    """Add the verbs to `app`."""
    app.command()(backup)
    app.command()(restore)


def backup(
    folder: _Folder,
    data: Data = None,
    index: Annotated[bool, typer.Option("--index/--no-index", help="Copy the indexes, too.")] = True,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Copy a data folder while the server runs.

    Both databases as they are at one moment, the indexes, and the key of secrets. The folder is new; it is there when
    the backup is whole. What is in PostgreSQL is left to pg_dump. It holds people and the key: keep it as safe as the
    data folder.
    """
    home = opened(data)
    if not home.settings.data.exists():
        typer.echo(f"there is no folder {home.settings.data.absolute()}; name it with --data", err=True)
        raise typer.Exit(2)
    with bar("copying") as progress:
        manifest = operations.backups(home).make(folder, progress, index=index)
    _tell(manifest, json=json, first=f"backed up to {folder}")
    for sentence in manifest.elsewhere:
        typer.echo(f"not in this backup: {sentence}", err=True)
    _tell_left_out("not in this backup", manifest.left_out)


def restore(
    folder: _Folder,
    data: Data = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put what is there aside, into the same folder.")] = False,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Put a backup in the place of a data folder, whose server does not run.

    While one runs it is refused. The server answers at once; an index that is damaged, or not in the backup, it builds
    anew. Whoever was forgotten since, as far as what is replaced knows, is forgotten again.
    """
    home = opened(data)
    if operations.is_served(home):
        raise Refused(Fault("server_runs", value=str(home.settings.data)))
    with bar("checking") as progress:
        restored = operations.backups(home).restore(folder, progress, replace=replace)
    manifest, aside = restored.manifest, restored.aside
    again = home.forgetting.again(operations.backups(home).kept_out(aside)) if aside else 0
    with home.database.write() as connection:
        home.access.audit.write(connection, AuditEntry("", OPERATOR, "restored", detail=f"as of {manifest.made_at}"))
    _tell(manifest, json=json, first=f"restored to {home.settings.data}")
    if aside:
        typer.echo(f"what was there is in {aside}; delete it when you have looked", err=True)
    if again:
        typer.echo(f"people forgotten since the backup, and again now: {again:,}", err=True)
    for sentence in manifest.elsewhere:
        typer.echo(f"not restored: {sentence}", err=True)
    _tell_left_out("not restored", restored.left_out)


def _tell_left_out(start: str, indexes: Mapping[str, str]) -> None:
    for name, why in indexes.items():
        typer.echo(
            f"{start}: {INDEXES[name]} ({why}); after a restore it is built anew, unless one that fits is there",
            err=True,
        )


def _tell(manifest: BackupManifest, *, json: bool, first: str) -> None:
    if json:
        typer.echo(msgspec.json.encode({"made_at": manifest.made_at, **manifest.counts}).decode())
        return
    counts = ", ".join(f"{manifest.counts[name]:,} {name}" for name in _COUNTED if name in manifest.counts)
    typer.echo(f"{first}: {counts}; as of {manifest.made_at}")
