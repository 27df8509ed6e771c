"""Members of lists as requests tell them, whatever the dialect."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, PlainValidator, StrictStr, WithJsonSchema

from leadscout.dialects.base import LONGEST_VALUE, Sent, fault
from leadscout.errors import Fault, Refused
from leadscout.service.lists.lists import company_member, person_member


def _written(sent: object) -> object:
    if not isinstance(sent, str | int | None) or isinstance(sent, bool):
        raise fault("wrong_type", value=sent, valid=("text or a whole number",))
    if len(str(sent)) > LONGEST_VALUE:
        raise fault("too_long", limit=LONGEST_VALUE)
    return sent


_TYPES = [{"type": "string", "maxLength": LONGEST_VALUE}, {"type": "integer"}, {"type": "null"}]
_Written = Annotated[Any, PlainValidator(_written), WithJsonSchema({"anyOf": _TYPES})]
_MOST = 10_000
"""Members of one request; more come with further PUTs, or `leadscout lists import`."""


class CompanyMember(Sent):
    """A company, known by its LinkedIn number, link, web domain or name."""

    id: _Written = Field(None, description="LinkedIn number")
    linkedin_id: _Written = Field(None, description="LinkedIn number, too")
    linkedin_url: _Written = Field(None, description="LinkedIn address")
    domain: _Written = Field(None, description="web domain")
    website: _Written = Field(None, description="web address; its domain counts")
    name: _Written = Field(None, description="name; only where nothing surer is given")
    country_code: _Written = Field(None, description="accepted; a company is known without it")


class PersonMember(Sent):
    """A person, known by an id, profile link or e-mail."""

    id: _Written = Field(None, description="an id that answers show")
    sales_id: _Written = Field(None, description="Sales Navigator id")
    linkedin_url: _Written = Field(None, description="profile address")
    linkedin_profile_url: _Written = Field(None, description="profile address, too")
    email: _Written = Field(None, description="e-mail address")
    full_name: _Written = Field(None, description="accepted; nobody is known by a name alone")


class MembersBody(Sent):
    """Members to add."""

    companies: list[CompanyMember] = Field([], max_length=_MOST, description="for a list of companies")
    leads: list[PersonMember] = Field([], max_length=_MOST, description="for a list of people")


class ChangeBody(MembersBody):
    """What to change of a list: members to add, another name, or both."""

    name: StrictStr = Field("", min_length=1, max_length=500, description="another name for the list")


def members(request: MembersBody, kind: str) -> dict[str, str]:
    """Key and writing of each member. Raises Refused for members of the other kind, or without anything to know."""
    wrong, others = ("leads", request.leads) if kind == "account" else ("companies", request.companies)
    if others:
        raise Refused(Fault("wrong_type", wrong, len(others), (f"for a list of kind {kind}",)))
    rows: Sequence[Sent] = request.companies if kind == "account" else request.leads
    read = company_member if kind == "account" else person_member
    read_rows = [read({name: str(value) for name, value in row if value is not None}) for row in rows]
    field = "companies" if kind == "account" else "leads"
    valid = ("an id, link, domain or name",) if kind == "account" else ("an id, profile link or e-mail",)
    faults = [
        Fault("no_member", f"{field}[{at}]", rows[at].model_dump(exclude_none=True), valid)
        for at, (key, _) in enumerate(read_rows)
        if not key
    ]
    if faults:
        raise Refused(*faults[:50])
    return dict(read_rows)
