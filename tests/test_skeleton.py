"""The server starts, says how it is, shows its API pages, and refuses in a shape."""

import json

import pytest


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    return serve(tmp_path_factory.mktemp("data"), LEADSCOUT_MAX_BODY="1000")


def test_is_alive_and_ready(server):
    assert server("GET", "/healthz").json() == {"status": "ok"}
    assert server("GET", "/readyz").json() == {"status": "ready"}


def test_shows_api_pages_without_another_host(server):
    page = server("GET", "/docs").text
    assert "swagger" in page
    assert "cdn" not in page


def test_refuses_an_unknown_path_and_verb(server):
    answer = server("GET", "/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "there is nothing at GET /nothing"
    assert server("DELETE", "/healthz").status_code == 405


def test_refuses_a_body_over_the_limit_before_it_is_parsed(server):
    answer = server("POST", "/healthz", content=json.dumps({"a": "x" * 1000}))
    assert answer.status_code == 413
    assert "1000 bytes" in answer.json()["detail"]
