"""Jobs that look up to 50 people or companies up, as answers and registered webhooks tell them."""

import base64
import hmac
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from leadscout.dialects.generect import companies, people
from leadscout.dialects.generect.faces import dollars, faults
from leadscout.dialects.vendor import Faces
from leadscout.lexicon import Lexicon
from leadscout.model.search import LeadMatch, Search
from leadscout.service.jobs.enrichment import CHARGED, JOB, MEANS, entries

MOST = 50
"""Entries of one job."""

LEADS_DONE, COMPANIES_DONE = "enrich.lead.bulk.completed", "enrich.company.bulk.completed"
"""The events of jobs that are over."""


def job(lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch]) -> dict[str, Any]:
    """A job: for each entry of its request what it means, and how it went."""
    name, listed = ("company", "companies") if search.route.companies else ("lead", "leads")
    rows = [match and _row(lexicon, search, match) for match in entries(search.body, matches)]
    data = [{"input": entry, name: row} for entry, row in zip(search.body[listed], rows, strict=True)]
    there = sum(row is not None for row in rows)
    return {"data": data, "meta": {**summary(search), "found": there, "not_found": len(rows) - there}}


def _row(lexicon: Lexicon, search: Search, match: LeadMatch) -> dict[str, Any]:
    if search.route.companies:
        return companies.company(lexicon, match.lead.positions[0].company)
    return people.lead(lexicon, match, past=True)


def summary(search: Search) -> dict[str, Any]:
    """How a job went."""
    return {
        "job_id": str(UUID(search.body[JOB])),
        "status": "completed",
        "total": search.limit,
        "processed": search.limit,
        "amount_charged": dollars(search.body[CHARGED]),
        "error": None,
    }


def event(search: Search) -> str:
    """What a registered webhook is told of."""
    return str(search.body.get("event", COMPANIES_DONE if search.route.companies else LEADS_DONE))


def call(lexicon: Lexicon, search: Search, matches: Sequence[LeadMatch]) -> bytes:
    """The body of a registered webhook's call: a job that is over, or a test."""
    about = {"event": event(search), "timestamp": search.created_at}
    body = job(lexicon, search, matches) if MEANS in search.body else {"data": [], "meta": {"event": about["event"]}}
    return orjson.dumps({**about, **body})


def signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers of such a call."""
    about = orjson.loads(body)
    digest = hmac.digest(secret.encode(), body, "sha256")
    return {
        "X-Webhook-Event": about["event"],
        "X-Webhook-Timestamp": about["timestamp"],
        "X-Webhook-Signature": base64.b64encode(digest).decode(),
    }


FACES = Faces(faults, call, signed=signed)
