"""/v1/lists: lists of companies and of people, for the filters account_list and lead_list."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.base import answer
from leadscout.dialects.members import MembersBody, members
from leadscout.dialects.native import faces
from leadscout.dialects.native.routes.services import Services
from leadscout.web.guards import caller, new_id, takes

_Id = Annotated[str, Path(description="number of a list")]


class ListBody(MembersBody):
    """A list to make."""

    name: StrictStr = Field(min_length=1, max_length=500, description="a name of your choice")
    kind: Literal["account", "lead"] = Field("account", description="account: companies; lead: people")


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=10_000, description="most members in this answer")] = 1000
    cursor: Annotated[str, Field(max_length=1100, description="`cursor` of the page before")] = ""
    report: Annotated[bool, Field(description="for each member, list the matching companies or people")] = False


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lists = services.lists

    @router.get("/lists", summary="Your lists")
    def all_lists(http: Request) -> Response:
        return answer({"lists": [faces.list_(known) for known in lists.all(caller(http).account)]})

    @router.post("/lists", status_code=201, summary="Make a list of companies or of people")
    @takes(ListBody)
    def create(request: ListBody, http: Request) -> Response:
        account, told = caller(http).account, members(request, request.kind)
        made = lists.create(account, request.kind, request.name, told, new_id(http))
        return answer(faces.list_(made), 201)

    @router.get("/lists/{id}", summary="A list with its members, by cursor")
    def one(id: _Id, asked: Annotated[_Asked, Query()], http: Request) -> Response:  # noqa: A002
        known = lists.get(caller(http).account, id)
        found = lists.page(known.account, known.id, asked.cursor, asked.limit)
        more = found[-1][0] if len(found) == asked.limit else None
        means = services.matching.means(known.kind, [key for key, _ in found]) if asked.report else {}
        told = [
            {"key": key, "written": written, **(faces.matched(means.get(key, ())) if asked.report else {})}
            for key, written in found
        ]
        return answer({**faces.list_(known), "members": told, "cursor": more})

    @router.put("/lists/{id}", summary="Add members to a list")
    @takes(MembersBody)
    def extend(request: MembersBody, id: _Id, http: Request) -> Response:  # noqa: A002
        account = caller(http).account
        known = lists.get(account, id)
        return answer(faces.list_(lists.extend(account, id, members(request, known.kind))))
