"""/lists: of companies and of people, for filters."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from leadscout.dialects.base import Sent, answer
from leadscout.dialects.pronto import faces
from leadscout.dialects.pronto.routes.services import Services
from leadscout.errors import Fault, Refused
from leadscout.service.lists import company_member, person_member
from leadscout.web.guards import caller, takes

_Written = StrictStr | StrictInt | None
_MOST = 10_000
"""Members of one request; more come with further PUTs, or `leadscout lists import`."""


class Company(Sent):
    """A company, known by its LinkedIn number, link, web domain or name."""

    id: _Written = None
    linkedin_id: _Written = None
    linkedin_url: _Written = None
    domain: _Written = None
    website: _Written = None
    name: _Written = None
    country_code: _Written = Field(None, description="accepted; a company is known without it")


class Person(Sent):
    """A person, known by an id, profile link or e-mail."""

    id: _Written = None
    sales_id: _Written = None
    linkedin_url: _Written = None
    linkedin_profile_url: _Written = None
    email: _Written = None
    full_name: _Written = Field(None, description="accepted; nobody is known by a name alone")


class MembersBody(Sent):
    """Members to add."""

    companies: list[Company] = Field([], max_length=_MOST)
    leads: list[Person] = Field([], max_length=_MOST)


class ListBody(MembersBody):
    """A list to make."""

    name: StrictStr = Field(min_length=1, max_length=500)
    kind: Literal["account", "lead"] | None = Field(None, description="account: companies; lead: people")
    webhook_url: Any = Field(None, description="accepted without effect: a list is complete at once")


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000
    after: Annotated[str, Field(max_length=300)] = ""


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    lists = services.lists

    @router.get("/lists", summary="Your lists")
    def all_lists(http: Request) -> Response:
        return answer({"lists": [faces.list_record(known) for known in lists.all(caller(http).account)]})

    @router.post("/lists", status_code=201, summary="Make a list of companies or of people")
    @takes(ListBody)
    def create(request: ListBody, http: Request) -> Response:
        kind = request.kind or ("lead" if request.leads else "account")
        made = lists.create(caller(http).account, kind, request.name, _members(request, kind))
        return answer(faces.list_record(made), 201)

    @router.get("/lists/{id}", summary="A list with its members; `next` is the `after` of the next page")
    def one_list(id: str, asked: Annotated[_Asked, Query()], http: Request) -> Response:  # noqa: A002
        known = lists.get(caller(http).account, id)
        members = lists.members(known.id, asked.after, asked.limit)
        more = members[-1][0] if len(members) == asked.limit else None
        items = [{"key": key, "written": written} for key, written in members]
        return answer({**faces.list_record(known), "items": items, "next": more})

    @router.put("/lists/{id}", summary="Add members to a list")
    @takes(MembersBody)
    def extend(request: MembersBody, id: str, http: Request) -> Response:  # noqa: A002
        account = caller(http).account
        known = lists.get(account, id)
        return answer(faces.list_record(lists.extend(account, id, _members(request, known.kind))))


def _members(request: MembersBody, kind: str) -> dict[str, str]:
    """Key and writing of each member. Raises Refused for members of the other kind, or without anything to know."""
    wrong, told = ("leads", request.leads) if kind == "account" else ("companies", request.companies)
    if told:
        raise Refused(Fault("wrong_type", wrong, len(told), (f"for a list of kind {kind}",)))
    rows: Sequence[Sent] = request.companies if kind == "account" else request.leads
    read = company_member if kind == "account" else person_member
    members = [read({name: str(value) for name, value in row if value is not None}) for row in rows]
    field = "companies" if kind == "account" else "leads"
    valid = ("an id, link, domain or name",) if kind == "account" else ("an id, profile link or e-mail",)
    faults = [
        Fault("no_member", f"{field}[{at}]", rows[at].model_dump(exclude_none=True), valid)
        for at, (key, _) in enumerate(members)
        if not key
    ]
    if faults:
        raise Refused(*faults[:50])
    return dict(members)
