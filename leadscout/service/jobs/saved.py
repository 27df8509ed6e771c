"""Saved searches: queries that are asked again, by hand or every so many hours (decision 44).

A run is a search job like any other, so its pages, money and crashes are those of jobs. What a run changed is written
when its search is over, see `comparing`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

import sqlalchemy as sa

from leadscout.errors import Fault, Refused
from leadscout.model.saved import ChangePage, SavedChange, SavedRun, SavedSearch
from leadscout.model.search import LeadMatch, Owner, Search
from leadscout.service.accounts.credits import Payer
from leadscout.service.jobs.comparing import Comparing
from leadscout.service.jobs.deliveries import Deliveries
from leadscout.service.jobs.searches import Order
from leadscout.store import accounts, searches
from leadscout.store import saved as store
from leadscout.store.database import Database
from leadscout.store.leases import until

MOST = 100
"""Saved searches of an account."""

DIALECT = "native"
"""In which their runs are searches."""


@dataclass(frozen=True)
class SavedSearches:
    """The saved searches of one store. `now` is the clock."""

    database: Database
    deliveries: Deliveries
    comparing: Comparing
    now: Callable[[], datetime]

    def create(self, new: SavedSearch) -> SavedSearch:
        """Keep a query; one that is there already under its id is given as it is. One with hours is due at once.

        Raises Refused where the account has as many as it may have.
        """
        at = self.now()
        new = replace(
            new, created_at=at.isoformat(timespec="microseconds"), due=at.timestamp() if new.hours else None, runs=0
        )
        with self.database.write() as connection:
            accounts.lock_account(connection, new.account)  # what is counted stays so
            if store.add(connection, new) and store.count(connection, new.account) > MOST:
                raise Refused(Fault("too_many_kept", "saved searches", limit=MOST))
        return self.get(new.account, new.id)

    def get(self, account: str, id_: str) -> SavedSearch:
        """The account's saved search. Raises Refused when it has none with this id."""
        with self.database.read() as connection:
            saved = store.get(connection, account, id_)
        if saved is None:
            raise Refused(Fault("no_saved", value=id_))
        return saved

    def all(self, account: str, limit: int, offset: int = 0) -> list[SavedSearch]:
        """The account's saved searches, newest first."""
        with self.database.read() as connection:
            return store.of_account(connection, account, limit, offset)

    def with_new(self, account: str) -> int:
        """How many of the account's saved searches found somebody new in their last run."""
        with self.database.read() as connection:
            return store.with_new(connection, account)

    def change(self, who: Payer, id_: str, *, name: str | None, hours: int | None, webhook_url: str | None) -> None:
        """Change what is given of a saved search: with other hours the next run is so many hours from now.

        Whose key sets the hours, in its name the runs are charged that they begin. Raises Refused when there is none.
        """
        saved = self.get(who.account, id_)
        values: dict[str, object] = {"name": name, "hours": hours, "webhook_url": webhook_url}
        given = {key: value for key, value in values.items() if value is not None}
        if hours is not None and hours != saved.hours:
            given["due"] = self.now().timestamp() + hours * 3600 if hours else None
            given["key"] = who.key
        if given:
            with self.database.write() as connection:
                store.change(connection, saved.id, **given)

    def delete(self, account: str, id_: str) -> None:
        """Forget a saved search, its runs with their searches, and what is still to be told of them.

        Raises Refused when there is none.
        """
        saved = self.get(account, id_)
        with self.database.write() as connection:
            store.lock_saved(connection, saved.id)
            ids = store.beyond(connection, saved.account, saved.id)
            store.delete(connection, saved.id)
        # Who is killed in between leaves them to the housekeeping, which knows that nothing saved is theirs any more.
        for search in ids:
            self.database.transact(partial(searches.delete, id_=search))

    def run(self, who: Payer, id_: str) -> SavedRun:
        """Run a saved search now, charged in the name of `who`'s key; gives the run that is not over yet, if one is.

        Raises Refused when there is no such saved search.
        """
        saved = self.get(who.account, id_)
        with self.database.write() as connection:
            return self._run(connection, saved.id, who.key)

    def _run(self, connection: sa.Connection, id_: str, key: str) -> SavedRun:
        saved = store.lock_saved(connection, id_)
        if saved is None:
            raise Refused(Fault("no_saved", value=id_))
        if open_ := store.open_runs(connection, saved.id):
            return open_[0]
        number = saved.runs + 1
        order = Order(
            Owner(saved.account, DIALECT, key),
            dict(saved.body),
            saved.query,
            saved.limit,
            name=f"{saved.name}, run {number}",
            route=saved.route,
            saved=saved.id,
            id=uuid5(UUID(saved.id), str(number)).hex,
        )
        search = self.deliveries.jobs.add(connection, order)
        run = SavedRun(saved.id, number, search.id, search.created_at)
        store.begin(connection, run)
        return run

    def turn(self) -> bool:
        """Write what a run changed whose search is over, and run what is due; False when there is neither.

        The next time is moved on in the transaction in which the run begins: of two workers one does it.
        """
        ended = self.comparing.turn()
        now = self.now().timestamp()
        with self.database.read() as connection:
            if not store.due(connection, now):
                return ended
        with self.database.write() as connection:
            saved = store.take(connection, now)
            if saved is not None:
                self._run(connection, saved.id, saved.key)
        return True

    def rest(self) -> float:
        """Seconds until a saved search may be due, if nobody writes meanwhile."""
        with self.database.read() as connection:
            due = until(store.next_due(connection), self.now().timestamp())
        return min(due, self.comparing.rest())

    def runs(self, account: str, id_: str, before: int, limit: int) -> list[SavedRun]:
        """Runs of a saved search, newest first, from before a number on (0: the newest), as they stand.

        Raises Refused when there is no such saved search.
        """
        saved = self.get(account, id_)
        with self.database.read() as connection:
            runs = store.runs(connection, saved.id, before, limit)
            owner = Owner(saved.account, DIALECT)
            open_ = {run.number: searches.get(connection, owner, run.search) for run in runs if not run.ended_at}
        return [_standing(run, open_.get(run.number)) for run in runs]

    def changes(
        self, account: str, id_: str, page: ChangePage
    ) -> tuple[list[tuple[SavedChange, LeadMatch]], tuple[int, int] | None]:
        """What changed, oldest first, with the people as they are now, free; and after what it goes on.

        Who was forgotten or suppressed since is left out. Raises Refused when there is no such saved search.
        """
        saved = self.get(account, id_)
        with self.database.read() as connection:
            rows = store.changes(connection, saved.id, replace(page, limit=page.limit + 1))
        more, rows = len(rows) > page.limit, rows[: page.limit]
        shown = self.comparing.shown(saved, rows)
        return shown, (rows[-1].run, rows[-1].number) if more else None


def _standing(run: SavedRun, search: Search | None) -> SavedRun:
    """A run as its search stands."""
    return run if search is None else replace(run, status=search.status, reason=search.reason, found=search.found)
