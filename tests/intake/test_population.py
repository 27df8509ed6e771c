"""Invented people: always the same for a seed, spread as real ones are, nobody real."""

from leadscout.intake.population import Population


def test_the_first_people_of_a_seed_are_always_the_same(lexicon):
    assert list(Population(5, lexicon).people(50)) == list(Population(5, lexicon).people(200))[:50]
    assert list(Population(6, lexicon).people(50)) != list(Population(5, lexicon).people(50))


def test_people_are_spread_as_promised(lexicon, facts):
    people = list(Population(1, lexicon).people(2000))
    several = sum(len(lead.current) > 1 for lead in people) / len(people)
    assert 0.15 < several < 0.27, "about a fifth hold several jobs"
    starts = [job.started for lead in people for job in lead.positions]
    assert 0.15 < sum(len(start) == 4 for start in starts) / len(starts) < 0.35, "year-only dates"
    assert any(not start for start in starts)
    read = [facts(lead) for lead in people]
    assert len({found.own.get("place") for found in read}) > 400
    assert sum("seniority" in found.own for found in read) > 1900
    employers = [lead.primary.company.name for lead in people if lead.primary]
    assert len(set(employers)) < len(employers) * 0.9, "some employers have many people"


def test_addresses_cannot_be_anybodys(lexicon):
    for lead in Population(2, lexicon).people(300):
        assert all(email.endswith(".example") for email in lead.emails)
        for job in lead.positions:
            assert not job.company.website or job.company.website.endswith(".example")
            assert not job.company.id or int(job.company.id) >= 900_000_000
