"""Do not contact: who is told of nowhere any more; added by lines, by a file, or from the page of a person."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from leadscout.dialects.page.forms import fields, one
from leadscout.dialects.page.search.address import SearchAddress
from leadscout.dialects.page.search.people import called
from leadscout.dialects.page.site import Site
from leadscout.errors import Fault, Refused
from leadscout.lexicon.text import is_digits
from leadscout.model.lead import Lead
from leadscout.service.people import contacts
from leadscout.service.people.contacts import Contact
from leadscout.web.guards import caller

AT_ONCE = 100
"""Entries of one page."""

_LONGEST = 500
_LINES = 100
_REMOVING = "suppressions:write"
_Sent = Annotated[dict[str, list[str]], Depends(fields)]


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    services, suppressions = site.services, site.services.suppressions

    def shown(http: Request, status: int = 200, after: int = 0, **more: object) -> Response:
        who = caller(http)
        entries = suppressions.all(who.account, AT_ONCE + 1, after)
        about: Mapping[str, Any] = {"fault": "", "sent": {}, "made": None, "unread": (), **more}
        return site.show(
            http,
            "account/suppressed.html",
            status,
            entries=entries[:AT_ONCE],
            more=entries[AT_ONCE - 1].id if len(entries) > AT_ONCE else 0,
            after=after,
            size=suppressions.size(who.account),
            removes=_REMOVING in who.may,
            **about,
        )

    @router.get("/suppressed")
    def entries(http: Request, after: Annotated[int, Query(ge=0, le=10**12)] = 0) -> Response:
        return shown(http, after=after)

    @router.post("/suppressed")
    def add(http: Request, sent: _Sent) -> Response:
        rows = suppressions.read(one(sent, "rows"))
        unread = [number for number, row in rows if not row]
        try:
            ways = [way for _, row in rows for way in row]
            made = suppressions.add(caller(http).account, ways, one(sent, "name")[:_LONGEST], caller(http).key)
        except Refused as refused:
            fault = refused.faults[0]
            return shown(http, fault.error.status, fault=fault.sentence, sent=sent)
        return shown(http, made=made, unread=unread[:_LINES], left_out=max(0, len(unread) - _LINES))

    @router.post("/suppressed/{id}/remove")
    def remove(id: str, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        who = caller(http)
        services.access.allow(who, _REMOVING)
        if not is_digits(id) or len(id) > 12:  # noqa: PLR2004 - what fits into 64 bits
            raise Refused(Fault("not_found", value=f"suppression {id}"))
        suppressions.remove(who.account, int(id), who.key)
        return site.go(http, "/suppressed")

    @router.post("/people/{id:key}/suppress")
    def suppress(id: str, http: Request, sent: _Sent) -> Response:  # noqa: A002
        """Suppress one person, and go back to the search whose address was sent."""
        account = caller(http).account
        lead = services.profiles(account).get(id).lead
        says = site.says(http)
        suppressions.add(account, of_person(lead), says("suppressed.from_page"), caller(http).key)
        address = SearchAddress.read((name, value) for name, values in sent.items() for value in values)
        return site.go(http, str(address) if address.pairs else "/suppressed")


def of_person(lead: Lead) -> list[Contact]:
    """What one person is suppressed by: e-mails and profile addresses; who has neither, by name and employers."""
    return list(_addresses(lead)) or list(_names(lead))


def _addresses(lead: Lead) -> Iterator[Contact]:
    written = [("email", email) for email in lead.emails]
    written += [("profile", address) for address in (lead.profile_url, lead.sales_id) if address]
    yield from filter(None, (contacts.read(kind, value) for kind, value in written))


def _names(lead: Lead) -> Iterator[Contact]:
    name = called(lead)
    yield from filter(None, (contacts.read("name", name, job.company.name) for job in lead.positions))
