"""Lists of companies and people, and saved personas: made, filled and looked up by their account."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leadscout.errors import Fault, Refused
from leadscout.lexicon.identities import companies, profiles
from leadscout.lexicon.text import is_digits
from leadscout.model.lists import Asker, List
from leadscout.model.query import Query
from leadscout.service.accounts.quotas import Quotas
from leadscout.store import lists as store
from leadscout.store.accounts import lock_account
from leadscout.store.database import Database

MOST = 100_000
"""Members of one list (behaviour §3)."""

MOST_KEPT = 1000
"""Lists of one account, and personas."""

KINDS = ("account", "lead")
FILTERS = {"account": "account_list", "lead": "lead_list"}
"""The filter whose values are lists of each kind."""


@dataclass(frozen=True)
class Lists:
    """The lists of one store. `now` is the clock."""

    database: Database
    now: Callable[[], datetime]
    quotas: Quotas = dataclasses.field(default_factory=Quotas)

    def create(self, account: str, kind: str, name: str, members: Mapping[str, str], made_by: str = "") -> List:
        """Make a list with these members; the one that `made_by` made already is given as it is.

        Raises Refused when there are too many.
        """
        with self.database.write() as connection:
            lock_account(connection, account)  # what is counted stays so
            earlier = store.made_by(connection, account, made_by) if made_by else None
            if earlier:
                return earlier
            self.quotas.check(connection, account, "lists")
            made = store.add(connection, List(0, account, kind, name, self._at()), made_by or None)
            return self._extend(connection, made, members)

    def extend(self, account: str, id_: str, members: Mapping[str, str], name: str = "") -> List:
        """Add members to a list, and give it a new `name`, if there is one.

        Raises Refused when the account has no such list, or it gets too long.
        """
        record = self.get(account, id_)
        with self.database.write() as connection:
            if name:
                store.rename(connection, record.id, name)
            return self._extend(connection, replace(record, name=name or record.name), members)

    def _extend(self, connection: Any, record: List, members: Mapping[str, str]) -> List:  # noqa: ANN401
        store.lock_list(connection, record.id)
        store.extend(connection, record.id, members)
        size = store.size(connection, record.id)
        if size > MOST:
            raise Refused(Fault("too_many_members", limit=MOST))
        return replace(record, size=size)

    def get(self, account: str, id_: str) -> List:
        """The account's list. Raises Refused when it has none with this id."""
        record = None
        if _is_id(id_):
            with self.database.read() as connection:
                record = store.get(connection, account, int(id_))
        if record is None:
            raise Refused(Fault("no_list", "id", id_))
        return record

    def delete(self, account: str, id_: str) -> None:
        """Forget a list and its members. Raises Refused when the account has none with this id."""
        with self.database.write() as connection:
            if not (_is_id(id_) and store.delete(connection, account, int(id_))):
                raise Refused(Fault("no_list", "id", id_))

    def all(self, account: str) -> list[List]:
        """The account's lists."""
        with self.database.read() as connection:
            return store.of_account(connection, account)

    def page(self, account: str, id_: int, after: str, limit: int) -> list[tuple[str, str]]:
        """Key and writing of members of the account's list, by key, after `after`."""
        with self.database.read() as connection:
            return list(store.members(connection, account, id_, after, limit))

    def members(self, asker: Asker, taxonomy: str, id_: str) -> frozenset[str]:
        """The keys that a list's id stands for in a query. Raises Refused where the asker has no such list."""
        members = None
        kind = _kind(taxonomy)
        if _is_id(id_):
            with self.database.read() as connection:
                members = store.keys(connection, asker, int(id_), kind)
        if members is None:
            raise Refused(Fault("unknown_list", taxonomy, id_))
        if kind == "account":
            return frozenset(key for kept, written in members for key in companies.member_keys(kept, written))
        return frozenset(key for key, _ in members)

    def check(self, asker: Asker, query: Query, fields: Mapping[tuple[str, bool], str]) -> None:
        """Refuse lists that the asker does not have; `fields` names the request's fields by filter and exclude."""
        faults = []
        for clause in query.clauses:
            if not clause.row.lists:
                continue
            ids = [int(value) for value in clause.values if _is_id(value)]
            with self.database.read() as connection:
                owned = store.owned(connection, asker, ids, clause.row.lists)
            field = fields.get((clause.filter, clause.exclude), clause.filter)
            strangers = (value for value in clause.values if not _is_id(value) or int(value) not in owned)
            faults += [Fault("unknown_list", field, value) for value in strangers]
        if faults:
            raise Refused(*faults)

    def save_persona(self, account: str, body: Mapping[str, Any], id_: str) -> dict[str, Any]:
        """Keep a persona under an id; gives it as it is shown, or the one that is there already."""
        at = self._at()
        with self.database.write() as connection:
            lock_account(connection, account)
            earlier = store.personas(connection, account, id_)
            if earlier:
                return earlier[0]
            if store.kept(connection, account)[1] >= MOST_KEPT:
                raise Refused(Fault("too_many_kept", "personas", limit=MOST_KEPT))
            store.add_persona(connection, account, id_, body, at)
        return {"id": id_, **body, "created_at": at}

    def personas(self, account: str) -> list[dict[str, Any]]:
        """The account's personas."""
        with self.database.read() as connection:
            return store.personas(connection, account)

    def persona(self, account: str, id_: str) -> dict[str, Any]:
        """One of them. Raises Refused when there is none with this id."""
        with self.database.read() as connection:
            personas = store.personas(connection, account, id_)
        if not personas:
            raise Refused(Fault("not_found", value=f"persona {id_}"))
        return personas[0]

    def _at(self) -> str:
        return self.now().isoformat(timespec="seconds")


def _is_id(written: str) -> bool:
    return is_digits(written) and len(written) < 18  # noqa: PLR2004 - what fits into 64 bits


def _kind(taxonomy: str) -> str:
    return taxonomy.removesuffix("_list")


def company_member(fields: Mapping[str, str]) -> tuple[str, str]:
    """Key and writing of a company told by id, link, domain or name, the surest first; ("", "") for nothing."""
    for field in ("linkedin_id", "id", "linkedin_url", "link", "domain", "website"):
        written = fields.get(field, "").strip()
        key = _company_key(written) if written else ""
        if key:
            return key, written
    name = fields.get("name", "").strip()
    normal = companies.normal_name(name)
    return (f"name:{normal}", name) if normal else ("", "")


def _company_key(written: str) -> str:
    if is_digits(written):
        return f"id:{written}"
    return companies.link_key(written) or next((k for k in companies.read(written) if k.startswith("domain:")), "")


def person_member(fields: Mapping[str, str]) -> tuple[str, str]:
    """Key and writing of a person told by id, profile link or e-mail; ("", "") for nothing."""
    for field in ("id", "sales_id", "linkedin_url", "linkedin_profile_url", "url", "email"):
        written = fields.get(field, "").strip()
        if written:
            return profiles.read(written)[0], written
    return "", ""
