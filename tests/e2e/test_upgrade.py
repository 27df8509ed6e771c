"""The way from 0.1.0: a folder that it left is opened, and everything that was there is there."""

import json
import sqlite3
from dataclasses import replace
from decimal import Decimal

import pytest
from conftest import FIXTURES, run, told, until
from stores import kind

OLD = FIXTURES / "0.1.0"
"""Twelve invented people, an account with its key, three searches that are over, one told to a webhook, and a list."""

KEY = "a key of 0.1.0"
pytestmark = pytest.mark.skipif(kind() != "sqlite", reason="0.1.0 knew files alone")


def test_everything_of_0_1_0_is_there_after_an_upgrade(serve, tmp_path):
    data = tmp_path / "d"
    data.mkdir()
    for name in ("people", "leadscout"):
        with sqlite3.connect(data / f"{name}.db") as connection:
            connection.executescript((OLD / f"{name}.sql").read_text())
        connection.close()
    (data / "secret.key").write_bytes(bytes(range(32)))
    before = json.loads((OLD / "told.json").read_text())
    server = replace(serve(data), key=KEY)
    assert server("GET", "/v1/usage").json()["credits"] == before["credits"]
    native = server("GET", f"/v1/searches/{before['native']}").json()
    assert (native["status"], native["found"], native["webhook"]["dead"]) == ("done", before["found"], False)
    leads = server("GET", f"/v1/searches/{before['native']}/results").json()["leads"]
    assert [lead["full_name"] for lead in leads] == before["names"] != []
    page = server("GET", f"/get-search-results?request_id={before['questor']}&page=1")
    assert len(page.json()["data"]) == before["questor_rows"] > 0
    left = Decimal(page.headers["x-ratelimit-credits-remaining"])
    assert left == Decimal(str(before["credits"])), "what was paid then is not paid again"
    again = server("POST", "/v1/searches", json={"title": ["head"], "limit": 2}, headers={"Idempotency-Key": "again"})
    assert again.status_code in (200, 201)
    assert [one["name"] for one in server("GET", "/v1/lists").json()["lists"]] == ["Old"]
    (key,) = server("GET", "/v1/keys").json()["keys"]
    assert (key["scopes"], key["may"], key["expires_at"]) == (["search", "people:read", "keys"], [], None)
    until(
        lambda: server("POST", "/v1/preview", json={"limit": 1}).json().get("total") == before["people"],
        "the index is made anew, and has everybody",
    )
    server.process.terminate()
    server.process.wait(60)
    findings = [json.loads(line) for line in run("doctor", "--data", data, "--json").stdout.splitlines()]
    assert [one["sentence"] for one in findings if one["health"] == "fault"] == []
    assert told("backup", tmp_path / "b", "--data", data)["people"] == before["people"]
