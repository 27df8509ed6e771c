"""The filters beside the answers: groups made of the rows of FILTERS, each filter with its values and their numbers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from leadscout.dialects.page.search.address import EXCLUDE, SearchAddress
from leadscout.dialects.page.search.labels import Labels
from leadscout.dialects.page.search.requests import SearchRequest
from leadscout.errors import Fault
from leadscout.model.filters import FILTERS, Filter, Scope, Shape
from leadscout.model.search import Spread, Tally

GROUPS = ("role", "company", "personal", "signals", "lists")

_OPEN = ("title", "seniority", "function", "company", "industry", "headcount", "location", "keyword")
"""Filters that are unfolded at first: most searches begin with them."""


def group(row: Filter) -> str:
    """Where a filter stands, by what its row says of it; "" of one that only a live source can answer."""
    if row.needs_graph:
        return ""
    if row.lists:
        return "lists"
    if row.shape is Shape.FLAG:
        return "signals"
    if row.taxonomy == "company" or (row.of_company and row.scope is Scope.CURRENT):
        return "company"
    return "personal" if row.scope is Scope.PERSON else "role"


def unfolded(address: SearchAddress) -> set[str]:
    """The filters that are unfolded: the usual ones, and those that the address asks for or wants to see."""
    return {*_OPEN, *address.values("facets"), *(name.removeprefix(EXCLUDE) for name, _ in address.wanted)}


def counted(address: SearchAddress) -> list[str]:
    """The filters whose values are counted: what is unfolded, and the flags."""
    seen = unfolded(address)
    return [name for name, row in FILTERS.items() if row.facet and (name in seen or group(row) == "signals")]


@dataclass(frozen=True)
class PanelValue:
    """A value to click: it is asked for then, or no longer where it `is_chosen`; the other link leaves it out."""

    id: str
    label: str
    number: int | None
    is_chosen: bool
    href: str
    exclude: str


@dataclass(frozen=True)
class Panel:
    """One filter. `more` is the address that counts its values, where they are not; `suggests`: values as one types."""

    row: Filter
    name: str
    values: tuple[PanelValue, ...]
    most: int
    is_open: bool
    typed: bool
    suggests: bool
    more: str
    chosen: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class PanelGroup:
    """Filters that belong together."""

    name: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Panels:
    """Makes them; `choosable` are the filters whose values can be suggested, `call` says how a filter is called."""

    labels: Labels
    choosable: tuple[str, ...]
    call: Callable[[str], str]

    def groups(self, request: SearchRequest, spreads: Mapping[str, Spread]) -> list[PanelGroup]:
        """All groups in order, those without a filter left out."""
        rows = {name: [row for row in FILTERS.values() if group(row) == name] for name in GROUPS}
        first = {name: at for at, name in enumerate(_OPEN)}
        made = []
        for name, of_group in rows.items():
            ordered = sorted(of_group, key=lambda row: first.get(row.name, len(first)))
            panels = tuple(self._panel(row, request, spreads.get(row.name)) for row in ordered)
            made.append(PanelGroup(name, panels))
        return [one for one in made if one.panels]

    def _panel(self, row: Filter, request: SearchRequest, spread: Spread | None) -> Panel:
        address = request.address
        values = tuple(self._values(row, address, spread))
        wanted = [pair for pair in address.wanted if pair[0].removeprefix(EXCLUDE) == row.name]
        return Panel(
            row=row,
            name=self.call(row.name),
            values=values,
            most=max((value.number or 0 for value in values), default=0),
            is_open=row.name in unfolded(address),
            typed=row.shape is not Shape.FLAG and not (row.few or self.labels.is_short(row.name)),
            suggests=row.name in self.choosable,
            more=str(address.counting(row.name)) if row.facet and row.name not in counted(address) else "",
            chosen=len(wanted),
            faults=tuple(fault for pair, fault in request.by_value.items() if pair in wanted),
        )

    def _values(self, row: Filter, address: SearchAddress, spread: Spread | None) -> Iterator[PanelValue]:
        """The values that are chosen, then the commonest."""
        chosen = address.values(row.name)
        tallies = {tally.value: tally for tally in spread.values} if spread else {}
        by_label = {tally.label: tally.value for tally in tallies.values()}
        pinned = {value: by_label.get(self.labels.of(row.name, value), value) for value in chosen}
        for value, code in pinned.items():
            tally = tallies.pop(code, None) or Tally(value, self.labels.of(row.name, value), None)
            yield self._value(row, address, replace(tally, value=value), is_chosen=True)
        if spread:
            for tally in tallies.values():
                yield self._value(row, address, tally, is_chosen=False)

    def _value(self, row: Filter, address: SearchAddress, tally: Tally, *, is_chosen: bool) -> PanelValue:
        change = address.removing if is_chosen else address.adding
        return PanelValue(
            id=f"{row.name}-{quote(tally.value, safe='')}",
            label=self.call(row.name) if row.shape is Shape.FLAG else tally.label,
            number=tally.count,
            is_chosen=is_chosen,
            href=str(change(row.name, tally.value)),
            exclude=str(address.adding(f"{EXCLUDE}{row.name}", tally.value)),
        )
