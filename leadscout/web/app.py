"""The one application: dialect routers, health, API pages, faults of the framework in the face of their path."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from leadscout.errors import Fault, Refused
from leadscout.web.guards import BodyLimit, door
from leadscout.web.problems import Face, from_http, problem


@dataclass(frozen=True)
class Served:
    """One dialect as the application sees it: its routes, and the face of faults below its paths."""

    router: APIRouter
    prefixes: tuple[str, ...]
    face: Face


@dataclass(frozen=True)
class Limits:
    """What the process can bear: bytes of a body, requests worked on at once."""

    body: int
    threads: int


def build(dialects: Sequence[Served], ready: Callable[[], None], limits: Limits, **about: Any) -> FastAPI:  # noqa: ANN401
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
        return face_of(request.url.path)([fault])

    app = FastAPIOffline(
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        exception_handlers={HTTPException: refuse, Exception: refuse},
        **about,
    )
    app.add_middleware(BodyLimit, limit=limits.body, face_of=face_of)
    app.include_router(_health(ready))
    for dialect in dialects:
        app.include_router(dialect.router)
    return app


def _health(ready: Callable[[], None]) -> APIRouter:
    router = APIRouter(route_class=door(problem), tags=["health"])

    @router.get("/healthz", summary="Is the process alive?")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="Can it answer searches?", responses={503: {"description": "Not yet"}})
    def readyz() -> dict[str, str]:
        ready()
        return {"status": "ready"}

    return router


__all__ = ["Limits", "Refused", "Served", "build"]
