"""A vendor is one record: all that the rest of leadscout knows of it. Our own API has one, too.

A record is light. The three parts of its folder, `words`, `faces` and `routes`, are imported when they are needed:
a short verb needs none of them, and they need FastAPI.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import orjson

from leadscout.service.accounts.credits import Price

if TYPE_CHECKING:
    from fastapi import APIRouter

    from leadscout.dialects.base import Word
    from leadscout.dialects.operations import Operations
    from leadscout.dialects.services import Services
    from leadscout.lexicon import Lexicon
    from leadscout.model.search import LeadMatch, Search
    from leadscout.service.jobs.deliveries import CallRenderer
    from leadscout.web.guards import Face

    LexiconCall = Callable[[Lexicon, Search, Sequence[LeadMatch]], bytes]


@dataclass(frozen=True, kw_only=True)
class VendorSettings:
    """What an operator can choose of one vendor: a field a row, named as the setting is."""

    @property
    def prices(self) -> tuple[Price, ...]:
        """What it charges; everything else is free."""
        return ()


@dataclass(frozen=True)
class Example:
    """A request to paste."""

    path: str
    body: Mapping[str, object]


@dataclass(frozen=True)
class Faces:
    """How a vendor's answers look: `faults` (None: as our own problem documents), and the `call` of a webhook.

    Without a `call` its searches have no webhooks. `flat_call` tells a single lead, where that looks different.
    `signed` gives headers of the vendor's own for a call, of the secret of a registered webhook and the bytes.
    """

    faults: "Face | None" = None
    call: "LexiconCall | None" = None
    flat_call: "LexiconCall | None" = None
    signed: "Callable[[str, bytes], Mapping[str, str]] | None" = None

    def telling(self, lexicon: "Lexicon", *, alone: bool) -> "CallRenderer | None":
        """How a webhook is told, each lead `alone` or all together."""
        call = (alone and self.flat_call) or self.call
        return call and partial(call, lexicon)


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """One record.

    `prefixes` are how its paths begin, `detours` how clients begin them otherwise, each with how we do. `headers` are
    the headers that a key can come in, the first as we show it. A key can be limited to the vendor, or to one of its
    `doors`, which are parts of it; `scopes` say what it needs for paths that begin so, "" for nothing, for others it
    needs to search. Bodies to `streamed` paths are read piece by piece. `shown_by` is the module that has its FACES.
    `levels` are its own words for seniorities, each with our codes.
    """

    name: str
    prefixes: tuple[str, ...]
    headers: tuple[str, ...]
    settings: type[VendorSettings]
    example: Example
    doors: tuple[str, ...] = ()
    scopes: Mapping[str, str] = field(default_factory=dict)
    detours: Mapping[str, str] = field(default_factory=dict)
    streamed: tuple[str, ...] = ()
    shown_by: str = "faces"
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def header(self, key: str = "<key>") -> str:
        """How to send a key."""
        return self.headers[0].format(key=key)

    def curl(self, origin: str, key: str) -> str:
        """The example as a curl command."""
        body = orjson.dumps(self.example.body).decode()
        return (
            f"curl -s {origin}{self.example.path} -H 'Content-Type: application/json' \\\n"
            f"  -H \"{self.header(key)}\" \\\n  -d '{body}'"
        )

    @property
    def words(self) -> "tuple[Word, ...]":
        """Every field of its requests that means a filter."""
        words: tuple[Word, ...] = self._part("words").ALL_WORDS
        return words

    @property
    def later(self) -> tuple[str, ...]:
        """Documented fields whose meaning is not built yet."""
        later: tuple[str, ...] = self._part("words").LATER
        return later

    @property
    def faces(self) -> Faces:
        """How its answers look."""
        faces: Faces = self._part(self.shown_by).FACES
        return faces

    @property
    def operations(self) -> "Operations | None":
        """What the API pages say of its operations beyond its routes; None where it has no such table."""
        if find_spec(f"leadscout.dialects.{self.name}.operations") is None:
            return None
        operations: Operations = self._part("operations").OPERATIONS
        return operations

    def router(self, services: "Services") -> "APIRouter":
        """Its paths."""
        router: Callable[[Services], APIRouter] = self._part("routes").router
        return router(services)

    def _part(self, name: str) -> Any:  # noqa: ANN401 - a module
        return import_module(f"leadscout.dialects.{self.name}.{name}")
