"""The command line: one small file per group of verbs, imported when a verb of it is called."""

import gc
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module, metadata
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from leadscout.cli import failures
from leadscout.errors import Refused
from leadscout.settings import SettingError

VERBS = {
    "serve": ("serve", "Serve the API until Ctrl-C."),
    "import": ("imports", "Import people."),
    "reindex": ("reindex", "Build the index anew from people.db; the old one answers meanwhile."),
    "count": ("search", "Count the people who match."),
    "search": ("search", "Show people who match."),
    "describe": ("describe", "Show the filters that a description means, and which of its words none of them says."),
    "work": ("work", "Carry out searches, and keep the index up to date, until Ctrl-C."),
    "keys": ("keys", "Create, list and revoke API keys."),
    "accounts": ("accounts", "Show accounts, give credits, set quotas, and see what was done."),
    "integrations": ("integrations", "Connect, list, check and forget live sources."),
    "lexicon": ("lexicon", "Show how titles, places and headlines are read."),
    "salesnav": ("salesnav", "Read and write addresses of Sales Navigator, one JSON object a line."),
    "url": ("salesnav", "Show what the address of a people search asks for."),
    "lists": ("lists", "Import and show lists of companies and people."),
    "saved": ("saved", "Save searches, run them again, and show what changed."),
    "suppress": ("suppress", "Suppress people who must not be contacted."),
    "people": ("people", "Show, export, invent, forget, merge and split people."),
    "companies": ("companies", "Show, count, search and export companies."),
    "mcp": ("mcp", "Serve an assistant (Model Context Protocol) over standard input and output."),
    "doctor": ("doctor", "Say whether all is well with a data folder."),
    "backup": ("backup", "Copy a data folder while the server runs."),
    "restore": ("backup", "Put a backup in the place of a data folder, whose server does not run."),
    "move": ("move", "Move people.db and leadscout.db to PostgreSQL."),
    "emulate": ("emulate", "Serve an emulation of Sales Navigator, of the people in a data folder, until Ctrl-C."),
    "webhook": ("webhook", "Show the secret that signs an account's webhooks, and sign."),
}
"""The module of each verb or group of verbs, and its sentence in the help of the whole."""


class Modules(Mapping[str, Any]):
    """The commands by name. Importing all modules takes a second of processor time: each is when it is asked for."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - typer keeps its type of a command to itself
        """The command of a verb; KeyError when there is none."""
        module, _ = VERBS[name]
        verbs = typer.Typer(rich_markup_mode=None)
        import_module(f"leadscout.cli.{module}").register(verbs)
        return typer.main.get_group(verbs).commands[name]

    def __iter__(self) -> Iterator[str]:
        """Names in the order of the help."""
        return iter(VERBS)

    def __len__(self) -> int:
        """How many there are."""
        return len(VERBS)


class Verbs(TyperGroup):
    """The group of all verbs, whose help needs none of their modules."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - whatever typer says of a group
        super().__init__(**attributes)
        self.commands = Modules()  # type: ignore[assignment] # only read

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's own types
        """Write the verbs and their sentences as typer writes those of commands."""
        width = formatter.width - 6 - max(map(len, VERBS))
        rows = [
            (name, TyperCommand(name, help=sentence).get_short_help_str(width)) for name, (_, sentence) in VERBS.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


app = typer.Typer(
    cls=Verbs,
    help="Self-hosted B2B lead search.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - as typer calls it
    if wanted:
        typer.echo(f"leadscout {metadata.version('leadscout')}")
        raise typer.Exit


@app.callback()
def leadscout(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Self-hosted B2B lead search: import people, search them, serve three vendors' APIs."""


def main() -> None:
    """Run the command line."""
    # A lead is hundreds of small objects without cycles. With Python's default of 700 the garbage collector takes
    # more than half of an import's time (facts of a lead: 143 us, with this 63).
    gc.set_threshold(50_000, 20, 50)
    try:
        app(prog_name="leadscout")
    except Refused as refused:
        for fault in refused.faults:
            typer.echo(fault.sentence, err=True)
        sys.exit(2)
    except SettingError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:
        sentence = failures.sentence(error)
        if not sentence:
            raise
        typer.echo(sentence, err=True)
        sys.exit(1)
