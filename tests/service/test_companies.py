"""Companies follow people: put together by key, told by most, gone with the last who told of them."""

from itertools import permutations
from random import Random

import pytest
from msgspec.structs import replace
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.errors import Refused
from leadscout.lexicon.identities import companies
from leadscout.model.lead import Company, Lead, Location, Position
from leadscout.model.lists import OPERATOR
from leadscout.model.query import Clause, Query
from leadscout.model.search import COMPANIES
from leadscout.service.people.intake import Arrived, RowSource, forget, merge_people
from leadscout.store.organizations import Organizations


@pytest.fixture
def home(tmp_path):
    """Everything over an empty folder."""
    one = Leadscout(settings_of(tmp_path))
    yield one
    one.people.database.close()


def at(number, *companies, **more):
    """Somebody who works at companies."""
    jobs = tuple(Position(title="Buyer", company=company) for company in companies)
    return Lead(full_name=f"Person {number}", member_id=str(number), positions=jobs, **more)


def take(home, *leads, source="list.csv", day=20_000):
    outcome = home.intake.take(
        [Arrived(line, lead) for line, lead in enumerate(leads, start=1)], RowSource(source, day)
    )
    home.company_keeper.catch_up()
    return [outcome.seqs[line] for line in range(1, len(leads) + 1)]


def records(home):
    """Every company by its key, as answers have it."""
    question = home.asking.question(OPERATOR, Query(), route=COMPANIES)
    leads = [lead for batch in home.asking.everybody(question, 100) for lead in batch]
    assert home.asking.count(question).value == len(leads) == home.organizations.count()
    return {lead.id: lead.positions[0].company for lead in leads}


NUMBERED = Company(name="Nordwind Systems", id="5512", slug="nordwind", domain="nordwind.example")
BY_LINK = Company(name="Nordwind Systems GmbH", slug="nordwind", industry="4")
BY_NAME = Company(name="Nordwind Systems", size="51-200")
OTHER = Company(name="Nordwind Systems", id="77")


@pytest.mark.parametrize("order", list(permutations((NUMBERED, BY_LINK, BY_NAME))))
def test_one_company_is_one_record_whoever_comes_first(home, order):
    for number, company in enumerate(order):
        take(home, at(number, company))
    (key, company), *others = records(home).items()
    assert (key, others) == ("id:5512", [])
    assert (company.slug, company.domain, company.industry, company.size) == (
        "nordwind",
        "nordwind.example",
        "4",
        "51-200",
    )


@pytest.mark.parametrize("order", list(permutations((NUMBERED, OTHER, BY_NAME))))
def test_a_name_that_two_companies_have_is_neither(home, order):
    for number, company in enumerate(order):
        take(home, at(number, company))
    assert {key: company.size for key, company in records(home).items()} == {
        "id:5512": "",
        "id:77": "",
        "name:nordwind_systems": "51-200",
    }


def test_a_company_is_gone_with_the_last_who_told_of_it(home):
    first, second = take(home, at(1, NUMBERED), at(2, NUMBERED))
    forget(home.people, first)
    home.company_keeper.catch_up()
    assert list(records(home)) == ["id:5512"]
    forget(home.people, second)
    home.company_keeper.catch_up()
    assert records(home) == {}
    assert home.directory.find(["id:5512", "slug:nordwind"]) is None
    take(home, at(3, NUMBERED))
    assert list(records(home)) == ["id:5512"]


def test_what_only_one_told_goes_with_them(home):
    _, teller = take(home, at(1, NUMBERED), at(2, replace(NUMBERED, description="Wind turbines")))
    assert home.directory.get("5512").company.description == "Wind turbines"
    forget(home.people, teller)
    home.company_keeper.catch_up()
    assert home.directory.get("5512").company == NUMBERED


def test_a_name_goes_back_to_its_company_when_the_other_is_gone(home):
    _, other, _ = take(home, at(1, NUMBERED), at(2, OTHER), at(3, BY_NAME))
    assert len(records(home)) == 3
    forget(home.people, other)
    home.company_keeper.catch_up()
    assert {key: company.size for key, company in records(home).items()} == {"id:5512": "51-200"}


def test_the_value_that_most_tell_stands_and_says_where_it_is_from(home):
    small, large = replace(NUMBERED, size="11-50"), replace(NUMBERED, size="51-200")
    take(home, at(1, small), source="old.csv", day=19_000)
    take(home, at(2, large), at(3, large), source="new.csv", day=19_500)
    take(home, at(4, replace(small, description="Wind")), source="last.csv", day=20_500)
    organization = home.directory.get("https://www.linkedin.com/company/nordwind")
    assert organization.company.size in ("11-50", "51-200")
    told = {name: (origin.source, origin.as_of) for name, origin in organization.provenance.items()}
    assert told["description"] == ("last.csv", "2026-02-16")
    assert organization.company.size == "11-50", "two of four, and the newer of equals"
    take(home, at(5, large), source="more.csv", day=20_000)
    assert home.directory.get("5512").company.size == "51-200"
    assert [origin.source for origin in organization.sources] == ["last.csv", "new.csv", "old.csv"]


def test_a_number_of_people_and_a_range_come_from_one_telling(home):
    take(home, at(1, replace(NUMBERED, headcount=9000)), at(2, replace(NUMBERED, size="1-10")))
    company = home.directory.get("5512").company
    assert (company.headcount, company.size) in ((9000, ""), (None, "1-10"))


def test_a_changed_job_and_two_people_made_one_are_followed(home):
    first, second = take(home, at(1, NUMBERED), at(2, OTHER))
    take(home, at(1, replace(NUMBERED, type="Privately Held")), day=20_001)
    assert records(home)["id:5512"].type == "Privately Held"
    merge_people(home.people, first, second)
    home.company_keeper.catch_up()
    before = home.organizations.last_change()
    assert set(records(home)) <= {"id:5512", "id:77"}
    home.company_keeper.catch_up()
    assert home.organizations.last_change() == before, "nothing is done twice"


def test_an_older_people_db_is_followed_from_its_first_person_on(home):
    leads = [Arrived(line, at(line, replace(NUMBERED, id=str(line)))) for line in range(1, 2101)]
    home.intake.take(leads, RowSource("x", 1))  # nobody follows yet
    assert home.organizations.behind()
    turns = 0
    while home.company_keeper.turn():
        turns += 1
    assert (turns, home.organizations.count()) == (2, 2100)
    assert home.organizations.by_key(["slug:nordwind"]) == {}, "thousands of companies have it: it means none"


def test_whatever_happened_companies_are_those_of_the_people_who_are_there(tmp_path, seed):
    """After many changes, as if only the people who are left had ever come."""
    dice = Random(seed)
    home = Leadscout(settings_of(tmp_path / "a"))
    there = {}
    for turn in range(12):
        numbers = range(turn * 10, turn * 10 + 10)
        leads = [at(number, *(invented(dice) for _ in range(dice.choice((0, 1, 1, 2))))) for number in numbers]
        there |= dict(zip(numbers, take(home, *leads), strict=True))
        for gone in dice.sample(list(there), 4):
            forget(home.people, there.pop(gone))
    home.company_keeper.catch_up()
    left = home.people.leads(list(there.values()))
    fresh = Leadscout(settings_of(tmp_path / "b"))
    take(fresh, *(replace(lead, id="") for lead in left.values()))
    assert records(home).keys() == records(fresh).keys()
    assert len(records(home)) > 5
    assert {key: sorted(map(str, tellings_of(home, key))) for key in records(home)} == {
        key: sorted(map(str, tellings_of(fresh, key))) for key in records(fresh)
    }
    home.people.database.close()
    fresh.people.database.close()


def tellings_of(home, key):
    seq = home.organizations.by_key([key])[key]
    return [(one.company, one.people) for one in home.organizations.tellings([seq])[seq]]


def invented(dice):
    """A company of a few, told in one of many ways, some of them contradicting each other."""
    one = dice.randrange(6)
    return Company(
        name=dice.choice(("", f"Firm {one % 4}")),
        id=dice.choice(("", "", str(100 + one))),
        slug=dice.choice(("", f"firm-{one % 5}")),
        domain=dice.choice(("", f"firm{one % 3}.example")),
        location=Location(text=dice.choice(("", "Berlin, Germany"))),
    )


def test_people_at_a_company_are_counted_as_a_search_finds_them(home):
    take(home, at(1, NUMBERED), at(2, NUMBERED), at(3, OTHER))
    home.indexer.catch_up()
    assert home.directory.people_at(OPERATOR, ["id:5512", "id:77", "id:9"]) == {"id:5512": 2, "id:77": 1, "id:9": 0}
    question = home.asking.question(OPERATOR, Query((Clause("company", ("id:5512",)),)), route=COMPANIES)
    assert [one.lead.id for one in home.asking.page(question, 5).found] == ["id:5512"]


ALIKE = (
    Company(name="Grünwerk GmbH", website="https://careers.gruenwerk.example"),
    Company(name="Gruenwerk"),
    Company(name="GmbH & Co. KG Grünwerk", size="51-200"),
    Company(name="Grünwerk Holding", website="gruenwerk.example"),
    Company(website="https://shop.gruenwerk.example/de"),
)


@pytest.mark.parametrize("order", [ALIKE, ALIKE[::-1], (*ALIKE[2:], *ALIKE[:2])])
def test_writings_of_one_company_are_one_record(home, order):
    for number, company in enumerate(order):
        take(home, at(number, company))
    ((key, company),) = records(home).items()
    assert (key, company.size) == ("domain:gruenwerk.example", "51-200")
    home.indexer.catch_up()
    for written, people in (("Grünwerk", 4), ("Gruenwerk", 4), ("jobs.gruenwerk.example", 3)):
        query = Query((Clause("company", tuple(companies.read(written))),))
        assert home.asking.count(home.asking.question(OPERATOR, query)).value == people, written


NAMED = (
    Company(name="International Business Machines"),
    Company(name="IBM Deutschland", website="https://www.ibm.example"),
    Company(name="IBM Corp.", size="10001+"),
    Company(name="International Business Machines Corporation", website="ibm.example"),
)


@pytest.mark.parametrize("order", [NAMED, NAMED[::-1]])
def test_names_of_one_well_known_company_are_one_record(home, order):
    for number, company in enumerate(order):
        take(home, at(number, company))
    ((key, company),) = records(home).items()
    assert (key, company.size) == ("domain:ibm.example", "10001+")
    home.indexer.catch_up()
    query = Query((Clause("company", tuple(companies.read("IBM"))),))
    assert home.asking.count(home.asking.question(OPERATOR, query)).value == 3


def test_a_name_that_several_companies_have_is_refused_with_each_of_them(home):
    take(
        home,
        at(1, Company(name="Baustein GmbH", id="51")),
        at(2, Company(name="Baustein", website="https://www.baustein.example")),
        at(3, Company(name="Baustein AG", slug="baustein-ag")),
    )
    keys = companies.read("Baustein")
    assert home.directory.find(keys) is None
    with pytest.raises(Refused, match="several companies are known as Baustein") as refused:
        home.directory.get("Baustein")
    (fault,) = refused.value.faults
    assert sorted(fault.valid) == [
        "51 (Baustein GmbH)",
        "baustein.example (Baustein)",
        "https://www.linkedin.com/company/baustein-ag/ (Baustein AG)",
    ]
    for one in fault.valid:
        assert home.directory.get(one.partition(" (")[0]).company.name == one.partition(" (")[2].rstrip(")")
    with pytest.raises(Refused, match="no company is known as Ziegel"):
        home.directory.get("Ziegel")


@pytest.mark.parametrize(
    ("written", "label"),
    [
        (
            ("ACME WORKS", "Acme Works", "Acme Works", "acme works", "Acmé Works", "Acme Co", "Acme Co", "Acme Co"),
            "Acme Works",
        ),
        (("Acme Works", "Acme Co", "Acme Co", "ACME CO"), "Acme Co"),
        (("Acme", "Acme", "ACME"), "Acme"),
        (("A/B", "A-B", "A-B"), "A-B"),
    ],
)
def test_a_company_is_called_as_most_write_it_however_they_spell_it(home, written, label):
    for number, name in enumerate(written):
        take(home, at(number, Company(id="77", name=name)))
    assert {company.name for company in records(home).values()} == {label}


def test_neighbours_on_one_platform_are_two_companies(home):
    take(home, at(1, Company(website="acme.github.io")), at(2, Company(website="https://bravo.github.io/shop")))
    assert set(records(home)) == {"domain:acme.github.io", "domain:bravo.github.io"}


def test_several_rows_about_one_job_are_one_job(home):
    first, *others = take(home, *(at(1, one) for one in ALIKE[:4]))
    assert others == [first] * 3
    (lead,) = home.people.leads([first]).values()
    assert len(lead.positions) == 1


def test_companies_kept_under_keys_of_another_version_are_made_anew(home):
    """Whoever comes from an earlier version has no domain above another one, and an index of that."""
    take(home, at(1, ALIKE[0]), at(2, NUMBERED))
    before = Organizations(home.people, "0.0")
    assert before.behind()
    with before.batch(1):
        pass
    with home.people.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM company")
    assert (before.count(), home.organizations.count()) == (0, 0)
    assert home.organizations.behind()
    home.company_keeper.catch_up()
    assert set(records(home)) == {"domain:gruenwerk.example", "id:5512"}
    assert "name:gruenwerk" in home.companies.by_key(["name:gruenwerk"])
    assert not home.organizations.behind()
