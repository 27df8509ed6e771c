"""Writes a file of invented people, as a vendor would deliver them: nested profiles, JSON lines."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from leadscout.intake.population import Population
from leadscout.lexicon import load
from leadscout.model.lead import Lead


def write(path: Path, number: int, seed: int) -> None:
    """Write `number` people to `path`."""
    with path.open("wb") as file:
        for lead in Population(seed, load()).people(number):
            file.write(orjson.dumps(profile(lead)) + b"\n")


def profile(lead: Lead) -> dict[str, Any]:
    """A lead as a profile with lists of jobs, schools and languages, empty values left out."""
    told = _without_blanks(asdict(lead))
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
