"""Integrations (leadscout.db): live sources of accounts; their credentials are encrypted before they come here."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from leadscout.model.integrations import ACTIVE, Integration
from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import INTEGRATION


def put(connection: sa.Connection, integration: Integration, credential: bytes) -> Integration:
    """Write an integration; one of the account with this name is replaced, what it used today stays used."""
    new = {**asdict(integration), "credential": credential}
    kept = ("id", "account", "name", "day", "used", "created_at")
    statement = (
        insert(connection, INTEGRATION)
        .values(new)
        .on_conflict_do_update(
            index_elements=["account", "name"], set_={name: value for name, value in new.items() if name not in kept}
        )
        .returning(*INTEGRATION.c)
    )
    return _integration(connection.execute(statement).one())


def of_account(connection: sa.Connection, account: str) -> list[Integration]:
    """The integrations of an account, oldest first."""
    query = sa.select(INTEGRATION).where(INTEGRATION.c.account == account)
    rows = connection.execute(query.order_by(INTEGRATION.c.created_at, INTEGRATION.c.id))
    return [_integration(row) for row in rows]


def get(connection: sa.Connection, account: str, id_: str) -> Integration | None:
    """The integration of the account with this id."""
    query = sa.select(INTEGRATION).where(INTEGRATION.c.account == account, INTEGRATION.c.id == id_)
    row = connection.execute(query).first()
    return None if row is None else _integration(row)


def credential(connection: sa.Connection, account: str, id_: str) -> bytes:
    """The encrypted credential of an integration of the account; empty when there is none."""
    query = sa.select(INTEGRATION.c.credential).where(INTEGRATION.c.account == account, INTEGRATION.c.id == id_)
    return connection.execute(query).scalar() or b""


def delete(connection: sa.Connection, account: str, id_: str) -> bool:
    """Forget an integration of the account and its credential; False when there is none."""
    gone = sa.delete(INTEGRATION).where(INTEGRATION.c.account == account, INTEGRATION.c.id == id_)
    return connection.execute(gone).rowcount > 0


def stop(connection: sa.Connection, id_: str, state: str, until: float) -> None:
    """Write why a source answers no more, and until when."""
    connection.execute(sa.update(INTEGRATION).where(INTEGRATION.c.id == id_).values(state=state, until=until))


def activate(connection: sa.Connection, id_: str, at: str) -> None:
    """Write that a source answers."""
    values = {"state": ACTIVE, "until": 0, "checked_at": at}
    connection.execute(sa.update(INTEGRATION).where(INTEGRATION.c.id == id_).values(values))


def use(connection: sa.Connection, id_: str, day: str, units: int) -> bool:
    """Count units against the cap of a day; False, and nothing is counted, when they are more than are left."""
    before = sa.case((INTEGRATION.c.day == day, INTEGRATION.c.used), else_=0)
    fits = before + units <= INTEGRATION.c.cap
    counted = sa.update(INTEGRATION).where(INTEGRATION.c.id == id_, fits).values(day=day, used=before + units)
    return connection.execute(counted).rowcount > 0


def give_back(connection: sa.Connection, id_: str, day: str, units: int) -> None:
    """Count units of a day less: they were not used in the end."""
    today = sa.update(INTEGRATION).where(INTEGRATION.c.id == id_, INTEGRATION.c.day == day)
    connection.execute(today.values(used=INTEGRATION.c.used - units))


def _integration(row: Any) -> Integration:  # noqa: ANN401 - a row of INTEGRATION
    return Integration(**{name: value for name, value in row._asdict().items() if name != "credential"})
