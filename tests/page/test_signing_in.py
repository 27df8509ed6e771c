"""Signing in: by key, by the link of `serve`, out again; who is not let in."""

import os
import pty
import re
import sqlite3
from functools import partial
from http.cookies import SimpleCookie

import httpx
import processes
import pytest
from conftest import HUNG, environ_of, free_port, new_key, run, until
from playwright.sync_api import expect
from stores import kind, settings_of

from leadscout.assemble import Leadscout

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def ask(server):
    """A client without a session, that follows nothing."""
    with httpx.Client(base_url=server.url, timeout=HUNG) as client:
        yield client


def sign_in(client: httpx.Client, key: str, **headers: str) -> httpx.Response:
    return client.post("/login", data={"key": key}, headers={**HERE, **headers})


def test_a_key_opens_the_page_and_signing_out_closes_it(visit, server):
    page = visit().open("/")
    expect(page).to_have_url(f"{server.url}/login?to=/search")
    page.get_by_label("API key").fill(server.key)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}/search")
    expect(page.get_by_role("link", name="Search", exact=True)).to_have_attribute("aria-current", "page")
    page.locator("summary", has_text="tests").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{server.url}/search")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_key_is_told_beside_its_field(visit):
    one = visit()
    page = one.sign_in("ls_none_of_ours")
    expect(page.get_by_role("alert")).to_have_text("this API key is not known")
    expect(page.get_by_label("API key")).to_have_attribute("aria-invalid", "true")
    one.is_told("401")


def test_signing_in_leads_back_to_where_one_wanted_to_go_and_nowhere_else(ask, server):
    wanted = ask.get("/search?title=ceo&title=cto")
    assert wanted.headers["location"] == "/login?to=/search%3Ftitle%3Dceo%26title%3Dcto"
    to = {"to": "/search?title=ceo&title=cto"}
    assert ask.post("/login", data={"key": server.key, **to}, headers=HERE).headers["location"] == to["to"]
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "/login?once=x", "/a\r\nb: c"):
        answer = ask.post("/login", data={"key": server.key, "to": elsewhere}, headers=HERE)
        assert answer.headers["location"] == "/search", elsewhere


def test_a_cookie_is_of_this_site_alone_and_its_token_is_nowhere_on_the_disk(ask, server):
    cookie = SimpleCookie(sign_in(ask, server.key).headers["set-cookie"])["leadscout"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["max-age"]) == ("strict", "/", str(12 * 3600))
    assert not cookie["secure"], "the request came without TLS"
    over_tls = SimpleCookie(sign_in(ask, server.key, **{"X-Forwarded-Proto": "https"}).headers["set-cookie"])
    assert over_tls["__Host-leadscout"]["secure"]
    if kind() == "sqlite":
        rows = sqlite3.connect(server.data / "leadscout.db").execute("SELECT * FROM session").fetchall()
        assert rows
        assert cookie.value not in repr(rows)


def test_a_session_ends_with_its_key(ask, server):
    made = Leadscout(settings_of(server.data)).access.create("short", "short")
    sign_in(ask, made[1])
    assert ask.get("/search").status_code == 200
    run("keys", "revoke", made[0].id, "--data", server.data)
    assert ask.get("/search").status_code == 303


def test_a_key_for_other_doors_does_not_open_the_page(ask, server):
    refused = sign_in(ask, new_key(server.data, "vendor", only="questor"))
    assert refused.status_code == 403
    assert "may not use this endpoint" in refused.text
    assert sign_in(ask, new_key(server.data, "reader", only="page")).status_code == 303
    assert server("GET", "/v1/usage", key=new_key(server.data, "reader2", only="page")).status_code == 403


def test_who_must_wait_sees_for_how_long(visit, ask):
    other = {"X-Forwarded-For": "203.0.113.10"}
    answers = [sign_in(ask, f"ls_{n}", **other) for n in range(6)]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 12
    one = visit(extra_http_headers=other)
    page = one.sign_in("ls_wrong")
    left = page.locator("[data-countdown]")
    shown = int(left.inner_text())
    until(lambda: int(left.inner_text()) < shown, "the seconds count down")
    one.is_told("429")


def test_five_wrong_keys_a_minute_of_an_address_are_enough(ask, server):
    other = {"X-Forwarded-For": "203.0.113.9"}
    answers = [sign_in(ask, f"ls_{n}", **other) for n in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "more than 5 wrong keys in a minute" in answers[-1].text
    assert sign_in(ask, server.key, **other).status_code == 429, "nor is a right one tried"
    assert sign_in(ask, server.key).status_code == 303, "from elsewhere it is"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "{url}"}, 403),
        ({"Origin": "{url}"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
    ids=str,
)
def test_what_another_site_sends_is_refused(ask, server, headers, status):
    sent = {name: value.format(url=server.url) for name, value in headers.items()}
    answer = ask.post("/login", data={"key": server.key}, headers=sent)
    assert answer.status_code == status
    assert ("this was sent from another site" in answer.text) is (status == 403)


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1", 200), ("[::1]:8000", 200), ("localhost:8000", 200), ("evil.example", 403)]
)
def test_the_page_is_opened_under_its_own_names_alone(ask, host, status):
    answer = ask.get("/login", headers={"Host": host})
    assert answer.status_code == status
    assert "LEADSCOUT_HOSTS" in answer.text or status == 200


def test_every_answer_forbids_what_the_page_does_not_do(ask):
    for path in ("/login", "/nothing", "/search"):
        answer = ask.get(path, headers={"Accept": "text/html"})
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert answer.headers["cache-control"] == "no-store"


def test_a_browser_reads_of_a_path_that_there_is_not_and_a_program_gets_its_own_answer(ask):
    page = ask.get("/nothing", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "<h1>" in page.text
    assert ask.get("/nothing").headers["content-type"] == "application/problem+json"
    assert ask.get("/v1/nothing", headers={"Accept": "text/html"}).headers["content-type"] == "application/problem+json"
    assert ask.get("/", follow_redirects=True).url.path == "/login"


@pytest.fixture
def terminal():
    """A terminal: the end that a person reads, and the path of the end that a program writes to."""
    reader, writer = pty.openpty()
    os.set_blocking(reader, False)
    yield reader, os.ttyname(writer)
    os.close(reader)
    os.close(writer)


def test_serve_prints_a_link_that_signs_in_once(terminal, tmp_path, visit):
    reader, path = terminal
    new_key(tmp_path, "mine")
    port, lines = free_port(), bytearray()
    arguments = ["serve", "--port", str(port), "--data", str(tmp_path)]
    process = processes.Process(arguments, {**os.environ, **environ_of(tmp_path)}, path, path)
    try:
        link = until(partial(_link, reader, lines), "the link is printed")
        until(partial(_answers, f"http://127.0.0.1:{port}/readyz"), "the server is ready")
        one = visit(f"http://127.0.0.1:{port}")
        one.page.goto(link)
        expect(one.page).to_have_url(f"http://127.0.0.1:{port}/search")
        again = httpx.get(link, timeout=HUNG)
        assert again.status_code == 401
        assert "this link was used before" in again.text
    finally:
        process.terminate()
        process.wait(HUNG)


def _link(reader: int, lines: bytearray) -> str:
    try:
        lines += os.read(reader, 65536)
    except BlockingIOError:
        return ""
    match = re.search(rb"http://127\.0\.0\.1:\d+/login\?once=[\w-]{43}(?=\s)", lines)
    return match[0].decode() if match else ""


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=HUNG).status_code == 200
    except httpx.TransportError:
        return False


def test_a_log_has_no_link(server):
    assert "once=" not in server.log.read_text()
