"""The data files of the lexicon: tab-separated, source and licence in the comment lines on top."""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

_UNREAD = re.compile(rb"\n(?:#[^\n]*)?(?=\n|\Z)")  # a comment or an empty line; a quarter of the time of a split

Rows = Callable[[str], Iterable[dict[str, str]]]
"""What gives the rows of a table by its name: `rows`, or other tables that somebody hands in."""


def rows(name: str, package: str = "leadscout.lexicon") -> Iterator[dict[str, str]]:
    """Read `data/<name>.tsv` of a package: a dict per row, keyed by the header line."""
    header, *lines = table(name, package)
    for line in lines:
        yield dict(zip(header.split("\t"), line.split("\t"), strict=True))


def table(name: str, package: str = "leadscout.lexicon") -> list[str]:
    """The lines of `data/<name>.tsv` without its comments: the header, then the rows."""
    text = files(package).joinpath("data").joinpath(f"{name}.tsv").read_text("utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def words(name: str) -> dict[str, list[str]]:
    """Read a rule file `data/<name>.tsv` of the lexicon, columns use and words: the words of each use."""
    return {row["use"]: row["words"].split("|") for row in rows(name)}


def digest(folder: Traversable | None = None) -> bytes:
    """What the data says, as one value: another value means that stored people must be read again.

    The rows of all tables and the model, without comments and empty lines, which nobody is read by. `folder` holds the
    files; the lexicon's own when none is given.
    """
    folder = folder or files("leadscout.lexicon").joinpath("data")
    contents = sorted(
        (item.name, item.read_bytes()) for item in folder.iterdir() if item.name.endswith((".tsv", ".bin"))
    )
    return b"\0".join(
        name.encode() + b"\0" + (_uncommented(content) if name.endswith(".tsv") else content)
        for name, content in contents
    )


def _uncommented(content: bytes) -> bytes:
    return _UNREAD.sub(b"", b"\n" + content)
