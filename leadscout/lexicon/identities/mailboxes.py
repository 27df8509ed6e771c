"""Whose an e-mail address is: one person's, one that people share, or none at all (data/mailboxes.tsv)."""

from enum import StrEnum
from functools import cache

from leadscout.lexicon.files import rows
from leadscout.lexicon.memory import remembered
from leadscout.lexicon.text import fold, words

_TOP_OF_TESTS = (".invalid", ".localhost")


class Mailbox(StrEnum):
    """Whose an address is."""

    PERSON = "person"
    SHARED = "shared"  # info@, sales@, anybody at example.com: it says who somebody is only together with a name
    NONE = "none"  # email_not_unlocked@: what a tool writes where it has no address


@remembered(5000)
def mailbox(address: str) -> Mailbox:
    """Whose an address is, as far as the address itself tells."""
    local, _, domain = address.strip().casefold().rpartition("@")
    first, *more = words(local.partition("+")[0]) or ("",)
    whole = first + "".join(more)
    table = _words()
    if not whole or whole in table["placeholder"] or domain in table["placeholder_domain"]:
        return Mailbox.NONE
    if domain.endswith(_TOP_OF_TESTS):
        return Mailbox.NONE
    if domain in table["sample"] or first.rstrip("0123456789") in table["function"]:
        return Mailbox.SHARED
    if not table["alone"].isdisjoint((whole, whole.rstrip("0123456789"))):
        return Mailbox.SHARED
    return Mailbox.PERSON


@cache
def _words() -> dict[str, frozenset[str]]:
    """The words of each kind, folded but for domains."""
    by_kind: dict[str, set[str]] = {}
    for row in rows("mailboxes"):
        written = row["words"].split()
        by_kind.setdefault(row["kind"], set()).update(written if "domain" in row["kind"] else map(fold, written))
        if row["kind"] == "sample":
            by_kind["sample"].update(written)
    by_kind["alone"] = by_kind["function"] | by_kind["function_alone"]
    return {kind: frozenset(folded) for kind, folded in by_kind.items()}
