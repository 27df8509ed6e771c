"""What pages are made of: texts in every language, files that are what they say they are."""

import hashlib
import re
from pathlib import Path

import pytest

import leadscout.dialects.page
from leadscout.dialects.page import assets, texts
from leadscout.dialects.page.search.panels import GROUPS
from leadscout.dialects.page.search.people import COLUMNS, FIELDS, MORE_COLUMNS
from leadscout.dialects.page.views import VIEWS
from leadscout.model.filters import FILTERS

FOLDER = Path(leadscout.dialects.page.__file__).parent
VENDOR = FOLDER / "static" / "vendor"
CALLS = re.compile(r'\b(?:t|say|has_text|says)\(\s*"([\w.]+)"|\bt\(\s*\'([\w.]+)\'')
SOURCES = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]
MADE = {f"nav.{view.module}" for view in VIEWS} | {"months"}
"""Keys that are put together where they are used."""

FAMILIES = ("nav.", "filter.", "group.", "column.", "field.", "state.", "means.")
"""Beginnings of keys that are put together."""


def test_every_text_has_every_language_and_the_same_places_for_values():
    for key, row in texts.table().items():
        assert all(row[language].strip() for language in texts.LANGUAGES), key
        places = {language: set(re.findall(r"\{(\w+)\}", row[language])) for language in texts.LANGUAGES}
        assert len(set(map(frozenset, places.values()))) == 1, (key, places)
    assert len(texts.table()["months"]["en"].split()) == 12


def test_every_text_that_is_used_is_there_and_every_one_that_is_there_is_used():
    written = {name for path in SOURCES for match in CALLS.findall(path.read_text()) for name in match if name}
    assert {name for name in written if name.endswith(".")} <= set(FAMILIES)
    used = {name for name in written if not name.endswith(".")} | MADE
    keys = set(texts.table())
    assert used <= keys, used - keys
    plain = {key for key in keys if not key.startswith(FAMILIES) and not key.endswith(".one")}
    assert plain <= used, plain - used
    assert {key for key in keys if key.endswith(".one")} <= {f"{key}.one" for key in keys}
    families = {"group.": GROUPS, "column.": ("name", "job", *COLUMNS, *MORE_COLUMNS), "field.": FIELDS}
    for family, names in families.items():
        assert {key for key in keys if key.startswith(family)} == {f"{family}{name}" for name in names}
    assert {key.removeprefix("filter.") for key in keys if key.startswith("filter.")} <= FILTERS.keys()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("it,fr;q=0.5,es;q=0.7", "es"),
        ("de;q=0, fr", "fr"),
        ("zh-CN", "en"),
        ("", "en"),
        ("de;q=x, es", "es"),
        ("*", "en"),
    ],
)
def test_the_language_is_what_the_browser_asks_for(accepted, language, server):
    assert texts.choose(accepted) == language
    page = server.client.get(f"{server.url}/login", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{language}" dir="ltr">' in page
    assert texts.text(language, "login.title") in page


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ("1,204", "12,345", "14 Mar 2026")),
        ("de", ("1.204", "12.345", "14. März 2026")),
        ("fr", ("1\u202f204", "12\u202f345", "14 mars 2026")),
        ("es", ("1204", "12.345", "14 mar 2026")),
    ],
)
def test_numbers_and_days_are_written_as_in_the_language(language, written):
    numbers = (texts.number(language, 1204), texts.number(language, 12345))
    assert (*numbers, texts.day(language, "2026-03-14T07:11:00+00:00")) == written


def test_days_are_as_exact_as_they_are_known():
    assert [texts.day("en", day) for day in ("2026", "2026-03", "", "a while ago")] == [
        "2026",
        "Mar 2026",
        "",
        "a while ago",
    ]
    assert texts.text("en", "search.people", n=1) == "1 person"


def test_vendored_files_are_what_was_published_and_named_in_the_notice():
    sums = dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    files = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS"}
    assert files == sums.keys()
    for name in files:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sums[name], name
    notice = (Path(__file__).parents[2] / "NOTICE").read_text()
    assert "htmx 4.0.1" in notice


def test_files_are_kept_for_ever_under_a_name_of_their_content(server):
    for name, asset in assets.load().by_name.items():
        answer = server.client.get(server.url + asset.path)
        assert answer.content == asset.body, name
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert hashlib.sha256(answer.content).hexdigest()[:12] in asset.path
    assert server.client.get(f"{server.url}/static/page.000000000000.css").status_code == 404
    assert server.client.get(f"{server.url}/static/%2e%2e%2fsite.py").status_code == 404


def test_the_page_is_light():
    files = assets.load()
    shared = ["page.css", "page.js", "htmx-4.0.1.min.js"]
    for module in ("", *(view.module for view in VIEWS)):
        sizes = {name: len(files.by_name[name].body) for name in (*shared, *files.of(module))}
        assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 60_000, sizes
        assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 15_000, sizes


def test_no_template_holds_what_the_policy_forbids():
    for path in FOLDER.rglob("*.html"):
        page = path.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:|\|\s*safe", page), path
