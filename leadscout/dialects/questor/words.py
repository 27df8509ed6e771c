"""Questor's fields -> our filters (its documentation of search-leads)."""

from collections.abc import Container, Iterable, Mapping
from functools import cache, partial
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, StrictInt, create_model, model_validator

from leadscout.dialects.addresses import Pasted, pasted
from leadscout.dialects.base import Sent, Word, clauses, fault, fields_of, flag, list_of, value_of
from leadscout.dialects.readers import company_name, digits, ids, nearest, organization
from leadscout.lexicon import Lexicon
from leadscout.lexicon.kinds import Codes
from leadscout.lexicon.text import fold, is_digits
from leadscout.model.filters import Shape
from leadscout.model.query import Query
from leadscout.service.asking.question import Names

MOST, BIG = 2500, 50_000
LIMIT = 25
"""People of a search that sends no limit."""


ORGANIZATION = organization("a LinkedIn company number")
GEO = ids("place")
INDUSTRY = ids("industry")

LEVELS = {
    "Owner/Partner": "320",
    "CXO": "310",
    "Vice President": "300",
    "Director": "220",
    "Experienced Manager": "210",
    "Entry Level Manager": "200",
    "Strategic": "130",
    "Senior": "120",
    "Entry Level": "110",
    "In Training": "100",
}
"""LinkedIn's levels by their names; ours are finer: heads are Directors there."""

_FOLDED = {fold(name): id_ for name, id_ in LEVELS.items()}


def level(lexicon: Lexicon, value: str) -> Codes:
    """One of LinkedIn's ten levels, by name."""
    id_, levels = _FOLDED.get(fold(value)), lexicon.taxonomies["seniority"]
    if id_ is None:
        near = partial(nearest, levels, value, {name: levels.find(number) for name, number in LEVELS.items()})
        raise fault("unknown_value", near, value=value, valid=tuple(LEVELS))
    return levels.find(id_)


def tenure(lexicon: Lexicon, value: str) -> Codes:
    """One of the five buckets, by its label."""
    codes = () if is_digits(value) else lexicon.tenures.find(value)
    if not codes:
        labels = {entry.label: (entry.code,) for entry in lexicon.tenures}
        raise fault("unknown_value", partial(nearest, lexicon.tenures, value, labels), value=value, valid=tuple(labels))
    return codes


WORDS = (
    Word(field="title_keywords", filter="title", most=20, examples=(["CEO", "Founder"],)),
    Word(field="title_keywords_exclude", filter="title", exclude=True, most=20),
    Word(field="current_company_names", filter="company", read=company_name, examples=(["Google", "Microsoft"],)),
    Word(field="current_company_ids", filter="company", read=ORGANIZATION, most=10, examples=([1441],)),
    Word(field="current_company_ids_exclude", filter="company", exclude=True, read=ORGANIZATION, most=10),
    Word(field="past_company_names", filter="past_company", read=company_name),
    Word(field="past_company_ids", filter="past_company", read=ORGANIZATION, most=10),
    Word(field="past_company_ids_exclude", filter="past_company", exclude=True, read=ORGANIZATION, most=10),
    Word(field="geo_codes", filter="location", read=GEO, most=5, examples=([103644278],)),
    Word(field="geo_codes_exclude", filter="location", exclude=True, read=GEO, most=5),
    Word(field="industry_codes", filter="industry", read=INDUSTRY, most=20, examples=([4],)),
    Word(field="industry_codes_exclude", filter="industry", exclude=True, read=INDUSTRY, most=20),
    Word(field="school_ids", filter="school", read=digits, most=10),
    Word(field="school_ids_exclude", filter="school", exclude=True, read=digits, most=10),
    Word(field="keywords", filter="keyword", many=False, examples=("saas",)),
    Word(field="company_headcounts", filter="headcount", examples=(["51-200"],)),
    Word(field="company_type", filter="company_type", examples=(["Privately Held"],)),
    Word(field="company_headquarter_location_ids", filter="headquarters", read=GEO, most=5),
    Word(field="company_headquarter_location_ids_exclude", filter="headquarters", exclude=True, read=GEO, most=5),
    Word(field="functions", filter="function", most=20, examples=(["Sales"],)),
    Word(field="functions_exclude", filter="function", exclude=True, most=20),
    Word(field="seniority_levels", filter="seniority", read=level, most=20, examples=(["Vice President"],)),
    Word(field="seniority_levels_exclude", filter="seniority", exclude=True, read=level, most=20),
    Word(field="past_job_titles", filter="past_title", most=20),
    Word(field="past_job_titles_exclude", filter="past_title", exclude=True, most=20),
    Word(field="year_in_current_company", filter="years_at_company", read=tenure, examples=(["1 to 2 years"],)),
    Word(field="year_in_current_position", filter="years_in_position", read=tenure, examples=(["Less than 1 year"],)),
    Word(field="years_of_experience", filter="years_of_experience", read=tenure, examples=(["More than 10 years"],)),
    Word(field="profile_languages", filter="profile_language", examples=(["German"],)),
    Word(field="first_name", filter="first_name", many=False),
    Word(field="last_name", filter="last_name", many=False),
    Word(field="account_lists", filter="account_list", examples=(["10000001"],)),
    Word(field="account_lists_exclude", filter="account_list", exclude=True),
    Word(field="lead_lists", filter="lead_list", examples=(["10000002"],)),
    Word(field="lead_lists_exclude", filter="lead_list", exclude=True),
    Word(field="changed_jobs", filter="changed_jobs", many=False),
    Word(field="posted_on_linkedin", filter="posted", many=False),
    Word(field="mentioned_in_news", filter="in_news", many=False),
)
ALL_WORDS = WORDS
ALIASES = {"year_of_experience": "years_of_experience"}
"""Other names that their own pages use."""

LATER = ()


def names_of(words: Iterable[Word], sent: Container[str]) -> Names:
    """How filters are called to who sent these fields: of two of one filter, the one that was sent."""
    rows = tuple(words)
    return {**fields_of(rows), **fields_of(word for word in rows if word.field in sent)}


_UNSET: tuple[object, ...] = (None, "", [])


class AskedBody(Sent):
    """What is asked for: by filters, `words`, which are added from the table, or by an address; not by both."""

    words: ClassVar[tuple[Word, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _refuse_nothing(cls, sent: Any) -> Any:  # noqa: ANN401 - whatever was sent
        if sent == {}:
            raise fault("missing_body")
        return sent

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        filtered = any(self.values(word.field) for word in self.words)
        if self.pasted and filtered:
            raise fault("either", field="url", valid=("filters or a url",))
        if not self.pasted and not filtered:
            raise fault("no_filter")
        return self

    @property
    def pasted(self) -> Pasted | None:
        """The search that is given as an address instead of filters."""
        address: Pasted | None = getattr(self, "url", None)
        return address

    @property
    def names(self) -> Names:
        """How the filters are called where one is refused."""
        sent = [word.field for word in self.words if self.values(word.field)]
        return self.pasted.names("url") if self.pasted else names_of(self.words, sent)

    def query(self) -> Query:
        """The request in our words."""
        if self.pasted:
            return self.pasted.query
        return Query(tuple(clauses(self.words, {word.field: self.values(word.field) for word in self.words})))


class SearchBody(AskedBody):
    """What a search is told besides whom it asks for."""

    words = WORDS
    aliases: ClassVar[Mapping[str, str]] = ALIASES
    limit: StrictInt = Field(LIMIT, ge=1, le=MOST, description="most people to find")


class BigBody(SearchBody):
    """What a big search is told: of everybody, past what a live source shows of one search."""

    limit: StrictInt = Field(LIMIT, ge=1, le=BIG, description="most people to find")


@cache
def body(lexicon: Lexicon, base: type[SearchBody] = SearchBody) -> type[SearchBody]:
    """Make the request model: a field for every row."""
    fields: dict[str, Any] = {word.field: _field(lexicon, word) for word in WORDS}
    about: Any = Field(None, description="address of a people search at Sales Navigator, instead of filters")
    fields["url"] = (pasted(lexicon, lambda sent: sent in _UNSET), about)
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **fields)


def _field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    about: Any = Field(None, description=word.row.sentence, examples=list(word.examples) or None)
    if word.row.shape is Shape.FLAG:
        return (flag(as_text=True), about)
    value = value_of(lexicon, word)
    if not word.many:
        return (Annotated[value | None, BeforeValidator(_set)], about)
    about.metadata.extend(Field(max_length=word.most).metadata)
    return (list_of(value) | None, about)


def _set(value: object) -> object:
    return None if value in _UNSET or (isinstance(value, str) and not value.strip()) else value
