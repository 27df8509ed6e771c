"""The one application: dialect routers, health, API pages, faults of the framework in the face of their path."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Any, Protocol

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from leadscout.errors import Fault
from leadscout.web import documents, pages, telemetry
from leadscout.web.documents import OperationTable
from leadscout.web.guards import BodyLimit, Gate, door
from leadscout.web.headers import SafeHeaders
from leadscout.web.lanes import Lanes
from leadscout.web.paces import Pace
from leadscout.web.problems import Face, from_http, problem
from leadscout.web.routing import PlainPaths
from leadscout.web.signposts import Detours, Signposts
from leadscout.web.telemetry import RequestMeter, Telemetry
from leadscout.web.threads import at_once

_LEVEL = 2
"""Of compression: a page of 25 people takes 0.7 ms, and is 14 % smaller at level 5, for nearly twice the time."""

_WRONG_KEYS = 30
"""Of one address in a minute; the answers to others wait, each for two seconds longer than the one before."""


_AS_THEY_ARE = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    *("text/csv", "application/x-ndjson", "application/vnd.apache.parquet"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""Types of answers that are streamed, which compression would hold back; two of them are compressed inside."""


@dataclass(frozen=True)
class Dialect:
    """One dialect as the application sees it: how its paths begin, its paths, how it says what is wrong.

    `operations` gives what the API pages tell of them, `detours` are other beginnings of its paths, `streamed` paths of
    bodies that are read piece by piece.
    """

    name: str
    prefixes: tuple[str, ...]
    router: APIRouter
    operations: Callable[[], OperationTable | None]
    face: Face | None = None
    detours: Mapping[str, str] = field(default_factory=dict)
    streamed: tuple[str, ...] = ()


class ForReaders(Protocol):
    """The page: its paths, and what somebody with a browser reads where there is nothing to show."""

    @property
    def router(self) -> APIRouter:
        """Its paths."""

    @property
    def streamed(self) -> tuple[str, ...]:
        """Paths of bodies that are read piece by piece."""

    def tell(self, http: Request, faults: Sequence[Fault]) -> Response:
        """A page about faults."""


class Annex(Protocol):
    """An application of its own at a path of ours, and what runs while it is served."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """While requests can come."""


@dataclass(frozen=True)
class Capacity:
    """What the process can bear: bytes of a body and of all bodies, requests worked on, seconds and values of one."""

    body: int
    bodies: int
    threads: int
    seconds: float
    values: int


@dataclass(frozen=True)
class Watching:
    """How the server is watched: what counts requests, whether each has a line in the log, who reads the figures."""

    meter: RequestMeter
    gate: Gate
    lines: bool


def build(
    dialects: Sequence[Dialect],
    page: ForReaders,
    ready: Callable[[], object],
    limits: Capacity,
    annexes: Mapping[str, Annex],
    watch: Watching,
    **about: Any,  # noqa: ANN401
) -> FastAPI:
    """Make the application. `ready` raises Refused while searches cannot be answered yet; `annexes` are by path.

    Endpoints are plain functions, and as many of them compute at once as there are cores: more only make searches wait
    for each other (measured in docs/concepts/architecture.md, decision 18). Whose turn it is, lanes.py says.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Lanes bound what computes, connections how many threads there are: who waits for a live source, or lets others
        # go first, keeps a thread, and were there too few, whoever has a place in a lane could wait for one for ever.
        anyio.to_thread.current_default_thread_limiter().total_tokens = inf
        async with AsyncExitStack() as stack:
            for annex in annexes.values():
                await stack.enter_async_context(annex.running())
            yield

    async def refuse(request: Request, error: Exception) -> Response:
        meant = await at_once(partial(signposts.read, request.url.path))
        fault = from_http(error, request, meant.near) if isinstance(error, HTTPException) else Fault("internal")
        if "text/html" in request.headers.get("accept", "") and not f"{request.url.path}/".startswith(prefixes):
            return page.tell(request, [fault])
        answer = (faces.get(meant.tag) or problem)([fault])
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    app = FastAPIOffline(
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        exception_handlers={HTTPException: refuse, Exception: refuse},
        generate_unique_id_function=documents.operation_id_of_all,
        swagger_ui_parameters=pages.SWAGGER,
        **{**about, "description": pages.described(about.get("description", ""), [one.name for one in dialects])},
    )
    app.state.wrong_keys = Pace(_WRONG_KEYS, 60)
    app.state.lanes = Lanes(limits.threads, limits.seconds, limits.values)
    prefixes = tuple(prefix for one in dialects for prefix in one.prefixes)
    signposts = Signposts(app, [(prefix, one.name) for one in dialects for prefix in one.prefixes])
    faces = {one.name: one.face for one in dialects}
    streamed = frozenset((*page.streamed, *(path for one in dialects for path in one.streamed)))
    app.add_middleware(GZipMiddleware, compresslevel=_LEVEL, exclude_content_types=_AS_THEY_ARE)
    app.add_middleware(BodyLimit, limit=limits.body, at_once=limits.bodies, streamed=streamed)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Telemetry, meter=watch.meter, lines=watch.lines)
    app.router.default = Detours(app.router, [pair for one in dialects for pair in one.detours.items()])
    app.include_router(_health(ready))
    app.include_router(telemetry.routes(watch.meter, watch.gate))
    app.include_router(page.router)
    for dialect in dialects:
        app.include_router(dialect.router)
        pages.add(app, dialect.name, dialect.router, dialect.operations)
    documents.complete(app, {dialect.name: dialect.operations for dialect in dialects})
    app.router.routes += [Route(path, annex) for path, annex in annexes.items()]
    app.router.routes.insert(0, PlainPaths(app))
    return app


_UNREADY: dict[int | str, dict[str, Any]] = {503: {"description": "Not yet"}, 507: {"description": "The disk is full"}}


def _health(ready: Callable[[], object]) -> APIRouter:
    router = APIRouter(route_class=door(), tags=["health"])

    @router.get("/healthz", summary="Is the process alive?")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="Can it answer searches?", responses=_UNREADY)
    def readyz() -> dict[str, str]:
        ready()
        return {"status": "ready"}

    return router
