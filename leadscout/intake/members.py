"""Rows of a file -> members of a list: which columns tell how a company or a person is known."""

from collections.abc import Mapping

from leadscout.intake.columns import normal

COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "account": {
        "linkedin_id": ("company linkedin id", "linkedin company id", "linkedin id", "company id", "organization id"),
        "linkedin_url": ("company linkedin url", "linkedin company url", "linkedin url", "company url", "linkedin"),
        "domain": ("domain", "company domain", "website", "company website", "web site"),
        "name": ("account name", "company name", "company", "account", "name"),
    },
    "lead": {
        "id": ("sales id", "vmid", "linkedin id", "member id", "lead id", "id"),
        "linkedin_url": ("linkedin url", "profile url", "linkedin profile url", "person linkedin url", "url"),
        "email": ("email", "email address", "work email"),
    },
}
"""By kind of list: what a member can be known by, surest first, and the names of columns that say it."""


def names(kind: str) -> tuple[str, ...]:
    """All column names that say something of a member."""
    return tuple(name for aliases in COLUMNS[kind].values() for name in aliases)


def identifiers(kind: str, row: Mapping[str, object]) -> dict[str, str]:
    """What a row tells of a member, by field."""
    compared = {normal(column): str(value).strip() for column, value in row.items() if value not in (None, "")}
    values = {
        field: next((compared[normal(name)] for name in aliases if compared.get(normal(name))), "")
        for field, aliases in COLUMNS[kind].items()
    }
    return {field: value for field, value in values.items() if value}
