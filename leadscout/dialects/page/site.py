"""What every view is made with: the use cases, and how a page is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from leadscout.dialects.page import texts
from leadscout.dialects.page.assets import Assets
from leadscout.dialects.page.views import VIEWS
from leadscout.dialects.services import Services
from leadscout.errors import Fault
from leadscout.service.integrations.integrations import NewIntegration
from leadscout.web.guards import Caller

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Link:
    """A link of the navigation; `number` stands beside it unless it is 0."""

    text: str
    path: str
    here: bool
    number: int


class Site:
    """Shows pages, in the language of whoever reads them."""

    def __init__(self, services: Services, assets: Assets, demo: NewIntegration | None = None) -> None:
        """Read the templates as they are needed. `demo` connects an emulated source, where there is one."""
        self.demo = demo
        self.services = services
        self.assets = assets
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals["asset"] = assets.path

    def show(self, http: Request, template: str, status: int = 200, **values: object) -> Response:
        """A page of a template."""
        body = self._templates.get_template(template).render(
            {**self._about(http), "own": self.assets.of(template.partition("/")[0]), **values}
        )
        return HTMLResponse(body, status)

    def tell(self, http: Request, faults: Sequence[Fault]) -> Response:
        """A page that says what is wrong, the first fault decides its status."""
        return self.refuse(http, "fault.html", faults[0], faults=faults)

    def refuse(self, http: Request, template: str, fault: Fault, /, **values: object) -> Response:
        """A page of a template about a fault, with its status, and when to try again."""
        response = self.show(http, template, fault.error.status, wait=fault.wait, **values)
        if fault.wait:
            response.headers["Retry-After"] = str(fault.wait)
        return response

    def go(self, http: Request, path: str) -> Response:
        """Lead to another page of ours; one that only a script asked for is opened as a whole."""
        if http.headers.get("hx-request") and not http.headers.get("hx-boosted"):
            return Response(status_code=204, headers={"HX-Redirect": path})
        return Response(status_code=303, headers={"Location": path})

    def language(self, http: Request) -> str:
        """The language that whoever asks reads."""
        return texts.choose(http.headers.get("accept-language", ""))

    def says(self, http: Request) -> Callable[..., str]:
        """What gives texts in the language of whoever asks."""
        return partial(texts.text, self.language(http))

    def calls(self, http: Request) -> Callable[[str], str]:
        """What says how a filter is called: a text, else the name of one that has none yet."""
        says = self.says(http)

        def call(name: str) -> str:
            key = f"filter.{name}"
            return says(key) if texts.has(key) else name.replace("_", " ").capitalize()

        return call

    def _about(self, http: Request) -> Mapping[str, Any]:
        """What every template can use."""
        language = self.language(http)
        who: Caller | None = getattr(http.state, "caller", None)
        return {
            "t": partial(texts.text, language),
            "has_text": texts.has,
            "filter_name": self.calls(http),
            "number": partial(texts.number, language),
            "day": partial(texts.day, language),
            "language": language,
            "here": http.url.path + (f"?{http.url.query}" if http.url.query else ""),
            "account": self.services.access.account(who.account) if who else "",
            "links": self._links(http, who) if who else [],
        }

    def _links(self, http: Request, who: Caller) -> list[Link]:
        links = []
        for view in VIEWS:
            if view.path:
                badge: Callable[[Site, str], int] | None = getattr(view.load(), "badge", None)
                here = http.url.path == view.path or http.url.path.startswith(f"{view.path}/")
                number = badge(self, who.account) if badge else 0
                links.append(Link(f"nav.{view.module}", view.path, here, number))
        return links
