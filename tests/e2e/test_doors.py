"""Bad requests at every door, keys, money, paging, forgetting: over HTTP, as callers see it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from conftest import HUNG, new_key, run, told
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.dialects.generect import words as generect
from leadscout.dialects.native import words as native
from leadscout.dialects.pronto import words as pronto
from leadscout.model.filters import FILTERS
from leadscout.model.lead import Lead
from leadscout.service.people.intake import Arrived, RowSource

LEADS = "/api/v1/search/database/leads/"
PREVIEW = "/api/v2/leads/advanced_search/preview"
DOORS = {
    "/v1/preview": {"title": ["director"]},
    "/v1/count": {"title": ["director"]},
    LEADS: {"job_titles": ["director"]},
    f"{LEADS}count/": {"job_titles": ["director"]},
    PREVIEW: {"live": False, "job_titles": ["director"]},
}


def message_of(answer):
    body = answer.json()
    return json.dumps(body.get("detail") or body.get("message"))


@pytest.mark.parametrize("path", DOORS)
def test_a_key_is_needed_and_looked_at_before_the_body(server, path):
    for key in ("", "nonsense"):
        answer = server("POST", path, key=key, content="{broken")
        assert answer.status_code == 401, answer.text
    wrong = server("POST", path, key="nonsense", json={})
    assert ("Invalid token." if path.startswith("/api/v1") else "not known") in message_of(wrong)


def test_generect_wants_the_word_token(server):
    answer = server("POST", LEADS, key="", headers={"Authorization": server.key}, json={})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Token")
    assert answer.json()["detail"] == "Authentication credentials were not provided."


@pytest.mark.parametrize("path", DOORS)
def test_malformed_json_is_400_in_every_face(server, path):
    for content in ("{broken", "", "[]", '"text"', b"\xff\xfe{", "null"):
        answer = server("POST", path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400, (content, answer.text)
        assert "JSON" in message_of(answer)
    assert server("POST", path, content="{}").status_code in (200, 400), "a missing content type is read as JSON"


@pytest.mark.parametrize("path", DOORS)
def test_values_that_json_allows_and_nobody_sends_are_refused(server, path):
    field = next(iter(DOORS[path].keys() - {"live"}))
    for value in (r'"\ud800"', "1" * 400, "-1" + "0" * 30, "1e400", "NaN", f'"{"x" * 5000}"', "[" * 900 + "]" * 900):
        content = f'{{"live": false, "{field}": [{value}]}}'
        answer = server("POST", path, content=content, headers={"Content-Type": "application/json"})
        assert 400 <= answer.status_code < 500, (value[:20], answer.text)
        assert len(answer.text) < 5000


def test_a_long_list_of_mistakes_is_answered_while_others_are_served(server):
    body = {"location": [f"Nowhere {number} upon Nothing" for number in range(2_000)]}
    with ThreadPoolExecutor(1) as sender:
        answer = sender.submit(server, "POST", "/v1/count", json=body)
        assert server("GET", "/healthz").status_code == 200
        found = answer.result().json()
    *_, last, more, rest = found["errors"]
    assert len(found["errors"]) == 52
    assert (last["field"], more["code"], more["limit"]) == ("location[49]", "more_faults", 50)
    assert (rest["code"], rest["limit"]) == ("not_looked_up", 1_900)


def test_a_revoked_key_opens_nothing(server):
    made = told("keys", "create", "short-lived", "--data", server.data)
    assert server("POST", "/v1/count", key=made["key"], json={}).status_code == 200
    assert run("keys", "revoke", made["id"], "--data", server.data).returncode == 0
    for path, body in DOORS.items():
        assert server("POST", path, key=made["key"], json=body).status_code == 401
    assert "revoked" in message_of(server("POST", "/v1/count", key=made["key"], json={}))


@pytest.mark.parametrize(
    ("only", "open_"),
    [
        ("native", {"/v1/preview", "/v1/count"}),
        ("generect", {LEADS, f"{LEADS}count/"}),
        ("pronto", {PREVIEW}),
        ("preview", {PREVIEW}),
        ("questor", set()),
        ("native,preview", {"/v1/preview", "/v1/count", PREVIEW}),
    ],
)
def test_a_key_opens_only_its_doors(server, only, open_):
    key = new_key(server.data, f"only {only}", 1, only)
    for path, body in DOORS.items():
        assert server("POST", path, key=key, json=body).status_code == (200 if path in open_ else 403), path


def test_rows_are_charged_counts_and_previews_are_not(server):
    made = told("keys", "create", "payer", "--credits", "0.05", "--data", server.data)
    for path in ("/v1/preview", "/v1/count", f"{LEADS}count/", PREVIEW):
        server("POST", path, key=made["key"], json=DOORS[path])
    none = server("POST", LEADS, key=made["key"], json={"job_titles": ["astronaut"]})
    assert none.json() == {"data": {"leads": [], "results_count": 0}, "meta": {"amount_charged": 0}}
    two = server("POST", LEADS, key=made["key"], json={"company_id": 21828})
    assert two.json()["meta"]["amount_charged"] == 0.04
    too_much = server("POST", LEADS, key=made["key"], json={"company_id": 21828})
    assert (too_much.status_code, too_much.json()["detail"]) == (402, "Insufficient funds in the account.")
    assert "leads" not in too_much.text
    assert booked(server, made["id"]) == [Decimal("0.05"), Decimal("-0.04")]


def booked(server, key):
    home = Leadscout(settings_of(server.data))
    accounts = {made.id: made.account for made in home.access.all_keys()}
    account = accounts[key]
    try:
        return [Decimal(entry.amount) / 1_000_000 for entry in home.credits.entries(account)]
    finally:
        home.database.close()


@pytest.mark.parametrize("path", ["/v1/preview", LEADS, PREVIEW])
def test_a_misspelt_field_is_named_and_the_right_one_suggested(server, path):
    words = {"/v1/preview": native.WORDS, LEADS: generect.WORDS, PREVIEW: pronto.WORDS}[path]
    for word in words:
        wrong = word.field[:-2] + word.field[-1]
        answer = server("POST", path, json={wrong: ["x"], "live": False} if path == PREVIEW else {wrong: ["x"]})
        assert answer.status_code in (400, 422), wrong
        assert wrong in answer.text.replace(wrong.capitalize(), wrong), answer.text
        assert word.field in answer.text, answer.text


def test_pages_by_cursor_never_repeat_or_skip_whatever_arrives(serve, tmp_path):
    assert run("people", "generate", 120, "--data", tmp_path, "--seed", 3).returncode == 0
    key = new_key(tmp_path, "pager")
    here = serve(tmp_path)
    seen, cursor, pages = [], "", 0
    personas = [{"name": "a", "functions": ["manager"], "priority": 2}, {"name": "b", "priority": 7}]
    while True:
        body = {"limit": 10, "personas": personas} | ({"cursor": cursor} if cursor else {})
        answer = here("POST", "/v1/preview", key=key, json=body).json()
        seen += [lead["id"] for lead in answer["leads"]]
        cursor, pages = answer["cursor"], pages + 1
        assert len(seen) == len(set(seen)), "nobody twice"
        if not cursor:
            break
        if pages == 3:
            first = set(seen)
            assert run("people", "generate", 40, "--data", tmp_path, "--seed", 4).returncode == 0
    assert len(first) == 30
    assert len(seen) >= 118, "everybody who was there and has a job"


def test_offset_and_cursor_walk_the_same_order(server):
    by_cursor = [lead["full_name"] for lead in server("POST", "/v1/preview", json={}).json()["leads"]]
    by_offset = []
    for offset in range(0, 14, 4):
        body = {
            "company_headcounts": [
                "Self-employed",
                "1-10",
                "11-50",
                "51-200",
                "201-500",
                "501-1000",
                "1001-5000",
                "10001+",
            ],
            "limit_by": 4,
            "offset_by": offset,
        }
        by_offset += [lead["full_name"] for lead in server("POST", LEADS, json=body).json()["data"]["leads"]]
    assert by_offset == [name for name in by_cursor if name in by_offset]
    assert len(by_offset) == len(set(by_offset)) > 8


def test_a_person_imported_while_serving_is_found_and_a_forgotten_one_is_gone(serve, tmp_path):
    key = new_key(tmp_path, "k", 1)
    here = serve(tmp_path)
    assert here("POST", "/v1/count", key=key, json={}).json()["total"] == 0
    started = datetime.now(UTC) - timedelta(days=70)
    row = {
        "full_name": "Zoe Yarrow",
        "email": "zoe@x.example",
        "experience": [{"title": "Zoologist", "company": "Zoo", "start_date": f"{started:%Y-%m}"}],
    }
    (tmp_path / "zoe.json").write_text(json.dumps([row]))
    assert run("import", tmp_path / "zoe.json", "--data", tmp_path).returncode == 0
    asked = {"title": ["zoologist"], "years_in_position": ["1"]}
    once = {"key": key, "json": asked, "headers": {"Idempotency-Key": "k"}}
    assert here("POST", "/v1/preview", **once).json()["leads"][0]["full_name"] == "Zoe Yarrow"
    assert here("POST", "/v1/count", key=key, json={**asked, "years_in_position": ["2"]}).json()["total"] == 0
    assert run("people", "forget", "zoe@x.example", "--data", tmp_path).returncode == 0
    answer = here("POST", "/v1/preview", **once).json()
    assert (answer["leads"], answer["total"]) == ([], 0), "not even to those who ask with the same key again"
    assert told("import", tmp_path / "zoe.json", "--data", tmp_path)["rejected"] == 1


def test_the_worker_indexes_what_an_interrupted_import_left(serve, tmp_path):
    key = new_key(tmp_path)
    here = serve(tmp_path)
    home = Leadscout(settings_of(tmp_path))
    home.intake.take([Arrived(1, Lead(full_name="Left Behind", member_id="1"))], RowSource("x", 1))
    home.people.database.close()
    deadline = time.monotonic() + HUNG
    while here("POST", "/v1/count", key=key, json={}).json()["total"] != 1:
        assert time.monotonic() < deadline, "the worker did not notice"
        time.sleep(0.1)


def test_filters_describe_themselves(server):
    described = {row["name"]: row for row in server("GET", "/v1/filters").json()}
    assert described.keys() == FILTERS.keys()
    assert described["headcount"]["values"][3] == {"value": "D", "label": "51-200"}
    assert described["location"]["values"] is None
    assert all(row["sentence"] and row["example"] for row in described.values())
