"""The documentation is true: generated pages are up to date, links lead somewhere, names exist."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest
import typer

from leadscout import applications, cli
from leadscout.assemble import Leadscout
from leadscout.dialects import VENDORS, documented
from leadscout.errors import ERRORS
from leadscout.intake.columns import columns
from leadscout.model.filters import FILTERS
from leadscout.settings import PREFIX, Settings, rows

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BINDING = {"architecture.md", "behaviour.md"}  # they speak of what is still to come, too


def build():
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_build"] = module
    spec.loader.exec_module(module)
    return module


DOCS = build()


@pytest.mark.parametrize("name", DOCS.pages())
def test_reference_pages_are_those_of_the_code(name):
    assert (ROOT / "docs" / "reference" / f"{name}.md").read_text() == DOCS.NOTE + DOCS.pages()[name](), "run make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in BINDING], ids=lambda page: page.name)
def test_paths_of_the_repository_that_are_named_exist(page):
    for path in re.findall(r"`((?:leadscout|tests|docs|bench)/[\w/.-]+)`", page.read_text()):
        assert (ROOT / path).exists(), path


def test_the_readme_names_only_verbs_that_exist():
    verbs = set(re.findall(r"^## leadscout ([a-z]+)", (ROOT / "docs/reference/cli.md").read_text(), re.MULTILINE))
    for page in (ROOT / "README.md", *(ROOT / "docs/guides").glob("*.md")):
        for verb in re.findall(r"leadscout ([a-z]+) (?:[A-Z\"-]|[a-z]+\.)", page.read_text()):
            assert verb in verbs, f"{page.name}: {verb}"


def test_no_page_carries_a_path_of_a_machine():
    for page in PAGES:
        assert not re.search(r"/(?:home|root|Users|work)/", page.read_text()), page


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """The OpenAPI document of the whole."""
    home = Leadscout(Settings(data=tmp_path_factory.mktemp("document")))
    yield applications.server(home).openapi()
    home.people.database.close()
    home.database.close()


def reference(name):
    return (ROOT / "docs" / "reference" / f"{name}.md").read_text()


def verbs(command, name="leadscout"):
    """Each verb, with its arguments and flags as they are typed."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, [option for given in command.params if not getattr(given, "hidden", False) for option in given.opts]
        return
    for verb, told in inner.items():
        yield from verbs(told, f"{name} {verb}")


def test_every_row_of_every_table_has_a_line_in_the_reference(lexicon):
    for row in rows(Settings):
        assert f"`{PREFIX}{row.name.upper()}` |" in reference("settings"), row.name
    for vendor in VENDORS:
        for row in rows(vendor.settings):
            assert f"`{PREFIX}{row.name.upper()}` |" in reference("settings"), row.name
        for price in vendor.settings().prices:
            assert f"| {price.dialect} {price.operation} |" in reference("settings"), price
        for word in vendor.words:
            line = next(line for line in reference("filters").splitlines() if line.startswith(f"| **{word.filter}** |"))
            assert f"`{word.path}`" in line, (vendor.name, word.field)
    for code in ERRORS:
        assert f"| `{code}` |" in reference("errors"), code
    for name, row in FILTERS.items():
        assert re.search(rf"^\| \*\*{name}\*\* \| {re.escape(row.sentence)} \|", reference("filters"), re.MULTILINE), (
            name
        )
    for column in columns():
        assert f"| `{column.field}` | {column.sentence} |" in reference("import"), column
        assert all(alias in reference("import") for alias in column.aliases), column
    for name in lexicon.taxonomies:
        assert f"\n## {name}\n" in reference("taxonomies"), name


def test_every_verb_and_flag_has_a_line_in_the_reference():
    pages = dict(re.findall(r"^## (leadscout [a-z ]+)$\n(.*?)(?=^## |\Z)", reference("cli"), re.MULTILINE | re.DOTALL))
    for name, options in verbs(typer.main.get_command(cli.app)):
        lines = pages[name].splitlines()
        assert lines[1].strip(), f"{name} says nothing of what it does"
        for option in options:
            told = [
                line
                for line in lines
                if re.search(rf"[`, ]{option if option[0] == '-' else option.upper()}[`, ]", line)
            ]
            assert option == "--help" or (told and not told[0].endswith("|  |")), f"{name} {option}"


def test_every_endpoint_has_a_line_in_the_reference(document):
    for path, operations in document["paths"].items():
        for verb, told in operations.items():
            line = f"| {verb.upper()} | `{path}` | {', '.join(told['tags'])} | {told['summary']} |"
            assert line in reference("endpoints"), line


FEW_KEYS = 6
"""Wrong keys of a vendor: the answers to more than 30 a minute of one address wait, longer and longer."""


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_every_path_that_a_vendor_documents_answers_as_the_page_says(server, vendor):
    page = reference("endpoints")
    for at, row in enumerate(documented.endpoints(vendor.name)):
        line = next(
            line for line in page.splitlines() if line.startswith(f"| {row.method} | `{row.path}` | {row.purpose} |")
        )
        answer = server(row.method, re.sub(r"\{[^}]*\}", "0", row.path), json={} if row.method != "GET" else None)
        is_refused = "is not available from this server: " in answer.text
        assert line.endswith(f"not available: {row.reason} |" if is_refused else "| works |"), (line, answer.text)
        assert answer.status_code in (400, 422) if is_refused else not is_missing(answer), (line, answer.text)
        if at < FEW_KEYS:
            wrong = server(row.method, row.path, json={}, key="none of ours")
            assert wrong.status_code in (401, 400), "no key, no answer"


def is_missing(answer):
    """Whether there is nothing at a path, or another verb; of a path with an id Generect says the same of the id."""
    nothing = re.search(r"there is nothing at [A-Z]+ /", answer.text, re.IGNORECASE)
    return (
        answer.status_code == 405 or bool(nothing) or ('"Not found."' in answer.text and "/0/" not in answer.url.path)
    )


def test_every_field_of_every_request_is_described(document):
    for name in sent_in(document):
        described(name, document["components"]["schemas"][name])
    for path, operations in document["paths"].items():
        for told in operations.values():
            for parameter in told.get("parameters", ()):
                assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter["name"])
            content = told.get("requestBody", {}).get("content", {})
            described(path, content.get("application/json", {}).get("schema", {}))


def sent_in(document):
    """The schemas that bodies of requests are made of."""
    schemas, names = document["components"]["schemas"], set()
    bodies = [told.get("requestBody") for operations in document["paths"].values() for told in operations.values()]
    more = {*re.findall(r"#/components/schemas/(\w+)", json.dumps(bodies))}
    while more:
        names |= more
        more = {*re.findall(r"#/components/schemas/(\w+)", json.dumps([schemas[name] for name in more]))} - names
    assert names
    return sorted(names)


def described(where, model):
    for name, field in model.get("properties", {}).items():
        assert field.get("description"), f"{where}: {name}"


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_a_vendor_has_api_pages_of_its_own(server, document, vendor):
    dialect = vendor.name
    page = server("GET", f"/docs/{dialect}", key="")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"/openapi/{dialect}.json" in page.text
    assert not re.search(r"(?:src|href)=.https?:", page.text), "nothing is loaded from elsewhere"
    for address in re.findall(r'(?:src|href)="(/[^"]+)"', page.text):
        assert server("GET", address).status_code == 200, address
    alone = server("GET", f"/openapi/{dialect}.json", key="").json()
    tagged = {path for path, verbs in document["paths"].items() if any(dialect in v["tags"] for v in verbs.values())}
    assert alone["paths"].keys() == tagged
    assert [*alone["components"]["securitySchemes"]] == [dialect]
    scheme = alone["components"]["securitySchemes"][dialect]
    header, _, form = vendor.header().partition(": ")
    bearer = {"type": "http", "scheme": "bearer"}
    wanted = bearer if form == "Bearer <key>" else {"type": "apiKey", "in": "header", "name": header}
    assert scheme.items() >= wanted.items()
    assert all(verb["security"] == [{dialect: []}] for verbs in alone["paths"].values() for verb in verbs.values())


def test_every_concept_and_guide_is_linked():
    start = (ROOT / "docs/README.md").read_text()
    for page in [*(ROOT / "docs/concepts").glob("*.md"), *(ROOT / "docs/guides").glob("*.md")]:
        assert f"({page.parent.name}/{page.name})" in start, page.name
