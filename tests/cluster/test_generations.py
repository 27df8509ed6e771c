"""Generations in a cluster: an alias leads to the one that answers, and two indexers do no harm."""

import threading
import time

import pytest

from leadscout.engines.generations import Generations
from leadscout.engines.opensearch.generation import Sharding
from leadscout.engines.opensearch.registry import ClusterRegistry, LostLeaseError, Names
from leadscout.errors import Refused
from leadscout.model.filters import Scope
from leadscout.model.lead import Lead, Position
from leadscout.plan.engine import State
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import All, Any, In, Not, Terms, Words
from leadscout.service.people.indexer import Indexer
from leadscout.service.people.intake import Arrived, Intake, RowSource, forget
from leadscout.store.people import People

EVERYBODY = All(())
CEO = In(Scope.CURRENT, Words("title", ("ceo",)))
SHORT = 0.5
"""Seconds after which a lease that is not renewed is taken over."""


@pytest.fixture
def world(tmp_path, backend, facts):
    people = People(tmp_path / "people.db")
    index = Generations(tmp_path / "index", "v1", backend, people.continues)
    yield people, index, Indexer(people, index, facts)
    people.database.close()


def take(people, title, day=1):
    lead = Lead(full_name="Ana", member_id="1", positions=(Position(title=title),))
    Intake(people).take([Arrived(1, lead)], RowSource("x", day))


def indexes(cluster, index):
    prefix = index.engine()._index  # noqa: SLF001 - the alias
    return sorted(cluster.get(f"/{prefix}-*/_settings"))


def test_before_the_first_build_searches_are_refused(world):
    _, index, indexer = world
    with pytest.raises(Refused, match="being built"):
        index.engine()
    assert (indexer.catch_up(), index.engine().count(EVERYBODY).value) == (0, 0)


def test_a_change_replaces_a_forgotten_person_is_gone_and_a_rebuild_changes_nothing(world, cluster):
    people, index, indexer = world
    take(people, "CEO")
    indexer.catch_up()
    reader = index.engine()
    assert reader.count(CEO).value == 1
    take(people, "Artist", day=2)
    assert (indexer.catch_up(), indexer.catch_up()) == (1, 0), "nothing is applied twice"
    assert (reader.count(CEO).value, reader.count(EVERYBODY).value) == (0, 1)
    before = indexes(cluster, index)
    indexer.catch_up(rebuild=True)
    assert reader.count(EVERYBODY).value == 1, "whoever holds the engine goes on with the next generation"
    after = indexes(cluster, index)
    assert (len(before), len(after)) == (1, 1), "the old generation is cleared away"
    assert before != after
    assert index.state.applied == people.last_change()
    forget(people, 1)
    indexer.catch_up()
    assert reader.count(EVERYBODY).value == 0


def test_an_unfinished_or_unwanted_rebuild_leaves_the_old_index_in_place(world, cluster):
    people, index, indexer = world
    take(people, "CEO")
    indexer.catch_up()
    with pytest.raises(RuntimeError), index.apply(rebuild=True):
        raise RuntimeError

    def refuse(built):
        raise RuntimeError(f"{built.count(EVERYBODY).value} people")

    index.inspect = refuse
    with pytest.raises(RuntimeError, match="1 people"):
        indexer.catch_up(rebuild=True)
    assert index.engine().count(CEO).value == 1
    index.inspect = None
    assert indexer.catch_up(rebuild=True) == 1, "the next one starts over"
    assert len(indexes(cluster, index)) == 1


def test_an_index_of_another_meaning_does_not_answer_and_is_rebuilt(world, tmp_path, backend, facts):
    people, _, indexer = world
    take(people, "CEO")
    indexer.catch_up()
    newer = Generations(tmp_path / "index", "v2", backend)
    with pytest.raises(Refused, match="being built"):
        newer.engine()
    assert Indexer(people, newer, facts).catch_up() == 1
    assert newer.engine().count(CEO).value == 1


def person(title):
    return Facts(Values(), (Values(words={"title": ((title,),)}),), (), {})


def test_of_each_person_the_latest_change_stays_whoever_sends_it_and_when(backend, tmp_path):
    folder = tmp_path / "index" / "000001"
    ours, belated = backend.write(folder), backend.write(folder)
    ours.put(1, person("ceo"), version=5)
    ours.drop(2, version=6)
    ours.commit()
    belated.put(1, person("artist"), version=4)
    belated.put(2, person("artist"), version=3)
    belated.drop(1, version=2)
    belated.commit()
    for writer in (ours, belated):
        writer.put(3, person("ceo"), version=7)  # the same bulk twice
        writer.commit()
        writer.close()
    engine = backend.open(folder)
    assert (engine.page(CEO, 9), engine.count(EVERYBODY).value) == ([3, 1], 2)


def test_what_is_asked_of_one_job_is_not_answered_by_two(backend, tmp_path):
    folder = tmp_path / "index" / "000001"
    writer = backend.write(folder)
    at = [
        Values({"company": (f"name:{name}",)}, {"title": ((title,),)})
        for title, name in (("ceo", "a"), ("artist", "b"))
    ]
    writer.put(1, Facts(Values(), tuple(at), tuple(at), {}))
    writer.commit()
    writer.close()
    engine = backend.open(folder)
    for scope in (Scope.CURRENT, Scope.PAST):
        title = Words("title", ("ceo",))
        one, other = (All((title, Terms("company", frozenset((f"name:{name}",))))) for name in "ab")
        assert [engine.count(In(scope, leaf)).value for leaf in (one, other)] == [1, 0]
        assert engine.count(Any((In(scope, other), In(scope, one)))).value == 1
        assert engine.count(In(scope, Not(title))).value == 1
        assert engine.count(Not(In(scope, title))).value == 0


@pytest.fixture
def registries(cluster, tmp_path):
    """Two machines that could index the same people."""
    names = Names(f"r{abs(hash(tmp_path))}", "index")
    return [ClusterRegistry(cluster, names, Sharding(1, 0), SHORT) for _ in range(2)], names


def test_one_indexer_waits_for_the_other(registries):
    (first, second), _ = registries
    order = []

    def wait():
        with second.changing():
            order.append("second")

    with first.changing():
        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(3 * SHORT)  # longer than a lease lives that is not renewed
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_who_stood_still_is_taken_over_and_stopped(registries, cluster):
    (first, second), names = registries
    with first.changing():
        first.keep("000001", State("v1", 7, 7, "e"))
        # The first stands still: it renews nothing, and another machine writes its lease.
        first._lease.over.set()  # noqa: SLF001 - what a stopped process does
        with second.changing():
            assert second.state("000001").applied == 7
            second.keep("000001", State("v1", 9, 9, "e"))
        with pytest.raises(LostLeaseError):
            first.keep("000001", State("v1", 8, 8, "e"))
    assert second.state("000001").applied == 9
    with first.changing():
        assert first.state("000001").applied == 9, "it may try again"
    cluster.post(f"/{names.states}/_refresh")  # what is counted is what was refreshed, once a second otherwise
    assert cluster.get(f"/{names.states}/_count")["count"] >= 1


def test_offsets_deeper_than_a_cluster_looks_are_reached(backend, tmp_path):
    folder = tmp_path / "index" / "000001"
    writer = backend.write(folder)
    for order in range(1, 10_101):
        writer.put(order, Facts(Values(), (), (), {}))
    writer.commit()
    writer.close()
    engine = backend.open(folder)
    assert engine.page(EVERYBODY, 3, offset=10_050) == [50, 49, 48]
    assert engine.page(EVERYBODY, 10, offset=10_095) == [5, 4, 3, 2, 1]
    assert len(engine.page(EVERYBODY, 20_000)) == 10_100
    assert engine.page(EVERYBODY, 3, offset=10_050, below=10_090) == [39, 38, 37]
    assert engine.page(EVERYBODY, 3, offset=20_000) == []
