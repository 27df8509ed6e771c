"""How a person is recognised: identity keys, the strongest first (architecture, decision 10)."""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from leadscout.lexicon.identities import names as names_
from leadscout.lexicon.identities import profiles
from leadscout.lexicon.identities.mailboxes import Mailbox, mailbox
from leadscout.lexicon.identities.names import Name, form
from leadscout.model.lead import Lead

Key = tuple[str, str]
"""Kind and value. Behind a colon in the kind stands whose it is: the vendor of an id, the name beside a shared key."""

OURS = "leadscout"
"""The kind of an id of ours, which is a key only in rows of our own exports."""

_LABELS = {
    OURS: "id",
    "member": "LinkedIn number",
    "inside": "number in the Sales Navigator id",
    "sales": "Sales Navigator id",
    "profile": "profile",
    "email": "e-mail",
}
_ID = re.compile(r"lead_([0-9a-f]{24})")


def keys(lead: Lead) -> Iterator[Key]:
    """The identity keys of a lead: LinkedIn number, Sales Navigator id, profile address, vendors' ids, e-mails.

    An address that people share (info@) is a key only together with the name.
    """
    if lead.member_id.strip("0"):
        yield ("member", lead.member_id)
    if lead.sales_id:
        # First, because the ids of two forms differ and are one member's.
        if number := profiles.member_inside(lead.sales_id):
            yield ("inside", number)
        yield ("sales", lead.sales_id)
    if slug := profiles.slug(lead.profile_url):
        yield ("profile", slug)
    for vendor, id_ in lead.vendor_ids.items():
        yield (f"vendor:{vendor}", id_)
    for email in lead.emails:
        key = ("email", email.strip().lower())
        whose = mailbox(key[1])
        if whose is Mailbox.PERSON:
            yield key
        elif whose is Mailbox.SHARED:
            yield named(key, form(lead.full_name))


def label(key: Key) -> str:
    """What a key is, in words."""
    kind, _, whose = key[0].partition(":")
    return f"{whose} id" if kind == "vendor" else _LABELS[kind]


def named(key: Key, name: Name) -> Key:
    """A key that several people have, together with the name of one of them."""
    return (f"{key[0]}:{' '.join(name)}", key[1])


def is_mailbox(key: Key) -> bool:
    """Whether a key is an address of many, with the name already beside it."""
    return key[0].startswith("email:")


def alone(key: Key) -> Key:
    """A key without the name that may stand beside it."""
    return ("email", key[1]) if is_mailbox(key) else key


def under(key: Key, parts: Iterable[str]) -> list[bytes]:
    """A key that several people have, under each part of a name, as hashes."""
    kind, value = alone(key)
    return [digest(f"{kind}~{part}:{value}".encode()) for part in parts]


def kept_under(key: Key, names: Iterable[Name]) -> set[bytes]:
    """Where somebody of these names is kept who has a key of several people: under parts of a name, and under none."""
    return {*under(key, [""]), *(hash_ for name in names for hash_ in under(key, names_.parts(name)))}


def hash_of(key: Key) -> bytes:
    """The key as it is stored. An id of ours is the hash of the strongest key at first sight, else of the row."""
    match = _ID.fullmatch(key[1]) if key[0] == OURS else None
    return bytes.fromhex(match[1]) if match else digest(":".join(key).encode())


def id_of(hash_: bytes) -> str:
    """The id of ours that a key gives."""
    return f"lead_{hash_.hex()}"


def is_ours(id_: str) -> bool:
    """Whether an id is of the form that we give."""
    return _ID.fullmatch(id_) is not None


def digest(data: bytes) -> bytes:
    """Twelve bytes that stand for `data`."""
    return blake2b(data, digest_size=12).digest()


def strong(kind: str) -> bool:
    """Whether one person has only one key of this kind."""
    return not kind.startswith("email")
