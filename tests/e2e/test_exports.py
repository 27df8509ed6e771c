"""Files of what was found: over HTTP, through the Python client, and on the command line."""

import csv
import json
import os
from io import StringIO

import pytest
from conftest import new_key, run, told
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.client import Client, LeadscoutError
from leadscout.intake.files import open_file
from leadscout.intake.leads import Rows
from leadscout.intake.writers import FORMATS
from leadscout.model.query import Query
from leadscout.model.search import Owner
from leadscout.service.jobs.searches import Order

PEOPLE = """{"full_name": "Ana Ruiz", "emails": ["ana@quartz.example"], "phones": ["+49 89 123456"], "experience": [
 {"title": "VP Sales", "company_name": "Quartz", "company_website": "quartz.example", "started": "2019-03"},
 {"title": "Advisor", "company_name": "Media", "started": "2021", "primary": true}]}
{"full_name": "Ben Oakes", "title": "VP Sales", "company_name": "Quartz", "location": "Berlin, Germany"}
{"full_name": "Cleo Dahl", "title": "Clerk", "company_name": "Media"}
""".replace("[\n", "[").replace(",\n {", ", {")


@pytest.fixture(scope="module")
def here(serve, tmp_path_factory):
    """A server over three people."""
    folder = tmp_path_factory.mktemp("exports")
    (folder / "people.jsonl").write_text(PEOPLE)
    assert told("import", folder / "people.jsonl", "--data", folder / "data")["new"] == 3
    return serve(folder / "data")


@pytest.fixture(scope="module")
def client(here):
    with Client(here.url, new_key(here.data, "mine", 5)) as client:
        yield client


@pytest.fixture(scope="module")
def search(client):
    made = client.searches.create(title=["VP Sales"])
    client.searches.wait(made["id"])
    return made["id"]


def read(path):
    rows = Rows({})
    with open_file(path) as file:
        return [(line.values, rows.lead(line.values)) for line in file.lines]


def refused(call, *arguments, **more):
    with pytest.raises(LeadscoutError) as error:
        call(*arguments, **more)
    return error.value.status, error.value.code


@pytest.mark.parametrize("kind", FORMATS)
def test_a_search_a_list_and_a_question_as_files(client, search, tmp_path, kind):
    ids = [lead["id"] for lead in client.searches.results(search)]
    mine = client.lists.create("mine", "lead", leads=[{"id": id_} for id_ in ids])["id"]
    account = client.lists.create("firm", companies=[{"domain": "quartz.example"}])["id"]
    client.searches.save(search, tmp_path / f"search.{kind}")
    client.save(tmp_path / f"question.{kind}", title=["VP Sales"])
    client.lists.save(mine, tmp_path / f"list.{kind}")
    client.lists.save(account, tmp_path / f"firm.{kind}")
    for name in ("search", "question", "list", "firm"):
        people = read(tmp_path / f"{name}.{kind}")
        assert [lead.id for _, lead in people] == ids[: len(people)], name
        assert len(people) == (1 if name == "firm" else 2), name
        row, ana = next((row, lead) for row, lead in people if lead.first_name == "Ana")
        assert [job.title for job in ana.positions] == ["VP Sales", "Advisor"]
        if name in ("search", "question", "firm"):
            assert (row["title"], row["company_name"], row["started"]) == ("VP Sales", "Quartz", "2019-03")
            assert (row["main_title"], row["main_company"]) == ("Advisor", "Media")
    assert not list(tmp_path.glob("*.part"))


def test_a_file_for_a_program(client, search, here, tmp_path):
    client.searches.save(search, tmp_path / "hubspot.csv", program="hubspot")
    rows = list(csv.DictReader(StringIO((tmp_path / "hubspot.csv").read_text())))
    ana, ben = sorted(rows, key=lambda row: row["First Name"])
    assert (ana["Phone Number"], ana["Job Title"], ana["Company Name"]) == ("+4989123456", "VP Sales", "Quartz")
    assert (ben["City"], ben["Country/Region"]) == ("Berlin", "Germany")
    client.save(tmp_path / "accounts.csv", program="sales-navigator", title=["VP Sales"])
    assert [row["Account Name"] for row in csv.DictReader(StringIO((tmp_path / "accounts.csv").read_text()))] == [
        "Quartz"
    ]
    told("people", "export", tmp_path / "again.csv", "--for", "hubspot", "--title", "VP Sales", "--data", here.data)
    assert sorted((tmp_path / "again.csv").read_text()) == sorted((tmp_path / "hubspot.csv").read_text())
    done = run("people", "export", tmp_path / "mail.csv", "--for", "instantly", "--data", here.data)
    assert (done.stdout, done.stderr) == ("1 people\n", "2 left out: no email\n")


def test_a_search_as_a_file_on_the_command_line(client, search, here, tmp_path):
    file = tmp_path / "search.xlsx"
    assert told("people", "export", file, "--search", search, "--account", "mine", "--data", here.data)["people"] == 2
    client.searches.save(search, tmp_path / "other.xlsx")
    assert (tmp_path / "other.xlsx").read_bytes() == file.read_bytes()
    elsewhere = run("people", "export", file, "--search", search, "--account", "nobody", "--data", here.data)
    assert elsewhere.returncode != 0
    assert "account nobody" in elsewhere.stderr


def test_companies_as_files(client, here, tmp_path):
    made = here("POST", "/v1/companies/searches", key=new_key(here.data, "other", account="mine"), json={})
    client.searches.wait(made.json()["id"])
    for kind in ("csv", "jsonl", "xlsx", "parquet"):
        client.searches.save(made.json()["id"], tmp_path / f"companies.{kind}")
        told("companies", "export", tmp_path / f"cli.{kind}", "--data", here.data)
        if kind in ("csv", "jsonl"):
            assert (tmp_path / f"cli.{kind}").read_bytes() == (tmp_path / f"companies.{kind}").read_bytes()
    names = {json.loads(line)["name"] for line in (tmp_path / "companies.jsonl").read_text().splitlines()}
    assert names == {"Quartz", "Media"}
    assert refused(client.searches.save, made.json()["id"], tmp_path / "a.csv", program="hubspot")[0] == 422


def test_what_is_refused(client, search, here, tmp_path):
    stranger = Client(here.url, new_key(here.data, "stranger"))
    mine = client.lists.create("mine too", "lead")["id"]
    assert refused(stranger.searches.save, search, tmp_path / "a.csv") == (404, "no_search")
    assert refused(stranger.lists.save, mine, tmp_path / "a.csv") == (404, "no_list")
    assert refused(stranger.save, tmp_path / "a.csv", lead_list=[mine]) == (422, "unknown_list")
    assert refused(client.searches.save, search, tmp_path / "a.doc") == (422, "unknown_value")
    assert refused(client.searches.save, search, tmp_path / "a.csv", program="abacus") == (422, "unknown_value")
    assert refused(client.save, tmp_path / "a.csv", source="live") == (422, "not_supported")
    assert refused(client.save, tmp_path / "a.csv", titel=["x"]) == (422, "unknown_field")
    assert not list(tmp_path.iterdir()), "nothing is left of what was refused"
    stranger.close()


def test_who_is_forgotten_is_in_no_file(client, here, search, tmp_path):
    (ben,) = [lead["id"] for lead in client.searches.results(search) if lead["full_name"] == "Ben Oakes"]
    assert run("people", "forget", ben, "--data", here.data).returncode == 0
    client.searches.save(search, tmp_path / "search.csv")
    client.save(tmp_path / "question.csv", title=["VP Sales"])
    for name in ("search", "question"):
        assert [lead.full_name for _, lead in read(tmp_path / f"{name}.csv")] == ["Ana Ruiz"]


def test_without_the_library_parquet_says_in_a_sentence_what_to_install(here, tmp_path):
    (tmp_path / "pyarrow").mkdir()
    (tmp_path / "pyarrow" / "__init__.py").write_text("raise ModuleNotFoundError('pyarrow')")
    (tmp_path / "some.parquet").write_bytes(b"PAR1")
    without = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for verb in (("people", "export", tmp_path / "a.parquet"), ("import", tmp_path / "some.parquet")):
        done = run(*verb, "--data", here.data, env=without)
        assert done.returncode == 2
        assert done.stderr.count("pip install 'leadscout[parquet]'") == 1
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "a.parquet").exists()
    assert run("people", "export", tmp_path / "a.csv", "--data", here.data, env=without).returncode == 0


def test_where_leads_cost_credits_only_a_search_gives_a_file(here, serve, tmp_path):
    priced = serve(here.data, LEADSCOUT_PRICE_NATIVE_LEAD="1")
    with Client(priced.url, new_key(here.data, "payer", 5)) as client:
        assert refused(client.save, tmp_path / "people.csv", title=["VP Sales"]) == (402, "search_needed")
        kept = client.lists.create("all", companies=[{"name": "Nordwind Systems"}])["id"]
        assert refused(client.lists.save, kept, tmp_path / "list.csv") == (402, "search_needed")


def test_a_search_that_is_not_over_gives_no_file(tmp_path):
    (tmp_path / "people.jsonl").write_text(PEOPLE)
    told("import", tmp_path / "people.jsonl", "--data", tmp_path / "data")
    new_key(tmp_path / "data", "mine")
    home = Leadscout(settings_of(tmp_path / "data"))
    waiting = home.jobs.create(Order(Owner(home.access.account_of("mine"), "native"), {}, Query(()), 10))
    home.database.close()
    ask = ("people", "export", tmp_path / "x.csv", "--search", waiting.id, "--account", "mine")
    done = run(*ask, "--data", tmp_path / "data")
    assert (done.returncode, f"search {waiting.id} is not over" in done.stderr) == (2, True)
    assert not (tmp_path / "x.csv").exists()
