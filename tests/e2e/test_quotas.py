"""What an account keeps at most, what grows and is dropped, and what the operator's verbs say of it."""

import os
import sqlite3
from dataclasses import replace

import pytest
from conftest import HUNG, new_key, run, told, until, workers_of
from stores import kind, settings_of

from leadscout.assemble import Leadscout
from leadscout.cli import operations

FEW = {"LEADSCOUT_QUOTA_SEARCHES": "2", "LEADSCOUT_QUOTA_KEYS": "2", "LEADSCOUT_QUOTA_LISTS": "1"}
SEARCH = {"title": ["ceo"]}


@pytest.fixture(scope="module")
def here(serve, tmp_path_factory):
    data = tmp_path_factory.mktemp("quotas") / "d"
    server = serve(data, **FEW)
    return replace(server, key=new_key(data, "k", 1000))


def test_an_account_keeps_no_more_than_its_quota_and_others_keep_theirs(here):
    ids = [here("POST", "/v1/searches", json=SEARCH).json()["id"] for _ in range(2)]
    before = here("GET", "/v1/usage").json()
    for path, body, status in (
        ("/v1/searches", SEARCH, 422),
        ("/v1/companies/searches", {}, 422),
        ("/search-leads", {"keywords": "ceo"}, 400),
    ):
        refused = here("POST", path, json=body)
        assert refused.status_code == status, refused.text
        assert "an account keeps at most 2 searches" in refused.text
    after = here("GET", "/v1/usage").json()
    assert (after["credits"], after["quotas"]["searches"]) == (before["credits"], {"kept": 2, "most": 2})
    other = new_key(here.data, "other")
    assert here("POST", "/v1/searches", json=SEARCH, key=other).status_code == 201
    assert here("GET", f"/v1/searches/{ids[0]}?wait=30").json()["over"]
    assert here("DELETE", f"/v1/searches/{ids[0]}").status_code == 204
    assert here("POST", "/v1/searches", json=SEARCH).status_code == 201, "there is room again"


def test_keys_lists_and_bytes_have_quotas_too(here):
    assert here("POST", "/v1/keys", json={"name": "second"}).status_code == 201
    refused = here("POST", "/v1/keys", json={"name": "third"})
    assert (refused.status_code, "at most 2 keys" in refused.text) == (422, True)
    assert here("POST", "/v1/lists", json={"name": "one", "companies": [{"name": "A"}]}).status_code == 201
    refused = here("POST", "/v1/lists", json={"name": "two", "companies": [{"name": "A"}]})
    assert (refused.status_code, "at most 1 lists" in refused.text) == (422, True)
    mine = replace(here, key=new_key(here.data, "large"))
    assert run("accounts", "quota", "large", "bytes", "3000", "--data", here.data).returncode == 0
    long = {"title": ["x" * 900]}
    assert [mine("POST", "/v1/searches", json=long).status_code for _ in range(2)] == [201, 201]
    assert run("accounts", "quota", "large", "searches", "100", "--data", here.data).returncode == 0
    statuses = [mine("POST", "/v1/searches", json=long).status_code for _ in range(3)]
    assert 422 in statuses, statuses
    assert mine("GET", "/v1/usage").json()["quotas"]["bytes"]["kept"] <= 3000


def test_the_operator_gives_credits_and_quotas_and_sees_who_did_what(here):
    key = new_key(here.data, "shop")
    assert run("accounts", "credit", "shop", "60.5", "--data", here.data).stdout == "shop has 60.5 credits\n"
    here("POST", "/search-leads", json={"keywords": "ceo"}, key=key)
    rows = told("accounts", "transactions", "shop", "--data", here.data)
    assert [(row["operation"], row["credits"]) for row in rows] == [("questor.search", -50), ("grant", 60.5)]
    assert rows[0]["key"].startswith("key_")
    mine = here("GET", f"/v1/transactions?key={rows[0]['key']}&day={rows[0]['at'][:10]}", key=key).json()
    assert mine["transactions"] == rows[:1]
    assert here("GET", "/v1/transactions?day=2020-01-01", key=key).json()["transactions"] == []
    usage = here("GET", "/v1/usage", key=key).json()
    assert usage["spent_by_key"] == {rows[0]["key"]: 50}
    assert usage["spent_by_day"] == {rows[0]["at"][:10]: 50}
    acts = told("accounts", "audit", "--account", "shop", "--data", here.data)
    assert [(act["act"], act["actor"]) for act in acts] == [("credits given", "operator"), ("key made", "operator")]
    shown = {row["name"]: row for row in told("accounts", "list", "--data", here.data)}
    assert shown["shop"]["credits"] == 10.5
    wrong = run("accounts", "quota", "nobody", "searches", "1", "--data", here.data)
    assert (wrong.returncode, "nothing at account nobody" in wrong.stderr) == (2, True)


@pytest.mark.skipif(kind() != "sqlite", reason="rows are made old by hand")
def test_what_is_old_is_told_by_the_doctor_and_dropped(here):
    made = here("POST", "/v1/searches", json=SEARCH, key=new_key(here.data, "old")).json()["id"]
    assert here("GET", f"/v1/searches/{made}?wait=30", key=new_key(here.data, "o2", account="old")).json()["over"]
    with sqlite3.connect(here.data / "leadscout.db") as connection:
        connection.execute("UPDATE search SET created_at = '2020-01-01T00:00:00+00:00' WHERE id = ?", (made,))
        connection.execute(
            "INSERT INTO outbox VALUES (?, 1, ?, 0, 0, 'done', '2020-01-01T00:00:00+00:00')", (made, b"secret" * 50)
        )
        connection.execute(
            "INSERT INTO queue (search, next_seq, attempts, dead, due, leased_until) VALUES (?, 2, 0, 0, 0, 0)", (made,)
        )
    rejected = here.data / "rejected"
    rejected.mkdir(exist_ok=True)
    (rejected / "old.csv").write_text("line,problem,reason\n")
    home = Leadscout(replace(settings_of(here.data), search_keep_days=1000, rejected_keep_mb=0))
    prunable = {part.name: part.prunable for part in operations.growth(home).parts()}
    assert prunable["payloads of webhooks"] == prunable["searches that are over"] == 1
    assert prunable["lists of rejected rows"] == 1
    operations.growth(home).prune()
    assert {part.name for part in operations.growth(home).parts() if part.prunable} == set()
    assert not (rejected / "old.csv").exists()
    home.database.close()
    assert here("GET", f"/v1/searches/{made}", key=new_key(here.data, "o3", account="old")).status_code == 404
    assert b"secretsecret" not in (here.data / "leadscout.db").read_bytes()


def test_what_cannot_be_dropped_holds_up_nothing_else_and_nothing_is_restored_under_a_server(serve, tmp_path):
    data = tmp_path / "d"
    (data / "rejected" / "old.csv").mkdir(parents=True)  # no file: it cannot be overwritten
    left = data / "imports" / "new-1"
    left.mkdir(parents=True)
    for path in (data / "rejected" / "old.csv", left):
        os.utime(path, (0, 0))
    server = serve(data)
    until(lambda: not left.exists(), "the house is kept from the start")
    assert "could not be dropped" in server.log.read_text()
    backup = tmp_path / "b"
    assert run("backup", backup, "--data", data).returncode == 0
    refused = run("restore", backup, "--data", data, "--replace")
    assert (refused.returncode, "stop the server first" in refused.stderr) == (2, True), refused.stderr
    server.process.terminate()
    server.process.wait(HUNG)
    until(lambda: not workers_of(data), "its worker is over, too")
    (data / "rejected" / "old.csv").rmdir()
    done = run("restore", backup, "--data", data, "--replace")
    assert done.returncode == 0, done.stderr
