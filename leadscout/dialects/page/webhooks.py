"""Webhooks: what is told of searches, each payload with its attempts, sent again; the secret that signs them."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from leadscout.dialects.page.site import Site
from leadscout.web.guards import caller

AT_ONCE = 50
"""Payloads of one page."""

_STATES = ("failed", "waiting", "ok")
_SHOWN = 20_000
"""Letters of a payload that are shown; the whole is a file."""

_JSON = "application/json"


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    _looking(router, site)
    _changing(router, site)


def badge(site: Site, account: str) -> int:
    """How many payloads did not arrive."""
    return site.services.deliveries.by_state(account).get("failed", 0)


def _show(site: Site, http: Request, secret: str = "") -> Response:
    services, account = site.services, caller(http).account
    chosen = {name: http.query_params.get(name, "")[:64] for name in ("state", "search")}
    state = chosen["state"] if chosen["state"] in _STATES else ""
    written = http.query_params.get("offset", "0")
    offset = int(written) if written.isdecimal() and written.isascii() and len(written) < 8 else 0  # noqa: PLR2004 - ten millions
    rows = services.deliveries.listed(account, AT_ONCE + 1, offset, state=state, search=chosen["search"])
    about: Mapping[str, Any] = {
        "deliveries": rows[:AT_ONCE],
        "counts": services.deliveries.by_state(account),
        "states": _STATES,
        "chosen": state,
        "search": chosen["search"],
        "offset": offset,
        "more": offset + AT_ONCE if len(rows) > AT_ONCE else 0,
        "registered": services.webhooks.all(account),
        "secret": secret,
    }
    return site.show(http, "account/webhooks.html", **about)


def _looking(router: APIRouter, site: Site) -> None:
    services = site.services

    @router.get("/webhooks")
    def all_payloads(http: Request) -> Response:
        return _show(site, http)

    @router.get("/webhooks/{id}/{seq}")
    def payload(id: str, seq: int, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        search = services.jobs.find(caller(http).account, id)
        body, headers = services.deliveries.call(search, seq)
        text = orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2).decode()
        attempts = [one for one in services.deliveries.attempts(search) if one.seq == seq]
        return site.show(
            http,
            "account/payload.html",
            search=search,
            seq=seq,
            size=len(body),
            text=text[:_SHOWN],
            cut=len(text) > _SHOWN,
            headers={"content-type": _JSON, **headers},
            attempts=attempts[::-1],
        )

    @router.get("/webhooks/{id}/{seq}/payload.json")
    def file(id: str, seq: int, http: Request) -> Response:  # noqa: A002
        search = services.jobs.find(caller(http).account, id)
        body, _ = services.deliveries.call(search, seq)
        name = f'attachment; filename="payload-{search.id}-{seq}.json"'
        return Response(body, media_type=_JSON, headers={"Content-Disposition": name})


def _changing(router: APIRouter, site: Site) -> None:
    services = site.services

    @router.post("/webhooks/secret")
    def secret(http: Request) -> Response:
        return _show(site, http, services.deliveries.secrets.of(caller(http).account))

    @router.post("/webhooks/{id}/{seq}/resend")
    def resend(id: str, seq: int, http: Request) -> Response:  # noqa: A002
        search = services.jobs.find(caller(http).account, id)
        services.deliveries.resend(search.owner, search.id, seq)
        return site.go(http, f"/webhooks?search={search.id}")

    @router.post("/webhooks/registered/{id}/forget")
    def forget(id: str, http: Request) -> Response:  # noqa: A002
        services.webhooks.delete(caller(http).account, id, caller(http).key)
        return site.go(http, "/webhooks")
