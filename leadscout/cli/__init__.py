"""The command line: one small file per group of verbs."""

import typer

from leadscout.cli import serve

app = typer.Typer(
    help="Self-hosted B2B lead search.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
serve.register(app)


@app.callback()
def leadscout() -> None:
    """Self-hosted B2B lead search: import people, search them, serve three vendors' APIs."""


def main() -> None:
    """Run the command line."""
    app(prog_name="leadscout")
