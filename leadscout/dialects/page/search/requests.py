"""Addresses as questions: read as the same request of our own API is, so a page and a program mean the same."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadscout.dialects.native.words import QueryBody
from leadscout.dialects.page.search.address import EXCLUDE, SearchAddress, plain
from leadscout.errors import Fault, Refused
from leadscout.web.guards import read_as

_PLACE = re.compile(r"(?:(exclude)\.)?(\w+)(?:\[(\d+)\])?")


@dataclass(frozen=True)
class SearchRequest:
    """An address, as a request where it is right; else what is wrong with which of its values, and with all of it."""

    address: SearchAddress
    body: QueryBody | None = None
    by_value: Mapping[tuple[str, str], Fault] = field(default_factory=dict)
    others: tuple[Fault, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that is wrong."""
        return (*self.by_value.values(), *self.others)

    def called(self, call: Callable[[str], str]) -> "SearchRequest":
        """The same, whose faults name filters as their readers call them."""
        by_value = {pair: replace(fault, field=call(plain(pair[0]))) for pair, fault in self.by_value.items()}
        return replace(self, by_value=by_value)

    def beside(self, faults: Sequence[Fault]) -> "SearchRequest":
        """The same, and what was wrong with something else that was tried."""
        return replace(self, others=(*self.others, *faults))

    def refused(self, faults: tuple[Fault, ...]) -> "SearchRequest":
        """The same, of which is wrong now what was seen later."""
        by_value, others = _placed(self.address, faults)
        return replace(self, body=None, by_value=by_value, others=others)


def read(address: SearchAddress, model: type[QueryBody]) -> SearchRequest:
    """Read it; `model` is the native request."""
    strange = tuple(Fault("unknown_field", name) for name in address.strange)
    try:
        body = read_as(model, address.body)
    except Refused as refused:
        by_value, others = _placed(address, refused.faults)
        return SearchRequest(address, None, by_value, (*others, *strange))
    return SearchRequest(address, None if strange else body, {}, strange)


def _placed(
    address: SearchAddress, faults: tuple[Fault, ...]
) -> tuple[dict[tuple[str, str], Fault], tuple[Fault, ...]]:
    """Faults by the value that each is about, and those that are about none."""
    by_value: dict[tuple[str, str], Fault] = {}
    others = []
    for fault in faults:
        place = _PLACE.fullmatch(fault.field)
        name = f"{EXCLUDE if place[1] else ''}{place[2]}" if place else ""
        values = address.values(name)
        number = int(place[3] or 0) if place else 0
        if number < len(values):
            by_value[name, values[number]] = fault
        else:
            others.append(fault)
    return by_value, tuple(others)
