"""What is searched for, as chips: each can be removed, and turned into its contrary."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leadscout.dialects.page.search.address import EXCLUDE, SearchAddress, plain
from leadscout.dialects.page.search.labels import Labels
from leadscout.dialects.page.search.requests import SearchRequest
from leadscout.model.filters import FILTERS, Shape
from leadscout.model.search import Miss, Without


@dataclass(frozen=True)
class Chip:
    """One value of a filter; `is_wrong` where a fault is about it. The label of a flag is ""."""

    id: str
    name: str
    label: str
    excludes: bool
    is_wrong: bool
    remove: str
    flip: str


@dataclass(frozen=True)
class Remedy:
    """A link that finds people where the search does not: what it does, and how many there are then."""

    label: str
    href: str
    number: int | None


_SEVERAL = 10
"""Words that were not understood which are looked up as names of places."""

Call = Callable[[str], str]
"""How a filter is called."""


def chips(request: SearchRequest, labels: Labels, call: Call) -> list[Chip]:
    """The chips of an address."""
    address = request.address
    return [
        Chip(
            id=f"chip-{at}",
            name=call(plain(name)),
            label="" if FILTERS[plain(name)].shape is Shape.FLAG else labels.of(plain(name), value),
            excludes=name.startswith(EXCLUDE),
            is_wrong=(name, value) in request.by_value,
            remove=str(address.removing(name, value)),
            flip=str(address.flipping(name, value)),
        )
        for at, (name, value) in enumerate(address.wanted)
    ]


def without(address: SearchAddress, left_out: Iterable[Without], call: Call) -> list[Remedy]:
    """The address without each filter that keeps everybody away."""
    return [
        Remedy(
            call(one.filter),
            str(address.leaving(f"{EXCLUDE}{one.filter}" if one.exclude else one.filter)),
            one.count,
        )
        for one in left_out
        if one.count and one.filter in FILTERS
    ]


def meant(address: SearchAddress, miss: Miss, labels: Labels) -> list[Remedy]:
    """The address with what may be meant instead of a value that finds nobody."""
    values = address.values(miss.filter)
    written = next(
        (value for value in values if value == miss.value or labels.of(miss.filter, value) == miss.value),
        next((value for value in values if value.lower() == miss.value.lower()), values[0] if len(values) == 1 else ""),
    )
    others = {other.casefold(): other for other in reversed(miss.ask)} if written else {}
    return [
        Remedy(other, str(address.replacing(miss.filter, written, (miss.filter, other))), None if at else miss.count)
        for at, other in enumerate(reversed(others.values()))
    ]


def several(address: SearchAddress, labels: Labels) -> list[tuple[str, list[Remedy]]]:
    """Of what a description left unread, the names that several places share, with the address of each."""
    places = {text: labels.shared("location", text) for text in address.values("unread")[:_SEVERAL]}
    return [
        (text, [Remedy(label, str(address.adding("location", code)), None) for code, label in names.items()])
        for text, names in places.items()
        if names
    ]


def nearest(request: SearchRequest) -> list[Remedy]:
    """The address with what is nearest to values that cannot be read."""
    return [
        Remedy(other, str(request.address.replacing(name, value, (name, other))), None)
        for (name, value), fault in request.by_value.items()
        for other in fault.suggestions
    ]
