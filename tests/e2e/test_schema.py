"""Schemathesis sends what the API pages allow, and what they do not: no server error, answers as their schemas say."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FIXTURES, HUNG, header_of, new_key, told
from sizes import size

from leadscout.dialects import VENDORS

CHECKS = ("not_a_server_error", "response_schema_conformance", "content_type_conformance", "status_code_conformance")
LEFT_OUT = ("--exclude-path-regex", "^/v1/integrations", "--exclude-operation-id", "delete_keys_by_id")
"""To connect a source asks another server, which may not answer. Whoever has its own id revokes the key that asks: all
that comes after it is 401, and the answers to wrong keys wait two seconds each."""

SAMPLE = Path(__file__).parents[1] / "sampled.py"
CASES = size("SCHEMA_CASES")
"""So many at least, of all documents. A case at the edges of a schema costs a third of one that is made by chance."""

_NUMBER = re.compile(r"([\d,]+) generated")


@pytest.fixture(scope="module")
def alone(serve, tmp_path_factory):
    """A server of its own: thousands of searches are created."""
    data = tmp_path_factory.mktemp("schema")
    told("import", FIXTURES / "people.jsonl", "--data", data)
    here = serve(data, LEADSCOUT_PRONTO_RATE="1000", LEADSCOUT_QUESTOR_RATE="100000")
    assert here("GET", "/openapi.json").status_code == 200, "made before a program waits ten seconds for it"
    may = ("people:write", "suppressions:write", "admin")
    return replace(here, key=new_key(data, "schema", 10**6, may=may))


def test_no_request_ends_in_a_server_error_and_answers_are_as_their_schemas_say(alone, seed):
    numbers = {vendor.name: _sent(alone, vendor, seed) for vendor in VENDORS}
    print(f"{sum(numbers.values()):,} cases:", ", ".join(f"{name} {number:,}" for name, number in numbers.items()))
    assert sum(numbers.values()) >= CASES, "raise SCHEMA_ALLOWED in tests/sizes.py"
    assert "Traceback" not in alone.log.read_text(errors="replace")


def _sent(server, vendor, seed):
    """How many cases of a vendor's document were sent, and answered as it says."""
    ((name, value),) = header_of(vendor.prefixes[0], server.key).items()
    document = f"{server.url}/openapi/{vendor.name}.json"
    command = [sys.executable, "-m", "schemathesis.cli", "run", document, "-H", f"{name}: {value}", *LEFT_OUT]
    phases = ["--phases", "examples,coverage,fuzzing", "--max-examples", str(size("SCHEMA_EXAMPLES"))]
    options = ["--seed", str(seed), "--checks", ",".join(CHECKS), "--no-color"]
    sizes = {f"LEADSCOUT_TEST_{name}": str(size(name)) for name in ("SCHEMA_ALLOWED", "SCHEMA_REFUSED")}
    sample = {"SCHEMATHESIS_HOOKS": str(SAMPLE), "LEADSCOUT_TEST_SEED": str(seed), **sizes}
    environ, hung = {**os.environ, **sample}, HUNG + CASES // 10
    done = subprocess.run(  # noqa: S603
        [*command, *phases, *options], capture_output=True, text=True, check=False, env=environ, timeout=hung
    )
    assert done.returncode == 0, done.stdout.partition("= FAILURES =")[2][:20_000] or done.stdout + done.stderr[-2000:]
    assert server("GET", "/v1/usage").status_code == 200, "the key is one to the end"
    return int(_NUMBER.search(done.stdout)[1].replace(",", ""))
