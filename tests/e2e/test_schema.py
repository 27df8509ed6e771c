"""Schemathesis sends what the API pages allow, and what they do not: no request may end in a server error."""

import subprocess
import sys

import pytest
from conftest import header_of


@pytest.mark.parametrize("prefix", ["/v1", "/api/v1", "/api/v2"])
def test_nothing_that_is_sent_ends_in_a_server_error(server, seed, prefix):
    ((name, value),) = header_of(prefix + "/", server.key).items()
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json", "-H", f"{name}: {value}"]
    limits = ["--max-time", "12", "--seed", str(seed), "--checks", "not_a_server_error", "--no-color"]
    done = subprocess.run(  # noqa: S603
        [*command, *limits, "--include-path-regex", f"^{prefix}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[-2000:]
    assert "generated" in done.stdout
