"""Questions about companies: every engine answers as holds() does, over companies in the shape that is searched."""

from random import Random

import pytest
from clusters import backend, engines_of_run
from conformance.questions import TODAY

from leadscout.engines.memory import Memory
from leadscout.intake.population import Population
from leadscout.lexicon.identities import companies
from leadscout.model.filters import COMPANY_FILTERS, OWN, Scope, Shape
from leadscout.model.lead import order_of
from leadscout.model.organization import as_lead
from leadscout.model.query import Clause, Query
from leadscout.plan.facts import Reader
from leadscout.plan.lower import lower

QUESTIONS = 80


@pytest.fixture(scope="module", params=engines_of_run())
def world(request, lexicon, tmp_path_factory):
    reader = Reader(lexicon)
    people = Population(12, lexicon).people(300)
    records = {companies.keys(job.company)[0]: job.company for lead in people for job in lead.positions}
    leads = [as_lead(key, company) for key, company in records.items()]
    facts = {order_of(lead, seq): reader(lead) for seq, lead in enumerate(leads, start=1)}
    memory, folder, kind = Memory(), tmp_path_factory.mktemp("companies"), backend(request.param)
    writer = kind.write(folder)
    for order, one in facts.items():
        memory.put(order, one)
        writer.put(order, one, new=True)
    writer.commit()
    writer.close()
    return facts, memory, kind.open(folder)


def question(facts, dice):
    """One to three filters, of values that some companies have; a quarter leave them out."""
    clauses = []
    for name in dice.sample([name for name in COMPANY_FILTERS if name != "account_list"], dice.choice((1, 1, 2, 3))):
        row, one = COMPANY_FILTERS[name], dice.choice(facts)
        slot = one.person if row.scope is Scope.PERSON else one.current[0]
        values = ["true"] if row.shape is Shape.FLAG else list(slot.terms.get(row.path, ()))
        if row.shape is Shape.TEXT:
            values = [dice.choice([word for word in slot.words["text"][0] if word != "|"])]
        if values:
            several = dice.sample(values, min(len(values), dice.choice((1, 1, 2))))
            clauses.append(Clause(name, tuple(several), dice.random() < 0.25, strict=dice.random() < 0.2))
    return Query(tuple(clauses))


def test_an_engine_answers_about_companies_as_holds_does(world, lexicon, seed):
    facts, memory, engine = world
    dice, hits = Random(seed), 0
    for _ in range(QUESTIONS):
        leaf = lower(question(list(facts.values()), dice), lexicon, TODAY).leaf
        expected = memory.page(leaf, len(facts))
        hits += bool(expected)
        assert (engine.count(leaf).value, engine.page(leaf, 25)) == (len(expected), expected[:25]), leaf
        paths = [path for path in OWN if path in ("hq", "industry", "company", "headcount", "company_type")]
        assert engine.facets(leaf, paths, 20) == memory.facets(leaf, paths, 20), leaf
    assert hits > QUESTIONS * 0.6
