"""E-mail addresses inside cells, whatever stands between and beside them."""

import re
import unicodedata
from functools import lru_cache

_BEFORE = r"[^\s<>,;|/:()\[\]{}\"?#]"
# From the first sign on, or time grows with the square of a long one.
_EMAIL = re.compile(rf"(?<!{_BEFORE}){_BEFORE}+@[^\s<>,;|/:()\[\]{{}}\"?#*&=]+")
_BESIDE = "'.*=`\u200b\u2018\u2019"
"""What stands beside an address and is no part of it."""
_PLAIN = re.compile(
    r"[A-Za-z0-9_+%-]{1,64}(?:\.[A-Za-z0-9_+%-]{1,64}){0,9}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


def addresses(text: str) -> list[str]:
    """The e-mail addresses in a text, whatever stands between and beside them: "Ida <ida@x.example> / b@x.example"."""
    if _PLAIN.fullmatch(text):  # nearly always
        return [text]
    if not text.isascii():  # letters of Japanese keyboards are wide ones
        text = unicodedata.normalize("NFKC", text)
    return [address for address in (one.strip(_BESIDE) for one in _EMAIL.findall(text)) if is_address(address)]


def is_address(text: str) -> bool:
    """Whether a text has the form of an e-mail address (RFC 5321, also with letters beyond ASCII); nobody is asked."""
    return _PLAIN.fullmatch(text) is not None or _is_rare_address(text)


@lru_cache(maxsize=20_000)
def _is_rare_address(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - few addresses need it

    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
