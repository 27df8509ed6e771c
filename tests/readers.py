"""Readers of the page: one that signs in without a browser, one that looks at how pages look."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from conftest import HUNG, Server

EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RULES_OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]
DESK = 1280
"""Width of a usual window."""

HERE = {"Sec-Fetch-Site": "same-origin"}


@contextmanager
def sign_in(server: Server, key: str) -> Iterator[httpx.Client]:
    """A client that is signed in, and sends what our own pages send."""
    with httpx.Client(base_url=server.url, headers=HERE, timeout=HUNG) as client:
        assert client.post("/login", data={"key": key}).status_code == 303
        yield client


def look(visit: Any, axe: str, addresses: list[str], opened: str = "") -> None:
    """Look for what axe finds, in light and in dark, and what is wider than the screen, `opened` unfolded."""
    page = visit.page
    for address in addresses:
        visit.open(address)
        if opened:
            page.locator(opened).click()
        page.evaluate(axe)
        for scheme, width, rules in (("light", DESK, EVERY_RULE), ("dark", 360, RULES_OF_LOOKS)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            if width == DESK:  # 200 % zoom of it
                page.set_viewport_size({"width": DESK // 2, "height": 400})
                assert page.evaluate("document.documentElement.scrollWidth") <= DESK // 2, (address, "zoom")
                page.set_viewport_size({"width": DESK, "height": 800})
            faults = page.evaluate(
                "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then("
                "report => report.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target)))",
                rules,
            )
            assert not faults, (address, scheme)
