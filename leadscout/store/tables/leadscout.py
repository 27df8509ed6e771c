"""The tables of leadscout.db: everything about callers."""

import sqlalchemy as sa
from sqlalchemy import Column

from leadscout.store.tables.columns import Text, Whole

META = sa.MetaData()


def _account(*, primary_key: bool = False, index: bool | None = None) -> Column[str]:
    return Column("account", Text, sa.ForeignKey("account.id"), nullable=False, primary_key=primary_key, index=index)


def _search(*, primary_key: bool = False, index: bool | None = None) -> Column[str]:
    return Column("search", Text, sa.ForeignKey("search.id"), nullable=False, primary_key=primary_key, index=index)


def _lease() -> tuple[Column[str], Column[float]]:
    """Whose a row is, and until when; see store/leases.py."""
    return Column("lease", Text), Column("leased_until", sa.Double, nullable=False)


ACCOUNT = sa.Table(
    "account",
    META,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("balance", sa.BigInteger, sa.CheckConstraint("balance >= 0"), nullable=False),
    Column("created_at", Text, nullable=False),
)
API_KEY = sa.Table(
    "api_key",
    META,
    Column("id", Text, primary_key=True),
    _account(),
    Column("name", Text, nullable=False),
    Column("hash", sa.LargeBinary, nullable=False, unique=True),
    Column("only", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("revoked_at", Text),
)
LEDGER = sa.Table(
    "ledger",
    META,
    Column("id", Whole, primary_key=True),
    _account(index=True),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Column("operation", Text, nullable=False),
    Column("amount", sa.BigInteger, nullable=False),
    Column("at", Text, nullable=False),
)
SEARCH = sa.Table(
    "search",
    META,
    Column("id", Text, primary_key=True),
    _account(),
    Column("dialect", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", sa.LargeBinary, nullable=False),
    Column("query", sa.LargeBinary, nullable=False),
    Column("today", Text, nullable=False),
    Column("limit", Whole, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("total", sa.BigInteger),
    Column("found", Whole, nullable=False),
    Column("tier", Whole, nullable=False),
    Column("mark", Text, nullable=False, server_default=""),
    Column("exact", sa.Boolean, nullable=False, server_default=sa.true()),
    Column("epoch", Text, nullable=False, server_default=""),
    Column("attempts", Whole, nullable=False),
    Column("due", sa.Double, nullable=False),
    *_lease(),
    Column("webhook_url", Text, nullable=False, server_default=""),
    Column("streaming", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("search_due", "status", "due"),
    sa.Index("search_of_account", "account", "created_at", "id"),
)
RESULT = sa.Table(
    "result",
    META,
    _search(primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("seq", sa.BigInteger, nullable=False),
    Column("tier", Whole, nullable=False),
    Column("slot", Whole),
    Column("persona", Text, nullable=False),
    Column("paid", sa.Boolean, nullable=False),
    sa.UniqueConstraint("search", "seq"),
    sqlite_with_rowid=False,
)
OUTBOX = sa.Table(
    "outbox",
    META,
    _search(primary_key=True),
    Column("seq", Whole, primary_key=True),
    Column("payload", sa.LargeBinary, nullable=False),
    Column("after", Whole, nullable=False),
    Column("upto", Whole, nullable=False),
    Column("status", Text, nullable=False),
    Column("delivered_at", Text),
)
QUEUE = sa.Table(
    "queue",
    META,
    _search(primary_key=True),
    Column("next_seq", Whole, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("dead", sa.Boolean, nullable=False),
    Column("due", sa.Double, nullable=False),
    *_lease(),
    sa.Index("queue_due", "dead", "due"),
)
ATTEMPT = sa.Table(
    "attempt",
    META,
    Column("id", Whole, primary_key=True),
    _search(index=True),
    Column("seq", Whole, nullable=False),
    Column("at", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
LIST = sa.Table(
    "list",
    META,
    Column("id", Whole, primary_key=True),
    _account(index=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("made_by", Text),
    sa.Index("list_made_by", "made_by", unique=True),
    sqlite_autoincrement=True,
)
MEMBER = sa.Table(
    "member",
    META,
    Column("list", Whole, sa.ForeignKey("list.id"), primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("written", Text, nullable=False),
    sqlite_with_rowid=False,
)
PERSONA = sa.Table(
    "persona",
    META,
    Column("id", Text, primary_key=True),
    _account(index=True),
    Column("body", sa.LargeBinary, nullable=False),
    Column("created_at", Text, nullable=False),
)
RATE = sa.Table("rate", META, Column("key", Text, primary_key=True), Column("full_at", sa.Double, nullable=False))
RUNNING = sa.Table(
    "running",
    META,
    Column("key", Text, primary_key=True),
    Column("place", Whole, primary_key=True, autoincrement=False),
    *_lease(),
)
IDEMPOTENCY = sa.Table(
    "idempotency",
    META,
    _account(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", sa.LargeBinary, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("begun", sa.Double, nullable=False, index=True),
    *_lease(),
    Column("status", Whole),
    Column("media_type", Text),
    Column("body", sa.LargeBinary),
)
