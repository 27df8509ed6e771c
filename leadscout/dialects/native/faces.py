"""Our answers -> native JSON."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from leadscout.dialects import cells
from leadscout.dialects.base import corrections
from leadscout.dialects.native.records import FilledFields, cut, record, trimmed
from leadscout.dialects.vendor import Faces
from leadscout.lexicon import Lexicon
from leadscout.lexicon.memory import remembered_by
from leadscout.model.audit import AuditEntry
from leadscout.model.files import FileCheck, FilePreview
from leadscout.model.filters import FILTERS, Filter, Shape
from leadscout.model.imports import ImportJob
from leadscout.model.integrations import Integration
from leadscout.model.lead import Company, Lead, Position
from leadscout.model.ledger import LedgerEntry
from leadscout.model.lists import List
from leadscout.model.profile import Conflict, Origin, Profile
from leadscout.model.query import Query
from leadscout.model.search import INDEXED, Count, Hint, LeadMatch, Miss, Page, Search, Spread, Tally, Without
from leadscout.model.suppressions import Suppression
from leadscout.model.webhooks import Webhook
from leadscout.salesnav import Reading, Written
from leadscout.service.accounts.credits import MILLIONTHS
from leadscout.service.asking.hits import current
from leadscout.service.jobs.parts import reckon
from leadscout.service.people.importing import ImportListing

_LONGEST_NAME = 80
_NOTHING: Mapping[tuple[str, str], str] = {}


def filters(lexicon: Lexicon) -> list[dict[str, Any]]:
    """The self-description: every filter with its shape, scope and, where it is a closed set, its values."""
    return [_filter(lexicon, row) for row in FILTERS.values()]


def count(reading: Mapping[str, Any], counted: Count) -> dict[str, Any]:
    """How many, and how the question was read."""
    return {"total": counted.value, "exact": counted.exact, **reading}


def page(
    lexicon: Lexicon, reading: Mapping[str, Any], page_: Page, wanted: Collection[str] | None = None
) -> dict[str, Any]:
    """One page of people, by the fields that are `wanted`; None: by all."""
    return {
        **count(reading, page_.total),
        "leads": [cut(_lead(lexicon, one), wanted) for one in page_.found],
        "cursor": page_.cursor or None,
    }


def advice(left_out: Sequence[Without], meant: Sequence[Hint | Miss] = ()) -> dict[str, Any]:
    """How many would match without each filter, and what to ask where something finds few; {} for neither."""
    parts = {"without": left_out, "hints": meant}
    return {name: [msgspec.to_builtins(one) for one in entries] for name, entries in parts.items() if entries}


def facets(reading: Mapping[str, Any], spread: Mapping[str, Spread]) -> dict[str, Any]:
    """How many people have which value, most first; `more` names the filters of which not all values are listed."""
    return {
        **reading,
        "facets": {name: [tally(value) for value in one.values] for name, one in spread.items()},
        "more": [name for name, one in spread.items() if one.more],
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
        **_live(search),
    }


def listed(search: Search) -> dict[str, Any]:
    """A search job in a list; `query` is null where it is too large for one."""
    return {**job(search), "query": search.body or None}


def described(query: Query, lexicon: Lexicon) -> str:
    """What a search without a name is called, after its filters: "DACH, Vice President, changed jobs"."""
    parts = [one.name for one in query.personas]
    for clause in query.clauses:
        kind = lexicon.kinds[clause.row.taxonomy]
        labels = (
            [clause.row.name.replace("_", " ")] if clause.row.shape is Shape.FLAG else map(kind.label, clause.values)
        )
        parts.extend(f"not {label}" if clause.exclude else label for label in labels)
    whole = ", ".join(parts)
    return whole if len(whole) <= _LONGEST_NAME else f"{whole[:_LONGEST_NAME]}…"


def _live(search: Search) -> dict[str, Any]:
    """What there is to say of a search that does not ask the people database: its source, and how its parts stand."""
    if search.route in INDEXED:
        return {}
    reckoning = reckon(search)
    parts = {} if reckoning is None else {"parts": asdict(reckoning)}
    return {"source": search.route.source, "stopped": search.stopped or None, **parts}


def integration(one: Integration, unit: str) -> dict[str, Any]:
    """An integration, without its credential; `used` and `cap` are of today, in its unit."""
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "url": one.url,
        "state": one.state,
        "until": datetime.fromtimestamp(one.until, UTC).isoformat(timespec="seconds") if one.until else None,
        "pace": one.pace,
        "unit": unit,
        "cap": one.cap,
        "used": one.used_on(datetime.now(UTC).date().isoformat()),
        "created_at": one.created_at,
        "checked_at": one.checked_at,
    }


def results(
    lexicon: Lexicon,
    search: Search,
    matches: Sequence[LeadMatch],
    after: int,
    wanted: Collection[str] | None = None,
) -> dict[str, Any]:
    """Some people of a search, by the fields that are `wanted`; `cursor` is None where nobody comes after `after`."""
    leads = [cut({"number": one.number, **_lead(lexicon, one)}, wanted) for one in matches]
    return {"leads": leads, **following(search, matches, after)}


def following(search: Search, matches: Sequence[LeadMatch], after: int) -> dict[str, Any]:
    """The cursor of the next results, None where nobody comes after `after`, and how the search stands."""
    # More may have been written since the search was read: those who are shown are not shown again.
    shown = max(min(after, search.found), *(one.number for one in matches[-1:]), 0)
    more = after < search.found or not search.status.over
    return {"cursor": shown if more else None, "status": search.status}


def leads(lexicon: Lexicon, matches: Sequence[LeadMatch]) -> list[dict[str, Any]]:
    """People, each with the number that it has in its search."""
    return [{"number": one.number, **_lead(lexicon, one)} for one in matches]


def call(lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch]) -> bytes:
    """The body of a webhook's call: the search, and people as results show them."""
    about = {key: value for key, value in job(search).items() if key != "webhook_url"}
    return orjson.dumps({"search": about, "leads": [{"number": one.number, **_lead(lexicon, one)} for one in matches]})


def person(lexicon: Lexicon, profile: Profile) -> dict[str, Any]:
    """A person, with the main job, the origin of each filled field, and what sources told differently."""
    return {
        **_person(lexicon, profile.lead),
        **trimmed({"primary_role": _role(profile.lead.primary)}),
        "provenance": {name: origin(one) for name, one in profile.provenance.items()},
        "sources": [origin(one) for one in profile.sources],
        "conflicts": [_conflict(one) for one in profile.conflicts],
    }


def explained(lexicon: Lexicon, lead: Lead) -> list[dict[str, Any]]:
    """How each of a person's titles was read, once, also one that only the headline tells."""
    titles = dict.fromkeys(filter(None, (position.title for position in (*current(lead), *lead.past))))
    return [msgspec.to_builtins(lexicon.titles.explain(title)) for title in titles]


def places(lexicon: Lexicon, ids: Sequence[str]) -> list[dict[str, str]]:
    """Places with their names and kinds."""
    return [{"id": id_, "name": lexicon.places.label(id_), "kind": lexicon.places.kind(id_)} for id_ in ids]


def list_(record: List) -> dict[str, Any]:
    """A list, without its members."""
    about = {"id": str(record.id), "name": record.name, "kind": record.kind}
    return {**about, "size": record.size, "created_at": record.created_at}


def matched(means: Sequence[str]) -> dict[str, Any]:
    """Whether the database knows a member of a list, and the companies or people that it means."""
    return {"matched": bool(means), "means": list(means)}


def import_(job: ImportJob, files: Sequence[ImportListing]) -> dict[str, Any]:
    """An import, with how far its files are, together and each."""
    listed = [one._asdict() for one in files]
    numbers = ("rows", "new", "updated", "unchanged", "rejected", "conflicts")
    return {
        "id": job.id,
        "name": job.name,
        "size": job.size,
        "status": job.status,
        "over": job.status.over,
        "reason": job.reason or None,
        "created_at": job.created_at,
        **{name: sum(one[name] for one in listed) for name in numbers},
        "files": [{name: one[name] for name in ("id", "file", "as_of", "state", *numbers)} for one in listed],
    }


def import_check(check: FileCheck) -> dict[str, Any]:
    """What an import would make of a file, in numbers."""
    names = ("rows", "people", "new", "known", "doubtful", "whole")
    return {**{name: getattr(check, name) for name in names}, "rejected": check.rows - check.people}


def import_preview(lexicon: Lexicon, preview: FilePreview) -> dict[str, Any]:
    """How a file would be read: its parts, columns, what unknown ones look like, and the first rows."""
    return {
        "part": preview.part,
        "sheets": preview.sheets,
        "format": preview.format,
        "encoding": preview.encoding or None,
        "doubts": preview.doubts,
        "columns": [{"name": name, "field": field or None} for name, field in preview.columns.items()],
        "unknown": [
            {"name": one.name, "values": one.cells, "looks_like": one.looks_like or None} for one in preview.unknown
        ],
        "mapping": {one.name: one.looks_like for one in preview.unknown if one.looks_like},
        "rows": [
            {
                "line": row.line,
                "lead": row.lead and _person(lexicon, row.lead),
                "reason": row.reason or None,
                "doubts": list(row.doubts),
            }
            for row in preview.rows
        ],
    }


def suppression(entry: Suppression) -> dict[str, Any]:
    """An entry as everybody may see it."""
    return {
        "id": str(entry.id),
        "name": entry.name or None,
        "created_at": entry.created_at,
        "counts": dict(entry.counts),
        "values": sum(entry.counts.values()),
    }


def transaction(entry: LedgerEntry) -> dict[str, Any]:
    """A movement of an account: credits given, or, below zero, charged."""
    amount = entry.amount / MILLIONTHS
    return {"at": entry.at, "operation": entry.operation, "credits": amount, "key": entry.key or None}


def webhook(one: Webhook) -> dict[str, Any]:
    """A webhook, without its secret; until `previous_until` calls have a signature by the secret of before, too."""
    until = datetime.fromtimestamp(one.previous_until, UTC) if one.previous_until else None
    return {
        "id": one.id,
        "url": one.url,
        "events": list(one.events),
        "own_secret": one.version > 0,
        "previous_until": until and until.isoformat(timespec="seconds"),
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def act(entry: AuditEntry) -> dict[str, Any]:
    """An act that stands in the log of an account."""
    return {name: getattr(entry, name) for name in ("at", "act", "actor", "subject", "detail")}


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


def reading(query: Query, lexicon: Lexicon, written: Mapping[tuple[str, str], str] = _NOTHING) -> dict[str, Any]:
    """What was understood: each filter with the codes its values mean, and warnings where that is not certain.

    `written` are values as they were sent, by filter and code: so a company is called. What was corrected in the
    spelling is told where something was.
    """
    applied = [
        {
            "filter": clause.filter,
            "exclude": clause.exclude,
            "strict": clause.strict,
            "values": [
                {"value": code, "label": written.get((clause.filter, code)) or _label(lexicon, clause.row, code)}
                for code in clause.values
            ],
        }
        for clause in query.clauses
    ]
    return {"applied_filters": applied, "warnings": list(query.warnings), **corrections(query)}


def _label(lexicon: Lexicon, row: Filter, code: str) -> str:
    return lexicon.kinds[row.taxonomy].label(code)


def address(read: Reading, lexicon: Lexicon) -> dict[str, Any]:
    """An address of a people search: what it means here, and the request that asks for the same."""
    query: dict[str, Any] = {"exclude": {}}
    for clause in read.query.clauses:
        values = True if clause.row.shape is Shape.FLAG else list(clause.values)
        (query["exclude"] if clause.exclude else query)[clause.filter] = values
    if read.query.correct:
        query["correct_spelling"] = True
    return {
        "form": read.kind,
        "page": read.page,
        **reading(read.query, lexicon),
        "warnings": list(read.warnings),
        "unread": [{"part": part.name, "value": part.value, "reason": part.why} for part in read.unread],
        "query": {name: value for name, value in query.items() if value},
    }


def written(address: Written) -> dict[str, Any]:
    """An address that was written, and what of the request it cannot say: it finds everybody, and others, too."""
    left_out = [{"filter": one.filter, "exclude": one.exclude, "values": one.values} for one in address.left_out]
    return {"url": address.url, "query_text": address.query_text, "left_out": left_out}


def _lead(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    lead = match.lead
    reasons = [
        {
            "filter": reason.filter,
            "value": reason.value,
            "role": _role(reason.position),
            "equivalent": reason.equivalent,
            "part": reason.part,
        }
        for reason in match.reasons
    ]
    return {
        **_person(lexicon, lead),
        **trimmed(
            {
                "primary_role": _role(lead.primary),
                "matched_role": None
                if match.position is None
                else {**(_role(match.position) or {}), "read": match.read},
                "match_reasons": reasons,
                "persona": match.persona,
            }
        ),
    }


def _person(lexicon: Lexicon, lead: Lead) -> FilledFields:
    """Somebody by their fields, with names in all cells; to make the lead anew with them would take as long again."""
    return record(
        lead,
        location=record(cells.named(lexicon, lead.location)),
        industry=cells.industry(lexicon, lead.industry),
        positions=[_job(lexicon, position) for position in lead.positions],
    )


def _job(lexicon: Lexicon, position: Position) -> FilledFields:
    return record(
        position,
        company=_employer(lexicon, position.company),
        location=record(cells.named(lexicon, position.location)),
        function=cells.of_id(lexicon, "function", position.function),
        seniority=cells.of_id(lexicon, "seniority", position.seniority),
    )


@remembered_by(  # many people have one, and nobody changes a record
    lambda _, company: len(company.description), 5_000, cells.LONGEST_DESCRIPTION
)
def _employer(lexicon: Lexicon, company: Company) -> FilledFields:
    return record(cells.company(lexicon, company))


def origin(one: Origin) -> dict[str, str]:
    """Where a value is from."""
    return {"source": one.source, "as_of": one.as_of}


def _conflict(one: Conflict) -> dict[str, str]:
    owner = {"belongs_to": one.belongs_to} if one.belongs_to else {}
    return {"field": one.field, "value": one.value, **origin(one.origin), **owner}


def _role(position: Position | None) -> dict[str, str] | None:
    if position is None:
        return None
    return {"title": position.title, "company": position.company.name, "started": position.started}


FACES = Faces(call=call)
