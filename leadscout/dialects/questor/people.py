"""/get-personal-profile: one person by profile address, from what the people database has."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadscout.dialects import cells
from leadscout.dialects.doors import answer
from leadscout.dialects.people import ProfileAddress
from leadscout.dialects.services import Services
from leadscout.errors import Fault, Refused
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import profiles
from leadscout.model.lead import Lead, Position, School
from leadscout.model.search import LeadMatch
from leadscout.web.guards import caller, new_id

_Wanted = Literal["true", "false"]


class _ProfileQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    linkedin_url: Annotated[ProfileAddress, Field(description="profile address at LinkedIn or Sales Navigator")]
    include_skills: Annotated[_Wanted, Field(description="skills, too")] = "false"
    include_certifications: Annotated[_Wanted, Field(description="certifications, too")] = "false"


def routes(router: APIRouter, services: Services) -> None:
    """Add the route."""

    @router.get("/get-personal-profile", summary="One person by profile address; 1 credit when there is one")
    def get_personal_profile(query: Annotated[_ProfileQuery, Query()], http: Request) -> Response:
        match = services.lookups(caller(http).account).person(query.linkedin_url)
        if match is None:
            raise Refused(Fault("nobody", value=query.linkedin_url))
        price = services.credits.prices["questor", "profile"]
        services.credits.charge(caller(http), price, 1, f"questor.profile:{new_id(http)}")
        more = {"skills": query.include_skills, "certifications": query.include_certifications}
        lists = {name: list(getattr(match.lead, name)) for name, wanted in more.items() if wanted == "true"}
        return answer({"data": {**profile(services.lexicon, match), **lists}, "message": "ok"})


def profile(lexicon: Lexicon, match: LeadMatch) -> dict[str, Any]:
    """Somebody in the shape of its page; "" where nothing is known."""
    lead = cells.lead(lexicon, match.lead)
    job = cells.position(lexicon, match.position) if match.position else Position()
    return {
        **_person(lead),
        **_company(job),
        "experiences": [_experience(job) for job in (*lead.current, *lead.past)],
        "educations": [_education(school) for school in lead.schools],
        "school": lead.schools[0].name if lead.schools else "",
        "languages": [language.name for language in lead.languages],
    }


def _person(lead: Lead) -> dict[str, Any]:
    place = lead.location
    return {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "full_name": lead.full_name,
        "headline": lead.headline,
        "about": lead.summary,
        "email": lead.emails[0] if lead.emails else "",
        "phone": lead.phones[0] if lead.phones else "",
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "location": place.written,
        "linkedin_url": lead.profile_url,
        "public_id": profiles.slug(lead.profile_url),
        "profile_id": lead.member_id or lead.sales_id or lead.id,
        "urn": lead.sales_id,
        "profile_image_url": lead.photo,
        "connection_count": lead.connections,
        "is_premium": lead.premium,
    }


def _company(job: Position) -> dict[str, Any]:
    """The main job and its company."""
    company = job.company
    return {
        "job_title": job.title,
        "company": company.name,
        "company_id": company.id,
        "company_domain": company.domain,
        "company_website": company.website,
        "company_industry": company.industry,
        "company_description": company.description,
        "company_employee_count": company.headcount,
        "company_employee_range": company.size,
        "company_linkedin_url": _link(company.slug or company.id),
        "company_logo_url": company.image,
        **dict(zip(("current_company_join_year", "current_company_join_month"), _parts(job.started), strict=True)),
    }


def _experience(job: Position) -> dict[str, Any]:
    since, until = _parts(job.started), _parts(job.ended or "")
    return {
        "title": job.title,
        "company": job.company.name,
        "company_id": job.company.id,
        "company_linkedin_url": _link(job.company.slug or job.company.id),
        "company_logo_url": job.company.image,
        "description": job.description,
        "location": job.location.written,
        "is_current": job.current,
        "date_range": " - ".join(filter(None, (job.started[:4], "Present" if job.current else (job.ended or "")[:4]))),
        "start_year": since[0],
        "start_month": since[1],
        "end_year": until[0],
        "end_month": until[1],
    }


def _education(school: School) -> dict[str, Any]:
    return {
        "school": school.name,
        "school_id": school.id,
        "degree": school.degree,
        "field_of_study": school.field,
        "date_range": " - ".join(filter(None, (school.started[:4], school.ended[:4]))),
        "start_year": _parts(school.started)[0],
        "end_year": _parts(school.ended)[0],
    }


def _link(name: str) -> str:
    return f"https://www.linkedin.com/company/{name}" if name else ""


def _parts(date: str) -> tuple[int | None, int | None]:
    """Year and month of a date."""
    year, _, rest = date.partition("-")
    return (int(year) if year.isdigit() else None), (int(rest[:2]) if rest[:2].isdigit() else None)
