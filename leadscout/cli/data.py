"""What several verbs share: the data folder, JSON output, the progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from leadscout.assemble import Leadscout, load

Data = Annotated[Path | None, typer.Option("--data", envvar="DATA", help="Folder of the data [LEADSCOUT_DATA].")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def opened(data: Path | None) -> Leadscout:
    """Everything over a data folder; nothing is opened before it is used."""
    return Leadscout(load(data=data))


def existing(data: Path | None) -> Leadscout:
    """Everything over a data folder with people; ends with status 2, and makes nothing, where there is none."""
    home = opened(data)
    if not home.has_people or not home.people.last_change():
        folder = home.settings.data.absolute()
        typer.echo(f"there are no people in {folder}: import a file, or name another folder with --data", err=True)
        raise typer.Exit(2)
    return home


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar, told (done, total); nothing where standard error is no terminal."""
    from rich import progress as rich  # noqa: PLC0415 - only verbs with long work show one
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True)
    shown = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(),
    )
    with rich.Progress(*shown, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield advance


def bring_up_to_date(home: Leadscout, *, rebuild: bool = False) -> int:
    """Apply to the index what changed, and to companies and theirs, with progress bars; gives the changes of people."""
    with bar("indexing") as progress:
        number = home.indexer.catch_up(progress, rebuild=rebuild)
    bring_companies_up_to_date(home, rebuild=rebuild)
    return number


def bring_companies_up_to_date(home: Leadscout, *, rebuild: bool = False) -> None:
    """Let companies follow the people, and their index the companies, with a progress bar."""
    with bar("indexing companies") as progress:
        home.company_keeper.catch_up(progress, rebuild=rebuild)
