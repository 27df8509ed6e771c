"""Every administrative act stands in the log with who did it: a test made from the table of acts."""

import json
from dataclasses import dataclass, field

import pytest
from conftest import new_key, run, told, until
from stores import kind, settings_of

from leadscout.assemble import Leadscout
from leadscout.model.audit import ACTS
from leadscout.service.integrations.integrations import NewIntegration

PAGE = "https://www.linkedin.com/in/ab-4711"
FILE = "First name,Last name,Company,Email\nJane,Doe,Basalt,jane@basalt.example\n"


@dataclass
class Doing:
    """An account at a running server, and a data folder for the command line; `done` are acts with their actors."""

    server: object
    key: str
    data: object
    ids: dict = field(default_factory=dict)

    def send(self, method, path, **request):
        answer = self.server(method, path, key=self.key, **request)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def verb(self, *words, **options):
        done = run(*words, "--data", self.data, **options)
        assert done.returncode == 0, done.stderr
        return done


def start_import(doing):
    sent = doing.send("POST", "/v1/imports?name=acts.csv", content=FILE)["id"]
    doing.send("POST", f"/v1/imports/{sent}/start", json={})
    until(lambda: doing.send("GET", f"/v1/imports/{sent}")["over"], "the import is over")
    doing.ids["import"] = sent


def undo_import(doing):
    doing.send("POST", f"/v1/imports/{doing.ids['import']}/undo")
    over = lambda: doing.send("GET", f"/v1/imports/{doing.ids['import']}")["status"] == "undone"  # noqa: E731
    until(over, "the import is undone")


def delete_import(doing):
    sent = doing.send("POST", "/v1/imports?name=unwanted.csv", content=FILE)["id"]
    doing.send("DELETE", f"/v1/imports/{sent}")


def register(doing):
    doing.ids["webhook"] = doing.send("POST", "/v1/webhooks", json={"url": "https://hooks.basalt.example/"})["id"]


def make_key(doing):
    doing.ids["key"] = doing.send("POST", "/v1/keys", json={"name": "one more"})["id"]


def suppress(doing):
    doing.ids["entry"] = doing.send("POST", "/v1/suppressions", json={"domains": ["slate.example"]})["id"]


def connect(doing):
    """With nothing behind it: the operator's command line connects what has not started yet, too."""
    home = Leadscout(settings_of(doing.data))
    account = home.access.account_of("operated")
    doing.ids["source"] = home.integrations.connect(account, NewIntegration("navigator", "x" * 40), unseen=True).id
    home.database.close()


def restore(doing):
    doing.verb("backup", doing.data.parent / "copy")
    doing.verb("restore", doing.data.parent / "copy", "--replace")


def split_in_two(doing):
    doing.verb("people", "split", PAGE)


def merge_again(doing):
    rows = json.loads(run("search", "--data", doing.data, "--json").stdout.splitlines()[-1])["leads"]
    pair = [row["id"] for row in rows if row["full_name"] in ("Anna Bergdorf", "Carl Dahlke")]
    doing.verb("people", "merge", *pair)


def mend(doing):
    (next((doing.data / "index").glob("0*/state"))).write_bytes(b"")
    run("doctor", "--repair", "--data", doing.data)


BY_KEY = {
    "key made": make_key,
    "key revoked": lambda doing: doing.send("DELETE", f"/v1/keys/{doing.ids['key']}"),
    "people suppressed": suppress,
    "suppression removed": lambda doing: doing.send("DELETE", f"/v1/suppressions/{doing.ids['entry']}"),
    "webhook registered": register,
    "webhook changed": lambda doing: doing.send(
        "PATCH", f"/api/v1/webhooks/{doing.ids['webhook']}/", json={"events": ["enrich.lead.bulk.completed"]}
    ),
    "webhook secret rotated": lambda doing: doing.send("POST", f"/v1/webhooks/{doing.ids['webhook']}/rotate", json={}),
    "webhook deleted": lambda doing: doing.send("DELETE", f"/v1/webhooks/{doing.ids['webhook']}"),
    "import started": start_import,
    "import undone": undo_import,
    "import deleted": delete_import,
}
"""What is done over HTTP, in this order."""

BY_OPERATOR = {
    "credits given": lambda doing: doing.verb("accounts", "credit", "operated", "5"),
    "quota set": lambda doing: doing.verb("accounts", "quota", "operated", "lists", "9"),
    "integration connected": connect,
    "integration forgotten": lambda doing: doing.verb(
        "integrations", "forget", doing.ids["source"], "--account", "operated"
    ),
    "person split": split_in_two,
    "people merged": merge_again,
    "person forgotten": lambda doing: doing.verb("people", "forget", "no@chamber.example"),
    "mended": mend,
    "restored": restore,
}
"""What is done on the command line."""


@pytest.fixture(scope="module")
def doing(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("acts")
    for name, person in (("club", "Anna Bergdorf"), ("chamber", "Carl Dahlke")):
        other = "\nNo One,,Owner,no@chamber.example" if name == "chamber" else ""
        (folder / f"{name}.csv").write_text(f"Full Name,LinkedIn URL,Title,Email\n{person},{PAGE},CEO,{other}\n")
        told("import", folder / f"{name}.csv", "--data", folder / "data")
    new_key(folder / "data", "operated")
    may = ("admin", "people:write", "suppressions:write")
    return Doing(server, new_key(server.data, "acts", account="acts", may=may), folder / "data")


def test_every_act_is_done_here():
    assert {*BY_KEY, *BY_OPERATOR} == set(ACTS)


@pytest.mark.parametrize("act", BY_KEY)
def test_an_act_of_a_key_stands_in_the_log_of_its_account(doing, act):
    BY_KEY[act](doing)
    newest = doing.send("GET", "/v1/audit?limit=1")["acts"][0]
    mine = next(key["id"] for key in doing.send("GET", "/v1/keys")["keys"] if key["name"] == "acts")
    assert (newest["act"], newest["actor"]) == (act, mine)
    assert newest["subject"]


@pytest.mark.skipif(kind() != "sqlite", reason="a folder with files of its own")
@pytest.mark.parametrize("act", BY_OPERATOR)
def test_an_act_of_the_operator_stands_in_the_log(doing, act):
    BY_OPERATOR[act](doing)
    acts = told("accounts", "audit", "--data", doing.data)
    assert (acts[0]["act"], acts[0]["actor"]) == (act, "operator")
