"""Questor's operations: requests that work, and what it answers when it refuses."""

from typing import NotRequired

from typing_extensions import TypedDict

from leadscout.dialects.operations import Operation, Operations
from leadscout.dialects.questor import VENDOR, answers


class QuestorError(TypedDict):
    """What was wrong; `parameter` where one is to blame."""

    message: str
    details: str
    parameter: NotRequired[str]


_PEOPLE = {
    "Heads of sales": {"title_keywords": ["Head of Sales"], "limit": 3},
    "Chiefs and founders in France": VENDOR.example.body,
}
_URL = "https://www.linkedin.com/sales/search/people?query=(keywords%3Asales)"
_ADDRESS = {"An address of a people search": {"url": _URL, "limit": 3}}
_PERSON = "https://www.linkedin.com/in/jonas-falkner-0002"
_COMPANY = "https://www.linkedin.com/company/nordwind-systems"

OPERATIONS = Operations(
    {
        "POST /search-leads": Operation(answers.QuestorCreated, {**_PEOPLE, **_ADDRESS}),
        "POST /search-employees": Operation(answers.QuestorCreated, _PEOPLE),
        "POST /search-employees-by-sales-nav-url": Operation(answers.QuestorCreated, _ADDRESS),
        "POST /big-search-employee": Operation(answers.QuestorCreated, _PEOPLE),
        "GET /find-geocode-by-location": Operation(answers.QuestorGeocodes, parameters={"location": "France"}),
        "GET /get-personal-profile": Operation(answers.QuestorFoundProfile, parameters={"linkedin_url": _PERSON}),
        "POST /search-companies": Operation(
            answers.QuestorCompaniesCreated, {"Software companies": {"industry_codes": [4]}}
        ),
        "GET /get-company-by-url": Operation(answers.QuestorFoundCompany, parameters={"linkedin_url": _COMPANY}),
        "GET /check-search-status": Operation(answers.QuestorSearchStatus),
        "GET /get-search-results": Operation(answers.QuestorResults),
        "GET /check-search-companies-status": Operation(answers.QuestorCompaniesStatus),
        "GET /get-search-companies-results": Operation(answers.QuestorCompaniesResults),
    },
    QuestorError,
)
