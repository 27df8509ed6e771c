"""The stored index: upserts, forgetting, generations, rebuilding while it answers."""

import threading

import pytest

from leadscout.engines.generations import Generations
from leadscout.engines.tantivy import BACKEND
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.model.filters import Scope
from leadscout.model.lead import Lead, Position
from leadscout.plan.leaves import All, In, Words
from leadscout.service.people.indexer import Indexer, silent
from leadscout.service.people.intake import Arrived, Intake, Source, forget
from leadscout.store.people import People

EVERYBODY = All(())
CEO = In(Scope.CURRENT, Words("title", ("ceo",)))


def ana(title, day=1):
    return Arrived(1, Lead(full_name="Ana", member_id="1", positions=(Position(title=title),))), Source("x", day)


@pytest.fixture
def world(tmp_path, facts):
    people = People(tmp_path / "people.db")
    index = Generations(tmp_path / "index", "v1", BACKEND)
    yield people, index, Indexer(people, index, facts)
    people.database.close()


def take(people, arrived, source):
    Intake(people).take([arrived], source)


def test_before_the_first_build_searches_are_refused(world):
    _, index, indexer = world
    with pytest.raises(Refused, match="being built"):
        index.engine()
    assert indexer.catch_up() == 0
    assert index.engine().count(EVERYBODY).value == 0


def test_a_change_replaces_and_a_forgotten_person_is_gone(world):
    people, index, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()
    assert index.engine().count(CEO).value == 1
    take(people, *ana("Artist", day=2))
    assert indexer.catch_up() == 1
    assert (index.engine().count(CEO).value, index.engine().count(EVERYBODY).value) == (0, 1)
    forget(people, 1)
    indexer.catch_up()
    assert index.engine().count(EVERYBODY).value == 0
    assert indexer.catch_up() == 0, "nothing is applied twice"


def test_a_reader_of_another_process_sees_every_commit(world, tmp_path):
    people, index, indexer = world
    indexer.catch_up()
    reader = Generations(tmp_path / "index", "v1", BACKEND)
    assert reader.engine().count(EVERYBODY).value == 0
    take(people, *ana("CEO"))
    indexer.catch_up()
    assert reader.engine().count(CEO).value == 1
    indexer.catch_up(rebuild=True)
    assert reader.engine().count(CEO).value == 1
    assert index.state.applied == people.last_change()


def test_an_index_of_another_meaning_does_not_answer_and_is_rebuilt(world, tmp_path, facts):
    people, _, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()
    newer = Generations(tmp_path / "index", "v2", BACKEND)
    with pytest.raises(Refused, match="being built"):
        newer.engine()
    assert Indexer(people, newer, facts).catch_up() == 1
    assert newer.engine().count(CEO).value == 1
    assert len(list((tmp_path / "index").glob("0*"))) == 1, "the old generation is cleared away"


def test_after_a_better_lexicon_the_old_index_answers_until_everybody_is_read_anew(world, tmp_path, facts):
    people, _, _ = world
    take(people, *ana("CEO"))
    Indexer(people, Generations(tmp_path / "index", "shape-older words", BACKEND), facts).catch_up()
    newer = Generations(tmp_path / "index", "shape-newer words", BACKEND)
    assert (newer.state, newer.outdated) == (None, True), "it must be rebuilt"
    answers = []

    def reading(lead):
        answers.append(newer.engine().count(CEO).value)
        return facts(lead)

    take(people, *ana("Chief Artist", day=2))
    assert Indexer(people, newer, reading).catch_up() == 1
    assert answers == [1], "while it is rebuilt, the old one answers"
    assert newer.engine().count(CEO).value == 0
    assert (newer.state.version, newer.outdated) == ("shape-newer words", False)


def test_an_unfinished_rebuild_leaves_the_old_index_in_place(world):
    people, index, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()
    with pytest.raises(RuntimeError), index.apply(rebuild=True):
        raise RuntimeError
    assert index.engine().count(CEO).value == 1
    assert indexer.catch_up(rebuild=True) == 1, "the next one starts over"
    assert index.engine().count(CEO).value == 1


def test_changes_that_are_applied_again_after_a_kill_double_nobody(world, tmp_path):
    people, index, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()
    # what the file holds between the two last steps of a commit: who is in is known, what was applied is not yet
    (tmp_path / "index" / "000001" / "state").write_text('{"version":"v1","applied":0,"highest":1}')
    assert indexer.catch_up() == 1
    assert index.engine().count(EVERYBODY).value == 1


def test_following_an_import_shows_everything_at_its_end(world):
    people, index, indexer = world
    steps = iter([False, False, True])

    def over():
        last = next(steps)
        take(people, *ana(f"Title {last}", day=5))
        return last

    assert indexer.follow(silent, over) >= 2
    assert index.engine().count(EVERYBODY).value == 1
    assert index.engine().count(In(Scope.CURRENT, Words("title", ("true",)))).value == 1


def test_searches_are_answered_while_it_is_rebuilt(world, lexicon):
    people, index, indexer = world
    leads = [Arrived(line, lead) for line, lead in enumerate(Population(1, lexicon).people(1500))]
    Intake(people).take(leads, Source("x", 1))
    indexer.catch_up()
    counts, over = [], threading.Event()

    def ask():
        while not over.is_set():
            counts.append(index.engine().count(EVERYBODY).value)

    asking = threading.Thread(target=ask)
    asking.start()
    for _ in range(3):
        indexer.catch_up(rebuild=True)
    over.set()
    asking.join()
    assert len(counts) > 50
    assert set(counts) == {1500}


def test_who_changes_while_the_index_is_filled_is_in_it_once(world, facts):
    people, index, _ = world
    Intake(people).take([ana("CEO")[0]], Source("x", 1))

    class Disturbing:
        """Changes somebody between the reading of the last change and of the changes."""

        def __init__(self) -> None:
            self.calls = 0

        def __call__(self, lead):
            self.calls += 1
            if self.calls == 1:
                take(people, *ana("Chief Artist", day=2))
            return facts(lead)

    Indexer(people, index, Disturbing()).catch_up()
    assert index.engine().count(EVERYBODY).value == 1
    assert index.engine().count(CEO).value == 0
