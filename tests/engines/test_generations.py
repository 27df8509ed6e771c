"""The stored index: upserts, forgetting, generations, rebuilding while it answers."""

import shutil
import threading
from dataclasses import replace

import pytest

from leadscout.engines.bitmap import BACKEND as BITMAP
from leadscout.engines.copies import held
from leadscout.engines.generations import Generations
from leadscout.engines.tantivy import BACKEND
from leadscout.errors import Refused
from leadscout.intake.population import Population
from leadscout.model.filters import Scope
from leadscout.model.lead import Lead, Position
from leadscout.plan.leaves import All, In, Words
from leadscout.service.people.indexer import Indexer, silent
from leadscout.service.people.intake import Arrived, Intake, RowSource, forget
from leadscout.store.people import People

EVERYBODY = All(())
CEO = In(Scope.CURRENT, Words("title", ("ceo",)))


def ana(title, day=1):
    return Arrived(1, Lead(full_name="Ana", member_id="1", positions=(Position(title=title),))), RowSource("x", day)


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


@pytest.mark.parametrize(
    ("before", "after", "version"),
    [(BACKEND, BACKEND, "shape-newer words"), (BACKEND, BITMAP, "other-words"), (BITMAP, BACKEND, "other-words")],
    ids=["a better lexicon", "to bitmap", "from it"],
)
def test_the_old_index_answers_until_everybody_is_in_the_new_one(world, tmp_path, facts, before, after, version):
    people, _, _ = world
    take(people, *ana("CEO"))
    Indexer(people, Generations(tmp_path / "index", "shape-words", before), facts).catch_up()
    newer = Generations(tmp_path / "index", version, after, others=lambda: {"shape": before})
    assert (newer.state, newer.outdated) == (None, True), "it must be rebuilt"
    answers = []

    def reading(lead):
        answers.append(newer.engine().count(CEO).value)
        return facts(lead)

    take(people, *ana("Chief Artist", day=2))
    assert Indexer(people, newer, reading).catch_up() == 1
    assert answers == [1], "while it is built, the old one answers"
    assert (newer.engine().count(CEO).value, newer.engine().count(EVERYBODY).value) == (0, 1)
    assert (newer.state.version, newer.outdated) == (version, False)
    stranger = Generations(tmp_path / "index", "third-words", before, others=lambda: {"old": before})
    with pytest.raises(Refused, match="being built"):
        stranger.engine()


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


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("backend", [BACKEND, BITMAP], ids=["tantivy", "bitmap"])
def test_a_copy_is_of_one_commit_whenever_others_change_the_index(world, tmp_path, facts, backend, rebuild):
    people, _, _ = world
    index = Generations(tmp_path / "changing", "v1", backend)
    indexer, days = Indexer(people, index, facts), iter(range(1, 1000))

    def change():
        day = next(days)
        leads = [Lead(full_name=f"P{at}", member_id=f"{at}") for at in range(4 * day, 4 * day + 12)]
        Intake(people).take([Arrived(at, lead) for at, lead in enumerate(leads)], RowSource(f"{day}", day))
        forget(people, day)
        indexer.catch_up(rebuild=rebuild)
        index.merge()

    def copied(folder, looks):
        """A copy into a folder while others commit at each of some looks at the files, before it and after it."""
        before, after = ([at in looks for at in range(place, 10, 2)] for place in (0, 1))

        def files(path):
            if before and before.pop(0):
                change()
            commit = backend.files(path)
            if after and after.pop(0):
                change()
            return commit

        with held(tmp_path / "changing", {"v1": replace(backend, files=files)}) as generation:
            for name, file in generation.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(file.read())
        return Generations(folder, "v1", backend, people.continues)

    change()
    for at, looks in enumerate(({}, {0}, {1}, {2}, {3}, {0, 1, 2}, {1, 3, 4})):
        copy = copied(tmp_path / f"copy{at}", looks)
        copy_state, last = copy.state, people.last_change()
        assert copy_state.applied <= last
        change()
        behind = people.last_change() - copy_state.applied
        assert Indexer(people, copy, facts).catch_up() <= behind, "what is in it is not read again"
        orders = index.engine().page(EVERYBODY, 1000)
        assert copy.engine().page(EVERYBODY, 1000) == orders, looks
        assert len(orders) == people.count()


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
    Intake(people).take(leads, RowSource("x", 1))
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
    Intake(people).take([ana("CEO")[0]], RowSource("x", 1))

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


def test_who_cannot_be_read_keeps_nobody_else_out_of_the_index(world, facts):
    """Nor does whoever is forgotten stay in it: one headline once stopped all that came after it."""
    people, index, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()

    def reading(lead):
        if lead.positions[0].title == "R&D":
            raise KeyError(lead.positions[0].title)
        return facts(lead)

    take(people, *ana("R&D", day=2))
    take(people, Arrived(1, Lead(full_name="Bo", member_id="2", positions=(Position(title="CEO"),))), RowSource("y", 1))
    assert Indexer(people, index, reading).catch_up() == 2
    assert (index.engine().count(CEO).value, index.engine().count(EVERYBODY).value) == (1, 1)
    take(people, *ana("Acting CEO", day=3))
    assert Indexer(people, index, reading).catch_up() == 1
    assert index.engine().count(CEO).value == 2


def one_of(folder, ending):
    return next(path for path in sorted(folder.iterdir()) if path.name.endswith(ending))


def shorten(path, part=2):
    """As after a power cut; another file, because a reader of this process holds the old one."""
    left = path.read_bytes()[: path.stat().st_size // part]
    path.unlink()
    path.write_bytes(left)


DAMAGES = {
    "an empty state": lambda index: (index / "000001" / "state").write_bytes(b""),
    "a state that is none": lambda index: (index / "000001" / "state").write_bytes(b"\xff\x00 no state"),
    "no state": lambda index: (index / "000001" / "state").unlink(),
    "an empty meta.json": lambda index: (index / "000001" / "meta.json").write_bytes(b""),
    "no meta.json": lambda index: (index / "000001" / "meta.json").unlink(),
    "half a meta.json": lambda index: shorten(index / "000001" / "meta.json"),
    "no file of terms": lambda index: one_of(index / "000001", ".term").unlink(),
    "no file of positions": lambda index: one_of(index / "000001", ".pos").unlink(),
    "half a file of postings": lambda index: shorten(one_of(index / "000001", ".idx")),
    "an empty fast field": lambda index: shorten(one_of(index / "000001", ".fast"), 10**9),
    "a CURRENT that names nothing": lambda index: (index / "CURRENT").write_bytes(b"abc\xff"),
    "a CURRENT that leads elsewhere": lambda index: (index / "CURRENT").write_text("../../elsewhere"),
    "an empty CURRENT": lambda index: (index / "CURRENT").write_text(""),
    "no CURRENT": lambda index: (index / "CURRENT").unlink(),
}


@pytest.mark.parametrize("rebuild", [False, True], ids=["by itself", "by reindex"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_answers_nothing_and_is_built_anew(world, tmp_path, damage, rebuild, caplog):
    people, index, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()
    assert index.engine().count(CEO).value == 1
    DAMAGES[damage](tmp_path / "index")
    caplog.clear()
    fresh = Generations(tmp_path / "index", "v1", BACKEND, people.continues)
    with pytest.raises(Refused, match="being built"):
        fresh.engine()
    assert fresh.state is None
    healing = Indexer(people, fresh, indexer.facts)
    assert healing.catch_up(rebuild=rebuild) == 1
    assert fresh.engine().count(CEO).value == 1
    assert fresh.state.applied == people.last_change()
    said = caplog.text
    assert ("the index is built anew" in said) is not (rebuild or damage == "no CURRENT"), said
    assert len(list((tmp_path / "index").glob("0*"))) == 1


def test_files_of_the_index_are_read_by_nobody_else(world, tmp_path):
    people, _, indexer = world
    take(people, *ana("CEO"))
    indexer.catch_up()
    paths = [tmp_path / "index", *(tmp_path / "index").rglob("*")]
    assert len(paths) > 5
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in paths if path.stat().st_mode & 0o077} == {}


def restored_before_pilots(path, backup):
    path.write_bytes(backup)


def restored_and_gone_on(path, backup):
    path.write_bytes(backup)
    people = People(path)
    take(people, Arrived(1, Lead(full_name="Bo", member_id="2")), RowSource("x", 1))
    take(people, Arrived(1, Lead(full_name="Cy", member_id="3")), RowSource("x", 1))
    people.database.close()


def emptied(path, _):
    path.write_bytes(b"")


def lost(path, _):
    path.unlink()


@pytest.mark.parametrize("change", [restored_before_pilots, restored_and_gone_on, emptied, lost])
def test_an_index_of_another_people_db_answers_nothing_and_is_built_anew(world, tmp_path, facts, change, caplog):
    people, _, indexer = world
    take(people, Arrived(1, Lead(full_name="Ada", member_id="4")), RowSource("x", 1))
    people.database.close()
    backup = people.database.path.read_bytes()
    take(people, *ana("CEO"))
    indexer.catch_up()
    people.database.close()
    change(people.database.path, backup)

    now = People(people.database.path)
    index = Generations(tmp_path / "index", "v1", BACKEND, now.continues)
    with pytest.raises(Refused, match="being built"):
        index.engine()
    assert index.state is None
    assert Indexer(now, index, facts).catch_up() == now.last_change()
    assert (index.engine().count(CEO).value, index.engine().count(EVERYBODY).value) == (0, now.count())
    assert "another people.db than the one that is there now" in caplog.text
    assert Indexer(now, index, facts).catch_up() == 0, "it is of these people now"
    now.database.close()


def test_an_index_that_is_only_behind_goes_on(world, tmp_path, facts, caplog):
    people, _, _ = world
    index = Generations(tmp_path / "index", "v1", BACKEND, people.continues)
    take(people, *ana("CEO"))
    Indexer(people, index, facts).catch_up()
    older = (tmp_path / "index", tmp_path / "older")
    shutil.copytree(*older)
    take(people, *ana("Artist", day=2))
    Indexer(people, index, facts).catch_up()
    behind = Generations(older[1], "v1", BACKEND, people.continues)
    assert behind.engine().count(CEO).value == 1
    assert Indexer(people, behind, facts).catch_up() == 1
    assert behind.engine().count(CEO).value == 0
    assert "built anew" not in caplog.text
