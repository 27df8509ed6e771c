"""Guides that tell how to add something are carried out on copies of the code."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import FIXTURES, HUNG, new_key, run, told

from leadscout.dialects import VENDORS

ROOT = Path(__file__).parent.parent


def copied(folder, source=ROOT):
    """A copy of the code."""
    # With what is compiled: of files that no diff touches it is right, by their times.
    shutil.copytree(source / "leadscout", folder / "leadscout")
    return folder


def apply(folder, guide, *more):
    """Change a copy as a guide says; gives the files that it touches."""
    text = (ROOT / "docs/guides" / guide).read_text()
    diff = re.search(r"```diff\n(.*?)```", text, re.DOTALL)[1]
    command = ["git", "apply", "-p1", *more]
    applied = subprocess.run(command, input=diff, text=True, cwd=folder, capture_output=True, check=False)  # noqa: S603
    assert applied.returncode == 0, applied.stderr
    return set(re.findall(r"^\+\+\+ b/leadscout/(\S+)", diff, re.MULTILINE))


def environ_of_code(folder):
    """The environment of a process that runs the code of a folder."""
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


def python(*arguments, env, **options):
    """Run Python with more in its environment."""
    command = [sys.executable, *map(str, arguments)]
    environ = {**os.environ, **env}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=HUNG, **options)  # noqa: S603


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The code without the filter of the guide."""
    folder = copied(tmp_path_factory.mktemp("before"))
    apply(folder, "add-a-filter.md", "--reverse")
    return folder


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    """The same with the diff of the guide."""
    folder = copied(tmp_path_factory.mktemp("after"), before)
    touched = apply(folder, "add-a-filter.md")
    words = {f"dialects/{vendor.name}/words.py" for vendor in VENDORS if vendor.name != "native"}
    asking = {f"sources/vendors/{vendor.name}.py" for vendor in VENDORS if vendor.name != "native"}
    live = {"salesnav/facets.py", "sources/navigator/claims.py", *asking}
    assert touched == {"model/filters.py", *words, *live}, "engines, plan and the native API are not touched"
    return folder


ASKED = {
    "/v1/count": {"company_type": ["Privately Held"]},
    "/api/v1/search/database/leads/count/": {"company_types": ["Privately Held"]},
    "/api/v2/leads/advanced_search/preview": {"live": False, "company_type": ["P"]},
    "/search-leads": {"company_type": ["Privately Held"]},
}


def test_one_row_and_a_word_for_each_vendor_make_a_filter(before, after, serve, tmp_path):
    rows = [json.loads(line) for line in (FIXTURES / "people.jsonl").read_text().splitlines()]
    (tmp_path / "people.json").write_text(json.dumps(rows))
    assert told("import", tmp_path / "people.json", "--data", tmp_path)["new"] == 8
    key = new_key(tmp_path, "k", 100)
    without = environ_of_code(before)
    refused = run("count", "--company-type", "x", "--data", tmp_path, env={**os.environ, **without})
    assert refused.returncode == 2, "there is no such filter yet"
    changed = environ_of_code(after)
    environ = {**os.environ, **changed}
    assert told("count", "--company-type", "Privately Held", "--data", tmp_path, env=environ) == {"count": 2}
    here = serve(tmp_path, **changed)
    answers = {path: here("POST", path, key=key, json=body).json() for path, body in ASKED.items()}
    totals = [answers["/v1/count"]["total"], answers["/api/v2/leads/advanced_search/preview"]["total_count"]]
    totals.append(answers["/api/v1/search/database/leads/count/"]["data"]["count"])
    others = here("POST", "/v1/count", key=key, json={"exclude": {"company_type": ["private"]}}).json()
    assert others["total"] == 6
    status = f"/check-search-status?request_id={answers['/search-leads']['request_id']}"
    while here("GET", status, key=key).json()["total_count"] is None:
        time.sleep(0.05)
    totals.append(here("GET", status, key=key).json()["total_count"])
    assert totals == [2, 2, 2, 2]
    assert "company_type" in [row["name"] for row in here("GET", "/v1/filters", key=key).json()]


def test_a_folder_and_one_line_make_a_vendor(serve, people, tmp_path_factory):
    code = copied(tmp_path_factory.mktemp("vendor"))
    touched = apply(code, "add-a-vendor.md")
    parts = {f"dialects/harbor/{part}.py" for part in ("__init__", "words", "faces", "operations", "routes")}
    assert touched == {"dialects/__init__.py", *parts}, "its folder, and the line that lists it"
    environ = environ_of_code(code)
    made = told(
        "keys", "create", "h", "--only", "harbor", "--credits", 100, "--data", people, env={**os.environ, **environ}
    )
    here = serve(people, **environ, LEADSCOUT_PRICE_HARBOR_PERSON="0.25")

    def harbor(key=made["key"], **body):
        return here("POST", "/harbor/people", key="", headers={"X-Harbor-Key": key} if key else {}, json=body)

    answer = harbor(jobTitle=["director"], size=2)
    assert answer.status_code == 200, answer.text
    rows = here("POST", "/v1/preview", key=new_key(people, "ours"), json={"title": ["director"], "limit": 2}).json()
    assert answer.json()["count"] == rows["total"] > 0
    assert [row["name"] for row in answer.json()["people"]] == [lead["full_name"] for lead in rows["leads"]]
    fewer = harbor(jobTitle=["director"], notJobTitle=[answer.json()["people"][0]["title"]]).json()
    assert fewer["count"] < rows["total"]

    wrong = harbor(jobTitel=["director"])
    assert (wrong.status_code, wrong.json()) == (
        422,
        {"problem": "jobTitel is not a field of this request; did you mean jobTitle?"},
    )
    assert harbor(key="").json() == {"problem": "no API key: send it as X-Harbor-Key: <key>"}
    assert harbor(key=new_key(people, "not harbor", 1, "native")).status_code == 403
    assert here("POST", "/v1/count", key=made["key"], json={}).status_code == 403, "its key opens its own door alone"
    assert here("GET", "/harbor/nothing", key="").json() == {"problem": "there is nothing at GET /harbor/nothing"}
    returned = len(answer.json()["people"]) + len(fewer["people"])
    usage = here("GET", "/v1/usage", key=new_key(people, "usage", account="h")).json()
    assert usage["spent"] == {"harbor.person": 0.25 * returned}, "the price is that of the setting"
    (shown,) = here("GET", "/openapi/harbor.json", key="").json()["paths"]["/harbor/people"].values()
    assert list(shown["requestBody"]["content"]["application/json"]["examples"]) == ["Heads of sales", "In Germany"]

    pages = tmp_path_factory.mktemp("pages")
    shutil.copytree(ROOT / "tools", code / "tools")
    done = python(ROOT / "docs/build.py", pages, env=environ)
    assert done.returncode == 0, done.stderr
    assert "`LEADSCOUT_PRICE_HARBOR_PERSON`" in (pages / "settings.md").read_text()
    assert "| harbor |" in (pages / "filters.md").read_text()
    assert "X-Harbor-Key: $LEADSCOUT_KEY" in (pages / "endpoints.md").read_text()


def test_a_module_and_its_name_make_an_engine(serve, tmp_path, tmp_path_factory):
    code = copied(tmp_path_factory.mktemp("engine"))
    touched = apply(code, "add-an-engine.md")
    assert touched == {"engines/__init__.py", "engines/scan.py"}
    environ = {**environ_of_code(code), "LEADSCOUT_ENGINE": "scan"}

    questions = ["-k", "scan-0 or (words_near and scan)", ROOT / "tests/conformance/test_engines.py"]
    options = ["-p", "no:cacheprovider", "-o", "pythonpath=tests", "-n", "0"]  # not from here: from the copy
    fewer = {"LEADSCOUT_TEST_QUESTIONS": "320", "LEADSCOUT_TEST_SEED": "1"}  # this engine is slow
    done = python("-m", "pytest", *options, *questions, env={**environ, **fewer}, cwd=ROOT)
    assert "2 passed" in done.stdout, done.stdout

    assert told("people", "generate", 200, "--data", tmp_path)["new"] == 200
    by_bitmap = told("count", "--seniority", "director", "--data", tmp_path)
    by_scan = told("count", "--seniority", "director", "--data", tmp_path, env={**os.environ, **environ})
    assert by_scan == by_bitmap
    assert by_scan["count"] > 0
    generation = (tmp_path / "index" / "CURRENT").read_text()
    assert (tmp_path / "index" / generation / "facts").exists(), "the new engine has written the index"
    here = serve(tmp_path, **environ)
    counted = here("POST", "/v1/count", key=new_key(tmp_path), json={"seniority": ["director"]}).json()
    assert counted["total"] == by_scan["count"]
    wrong = run("count", "--data", tmp_path, env={**os.environ, "LEADSCOUT_ENGINE": "scam"})
    assert (wrong.returncode, "LEADSCOUT_ENGINE='scam': expected bitmap" in wrong.stderr) == (2, True), wrong.stderr
