"""leadscout serve: the API."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from leadscout import settings
from leadscout.assemble import application

Data = Annotated[Path | None, typer.Option("--data", envvar="DATA", help="Folder of the data [LEADSCOUT_DATA].")]


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(serve)


def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [LEADSCOUT_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [LEADSCOUT_PORT].")] = None,
) -> None:
    """Serve the API until Ctrl-C."""
    chosen = settings.load(data=data, host=host, port=port)
    typer.echo(f"leadscout on http://{chosen.host}:{chosen.port}  (API pages at /docs, Ctrl-C stops)")
    uvicorn.run(application(chosen), host=chosen.host, port=chosen.port, log_level="warning")
