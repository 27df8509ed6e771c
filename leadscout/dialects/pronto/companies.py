"""Pronto's searches for companies: fields and answers."""

from functools import cache
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, create_model, model_validator
from pydantic_core import PydanticCustomError

from leadscout.dialects.base import Sent, Word, clauses, fault, fields_of, list_of, value_of
from leadscout.dialects.companies import UNTOLD, blank, field_of, named
from leadscout.dialects.pronto import faces
from leadscout.dialects.pronto.enrichment import MOST as MOST_NAMED
from leadscout.dialects.pronto.enrichment import JobBody, NamedJobBody
from leadscout.dialects.pronto.words import ORGANIZATION, SIZES, listed
from leadscout.dialects.readers import company_domain, company_name, link
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities.companies import page_of
from leadscout.lexicon.kinds import Codes
from leadscout.model.query import Query
from leadscout.model.search import LeadMatch, Page, Search

STARTED = "Account search started successfully. You will receive the results on your webhook shortly."
CREATED = "Account search started successfully. Without a webhook_url its results are at /searches/{id}."
MOST = 1000
ROWS = 25

WORDS = (
    Word(field="keyword", filter="keyword", many=False, examples=("fintech",)),
    Word(field="included_industries", filter="industry", examples=(["6", "96"],)),
    Word(field="excluded_industries", filter="industry", exclude=True),
    Word(field="included_locations", filter="headquarters", examples=(["101282230"],)),
    Word(field="excluded_locations", filter="headquarters", exclude=True),
    Word(field="company_size", filter="headcount", read=listed(SIZES, "headcount"), examples=(["11-50"],)),
    Word(field="included_account_lists", filter="account_list", examples=(["10000001"],)),
    Word(field="excluded_account_lists", filter="account_list", exclude=True),
)
FIELDS = fields_of(WORDS)
NOT_HERE = ("min_revenue", "max_revenue", "revenue_currency")
"""What asks for what nobody told us: refused by name."""


COMPANY = ("company_linkedin_id", "company_linkedin_url", "domain")
COUNTED = (
    Word(field="company_linkedin_id", filter="company", many=False, read=ORGANIZATION),
    Word(field="company_linkedin_url", filter="company", many=False, read=link),
    Word(field="domain", filter="company", many=False, read=company_domain),
    Word(field="title_to_include", filter="title", examples=(["Head of Sales"],)),
    Word(field="title_to_exclude", filter="title", exclude=True, examples=(["Intern"],)),
    Word(field="included_locations", filter="location", examples=(["101282230"],)),
    Word(field="excluded_locations", filter="location", exclude=True),
)
"""Fields of a count of the people of one company."""


NAMED = (
    Word(field="company_linkedin_url", filter="company", many=False, read=link),
    Word(field="linkedin_url", filter="company", many=False, read=link),
    Word(field="company_domain", filter="company", many=False, read=company_domain, examples=("nordwind.example",)),
    Word(field="domain", filter="company", many=False, read=company_domain),
    Word(field="company_name", filter="company", many=False, read=company_name),
    Word(field="name", filter="company", many=False, read=company_name),
)
"""Fields that name one company, the surest first; where several are sent, all are tried."""


def _refused(sent: object) -> None:
    if blank(sent) is not None:
        raise fault("no_data", valid=UNTOLD)


def _listed(sent: object) -> object:
    """A single value may be sent bare."""
    return [sent] if isinstance(sent, str) and sent.strip() else blank(sent)


class AccountsBody(JobBody):
    """What a search for companies is told besides its filters, which are added from the table."""

    name: StrictStr | None = Field(None, max_length=500, description="default: Account search - API - DD/MM/YYYY HH:MM")
    limit: Annotated[StrictInt | None, Field(ge=1, description=f"most companies, at most {MOST}")] = None
    streaming: StrictBool | None = Field(None, description="send companies as they are found")

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if not any(self.values(word.field) for word in WORDS):
            raise fault("no_filter")
        return self

    def query(self) -> Query:
        """The request in our words; the spelling of a keyword is corrected, as for leads."""
        wanted = tuple(clauses(WORDS, {word.field: self.values(word.field) for word in WORDS}))
        return Query(wanted, correct=bool(self.values("keyword")))


class NamedCompanyBody(Sent):
    """A company by one or more fields, which are added from the table."""

    @model_validator(mode="after")
    def _any(self) -> Self:
        if not self.keys:
            raise self.nothing()
        return self

    @staticmethod
    def nothing() -> PydanticCustomError:
        """The refusal of a request that names no company."""
        return fault("missing_field", field="company_linkedin_url, company_domain or company_name")

    @property
    def keys(self) -> Codes:
        """The company that is meant, by its surest key first."""
        return tuple(code for word in NAMED for value in self.values(word.field) for code in value.codes)

    @property
    def written(self) -> str:
        """What names it first."""
        return next(value.written for word in NAMED for value in self.values(word.field))


class EntryBody(NamedCompanyBody):
    """A company in a list, whose place there is blamed."""

    @staticmethod
    def nothing() -> PydanticCustomError:
        """The refusal of an entry that names no company."""
        return fault("empty_value")


class SingleBody(NamedCompanyBody, JobBody):
    """One company."""


class BulkBody(NamedJobBody):
    """Many companies, as a job."""

    accounts: list[EntryBody]


class CountBody(Sent):
    """Which people of one company are counted."""

    @model_validator(mode="after")
    def _one_company(self) -> Self:
        if sum(bool(self.values(field)) for field in COMPANY) != 1:
            raise fault("one_of", field=COMPANY[0], valid=COMPANY)
        return self

    def query(self) -> Query:
        """The request in our words: the title holds for the job there."""
        return Query(tuple(clauses(COUNTED, {word.field: self.values(word.field) for word in COUNTED})), anchored=True)


@cache
def accounts_body(lexicon: Lexicon) -> type[AccountsBody]:
    """The model of a search: a field for every row, and refusals of what cannot be known here."""
    refused: Any = (
        Annotated[Any, BeforeValidator(_refused)],
        Field(None, description="not available from this server"),
    )
    fields: dict[str, Any] = dict.fromkeys(NOT_HERE, refused)
    fields |= {word.field: field_of(lexicon, word) for word in WORDS}
    return create_model("AccountsBody", __base__=AccountsBody, __doc__=AccountsBody.__doc__, **fields)


@cache
def preview_body(lexicon: Lexicon) -> type[AccountsBody]:
    """The model of a preview: a search's, of which it ignores what is no filter."""
    ignored: Any = (Any, Field(None, description="accepted and ignored"))
    fields = dict.fromkeys(AccountsBody.model_fields, ignored)
    return create_model("AccountsPreviewBody", __base__=accounts_body(lexicon), __doc__="The filters.", **fields)


@cache
def single_body(lexicon: Lexicon) -> type[SingleBody]:
    """The model of one company."""
    return create_model("SingleBody", __base__=SingleBody, __doc__=SingleBody.__doc__, **_naming(lexicon))


@cache
def bulk_body(lexicon: Lexicon) -> type[BulkBody]:
    """The model of a job of many companies."""
    entry: Any = create_model("EntryBody", __base__=EntryBody, __doc__=EntryBody.__doc__, **_naming(lexicon))
    accounts: Any = (list[entry], Field(min_length=1, max_length=MOST_NAMED, description="what to look up"))
    return create_model("BulkBody", __base__=BulkBody, __doc__=BulkBody.__doc__, accounts=accounts)


def _naming(lexicon: Lexicon) -> dict[str, Any]:
    return {word.field: _count_field(lexicon, word) for word in NAMED}


@cache
def count_body(lexicon: Lexicon) -> type[CountBody]:
    """The model of a count: a field for every row."""
    fields = {word.field: _count_field(lexicon, word) for word in COUNTED}
    return create_model("CountBody", __base__=CountBody, __doc__=CountBody.__doc__, **fields)


def _count_field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    about: Any = Field(None, description=word.row.sentence, examples=list(word.examples) or None)
    value = value_of(lexicon, word)
    if not word.many:
        return (Annotated[value | None, BeforeValidator(blank)], about)
    several: Any = list_of(value)
    return (Annotated[several | None, BeforeValidator(_listed)], about)


def created(lexicon: Lexicon, search: Search, page: Page) -> dict[str, Any]:
    """A new search, how many companies match at all, and the first of them."""
    listed_ = faces.listed(search)
    return {
        "message": STARTED if search.webhook_url else CREATED,
        "id": listed_["id"],
        "total": page.total.value,
        "preview": [_row(lexicon, one) for one in page.found],
    }


def preview(lexicon: Lexicon, page: Page) -> dict[str, Any]:
    """The whole number of matches and the first of them."""
    return {"total_count": page.total.value, "preview": [_row(lexicon, one) for one in page.found]}


def _row(lexicon: Lexicon, match: LeadMatch) -> dict[str, str | None]:
    shown = named(lexicon, match.lead.positions[0].company)
    return {
        "company_name": shown.name or None,
        "industry": shown.industry or None,
        "linkedin_id": shown.id or None,
        "linkedin_url": page_of(shown) or None,
    }
