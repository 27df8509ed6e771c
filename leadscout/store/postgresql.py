"""leadscout.db in a PostgreSQL database: how it is reached, and how its writers hear of each other."""

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from leadscout.settings import PREFIX, SettingError
from leadscout.store.statements import WORK

SETTING = f"{PREFIX}DATABASE_URL"
EXAMPLE = "postgresql://user@host/database"
POOL = 20
"""Connections of one process at most: a thread of the server takes one at a time, and there is one thread a core."""

_OPTIONS = (
    # Nobody waits longer for a lock, or for an answer, than SQLite's writers do (busy_timeout).
    "-c lock_timeout=30s -c statement_timeout=60s "
    # A process that stands still in a transaction holds rows that others wait for.
    "-c idle_in_transaction_session_timeout=60s"
)
_CONNECT = {"connect_timeout": 10, "application_name": "leadscout", "options": _OPTIONS}
_AGAIN = 1.0
"""Seconds to wait before the server is called again after a connection broke."""


def address(written: str) -> sa.URL:
    """The address in a setting; its password is masked wherever it is printed. Raises SettingError."""
    try:
        url = sa.make_url(written)
    except (ArgumentError, ValueError):  # the latter of a port that is no number
        url = None
    # The value itself stays out of the sentence: a password may be in it.
    if url is None or url.drivername not in ("postgresql", "postgres") or not url.database:
        raise SettingError(f"{SETTING} is no address of a PostgreSQL database; expected {EXAMPLE}")
    return url.set(drivername="postgresql+psycopg")


def connect(url: sa.URL) -> sa.Engine:
    """What makes connections to a database. Raises SettingError when the driver is missing, or nobody answers."""
    try:
        engine = sa.create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=POOL // 2,
            max_overflow=POOL - POOL // 2,
            pool_pre_ping=True,  # a server that was started anew is no error
            connect_args={**_CONNECT, **url.query},
        )
    except ModuleNotFoundError as error:
        raise SettingError(
            f"{SETTING} needs the driver {error.name}, which is not installed: pip install 'leadscout[postgresql]'"
        ) from None
    try:
        engine.connect().close()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SettingError(f"{SETTING}: cannot open {url.set(drivername='postgresql')}: {reason}") from None
    return engine


class Watch:
    """Hears of new work. For one thread."""

    def __init__(self, engine: sa.Engine) -> None:
        """Listen from now on."""
        self._engine = engine
        self._connection = self._listen()

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; whether there may be new work."""
        try:
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except self._connection_errors:
            self._connection.close()
        # What was said while nobody listened is lost: whoever waits has to look.
        while True:
            try:
                self._connection = self._listen()
            except DBAPIError:
                time.sleep(_AGAIN)
            else:
                return True

    def close(self) -> None:
        """Listen no more."""
        self._connection.close()

    @property
    def _connection_errors(self) -> Any:  # noqa: ANN401 - the driver's own class: it may not be installed
        return self._engine.dialect.loaded_dbapi.OperationalError

    def _listen(self) -> Any:  # noqa: ANN401 - psycopg.Connection
        taken = self._engine.raw_connection()
        connection = taken.driver_connection
        taken.detach()  # out of the pool: it stays open
        connection.autocommit = True  # type: ignore[union-attr]
        connection.execute(f"LISTEN {WORK}")  # type: ignore[union-attr]
        return connection
