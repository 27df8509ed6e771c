"""Our own operations: the types of the client are the schemas of the answers (decision 43)."""

from collections.abc import Mapping

from leadscout.client import answers, listings
from leadscout.dialects.native import VENDOR
from leadscout.dialects.operations import Operation, Operations

_Bodies = Mapping[str, Mapping[str, object]]
_SALES = {key: value for key, value in VENDOR.example.body.items() if key != "limit"}
_PEOPLE: _Bodies = {
    "Heads of sales in EMEA": _SALES,
    "Vice presidents of marketing, no assistants": {
        "title": ["VP Marketing"],
        "exclude": {"title": ["assistant"]},
    },
    "Two kinds of people, by words of their titles": {
        "personas": [
            {"name": "Marketing", "functions": ["marketing", "growth"], "seniorities": ["Head", "VP"]},
            {"name": "Owners", "functions": ["owner", "founder"], "priority": 1},
        ]
    },
    "Everybody": {},
}
_FEW = {name: {**body, "limit": 3} for name, body in _PEOPLE.items()}
_COMPANIES: _Bodies = {
    "Software companies of 51 to 200 people": {"industry": ["Software Development"], "headcount": ["51-200"]},
    "Every company": {},
}
_FACETS = {
    "Levels of heads of sales, with other levels": {**_SALES, "facets": ["seniority"], "open": True},
    "Everybody by level, department and place": {"facets": ["seniority", "function", "location"], "limit": 10},
}
_FORMAT = {"format": "csv"}
_CHOICES = {"As it is": {}, "What a column means": {"mapping": {"Company": "company_name"}, "as_of": "2026-01-31"}}
_MEMBERS = {
    "companies": [{"domain": "nordwind.example"}, {"name": "Kelp Point Technologies"}],
    "leads": [{"email": "jane@nordwind.example"}],
}
_FILE = "First name,Last name,Title,Company,Email\nJane,Doe,Head of Sales,Nordwind Systems,jane@nordwind.example\n"

_ROWS = {
    "GET /v1/filters": Operation(list[answers.Filter]),
    "GET /v1/suggest": Operation(list[answers.Suggestion], parameters={"filter": "title", "q": "head of"}),
    "GET /v1/places": Operation(list[answers.GeoPlace], parameters={"q": "Berlin"}),
    "POST /v1/describe": Operation(
        answers.Described, {"Vice presidents of marketing in Germany": {"words": "VPs of marketing in Germany"}}
    ),
    "POST /v1/count": Operation(answers.Count, _PEOPLE),
    "POST /v1/preview": Operation(answers.Page, _FEW),
    "POST /v1/facets": Operation(listings.Facets, _FACETS),
    "GET /v1/url": Operation(
        listings.ReadAddress | listings.WrittenAddress, parameters={"query": '{"title": ["head of sales"]}'}
    ),
    "GET /v1/people/{id}": Operation(listings.ExplainedProfile),
    "GET /v1/companies/filters": Operation(list[answers.Filter]),
    "POST /v1/companies/count": Operation(answers.Count, _COMPANIES),
    "POST /v1/companies/preview": Operation(
        listings.CompanyPage, {name: {**body, "limit": 3} for name, body in _COMPANIES.items()}
    ),
    "POST /v1/companies/facets": Operation(
        listings.Facets, {"Every company by industry and size": {"facets": ["industry", "headcount"]}}
    ),
    "POST /v1/companies/searches": Operation(
        answers.Search, {name: {**body, "limit": 10} for name, body in _COMPANIES.items()}
    ),
    "GET /v1/companies/{id}": Operation(listings.CompanyProfile),
    "POST /v1/searches": Operation(answers.Search, {name: {**body, "limit": 10} for name, body in _PEOPLE.items()}),
    "GET /v1/searches": Operation(listings.Searches),
    "GET /v1/searches/{id}": Operation(answers.WatchedSearch),
    "GET /v1/searches/{id}/results": Operation(listings.PeopleFound),
    "POST /v1/searches/{id}/pause": Operation(answers.Search),
    "POST /v1/searches/{id}/resume": Operation(answers.Search),
    "POST /v1/searches/{id}/cancel": Operation(answers.Search),
    "POST /v1/searches/{id}/resend": Operation(answers.WatchedSearch, {"From the first payload on": {"seq": 1}}),
    "GET /v1/searches/{id}/results.{format}": Operation(parameters=_FORMAT),
    "GET /v1/lists": Operation(listings.Lists),
    "POST /v1/lists": Operation(
        answers.List,
        {
            "Two companies": {"name": "Key accounts", "companies": _MEMBERS["companies"]},
            "A person": {"name": "Met in May", "kind": "lead", "leads": _MEMBERS["leads"]},
        },
    ),
    "GET /v1/lists/{id}": Operation(listings.ListedMembers),
    "PUT /v1/lists/{id}": Operation(answers.List, {"Another company": {"companies": [{"name": "Quartz Works"}]}}),
    "GET /v1/lists/{id}/people.{format}": Operation(parameters=_FORMAT),
    "POST /v1/people/export": Operation(None, _PEOPLE),
    "GET /v1/integrations": Operation(listings.Integrations),
    "POST /v1/integrations": Operation(
        listings.Integration, {"Your Sales Navigator": {"credential": "the value of your cookie li_at", "cap": 500}}
    ),
    "POST /v1/integrations/{id}/check": Operation(listings.Integration),
    "POST /v1/saved": Operation(
        answers.SavedSearch, {name: {**body, "name": name, "limit": 10} for name, body in _PEOPLE.items()}
    ),
    "GET /v1/saved": Operation(listings.SavedSearches),
    "GET /v1/saved/{id}": Operation(answers.SavedSearch),
    "PATCH /v1/saved/{id}": Operation(answers.SavedSearch, {"Every day": {"every_hours": 24}}),
    "POST /v1/saved/{id}/run": Operation(answers.SavedRun),
    "GET /v1/saved/{id}/runs": Operation(listings.SavedRuns),
    "GET /v1/saved/{id}/changes": Operation(listings.SavedChanges),
    "POST /v1/suppressions": Operation(
        answers.Suppression,
        {
            "An e-mail address": {"name": "asked by mail", "emails": ["jane@quartz.example"]},
            "A person by name and employer": {"people": [{"full_name": "Jim Doe", "company": "Quartz Works"}]},
        },
    ),
    "POST /v1/suppressions/file": Operation(listings.SuppressedFile, {"An address": "email\njim@quartz.example\n"}),
    "GET /v1/suppressions": Operation(listings.Suppressions),
    "GET /v1/usage": Operation(listings.UsageOfSources),
    "GET /v1/transactions": Operation(listings.Transactions),
    "GET /v1/audit": Operation(listings.Acts),
    "GET /v1/webhooks": Operation(listings.Webhooks),
    "POST /v1/webhooks": Operation(
        listings.SigningWebhook, {"An address of yours": {"url": "https://hooks.nordwind.example/leads"}}
    ),
    "GET /v1/webhooks/{id}": Operation(listings.SigningWebhook),
    "POST /v1/webhooks/{id}/rotate": Operation(
        listings.SigningWebhook, {"The old one signs for two days": {"hours": 48}}
    ),
    "POST /v1/webhooks/{id}/test": Operation(answers.WatchedSearch),
    "GET /v1/keys": Operation(listings.Keys),
    "POST /v1/keys": Operation(answers.NewKey, {"A key for our own API": {"name": "my script", "only": ["native"]}}),
    "POST /v1/imports": Operation(answers.LookedAtImport, {"A person": _FILE}, {"name": "contacts.csv"}),
    "GET /v1/imports": Operation(listings.Imports),
    "GET /v1/imports/{id}": Operation(answers.LookedAtImport),
    "POST /v1/imports/{id}/preview": Operation(answers.FilePreview | listings.NothingToShow, _CHOICES),
    "POST /v1/imports/{id}/start": Operation(answers.Import, _CHOICES),
    "POST /v1/imports/{id}/undo": Operation(answers.Import),
}

OPERATIONS = Operations(_ROWS, listings.Problem, "application/problem+json")
