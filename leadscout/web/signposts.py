"""Paths that are not written as ours are: with or without a slash at the end, misspelt, without their beginning."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from fastapi import FastAPI
from rapidfuzz import process
from rapidfuzz.distance import OSA
from starlette.routing import Match, Router
from starlette.types import Receive, Scope, Send

_LONGEST = 200
"""Letters of a path that are compared; no path of ours is as long."""

_ALIKE = 0.75
"""Of 1: "/serch-lead" is like a path of ours, "/nothing" is not."""


class Meant(NamedTuple):
    """Where a path that there is not wanted to go: the tag of its routes, "" for nowhere, and the path that is near."""

    tag: str
    near: Sequence[str] = ()


class Signposts:
    """The paths of an application, by their ends: clients leave out the beginning, or misspell a part."""

    def __init__(self, app: FastAPI, prefixes: Sequence[tuple[str, str]]) -> None:
        """Take the paths when they are first needed; `prefixes` begin the paths of a tag, whatever follows."""
        self._app = app
        self._prefixes = prefixes

    def read(self, path: str) -> Meant:
        """Where it wanted to go."""
        plain = path.strip("/")[:_LONGEST]
        likeness = OSA.normalized_similarity
        best = process.extractOne(plain, list(self._ends), scorer=likeness, score_cutoff=_ALIKE)
        like, tag = self._ends[best[0]] if best else ("", "")
        tag = next((tag for prefix, tag in self._prefixes if f"{path}/".startswith(prefix)), tag)
        return Meant(tag, [like] if like and like.strip("/") != plain else [])

    @cached_property
    def _ends(self) -> dict[str, tuple[str, str]]:
        """Path and tag by what is left of a path without its first parts; "search" alone could be anybody's."""
        ends: dict[str, tuple[str, str]] = {}
        for path, methods in self._app.openapi()["paths"].items():
            parts = path.strip("/").split("/")
            for first in range(max(1, len(parts) - 1)):
                ends.setdefault("/".join(parts[first:]), (path, next(iter(methods.values()))["tags"][0]))
        return ends


class Detours:
    """What is asked where there is no path: tries it with or without the slash at the end, and by another beginning.

    Only there: to look at every request's path twice takes a third of a millisecond.
    """

    def __init__(self, router: Router, beginnings: Sequence[tuple[str, str]]) -> None:
        """Stand behind the routes of `router`, before what it does where it has none.

        `beginnings` are those of paths as clients write them, each with that of ours.
        """
        self._router = router
        self._beginnings = [("", ""), *beginnings]
        self._otherwise = router.default

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, to the path that there is."""
        for path in self._others(scope.get("path", "")):
            if any(route.matches({**scope, "path": path})[0] is not Match.NONE for route in self._router.routes):
                scope["path"] = path  # in place: figures and log tell the route that is put into it
                await self._router(scope, receive, send)
                return
        await self._otherwise(scope, receive, send)

    def _others(self, path: str) -> Iterator[str]:
        for theirs, ours in self._beginnings:
            if path.startswith(theirs):
                whole = ours + path.removeprefix(theirs)
                yield from (one for one in (whole, whole.removesuffix("/"), f"{whole}/") if one != path)
