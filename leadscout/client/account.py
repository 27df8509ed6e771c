"""What is yours: lists for the filters `account_list` and `lead_list`, webhooks and keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Literal, cast
from uuid import uuid4

from leadscout.client.answers import Key, List, Member, NewKey, WatchedSearch
from leadscout.client.listings import SigningWebhook, Webhook
from leadscout.client.transport import Call, Transport, format_of, path

Written = Mapping[str, str | int]
"""A company (`id`, `linkedin_url`, `domain`, `name`) or a person (`id`, `linkedin_url`, `email`)."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of your account, as `client.lists`."""

    _transport: Transport

    def all(self) -> list[List]:
        """Your lists."""
        return cast(list[List], self._transport.get("/lists")["lists"])

    def create(
        self,
        name: str,
        kind: Literal["account", "lead"] = "account",
        *,
        companies: Sequence[Written] = (),
        leads: Sequence[Written] = (),
    ) -> List:
        """Make a list of companies (kind `account`) or of people (kind `lead`)."""
        body = {"name": name, "kind": kind, "companies": list(companies), "leads": list(leads)}
        return cast(List, self._transport.make("/lists", body))

    def extend(self, id_: str, *, companies: Sequence[Written] = (), leads: Sequence[Written] = ()) -> List:
        """Add members to a list; those that are in it already stay as they are."""
        body = {"companies": list(companies), "leads": list(leads)}
        return cast(List, self._transport.send(Call("PUT", path("lists", id_), body, key=str(uuid4()))))

    def delete(self, id_: str) -> None:
        """Forget a list and its members."""
        self._transport.send(Call("DELETE", path("lists", id_)))

    def get(self, id_: str) -> List:
        """A list."""
        return cast(List, self._transport.get(path("lists", id_), limit=1))

    def save(self, id_: str, file: str | PathLike[str], format: str = "", program: str = "") -> None:  # noqa: A002
        """Write the people of a list, or those at its companies, to a file; `format` and `program` as of a search."""
        where = f"{path('lists', id_)}/people.{format or format_of(file)}"
        self._transport.save(Call("GET", where, params={"for": program}), file)

    def members(self, id_: str, page: int = 1000, *, report: bool = False) -> Iterator[Member]:
        """The members of a list, `page` a request; with a `report` on whom of the database they mean."""
        cursor: str | None = ""
        while cursor is not None:
            answer = self._transport.get(path("lists", id_), limit=page, cursor=cursor, report=str(report).lower())
            yield from answer["members"]
            cursor = answer["cursor"]


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Addresses with a signing secret of their own, as `client.webhooks`."""

    _transport: Transport

    def all(self) -> list[Webhook]:
        """Your webhooks, without their secrets."""
        return cast(list[Webhook], self._transport.get("/webhooks")["webhooks"])

    def register(self, url: str) -> SigningWebhook:
        """Give an address a signing secret of its own."""
        return cast(SigningWebhook, self._transport.make("/webhooks", {"url": url}))

    def rotate(self, id_: str, hours: float = 24) -> SigningWebhook:
        """Change a signing secret; for so many hours calls have a signature by the one before, too."""
        return cast(SigningWebhook, self._transport.make(f"{path('webhooks', id_)}/rotate", {"hours": hours}))

    def test(self, id_: str) -> WatchedSearch:
        """Send a call without people: a search that is over, whose `webhook` tells of each attempt."""
        return cast(WatchedSearch, self._transport.make(f"{path('webhooks', id_)}/test", {}))

    def forget(self, id_: str) -> None:
        """Forget a webhook; the account's secret signs calls to its address again."""
        self._transport.send(Call("DELETE", path("webhooks", id_)))


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of your account, as `client.keys`."""

    _transport: Transport

    def all(self) -> list[Key]:
        """Your keys, without their secrets."""
        return cast(list[Key], self._transport.get("/keys")["keys"])

    def create(self, name: str, only: Sequence[str] = (), may: Sequence[str] = ()) -> NewKey:
        """Make a key for your account, that opens `only` these APIs; its secret is shown this once.

        `may` are scopes: `people:write` imports people. A key can give those that it has.

        Raises LeadscoutError `shown_once` when it was made, but the connection broke before the secret arrived.
        """
        return cast(NewKey, self._transport.make("/keys", {"name": name, "only": list(only), "may": list(may)}))

    def revoke(self, id_: str) -> None:
        """Let a key open nothing any more."""
        self._transport.send(Call("DELETE", path("keys", id_)))
