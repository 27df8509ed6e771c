"""What goes wrong at the emulation when it is asked to: by a header, as planned, by chance."""

import time

import httpx
import pytest
from conftest import HUNG, run
from emulating import HEADERS, SEARCH, emulating, id_of, text_filter

from leadscout.emulator.mishaps import MISHAPS

MANAGERS = text_filter("CURRENT_TITLE", "Manager")


@pytest.fixture(autouse=True)
def _nothing_planned(emulation):
    yield
    emulation.clear()


def ids(page) -> list[str]:
    return [id_of(one) for one in page["elements"]]


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("400", 400, "application/json"),
        ("401", 401, "application/json"),
        ("403", 403, "application/json"),
        ("429", 429, "application/json"),
        ("429-wait", 429, "application/json"),
        ("999", 999, "text/html"),
        ("500", 500, "application/json"),
        ("503", 503, "text/html"),
        ("login", 200, "text/html"),
        ("redirect", 302, "text/html"),
        ("cut", 200, "application/json"),
    ],
)
def test_a_request_can_ask_for_a_fault(emulation, name, status, kind):
    answer = emulation(SEARCH, q="searchQuery", query=MANAGERS, headers={"x-emulator-fault": name})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, kind)
    assert answer.headers.get("retry-after") == ("60" if name == "429-wait" else None)
    if name in ("cut", "login"):
        with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
            answer.json()
    if name == "redirect":
        assert "login" in answer.headers["location"]


def test_an_unknown_fault_is_refused_with_those_there_are(emulation):
    answer = emulation(SEARCH, q="searchQuery", query=MANAGERS, headers={"x-emulator-fault": "418"})
    assert answer.status_code == 400
    assert all(name in answer.json()["message"] for name in MISHAPS)
    assert emulation.client.post(f"{emulation.url}/emulator/faults", json={"fault": "418"}).status_code == 422
    wrong = {"fault": "429", "nonsense": 1}
    assert emulation.client.post(f"{emulation.url}/emulator/faults", json=wrong).status_code == 422
    wrong = {"fault": "429", "page": "three"}
    assert emulation.client.post(f"{emulation.url}/emulator/faults", json=wrong).status_code == 422


def test_the_third_page_answers_429_once(emulation):
    emulation.plan(fault="429", page=3)
    statuses = [
        emulation(SEARCH, q="searchQuery", query=MANAGERS, start=start).status_code for start in (0, 25, 50, 50, 75)
    ]
    assert statuses == [200, 200, 429, 200, 200]


def test_the_third_request_answers_401_until_that_is_cleared(emulation):
    emulation.plan(fault="401", operation="", after=2, times=0)
    paths = [SEARCH, "/voyager/api/me", "/voyager/api/me", SEARCH]
    assert [emulation(path, q="searchQuery", query=MANAGERS).status_code for path in paths] == [200, 200, 401, 401]
    emulation.clear()
    assert emulation("/voyager/api/me").status_code == 200


def test_a_fault_befalls_its_operation_so_many_times(emulation):
    emulation.plan(fault="503", operation="identity", times=2)
    assert emulation(SEARCH, q="searchQuery", query=MANAGERS).status_code == 200
    assert [emulation("/voyager/api/me").status_code for _ in range(3)] == [503, 503, 200]


def test_pages_lack_repeat_and_skip_people(emulation):
    first, second, third = (ids(emulation.page(MANAGERS, start)) for start in (0, 25, 50))
    everybody = first + second + third
    assert ids(emulation.page(MANAGERS, 25, "empty")) == []
    assert ids(emulation.page(MANAGERS, 25, "short")) == [second[0], *second[2:24]]
    assert ids(emulation.page(MANAGERS, 25, "repeated")) == everybody[22:47]
    assert ids(emulation.page(MANAGERS, 25, "skipped")) == everybody[28:53]
    spoiled = emulation.page(MANAGERS, 25, "skipped")["paging"]
    assert spoiled == emulation.page(MANAGERS, 25)["paging"]


def test_a_slow_answer_is_late_and_whole(invented):
    with emulating(invented, LEADSCOUT_EMULATOR_SLOW="0.5") as slow:
        whole = slow.page(MANAGERS)
        before = time.monotonic()
        assert slow.page(MANAGERS, fault="slow") == whole
        assert time.monotonic() - before >= 0.5


def test_by_chance_the_same_requests_go_wrong_in_every_run(invented):
    def statuses() -> list[int]:
        with emulating(invented, "--fault", "429=0.2", "--fault", "999=0.1") as emulation:
            return [emulation("/voyager/api/me").status_code for _ in range(60)]

    runs = statuses(), statuses()
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 429, 999}


def test_it_tells_what_was_asked(emulation):
    assert emulation.client.delete(f"{emulation.url}/emulator/requests").status_code == 204
    emulation.page(MANAGERS, 25)
    emulation(SEARCH, q="searchQuery", query=MANAGERS, headers={"x-emulator-fault": "999"})
    asked = httpx.get(f"{emulation.url}/emulator/requests", timeout=HUNG).json()
    assert [(one["operation"], one["status"], one["fault"]) for one in asked] == [
        ("search", 200, ""),
        ("search", 999, "999"),
    ]
    assert MANAGERS in asked[0]["what"]
    assert asked[0]["what"].endswith("start=25")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("--fault", "418=0.1"), "418 is not a fault"), (("--fault", "429=often"), "write a share")],
)
def test_a_wrong_fault_on_the_command_line_is_refused(invented, arguments, sentence):
    done = run("emulate", "--data", invented, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_without_people_it_says_so(tmp_path):
    done = run("emulate", "--data", tmp_path / "nothing")
    assert done.returncode == 1
    assert "there are no people" in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_headers_are_needed_even_when_nothing_goes_wrong(emulation):
    assert emulation.client.get(emulation.url + SEARCH, headers=HEADERS).status_code == 400
    assert emulation.client.get(emulation.url + SEARCH).status_code == 401
