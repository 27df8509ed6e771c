"""Our answers -> native JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import orjson

from leadscout.dialects.base import corrections
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Filter
from leadscout.model.keys import Key
from leadscout.model.lead import Lead, Position
from leadscout.model.lists import List
from leadscout.model.profile import Conflict, Origin, Profile
from leadscout.model.query import Query
from leadscout.model.search import Count, Found, Hint, Page, Search, Spread, Tally, Without
from leadscout.service.asking.hits import current


def filters(lexicon: Lexicon) -> list[dict[str, Any]]:
    """The self-description: every filter with its shape, scope and, where it is a closed set, its values."""
    return [_filter(lexicon, row) for row in FILTERS.values()]


def count(reading: Mapping[str, Any], counted: Count) -> dict[str, Any]:
    """How many, and how the question was read."""
    return {"total": counted.value, "exact": counted.exact, **reading}


def page(reading: Mapping[str, Any], found: Page) -> dict[str, Any]:
    """One page of people."""
    return {
        **count(reading, found.total),
        "leads": [_lead(one) for one in found.found],
        "cursor": found.cursor or None,
    }


def advice(left_out: Sequence[Without], meant: Sequence[Hint] = ()) -> dict[str, Any]:
    """How many would match without each filter, and who has the titles of personas in other words; {} for neither."""
    told = {"without": left_out, "hints": meant}
    return {name: [msgspec.to_builtins(one) for one in found] for name, found in told.items() if found}


def facets(reading: Mapping[str, Any], spread: Mapping[str, Spread]) -> dict[str, Any]:
    """How many people have which value, most first; `more` names the filters of which not all values are listed."""
    return {
        **reading,
        "facets": {name: [tally(value) for value in found.values] for name, found in spread.items()},
        "more": [name for name, found in spread.items() if found.more],
        **({} if all(one.exact for one in spread.values()) else {"exact": False}),
    }


def tally(counted: Tally) -> dict[str, Any]:
    """A value with the number of its people."""
    return {"value": counted.value, "label": counted.label, "count": counted.count}


def job(search: Search) -> dict[str, Any]:
    """A search job."""
    return {
        "id": search.id,
        "name": search.name,
        "status": search.status,
        "reason": search.reason or None,
        "total": search.expected,
        **({} if search.total is None or search.total.exact else {"exact": False}),
        "found": search.found,
        "limit": search.limit,
        "created_at": search.created_at,
        "webhook_url": search.webhook_url or None,
        "streaming": search.streaming,
        "query": search.body,
        **corrections(search.query),
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


def person(profile: Profile) -> dict[str, Any]:
    """A person, with the main job, the origin of each filled field, and what sources told differently."""
    return {
        **msgspec.to_builtins(profile.lead),
        "primary_role": _role(profile.lead.primary),
        "provenance": {name: _origin(told) for name, told in profile.provenance.items()},
        "sources": [_origin(told) for told in profile.sources],
        "conflicts": [_conflict(one) for one in profile.conflicts],
    }


def explained(lexicon: Lexicon, lead: Lead) -> list[dict[str, Any]]:
    """How each of a person's titles was read, once, also one that only the headline tells."""
    titles = dict.fromkeys(filter(None, (position.title for position in (*current(lead), *lead.past))))
    return [msgspec.to_builtins(lexicon.titles.explain(title)) for title in titles]


def places(lexicon: Lexicon, ids: Sequence[str]) -> list[dict[str, str]]:
    """Places with their names and kinds."""
    return [{"id": id_, "name": lexicon.places.label(id_), "kind": lexicon.places.kind(id_)} for id_ in ids]


def list_(known: List) -> dict[str, Any]:
    """A list, without its members."""
    told = {"id": str(known.id), "name": known.name, "kind": known.kind}
    return {**told, "size": known.size, "created_at": known.created_at}


def matched(means: Sequence[str]) -> dict[str, Any]:
    """Whether the database knows a member of a list, and the companies or people that it means."""
    return {"matched": bool(means), "means": list(means)}


def key(known: Key) -> dict[str, Any]:
    """A key, without its secret."""
    told = {"id": known.id, "name": known.name, "only": list(known.only)}
    return {**told, "created_at": known.created_at, "revoked_at": known.revoked_at}


def _filter(lexicon: Lexicon, row: Filter) -> dict[str, Any]:
    values = [{"value": entry.code, "label": entry.label} for entry in lexicon.kinds[row.taxonomy].choices]
    return {
        "name": row.name,
        "sentence": row.sentence,
        "shape": row.shape,
        "scope": row.scope,
        "taxonomy": row.taxonomy or None,
        "facet": row.facet,
        "max_values": row.cap,
        "example": row.example,
        "values": values or None,
    }


def reading(query: Query, lexicon: Lexicon) -> dict[str, Any]:
    """What was understood: each filter with the codes its values mean, and warnings where that is not certain.

    What was corrected in the spelling is told where something was.
    """
    applied = [
        {
            "filter": clause.filter,
            "exclude": clause.exclude,
            "strict": clause.strict,
            "values": [
                {"value": code, "label": lexicon.kinds[clause.row.taxonomy].label(code)} for code in clause.values
            ],
        }
        for clause in query.clauses
    ]
    return {"applied_filters": applied, "warnings": list(query.warnings), **corrections(query)}


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


def _origin(told: Origin) -> dict[str, str]:
    return {"source": told.source, "as_of": told.as_of}


def _conflict(one: Conflict) -> dict[str, str]:
    owner = {"belongs_to": one.belongs_to} if one.belongs_to else {}
    return {"field": one.field, "value": one.value, **_origin(one.origin), **owner}


def _role(position: Position | None) -> dict[str, str] | None:
    if position is None:
        return None
    return {"title": position.title, "company": position.company.name, "started": position.started}
