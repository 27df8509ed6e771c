"""What a key may: scopes, an end, a ceiling; and that none touches one that may more."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import new_key, run, told
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.model.keys import USUAL, Grant
from leadscout.service.accounts.credits import MILLIONTHS

COUNT = ("POST", "/v1/count", {"title": ["ceo"]})
PERSON = ("GET", "/v1/people/nobody-is-called-so", None)
KEYS = ("GET", "/v1/keys", None)
IMPORTS = ("GET", "/v1/imports", None)
USAGE = ("GET", "/v1/usage", None)
AUDIT = ("GET", "/v1/audit", None)
LEADS = ("POST", "/api/v1/search/database/leads/count/", {"job_titles": ["ceo"]})
ENRICH = ("POST", "/api/v1/enrich/database/lead/", {"email": "nobody@acme.example"})
PROFILE = ("GET", "/get-personal-profile?linkedin_url=https://www.linkedin.com/in/nobody-there", None)
SINGLE = ("POST", "/api/v2/leads/single_enrich", {"email": "nobody@acme.example"})
EVERY = (COUNT, PERSON, KEYS, IMPORTS, USAGE, AUDIT, LEADS, ENRICH, PROFILE, SINGLE)


@pytest.fixture(scope="module")
def make(server):
    """A key of an account of these tests, with a grant."""
    home = Leadscout(settings_of(server.data))
    yield lambda grant, account="scoped", amount=0: home.access.open_account("k", account, grant, amount)
    home.database.close()


def asked(server, request, key):
    method, path, body = request
    return server(method, path, key=key, **({} if body is None else {"json": body}))


@pytest.mark.parametrize(
    ("grant", "open_"),
    [
        (Grant(), {COUNT[1], PERSON[1], KEYS[1], USAGE[1], LEADS[1], ENRICH[1], PROFILE[1], SINGLE[1]}),
        (Grant(scopes=("search",)), {COUNT[1], USAGE[1], LEADS[1]}),
        (Grant(scopes=("people:read",)), {PERSON[1], USAGE[1], ENRICH[1], PROFILE[1], SINGLE[1]}),
        (Grant(scopes=("keys",)), {KEYS[1], USAGE[1]}),
        (Grant(scopes=(), may=("people:write",)), {IMPORTS[1], USAGE[1]}),
        (Grant(scopes=(), may=("admin",)), {AUDIT[1], USAGE[1]}),
    ],
    ids=lambda value: " ".join((*value.scopes, *value.may)) if isinstance(value, Grant) else "",
)
def test_a_key_may_what_it_was_made_for_and_nothing_else(server, make, grant, open_):
    _, secret = make(grant)
    statuses = {request[1]: asked(server, request, secret).status_code for request in EVERY}
    assert {path for path, status in statuses.items() if status != 403} == open_
    assert not [status for status in statuses.values() if status in (401, 500)]


def test_the_scopes_of_the_page_are_those_of_the_api(server, make):
    _, secret = make(Grant(scopes=("search",)))
    signed_in = server.client.post(
        server.url + "/login", data={"key": secret}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())}
    server.client.cookies.clear()
    pages = {
        path: server("GET", path, key="", headers=cookie).status_code for path in ("/search", "/keys", "/people/x")
    }
    assert pages == {"/search": 200, "/keys": 403, "/people/x": 403}


def test_a_narrow_key_makes_and_revokes_none_that_may_more(server, make):
    wide, _ = make(Grant())
    narrow, secret = make(Grant(only=("native",)))
    peer, _ = make(Grant(only=("native",), scopes=("search",)))
    foreign, _ = make(Grant(only=("native",)), "others")
    refused = server("DELETE", f"/v1/keys/{wide.id}", key=secret)
    assert (refused.status_code, refused.json()["title"]) == (403, "wider key")
    assert server("DELETE", f"/v1/keys/{foreign.id}", key=secret).status_code == 404
    assert server("DELETE", f"/v1/keys/{peer.id}", key=secret).status_code == 204
    assert server("POST", "/v1/keys", key=secret, json={"name": "wider"}).status_code == 403
    assert server("DELETE", f"/v1/keys/{narrow.id}", key=secret).status_code == 204, "itself"
    assert server("GET", "/v1/usage", key=secret).status_code == 401


@pytest.mark.parametrize(
    ("mine", "wanted"),
    [
        (Grant(scopes=("keys",)), {"scopes": ["search"]}),
        (Grant(), {"may": ["admin"]}),
        (Grant(expires_at="2100-01-01T00:00:00+00:00"), {"expires_at": "2100-01-02T00:00:00Z"}),
        (Grant(ceiling=5 * MILLIONTHS), {"ceiling": 4}),
    ],
)
def test_no_key_makes_one_that_may_more_in_anything(server, make, mine, wanted):
    _, secret = make(mine)
    refused = server("POST", "/v1/keys", key=secret, json={"name": "more", **wanted})
    assert refused.status_code == 403, refused.text
    made = server("POST", "/v1/keys", key=secret, json={"name": "as much"})
    assert made.status_code == 201, made.text
    assert made.json()["scopes"] == list(mine.scopes)
    assert made.json()["expires_at"] == mine.expires_at
    assert made.json()["ceiling"] == (None if mine.ceiling is None else 0)


def test_a_key_ends_when_its_time_is_over_in_every_dialect(server, make):
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="seconds")
    _, secret = make(Grant(expires_at=past))
    assert {asked(server, request, secret).status_code for request in EVERY} == {401}
    assert "good until" in asked(server, COUNT, secret).json()["detail"]
    _, secret = make(Grant(expires_at="2100-01-01T00:00:00+00:00"))
    assert asked(server, COUNT, secret).status_code == 200


def test_a_key_charges_no_more_than_its_ceiling_and_the_account_has_the_rest(server, make):
    key, secret = make(Grant(ceiling=60 * MILLIONTHS), "ceiling", 500 * MILLIONTHS)
    body = {"keywords": "ceo"}
    first = server("POST", "/search-leads", key=secret, json=body)
    assert first.status_code == 200, first.text
    refused = server("POST", "/search-leads", key=secret, json=body)
    assert (refused.status_code, refused.json()["message"]) == (402, "insufficient_credits")
    database = {"job_titles": ["ceo"], "limit_by": 1}
    assert server("POST", "/api/v1/search/database/leads/", key=secret, json=database).status_code == 200
    shown = {one["id"]: one for one in server("GET", "/v1/keys", key=secret).json()["keys"]}[key.id]
    assert (shown["ceiling"], 50 < shown["charged"] <= 60) == (60, True)
    assert server("GET", "/v1/usage", key=secret).json()["credits"] == 500 - shown["charged"]
    other = new_key(server.data, "other", account="ceiling")
    assert server("POST", "/search-leads", key=other, json=body).status_code == 200


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"])
def test_an_end_that_no_clock_tells_in_utc_is_out_of_range(server, make, when):
    _, secret = make(Grant())
    refused = server("POST", "/v1/keys", key=secret, json={"name": "k", "expires_at": when})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "out_of_range")


def test_what_is_done_to_keys_stands_in_the_log_of_the_account(server, make):
    _, admin = make(Grant(may=("admin",)), "audited")
    made = server("POST", "/v1/keys", key=admin, json={"name": "one more", "scopes": ["search"]}).json()
    server("DELETE", f"/v1/keys/{made['id']}", key=admin)
    acts = server("GET", "/v1/audit?limit=3", key=admin).json()["acts"]
    assert [(act["act"], act["subject"]) for act in acts[:2]] == [
        ("key revoked", made["id"]),
        ("key made", made["id"]),
    ]
    assert acts[1]["detail"] == "scopes=search"
    assert acts[1]["actor"] == acts[0]["actor"] != "operator" == acts[2]["actor"]
    _, elsewhere = make(Grant(may=("admin",)), "unaudited")
    assert made["id"] not in server("GET", "/v1/audit", key=elsewhere).text


def test_the_verb_makes_such_keys_and_lists_them(server):
    made = told(
        *("keys", "create", "narrow", "--account", "verbs", "--scopes", "search", "--days", "30", "--ceiling", "2.5"),
        *("--data", server.data),
    )
    (key,) = [one for one in told("keys", "list", "--data", server.data) if one["id"] == made["id"]]
    assert (key["scopes"], key["ceiling"], key["account"][:4]) == (["search"], 2.5, "acc_")
    assert datetime.now(UTC).isoformat() < key["expires_at"]
    wrong = run("keys", "create", "x", "--scopes", "everything", "--data", server.data)
    assert wrong.returncode == 2
    assert all(scope in wrong.stderr for scope in USUAL)
