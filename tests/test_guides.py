"""docs/guides/add-a-filter.md is carried out: its diff on a copy of the code, then searches through every door."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import FIXTURES, run, told

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def branch(tmp_path_factory):
    folder = tmp_path_factory.mktemp("branch")
    shutil.copytree(ROOT / "leadscout", folder / "leadscout", ignore=shutil.ignore_patterns("__pycache__"))
    guide = (ROOT / "docs/guides/add-a-filter.md").read_text()
    diff = re.search(r"```diff\n(.*?)```", guide, re.DOTALL)[1]
    command = ["git", "apply", "-p1"]
    applied = subprocess.run(command, input=diff, text=True, cwd=folder, capture_output=True, check=False)  # noqa: S603
    assert applied.returncode == 0, applied.stderr
    touched = set(re.findall(r"^\+\+\+ b/(\S+)", diff, re.MULTILINE))
    assert touched == {
        "leadscout/model/filters.py",
        "leadscout/dialects/pronto/words.py",
        "leadscout/dialects/generect/words.py",
    }, "engines, plan and the native API are not touched"
    return folder


def test_one_row_and_a_word_for_each_vendor_make_a_filter(branch, serve, tmp_path):
    changed = {"PYTHONPATH": str(branch), "PYTHONSAFEPATH": "1"}
    environ = {**os.environ, **changed}
    rows = [json.loads(line) for line in (FIXTURES / "people.jsonl").read_text().splitlines()]
    (tmp_path / "people.json").write_text(json.dumps(rows))
    before = told("import", tmp_path / "people.json", "--data", tmp_path)
    assert before["new"] == 8
    assert run("count", "--company-type", "Privately Held", "--data", tmp_path).returncode == 2, "not before the diff"
    assert told("count", "--company-type", "Privately Held", "--data", tmp_path, env=environ) == {"count": 2}
    assert told("count", "--not-company-type", "private", "--data", tmp_path, env=environ) == {"count": 6}
    key = told("keys", "create", "k", "--credits", "1", "--data", tmp_path)["key"]
    here = serve(tmp_path, **changed)
    asked = {
        "/v1/count": {"company_type": ["Privately Held"]},
        "/api/v1/search/database/leads/count/": {"company_types": ["Privately Held"]},
        "/api/v2/leads/advanced_search/preview": {"live": False, "company_type": ["P"]},
    }
    answers = {path: here("POST", path, key=key, json=body).json() for path, body in asked.items()}
    totals = [answers["/v1/count"]["total"], answers["/api/v2/leads/advanced_search/preview"]["total_count"]]
    totals.append(answers["/api/v1/search/database/leads/count/"]["data"]["count"])
    assert totals == [2, 2, 2]
    assert "company_type" in [row["name"] for row in here("GET", "/v1/filters", key=key).json()]
