"""Generect: searches and accounts, on the paths of v1 and on the older ones."""

from fastapi import APIRouter

from leadscout.dialects.documented import refuse
from leadscout.dialects.doors import gate, router_of
from leadscout.dialects.generect import VENDOR, GenerectSettings, faces
from leadscout.dialects.generect.routes import accounts, bulk, companies, login, people, previews, searches, webhooks
from leadscout.dialects.services import Services
from leadscout.web.guards import door

PREVIEWS, LEADS = 100, 500
"""Previews and look-ups of people at once of a key and address, as documented."""

COMPANY_SEARCHES, COMPANY_LOOK_UPS = 20, 50
"""Searches for companies, and look-ups of one, at once of a key and address, as documented."""


def router(services: Services) -> APIRouter:
    """Make the paths."""
    router = router_of(VENDOR)
    gated = gate(VENDOR, services)
    keyed = gated.check()
    chosen = services.settings.of(GenerectSettings)
    parallel = gated.parallel(services.limits, "generect", chosen.generect_parallel)
    previewing = gated.parallel(services.limits, "generect preview", PREVIEWS)
    enriching = gated.parallel(services.limits, "generect lead", LEADS)
    searching_companies = gated.parallel(services.limits, "generect companies", COMPANY_SEARCHES)
    looking_up = gated.parallel(services.limits, "generect company", COMPANY_LOOK_UPS)
    for routes, check in (
        (searches.searching, parallel),
        (searches.counting, keyed),
        (people.routes, enriching),
        (bulk.people, keyed),
        (bulk.companies, keyed),
        (previews.searching, previewing),
        (previews.counting, keyed),
        (companies.searching, searching_companies),
        (companies.company_leads, parallel),
        (companies.counting, keyed),
        (companies.looking_up, looking_up),
        (accounts.routes, keyed),
        (webhooks.routes, keyed),
        (login.routes, None),
    ):
        part = APIRouter(route_class=door(check, faces.faults, idempotency=check and services.idempotency))
        routes(part, services)
        router.include_router(part)
    refuse(router, VENDOR.name, APIRouter(route_class=door(keyed, faces.faults)))
    return router
