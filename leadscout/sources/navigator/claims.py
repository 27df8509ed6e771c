"""How Sales Navigator answers for our filters; what is not listed is looked at in the people whom it finds."""

from leadscout.sources.base import Claim, FilterClaims

_ONLY = {  # filter -> how it answers; those that it can exclude, too, stand in _BOTH
    "keyword": Claim.EXACT,  # it reads all of a profile, we only what it shows of it
    "first_name": Claim.EXACT,
    "last_name": Claim.EXACT,
    "years_in_position": Claim.EXACT,
    "years_at_company": Claim.EXACT,
    "years_of_experience": Claim.EXACT,
    "headcount": Claim.EXACT,
    "company_type": Claim.EXACT,
    "changed_jobs": Claim.EXACT,
    "posted": Claim.EXACT,
    "relationship": Claim.EXACT,
    "connections_of": Claim.EXACT,
    "teamlink_connections_of": Claim.EXACT,
    "follows_your_company": Claim.EXACT,
    "viewed_your_profile": Claim.EXACT,
    "shared_experiences": Claim.EXACT,
    "past_colleague": Claim.EXACT,
    "interaction": Claim.EXACT,
    "saved": Claim.EXACT,
    "profile_language": Claim.EXACT,
}
_BOTH = {
    "title": Claim.LOOSE,  # similar titles, whose level is another one
    "past_title": Claim.LOOSE,
    "title_ever": Claim.LOOSE,
    "location": Claim.EXACT,
    "headquarters": Claim.EXACT,
    "industry": Claim.EXACT,
    "company": Claim.EXACT,
    "past_company": Claim.EXACT,
    "seniority": Claim.EXACT,
    "function": Claim.EXACT,
    "school": Claim.EXACT,
    "group": Claim.EXACT,
    "interaction": Claim.EXACT,
    "saved": Claim.EXACT,
}
CLAIMS: FilterClaims = {
    **{(name, False): claim for name, claim in {**_ONLY, **_BOTH}.items()},
    **{(name, True): claim for name, claim in _BOTH.items() if claim is Claim.EXACT},
}
"""An excluded title is not told: similar ones would be lost with it."""
