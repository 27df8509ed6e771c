"""Kills servers and workers at random while searches are made, carried out, charged and told of; then counts.

    python bench/killing.py [KILLS] [ROUNDS] [sqlite|postgresql] [FIRST]      default: 200 5 sqlite 0

What `pytest tests/e2e/test_kills.py` does with twenty kills. A round that loses something, charges twice or tells out
of order ends with the assertion that failed. FIRST is the number of the first round: each has chances of its own.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))
import kills
import postgres
from conftest import serving, told, until
from receiver import receiving
from stores import PATTERN, copy_people, opened

from leadscout.store.database import Database
from leadscout.store.postgresql import address

PEOPLE = 500


def main() -> None:
    """Kill for some rounds."""
    number, rounds, store, first = *sys.argv[1:], *("200", "5", "sqlite", "0")[len(sys.argv) - 1 :]
    with ExitStack() as stack:
        if store == "postgresql":
            os.environ[PATTERN] = stack.enter_context(postgres.server())
            postgres.create(os.environ[PATTERN], postgres.TEMPLATE)
            for name in ("leadscout", "people"):
                Database(address(os.environ[PATTERN].format(postgres.TEMPLATE)), name).close()
        folder = Path(tempfile.mkdtemp(prefix="leadscout-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        told("people", "generate", PEOPLE, "--seed", 11, "--data", folder / "people")
        for at in range(int(first), int(first) + int(rounds)):
            print(one_round(folder, int(number), at), flush=True)


def one_round(folder: Path, number: int, seed: int) -> str:
    """Kill so often over a store of its own; gives what came of it. Raises AssertionError where something is wrong."""
    data = folder / f"round-{seed}"
    shutil.copytree(folder / "people", data, ignore=shutil.ignore_patterns("leadscout.db*"))
    copy_people(folder / "people", data)
    began = time.monotonic()
    with serving() as serve, receiving() as receiver, closing(opened(data)) as database:
        round_ = kills.Kills(serve, data, receiver, random.Random(seed))
        round_.start()
        for _ in range(number):
            round_.kill(database)
        until(lambda: round_.is_settled(database), "all is found and told", 0.1)
        round_.read_results()
        kills.check(round_, database)
    waits = sorted(round_.waits)
    return (
        f"round {seed}: {number} kills, {round_.made} searches made by {round_.sent} requests, 0 lost, 0 people twice, "
        f"0 charges twice, {len(receiver.calls)} calls in order; goes on after {waits[len(waits) // 2]:.1f} s "
        f"(median), {waits[-1]:.1f} s at most; {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
