"""Paths as clients write them: with a slash or without, with parameters that nobody takes, nearly right."""

import pytest

from leadscout.dialects import VENDORS
from leadscout.errors import ERRORS


@pytest.fixture(scope="module")
def paths(server):
    """Every path of every dialect with its first verb; what stands for an id in it is 1."""
    found = server("GET", "/openapi.json").json()["paths"]
    named = {vendor.name for vendor in VENDORS}
    first = {path: next(iter(verbs.items())) for path, verbs in found.items()}
    return [
        (verb.upper(), path.replace("{id}", "1")) for path, (verb, about) in first.items() if about["tags"][0] in named
    ]


def test_a_slash_at_the_end_makes_no_difference(server, paths):
    assert len(paths) > 40
    for verb, path in paths:
        other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
        # Who logs in has no key yet.
        assert server(verb, other, key="").status_code == (400 if "/login" in path else 401), other
    body = {"live": False, "job_titles": ["ceo"], "limit": 1}
    assert server("POST", "/api/v2/leads/advanced_search/preview/", json=body).json()["total_count"] == 1
    found = server("POST", "/api/linkedin/leads/by_icp", json={"company_id": 21828})
    assert found.json()["results_count"] == "within limit"
    assert server("GET", "/v1/people/linkedin.com/in/mia-ashcombe-0003/").json()["full_name"] == "Mia Ashcombe"


def test_a_query_parameter_that_nobody_takes_is_refused_by_name(server, paths):
    for verb, path in paths:
        answer = server(verb, f"{path}?nonsens=1&limt=2", **({"json": {}} if verb in ("POST", "PUT") else {}))
        assert answer.status_code in (400, ERRORS["unknown_field"].status), path
        assert "nonsens" in answer.text, path
        assert "limt" in answer.text, path
    near = server("GET", "/api/v2/searches?limt=2").json()
    assert near == {"error": 422, "message": "limt is not a field of this request; did you mean limit?"}


@pytest.mark.parametrize(
    ("path", "vendor", "meant"),
    [
        ("/serch-leads", "questor", "/search-leads"),
        ("/search-leads/search", "questor", ""),
        ("/leads/advanced_search", "pronto", "/api/v2/leads/advanced_search"),
        ("/api/v2/leads/advanced-search", "pronto", "/api/v2/leads/advanced_search"),
        ("/api/v3/leads", "pronto", "/api/v2/leads"),
        ("/search/database/leads", "generect", ""),
        ("/linkedin/leads/by_icp/", "generect", ""),
        ("/api/linkedin", "generect", ""),
        ("/v2/count", "native", "/v1/count"),
        ("/nothing", "native", ""),
    ],
)
def test_a_path_that_there_is_not_is_answered_by_whoever_s_it_resembles(server, path, vendor, meant):
    answer = server("POST", path, json={})
    assert answer.status_code == 404
    body, hint = answer.json(), f"there is nothing at POST {path}" + (f"; did you mean {meant}?" if meant else "")
    shown = {
        "questor": {"message": "not_found", "details": hint},
        "pronto": {"error": 404, "message": hint[:1].upper() + hint[1:]},
        "generect": {"status": "error", "status_code": 404, "detail": "Not found."},
        "native": {**body, "type": "urn:leadscout:error:not_found", "detail": hint},
    }
    assert body == shown[vendor]
