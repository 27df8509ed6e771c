"""Generect's page of its database search, sentence by sentence."""

from dialects.page_rows import ANY, Row

PATH = "/api/v1/search/database/leads/"
HOW = "ask"
GERMANY = {"locations": ["Germany"]}
GERMANS = ("Vera", "Ida", "Otto")
EXAMPLE = {
    "job_titles": ["CEO", "Founder"],
    "seniorities": ["CXO"],
    "locations": ["San Francisco, CA"],
    "company_industries": ["Software"],
    "company_headcounts": ["51-200"],
    "limit_by": 50,
}
SENIORITIES = {
    "owner": (),
    "founder": (),
    "c_suite": ("Carl", "Nina"),
    "partner": (),
    "vp": ("Vera",),
    "head": (),
    "director": ("Egon",),
    "manager": ("Mark", "Cora"),
    "senior": None,  # what a lawyer is, the lexicon says
    "entry": (),
    "intern": ("Ida",),
}
TYPES = {
    "Public Company": ("Carl",),
    "Privately Held": ("Vera", "Ida", "Mark"),
    "Non Profit": ("Cora", "Egon"),
    "Government Agency": (),
    "Educational": (),
    "Self Employed": (),
    "Partnership": (),
    "Self Owned": ("Nina", "Otto"),
}
SIZES = {
    "1-10": ("Nina", "Otto"),
    "11-50": (),
    "51-200": ("Vera", "Ida", "Mark"),
    "201-500": ("Carl",),
    "501-1000": (),
    "1001-5000": (),
    "5001-10000": (),
    "10001+": ("Cora", "Egon"),
}


def some(people, count=None):
    return {"data": {"results_count": len(people) if count is None else count}}


def refused(says, body, field, *text):
    return Row(
        says, body, status=400, answer={"status": "error", "status_code": 400, "detail": {field: ANY}}, text=text
    )


ROWS = (
    Row("the example", EXAMPLE, (), answer={"data": {"leads": [], "results_count": 0}, "meta": {"amount_charged": 0}}),
    Row(
        "leads with id, names and title, the count, and what it cost",
        {"job_titles": ["VP of Sales"]},
        ("Vera",),
        answer={
            "data": {
                "leads": [{"lead_id": ANY, "first_name": "Vera", "last_name": "Lindqvist", "title": "VP of Sales"}],
                "results_count": 1,
            },
            "meta": {"amount_charged": 0.02},
        },
    ),
    Row(
        "each returned row is charged",
        {**GERMANY, "limit_by": 2},
        answer={**some(GERMANS), "meta": {"amount_charged": 0.04}},
    ),
    Row(
        "no results, no charge",
        {"job_titles": ["harbour pilot"]},
        (),
        key="poor",
        answer={"meta": {"amount_charged": 0}},
    ),
    Row("without funds there is nothing", GERMANY, status=402, key="poor"),
    Row(
        "the price falls with what was spent",
        elsewhere="tests/e2e/test_generect.py::test_prices_fall_with_what_was_spent",
    ),
    Row("the key comes as Token", GERMANY, status=401, key="none"),
    Row("one of the titles is enough", {"job_titles": ["CEO", "Lawyer"]}, ("Nina", "Otto")),
    Row("similar titles come, too", {"job_titles": ["marketing manager"]}, ("Mark", "Cora")),
    Row("titles and seniorities narrow each other", {"job_titles": ["sales"], "seniorities": ["vp"]}, ("Vera",)),
    *(Row(f"seniority {name}", {"seniorities": [name]}, people) for name, people in SENIORITIES.items()),
    Row("seniorities are alternatives, of the current job", {"seniorities": ["vp", "intern"]}, ("Vera", "Ida")),
    refused("another seniority is refused", {"seniorities": ["boss"]}, "seniorities"),
    Row("locations: a country", GERMANY, GERMANS),
    Row("locations: a city", {"locations": ["London"]}, ("Nina",)),
    Row(
        "locations: a city with state and country",
        {"locations": ["San Francisco, California, United States"]},
        ("Egon",),
    ),
    Row("locations are alternatives", {"locations": ["London", "Munich"]}, ("Nina", "Ida")),
    Row("exclude_locations", {**GERMANY, "exclude_locations": ["Munich"]}, ("Vera", "Otto")),
    Row("company_locations are headquarters", {"company_locations": ["Germany"]}, ("Vera", "Ida", "Mark")),
    Row("exclude_company_locations", {**GERMANY, "exclude_company_locations": ["Hamburg"]}, ("Otto",)),
    Row("company_industries", {"company_industries": ["Financial Services"]}, ("Cora", "Egon")),
    Row("exclude_company_industries", {**GERMANY, "exclude_company_industries": ["Software Development"]}, ("Otto",)),
    *(Row(f"company_headcounts {name}", {"company_headcounts": [name]}, people) for name, people in SIZES.items()),
    Row("exclude_company_headcounts", {**GERMANY, "exclude_company_headcounts": ["51-200"]}, ("Otto",)),
    refused("another size is refused", {"company_headcounts": ["999"]}, "company_headcounts"),
    *(Row(f"company_types {name}", {"company_types": [name]}, people) for name, people in TYPES.items()),
    Row("company_name", {"company_name": "Baymoor Cloud"}, ("Carl",)),
    Row("company_link", {"company_link": "https://www.linkedin.com/company/baymoor-cloud"}, ("Carl",)),
    Row("company_id", {"company_id": 900700002}, ("Carl",)),
    refused(
        "not two of them", {"company_id": 900700002, "company_name": "Baymoor Cloud"}, "company_id", "exactly one of"
    ),
    Row("without_company is false by default", {**GERMANY, "without_company": False}, GERMANS),
    Row("without_company", {**GERMANY, "without_company": True}, GERMANS),
    refused("not without and with one", {"without_company": True, "company_id": 900700002}, "company_id"),
    Row("personas are tuples", {"personas": [["Heads", ["sales"], ["vp"], ["intern"]]]}, ("Vera",)),
    Row("a persona may have a priority", {"personas": [["Heads", ["sales"], [], [], 3]]}, ("Vera", "Ida")),
    Row("exclude_names", {**GERMANY, "exclude_names": ["vera LINDQVIST"]}, ("Ida", "Otto")),
    Row("exclude_ids", {**GERMANY, "exclude_ids": ["ACwAASEEDVERAAAAA0123456789abcdefghijklm"]}, ("Ida", "Otto")),
    Row("filter_empty_vars job_started_on", {**GERMANY, "filter_empty_vars": ["job_started_on"]}, ("Vera", "Ida")),
    Row("filter_empty_vars profile_photo", {**GERMANY, "filter_empty_vars": ["profile_photo"]}, ("Vera",)),
    Row(
        "filter_empty_vars started_at_position",
        {**GERMANY, "filter_empty_vars": ["started_at_position"]},
        ("Vera", "Ida"),
    ),
    Row("filter_empty_vars company_website", {**GERMANY, "filter_empty_vars": ["company_website"]}, ("Vera", "Ida")),
    refused("and no other", {**GERMANY, "filter_empty_vars": ["age"]}, "filter_empty_vars"),
    Row("limit_by is the most leads", {**GERMANY, "limit_by": 1}, ("Vera",), answer=some(GERMANS)),
    Row(
        "without limit_by a setting says how many, here 4",
        {"exclude_names": ["Nobody"], "company_locations": ["Germany", "France", "New York"]},
        answer={"data": {"leads": [ANY] * 4, "results_count": 6}},
    ),
    Row("offset_by skips", {**GERMANY, "limit_by": 1, "offset_by": 1}, ("Ida",), answer=some(GERMANS)),
    Row("strict takes a field as it is written", {"job_titles": ["CEO"], "strict": ["job_titles"]}, ("Nina",)),
    Row("a field that is not strict is taken in other words, too", {"job_titles": ["Geschäftsführerin"]}, ("Nina",)),
    Row("strict takes it in no other", {"job_titles": ["Geschäftsführerin"], "strict": ["job_titles"]}, ()),
    refused("strict of a field that is not there", {"job_titles": ["CEO"], "strict": ["locations"]}, "strict"),
    refused(
        "a filter of realtime alone is named", {"changed_jobs": True}, "changed_jobs", "not supported in database mode"
    ),
    refused("an unknown field is named", {"job_titels": ["x"]}, "job_titels", "job_titles"),
)
