"""What accounts have used of their allowances of a day (leadscout.db)."""

from dataclasses import dataclass

import sqlalchemy as sa

from leadscout.store.statements import insert
from leadscout.store.tables.leadscout import ALLOWANCE


@dataclass(frozen=True, slots=True)
class AllowanceUse:
    """So many units on a day, of which at most `most` may be used."""

    day: str
    units: int
    most: int


def use(connection: sa.Connection, account: str, name: str, wanted: AllowanceUse) -> int | None:
    """Use units of an account's allowance of a name; gives what is used on the day then, None where they do not fit.

    Another day begins at none.
    """
    if wanted.units > wanted.most:
        return None
    used = sa.case((ALLOWANCE.c.day == wanted.day, ALLOWANCE.c.used), else_=0) + wanted.units
    counted = (
        insert(connection, ALLOWANCE)
        .values(account=account, name=name, day=wanted.day, used=wanted.units)
        .on_conflict_do_update(
            index_elements=["account", "name"], set_={"day": wanted.day, "used": used}, where=used <= wanted.most
        )
        .returning(ALLOWANCE.c.used)
    )
    return connection.execute(counted).scalar()
