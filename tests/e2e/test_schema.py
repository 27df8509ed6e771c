"""Schemathesis sends what the API pages allow, and what they do not: no server error, answers as their schemas say."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import FIXTURES, HUNG, header_of, new_key, told
from sizes import size

from leadscout.dialects import VENDORS

CHECKS = ("not_a_server_error", "response_schema_conformance", "content_type_conformance", "status_code_conformance")
LEFT_OUT = ("--exclude-path-regex", "^/v1/integrations", "--exclude-operation-id", "delete_keys_by_id")
"""To connect a source asks another server, which may not answer. Whoever has its own id revokes the key that asks: all
that comes after it is 401, and the answers to wrong keys wait two seconds each."""

SECONDS = size("SCHEMA_SECONDS")
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


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_no_request_ends_in_a_server_error_and_answers_are_as_their_schemas_say(alone, seed, vendor):
    ((name, value),) = header_of(vendor.prefixes[0], alone.key).items()
    document = f"{alone.url}/openapi/{vendor.name}.json"
    command = [sys.executable, "-m", "schemathesis.cli", "run", document, "-H", f"{name}: {value}", *LEFT_OUT]
    limits = ["--max-time", str(SECONDS), "--seed", str(seed), "--checks", ",".join(CHECKS), "--no-color"]
    done = subprocess.run(  # noqa: S603
        [*command, *limits], capture_output=True, text=True, check=False, timeout=HUNG + 2 * SECONDS
    )
    assert done.returncode == 0, done.stdout[:6000] + done.stderr[-2000:]
    assert alone("GET", "/v1/usage").status_code == 200, "the key is one to the end"
    print(f"{vendor.name}: {_NUMBER.search(done.stdout)[1]} cases")
    assert "Traceback" not in alone.log.read_text(errors="replace")
