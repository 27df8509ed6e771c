"""Pronto's page of its preview, sentence by sentence."""

from dialects.page_rows import ANY, Row

PATH = "/api/v2/leads/advanced_search/preview"
HOW = "ask"
GERMANY = {"live": False, "included_locations": ["101282230"]}
KEYS = dict.fromkeys(("full_name", "headline", "current_company", "current_title", "linkedin_id", "profile_url"), ANY)

ROWS = (
    Row(
        "the number of all matches and the first of them, with six keys each",
        {"live": False, "job_titles": ["VP of Sales"]},
        ("Vera",),
        answer={
            "total_count": 1,
            "preview": [
                {
                    **KEYS,
                    "headline": "I lead sales",
                    "current_company": "Nordfjord Software",
                    "current_title": "VP of Sales",
                    "profile_url": "https://www.linkedin.com/in/vera-lindqvist-7001",
                }
            ],
        },
    ),
    Row(
        "an unknown field of a row is null",
        {**GERMANY, "job_titles": ["Lawyer"]},
        answer={"preview": [{"headline": None}]},
    ),
    Row("no search is made", GERMANY, answer={"total_count": 3}, without=("id", "message")),
    Row("it costs nothing", GERMANY, key="poor"),
    Row("a key can be for previews alone", GERMANY, key="preview"),
    Row("webhook_url is not needed", GERMANY, ("Vera", "Ida", "Otto")),
    Row(
        "what a search is told besides is accepted and ignored",
        {**GERMANY, "webhook_url": 7, "name": [], "limit": 1, "streaming": "x", "scale": "x", "custom": "x"},
        ("Vera", "Ida", "Otto"),
    ),
    Row(
        "never more than 25 come, and all are counted",
        elsewhere="tests/dialects/test_same_people.py::test_the_same_people",
    ),
    Row(
        "nobody is an answer too",
        {"live": False, "job_titles": ["harbour pilot"]},
        answer={"total_count": 0, "preview": []},
    ),
    Row("a live preview needs an integration", {"keyword": "x"}, status=401),
    Row("a filter or a keyword must be given", {"live": False}, status=400, text=("at least one filter",)),
    Row("a wrong key is a 401", GERMANY, status=401, key="wrong"),
    Row(
        "an id outside a closed list is a 422", {"live": False, "functions": ["99"]}, status=422, text=("functions[0]",)
    ),
    Row(
        "one request a second, together with searches",
        elsewhere="tests/e2e/test_pronto.py::test_one_request_a_second_shared_by_search_and_preview",
    ),
)
