"""Generect's webhooks, registered once and told of bulk jobs; and the thin rows of its database search."""

import base64
import hmac
from dataclasses import replace
from uuid import UUID, uuid4, uuid5

import pytest
from conftest import FIXTURES, HUNG, new_key, run, until
from receiver import receiving

HOOKS = "/api/v1/webhooks/"
BULK = "/api/v1/enrich/database/leads/bulk/"
DATABASE = "/api/v1/search/database/leads/"
EVENT = "enrich.lead.bulk.completed"
COMPANIES = "enrich.company.bulk.completed"
GIVEN = "a word of mine"
LEADS = {"leads": [{"email": "jonas@nordwind.example"}, {"email": "nobody@x.example"}]}


@pytest.fixture
def mine(server):
    """A server with a key of an account of its own, of 10 credits."""
    return replace(server, key=new_key(server.data, f"jobs {uuid4()}", 10))


def is_signed(call, secret):
    headers, body = call
    digest = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    return headers["x-webhook-signature"] == digest and headers["webhook-signature"].startswith("v1,")


def test_every_subscriber_is_told_of_a_job_with_its_own_signature(mine):
    with receiving() as one, receiving() as other, receiving() as third:
        secret = mine("POST", HOOKS, json={"url": one.url, "events": [EVENT]}).json()["secret"]
        given = {"url": other.url, "events": [EVENT, "email.find.bulk.completed"], "secret": GIVEN}
        assert mine("POST", HOOKS, json=given).json()["secret"] == GIVEN
        mine("POST", HOOKS, json={"url": third.url, "events": ["email.find.bulk.completed"]})
        key = {"Idempotency-Key": uuid4().hex}
        meta = mine("POST", BULK, json=LEADS, headers=key).json()["meta"]
        assert mine("POST", BULK, json=LEADS, headers=key).json()["meta"] == meta
        job = mine("GET", f"/api/v1/enrich/leads/bulk/{meta['job_id']}/").json()
        for receiver in (one, other):
            (call,) = receiver.wait(1)
            assert call == {"event": EVENT, "timestamp": call["timestamp"], **job}
            assert receiver.calls[0][0]["x-webhook-event"] == EVENT
            assert receiver.calls[0][0]["x-webhook-timestamp"] == call["timestamp"]
        assert is_signed(one.calls[0], secret)
        assert is_signed(other.calls[0], GIVEN)
        assert (len(one.calls), len(other.calls), len(third.calls)) == (1, 1, 0)
        copies = [uuid5(UUID(meta["job_id"]), receiver.url).hex for receiver in (one, other)]
        again = [mine("POST", f"/v1/searches/{id_}/resend", json={"seq": 1}).status_code for id_ in copies]
        assert sorted(again) == [200, 404], "what the second one is told can be sent again; the first one has the job"
    usage = mine("GET", "/v1/usage").json()
    assert usage["spent"] == {"generect.person": 0.02}, "whoever is told, it is paid once"
    assert usage["quotas"]["searches"]["kept"] == 1, "and is one job"


def test_who_subscribed_to_companies_is_told_of_their_jobs_alone(mine):
    with receiving() as leads, receiving() as companies:
        mine("POST", HOOKS, json={"url": leads.url, "events": [EVENT]})
        secret = mine("POST", HOOKS, json={"url": companies.url, "events": [COMPANIES]}).json()["secret"]
        body = {"companies": [{"domain": "nordwind.example"}, {"name": "Nowhere"}]}
        meta = mine("POST", "/api/v1/enrich/database/companies/bulk/", json=body).json()["meta"]
        job = mine("GET", f"/api/v1/enrich/companies/bulk/{meta['job_id']}/").json()
        (call,) = companies.wait(1)
        assert call == {"event": COMPANIES, "timestamp": call["timestamp"], **job}
        assert is_signed(companies.calls[0], secret)
        mine("POST", BULK, json=LEADS)
        leads.wait(1)
        assert (len(leads.calls), len(companies.calls)) == (1, 1)


def test_two_accounts_at_one_address_are_told_with_their_own_secrets(mine):
    both = (mine, replace(mine, key=new_key(mine.data, f"jobs {uuid4()}", 10)))
    with receiving() as receiver:
        secrets = [one("POST", HOOKS, json={"url": receiver.url, "events": [EVENT]}).json()["secret"] for one in both]
        assert all(secrets)
        assert secrets[0] != secrets[1]
        for number, one in enumerate(both, start=1):
            one("POST", BULK, json=LEADS)
            receiver.wait(number)
        assert [is_signed(call, secret) for call, secret in zip(receiver.calls, secrets, strict=True)] == [True, True]


def test_a_webhook_is_registered_shown_changed_tried_and_forgotten(mine, server):
    with receiving() as receiver:
        made = mine("POST", HOOKS, json={"url": receiver.url, "events": [EVENT]})
        assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
        hook = made.json()
        path = f"{HOOKS}{hook['id']}/"
        assert mine("GET", path).json() == hook
        assert mine("GET", HOOKS).json() == [hook]
        assert hook.keys() == {"id", "url", "events", "secret", "is_active", "created_at", "updated_at"}
        tried = mine("POST", f"{path}test/")
        assert (tried.status_code, tried.json()["meta"]) == (202, {"event": "webhook.test"})
        (call,) = receiver.wait(1)
        assert (call["event"], call["data"]) == ("webhook.test", [])
        assert is_signed(receiver.calls[0], hook["secret"])
        assert mine("GET", "/v1/usage").json()["quotas"]["searches"]["kept"] == 0, "to try it is no search"
        assert mine("GET", f"/api/v1/enrich/leads/bulk/{tried.json()['data']['delivery_id']}/").status_code == 404
        changed = mine("PATCH", path, json={"secret": "another secret"}).json()
        assert {**changed, "updated_at": ""} == {**hook, "secret": "another secret", "updated_at": ""}
        put = mine("PUT", path, json={"url": f"{receiver.url}/2", "events": ["status.incident.created"]}).json()
        assert (put["url"], put["events"], put["secret"]) == (
            f"{receiver.url}/2",
            ["status.incident.created"],
            "another secret",
        )
        for verb, at in (("GET", path), ("DELETE", path), ("POST", f"{path}test/"), ("PATCH", path)):
            strange = server(verb, at, **({"json": {}} if verb == "PATCH" else {}))
            assert (strange.status_code, strange.json()["detail"]) == (404, "Not found."), "nobody else's"
        assert mine("DELETE", path).status_code == 204
        assert mine("GET", HOOKS).json() == []


def test_what_is_wrong_with_a_webhook_is_named(mine):
    here = {"url": "http://127.0.0.1:9/x", "events": [EVENT]}
    hook = mine("POST", HOOKS, json=here).json()
    twice = mine("POST", HOOKS, json=here)
    assert (twice.status_code, twice.json()["detail"].keys()) == (400, {"url"}), "an address is registered once"
    other = mine("POST", HOOKS, json={**here, "url": "http://127.0.0.1:9/y"}).json()
    moved = mine("PATCH", f"{HOOKS}{other['id']}/", json={"url": hook["url"]})
    assert (moved.status_code, moved.json()["detail"].keys()) == (400, {"url"})
    for wrong, field in (
        ({**here, "url": "http://10.0.0.1/"}, "url"),
        ({**here, "events": []}, "events"),
        ({**here, "events": ["email.find.completed"]}, "events"),
        ({**here, "secret": "short"}, "secret"),
        ({"url": here["url"]}, "events"),
    ):
        refused = mine("POST", HOOKS, json=wrong)
        assert (refused.status_code, refused.json()["detail"].keys()) == (400, {field}), refused.text
    assert mine("PATCH", f"{HOOKS}{hook['id']}/", json={"url": "http://10.0.0.1/"}).status_code == 400


def test_no_secret_stands_in_the_database(mine):
    secret = f"plain {uuid4()}"
    mine("POST", HOOKS, json={"url": "http://127.0.0.1:9/z", "events": [EVENT], "secret": secret})
    files = [path for path in mine.data.glob("leadscout.db*") if path.is_file()]
    assert not any(secret.encode() in path.read_bytes() for path in files)


def test_what_is_free_is_free_as_far_as_it_goes(serve, people):
    here = serve(people, LEADSCOUT_GENERECT_THIN="3", LEADSCOUT_GENERECT_PREVIEW_FREE="0.04")
    mine = replace(here, key=new_key(people, f"thin {uuid4()}", 10))
    ask = {"seniorities": ["director", "c_suite"], "limit_by": 2, "detail": "thin"}
    first = mine("POST", DATABASE, json=ask).json()
    assert [len(row) for row in first["data"]["leads"]] == [14, 14]
    assert first["meta"]["free_tier"] == {"detail": "thin", "daily_rows": 3, "rows_used_today": 2, "rows_left_today": 1}
    assert first["meta"]["amount_charged"] == 0
    spent = mine("POST", DATABASE, json=ask)
    assert (spent.status_code, spent.json()["detail"]) == (429, "Request was throttled.")
    last = mine("POST", DATABASE, json={**ask, "limit_by": 1}).json()
    assert last["meta"]["free_tier"]["rows_left_today"] == 0
    other = replace(here, key=new_key(people, f"thin {uuid4()}", 10))
    assert other("POST", DATABASE, json=ask).status_code == 200, "each account has its own"
    full = mine("POST", DATABASE, json={**ask, "detail": "full"}).json()
    assert full["meta"] == {"amount_charged": 0.04}
    assert "linkedin_url" not in first["data"]["leads"][0]
    preview = {"lead_search_criteria": {"seniorities": ["director"], "limit_by": 1}}
    charged = [one("POST", "/api/v1/preview/leads/", json=preview).json()["meta"] for one in (other, mine)]
    assert charged == [{"amount_charged": 0.002}, {"amount_charged": 0}], "free once so much was spent in a month"
    assert mine("GET", "/api/v1/accounts/me/").json()["data"]["preview_tier"] is True
    assert mine("POST", DATABASE, json={**ask, "detail": "thick"}).json()["detail"].keys() == {"detail"}


def test_a_webhook_whose_secret_cannot_be_read_is_called_once_it_has_a_new_one(serve, tmp_path):
    quick = {"LEADSCOUT_WEBHOOK_DELAYS": "1 1 1 1 1 1 1 1 1 1"}
    assert run("import", FIXTURES / "people.jsonl", "--data", tmp_path).returncode == 0
    before = replace(serve(tmp_path), key=new_key(tmp_path, "k", 100))
    with receiving() as receiver:
        hook = before("POST", HOOKS, json={"url": receiver.url, "events": [EVENT]}).json()
        before.process.terminate()
        before.process.wait(timeout=HUNG)
        (tmp_path / "secret.key").unlink()  # as after a restore that left it out
        after = replace(serve(tmp_path, **quick), key=before.key)
        assert (hook["secret"] != "", after("GET", f"{HOOKS}{hook['id']}/").json()["secret"]) == (True, None)
        assert after("POST", BULK, json=LEADS).status_code == 202
        until(lambda: "no secret can be read for the webhook" in after.log.read_text(), "an attempt failed")
        assert receiver.calls == []
        after("PATCH", f"{HOOKS}{hook['id']}/", json={"secret": GIVEN})
        receiver.wait(1)
        assert is_signed(receiver.calls[0], GIVEN)
