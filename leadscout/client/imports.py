"""Files of people: send one, see how it would be read, import it, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, Unpack, cast
from uuid import uuid4

from leadscout.client.answers import FilePreview, Import, LookedAtImport
from leadscout.client.transport import Call, Transport, path

_PATIENCE = 300.0
"""Seconds for which the server may look at a large file."""


class ImportChoices(TypedDict, total=False):
    """How a file is to be read, where what it says itself is not enough."""

    mapping: Mapping[str, str]
    """What columns mean, by their names."""

    encoding: str
    sheet: str
    as_of: str
    """When the rows were true, as an ISO date."""

    first: Literal["day", "month"]
    """What stands first in dates like 03/04/2021."""


@dataclass(frozen=True, slots=True)
class Imports:
    """The imports of your account, as `client.imports`. The key needs the scope `people:write`."""

    _transport: Transport

    def create(self, file: Path, *, name: str = "", idempotency_key: str = "") -> LookedAtImport:
        """Send a file, under its name or another one, and give how it would be read. Nothing of it is kept yet."""
        params = {"name": name or file.name}
        key = idempotency_key or str(uuid4())
        call = Call("POST", "/imports", params=params, key=key, patience=_PATIENCE, file=file)
        return cast(LookedAtImport, self._transport.send(call))

    def preview(self, id_: str, **choices: Unpack[ImportChoices]) -> FilePreview:
        """How a file would be read with these choices."""
        return cast(FilePreview, self._transport.ask(path("imports", id_, "preview"), choices))

    def start(self, id_: str, **choices: Unpack[ImportChoices]) -> Import:
        """Import a file in the background, read with these choices."""
        return cast(Import, self._transport.make(path("imports", id_, "start"), choices))

    def get(self, id_: str) -> LookedAtImport:
        """How far an import is."""
        return cast(LookedAtImport, self._transport.get(path("imports", id_)))

    def list(self, limit: int = 100, offset: int = 0) -> list[Import]:
        """Your imports, newest first."""
        return cast(list[Import], self._transport.get("/imports", limit=limit, offset=offset)["imports"])

    def rejected(self, id_: str) -> str:
        """The rows that were rejected or are doubtful, as CSV."""
        return self._transport.text(path("imports", id_, "rejected"))

    def undo(self, id_: str) -> Import:
        """Take back what an import told, in the background."""
        return cast(Import, self._transport.make(path("imports", id_, "undo")))

    def delete(self, id_: str) -> None:
        """Forget a file that was not begun."""
        self._transport.send(Call("DELETE", path("imports", id_)))
