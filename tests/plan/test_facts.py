"""Golden facts: what of a lead can be searched. A fault here would be shared by every engine."""

import tracemalloc

import pytest
from msgspec.structs import replace

from leadscout.intake.population import Population
from leadscout.model.lead import Company, Lead, Location, Position, School, order_of, seq_of
from leadscout.plan.facts import GAP, SLOTS, Reader, Scope

NORDWIND = Company(
    name="Nordwind Systems GmbH",
    id="900000101",
    slug="nordwind-systems",
    website="https://www.nordwind.example",
    industry="Software Development",
    headcount=120,
    type="Privately Held",
    location=Location(text="Hamburg, Germany"),
)
ATELIER = Company(name="Winterfeld Art Work")
CLARA = Lead(
    id="lead_1",
    full_name="Clara Winterfeld",
    headline="Marketing Director at Nordwind",
    summary="B2B SaaS.",
    location=Location(text="Georgia"),
    sales_id="ACwAAFIXTURE",
    member_id="990000001",
    profile_url="https://www.linkedin.com/in/clara-winterfeld-0001",
    positions=(
        Position(title="Freelance Artist", company=ATELIER, started="2013"),
        Position(title="VP, Marketing", company=NORDWIND, started="2023-03", function="Marketing", seniority="300"),
        Position(title="Marketing Manager", company=NORDWIND, started="2020-01", ended="2023-02"),
        Position(title="Intern", company=NORDWIND, started="2016-01", ended="2019-06"),
    ),
    schools=(School(name="University of Northvale", id="800000"),),
    skills=("Demand Generation",),
)


def test_one_slot_for_each_job_the_primary_first(facts):
    vice, artist = facts(CLARA).current
    assert vice.words == {"title": (("vp", "marketing"),)}
    assert vice.terms == {
        "title_form": ("vp_marketing",),
        "title_also": ("president", "vice"),
        "concept": ("t.vicepresident", "t.marketing", "role.vp", "role.vp.15", "language.en"),
        "company": ("id:900000101", "slug:nordwind-systems", "domain:nordwind.example", "name:nordwind_systems"),
        "headcount": ("D",),
        "company_type": ("private",),
        "hq": ("106430557", "101949806", "101282230"),
        "hq_derived": (
            *("90009725", "county:DE.00.norddeutschland", "91000007", "91000006", "100506914", "92000000"),
            *("macro:eu", "macro:eea", "macro:western_europe"),
        ),
        "industry": ("4", "6", "1594"),
        "function": ("15",),
        "seniority": ("vp",),
        "website": ("true",),
        "started": ("true",),
    }
    assert artist.words == {"title": (("freelance", "artist"),)}
    assert artist.terms["company"] == ("name:winterfeld_art_work",)


def test_what_is_read_out_of_a_title_is_marked(facts):
    vice, artist = facts(CLARA).current
    assert vice.inferred == frozenset(), "both codes were given"
    assert artist.terms["seniority"] == ("entry",)
    assert artist.inferred == {"seniority", "function"}


def test_months_since_the_position_the_company_and_the_career(facts):
    found = facts(CLARA)
    vice, artist = found.current
    assert vice.months == {"since": 2023 * 12 + 2, "company_since": 2020 * 12}, "an unbroken run at the same company"
    assert artist.months["since"] == 2013 * 12, "a bare year is its January"
    broken = {"since": 2016 * 12, "company_since": 2016 * 12, "joined": 2016 * 12}
    assert found.past[1].months == broken, "a gap of half a year breaks the run; nothing was before"
    assert found.person.months == {"career_since": 2013 * 12}


def test_a_job_without_a_start_has_no_month(facts):
    found = facts(Lead(full_name="A", positions=(Position(title="CEO"), Position(title="CFO", started="2019-13"))))
    assert [slot.months for slot in found.current] == [{"since": 2019 * 12, "company_since": 2019 * 12}, {}]


def test_past_jobs_the_latest_end_first(facts):
    assert [slot.words["title"] for slot in facts(CLARA).past] == [(("marketing", "manager"),), (("intern",),)]


def test_the_person(facts):
    person = facts(CLARA).person
    assert person.terms["id"] == ("lead_1", "ACwAAFIXTURE", "990000001", "clara-winterfeld-0001")
    assert person.terms["school"] == ("800000", "university_northvale")
    said = person.words["text"][0]
    for words in (("clara", "winterfeld"), ("b2b", "saas"), ("nordwind", "systems", "gmbh"), ("demand", "generation")):
        assert " ".join(words) in " ".join(said)
    assert f"saas {GAP} freelance" in " ".join(said), "a phrase cannot run from one text into the next"


def test_a_homonym_is_a_guess_except_for_what_all_readings_share(facts):
    georgia = facts(CLARA).person
    assert georgia.terms["place"] == ()
    assert georgia.terms["place_derived"][0] == "106315325"
    new_york = facts(Lead(full_name="A", location=Location(text="New York, United States"))).person
    assert "102571732" in new_york.terms["place_derived"], "the city inside the state of its name is likely meant"
    springfield = facts(Lead(full_name="A", location=Location(text="Springfield, United States"))).person
    assert springfield.terms["place"] == ("103644278",), "every Springfield is in the United States"


def test_who_lives_in_a_metro_likely_lives_in_its_city(facts):
    munich = facts(Lead(full_name="A", location=Location(text="Greater Munich Metropolitan Area"))).person
    assert munich.terms["place"] == ("90009735", "101282230")
    assert {"100477049", "100545973"} <= set(munich.terms["place_derived"]), "Munich and Bavaria, but not strictly"


def test_of_places_side_by_side_each_is_likely(facts):
    both = facts(Lead(full_name="A", location=Location(text="Berlin | London"))).person
    assert both.terms["place"] == ()
    assert {"106967730", "102257491", "101282230", "101165590"} <= set(both.terms["place_derived"])
    inside = facts(Lead(full_name="A", location=Location(text="Berlin/München"))).person
    assert inside.terms["place"] == ("101282230",), "both are in Germany"


def test_a_given_place_id_wins_over_its_text(facts):
    place = facts(Lead(full_name="A", location=Location(text="Maryland", id="103644278"))).person
    assert place.terms["place"] == ("103644278",)
    unknown = facts(Lead(full_name="A", location=Location(id="777"))).person
    assert unknown.terms["place"] == ("777",), "an unknown id is searched as it is"


def test_a_headline_stands_in_for_missing_jobs_and_is_marked(facts):
    (slot,) = facts(Lead(full_name="A", headline="VP of Sales at Lumenforge Health | speaker")).current
    assert slot.words == {"title": (("vp", "sales"),)}
    assert slot.terms["company"] == ("name:lumenforge_health",)
    assert {"title", "company", "seniority"} <= slot.inferred


def test_the_persons_own_industry_goes_before_the_main_employers(facts):
    bank = Position(company=Company(name="B", industry="Banking"))
    own = facts(Lead(full_name="A", industry="Law Practice", positions=(bank,)))
    assert (own.person.terms["lead_industry"][0], own.current[0].terms["industry"][0]) == ("9", "41")
    assert facts(Lead(full_name="A", positions=(bank,))).person.terms["lead_industry"][0] == "41"
    assert facts(Lead(full_name="A")).person.terms["lead_industry"] == ()


def test_the_persons_industry_stands_in_for_the_main_jobs(facts):
    lead = Lead(full_name="A", industry="Banking", positions=(Position(title="CEO"), Position(title="Artist")))
    main, other = facts(lead).current
    assert main.terms["industry"][0] == "41"
    assert facts(lead).person.terms["lead_industry"][0] == "41"
    assert "industry" in main.inferred
    assert other.terms["industry"] == ()


def test_own_values_are_those_of_the_main_job(facts):
    assert facts(CLARA).own == {
        "hq": "106430557",
        "industry": "4",
        "lead_industry": "4",
        "headcount": "D",
        "company_type": "private",
        "function": "15",
        "seniority": "vp",
        "place": "106315325",
        "company": "id:900000101",
        "school": "University of Northvale",
    }
    (artist,) = (position for position in CLARA.positions if position.company is ATELIER)
    known = facts(Lead(positions=(artist,), profile_language="de-AT", groups=("701", "702"))).own
    assert known["company"] == "name:winterfeld_art_work", "without a number, the name"
    assert (known["profile_language"], known["group"]) == ("de", "701")


def test_no_more_positions_count_than_the_cap(facts):
    lead = Lead(
        full_name="A",
        positions=(
            *(Position(title=f"Job {at}") for at in range(20)),
            *(Position(title=f"Old {at}", ended=f"{1950 + at}") for at in range(40)),
        ),
    )
    found = facts(lead)
    assert len(found.current) == SLOTS[Scope.CURRENT] == 8
    assert len(found.past) == SLOTS[Scope.PAST] == 24
    assert found.past[0].words["title"] == (("old", "39"),)


def test_order_is_completeness_then_age():
    assert order_of(CLARA, 7) > order_of(Lead(full_name="A"), 1)
    assert order_of(CLARA, 7) > order_of(CLARA, 8)
    assert seq_of(order_of(CLARA, 7)) == 7
    assert order_of(CLARA, 1) < 2**62


def test_joined_is_the_first_start_at_a_company(facts):
    here, there = Company(name="Here"), Company(name="There")
    found = facts(
        Lead(
            full_name="A",
            positions=(
                Position(title="Head", company=here, started="2026-09"),
                Position(title="Adviser", company=there, started="2026-10"),
                Position(title="Founder", started="2026-10"),
                Position(title="Intern", company=here, ended="2011"),
            ),
        )
    )
    assert [slot.months.get("joined") for slot in found.current] == [2026 * 12 + 9, None, None], (
        "back at a company is not new, and no company is none"
    )


def test_dates_are_days_and_names_are_words(facts):
    lead = Lead(first_name="Ana-Lucía", last_name="R.", posted_on="2026-11", news_on="2026", profile_language="de_DE")
    person = facts(lead).person.terms
    assert (person["posted_on"], person["news_on"]) == (("2026-11-01",), ("2026-01-01",))
    assert (person["first_name"], person["name"]) == (("ana", "lucia"), ("ana_lucia_r",))
    assert person["profile_language"] == ("de",)
    assert not person["whole_name"]
    assert not person["photo"]


def test_what_is_remembered_of_companies_does_not_grow_with_what_they_say_of_themselves(facts):
    tracemalloc.start()
    for at in range(1000):
        company = Company(name=f"Company {at}", description=f"{at} " + "We make things. " * 1250)
        facts(Lead(full_name="Ana Ruiz", positions=(Position(title="Buyer", company=company),)))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 8_000_000, f"{held:,} bytes of 1,000 companies that say 20 kB each"


@pytest.mark.parametrize("field", Company.__struct_fields__)
def test_companies_that_differ_in_one_field_are_not_taken_for_each_other(lexicon, field):
    """What one of them says is remembered."""
    other = {"location": Location(text="Lyon, France"), "headcount": 7, "industry": "Banking", "id": "900000102"}
    read, jobs = Reader(lexicon), [Position(title="Buyer", company=NORDWIND)]
    jobs.append(
        Position(title="Buyer", company=replace(NORDWIND, **{field: other.get(field, "https://other.example")}))
    )
    read(Lead(full_name="Ana Ruiz", positions=(jobs[0],)))
    for job in reversed(jobs):
        lead = Lead(full_name="Ana Ruiz", positions=(job,))
        remembered, anew = (dict(facts.current[0].terms) for facts in (read(lead), Reader(lexicon)(lead)))
        assert remembered == anew


def test_facts_read_whole_and_on_demand_are_the_same(facts, lexicon, seed):
    """An index takes all of somebody, an answer asks for two or three paths."""
    back = Position(title="Buyer", company=NORDWIND, started="2021-07")
    invented = (
        Lead(headline="VP of Sales at Lumenforge Health", photo="https://a.example/p.jpg", last_name="Ruiz"),
        Lead(industry="Banking", positions=(Position(title="Buyer", company_started="2020"),)),
        Lead(positions=(back, replace(back, started="2019", ended="2021-06"), replace(back, started="", ended=""))),
    )
    for lead in (CLARA, *invented, *Population(seed, lexicon).people(200)):
        whole, demanded = facts(lead), facts.on_demand(lead)
        assert (whole.current, whole.past, whole.own) == (demanded.current, demanded.past, demanded.own)
        assert dict(whole.person.terms) == dict(demanded.person.terms)
        assert dict(whole.person.words) == dict(demanded.person.words)
        assert whole.person.months == demanded.person.months


def test_what_a_title_a_company_and_a_place_say_is_one_object_for_all_who_have_it(facts):
    """Whoever writes an index asks for the codes of each object once (decision 83)."""
    jobs = [Position(title="Buyer", company=NORDWIND, started=started) for started in ("2019-01", "2021-07")]
    one, other = (facts(Lead(full_name="Ana Ruiz", location=CLARA.location, positions=(job,))) for job in jobs)
    assert [*map(id, one.current[0].terms.shared)] == [*map(id, other.current[0].terms.shared)]
    assert [*map(id, one.person.terms.shared)] == [*map(id, other.person.terms.shared)]
