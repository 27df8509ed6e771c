"""The native request, made from the rows of FILTERS."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

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

from leadscout.dialects import personas
from leadscout.dialects.addresses import Pasted, pasted
from leadscout.dialects.base import RequestValue, Sent, Word, clauses, fault, field_of, trimmed
from leadscout.dialects.native.records import ShownBody
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Supply
from leadscout.model.filters import FILTERS, Filter
from leadscout.model.query import Clause, Persona, Query
from leadscout.model.saved import HOURS
from leadscout.model.search import DATABASE, Route
from leadscout.model.webhooks import LONGEST_ADDRESS
from leadscout.service.asking.facets import FINDS, MAIN, USUAL, Counting
from leadscout.service.asking.facets import MOST as MOST_VALUES
from leadscout.service.asking.question import NO_NAMES, Names

WORDS = tuple(Word(field=row.name, filter=row.name) for row in FILTERS.values())
EXCLUDED = tuple(Word(field=word.field, filter=word.filter, exclude=True, inside="exclude") for word in WORDS)
ALL_WORDS = (*WORDS, *EXCLUDED)
LATER = ()

Body = TypeVar("Body", bound="QueryBody")
MOST = 2500
"""People of a search that sends no limit."""

ONE_PIECE, EXHAUSTIVE = 10_000, 100_000
"""The most that a search may ask for, and an exhaustive one."""

PAGE = 25
"""People of one preview page, unless fewer are asked for."""

_Keyword = Annotated[StrictStr, AfterValidator(personas.keyword)]


class PersonaBody(Sent):
    """A persona: one of the functions and one of the seniorities, no prohibited word, in one current title."""

    name: Annotated[StrictStr, AfterValidator(personas.name)] = Field(
        description="label of the people who match it", examples=["Marketing leaders"]
    )
    functions: list[_Keyword] = Field(
        [], description="one of these in the title; none: any", examples=[["marketing", "growth"]]
    )
    seniorities: list[_Keyword] = Field([], description="and one of these; none: any", examples=[["Head", "VP"]])
    prohibits: list[_Keyword] = Field([], description="and none of these", examples=[["intern"]])
    priority: StrictInt = Field(0, description="lower comes first")

    @property
    def persona(self) -> Persona:
        """The persona in our words."""
        words = (self.functions, self.seniorities, self.prohibits)
        functions, seniorities, prohibits = map(tuple[str, ...], words)
        return Persona(self.name, functions, seniorities, prohibits, self.priority)


def _facet(name: str) -> str:
    valid = tuple(row.name for row in FILTERS.values() if row.facet)
    if name not in valid:
        raise fault("unknown_value", value=name, valid=valid)
    return name


class FiltersBody(Sent):
    """What every native request that asks by filters shares: which it names, and which of them are taken exactly."""

    words: ClassVar[tuple[Word, ...]] = ()
    excluded: ClassVar[tuple[Word, ...]] = ()

    strict: list[StrictStr] = Field([], description="filters to take exactly as written", examples=[["headquarters"]])

    def given(self) -> Iterator[tuple[Clause, list[RequestValue]]]:
        """Each clause with the values it was made of."""
        left_out: Sent | None = getattr(self, "exclude", None)
        for words, body in ((self.words, self), (self.excluded, left_out)):
            sent = body.model_fields_set if body else ()
            for word in words:
                values = body.values(word.field) if body and word.field in sent else []
                if values:
                    yield from ((clause, values) for clause in clauses([word], {word.field: values}, self.strict))

    @model_validator(mode="after")
    def _strict_is_used(self) -> Self:
        """`strict` names filters that are used."""
        used = {clause.filter for clause, _ in self.given()}
        for name in self.strict:
            if name not in used:
                raise fault("not_in_request", field="strict", value=name, valid=tuple(sorted(used)))
        return self


class QueryBody(FiltersBody):
    """What every native search request shares; the filters are added from the table."""

    words = WORDS
    excluded = EXCLUDED

    personas: list[PersonaBody] = Field([], description="one of these kinds of people")
    at_company: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="title, seniority and personas must hold for the job at one of the companies; where past companies "
        "alone are named, as at_past_company",
    )
    at_past_company: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="past title and past company must hold for one and the same past job",
    )
    strict: list[StrictStr] = Field([], description="filters to take exactly as written", examples=[["title"]])
    correct_spelling: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="look for the nearest word instead of a keyword that nobody has; never of one in quotes",
    )

    source: StrictStr = Field(
        DATABASE,
        min_length=1,
        max_length=200,
        description="who answers: database, live (your Sales Navigator), the name of an integration of yours, both "
        "(the database and then your Sales Navigator, or your only source), or database+NAME",
        examples=["database"],
    )

    @property
    def route(self) -> Route:
        """Where it asks."""
        return Route(self.source)

    @property
    def pasted(self) -> Pasted | None:
        """The search that is given as an address; the field is added with the filters, because it needs the lexicon."""
        address: Pasted | None = getattr(self, "url", None)
        return address

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """What no single field can say: `at_company` needs a company, `at_past_company` a past one."""
        query = self.query()
        filters = {clause.filter for clause in query.including()}
        if self.at_company and filters.isdisjoint(("company", "past_company")):
            raise fault("company_needed", field="at_company")
        if self.at_past_company and "past_company" not in filters:
            raise fault("company_needed", field="at_past_company")
        personas.bounded([body.persona for body in self.personas])
        return self

    def query(self) -> Query:
        """The request in our words."""
        given = list(self.given())
        beside = Query(
            tuple(clause for clause, _ in given),
            tuple(body.persona for body in self.personas),
            correct=self.correct_spelling,
            warnings=tuple(value.warning for _, values in given for value in values if value.warning),
        )
        query = self.pasted.narrowed(beside) if self.pasted else beside
        companies = {clause.filter for clause in query.including()}
        past_alone = self.at_company and "past_company" in companies and "company" not in companies
        return replace(
            query, anchored=self.at_company and not past_alone, past_anchored=self.at_past_company or past_alone
        )

    def written(self, lexicon: Lexicon) -> dict[tuple[str, str], str]:
        """Values that no vocabulary has a name for, as they were sent, by filter and code."""
        return {
            (clause.filter, code): value.written
            for clause, values in self.given()
            if lexicon.kinds[clause.row.taxonomy].supply is Supply.COMPANIES
            for value in values
            for code in value.codes
        }

    @property
    def names(self) -> Names:
        """How the filters are called where one is refused."""
        return self.pasted.names("url") if self.pasted else NO_NAMES


class PreviewBody(QueryBody, ShownBody):
    """A page of people."""

    limit: StrictInt = Field(PAGE, ge=1, le=PAGE, description="people of this page")
    cursor: StrictStr = Field("", max_length=2000, description="`cursor` of the page before")


class SearchBody(QueryBody):
    """A search as a job."""

    limit: StrictInt = Field(MOST, ge=1, le=EXHAUSTIVE, description="most people to find")
    name: StrictStr = Field("", max_length=500, description="a name of your choice")
    webhook_url: Annotated[StrictStr, BeforeValidator(trimmed)] = Field(
        "", max_length=LONGEST_ADDRESS, description="HTTPS URL that receives the leads"
    )
    streaming: StrictBool = Field(False, description="send leads as they are found, not at the end")  # noqa: FBT003
    profiles: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="of a live source, read everybody's profile, too: one more request for each",
    )
    exhaustive: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="ask a live source in parts, where it finds more people than it shows",
    )

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        """In one piece nobody asks for more than a source can show."""
        if self.limit > ONE_PIECE and not self.exhaustive:
            raise fault("out_of_range", field="limit", value=self.limit, valid=(f"1 to {ONE_PIECE}, or exhaustive",))
        return self

    @property
    def route(self) -> Route:
        """Where it asks."""
        return Route(self.source, self.profiles, self.exhaustive)


_EVERY = "run it every so many hours; 0: by hand alone"
_CHANGES = "HTTPS URL that is told of the changes"


class SavedBody(QueryBody):
    """A query to keep, and to run again."""

    name: StrictStr = Field(min_length=1, max_length=500, description="a name of your choice", examples=["CTOs"])
    limit: StrictInt = Field(MOST, ge=1, le=ONE_PIECE, description="most people of a run")
    every_hours: StrictInt = Field(0, ge=0, le=HOURS, description=_EVERY, examples=[24])
    webhook_url: Annotated[StrictStr, BeforeValidator(trimmed)] = Field(
        "", max_length=LONGEST_ADDRESS, description=_CHANGES
    )


class SavedChangeBody(Sent):
    """What to change; what is not given stays."""

    name: StrictStr | None = Field(None, min_length=1, max_length=500, description="another name")
    every_hours: StrictInt | None = Field(None, ge=0, le=HOURS, description=_EVERY)
    webhook_url: Annotated[StrictStr, BeforeValidator(trimmed)] | None = Field(
        None, max_length=LONGEST_ADDRESS, description=f"{_CHANGES}; empty: nobody"
    )


class CountingBody(Sent):
    """How the values of facets are counted."""

    count: Literal["finds", "main"] = Field(
        "finds",
        description="finds: the people whom the query finds with a value; main: everybody once, by the main job",
    )
    open: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="count each facet as if the query did not ask for its own filter: what another value would find",
    )
    limit: StrictInt | None = Field(
        None, ge=1, le=MOST_VALUES, description=f"values of each facet; else {USUAL}, of count main {MOST_VALUES}"
    )

    @property
    def counting(self) -> Counting:
        """The same in our words."""
        usual = FINDS if self.count == "finds" else MAIN
        return replace(usual, open=self.open, limit=self.limit or usual.limit)


class FacetsBody(QueryBody, CountingBody):
    """How people spread over values."""

    facets: list[Annotated[StrictStr, AfterValidator(_facet)]] = Field(
        min_length=1, max_length=len(FILTERS), description="filters to count by", examples=[["seniority"]]
    )


@cache
def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model that adds a field for every filter to `base`, and `exclude` with the same fields."""
    fields: dict[str, Any] = {word.field: field_of(lexicon, word, doubt) for word in WORDS}
    exclude: Any = create_model("Exclude", __base__=Sent, **fields)
    left_out: Any = Field(None, description="leave out who has one of these")
    address: Any = Field(None, description="address of a people search at Sales Navigator; filters beside it narrow it")
    more: dict[str, Any] = {"exclude": (exclude | None, left_out), "url": (pasted(lexicon), address)}
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **more, **fields)


def doubt(lexicon: Lexicon, row: Filter, written: str, codes: tuple[str, ...]) -> str:
    """What to warn of: a number that no entry has, and a place whose name others have, too."""
    kind = lexicon.kinds[row.taxonomy]
    if codes == (written,) and kind.unlisted(written):
        return f"{row.name}: {written} is not a known id; it is searched as it is"
    if kind.unnamed(codes[0]):
        near = " or ".join(kind.near(written))
        return f"{row.name}: {written!r} is not listed; only who wrote it so is found" + (near and f"; near it: {near}")
    others = () if len(codes) > 1 else kind.alternatives(written)
    if not others:
        meant = " or ".join(map(kind.label, codes))
        return "" if kind.is_plain(written) else f"{row.name}: {written!r} was read as {meant}"
    also = "; ".join(map(kind.label, others[:5]))
    return f"{row.name}: {written!r} was read as {kind.label(codes[0])}; it could also be {also}"
