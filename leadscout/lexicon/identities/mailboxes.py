"""Whose an e-mail address is: one person's, one that people share, or none at all (data/mailboxes.tsv)."""

import re
from enum import StrEnum
from functools import cache, lru_cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.text import fold

_SIGNS = re.compile(r"[^a-z0-9]+")
_TOP_OF_TESTS = (".invalid", ".localhost")


class Mailbox(StrEnum):
    """Whose an address is."""

    PERSON = "person"
    SHARED = "shared"  # info@, sales@, anybody at example.com: it says who somebody is only together with a name
    NONE = "none"  # email_not_unlocked@: what a tool writes where it has no address


@lru_cache(maxsize=50_000)
def mailbox(address: str) -> Mailbox:
    """Whose an address is, as far as the address itself tells."""
    local, _, domain = address.strip().casefold().rpartition("@")
    words = _SIGNS.sub(" ", fold(local.partition("+")[0])).split()
    whole = "".join(words)
    table = _words()
    if not whole or whole in table["placeholder"] or domain in table["placeholder_domain"]:
        return Mailbox.NONE
    if domain.endswith(_TOP_OF_TESTS):
        return Mailbox.NONE
    if domain in table["sample"] or words[0].rstrip("0123456789") in table["function"]:
        return Mailbox.SHARED
    if not (table["function"] | table["function_alone"]).isdisjoint((whole, whole.rstrip("0123456789"))):
        return Mailbox.SHARED
    return Mailbox.PERSON


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words of each kind, folded but for domains."""
    by_kind: dict[str, set[str]] = {}
    for row in rows("mailboxes"):
        words = row["words"].split()
        by_kind.setdefault(row["kind"], set()).update(words if "domain" in row["kind"] else map(fold, words))
        if row["kind"] == "sample":
            by_kind["sample"].update(words)
    return {kind: frozenset(words) for kind, words in by_kind.items()}
