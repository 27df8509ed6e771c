"""Generect's fields -> our filters (seed 002, behaviour §6)."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    create_model,
    model_validator,
)

from leadscout.dialects.base import Codes, Value, Word, clauses, fault, value_of
from leadscout.dialects.personas import bounded, persona_of
from leadscout.lexicon import Lexicon, companies
from leadscout.model.query import Persona, Query

MOST_ROWS = 2400
MOST_ROWS_AT_COMPANY = 2500
MOST_SKIPPED = 2399

# Their seniority words, each family by its own meaning; LinkedIn's names and ids are aliases in the taxonomy.
SENIORITIES: Mapping[str, Codes] = {
    "owner": ("owner",),
    "founder": ("founder",),
    "c_suite": ("cxo",),
    "partner": ("partner",),
    "vp": ("vp",),
    "head": ("head",),
    "director": ("director",),
    "manager": ("entry_manager", "manager"),
    "senior": ("senior", "strategic"),
    "entry": ("entry",),
    "intern": ("intern",),
}
LINKS = (
    "https://www.linkedin.com/company/<name>",
    "linkedin.com/company/<name>",
    "https://in.linkedin.com/company/<name>",
    "https://www.linkedin.com/company/<number>",
    "https://www.linkedin.com/sales/company/<number>",
)
PERSONA = '["Marketing leaders", ["marketing", "growth"], ["Head", "VP"], ["intern"], 0]'


def seniority(lexicon: Lexicon, value: str) -> Codes:
    """One of their eleven words, or a LinkedIn level."""
    known = SENIORITIES.get(value.casefold().replace(" ", "_")) or lexicon.taxonomies["seniority"].find(value)
    if not known:
        raise fault("unknown_value", value=value, valid=tuple(SENIORITIES))
    return known


def number(_: Lexicon, value: str) -> Codes:
    """A LinkedIn company number."""
    if not value.isdigit():
        raise fault("wrong_type", value=value, valid=("a LinkedIn company number",))
    return (f"id:{value}",)


def link(_: Lexicon, value: str) -> Codes:
    """A LinkedIn company address."""
    key = companies.link_key(value)
    if not key:
        raise fault("bad_link", value=value, valid=LINKS)
    return (key,)


def name(_: Lexicon, value: str) -> Codes:
    """A company by its name alone."""
    found = companies.normal_name(value)
    if not found:
        raise fault("no_words", value=value)
    return (f"name:{found}",)


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
    Word(field="exclude_ids", filter="lead", exclude=True),
    Word(field="company_id", filter="company", many=False, read=number),
    Word(field="company_link", filter="company", many=False, read=link),
    Word(field="company_name", filter="company", many=False, read=name),
)
COMPANY = ("company_id", "company_link", "company_name")
LATER = ("company_types", "exclude_names", "filter_empty_vars", "skip_truncated_names")
"""Documented fields of this endpoint whose filters are not built yet."""

REALTIME_ONLY = (
    *("lead_industries", "changed_jobs", "posted_on_linkedin", "mentioned_in_news", "past_company_names"),
    *("years_in_company", "years_in_position", "groups", "group", "schools", "linkedin_filter_link"),
)
"""Fields of by_icp that the database search does not take."""

ALIASES = {"job_title": "job_titles", "location": "locations"}
"""Older names: a single value that is sent bare."""

RENAMED = {"limit": "limit_by", "per_page": "limit_by", "offset": "offset_by"}
NO_EFFECT = ("compact", "timeout_ms")
Body = TypeVar("Body", bound="DatabaseBody")
_UNSET: tuple[object, ...] = (None, "", [], False)


def _refuse(code: str) -> Any:  # noqa: ANN401 - a pydantic annotation
    def check(value: object) -> object:
        if value in _UNSET:
            return None
        raise fault(code)

    return Annotated[Any, BeforeValidator(check)]


class DatabaseBody(BaseModel):
    """What a database search is told besides its filters, which are added from the table."""

    model_config = ConfigDict(extra="forbid", strict=True)

    without_company: StrictBool | None = False
    personas: list[Annotated[Any, AfterValidator(lambda value: persona_of(value, PERSONA))]] | None = Field(
        None, description="[name, functions, seniorities, prohibits, priority?]"
    )
    limit_by: StrictInt | None = Field(None, ge=1, description=f"rows to return, at most {MOST_ROWS}")
    offset_by: StrictInt | None = Field(None, ge=0, le=MOST_SKIPPED, description="rows to skip")
    strict: list[str] | None = Field(None, description="fields to take exactly as written")

    @model_validator(mode="before")
    @classmethod
    def _rename(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        """Read the other names of a field as that field; two names with different values contradict each other."""
        if not isinstance(sent, dict):
            return sent
        body = {field: value for field, value in sent.items() if field not in NO_EFFECT}
        for other, field in (*ALIASES.items(), *RENAMED.items()):
            if other in body:
                value = body.pop(other)
                value = [value] if other in ALIASES and not isinstance(value, list) else value
                if body.setdefault(field, value) != value:
                    raise fault("two_names", field=field, value=other)
        return body

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """What no single field can say."""
        bounded(self.personas or [])
        named = [field for field in COMPANY if self.values(field)]
        if len(named) > 1 or (named and self.without_company):
            raise fault("one_of", field="company_id", valid=COMPANY)
        most = MOST_ROWS_AT_COMPANY if named else MOST_ROWS
        if self.limit_by is not None and self.limit_by > most:
            raise fault("out_of_range", field="limit_by", value=self.limit_by, valid=(f"from 1 to {most}",))
        for used in self.strict or ():
            if not (used in {word.field for word in WORDS} and self.values(used)):
                sent = tuple(word.field for word in WORDS if self.values(word.field))
                raise fault("not_in_request", field="strict", value=used, valid=sent)
        if not self.personas and not any(self.values(word.field) for word in WORDS if not word.exclude):
            raise fault("no_filter")
        return self

    def values(self, field: str) -> list[Value]:
        """The values of a field, one or many; [] when it is not set."""
        found = getattr(self, field, None)
        return found if isinstance(found, list) else [found] if found else []

    def query(self) -> Query:
        """The request in our words; a company makes it anchored (behaviour §1)."""
        given = {word.field: self.values(word.field) for word in WORDS}
        asked = tuple(clauses(WORDS, given, self.strict or ()))
        people: list[Persona] = self.personas or []
        return Query(asked, tuple(people), anchored=any(given[field] for field in COMPANY))

    @property
    def company(self) -> Value | None:
        """The company that is asked for, if one is."""
        return next((value for field in COMPANY for value in self.values(field)), None)


def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model: a field for every row, refusals for fields that cannot be answered yet or here."""
    fields: dict[str, Any] = {word.field: _field(lexicon, word) for word in WORDS}
    fields |= {field: (_refuse("not_available"), None) for field in LATER}
    fields |= {field: (_refuse("not_supported"), None) for field in REALTIME_ONLY}
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **fields)


def _field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    value = value_of(lexicon, word)
    about: Any = Field(None, description=word.row.sentence, examples=list(word.examples) or None)
    if not word.many:
        return (Annotated[value, BeforeValidator(_set)] | None, about)
    about.metadata.extend(Field(max_length=word.row.cap).metadata)
    return (list.__class_getitem__(value) | None, about)


def _set(value: object) -> object:
    return None if value in _UNSET else value
