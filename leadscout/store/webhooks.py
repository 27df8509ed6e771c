"""Registered webhooks (leadscout.db); their secrets are encrypted before they come here."""

import dataclasses

import sqlalchemy as sa

from leadscout.model.webhooks import Webhook
from leadscout.store import accounts
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import WEBHOOK

_SHOWN = tuple(column for column in WEBHOOK.c if column.name != "secret")


def add(connection: sa.Connection, new: Webhook, secret: bytes, most: int) -> bool:
    """Register a webhook, unless it is there already; False where the account has as many as it may have."""
    accounts.lock_account(connection, new.account)
    count = sa.select(sa.func.count()).where(WEBHOOK.c.account == new.account, WEBHOOK.c.id != new.id)
    if connection.execute(count).scalar_one() >= most:
        return False
    connection.execute(insert(connection, WEBHOOK).values(**_values(new), secret=secret).on_conflict_do_nothing())
    return True


def of_account(connection: sa.Connection, account: str) -> list[Webhook]:
    """The webhooks of an account, oldest first."""
    query = sa.select(*_SHOWN).where(WEBHOOK.c.account == account).order_by(WEBHOOK.c.created_at, WEBHOOK.c.id)
    return [Webhook(**{**row._asdict(), "events": tuple(row.events.split())}) for row in connection.execute(query)]


def secret(connection: sa.Connection, account: str, url: str) -> bytes:
    """The encrypted secret of the account's webhook at an address; empty when there is none."""
    query = sa.select(WEBHOOK.c.secret).where(WEBHOOK.c.account == account, WEBHOOK.c.url == url)
    return connection.execute(query).scalar() or b""


def at(connection: sa.Connection, account: str, url: str) -> Webhook | None:
    """The account's webhook at an address; None when there is none."""
    return next((one for one in of_account(connection, account) if one.url == url), None)


def get(connection: sa.Connection, account: str, id_: str) -> Webhook | None:
    """The account's webhook with an id; None when there is none."""
    return next((one for one in of_account(connection, account) if one.id == id_), None)


def change(connection: sa.Connection, changed: Webhook, secret_: bytes | None) -> None:
    """Write a webhook as it is now, and its secret where it is another."""
    mine = sa.update(WEBHOOK).where(WEBHOOK.c.id == changed.id, WEBHOOK.c.account == changed.account)
    connection.execute(mine.values(**_values(changed), **({} if secret_ is None else {"secret": secret_})))


def delete(connection: sa.Connection, account: str, id_: str) -> bool:
    """Forget a webhook of the account; False when there is none."""
    gone = sa.delete(WEBHOOK).where(WEBHOOK.c.account == account, WEBHOOK.c.id == id_)
    return connection.execute(gone).rowcount > 0


def _values(webhook: Webhook) -> dict[str, object]:
    return {**dataclasses.asdict(webhook), "events": " ".join(webhook.events)}
