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
    Column("may", Text, nullable=False, server_default=""),
    Column("scopes", Text, nullable=False, server_default="search people:read keys"),
    Column("expires_at", Text),
    Column("ceiling", sa.BigInteger),
    Column("spent", sa.BigInteger, nullable=False, server_default="0"),
)
AUDIT = sa.Table(
    "audit",
    META,
    Column("id", Whole, primary_key=True),
    Column("account", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", Text, nullable=False),
    sa.Index("audit_of_account", "account", "id"),
)
"""`account` is "" where an act concerns all; it names no row, as what was done outlives whom it was done to."""
QUOTA = sa.Table(
    "quota",
    META,
    _account(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("most", sa.BigInteger, nullable=False),
)
SESSION = sa.Table(
    "session",
    META,
    Column("hash", sa.LargeBinary, primary_key=True),
    _account(),
    Column("key", Text, sa.ForeignKey("api_key.id"), nullable=False),
    Column("once", sa.Boolean, nullable=False),
    Column("until", sa.Double, nullable=False),
    Column("created_at", Text, nullable=False),
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
    Column("key", Text, nullable=False, server_default=""),
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
    Column("route", Text, nullable=False, server_default="{}"),
    Column("stopped", Text, nullable=False, server_default=""),
    Column("parts", sa.LargeBinary),
    Column("saved", Text, nullable=False, server_default=""),
    Column("key", Text, nullable=False, server_default=""),
    Column("notice", sa.Boolean, nullable=False, server_default=sa.false()),
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
    Column("degree", Whole),
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
INTEGRATION = sa.Table(
    "integration",
    META,
    Column("id", Text, primary_key=True),
    _account(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("credential", sa.LargeBinary, nullable=False),
    Column("pace", sa.Double, nullable=False),
    Column("cap", sa.BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("used", sa.BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("until", sa.Double, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("checked_at", Text, nullable=False),
    sa.UniqueConstraint("account", "name"),
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
WEBHOOK = sa.Table(
    "webhook",
    META,
    Column("id", Text, primary_key=True),
    _account(),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("secret", sa.LargeBinary, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("version", Whole, nullable=False, server_default="0"),
    Column("previous_until", sa.Double, nullable=False, server_default="0"),
    sa.UniqueConstraint("account", "url"),
)
ALLOWANCE = sa.Table(
    "allowance",
    META,
    _account(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("day", Text, nullable=False),
    Column("used", Whole, nullable=False),
)
IMPORT_JOB = sa.Table(
    "import_job",
    META,
    Column("id", Text, primary_key=True),
    _account(),
    Column("name", Text, nullable=False),
    Column("size", sa.BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("choices", sa.LargeBinary, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("due", sa.Double, nullable=False),
    *_lease(),
    sa.Index("import_job_of_account", "account", "created_at", "id"),
    sa.Index("import_job_due", "status", "due"),
)
SUPPRESSION = sa.Table(
    "suppression",
    META,
    Column("id", Whole, primary_key=True),
    Column("account", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("check", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    sa.Index("suppression_of_account", "account", "id"),
    sqlite_autoincrement=True,
)
"""`account` is "" where an entry holds for all: so it names no row of `account`."""
SUPPRESSION_TOKEN = sa.Table(
    "suppressed",
    META,
    Column("suppression", Whole, sa.ForeignKey("suppression.id"), primary_key=True, autoincrement=False),
    Column("token", Text, primary_key=True),
    sqlite_with_rowid=False,
)
SAVED = sa.Table(
    "saved",
    META,
    Column("id", Text, primary_key=True),
    _account(),
    Column("name", Text, nullable=False),
    Column("body", sa.LargeBinary, nullable=False),
    Column("query", sa.LargeBinary, nullable=False),
    Column("route", Text, nullable=False),
    Column("limit", Whole, nullable=False),
    Column("hours", Whole, nullable=False),
    Column("due", sa.Double),
    Column("webhook_url", Text, nullable=False),
    Column("runs", Whole, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("key", Text, nullable=False, server_default=""),
    sa.Index("saved_of_account", "account", "created_at", "id"),
    sa.Index("saved_due", "due"),
)
SAVED_RUN = sa.Table(
    "saved_run",
    META,
    Column("saved", Text, sa.ForeignKey("saved.id"), primary_key=True),
    Column("number", Whole, primary_key=True, autoincrement=False),
    Column("search", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("baseline", sa.Boolean, nullable=False),
    Column("found", Whole, nullable=False),
    Column("new", Whole, nullable=False),
    Column("left", Whole, nullable=False),
    Column("changed", Whole, nullable=False),
    Column("report", Text, nullable=False),
    sa.Index("saved_run_open", "ended_at", "saved"),
    sqlite_with_rowid=False,
)
SAVED_PERSON = sa.Table(
    "saved_person",
    META,
    Column("saved", Text, sa.ForeignKey("saved.id"), primary_key=True),
    Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("company", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Whom the last run found."""
SAVED_PAID = sa.Table(
    "saved_paid",
    META,
    Column("saved", Text, primary_key=True),
    Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Who was charged in any run."""
SAVED_CHANGE = sa.Table(
    "saved_change",
    META,
    Column("saved", Text, sa.ForeignKey("saved.id"), primary_key=True),
    Column("run", Whole, primary_key=True, autoincrement=False),
    Column("number", Whole, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("seq", sa.BigInteger, nullable=False),
    Column("slot", Whole),
    Column("persona", Text, nullable=False),
    Column("fields", Text, nullable=False),
    sqlite_with_rowid=False,
)
