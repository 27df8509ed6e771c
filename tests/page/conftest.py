"""A real browser: Debian's Chromium, one for a module; a fresh profile for each test."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from conftest import HUNG, Server, new_key, run, serving, until
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from stores import ALL

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first of them that is there; of the shell a window costs a third of the processor time."""

MISSING = "no Chromium here, the tests of the page are skipped: sudo apt install chromium-headless-shell"
CROWD = 1500
STRANGE = (
    {
        "full_name": "<script>alert(1)</script> Ångström",
        "linkedin_url": "javascript:alert(2)",
        "headline": "<img src=x onerror=alert(3)>",
        "location": "Uppsala, Sweden",
        "email": "odd@strange.example",
        "experience": [{"title": 'Oddity "Wrangler" & <b>Bold</b>', "company": {"name": "A&B <i>GmbH</i>"}}],
    },
    {
        "full_name": "נועה לוי",
        "headline": "מנהלת אבטחה",
        "location": "Tel Aviv, Israel",
        "experience": [{"title": "Oddity Keeper", "company": {"name": "שלום בע״מ"}}],
    },
)
"""People whose names a page could take for its own code, or write in the wrong direction; all of them invented."""

TRIES = HUNG * 1000
"""Milliseconds after which what a test waits for does not come any more."""


expect.set_options(timeout=TRIES)


def executable() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_terminal_summary(terminalreporter):
    if executable() is None:
        terminalreporter.write_line(f"\n*** {MISSING} ***\n", yellow=True, bold=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser; where there is none these tests are skipped, or fail with LEADSCOUT_TEST_ALL.

    It ends with its module: while it is there, nothing else in this process can run a loop of asyncio.
    """
    path = executable()
    if path is None:
        (pytest.fail if os.environ.get(ALL) else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """One reader with a profile of their own; what the console and the network said that they should not have."""

    context: BrowserContext
    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, key: str, to: str = "/search") -> Page:
        self.open(f"/login?to={to}" if to != "/search" else "/login")
        self.page.get_by_label("API key").fill(key)
        self.page.get_by_role("button", name="Sign in").click()
        return self.page

    def is_told(self, sentence: str) -> None:
        """The console complains, as it should; it does so after the page is shown."""
        until(lambda: self.page.title() and any(sentence in fault for fault in self.faults), sentence)
        self.faults.clear()


def session(url: str, key: str) -> list[dict[str, str]]:
    """The cookies of somebody who has signed in: the form has tests of its own, and takes two pages."""
    answer = httpx.post(f"{url}/login", data={"key": key}, headers={"Sec-Fetch-Site": "same-origin"}, timeout=HUNG)
    assert answer.cookies, answer.text
    return [{"name": name, "value": value, "url": url} for name, value in answer.cookies.items()]


@pytest.fixture
def visit(browser, server) -> Iterator[Callable[..., Visit]]:
    """Open a browser's window on a server, signed in if there is a `key`.

    At the end nobody has complained, and nobody else was asked for anything.
    """
    visits: list[Visit] = []

    def start(url: str = server.url, *, key: str = "", **about: object) -> Visit:
        context = browser.new_context(**about)
        context.set_default_timeout(TRIES)
        one = Visit(context, context.new_page(), url)
        host = urlsplit(url).netloc

        def look(request: object) -> None:
            if urlsplit(request.url).netloc not in (host, ""):
                one.faults.append(f"asks {request.url}")

        context.on("request", look)
        context.on("weberror", lambda error: one.faults.append(str(error.error)))
        context.on("console", lambda line: one.faults.append(line.text) if line.type == "error" else None)
        visits.append(one)
        if key:
            context.add_cookies(session(url, key))
        return one

    yield start
    for one in visits:
        one.context.close()
    assert not [fault for one in visits for fault in one.faults]


@pytest.fixture
def signed_in(visit, server) -> Callable[..., Visit]:
    """A window of somebody who is signed in."""
    return lambda **about: visit(key=server.key, **about)


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility rules of axe-core, as one script."""
    import axe_playwright_python  # noqa: PLC0415 - read where it is needed

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def crowd(tmp_path_factory, populate) -> Iterator[Server]:
    """A server over invented people, and a few with names as they occur; with a key."""
    data = tmp_path_factory.mktemp("crowd")
    populate(data, CROWD, seed=1)
    file = data / "strange.jsonl"
    file.write_text("".join(f"{json.dumps(person)}\n" for person in STRANGE))
    assert run("import", file, "--data", data).returncode == 0
    with serving() as start:
        yield replace(start(data), key=new_key(data, "crowd", 100))


@pytest.fixture
def search(visit, crowd) -> Callable[..., Page]:
    """Open a page of the crowd's server as somebody who is signed in."""

    def start(path: str = "/search", **about: object) -> Page:
        return visit(crowd.url, key=crowd.key, **about).open(path)

    return start


@pytest.fixture(scope="session")
def reader(crowd) -> Iterator[httpx.Client]:
    """A client that is signed in to the crowd's server, without a browser."""
    with httpx.Client(base_url=crowd.url, timeout=HUNG, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        client.post("/login", data={"key": crowd.key})
        yield client
