"""Asks a database of advisories whether anything that we install is known to be unsafe: `make check` runs it.

Where none can be reached it says so, loudly, and fails only where LEADSCOUT_AUDIT is set: by a machine that can.
"""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

_PINS = Path(__file__).parents[2] / "constraints.txt"
_DATABASE = "https://api.osv.dev"
_PATIENCE = 5
"""Seconds to wait for the database."""


def main() -> int:
    """The status to end with."""
    try:
        urllib.request.urlopen(_DATABASE, timeout=_PATIENCE).close()
    except urllib.error.HTTPError:
        pass  # it answers
    except (urllib.error.URLError, TimeoutError) as error:
        sys.stderr.write(f"\n*** NOT AUDITED: {_DATABASE} cannot be reached from here ({error}) ***\n")
        sys.stderr.write("*** whether a library has known holes was not looked at; run `make check` elsewhere ***\n\n")
        return int(bool(os.environ.get("LEADSCOUT_AUDIT")))
    command = [sys.executable, "-m", "pip_audit", "-s", "osv", "--no-deps", "--disable-pip", "-r", str(_PINS)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - the command stands above


if __name__ == "__main__":
    sys.exit(main())
