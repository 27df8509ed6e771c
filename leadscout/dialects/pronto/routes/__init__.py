"""/api/v2: searches, previews, lists, places, the account."""

from fastapi import APIRouter

from leadscout.dialects.documented import refuse
from leadscout.dialects.doors import gate, router_of
from leadscout.dialects.pronto import VENDOR, ProntoSettings, faces
from leadscout.dialects.pronto.routes import account, accounts, companies, lists, people, searches
from leadscout.dialects.services import Services
from leadscout.service.accounts.limits import Rate
from leadscout.web.guards import door


def router(services: Services) -> APIRouter:
    """Make the paths."""
    rate = Rate("pronto", services.settings.of(ProntoSettings).pronto_rate)
    searching = gate(VENDOR, services).check(services.limits, rate)
    previewing = gate(VENDOR, services, "preview").check(services.limits, rate)
    reading = gate(VENDOR, services).check()
    router = router_of(VENDOR, prefix="/api/v2")
    for routes, check in (
        (searches.searching, searching),
        (companies.searching, searching),
        (companies.counting, reading),
        (searches.previewing, previewing),
        (searches.reading, reading),
        (people.routes, reading),
        (accounts.routes, reading),
        (lists.routes, reading),
        (account.routes, reading),
    ):
        part = APIRouter(route_class=door(check, faces.faults, idempotency=services.idempotency))
        routes(part, services)
        router.include_router(part)
    refuse(router, VENDOR.name, APIRouter(route_class=door(reading, faces.faults)))
    return router
