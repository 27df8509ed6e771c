"""Writes files of invented people, as vendors deliver them: nested profiles as JSON lines, or a flat CSV."""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from msgspec import to_builtins

from leadscout.intake.population import Population
from leadscout.lexicon import load
from leadscout.model.lead import Lead, Position


def write(path: Path, number: int, seed: int) -> None:
    """Write `number` people to `path`."""
    with path.open("wb") as file:
        for lead in Population(seed, load()).people(number):
            file.write(orjson.dumps(profile(lead)) + b"\n")


def write_flat(path: Path, number: int, seed: int) -> None:
    """Write `number` people with their main job to `path`, one line each."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = map(flat, Population(seed, load()).people(number))
        writer = csv.DictWriter(file, tuple(flat(Lead())))
        writer.writeheader()
        writer.writerows(rows)


def flat(lead: Lead) -> dict[str, object]:
    """A lead as a row of a sales tool's export."""
    job = lead.primary or Position()
    company = job.company
    return {
        "First Name": lead.first_name,
        "Last Name": lead.last_name,
        "Title": job.title,
        "Company": company.name,
        "Email": next(iter(lead.emails), ""),
        "# Employees": company.headcount,
        "Industry": company.industry,
        "Person Linkedin Url": lead.profile_url,
        "Website": company.website,
        "Company Linkedin Url": f"https://www.linkedin.com/company/{company.slug}" if company.slug else "",
        "City": lead.location.city,
        "Country": lead.location.country,
        "Location": lead.location.text,
        "Start Date": job.started,
    }


def profile(lead: Lead) -> dict[str, Any]:
    """A lead as a profile with lists of jobs, schools and languages, empty values left out."""
    told = _without_blanks(to_builtins(lead))
    told["experience"] = [_job(job) for job in told.pop("positions", ())]
    told["education"] = [{"school": s.pop("name", ""), **s} for s in told.pop("schools", ())]
    told["email"] = told.pop("emails", ())
    told["location"] = _place(told.pop("location", {}))
    return told


def _job(job: dict[str, Any]) -> dict[str, Any]:
    company = job.pop("company", {})
    company["location"] = _place(company.pop("location", {}))
    company["linkedin_url"] = f"https://www.linkedin.com/company/{company.pop('slug', '')}"
    location = _place(job.pop("location", {}))
    dates = {"start_date": job.pop("started", None), "end_date": job.pop("ended", None)}
    return {**job, **dates, "company": company, "location": location}


def _place(place: Mapping[str, str]) -> str:
    return place.get("text") or ", ".join(filter(None, (place.get("city"), place.get("country"))))


def _without_blanks(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {name: _without_blanks(inner) for name, inner in value.items() if inner not in ("", None, (), {}, [])}
    return [_without_blanks(inner) for inner in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
