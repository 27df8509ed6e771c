"""Words into filters."""

from fastapi import APIRouter, Response

from leadscout.dialects.doors import answer
from leadscout.dialects.native.described import DescribeBody, Described
from leadscout.dialects.services import Services
from leadscout.web.guards import takes


def routes(router: APIRouter, services: Services) -> None:
    """Add the route."""
    described = Described(services.lexicon, services.describing, services.chat)

    # It may wait for a model of the operator's: not on a thread that searches need.
    @router.post("/describe", summary="A description as filters, and what of it no filter says; free")
    @takes(DescribeBody)
    async def describe(request: DescribeBody) -> Response:
        return answer(await described.read(request.words))
