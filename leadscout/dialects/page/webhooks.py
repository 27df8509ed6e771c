"""Webhooks: what is told of searches, each payload with its attempts, sent again; the secret that signs them."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response

from leadscout.dialects.doors import register_webhook, try_webhook
from leadscout.dialects.page.forms import fields, one
from leadscout.dialects.page.site import Site
from leadscout.errors import Refused
from leadscout.model.webhooks import Webhook
from leadscout.web.guards import caller, new_id

_Sent = Annotated[dict[str, list[str]], Depends(fields)]

HOURS = 24
"""For which the secret of before signs, too."""

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
    _registering(router, site)


def badge(site: Site, account: str) -> int:
    """How many payloads did not arrive."""
    return site.services.deliveries.by_state(account).get("failed", 0)


def _show(site: Site, http: Request, status: int = 200, **more: object) -> Response:
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
        "secret": "",
        "secret_of": "",
        "fault": "",
        "written": "",
        **more,
    }
    return site.show(http, "account/webhooks.html", status, **about)


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
        attempts = [attempt for attempt in services.deliveries.attempts(search) if attempt.seq == seq]
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
        return _show(site, http, secret=services.deliveries.secrets.of(caller(http).account))

    @router.post("/webhooks/{id}/{seq}/resend")
    def resend(id: str, seq: int, http: Request) -> Response:  # noqa: A002
        search = services.jobs.find(caller(http).account, id)
        services.deliveries.resend(search.owner, search.id, seq)
        return site.go(http, f"/webhooks?search={search.id}")


def _registering(router: APIRouter, site: Site) -> None:
    """Addresses with a signing secret of their own, which is shown when it is made."""
    services = site.services

    def shown(http: Request, webhook: Webhook) -> Response:
        return _show(site, http, secret=services.webhooks.signing_of(webhook)[0], secret_of=webhook.url)

    @router.post("/webhooks/registered")
    def register(http: Request, sent: _Sent) -> Response:
        url = one(sent, "url")
        try:
            return shown(http, register_webhook(services, http, url))
        except Refused as refused:
            fault = refused.faults[0]
            return _show(site, http, fault.error.status, fault=fault.sentence, written=url)

    @router.post("/webhooks/registered/{id}/rotate")
    def rotate(id: str, http: Request, sent: _Sent) -> Response:  # noqa: A002
        who = caller(http)
        if one(sent, "version") != str(services.webhooks.get(who.account, id).version):
            return site.go(http, "/webhooks")  # the page was loaded again, which sends its form again
        return shown(http, services.webhooks.rotate(who.account, id, HOURS, who.key))

    @router.post("/webhooks/registered/{id}/test")
    def test(id: str, http: Request) -> Response:  # noqa: A002
        made = try_webhook(services, caller(http).owner("native"), id, new_id(http))
        return site.go(http, f"/webhooks?search={made.id}")

    @router.post("/webhooks/registered/{id}/forget")
    def forget(id: str, http: Request) -> Response:  # noqa: A002
        services.webhooks.delete(caller(http).account, id, caller(http).key)
        return site.go(http, "/webhooks")
