"""/v1: filters, questions answered at once, searches as jobs, lists, and what is yours."""

from fastapi import APIRouter

from leadscout.dialects.doors import gate, router_of
from leadscout.dialects.native import VENDOR, NativeSettings
from leadscout.dialects.native.routes import (
    account,
    companies,
    describing,
    exports,
    imports,
    integrations,
    lists,
    queries,
    saved,
    searches,
    suppressions,
    webhooks,
)
from leadscout.dialects.services import Services
from leadscout.web.guards import Pace, door


def router(services: Services) -> APIRouter:
    """Make the paths."""
    pace = Pace(services.settings.of(NativeSettings).native_rate, 1.0)
    check = gate(VENDOR, services).paced(pace)
    own = door(check, idempotency=services.idempotency)
    router = router_of(VENDOR, prefix="/v1", route_class=own)
    for routes in (
        queries.routes,
        companies.routes,
        describing.routes,
        searches.routes,
        saved.routes,
        lists.routes,
        suppressions.routes,
        exports.routes,
        integrations.routes,
        webhooks.routes,
        account.routes,
    ):
        routes(router, services)
    imports.routes(router, services, door(check))
    return router
