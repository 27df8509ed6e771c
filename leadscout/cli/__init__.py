"""The command line: one small file per group of verbs."""

import sys

import typer

from leadscout.cli import imports, keys, people, search, serve, work
from leadscout.errors import Refused
from leadscout.settings import SettingError

app = typer.Typer(
    help="Self-hosted B2B lead search.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
serve.register(app)
imports.register(app)
keys.register(app)
people.register(app)
search.register(app)
work.register(app)


@app.callback()
def leadscout() -> None:
    """Self-hosted B2B lead search: import people, search them, serve three vendors' APIs."""


def main() -> None:
    """Run the command line."""
    try:
        app(prog_name="leadscout")
    except Refused as refused:
        for fault in refused.faults:
            typer.echo(fault.sentence, err=True)
        sys.exit(2)
    except SettingError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
