"""The search page, as somebody with a browser uses it: by mouse, by keyboard, without scripts, by its address."""

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import new_key
from playwright.sync_api import Page, expect

from leadscout.model.filters import FILTERS, Shape

BASE = "/search?seniority=vp&location=EMEA"
NUMBERED = re.compile(
    r'<a id="([\w.%-]+)" href="([^"]*)"( aria-current="true")?>'
    r'([^<]*)<span class="n">([\d,]+)'
)
COUNT = re.compile(r"<strong>([\d,]+) (?:people|person)</strong>")


def asked_for(page: Page) -> list[tuple[str, str]]:
    """What the address asks for."""
    return parse_qsl(urlsplit(page.url).query)


def chips(page: Page) -> list[str]:
    return [" ".join(text.split()).removesuffix("×").strip() for text in page.locator(".chip").all_inner_texts()]


def number(text: str) -> int:
    return int(text.replace(",", ""))


def count(html: str) -> int:
    return number(COUNT.search(html)[1])


def test_three_actions_lead_from_nothing_to_a_file_with_what_is_shown(visit, crowd):
    page = visit(crowd.url).sign_in(crowd.key)
    page.get_by_role("link", name="VP · DACH").click()
    rows = page.locator(".people tbody tr")
    expect(rows.first).to_be_visible()
    names = [name.replace("\n", " ") for name in page.locator(".people .who").all_inner_texts()]
    jobs = page.locator(".people .job > bdi:first-child").all_inner_texts()
    page.locator("#menu-export summary").click()
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV", exact=True).click()
    written = list(csv.DictReader(io.StringIO(file.value.path().read_text(encoding="utf-8-sig"))))
    assert number(page.locator("#count strong").inner_text().split()[0]) == len(written) > 0
    assert [row["full_name"] for row in written][: len(names)] == names
    assert [row["title"] for row in written][: len(jobs)] == jobs


def test_every_number_beside_a_value_is_what_a_click_finds(reader):
    more = "&".join(f"facets={name}" for name in ("company_type", "profile_language", "years_in_position", "company"))
    for address in (f"/search?{more}", f"{BASE}&{more}", "/search?title=manager&exclude.location=Germany"):
        html = reader.get(address).text
        values = [(id_, unescape(href), chosen, number(n)) for id_, href, chosen, _, n in NUMBERED.findall(html)]
        assert len(values) > 40
        for id_, href, chosen, shown in values:
            name = id_.partition("-")[0]
            if chosen:
                continue
            # A filter that is asked for already is open: the number is that of the value instead of the others.
            pairs = [pair for pair in parse_qsl(href.removeprefix("/search?")) if pair[0] != "facets"]
            alone = [pair for pair in pairs if pair[0] != name] + [pair for pair in pairs if pair[0] == name][-1:]
            assert reader.get("/search.json", params=alone).json()["total"] == shown, (address, href)
        assert count(reader.get("/search", params=alone).text) == shown, "a page says what its JSON says"


def test_every_filter_is_used_by_keyboard_alone(search):
    page, wanted = search(), []
    for row in FILTERS.values():
        field = page.locator(f"#in-{row.name}")
        if not field.count() or row.lists:
            continue
        page.locator(f"#panel-{row.name} > summary").focus()
        if not page.locator(f"#panel-{row.name}").evaluate("panel => panel.open"):
            page.keyboard.press("Enter")  # its values are being counted while the next keys come
        page.keyboard.press("Tab")
        expect(field).to_be_focused()
        page.keyboard.type(row.example)
        page.keyboard.press("Enter")
        wanted.append((row.name, row.example))
        expect(page.locator(".chip")).to_have_count(len(wanted))
        expect(field).to_have_value("")
    assert [pair for pair in asked_for(page) if pair[0] != "facets"] == wanted
    assert len(wanted) > 15
    page.locator(".chip .x").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(len(wanted) - 1)


def test_every_counted_filter_is_used_by_mouse_alone(search):
    page = search()
    counted = [row for row in FILTERS.values() if row.facet and row.shape is not Shape.FLAG]
    assert len(counted) > 10
    for row in counted:
        panel = page.locator(f"#panel-{row.name}")
        if not panel.evaluate("panel => panel.open"):
            panel.locator("summary").click()
        elif panel.locator(".more").count():
            panel.locator(".more").click()
        value = panel.locator(".values a").first
        if row.name == "group":  # nobody of the crowd is in one
            continue
        value.click()
        expect(page.locator(".chip")).to_have_count(1)
        assert asked_for(page)[-1][0] == row.name
        page.locator(".chip .x").click()
        expect(page.locator(".chip")).to_have_count(0)
    page.locator(".values a", has_text="Has a phone").click()
    expect(page.locator(".chip")).to_have_text(["Has a phone×"])


def test_chips_address_and_values_agree_through_every_change_and_back(search, crowd):
    page = search(BASE)
    assert chips(page) == ["Seniority: Vice President", "Location: EMEA"]
    chosen = page.locator(".values a[aria-current]")
    expect(chosen).to_have_text([re.compile("Vice President"), re.compile("EMEA")])
    page.locator(".chip", has_text="EMEA").locator("a").first.click()
    expect(page.locator(".chip.out")).to_have_text(["not Location: EMEA×"])
    assert asked_for(page) == [("seniority", "vp"), ("exclude.location", "EMEA")]
    expect(chosen).to_have_text([re.compile("Vice President")])
    page.locator("#panel-seniority .values li", has_text="Director").locator(".minus").click()
    expect(page.locator(".chip.out")).to_have_count(2)
    page.locator("#panel-seniority .values a[aria-current]").click()
    expect(chosen).to_have_count(0)
    assert asked_for(page) == [("exclude.location", "EMEA"), ("exclude.seniority", "director")]
    for _ in range(3):
        page.go_back()
    expect(page).to_have_url(f"{crowd.url}{BASE}")
    expect(page.locator(".chip")).to_have_text(["Seniority: Vice President×", "Location: EMEA×"])
    page.go_forward()
    expect(page.locator(".chip.out")).to_have_text(["not Location: EMEA×"])
    expect(chosen).to_have_text([re.compile("Vice President")])
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/search\??$"))


def test_an_address_opens_as_the_same_page_elsewhere(search):
    page = search(f"{BASE}&facets=company_type&columns=started&columns=why")
    page.locator(".who").nth(2).click()
    expect(page.locator("#drawer-name")).to_be_visible()
    other = search(page.url[page.url.index("/search") :])
    expect(other.locator("#drawer-name")).to_have_text(page.locator("#drawer-name").inner_text())
    for part in ("#count", ".chips", ".people", "#drawer", "#filters"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text(), part


def test_proposals_come_while_one_types_and_are_chosen_by_keys_or_mouse(search):
    page = search()
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Title")
    expect(field).to_be_focused()
    page.keyboard.type("head of s")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Head of S")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    label = page.locator("[role=option][aria-selected=true] span").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text([f"Title: {label}×"])
    page.locator("#in-location").fill("Germ")
    page.get_by_role("option", name="Germany").first.click()
    expect(page.locator(".chip").last).to_have_text("Location: Germany×")


def test_the_drawer_takes_the_focus_and_gives_it_back(search):
    page = search(BASE)
    who = page.locator(".who").nth(1)
    who.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_be_focused()
    expect(drawer).to_contain_text(who.inner_text())
    expect(drawer.locator(".matches")).to_have_count(1)
    expect(drawer.locator(".fields")).to_contain_text("invented-1")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator(".who").nth(1)).to_be_focused()
    assert "person" not in dict(asked_for(page))


def test_the_link_of_a_person_and_a_request_are_copied(visit, crowd):
    one = visit(crowd.url, key=crowd.key, permissions=["clipboard-read", "clipboard-write"])
    page = one.open(BASE)
    page.locator(".who").first.click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toast")).not_to_be_empty()
    link = page.evaluate("navigator.clipboard.readText()")
    name = page.locator("#drawer h2").inner_text()
    expect(one.open(link.removeprefix(crowd.url)).locator("h1, h2").first).to_contain_text(name)
    page = one.open(BASE)
    page.locator("#menu-api > summary").click()
    page.locator("#menu-api [data-copy]").first.click()
    expect(page.locator("#toast")).not_to_be_empty()
    assert "/v1/" in page.evaluate("navigator.clipboard.readText()")


def test_pages_follow_each_other_without_a_person_twice(search):
    page = search("/search?seniority=entry")
    first = set(page.locator(".people .who").all_inner_texts())
    page.get_by_role("link", name="Next 25").click()
    expect(page.get_by_role("link", name="First page")).to_be_visible()
    ids = page.locator(".people tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    assert len(set(ids)) == 25
    page.get_by_role("link", name="First page").click()
    expect(page.get_by_role("link", name="First page")).to_be_hidden()
    assert set(page.locator(".people .who").all_inner_texts()) == first


def test_a_box_that_was_ticked_is_not_ticked_for_somebody_else(search):
    page = search("/search?seniority=entry")
    page.locator(".people input").nth(3).check()
    page.locator(".who").first.click()
    expect(page.locator("#drawer-name")).to_be_visible()
    expect(page.locator(".people input:checked")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Next 25").click()
    expect(page.get_by_role("link", name="First page")).to_be_visible()
    expect(page.locator(".people input:checked")).to_have_count(0)


def test_people_are_put_into_a_list_that_is_the_account_s_alone(search, visit, crowd):
    page = search(BASE)
    picked = page.locator(".people tr", has=page.locator("input")).nth(0).locator(".who").inner_text()
    page.locator(".people input").first.check()
    page.get_by_placeholder("Name of a new list").fill("Favourites")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Favourites")).to_be_visible()
    page.get_by_role("link", name="Search within").click()
    expect(page.locator("#count strong")).to_have_text("1 person")
    assert page.locator(".people .who").inner_text() == picked
    expect(page.locator(".chip")).to_have_text(["List of people: Favourites×"])
    within = page.url
    page.locator(".who").click()
    page.locator("#drawer summary", has_text="Add to a list").click()
    page.locator("#drawer").get_by_label("Name of a new list").fill("Others")
    page.locator("#drawer").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Others")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(within)
    stranger = visit(crowd.url, key=new_key(crowd.data, "stranger"))
    other = stranger.open(page.url[page.url.index("/search") :])
    expect(other.locator(".people")).to_have_count(0)
    expect(other.get_by_role("alert").first).to_contain_text("is not a list of yours")
    expect(other.locator("body")).not_to_contain_text("Favourites")
    stranger.is_told("the server responded with a status of")


def test_a_fault_names_the_filter_as_the_page_does(reader):
    html = unescape(reader.get("/search?location=Dachh&exclude.seniority=bos").text)
    assert "Location: Dachh is not known" in html
    assert "Seniority: bos is not known" in html
    assert "[0]" not in html


def test_a_limit_that_is_no_number_is_refused(reader):
    answer = reader.post("/search/run", data={"seniority": "vp", "limit": "many"})
    assert answer.status_code == 422
    assert "limit" in answer.text


def test_what_is_wrong_with_a_pasted_address_leads_to_searches(reader):
    html = reader.get("/paste?url=nonsense&seniority=vp").text
    links = re.findall(r'href="([^"]*seniority=[^"]*)"', html)
    assert links
    assert all(link.startswith("/search?") for link in links)


def test_a_search_runs_as_a_job(search, crowd):
    page = search(BASE)
    page.locator("#menu-run summary").click()
    page.get_by_label("People at most").fill("7")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="EMEA, Vice President")).to_be_visible()
    job = crowd("GET", "/v1/searches").json()["searches"][0]
    assert (job["limit"], job["query"]) == (7, {"seniority": ["vp"], "location": ["EMEA"], "limit": 7})
    assert page.url.endswith(f"/jobs/{job['id']}")


def test_the_api_call_asks_for_the_same(search, crowd, reader):
    page = search("/search?title=director&exclude.location=France&has_email=true")
    shell = page.locator("#curl").text_content()
    body = re.search(r"-d '(.*)'$", shell, re.DOTALL)[1]
    answer = crowd("POST", "/v1/preview", content=body, headers={"Content-Type": "application/json"}).json()
    assert f"{answer['total']:,}" in page.locator("#count").inner_text()
    told = reader.get("/search.json", params=asked_for(page)).json()
    assert [lead["id"] for lead in told["leads"]] == [lead["id"] for lead in answer["leads"]]


def test_an_address_of_sales_navigator_becomes_a_search_with_what_was_not_read(search):
    page = search()
    filters = "(type:SENIORITY_LEVEL,values:List((id:220))),(type:FUNCTION,values:List((id:25,selectionType:EXCLUDED)))"
    query = f"(filters:List({filters},(type:ZODIAC_SIGN,values:List((id:5)))),keywords:saas)"
    page.get_by_label("Paste a Sales Navigator address").fill(
        f"https://www.linkedin.com/sales/search/people?query={query}"
    )
    page.keyboard.press("Enter")
    expect(page.locator(".chip.out")).to_have_count(1)
    assert dict(asked_for(page))["exclude.function"] == "25"
    assert dict(asked_for(page))["keyword"] == "saas"
    expect(page.locator(".note")).to_contain_text("ZODIAC_SIGN")


def test_nobody_is_answered_with_what_would_find_somebody(search):
    page = search("/search?title=head+of+slaes")
    note = page.locator(".note")
    expect(note).to_contain_text("Nobody is found by head of slaes (Title)")
    note.get_by_role("link").first.click()
    expect(page.locator(".people tbody tr").first).to_be_visible()
    assert asked_for(page)[0][1].lower() == "head of sales"
    page.goto(page.url.split("/search")[0] + "/search?seniority=cxo&title=barista")
    remedy = page.locator(".empty").get_by_role("link").first
    expect(remedy).to_be_visible()
    people = number(remedy.locator(".n, .quiet").inner_text())
    remedy.click()
    expect(page.locator("#count strong")).to_have_text(re.compile(f"^{people:,} "))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_everything_works_without_scripts(search, javascript):
    page = search(java_script_enabled=javascript)
    page.locator("#in-title").fill("manager")
    page.locator("#in-title").press("Enter")
    expect(page.locator(".chip")).to_have_text(["Title: manager×"])
    assert asked_for(page) == [("title", "manager")], "fields that are empty are not in the address"
    page.locator("#panel-headcount .values a").first.click()
    expect(page.locator(".chip")).to_have_count(2)
    page.locator(".chip").first.locator(".x").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator(".who").first.click()
    expect(page.locator("#drawer-name")).to_be_visible()
    page.locator("#drawer > .x").click()
    expect(page.locator("#drawer")).to_be_hidden()
    page.locator("#panel-company_type summary").click()
    if not javascript:
        page.locator("#panel-company_type .more").click()
    expect(page.locator("#panel-company_type .values a").first).to_be_visible()
    page.get_by_role("link", name="Next 25").click()
    expect(page.get_by_role("link", name="First page")).to_be_visible()


def test_names_are_written_as_they_are_and_run_nothing(search):
    page = search("/search?title=oddity")
    expect(page.locator(".who")).to_have_text(["<script>alert(1)</script> Ångström", "נועה לוי"], use_inner_text=True)
    page.locator(".who").first.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text('Oddity "Wrangler" & <b>Bold</b>')
    expect(drawer).to_contain_text("<img src=x onerror=alert(3)>")
    assert not page.locator("main script, main img, main b:has-text('Bold'), a[href^='javascript:']").count()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer-name")).to_have_count(0)
    page.locator(".who").last.click()
    expect(page.locator("#drawer-name bdi")).to_have_css("direction", "rtl")
    expect(page.locator("#drawer-name")).to_have_css("direction", "ltr")
    assert page.locator("#drawer-name bdi").evaluate("name => getComputedStyle(name).unicodeBidi") == "isolate"
    page.goto(page.url.split("/search")[0] + "/search?title=%3Cscript%3Ealert(1)%3C/script%3E")
    expect(page.locator(".chip")).to_have_text(["Title: <script>alert(1)</script>×"])


def test_who_is_signed_out_meanwhile_comes_back_to_the_same_address(search, crowd):
    page = search(BASE)
    page.context.clear_cookies()
    page.locator("#panel-headcount .values a").first.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("API key").fill(crowd.key)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{crowd.url}{BASE}")
    assert chips(page) == ["Seniority: Vice President", "Location: EMEA"]


def test_a_server_that_is_away_is_told_and_what_was_shown_stays(visit, crowd):
    one = visit(crowd.url, key=crowd.key)
    page = one.open(BASE)
    page.route("**/search?*", lambda route: route.abort())
    page.locator("#panel-headcount .values a").first.click()
    expect(page.get_by_text("The server does not answer")).to_be_visible()
    expect(page.locator(".people tbody tr").first).to_be_visible()
    one.is_told("ERR_FAILED")


def test_people_are_kept_in_no_list_of_companies(reader, crowd):
    firms = crowd("POST", "/v1/lists", json={"name": "firms", "companies": [{"name": "Nordwind Systems"}]}).json()
    (lead,) = crowd("POST", "/v1/preview", json={"limit": 1}).json()["leads"]
    assert reader.post("/search/keep", data={"lead": lead["id"], "list": firms["id"]}).status_code == 404
    assert crowd("GET", f"/v1/lists/{firms['id']}").json()["size"] == 1


@pytest.mark.parametrize("path", ["/search/run", "/search/keep", "/logout"])
def test_a_form_of_another_site_changes_nothing(reader, crowd, path):
    before = len(crowd("GET", "/v1/searches").json()["searches"]), len(crowd("GET", "/v1/lists").json()["lists"])
    sent = {"seniority": "vp", "lead": "lead_x", "name": "stolen"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
        assert reader.post(path, data=sent, headers=headers).status_code == 403
    after = len(crowd("GET", "/v1/searches").json()["searches"]), len(crowd("GET", "/v1/lists").json()["lists"])
    assert after == before
    assert reader.get("/search").status_code == 200
