"""A profile and a company by themselves, in the shape that public captures show."""

from leadscout.emulator import graph
from leadscout.emulator.account import DemoAccount
from leadscout.emulator.elements import (
    Json,
    Member,
    company_urn,
    industry,
    picture,
    place,
    positions,
    when,
    without_unknown,
)
from leadscout.lexicon import Lexicon
from leadscout.lexicon.identities import profiles
from leadscout.model.lead import Company, School


def profile(member: Member, lexicon: Lexicon) -> Json:
    """All that the source tells of a person."""
    lead = member.lead
    jobs = list(positions(member, lexicon))
    return without_unknown(
        {
            "entityUrn": member.urn,
            "objectUrn": member.member_urn,
            "flagshipProfileUrl": lead.profile_url,
            "firstName": lead.first_name,
            "lastName": lead.last_name,
            "fullName": lead.full_name or f"{lead.first_name} {lead.last_name}".strip(),
            "headline": lead.headline,
            "summary": lead.summary,
            "location": place(lead.location, lexicon),
            "industry": industry(lead.industry, lexicon),
            "degree": graph.degree(member.key),
            "numOfConnections": None if lead.connections is None else min(lead.connections, 500),
            "numOfSharedConnections": 1 + member.key % 9 if graph.degree(member.key) == 2 else 0,  # noqa: PLR2004
            "memberBadges": {
                "premium": bool(lead.premium),
                "openLink": bool(lead.open_profile),
                "jobSeeker": bool(lead.open_to_work),
            },
            "positions": jobs,
            "defaultPosition": jobs[0] if jobs else None,
            "educations": [_education(number, school) for number, school in enumerate(lead.schools, start=1)],
            "skills": [{"name": name, "numOfEndorsement": 0} for name in lead.skills],
            "languages": [
                without_unknown({"name": one.name, "proficiency": one.proficiency}) for one in lead.languages
            ],
            "contactInfo": _contact(member),
            "profilePictureDisplayImage": picture(lead.photo),
            "profileUnlockInfo": {"showProfileUnlock": False},
            "crmStatus": {"imported": False},
            "pendingInvitation": False,
            "savedLead": False,
            "unlocked": True,
            "listCount": 0,
            "memorialized": False,
        }
    )


def _education(number: int, school: School) -> Json:
    return without_unknown(
        {
            "eduId": number,
            "schoolName": school.name,
            "school": f"urn:li:fs_salesSchool:{school.id}" if school.id.isdigit() else "",
            "degree": school.degree,
            "fieldsOfStudy": [school.field] if school.field else [],
            "startedOn": when(school.started),
            "endedOn": when(school.ended),
        }
    )


def _contact(member: Member) -> Json:
    """E-mails and telephones: the source shows them of first-degree connections alone."""
    lead = member.lead
    if graph.degree(member.key) != 1:
        return {}
    return without_unknown(
        {
            "primaryEmail": next(iter(lead.emails), ""),
            "emails": [{"emailAddress": email} for email in lead.emails],
            "phoneNumbers": [{"number": number} for number in lead.phones],
        }
    )


def company(one: Company, lexicon: Lexicon) -> Json:
    """All that the source tells of a company."""
    where = lexicon.places.address(lexicon.places.read(one.location.written))
    headquarters = {
        "city": one.location.city or where.get("city"),
        "geographicArea": one.location.state or where.get("admin1"),
        "country": one.location.country or where.get("country"),
    }
    return without_unknown(
        {
            "entityUrn": company_urn(one),
            "name": one.name,
            "description": one.description,
            "industry": industry(one.industry, lexicon),
            "location": place(one.location, lexicon),
            "headquarters": without_unknown(headquarters),
            "website": one.website,
            "employeeCount": one.headcount,
            "employeeCountRange": one.size,
            "employeeDisplayCount": one.size,
            "type": one.type,
            "specialties": [],
            "companyPictureDisplayImage": picture(one.image),
            "flagshipCompanyUrl": f"https://www.linkedin.com/company/{one.slug or one.id}/",
            "account": {"saved": False, "noteCount": 0, "listCount": 0},
        }
    )


def selected(entity: Json, decoration: str) -> Json:
    """The members that a decoration such as `(entityUrn,name,positions*(title))` asks for; all where it is empty."""
    names, depth, name = set(), 0, ""
    for sign in decoration.strip().removeprefix("(").removesuffix(")") + ",":
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            names.add(name.strip().partition("(")[0].partition("~")[0].rstrip("*"))
            name = ""
        else:
            name += sign
    return {key: value for key, value in entity.items() if key in names} if decoration else entity


def public(member: Member) -> Json:
    """Somebody by their public address, as LinkedIn says it outside of Sales Navigator."""
    lead = member.lead
    return without_unknown(
        {
            "entityUrn": f"urn:li:fsd_profile:{_outside(lead.sales_id)}",
            "objectUrn": member.member_urn,
            "publicIdentifier": profiles.slug(lead.profile_url),
            "firstName": lead.first_name,
            "lastName": lead.last_name,
            "headline": lead.headline,
        }
    )


def seat(account: DemoAccount) -> Json:
    """The licences of the member who asks: one seat."""
    identity = {
        "contractUrn": f"urn:li:contract:{account.contract}",
        "seatUrn": f"urn:li:seat:{account.seat}",
    }
    licence = {
        "agnosticIdentity": {"com.linkedin.sales.authentication.SalesCapIdentity": identity},
        "name": "Emulated Sales Navigator",
        "description": "An emulation: no licence of anything",
    }
    return {"elements": [licence], "paging": {"count": 10, "start": 0, "links": []}}


def me(account: DemoAccount) -> Json:
    """The member who asks, as LinkedIn says it outside of Sales Navigator."""
    return {
        "plainId": int(account.member_id),
        "premiumSubscriber": True,
        "miniProfile": {
            "objectUrn": f"urn:li:member:{account.member_id}",
            "entityUrn": f"urn:li:fs_miniProfile:{_outside(account.sales_id)}",
            "publicIdentifier": account.slug,
            "firstName": account.first_name,
            "lastName": account.last_name,
            "occupation": account.headline,
        },
    }


def _outside(sales_id: str) -> str:
    """The id that LinkedIn uses outside of Sales Navigator; here it differs in one letter alone."""
    return sales_id.replace("ACw", "ACo", 1)
