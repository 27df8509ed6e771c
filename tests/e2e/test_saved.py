"""Saved searches through the API, the worker, the command line and the client, also where everything is killed."""

import json
import os
import re
import signal
from dataclasses import replace

import httpx
import pytest
from conftest import HUNG, new_key, run, told, until, workers_of
from receiver import receiving

from leadscout.client import Client

QUERY = {"title": ["Head of Procurement"], "exclude": {"company": ["Nordwind"]}}


def lines(*numbers, title="Head of Procurement"):
    rows = [
        {
            "full_name": f"Nr{at} Somebody",
            "email": f"nr{at}@acme.example",
            "headline": title,
            "experience": [{"title": title, "company": {"name": "Hollin Works"}, "is_current": True}],
        }
        for at in numbers
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def bring(data, text):
    file = data / "more.jsonl"
    file.write_text(text)
    assert run("import", file, "--data", data).returncode == 0


@pytest.fixture(scope="module")
def here(serve, tmp_path_factory):
    data = tmp_path_factory.mktemp("saved")
    bring(data, lines(*range(5)))
    started = serve(data, LEADSCOUT_PRICE_NATIVE_LEAD="1")
    return replace(started, key=new_key(data, "ours", 100))


@pytest.fixture
def mine(here, request):
    """An account of a test's own."""
    return replace(here, key=new_key(here.data, request.node.name, 100))


def ended(server, id_, number):
    def last():
        runs = server("GET", f"/v1/saved/{id_}/runs").json()["runs"]
        return next((one for one in runs if one["run"] == number and one["over"]), None)

    return until(last, "the run is over and compared")


def left(server):
    return server("GET", "/v1/usage").json()["credits"]


def test_a_search_is_saved_run_and_told(mine):
    with receiving() as receiver:
        body = {**QUERY, "name": "Buyers", "webhook_url": receiver.url}
        made = mine("POST", "/v1/saved", json=body)
        assert made.status_code == 201, made.text
        saved = made.json()
        path = f"/v1/saved/{saved['id']}"
        assert (saved["name"], saved["every_hours"], saved["runs"], saved["last_run"]) == ("Buyers", 0, 0, None)
        assert saved["query"] == body
        begun = mine("POST", f"{path}/run")
        assert (begun.status_code, begun.json()["run"], begun.json()["new"]) == (202, 1, None)
        first = ended(mine, saved["id"], 1)
        before = mine("POST", "/v1/count", json=QUERY).json()["total"]
        assert (first["baseline"], first["found"], first["new"], first["webhook"]) == (True, before, 0, None)
        assert left(mine) == 100 - before
        bring(mine.data, lines(50))
        until(lambda: mine("POST", "/v1/count", json=QUERY).json()["total"] == before + 1, "it is indexed")
        mine("POST", f"{path}/run")
        second = ended(mine, saved["id"], 2)
        assert (second["baseline"], second["new"], second["left"], second["changed"]) == (False, 1, 0, 0)
        assert left(mine) == 100 - before - 1, "nobody is paid for twice"
        (call,) = receiver.wait(1)
        rows = mine("GET", f"{path}/changes").json()
        assert [one["lead"]["full_name"] for one in rows["changes"]] == ["Nr50 Somebody"]
        assert call["changes"] == rows["changes"]
        assert rows["cursor"] is None
        assert mine("GET", f"{path}/changes?kind=left").json()["changes"] == []
    assert mine("GET", path).json()["last_run"]["run"] == 2
    assert [one["id"] for one in mine("GET", "/v1/saved").json()["saved"]] == [saved["id"]]
    assert mine("GET", f"/v1/searches/{second['search']}/results").json()["leads"][0]["number"] == 1
    changed = mine("PATCH", path, json={"name": "All buyers", "every_hours": 12, "webhook_url": ""}).json()
    assert (changed["name"], changed["every_hours"], changed["webhook_url"]) == ("All buyers", 12, None)
    assert changed["next_run_at"]
    assert mine("DELETE", path).status_code == 204
    assert mine("GET", path).status_code == 404


def test_the_newest_comes_first_also_of_those_of_one_second(mine):
    made = [mine("POST", "/v1/saved", json={**QUERY, "name": f"{at}"}).json()["id"] for at in range(4)]
    assert [one["id"] for one in mine("GET", "/v1/saved").json()["saved"]] == made[::-1]


def test_what_a_webhook_is_told_of_changes_can_be_looked_at_on_the_page(mine):
    with receiving() as receiver:
        id_ = mine("POST", "/v1/saved", json={**QUERY, "name": "Told", "webhook_url": receiver.url}).json()["id"]
        mine("POST", f"/v1/saved/{id_}/run")
        ended(mine, id_, 1)
        bring(mine.data, lines(70))
        before = mine("GET", f"/v1/saved/{id_}").json()["last_run"]["found"]
        until(lambda: mine("POST", "/v1/count", json=QUERY).json()["total"] == before + 1, "it is indexed")
        mine("POST", f"/v1/saved/{id_}/run")
        ended(mine, id_, 2)
        (call,) = receiver.wait(1)
    assert [one["lead"]["full_name"] for one in call["changes"]] == ["Nr70 Somebody"]
    with httpx.Client(
        timeout=HUNG, base_url=mine.url, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=True
    ) as reader:
        reader.post("/login", data={"key": mine.key})
        (link,) = set(re.findall(r'href="(/webhooks/\w+/1)"', reader.get("/webhooks").text))
        shown = reader.get(link)
        assert shown.status_code == 200
        assert "Nr70 Somebody" in shown.text
        assert reader.get(f"{link}/payload.json").json() == call
        assert "Told, run 2" in reader.get("/jobs").text
        assert reader.get("/jobs").text.count("<tr") == 3, "two runs below the head: what is told is no job"


def test_every_so_many_hours_the_worker_begins_at_once(mine):
    id_ = mine("POST", "/v1/saved", json={**QUERY, "name": "Daily", "every_hours": 24}).json()["id"]
    assert ended(mine, id_, 1)["baseline"]
    assert mine("DELETE", f"/v1/saved/{id_}").status_code == 204


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({**QUERY}, "name is required"),
        ({**QUERY, "name": ""}, "name"),
        ({"name": "x", "titel": ["a"]}, "did you mean title"),
        ({**QUERY, "name": "x", "every_hours": -1}, "every_hours"),
        ({**QUERY, "name": "x", "every_hours": 10**6}, "every_hours"),
        ({**QUERY, "name": "x", "webhook_url": "ftp://x"}, "webhook_url"),
        ({**QUERY, "name": "x", "streaming": True}, "streaming"),
        ({"name": "x", "account_list": ["1"]}, "not a list of yours"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_saved_is_refused(here, body, part):
    answer = here("POST", "/v1/saved", json=body)
    assert answer.status_code == 422
    assert part in answer.text


def test_it_is_nobody_else_s(here, mine):
    id_ = mine("POST", "/v1/saved", json={**QUERY, "name": "Buyers"}).json()["id"]
    for method, path in (
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/run"),
        ("GET", "/runs"),
        ("GET", "/changes"),
    ):
        body = {"json": {"name": "y"}} if method == "PATCH" else {}
        assert here(method, f"/v1/saved/{id_}{path}", **body).status_code == 404, path
    assert mine("GET", f"/v1/saved/{id_}/changes?cursor=nonsense").status_code == 422


def test_the_command_line_and_the_client_do_the_same(here):
    home, account = here.data, ("--account", "ours", "--data", here.data)
    made = told("saved", "add", "Buyers", "--title", "Head of Procurement", *account)
    with Client(here.url, here.key) as client:
        assert client.saved.get(made["id"])["query"] == {"title": ["Head of Procurement"]}
        first = told("saved", "run", made["id"], *account)
        assert (first["baseline"], first["status"]) == (True, "done")
        bring(home, lines(60) + lines(0, title="Cook"))
        second = told("saved", "run", made["id"], *account)
        assert (second["new"], second["left"]) == (1, 1)
        assert [(one["kind"], one["lead"]["full_name"]) for one in client.saved.changes(made["id"])] == [
            ("new", "Nr60 Somebody"),
            ("left", "Nr0 Somebody"),
        ]
        assert [one["run"] for one in client.saved.runs(made["id"])] == [2, 1]
        assert client.saved.wait(made["id"], client.saved.run(made["id"])["run"])["found"] == second["found"]
        mine = client.saved.create("Cooks", title=["Cook"], every_hours=0)
        assert client.saved.change(mine["id"], name="All cooks")["name"] == "All cooks"
        assert [one["name"] for one in client.saved.all()] == ["All cooks", "Buyers"]
        client.saved.delete(mine["id"])
        entry = client.suppressions.add(emails=["nr60@acme.example"], name="asked")
        assert [one["counts"] for one in client.suppressions.all()] == [{"email": 1}]
        assert [one["kind"] for one in client.saved.changes(made["id"])] == ["left"]
        assert entry["values"] == 1
    listed = run("saved", "list", *account)
    assert "Buyers" in listed.stdout
    assert "Nr0 Somebody" in run("saved", "changes", made["id"], "--kind", "left", *account).stdout
    assert run("saved", "remove", made["id"], *account).stdout == "removed\n"
    assert run("saved", "run", made["id"], *account).returncode != 0


def test_a_worker_that_is_killed_in_a_run_repeats_nothing(mine):
    id_ = mine("POST", "/v1/saved", json={**QUERY, "name": "Killed"}).json()["id"]
    for number in (1, 2):
        mine("POST", f"/v1/saved/{id_}/run")
        for pid in workers_of(mine.data):
            os.kill(pid, signal.SIGKILL)
        run_ = ended(mine, id_, number)
    assert (run_["status"], run_["new"], run_["left"]) == ("done", 0, 0)
    assert left(mine) == 100 - run_["found"]
    assert len(mine("GET", f"/v1/saved/{id_}/runs").json()["runs"]) == 2
