"""Web domains as the identity of a company: site and e-mail addresses -> domains, equal for the same company."""

import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from leadscout.lexicon.files import rows
from leadscout.lexicon.memory import remembered

_DOMAIN = re.compile(
    r"(?:[a-z0-9_-]+\.)+(?=[a-z])[a-z0-9-]+$"
)  # no number stands last: that is an address of a machine
_PLAIN_SITE = re.compile(r"(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/?")
_LOCAL = re.compile(r"[a-z0-9_+.-]+", re.IGNORECASE)
_AROUND = " \t\r\n<>\"'()[],;"
_PUNYCODE = "xn--"
_PARTED = 2
"""Dots from which a domain may be under another one."""


@remembered(10_000)
def domain_of(address: str) -> str:
    """The domain in a site or e-mail address, in ASCII and without "www."; "" if there is none, or one that many share.

    Scheme, port, path and case say nothing. A page on facebook.com is nobody's domain, nor is gmail.com; facebook.com
    without a page is the domain of Facebook.
    """
    if (plain := _PLAIN_SITE.fullmatch(address)) and _PUNYCODE not in address:  # nearly always
        host = plain[1].removeprefix("www.")
        return host if _DOMAIN.match(host) and not _of_many(host, bare=True) else ""
    text = address.strip(_AROUND).lower().removeprefix("mailto:")
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        host = _plain(parts.hostname or "")
    except ValueError:  # a bracket that opens no address, a label that no name can have
        return ""
    bare = not (parts.path.strip("/") or parts.query or parts.fragment)
    return host if _DOMAIN.match(host) and not _of_many(host, bare=bare) else ""


@remembered(20_000)
def company_domain(address: str) -> str:
    """The domain by which a company is known: the registrable one, careers.acme.co.uk is acme.co.uk; "" as `domain_of`.

    Under suffixes that are open to others, public ones (co.uk) and private ones (github.io, and `sites` of our table),
    each name is one of its own: acme.github.io is not github.io, which is GitHub's.
    """
    host = domain_of(address)
    if host.count(".") < _PARTED:
        return host
    labels = host.split(".")
    for at in range(1, len(labels) - 1):
        if _shared().get(".".join(labels[at:])) == "sites":
            return ".".join(labels[at - 1 :])
    return _suffixes().privatesuffix(host) or host


def domain_of_email(address: str) -> str:
    """The same of an e-mail address, by what stands behind its only @: all who work at a company have that."""
    local, _, host = address.rpartition("@")
    return company_domain(host if _LOCAL.fullmatch(local) else address)


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _plain(host: str) -> str:
    """A host in ASCII: müller.example and xn--mller-kva.example are one."""
    host = host.rstrip(".").removeprefix("www.")
    if host.isascii() and _PUNYCODE not in host:
        return host
    labels = (
        label[len(_PUNYCODE) :].encode().decode("punycode") if label.startswith(_PUNYCODE) else label
        for label in host.split(".")
    )
    return unicodedata.normalize("NFKC", ".".join(labels)).casefold().encode("idna").decode()


def _of_many(host: str, *, bare: bool) -> bool:
    """Whether a host is that of many: also under it, for all but sites that have a subdomain each."""
    kinds = _shared()
    if kind := kinds.get(host):
        return kind in ("mail", "shared") or not bare
    above = (host.split(".", at)[-1] for at in range(1, host.count(".")))
    return any(kinds.get(name) in ("pages", "shared") for name in above)


@cache
def _shared() -> dict[str, str]:
    return {host: row["kind"] for row in rows("shared_hosts") for host in row["hosts"].split()}
