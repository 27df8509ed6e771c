"""Pronto's operations: requests that work, and what it answers when it refuses."""

from typing_extensions import TypedDict

from leadscout.dialects.operations import Operation, Operations
from leadscout.dialects.pronto import VENDOR, answers


class ProntoError(TypedDict):
    """What was wrong: the status, and one text that names everything."""

    error: int
    message: str


_HOOK = {"webhook_url": "https://hooks.nordwind.example/hook"}
_HEADS = {"live": False, "job_titles": ["Head of Sales"]}
_PEOPLE = {"Heads of sales": _HEADS, "Heads of sales in Germany": VENDOR.example.body}
_JOBS = {name: {**body, **_HOOK, "limit": 3} for name, body in _PEOPLE.items()}
_URL = "https://www.linkedin.com/sales/search/people?query=(keywords%3Asales)"
_PERSON = {"linkedin_url": "https://www.linkedin.com/in/jonas-falkner-0002"}
_COMPANY = {"domain": "nordwind.example"}
_COMPANIES = {"Software companies": {"included_industries": ["4"]}}

OPERATIONS = Operations(
    {
        "POST /api/v2/leads/advanced_search": Operation(answers.ProntoCreated, _JOBS),
        "POST /api/v2/leads/advanced_search/preview": Operation(answers.ProntoPreview, _PEOPLE),
        "POST /api/v2/leads": Operation(
            answers.ProntoProcessing,
            {"An address of a people search": {"search_url": _URL, "name": "Sales", "live": False, "limit": 3}},
        ),
        "POST /api/v2/leads/search": Operation(
            answers.ProntoNewSearch,
            {"Anybody at a company": {"company_linkedin_id": "21828", "job_titles": ["*"], "live": False, "limit": 3}},
        ),
        "POST /api/v2/accounts/search": Operation(
            answers.ProntoCompaniesCreated, {name: {**b, "limit": 3} for name, b in _COMPANIES.items()}
        ),
        "POST /api/v2/accounts/search/preview": Operation(answers.ProntoCompaniesPreview, _COMPANIES),
        "POST /api/v2/accounts/count_profiles": Operation(
            answers.ProntoCount, {"Heads of sales at a company": {**_COMPANY, "title_to_include": ["Head of Sales"]}}
        ),
        "POST /api/v2/searches/{id}/resend": Operation(
            answers.ProntoListedSearch, {"From the first payload on": {"seq": 1}}
        ),
        "POST /api/v2/leads/single_enrich": Operation(answers.ProntoEnrichedLead, {"One of your people": _PERSON}),
        "POST /api/v2/leads/bulk_enrich": Operation(
            answers.ProntoProcessing, {"One of your people": {"leads": [_PERSON]}}
        ),
        "POST /api/v2/accounts/single_enrich": Operation(
            answers.ProntoEnrichedCompany, {"A company of your people": _COMPANY}
        ),
        "POST /api/v2/accounts/bulk_enrich": Operation(
            answers.ProntoProcessing, {"A company of your people": {"accounts": [_COMPANY]}}
        ),
        "POST /api/v2/lists": Operation(
            answers.ProntoList, {"A company": {"name": "Key accounts", "companies": [_COMPANY]}}
        ),
        "PUT /api/v2/lists/{id}": Operation(
            answers.ProntoList, {"Another company": {"companies": [{"name": "Quartz Works"}]}}
        ),
        "POST /api/v2/locations": Operation(list[answers.ProntoPlace], {"A country": {"name": "France"}}),
        "POST /api/v2/personas": Operation(
            answers.ProntoPersona,
            {"Sales": {"name": "Sales", "job_titles": ["Head of Sales"], "excluded_job_titles": ["Assistant"]}},
        ),
        "GET /api/v2/searches": Operation(answers.ProntoSearches),
        "GET /api/v2/searches/{id}": Operation(answers.ProntoWholeSearch),
        "DELETE /api/v2/searches/{id}": Operation(answers.ProntoDeleted),
        "GET /api/v2/lists": Operation(answers.ProntoLists),
        "GET /api/v2/lists/{id}": Operation(answers.ProntoListPage),
        "GET /api/v2/credits": Operation(answers.ProntoCredits),
        "GET /api/v2/account": Operation(answers.ProntoAccount),
        "GET /api/v2/personas": Operation(answers.ProntoPersonas),
        "GET /api/v2/personas/{id}": Operation(answers.ProntoPersona),
    },
    ProntoError,
)
