"""The keys of the account: listed, made with no more than the caller's own may, revoked. A secret is shown once."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from leadscout.dialects import DOORS
from leadscout.dialects.page.forms import fields, one
from leadscout.dialects.page.site import Site
from leadscout.dialects.page.usage import credits_
from leadscout.errors import Fault, Refused
from leadscout.model.keys import SCOPES, Grant
from leadscout.web.guards import caller, new_id

_LONGEST = 200
_Sent = Annotated[dict[str, list[str]], Depends(fields)]


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    access = site.services.access

    def shown(http: Request, status: int = 200, **more: object) -> Response:
        who = caller(http)
        keys = sorted(access.keys_of(who.account), key=lambda key: (bool(key.revoked_at), key.created_at))
        about: Mapping[str, Any] = {"secret": "", "made": None, "fault": "", "sent": {}, **more}
        doors, scopes = who.only or DOORS, [scope for scope in SCOPES if scope in who.may]
        return site.show(
            http,
            "account/keys.html",
            status,
            keys=keys,
            doors=doors,
            scopes=scopes,
            mine=who.key,
            credits=partial(credits_, site.language(http)),
            **about,
        )

    @router.get("/keys")
    def all_keys(http: Request) -> Response:
        return shown(http)

    @router.post("/keys")
    def create(http: Request, sent: _Sent) -> Response:
        who = caller(http)
        try:
            name, grant = _wanted(sent)
            grant = replace(grant, scopes=who.grant.scopes, expires_at=who.grant.expires_at)
            if who.grant.ceiling is not None:
                grant = replace(grant, ceiling=0)
            made, secret = access.add(who, name, grant, new_id(http))
        except Refused as refused:
            fault = refused.faults[0]
            return shown(http, fault.error.status, fault=fault.sentence, sent=sent)
        return shown(http, made=made, secret=secret)

    @router.post("/keys/{id}/revoke")
    def revoke(id: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        access.revoke(id, caller(http))
        return site.go(http, "/keys")


def _wanted(sent: Mapping[str, list[str]]) -> tuple[str, Grant]:
    """The name and the grant of a key that somebody wants. Raises Refused for what there is not."""
    name, only, may = one(dict(sent), "name"), sent.get("only", []), sent.get("may", [])
    if not name:
        raise Refused(Fault("missing_field", "name"))
    if len(name) > _LONGEST:
        raise Refused(Fault("too_long", "name", limit=_LONGEST))
    faults = [
        Fault("unknown_value", field, value, tuple(valid))
        for field, values, valid in (("only", only, DOORS), ("may", may, SCOPES))
        for value in values
        if value not in valid
    ]
    if faults:
        raise Refused(*faults)
    return name, Grant(tuple(only), tuple(may))
