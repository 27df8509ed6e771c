"""Generect's operations: requests that work, and what it answers when it refuses."""

from typing_extensions import TypedDict

from leadscout.dialects.generect import VENDOR, account_answers, answers
from leadscout.dialects.operations import Operation, Operations


class GenerectError(TypedDict):
    """What was wrong: one text, or texts by field."""

    status: str
    status_code: int
    detail: str | dict[str, str | list[str]]


_PEOPLE = {
    "Heads of sales": {"job_titles": ["Head of Sales"], "limit_by": 3},
    "Chiefs and founders in Germany": VENDOR.example.body,
}
_EVERYWHERE = {"Heads of sales anywhere": {"job_titles": ["Head of Sales"], "without_company": True, "limit_by": 3}}
_COUNTED = {"Heads of sales": {"job_titles": ["Head of Sales"]}}
_COUNTED_EVERYWHERE = {"Heads of sales anywhere": {"job_titles": ["Head of Sales"], "without_company": True}}
_COMPANIES = {"Software companies": {"industries": ["Software Development"], "limit_by": 3}}
_COUNTED_COMPANIES = {"Software companies": {"industries": ["Software Development"]}}
_THERE = {
    "Heads of sales at software companies": {
        "company_search_criteria": {"industries": ["Software Development"]},
        "lead_search_criteria": {"job_titles": ["Head of Sales"]},
    }
}
_CRITERIA = {"Heads of sales": {"lead_search_criteria": {"job_titles": ["Head of Sales"]}}}
_PERSON = {"linkedin_url": "https://www.linkedin.com/in/jonas-falkner-0002"}
_COMPANY = {"domain": "nordwind.example"}
_HOOK = {"url": "https://hooks.nordwind.example/hook", "events": ["enrich.lead.bulk.completed"]}

OPERATIONS = Operations(
    {
        "POST /api/v1/search/database/leads/": Operation(answers.GenerectFoundLeads, _PEOPLE),
        "POST /api/v1/search/realtime/leads/": Operation(answers.GenerectFoundLeads, _EVERYWHERE),
        "POST /api/linkedin/leads/by_icp/": Operation(answers.GenerectIcpLeads, _EVERYWHERE),
        "POST /api/v1/search/database/leads/count/": Operation(answers.GenerectLeadsCount, _COUNTED),
        "POST /api/v1/search/realtime/leads/count/": Operation(answers.GenerectLeadsCount, _COUNTED_EVERYWHERE),
        "POST /api/linkedin/leads/by_icp/get_count/": Operation(answers.GenerectIcpCount, _COUNTED_EVERYWHERE),
        "POST /api/linkedin/leads/by_link/": Operation(
            answers.GenerectLinkedLead, {"One of your people": {"url": _PERSON["linkedin_url"]}}
        ),
        "POST /api/v1/enrich/database/lead/": Operation(answers.GenerectEnrichedLead, {"One of your people": _PERSON}),
        "POST /api/v1/enrich/realtime/lead/": Operation(answers.GenerectEnrichedLead, {"One of your people": _PERSON}),
        "POST /api/v1/enrich/database/leads/bulk/": Operation(
            answers.GenerectBulk, {"One of your people": {"leads": [_PERSON]}}
        ),
        "POST /api/v1/enrich/realtime/leads/bulk/": Operation(
            answers.GenerectBulk, {"One of your people": {"leads": [_PERSON]}}
        ),
        "POST /api/v1/enrich/database/companies/bulk/": Operation(
            answers.GenerectBulk, {"A company": {"companies": [_COMPANY]}}
        ),
        "POST /api/v1/enrich/realtime/companies/bulk/": Operation(
            answers.GenerectBulk, {"A company": {"companies": [_COMPANY]}}
        ),
        "POST /api/v1/preview/leads/": Operation(answers.GenerectPreview, _CRITERIA),
        "POST /api/v1/preview/leads/count/": Operation(answers.GenerectPreviewCount, _CRITERIA),
        "POST /api/v1/search/database/companies/": Operation(answers.GenerectFoundCompanies, _COMPANIES),
        "POST /api/v1/search/realtime/companies/": Operation(answers.GenerectFoundCompanies, _COMPANIES),
        "POST /api/linkedin/companies/by_icp/": Operation(answers.GenerectIcpCompanies, _COMPANIES),
        "POST /api/v1/search/database/company-leads/": Operation(answers.GenerectCompanyLeads, _THERE),
        "POST /api/v1/search/realtime/company-leads/": Operation(answers.GenerectCompanyLeads, _THERE),
        "POST /api/v1/search/database/companies/count/": Operation(answers.GenerectCompaniesCount, _COUNTED_COMPANIES),
        "POST /api/v1/search/realtime/companies/count/": Operation(answers.GenerectCompaniesCount, _COUNTED_COMPANIES),
        "POST /api/linkedin/companies/by_icp/get_count/": Operation(answers.GenerectIcpCount, _COUNTED_COMPANIES),
        "POST /api/v1/search/database/company-leads/count/": Operation(answers.GenerectCompanyLeadsCount, _THERE),
        "POST /api/linkedin/companies/by_link/": Operation(
            answers.GenerectLinkedCompany, {"A company": {"url": "https://www.linkedin.com/company/nordwind-systems"}}
        ),
        "POST /api/v1/enrich/database/company/": Operation(answers.GenerectEnrichedCompany, {"A company": _COMPANY}),
        "POST /api/v1/enrich/realtime/company/": Operation(answers.GenerectEnrichedCompany, {"A company": _COMPANY}),
        "POST /api/v1/webhooks/": Operation(account_answers.GenerectWebhook, {"Bulk jobs of people": _HOOK}),
        "PUT /api/v1/webhooks/{id}/": Operation(
            account_answers.GenerectWebhook,
            {"Another address": {**_HOOK, "url": "https://hooks.nordwind.example/third"}},
        ),
        "PATCH /api/v1/webhooks/{id}/": Operation(
            account_answers.GenerectWebhook, {"Another address": {"url": "https://hooks.nordwind.example/other"}}
        ),
        "POST /api/auth/token/login/": Operation(
            account_answers.GenerectLogin,
            {"A key as the password": {"email": "me@nordwind.example", "password": "your key"}},
        ),
        "GET /api/v1/webhooks/": Operation(list[account_answers.GenerectWebhook]),
        "GET /api/v1/webhooks/{id}/": Operation(account_answers.GenerectWebhook),
        "POST /api/v1/webhooks/{id}/test/": Operation(account_answers.GenerectTest),
        "GET /api/v1/enrich/leads/bulk/{job_id}/": Operation(answers.GenerectLeadsJob),
        "GET /api/v1/enrich/companies/bulk/{job_id}/": Operation(answers.GenerectCompaniesJob),
        "GET /api/v1/accounts/me/": Operation(account_answers.GenerectMe),
        "GET /api/auth/users/me/": Operation(account_answers.GenerectOlderUser),
        "GET /api/v1/accounts/transactions/": Operation(account_answers.GenerectTransactions),
        "GET /api/auth/transactions/": Operation(account_answers.GenerectOlderTransactions),
        "GET /api/v1/accounts/usage/": Operation(account_answers.GenerectUsage),
        "GET /api/auth/transactions/spent_credits/": Operation(account_answers.GenerectSpent),
        "GET /api/v1/tiers/my-tier/": Operation(account_answers.GenerectMyTier),
    },
    GenerectError,
)
