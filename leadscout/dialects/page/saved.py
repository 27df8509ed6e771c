"""Saved searches: run again by hand or every so many hours, with who is new, who left and who changed since."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from leadscout.dialects import files
from leadscout.dialects.native import faces, ordering
from leadscout.dialects.native import saved as saved_faces
from leadscout.dialects.native.ordering import Orderer
from leadscout.dialects.native.words import SavedBody, SavedChangeBody, body
from leadscout.dialects.page.forms import fields, one, whole
from leadscout.dialects.page.jobs import lead_row
from leadscout.dialects.page.search.address import SearchAddress, address_of
from leadscout.dialects.page.site import Site
from leadscout.model.saved import ChangeKind, ChangePage, SavedRun
from leadscout.model.search import LeadMatch
from leadscout.service.jobs.saved import MOST
from leadscout.web.guards import caller, new_id, read_as

RUNS = 20
"""Runs of one page."""

CHANGES = 50
"""Changes of one page."""

_OWN = ("name", "every_hours")
"""Fields of the form that are no part of what is searched for."""

_Sent = Annotated[dict[str, list[str]], Depends(fields)]
_Run = Annotated[int | None, Query(ge=0, le=10**9)]
_Number = Annotated[int, Query(ge=0, le=10**9)]


def routes(router: APIRouter, site: Site) -> None:
    """Add the routes."""
    _keeping(router, site)
    _reading(router, site)


def badge(site: Site, account: str) -> int:
    """How many found somebody new in their last run."""
    return site.services.saved.with_new(account)


def _keeping(router: APIRouter, site: Site) -> None:
    services, saved, model = site.services, site.services.saved, body(site.services.lexicon, SavedBody)

    @router.post("/saved")
    def create(http: Request, sent: _Sent) -> Response:
        pairs = ((name, value) for name, values in sent.items() if name not in _OWN for value in values)
        written = {**SearchAddress.read(pairs).searched.body, **_own(sent)}
        request = read_as(model, written)
        who = Orderer(caller(http).account, written, new_id(http), caller(http).key)
        return site.go(http, f"/saved/{ordering.saved(services, who, request).id}")

    @router.post("/saved/{id}")
    def change(id: str, http: Request, sent: _Sent) -> Response:  # noqa: A002 - the name of the path's part
        who = caller(http)
        saved.get(who.account, id)
        request = read_as(SavedChangeBody, _own(sent))
        saved.change(who, id, name=request.name, hours=request.every_hours, webhook_url=None)
        return site.go(http, f"/saved/{id}")

    @router.post("/saved/{id}/run")
    def run(id: str, http: Request) -> Response:  # noqa: A002
        saved.run(caller(http), id)
        return site.go(http, f"/saved/{id}")

    @router.post("/saved/{id}/delete")
    def delete(id: str, http: Request) -> Response:  # noqa: A002
        saved.delete(caller(http).account, id)
        return site.go(http, "/saved")


def _reading(router: APIRouter, site: Site) -> None:
    services, saved = site.services, site.services.saved

    @router.get("/saved")
    def all_saved(http: Request) -> Response:
        account = caller(http).account
        rows = [saved_faces.saved(row, saved.runs(account, row.id, 0, 1)) for row in saved.all(account, MOST)]
        return site.show(http, "account/saved.html", rows=rows)

    @router.get("/saved/{id}")
    def one_saved(
        id: str,  # noqa: A002
        http: Request,
        run: _Run = None,
        kind: Literal["new", "left", "changed", ""] = "",
        after: Annotated[str, Query(pattern=r"^(\d{1,9}-\d{1,9})?$")] = "",
        before: _Number = 0,
    ) -> Response:
        """A saved search; without a `run` the changes are those of the last one that is over, of 0 those of all."""
        account = caller(http).account
        record = saved.get(account, id)
        runs = saved.runs(account, id, before, RUNS)
        run = _last(runs) if run is None else run
        first, _, number = (after or "0-0").partition("-")
        kinds = [ChangeKind(kind)] if kind else list(ChangeKind)
        changes, more = saved.changes(account, id, ChangePage(kinds, run, (int(first), int(number)), CHANGES))
        return site.show(
            http,
            "account/saved_one.html",
            saved=saved_faces.saved(record),
            address=address_of(record.body),
            conditions=faces.reading(record.query, services.lexicon)["applied_filters"],
            runs=[saved_faces.run(row) for row in runs],
            older=runs[-1].number if len(runs) == RUNS and runs[-1].number > 1 else 0,
            run=run,
            kind=kind,
            kinds=[str(each) for each in ChangeKind],
            changes=[{"change": row, **lead_row(services.lexicon, match)} for row, match in changes],
            more=f"{more[0]}-{more[1]}" if more else "",
        )

    @router.get("/saved/{id}/new.{format}")
    def new_people(id: str, format: str, http: Request, run: _Number = 0) -> Response:  # noqa: A002
        """A file of those who were new, in one run or (0) in all."""
        account = caller(http).account
        record = saved.get(account, id)

        def batches() -> Iterator[list[LeadMatch]]:
            place: tuple[int, int] | None = (0, 0)
            while place:
                page = ChangePage([ChangeKind.NEW], run, place, files.AT_ONCE)
                rows, place = saved.changes(account, record.id, page)
                yield [match for _, match in rows]

        return files.file(services, f"new-{record.id}", format, batches(), services.exports.layout())


def _own(sent: dict[str, list[str]]) -> dict[str, Any]:
    """Name and hours of a form, as a request has them. Raises Refused for hours that are no number."""
    return {"name": one(sent, "name"), "every_hours": whole("every_hours", one(sent, "every_hours") or "0")}


def _last(runs: list[SavedRun]) -> int:
    """The number of the newest run that is over; 0 where none is."""
    return next((row.number for row in runs if row.ended_at), 0)
