"""The client: what is answered at once, and the doors to searches, lists and keys."""

from collections.abc import Iterator, Sequence
from itertools import islice
from os import PathLike
from types import TracebackType
from typing import Any, Self, cast

import httpx

from leadscout.client.account import Keys, Lists, Webhooks
from leadscout.client.answers import Bucket, Count, Described, Filter, GeoPlace, Lead, Page, Profile, Suggestion, Usage
from leadscout.client.imports import Imports
from leadscout.client.saved import SavedSearches, Suppressions
from leadscout.client.searches import Searches
from leadscout.client.transport import Call, Transport, format_of, path

PAGE = 25
"""People of one preview page."""


class Client:
    """leadscout's own API, at `base_url`, with a key. Close it, or use it in a `with` statement.

    A query is written as keyword arguments, one for each filter: `title=["ceo"]`, `location=["Berlin", "DACH"]`.
    Values of one filter are alternatives, several filters must all hold. Besides: `exclude={"location": ["Austria"]}`,
    `personas=[{"name": ..., "functions": [...], "seniorities": [...]}]`, `strict=["title"]` for filters that are meant
    as written, `at_company=True`, `at_past_company=True`, `correct_spelling=True` for keywords. `filters()` tells all
    filters; one that the
    server does not know, it refuses with what would be right.

    A request waits `timeout` seconds for its answer. It is sent again at most `retries` times when the connection
    breaks, or the server says 429, 502, 503 or 504, after the time it asks for, else longer and longer. What makes
    something is made once, however often it is sent. Every failure is a LeadscoutError.

    `searches`, `saved`, `lists`, `suppressions`, `imports`, `webhooks` and `keys` are those of your account.
    """

    def __init__(self, base_url: str, key: str, *, timeout: float = 30, retries: int = 5) -> None:
        """Nothing is sent yet."""
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=f"{base_url.rstrip('/')}/v1", headers=headers)
        self._transport = Transport(self._http, timeout, retries)
        self.searches = Searches(self._transport)
        self.saved = SavedSearches(self._transport)
        self.lists = Lists(self._transport)
        self.suppressions = Suppressions(self._transport)
        self.imports = Imports(self._transport)
        self.webhooks = Webhooks(self._transport)
        self.keys = Keys(self._transport)

    def filters(self) -> list[Filter]:
        """What people can be searched by, and with which values."""
        return cast(list[Filter], self._transport.get("/filters"))

    def suggest(self, filter: str, text: str, limit: int = 10) -> list[Suggestion]:  # noqa: A002 - the API's word
        """The values of a filter nearest to what somebody types."""
        return cast(list[Suggestion], self._transport.get("/suggest", filter=filter, q=text, limit=limit))

    def describe(self, words: str) -> Described:
        """What a description means in filters: `client.count(**client.describe("CFOs in Ohio")["query"])`."""
        return cast(Described, self._transport.ask("/describe", {"words": words}))

    def places(self, text: str, limit: int = 10) -> list[GeoPlace]:
        """The places of a name, or nearest to it."""
        return cast(list[GeoPlace], self._transport.get("/places", q=text, limit=limit))

    def count(self, **query: Any) -> Count:  # noqa: ANN401 - any filter
        """How many people match a query, and how the server read it."""
        return cast(Count, self._transport.ask("/count", query))

    def preview(self, *, limit: int = PAGE, cursor: str = "", **query: Any) -> Page:  # noqa: ANN401 - any filter
        """One page of the people who match, at most 25; `cursor` is that of the page before.

        `detail="low"` says who they are and why they match, `fields=["full_name", "emails"]` no more than that.
        """
        return cast(Page, self._transport.ask("/preview", {**query, "limit": limit, "cursor": cursor}))

    def people(self, *, limit: int | None = None, **query: Any) -> Iterator[Lead]:  # noqa: ANN401 - any filter
        """The people who match, one by one, at most `limit`; pages are asked for as they are needed.

        Nobody comes twice, whatever is imported meanwhile. For thousands, `searches` take fewer requests.
        """
        return islice(self._people(query), limit)

    def save(
        self,
        file: str | PathLike[str],
        format: str = "",  # noqa: A002 - the API's word
        program: str = "",
        **query: Any,  # noqa: ANN401 - any filter
    ) -> None:
        """Write everybody who matches to a file: `format` and `program` as of `Searches.save`."""
        body = {**query, "format": format or format_of(file), **({"for": program} if program else {})}
        self._transport.save(Call("POST", "/people/export", body), file)

    def facets(self, filters: Sequence[str], **query: Any) -> dict[str, list[Bucket]]:  # noqa: ANN401 - any filter
        """How the people who match spread over the values of some filters, most first.

        Each value has the number that `count` of the query with it has. Beside the query: `open=True` counts as if it
        did not ask for the facet's own filter, `limit` is for the values of each, `count="main"` counts everybody once.
        """
        answer = self._transport.ask("/facets", {**query, "facets": list(filters)})
        return cast(dict[str, list[Bucket]], answer["facets"])

    def person(self, id_: str) -> Profile:
        """A person, by an id, a profile address or an e-mail. Raises LeadscoutError `nobody` for a stranger."""
        return cast(Profile, self._transport.get(path("people", id_)))

    def usage(self) -> Usage:
        """What your account has left, and has spent."""
        return cast(Usage, self._transport.get("/usage"))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _people(self, query: dict[str, Any]) -> Iterator[Lead]:
        cursor: str | None = ""
        while cursor is not None:
            page = self.preview(**query, cursor=cursor)
            yield from page["leads"]
            cursor = page["cursor"]
