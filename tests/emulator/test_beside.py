"""The emulation beside a server, and over people who change."""

import json
import re
import shutil
import sqlite3

import httpx
import pytest
from conftest import HUNG, run, told, until
from emulating import Emulation, emulating, id_filter, id_of, text_filter

LINE = re.compile(
    r"live answers come from an emulation of Sales Navigator: invented people, on (http://127\.0\.0\.1:\d+)"
)
NOBODY = id_filter("RELATIONSHIP", "A", "EXCLUDED")


@pytest.fixture
def folder(invented, tmp_path):
    """A data folder of invented people that a test may change."""
    shutil.copytree(invented, tmp_path / "data", ignore=shutil.ignore_patterns("*.log"))
    return tmp_path / "data"


def address(server) -> str:
    match = until(lambda: LINE.search(server.log.read_text()), "the server says where the emulation is")
    return match[1]


def gone(url: str) -> bool:
    try:
        return httpx.get(url + "/emulator", timeout=HUNG).status_code != 200
    except httpx.TransportError:
        return True


@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_a_server_over_invented_people_starts_one_that_ends_with_it(serve, folder, how):
    server = serve(folder)
    beside = Emulation(address(server), folder, server.process)
    until(lambda: not gone(beside.url), "the emulation answers")
    assert len(beside.page(text_filter("CURRENT_TITLE", "Director"))["elements"]) == 25
    getattr(server.process, how)()
    beside.client.close()
    until(lambda: gone(beside.url), "the emulation ends with the server")


def test_a_server_told_not_to_starts_none(serve, folder):
    assert "emulation" not in serve(folder, LEADSCOUT_EMULATE="false").log.read_text()


def test_a_server_over_people_of_its_own_starts_none(server):
    assert "emulation" not in server.log.read_text()


def test_the_folder_is_only_read(emulation, invented):
    with sqlite3.connect(invented / "people.db") as watch:
        before = watch.execute("PRAGMA data_version").fetchone()
        emulation.everybody(text_filter("CURRENT_TITLE", "Manager"))
        emulation("/sales-api/salesApiCompanies/900000001")
        assert watch.execute("PRAGMA data_version").fetchone() == before


def test_a_forgotten_person_is_gone_at_once_and_pages_stay_together(folder):
    query = text_filter("CURRENT_TITLE", "Director")
    with emulating(folder) as emulation:
        first, second = emulation.page(query), emulation.page(query, 25)
        gone_id, *others = map(id_of, second["elements"])
        assert run("people", "forget", gone_id, "--data", folder).returncode == 0
        assert [id_of(one) for one in emulation.page(query, 25)["elements"]] == others
        again = emulation.page(query)
        assert again["elements"] == first["elements"]
        assert again["paging"]["total"] == first["paging"]["total"] - 1
        assert id_of(emulation.page(query, 25)["elements"][0]) == others[0]
        key = f"(profileId:{gone_id},authType:NAME_SEARCH,authToken:abcd)"
        assert emulation(f"/sales-api/salesApiProfiles/{key}").status_code == 404


def test_people_who_are_imported_later_come_with_the_next_search(folder, tmp_path):
    rows = [
        {
            "full_name": "Zoltan Quillfeather",
            "linkedin_url": "https://www.linkedin.com/sales/lead/ACwAAquill0001,NAME,ab",
        },
        {"full_name": "Zora Quillfeather", "linkedin_url": "https://www.linkedin.com/in/zora-quillfeather"},
    ]
    (tmp_path / "more.jsonl").write_text("\n".join(map(json.dumps, rows)))
    query = text_filter("LAST_NAME", "Quillfeather")
    with emulating(folder) as emulation:
        assert emulation.page(query)["elements"] == []
        assert told("import", tmp_path / "more.jsonl", "--data", folder)["new"] == 2
        page = emulation.page(query)
        assert [(one["fullName"], id_of(one)) for one in page["elements"]] == [
            ("Zoltan Quillfeather", "ACwAAquill0001")
        ]
        assert page["paging"]["total"] == 1


def test_while_there_is_no_index_searches_wait(folder):
    shutil.rmtree(folder / "index")
    with emulating(folder) as emulation:
        answer = emulation("/sales-api/salesApiLeadSearch", q="searchQuery", query=NOBODY)
        assert answer.status_code == 503
        assert "index" in answer.json()["message"]
