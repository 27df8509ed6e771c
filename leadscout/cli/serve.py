"""leadscout serve: the API."""

from typing import Annotated

import typer
import uvicorn

from leadscout import settings
from leadscout.assemble import Leadscout
from leadscout.cli.data import Data, bring_up_to_date


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(serve)


def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [LEADSCOUT_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [LEADSCOUT_PORT].")] = None,
) -> None:
    """Serve the API until Ctrl-C."""
    home = Leadscout(settings.load(data=data, host=host, port=port))
    chosen = home.settings
    bring_up_to_date(home)
    typer.echo(f"leadscout on http://{chosen.host}:{chosen.port}  (API pages at /docs, Ctrl-C stops)")
    uvicorn.run(home.application(), host=chosen.host, port=chosen.port, log_level="warning")
