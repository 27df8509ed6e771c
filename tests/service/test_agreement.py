"""Two indexes that are compared before a move: what differs is noticed, unless it changed meanwhile."""

from dataclasses import replace
from datetime import date
from itertools import islice
from random import Random

import pytest

from leadscout.engines.memory import Memory
from leadscout.intake.population import Population
from leadscout.model.lead import order_of
from leadscout.plan.holds import holds
from leadscout.plan.lower import lower
from leadscout.service.people.agreement import Agreement, random_queries

TODAY = date(2026, 11, 20)
PEOPLE, QUESTIONS = 200, 150


@pytest.fixture(scope="module")
def people(lexicon, facts):
    return {order_of(lead, seq): facts(lead) for seq, lead in enumerate(Population(3, lexicon).people(PEOPLE), 1)}


def index(people, mistake=lambda facts: facts):
    memory = Memory()
    for order, facts in people.items():
        memory.put(order, mistake(facts))
    return memory


def differences(lexicon, people, new, moved=()):
    agreement = Agreement(index(people), new, lambda query: lower(query, lexicon, TODAY).leaf, lambda: set(moved))
    queries = islice(random_queries(list(people.values()), Random(5)), QUESTIONS)
    return list(filter(None, map(agreement.difference, queries)))


def test_the_same_index_agrees_and_the_questions_find_people(lexicon, people):
    assert differences(lexicon, people, index(people)) == []
    queries = islice(random_queries(list(people.values()), Random(5)), QUESTIONS)
    leaves = [lower(query, lexicon, TODAY).leaf for query in queries]
    finds = sum(any(holds(leaf, facts) for facts in people.values()) for leaf in leaves)
    assert finds > QUESTIONS / 2


@pytest.mark.parametrize(
    "mistake",
    [
        lambda facts: replace(facts, current=facts.current[:1]),
        lambda facts: replace(facts, past=()),
        lambda facts: replace(facts, own={}),
        lambda facts: replace(facts, current=(*facts.current, *facts.past)),
    ],
    ids=["the main job alone", "no past jobs", "no own values", "past jobs as current"],
)
def test_an_index_that_is_wrong_is_noticed(lexicon, people, mistake):
    assert len(differences(lexicon, people, index(people, mistake))) > 1


def test_who_is_missing_is_noticed_unless_they_changed_meanwhile(lexicon, people):
    gone = set(list(people)[:40])
    less = index({order: facts for order, facts in people.items() if order not in gone})
    assert differences(lexicon, people, less)
    assert differences(lexicon, people, less, moved=gone) == []
