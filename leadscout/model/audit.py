"""An administrative act, as it stands in the log."""

from dataclasses import dataclass

ACTS = {
    "key made": "a key was made; what it opens and may",
    "key revoked": "a key was revoked",
    "credits given": "an account was given credits",
    "quota set": "an account may keep more, or fewer, than every account may",
    "person forgotten": "somebody was deleted for good; a hash of what they were named by",
    "people merged": "two people were made one; their ids",
    "person split": "somebody was parted into the people of whom the rows tell; the ids",
    "people suppressed": "people must not be contacted; the number of the entry, and how many values it has",
    "suppression removed": "an entry of such people was taken away",
    "integration connected": "a live source was connected",
    "integration forgotten": "a live source and its credential were deleted",
    "webhook registered": "an address was given a signing secret, or is told of events",
    "webhook changed": "a registered address is another, or told of other events",
    "webhook secret rotated": "the signing secret of a registered address was changed",
    "webhook deleted": "a registered address was deleted",
    "import started": "a file of people was taken in",
    "import undone": "what an import told was taken back",
    "import deleted": "a file of people was deleted before it was taken in",
    "restored": "a backup was put in the place of the data; the moment that it is of",
    "mended": "the doctor mended something; which of its checks",
}
"""Every administrative act: what it is called in the log, and what it means, with what stands beside it."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act: in which account ("": it concerns all), by which key or the operator, on what. It names no person.

    `at` (ISO 8601, UTC) is given by the log.
    """

    account: str
    actor: str
    act: str
    subject: str = ""
    detail: str = ""
    at: str = ""
