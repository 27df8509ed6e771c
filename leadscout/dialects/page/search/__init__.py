"""Search: who matches, beside filters with numbers; a person; files, jobs and lists of what was found."""

from collections.abc import Callable

from fastapi import APIRouter

from leadscout.dialects.page.search import answers, describing, doing, persons
from leadscout.dialects.page.site import Site


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    parts: tuple[Callable[[APIRouter, Site], None], ...] = (
        answers.routes,
        describing.routes,
        persons.routes,
        doing.routes,
    )
    for part in parts:
        part(router, site)
