"""The address of a search: its whole state, by the names of the API; a name that comes again is another value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from leadscout.model.filters import FILTERS, Shape

EXCLUDE = "exclude."
"""What stands before the name of a filter whose values are left out."""

SWITCHES = ("at_company", "at_past_company", "correct_spelling")
"""Fields of a request that are true or not sent."""

_LOOKS = ("facets", "columns")
"""What is shown, not who is searched for."""

_PASSING = ("cursor", "person", "unread")
"""What holds until the search is changed."""


@dataclass(frozen=True)
class SearchAddress:
    """Names and values, as they stand in it; every change gives another address, of the first page."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, pairs: Iterable[tuple[str, str]]) -> "SearchAddress":
        """What is sent: without blanks around values, values that are empty, and those that come twice."""
        stripped = ((name, value.strip()) for name, value in pairs)
        return cls(tuple(dict.fromkeys((name, value) for name, value in stripped if value)))

    def __str__(self) -> str:
        return f"/search{self.query}"

    @property
    def query(self) -> str:
        """What stands behind the path."""
        return f"?{urlencode(self.pairs, safe=':/@,')}"

    def values(self, name: str) -> list[str]:
        """The values of a name."""
        return [value for other, value in self.pairs if other == name]

    def first(self, name: str) -> str:
        """The first value of a name; "" of none."""
        return next(iter(self.values(name)), "")

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """What is searched for: filters, included and excluded, with their values."""
        return [(name, value) for name, value in self.pairs if plain(name) in FILTERS]

    @property
    def strange(self) -> list[str]:
        """Names that no address has."""
        names = (*FILTERS, *SWITCHES, *_LOOKS, *_PASSING, "strict")
        return [name for name, _ in self.pairs if name not in names and plain(name) not in FILTERS]

    def adding(self, name: str, value: str) -> "SearchAddress":
        """With a value more; one that was left out is asked for now, and the other way round."""
        rest = self._without({(name, value), (other(name), value)})
        return SearchAddress((*rest, (name, value)))

    def removing(self, name: str, value: str) -> "SearchAddress":
        """Without a value."""
        return SearchAddress(self._without({(name, value)}))

    def flipping(self, name: str, value: str) -> "SearchAddress":
        """With a value left out instead of asked for, or the other way round, in its place."""
        return self.replacing(name, value, (other(name), value))

    def replacing(self, name: str, value: str, new: tuple[str, str]) -> "SearchAddress":
        """With another name and value in the place of one."""
        pairs = (new if pair == (name, value) else pair for pair in self._without(set()))
        return SearchAddress(tuple(dict.fromkeys(pairs)))

    def leaving(self, name: str) -> "SearchAddress":
        """Without all values of a name."""
        return SearchAddress(self._without({(name, value) for value in self.values(name)}))

    def keeping(self, name: str, value: str) -> "SearchAddress":
        """On the same page, with one value of a name, "" for none: of what passes, or how it is shown."""
        pairs = tuple(pair for pair in self.pairs if pair[0] not in (name, "unread"))
        return SearchAddress((*pairs, (name, value)) if value else pairs)

    def counting(self, name: str) -> "SearchAddress":
        """On the same page, with the values of one filter more counted."""
        return SearchAddress((*(pair for pair in self.pairs if pair[0] != "unread"), ("facets", name)))

    @property
    def cleared(self) -> "SearchAddress":
        """With nothing searched for."""
        return SearchAddress(tuple((name, value) for name, value in self.pairs if name in _LOOKS))

    @property
    def searched(self) -> "SearchAddress":
        """What is searched for alone."""
        return SearchAddress(tuple(pair for pair in self.pairs if pair[0] not in (*_LOOKS, *_PASSING)))

    def _without(self, left_out: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.pairs if pair not in left_out and pair[0] not in _PASSING)

    @property
    def body(self) -> dict[str, Any]:
        """The same search as a request of our own API."""
        asked_for = {**_fields(self, ""), **{name: True for name in SWITCHES if self.first(name)}}
        left_out, strict = _fields(self, EXCLUDE), self.values("strict")
        return {
            **asked_for,
            **({"exclude": left_out} if left_out else {}),
            **({"strict": strict} if strict else {}),
        }


def _fields(address: SearchAddress, before: str) -> Mapping[str, Any]:
    values = {name: address.values(f"{before}{name}") for name in FILTERS}
    return {name: _sent(name, given) for name, given in values.items() if given}


def _sent(name: str, values: list[str]) -> object:
    """A flag is true or not, whatever else stands there is refused as the API refuses it."""
    if FILTERS[name].shape is not Shape.FLAG:
        return values
    return True if values == ["true"] else values[-1]


def plain(name: str) -> str:
    """The filter of a name, included or excluded."""
    return name.removeprefix(EXCLUDE)


def other(name: str) -> str:
    """The name that leaves out what this one asks for, or the other way round."""
    return plain(name) if name.startswith(EXCLUDE) else f"{EXCLUDE}{name}"


def address_of(body: Mapping[str, Any]) -> SearchAddress:
    """The address of a request of our own API."""
    left_out: Mapping[str, Any] = body.get("exclude") or {}
    pairs = [*_pairs(body, ""), *_pairs(left_out, EXCLUDE)]
    return SearchAddress.read([*pairs, *((name, "true") for name in SWITCHES if body.get(name))])


def _pairs(fields: Mapping[str, Any], before: str) -> Iterable[tuple[str, str]]:
    for name in (name for name in FILTERS if name in fields):
        value = fields[name]
        yield from ((f"{before}{name}", "true" if one is True else str(one)) for one in _listed(value))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
