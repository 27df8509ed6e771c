"""How much of a person an answer shows: what is empty is left out, fields and details are chosen, and it is small."""

from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from conftest import header_of, new_key

EMPTY = ("", None, [], {})
WORLD = {"location": ["Worldwide"]}
LOW = {"full_name", "headline", "location", "profile_url", "primary_role", "matched_role", "match_reasons", "persona"}


@pytest.fixture(scope="module")
def mine(server):
    return replace(server, key=new_key(server.data, f"shown {uuid4()}"))


@pytest.fixture(scope="module")
def search(mine):
    """A search that is over."""
    id_ = mine("POST", "/v1/searches", json=WORLD).json()["id"]
    assert mine("GET", f"/v1/searches/{id_}", params={"wait": 60}).json()["over"]
    return f"/v1/searches/{id_}/results"


def preview(server, **more):
    answer = server("POST", "/v1/preview", json={**WORLD, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["leads"]


def empties(value, path=()):
    """Where a value, or one inside it, is empty."""
    if value in EMPTY:
        yield path
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from empties(one, (*path, name))


def test_what_is_empty_is_left_out_but_the_end_of_a_job(mine, search):
    answers = [preview(mine), mine("GET", search).json()["leads"]]
    answers.append(mine("GET", f"/v1/people/{answers[0][0]['id']}").json() | {"conflicts": "?"})
    answers.append(mine("POST", "/v1/companies/preview", json={}).json()["companies"])
    assert {path[-1] for answer in answers for path in empties(answer)} <= {"ended"}
    jobs = [job for lead in answers[0] for job in lead.get("positions", ())]
    assert any("ended" not in job for job in jobs)
    assert any(job.get("ended") for job in jobs)
    assert any(job["primary"] is False for job in jobs), "false says something"


def test_fields_that_are_chosen(mine, search):
    whole = preview(mine)
    chosen = preview(mine, fields=["full_name", "matched_role"])
    assert chosen == [{name: one[name] for name in ("id", "full_name", "matched_role") if name in one} for one in whole]
    results = mine("GET", search, params={"fields": "emails, full_name"}).json()["leads"]
    assert {name for one in results for name in one} == {"number", "id", "full_name", "emails"}
    person = mine("GET", f"/v1/people/{whole[0]['id']}", params={"fields": "full_name,provenance"}).json()
    assert person.keys() == {"id", "full_name", "provenance"}
    explained = mine("GET", f"/v1/people/{whole[0]['id']}?explain&fields=full_name").json()
    assert explained.keys() == {"id", "full_name", "explained"}


def test_low_says_who_and_why(mine, search):
    low = preview(mine, detail="low")
    assert low == [{name: one[name] for name in one if name in LOW | {"id"}} for one in preview(mine)]
    assert {name for one in low for name in one} > {"full_name", "matched_role", "match_reasons"}
    results = mine("GET", search, params={"detail": "low", "fields": "emails"}).json()["leads"]
    assert {name for one in results for name in one} <= LOW | {"id", "number", "emails"}
    assert any("emails" in one for one in results)


@pytest.mark.parametrize(
    ("field", "sentence", "ask"),
    [
        ("fields[0]", "did you mean emails?", ("POST", "/v1/preview", {"json": {"fields": ["email"]}})),
        ("fields", "did you mean emails?", ("GET", "RESULTS", {"params": {"fields": "full_name,email"}})),
        ("fields", "did you mean headline?", ("GET", "/v1/people/x", {"params": {"fields": "headlin"}})),
        ("fields", "matched_role", ("GET", "/v1/people/x", {"params": {"fields": "matched_role"}})),
        ("detail", "valid: low, full", ("POST", "/v1/preview", {"json": {"detail": "some"}})),
        ("feilds", "did you mean fields?", ("POST", "/v1/preview", {"json": {"feilds": ["emails"]}})),
        ("feilds", "did you mean fields?", ("GET", "RESULTS", {"params": {"feilds": "emails"}})),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest(mine, search, field, sentence, ask):
    method, path, more = ask
    answer = mine(method, path.replace("RESULTS", search), **more)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert sentence in answer.json()["detail"]


def test_companies_have_no_fields_to_choose(mine):
    id_ = mine("POST", "/v1/companies/searches", json={}).json()["id"]
    answer = mine("GET", f"/v1/searches/{id_}/results", params={"fields": "full_name"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_supported")
    assert preview(mine, fields=None) == preview(mine)


def raw(server, method, path, encoding="gzip", **request):
    """The bytes of an answer as they are sent, and its headers."""
    headers = {**header_of(path, server.key), "Accept-Encoding": encoding}
    with httpx.stream(method, server.url + path, headers=headers, timeout=60, **request) as answer:
        return b"".join(answer.iter_raw()), answer.headers


def test_answers_are_compressed_where_the_client_takes_it_and_files_are_not(mine, search):
    plain, headers = raw(mine, "POST", "/v1/preview", "identity", json=WORLD)
    assert "content-encoding" not in headers
    packed, headers = raw(mine, "POST", "/v1/preview", json=WORLD)
    assert (headers["content-encoding"], len(packed) * 2 < len(plain)) == ("gzip", True)
    assert int(headers["content-length"]) == len(packed)
    for kind in ("csv", "jsonl", "xlsx", "csv.gz"):
        file, headers = raw(mine, "GET", f"{search}.{kind}")
        assert "content-encoding" not in headers, kind
        assert file
    _, headers = raw(mine, "GET", "/v1/keys")
    assert "content-encoding" not in headers, "what is small stays as it is"
    sent = {"Idempotency-Key": str(uuid4())}
    body = {"name": "n" * 499, "companies": [{"name": "x"}]}
    made, again = (mine("POST", "/v1/lists", json=body, headers=sent) for _ in range(2))
    assert (made.json(), again.headers["idempotent-replayed"]) == (again.json(), "true")
    assert made.headers["content-encoding"] == again.headers["content-encoding"] == "gzip"
