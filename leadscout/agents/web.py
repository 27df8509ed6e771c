"""/mcp: the tools over HTTP, each request with the caller's own key."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache

from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from leadscout.agents import server
from leadscout.agents.server import Context
from leadscout.agents.work import AgentSession
from leadscout.client import Client
from leadscout.errors import Fault, Refused

PATH = "/mcp"
_HERE = ("127.0.0.1", "localhost", "[::1]")
_CLIENTS = 64
"""Clients that are kept: one that is made anew reads the certificates of the machine."""

_RETRIES = 1
Check = Callable[[str, Scope, Receive, Send], Awaitable[bool]]
"""Whether a key opens the door; where it does not, that is answered."""


@dataclass(frozen=True)
class McpApplication:
    """An ASGI application, and what has to run while it is served."""

    manager: StreamableHTTPSessionManager
    check: Check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of a caller whose key opens the door."""
        if await self.check(_key(Request(scope)), scope, receive, send):
            await self.manager.asgi_app(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While requests can come."""
        async with self.manager.run():
            yield


def build(hosts: list[str], check: Check, version: str) -> McpApplication:
    """Make the door. `hosts` are names that it may be called by, at any port, beside this machine's own."""
    names = [name for host in (*hosts, *_HERE) for name in (host, f"{host}:*")]
    security = TransportSecuritySettings(
        allowed_hosts=names, allowed_origins=[f"{scheme}://{name}" for name in names for scheme in ("http", "https")]
    )
    tools: Server[object] = server.build(_session, version)
    manager = StreamableHTTPSessionManager(tools, json_response=True, stateless=True, security_settings=security)
    return McpApplication(manager, check)


def _session(context: Context) -> AgentSession:
    """Whoever sent a request; asked as at any other door of this server, so that rates and scopes are the same."""
    request = context.request
    if not isinstance(request, Request):
        raise Refused(Fault("internal"))
    host, port = request.scope["server"]
    here = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return AgentSession(_client(here, _key(request)), str(request.base_url).rstrip("/"))


@lru_cache(_CLIENTS)
def _client(url: str, key: str) -> Client:
    return Client(url, key, retries=_RETRIES)


def _key(request: Request) -> str:
    """The key of a request: `Authorization: Bearer KEY`, or `X-API-Key: KEY`."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" and key.strip() else request.headers.get("x-api-key", "").strip()
