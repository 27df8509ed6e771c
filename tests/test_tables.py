"""The tables of the code hang together: errors, settings, filters, and what the package promises of itself."""

import gc
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import leadscout
from leadscout.agents.tools import PROGRAMS
from leadscout.assemble import load
from leadscout.dialects import DOORS, VENDORS
from leadscout.errors import ERRORS, Fault
from leadscout.intake.presets import presets
from leadscout.lexicon import Lexicon
from leadscout.model.filters import FILTERS, Shape
from leadscout.settings import SettingError, Settings, rows

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
    companies = ("questor_company_search", "questor_company_result", "questor_company", "pronto_company_found")
    given |= {f"price_{name}": "6" for name in (*companies, "generect_company", "generect_company_icp")}
    given |= {"price_pronto_lead": "2", "price_native_lead": "3", "questor_rate": "4", "pronto_rate": "5"}
    given |= {"pronto_webhook": "false", "max_results_count": "6", "webhook_flat": "true"}
    given |= {"webhook_allow_hosts": "a,b", "webhook_delays": "1 2", "webhook_keep_days": "3"}
    given |= {"price_generect_by_icp": "1", "generect_tiers": "5:0.5", "generect_parallel": "8"}
    given |= {"idempotency_hours": "2", "database_url": "postgresql://user@host/database", "engine": "tantivy"}
    given |= {"database_replicas": "postgresql://user@other/database", "database_partitions": "16"}
    given |= {"emulate": "false", "emulator_port": "1", "emulator_exact": "2", "emulator_slow": "3"}
    given |= {"emulator_faults": "429=0.1", "navigator_url": "http://a", "navigator_pace": "1.5", "navigator_cap": "9"}
    for name in ("generect", "pronto", "questor"):
        given |= {f"{name}_url": "http://b", f"{name}_pace": "0.5", f"{name}_cap": "3"}
    costs = ("questor_costs_search", "questor_costs_result", "pronto_costs_lead", "generect_costs_database")
    given |= dict.fromkeys((*costs, "generect_costs_realtime", "generect_costs_count"), "0.25")
    given |= {"questor_most": "4", "questor_wait": "2", "pronto_most": "6", "pronto_wait": "1"}
    given |= {"pronto_receiver": "https://c.example", "questor_live": "false", "generect_seconds": "5"}
    given |= {"generect_live": "false", "generect_call": "7", "price_generect_person": "2", "generect_thin": "7"}
    given |= {"price_generect_preview": "1", "generect_preview_free": "4"}
    given |= {"price_pronto_enrich": "3", "price_questor_profile": "2", "price_pronto_company": "4"}
    given |= {"max_import": "1000", "hosts": "leads.example", "mcp": "true"}
    given |= {"llm_url": "https://d.example/v1/chat/completions", "llm_model": "small", "llm_key": "k"}
    given |= {"log": "json", "workers": "2", "webhook_ports": "443", "answer_seconds": "7", "connection_seconds": "3"}
    given |= {"opensearch": "http://a:9200", "opensearch_header": "a: b", "opensearch_index": "leads"}
    given |= {f"opensearch_{name}": "2" for name in ("shards", "replicas")}
    given |= {f"quota_{name}": "5" for name in ("searches", "bytes", "keys", "lists")}
    given |= {f"webhook_{name}": "3" for name in ("calls", "account_calls", "host_calls", "keep_dead_days", "keep_mb")}
    given |= {f"rejected_keep_{name}": "4" for name in ("days", "mb")} | {"search_keep_days": "8"}
    given |= {"idempotency_keep_mb": "6", "max_bodies": "9", "max_values": "10", "native_rate": "11"}
    given |= {"connections": "12", "address_connections": "13"}
    kinds = (Settings, *(vendor.settings for vendor in VENDORS))
    names = [row.name for kind in kinds for row in rows(kind)]
    assert sorted(given) == sorted(names), "a new setting needs an example here, and no two have one name"
    read = load({f"LEADSCOUT_{name.upper()}": value for name, value in given.items()})
    chosen = [read, *(read.of(vendor.settings) for vendor in VENDORS)]
    values = {row.name: getattr(one, row.name) for one in chosen for row in rows(type(one))}
    assert {name: str(values[name]).lower() for name in given} == given
    assert load({}, port=5).port == 5
    for name, wrong in (("PORT", "x"), ("PRONTO_LIVE", "maybe"), ("PRICE_GENERECT_DATABASE", "cheap")):
        with pytest.raises(SettingError, match=f"LEADSCOUT_{name}"):
            load({f"LEADSCOUT_{name}": wrong})


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_the_record_of_a_vendor_is_whole(vendor):
    assert vendor.example.path.startswith(vendor.prefixes)
    others = [prefix for other in VENDORS if other is not vendor for prefix in other.prefixes]
    assert not [prefix for prefix in vendor.prefixes if prefix.startswith(tuple(others))], "its paths are its own"
    assert all(header.count("{key}") == 1 and ": " in header for header in vendor.headers)
    assert {word.filter for word in vendor.words} <= FILTERS.keys()
    assert not {word.field for word in vendor.words} & set(vendor.later), "a field that is built is not for later"
    settings = {row.name for row in rows(vendor.settings)}
    assert {price.dialect for price in vendor.settings().prices} <= {vendor.name}
    assert {price.setting for price in vendor.settings().prices} <= settings
    fewer = vendor.settings(**{price.setting: Decimal(7) for price in vendor.settings().prices})
    assert {price.credits for price in fewer.prices} <= {7}, "each price is that of its setting"


def test_a_key_can_be_limited_to_each_vendor_and_to_parts_of_one():
    assert len(set(DOORS)) == len(DOORS)
    assert set(DOORS) == {name for vendor in VENDORS for name in (vendor.name, *vendor.doors)}


def test_a_password_in_a_setting_is_printed_nowhere():
    for name in ("LEADSCOUT_DATABASE_URL", "LEADSCOUT_DATABASE_REPLICAS"):
        assert "s3cret" not in repr(load({name: "postgresql://user:s3cret@host/database"}))


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


def test_assistants_can_ask_for_a_file_for_every_program():
    assert set(PROGRAMS) == presets().keys()


def test_the_root_stays_small():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout  # noqa: S607
    entries = {line.split("/")[0] for line in tracked.splitlines()} or {path.name for path in ROOT.iterdir()}
    assert len(entries - {".git", ".venv"}) <= 15, sorted(entries)
