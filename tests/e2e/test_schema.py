"""Schemathesis sends what the API pages allow, and what they do not: no request may end in a server error."""

import subprocess
import sys
from dataclasses import replace

import pytest
from conftest import FIXTURES, header_of, new_key, told

PATHS = {
    "/v1": "^/v1",
    "/api/v1": "^/api/v1",
    "/api/linkedin": "^/api/(linkedin|auth)",
    "/api/v2": "^/api/v2",
    "/search-leads": "^/(search-leads|check-search|get-search|find-geocode)",
}


@pytest.fixture(scope="module")
def alone(serve, tmp_path_factory):
    """A server of its own: thousands of searches are created."""
    data = tmp_path_factory.mktemp("schema")
    told("import", FIXTURES / "people.jsonl", "--data", data)
    here = serve(data, LEADSCOUT_PRONTO_RATE="1000", LEADSCOUT_QUESTOR_RATE="100000")
    return replace(here, key=new_key(data, "schema", 10**6))


@pytest.mark.parametrize("prefix", PATHS)
def test_nothing_that_is_sent_ends_in_a_server_error(alone, seed, prefix):
    ((name, value),) = header_of(f"{prefix}/", alone.key).items()
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{alone.url}/openapi.json", "-H", f"{name}: {value}"]
    limits = ["--max-time", "8", "--seed", str(seed), "--checks", "not_a_server_error", "--no-color"]
    done = subprocess.run(  # noqa: S603
        [*command, *limits, "--include-path-regex", PATHS[prefix]],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[-2000:]
    assert "generated" in done.stdout
    assert "Traceback" not in alone.log.read_text(errors="replace")
