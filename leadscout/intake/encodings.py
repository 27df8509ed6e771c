"""What a file's bytes are: their encoding, decided by all of them, and letters that were encoded twice, repaired."""

import codecs
import io
import re
from typing import BinaryIO, NamedTuple

from leadscout.intake.letters import ENOUGH, LettersReading, decide, sample_of
from leadscout.intake.opened import FileError
from leadscout.lexicon.memory import remembered

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MIXED = 20  # a file is UTF-8 with odd lines if one in so many of its lines with letters beyond ASCII is UTF-8
_HALF = 0.3  # of the bytes of text in UTF-16 without a mark that are zero, at even or at odd places
_HEAD = 400

# UTF-8 read in a code page: an A with a tilde and a quarter; in a Mac's: a root; in the Cyrillic one: capital R or S.
_GARBLED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|[\u0102\u0139\u00c4\u00c5][\u0080-\u00bf\u013d\u013e\u0141\u0142\u015f\u0104\u0105\u2013-\u203a\u2122]"
    "|\u221a[\u0080-\u2260]"
    "|(?:[\u0420\u0421][\u0080-\u00bf\u0402-\u040f\u0452-\u045f\u2013-\u203a\u2122\u0491\u0410-\u044f]){2}"
)
_PAGES = ("sloppy-windows-1251", "sloppy-windows-1250")
"""Code pages beside the western one that a text in UTF-8 was taken for; ftfy makes the names known to Python."""


class Encoded(NamedTuple):
    """How a file is read: the encoding, what bytes that it does not take are read in, and what to tell of it."""

    encoding: str
    beside: str = ""
    doubt: str = ""


def encoding_of(stream: BinaryIO | io.RawIOBase) -> Encoded:
    """The encoding of a stream that stands at its beginning: by its mark, by its bytes, else by its letters.

    Reads it to the end.
    """
    head = _read(stream)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "") or _unmarked(head)
    if marked:
        return Encoded(marked)
    good, odd, sample, rest = 0, 0, b"", head
    while rest:
        whole = rest.rfind(b"\n") + 1 or len(rest)
        following = _read(stream)
        lines, rest = (rest[:whole], rest[whole:]) if following else (rest, b"")
        rest += following
        if lines.isascii():
            continue
        try:
            good += len(lines) - len(lines.decode())
        except UnicodeDecodeError:
            beyond = [line for line in lines.split(b"\n") if not line.isascii()]
            strange = [line for line in beyond if not _is_utf8(line)]
            good += len(beyond) - len(strange)
            odd += len(strange)
            if len(sample) < ENOUGH:
                sample += sample_of(b"\n".join(strange[: ENOUGH // 20]))
    if not odd:
        return Encoded("utf-8-sig")
    reading = decide(sample[:ENOUGH])
    if good * _MIXED >= odd:
        return Encoded("utf-8-sig", reading.encoding, _doubt(reading, f"{odd:,} lines are no UTF-8; they are"))
    return Encoded(
        reading.encoding, "", _doubt(reading, "the file names no encoding; it is") if reading.doubtful else ""
    )


def _read(stream: BinaryIO | io.RawIOBase) -> bytes:
    """The next bytes; none where the file is damaged: what is before the damage is read, and the damage told, later."""
    try:
        return stream.read(_CHUNK) or b""
    except FileError:
        return b""


LONGEST_LINE = 1_000_001
"""Characters of a line that are read: one more than a record may have, so that it is refused."""


class BoundedText(io.TextIOWrapper):
    """A text in which a line without an end is cut off: what follows is passed over, and its number stays right.

    Such a line ends in a cell that is longer than one may be: whoever reads it refuses it, and takes no half of it.
    """

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override] # typeshed has the base class read bytes
        """The next line, its beginning where it is too long."""
        line = super().readline(LONGEST_LINE if size < 0 else size)
        if size >= 0 or len(line) < LONGEST_LINE or line.endswith(("\n", "\r")):
            return line
        while rest := super().readline(LONGEST_LINE):
            if rest.endswith(("\n", "\r")):
                break
        return line + "x" * LONGEST_LINE + "\n"


def text(stream: io.BufferedReader | io.RawIOBase, encoded: Encoded) -> io.TextIOWrapper:
    """The text of a stream, no line of which is longer than one may be."""
    buffered = io.BufferedReader(stream, 1 << 16)
    errors = _handler(encoded.beside) if encoded.beside else "replace"
    return BoundedText(buffered, encoded.encoding, errors=errors, newline="")


@remembered(10_000)
def repaired(written: str) -> str:
    """A text without letters that were encoded twice: "JÃ¼rgen" is "Jürgen"; others as they are."""
    if not _GARBLED.search(written):
        return written
    from ftfy import fix_encoding  # noqa: PLC0415 - a tenth of a second that few files need

    for page in _PAGES:
        try:
            return written.encode(page).decode()
        except UnicodeError:
            continue
    return fix_encoding(written)


def _doubt(reading: LettersReading, what: str) -> str:
    sample = f', e.g. "{reading.sample}"' if reading.sample else ""
    return f"{what} read as {reading.encoding}{sample}; if letters are wrong, say which encoding it is: --encoding NAME"


def _unmarked(head: bytes) -> str:
    """UTF-16 without a mark, by the zeros beside letters of ASCII."""
    start = head[:_HEAD]
    if not start.count(0):
        return ""
    size = max(1, len(start) // 2)
    if start[1::2].count(0) > _HALF * size > start[::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > _HALF * size > start[1::2].count(0) else ""


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _handler(encoding: str) -> str:
    """The name of an error handler that reads bytes that are no UTF-8 in another encoding."""
    name = f"leadscout.{encoding}"

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(encoding, errors="replace"), error.end

    codecs.register_error(name, read)
    return name
