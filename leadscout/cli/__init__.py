"""The command line: one small file per group of verbs."""

import gc
import sys

import structlog
import typer

from leadscout.cli import failures, imports, keys, lexicon, lists, people, search, serve, webhook, work
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
lexicon.register(app)
lists.register(app)
people.register(app)
search.register(app)
webhook.register(app)
work.register(app)


@app.callback()
def leadscout() -> None:
    """Self-hosted B2B lead search: import people, search them, serve three vendors' APIs."""


def main() -> None:
    """Run the command line."""
    # A lead is hundreds of small objects without cycles. With Python's default of 700 the garbage collector takes
    # more than half of an import's time (facts of a lead: 143 us, with this 63).
    gc.set_threshold(50_000, 20, 50)
    # To standard error; tracebacks without the values of variables: keys and requests are among them.
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
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
