"""Nobody reaches what another account has: every path of every API that takes an id, with every verb."""

import re
from dataclasses import dataclass

import pytest
from conftest import new_key
from stores import settings_of

from leadscout import applications
from leadscout.assemble import Leadscout
from leadscout.dialects import VENDORS
from leadscout.model.webhooks import Webhook
from leadscout.service.integrations.integrations import NewIntegration
from leadscout.service.people import contacts

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OPEN = ("/v1/people/{id}", "/v1/companies/{id}", "/search/", "/docs", "/openapi", "/places/")
"""Paths whose ids are everybody's: people, companies, and the pages of the API."""


@dataclass(frozen=True)
class Theirs:
    """What the account of somebody else has, by a word of the paths that name it."""

    ids: dict[str, str]

    def of(self, path: str) -> str:
        word = next((word for word in self.ids if f"/{word}" in path), "")
        assert word, f"{path}: nothing of this kind is made by this test; add it"
        return self.ids[word]


@pytest.fixture(scope="module")
def theirs(server):
    """One of each thing that an account can have."""
    key = new_key(server.data, "theirs", 1000, account="theirs", may=("people:write",))
    home = Leadscout(settings_of(server.data))
    account = home.access.account_of("theirs")
    url = "https://receiver.example/events"

    def made(path, **request):
        answer = server("POST", path, key=key, **request)
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json()

    bulk = {"leads": [{"email": "nobody@acme.example"}]}
    ids = {
        "enrich/leads/bulk": made("/api/v1/enrich/database/leads/bulk/", json=bulk)["meta"]["job_id"],
        "enrich/companies/bulk": made(
            "/api/v1/enrich/database/companies/bulk/", json={"companies": [{"domain": "acme.example"}]}
        )["meta"]["job_id"],
        "webhooks": home.webhooks.register(Webhook("hook of theirs", account, url, ("job.done",))).id,
        "personas": made("/api/v2/personas", json={"name": "Bosses", "job_titles": ["Boss"]})["id"],
        "searches": made("/v1/searches", json={"title": ["ceo"]})["id"],
        "saved": made("/v1/saved", json={"title": ["ceo"], "name": "Kept"})["id"],
        "imports": made("/v1/imports?name=a.csv", content=b"full name,email\nA Quint,a@acme.example\n")["id"],
        "keys": new_key_id(home),
        "lists": str(home.lists.create(account, "account", "Chosen", {"name:acme": "Acme"}).id),
        "suppressions": str(home.suppressions.add(account, [contacts.read("email", "no@nowhere.example")], "x").id),
        "request_id": made("/search-leads", json={"keywords": "ceo"})["request_id"],
        "companies request": made("/search-companies", json={"keywords": "acme"})["request_id"],
        "integrations": home.integrations.connect(
            account, NewIntegration("navigator", "x" * 40, name="mine", url="http://127.0.0.1:9"), unseen=True
        ).id,
    }
    yield Theirs(ids)
    home.integrations.forget(account, ids["integrations"])
    home.database.close()


def new_key_id(home):
    return home.access.create("spare", "theirs")[0].id


@pytest.fixture(scope="module")
def paths(server):
    """Every path of every dialect that takes an id."""
    home = Leadscout(settings_of(server.data))
    document = applications.server(home).openapi()["paths"]
    home.database.close()
    prefixes = tuple(prefix for vendor in VENDORS for prefix in vendor.prefixes)
    named = [path for path in document if "{" in path and path.startswith(prefixes)]
    return sorted(path for path in named if not path.startswith(OPEN))


def test_no_verb_on_any_path_with_an_id_reaches_what_is_another_account_s(server, paths, theirs):
    assert len(paths) > 25
    before = {word: seen(server, theirs, word) for word in ("searches", "lists", "saved")}
    mine = new_key(server.data, "stranger", 100, may=("people:write", "suppressions:write", "admin"))
    reached = []
    for path in paths:
        address = re.sub(r"\{format\}", "csv", path)
        address = re.sub(r"\{[^}]*\}", theirs.of(path), address)
        for verb in VERBS:
            body = {} if verb in ("GET", "HEAD", "DELETE") else {"json": {"seq": 1, "name": "mine now"}}
            answer = server(verb, address, key=mine, **body)
            if answer.status_code not in (400, 404, 405, 422):
                reached.append((verb, path, answer.status_code, answer.text[:80]))
            assert "Chosen" not in answer.text, (verb, path)
            assert "receiver.example" not in answer.text, (verb, path)
    assert reached == []
    assert {word: seen(server, theirs, word) for word in before} == before


@pytest.mark.parametrize(
    "path",
    [
        "/check-search-status?request_id={request_id}",
        "/get-search-results?request_id={request_id}&page=1",
        "/check-search-companies-status?request_id={companies request}",
        "/get-search-companies-results?request_id={companies request}&page=1",
    ],
)
def test_no_query_parameter_names_what_is_another_account_s(server, theirs, path):
    mine = new_key(server.data, "another stranger", 100)
    address = re.sub(r"\{([^}]*)\}", lambda match: theirs.ids[match[1]], path)
    assert server("GET", address, key=mine).status_code == 404


def seen(server, theirs, word):
    owner = new_key(server.data, "look", account="theirs")
    answer = server("GET", f"/v1/{word}/{theirs.ids[word]}", key=owner)
    assert answer.status_code == 200
    return {name: value for name, value in answer.json().items() if name in ("name", "query", "members", "kind")}
