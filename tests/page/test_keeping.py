"""Searches that are run again, who must not be contacted, and words that become filters, on the page."""

import re
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from conftest import new_key, until
from playwright.sync_api import Page, expect
from readers import look, sign_in

REMOVING = "suppressions:write"


@pytest.fixture(scope="module")
def keeper(server) -> str:
    """A key of an account that nobody else has to do with."""
    return new_key(server.data, "keeper", may=(REMOVING,))


@pytest.fixture(scope="module")
def mine(server, keeper) -> httpx.Client:
    with sign_in(server, keeper) as client:
        yield client


def run_now(page: Page, server, key: str, number: int, *, scripts: bool) -> None:
    """Run a saved search, and wait until its numbers are there: by itself where there are scripts."""
    id_ = re.split(r"[/?#]", page.url)[4]
    page.get_by_role("button", name="Run now").click()
    if not scripts:
        path = f"/v1/saved/{id_}/runs"
        until(lambda: server("GET", path, key=key).json()["runs"][0]["over"], "the run is over")
        page.reload()
    expect(page.locator(f"#run-{number} .state")).to_have_text("done")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_whom_a_run_finds_that_the_one_before_did_not(visit, server, keeper, axe, scripts):
    one = visit(key=keeper, java_script_enabled=scripts, bypass_csp=True, reduced_motion="reduce")
    page = one.open("/search?seniority=cxo")
    before = page.locator("#people tbody tr").count()
    who = page.locator(".who").first
    name = who.inner_text()
    who.click()
    page.locator("#drawer summary", has_text="Do not contact").click()
    page.get_by_role("button", name="Do not contact this person").click()
    expect(page).to_have_url(f"{server.url}/search?seniority=cxo")
    expect(page.locator("#people tbody tr")).to_have_count(before - 1)
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    page.locator("#menu-save > summary").click()
    page.locator("#save-name").fill("Bosses")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Bosses")).to_be_visible()
    saved = page.url
    run_now(page, server, keeper, 1, scripts=scripts)
    expect(page.locator("#run-1")).to_contain_text("later ones are compared with it")
    # Who may be contacted again is new.
    page.goto(f"{server.url}/suppressed")
    page.get_by_role("button", name="Remove one person, on the page").click()
    expect(page.get_by_role("heading", name="Nobody is suppressed")).to_be_visible()
    page.goto(saved)
    run_now(page, server, keeper, 2, scripts=scripts)
    expect(page.locator("#changes tbody tr")).to_have_count(1)
    expect(page.locator("#changes").get_by_role("row", name=name)).to_contain_text("New")
    page.reload()
    expect(page.locator("nav.views").get_by_role("link", name="Saved 1")).to_be_visible()
    if scripts:
        look(one, axe, ["/saved", urlsplit(saved).path])
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 2
    assert name in rows[1]
    page.get_by_role("link", name="Left").click()
    expect(page.locator("#changes")).to_contain_text("Nobody changed.")
    page.get_by_label("Run every so many hours").fill("24")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#runs")).to_contain_text("every 24 hours")
    page.goto(f"{server.url}/saved")
    expect(page.get_by_role("row", name="Bosses").locator("td.number").first).to_have_text("1")
    page.get_by_role("link", name="Bosses").click()
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete the saved search").click()
    expect(page.get_by_role("heading", name="No saved searches yet")).to_be_visible()
    assert server("GET", f"/v1/saved/{saved.rpartition('/')[2]}", key=keeper).status_code == 404


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("/search?seniority=cxo", "#menu-save > summary"),
        ("/search?seniority=cxo&person={}", "#drawer details:nth-of-type(1) > summary"),
        ("/search?seniority=cxo&person={}", "#drawer details:nth-of-type(2) > summary"),
    ],
    ids=["save", "add to a list", "do not contact"],
)
def test_what_unfolds_is_accessible_and_fits_a_small_screen(visit, server, keeper, axe, path, opened):
    (lead,) = server("POST", "/v1/preview", json={"seniority": ["cxo"], "limit": 1}, key=keeper).json()["leads"]
    one = visit(key=keeper, bypass_csp=True, reduced_motion="reduce")
    look(one, axe, [path.format(lead["id"])], opened)


@pytest.mark.parametrize(
    ("sent", "part"),
    [
        ({"name": "", "seniority": "cxo"}, "name"),
        ({"name": "x", "every_hours": "often", "seniority": "cxo"}, "a whole number"),
        ({"name": "x", "every_hours": "999999999", "seniority": "cxo"}, "every_hours"),
        ({"name": "x", "location": "Dachh"}, "DACH"),
        ({"name": "x", "account_list": "1"}, "not a list of yours"),
    ],
    ids=["no name", "no number", "years", "no place", "a strange list"],
)
def test_what_cannot_be_saved_is_refused(mine, sent, part):
    answer = mine.post("/saved", data=sent)
    assert answer.status_code == 422
    assert part in answer.text
    assert "No saved searches yet" in mine.get("/saved").text


def test_what_is_saved_opens_as_the_search_that_it_is(mine):
    query = "seniority=cxo&exclude.location=Berlin&has_email=true"
    made = mine.post("/saved", data={"name": "Again", **dict(parse_qsl(query))})
    path = made.headers["location"]
    assert f'href="/search?{query.replace("&", "&amp;")}"' not in mine.get("/search").text
    opened = re.search(r'href="(/search\?[^"]+)"', mine.get(path).text.split("</nav>", 1)[1])
    assert sorted(parse_qsl(urlsplit(opened[1].replace("&amp;", "&")).query)) == sorted(parse_qsl(query))
    assert mine.post(f"{path}/delete").headers["location"] == "/saved"


def test_lines_that_name_nobody_are_told_and_the_others_suppressed(mine, server):
    answer = mine.post("/suppressed", data={"rows": "a@b.example\nhello there\ncorp.example", "name": "CRM"})
    assert "Suppressed: 2 values" in answer.text
    assert re.search(r"left out:\s*2\s*<", answer.text)
    (entry,) = server("GET", "/v1/suppressions", key=new_key(server.data, "second", account="keeper")).json()[
        "suppressions"
    ]
    assert (entry["name"], entry["counts"]) == ("CRM", {"email": 1, "domain": 1})
    nothing = mine.post("/suppressed", data={"rows": "hello there"})
    assert nothing.status_code == 422
    assert "hello there</textarea>" in nothing.text
    with sign_in(server, new_key(server.data, "third", account="keeper")) as adder:
        assert "Remove CRM" not in adder.get("/suppressed").text
        assert adder.post(f"/suppressed/{entry['id']}/remove").status_code == 403
    assert mine.post(f"/suppressed/{entry['id']}/remove").status_code == 303
    assert "Nobody is suppressed" in mine.get("/suppressed").text


def test_words_become_the_address_of_a_search(visit, keeper, mine):
    page = visit(key=keeper, java_script_enabled=False).open("/search")
    page.get_by_label("Describe whom you want").fill("CEOs in Germany, not in Berlin, zodiac leo")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(3)
    expect(page.locator(".chip.out")).to_contain_text("Berlin")
    expect(page.locator(".note").first).to_contain_text("zodiac leo")
    page.get_by_label("Describe whom you want").fill("CEOs in Springfield")
    page.keyboard.press("Enter")
    note = page.locator("#several-1")
    expect(note).to_contain_text("Several places are called Springfield")
    note.get_by_role("link", name="Illinois").click()
    expect(page.locator(".chip").last).to_contain_text("Springfield, Illinois")
    assert mine.get("/describe?words=%20").headers["location"] == "/search"
    assert mine.get("/describe", params={"words": "x" * 1001}).status_code == 422
