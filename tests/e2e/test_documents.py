"""The OpenAPI documents keep their word: every example works, every answer is as its schema says."""

import importlib
import json
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from uuid import uuid4

import jsonschema_rs
import pytest
from conftest import Server, new_key, until
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from leadscout.dialects import VENDORS

NAMES = [vendor.name for vendor in VENDORS]
OUTSIDE = {"POST /v1/integrations", "POST /v1/integrations/{id}/check", "DELETE /v1/integrations/{id}"}
"""What asks a server elsewhere: tests/e2e/live connects an emulated one."""
HOOK = {"webhook_url": "https://hooks.nordwind.example/hook"}


@pytest.fixture(scope="module")
def alone(server) -> Iterator[Server]:
    """An account of its own, whose imports are undone at the end."""
    may = ("people:write", "suppressions:write", "admin")
    mine = replace(server, key=new_key(server.data, "documents", 10**6, may=may))
    yield mine
    for one in ok(mine("GET", "/v1/imports", params={"limit": 100}))["imports"]:
        if one["status"] == "done":
            ok(mine("POST", f"/v1/imports/{one['id']}/undo"))
    until(
        lambda: all(row["over"] or row["status"] == "uploaded" for row in ok(mine("GET", "/v1/imports"))["imports"]),
        "all is undone",
    )


@pytest.fixture(scope="module")
def documents(alone) -> dict[str, dict[str, object]]:
    return {name: alone("GET", f"/openapi/{name}.json").json() for name in NAMES}


def operations(document):
    """Every operation with its method and path."""
    for path, by_method in document["paths"].items():
        yield from ((method.upper(), path, operation) for method, operation in by_method.items())


def ok(answer):
    assert answer.is_success, answer.text
    return answer.json()


def running(server):
    """A search with a webhook that was not over a moment ago."""
    return {"id": ok(server("POST", "/v1/searches", json=HOOK))["id"]}


def paused(server):
    def pause():
        made = running(server)
        return made if server("POST", f"/v1/searches/{made['id']}/pause").is_success else None

    return until(pause, "a search is paused before it is over")


def done(server):
    made = running(server)
    ok(server("GET", f"/v1/searches/{made['id']}", params={"wait": 60}))
    return made


def sent(server):
    file = "First name,Last name,Company,Email\nJane,Doe,Nordwind,jane@nordwind.example\nJim,Doe,,\n"
    return {"id": ok(server("POST", "/v1/imports", params={"name": "a.csv"}, content=file))["id"]}


def imported(server):
    made = sent(server)
    ok(server("POST", f"/v1/imports/{made['id']}/start", json={}))
    until(lambda: ok(server("GET", f"/v1/imports/{made['id']}"))["over"], "the import is over")
    return made


def first(path, key, name="id", **body):
    return lambda server: {"id": ok(server("POST", path, json=body))[key][0][name]}


def made(path, name="id", under="", body=None, **more):
    def make(server):
        answer = ok(server("POST", path, json={**(body or {}), **more}))
        answer = answer[under] if under else answer
        return {"id": answer[name], "job_id": answer[name]}

    return make


def registered(server):
    body = {"url": f"{HOOK['webhook_url']}/{uuid4()}", "events": ["enrich.lead.bulk.completed"]}
    return {"id": ok(server("POST", "/api/v1/webhooks/", json=body))["id"]}


def webhook(server):
    return {"id": ok(server("POST", "/v1/webhooks", json={"url": f"{HOOK['webhook_url']}/{uuid4()}"}))["id"]}


def requested(path, **body):
    return lambda server: {"request_id": ok(server("POST", path, json=body))["request_id"]}


def finished(path, status, **body):
    def make(server):
        search = requested(path, **body)(server)
        until(lambda: ok(server("GET", status, params=search))["status"] == "done", "the search is done")
        return search

    return make


MAKERS = {
    r"POST /v1/searches/\{id\}/resume": paused,
    r"POST /v1/searches/\{id\}/resend": done,
    r"GET /v1/searches/\{id\}/results": done,
    r"\w+ /v1/searches/\{id\}": running,
    r"GET /v1/people/\{id\}": first("/v1/preview", "leads"),
    r"GET /v1/companies/\{id\}": first("/v1/companies/preview", "companies", "key"),
    r"\w+ /v1/lists/\{id\}": made("/v1/lists", body={"name": "n"}),
    r"\w+ /v1/webhooks/\{id\}": webhook,
    r"DELETE /v1/keys/\{id\}": made("/v1/keys", body={"name": "n"}),
    r"(POST /v1/imports/\{id\}/undo|GET /v1/imports/\{id\}/rejected)": imported,
    r"\w+ /v1/imports/\{id\}": sent,
    r"\w+ /v1/saved/\{id\}": made("/v1/saved", body={"name": "n", "limit": 3}),
    r"DELETE /v1/suppressions/\{id\}": made("/v1/suppressions", body={"domains": ["basalt.example"]}),
    r"GET /get-search-results": finished("/search-leads", "/check-search-status", title_keywords=["Sales"]),
    r"GET /get-search-companies-results": finished(
        "/search-companies", "/check-search-companies-status", industry_codes=[4]
    ),
    r"GET /\w+-search-(status|results)": requested("/search-leads", title_keywords=["Sales"]),
    r"GET /\w+-search-companies-(status|results)": requested("/search-companies", industry_codes=[4]),
    r"POST /api/v2/searches/\{id\}/resend": done,
    r"\w+ /api/v2/searches/\{id\}": made(
        "/api/v2/leads/advanced_search", live=False, job_titles=["Sales"], limit=3, **HOOK
    ),
    r"\w+ /api/v2/lists/\{id\}": made("/api/v2/lists", body={"name": "n"}),
    r"\w+ /api/v2/personas/\{id\}": made("/api/v2/personas", body={"name": "n", "job_titles": ["Sales"]}),
    r"GET /api/v1/enrich/leads/bulk": made(
        "/api/v1/enrich/database/leads/bulk/", "job_id", "meta", leads=[{"id": "990000002"}]
    ),
    r"GET /api/v1/enrich/companies/bulk": made(
        "/api/v1/enrich/database/companies/bulk/", "job_id", "meta", companies=[{"name": "Nordwind"}]
    ),
    r"\w+ /api/v1/webhooks/\{id\}": registered,
}
"""What makes the ids that an operation needs; the first that matches."""


def bodies(operation):
    """The bodies to send, each with its media type and name; one empty request where there is none."""
    content = operation.get("requestBody", {}).get("content", {})
    return [(media, name, one["value"]) for media in content for name, one in content[media]["examples"].items()] or [
        ("", "", None)
    ]


def send(server, method, path, operation, media, body):
    """The answer to an example, with ids that are there."""
    maker = next((make for start, make in MAKERS.items() if re.match(start, f"{method} {path}")), None)
    given = {one["name"]: one["example"] for one in operation.get("parameters", ()) if "example" in one}
    given |= maker(server) if maker else {}
    places = {one["name"]: one["in"] for one in operation.get("parameters", ())}
    params = {name: value for name, value in given.items() if places.get(name) == "query"}
    url = path
    for name in re.findall(r"\{(\w+)\}", path):
        url = url.replace(f"{{{name}}}", str(given[name]))
    request = {"json": body} if media == "application/json" else {"content": body} if media else {}
    if path.endswith("/login/"):
        request["json"]["password"] = server.key
    return server(method, url, params=params, **request)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_of_every_operation_works_and_answers_are_as_typed(alone, documents, name):
    document = documents[name]
    wrong, sent_ = [], 0
    for method, path, operation in operations(document):
        if f"{method} {path}" in OUTSIDE:
            continue
        for media, example, body in bodies(operation):
            answer = send(alone, method, path, operation, media, deepcopy(body))
            while answer.status_code == 409:  # a search that was over before it was paused: another one
                answer = send(alone, method, path, operation, media, deepcopy(body))
            sent_ += 1
            if not answer.is_success:
                wrong.append((method, path, example, answer.status_code, answer.text[:300]))
            elif answer.status_code != 204:
                wrong += [(method, path, example, *fault) for fault in faults(document, operation, answer)]
    assert not wrong, "\n".join(map(str, wrong))
    assert sent_ >= len(list(operations(document))) - len(OUTSIDE)


def faults(document, operation, answer):
    """What of an answer its schema does not say."""
    content = operation["responses"][str(answer.status_code)]["content"]
    media = answer.headers["content-type"].partition(";")[0]
    if media not in content:
        return [(f"{media} is not documented",)]
    if media != "application/json":
        return []
    schemas = {name: closed(schema) for name, schema in document["components"]["schemas"].items()}
    schema = {**closed(content[media]["schema"]), "components": {"schemas": schemas}}
    return [
        (str(error.instance_path), error.message[:300])
        for error in jsonschema_rs.validator_for(schema).iter_errors(answer.json())
    ][:3]


def closed(schema):
    """A schema that takes no key which it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {name: closed(one) for name, one in schema.items()}
    return {**whole, "additionalProperties": False} if "properties" in schema and "$ref" not in schema else whole


def test_every_answer_has_a_schema_and_every_operation_with_a_body_an_example(documents):
    for name, document in documents.items():
        for method, path, operation in operations(document):
            key = f"{method} {path}"
            assert not operation.get("requestBody") or bodies(operation)[0][1], f"{key}: an example"
            fault = operation["responses"]["4XX"]["content"]
            assert list(fault) == ["application/problem+json" if name == "native" else "application/json"], key
            answers = [one for status, one in operation["responses"].items() if status.startswith("2")]
            for answer in answers if method != "DELETE" else ():
                assert answer["content"], key
                assert all(one.get("schema") for one in answer["content"].values()), key
            assert answers, key


def test_documents_name_their_server_operations_and_refusals(alone, documents):
    whole = alone("GET", "/openapi.json").json()
    for document in (whole, *documents.values()):
        assert document["servers"][0]["url"] == "/"
        ids = [operation["operationId"] for _, _, operation in operations(document)]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{4,80}", id_) for id_ in ids), ids
        text = json.dumps(document)
        schemas = document["components"]["schemas"]
        assert set(re.findall(r"#/components/schemas/([^\"]+)\"", text)) <= schemas.keys()
    assert documents["native"]["paths"]["/v1/companies/count"]["post"]["operationId"] == "post_companies_count"
    for name, wrong in (
        ("native", alone("POST", "/v1/count", json={"titel": ["ceo"], "limit": 3})),
        ("questor", alone("POST", "/search-leads", json={"titel": ["ceo"]})),
        ("pronto", alone("POST", "/api/v2/leads/advanced_search", json={"titel": ["ceo"]})),
        ("generect", alone("POST", "/api/v1/search/database/leads/", json={"titel": ["ceo"]})),
    ):
        assert 400 <= wrong.status_code < 500
        operation = next(one for _, path, one in operations(documents[name]) if path == wrong.request.url.path)
        (media, content), *_ = operation["responses"]["4XX"]["content"].items()
        assert wrong.headers["content-type"] == media
        schema = {**content["schema"], "components": documents[name]["components"]}
        assert not list(jsonschema_rs.validator_for(schema).iter_errors(wrong.json())), wrong.text


def test_the_pages_keep_the_key_and_lead_to_each_other(alone):
    for page in ("/docs", *(f"/docs/{name}" for name in NAMES)):
        assert '"persistAuthorization": true' in alone("GET", page).text
    told_ = alone("GET", "/openapi.json").json()["info"]["description"]
    links = re.findall(r"\]\((\S+?)\)", told_)
    assert len(links) == 2 * len(NAMES)
    assert all(alone("GET", f"/{link}").status_code == 200 for link in links)


def test_a_generated_client_reads_a_lead(alone, documents, tmp_path, monkeypatch):
    source, folder = tmp_path / "native.json", tmp_path / "generated_leadscout"
    source.write_text(json.dumps(documents["native"]))
    config = Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, source, "utf-8", overwrite=False, output_path=folder
    )
    problems = generate(config=config)
    assert not problems, "every operation can be generated"
    monkeypatch.syspath_prepend(str(tmp_path))
    package = folder.name
    client = importlib.import_module(f"{package}.client").AuthenticatedClient(base_url=alone.url, token=alone.key)
    preview, body = (
        importlib.import_module(f"{package}.{name}")
        for name in ("api.native.post_preview", "models.post_preview_request")
    )
    with client:
        page = preview.sync(client=client, body=body.PostPreviewRequest.from_dict({"title": ["director"], "limit": 3}))
    expected = ok(alone("POST", "/v1/preview", json={"title": ["director"], "limit": 3}))
    assert page.total == expected["total"] > 0
    assert [(one.id, one.full_name) for one in page.leads] == [
        (one["id"], one["full_name"]) for one in expected["leads"]
    ]
    assert page.leads[0].positions[0].company.name == expected["leads"][0]["positions"][0]["company"]["name"]
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
