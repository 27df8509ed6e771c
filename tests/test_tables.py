"""The tables of the code hang together: errors, settings, filters, and what the package promises of itself."""

import gc
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import leadscout
from leadscout.errors import ERRORS, Fault
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Shape
from leadscout.settings import SettingError, Settings, load

ROOT = Path(__file__).parent.parent
SOURCE = "\n".join(path.read_text() for path in (ROOT / "leadscout").rglob("*.py") if path.name != "errors.py")


@pytest.mark.parametrize("row", ERRORS.values(), ids=lambda row: row.code)
def test_an_error_row_makes_a_sentence_and_is_raised_somewhere(row):
    fault = Fault(row.code, "field[0]", {"any": "value"}, ("right",), ("near",), 5)
    assert "{" not in re.sub(r'\{"any": "value"\}', "", fault.sentence)
    assert not fault.sentence.endswith(".")
    assert row.sentence[0].islower() or row.sentence.startswith("{")
    assert 400 <= row.status < 600
    assert f'"{row.code}"' in SOURCE, "no row that nobody needs"


def test_a_fault_in_the_code_has_a_row():
    for code in re.findall(r'\b(?:Fault|fault)\("(\w+)"', SOURCE):
        assert code in ERRORS, code


def test_a_long_value_is_cut_in_a_sentence():
    assert len(Fault("unknown_value", "f", "x" * 10_000).sentence) < 300


def test_every_setting_can_be_set_by_its_variable():
    given = {"data": "d", "host": "::1", "port": "1", "max_body": "2", "pronto_live": "false", "generect_limit": "3"}
    given |= {"price_generect_database": "0.5", "recent_months": "4", "recent_days": "5"}
    given |= {f"price_questor_{name}": "7" for name in ("search", "result", "geocode")} | {"questor_page": "9"}
    given |= {"price_pronto_lead": "2", "price_native_lead": "3", "questor_rate": "4", "pronto_rate": "5"}
    given |= {"pronto_webhook": "false", "max_results_count": "6", "webhook_flat": "true"}
    given |= {"webhook_allow_hosts": "a,b", "webhook_delays": "1 2", "webhook_keep_days": "3"}
    given |= {"price_generect_by_icp": "1", "generect_tiers": "5:0.5", "generect_parallel": "8"}
    given |= {"idempotency_hours": "2", "database_url": "postgresql://user@host/database"}
    assert set(given) == {row.name for row in fields(Settings)}, "a new setting needs an example here"
    read = load({f"LEADSCOUT_{name.upper()}": value for name, value in given.items()})
    assert {name: str(getattr(read, name)).lower() for name in given} == given
    assert load({}, port=5).port == 5
    for name, wrong in (("PORT", "x"), ("PRONTO_LIVE", "maybe"), ("PRICE_GENERECT_DATABASE", "cheap")):
        with pytest.raises(SettingError, match=f"LEADSCOUT_{name}"):
            load({f"LEADSCOUT_{name}": wrong})


def test_a_password_in_a_setting_is_printed_nowhere():
    assert "s3cret" not in repr(load({"LEADSCOUT_DATABASE_URL": "postgresql://user:s3cret@host/database"}))


@pytest.mark.parametrize("row", FILTERS.values(), ids=lambda row: row.name)
def test_a_filter_row_is_whole(row, lexicon: Lexicon):
    assert row.sentence
    assert row.example
    if row.shape in (Shape.TREE, Shape.SPAN):
        assert row.taxonomy in lexicon.taxonomies
    if row.taxonomy in lexicon.taxonomies:
        assert lexicon.taxonomies[row.taxonomy].find(row.example), "the example is a value"
    assert (row.shape is Shape.FLAG) or row.recent is None


def test_importing_reads_no_environment_and_opens_nothing(tmp_path):
    program = "import leadscout, leadscout.assemble, leadscout.cli; print('fine')"
    environ = {**os.environ, "LEADSCOUT_PORT": "not a number", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "fine\n", done.stderr
    assert not list(tmp_path.iterdir())


def test_the_package_opens_a_folder(tmp_path):
    frozen = gc.get_freeze_count()
    with_nobody = leadscout.open(tmp_path)
    with_nobody.indexer.catch_up()
    assert with_nobody.asking.count(with_nobody.asking.question(leadscout.OPERATOR, leadscout.Query())).value == 0
    assert gc.get_freeze_count() == frozen, "the garbage collector is its host's"
    with_nobody.people.database.close()


def test_the_root_stays_small():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S607
    entries = {line.split("/")[0] for line in tracked.splitlines()} or {path.name for path in ROOT.iterdir()}
    assert len(entries - {".git", ".venv"}) <= 15, sorted(entries)
