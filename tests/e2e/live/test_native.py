"""Natively: a live source, both, or one by its name; past the cap; where each field is from; forgotten people."""

import pytest
from conftest import run, told
from connected import account, forget, requests, serving_live, who
from sizes import size

from leadscout.emulator.account import DEMO
from leadscout.model.query import Clause

DIRECTORS = {"seniority": ["director", "head"]}


def ended(mine, id_: str) -> dict[str, object]:
    """The search when it is over; as long as it moves, it is waited for."""
    found = -1
    while True:
        shown = mine("GET", f"/v1/searches/{id_}?wait=60").json()
        if shown["over"]:
            return shown
        assert shown["found"] > found or shown["status"] == "queued", shown
        found = shown["found"]


def people(mine, id_: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    cursor: object = 0
    while cursor is not None:
        page = mine("GET", f"/v1/searches/{id_}/results?limit=1000&cursor={cursor}").json()
        rows += page["leads"]
        cursor = page["cursor"]
    return rows


def searched(mine, **body: object) -> tuple[dict[str, object], list[dict[str, object]]]:
    made = mine("POST", "/v1/searches", json={"limit": 100_000 if body.get("exhaustive") else 10_000, **body})
    assert made.status_code == 201, made.text
    shown = ended(mine, made.json()["id"])
    return shown, people(mine, made.json()["id"])


def ids(rows) -> list[str]:
    return [row.get("sales_id", "") for row in rows]


SIZES = {
    "A": "Self-employed",
    "B": "1-10",
    "C": "11-50",
    "D": "51-200",
    "E": "201-500",
    "F": "501-1000",
    "G": "1001-5000",
    "H": "5001-10000",
    "I": "10001+",
}


@pytest.mark.parametrize("source_", ["live", "navigator"])
def test_a_live_source_is_asked_by_its_name(mine, truth, source_):
    body = {"seniority": ["vp"], "location": ["United States"], "source": source_}
    expected = who(truth, Clause("seniority", ("vp",)), Clause("location", ("103644278",)))
    assert mine("POST", "/v1/count", json=body).json()["total"] == len(expected)
    shown, rows = searched(mine, **body)
    assert shown["status"] == "done"
    assert (len(rows), set(ids(rows))) == (len(expected), expected)


def test_past_the_cap_a_search_asks_in_parts_and_finds_everybody(mine, truth):
    """Everybody in full; each day the first of the parts. tests/sources/test_parts.py finds all of other sources."""
    expected = who(truth, Clause("headcount", tuple(SIZES)))
    assert len(expected) > 2500
    body = {"headcount": list(SIZES.values()), "source": "live", "exhaustive": True}
    shown, rows = searched(mine, **body, limit=size("LIVE_PEOPLE"))
    wanted = min(size("LIVE_PEOPLE"), len(expected))
    assert shown["status"] == "done"
    assert shown["parts"]["parts"] > 1
    assert (shown["parts"]["done"] == shown["parts"]["parts"]) is (wanted == len(expected)), shown["parts"]
    assert (len(rows), len(set(ids(rows)))) == (wanted, wanted), "nobody twice, and nobody missing"
    assert set(ids(rows)) <= expected


def test_each_field_says_which_source_told_it(mine, truth):
    lead = truth.leads[min(who(truth, Clause("seniority", ("vp",))))]
    body = {"seniority": ["vp"], "first_name": [lead.first_name], "last_name": [lead.last_name], "source": "live"}
    _, rows = searched(mine, **body, profiles=True)
    assert lead.sales_id in ids(rows)
    shown = mine("GET", f"/v1/people/{lead.sales_id}").json()
    assert shown["headline"] == lead.headline
    assert {"full_name", "headline", "positions"} <= shown["provenance"].keys()
    assert {origin["source"] for origin in shown["provenance"].values()} == {"navigator"}


def test_somebody_who_was_forgotten_stays_out(live, mine, truth):
    expected = who(truth, Clause("seniority", ("vp",)), Clause("location", ("101165590",)))
    body = {"seniority": ["vp"], "location": ["101165590"], "source": "live"}
    _, rows = searched(mine, **body)
    gone = min(expected)
    assert set(ids(rows)) == expected
    done = run("people", "forget", gone, "--data", live.data)
    assert done.returncode == 0, done.stderr
    other = account(live, mine.emulation)
    assert mine("GET", f"/v1/people/{gone}").status_code == 404
    for caller in (mine, other):
        _, rows = searched(caller, **body)
        assert set(ids(rows)) == expected - {gone}
    preview = other("POST", "/v1/preview", json={**body, "limit": 25}).json()
    assert gone not in ids(preview["leads"])


def test_both_give_the_database_first_and_the_source_besides(serve, populate, tmp_path, source, truth):
    """The database has the first 200 people of the source, and 100 whom it does not know."""
    populate(tmp_path, 200, seed=1)
    told("people", "generate", 100, "--seed", "7", "--data", tmp_path)
    source.clear()
    mine = account(serving_live(serve, tmp_path, source, LEADSCOUT_EMULATE="false"), source)
    _, stored = searched(mine, **DIRECTORS)
    expected = who(truth, Clause("seniority", ("director", "head")))
    assert 0 < len(stored) < len(expected)
    shown, rows = searched(mine, **DIRECTORS, source="both")
    assert shown["status"] == "done"
    of_ours = {row["id"] for row in stored}
    assert {row["id"] for row in rows[: len(stored)]} == of_ours, "the database comes first"
    assert len({row["id"] for row in rows}) == len(rows), "nobody twice"
    assert set(ids(rows)) == {*ids(stored), *expected}, "and nobody else"


@pytest.mark.usefixtures("live")
def test_two_sources_of_one_account_have_names(mine):
    made = mine("POST", "/v1/integrations", json={"credential": DEMO.li_at, "name": "second"})
    assert made.status_code == 201
    forget(mine.emulation)
    assert mine("POST", "/v1/count", json={"title": ["CEO"], "source": "second"}).status_code == 200
    assert len(requests(mine.emulation)) == 1
    answer = mine("POST", "/v1/count", json={"title": ["CEO"], "source": "third"})
    assert (answer.status_code, "second" in answer.text, "navigator" in answer.text) == (422, True, True)
