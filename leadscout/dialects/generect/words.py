"""Generect's fields -> our filters (its documentation, behaviour §6)."""

from functools import cache, partial
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    create_model,
    model_validator,
)

from leadscout.dialects.addresses import Pasted, pasted
from leadscout.dialects.base import RequestValue, Sent, Word, clauses, fault, fields_of, flag, list_of, value_of
from leadscout.dialects.generect.levels import LEVELS
from leadscout.dialects.personas import bounded, persona_of
from leadscout.dialects.readers import company_domain, company_id, company_name, digits, link, nearest, organization
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Codes
from leadscout.model.filters import TRUE, Shape
from leadscout.model.query import Clause, Persona, Query
from leadscout.service.asking.question import Names

MOST_ROWS = 2400
MOST_ROWS_AT_COMPANY = 2500
MOST_SKIPPED = 2399

BUCKETS = ("1", "2", "3", "4", "5")
PERSONA = '["Marketing leaders", ["marketing", "growth"], ["Head", "VP"], ["intern"], 0]'


def seniority(lexicon: Lexicon, value: str) -> Codes:
    """One of their eleven words, or a LinkedIn level."""
    levels = lexicon.taxonomies["seniority"]
    codes = LEVELS.get(value.casefold().replace(" ", "_")) or levels.find(value)
    if not codes:
        near = partial(nearest, levels, value, LEVELS)
        raise fault("unknown_value", near, value=value, valid=tuple(LEVELS))
    return codes


def bucket(lexicon: Lexicon, value: str) -> Codes:
    """A tenure, 1 to 5."""
    if value not in BUCKETS:
        near = partial(nearest, lexicon.tenures, value, {number: (number,) for number in BUCKETS})
        raise fault("unknown_value", near, value=value, valid=BUCKETS)
    return (value,)


WORDS = (
    Word(field="job_titles", filter="title", examples=(["CEO", "Founder"],)),
    Word(field="seniorities", filter="seniority", read=seniority, examples=(["c_suite"],)),
    Word(field="locations", filter="location", examples=(["San Francisco, CA"],)),
    Word(field="exclude_locations", filter="location", exclude=True),
    Word(field="company_locations", filter="headquarters", examples=(["Germany"],)),
    Word(field="exclude_company_locations", filter="headquarters", exclude=True),
    Word(field="company_industries", filter="industry", examples=(["Software Development"],)),
    Word(field="exclude_company_industries", filter="industry", exclude=True),
    Word(field="company_headcounts", filter="headcount", examples=(["51-200"],)),
    Word(field="exclude_company_headcounts", filter="headcount", exclude=True),
    Word(field="company_types", filter="company_type", examples=(["Privately Held"],)),
    Word(field="exclude_names", filter="full_name", exclude=True, examples=(["John Smith"],)),
    Word(field="exclude_ids", filter="lead", exclude=True),
    Word(field="account_lists", filter="account_list", examples=(["10000001"],)),
    Word(field="exclude_account_lists", filter="account_list", exclude=True),
    Word(field="lead_lists", filter="lead_list", examples=(["10000002"],)),
    Word(field="exclude_lead_lists", filter="lead_list", exclude=True),
    Word(field="company_id", filter="company", many=False, read=organization("a LinkedIn company number")),
    Word(field="company_link", filter="company", many=False, read=link),
    Word(field="company_name", filter="company", many=False, read=company_name),
)
COMPANY = ("company_id", "company_link", "company_name")
ICP_WORDS = (
    Word(field="lead_industries", filter="lead_industry", examples=(["Software Development"],)),
    Word(field="keywords", filter="keyword", examples=(["fintech"],)),
    Word(field="functions", filter="function", examples=(["Sales"],)),
    Word(field="changed_jobs", filter="changed_jobs", many=False),
    Word(field="posted_on_linkedin", filter="posted", many=False),
    Word(field="mentioned_in_news", filter="in_news", many=False),
    Word(field="past_company_names", filter="past_company", read=company_name, examples=(["Nordwind"],)),
    Word(field="years_in_company", filter="years_at_company", read=bucket, examples=([1, 2],)),
    Word(field="years_in_position", filter="years_in_position", read=bucket, examples=([3],)),
    Word(field="groups", filter="group", read=digits, examples=([1234567],)),
    Word(field="schools", filter="school", read=digits, examples=([800012],)),
)
"""Fields of by_icp that the database search does not take, as they call it: realtime."""

COMPANY_WORDS = (
    Word(field="industries", filter="industry", examples=(["Software Development"],)),
    Word(field="exclude_industries", filter="industry", exclude=True),
    Word(field="locations", filter="headquarters", examples=(["Germany"],)),
    Word(field="exclude_locations", filter="headquarters", exclude=True),
    Word(field="headcounts", filter="headcount", examples=(["51-200"],)),
    Word(field="company_types", filter="company_type", examples=(["Privately Held"],)),
    Word(field="exclude_ids", filter="company", exclude=True, read=company_id),
    Word(field="exclude_domains", filter="company", exclude=True, read=company_domain),
    Word(field="account_lists", filter="account_list", examples=(["10000001"],)),
    Word(field="exclude_account_lists", filter="account_list", exclude=True),
)
"""Fields of a search for companies."""

COMPANY_ICP_WORDS = (Word(field="keywords", filter="keyword", examples=(["platform", "marketplace"],)),)
"""Those of by_icp that the database search does not take."""

LATER = ()
LINK = "linkedin_filter_link"

ALL_WORDS = (*WORDS, *ICP_WORDS)
FIELDS = fields_of(ALL_WORDS)

NOT_EMPTY = {
    "job_started_on": "has_start",
    "started_at_position": "has_start",
    "profile_photo": "has_photo",
    "company_website": "has_website",
}
"""What `filter_empty_vars` can name, and our filter for it (behaviour §6)."""

ALIASES = {
    "job_title": "job_titles",
    "location": "locations",
    "industry": "company_industries",
    "group": "groups",
}
"""Older names; a single value may be sent bare."""

RENAMED = {"limit": "limit_by", "per_page": "limit_by", "offset": "offset_by"}
NO_EFFECT = ("compact", "timeout_ms", "max_items")
EVERYWHERE = {"job_title", "location", "industry", "keywords", *NO_EFFECT}
"""Words of Generect's MCP server, which asks by_icp without a company for people at any."""

Body = TypeVar("Body", bound="DatabaseBody")


def _unset(value: object) -> bool:
    return value is None or value is False or value in ("", [])


def _refuse(code: str) -> Any:  # noqa: ANN401 - a pydantic annotation
    def check(value: object) -> object:
        if _unset(value):
            return None
        raise fault(code)

    return Annotated[Any, BeforeValidator(check)]


def _known_variable(name: str) -> str:
    if name not in NOT_EMPTY:
        raise fault("unknown_value", value=name, valid=tuple(NOT_EMPTY))
    return name


class DatabaseBody(Sent):
    """What a database search is told besides its filters, which are added from the table."""

    words: ClassVar[tuple[Word, ...]] = WORDS
    company_needed: ClassVar[bool] = False

    without_company: StrictBool | None = Field(
        False,  # noqa: FBT003 - a default
        description="search at every company",
    )
    personas: list[Annotated[Any, AfterValidator(lambda value: persona_of(value, PERSONA))]] | None = Field(
        None, description="[name, functions, seniorities, prohibits, priority?]"
    )
    limit_by: StrictInt | None = Field(None, ge=1, description=f"rows to return, at most {MOST_ROWS}")
    offset_by: StrictInt | None = Field(None, ge=0, le=MOST_SKIPPED, description="rows to skip")
    filter_empty_vars: list[Annotated[str, AfterValidator(_known_variable)]] | None = Field(
        None, description="leave out leads that lack one of these", examples=[["profile_photo"]]
    )
    skip_truncated_names: StrictBool | None = Field(None, description='leave out last names like "R."')
    strict: list[str] | None = Field(None, description="fields to take exactly as written")

    @model_validator(mode="before")
    @classmethod
    def _rename(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        """Read the other names of a field as that field; two names with different values contradict each other."""
        if not isinstance(sent, dict):
            return sent
        body = {field: value for field, value in sent.items() if field not in NO_EFFECT}
        if cls.company_needed and EVERYWHERE & sent.keys() and all(_unset(sent.get(field)) for field in COMPANY):
            body.setdefault("without_company", True)
        for other, field in (*ALIASES.items(), *RENAMED.items()):
            value = body.pop(other, None)
            if _unset(value):
                continue
            value = [value] if other in ALIASES and not isinstance(value, list) else value
            if not _unset(body.get(field)) and body[field] != value:
                raise fault("two_names", field=field, value=other)
            body[field] = value
        if isinstance(body.get("strict"), list):
            body["strict"] = [ALIASES.get(name, name) if isinstance(name, str) else name for name in body["strict"]]
        return body

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """What no single field can say."""
        bounded(self.personas or [])
        self._check_company()
        if self.limit_by is not None and self.limit_by > self.most:
            raise fault("out_of_range", field="limit_by", value=self.limit_by, valid=(f"from 1 to {self.most}",))
        for used in self.strict or ():
            if not (used in {word.field for word in self.words} and self.values(used)):
                given = tuple(word.field for word in self.words if self.values(word.field))
                raise fault("not_in_request", field="strict", value=used, valid=given)
        anything = self.personas or any(self.values(word.field) for word in self.words if not word.exclude)
        if not anything and not self.pasted:
            raise fault("no_filter")
        self.query()  # raises where the address and what stands beside it contradict each other
        return self

    def _check_company(self) -> None:
        named = [field for field in COMPANY if self.values(field)]
        missing = self.company_needed and not named and not self.without_company and not self.pasted
        if len(named) > 1 or (named and self.without_company) or missing:
            raise fault("one_of", field="company_id", valid=COMPANY)

    @property
    def most(self) -> int:
        """The most rows of one answer."""
        return MOST_ROWS_AT_COMPANY if self.company and not self.pasted else MOST_ROWS

    @property
    def pasted(self) -> Pasted | None:
        """The search that is given as an address; what is asked for beside it narrows it."""
        address: Pasted | None = getattr(self, LINK, None)
        return address

    @property
    def names(self) -> Names:
        """How the filters are called where one is refused."""
        return {**FIELDS, **self.pasted.names(LINK)} if self.pasted else FIELDS

    def query(self) -> Query:
        """The request in our words; a company makes it anchored (behaviour §1)."""
        given = {word.field: self.values(word.field) for word in self.words}
        wanted = tuple(clauses(self.words, given, self.strict or ()))
        needed = dict.fromkeys(NOT_EMPTY[name] for name in self.filter_empty_vars or ())
        needed |= {"has_whole_name": None} if self.skip_truncated_names else {}
        people: list[Persona] = self.personas or []
        beside = Query(
            (*wanted, *(Clause(filter_, TRUE) for filter_ in needed)),
            tuple(people),
            anchored=any(given[field] for field in COMPANY),
        )
        return self.pasted.narrowed(beside, FIELDS) if self.pasted else beside

    @property
    def company(self) -> RequestValue | None:
        """The company that is asked for, if one is."""
        return next((value for field in COMPANY for value in self.values(field)), None)


class IcpBody(DatabaseBody):
    """What by_icp is told: the same and more filters, at one company unless `without_company` says otherwise."""

    words: ClassVar[tuple[Word, ...]] = (*WORDS, *ICP_WORDS)
    company_needed: ClassVar[bool] = True


class RealtimeBody(IcpBody):
    """What v1's realtime search is told: as by_icp; without a company it searches at every one."""

    company_needed: ClassVar[bool] = False


@cache
def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model: a field for every row, refusals for fields that cannot be answered here."""
    refused: Any = (_refuse("not_supported"), Field(None, description="refused: not supported"))
    fields: dict[str, Any] = dict.fromkeys((*(word.field for word in ICP_WORDS), LINK), refused)
    fields |= {word.field: _field(lexicon, word) for word in base.words}
    if issubclass(base, IcpBody):
        about = "address of a people search at Sales Navigator or LinkedIn; filters beside it narrow it"
        fields[LINK] = (pasted(lexicon, _unset), Field(None, description=about))
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **fields)


def _field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    about: Any = Field(None, description=word.row.sentence, examples=list(word.examples) or None)
    if word.row.shape is Shape.FLAG:
        return (flag(), about)
    value = value_of(lexicon, word)
    if not word.many:
        return (Annotated[value | None, BeforeValidator(_set)], about)
    about.metadata.extend(Field(max_length=word.row.cap).metadata)
    return (list_of(value) | None, about)


def _set(value: object) -> object:
    return None if _unset(value) else value
