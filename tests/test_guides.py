"""docs/guides/add-a-filter.md is carried out on copies of the code: without its diff, and with it again."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from conftest import FIXTURES, HUNG, new_key, run, told

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The code without the filter of the guide."""
    folder = tmp_path_factory.mktemp("before")
    shutil.copytree(ROOT / "leadscout", folder / "leadscout", ignore=shutil.ignore_patterns("__pycache__"))
    apply(folder, "--reverse")
    return folder


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    """The same with the diff of the guide."""
    folder = tmp_path_factory.mktemp("after")
    shutil.copytree(before / "leadscout", folder / "leadscout", ignore=shutil.ignore_patterns("__pycache__"))
    apply(folder)
    return folder


def apply(folder, *more):
    guide = (ROOT / "docs/guides/add-a-filter.md").read_text()
    diff = re.search(r"```diff\n(.*?)```", guide, re.DOTALL)[1]
    touched = set(re.findall(r"^\+\+\+ b/(\S+)", diff, re.MULTILINE))
    words = {f"leadscout/dialects/{vendor}/words.py" for vendor in ("questor", "pronto", "generect")}
    assert touched == {"leadscout/model/filters.py", *words}, "engines, plan and the native API are not touched"
    command = ["git", "apply", "-p1", *more]
    applied = subprocess.run(command, input=diff, text=True, cwd=folder, capture_output=True, check=False)  # noqa: S603
    assert applied.returncode == 0, applied.stderr


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
    without = {"PYTHONPATH": str(before), "PYTHONSAFEPATH": "1"}
    here = serve(tmp_path, **without)
    for path, body in ASKED.items():
        refused = here("POST", path, key=key, json=body)
        assert refused.status_code in (400, 422), path
        assert "company_type" in refused.text
    assert run("count", "--company-type", "x", "--data", tmp_path, env={**os.environ, **without}).returncode == 2
    here.process.terminate()
    here.process.wait(timeout=HUNG)
    changed = {"PYTHONPATH": str(after), "PYTHONSAFEPATH": "1"}
    environ = {**os.environ, **changed}
    assert told("count", "--company-type", "Privately Held", "--data", tmp_path, env=environ) == {"count": 2}
    assert told("count", "--not-company-type", "private", "--data", tmp_path, env=environ) == {"count": 6}
    here = serve(tmp_path, **changed)
    answers = {path: here("POST", path, key=key, json=body).json() for path, body in ASKED.items()}
    totals = [answers["/v1/count"]["total"], answers["/api/v2/leads/advanced_search/preview"]["total_count"]]
    totals.append(answers["/api/v1/search/database/leads/count/"]["data"]["count"])
    status = f"/check-search-status?request_id={answers['/search-leads']['request_id']}"
    while here("GET", status, key=key).json()["total_count"] is None:
        time.sleep(0.05)
    totals.append(here("GET", status, key=key).json()["total_count"])
    assert totals == [2, 2, 2, 2]
    assert "company_type" in [row["name"] for row in here("GET", "/v1/filters", key=key).json()]
