"""Paths without parameters, looked up in a table: to try each path's pattern takes longer than a count of people."""

from collections.abc import Iterator, Sequence

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send


class PlainPaths(BaseRoute):
    """Stands before all routes of an application, and hands on what asks for a plain path with a method that it takes.

    A path to which a route before it would answer, too, is not in the table: order means what it meant.
    """

    def __init__(self, app: FastAPI) -> None:
        """Take the routes as they are now; those that are added later are tried one by one."""
        routes = [route for route in iter_route_contexts(app.routes) if getattr(route, "methods", None)]
        self._table = dict(_plain(routes))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is in the table."""
        route = self._of(scope)
        if route is None:
            return Match.NONE, {}
        return Match.FULL, {"endpoint": route.endpoint, "path_params": {}, "route": route.original_route}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        route = self._of(scope)
        assert route  # noqa: S101 - it matches
        await route.app(scope, receive, send)

    def _of(self, scope: Scope) -> RouteContext | None:
        if scope["type"] != "http" or scope.get("root_path"):
            return None
        return self._table.get((scope["method"], scope["path"]))


def _plain(routes: Sequence[RouteContext]) -> Iterator[tuple[tuple[str, str], RouteContext]]:
    for at, route in enumerate(routes):
        path = route.path or "{"
        if "{" in path:
            continue
        before = [other for other in routes[:at] if other.path and path.startswith(other.path.partition("{")[0])]
        for method in route.methods or ():
            request = {"type": "http", "method": method, "path": path}
            if not any(other.matches(request)[0] is Match.FULL for other in before):
                yield (method, path), route
