"""/v1/suppressions: people whom you must not contact, and so are not told of."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StrictStr, WithJsonSchema

from leadscout.dialects.base import LONGEST_VALUE, Sent, fault
from leadscout.dialects.doors import answer
from leadscout.dialects.native import faces
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.lexicon.text import is_digits
from leadscout.service.people import contacts
from leadscout.service.people.contacts import Contact
from leadscout.web.guards import caller, takes

_Id = Annotated[str, Path(description="number of an entry")]
_MOST = 10_000
_SHOWN = 100
_FORMS = {
    "email": "an e-mail address",
    "domain": "a web domain that is one company's",
    "profile": "a LinkedIn or Sales Navigator profile address",
}


def _value(kind: str) -> Any:  # noqa: ANN401 - a type
    def read(sent: object) -> Contact:
        way = contacts.read(kind, sent) if isinstance(sent, str) and len(sent) <= LONGEST_VALUE else None
        if way is None:
            raise fault("wrong_type", value=sent, valid=(_FORMS[kind],))
        return way

    return Annotated[Any, PlainValidator(read), WithJsonSchema({"type": "string", "maxLength": LONGEST_VALUE})]


def _text(sent: object) -> str:
    if not isinstance(sent, bytes):
        raise fault("wrong_type", value="JSON", valid=("text: send it with Content-Type: text/csv",))
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise fault("wrong_type", value="the file", valid=("text in UTF-8",)) from None


class NamedPerson(Sent):
    """Somebody by their name and an employer of theirs, of now or before."""

    full_name: StrictStr = Field(min_length=1, max_length=LONGEST_VALUE, description="first and last name")
    company: StrictStr = Field(min_length=1, max_length=LONGEST_VALUE, description="name of an employer")


class SuppressionBody(Sent):
    """Who must not be contacted: whoever has one of the values."""

    name: StrictStr = Field("", max_length=500, description="where they come from, in your words")
    emails: list[_value("email")] = Field([], max_length=_MOST, description="e-mail addresses")  # type: ignore[valid-type]
    domains: list[_value("domain")] = Field(  # type: ignore[valid-type]
        [], max_length=_MOST, description="web domains: whoever has an e-mail there, or works there"
    )
    profiles: list[_value("profile")] = Field(  # type: ignore[valid-type]
        [], max_length=_MOST, description="profile addresses"
    )
    people: list[NamedPerson] = Field([], max_length=_MOST, description="names, each with an employer")

    @property
    def contacts(self) -> list[Contact]:
        """All values. Raises Refused for a name or an employer without a word in it."""
        named = [contacts.read("name", one.full_name, one.company) for one in self.people]
        wordless = [
            Fault("no_words", f"people[{at}]", self.people[at].full_name) for at, one in enumerate(named) if not one
        ]
        if wordless:
            raise Refused(*wordless[:50])
        return [*self.emails, *self.domains, *self.profiles, *filter(None, named)]


class _EntriesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=1000, description="most entries in this answer")] = 100
    cursor: Annotated[int, Field(ge=0, le=10**12, description="`cursor` of the page before")] = 0


class _FileQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=500, description="the file's name")] = ""


_File = Annotated[
    Any,
    PlainValidator(_text),
    WithJsonSchema({"type": "string"}),
    Body(media_type="application/octet-stream", description="the file"),
]


def routes(router: APIRouter, services: Services) -> None:
    """Add the routes."""
    suppressions = services.suppressions

    @router.post("/suppressions", status_code=201, summary="Suppress people: you are not told of them any more")
    @takes(SuppressionBody)
    def add(request: SuppressionBody, http: Request) -> Response:
        who = caller(http)
        return answer(faces.suppression(suppressions.add(who.account, request.contacts, request.name, who.key)), 201)

    @router.post(
        "/suppressions/file", status_code=201, summary="Suppress the people of a CSV file, or of lines of text"
    )
    def add_file(request: _File, query: Annotated[_FileQuery, Query()], http: Request) -> Response:
        rows = suppressions.read(request)
        ways = [way for _, row in rows for way in row]
        unread = [line for line, row in rows if not row]
        entry = suppressions.add(caller(http).account, ways, query.name, caller(http).key)
        return answer({**faces.suppression(entry), "unread": len(unread), "unread_lines": unread[:_SHOWN]}, 201)

    @router.get("/suppressions", summary="What you suppressed and when, in numbers; the values are not kept")
    def entries(query: Annotated[_EntriesQuery, Query()], http: Request) -> Response:
        account = caller(http).account
        page = suppressions.all(account, query.limit + 1, query.cursor)
        more = page[query.limit - 1].id if len(page) > query.limit else None
        rows = [faces.suppression(one) for one in page[: query.limit]]
        return answer({"suppressions": rows, "values": suppressions.size(account), "cursor": more})

    @router.delete("/suppressions/{id}", status_code=204, summary="Take an entry away; its people are told of again")
    def remove(id: _Id, http: Request) -> Response:  # noqa: A002 - the name of the path's part
        who = caller(http)
        services.access.allow(who, "suppressions:write")
        if not is_digits(id) or len(id) > 12:  # noqa: PLR2004 - what fits into 64 bits
            raise Refused(Fault("not_found", value=f"suppression {id}"))
        suppressions.remove(who.account, int(id), who.key)
        return Response(status_code=204)
