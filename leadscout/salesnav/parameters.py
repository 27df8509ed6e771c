"""The parameters of an address, each with its place, so that what is wrong in one can be shown."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from leadscout.errors import Fault, Refused

LONGEST = 65_536
"""Characters of an address."""

MOST_PAGES = 100

LINKEDIN = "an address that begins with https://www.linkedin.com/"

_ADDRESS = re.compile(
    r"(?:https?:)?/{0,2}(?:[a-z0-9-]+\.)*linkedin\.com(?::\d+)?(?P<path>/[^?#\s]*)?(?:[?#](?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
# Some tools write "?" where "&" belongs, and some pages "#query=".
_SEPARATOR = re.compile(r"&|[?#](?=[\w.]+=)")
_BLANKS = " \t\r\n"
_AROUND = f"{_BLANKS}<>\"'"
_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value as it is written, and where in the address."""

    raw: str
    at: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """An address in parts. `field` is what the caller calls it."""

    field: str
    path: str
    values: dict[str, list[Parameter]]

    def __contains__(self, name: str) -> bool:
        """Whether it is given, and not empty."""
        return any(one.raw for one in self.values.get(name, ()))

    def text(self, name: str) -> str:
        """The first value of a parameter, decoded; "" without one."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """All values of a parameter, decoded."""
        return [self.decoded(one) for one in self.values.get(name, ())]

    def page(self, size: int = 25) -> int:
        """The page, which newer addresses number and older ones tell by its first row."""
        size = self._number("count") or size
        return min(self._number("page") or self._number("start") // size + 1, MOST_PAGES)

    def _number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004

    def decoded(self, parameter: Parameter) -> str:
        """A value percent-decoded, once; "+" is a blank. Raises Refused where it is not UTF-8."""
        try:
            return unquote(parameter.raw.replace("+", " "), errors="strict")
        except UnicodeDecodeError as error:
            run = next(run for run in _RUN.finditer(parameter.raw) if not _is_text(run.group()))
            raise self.malformed(parameter.at + run.start(), "text in UTF-8", run.group()) from error

    def malformed(self, at: int, expected: str, near: str) -> Refused:
        """What is wrong at a place of the address."""
        return Refused(Fault("bad_address", self.field, near, (expected,), limit=at))

    def place(self, parameter: Parameter, position: int) -> int:
        """The place in the address of a character of a decoded value."""
        at = parameter.at
        for run in _RUN.finditer(parameter.raw):
            written = run.group()
            for sign in unquote(written) if written.startswith("%") else written:
                if not position:
                    return at
                position -= 1
                at += 3 * len(sign.encode()) if written.startswith("%") and len(written) > 1 else 1
        return at


def parameters(url: str, field: str) -> Parameters:
    """The parts of an address of LinkedIn. Raises Refused for anything else, and for one that is too long."""
    if len(url) > LONGEST:
        raise Refused(Fault("too_long", field, limit=LONGEST))
    start = len(url) - len(url.lstrip(_AROUND))
    match = _ADDRESS.match(url, start)
    if match is None:
        raise Refused(Fault("wrong_type", field, url, (LINKEDIN,)))
    values: dict[str, list[Parameter]] = {}
    last: list[Parameter] = []
    rest, at = match["rest"] or "", match.start("rest")
    for part in _parts(rest.rstrip(_AROUND if start else _BLANKS)):
        name, equals, raw = part.partition("=")
        if equals or not last:
            last = values.setdefault(unquote(name), [])
            last.append(Parameter(raw, at + len(name) + len(equals)))
        else:  # "R&D" that nobody has encoded
            last[-1] = Parameter(f"{last[-1].raw}&{name}", last[-1].at)
        at += len(part) + 1
    return Parameters(field, (match["path"] or "").rstrip("/").lower(), values)


def _parts(rest: str) -> list[str]:
    return _SEPARATOR.split(rest) if rest else []


def _is_text(written: str) -> bool:
    try:
        unquote(written, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
