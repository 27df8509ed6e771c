"""Keywords that nobody has are corrected: always at Pronto's door, at ours when asked, never elsewhere."""

from dataclasses import replace

import pytest
from conftest import new_key, told
from receiver import receiving

PREVIEW = "/api/v2/leads/advanced_search/preview"
SEARCH = "/api/v2/leads/advanced_search"
CORRECTED = [{"filter": "keyword", "word": "procurment", "corrected": "procurement"}]
ROW = {"full_name", "headline", "current_company", "current_title", "linkedin_id", "profile_url"}


@pytest.fixture(scope="module")
def procurement(server):
    """How many people have the word that is misspelt below."""
    number = server("POST", "/v1/count", json={"keyword": ["procurement"]}).json()["total"]
    assert number
    return number


def test_pronto_corrects_a_keyword_that_nobody_has_and_says_so(server, procurement):
    answer = server("POST", PREVIEW, json={"live": False, "keyword": "Procurment"}).json()
    assert answer["total_count"] == len(answer["preview"]) == procurement
    assert answer["corrections"] == CORRECTED
    assert answer["preview"][0].keys() == ROW


@pytest.mark.parametrize(
    ("keyword", "why"),
    [
        ("procurement", "somebody has it"),
        ("PROCUREMENT", "and it is folded"),
        ('"procurment"', "it is quoted"),
        ("sales NOT procurment", "it is not asked for"),
        ("xylophonist", "nothing is near"),
    ],
)
def test_pronto_answers_as_ever_where_nothing_is_corrected(server, keyword, why):
    answer = server("POST", PREVIEW, json={"live": False, "keyword": keyword}).json()
    expected = server("POST", "/v1/count", json={"keyword": [keyword]}).json()["total"]
    assert answer.keys() == {"total_count", "preview"}, why
    assert answer["total_count"] == expected, why


def test_pronto_tells_the_corrections_of_a_search_wherever_it_shows_it(server, procurement):
    with receiving() as receiver:
        asked = {"live": False, "webhook_url": receiver.url}
        made = server("POST", SEARCH, json={**asked, "keyword": "procurment"}).json()
        (call,) = receiver.wait(1)
        plain = server("POST", SEARCH, json={**asked, "keyword": "procurement"}).json()
    assert made["corrections"] == made["message"]["corrections"] == CORRECTED
    assert (made["expected_profiles_count"], len(call["leads"])) == (procurement, procurement)
    assert call["search"]["corrections"] == CORRECTED
    shown = server("GET", f"/api/v2/searches/{made['id']}").json()
    assert shown["corrections"] == shown["search"]["corrections"] == CORRECTED
    assert "corrections" not in plain
    assert "corrections" not in server("GET", f"/api/v2/searches/{plain['id']}").json()["search"]


def test_our_own_api_corrects_when_it_is_asked(server, procurement):
    plain = {"keyword": ["procurment"]}
    asked = {**plain, "correct_spelling": True}
    for path, more in (("/v1/count", {}), ("/v1/preview", {}), ("/v1/facets", {"facets": ["seniority"]})):
        answer = server("POST", path, json={**asked, **more}).json()
        assert answer["corrections"] == CORRECTED, path
        assert answer["applied_filters"][0]["values"] == [{"value": "procurement", "label": "procurement"}], path
        assert answer.get("total", procurement) == procurement, path
        assert "corrections" not in server("POST", path, json={**plain, **more}).json(), path
    assert server("POST", "/v1/count", json=plain).json()["total"] == 0
    assert server("POST", "/v1/count", json={**asked, "strict": ["keyword"]}).json()["total"] == 0


def test_a_search_of_our_own_finds_whom_it_counted(server, procurement):
    made = server("POST", "/v1/searches", json={"keyword": ["procurment"], "correct_spelling": True}).json()
    over = server("GET", f"/v1/searches/{made['id']}?wait=20").json()
    assert (over["status"], over["found"], over["total"]) == ("done", procurement, procurement)
    assert made["corrections"] == over["corrections"] == CORRECTED
    assert over["query"]["keyword"] == ["procurment"], "the request stays as it was sent"


def test_the_next_page_keeps_the_words_of_the_first_after_an_import(serve, tmp_path):
    def arrive(*headlines):
        rows = "".join(f"A {at},{at}-{headlines[0]}@x.example,{said}\n" for at, said in enumerate(headlines))
        (tmp_path / "people.csv").write_text(f"Full Name,Email,Headline\n{rows}")
        assert told("import", tmp_path / "people.csv", "--data", tmp_path / "data")["new"] == len(headlines)

    arrive("kubernetes", "kubernetes", "kubernetes")
    here = replace(serve(tmp_path / "data"), key=new_key(tmp_path / "data"))
    asked = {"keyword": ["kubernets"], "correct_spelling": True, "limit": 2}
    first = here("POST", "/v1/preview", json=asked).json()
    arrive("kubernets")
    assert here("POST", "/v1/preview", json=asked).json()["total"] == 1, "now somebody has the word"
    rest = here("POST", "/v1/preview", json={**asked, "cursor": first["cursor"]}).json()
    assert (first["total"], len(first["leads"]), rest["total"], len(rest["leads"])) == (3, 2, 3, 1)
    assert rest["corrections"] == first["corrections"]
    assert rest["cursor"] is None
    other = here("POST", "/v1/preview", json={**asked, "cursor": first["cursor"] + "-x"})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "invalid_cursor")


def test_where_nobody_matches_the_corrected_words_are_left_out_in_turn(server, procurement):
    asked = {"keyword": ["procurment"], "title": ["lighthouse keeper"], "correct_spelling": True}
    answer = server("POST", "/v1/count", json=asked).json()
    assert answer["without"][0] == {"filter": "title", "exclude": False, "count": procurement}


def test_excluded_keywords_are_not_corrected(server):
    everybody = server("POST", "/v1/count", json={}).json()["total"]
    asked = {"exclude": {"keyword": ["procurment"]}, "correct_spelling": True}
    answer = server("POST", "/v1/count", json=asked).json()
    assert answer["total"] == everybody
    assert "corrections" not in answer


def test_questor_does_not_correct_but_says_what_is_near(server):
    refused = server("POST", "/search-leads", json={"keywords": "procurment"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "keywords")
    assert "procurement" in refused.json()["details"]
    assert "request_id" in server("POST", "/search-leads", json={"keywords": "procurement"}).json()


def test_the_command_line_corrects_when_it_is_asked(people, procurement):
    asked = ("--keyword", "procurment", "--data", people)
    assert told("count", *asked) == {"count": 0}
    assert told("count", *asked, "--correct-spelling") == {"count": procurement, "corrections": CORRECTED}
    assert told("search", *asked, "--correct-spelling")["corrections"] == CORRECTED
