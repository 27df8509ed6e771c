"""The vendors' pages, sentence by sentence: each row of a table is a promise, asked for at a real server."""

import json
import re
from pathlib import Path

import pytest
from conftest import new_key, told, until
from dialects import generect_by_icp, generect_database, pronto_advanced_search, pronto_preview, questor_search_leads
from dialects.page_rows import ANY, people
from receiver import receiving

from leadscout.dialects.pronto import ProntoSettings

ROOT = Path(__file__).parents[2]
TABLES = {
    one.__name__.rpartition(".")[2]: one
    for one in (questor_search_leads, pronto_advanced_search, generect_database, pronto_preview, generect_by_icp)
}
ROWS = [
    pytest.param(table, row, id=f"{name}-{number:02}-{re.sub(r'[^a-z0-9]+', '-', row.says.lower())[:60]}")
    for name, table in TABLES.items()
    for number, row in enumerate(table.ROWS)
]


@pytest.fixture(scope="module")
def doors(serve, tmp_path_factory):
    """A server over the people of the tables, its keys by name, and a webhook's receiver."""
    data = tmp_path_factory.mktemp("pages")
    (data / "people.jsonl").write_text("\n".join(map(json.dumps, people())))
    assert told("import", data / "people.jsonl", "--data", data)["new"] == len(list(people()))
    bounds = {"LEADSCOUT_MAX_RESULTS_COUNT": "5", "LEADSCOUT_GENERECT_LIMIT": "4"}
    server = serve(data, LEADSCOUT_PRONTO_RATE="100000", LEADSCOUT_QUESTOR_RATE="100000", **bounds)
    keys = {
        "own": new_key(data, "own", 1_000_000),
        "poor": new_key(data, "poor"),
        "preview": new_key(data, "preview", 100, "preview"),
        "wrong": "ls_wrong",
        "none": "",
    }
    companies = {"name": "a", "companies": [{"id": "900700001"}]}
    leads = {"name": "l", "leads": [{"linkedin_url": "https://www.linkedin.com/in/vera-lindqvist-7001"}]}
    lists = {
        name: server("POST", "/api/v2/lists", key=keys["own"], json=body).json()["id"]
        for name, body in (("ACCOUNTS", companies), ("LEADS", leads))
    }
    with receiving() as receiver:
        yield Doors(server, keys, {**lists, "HOOK": receiver.url}, receiver)


class Doors:
    def __init__(self, server, keys, names, receiver):
        self.server, self.keys, self.names, self.receiver = server, keys, names, receiver

    def send(self, path, body, key="own"):
        """The request, with the numbers and addresses that it names."""
        text = json.dumps(body)
        for name, value in self.names.items():
            text = text.replace(f'"{name}"', json.dumps(value))
        verb, path = path.split(" ") if " " in path else ("POST", path)
        sent = {} if verb == "GET" else {"json": json.loads(text)}
        return self.server(verb, path, key=self.keys[key], **sent)

    def ask(self, row, path):
        answer = self.send(path, row.body, row.key)
        return answer, answer.json() if answer.content else {}

    def search(self, row, path):
        """A Questor search: how it was answered, how it stands, its first page, what is left after each."""
        created = self.send(path, row.body, row.key)
        if created.status_code != 200:
            return created, created.json()
        about = f"request_id={created.json()['request_id']}"
        status = until(lambda: self._over(about), "the search is over")
        results = self.send(f"GET /get-search-results?{about}", None)
        left = [float(one.headers["x-ratelimit-credits-remaining"]) for one in (created, status, results)]
        costs = {"status": left[0] - left[1], "results": left[1] - left[2]}
        rows = {"created": created.json(), "status": status.json(), "results": results.json(), "costs": costs}
        return results, rows

    def _over(self, about):
        status = self.send(f"GET /check-search-status?{about}", None)
        return status if status.json()["status"] not in ("pending", "processing") else None

    def hook(self, row, path):
        """A Pronto search: how it was answered, what its webhook was told, how it stands."""
        self.receiver.calls.clear()
        created = self.send(path, {"live": False, "webhook_url": "HOOK", **row.body}, row.key)
        if created.status_code != 201:
            return created, created.json()
        calls = self.receiver.wait(row.calls)
        search = self.send(f"GET /api/v2/searches/{created.json()['id']}", None).json()
        return created, {"created": created.json(), "calls": calls, "search": search}


def names_in(found):
    """The first names of everybody in an answer."""
    if isinstance(found, list):
        return [name for one in found for name in names_in(one)]
    if not isinstance(found, dict):
        return []
    if "full_name" in found:
        return [found["full_name"].split()[0]]
    parts = ("results", "data", "leads", "preview", "lead")
    if "calls" in found:
        return names_in(found["calls"])
    return [name for part in parts if part in found for name in names_in(found[part])]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_a_promise_of_a_page_holds(doors, table, row):
    if row.elsewhere:
        file, _, name = row.elsewhere.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text()
        return
    answer, body = getattr(doors, row.how or table.HOW)(row, row.path or table.PATH)
    assert answer.status_code == row.status, answer.text
    check(body, row.answer, row.says)
    if row.people is not None:
        assert sorted(names_in(body)) == sorted(row.people)
    assert all(part in answer.text for part in row.text), answer.text
    assert not [name for name in row.without if f'"{name}"' in json.dumps(body)]


def check(found, wanted, where):
    if wanted == ANY:
        return
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            assert key in found, f"{where}: {key} is not in {list(found)}"
            check(found[key], value, f"{where}: {key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), f"{where}: {found}"
        for one, other in zip(found, wanted, strict=True):
            check(one, other, where)
    elif isinstance(wanted, re.Pattern):
        assert wanted.fullmatch(str(found)), f"{where}: {found}"
    elif isinstance(wanted, type):
        assert type(found) is wanted, f"{where}: {found}"
    else:
        assert found == wanted, where


def test_a_pronto_search_has_at_most_2500_leads_unless_a_setting_says_otherwise():
    assert ProntoSettings().max_results_count == 2500


def test_every_seed_has_a_table():
    assert len(TABLES) == 5
    assert all(len({row.says for row in table.ROWS}) == len(table.ROWS) for table in TABLES.values())
