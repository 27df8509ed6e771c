"""Live sources of the account: connected with a credential of its own, or the emulation; checked, forgotten."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from leadscout.dialects.page.forms import fields, one, whole
from leadscout.dialects.page.site import Site
from leadscout.errors import ERRORS, Fault, Refused
from leadscout.model.integrations import ACTIVE, Integration
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.integrations.integrations import Integrations, NewIntegration
from leadscout.web.guards import caller

_LONGEST = {"credential": 20_000, "name": 100}
_PROFILES = "profiles"
_NAME = re.compile(r"[\w .-]*")
_Sent = Annotated[dict[str, list[str]], Depends(fields)]


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    integrations = site.services.integrations
    shown = partial(_show, site)
    _keeping(router, site)

    @router.get("/sources")
    def all_sources(http: Request) -> Response:
        return shown(http)

    @router.post("/sources")
    def connect(http: Request, sent: _Sent) -> Response:
        try:
            integrations.connect(caller(http).account, _wish(integrations, sent), caller(http).key)
        except Refused as refused:
            fault = refused.faults[0]
            return shown(http, fault.error.status, fault=fault.sentence, sent=sent)
        return site.go(http, "/sources")

    @router.post("/sources/demo")
    def connect_demo(http: Request) -> Response:
        if site.demo is None:
            raise Refused(Fault("not_found", value="/sources/demo"))
        integrations.connect(caller(http).account, site.demo, caller(http).key)
        return site.go(http, "/sources")


def _show(site: Site, http: Request, status: int = 200, **more: object) -> Response:
    integrations = site.services.integrations
    mine = [_shown(integrations, one) for one in integrations.all(caller(http).account)]
    about: Mapping[str, Any] = {"fault": "", "sent": {}, **more}
    kinds = integrations.kinds.values()
    return site.show(http, "account/sources.html", status, mine=mine, kinds=kinds, demo=site.demo, **about)


def _keeping(router: APIRouter, site: Site) -> None:
    integrations = site.services.integrations

    @router.post("/sources/{id}/check")
    def check(id: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        account = caller(http).account
        before = {one.id for one in integrations.all(account)}
        try:
            integrations.check(account, id)
        except Refused as refused:
            if id not in before:
                raise
            return _show(site, http, refused.faults[0].error.status, fault=refused.faults[0].sentence)
        return site.go(http, "/sources")

    @router.post("/sources/{id}/forget")
    def forget(id: str, http: Request) -> Response:  # noqa: A002
        integrations.forget(caller(http).account, id, caller(http).key)
        return site.go(http, "/sources")


def _wish(integrations: Integrations, sent: dict[str, list[str]]) -> NewIntegration:
    """What somebody wants to connect. Raises Refused for what is no such thing."""
    values = {name: one(sent, name) for name in ("kind", "credential", "name", "cap")}
    faults = [Fault("too_long", name, limit=most) for name, most in _LONGEST.items() if len(values[name]) > most]
    if not values["credential"]:
        faults.append(Fault("missing_field", "credential"))
    cap = values["cap"]
    if not _NAME.fullmatch(values["name"]):
        faults.append(Fault("wrong_type", "name", values["name"], ("letters, digits, blanks, dots and hyphens",)))
    if values["kind"] not in integrations.kinds:
        faults.append(Fault("unknown_value", "kind", values["kind"], tuple(integrations.kinds)))
    if faults:
        raise Refused(*faults)
    each = _each(integrations.kinds[values["kind"]])
    return NewIntegration(
        values["kind"], values["credential"], values["name"], cap=whole("cap", cap) * each if cap else None
    )


def _each(kind: Any) -> int:  # noqa: ANN401 - a row of the table of sources, which dialects do not know
    """How many of a kind's units are shown as one: a profile, or the millionths of a credit."""
    return 1 if kind.unit == _PROFILES else MILLIONTHS


def _shown(integrations: Integrations, integration: Integration) -> dict[str, Any]:
    """A source as its card shows it; what is counted in millionths stands in credits."""
    kind = integrations.kinds[integration.kind]
    each = _each(kind)
    today = datetime.now(UTC).date().isoformat()
    active = integration.state == ACTIVE
    return {
        "id": integration.id,
        "name": integration.name,
        "label": kind.label,
        "active": active,
        "why": "" if active else ERRORS[integration.state].sentence.format_map(_Names(value=integration.name)),
        "until": datetime.fromtimestamp(integration.until, UTC).isoformat(timespec="minutes")
        if integration.until and not active
        else "",
        "url": integration.url,
        "used": integration.used_on(today) // each,
        "cap": integration.cap // each,
        "unit": kind.unit,
        "checked_at": integration.checked_at,
    }


class _Names(dict[str, str]):
    """Values of a sentence; what is not known any more is left out of it."""

    def __missing__(self, name: str) -> str:
        return "…"
