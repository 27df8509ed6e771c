"""/v1/saved: searches that are run again, and what changed since the last time."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects.doors import answer, check_webhook
from leadscout.dialects.native import ordering
from leadscout.dialects.native import saved as faces
from leadscout.dialects.native.ordering import Orderer
from leadscout.dialects.native.words import SavedBody, SavedChangeBody, body
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.model.saved import ChangeKind, ChangePage
from leadscout.web.guards import caller, new_id, sent, takes

_Id = Annotated[str, Path(description="id of a saved search")]


class _SavedQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100, description="most of them in this answer")] = 100
    offset: Annotated[int, Field(ge=0, le=10**9, description="how many to skip")] = 0


class _RunsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100, description="most of them in this answer")] = 20
    cursor: Annotated[int, Field(ge=0, le=10**9, description="`cursor` of the page before")] = 0


class _ChangesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Literal["new", "left", "changed", ""], Field(description="only these; none: all")] = ""
    run: Annotated[int, Field(ge=0, le=10**9, description="of this run alone; 0: of all")] = 0
    limit: Annotated[int, Field(ge=1, le=1000, description="most of them in this answer")] = 100
    cursor: Annotated[str, Field(max_length=30, description="`cursor` of the page before")] = ""


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    _keeping(router, services)
    _running(router, services)


def _keeping(router: APIRouter, services: Services) -> None:
    saved = services.saved

    @router.post(
        "/saved", status_code=201, summary="Save a search, to run it again; the first run is what changes are of"
    )
    @takes(body(services.lexicon, SavedBody))
    def create(request: SavedBody, http: Request) -> Response:
        who = Orderer(caller(http).account, sent(http), new_id(http), caller(http).key)
        return answer(faces.saved(ordering.saved(services, who, request)), 201)

    @router.get("/saved", summary="Your saved searches, newest first, each with its last run")
    def entries(query: Annotated[_SavedQuery, Query()], http: Request) -> Response:
        account = caller(http).account
        rows = [(one, saved.runs(account, one.id, 0, 1)) for one in saved.all(account, query.limit, query.offset)]
        return answer({"saved": [faces.saved(one, runs) for one, runs in rows]})

    @router.get("/saved/{id}", summary="A saved search, with its last run")
    def one(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        account = caller(http).account
        return answer(faces.saved(saved.get(account, id), saved.runs(account, id, 0, 1)))

    @router.patch("/saved/{id}", summary="Change a saved search's name, hours or webhook")
    @takes(SavedChangeBody)
    def change(request: SavedChangeBody, id: _Id, http: Request) -> Response:  # noqa: A002
        check_webhook(services, request.webhook_url or "")
        who = caller(http)
        given = {"name": request.name, "hours": request.every_hours, "webhook_url": request.webhook_url}
        saved.change(who, id, **given)  # type: ignore[arg-type]
        return answer(faces.saved(saved.get(who.account, id), saved.runs(who.account, id, 0, 1)))

    @router.delete("/saved/{id}", status_code=204, summary="Forget a saved search and its changes")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        saved.delete(caller(http).account, id)
        return Response(status_code=204)


def _running(router: APIRouter, services: Services) -> None:
    saved = services.saved

    @router.post("/saved/{id}/run", status_code=202, summary="Run a saved search now; a run that is not over is given")
    def run(id: _Id, http: Request) -> Response:  # noqa: A002
        return answer(faces.run(saved.run(caller(http), id)), 202)

    @router.get("/saved/{id}/runs", summary="Runs of a saved search, newest first, with what each changed")
    def runs(id: _Id, query: Annotated[_RunsQuery, Query()], http: Request) -> Response:  # noqa: A002
        account = caller(http).account
        rows = saved.runs(account, id, query.cursor, query.limit)
        more = rows[-1].number if len(rows) == query.limit and rows[-1].number > 1 else None
        return answer(
            {
                "runs": [{**faces.run(one), "webhook": _webhook(services, account, one.report)} for one in rows],
                "cursor": more,
            }
        )

    @router.get("/saved/{id}/changes", summary="Who is new, who left, who changed jobs, oldest first")
    def changes(id: _Id, query: Annotated[_ChangesQuery, Query()], http: Request) -> Response:  # noqa: A002
        kinds = [ChangeKind(query.kind)] if query.kind else list(ChangeKind)
        page = ChangePage(kinds, query.run, _place(query.cursor), query.limit)
        rows, more = saved.changes(caller(http).account, id, page)
        cursor = None if more is None else f"{more[0]}-{more[1]}"
        return answer({"changes": [faces.change(services.lexicon, *row) for row in rows], "cursor": cursor})


def _place(cursor: str) -> tuple[int, int]:
    run, _, number = (cursor or "0-0").partition("-")
    if not (run.isdecimal() and number.isdecimal() and run.isascii() and number.isascii()):
        raise Refused(Fault("invalid_cursor", "cursor", cursor))
    return int(run), int(number)


def _webhook(services: Services, account: str, report: str) -> dict[str, Any] | None:
    """How far the telling of a run's changes is; None where there is nothing to tell."""
    if not report:
        return None
    search = services.jobs.find(account, report)
    queue = services.deliveries.queue(search)
    attempts = [asdict(attempt) for attempt in services.deliveries.attempts(search)]
    return None if queue is None else {**asdict(queue), "attempts": attempts}
