"""People as rows of a lead search, in the shape that public captures show."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadscout.emulator import graph
from leadscout.lexicon import Lexicon
from leadscout.model.lead import Company, Lead, Location, Position
from leadscout.plan.facts import Facts, Values

Json = dict[str, Any]

_NEW = 3
"""A job is new in the month in which it began and in so many after it."""


@dataclass(frozen=True)
class Member:
    """A lead as the source sees it: with what can be searched of it, the number all else follows from, and the day."""

    lead: Lead
    facts: Facts
    today: date

    @property
    def key(self) -> int:
        """What the person's relationships follow from."""
        return graph.key(self.lead.sales_id)

    @property
    def month(self) -> int:
        """This month, as facts number months."""
        return self.today.year * 12 + self.today.month - 1

    @property
    def urn(self) -> str:
        """`urn:li:fs_salesProfile:(id,NAME_SEARCH,token)`."""
        return f"urn:li:fs_salesProfile:({self.lead.sales_id},NAME_SEARCH,{_letters(self.key)[:4]})"

    @property
    def member_urn(self) -> str:
        """`urn:li:member:N`: everybody at the source has a number, also whose number the data folder does not know."""
        return f"urn:li:member:{self.lead.member_id or 80_000_000_000_000 + self.key % 10**12}"


def element(member: Member, lexicon: Lexicon) -> Json:
    """One row of a lead search."""
    lead = member.lead
    jobs = list(positions(member, lexicon))
    return without_unknown(
        {
            "entityUrn": member.urn,
            "objectUrn": member.member_urn,
            "firstName": lead.first_name,
            "lastName": lead.last_name,
            "fullName": lead.full_name or f"{lead.first_name} {lead.last_name}".strip(),
            "geoRegion": place(lead.location, lexicon),
            "degree": graph.degree(member.key),
            "currentPositions": [job for job in jobs if job["current"]],
            "pastPositions": [job for job in jobs if not job["current"]],
            "summary": lead.summary,
            "spotlightBadges": list(_badges(member)),
            "profilePictureDisplayImage": picture(lead.photo) or {},
            "premium": bool(lead.premium),
            "openLink": bool(lead.open_profile),
            "saved": False,
            "viewed": False,
            "listCount": 0,
            "pendingInvitation": False,
            "memorialized": False,
            "blockThirdPartyDataSharing": False,
            "trackingId": _letters(member.key),
        }
    )


def positions(member: Member, lexicon: Lexicon) -> Iterator[Json]:
    """The jobs, those held now first and the main one before all."""
    slots = (*member.facts.current, *[Values()] * len(member.lead.current))[: len(member.lead.current)]
    jobs = (*zip(member.lead.current, slots, strict=True), *((job, Values()) for job in member.lead.past))
    for number, (job, slot) in enumerate(jobs, start=1):
        since, joined = slot.months.get("since"), slot.months.get("company_since")
        yield without_unknown(
            {
                "posId": 1_000_000 + member.key % 1_000_000 * 100 + number,
                "title": job.title,
                "companyName": job.company.name,
                "current": job.current,
                "new": since is not None and member.month - since <= _NEW,
                "location": place(job.location, lexicon),
                "description": job.description,
                "startedOn": when(job.started),
                "endedOn": when(job.ended or ""),
                "tenureAtPosition": _tenure(member.month, since),
                "tenureAtCompany": _tenure(member.month, joined),
                **_company(job, lexicon),
            }
        )


def _company(job: Position, lexicon: Lexicon) -> Json:
    """An employer with a page of its own; one without has a name only."""
    company = job.company
    if not company.id:
        return {}
    urn = company_urn(company)
    shown = without_unknown(
        {
            "entityUrn": urn,
            "name": company.name,
            "industry": industry(company.industry, lexicon),
            "location": place(company.location, lexicon),
            "companyPictureDisplayImage": picture(company.image),
        }
    )
    return {"companyUrn": urn, "companyUrnResolutionResult": shown}


def company_urn(company: Company) -> str:
    """`urn:li:fs_salesCompany:N`."""
    return f"urn:li:fs_salesCompany:{company.id}"


def industry(written: str, lexicon: Lexicon) -> str:
    """An industry by LinkedIn's label."""
    industries = lexicon.taxonomies["industry"]
    return industries.label(next(iter(industries.find(written)), written))


def place(location: Location, lexicon: Lexicon) -> str:
    """A place as one text."""
    return location.written or (lexicon.places.label(location.id) if location.id else "")


def when(written: str) -> Json | None:
    """A date as precise as it is known."""
    year, *rest = written.split("-")
    if not year.isdigit():
        return None
    return {"year": int(year), **({"month": int(rest[0])} if rest and rest[0].isdigit() else {})}


def picture(address: str) -> Json | None:
    """An image: its address is `rootUrl` and the segment of an artifact, one after the other."""
    if not address:
        return None
    root, _, name = address.rpartition("/")
    sizes = [{"width": size, "height": size, "fileIdentifyingUrlPathSegment": name} for size in (100, 400)]
    return {"rootUrl": f"{root}/", "artifacts": sizes}


def without_unknown(values: Json) -> Json:
    """Without what is not known: the source leaves such members out."""
    return {name: value for name, value in values.items() if value not in ("", None)}


def _tenure(now: int, since: int | None) -> Json | None:
    """Whole months since a start."""
    if since is None:
        return None
    years, months = divmod(max(0, now - since), 12)
    return {"numYears": years, "numMonths": months}


def _badges(member: Member) -> Iterator[Json]:
    if member.lead.posted_on and (member.today - date.fromisoformat(member.lead.posted_on)).days <= 30:  # noqa: PLR2004
        yield _badge("POSTED_ON_LINKEDIN", "1 recent post on LinkedIn")
    if graph.degree(member.key) == 2:  # noqa: PLR2004 - the second degree
        yield _badge("SECOND_DEGREE_CONNECTION", f"{1 + member.key % 9} mutual connections")


def _badge(id_: str, shown: str) -> Json:
    return {"id": id_, "displayValue": shown, "associatedEntityUrnsUnions": []}


def _letters(key: int) -> str:
    return base64.urlsafe_b64encode(key.to_bytes(8, "big")).decode().rstrip("=")
