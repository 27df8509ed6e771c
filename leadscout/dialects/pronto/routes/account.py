"""/locations, /credits, /account, /personas."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import AfterValidator, Field, StrictBool, StrictStr, model_validator

from leadscout.dialects.base import Sent, fault
from leadscout.dialects.doors import answer
from leadscout.dialects.personas import keyword
from leadscout.dialects.services import Services
from leadscout.lexicon.places.places import Places
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.web.guards import caller, new_id, takes

_MOST = 20
"""Places of one answer."""

_Titles = list[Annotated[StrictStr, Field(max_length=500), AfterValidator(keyword)]]


class LocationBody(Sent):
    """A place to look up; `name` and `query` are the same."""

    name: StrictStr | None = Field(None, max_length=200, description="name of a place", examples=["France"])
    query: StrictStr | None = Field(None, max_length=200, description="the same")
    hiring: StrictBool | None = Field(None, description="accepted; ids are the same for hiring signals")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if not (self.name or self.query or "").strip():
            raise fault("missing_field", field="name")
        return self


class PersonaBody(Sent):
    """A saved set of titles."""

    name: StrictStr = Field(min_length=1, max_length=200, description="a name of your choice")
    job_titles: _Titles = Field([], max_length=100, description="titles to look for")
    excluded_job_titles: _Titles = Field([], max_length=100, description="titles to leave out")


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""

    @router.post("/locations", summary="Ids of places by name")
    @takes(LocationBody)
    def locations(request: LocationBody) -> Response:
        return answer(_locations(services.lexicon.places, request.name or request.query or ""))

    @router.get("/credits", summary="What the account has left")
    def credits_(http: Request) -> Response:
        left = services.credits.balance(caller(http).account) / MILLIONTHS
        return answer({"credits": left, "balance": left})

    @router.get("/account", summary="Who you are")
    def account(http: Request) -> Response:
        id_ = caller(http).account
        name = services.access.account(id_)
        return answer({"id": id_, "email": None, "name": name, "organization": {"id": id_, "name": name}})

    @router.get("/personas", summary="Your saved personas")
    def personas(http: Request) -> Response:
        return answer({"personas": services.lists.personas(caller(http).account)})

    @router.post("/personas", status_code=201, summary="Save a persona")
    @takes(PersonaBody)
    def save(request: PersonaBody, http: Request) -> Response:
        id_ = str(UUID(new_id(http)))
        return answer(services.lists.save_persona(caller(http).account, request.model_dump(), id_), 201)

    @router.get("/personas/{id}", summary="A saved persona")
    def persona(id: Annotated[str, Path(description="id of a persona")], http: Request) -> Response:  # noqa: A002 - the name of the path's part
        return answer(services.lists.persona(caller(http).account, id))


def _locations(places: Places, name: str) -> list[dict[str, str]]:
    """Places of this name; those nearest to it where there are none."""
    codes = places.named(name, _MOST)
    return [{"id": code, "name": places.label(code), "type": places.kind(code)} for code in codes]
