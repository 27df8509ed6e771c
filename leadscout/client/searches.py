"""Searches as jobs: create one, wait for it, read whom it found."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any, Literal, cast

from leadscout.client.answers import Lead, Results, Search, WatchedSearch
from leadscout.client.errors import LeadscoutError
from leadscout.client.transport import Call, Transport, format_of, path

_HELD = 20.0
"""Seconds that the server is asked to hold an answer back; proxies break connections that are silent for longer."""


@dataclass(frozen=True, slots=True)
class Searches:
    """The searches of your account, as `client.searches`."""

    _transport: Transport

    def create(self, *, idempotency_key: str = "", **query: Any) -> Search:  # noqa: ANN401 - any filter
        """Begin a search, and give it as it stands: `queued`.

        `query` are the filters as in `Client.people`, and `limit` (people at most), `name`, `webhook_url` and
        `streaming`. It is made once, also when the connection breaks and the request is sent again. Give an
        `idempotency_key` of your own, the number of your order for instance, to have that hold over a crash of your
        program, too.
        """
        return cast(Search, self._transport.make("/searches", query, idempotency_key))

    def all(self, limit: int = 100, offset: int = 0) -> list[Search]:
        """Your searches, newest first."""
        return cast(list[Search], self._transport.get("/searches", limit=limit, offset=offset)["searches"])

    def get(self, id_: str) -> WatchedSearch:
        """How far a search is."""
        return self._look(id_, 0)

    def wait(self, id_: str, timeout: float = 300) -> WatchedSearch:
        """Wait until a search is over, and give it. The server holds the answer back: no polling.

        Raises LeadscoutError `not_over` after `timeout` seconds; the search goes on.
        """
        until = time.monotonic() + timeout
        while True:
            left = max(0.0, until - time.monotonic())
            search = self._look(id_, min(left, _HELD))
            if search["over"]:
                return search
            if left <= _HELD:
                raise LeadscoutError(0, "not_over", f"search {id_} is not over after {timeout:g} s")

    def results(
        self, id_: str, page: int = 1000, *, detail: Literal["low", "full"] = "full", fields: Sequence[str] = ()
    ) -> Iterator[Lead]:
        """Whom a search found, in order, `page` people a request; with these `fields` alone, or those of `detail`.

        While it runs, this waits for more; it ends with the search, or where a paused one stands still.
        """
        cursor: int | None = 0
        while cursor is not None:
            results: Results = self._transport.get(
                path("searches", id_, "results"), limit=page, cursor=cursor, detail=detail, fields=",".join(fields)
            )
            yield from results["leads"]
            if results["cursor"] == cursor:
                if results["status"] == "paused":
                    return
                self._look(id_, 1)
            cursor = results["cursor"]

    def save(self, id_: str, file: str | PathLike[str], format: str = "", program: str = "") -> None:  # noqa: A002
        """Write whom a search found to a file, once it is over or paused.

        `format` is csv, xlsx, jsonl, parquet, csv.gz or jsonl.gz; that of the file's name when none is given. `program`
        are the columns of one that takes the file in: hubspot, salesforce, pipedrive and so on.
        """
        where = f"{path('searches', id_)}/results.{format or format_of(file)}"
        self._transport.save(Call("GET", where, params={"for": program}), file)

    def pause(self, id_: str) -> Search:
        """Let a search stand still."""
        return cast(Search, self._transport.make(path("searches", id_, "pause")))

    def resume(self, id_: str) -> Search:
        """Let a paused search go on."""
        return cast(Search, self._transport.make(path("searches", id_, "resume")))

    def cancel(self, id_: str) -> Search:
        """End a search; whom it found stays."""
        return cast(Search, self._transport.make(path("searches", id_, "cancel")))

    def delete(self, id_: str) -> None:
        """Forget a search and whom it found."""
        self._transport.send(Call("DELETE", path("searches", id_)))

    def resend(self, id_: str, seq: int = 1) -> WatchedSearch:
        """Tell the webhook again, from payload `seq` on: the same bytes under the same ids."""
        return cast(WatchedSearch, self._transport.make(path("searches", id_, "resend"), {"seq": seq}))

    def _look(self, id_: str, wait: float) -> WatchedSearch:
        return cast(WatchedSearch, self._transport.get(path("searches", id_), patience=wait, wait=wait))
