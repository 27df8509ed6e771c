"""One person in Generect's shapes: by_link's lead, v1's profile, and the masked and thin rows."""

from typing import Any

from leadscout.dialects import cells
from leadscout.dialects.generect.faces import row
from leadscout.lexicon import Lexicon
from leadscout.model.lead import Company, Position
from leadscout.model.search import LeadMatch

_LEVELS = {"cxo": "CXO", "vp": "VP"}
"""Levels that their rows call by their short names."""

THIN = (
    *("id", "first_name", "last_name", "full_name", "job_title", "location_country", "location_city", "company_name"),
    *("linkedin_company_id", "company_industry"),
)
"""Fields of a thin row that a whole one has under the same name."""


def lead(lexicon: Lexicon, match: LeadMatch, *, past: bool) -> dict[str, Any]:
    """A lead as searches show it; without the jobs that ended unless `past`."""
    whole = row(lexicon, match)
    return whole if past else {**whole, "jobs": [job for job in whole["jobs"] if job["job_still_working"]]}


def profile(lexicon: Lexicon, match: LeadMatch, *, past: bool) -> dict[str, Any]:
    """A lead with what v1's enrichment adds: level, company and work history by themselves."""
    whole = lead(lexicon, match, past=past)
    job = _job(match)
    return {
        **whole,
        "has_current_position": bool(match.lead.current),
        "seniority": _level(lexicon, job),
        "company": _company(cells.company(lexicon, job.company)),
        "work_history": whole["jobs"],
        "education": whole["educations"],
    }


def masked(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    """A preview's row: nothing that a person or a company could be reached by; its id is for the enrichment."""
    whole = row(lexicon, match)
    names = ("id", "first_name", "last_name", "title", "company_name", "location")
    return {
        **{name: whole[name] for name in names},
        "industry": whole["company_industry"],
        "seniority": _level(lexicon, _job(match)),
        "headcount_range": whole["company_headcount_range"],
    }


def thin(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    """A row of a search with `detail: thin`."""
    whole = row(lexicon, match)
    return {
        **{name: whole[name] for name in THIN},
        "seniority": _level(lexicon, _job(match)),
        "location_name": whole["location"],
        "company_location_country": whole["company_country"],
        "updated_at": None,
    }


def _job(match: LeadMatch) -> Position:
    return match.position or match.lead.primary or Position()


def _level(lexicon: Lexicon, job: Position) -> str | None:
    levels = lexicon.taxonomies["seniority"]
    codes = levels.find(job.seniority) if job.seniority else lexicon.titles.read(job.title).levels
    return _LEVELS.get(codes[0], levels.label(codes[0])) if codes else job.seniority or None


def _company(company: Company) -> dict[str, Any] | None:
    if not company.name:
        return None
    link = company.slug or company.id
    return {
        "id": company.id or None,
        "name": company.name,
        "domain": company.domain or None,
        "linkedin_url": f"https://www.linkedin.com/company/{link}/" if link else None,
        "industry": company.industry or None,
        "headcount": company.headcount,
        "headcount_range": company.size or None,
    }
