"""The tables of people.db: people, how they are recognised, and what sources told of them."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary

from leadscout.store.tables.columns import Text, Whole

META = sa.MetaData()


def _import() -> Column[int]:
    """The import that told a row first; NULL for live sources, and for imports of before there was undo."""
    return Column("import", Whole)


PERSON = sa.Table(
    "person",
    META,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("order", BigInteger, nullable=False),
    Column("lead", LargeBinary),
    Column("change", BigInteger, nullable=False, unique=True),
)
IDENTITY = sa.Table(
    "identity",
    META,
    Column("hash", LargeBinary, primary_key=True),
    Column("seq", Whole, nullable=False, index=True),
    _import(),
    sqlite_with_rowid=False,
)
MERGED = sa.Table(
    "merged", META, Column("seq", Whole, primary_key=True, autoincrement=False), Column("into", Whole, nullable=False)
)
SUPPRESSED = sa.Table("suppressed", META, Column("hash", LargeBinary, primary_key=True), sqlite_with_rowid=False)
SHARED = sa.Table("shared", META, Column("hash", LargeBinary, primary_key=True), _import(), sqlite_with_rowid=False)
SHARING = sa.Table(
    "sharing",
    META,
    Column("hash", LargeBinary, primary_key=True),
    Column("seq", Whole, primary_key=True, index=True),
    _import(),
    sqlite_with_rowid=False,
)
COMPANY = sa.Table(
    "company",
    META,
    Column("key", Text, primary_key=True),
    Column("id", Text, primary_key=True, index=True),
    Column("name", Text, nullable=False),
    _import(),
    sqlite_with_rowid=False,
)
DICTIONARY = sa.Table(
    "dictionary",
    META,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("bytes", LargeBinary, nullable=False),
)
SIGHTING = sa.Table(
    "sighting",
    META,
    Column("row_hash", LargeBinary, primary_key=True),
    Column("seq", Whole, nullable=False, index=True),
    Column("source", Whole, nullable=False),
    Column("as_of", Whole, nullable=False),
    Column("number", Whole),
    Column("fields", BigInteger),
    _import(),
    sqlite_with_rowid=False,
)
REPEATED = sa.Table(
    "repeated",
    META,
    Column("row_hash", LargeBinary, primary_key=True),
    Column("import", Whole, primary_key=True),
    sqlite_with_rowid=False,
)
SOURCE = sa.Table(
    "source", META, Column("id", Whole, primary_key=True), Column("name", Text, nullable=False, unique=True)
)
CONFLICT = sa.Table(
    "conflict",
    META,
    Column("id", Whole, primary_key=True),
    Column("seq", Whole, nullable=False, index=True),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("source", Whole, nullable=False),
    Column("as_of", Whole, nullable=False),
    Column("key", LargeBinary, nullable=False, index=True),
)
REPORT = sa.Table(
    "report",
    META,
    Column("id", Whole, primary_key=True),
    Column("seq", Whole, nullable=False, index=True),
    Column("row_hash", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("strong", LargeBinary, nullable=False),
    Column("lead", LargeBinary, nullable=False),
)
EPOCH = sa.Table(
    "epoch",
    META,
    Column("after", BigInteger, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False, unique=True),
    sqlite_with_rowid=False,
)
FORGETTING = sa.Table("forgetting", META, Column("seq", Whole, primary_key=True, autoincrement=False))
IMPORT = sa.Table(
    "import",
    META,
    Column("id", Whole, primary_key=True),
    Column("key", LargeBinary, nullable=False, index=True),
    Column("job", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("as_of", Whole, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("rows", Whole, nullable=False),
    Column("refused", Whole, nullable=False),
    Column("new", Whole, nullable=False),
    Column("updated", Whole, nullable=False),
    Column("unchanged", Whole, nullable=False),
    Column("conflicts", Whole, nullable=False),
    Column("listed", Whole, nullable=False),
)
ORGANIZATION = sa.Table(
    "organization",
    META,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("order", BigInteger, nullable=False),
    Column("there", Boolean, nullable=False),
    Column("change", BigInteger, nullable=False, unique=True),
)
SUREST = sa.Table(
    "surest",
    META,
    Column("key", Text, primary_key=True),
    Column("organization", Whole, nullable=False, index=True),
    sqlite_with_rowid=False,
)
MENTION = sa.Table(
    "mention",
    META,
    Column("key", Text, primary_key=True),
    Column("surest", Text, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
TELLING = sa.Table(
    "telling",
    META,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("surest", Text, nullable=False, index=True),
    Column("people", Whole, nullable=False),
    Column("source", Whole, nullable=False),
    Column("as_of", Whole, nullable=False),
    Column("company", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
TELLER = sa.Table(
    "teller",
    META,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("tellings", LargeBinary, nullable=False),
)
FOLLOWED = sa.Table("followed", META, Column("change", BigInteger, primary_key=True, autoincrement=False))
ORGANIZATION_EPOCH = sa.Table(
    "organization_epoch",
    META,
    Column("after", BigInteger, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False, unique=True),
    sqlite_with_rowid=False,
)
