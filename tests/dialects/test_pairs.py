"""Golden pairs: a request as a vendor's client sends it, and what must be in the answer.

Each file of tests/dialects/<vendor>/ holds one: `status`, and `answer`, whose keys must be there with these values
(a list must be there whole, `"…"` stands for anything). `people` are the full names that must come back.
"""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PATHS = {
    "native": "/v1/preview",
    "generect": "/api/v1/search/database/leads/",
    "pronto": "/api/v2/leads/advanced_search/preview",
}
ROWS = {
    "native": lambda answer: answer["leads"],
    "generect": lambda answer: answer["data"]["leads"],
    "pronto": lambda answer: answer["preview"],
}
PAIRS = sorted(HERE.glob("*/*.json"))


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_pair(server, file):
    pair = json.loads(file.read_text())
    vendor = file.parent.name
    answer = server("POST", pair.get("path", PATHS[vendor]), json=pair["request"])
    assert answer.status_code == pair["status"], answer.text
    check(answer.json(), pair.get("answer", {}), file.stem)
    if "people" in pair:
        assert sorted(row["full_name"] for row in ROWS[vendor](answer.json())) == sorted(pair["people"])


def check(found: object, wanted: object, where: str) -> None:
    if wanted == "…":
        return
    if isinstance(wanted, dict):
        assert isinstance(found, dict), where
        for key, value in wanted.items():
            assert key in found, f"{where}.{key}"
            check(found[key], value, f"{where}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(found, list), where
        assert len(found) == len(wanted), f"{where}: {found}"
        for at, (one, other) in enumerate(zip(found, wanted, strict=True)):
            check(one, other, f"{where}[{at}]")
    elif isinstance(wanted, str) and wanted.endswith("…"):
        assert str(found).startswith(wanted[:-1]), f"{where}: {found}"
    else:
        assert found == wanted, where


def test_there_are_pairs_for_every_vendor():
    assert {file.parent.name for file in PAIRS} == set(PATHS)
