"""Our answers -> native JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import orjson

from leadscout.dialects.native.words import QueryBody
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Filter
from leadscout.model.keys import Key
from leadscout.model.lead import Lead, Position
from leadscout.model.lists import List
from leadscout.model.search import Count, Found, Page, Search


def filters(lexicon: Lexicon) -> list[dict[str, Any]]:
    """The self-description: every filter with its shape, scope and, where it is a closed set, its values."""
    return [_filter(lexicon, row) for row in FILTERS.values()]


def count(body: QueryBody, lexicon: Lexicon, counted: Count) -> dict[str, Any]:
    """How many, and how the question was read."""
    return {"total": counted.value, "exact": counted.exact, **_reading(body, lexicon)}


def page(body: QueryBody, lexicon: Lexicon, found: Page) -> dict[str, Any]:
    """One page of people."""
    return {
        **count(body, lexicon, found.total),
        "leads": [_lead(one) for one in found.found],
        "cursor": found.cursor or None,
    }


def facets(body: QueryBody, lexicon: Lexicon, counted: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """How many people have which value, most first."""
    return {
        **_reading(body, lexicon),
        "facets": {
            name: [
                {"value": code, "label": lexicon.taxonomies[FILTERS[name].taxonomy].label(code), "count": number}
                for code, number in values.items()
            ]
            for name, values in counted.items()
        },
    }


def job(search: Search) -> dict[str, Any]:
    """A search job."""
    return {
        "id": search.id,
        "name": search.name,
        "status": search.status,
        "reason": search.reason or None,
        "total": search.total,
        "found": search.found,
        "limit": search.limit,
        "created_at": search.created_at,
        "webhook_url": search.webhook_url or None,
        "streaming": search.streaming,
        "query": search.body,
    }


def results(search: Search, found: Sequence[Found], after: int) -> dict[str, Any]:
    """Some people of a search; `cursor` is None where there are none after `after`, and will be none."""
    more = after < search.found or not search.status.over
    leads = [{"number": one.number, **_lead(one)} for one in found]
    return {"leads": leads, "cursor": min(after, search.found) if more else None, "status": search.status}


def call(search: Search, found: Sequence[Found]) -> bytes:
    """The body of a webhook's call: the search, and people as results show them."""
    told = {key: value for key, value in job(search).items() if key != "webhook_url"}
    return orjson.dumps({"search": told, "leads": [{"number": one.number, **_lead(one)} for one in found]})


def person(lead: Lead) -> dict[str, Any]:
    """A person, with the main job."""
    return {**msgspec.to_builtins(lead), "primary_role": _role(lead.primary)}


def explained(lexicon: Lexicon, lead: Lead) -> list[dict[str, Any]]:
    """How each of a person's titles was read, once."""
    titles = dict.fromkeys(position.title for position in lead.positions)
    return [msgspec.to_builtins(lexicon.titles.explain(title)) for title in titles]


def places(lexicon: Lexicon, ids: Sequence[str]) -> list[dict[str, str]]:
    """Places with their names and kinds."""
    return [{"id": id_, "name": lexicon.places.label(id_), "kind": lexicon.places.kind(id_)} for id_ in ids]


def list_(known: List) -> dict[str, Any]:
    """A list, without its members."""
    told = {"id": str(known.id), "name": known.name, "kind": known.kind}
    return {**told, "size": known.size, "created_at": known.created_at}


def key(known: Key) -> dict[str, Any]:
    """A key, without its secret."""
    told = {"id": known.id, "name": known.name, "only": list(known.only)}
    return {**told, "created_at": known.created_at, "revoked_at": known.revoked_at}


def _filter(lexicon: Lexicon, row: Filter) -> dict[str, Any]:
    vocabulary = lexicon.taxonomies.get(row.taxonomy)
    values = [{"value": e.code, "label": e.label} for e in vocabulary] if vocabulary and vocabulary.closed else None
    return {
        "name": row.name,
        "sentence": row.sentence,
        "shape": row.shape,
        "scope": row.scope,
        "taxonomy": row.taxonomy or None,
        "facet": row.facet,
        "max_values": row.cap,
        "example": row.example,
        "values": values,
    }


def _reading(body: QueryBody, lexicon: Lexicon) -> dict[str, Any]:
    """What was understood: each filter with the codes its values mean, and warnings where that is not certain."""
    applied, warnings = [], []
    for clause, values in body.given():
        vocabulary = lexicon.taxonomies.get(clause.row.taxonomy)
        label = vocabulary.label if vocabulary else str
        applied.append(
            {
                "filter": clause.filter,
                "exclude": clause.exclude,
                "strict": clause.strict,
                "values": [{"value": code, "label": label(code)} for code in clause.values],
            }
        )
        for value in values:
            if vocabulary and value.codes == (value.written,) and label(value.written) == value.written:
                warnings.append(f"{clause.filter}: {value.written} is not a known id; it is searched as it is")
            elif clause.row.taxonomy == "place" and (others := lexicon.places.read(value.written).alternatives):
                meant = lexicon.places.label(value.codes[0])
                also = "; ".join(map(lexicon.places.label, others[:5]))
                warnings.append(f"{clause.filter}: {value.written!r} was read as {meant}; it could also be {also}")
    return {"applied_filters": applied, "warnings": warnings}


def _lead(found: Found) -> dict[str, Any]:
    lead = found.lead
    return {
        **msgspec.to_builtins(lead),
        "primary_role": _role(lead.primary),
        "matched_role": None if found.position is None else {**(_role(found.position) or {}), "read": found.read},
        "match_reasons": [
            {
                "filter": reason.filter,
                "value": reason.value,
                "role": _role(reason.position),
                "equivalent": reason.equivalent,
            }
            for reason in found.reasons
        ],
        "persona": found.persona or None,
    }


def _role(position: Position | None) -> dict[str, str] | None:
    if position is None:
        return None
    return {"title": position.title, "company": position.company.name, "started": position.started}
