"""What a request leaves behind: an id, a line in the log, and figures for Prometheus (docs/decisions/056)."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

import structlog
from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leadscout.service.operations.figures import Figure
from leadscout.web.guards import Gate, door

HEADER = b"x-request-id"
_OURS = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_log = structlog.get_logger()


class RequestMeter:
    """Counts requests, and reads figures of the stores when it is asked for them."""

    def __init__(self, figures: Callable[[], Iterable[Figure]], prefixes: Sequence[tuple[str, str]]) -> None:
        """`prefixes` are how the paths of each dialect begin."""
        self._prefixes = prefixes
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector(registry=None), PlatformCollector(registry=None), _Figures(figures)):
            self.registry.register(collector)
        about: Mapping[str, Any] = {"registry": self.registry}
        labels = ("dialect", "method", "path", "status")
        self._requests = Counter("leadscout_requests_total", "Requests answered.", labels, **about)
        seconds = "Seconds from the arrival of a request to the end of its answer."
        self._seconds = Histogram("leadscout_request_seconds", seconds, ("dialect",), buckets=_SECONDS, **about)
        self.running = Gauge("leadscout_requests_running", "Requests that are being answered.", **about)

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """One more request to a path, as its route is written; "" where there is none."""
        dialect = next((name for prefix, name in self._prefixes if path.startswith(prefix)), "page")
        self._requests.labels(dialect, method, path, str(status)).inc()
        self._seconds.labels(dialect).observe(seconds)


class _Figures(Collector):
    """Figures of the stores, read at each look."""

    def __init__(self, figures: Callable[[], Iterable[Figure]]) -> None:
        self._figures = figures

    def describe(self) -> list[Metric]:
        """Nothing is read before somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        families: dict[str, GaugeMetricFamily] = {}
        for figure in self._figures():
            family = families.setdefault(
                figure.name, GaugeMetricFamily(figure.name, figure.sentence, labels=list(figure.labels))
            )
            family.add_metric(list(figure.labels.values()), figure.value)
        yield from families.values()


class Telemetry:
    """Gives every request an id, and counts it when it is answered; logs it where `lines` are wanted."""

    def __init__(self, app: ASGIApp, meter: RequestMeter, *, lines: bool) -> None:
        """Watch `app`."""
        self.app, self.meter, self.lines = app, meter, lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and tell of it. An id that the caller sends is taken, where it could be one of ours."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER, b"")
        id_ = given.decode() if _OURS.fullmatch(given) else uuid4().hex
        started, status = time.perf_counter(), 500

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, id_.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=id_), self.meter.running.track_inprogress():
            try:
                await self.app(scope, receive, tell)
            finally:
                seconds, path = time.perf_counter() - started, template(scope)
                self.meter.count(scope["method"], path, status, seconds)
                if self.lines:
                    _log.info("request", **_about(scope, path), status=status, ms=round(seconds * 1000, 1))


def template(scope: Scope) -> str:
    """The path of a request as its route is written: what stands in it may be somebody's address. "" for no route."""
    if "endpoint" not in scope and "route" not in scope:
        return ""
    path: str = scope["path"]
    for name, value in (scope.get("path_params") or {}).items():
        for sign in "/.":
            before, sign_there, after = path.rpartition(f"{sign}{value}")
            if sign_there:
                path = f"{before}{sign}{{{name}}}{after}"
                break
    return path


def _about(scope: Scope, path: str) -> dict[str, str]:
    """Who asked for what, and the id of what came of it."""
    state = scope.get("state", {})
    who = state.get("caller")
    about = {"method": scope["method"], "path": path}
    if who is not None:
        about |= {"account": who.account, "key": who.key}
    return about | ({"made": state["made"]} if "made" in state else {})


def routes(meter: RequestMeter, gate: Gate) -> APIRouter:
    """/metrics, for whoever has a key with the scope `admin`."""
    router = APIRouter(route_class=door(gate.check()), tags=["health"])

    @router.get("/metrics", summary="Figures for Prometheus; needs the scope admin", include_in_schema=False)
    def metrics(_: Request) -> Response:
        return Response(generate_latest(meter.registry), media_type=CONTENT_TYPE_LATEST)

    return router
