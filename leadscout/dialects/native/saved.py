"""How saved searches, their runs and what changed are shown, and how a webhook is told."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from leadscout.dialects.native import faces
from leadscout.lexicon import Lexicon
from leadscout.model.saved import ChangeKind, SavedChange, SavedRun, SavedSearch
from leadscout.model.search import LeadMatch, Search

EVENT = "saved_search.changes"


def saved(one: SavedSearch, runs: Sequence[SavedRun] = ()) -> dict[str, Any]:
    """A saved search, with its last run where there is one."""
    due = None if one.due is None else datetime.fromtimestamp(one.due, UTC).isoformat(timespec="seconds")
    return {
        "id": one.id,
        "name": one.name,
        "every_hours": one.hours,
        "next_run_at": due,
        "limit": one.limit,
        "webhook_url": one.webhook_url or None,
        "created_at": one.created_at,
        "runs": one.runs,
        "last_run": run(runs[0]) if runs else None,
        "query": one.body,
    }


def run(one: SavedRun) -> dict[str, Any]:
    """A run; its numbers are null until it is over and compared."""
    over = bool(one.ended_at)
    return {
        "run": one.number,
        "search": one.search,
        "status": one.status,
        "over": over,
        "reason": one.reason or None,
        "started_at": one.started_at,
        "ended_at": one.ended_at or None,
        "baseline": one.baseline,
        "found": one.found,
        **{str(kind): getattr(one, kind) if over else None for kind in ChangeKind},
    }


def change(lexicon: Lexicon, one: SavedChange, match: LeadMatch) -> dict[str, Any]:
    """What became of somebody, as they are now."""
    (lead,) = faces.leads(lexicon, [match])
    lead.pop("number")
    return {"run": one.run, "kind": one.kind, "fields": list(one.fields), "lead": lead}


def call(lexicon: Lexicon, report: Search, matches: Sequence[LeadMatch]) -> bytes:
    """The body of a webhook's call: the saved search and its run, and the people who changed."""
    about = dict(report.body)
    kinds, fields = about.pop("kinds"), about.pop("fields")
    rows = [
        {"run": about["run"], "kind": kinds[match.number - 1], "fields": fields[match.number - 1], "lead": lead}
        for match, lead in zip(matches, faces.leads(lexicon, matches), strict=True)
    ]
    for row in rows:
        row["lead"].pop("number")
    return orjson.dumps({"event": EVENT, "saved": about, "changes": rows})
