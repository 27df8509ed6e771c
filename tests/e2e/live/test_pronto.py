"""Pronto live, as its clients use it: nothing is said of `live`, and whom the source knows comes to the webhook."""

import pytest
from connected import PRONTO, pick, requests, sales_id, who

from leadscout.emulator import elements, graph
from leadscout.lexicon import Lexicon
from leadscout.model.lead import Lead, Position
from leadscout.model.query import Clause

DIRECTORS = Clause("seniority", ("director", "head"))
VICE_PRESIDENTS = Clause("seniority", ("vp",))
PREVIEW = f"{PRONTO}/preview"
YES = ("true",)

EXAMPLES = {
    "EU SaaS VPs of Sales": (
        {
            "name": "EU SaaS VPs of Sales",
            "job_titles": ["VP of Sales", "Chief Revenue Officer", "Head of Sales"],
            "included_locations": ["101452733", "105015875", "101282230", "103644278"],
            "company_size": ["51-200", "201-500", "501–1000", "1001-5000"],
            "limit": 500,
        },
        (
            Clause("title", ("VP of Sales", "Chief Revenue Officer", "Head of Sales")),
            Clause("location", ("101452733", "105015875", "101282230", "103644278")),
            Clause("headcount", ("D", "E", "F", "G")),
        ),
    ),
    "Engineering leaders at specific companies who recently changed jobs": (
        {
            "functions": ["8", "13", "18"],
            "included_companies": ["900000000", {"id": "900000001"}, 900000003],
            "recently_changed_jobs": ["RPC"],
        },
        (
            Clause("function", ("8", "13", "18")),
            Clause("company", ("id:900000000", "id:900000001", "id:900000003")),
            Clause("changed_jobs", YES),
        ),
    ),
    "Target an account list while excluding an existing lead list": (
        {"included_account_lists": ["ACCOUNTS"], "excluded_lead_lists": ["LEADS"], "seniority_levels": ["220"]},
        (DIRECTORS, Clause("company", ("id:900000000", "id:900000001"))),
    ),
    "Past colleagues who posted on LinkedIn recently": (
        {"past_colleague": True, "posted_on_linkedin": True},
        (Clause("past_colleague", YES), Clause("posted", YES)),
    ),
    "Keyword + tenure filter, scale mode": (
        {
            "keyword": "cybersecurity",
            "years_at_current_company": ["2", "3"],
            "years_of_experience": ["4", "5"],
            "included_locations": ["103644278"],
            "scale": True,
            "streaming": True,
        },
        (
            Clause("keyword", ("cybersecurity",)),
            Clause("years_at_company", ("2", "3")),
            Clause("years_of_experience", ("4", "5")),
            Clause("location", ("103644278",)),
        ),
    ),
    "1st-degree connections of a target profile": (
        {"connections_of_profile": "TARGET", "relationship": ["S"]},
        (Clause("connections_of", ("TARGET",)), Clause("relationship", ("S",))),
    ),
}
"""The six headings of Pronto's page: what is sent, and what it means."""


def target(truth) -> Lead:
    """Somebody whom an address names."""
    return pick(truth, lambda lead: lead.profile_url)


def told(calls) -> list[str]:
    return [sales_id(entry) for call in calls for entry in call["leads"]]


def written(body: dict[str, object], names: dict[str, object]) -> dict[str, object]:
    """A body with the names in it replaced."""
    value = lambda one: [names.get(str(each), each) for each in one] if isinstance(one, list) else names.get(one, one)  # noqa: E731
    return {field: value(one) if isinstance(one, (list, str)) else one for field, one in body.items()}


@pytest.mark.parametrize("heading", EXAMPLES)
def test_the_examples_of_the_seed_bring_whom_the_source_knows(mine, receiver, truth, heading):
    body, clauses = EXAMPLES[heading]
    someone = target(truth)
    means = tuple(Clause(one.filter, (someone.sales_id,)) if one.values == ("TARGET",) else one for one in clauses)
    expected = who(truth, *means)
    names: dict[str, object] = {"TARGET": someone.profile_url}
    if "included_account_lists" in body:
        left_out = min(expected)
        expected -= {left_out}
        companies = {"name": "accounts", "companies": [{"id": 900000000}, {"id": 900000001}]}
        leads = {"name": "leads", "leads": [{"linkedin_url": f"https://www.linkedin.com/sales/lead/{left_out}"}]}
        for name, members in (("ACCOUNTS", companies), ("LEADS", leads)):
            made = mine("POST", "/api/v2/lists", json=members)
            assert made.status_code == 201, made.text
            names[name] = made.json()["linkedin_id"]
    record = mine.pronto(receiver, custom={"crm": heading}, **written(body, names))
    shown = mine.ended(record["id"])
    assert shown["status"] == "FINISHED", shown
    calls = receiver.wait(1) if not body.get("streaming") else receiver.wait(-(-len(expected) // 25) + 1)
    assert expected, "the example finds somebody"
    assert set(told(calls)) == expected
    assert len(told(calls)) == len(expected)
    assert {call["search"]["status"] for call in calls[-1:]} == {"FINISHED"}
    near = {sales_id(entry): entry["lead"]["connection_degree"] for entry in shown["leads"]}
    assert near == {id_: graph.degree(graph.key(id_)) for id_ in expected}
    assert [call["custom"] for call in calls] == [{"crm": heading}] * len(calls)
    assert mine.credits == 10_000 - len(expected)


def of_source(lead: Lead, job: Position, lexicon: Lexicon) -> dict[str, object]:
    """What the source tells of somebody with a job, in Pronto's words; read from the folder, not from the wire."""
    inside = f"https://www.linkedin.com/in/{lead.sales_id}"
    return {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "full_name": lead.full_name,
        "title": job.title or None,
        "title_description": job.description or None,
        "summary": lead.summary or None,
        "location": elements.place(lead.location, lexicon) or None,
        "linkedin_profile_url": lead.profile_url,
        "linkedin_id_url": inside,
        "sales_navigator_profile_url": f"https://www.linkedin.com/sales/lead/{lead.sales_id}",
        "profile_image_url": lead.photo or None,
        "is_premium_linkedin": bool(lead.premium),
        "is_open_profile_linkedin": bool(lead.open_profile),
        "is_open_to_work_linkedin": bool(lead.open_to_work),
        "connection_degree": graph.degree(graph.key(lead.sales_id)),
        "status": "QUALIFIED",
        "rejection_reason": [],
        "lk_headline": lead.headline or None,
        "lk_connections_count": None if lead.connections is None else min(lead.connections, 500),
        "current_positions_count": len(lead.current),
    }


def company_of_source(job: Position, lexicon: Lexicon, *, listed: bool) -> dict[str, object]:
    company = job.company
    if not company.id:  # it has no page at the source
        return {"name": company.name or None, "linkedin_id": None}
    return {
        "name": company.name,
        "industry": elements.industry(company.industry, lexicon) or None,
        "location": elements.place(company.location, lexicon) or None,
        "linkedin_id": company.id,
        "linkedin_url": f"https://www.linkedin.com/company/{company.id}",
    } | ({} if listed else {"website": company.website or None, "description": company.description or None})


@pytest.mark.parametrize("scale", [False, True])
def test_leads_carry_what_the_source_tells_of_them(mine, receiver, truth, lexicon, scale):
    expected = who(truth, VICE_PRESIDENTS, Clause("function", ("25",)))
    record = mine.pronto(receiver, seniority_levels=["300"], functions=["25"], scale=scale)
    mine.ended(record["id"])
    (call,) = receiver.wait(1)
    assert {sales_id(entry) for entry in call["leads"]} == expected
    for entry in call["leads"]:
        lead = truth.leads[sales_id(entry)]
        job = next(one for one in lead.current if one.title == (entry["lead"]["title"] or ""))
        shown = of_source(lead, job, lexicon)
        if scale:
            assert shown.keys() - entry["lead"].keys() == {"lk_headline", "lk_connections_count"}
            shown["linkedin_profile_url"] = shown["linkedin_id_url"]
            # A list does not tell who looks for work.
            del shown["lk_headline"], shown["lk_connections_count"], shown["is_open_to_work_linkedin"]
        company = company_of_source(job, lexicon, listed=scale)
        assert {name: entry["lead"][name] for name in shown} == shown
        assert {name: entry["company"][name] for name in company} == company
    profiles = {
        visit["what"].partition("profileId:")[2].partition(",")[0] for visit in requests(mine.emulation, "profile")
    }
    assert profiles == (set() if scale else expected), "scale: true reads no profile"
    asked_for = [visit["what"] for visit in requests(mine.emulation, "company")]
    employers = {job.company.id for id_ in expected for job in truth.leads[id_].current} - {""}
    assert len(asked_for) == len(set(asked_for)), "an employer of several people is read once"
    assert set(asked_for) <= (set() if scale else employers), "those that people.db describes are not asked for again"
    assert bool(asked_for) is not scale


def test_a_preview_is_whole_free_and_leaves_nothing(mine, truth):
    expected = who(truth, DIRECTORS)
    answer = mine("POST", PREVIEW, json={"seniority_levels": ["220"], "limit": 5, "webhook_url": "nonsense"})
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["total_count"], len(shown["preview"])) == (len(expected), 25)
    assert {row["linkedin_id"] for row in shown["preview"]} <= expected
    lead = truth.leads[shown["preview"][0]["linkedin_id"]]
    assert shown["preview"][0]["full_name"] == lead.full_name
    assert shown["preview"][0]["current_company"] in {job.company.name for job in lead.current}
    assert [visit["operation"] for visit in requests(mine.emulation)] == ["search"], "one page, and no count besides"
    assert (mine.credits, mine("GET", "/api/v2/searches").json()["searches"]) == (10_000, [])


def test_streamed_leads_come_as_they_are_found(mine, receiver, truth):
    expected = who(truth, VICE_PRESIDENTS)
    record = mine.pronto(receiver, seniority_levels=["300"], streaming=True, limit=60, scale=True)
    *batches, last = receiver.wait(4)
    assert [len(call["leads"]) for call in batches] == [25, 25, 10]
    assert {call["search"]["status"] for call in batches} == {"ONGOING"}
    assert (last["search"]["status"], last["leads"]) == ("FINISHED", [])
    ids = told(batches)
    assert (len(ids), len(set(ids)), set(ids) <= expected) == (60, 60, True)
    assert (mine.ended(record["id"])["leads_count"], mine.credits) == (60, 9940)


GRAPH = {
    "relationship F": ({"relationship": ["F"]}, (Clause("relationship", ("F",)),)),
    "relationship S": (
        {"relationship": ["S"], "seniority_levels": ["300"]},
        (Clause("relationship", ("S",)), VICE_PRESIDENTS),
    ),
    "relationship F or A": ({"relationship": ["F", "A"]}, (Clause("relationship", ("F", "A")),)),
    "relationship O": (
        {"relationship": ["O"], "seniority_levels": ["300"]},
        (Clause("relationship", ("O",)), VICE_PRESIDENTS),
    ),
    "follows_your_company": ({"follows_your_company": True}, (Clause("follows_your_company", YES),)),
    "viewed_your_profile": ({"viewed_your_profile": True}, (Clause("viewed_your_profile", YES),)),
    "with_shared_experiences": (
        {"with_shared_experiences": True, "seniority_levels": ["220"]},
        (Clause("shared_experiences", YES), DIRECTORS),
    ),
    "posted_on_linkedin": (
        {"posted_on_linkedin": True, "seniority_levels": ["220"]},
        (Clause("posted", YES), DIRECTORS),
    ),
    "past_colleague": ({"past_colleague": True}, (Clause("past_colleague", YES),)),
}


@pytest.mark.parametrize("name", GRAPH)
def test_filters_of_the_graph_are_answered_by_the_source(mine, receiver, truth, name):
    body, clauses = GRAPH[name]
    expected = who(truth, *clauses)
    mine.ended(mine.pronto(receiver, **body, scale=True)["id"])
    (call,) = receiver.wait(1)
    ids = [sales_id(entry) for entry in call["leads"]]
    assert expected
    assert (set(ids), len(ids)) == (expected, len(expected))
    in_other_ways(mine, receiver, body, expected)


def in_other_ways(mine, receiver, body, expected: set[str]) -> None:
    """The same as a preview, streamed, and with everybody's profile."""
    shown = mine("POST", PREVIEW, json=body).json()
    assert (shown["total_count"], len(shown["preview"])) == (len(expected), min(25, len(expected)))
    assert {row["linkedin_id"] for row in shown["preview"]} <= expected
    some = min(30, len(expected))
    record = mine.pronto(receiver, **body, scale=True, streaming=True, limit=some)
    assert mine.ended(record["id"])["leads_count"] == some
    streamed = receiver.wait(2 + -(-some // 25))[1:]
    assert (len(told(streamed)), set(told(streamed)) <= expected, streamed[-1]["leads"]) == (some, True, [])
    whole = mine.ended(mine.pronto(receiver, **body, limit=2)["id"])["leads"]
    assert len(whole) == min(2, len(expected))
    assert all(sales_id(entry) in expected and "lk_headline" in entry["lead"] for entry in whole)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/in/{slug}",
        "https://www.linkedin.com/in/{slug}/",
        "https://www.linkedin.com/in/{sales_id}",
        "https://www.linkedin.com/sales/lead/{sales_id}",
        "https://www.linkedin.com/sales/lead/{sales_id},NAME_SEARCH,abcd",
    ],
)
def test_connections_of_a_profile_in_each_form_of_its_address(mine, receiver, truth, address):
    someone = target(truth)
    slug = someone.profile_url.rpartition("/")[2]
    expected = who(truth, Clause("connections_of", (someone.sales_id,)))
    written_ = address.format(slug=slug, sales_id=someone.sales_id)
    mine.ended(mine.pronto(receiver, connections_of_profile=written_, scale=True)["id"])
    (call,) = receiver.wait(1)
    assert expected
    assert {sales_id(entry) for entry in call["leads"]} == expected
    if address.endswith("/in/{slug}"):
        in_other_ways(mine, receiver, {"connections_of_profile": written_}, expected)


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "https://www.linkedin.com/company/nordwind",
        "https://www.linkedin.com/in/nobody-of-this-name-1a2b3c",
        "https://www.linkedin.com/in/ACwAAnobody0000000000000000000000000001",
        "https://www.linkedin.com/sales/lead/ACwAAnobody0000000000000000000000000001",
        "https://www.linkedin.com/sales/lead/12",
    ],
)
@pytest.mark.parametrize("path", [PRONTO, PREVIEW])
def test_connections_of_what_is_no_address_or_nobody_are_refused(mine, receiver, address, path):
    body = {"webhook_url": receiver.url, "connections_of_profile": address}
    answer = mine("POST", path, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"] == 422
    assert "connections_of_profile" in answer.json()["message"]
    assert mine("GET", "/api/v2/searches").json()["searches"] == []


def test_nobody_is_a_finished_search(mine, receiver):
    record = mine.pronto(receiver, job_titles=["no such title at all"])
    (call,) = receiver.wait(1)
    assert (record["expected_profiles_count"], call["search"]["status"], call["leads"]) == (0, "FINISHED", [])
    assert mine.credits == 10_000
