"""What the page is made of besides HTML: files served under names with their hashes, which browsers keep for ever."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
_MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_NUMBERED = re.compile(r"\d+-")
"""What stands before the name of a style sheet or a script: 00-page.css is of all pages, 10-search.css of one view."""

PLACE = "/static"


@dataclass(frozen=True)
class Asset:
    """A file: where it is served, and what it is."""

    path: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Assets:
    """All of them, by the name that templates know, and by the name under which they are served."""

    by_name: Mapping[str, Asset]

    def path(self, name: str) -> str:
        """Where a file is served. KeyError where there is none."""
        return self.by_name[name].path

    def of(self, module: str) -> Sequence[str]:
        """The style sheet and the script of a view, where it has them."""
        return [name for name in (f"{module}.css", f"{module}.js") if name in self.by_name]

    def served(self, path: str) -> Asset | None:
        """The file of a path."""
        return next((asset for asset in self.by_name.values() if asset.path == path), None)


def load() -> Assets:
    """Read them, once."""
    return Assets({name: _asset(name, body) for name, body in _files()})


def _files() -> Iterator[tuple[str, bytes]]:
    for path in sorted((*FOLDER.glob("styles/*.css"), *FOLDER.glob("scripts/*.js"))):
        text = path.read_text(encoding="utf-8")
        yield _NUMBERED.sub("", path.name), (_without_blanks(text) if path.suffix == ".css" else text).encode()
    for path in (*FOLDER.glob("*.svg"), *(FOLDER / "vendor").glob("*.js")):
        yield path.name, path.read_bytes()


def _without_blanks(styles: str) -> str:
    """Styles without comments and the blanks that mean nothing: a fifth of them."""
    text = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    return re.sub(r"([a-z-]): ", r"\1:", text).replace(";}", "}").strip()


def _asset(name: str, body: bytes) -> Asset:
    stem, _, ending = name.rpartition(".")
    hashed = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"{PLACE}/{stem}.{hashed}.{ending}", _MEDIA[f".{ending}"], body)
