"""Companies in our own API: requests made from COMPANY_FILTERS, and how a company looks."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, create_model

from leadscout.dialects.base import Sent, Word, fault, field_of
from leadscout.dialects.companies import named
from leadscout.dialects.native import faces
from leadscout.dialects.native.records import record, trimmed
from leadscout.dialects.native.words import PAGE, CountingBody, FiltersBody, doubt
from leadscout.lexicon import Lexicon
from leadscout.model.filters import COMPANY_FILTERS
from leadscout.model.lead import Company
from leadscout.model.organization import Organization
from leadscout.model.query import Query
from leadscout.model.search import LeadMatch, Page, Search

WORDS = tuple(Word(field=name, filter=name) for name in COMPANY_FILTERS)
EXCLUDED = tuple(Word(field=name, filter=name, exclude=True, inside="exclude") for name in COMPANY_FILTERS)
MOST = 10_000
"""Companies of a search."""

Body = TypeVar("Body", bound="CompanyQueryBody")


class CompanyQueryBody(FiltersBody):
    """What every native request for companies shares; the filters are added from the table."""

    words = WORDS
    excluded = EXCLUDED

    correct_spelling: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="look for the nearest word instead of a keyword that no company has; never of one in quotes",
    )

    def query(self) -> Query:
        """The request in our words."""
        given = list(self.given())
        return Query(
            tuple(clause for clause, _ in given),
            correct=self.correct_spelling,
            warnings=tuple(value.warning for _, values in given for value in values if value.warning),
        )


class CompanyPreviewBody(CompanyQueryBody):
    """A page of companies."""

    limit: StrictInt = Field(PAGE, ge=1, le=PAGE, description="companies of this page")
    cursor: StrictStr = Field("", max_length=2000, description="`cursor` of the page before")


class CompanySearchBody(CompanyQueryBody):
    """A search for companies as a job."""

    limit: StrictInt = Field(1000, ge=1, le=MOST, description="most companies to find")
    name: StrictStr = Field("", max_length=500, description="a name of your choice")


def _facet(name: str) -> str:
    valid = tuple(row.name for row in COMPANY_FILTERS.values() if row.facet)
    if name not in valid:
        raise fault("unknown_value", value=name, valid=valid)
    return name


class CompanyFacetsBody(CompanyQueryBody, CountingBody):
    """How companies spread over values."""

    facets: list[Annotated[StrictStr, AfterValidator(_facet)]] = Field(
        min_length=1, max_length=len(COMPANY_FILTERS), description="filters to count by", examples=[["industry"]]
    )


@cache
def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model that adds a field for every filter to `base`, and `exclude` with the same fields."""
    fields: dict[str, Any] = {}
    for word in WORDS:
        kind, about = field_of(lexicon, word, doubt)
        about.description = word.row.of_company
        fields[word.field] = (kind, about)
    exclude: Any = create_model("CompanyExclude", __base__=Sent, **fields)
    left_out: Any = Field(None, description="leave out companies that have one of these")
    more: dict[str, Any] = {"exclude": (exclude | None, left_out)}
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **more, **fields)


def filters(lexicon: Lexicon) -> list[dict[str, Any]]:
    """The self-description: the rows of /v1/filters that companies can be searched by, with what each asks of them."""
    rows = [row for row in faces.filters(lexicon) if row["name"] in COMPANY_FILTERS]
    return [{**row, "sentence": COMPANY_FILTERS[row["name"]].of_company, "scope": "company"} for row in rows]


def row(lexicon: Lexicon, match: LeadMatch, people: int | None = None) -> dict[str, Any]:
    """One company that matches, how many `people` are known there, where that was counted, and why it matches."""
    reasons = [{"filter": reason.filter, "value": reason.value} for reason in match.reasons]
    counted = {} if people is None else {"people": people}
    fields = _fields(lexicon, match.lead.id, match.lead.positions[0].company)
    return {**fields, **counted, **trimmed({"match_reasons": reasons})}


def page(lexicon: Lexicon, reading: Mapping[str, Any], page_: Page, people: Mapping[str, int]) -> dict[str, Any]:
    """One page of companies."""
    companies = [row(lexicon, one, people[one.lead.id]) for one in page_.found]
    return {**faces.count(reading, page_.total), "companies": companies, "cursor": page_.cursor or None}


def results(lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch], after: int) -> dict[str, Any]:
    """Some companies of a search, as its people are shown."""
    companies = [{"number": one.number, **row(lexicon, one)} for one in matches]
    return {"companies": companies, **faces.following(search, matches, after)}


def company(lexicon: Lexicon, organization: Organization, people: int) -> dict[str, Any]:
    """A company with the origin of each filled field."""
    return {
        **_fields(lexicon, organization.key, organization.company),
        "people": people,
        "provenance": {name: faces.origin(one) for name, one in organization.provenance.items()},
        "sources": [faces.origin(one) for one in organization.sources],
    }


def _fields(lexicon: Lexicon, key: str, company: Company) -> dict[str, Any]:
    return {"key": key, **record(named(lexicon, company))}
