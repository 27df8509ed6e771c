"""Generect's searches for companies, and look-ups of one: fields and answers."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, create_model, model_validator

from leadscout.dialects.base import Sent, Word, clauses, fault, fields_of
from leadscout.dialects.companies import UNTOLD, blank, field_of, location_parts, named
from leadscout.dialects.generect.words import COMPANY_ICP_WORDS, COMPANY_WORDS
from leadscout.dialects.readers import LINKS
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import companies
from leadscout.lexicon.identities.companies import page_of
from leadscout.lexicon.kinds import Codes
from leadscout.model.lead import Company
from leadscout.model.query import Clause, Query

MOST, MOST_SKIPPED = 1600, 1599

_LONGEST_KEYWORD, _MOST_KEYWORDS = 40, 10


NOT_HERE = ("num_of_followers", "revenues_range")
"""What asks for what nobody told us: refused by name."""

STRICT = {"company_locations": "locations"}
"""Their page's other names for what `strict` can name."""

Body = TypeVar("Body", bound="CompaniesBody")


def _refuse(code: str, valid: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - a pydantic annotation
    def check(sent: object) -> None:
        if blank(sent) is not None and sent is not False:
            raise fault(code, valid=valid)

    return Annotated[Any, BeforeValidator(check)]


def _short(values: list[Any] | None) -> list[Any] | None:
    if values and len(values) > _MOST_KEYWORDS:
        raise fault("too_many", limit=_MOST_KEYWORDS)
    if any(len(value.written) > _LONGEST_KEYWORD for value in values or ()):
        raise fault("too_long", limit=_LONGEST_KEYWORD)
    return values


class CompaniesBody(Sent):
    """What a search for companies is told besides its filters, which are added from the table."""

    words: ClassVar[tuple[Word, ...]] = COMPANY_WORDS

    sub_industries: StrictBool | None = Field(None, description="true: without industries inside those that are given")
    limit_by: StrictInt | None = Field(None, ge=1, le=MOST, description="companies to return")
    offset_by: StrictInt | None = Field(None, ge=0, le=MOST_SKIPPED, description="companies to skip")
    strict: list[str] | None = Field(None, description="fields to take exactly as written")
    apply_domain_blocklist: StrictBool | None = Field(
        None, description="no effect: here are companies of your people alone"
    )

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        """What no single field can say."""
        given = tuple(word.field for word in self.words if self.values(word.field))
        for used in self.strict or ():
            if STRICT.get(used, used) not in given:
                raise fault("not_in_request", field="strict", value=used, valid=given)
        if not any(self.values(word.field) for word in self.words if not word.exclude):
            raise fault("no_filter")
        return self

    def query(self, lexicon: Lexicon) -> Query:
        """The request in our words."""
        strict = [STRICT.get(name, name) for name in self.strict or ()]
        given = {word.field: self.values(word.field) for word in self.words}
        # Words of a list are separated by OR, each as it stands.
        keywords = [value.written for value in given.pop("keywords", [])]
        wanted = list(clauses([word for word in self.words if word.field in given], given, strict))
        if keywords:
            wanted.append(Clause("keyword", (" OR ".join(f"({one})" for one in keywords),)))
        industries = next(
            (clause.values for clause in wanted if clause.filter == "industry" and not clause.exclude), ()
        )
        if self.sub_industries and industries:
            wanted.append(Clause("industry", tuple(_inside(lexicon, industries)), exclude=True))
        return Query(tuple(_joined(wanted)))


def _inside(lexicon: Lexicon, industries: Iterable[str]) -> list[str]:
    """The industries inside these, without themselves and what they lie in."""
    vocabulary = lexicon.taxonomies["industry"]
    meant = set(industries)
    kept = {top for code in meant for top in vocabulary.above(code)}
    return [entry.code for entry in vocabulary if entry.code not in kept and meant & set(vocabulary.above(entry.code))]


def _joined(wanted: Iterable[Clause]) -> list[Clause]:
    """One clause of each filter that is included or excluded: an empty one is none."""
    by_filter: dict[tuple[str, bool, bool], tuple[str, ...]] = {}
    for one in wanted:
        key = (one.filter, one.exclude, one.strict)
        by_filter[key] = (*by_filter.get(key, ()), *one.values)
    return [Clause(name, values, exclude, strict) for (name, exclude, strict), values in by_filter.items() if values]


class IcpCompaniesBody(CompaniesBody):
    """What by_icp is told: the same, words of the company's text, and their older names."""

    words: ClassVar[tuple[Word, ...]] = (*COMPANY_WORDS, *COMPANY_ICP_WORDS)

    get_max_companies: StrictBool | None = Field(
        None, description="true: where more than 1,600 match, only their number, free here"
    )
    website_blacklist: StrictBool | None = Field(None, description="no effect: here are companies of your people alone")


ONE = ("id", "linkedin_url", "domain", "name")
"""What a company can be looked up by."""


class _Sections(Sent):
    """Sections that nobody told us: asked for, they are empty, and free."""

    people_also_viewed: StrictBool | None = Field(None, description="the section is empty here, and free")
    people_also_follow: StrictBool | None = Field(None, description="the section is empty here, and free")
    posts: StrictBool | None = Field(None, description="the section is empty here, and free")

    @property
    def sections(self) -> dict[str, list[Any]]:
        """Those that are asked for."""
        return {name: [] for name in ("people_also_viewed", "people_also_follow", "posts") if getattr(self, name)}


class CompanyLinkBody(_Sections):
    """A company by its address at LinkedIn."""

    url: Annotated[str, Field(min_length=1, max_length=1000, description="address of a company at LinkedIn")]
    name: Annotated[str, Field(max_length=1000)] | None = Field(None, description="no effect: the address is enough")
    up_to_the_second_fresh: StrictBool | None = Field(None, description="no effect: the answer is from the database")
    cached: StrictBool | None = Field(None, description="no effect: the answer is from the database")

    @model_validator(mode="after")
    def _address(self) -> Self:
        if not companies.link_key(self.url):
            raise fault("bad_link", field="url", value=self.url, valid=LINKS)
        return self

    @property
    def keys(self) -> Codes:
        """The company that is meant."""
        return (companies.link_key(self.url),)


class CompanyEnrichBody(_Sections):
    """A company by exactly one of these."""

    blamed: ClassVar[str] = "fields"
    """What a refusal of none, or of several, blames."""

    id: Annotated[Any, AfterValidator(blank)] = Field(None, description="LinkedIn number", examples=[1035])
    linkedin_url: Annotated[Any, AfterValidator(blank)] = Field(None, description="address at LinkedIn")
    domain: Annotated[Any, AfterValidator(blank)] = Field(None, description="web domain")
    name: Annotated[Any, AfterValidator(blank)] = Field(None, description="name")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ONE if getattr(self, name) is not None]
        if len(given) != 1:
            raise fault("one_of", field=self.blamed, valid=ONE)
        sent = getattr(self, given[0])
        if not isinstance(sent, str | int) or isinstance(sent, bool) or not self.keys:
            raise fault("wrong_type", field=given[0], value=sent, valid=(f"the {given[0]} of a company",))
        return self

    @property
    def written(self) -> str:
        """What names the company."""
        return str(next(value for value in (getattr(self, name) for name in ONE) if value is not None)).strip()

    @property
    def keys(self) -> Codes:
        """The company that is meant; () for what names none."""
        written = self.written
        match next(name for name in ONE if getattr(self, name) is not None):
            case "linkedin_url":
                return tuple(filter(None, (companies.link_key(written),)))
            case "id":
                return (f"id:{written}",) if written.isdigit() else ()
            case "domain":
                return tuple(key for key in companies.read(written) if key.startswith("domain:"))
        return companies.name_keys(written)


class CompanyEntryBody(CompanyEnrichBody):
    """A company in a list, whose place there is blamed."""

    blamed: ClassVar[str] = ""


class CompanyLeadsBody(Sent):
    """People at companies: what the companies are like, and who the people are; one of the two may be left out."""

    company_search_criteria: Any = None
    lead_search_criteria: Any = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.company_search_criteria is None and self.lead_search_criteria is None:
            raise fault("missing_field", field="company_search_criteria or lead_search_criteria")
        return self


@cache
def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model: a field for every row, refusals for what cannot be answered here."""
    unsupported: Any = (_refuse("not_supported"), Field(None, description="refused: not supported"))
    unknown: Any = (_refuse("no_data", UNTOLD), Field(None, description="refused: not available from this server"))
    fields: dict[str, Any] = {**dict.fromkeys(NOT_HERE, unknown)}
    fields |= {word.field: unsupported for word in COMPANY_ICP_WORDS}
    fields |= {word.field: field_of(lexicon, word) for word in base.words}
    if "keywords" in {word.field for word in base.words}:
        kind, about = fields["keywords"]
        fields["keywords"] = (Annotated[kind, AfterValidator(_short)], about)
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **fields)


@cache
def leads_body(lexicon: Lexicon, base: type[CompaniesBody], leads: type[Sent]) -> type[CompanyLeadsBody]:
    """The model of a search for people at companies: `base` searches for companies, `leads` for people."""

    def unset(sent: object) -> object:
        return None if sent in (None, {}) else sent

    wanted: Any = Annotated[body(lexicon, base) | None, BeforeValidator(unset)]
    people: Any = Annotated[leads | None, BeforeValidator(unset)]
    more: dict[str, Any] = {
        "company_search_criteria": (wanted, Field(None, description="what the companies are like")),
        "lead_search_criteria": (people, Field(None, description="who the people are")),
    }
    return create_model(
        "CompanyLeadsBody",
        __base__=CompanyLeadsBody,
        __doc__=CompanyLeadsBody.__doc__,
        **more,
    )


FIELDS = fields_of((*COMPANY_WORDS, *COMPANY_ICP_WORDS))


def company(lexicon: Lexicon, record: Company) -> dict[str, Any]:
    """One company with the keys of the vendor's sample; what nobody told is null, a list that nobody told empty."""
    shown, place = named(lexicon, record), location_parts(lexicon, record.location)
    return {
        **dict.fromkeys(_UNTOLD),
        **{name: [] for name in _LISTS},
        "company_type": shown.type or None,
        "description": shown.description or None,
        "domain": shown.domain or None,
        "headcount_exact": shown.headcount,
        "headcount_range": shown.size or None,
        "hq_city": place.city or None,
        "hq_country": place.country or None,
        "hq_state": place.state or None,
        "id": shown.id or None,
        "industry": shown.industry or None,
        "linkedin_id": shown.id or None,
        "linkedin_link": page_of(shown) or None,
        "linkedin_url": page_of(shown) or None,
        "linkedin_sales_link": f"https://www.linkedin.com/sales/company/{shown.id}/" if shown.id else None,
        "linkedin_urn": shown.slug or None,
        "location": place.text or None,
        "logo_url": shown.image or None,
        "name": shown.name or None,
        "raw_name": shown.name or None,
        "source": "database",
        "website": shown.website or None,
    }


_UNTOLD = (
    *("background_image", "crunchbase_urn", "default_locale", "founded_year", "hq_additional_info", "hq_country_code"),
    *(
        "hq_postal_code",
        "hq_street",
        "is_claimable",
        "number_of_locations",
        "phone_number",
        "showcase_pages",
        "tagline",
    ),
)
_LISTS = ("groups", "hashtags", "other_locations_json", "specialities")
