"""The native request, made from the rows of FILTERS."""

from collections.abc import Iterator
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    create_model,
    model_validator,
)

from leadscout.dialects import personas
from leadscout.dialects.base import Sent, Value, Word, clauses, fault, flag, value_of
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Filter, Shape
from leadscout.model.query import Clause, Persona, Query

WORDS = tuple(Word(field=row.name, filter=row.name) for row in FILTERS.values())
EXCLUDED = tuple(Word(field=word.field, filter=word.filter, exclude=True) for word in WORDS)

Body = TypeVar("Body", bound="QueryBody")
MOST = 2500
"""People of a search that sends no limit."""

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
        said = (self.functions, self.seniorities, self.prohibits)
        functions, seniorities, prohibits = map(tuple[str, ...], said)
        return Persona(self.name, functions, seniorities, prohibits, self.priority)


def _facet(name: str) -> str:
    valid = tuple(row.name for row in FILTERS.values() if row.facet)
    if name not in valid:
        raise fault("unknown_value", value=name, valid=valid)
    return name


class QueryBody(Sent):
    """What every native search request shares; the filters are added from the table."""

    personas: list[PersonaBody] = Field([], description="one of these kinds of people")
    at_company: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="title, seniority and personas must hold for the job at one of the companies",
    )
    strict: list[StrictStr] = Field([], description="filters to take exactly as written", examples=[["title"]])
    correct_spelling: StrictBool = Field(
        False,  # noqa: FBT003 - a default
        description="look for the nearest word instead of a keyword that nobody has; never of one in quotes",
    )

    def given(self) -> Iterator[tuple[Clause, list[Value]]]:
        """Each clause with the values it was made of."""
        excluded: Sent | None = getattr(self, "exclude", None)
        for words, body in ((WORDS, self), (EXCLUDED, excluded)):
            for word in words:
                values = body.values(word.field) if body else []
                for clause in clauses([word], {word.field: values}, self.strict):
                    yield clause, values

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """What no single field can say: `strict` names filters that are used, `at_company` needs a company."""
        used = {clause.filter for clause, _ in self.given()}
        for name in self.strict:
            if name not in used:
                raise fault("not_in_request", field="strict", value=name, valid=tuple(sorted(used)))
        if self.at_company and not any(c.filter == "company" and not c.exclude for c, _ in self.given()):
            raise fault("company_needed", field="at_company")
        personas.bounded([body.persona for body in self.personas])
        return self

    def query(self) -> Query:
        """The request in our words."""
        given = list(self.given())
        return Query(
            tuple(clause for clause, _ in given),
            tuple(body.persona for body in self.personas),
            self.at_company,
            correct=self.correct_spelling,
            warnings=tuple(value.warning for _, values in given for value in values if value.warning),
        )


class PreviewBody(QueryBody):
    """A page of people."""

    limit: StrictInt = Field(PAGE, ge=1, le=PAGE, description="people of this page")
    cursor: StrictStr = Field("", max_length=2000, description="`cursor` of the page before")


class SearchBody(QueryBody):
    """A search as a job."""

    limit: StrictInt = Field(MOST, ge=1, le=10_000, description="most people to find")
    name: StrictStr = Field("", max_length=500, description="a name of your choice")
    webhook_url: StrictStr = Field("", max_length=2048, description="HTTPS URL that receives the leads")
    streaming: StrictBool = Field(False, description="send leads as they are found, not at the end")  # noqa: FBT003


class FacetsBody(QueryBody):
    """How people spread over values."""

    facets: list[Annotated[StrictStr, AfterValidator(_facet)]] = Field(
        min_length=1, max_length=len(FILTERS), description="filters to count by", examples=[["seniority"]]
    )


def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model that adds a field for every filter to `base`, and `exclude` with the same fields."""
    fields: dict[str, Any] = {word.field: _filter_field(lexicon, word) for word in WORDS}
    exclude: Any = create_model("Exclude", __base__=Sent, **fields)
    left_out: Any = Field(None, description="leave out who has one of these")
    return create_model(
        base.__name__, __base__=base, __doc__=base.__doc__, exclude=(exclude | None, left_out), **fields
    )


def _doubt(lexicon: Lexicon, row: Filter, written: str, codes: tuple[str, ...]) -> str:
    """What to warn of: a number that no entry has, and a place whose name others have, too."""
    kind = lexicon.kinds[row.taxonomy]
    if codes == (written,) and kind.unlisted(written):
        return f"{row.name}: {written} is not a known id; it is searched as it is"
    others = kind.alternatives(written)
    if not others:
        return ""
    also = "; ".join(map(kind.label, others[:5]))
    return f"{row.name}: {written!r} was read as {kind.label(codes[0])}; it could also be {also}"


def _filter_field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    row = word.row
    if row.shape is Shape.FLAG:
        return (flag(), Field(None, description=row.sentence, examples=[True]))
    described: Any = Field([], min_length=1, max_length=row.cap, description=row.sentence, examples=[[row.example]])
    return (list.__class_getitem__(value_of(lexicon, word, _doubt)), described)
