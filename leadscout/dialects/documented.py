"""What a vendor documents: its paths, and a refusal by name for those that need data which nobody gave this server.

Each vendor's folder has a table of them, `data/endpoints.tsv`; a vendor without one documents nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Response

from leadscout.errors import Fault, Refused
from leadscout.lexicon.files import rows

_NAMED = re.compile(r"\{[^}]*\}")


EndpointKey = tuple[str, str]
"""Method and path as they are compared: without a slash at the end and without the names of what varies."""


def endpoint_key(method: str, path: str) -> EndpointKey:
    """An endpoint as it is compared with others."""
    return method, _NAMED.sub("{}", path.rstrip("/"))


@dataclass(frozen=True, slots=True)
class DocumentedEndpoint:
    """A row: a method and path that a vendor documents, what it is for, and why it is refused here ("": it is not)."""

    method: str
    path: str
    purpose: str
    reason: str

    @property
    def key(self) -> EndpointKey:
        """What it is compared by."""
        return endpoint_key(self.method, self.path)


@cache
def endpoints(vendor: str) -> tuple[DocumentedEndpoint, ...]:
    """The table of a vendor; () where it has none."""
    package = f"{__package__}.{vendor}"
    if not files(package).joinpath("data", "endpoints.tsv").is_file():
        return ()
    return tuple(DocumentedEndpoint(**row) for row in rows("endpoints", package))


def refuse(router: APIRouter, vendor: str, door: APIRouter) -> None:
    """Give `router` a refusal for each row with a reason, after its own routes, which come first where both are there.

    `door` is an empty router that says how a refusal looks.
    """
    for row in endpoints(vendor):
        if row.reason:
            path = row.path.removeprefix(router.prefix)
            door.add_api_route(path, _refusal(row), methods=[row.method], include_in_schema=False)
    router.include_router(door)


def _refusal(row: DocumentedEndpoint) -> Callable[[], Response]:
    def refuse() -> Response:
        raise Refused(Fault("not_available_here", value=row.path, valid=(row.reason,)))

    return refuse
