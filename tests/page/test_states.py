"""Every state that a page can have: readable by everybody, at every width, in the dark; light enough."""

import gzip
import re
import time

import pytest
from playwright.sync_api import Page, expect

STATES = {
    "begin": "/search",
    "results": "/search?seniority=vp&exclude.function=sales&has_email=true",
    "columns": "/search?title=manager&facets=company_type&columns=skills&columns=headline&columns=why",
    "drawer": "/search?seniority=vp&person={person}",
    "nobody": "/search?seniority=cxo&title=barista",
    "misspelt": "/search?title=head+of+slaes",
    "fault": "/search?location=Dachh&seniority=vp&at_company=true",
    "unread": "/search?keyword=saas&unread=zodiac+leo",
    "strange": "/search?title=oddity",
    "person": "/people/{person}",
    "missing": "/nothing",
    "login": "/login?to=/search",
}
_WANTED = "resultTypes: ['violations', 'incomplete']"
"""Of rules that pass axe would describe every element, which takes most of its time."""

_TAGS = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']"
_RULES = f"{{{_WANTED}, runOnly: {{type: 'tag', values: {_TAGS}}}}}"
_CONTRAST = f"{{{_WANTED}, runOnly: {{type: 'rule', values: ['color-contrast']}}}}"
"""All that the dark can change."""


_SIGNS = ("only non-text characters", "too short to determine if it is actual text content")
"""What axe cannot decide about: a minus, a cross."""


@pytest.fixture(scope="module")
def person(crowd) -> str:
    answer = crowd("POST", "/v1/preview", json={"seniority": ["vp"], "has_email": True, "limit": 1})
    return answer.json()["leads"][0]["id"]


def violations(page: Page, axe: str, rules: str = _RULES, inside: str = "html") -> list[str]:
    """What axe finds inside something; what sticks to an edge is let go of: nothing lies over what is looked at."""
    page.evaluate(
        "for (const e of document.querySelectorAll('.top, .filters, thead th'))"
        " Object.assign(e.style, {position: 'static', height: 'auto', overflow: 'visible'})"
    )
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    done = page.evaluate(f"axe.run({inside!r}, {rules})")
    assert len(done["passes"]) > (15 if rules == _RULES and inside == "html" else 0)
    bad = [*done["violations"], *(one for one in done["incomplete"] if one["id"] == "color-contrast")]
    faults = [f"{one['id']}: {node['html'][:200]} {node.get('failureSummary')}" for one in bad for node in one["nodes"]]
    return [fault for fault in faults if not fault.endswith(_SIGNS)]


def open_state(one, state: str, person: str) -> Page:
    path = STATES[state].format(person=person)
    if state == "login":
        one.context.clear_cookies()
    page = one.open(path)
    one.faults = [fault for fault in one.faults if "status of 4" not in fault]
    return page


def test_every_state_is_accessible_in_the_light_and_in_the_dark(visit, crowd, axe, person):
    one = visit(crowd.url, key=crowd.key)
    faults = {}

    def look(page: Page, name: str, inside: str = "html") -> None:
        for scheme, rules in (("light", _RULES), ("dark", _CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            faults[f"{name}, {scheme}"] = violations(page, axe, rules, inside)
        page.emulate_media(color_scheme="light")

    for state in STATES:
        look(open_state(one, state, person), state)
    page = one.sign_in(crowd.key)
    page.wait_for_url("**/search")
    for menu in ("columns", "export", "run", "api"):
        page.goto(f"{crowd.url}{STATES['results']}")
        page.locator(f"#menu-{menu} > summary").click()
        expect(page.locator(f"#menu-{menu} .panel")).to_be_visible()
        look(page, menu, f"#menu-{menu}")
    page.goto(f"{crowd.url}{STATES['results']}")
    page.locator("#in-title").press_sequentially("head of s")
    expect(page.locator("#suggestions > li").first).to_be_visible()
    look(page, "proposals", "#suggestions")
    assert not {state: found for state, found in faults.items() if found}


@pytest.mark.parametrize(
    "about",
    [
        {"viewport": {"width": 360, "height": 740}, "has_touch": True},
        {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
        {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False, "color_scheme": "dark"},
    ],
    ids=["360 px", "200 % of 1280", "360 px, dark, no scripts"],
)
def test_no_state_is_wider_than_the_window(visit, crowd, person, about):
    one = visit(crowd.url, key=crowd.key, **about)
    for state in STATES:
        page = open_state(one, state, person)
        wide = page.evaluate("document.documentElement.scrollWidth") if about.get("java_script_enabled", True) else None
        box = page.locator("body").bounding_box()
        width = about["viewport"]["width"]
        assert (wide or box["width"]) <= width, state
    page = one.sign_in(crowd.key)
    page.goto(f"{crowd.url}{STATES['results']}")
    expect(page.locator(".who").first).to_be_in_viewport()


def test_it_is_dark_where_the_system_is(visit, crowd):
    grounds = []
    for scheme in ("light", "dark"):
        page = visit(crowd.url, color_scheme=scheme).open("/login")
        grounds.append(page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor"))
    light, dark = (sum(map(int, re.findall(r"\d+", ground)[:3])) for ground in grounds)
    assert light > 3 * 230
    assert dark < 3 * 50


def test_nothing_moves_when_a_value_is_clicked(visit, crowd):
    page = visit(crowd.url, key=crowd.key).open("/search?seniority=entry")
    page.evaluate(
        "window.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) "
        "if (!one.hadRecentInput) window.moved += one.value }).observe({type: 'layout-shift', buffered: true})"
    )
    value = page.locator("#panel-headcount .values a").first
    value.scroll_into_view_if_needed()
    began = time.monotonic()
    value.click()
    expect(page.locator(".chip")).to_have_count(2)
    at_once = time.monotonic() - began < 0.5  # what comes later than that no browser takes for an answer to the click
    expect(page.locator("#panel-headcount .values a[aria-current]")).to_be_in_viewport()
    assert not at_once or page.evaluate("window.moved") < 0.1


def test_a_page_of_25_people_is_light(reader, crowd, capsys):
    html = reader.get("/search?seniority=entry&location=EMEA").content
    assert html.count(b'<tr id="row-') == 25
    with capsys.disabled():
        print(f"page of 25 people: {len(html):,} bytes, {len(gzip.compress(html)):,} compressed")
    assert len(html) <= 60_000
    answer = crowd("POST", "/v1/preview", json={"seniority": ["entry"], "location": ["EMEA"], "limit": 25})
    assert len(answer.json()["leads"]) == 25
    assert answer.num_bytes_downloaded <= 30_000, "as it is sent"


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_a_page_speaks_one_language(reader, language):
    html = reader.get("/search?seniority=vp", headers={"Accept-Language": language}).text
    assert f'<html lang="{language}"' in html
    for english in (">Filters<", "Clear all", "Next 25", ">Company<", "people</strong>", "Leave out"):
        assert english not in html, english
