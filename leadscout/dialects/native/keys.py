"""A key as our own API shows it; the command line shows it so, too, and needs nothing else of the API for that."""

from typing import Any

from leadscout.model.keys import Key
from leadscout.service.accounts.credits import MILLIONTHS


def key(record: Key) -> dict[str, Any]:
    """A key, without its secret."""
    grant = record.grant
    about = {"id": record.id, "name": record.name, "only": list(grant.only), "may": list(grant.may)}
    return {
        **about,
        "scopes": list(grant.scopes),
        "expires_at": grant.expires_at,
        "ceiling": None if grant.ceiling is None else grant.ceiling / MILLIONTHS,
        "charged": record.spent / MILLIONTHS,
        "created_at": record.created_at,
        "revoked_at": record.revoked_at,
    }
