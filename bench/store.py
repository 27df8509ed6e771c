"""What leadscout.db takes on SQLite and on PostgreSQL: rates, claims of searches, pages of results, by several threads.

python bench/store.py [SECONDS]      a PostgreSQL of its own is started, as the tests start one (with fsync)
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import postgres

from leadscout.model.query import Query
from leadscout.model.search import Result, Search
from leadscout.service.accounts.access import Access
from leadscout.service.accounts.credits import Credits
from leadscout.store import ledger, limits, searches
from leadscout.store.database import Database
from leadscout.store.leases import Lease
from leadscout.store.postgresql import address

THREADS = 4
PAGE = 100


def main() -> None:
    """Measure both."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    with TemporaryDirectory() as folder, closing(Database(Path(folder) / "leadscout.db", "leadscout")) as database:
        measure("SQLite", database, seconds)
    postgres.FAST |= {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with postgres.server() as pattern:
        postgres.create(pattern, "bench")
        with closing(Database(address(pattern.format("bench")), "leadscout")) as database:
            measure("PostgreSQL", database, seconds)


def measure(name: str, database: Database, seconds: float) -> None:
    """Print how many of each step a second are taken."""
    access = Access(database, Credits(database, {}, now), now)
    accounts = [access.create("k", f"a{thread}", amount=10**15)[0].account for thread in range(THREADS)]
    numbers = count()

    def rate(thread: int) -> None:
        with database.write() as connection:
            limits.take(connection, accounts[thread], 10**6, 1, time.time())

    def claim(thread: int) -> tuple[Search, Lease]:
        search = Search(
            id=f"s{next(numbers)}",
            account=accounts[thread],
            dialect="native",
            query=Query(()),
            today=date(2026, 11, 20),
            limit=10**6,
            created_at="",
            body={},
        )
        lease = Lease("", search.id, time.time() + 60)
        with database.write() as connection:
            searches.add(connection, search, 0)
        with database.write() as connection:
            taken = searches.claim(connection, time.time(), lease)
        if taken is None:
            raise RuntimeError("another thread took it")
        return taken, replace(lease, row=taken.id)

    held = {thread: claim(thread) for thread in range(THREADS)}

    def page(thread: int) -> None:
        search, lease = held[thread]
        reached = search.found + PAGE
        results = [Result(number, number, 0, None, "") for number in range(search.found + 1, reached + 1)]
        with database.write() as connection:
            if not searches.advance(connection, replace(lease, until=time.time() + 60), replace(search, found=reached)):
                raise RuntimeError("another thread took it")
            key = f"{search.id}:{reached}"
            ledger.book(connection, ledger.LedgerEntry(search.account, key, "native.lead", -PAGE, ""))
            searches.add_results(connection, search.id, results)
        held[thread] = replace(search, found=reached), lease

    for what, step in (("rates", rate), ("searches made and claimed", claim), ("pages of 100 results", page)):
        end = time.perf_counter() + seconds

        def often(thread: int, step=step, end=end) -> int:  # noqa: ANN001
            done = 0
            while time.perf_counter() < end:
                step(thread)
                done += 1
            return done

        with ThreadPoolExecutor(THREADS) as pool:
            done = sum(pool.map(often, range(THREADS)))
        print(f"{name}: {done / seconds:,.0f} {what} a second, {THREADS} threads")


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
