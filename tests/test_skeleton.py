"""The server starts, says how it is, shows its API pages, and refuses in a shape."""

import signal
import time

import pytest
from conftest import HUNG, new_key, until, workers_of


@pytest.fixture(scope="module")
def small(serve, tmp_path_factory):
    return serve(tmp_path_factory.mktemp("data"), LEADSCOUT_MAX_BODY="1000")


def test_is_alive_and_ready(small):
    assert small("GET", "/healthz").json() == {"status": "ok"}
    assert small("GET", "/readyz").json() == {"status": "ready"}


def test_shows_api_pages_without_another_host(small):
    page = small("GET", "/docs").text
    assert "swagger" in page
    assert "cdn" not in page
    script = small("GET", "/static-offline-docs/swagger-ui-bundle.js")
    assert script.status_code == 200
    described = small("GET", "/openapi.json").json()
    assert {"/v1/count", "/api/v1/search/database/leads/", "/api/v2/leads/advanced_search/preview"} <= set(
        described["paths"]
    )


def test_refuses_an_unknown_path_and_verb_in_the_face_of_the_path(small):
    answer = small("GET", "/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "there is nothing at GET /nothing"
    verb = small("DELETE", "/healthz")
    assert (verb.status_code, verb.headers["allow"]) == (405, "GET")
    assert small("GET", "/api/v1/nothing").json() == {"status": "error", "status_code": 404, "detail": "Not found."}
    assert small("GET", "/api/v2/nothing").json()["error"] == 404


@pytest.mark.parametrize(
    "path", ["/v1/count", "/api/v1/search/database/leads/", "/api/v2/leads/advanced_search/preview"]
)
def test_refuses_a_body_over_the_limit_before_it_is_parsed(small, path):
    large = "{" + "x" * 1000
    assert small("POST", path, key=new_key(small.data), content=large).status_code == 413
    assert small("POST", path, content=large).status_code == 401, "who nobody knows hears nothing of the body"


def test_refuses_deeply_nested_json_without_falling_over(server):
    answer = server("POST", "/v1/count", content="[" * 200_000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert server("GET", "/healthz").status_code == 200


def test_stops_cleanly_on_ctrl_c_with_its_worker(serve, tmp_path):
    running = serve(tmp_path)
    running.process.send_signal(signal.SIGINT)
    code = running.process.wait(timeout=HUNG)
    output = running.log.read_text()
    assert code == 0, output
    assert "Traceback" not in output


def test_a_server_that_is_killed_leaves_no_worker_behind(serve, tmp_path):
    running = serve(tmp_path)
    assert workers_of(running.data)
    running.process.kill()
    deadline = time.monotonic() + HUNG
    while workers_of(running.data):
        assert time.monotonic() < deadline, "the worker outlives its server"
        time.sleep(0.05)


def test_a_worker_that_ends_at_once_is_started_more_and_more_rarely(serve, tmp_path):
    running = serve(tmp_path)
    (tmp_path / "broken").write_bytes(b"no database" * 1000)
    (tmp_path / "broken").replace(tmp_path / "people.db")
    until(lambda: "seconds=1.2" in running.log.read_text(), "after 0.6 s, and then after 1.2")
