"""Paths without parameters are looked up in a table, which must not change who answers."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from leadscout.web.routing import PlainPaths


@pytest.fixture
def ask():
    app, outer, inner = FastAPI(), APIRouter(prefix="/v1"), APIRouter()
    answers = (
        (app, "GET", "/alone"),
        (outer, "GET", "/people/{id}"),
        (outer, "GET", "/people/all"),
        (inner, "POST", "/count"),
        (inner, "GET", "/count"),
        (outer, "GET", "/before"),
        (inner, "GET", "/before"),
    )
    for at, (router, method, path) in enumerate(answers):
        router.add_api_route(path, lambda at=at: at, methods=[method], name=str(at))
    outer.include_router(inner)
    app.include_router(outer)
    app.router.routes.insert(0, PlainPaths(app))

    client = TestClient(app, follow_redirects=False)

    def answer(method, path):
        response = client.request(method, path)
        return response.json() if response.status_code == 200 else response.status_code

    return answer


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [
        ("GET", "/alone", 0),
        ("GET", "/v1/people/7", 1),
        ("GET", "/v1/people/all", 1),
        ("POST", "/v1/count", 3),
        ("GET", "/v1/count", 4),
        ("DELETE", "/v1/count", 405),
        ("GET", "/v1/before", 5),
        ("GET", "/v1/count/", 307),
        ("GET", "/nothing", 404),
    ],
)
def test_the_route_that_comes_first_answers(ask, method, path, who):
    assert ask(method, path) == who
