"""The stores in a PostgreSQL database: how it is reached, and how its writers hear of each other, or take turns."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from leadscout.settings import PREFIX, SettingError
from leadscout.store import partitions
from leadscout.store.statements import WORK

SETTING = f"{PREFIX}DATABASE_URL"
REPLICAS = f"{PREFIX}DATABASE_REPLICAS"
EXAMPLE = "postgresql://user@host/database"
MOVING = "moving"
"""What stands for the version of the tables while a move fills them."""

NOT_MOVED = f"{SETTING}: a move into this database has not ended; call `leadscout move` again, it goes on where it was"
POOL = 20
"""Connections of one process at most: a thread of the server takes one at a time, and there is one thread a core."""

_OPTIONS = (
    # Nobody waits longer for a lock, or for an answer, than SQLite's writers do (busy_timeout).
    "-c lock_timeout=30s -c statement_timeout=60s "
    # A process that stands still in a transaction holds rows that others wait for.
    "-c idle_in_transaction_session_timeout=60s"
)
_CONNECT = {"connect_timeout": 10, "application_name": "leadscout"}
_BETWEEN = re.compile(r"\s*,\s*(?=postgres(?:ql)?://)|\s+")
"""Between two addresses: an address of several hosts has commas, too."""

_AGAIN = 1.0
"""Seconds to wait before the server is called again after a connection broke."""


@dataclass(frozen=True, slots=True)
class StoreSchema:
    """Where a store lies in the database: its schema, "" for the one that the database opens with.

    `turn` is the lock for which the writers of the store wait, so that there is one at a time (decision 52); where it
    is 0 none do.
    `channel` is where is told that something was written.
    """

    name: str = ""
    turn: int = 0
    channel: str = WORK


SCHEMAS: Mapping[str, StoreSchema] = {
    "leadscout": StoreSchema(),
    "people": StoreSchema("people", 0x6C656170, "leadscout_people"),
}
"""By the name of the store's migrations."""


def address(written: str, setting: str = SETTING) -> sa.URL:
    """The address in a setting; its password is masked wherever it is printed. Raises SettingError."""
    try:
        url = sa.make_url(written)
    except (ArgumentError, ValueError):  # the latter of a port that is no number
        url = None
    # The value itself stays out of the sentence: a password may be in it.
    if url is None or url.drivername not in ("postgresql", "postgres") or not url.database:
        raise SettingError(f"{setting} is no address of a PostgreSQL database; expected {EXAMPLE}")
    return url.set(drivername="postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class DatabaseLayout:
    """How a PostgreSQL database of people is laid out: standbys that are read, and the parts of large tables.

    Parts are made with the tables; 0 is none.
    """

    replicas: Sequence[sa.URL] = ()
    parts: int = 0


PLAIN = DatabaseLayout()
"""No standbys, and whole tables."""


def layout(url: str, standbys: str, parts: int) -> DatabaseLayout:
    """What the settings say of the database of people at an address. Raises SettingError."""
    return DatabaseLayout(replicas(standbys, url), partitions.check(parts))


def replicas(written: str, of: str) -> tuple[sa.URL, ...]:
    """The addresses of the standbys of the database `of`, which stand with blanks or commas. Raises SettingError."""
    addresses = [one for one in _BETWEEN.split(written.strip()) if one]
    if addresses and not of:
        raise SettingError(f"{REPLICAS} names standbys of the database that {SETTING} names; set that, too")
    return tuple(address(one, REPLICAS) for one in addresses)


def name_of(url: sa.URL) -> str:
    """An address as it is told to operators: without user and password."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host if isinstance(host, str) else ','.join(host)}:{url.port or url.query.get('port') or 5432}"


def engine(url: sa.URL, schema: str = "", **choices: Any) -> sa.Engine:  # noqa: ANN401 - of create_engine
    """What makes connections to a schema of a database, by `choices` of how they are kept.

    Raises SettingError when the driver is missing.
    """
    given = dict(url.query)
    options = [_OPTIONS, str(given.pop("options", "")), f"-c search_path={schema}" if schema else ""]
    arguments = {**_CONNECT, **choices.pop("connect_args", {}), **given, "options": " ".join(options)}
    try:
        return sa.create_engine(
            url.set(query={}),
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # people are among them
            connect_args=arguments,
            **choices,
        )
    except ModuleNotFoundError as error:
        raise SettingError(
            f"{SETTING} needs the driver {error.name}, which is not installed: pip install 'leadscout[postgresql]'"
        ) from None


def connect(url: sa.URL, schema: str = "") -> sa.Engine:
    """What makes connections to a schema of a database, and keeps those of one process.

    Raises SettingError when the driver is missing, or nobody answers.
    """
    # A server that was started anew is no error: whether a connection still stands is asked each time.
    connections = {"pool_size": POOL // 2, "max_overflow": POOL - POOL // 2, "pool_pre_ping": True}
    made = engine(url, schema, **connections)
    try:
        made.connect().close()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SettingError(f"{SETTING}: cannot open {url.set(drivername='postgresql')}: {reason}") from None
    return made


class NotifyWatch:
    """Hears on a channel of what was written. For one thread."""

    def __init__(self, engine: sa.Engine, channel: str) -> None:
        """Listen from now on."""
        self._engine = engine
        self._channel = channel
        self._connection = self._listen()

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; whether there may be something new."""
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
        connection.execute(f"LISTEN {self._channel}")  # type: ignore[union-attr]
        return connection
