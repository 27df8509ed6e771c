"""The documentation is true: generated pages are up to date, links lead somewhere, names exist."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

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
