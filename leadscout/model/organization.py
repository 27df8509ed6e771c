"""A company as a record of its own: what people's positions tell of it, put together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from leadscout.model.lead import Company, Lead, Position
from leadscout.model.profile import Origin

FIELDS = Company.__struct_fields__
"""What can be told of a company."""

_TOGETHER = (("headcount", "size"),)  # two ways to say one thing: of one telling, or they contradict each other
_GROUPS = (*_TOGETHER, *((name,) for name in FIELDS if not any(name in group for group in _TOGETHER)))
_EMPTY = Company()
_Value = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A company as some positions tell of it: in so many people's, first by this source, true on that day."""

    company: Company
    people: int
    source: int
    as_of: int


@dataclass(frozen=True, slots=True)
class Organization:
    """A company: the surest key that it goes by, what is known of it, and where each filled field is from."""

    key: str
    company: Company
    provenance: Mapping[str, Origin]
    sources: tuple[Origin, ...]


def best(tellings: Sequence[Telling]) -> dict[str, Telling]:
    """By field, the telling that stands: of the value that most people's positions tell, then the newest, then longest.

    Spellings of one value ("ACME GmbH", "Acme GmbH") are told together, and the commonest of them stands. The number of
    people and its range are one thing, and come from one telling.
    """
    standing: dict[str, Telling] = {}
    for group in _GROUPS:
        votes: defaultdict[tuple[object, ...], int] = defaultdict(int)
        newest: dict[tuple[object, ...], Telling] = {}
        for one in tellings:
            value = tuple(getattr(one.company, name) for name in group)
            if any(part != getattr(_EMPTY, name) for part, name in zip(value, group, strict=True)):
                votes[value] += one.people
                if value not in newest or newest[value].as_of < one.as_of:
                    newest[value] = one
        if votes:
            value = _most_told(votes, {value: telling.as_of for value, telling in newest.items()})
            standing.update((name, newest[value]) for name in group if getattr(newest[value].company, name))
    return standing


def _most_told(votes: Mapping[_Value, int], days: Mapping[_Value, int]) -> _Value:
    """The value with most votes of all its spellings, in the spelling with most."""
    together: defaultdict[_Value, int] = defaultdict(int)
    latest: defaultdict[_Value, int] = defaultdict(int)
    for value, number in votes.items():
        form = tuple(map(_spelled_anyhow, value))
        together[form] += number
        latest[form] = max(latest[form], days[value])

    def rank(value: _Value) -> tuple[object, ...]:
        form = tuple(map(_spelled_anyhow, value))
        size = len(str(form))
        return together[form], latest[form], size, str(form), votes[value], days[value], len(str(value)), str(value)

    return max(votes, key=rank)


def _spelled_anyhow(part: object) -> object:
    """A text without case, accents, blanks and signs; anything else as it is."""
    if not isinstance(part, str):
        return part
    letters = normalize("NFKD", part.casefold())
    return "".join(letter for letter in letters if letter.isalnum()) or part


def merged(tellings: Sequence[Telling]) -> Company:
    """All that is known of a company, each field as most tell it."""
    if len(tellings) == 1:
        return tellings[0].company
    return Company(**{name: getattr(one.company, name) for name, one in best(tellings).items()})


def as_lead(key: str, company: Company) -> Lead:
    """A company in the shape that is searched: somebody of its name whose only job has nothing but the company.

    So whatever asks about a current employer asks about it; the keyword looks through name, industry and description.
    """
    return Lead(
        id=key,
        full_name=company.name,
        headline=company.industry,
        summary=company.description,
        positions=(Position(company=company),),
    )


def completeness(company: Company) -> int:
    """How many fields are filled: what comes first in answers."""
    return sum(getattr(company, name) != getattr(_EMPTY, name) for name in FIELDS)
