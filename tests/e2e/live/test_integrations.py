"""Integrations: connected, shown, used, capped and forgotten by their own account alone; credentials stay secret."""

from dataclasses import replace

import pytest
from conftest import new_key, run
from connected import PRONTO, account, forget, requests

from leadscout.emulator.account import DEMO

INTEGRATIONS = "/v1/integrations"
BODY = {"job_titles": ["Manager"]}


def stranger(live):
    return replace(live, key=new_key(live.data, "stranger", 100))


def listed(caller) -> list[dict[str, object]]:
    return caller("GET", INTEGRATIONS).json()["integrations"]


def test_an_integration_is_connected_shown_and_forgotten(live, emulation):
    mine = replace(live, key=new_key(live.data, "connects", 100))
    assert (listed(mine), mine("POST", f"{PRONTO}/preview", json=BODY).status_code) == ([], 401)
    made = mine("POST", INTEGRATIONS, json={"credential": f'li_at={DEMO.li_at}; JSESSIONID="ajax:7"', "cap": 100})
    assert made.status_code == 201, made.text
    (shown,) = listed(mine)
    assert shown == made.json()
    assert {"id", "name", "kind", "state", "used", "cap"} <= shown.keys()
    assert (shown["name"], shown["kind"], shown["state"], shown["used"]) == ("navigator", "navigator", "active", 0)
    assert [visit["operation"] for visit in requests(emulation)] == ["identity"], "it is checked on connect"
    assert mine("POST", f"{PRONTO}/preview", json=BODY).status_code == 200
    assert listed(mine)[0]["used"] == 25, "the people of a page are counted"
    sources = mine("GET", "/v1/usage").json()["sources"]
    assert sources == [{"name": "navigator", "unit": "profiles", "used": 25, "cap": 100}]
    assert mine("DELETE", f"{INTEGRATIONS}/{shown['id']}").status_code == 204
    assert (listed(mine), mine("POST", f"{PRONTO}/preview", json=BODY).status_code) == ([], 401)
    assert "sources" not in mine("GET", "/v1/usage").json()
    assert mine("DELETE", f"{INTEGRATIONS}/{shown['id']}").status_code == 404


@pytest.mark.parametrize(
    ("credential", "status"),
    [
        ("a session that has ended", 422),
        ("JSESSIONID=ajax:1", 422),
        ("AQEnobodys-session", 401),
        ("li_at=AQEnobodys-session; JSESSIONID=ajax:1", 401),
        ("", 422),
        (7, 422),
    ],
)
def test_a_wrong_credential_is_refused_with_what_it_should_be(live, emulation, credential, status):
    mine = replace(live, key=new_key(live.data, f"wrong {credential}", 100))
    answer = mine("POST", INTEGRATIONS, json={"credential": credential})
    assert answer.status_code == status, answer.text
    assert "credential" in answer.text
    assert "session" not in str(credential) or str(credential) not in answer.text, "it is not said again"
    if status == 422 and len(str(credential)) > 1:
        assert "li_at" in answer.text
    assert listed(mine) == []
    assert len(requests(emulation)) == (status == 401)


def test_another_account_neither_sees_nor_uses_nor_deletes_it(live, mine):
    other = stranger(live)
    id_ = mine.integration
    forget(mine.emulation)
    assert listed(other) == []
    for name in (id_, "navigator", "live", "both"):
        answer = other("POST", "/v1/count", json={"title": ["manager"], "source": name})
        assert answer.status_code in (401, 422), answer.text
    assert other("POST", f"{PRONTO}/preview", json=BODY).status_code == 401
    for method, path in (("DELETE", f"{INTEGRATIONS}/{id_}"), ("POST", f"{INTEGRATIONS}/{id_}/check")):
        assert other(method, path).status_code == 404
    assert requests(mine.emulation) == []
    assert [one["id"] for one in listed(mine)] == [id_]


def test_the_credential_is_nowhere_in_the_clear(live, mine):
    answers = [mine("GET", INTEGRATIONS).text, mine("POST", f"{INTEGRATIONS}/{mine.integration}/check").text]
    kept = {"Idempotency-Key": "once"}
    body = {"credential": DEMO.li_at, "name": "again"}
    answers += [mine("POST", INTEGRATIONS, json=body, headers=kept).text for _ in range(2)]
    answers.append(mine("POST", INTEGRATIONS, json={**body, "nonsense": 1}).text)
    mine.emulation.plan(fault="401")
    answers.append(mine("POST", f"{PRONTO}/preview", json=BODY).text)
    assert not [answer for answer in answers if DEMO.li_at in answer]
    files = [path for path in live.data.rglob("*") if path.is_file()]
    assert live.data / "leadscout.db" in files
    assert not [path for path in files if DEMO.li_at.encode() in path.read_bytes()], "no file and no log has it"


def test_the_cap_of_a_day_is_kept_and_said(live, emulation, receiver):
    mine = account(live, emulation, cap=51)
    made = mine("POST", PRONTO, json={"webhook_url": receiver.url, **BODY, "scale": True, "streaming": True})
    assert made.status_code == 201, made.text
    receiver.wait(2)
    answer = mine("POST", f"{PRONTO}/preview", json={"job_titles": ["Engineer"]})
    assert (answer.status_code, "daily cap" in answer.json()["message"]) == (429, True)
    assert 0 < int(answer.headers["retry-after"]) <= 86_400
    for path, body in (
        ("/search-leads", {"title_keywords": ["Engineer"]}),
        ("/api/linkedin/leads/by_icp/", {"without_company": True, "job_titles": ["Engineer"]}),
    ):
        answer = mine("POST", path, json=body)
        assert (answer.status_code, "daily cap" in answer.text) == (429, True)
    assert listed(mine)[0]["used"] == 51
    assert sum(visit["operation"] == "search" for visit in requests(emulation)) == 3, "one count and two pages"
    shown = mine("GET", f"/api/v2/searches/{made.json()['id']}").json()
    assert (shown["status"], shown["leads_count"], mine.credits) == ("ONGOING", 50, 9_950)
    assert mine("DELETE", f"/api/v2/searches/{made.json()['id']}").status_code == 200


def test_the_verb_connects_lists_checks_and_forgets(live, emulation):
    new_key(live.data, "verbs", 100)
    common = ("--account", "verbs", "--data", live.data)

    def connect(credential: str):
        return run("integrations", "connect", "--url", emulation.url, "--name", "mine", *common, input=credential)

    made = connect(f"{DEMO.li_at}\n")
    assert made.returncode == 0, made.stderr
    assert DEMO.li_at not in made.stdout + made.stderr
    shown = run("integrations", "list", "--json", *common)
    assert '"name":"mine"' in shown.stdout
    assert DEMO.li_at not in shown.stdout
    checked = run("integrations", "check", "mine", "--json", *common)
    assert '"state":"active"' in checked.stdout
    refused = connect("AQEnobodys-session")
    assert (refused.returncode, "does not accept the credential" in refused.stderr) == (2, True)
    refused = connect("what is this")
    assert (refused.returncode, "li_at" in refused.stderr) == (2, True)
    assert run("integrations", "forget", "mine", *common).returncode == 0
    assert run("integrations", "list", "--json", *common).stdout.strip() == "[]"
