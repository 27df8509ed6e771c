"""What a file is by its first bytes, where it is no text: said in words, so that nobody sees bytes on a terminal."""

import re
import zipfile
from pathlib import Path

BEGINNING = 1 << 12
"""Bytes that are looked at."""

_SAVE = "open it in the program it comes from and save it as .xlsx or .csv"
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"a PDF document; {_SAVE}"),
    (b"\x89PNG", "a picture (PNG); expected a file of people"),
    (b"\xff\xd8\xff", "a picture (JPEG); expected a file of people"),
    (b"GIF8", "a picture (GIF); expected a file of people"),
    (b"{\\rtf", f"a document (RTF); {_SAVE}"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it and import what is inside"),
    (b"Rar!", "a RAR archive; unpack it and import what is inside"),
    (b"BZh", "packed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "packed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd; unpack it first"),
    (b"SQLite format 3", f"an SQLite database; {_SAVE}"),
    (b"!BDN", "an Outlook data file (.pst); in Outlook, export the contacts as CSV"),
    (b"\xd0\xcf\x11\xe0", f"an older Office document that is no Excel workbook; {_SAVE}"),
    (b"ID;P", f"a SYLK sheet; {_SAVE}"),
    (b"dn: ", "an address book in LDIF; in Thunderbird, export it as vCard or CSV"),
    (b'{"url":"https://docs.google.com', "a link to a Google sheet and not the sheet; download that as .xlsx"),
    (b'{"url": "https://docs.google.com', "a link to a Google sheet and not the sheet; download that as .xlsx"),
)
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|head)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml", re.IGNORECASE)
_OLDER = b"\xd0\xcf\x11\xe0"
_DIRECTORY = 1 << 20
"""Bytes at the beginning and at the end of a document in which the list of its streams is looked for."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZEROS = 0.2  # of the bytes of no text: UTF-16 without a mark has more, at every other place
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27, 0})


def kind_of(path: Path, head: bytes) -> str:
    """What a file is if it is none that we read, and what to do; "" for text."""
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_OLDER) and _has_password(path):
        return "a workbook with a password; save it without one"
    for mark, kind in _KINDS:
        if head.startswith(mark):
            return kind
    if _PAGE.match(head):
        return f"a web page (HTML), whatever its name says; {_SAVE}"
    if _XML.match(head):
        return f"an XML document; {_SAVE}"
    return "" if _is_text(head) else f"no text and nothing else that we know; {_SAVE}"


def _has_password(path: Path) -> bool:
    """Whether an Office document is encrypted: it is a container of two streams then (MS-OFFCRYPTO)."""
    with path.open("rb") as file:
        start = file.read(_DIRECTORY)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _DIRECTORY))
        return any("EncryptedPackage".encode("utf-16-le") in part for part in (start, file.read(_DIRECTORY)))


def _packed(path: Path) -> str:
    """What a file of the zip format is."""
    try:
        names = zipfile.ZipFile(path).namelist()
    except (OSError, zipfile.BadZipFile):
        if path.name.casefold().endswith(".gz"):
            return "a workbook or an archive that is packed once more; unpack it first (gunzip)"
        return "a damaged or cut off zip archive or workbook"
    starts = {name.split("/")[0] for name in names}
    if "word" in starts:
        return f"a Word document; {_SAVE}"
    if "ppt" in starts:
        return f"a PowerPoint presentation; {_SAVE}"
    if "Index" in starts or any(name.endswith(".iwa") for name in names):
        return "an Apple Numbers document; in Numbers, export it as Excel or CSV"
    inside = path.name.casefold().endswith(".zip")
    return "an archive inside another; unpack it first" if inside else "a zip archive; give it the ending .zip"


def _is_text(head: bytes) -> bool:
    if head.startswith(_UTF16):
        return True
    zeros, even = head.count(0), head[::2].count(0)
    if zeros > _ZEROS * len(head):
        return min(even, zeros - even) < zeros // 10
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls <= len(head) // 20
