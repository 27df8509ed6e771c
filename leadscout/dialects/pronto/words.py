"""Pronto's fields -> our filters (its documentation of advanced_search, behaviour §5)."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Self

import orjson
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    create_model,
    model_validator,
)

from leadscout.dialects.addresses import Pasted, pasted
from leadscout.dialects.base import (
    Read,
    RequestValue,
    Sent,
    Word,
    clauses,
    fault,
    fields_of,
    flag,
    list_of,
    trimmed,
    value_of,
)
from leadscout.dialects.readers import ids, link, nearest, organization
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import profiles
from leadscout.lexicon.kinds import Codes
from leadscout.model.filters import Shape
from leadscout.model.query import Query

LEVELS = ("100", "110", "120", "130", "200", "210", "220", "300", "310", "320")
FUNCTIONS = tuple(str(number) for number in range(1, 27))
SIZES = ("1-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10000", "10001+")
TENURES = tuple(str(number) for number in range(1, 9))
"""1 to 5 are LinkedIn's buckets; 6 to 8 are reserved and match nobody."""

TYPES = {
    "C": "public",
    "E": "educational",
    "G": "government",
    "N": "nonprofit",
    "P": "private",
    "S": "self_employed",
    "X": "self_owned",
}
"""Pronto's own letters (LinkedIn's mean other types)."""

COMPANY_FORM = 'digits, a whole number, or {"id": digits}'
ORGANIZATION = organization(COMPANY_FORM)
RELATIONS = ("F", "S", "O", "A")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-------")


def listed(valid: Codes | Mapping[str, str], taxonomy: str = "", *, codes: bool = False) -> Read:
    """Values of a closed list: a table of our codes, or a list read by a taxonomy, unless they are its `codes`.

    Whoever writes a name of the taxonomy is told the value for it.
    """

    def meant(lexicon: Lexicon, plain: str) -> Codes:
        if isinstance(valid, Mapping):
            return (valid[plain],)
        return (plain,) if codes else lexicon.taxonomies[taxonomy].find(plain)

    def read(lexicon: Lexicon, value: str) -> Codes:
        plain = value.translate(_DASHES)
        if plain in valid:
            return meant(lexicon, plain)

        def near() -> Codes:
            codes = {word: meant(lexicon, word) for word in valid}
            return nearest(lexicon.taxonomies[taxonomy], plain, codes) if taxonomy else ()

        raise fault("unknown_value", near, value=value, valid=tuple(valid))

    return read


def profile(_: Lexicon, value: str) -> Codes:
    """Somebody's profile address."""
    code = profiles.slug(value) or profiles.sales_id(value)
    if not code:
        raise fault("wrong_type", value=value, valid=("a LinkedIn or Sales Navigator profile address",))
    return (code,)


TENURE = listed(TENURES, "tenure", codes=True)

WORDS = (
    Word(field="keyword", filter="keyword", many=False, examples=("cybersecurity",)),
    Word(field="job_titles", filter="title", examples=(["VP of Sales", "Chief Revenue Officer"],)),
    Word(field="excluded_job_titles", filter="title", exclude=True, examples=(["Intern", "Contractor"],)),
    Word(field="past_titles", filter="past_title", examples=(["Account Executive"],)),
    Word(field="excluded_past_titles", filter="past_title", exclude=True, examples=(["SDR"],)),
    Word(field="included_locations", filter="location", read=ids("place"), examples=(["101282230"],)),
    Word(field="excluded_locations", filter="location", exclude=True, read=ids("place")),
    Word(field="included_industries", filter="industry", read=ids("industry"), examples=(["6", "96"],)),
    Word(field="excluded_industries", filter="industry", exclude=True, read=ids("industry")),
    Word(field="included_companies", filter="company", read=ORGANIZATION, examples=(["1441", {"id": "162479"}],)),
    Word(field="excluded_companies", filter="company", exclude=True, read=ORGANIZATION),
    Word(field="company_headquarters", filter="headquarters", read=ids("place"), examples=(["103644278"],)),
    Word(field="functions", filter="function", read=listed(FUNCTIONS, "function"), examples=(["25"],)),
    Word(field="seniority_levels", filter="seniority", read=listed(LEVELS, "seniority"), examples=(["300", "310"],)),
    Word(field="years_in_current_position", filter="years_in_position", read=TENURE, examples=(["3"],)),
    Word(field="company_size", filter="headcount", read=listed(SIZES, "headcount"), examples=(["51-200"],)),
    Word(field="past_companies", filter="past_company", read=ORGANIZATION, examples=([{"id": "1441"}],)),
    Word(field="years_of_experience", filter="years_of_experience", read=TENURE, examples=(["3", "4"],)),
    Word(field="years_at_current_company", filter="years_at_company", read=TENURE, examples=(["2", "3"],)),
    Word(field="company_type", filter="company_type", read=listed(TYPES, "company_type"), examples=(["P", "C"],)),
    Word(field="recently_changed_jobs", filter="changed_jobs", read=listed({"RPC": "true"}), examples=(["RPC"],)),
    Word(field="included_account_lists", filter="account_list", examples=(["10000001"],)),
    Word(field="excluded_account_lists", filter="account_list", exclude=True),
    Word(field="included_lead_lists", filter="lead_list", examples=(["10000002"],)),
    Word(field="excluded_lead_lists", filter="lead_list", exclude=True),
    Word(field="relationship", filter="relationship", read=listed(RELATIONS, "relationship", codes=True), live=True),
    Word(field="connections_of_profile", filter="connections_of", many=False, read=profile, live=True),
    Word(field="follows_your_company", filter="follows_your_company", many=False, live=True),
    Word(field="viewed_your_profile", filter="viewed_your_profile", many=False, live=True),
    Word(field="with_shared_experiences", filter="shared_experiences", many=False, live=True),
    Word(field="posted_on_linkedin", filter="posted", many=False, live=True),
    Word(field="past_colleague", filter="past_colleague", many=False, live=True),
)
"""The seven that are `live` exist only in LinkedIn's graph (behaviour §5)."""

ALL_WORDS = WORDS
LATER = ()
"""What is documented and not built yet."""

FIELDS = fields_of(ALL_WORDS)
MOST_CUSTOM = 16_384
"""Bytes of `custom`, as JSON."""

MOST = 10_000
"""Values of one list; longer ones belong into an account or lead list."""


COMPANY = ("company_linkedin_id", "company_linkedin_url")
COMPANY_WORDS = (
    Word(field="company_linkedin_id", filter="company", many=False, read=ORGANIZATION),
    Word(field="company_linkedin_url", filter="company", many=False, read=link),
    *(
        word
        for word in WORDS
        if word.filter in ("title", "location", "function", "seniority")  # and their exclusions
    ),
)
"""Fields of a search for people of one company."""

ALIASES = {"locations": "included_locations", "seniority": "seniority_levels"}
"""Shorter names, of a search for people of one company."""

EVERYBODY = ["*"]
"""Titles of such a search that mean any."""


class RouteBody(Sent):
    """Where people are searched."""

    live: StrictBool | None = Field(None, description="false: the people database; true: live through LinkedIn")

    @property
    def live_only(self) -> list[str]:
        """The fields that are set and exist only live."""
        return []

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return False


class PreviewBody(RouteBody):
    """The filters of a preview, added from the table."""

    def query(self) -> Query:
        """The request in our words; the spelling of a keyword is corrected, as Pronto does it."""
        wanted = tuple(clauses(WORDS, {word.field: self.values(word.field) for word in WORDS}))
        return Query(wanted, correct=bool(self.values("keyword")))

    @property
    def live_only(self) -> list[str]:
        """The filters that are set and exist only live."""
        return [word.field for word in WORDS if word.live and self.values(word.field)]

    @property
    def empty(self) -> bool:
        """Whether no filter has a value."""
        return not any(self.values(word.field) for word in WORDS)


def small(custom: dict[str, Any]) -> dict[str, Any]:
    """It comes back in every call of the webhook."""
    try:
        size = len(orjson.dumps(custom))
    except orjson.JSONEncodeError:  # orjson reads 1,024 levels and writes 254
        size = MOST_CUSTOM + 1
    if size > MOST_CUSTOM:
        raise fault("too_large", limit=MOST_CUSTOM)
    return custom


class JobBody(RouteBody):
    """What every search is told besides whom it searches."""

    webhook_url: Annotated[Any, BeforeValidator(trimmed)] = Field(
        None, description="HTTPS address that receives the leads"
    )
    name: StrictStr | None = Field(None, max_length=500, description="default: Lead search - API - DD/MM/YYYY HH:MM")
    limit: StrictInt | None = Field(
        None, ge=1, description="most leads to find; more than the server's most is lowered"
    )
    streaming: StrictBool | None = Field(None, description="send leads as they are found")
    scale: StrictBool | None = Field(None, description="leave out connections, headline and the profile's own address")
    custom: Annotated[dict[str, Any], AfterValidator(small)] | None = Field(
        None, description=f"comes back in every call of the webhook; at most {MOST_CUSTOM:,} bytes of JSON"
    )


class SearchBody(JobBody, PreviewBody):
    """A search by filters."""


class AddressBody(JobBody):
    """A search by the address of one at Sales Navigator."""

    name: StrictStr = Field(min_length=1, max_length=500, description="a name of your choice")
    search_url: Any

    @property
    def pasted(self) -> Pasted:
        """The search that is given."""
        address: Pasted = self.search_url
        return address

    def query(self) -> Query:
        """The request in our words."""
        return self.pasted.query


class CompanyBody(JobBody):
    """A search for people of one company; title and seniority hold for the job there."""

    aliases: ClassVar[Mapping[str, str]] = ALIASES
    persona_id: StrictStr | None = Field(None, description="a saved persona, whose titles count beside `job_titles`")

    @model_validator(mode="before")
    @classmethod
    def _everybody(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        everybody = isinstance(sent, dict) and sent.get("job_titles") == EVERYBODY
        return {**sent, "job_titles": None} if everybody else sent

    @model_validator(mode="after")
    def _one_company(self) -> Self:
        if sum(bool(self.values(field)) for field in COMPANY) != 1:
            raise fault("one_of", field=COMPANY[0], valid=COMPANY)
        return self

    def take(self, persona: Mapping[str, Any]) -> None:
        """Ask for the titles of a saved persona, too, and leave out those that it leaves out."""
        for field in ("job_titles", "excluded_job_titles"):
            titles = [RequestValue(title, (title,)) for title in persona[field]]
            setattr(self, field, [*self.values(field), *titles])

    def query(self) -> Query:
        """The request in our words."""
        given = {word.field: self.values(word.field) for word in COMPANY_WORDS}
        return Query(tuple(clauses(COMPANY_WORDS, given)), anchored=True)


@cache
def preview_body(lexicon: Lexicon) -> type[PreviewBody]:
    """The model of a preview: a field for every row, and those of a search that are ignored."""
    ignored: dict[str, Any] = {
        field: (Any, Field(None, description="accepted and ignored")) for field in SearchBody.model_fields
    }
    del ignored["live"]
    return create_model(
        "PreviewBody", __base__=PreviewBody, __doc__=PreviewBody.__doc__, **ignored, **_filters(lexicon)
    )


@cache
def search_body(lexicon: Lexicon) -> type[SearchBody]:
    """The model of a search: a field for every row."""
    return create_model("SearchBody", __base__=SearchBody, __doc__=SearchBody.__doc__, **_filters(lexicon))


@cache
def address_body(lexicon: Lexicon) -> type[AddressBody]:
    """The model of a search by an address."""
    about: Any = Field(description="address of a people search at Sales Navigator")
    return create_model(
        "AddressBody", __base__=AddressBody, __doc__=AddressBody.__doc__, search_url=(pasted(lexicon), about)
    )


@cache
def company_body(lexicon: Lexicon) -> type[CompanyBody]:
    """The model of a search for people of one company: a field for every row."""
    fields = _filters(lexicon, COMPANY_WORDS)
    return create_model("CompanyBody", __base__=CompanyBody, __doc__=CompanyBody.__doc__, **fields)


def _filters(lexicon: Lexicon, words: Iterable[Word] = WORDS) -> dict[str, Any]:
    return {word.field: _field(lexicon, word) for word in words}


def _field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    sentence = f"{word.row.sentence}; only with live: true" if word.live else word.row.sentence
    about: Any = Field(None, description=sentence, examples=list(word.examples) or None)
    if word.row.shape is Shape.FLAG and not word.many:
        return (flag(), about)
    value = value_of(lexicon, word)
    if not word.many:
        return (Annotated[value | None, BeforeValidator(_blank_is_nothing)], about)
    if word.read is ORGANIZATION:
        value = Annotated[value, BeforeValidator(_unwrap)]
    values: Any = list_of(value)
    some: Any = Annotated[values, Field(max_length=min(MOST, word.row.cap))]
    return (Annotated[some | None, BeforeValidator(_blank_is_nothing)], about)


def _blank_is_nothing(sent: object) -> object:
    """Blank instead of a value, or of a list, is no filter (behaviour §5); a blank value in a list is refused."""
    return None if sent is False or (isinstance(sent, str) and not sent.strip()) else sent


def _unwrap(sent: object) -> object:
    if not isinstance(sent, dict):
        return sent
    if sent.keys() != {"id"}:
        raise fault("wrong_type", value=sent, valid=(COMPANY_FORM,))
    return sent["id"]
