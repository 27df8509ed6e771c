"""/v1/lists: lists of companies and of people, for the filters account_list and lead_list."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.doors import answer
from leadscout.dialects.members import ChangeBody, MembersBody, members
from leadscout.dialects.native import faces
from leadscout.dialects.services import Services
from leadscout.web.guards import caller, new_id, takes

_Id = Annotated[str, Path(description="number of a list")]


class ListBody(MembersBody):
    """A list to make."""

    name: StrictStr = Field(min_length=1, max_length=500, description="a name of your choice")
    kind: Literal["account", "lead"] = Field("account", description="account: companies; lead: people")


class _MembersQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=10_000, description="most members in this answer")] = 1000
    cursor: Annotated[str, Field(max_length=1100, description="`cursor` of the page before")] = ""
    report: Annotated[bool, Field(description="for each member, list the matching companies or people")] = False


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lists = services.lists

    @router.get("/lists", summary="Your lists")
    def all_lists(http: Request) -> Response:
        return answer({"lists": [faces.list_(record) for record in lists.all(caller(http).account)]})

    @router.post("/lists", status_code=201, summary="Make a list of companies or of people")
    @takes(ListBody)
    def create(request: ListBody, http: Request) -> Response:
        account, rows = caller(http).account, members(request, request.kind)
        made = lists.create(account, request.kind, request.name, rows, new_id(http))
        return answer(faces.list_(made), 201)

    @router.get("/lists/{id}", summary="A list with its members, by cursor")
    def one(id: _Id, query: Annotated[_MembersQuery, Query()], http: Request) -> Response:  # noqa: A002
        record = lists.get(caller(http).account, id)
        rows = lists.page(record.account, record.id, query.cursor, query.limit)
        more = rows[-1][0] if len(rows) == query.limit else None
        matching = services.matching(record.account)
        rows = matching.shown(record.kind, rows)
        means = matching.means(record.kind, [key for key, _ in rows]) if query.report else {}
        items = [
            {"key": key, "written": written, **(faces.matched(means.get(key, ())) if query.report else {})}
            for key, written in rows
        ]
        return answer({**faces.list_(record), "members": items, "cursor": more})

    @router.put("/lists/{id}", summary="Add members to a list, or rename it")
    @takes(ChangeBody)
    def extend(request: ChangeBody, id: _Id, http: Request) -> Response:  # noqa: A002
        account = caller(http).account
        record = lists.get(account, id)
        return answer(faces.list_(lists.extend(account, id, members(request, record.kind), request.name)))

    @router.delete("/lists/{id}", status_code=204, summary="Forget a list and its members")
    def delete(id: _Id, http: Request) -> Response:  # noqa: A002
        lists.delete(caller(http).account, id)
        return Response(status_code=204)
