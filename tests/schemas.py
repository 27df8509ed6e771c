"""What a database says of its tables."""

import re

import sqlalchemy as sa

_PART = re.compile(r".*_\d{4}")
"""Names of parts of tables."""


def described(connection):
    """Everything that a database says of its tables; of one in parts as of a whole one."""
    inspector = sa.inspect(connection)
    return {
        table: {
            "columns": {column["name"]: _column(column) for column in inspector.get_columns(table)},
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "indexes": _sorted(inspector.get_indexes(table), "name", "column_names", "unique"),
            "unique": _sorted(inspector.get_unique_constraints(table), "column_names"),
            "checks": _sorted(inspector.get_check_constraints(table), "sqltext"),
            "foreign": _sorted(
                inspector.get_foreign_keys(table), "constrained_columns", "referred_table", "referred_columns"
            ),
        }
        for table in inspector.get_table_names()
        if table not in ("alembic_version", "sqlite_sequence") and not _PART.fullmatch(table)
    }


def _column(column):
    return repr(column["type"]), column["nullable"], column["default"]


def _sorted(rows, *names):
    return sorted(repr([row[name] for name in names]) for row in rows)
