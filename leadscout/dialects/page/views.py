"""The views, one row each."""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True)
class View:
    """One row: a module of this folder, and the path of its link in the navigation ("": it has none).

    The link is called by the text `nav.<module>`.
    """

    module: str
    path: str = ""

    def load(self) -> ModuleType:
        """The module: `routes(router, site)`, and perhaps `badge(site, account)`, a number beside the link."""
        return import_module(f"{__package__}.{self.module}")


VIEWS = (
    View("search", "/search"),
    View("jobs", "/jobs"),
    View("saved", "/saved"),
    View("lists", "/lists"),
    View("imports", "/import"),
    View("suppressed", "/suppressed"),
    View("webhooks", "/webhooks"),
    View("sources", "/sources"),
    View("keys", "/keys"),
    View("usage", "/usage"),
)
