"""Whom somebody looks for in their own words, as the address of a search."""

import structlog
from fastapi import APIRouter, Request, Response

from leadscout.dialects.native.described import DescribeBody, Described
from leadscout.dialects.page.search.address import SearchAddress, address_of
from leadscout.dialects.page.site import Site
from leadscout.web.guards import read_as

_log = structlog.get_logger()


def routes(router: APIRouter, site: Site) -> None:
    """Add the route."""
    services = site.services
    described = Described(services.lexicon, services.describing, services.chat)

    # It may wait for a model of the operator's: not on a thread that searches need.
    @router.get("/describe")
    async def describe(http: Request, words: str = "") -> Response:
        if not words.strip():
            return site.go(http, "/search")
        reading = await described.read(read_as(DescribeBody, {"words": words.strip()}).words)
        for warning in reading.get("warnings", ()):  # tables read it instead, the reader sees as which filters
            _log.warning("described without the model", reason=warning)
        pairs = (*address_of(reading["query"]).pairs, *(("unread", part) for part in reading["unread"]))
        return site.go(http, str(SearchAddress.read(pairs)))
