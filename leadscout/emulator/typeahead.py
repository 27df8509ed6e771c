"""The values of a filter that begin as somebody types."""

from collections.abc import Iterator, Mapping, Sequence

from fastapi import Response

from leadscout.emulator import wire
from leadscout.emulator.members import EmulatedData, Members
from leadscout.errors import Refused
from leadscout.lexicon.text import fold
from leadscout.model.query import Clause, Query
from leadscout.model.search import Tally
from leadscout.salesnav.facets import READ, FacetRow

TYPES: Mapping[str, str] = {
    "BING_GEO": "REGION",
    "COMPANY_WITH_LIST": "CURRENT_COMPANY",
    "TITLE": "CURRENT_TITLE",
    "COMPANY_SIZE": "COMPANY_HEADCOUNT",
    "SENIORITY_V2": "SENIORITY_LEVEL",
    "TENURE": "YEARS_OF_EXPERIENCE",
}
"""What the picker calls types of a lead search that have another name there; it takes that name, too."""

_MOST = 100
_FEW = 100
"""Values of a vocabulary that comes whole where nothing is typed."""

_LOOKED_AT = 200
"""People with the words somewhere in their profile, of whom those with the words in their name are offered."""


def answer(stock: EmulatedData, members: Members, parameters: Mapping[str, str]) -> Response:
    """Ids and labels."""
    type_, text, count = parameters.get("type", ""), parameters.get("query", ""), parameters.get("count", "")
    most = min(int(count), _MOST) if count.isdigit() else 10
    if type_ in ("CONNECTION_OF", "TEAMLINK_CONNECTION_OF"):
        return _listed(_people(members, text), most)
    row = READ.get((TYPES.get(type_, type_), ""))
    if row is None:
        return wire.refusal(400, f"type: {type_} is not known")
    return _listed(_values(stock, row, text, most), most)


def _listed(values: Iterator[dict[str, str]], most: int) -> Response:
    elements = list({one["id"]: one for one in values}.values())[:most]
    return wire.answer({"elements": elements, "paging": {"count": len(elements), "start": 0, "links": []}})


def _people(members: Members, text: str) -> Iterator[dict[str, str]]:
    words = fold(text).split()
    if words:
        _, leads = members.page(Query((Clause("keyword", (f'"{fold(text)}"',)),)), 0, _LOOKED_AT)
        for lead in leads:
            if set(words) <= set(fold(lead.full_name).split()):
                yield {"id": lead.sales_id, "displayValue": lead.full_name, "headline": lead.headline}


def _values(stock: EmulatedData, row: FacetRow, text: str, most: int) -> Iterator[dict[str, str]]:
    kind = stock.lexicon.kinds[row.row.taxonomy]
    entries = tuple(kind.vocabulary or ()) if kind.vocabulary and kind.vocabulary.closed else ()
    if entries:
        begin = fold(text)
        codes = [(entry.code, entry.label) for entry in entries if fold(entry.label).startswith(begin)]
    else:
        codes = [
            (code, one.label) for one in _suggested(stock, row.filter, text, most) for code in kind.read(one.value)
        ]
    for code, label in codes:
        value = row.kind.write(stock.lexicon, row.row, code)
        if value and value.id:
            yield {"id": value.id, "displayValue": value.text or label}


def _suggested(stock: EmulatedData, name: str, text: str, most: int) -> Sequence[Tally]:
    try:
        return stock.suggest(name, text, most) if text else ()
    except Refused:  # a filter whose values nobody can list
        return ()
