"""What people can be suppressed by: read from what is known of them, and from what callers write.

The keys are those of `identities`, and a domain, and a name beside an employer, which are too weak to merge people by.
"""

import csv
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from leadscout.lexicon.identities import companies, profiles
from leadscout.lexicon.identities.domains import company_domain, domain_of_email
from leadscout.lexicon.identities.names import form
from leadscout.model.lead import Lead
from leadscout.service.people.identities import Key

_BYTES = 12
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_HOST = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+/?")
FieldOf = Callable[[str], str]
"""The field of a lead that a column name means, in whatever language; "" for none."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to know somebody: of which of KINDS it was written, and its key."""

    kind: str
    key: Key


@lru_cache(maxsize=8)
def _keyed(secret: bytes) -> blake2b:
    """A hash that has read the key and nothing else."""
    return blake2b(digest_size=_BYTES, key=secret)


@dataclass(frozen=True, slots=True)
class Keyed:
    """Turns keys into what is kept of them: with another `secret` they are others, and nobody can guess them."""

    secret: bytes
    """At most 64 bytes."""

    def token(self, key: Key) -> str:
        """A key as it is kept: keyed BLAKE2b, an authentication code (RFC 7693) in a third of the time of HMAC."""
        hashed = _keyed(self.secret).copy()
        hashed.update(":".join(key).encode())
        return b2a_base64(hashed.digest(), newline=False).translate(_URL_SAFE).decode()

    def of(self, lead: Lead) -> tuple[str, ...]:
        """All that somebody can be suppressed by, as it is kept."""
        return tuple(map(self.token, dict.fromkeys(contacts(lead))))

    @property
    def check(self) -> str:
        """What tells this secret from another."""
        return self.token(("check", ""))


def contacts(lead: Lead) -> Iterator[Key]:
    """The keys by which somebody can be suppressed; none for a company, which is searched in the shape of a lead."""
    names = {form(name) for name in {lead.full_name, f"{lead.first_name} {lead.last_name}"}} - {()}
    if not names and not lead.emails and not lead.profile_url and not lead.sales_id:
        return
    if lead.member_id.strip("0"):
        yield ("member", lead.member_id)
    yield from _profile(lead.profile_url, lead.sales_id)
    for email in lead.emails:
        yield ("email", email.strip().lower())
        if domain := domain_of_email(email):
            yield ("domain", domain)
    for job in lead.positions:
        for key in companies.keys(job.company):
            kind, _, value = key.partition(":")
            if kind == "domain" and job.current:
                yield ("domain", value)
            if kind == "name":
                yield from (_named(name, value) for name in names)


def _named(name: Sequence[str], company: str) -> Key:
    return ("name", f"{' '.join(name)}|{company}")


def _profile(*addresses: str) -> Iterator[Key]:
    for address in addresses:
        if slug := profiles.slug(address):
            yield ("profile", slug)
        if id_ := profiles.sales_id(address):
            yield ("sales", id_)
            if number := profiles.member_inside(id_):
                yield ("member", number)


def read(kind: str, written: str, company: str = "") -> Contact | None:
    """What a caller writes as a value of one of KINDS; None where it names nobody.

    An address with a Sales Navigator id counts by the member's number inside it, where there is one.
    """
    text = written.strip()
    key: Key | None = None
    if kind == "email" and "@" in text.strip("@"):
        key = ("email", text.lower())
    elif kind == "domain" and (domain := company_domain(text.removeprefix("@"))):
        key = ("domain", domain)
    elif kind == "profile":
        key = next(reversed(list(_profile(text))), None)
    elif kind == "name" and form(text) and (employer := companies.normal_name(company)):
        key = _named(form(text), employer)
    return None if key is None else Contact(kind, key)


def of_row(row: Iterable[tuple[str, str]]) -> list[Contact]:
    """What a row tells, by fields of a lead; a domain counts only where nothing else of the row names somebody."""
    values: dict[str, str] = {}
    for field, cell in row:
        if cell.strip():
            values.setdefault(field, cell)
    name = values.get("full_name", "") or f"{values.get('first_name', '')} {values.get('last_name', '')}"
    ways = [
        read("email", values.get("email", "")),
        read("profile", values.get("profile_url", "")),
        read("name", name, values.get("company_name", "")),
    ]
    return [way for way in ways if way] or list(filter(None, [read("domain", values.get("company_website", ""))]))


def of_cell(cell: str) -> Contact | None:
    """What a value by itself means: an e-mail, a profile address, or a domain."""
    text = cell.strip()
    kind = "email" if "@" in text.strip("@") else "profile" if list(_profile(text)) else "domain"
    return None if kind == "domain" and not _HOST.fullmatch(text.removeprefix("@")) else read(kind, text)


def of_text(lines: Iterable[str], field_of: FieldOf) -> Iterator[tuple[int, list[Contact]]]:
    """Line by line what a text or a file of values separated by commas, semicolons or tabs means.

    With a header, a first line that names fields and nobody, each row is read by its columns, else each of its values
    by itself.
    """
    header: list[str] = []
    delimiter = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        first, delimiter = not delimiter, delimiter or max(",;\t", key=line.count)
        cells = next(csv.reader([line.removeprefix("\ufeff")], delimiter=delimiter), [])
        if first and any(map(field_of, cells)) and not any(map(of_cell, cells)):
            header = [field_of(cell) for cell in cells]
        elif header:
            yield number, of_row(zip(header, cells, strict=False))
        else:
            yield number, [way for cell in cells if cell.strip() and (way := of_cell(cell))]
