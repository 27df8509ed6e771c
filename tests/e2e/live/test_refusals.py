"""What goes wrong at the source while a caller waits: told in the vendor's words, and nothing is created or charged."""

from dataclasses import dataclass

import pytest
from connected import PRONTO, account, forget, requests

COMPANY = 900000000


@dataclass(frozen=True)
class Door:
    """A request that asks the source before it answers, and the shape of the vendor's refusals."""

    path: str
    body: dict[str, object]
    keys: frozenset[str]


_PRONTO, _QUESTOR, _GENERECT = (
    frozenset(keys.split()) for keys in ("error message", "message details", "status status_code detail")
)
ICP = {"company_id": COMPANY, "personas": [["Sellers", ["sales", "marketing"]]]}
DOORS = {
    "Pronto preview": Door(f"{PRONTO}/preview", {"job_titles": ["Manager"]}, _PRONTO),
    "Pronto search": Door(PRONTO, {"job_titles": ["Manager"], "scale": True, "limit": 1}, _PRONTO),
    "Questor search": Door("/search-leads", {"title_keywords": ["Manager"], "limit": 1}, _QUESTOR),
    "Generect by_icp": Door("/api/linkedin/leads/by_icp/", ICP, _GENERECT),
    "Generect get_count": Door("/api/linkedin/leads/by_icp/get_count/", ICP, _GENERECT),
    "Generect realtime": Door("/api/v1/search/realtime/leads/", ICP, _GENERECT),
}
FAULTS = {
    "401": (401, ""),
    "redirect": (401, ""),
    "403": (403, ""),
    "429": (429, "3600"),
    "429-wait": (429, "60"),
    "999": (429, "3600"),
    "500": (503, ""),
    "503": (503, ""),
    "login": (502, ""),
    "cut": (502, ""),
    "400": (502, ""),
}
"""The fault of the source, and what its caller gets: a status, and how long to wait."""

STOPS = ("401", "redirect", "403", "429", "429-wait", "999")


def send(mine, door: Door, receiver):
    body = {**door.body, "webhook_url": receiver.url} if door.path == PRONTO else door.body
    return mine("POST", door.path, json=body)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("door", DOORS)
def test_what_the_source_refuses_is_refused_in_the_vendors_words(live, emulation, receiver, door, fault):
    door, (status, wait) = DOORS[door], FAULTS[fault]
    mine = account(live, emulation)
    emulation.plan(fault=fault)
    answer = send(mine, door, receiver)
    assert answer.status_code == status, answer.text
    assert door.keys <= answer.json().keys() <= {*door.keys, "parameter"}
    assert "avigator" in answer.text, "it says who refused"
    shown = answer.headers.get("retry-after", "")
    assert shown == wait or int(wait) - 5 <= int(shown) <= int(wait)
    assert (mine.credits, mine("GET", "/api/v2/searches").json()["searches"], receiver.calls) == (10_000, [], [])
    forget(emulation)
    again = send(mine, door, receiver)
    if fault in STOPS:
        assert (again.status_code, requests(emulation)) == (status, []), "nothing more is asked"
        state = mine("GET", "/v1/integrations").json()["integrations"][0]["state"]
        assert state == answer_state(status)
        mine.check()
        again = send(mine, door, receiver)
    assert again.status_code in (200, 201), again.text
    wait_for(mine, again.json())


def wait_for(mine, made: dict[str, object]) -> None:
    """Let the search end that was made: whatever it asks would meet what the next test plans."""
    if "request_id" in made:
        mine.questor_ended(made["request_id"])
    elif "id" in made:
        mine.ended(made["id"])


def answer_state(status: int) -> str:
    return {401: "source_unauthorized", 403: "source_forbidden", 429: "source_rate_limited"}[status]


@pytest.mark.parametrize("door", DOORS)
def test_without_an_integration_pronto_refuses_and_the_others_ask_the_people_database(live, emulation, receiver, door):
    door = DOORS[door]
    mine = account(live, emulation)
    assert mine("DELETE", f"/v1/integrations/{mine.integration}").status_code == 204
    forget(emulation)
    answer = send(mine, door, receiver)
    if door.keys == _PRONTO:
        assert answer.status_code == 401
        assert "live: false" in answer.json()["message"]
    else:
        assert answer.status_code == 200
        wait_for(mine, answer.json())
    assert requests(emulation) == []
