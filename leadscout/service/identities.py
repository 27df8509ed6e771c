"""How a person is recognised: identity keys, the strongest first (architecture, decision 10)."""

from collections.abc import Iterator
from hashlib import blake2b

from leadscout.lexicon import profiles
from leadscout.model.lead import Lead

Key = tuple[str, str]
"""Kind and value."""


def keys(lead: Lead) -> Iterator[Key]:
    """The identity keys of a lead: LinkedIn number, Sales Navigator id, profile address, vendors' ids, e-mails."""
    if lead.member_id:
        yield ("member", lead.member_id)
    if lead.sales_id:
        yield ("sales", lead.sales_id)
    if slug := profiles.slug(lead.profile_url):
        yield ("profile", slug)
    for vendor, id_ in lead.vendor_ids.items():
        yield (f"vendor:{vendor}", id_)
    for email in lead.emails:
        yield ("email", email.strip().lower())


def hash_of(key: Key) -> bytes:
    """The key as it is stored."""
    return digest(":".join(key).encode())


def digest(data: bytes) -> bytes:
    """Twelve bytes that stand for `data`."""
    return blake2b(data, digest_size=12).digest()


def strong(kind: str) -> bool:
    """Whether one person has only one key of this kind."""
    return kind != "email"
