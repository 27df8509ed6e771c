"""How a vendor's callers come in: the routers of its paths, made from its record, and the answers that go out."""

from collections.abc import Iterator
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.security import APIKeyHeader, HTTPBearer

from leadscout.dialects.services import Services
from leadscout.dialects.vendor import Vendor
from leadscout.errors import Fault, Refused
from leadscout.model.query import Query
from leadscout.model.search import Owner, Search
from leadscout.model.webhooks import LONGEST_ADDRESS, Webhook
from leadscout.service.jobs.searches import Order
from leadscout.web.guards import Gate, caller, documented, new_id

_TEST = "test of a webhook"


def gate(vendor: Vendor, services: Services, *doors: str) -> Gate:
    """What lets in whoever has a key for the vendor, or for one of its `doors`."""

    def key(request: Request) -> str:
        return next(_keys(vendor, request), "")

    return Gate(services.access, (vendor.name, *doors), key, vendor.header(), vendor.scopes)


def router_of(vendor: Vendor, **more: Any) -> APIRouter:  # noqa: ANN401 - what a router takes
    """An empty router that says in the API pages whose it is, and how a key is sent."""
    name, _, form = vendor.header().partition(": ")
    about: dict[str, Any] = {"scheme_name": vendor.name, "auto_error": False}
    if form == "Bearer <key>":
        return APIRouter(tags=[vendor.name], **documented(HTTPBearer(**about)), **more)
    scheme = APIKeyHeader(name=name, description=None if form == "<key>" else form, **about)
    return APIRouter(tags=[vendor.name], **documented(scheme), **more)


def answer(body: object, status: int = 200) -> Response:
    """JSON as it is: FastAPI would walk every value of every lead again (a page of 25: 14 ms, so 6)."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def check_webhook(services: Services, url: str, field: str = "webhook_url") -> None:
    """Raise Refused for an address that cannot be called; none is fine."""
    if url and not services.deliveries.sender.accepts(url):
        raise Refused(Fault("bad_webhook_url", field, url, ("an HTTPS address of a public host",)))


def register_webhook(services: Services, http: Request, url: str) -> Webhook:
    """Give an address of the caller a signing secret of its own. Raises Refused for one that cannot be called."""
    if len(url) > LONGEST_ADDRESS:
        raise Refused(Fault("too_long", "url", limit=LONGEST_ADDRESS))
    check_webhook(services, url or " ", "url")  # none is fine where a search has no webhook
    who = caller(http)
    new = Webhook(f"wh_{new_id(http)[:24]}", who.account, url, version=1)
    return services.webhooks.register(new, actor=who.key)


def try_webhook(services: Services, owner: Owner, webhook: str, id_: str) -> Search:
    """Send a call without people to a registered webhook. Raises Refused where there is none with this id."""
    url = services.webhooks.get(owner.account, webhook).url
    return services.enrichment.tell(Order(owner, {}, Query(()), 0, _TEST, webhook_url=url, id=id_))


def _keys(vendor: Vendor, request: Request) -> Iterator[str]:
    """The keys that a request has in the vendor's headers; in another scheme than the header's there is none."""
    for header in vendor.headers:
        name, _, form = header.partition(": ")
        sent = request.headers.get(name, "")
        word = form.removesuffix("{key}").strip()
        scheme, _, rest = sent.partition(" ") if word else ("", "", sent)
        if scheme.lower() == word.lower() and rest.strip():
            yield rest.strip()
