"""Addresses of people searches at every door: the same people as by filters, and a search_url that says the same."""

import json
import time
from urllib.parse import quote

import pytest
from conftest import HUNG, new_key, run, told, until
from receiver import receiving

from leadscout import salesnav

PEOPLE = "https://www.linkedin.com/sales/search/people"
DIRECTORS = {"title": ["director"]}
BY_TITLE = f"{PEOPLE}?query=(filters%3AList((type%3ACURRENT_TITLE%2Cvalues%3AList((text%3Adirector)))))"
AT_LINKEDIN = "https://www.linkedin.com/search/results/people/?titleFreeText=director&origin=FACETED_SEARCH"
SEED_004 = (
    f"{PEOPLE}?query=(spellCorrectionEnabled%3Atrue%2Ckeywords%3Amarketing%2CfirstName%3A%2ClastName%3A%2Ctitle%3A%2C"
    "company%3A%2Cschool%3A%2CcontactInterest%3A%2CnetworkDepth%3A%2Clanguage%3A%2Clocation%3A%2Cindustry%3A%2C"
    "currentCompany%3A%2CpastCompany%3A%2CprofileLanguage%3A%2CnonprofitInterest%3A%2CfortuneOrGlobal500Size%3A%2C"
    "salesPersona%3A)"
)
ICP = "/api/linkedin/leads/by_icp/"
GRAPH = (
    f"{PEOPLE}?query=(filters:List((type:RELATIONSHIP,values:List((id:F))),(type:PAST_COLLEAGUE,values:List((id:CL)))))"
)


def ok(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def directors(server):
    """Who is found by the filter: names, sorted."""
    found = ok(server("POST", "/v1/preview", json=DIRECTORS))["leads"]
    assert len(found) == 3
    return sorted(lead["full_name"] for lead in found)


@pytest.mark.parametrize("address", [BY_TITLE, AT_LINKEDIN])
def test_natively_an_address_finds_the_same_people_as_its_filters(server, address):
    by_filter, by_address = ({**DIRECTORS}, {"url": address})
    assert ok(server("POST", "/v1/count", json=by_address)) == ok(server("POST", "/v1/count", json=by_filter))
    assert ok(server("POST", "/v1/preview", json=by_address)) == ok(server("POST", "/v1/preview", json=by_filter))
    spread = {"facets": ["seniority"]}
    assert ok(server("POST", "/v1/facets", json=by_address | spread)) == ok(
        server("POST", "/v1/facets", json=by_filter | spread)
    )
    made = ok(server("POST", "/v1/searches", json={**by_address, "name": "pasted"}), 201)
    assert (made["total"], made["query"]) == (3, {**by_address, "name": "pasted"})


def test_filters_beside_an_address_narrow_it(server):
    def total(**beside):
        return ok(server("POST", "/v1/count", json={"url": BY_TITLE, **beside}))["total"]

    assert (
        total(location=["Italy"]) == ok(server("POST", "/v1/count", json={**DIRECTORS, "location": ["Italy"]}))["total"]
    )
    assert total(exclude={"location": ["Italy"]}) == 2
    assert total(title=["director"]) == 3
    of_europe = f"{PEOPLE}?geoIncluded=100506914&titleIncluded=director"
    both = ok(server("POST", "/v1/count", json={"url": of_europe, "location": ["Italy"]}))
    assert both["applied_filters"][0]["values"] == [{"value": "103350119", "label": "Italy"}]
    assert both["total"] == 1
    keywords = ok(server("POST", "/v1/count", json={"url": f"{PEOPLE}?keywords=a%20OR%20b", "keyword": ["c"]}))
    assert keywords["applied_filters"][0]["values"][0]["value"] == "(a OR b) (c)"


def test_what_is_not_certain_is_warned_of(server):
    url = f"{PEOPLE}?query=(filters:List((type:CURRENT_TITLE,values:List((id:10,text:CEO)))))"
    assert ok(server("POST", "/v1/count", json={"url": url}))["warnings"] == [
        'CURRENT_TITLE: 10 is "Engineer", not "CEO"; the id is searched'
    ]


def test_addresses_are_translated_both_ways(server):
    url = (
        f"{PEOPLE}?query=(keywords:cro,filters:List((type:CURRENT_TITLE,values:List((text:director),"
        "(id:8,selectionType:EXCLUDED))),(type:PERSONA,values:List((id:7)))))&page=2"
    )
    read = ok(server("GET", "/v1/url", params={"url": url}))
    assert (read["form"], read["page"]) == ("sn_query", 2)
    assert read["query"] == {
        "keyword": ["cro"],
        "title": ["director"],
        "exclude": {"title": ["Chief Executive Officer"]},
    }
    assert read["unread"] == [{"part": "PERSONA", "value": "7", "reason": "there is no filter for it"}]
    asked = {**read["query"], "skill": ["python"], "has_email": True}
    written = ok(server("GET", "/v1/url", params={"query": json.dumps(asked)}))
    assert {one["filter"] for one in written["left_out"]} == {"skill", "has_email"}
    again = ok(server("GET", "/v1/url", params={"url": written["url"]}))
    assert again["query"] == {**read["query"], "correct_spelling": True}
    assert ok(server("POST", "/v1/count", json=again["query"]))["total"] == 0


@pytest.mark.parametrize(
    ("parameters", "told_"),
    [
        ({"query": '{"titel": ["x"]}'}, "query.titel"),
        ({"query": "[]"}, "query"),
        ({"url": BY_TITLE, "query": "{}"}, "exactly one of url, query"),
        ({"url": f"{PEOPLE}?savedSearchId=7"}, "saved search 7"),
    ],
)
def test_what_cannot_be_translated_is_refused(server, parameters, told_):
    answer = server("GET", "/v1/url", params=parameters)
    assert answer.status_code == 422
    assert told_ in answer.json()["detail"]


def test_questor_takes_an_address_and_finds_the_same_people(server, directors):
    request_id = ok(server("POST", "/search-leads", json={"url": BY_TITLE, "limit": 10}))["request_id"]
    path = f"?request_id={request_id}"

    def status():
        return ok(server("GET", f"/check-search-status{path}"))

    until(lambda: status()["status"] == "done", "the search is done")
    assert status()["search_params"] == {"url": BY_TITLE, "limit": 10}
    rows = ok(server("GET", f"/get-search-results{path}&page=1"))["data"]
    assert sorted(row["full_name"] for row in rows) == directors


def test_generect_takes_the_address_of_by_icp_s_page_as_it_is(server):
    answer = ok(server("POST", ICP, json={"linkedin_filter_link": SEED_004, "limit_by": 100}))
    by_keyword = ok(server("POST", "/v1/count", json={"keyword": ["marketing"]}))["total"]
    assert answer["results_count"] == by_keyword == len(answer["leads"]) > 0


@pytest.mark.parametrize("address", [BY_TITLE, AT_LINKEDIN])
def test_generect_finds_the_same_people_narrowed_by_what_stands_beside(server, directors, address):
    rows = ok(server("POST", ICP, json={"linkedin_filter_link": address}))["leads"]
    assert sorted(row["full_name"] for row in rows) == directors
    at_slack = ok(server("POST", ICP, json={"linkedin_filter_link": address, "company_name": "Slack"}))
    without_link = ok(server("POST", ICP, json={"job_titles": ["director"], "company_name": "Slack"}))
    assert at_slack["leads"] == without_link["leads"] != []
    persona = [["Marketing", ["marketing"], [], []]]
    narrowed = ok(server("POST", ICP, json={"linkedin_filter_link": address, "personas": persona}))["leads"]
    assert {row["full_name"] for row in narrowed} < set(directors)


def test_an_address_of_generect_has_a_limit_of_2400_also_at_a_company(server):
    body = {"linkedin_filter_link": BY_TITLE, "company_name": "Slack", "limit_by": 2401}
    answer = server("POST", ICP, json=body)
    assert (answer.status_code, "2400" in answer.json()["detail"]["limit_by"][0]) == (400, True)


@pytest.mark.parametrize(
    ("path", "body", "status", "where"),
    [
        ("/v1/count", {"url": GRAPH}, 422, "url[{}] needs the live source"),
        ("/search-leads", {"url": GRAPH}, 400, "url[{}] needs the live source"),
        (ICP, {"linkedin_filter_link": GRAPH}, 400, "{} needs the live source"),
        (
            "/api/v2/leads",
            {"search_url": GRAPH, "name": "n", "live": False},
            422,
            "search_url[{}] needs the live source",
        ),
    ],
)
def test_what_only_a_graph_tells_is_refused_by_name_and_costs_nothing(server, path, body, status, where):
    def spent():
        return ok(server("GET", "/v1/usage"))

    before = spent()
    answer = server("POST", path, json=body)
    assert answer.status_code == status, answer.text
    for type_ in ("RELATIONSHIP", "PAST_COLLEAGUE"):
        assert where.format(type_) in answer.text
    if status == 400:
        parameter = answer.json().get("parameter") or next(iter(answer.json()["detail"]))
        assert parameter == next(iter(body))
    assert spent() == before


class TestPronto:
    """POST /leads, POST /leads/search, and the search_url of every search."""

    @pytest.fixture
    def mine(self, server):
        key = new_key(server.data, f"addresses {time.monotonic_ns()}", 100)

        def ask(method, path, **request):
            return server(method, f"/api/v2{path}", key=key, **request)

        return ask

    def over(self, mine, id_):
        def status():
            return ok(mine("GET", f"/searches/{id_}"))

        until(lambda: status()["status"] not in ("NOT_STARTED", "ONGOING"), f"within {HUNG} s the search is over")
        return status()

    def test_a_search_by_address(self, mine, directors):
        with receiving() as receiver:
            body = {"search_url": BY_TITLE, "name": "pasted", "live": False, "webhook_url": receiver.url}
            made = ok(mine("POST", "/leads", json=body), 202)
            assert made == {"id": made["id"], "status": "processing"}
            whole = self.over(mine, made["id"])
            (told_,) = receiver.wait(1)
        assert whole["name"] == "pasted"
        assert sorted(entry["lead"]["full_name"] for entry in whole["leads"]) == directors
        assert sorted(entry["lead"]["full_name"] for entry in told_["leads"]) == directors
        assert told_["search"]["search_url"] == whole["search_url"]

    def test_it_needs_a_name_and_no_webhook(self, mine):
        answer = mine("POST", "/leads", json={"search_url": BY_TITLE, "live": False})
        assert (answer.status_code, answer.json()["message"]) == (422, "name is required")
        made = ok(mine("POST", "/leads", json={"search_url": BY_TITLE, "name": "n", "live": False}), 202)
        assert self.over(mine, made["id"])["leads_count"] == 3

    @pytest.mark.parametrize(
        "company", [{"company_linkedin_id": "21828"}, {"company_linkedin_url": "https://linkedin.com/company/21828/"}]
    )
    def test_people_of_one_company(self, mine, company):
        made = ok(mine("POST", "/leads/search", json={**company, "job_titles": ["director"], "live": False}), 201)
        assert set(made) == {"id", "search_name", "search_url", "expected_profiles_count", "created_at", "custom"}
        whole = self.over(mine, made["id"])
        assert "Clara Winterfeld" in [entry["lead"]["full_name"] for entry in whole["leads"]]
        assert {entry["company"]["name"] for entry in whole["leads"]} == {"Slack"}
        everybody = ok(mine("POST", "/leads/search", json={**company, "job_titles": ["*"], "live": False}), 201)
        assert everybody["expected_profiles_count"] == made["expected_profiles_count"] == len(whole["leads"])
        none = {
            **company,
            "job_titles": ["*"],
            "excluded_job_titles": ["director"],
            "seniority": ["220"],
            "live": False,
        }
        assert ok(mine("POST", "/leads/search", json=none), 201)["expected_profiles_count"] == 0

    def test_every_search_has_an_address_that_says_the_same(self, mine, lexicon):
        body = {
            "live": False,
            "job_titles": ["director"],
            "excluded_job_titles": ["intern"],
            "included_locations": ["103644278"],
            "included_companies": ["21828"],
            "company_size": ["501-1000", "10001+"],
            "seniority_levels": ["220", "320"],
            "company_type": ["E", "P"],
            "years_of_experience": ["5"],
            "webhook_url": "http://127.0.0.1:9/",
        }
        made = ok(mine("POST", "/leads/advanced_search", json=body), 201)
        address = made["search_url"]
        assert made["message"]["search_url"] == address
        assert "spellCorrectionEnabled" not in address
        assert quote("(id:F,text:501-1%2C000,", safe="()") in address
        assert quote("(id:D,text:Educational%20Institution,", safe="()") in address
        reading = salesnav.read(address, lexicon)
        assert (reading.unread, reading.warnings) == ((), ())
        again = ok(mine("POST", "/leads", json={"search_url": address, "name": "again", "live": False}), 202)
        whole = self.over(mine, again["id"])
        assert whole["search_url"] == address
        assert whole["expected_profiles_count"] == made["expected_profiles_count"]

    def test_the_spelling_is_corrected_there_exactly_where_there_is_a_keyword(self, mine):
        body = {"live": False, "keyword": "marketing", "webhook_url": "http://127.0.0.1:9/"}
        made = ok(mine("POST", "/leads/advanced_search", json=body), 201)
        assert made["search_url"] == f"{PEOPLE}?query=(spellCorrectionEnabled%3Atrue%2Ckeywords%3Amarketing)"


class TestCommandLine:
    """salesnav, url, and --url."""

    def lines(self, *verb, cases):
        done = run("salesnav", *verb, input="".join(json.dumps(case) + "\n" for case in cases) + "nonsense\n")
        assert done.returncode == 0, done.stderr
        *answers, bad = map(json.loads, done.stdout.splitlines())
        assert "JSONDecodeError" in bad["error"]
        return answers

    def test_addresses_are_read_line_by_line(self):
        read, refused = self.lines(
            "read",
            cases=[
                {
                    "id": 1,
                    "url": f"{PEOPLE}?query=(filters:List((type:TITLE,values:List((id:8)),selectedSubFilter:PAST)))",
                },
                {"id": 2, "url": f"{PEOPLE}?query=(filters:cList())"},
            ],
        )
        assert (read["id"], read["form"], read["page"]) == (1, "sn_query", 1)
        assert read["filters"] == {"PAST_TITLE": {"included": ["8"], "excluded": []}}
        assert read["query"] == {"past_title": ["Chief Executive Officer"]}
        assert refused == {"id": 2, "position": 60, "error": refused["error"]}
        assert "cList" in refused["error"]

    def test_queries_are_written_line_by_line(self):
        written, refused = self.lines(
            "write", cases=[{"id": 1, "query": {**DIRECTORS, "skill": ["x"]}}, {"id": 2, "query": {"titel": []}}]
        )
        assert written["url"].startswith(f"{PEOPLE}?query=(filters%3AList((type%3ACURRENT_TITLE")
        assert written["left_out"] == [{"filter": "skill", "exclude": False, "values": ["x"]}]
        assert "did you mean title?" in refused["error"]

    def test_rest_li_is_read_and_written_line_by_line(self):
        cases = [
            ("encode", {"a": ["b c"]}, "(a:List(b%20c))"),
            ("param_encode", {"q": {"a": 1}}, "q=(a:1)"),
            ("decode", "(a:List(b%20c))", {"a": ["b c"]}),
            ("reduced_decode", "List(%28x%29 %3F)", ["(x) %3F"]),
        ]
        answers = self.lines(
            "restli", cases=[{"id": at, "op": op, "input": given} for at, (op, given, _) in enumerate(cases)]
        )
        assert [answer["output"] for answer in answers] == [output for _, _, output in cases]
        wrong = [{"id": 1, "op": "decode", "input": "(a:b"}, {"id": 2, "op": "code", "input": ""}]
        broken, unknown = self.lines("restli", cases=wrong)
        assert (broken["id"], broken["position"], '")"' in broken["error"]) == (1, 4, True)
        assert unknown == {
            "id": 2,
            "error": "code is no operation; valid: encode, param_encode, decode, reduced_decode",
        }

    def test_people_are_shown_what_an_address_asks_for(self):
        address = (
            f"{PEOPLE}?query=(filters:List((type:REGION,values:List((id:103644278,selectionType:EXCLUDED))),"
            "(type:PAST_COLLEAGUE,values:List((id:CL))),(type:PERSONA,values:List((id:7)))))"
        )
        shown = run("url", address).stdout
        assert "not location" in shown
        assert "United States (103644278)" in shown
        assert "past_colleague (only live)" in shown
        assert "not searched: PERSONA 7: there is no filter for it" in shown
        assert told("url", BY_TITLE)["query"] == DIRECTORS
        wrong = run("url", f"{PEOPLE}?savedSearchId=7")
        assert (wrong.returncode, "only LinkedIn knows the filters of saved search 7" in wrong.stderr) == (2, True)

    def test_search_and_count_take_an_address(self, people):
        assert told("count", "--url", BY_TITLE, "--data", people) == {"count": 3}
        assert told("count", "--url", BY_TITLE, "--location", "Italy", "--data", people) == {"count": 1}
        found = told("search", "--url", BY_TITLE, "--limit", "2", "--data", people)
        assert found == told("search", "--title", "director", "--limit", "2", "--data", people)
        refused = run("count", "--url", GRAPH, "--data", people)
        assert (refused.returncode, "url[RELATIONSHIP] needs the live source" in refused.stderr) == (2, True)
