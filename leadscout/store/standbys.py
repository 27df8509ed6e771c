"""How a standby of the database of people is, for whoever looks after it; `replicas.py` reads from it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

from leadscout.store import postgresql

_PATIENCE = {"connect_timeout": 5}
_FIRST = "SELECT token FROM epoch ORDER BY after LIMIT 1"
"""What a database of people is known by for as long as it lives (docs/decisions/017)."""

_HERE = f"SELECT coalesce(max(change), 0), ({_FIRST}), current_setting('server_version') FROM person"  # noqa: S608
_THERE = (
    "SELECT pg_is_in_recovery(), current_setting('server_version'), "  # noqa: S608 - statements of ours
    f"({_FIRST}), (SELECT version_num FROM alembic_version), "
    "(SELECT coalesce(max(change), 0) FROM person), extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float"
)


@dataclass(frozen=True, slots=True)
class StandbyCondition:
    """A standby beside its primary. Where `error` says why it cannot be looked at, nothing else is known.

    `behind` are changes of people that it does not have yet; `seconds` is how long ago what it replayed last was done.
    """

    name: str
    error: str = ""
    is_reached: bool = True
    version: str = ""
    primary_version: str = ""
    is_standby: bool = False
    is_same: bool = False
    tables: str = ""
    behind: int = 0
    seconds: float = 0.0


def condition(url: sa.URL, primary: sa.Connection) -> StandbyCondition:
    """How the standby at an address is, seen from its primary."""
    name = postgresql.name_of(url)
    engine = postgresql.engine(url, postgresql.SCHEMAS["people"].name, poolclass=sa.NullPool, connect_args=_PATIENCE)
    try:
        with engine.connect() as connection:
            there = connection.exec_driver_sql(_THERE).one()
    except DBAPIError as error:
        reason = (str(error.orig).strip().splitlines() or [""])[0]
        return StandbyCondition(name, reason, is_reached=not isinstance(error, OperationalError))
    is_standby, version, first, tables, change, seconds = there
    last, first_here, version_here = primary.exec_driver_sql(_HERE).one()
    return StandbyCondition(
        name,
        version=version,
        primary_version=version_here,
        is_standby=is_standby,
        is_same=first == first_here,
        tables=tables,
        behind=max(0, last - change),
        seconds=float(seconds or 0.0),
    )
