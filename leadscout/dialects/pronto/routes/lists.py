"""/lists: of companies and of people, for filters."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from leadscout.dialects.doors import answer
from leadscout.dialects.members import ChangeBody, MembersBody, members
from leadscout.dialects.pronto import faces
from leadscout.dialects.services import Services
from leadscout.web.guards import caller, new_id, takes

_Id = Annotated[str, Path(description="number of a list")]


class ListBody(MembersBody):
    """A list to make."""

    name: StrictStr = Field(min_length=1, max_length=500, description="a name of your choice")
    kind: Literal["account", "lead"] | None = Field(None, description="account: companies; lead: people")
    webhook_url: Any = Field(None, description="accepted without effect: a list is complete at once")


class _ItemsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=10_000, description="most members in this answer")] = 1000
    after: Annotated[str, Field(max_length=1100, description="`next` of the page before")] = ""


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lists = services.lists

    @router.get("/lists", summary="Your lists")
    def all_lists(http: Request) -> Response:
        return answer({"lists": [faces.list_record(record) for record in lists.all(caller(http).account)]})

    @router.post("/lists", status_code=201, summary="Make a list of companies or of people")
    @takes(ListBody)
    def create(request: ListBody, http: Request) -> Response:
        kind = request.kind or ("lead" if request.leads else "account")
        made = lists.create(caller(http).account, kind, request.name, members(request, kind), new_id(http))
        return answer(faces.list_record(made), 201)

    @router.get("/lists/{id}", summary="A list with its members; `next` is the `after` of the next page")
    def one_list(id: _Id, query: Annotated[_ItemsQuery, Query()], http: Request) -> Response:  # noqa: A002
        record = lists.get(caller(http).account, id)
        rows = lists.page(record.account, record.id, query.after, query.limit)
        more = rows[-1][0] if len(rows) == query.limit else None
        items = [
            {"key": key, "written": written}
            for key, written in services.matching(record.account).shown(record.kind, rows)
        ]
        return answer({**faces.list_record(record), "items": items, "next": more})

    @router.put("/lists/{id}", summary="Add members to a list, or rename it")
    @takes(ChangeBody)
    def extend(request: ChangeBody, id: _Id, http: Request) -> Response:  # noqa: A002
        account = caller(http).account
        record = lists.get(account, id)
        return answer(faces.list_record(lists.extend(account, id, members(request, record.kind), request.name)))
