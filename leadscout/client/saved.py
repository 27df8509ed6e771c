"""Saved searches: what changed since the last time; and people who must not be contacted."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Literal, cast
from uuid import uuid4

from leadscout.client.answers import SavedChange, SavedRun, SavedSearch, Suppression
from leadscout.client.errors import LeadscoutError
from leadscout.client.transport import Call, Transport, path

_LOOK = 0.5
"""Seconds between two looks whether a run is over."""


@dataclass(frozen=True, slots=True)
class SavedSearches:
    """The saved searches of your account, as `client.saved`."""

    _transport: Transport

    def create(self, name: str, *, every_hours: int = 0, webhook_url: str = "", **query: Any) -> SavedSearch:  # noqa: ANN401 - any filter
        """Save a search; `query` are the filters as in `Client.people`, and `limit` (people of a run at most).

        It is run `every_hours`, the first time at once; 0: when you `run` it. A webhook is told of the changes.
        """
        body = {**query, "name": name, "every_hours": every_hours, "webhook_url": webhook_url}
        return cast(SavedSearch, self._transport.make("/saved", body))

    def all(self, limit: int = 100, offset: int = 0) -> list[SavedSearch]:
        """Your saved searches, newest first."""
        return cast(list[SavedSearch], self._transport.get("/saved", limit=limit, offset=offset)["saved"])

    def get(self, id_: str) -> SavedSearch:
        """A saved search, with its last run."""
        return cast(SavedSearch, self._transport.get(path("saved", id_)))

    def change(
        self, id_: str, *, name: str | None = None, every_hours: int | None = None, webhook_url: str | None = None
    ) -> SavedSearch:
        """Change what is given."""
        values = {"name": name, "every_hours": every_hours, "webhook_url": webhook_url}
        body = {key: value for key, value in values.items() if value is not None}
        return cast(SavedSearch, self._transport.send(Call("PATCH", path("saved", id_), body)))

    def delete(self, id_: str) -> None:
        """Forget a saved search and its changes."""
        self._transport.send(Call("DELETE", path("saved", id_)))

    def run(self, id_: str) -> SavedRun:
        """Run a saved search now; gives the run as it begins, or the one that is not over yet."""
        return cast(SavedRun, self._transport.make(path("saved", id_, "run")))

    def wait(self, id_: str, run: int, timeout: float = 300) -> SavedRun:
        """Wait until a run is over and compared. Raises LeadscoutError `not_over` after `timeout` seconds."""
        until = time.monotonic() + timeout
        while True:
            for one in cast(
                list[SavedRun], self._transport.get(path("saved", id_, "runs"), cursor=run + 1, limit=1)["runs"]
            ):
                if one["run"] == run and one["over"]:
                    return one
            if time.monotonic() > until:
                raise LeadscoutError(0, "not_over", f"run {run} is not over after {timeout:g} s")
            time.sleep(_LOOK)

    def runs(self, id_: str) -> Iterator[SavedRun]:
        """The runs of a saved search, newest first."""
        cursor: int | None = 0
        while cursor is not None:
            answer = self._transport.get(path("saved", id_, "runs"), cursor=cursor)
            yield from answer["runs"]
            cursor = answer["cursor"]

    def changes(
        self, id_: str, kind: Literal["new", "left", "changed", ""] = "", run: int = 0, page: int = 1000
    ) -> Iterator[SavedChange]:
        """Who is new, who left, who changed jobs, oldest first; of one `kind` or `run` alone where that is given."""
        cursor: str | None = ""
        while cursor is not None:
            answer = self._transport.get(path("saved", id_, "changes"), kind=kind, run=run, limit=page, cursor=cursor)
            yield from answer["changes"]
            cursor = answer["cursor"]


@dataclass(frozen=True, slots=True)
class Suppressions:
    """People of whom your account is not told, as `client.suppressions`."""

    _transport: Transport

    def add(
        self,
        *,
        emails: Sequence[str] = (),
        domains: Sequence[str] = (),
        profiles: Sequence[str] = (),
        people: Sequence[dict[str, str]] = (),
        name: str = "",
    ) -> Suppression:
        """Suppress whoever has one of these; `people` are `full_name` and `company` of each."""
        lists = {"emails": emails, "domains": domains, "profiles": profiles, "people": people}
        body = {key: list(values) for key, values in lists.items() if values}
        return cast(Suppression, self._transport.make("/suppressions", {**body, "name": name}))

    def add_file(self, file: str | PathLike[str]) -> Suppression:
        """Suppress the people of a CSV file, or of lines of e-mails, domains and profile addresses."""
        name, key = Path(file).name, str(uuid4())
        call = Call("POST", "/suppressions/file", params={"name": name}, key=key, file=Path(file), media="text/csv")
        return cast(Suppression, self._transport.send(call))

    def all(self) -> Iterator[Suppression]:
        """What you suppressed and when, in numbers."""
        cursor: int | None = 0
        while cursor is not None:
            answer = self._transport.get("/suppressions", cursor=cursor)
            yield from answer["suppressions"]
            cursor = answer["cursor"]

    def remove(self, id_: str) -> None:
        """Take an entry away: its people are told of again. A key needs the scope `suppressions:write`."""
        self._transport.send(Call("DELETE", path("suppressions", id_)))
