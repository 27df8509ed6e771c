"""Pronto's fields -> our filters (seed 001, behaviour §5)."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, create_model

from leadscout.dialects.base import Codes, Read, Sent, Value, Word, clauses, fault, value_of
from leadscout.dialects.readers import ids, organization
from leadscout.lexicon import Lexicon, profiles
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

ORGANIZATION = organization('digits, a whole number, or {"id": digits}')
RELATIONS = ("F", "S", "O", "A")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-------")


def listed(valid: Codes | Mapping[str, str], taxonomy: str = "") -> Read:
    """Values of a closed list: a table of our codes, or a list read by a taxonomy or kept as it is."""

    def read(lexicon: Lexicon, value: str) -> Codes:
        plain = value.translate(_DASHES)
        if plain not in valid:
            raise fault("unknown_value", value=value, valid=tuple(valid))
        if isinstance(valid, Mapping):
            return (valid[plain],)
        return lexicon.taxonomies[taxonomy].find(plain) if taxonomy else (plain,)

    return read


def kept(_: Lexicon, value: str) -> Codes:
    """A value of a field whose filter comes later."""
    return (value,)


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
    Word(field="years_in_current_position", filter="years_in_position", read=listed(TENURES), examples=(["3"],)),
    Word(field="company_size", filter="headcount", read=listed(SIZES, "headcount"), examples=(["51-200"],)),
    Word(field="past_companies", filter="past_company", read=ORGANIZATION, examples=([{"id": "1441"}],)),
    Word(field="years_of_experience", filter="years_of_experience", read=listed(TENURES), examples=(["3", "4"],)),
    Word(field="years_at_current_company", filter="years_at_company", read=listed(TENURES), examples=(["2", "3"],)),
    Word(field="company_type", filter="company_type", read=listed(TYPES), examples=(["P", "C"],)),
    Word(field="recently_changed_jobs", filter="changed_jobs", read=listed({"RPC": "true"}), examples=(["RPC"],)),
    Word(field="included_account_lists", later=True, read=kept),
    Word(field="excluded_account_lists", later=True, read=kept),
    Word(field="included_lead_lists", later=True, read=kept),
    Word(field="excluded_lead_lists", later=True, read=kept),
)
LIVE_ONLY: Mapping[str, Any] = {
    "relationship": listed(RELATIONS),
    "connections_of_profile": str,
    "follows_your_company": bool,
    "viewed_your_profile": bool,
    "with_shared_experiences": bool,
    "posted_on_linkedin": bool,
    "past_colleague": bool,
}
"""The seven filters that exist only in LinkedIn's graph, and what each takes (behaviour §5)."""

IGNORED = ("webhook_url", "name", "limit", "streaming", "scale", "custom")
"""Fields of the search that the preview accepts unvalidated and ignores (seed 003)."""

MOST = 10_000
"""Values of one list; longer ones belong into an account or lead list."""

Body = TypeVar("Body", bound="PreviewBody")


class PreviewBody(Sent):
    """The filters of a preview, added from the table, and where they are to be searched."""

    live: StrictBool | None = Field(None, description="false: the people database; true: live through LinkedIn")

    def query(self) -> Query:
        """The request in our words."""
        return Query(tuple(clauses(WORDS, {word.field: self.values(word.field) for word in WORDS})))

    @property
    def live_only(self) -> list[str]:
        """The filters that are set and exist only live."""
        return [field for field in LIVE_ONLY if getattr(self, field)]

    @property
    def empty(self) -> bool:
        """Whether no filter has a value."""
        return not self.live_only and not any(self.values(word.field) for word in WORDS)


def body(lexicon: Lexicon, base: type[Body]) -> type[Body]:
    """Make the request model: a field for every row."""
    fields: dict[str, Any] = {word.field: _field(lexicon, word) for word in WORDS}
    fields |= {
        field: (_live(lexicon, kind), Field(None, description="only with live: true"))
        for field, kind in LIVE_ONLY.items()
    }
    fields |= {field: (Any, Field(None, description="accepted and ignored")) for field in IGNORED}
    return create_model(base.__name__, __base__=base, __doc__=base.__doc__, **fields)


def _field(lexicon: Lexicon, word: Word) -> Any:  # noqa: ANN401 - what create_model takes
    about: Any = Field(
        None, description=word.row.sentence if word.filter else None, examples=list(word.examples) or None
    )
    value = value_of(lexicon, word)
    if not word.many:
        return (Annotated[value | None, BeforeValidator(_blank_is_nothing)], about)
    if word.read is ORGANIZATION:
        value = Annotated[value, BeforeValidator(_unwrap)]
    return (_list(value, _later if word.later else list), about)


def _list(value: Any, finish: Callable[[list[Any]], object]) -> Any:  # noqa: ANN401 - pydantic annotations
    """Up to 10,000 values; blank ones do not count (behaviour §5)."""
    values: Any = list.__class_getitem__(value)
    some = Annotated[values, Field(max_length=MOST), AfterValidator(finish)] | None
    return Annotated[some, BeforeValidator(_without_blanks)]


def _live(lexicon: Lexicon, kind: Any) -> Any:  # noqa: ANN401
    if kind is bool:
        return StrictBool | None
    if kind is str:
        return Annotated[str | None, BeforeValidator(_blank_is_nothing), AfterValidator(_profile)]
    return _list(value_of(lexicon, Word(field="relationship", read=kind)), list)


def _without_blanks(sent: object) -> object:
    if not isinstance(sent, list):
        return _blank_is_nothing(sent)
    return [value for value in sent if _blank_is_nothing(value) is not None]


def _blank_is_nothing(sent: object) -> object:
    return None if sent is False or (isinstance(sent, str) and not sent.strip()) else sent


def _unwrap(sent: object) -> object:
    return sent["id"] if isinstance(sent, dict) and sent.keys() == {"id"} else sent


def _later(values: list[Value]) -> list[Value]:
    if values:
        raise fault("not_available")
    return values


def _profile(address: str | None) -> str | None:
    if address and not (profiles.slug(address) or profiles.sales_id(address)):
        raise fault("wrong_type", value=address, valid=("a LinkedIn or Sales Navigator profile address",))
    return address
