"""leadscout mcp: the tools of assistants, for one that starts this process and speaks to it over its pipes."""

from importlib import metadata
from typing import Annotated

import anyio
import typer

from leadscout.agents.work import AgentSession
from leadscout.client import Client
from leadscout.errors import Fault, Refused


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command()(mcp)


def mcp(
    url: Annotated[
        str, typer.Option(envvar="LEADSCOUT_URL", help="Address of a running leadscout.")
    ] = "http://127.0.0.1:8000",
    key: Annotated[
        str, typer.Option(envvar="LEADSCOUT_KEY", help="A key of that leadscout; better in the environment than here.")
    ] = "",
) -> None:
    """Serve an assistant (Model Context Protocol) over standard input and output."""
    try:
        from leadscout.agents import server  # noqa: PLC0415 - an extra, and this verb's alone
    except ImportError:
        raise Refused(Fault("no_mcp")) from None
    if not key:
        raise Refused(Fault("missing_key", valid=("LEADSCOUT_KEY, or --key",)))
    with Client(url, key, retries=1) as client:
        session = AgentSession(client, url.rstrip("/"))
        anyio.run(server.serve_pipes, server.build(lambda _: session, metadata.version("leadscout")))
