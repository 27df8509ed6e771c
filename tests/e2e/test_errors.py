"""Every row of the table of errors over HTTP, in the shape and status of every dialect that can run into it."""

import fcntl
import json
import re
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import new_key
from faults import generect, native, pronto, questor
from stores import opened, settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import ERRORS
from leadscout.model.lists import List
from leadscout.service.lists.lists import MOST, MOST_KEPT
from leadscout.store import lists

TABLES = {"native": native, "questor": questor, "generect": generect, "pronto": pronto}
ALL = [(dialect, code, case) for dialect, table in TABLES.items() for code, case in table.CASES.items()]
CASES = [(dialect, code) for dialect, code, case in ALL if case.on == "server" and case.key != "full"]
FULL = [(dialect, code) for dialect, code, case in ALL if case.key == "full"]
STRAINED = [(dialect, code) for dialect, code, case in ALL if case.on != "server"]
ROOT = Path(__file__).parent.parent.parent
_PAGE = "tests/page/test_signing_in.py"
_ONCE = "tests/e2e/test_idempotency.py"
_LIVE = "tests/sources/test_live.py"
_IMPORTS = "tests/e2e/test_imports.py"
_EXPORTS = "tests/e2e/test_exports.py"
ELSEWHERE = {
    "same_person": "tests/service/test_people.py",
    "several_people": "tests/service/test_recognition.py",
    "several_companies": "tests/e2e/test_companies.py",
    "one_row": "tests/service/test_splitting.py",
    "one_source": "tests/service/test_splitting.py",
    "rows_not_kept": "tests/service/test_splitting.py",
    "people_replaced": "tests/e2e/test_restore.py",
    **dict.fromkeys(("no_room", "store_gone"), "tests/e2e/test_room.py"),
    **dict.fromkeys(("expired_key", "scope_missing", "wider_key", "ceiling_reached"), "tests/e2e/test_scopes.py"),
    **dict.fromkeys(
        ("in_the_way", "no_backup", "data_there", "damaged_store", "store_busy"), "tests/e2e/test_backup.py"
    ),
    "newer_store": "tests/cli/test_doctor.py",
    "server_runs": "tests/e2e/test_quotas.py",
    "bad_secret_key": "tests/e2e/test_private.py",
    **dict.fromkeys(("index_unreachable", "too_many_clauses"), "tests/engines/test_unreachable.py"),
    **dict.fromkeys(("scope_needed", "no_import", "import_begun", "import_not_over", "undone_before"), _IMPORTS),
    **dict.fromkeys(("file_too_large", "unreadable_file"), _IMPORTS),
    **dict.fromkeys(("search_not_over", "search_needed"), _EXPORTS),
    **dict.fromkeys(("not_in_workbook", "no_parquet"), "tests/intake/test_exports.py"),
    "import_taken": "tests/service/test_undoing.py",
    "secret_lost": "tests/e2e/test_generect_jobs.py",
    **dict.fromkeys(("address_taken", "allowance_used"), "tests/e2e/test_generect_jobs.py"),
    "nothing_suppressed": "tests/e2e/test_suppression.py",
    "suppressions_sealed": "tests/service/test_suppressions.py",
    "no_saved": "tests/e2e/test_saved.py",
    **dict.fromkeys(("too_many_values", "takes_too_long", "not_looked_up"), "tests/e2e/test_bounds.py"),
    "busy": "tests/e2e/test_wire.py",
    **dict.fromkeys(
        ("move_not_empty", "move_other_version", "move_disturbed", "move_differs"), "tests/cli/test_move.py"
    ),
    "no_mcp": "tests/agents/test_tools.py",
    **dict.fromkeys(("cross_site", "strange_host", "too_many_wrong_keys", "link_used"), _PAGE),
    "unknown_profile": "tests/e2e/live/test_pronto.py",
    "out_of_time": "tests/e2e/live/test_generect.py",
    "source_not_understood": "tests/e2e/live/test_refusals.py",
    **dict.fromkeys(("source_unauthorized", "source_forbidden", "source_rate_limited", "source_unavailable"), _LIVE),
    **dict.fromkeys(("source_paced", "source_capped", "not_asked"), _LIVE),
    "source_unpaid": "tests/sources/test_vendors.py",
    "not_sayable": "tests/sources/test_vendor_words.py",
    **dict.fromkeys(("idempotency_key_in_use", "idempotency_key_reused", "shown_once"), _ONCE),
}
"""Rows that one request cannot run into, and the tests that do: one is a verb's, one a backup's."""

INSIDE = re.compile(
    r"Traceback|\.py\b|<class|0x[0-9a-f]{6}|"
    r"\b(?:NoneType|dict|str|int|bool|float|tuple|pydantic|sqlite\d?|sqlalchemy|constrained|\w+(?:Error|Exception))\b"
)
"""What is nobody's business: tracebacks, files, types of Python and its libraries."""


@pytest.fixture(scope="module")
def strained(serve, tmp_path_factory):
    """A server that bears next to nothing, with nobody in it."""
    bounds = {"LEADSCOUT_GENERECT_PARALLEL": "0", "LEADSCOUT_QUESTOR_RATE": "1", "LEADSCOUT_PRONTO_RATE": "1"}
    return serve(tmp_path_factory.mktemp("strained"), **bounds)


@pytest.fixture(scope="module")
def keys(server):
    """Keys by who has them: the one of the tests, no one's, a revoked one, and those of special accounts."""
    home = Leadscout(settings_of(server.data))
    revoked, secret = home.access.create("revoked", "revoked")
    home.access.revoke(revoked.id)
    home.database.close()
    made = {"poor": new_key(server.data, "poor"), "preview": new_key(server.data, "preview alone", 1, "preview")}
    return {"good": server.key, "none": "", "nonsense": "nonsense", "revoked": secret, **made}


@pytest.fixture(scope="module")
def full(server):
    """A key of an account that keeps as many lists as it may, and the number of one that is full."""
    key = new_key(server.data, "full")
    home = Leadscout(settings_of(server.data))
    account = home.access.account_of("full")
    with home.database.write() as connection:
        new = [List(0, account, "account", f"list {at}", "2026-01-01") for at in range(MOST_KEPT)]
        made = [lists.add(connection, one, None) for one in new]
        lists.extend(connection, made[0].id, {f"id:{at}": str(at) for at in range(10, MOST + 10)})
    home.database.close()
    return key, made[0].id


@pytest.fixture(scope="module")
def search(server):
    """A search that is over, with no webhook."""
    id_ = server("POST", "/v1/searches", json={"title": ["nobody at all"]}).json()["id"]
    assert server("GET", f"/v1/searches/{id_}?wait=20").json()["over"]
    return id_


@contextmanager
def damaged(server):
    """Take the keys out of the database, as another hand could."""

    def rename(old, new):
        with closing(opened(server.data)) as database, database.write() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename("api_key", "gone")
    yield
    rename("gone", "api_key")


@contextmanager
def unindexed(server):
    """Take the index away, and keep the worker from making a new one."""
    folder = server.data / "index"
    with (folder / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = (folder / "CURRENT").rename(folder / "AWAY")
        yield
        current.rename(folder / "CURRENT")


STATES = {"damaged": damaged, "unindexed": unindexed, "strained": nullcontext}


def asked(server, case, key, **known):
    """Send a request; one of a server that bears little until it is refused for that."""
    verb, path = case.ask.format(**known).split(" ")
    raw = {"content": case.body, "headers": {"Content-Type": "application/json"}}
    body = raw if isinstance(case.body, bytes) else {"json": case.body} if case.body is not None else {}
    for _ in range(20):
        answer = server(verb, path, key=key, **body)
        if answer.status_code == case.status or case.on != "strained":
            break
    return answer


@pytest.mark.parametrize(("dialect", "code"), CASES, ids=[f"{dialect}-{code}" for dialect, code in CASES])
def test_a_row_is_told_in_the_shape_of_the_dialect(request, server, keys, dialect, code):
    case = TABLES[dialect].CASES[code]
    known = {"search": request.getfixturevalue("search")} if "{search}" in case.ask else {}
    answer = asked(server, case, keys[case.key], **known)
    check(answer, dialect, code, replace(case, told=case.told.format(**known)))


def test_an_account_that_keeps_all_it_may_is_told_so(server, full):
    for dialect, code in FULL:
        case = TABLES[dialect].CASES[code]
        check(asked(server, case, full[0], list=full[1]), dialect, code, case)


def test_a_server_that_bears_no_more_tells_so(strained):
    for dialect, code in STRAINED:
        case = TABLES[dialect].CASES[code]
        key = new_key(strained.data, f"{dialect} {code}", 100)
        with STATES[case.on](strained):
            check(asked(strained, case, key), dialect, code, case)
    assert strained("GET", "/readyz").status_code == 200
    assert strained("POST", "/v1/count", key=key, json={}).json()["total"] == 0, "all of it is undone"


def check(answer, dialect, code, case):
    assert answer.status_code == case.status, answer.text
    assert not INSIDE.search(answer.text), answer.text
    if case.status == 429:
        assert int(answer.headers["retry-after"]) >= 1
    SHAPES[dialect](answer, code, case)


def told_natively(answer, code, case):
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    first = body["errors"][0]
    assert (body["type"], body["status"]) == (f"urn:leadscout:error:{first['code']}", ERRORS[code].status)
    assert body["title"] == first["code"].replace("_", " ")
    assert (body["errors"][-1]["code"], first.get("field", "")) == (code, case.field)
    assert case.field in body["detail"] or case.status != 422
    assert case.told in body["detail"]


def told_by_questor(answer, _, case):
    body = answer.json()
    assert body.keys() == {"message", "details"} | ({"parameter"} if case.field else set())
    assert (body["message"], body.get("parameter", "")) == (case.says, case.field)
    assert case.told in body["details"]
    known = case.status not in (401, 405, 500) and case.ask != "GET /search-leads/x"
    assert ("x-ratelimit-credits-remaining" in answer.headers) == known


def told_by_generect(answer, _, case):
    body = answer.json()
    assert (body.keys(), body["status"]) == ({"status", "status_code", "detail"}, "error")
    assert body["status_code"] == case.status
    detail = body["detail"]
    if not case.field:
        assert detail == case.told or (case.status == 400 and case.told in detail)
        return
    assert case.field in detail
    assert case.told in json.dumps(detail, ensure_ascii=False)


def told_by_pronto(answer, _, case):
    body = answer.json()
    assert (body.keys(), body["error"]) == ({"error", "message"}, case.status)
    assert case.field in body["message"]
    assert case.told.casefold() in body["message"].casefold()


SHAPES = {
    "native": told_natively,
    "questor": told_by_questor,
    "generect": told_by_generect,
    "pronto": told_by_pronto,
}


@pytest.mark.parametrize("dialect", TABLES)
def test_a_dialect_runs_into_every_row_or_says_why_it_cannot(dialect):
    table = TABLES[dialect]
    assert not table.CASES.keys() & table.CANNOT.keys()
    assert table.CASES.keys() | table.CANNOT.keys() | ELSEWHERE.keys() == ERRORS.keys()
    assert all(table.CANNOT.values())


def test_every_row_is_told_by_a_dialect():
    raised = {code for table in TABLES.values() for code in table.CASES}
    assert raised == ERRORS.keys() - ELSEWHERE.keys()
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())


@pytest.mark.parametrize("path", ["/nothing", "/v2/count", "/api"])
def test_where_no_dialect_speaks_a_problem_is_told(server, path):
    answer = server("GET", path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert server("POST", "/healthz").json()["type"] == "urn:leadscout:error:method_not_allowed"
