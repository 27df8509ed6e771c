"""Every tool against a real server, through the SDK's own client, over pipes and over HTTP; one session for each."""

import json
import os
import select
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from functools import partial

import anyio
import httpx
import httpx2
import pytest
from conftest import HUNG, free_port, new_key, run
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from stores import settings_of

from leadscout.agents.tools import TOOLS
from leadscout.assemble import Leadscout
from leadscout.intake.population import Population
from leadscout.model.lead import Company, Lead, Location, Position
from leadscout.service.people.intake import Arrived, RowSource

BUDGET = 20_000
LONG = 'Endløs "lang" ' * 60
WORDS = "VPs of marketing in DACH, who sail"
EVERYBODY = {"location": ["Worldwide"]}
WINDED = {"keyword": ["longwinded"]}
HOST = "leads.example"
WRONG = "Authorization: Bearer ls_wrong\r\nContent-Length: 0"


def winded(number):
    """Somebody who has far too much to say."""
    job = Position(title=f"Longwinded Officer {LONG}", company=Company(name=LONG, description=LONG), description=LONG)
    return Lead(
        first_name="Long",
        last_name=f"Winded{number}",
        full_name=f"Long Winded{number}",
        headline=f"longwinded {LONG}",
        summary=LONG * 20,
        location=Location(text="Berlin, Germany"),
        positions=(job,) * 20,
        emails=tuple(f"{'x' * 60}{number}.{at}@long.example" for at in range(20)),
        phones=tuple(f"+49 30 {number}000{at}" for at in range(20)),
        skills=tuple(f"{LONG} {at}" for at in range(60)),
        profile_url=f"https://www.linkedin.com/in/long-winded-{number}",
    )


@pytest.fixture(scope="module")
def agents(serve, tmp_path_factory):
    """A server that lets assistants in, over people of whom some are worst cases."""
    data = tmp_path_factory.mktemp("agents")
    home = Leadscout(settings_of(data))
    people = [*Population(9, home.lexicon).people(300), *map(winded, range(30))]
    home.intake.take([Arrived(at, lead) for at, lead in enumerate(people)], RowSource("agents", 20_000))
    home.indexer.catch_up()
    home.database.close()
    return serve(data, LEADSCOUT_MCP="true", LEADSCOUT_HOSTS=HOST, LEADSCOUT_PRICE_NATIVE_LEAD="0.5")


@asynccontextmanager
async def over_http(server, key):
    http = httpx2.AsyncClient(headers={"X-API-Key": key}, timeout=HUNG)
    async with http, Client(streamable_http_client(f"{server.url}/mcp", http_client=http)) as client:
        yield client


@asynccontextmanager
async def over_pipes(server, key):
    environ = {**os.environ, "LEADSCOUT_URL": server.url, "LEADSCOUT_KEY": key}
    command = StdioServerParameters(command=sys.executable, args=["-m", "leadscout", "mcp"], env=environ)
    with open(os.devnull, "w") as nowhere:  # noqa: ASYNC230, PTH123 - what the process logs
        async with Client(stdio_client(command, errlog=nowhere)) as client:
            yield client


CALLS = {
    "words": ("describe_search", {"words": WORDS}),
    "several": ("describe_search", {"words": "CTOs in Springfield"}),
    "count": ("count_people", {"query": {"seniority": ["vp"], "exclude": {"location": ["Berlin"]}}}),
    "nobody": ("count_people", {"query": {"title": ["CEO"], "first_name": ["Zzyzx"]}}),
    "facets": ("facet_people", {"facets": ["seniority", "location"], "query": EVERYBODY}),
    "low": ("find_people", {"query": EVERYBODY, "limit": 25}),
    "contact": ("find_people", {"query": EVERYBODY, "limit": 5, "detail": "contact"}),
    "worst": ("find_people", {"query": WINDED, "limit": 25, "detail": "contact"}),
    "values": ("filter_values", {"filter": "industry", "text": "softwar"}),
    "offer": ("start_search", {"query": {"seniority": ["vp"]}, "limit": 3}),
    "too little": ("start_search", {"query": {"seniority": ["vp"]}, "limit": 3, "accept_cost": 1}),
    "started": ("start_search", {"query": {"seniority": ["vp"]}, "limit": 3, "accept_cost": 1.5, "name": "vps"}),
    # what is wrong
    "no tool": ("find_poeple", {}),
    "no argument": ("describe_search", {}),
    "strange argument": ("find_people", {"limits": 3}),
    "strange filter": ("count_people", {"query": {"titel": ["CEO"]}}),
    "graph filter": ("count_people", {"query": {"relationship": ["2nd degree"]}}),
    "wrong type": ("find_people", {"limit": "ten"}),
    "too many": ("find_people", {"limit": 26}),
    "wrong choice": ("find_people", {"detail": "all"}),
    "wrong value": ("count_people", {"query": {"location": ["Dachh"]}}),
    "wrong cursor": ("find_people", {"query": EVERYBODY, "cursor": "x"}),
    "stranger": ("get_person", {"id": "nobody@none.example"}),
    "no search": ("get_search", {"id": "x"}),
    "no list": ("add_to_list", {"people": ["x"]}),
    "no facet": ("facet_people", {"facets": ["keyword"]}),
}


async def talk(connect, server, key):
    """One session: what each call answered."""
    answers = {}
    async with connect(server, key) as client:
        answers["tools"] = await client.list_tools()
        answers["resources"] = await client.list_resources()
        answers["filters"] = await client.read_resource("leadscout://filters")
        answers["prompts"] = await client.list_prompts()
        answers["prompt"] = await client.get_prompt("build_a_list", {"who": WORDS})

        async def call(name, tool, /, **arguments):
            answers[name] = await client.call_tool(tool, arguments)
            return answers[name].structured_content or {}

        for name, (tool, arguments) in CALLS.items():
            await call(name, tool, **arguments)
        people = answers["low"].structured_content["people"]
        await call(
            "next", "find_people", query=EVERYBODY, limit=5, cursor=answers["contact"].structured_content["cursor"]
        )
        await call("person", "get_person", id=people[0]["id"])
        worst = answers["worst"].structured_content["people"][0]["id"]
        await call("worst person", "get_person", id=worst)
        await call("some fields", "get_person", id=worst, fields=["full_name", "emails"])
        await call("strange field", "get_person", id=worst, fields=["salary"])
        two = {"lead": [people[0]["id"], people[1]["id"]]}
        await call("exact", "start_search", query=two, accept_cost=1)
        await call("none_match", "start_search", query={"title": ["harbour pilot"]}, accept_cost=1)
        made = await call("list", "add_to_list", people=[people[0]["id"], people[1]["id"]], name=f"list {key[-5:]}")
        await call("longer list", "add_to_list", people=[people[2]["id"]], list=made["list"])
        await call("of the list", "count_people", query={"lead_list": [made["list"]]})
        search = answers["started"].structured_content["id"]
        with anyio.fail_after(HUNG):
            while not (await call("search", "get_search", id=search)).get("over"):  # noqa: ASYNC110 - it is elsewhere
                await anyio.sleep(0.05)
        await call("file", "export_search", id=search, format="csv", program="hubspot")
        for name, do in {
            "no prompt": client.get_prompt("x"),
            "no resource": client.read_resource("leadscout://x"),
        }.items():
            try:
                await do
            except MCPError as error:
                answers[name] = str(error)
    return answers


@pytest.fixture(scope="module", params=[over_http, over_pipes], ids=["http", "pipes"])
def session(request, agents):
    key = new_key(agents.data, f"agent {request.param.__name__}", 100)
    with ThreadPoolExecutor(1) as apart:  # the browser of other tests keeps a loop in this thread
        return {"key": key, **apart.submit(anyio.run, partial(talk, request.param, agents, key)).result()}


def told(session, name):
    """What a call answered; the text says the same as the structure, and both fit."""
    answer = session[name]
    assert not answer.is_error, answer.content[0].text
    assert json.loads(answer.content[0].text) == answer.structured_content
    assert len(answer.model_dump_json(by_alias=True, exclude_none=True).encode()) <= BUDGET
    return answer.structured_content


def empty(value):
    """Whether JSON has a field that says nothing."""
    if isinstance(value, dict):
        return any(one in ("", None, [], {}) or empty(one) for one in value.values())
    return isinstance(value, list) and any(map(empty, value))


def test_tools_say_what_they_take_answer_and_cost(session):
    tools = {tool.name: tool for tool in session["tools"].tools}
    assert list(tools) == list(TOOLS)
    for tool in tools.values():
        assert "Free" in tool.description or "Costs" in tool.description
        assert tool.output_schema["properties"]
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations.destructive_hint is False
    writing = {name for name, tool in tools.items() if not tool.annotations.read_only_hint}
    assert writing == {"start_search", "add_to_list"}
    query = tools["count_people"].input_schema["$defs"]["query"]["properties"]
    assert query["has_email"]["type"] == "boolean"
    assert "where the person lives" in query["location"]["description"]
    assert "relationship" not in query
    assert len(session["tools"].model_dump_json(by_alias=True, exclude_none=True)) < 32_000


def test_answers_have_the_fields_of_their_schemas_and_no_empty_ones(session):
    calls = {**CALLS, "worst person": ("get_person", {}), "list": ("add_to_list", {}), "file": ("export_search", {})}
    for name, (tool, _) in calls.items():
        if not session[name].is_error:
            answer = told(session, name)
            assert answer.keys() <= TOOLS[tool].answer_schema["properties"].keys(), name
            assert not empty(answer), name


def test_words_become_a_query_that_can_be_counted(session):
    answer = told(session, "words")
    assert answer["query"] == {"seniority": ["Vice President"], "function": ["Marketing"], "location": ["DACH"]}
    assert answer["unread"] == ["sail"]
    assert "several places are called Springfield" in told(session, "several")["warnings"][0]
    count = told(session, "count")
    assert count["total"] > 0
    assert {"filter": "not location", "values": ["Berlin, Berlin, Germany"]} in count["applied_filters"]
    assert {one["filter"] for one in told(session, "nobody")["without"]} == {"title", "first_name"}
    assert told(session, "facets")["facets"]["seniority"][0]["count"] > 0
    assert told(session, "values")["values"][0]["label"] == "Software Development"


def test_people_come_page_by_page_within_the_budget(session):
    low, contact = told(session, "low")["people"], told(session, "contact")["people"]
    assert len(low) == 25
    assert [one["id"] for one in contact] == [one["id"] for one in low[:5]]
    assert [one["id"] for one in told(session, "next")["people"]] == [one["id"] for one in low[5:10]]
    assert {"title", "company", "place", "why"} <= low[0].keys()
    assert not any("emails" in one or "phones" in one for one in low)
    assert any("emails" in one for one in contact)


def test_worst_cases_are_cut_and_it_is_said(session):
    page = told(session, "worst")
    assert 0 < len(page["people"]) < 25
    assert page["cut"] == [f"people: {len(page['people'])} of 25 fit into an answer; the cursor leads to the rest"]
    assert page["cursor"]
    person = told(session, "worst person")
    assert any("summary" in cut for cut in person["cut"])
    assert "provenance" not in person["person"]
    some = told(session, "some fields")["person"]
    assert some.keys() == {"id", "full_name", "emails"}
    assert len(some["emails"]) == 20


def test_a_search_never_costs_more_than_was_accepted(session):
    exact, none_match = told(session, "exact"), told(session, "none_match")
    assert (exact["started"], exact["people"], exact["limit"]) == (True, 2, 2), "whoever comes in later is not paid for"
    assert not none_match.get("started")
    assert "nobody matches" in none_match["next"]


def test_a_search_tells_its_cost_before_it_starts(session):
    for name in ("offer", "too little"):
        offer = told(session, name)
        assert (offer["started"], offer["cost"], offer["people"], offer["credits"]) == (False, 1.5, 3, 100)
    assert told(session, "started")["started"]
    search = told(session, "search")
    assert (search["status"], search["found"], search["name"]) == ("done", 3, "vps")


def test_a_file_is_a_link_that_the_key_opens(session, agents):
    answer = told(session, "file")
    assert answer["link"].startswith(f"{agents.url}/v1/searches/")
    file = httpx.get(answer["link"], headers={"Authorization": f"Bearer {session['key']}"}, timeout=HUNG)
    assert file.status_code == 200
    assert "Job Title" in file.text.splitlines()[0]
    assert len(file.text.splitlines()) == 4


def test_people_are_put_on_lists(session):
    assert told(session, "list")["size"] == 2
    assert told(session, "longer list")["size"] == 3
    assert told(session, "of the list")["total"] == 3


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no tool", "tool: find_poeple is not known"),
        ("no argument", "words is required"),
        ("strange argument", "limits is not a field of this request; did you mean limit"),
        ("strange filter", "query.titel is not a field of this request; did you mean title"),
        ("graph filter", "query.relationship is not a field of this request"),
        ("wrong type", "limit: ten is not a whole number"),
        ("too many", "limit: 26 is out of range; it should be 1 to 25"),
        ("wrong choice", "detail: all is not known"),
        ("wrong value", "location[0]: Dachh is not known; did you mean"),
        ("wrong cursor", "cursor: x is not a cursor that we gave"),
        ("stranger", "no person matches nobody@none.example"),
        ("no search", "there is no search x"),
        ("no list", "exactly one of list, name"),
        ("no facet", "facets: keyword is not known"),
        ("strange field", "fields: salary is not known"),
    ],
)
def test_what_is_wrong_is_said_in_our_sentence(session, name, sentence):
    answer = session[name]
    assert answer.is_error
    assert sentence in answer.content[0].text
    assert "pydantic" not in answer.content[0].text


def test_there_is_a_prompt_and_a_resource(session):
    assert [prompt.name for prompt in session["prompts"].prompts] == ["build_a_list"]
    assert WORDS in session["prompt"].messages[0].content.text
    assert [str(one.uri) for one in session["resources"].resources] == ["leadscout://filters"]
    filters = {one["name"]: one for one in json.loads(session["filters"].contents[0].text)}
    assert "Vice President" in filters["seniority"]["values"]
    assert "the prompt is build_a_list" in session["no prompt"]
    assert "leadscout://filters" in session["no resource"]


def post(server, headers, **more):
    """One plain request to /mcp."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"accept": "application/json, text/event-stream", **headers}
    return httpx.post(f"{server.url}/mcp", json=body, headers=accepted, timeout=HUNG, **more)


def test_the_door_wants_a_key_that_opens_it_and_a_name_that_it_has(agents):
    key, other = new_key(agents.data, "door"), new_key(agents.data, "pronto only", only="pronto")
    bearer = {"Authorization": f"Bearer {key}"}
    assert post(agents, {}).status_code == 401
    assert post(agents, {"X-API-Key": "x"}).json()["errors"][0]["code"] == "wrong_key"
    assert post(agents, {"Authorization": f"Bearer {other}"}).status_code == 403
    assert post(agents, bearer).status_code == 200
    assert post(agents, {**bearer, "host": HOST}).status_code == 200
    assert post(agents, {**bearer, "host": "evil.example"}).status_code == 421
    assert post(agents, {**bearer, "origin": "https://evil.example"}).status_code == 403
    assert post(agents, {**bearer, "origin": f"https://{HOST}"}).status_code == 200


def test_there_is_no_door_unless_it_is_wanted(server):
    assert post(server, {"Authorization": f"Bearer {server.key}"}).status_code == 404


def test_without_the_extra_a_sentence_says_what_to_install(tmp_path):
    (tmp_path / "mcp_types.py").write_text("raise ModuleNotFoundError('mcp_types')")
    without = {**os.environ, "PYTHONPATH": str(tmp_path), "LEADSCOUT_MCP": "true", "LEADSCOUT_KEY": "k"}
    for verb in (("mcp",), ("serve", "--port", free_port(), "--data", tmp_path / "data")):
        done = run(*verb, env=without)
        assert done.returncode == 2
        assert "pip install 'leadscout[mcp]'" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_verb_wants_a_key():
    done = run("mcp", env={**os.environ, "LEADSCOUT_KEY": ""})
    assert done.returncode == 2
    assert "LEADSCOUT_KEY" in done.stderr


def test_answers_to_many_wrong_keys_of_one_address_wait_and_those_to_others_do_not(agents):
    def head(address):
        return f"POST /mcp HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\n{WRONG}\r\n\r\n".encode()

    where = httpx.URL(agents.url)
    with ExitStack() as stack:
        connections = [stack.enter_context(socket.create_connection((where.host, where.port))) for _ in range(45)]
        for connection in connections:
            connection.sendall(head("203.0.113.9"))
        for connection in connections[:5]:
            assert connection.recv(100).startswith(b"HTTP/1.1 401 ")
        other = stack.enter_context(socket.create_connection((where.host, where.port)))
        other.sendall(head("203.0.113.10"))
        assert other.recv(100).startswith(b"HTTP/1.1 401 ")
        answered, _, _ = select.select(connections[5:], [], [], 0)
        assert len(answered) < 40, "the last one waits for 28 s, as long as it is there"
