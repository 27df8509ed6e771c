"""What an account sees of itself on the page: jobs, lists, imports, webhooks, sources, keys, usage."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import httpx
import pytest
from conftest import Server, new_key, until
from fastapi.routing import APIRoute
from playwright.sync_api import expect
from readers import look, sign_in
from receiver import receiving
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.dialects.page.routes import pages
from leadscout.emulator.account import DEMO
from leadscout.model.keys import Grant
from leadscout.model.query import Clause, Query
from leadscout.model.search import Owner, Status
from leadscout.model.webhooks import Webhook
from leadscout.service.accounts.access import Caller
from leadscout.service.integrations.integrations import NewIntegration
from leadscout.service.jobs.searches import Order
from leadscout.service.people import contacts
from leadscout.store import searches

GERMAN = """Vorname;Nachname;Position;Firma;Ort;E-Mail;Telefon;Webseite;LinkedIn;Zuständig;Eintritt
Jürgen;Aumüller;Leiter Vertrieb;Nordwind Kältetechnik GmbH;Görlitz;j.aumueller@nordwind-kaelte.example;+49 3581 555 01;nordwind-kaelte.example;https://www.linkedin.com/in/juergen-aumueller-000;Süd;03/04/2021
Anja;Großmann;Einkäuferin;Nordwind Kältetechnik GmbH;Görlitz;a.grossmann@nordwind-kaelte.example;+49 3581 555 02;nordwind-kaelte.example;https://www.linkedin.com/in/anja-grossmann-000;Süd;05/06/2022
;;;;;;;;;Süd;
"""


@pytest.fixture(scope="module")
def home(server) -> Iterator[Leadscout]:
    """The parts of the server, over the same folder."""
    leadscout = Leadscout(settings_of(server.data))
    yield leadscout
    leadscout.database.close()


@pytest.fixture(scope="module")
def mine(server) -> Iterator[httpx.Client]:
    with sign_in(server, server.key) as client:
        yield client


@pytest.fixture(scope="module")
def other(server) -> Iterator[httpx.Client]:
    """Somebody of another account, who may as much."""
    with sign_in(server, new_key(server.data, "stranger", may=("people:write", "suppressions:write"))) as client:
        yield client


@dataclass(frozen=True)
class Things:
    """Ids of what an account has."""

    account: str
    job: str
    list: str
    key: str
    import_: str
    source: str
    webhook: str
    saved: str
    suppressed: str

    def path(self, route: str) -> str:
        """A path of the page that names one of them."""
        if route.startswith("/webhooks/registered/"):
            return route.format(id=self.webhook)
        kinds = {"jobs": self.job, "webhooks": self.job, "lists": self.list, "keys": self.key}
        kinds |= {"import": self.import_, "sources": self.source}
        kinds |= {"saved": self.saved, "suppressed": self.suppressed}
        return route.format(id=kinds[route.split("/")[1]], seq=1, format="csv")


def paused(home: Leadscout, account: str, **about: object) -> str:
    """A search that stands still before it has begun."""
    order = Order(Owner(account, "native"), {}, Query((Clause("seniority", ("cxo",)),)), 50, "Bosses", **about)
    with home.database.write() as connection:
        searches.add(connection, order.search(home.now()), home.now().timestamp())
        assert searches.change(connection, order.id, (Status.QUEUED,), Status.PAUSED)
    return order.id


@pytest.fixture(scope="module")
def things(home, mine) -> Iterator[Things]:
    """One of each kind, of the account that the tests sign in as; its webhook tells of a search, to nobody.

    The source goes with the module: a live search of a later test would be sent to it.
    """
    account = home.access.account_of("tests")
    job = paused(home, account, webhook_url="https://receiver.example/leads")
    home.deliveries.cancel(Owner(account, "native"), job)
    made = mine.post("/import?name=waits.csv", content=GERMAN.encode(), headers={"Content-Type": "text/csv"})
    wish = NewIntegration("navigator", DEMO.li_at, name="mine", url="http://127.0.0.1:9")
    source = home.integrations.connect(account, wish, unseen=True).id
    yield Things(
        account,
        job,
        str(home.lists.create(account, "account", "Chosen", {"name:nordwind": "Nordwind"}).id),
        home.access.add(Caller(account, ""), "spare", Grant(), "0123456789abcdef")[0].id,
        made.headers["location"].rpartition("/")[2],
        source,
        home.webhooks.register(Webhook("page hook", account, "https://receiver.example/events", ("job.done",))).id,
        mine.post("/saved", data={"name": "Kept", "seniority": "cxo"}).headers["location"].rpartition("/")[2],
        str(home.suppressions.add(account, [contacts.read("email", "no@nowhere.example")], "Asked us").id),
    )
    home.integrations.forget(account, source)


@pytest.fixture(scope="module")
def paths(home) -> set[tuple[str, str]]:
    """Method and path of everything that is for those who are signed in."""

    def routes(router: object) -> Iterator[APIRoute]:
        for route in router.routes:
            yield from [route] if isinstance(route, APIRoute) else routes(getattr(route, "original_router", route))

    found_routes = list(routes(pages(home).router))
    return {(method, route.path) for route in found_routes for method in route.methods if "login" not in route.path}


def test_nobody_sees_what_another_account_has(paths, things, mine, other):
    named = sorted((method, path) for method, path in paths if "{id}" in path and "static" not in path)
    assert len(named) > 15
    for method, path in named:
        address = things.path(path)
        refused = other.request(method, address)
        assert refused.status_code == 404, (method, address, refused.status_code)
        if method == "GET":
            assert mine.get(address).status_code == 200, address
    listed = {"/jobs": "Bosses", "/lists": "Chosen", "/import": "waits.csv", "/keys": "spare", "/saved": "Kept"}
    listed |= {"/suppressed": "Asked us"}
    for path, text in (*listed.items(), ("/webhooks", "receiver.example"), ("/sources", "127.0.0.1:9")):
        assert text in mine.get(path).text
        assert text not in other.get(path).text


def test_nothing_is_changed_by_what_another_site_sends(paths, things, mine):
    changing = sorted(path for method, path in paths if method == "POST")
    assert len(changing) > 15
    for path in changing:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            address = things.path(path) if "{id}" in path else path
            assert mine.post(address, headers=headers).status_code == 403, path


def test_the_import_of_a_german_file_from_sending_it_to_taking_it_back(signed_in, server, tmp_path):
    file = tmp_path / "Kontakte.csv"
    file.write_text(GERMAN, encoding="cp1252")
    page = signed_in(locale="en-GB").open("/import")
    page.get_by_label("File of people").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_role("heading", name="Kontakte.csv")).to_be_visible()
    meanings = {column: page.get_by_label(f"What {column} means") for column in GERMAN.splitlines()[0].split(";")}
    proposed = ("first_name", "last_name", "title", "company_name", "city", "email", "phone", "company_website")
    for select, field in zip(meanings.values(), (*proposed, "profile_url", "location", "started"), strict=True):
        expect(select).to_have_value(field)
    expect(page.get_by_role("row", name="Vorname")).to_contain_text("Jürgen · Anja")
    expect(page.get_by_role("row", name="Zuständig")).to_contain_text("guessed")
    meanings["Zuständig"].select_option("state")
    page.get_by_label("Dates such as 03/04/2021 (Eintritt)").select_option("day first")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("row", name="Jürgen Aumüller")).to_contain_text("Nordwind Kältetechnik GmbH")
    expect(page.locator(".stats")).to_contain_text(
        re.compile(r"Rows\s*3\s*People\s*2\s*New\s*2\s*Known already\s*0\s*Doubtful")
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="All of them, as a file").click()
    assert download.value.path().read_text().splitlines()[1].startswith('Kontakte.csv,4,"nobody: no name')
    page.go_back()
    expect(page.get_by_label("What Zuständig means")).to_have_value("state")
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Import 2 people").click()
    expect(page.locator("#import .state")).to_have_text("done", timeout=60_000)
    expect(page.locator(".stats")).to_contain_text(re.compile(r"New\s*2\s*Updated\s*0\s*The same\s*0\s*Rejected\s*1"))
    leads = until(partial(_leads, server, "Aumüller"), "the people can be searched")
    assert leads[0]["positions"][0]["started"] == "2021-04-03"
    page.get_by_role("button", name="Search these people").click()
    expect(page).to_have_url(re.compile(r"/search\?lead_list=\d+$"))
    expect(page.get_by_role("row", name=re.compile("Jürgen Aumüller|Anja"))).to_have_count(2)
    page.go_back()
    page.locator("summary", has_text="Take it back").click()
    page.get_by_role("button", name="Take the import back").click()
    expect(page.locator("#import .state")).to_have_text("taken back", timeout=60_000)
    assert not _leads(server, "Aumüller")
    # What a column meant is remembered by its name.
    again = signed_in().open("/import")
    again.get_by_label("File of people").set_input_files(file)
    again.get_by_role("button", name="Send the file").click()
    expect(again.get_by_label("What Zuständig means")).to_have_value("state")
    expect(again.get_by_role("row", name="Zuständig")).to_contain_text("as last time")
    again.get_by_role("button", name="Delete the file").click()
    expect(again).to_have_url(f"{server.url}/import")


def _leads(server: Server, name: str) -> list[dict]:
    return server("POST", "/v1/preview", json={"last_name": [name], "limit": 5}).json()["leads"]


def test_a_file_is_sent_without_a_script_too(signed_in, tmp_path):
    file = tmp_path / "kontakte.csv"
    file.write_bytes(GERMAN.encode("utf-16") + b"\r\n")
    page = signed_in(java_script_enabled=False).open("/import")
    page.get_by_label("File of people").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("row", name="Anja Großmann")).to_be_visible()
    page.get_by_role("link", name="Back to the columns").click()
    page.get_by_role("button", name="Delete the file").click()
    expect(page.get_by_role("link", name="kontakte.csv", exact=True)).to_have_count(0)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nContent-Disposition: form-data\r\n\r\na", 422),
        (
            {"Content-Type": "multipart/form-data; boundary=x"},
            b'--x\r\nA: filename="a.csv"\r\n\r\nname\r\nAda\r\n',
            422,
        ),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"z" * 9000, 422),
        ({"Content-Type": "text/csv"}, b"\x00\x01\x02", 422),
    ],
    ids=["no name", "no end", "no head", "no people"],
)
def test_what_is_no_file_of_people_is_refused_and_leaves_nothing(mine, server, headers, body, status):
    before = set((server.data / "imports").glob("*"))
    assert mine.post("/import", content=body, headers=headers).status_code == status
    assert set((server.data / "imports").glob("*")) == before


def test_who_may_not_import_is_told_what_it_takes(server, visit):
    page = visit(key=new_key(server.data, "reader")).open("/import")
    expect(page.get_by_role("alert").first).to_contain_text("it needs people:write")
    expect(page.get_by_label("File of people")).to_have_count(0)


def test_a_webhook_that_failed_is_sent_again(signed_in, server):
    with receiving() as receiver:
        receiver.answers = [500]
        body = {"seniority": ["cxo"], "limit": 3, "webhook_url": receiver.url, "name": "Told"}
        id_ = server("POST", "/v1/searches", json=body).json()["id"]
        receiver.wait(1)
        page = signed_in().open(f"/webhooks?search={id_}")
        row = page.get_by_role("row", name="Told")
        expect(row).to_contain_text("HTTP 500")
        row.get_by_role("button", name="Resend from number 1 on").click()
        expect(row).to_contain_text("arrived")
        row.get_by_role("link", name="Told").click()
        expect(page.get_by_role("heading", name="Payload 1")).to_be_visible()
        expect(page.locator("pre").first).to_contain_text(f"webhook-id: msg_{id_}_1")
        assert json.loads(page.locator("#payload").inner_text()) == receiver.bodies[0]
        expect(page.locator("tbody tr")).to_have_count(2)
        page.get_by_role("button", name="Resend").click()
        receiver.wait(3)
        assert receiver.bodies[2] == receiver.bodies[0]
        expect(row).to_contain_text("arrived")
        page.goto(f"{server.url}/webhooks?state=ok&search={id_}")
        expect(row).to_be_visible()
        page.goto(f"{server.url}/webhooks?state=failed&search={id_}")
        expect(row).to_have_count(0)


def test_the_signing_secret_is_shown_on_demand_alone(mine, home, things):
    secret = home.secrets.of(things.account).replace("+", "&#43;")
    assert secret not in mine.get("/webhooks").text
    assert secret in mine.post("/webhooks/secret").text.replace("+", "&#43;")


def test_a_job_goes_on_to_its_end_and_its_file_is_that_of_the_api(signed_in, server, home, things, axe):
    id_ = paused(home, things.account)
    page = signed_in().open(f"/jobs/{id_}")
    expect(page.locator("#job .state").first).to_have_text("paused")
    expect(page.locator("#job")).to_contain_text("CXO")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("#job .state").first).to_have_text("done")  # by itself: the page asks again
    expect(page.locator("#job")).not_to_have_attribute("hx-trigger", re.compile(".*"))
    total = server("GET", f"/v1/searches/{id_}").json()["found"]
    expect(page.locator("#job tbody tr")).to_have_count(min(total, 25))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_bytes() == server("GET", f"/v1/searches/{id_}/results.csv").content
    again = paused(home, things.account)
    page.goto(f"{server.url}/jobs/{again}")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#job .state").first).to_have_text("cancelled")
    expect(page.get_by_role("button", name="Resume")).to_have_count(0)
    look(signed_in(bypass_csp=True, reduced_motion="reduce"), axe, [f"/jobs/{id_}"])


def test_a_list_is_checked_made_added_to_and_deleted(signed_in, server):
    company = server("POST", "/v1/preview", json={"limit": 1}).json()["leads"][0]["matched_role"]["company"]
    page = signed_in().open("/lists")
    page.get_by_label("Name").fill("Targets")
    page.get_by_label("Rows").fill(f"Company;Domain\n{company}\nNordwind, Inc.\nnordwind.example;Nordwind\n{company}")
    page.get_by_role("button", name="Check first").click()
    report = page.locator("#report")
    expect(report.get_by_role("row", name=company).last).to_contain_text("double")
    expect(report.get_by_role("row", name="Nordwind, Inc.")).to_contain_text("not known")
    report.get_by_role("button", name="Make the list").click()
    expect(page.get_by_role("heading", name="Targets")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("row", name=company)).to_contain_text("matched")
    number = page.url.split("#")[0].rpartition("/")[2]
    expect(page.get_by_role("link", name="Search within")).to_have_attribute("href", f"/search?account_list={number}")
    page.get_by_label("Rows").fill("https://www.linkedin.com/company/nordwind-000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete the list").click()
    expect(page).to_have_url(f"{server.url}/lists")
    assert server("GET", f"/v1/lists/{number}").status_code == 404


def test_an_address_is_registered_tried_and_given_another_secret(visit, server):
    key = new_key(server.data, "registers")
    mine = replace(server, key=key)
    page = visit(key=key, java_script_enabled=False).open("/webhooks")
    with receiving() as receiver:
        page.get_by_label("Address").fill(receiver.url)
        page.get_by_role("button", name="Register").click()
        first = page.locator("#secret").inner_text().strip()
        (webhook,) = mine("GET", "/v1/webhooks").json()["webhooks"]
        assert mine("GET", f"/v1/webhooks/{webhook['id']}").json()["secret"] == first
        page.get_by_role("button", name="Change the secret").click()
        second = page.locator("#secret").inner_text().strip()
        assert mine("GET", f"/v1/webhooks/{webhook['id']}").json()["secret"] == second != first
        page.get_by_role("button", name="Send a test call").click()
        expect(page).to_have_url(re.compile(r"/webhooks\?search=[0-9a-f]{32}$"))
        expect(page.locator("#deliveries")).to_contain_text("test of a webhook")
        receiver.wait(1)
        headers, _ = receiver.calls[0]
        assert len(headers["webhook-signature"].split()) == 2, "by both secrets"
    page.get_by_role("button", name="Forget").click()
    assert mine("GET", "/v1/webhooks").json()["webhooks"] == []


@pytest.mark.parametrize("url", ["", "https://127.0.0.2/", "ftp://receiver.example"])
def test_an_address_that_cannot_be_called_is_told_beside_the_form(mine, url):
    refused = mine.post("/webhooks/registered", data={"url": url})
    assert refused.status_code == 422
    assert "an HTTPS address of a public host" in refused.text
    assert f'value="{url}" aria-invalid="true"' in refused.text


def test_the_secret_of_a_webhook_is_changed_once_and_by_who_may(home, things, server, mine):
    """A page that is loaded again sends its form again: the secret that receivers know would sign nothing any more."""
    id_, path = things.webhook, f"/webhooks/registered/{things.webhook}/rotate"
    version = home.webhooks.get(things.account, id_).version
    narrow = home.access.add(Caller(things.account, ""), "narrow", Grant(scopes=("search",)), "fedcba9876543210")[1]
    with sign_in(server, narrow) as searching:
        assert searching.get("/webhooks").status_code == 200
        for act in (path, "/webhooks/registered", "/webhooks/secret"):
            assert searching.post(act, data={"version": str(version)}).status_code == 403, act
    assert home.webhooks.get(things.account, id_).version == version
    statuses = [mine.post(path, data={"version": str(version)}).status_code for _ in range(2)]
    assert statuses == [200, 303]
    assert home.webhooks.get(things.account, id_).version == version + 1


def test_a_key_is_shown_once_and_may_no_more_than_that_which_made_it(signed_in, server):
    page = signed_in().open("/keys")
    page.get_by_label("Name").fill("for the CRM")
    page.get_by_label("native").check()
    page.get_by_role("button", name="Make the key").click()
    secret = page.locator("#secret").inner_text().strip()
    assert server("GET", "/v1/usage", key=secret).status_code == 200
    page.goto(f"{server.url}/keys")
    assert secret not in page.content()
    with sign_in(server, secret) as limited:
        for grant in ({"may": "people:write", "only": "native"}, {"only": "questor"}, {}):
            refused = limited.post("/keys", data={"name": "more", **grant})
            assert refused.status_code == 403, grant
            assert "people:write" in refused.text or "may not use this endpoint" in refused.text
    page.get_by_role("button", name="Revoke for the CRM").click()
    expect(page.get_by_role("row", name="for the CRM")).to_contain_text("revoked")
    assert server("GET", "/v1/usage", key=secret).status_code == 401


def test_what_was_spent_is_that_of_the_ledger(visit, server):
    key = new_key(server.data, "spender", 100)
    spender = replace(server, key=key)
    assert spender("POST", "/search-leads", json={"geo_codes": [101282230], "limit": 1}).status_code == 200
    page = visit(key=key).open("/usage")
    report = spender("GET", "/v1/usage").json()
    expect(page.locator(".stats dd").first).to_have_text(f"{report['credits']:g}")
    expect(page.locator(".stats dd").nth(1)).to_have_text(f"{100 - report['credits']:g}")
    expect(page.locator(".stats dd").nth(1)).to_have_text("50")
    expect(page.locator("svg.chart rect").last).to_have_attribute("height", "160")
    row = page.get_by_role("row", name=re.compile("questor.search.*spender.*−50"))
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/jobs/[0-9a-f]{32}$"))
    page.goto(f"{server.url}/keys")
    expect(page.get_by_role("row", name="spender").locator(".number")).to_have_text("50")


def test_a_source_that_lets_nobody_in_is_told_beside_the_form(mine):
    refused = mine.post("/sources", data={"kind": "navigator", "credential": "no such", "name": "a/b", "cap": "x"})
    assert refused.status_code == 422
    assert "letters, digits" in refused.text or "whole number" in refused.text
    assert mine.post("/sources/demo").status_code == 404


def test_every_page_and_state_is_accessible_and_fits_a_small_screen(signed_in, things, axe):
    addresses = ["/jobs", f"/jobs/{things.job}", "/lists", f"/lists/{things.list}", "/import", "/usage", "/sources"]
    addresses += [f"/import/{things.import_}", f"/import/{things.import_}?step=check", "/keys", "/webhooks"]
    addresses += ["/webhooks?state=ok", f"/webhooks/{things.job}/1", f"/webhooks?search={things.job}"]
    addresses += ["/saved", f"/saved/{things.saved}", "/suppressed"]
    look(signed_in(bypass_csp=True, reduced_motion="reduce"), axe, addresses)


def test_pages_with_nothing_on_them_are_accessible_too(visit, server, axe):
    one = visit(key=new_key(server.data, "empty"), bypass_csp=True, reduced_motion="reduce")
    look(one, axe, ["/jobs", "/lists", "/import", "/usage", "/sources", "/webhooks", "/saved", "/suppressed"])
