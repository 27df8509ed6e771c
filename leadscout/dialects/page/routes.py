"""The page's paths, put together: open ones, and those of the views."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from leadscout.dialects.page import assets, login
from leadscout.dialects.page.admission import Admission, secured
from leadscout.dialects.page.imports import UPLOADS
from leadscout.dialects.page.site import Site
from leadscout.dialects.page.views import VIEWS
from leadscout.dialects.services import Services
from leadscout.errors import Fault
from leadscout.service.integrations.integrations import NewIntegration


@dataclass(frozen=True)
class Pages:
    """The page as the application sees it: its paths, and how it tells somebody with a browser what is wrong."""

    router: APIRouter
    site: Site
    streamed: tuple[str, ...] = (UPLOADS,)

    def tell(self, http: Request, faults: Sequence[Fault]) -> Response:
        """A page about faults of a path that nobody has."""
        return secured(self.site.tell(http, faults))


def pages(services: Services, demo: NewIntegration | None = None) -> Pages:
    """Make them; `demo` connects an emulated source, where one runs beside the server."""
    site = Site(services, assets.load(), demo)
    admission = Admission(site)
    anybody = APIRouter(route_class=admission.route(signed_in=False), include_in_schema=False)
    login.routes(anybody, site)
    inside = APIRouter(route_class=admission.route(), include_in_schema=False)
    for view in VIEWS:
        view.load().routes(inside, site)
    router = APIRouter()
    router.include_router(anybody)
    router.include_router(inside)
    return Pages(router, site)
