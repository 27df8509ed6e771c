"""What the documentation says to type works: its commands and programs run, and answer what the pages show.

A fence says what becomes of it: `sh` runs against the server of the tests, or on a data folder of its own; `python` and
`js` see what the page speaks of (a delivery, a server); `json answer` is compared with what the `sh` before it printed:
its keys must be there with these values, `…` stands for anything. Other languages are shown, not run.
"""

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
from conftest import FILES, FIXTURES, HUNG, new_key, told
from emulating import emulating
from processes import leading
from receiver import receiving

from leadscout.assemble import Leadscout
from leadscout.settings import Settings

ROOT = Path(__file__).parent.parent
BINDING = {"architecture.md", "behaviour.md"}
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs/guides").glob("*.md")),
    *sorted(page for page in (ROOT / "docs/concepts").glob("*.md") if page.name not in BINDING),
]
NOT_RUN = {
    "make run": "serves until it is stopped; tests/cli starts servers",
    "leadscout emulate": "serves until it is stopped; an emulation over the people of the tests stands at its address",
    "make test": "runs this",
    "make setup": "installs",
}
"""Commands that begin so are not run, and why."""

ADDRESS = "http://127.0.0.1:8000"
EMULATION = "http://127.0.0.1:8900"
SHOWN = {"text", "diff", "json"}
"""Languages of fences that are not run; tests/test_guides.py applies the diff."""


def fences(page):
    """Language and text of each."""
    return re.findall(r"^```([^\n]*)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_to_type_in_fences(page):
    for language, _ in fences(page):
        assert language in {"sh", "python", "js", "json answer", *SHOWN}, language
    outside = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"^ {4}(?:curl|make|leadscout|\.venv)", outside, re.MULTILINE), "indented, and so never run"


@pytest.fixture(scope="module")
def delivery(server):
    """A real call of a webhook: bytes and headers, and the search it tells of."""
    with receiving() as receiver:
        asked = {"seniority": ["director"], "webhook_url": receiver.url}
        search = server("POST", "/v1/searches", json=asked).json()["id"]
        receiver.wait(1)
        server("GET", f"/v1/searches/{search}?wait=10")
        headers, body = receiver.calls[0]
        yield {"search": search, "headers": headers, "body": body, "url": receiver.url}


@pytest.fixture(scope="module")
def emulation(server):
    with emulating(server.data) as started:
        yield started.url


@pytest.fixture(scope="module")
def secret(server):
    home = Leadscout(Settings(data=server.data))
    yield home.secrets.of(home.access.account_of("tests"))
    home.database.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder as a reader has it: files to import, an account, and a `leadscout` to type."""
    folder = tmp_path_factory.mktemp("desk")
    told("import", *(FIXTURES / name for name in FILES), "--data", folder / "data")  # whom pages find and export
    new_key(folder / "data", "my crm")
    shutil.copy(FIXTURES / "Connections.csv", folder)
    shutil.copy(FIXTURES / "apollo_utf16.csv", folder / "export.csv")
    people = (FIXTURES / "people.jsonl").read_bytes()
    (folder / "profiles.jsonl.gz").write_bytes(gzip.compress(people))
    names = [{"full_name": json.loads(line)["full_name"]} for line in people.splitlines()]
    pyarrow.parquet.write_table(pa.Table.from_pylist(names), folder / "people.parquet")
    with xlsxwriter.Workbook(folder / "contacts.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate((("Full Name", "Job Title"), ("Ida Falk", "CEO"))):
            sheet.write_row(at, 0, row)
    shutil.copy(FIXTURES / "sales_navigator_accounts.csv", folder / "accounts.csv")
    (folder / "exports").mkdir()
    shutil.copy(FIXTURES / "formats" / "lemlist.csv", folder / "exports")
    for place in (folder / "bin" / "leadscout", folder / ".venv" / "bin" / "leadscout"):
        place.parent.mkdir(parents=True)
        words = (*(f"{name}={value}" for name, value in leading().items()), sys.executable)
        place.write_text(f'#!/bin/sh\nexec env {shlex.join(words)} -m leadscout "$@"\n')
        place.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def environ(server, desk, delivery, secret):
    """What is set where a reader types, or starts a program."""
    told = {"LEADSCOUT_KEY": server.key, "LEADSCOUT_WEBHOOK_SECRET": secret, "LEADSCOUT_DATA": str(desk / "data")}
    told |= {"LIST": server("POST", "/v1/lists", json={"name": "l", "companies": [{"id": 1}]}).json()["id"]}
    told |= {"ID": delivery["search"], "WEBHOOK_URL": delivery["url"], "PYTHONPATH": str(ROOT)}
    return {**os.environ, **told, "PATH": f"{desk / 'bin'}:{os.environ['PATH']}"}


def run(*command, **options):
    """What a program prints; it must end well."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=HUNG, **options)  # noqa: S603
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def typed(text, addresses, **where):
    """What a reader sees who types this; the servers of the tests stand at other `addresses` than a page says."""
    lines = re.sub(r" *\\\n *", " ", text).splitlines()
    commands = "\n".join(line for line in lines if not line.startswith(tuple(NOT_RUN)))
    for shown, here in addresses.items():
        commands = commands.replace(shown, here)
    commands = commands.replace("curl -s", "curl -sS --fail-with-body")
    return run("bash", "-c", f"set -e\n{commands}", **where)


def check(found, shown, where=""):
    if isinstance(shown, dict):
        for key, value in shown.items():
            assert key in found, f"{where}.{key}: {found}"
            check(found[key], value, f"{where}.{key}")
    elif isinstance(shown, list):
        assert len(found) == len(shown), f"{where}: {found}"
        for at, (one, other) in enumerate(zip(found, shown, strict=True)):
            check(one, other, f"{where}[{at}]")
    elif isinstance(shown, str) and shown.endswith("…"):
        assert shown == "…" or str(found).startswith(shown[:-1]), f"{where}: {found}"
    else:
        assert found == shown, where


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_says_to_type_works(page, server, emulation, desk, environ):
    addresses = {ADDRESS: server.url, EMULATION: emulation}
    printed = ""
    for language, text in fences(page):
        if language == "sh":
            printed = typed(text, addresses, cwd=desk, env=environ)
        elif language == "json answer":
            print(text, printed)  # shown where they differ
            check(json.loads(printed), json.loads(text))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```python" in page.read_text()], ids=lambda page: page.name
)
def test_what_a_page_programs_in_python_works(page, server, delivery, secret, environ, tmp_path):
    """The snippets of a page are one program, which gets a real call where it speaks of one."""
    told = {"secret": secret, "headers": delivery["headers"], "body": delivery["body"]}
    given = "\n".join(f"{name} = {value!r}" for name, value in told.items())
    program = "\n".join(text for language, text in fences(page) if language == "python").replace(ADDRESS, server.url)
    printed = run(sys.executable, "-c", f"{given}\n{program}", env=environ, cwd=tmp_path)
    if page.name == "webhooks.md":
        assert len(printed.splitlines()) == 3


def test_what_a_page_programs_in_node_takes_a_real_call_and_nothing_else(delivery, secret, tmp_path):
    if not shutil.which("node"):
        pytest.skip("there is no node here")
    ((_, text),) = [fence for fence in fences(ROOT / "docs/guides/webhooks.md") if fence[0] == "js"]
    secret_, headers, body = map(json.dumps, (secret, delivery["headers"], delivery["body"].decode()))
    good = f"console.log(verify({secret_}, {headers}, {body}).leads.length);"
    bad = f"try {{ verify({secret_}, {headers}, {body} + ' ') }} catch (error) {{ console.log(error.message) }}"
    (tmp_path / "program.mjs").write_text(f"{text}\n{good}\n{bad}\n")
    assert run("node", tmp_path / "program.mjs") == "3\nnot ours\n"
