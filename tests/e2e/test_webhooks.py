"""A webhook has a secret of its own, changed while receivers still know the one before; and can be tried."""

from dataclasses import replace

import pytest
from conftest import new_key, until
from receiver import receiving
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from stores import settings_of

from leadscout.assemble import Leadscout


@pytest.fixture(scope="module")
def mine(server):
    """An account of its own."""
    return replace(server, key=new_key(server.data, "webhooks", account="webhooks", may=("admin",)))


@pytest.fixture(scope="module")
def secret_of_account(mine):
    home = Leadscout(settings_of(mine.data))
    yield home.secrets.of(home.access.account_of("webhooks"))
    home.database.close()


def signers(secrets, call):
    """Which of these secrets have signed a call."""
    headers, body = call
    return {name for name, secret in secrets.items() if is_signed(secret, headers, body)}


def is_signed(secret, headers, body):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def tried(mine, id_):
    """The attempts of a call that tries a webhook."""
    answer = mine("POST", f"/v1/webhooks/{id_}/test?wait=60")
    assert answer.status_code == 202, answer.text
    return answer.json()["webhook"]["attempts"]


def test_a_secret_is_changed_while_the_one_before_signs_for_a_while(mine, secret_of_account):
    with receiving() as receiver:
        made = mine("POST", "/v1/webhooks", json={"url": receiver.url}).json()
        secrets = {"account": secret_of_account, "first": made["secret"]}
        assert [one["outcome"] for one in tried(mine, made["id"])] == ["HTTP 200"]
        rotated = mine("POST", f"/v1/webhooks/{made['id']}/rotate", json={"hours": 1}).json()
        secrets["second"] = rotated["secret"]
        tried(mine, made["id"])
        assert rotated["previous_until"] > rotated["updated_at"]
        last = mine("POST", f"/v1/webhooks/{made['id']}/rotate", json={"hours": 0}).json()
        secrets["third"] = last["secret"]
        tried(mine, made["id"])
        assert mine("DELETE", f"/v1/webhooks/{made['id']}").status_code == 204
        search = {"title": ["head of sales"], "limit": 1, "webhook_url": receiver.url}
        assert mine("POST", "/v1/searches", json=search).status_code == 201
        receiver.wait(4)
    assert [signers(secrets, call) for call in receiver.calls] == [
        {"first"},
        {"first", "second"},
        {"third"},
        {"account"},
    ]
    assert len(set(secrets.values())) == 4
    assert receiver.bodies[0]["leads"] == []


def test_an_address_has_one_webhook_and_another_account_s_has_another_secret(mine, server):
    url = "https://hooks.nordwind.example/one"
    made = mine("POST", "/v1/webhooks", json={"url": url}).json()
    refused = mine("POST", "/v1/webhooks", json={"url": url})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "address_taken")
    assert mine("GET", f"/v1/webhooks/{made['id']}").json()["secret"] == made["secret"]
    assert "secret" not in mine("GET", "/v1/webhooks").json()["webhooks"][-1]
    theirs = server("POST", "/v1/webhooks", json={"url": url}).json()
    assert theirs["secret"] != made["secret"]
    assert server("DELETE", f"/v1/webhooks/{theirs['id']}").status_code == 204
    bad = mine("POST", "/v1/webhooks", json={"url": "https://127.0.0.2/"})
    assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "bad_webhook_url")


def test_a_registered_webhook_of_generect_gets_a_secret_of_its_own_while_that_of_the_account_signs(
    mine, secret_of_account
):
    with receiving() as receiver:
        body = {"url": receiver.url, "events": ["enrich.lead.bulk.completed"]}
        id_ = mine("POST", "/api/v1/webhooks/", json=body).json()["id"]
        tried(mine, id_)
        rotated = mine("POST", f"/v1/webhooks/{id_}/rotate", json={}).json()
        until(lambda: tried(mine, id_), "a call was made")
    secrets = {"account": secret_of_account, "own": rotated["secret"]}
    assert [signers(secrets, call) for call in receiver.calls] == [{"account"}, {"account", "own"}]
