"""The one application: dialect routers, health, API pages, faults of the framework in the face of their path."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from leadscout.errors import Fault
from leadscout.web import pages
from leadscout.web.guards import BodyLimit, door
from leadscout.web.problems import Face, from_http, problem


class Served(Protocol):
    """One dialect as the application sees it: its routes, and the face of faults below its paths."""

    @property
    def name(self) -> str:
        """The name of its API pages."""

    @property
    def router(self) -> APIRouter:
        """Its paths."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """How its paths begin."""

    @property
    def face(self) -> Face:
        """How it says what is wrong."""


@dataclass(frozen=True)
class Limits:
    """What the process can bear: bytes of a body, requests worked on at once."""

    body: int
    threads: int


def build(dialects: Sequence[Served], ready: Callable[[], object], limits: Limits, **about: Any) -> FastAPI:  # noqa: ANN401
    """Make the application. `ready` raises Refused while searches cannot be answered yet.

    Endpoints are plain functions on as many threads as there are cores: more only make searches wait for
    each other (measured in docs/concepts/architecture.md, decision 18).
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = limits.threads
        yield

    def face_of(path: str) -> Face:
        return next((d.face for d in dialects if path.startswith(d.prefixes)), problem)

    async def refuse(request: Request, error: Exception) -> Response:
        fault = from_http(error, request) if isinstance(error, HTTPException) else Fault("internal")
        answer = face_of(request.url.path)([fault])
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    app = FastAPIOffline(
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        exception_handlers={HTTPException: refuse, Exception: refuse},
        **about,
    )
    app.add_middleware(BodyLimit, limit=limits.body)
    app.include_router(_health(ready))
    for dialect in dialects:
        app.include_router(dialect.router)
        pages.add(app, dialect.name, dialect.router)
    return app


def _health(ready: Callable[[], object]) -> APIRouter:
    router = APIRouter(route_class=door(), tags=["health"])

    @router.get("/healthz", summary="Is the process alive?")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="Can it answer searches?", responses={503: {"description": "Not yet"}})
    def readyz() -> dict[str, str]:
        ready()
        return {"status": "ready"}

    return router
