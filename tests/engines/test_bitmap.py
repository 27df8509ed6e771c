"""The life of an index of bitmaps: kills, full disks, damage, readers during merges, and that segments stay few."""

import multiprocessing
import resource
from dataclasses import replace
from random import Random

import pytest
from indexing import BATCH, GOING, expected, read_on, sizes, write_batch, write_on
from sizes import size

from leadscout.engines import bitmap
from leadscout.engines.bitmap import BACKEND, manifest
from leadscout.engines.generations import Generations
from leadscout.errors import Refused
from leadscout.plan.facts import Facts, Values
from leadscout.plan.leaves import All, Any, Not, Terms, Words

EVERYBODY = All(())
KILLS = size("KILLS")
"""`make fuzz` kills a writer 200 times."""

PROCESSES = multiprocessing.get_context("forkserver")


def test_a_kill_at_any_point_leaves_a_whole_commit(tmp_path, seed):
    dice, log, folder = Random(seed), tmp_path / "log", tmp_path / "index"
    log.touch()
    batches = 0
    for _ in range(KILLS):
        process = PROCESSES.Process(target=write_on, args=(folder, log, batches))
        process.start()
        strikes, names = dice.randrange(1, 30), set()
        while process.is_alive() and strikes:  # when files come, are renamed or go, which is where a commit could break
            process.join(0.0005)
            now = {path.name for path in folder.iterdir()} if folder.exists() else set()
            strikes, names = strikes - (now != names), now
        process.kill()
        process.join()
        logged = [int(line) for line in log.read_text().split()]
        if not (folder / "manifest").exists():
            assert not logged
            continue
        engine = BACKEND.open(folder)
        batches = logged[-1] + 1 if logged else 0
        if engine.count(Terms("id", frozenset((f"{batches}",)))).value:
            batches += 1  # it was committed, and killed before it could say so
            log.write_text("\n".join(map(str, range(batches))) + "\n")
        assert sizes(engine, batches + 1) == [*expected(batches), 0]
    writer = BACKEND.write(folder)
    write_batch(writer, batches)
    names = {part.name for part in manifest.read(folder).parts}
    assert {path.name for path in folder.iterdir()} == {"manifest", *names}, "what a kill left is cleared away"


def test_readers_in_other_processes_see_whole_commits_during_merges(tmp_path):
    folder, over = tmp_path / "index", tmp_path / "over"
    writer = BACKEND.write(folder)
    write_batch(writer, 0)
    answers = [tmp_path / "one", tmp_path / "two"]
    readers = [PROCESSES.Process(target=read_on, args=(folder, answer, over)) for answer in answers]
    for reader in readers:
        reader.start()
    for batch in range(1, 70):
        write_batch(writer, batch)
    over.touch()
    for reader in readers:
        reader.join()
    for answer in answers:
        looks, latest = answer.read_text().split()
        assert (int(latest), int(looks) > 0) == (70, True), answer.read_text()


def test_a_full_disk_is_told_and_leaves_the_last_commit(tmp_path):
    writer = BACKEND.write(tmp_path)
    for batch in range(3):
        write_batch(writer, batch)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in (100, 5_000):  # neither the beginning of a segment fits, nor its end
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
        try:
            with pytest.raises(Refused, match="disk of the server is full"):
                write_batch(writer, 3)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert sizes(BACKEND.open(tmp_path), 4) == [*expected(3), 0]
    writer.commit()
    assert sizes(BACKEND.open(tmp_path), 4) == expected(4), "nothing that was handed in is lost"


def test_segments_stay_few_and_who_went_is_left_out_of_the_next_one(tmp_path):
    writer = BACKEND.write(tmp_path)
    for batch in range(30):
        write_batch(writer, batch)
        assert len(manifest.read(tmp_path).parts) < 4
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    for order in range(1, 29 * BATCH):
        writer.drop(order)
    writer.commit()
    assert BACKEND.open(tmp_path).count(EVERYBODY).value == BATCH + 1
    assert sum(part.people for part in manifest.read(tmp_path).parts) == BATCH + 1
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < size / 2


def test_an_engine_answers_as_it_was_opened_while_all_its_files_are_replaced(tmp_path):
    writer = BACKEND.write(tmp_path)
    write_batch(writer, 0)
    engine = BACKEND.open(tmp_path)
    names = {part.name for part in manifest.read(tmp_path).parts}
    for batch in range(1, 20):
        write_batch(writer, batch)
    assert not names & {path.name for path in tmp_path.iterdir()}
    assert (engine.count(EVERYBODY).value, engine.page(EVERYBODY, 2)) == (BATCH, [BATCH, BATCH - 1])
    assert engine.count(Words("text", ("number0", "of0"), phrase=True)).value == BATCH
    assert BACKEND.open(tmp_path).count(EVERYBODY).value == 20 * BATCH - 19 * GOING


def one_of(folder):
    return max(folder.glob("*.segment"))


def shorten(path):
    left = path.read_bytes()[: path.stat().st_size // 2]
    path.unlink()
    path.write_bytes(left)


def turn_a_bit(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)


DAMAGES = {
    "no manifest": lambda folder: (folder / "manifest").unlink(),
    "an empty manifest": lambda folder: (folder / "manifest").write_bytes(b""),
    "half a manifest": lambda folder: shorten(folder / "manifest"),
    "another bit in the manifest": lambda folder: turn_a_bit(folder / "manifest"),
    "no segment": lambda folder: one_of(folder).unlink(),
    "half a segment": lambda folder: shorten(one_of(folder)),
    "an empty segment": lambda folder: one_of(folder).write_bytes(b""),
    "another bit in a segment": lambda folder: turn_a_bit(one_of(folder)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_refused_and_built_anew(tmp_path, damage, caplog):
    def fill():
        with Generations(tmp_path, "v1", BACKEND).apply() as applying:
            for order in range(1, 40):
                applying.put(order, Facts(Values(terms={"skill": ("x",)}), (), (), {}), new=order > applying.highest)
            applying.highest = 39

    fill()
    DAMAGES[damage](tmp_path / "000001")
    fresh = Generations(tmp_path, "v1", BACKEND)
    with pytest.raises(Refused, match="being built"):
        fresh.engine()
    fill()
    assert fresh.engine().count(EVERYBODY).value == 39
    assert "built anew" in caplog.text


def test_a_large_segment_is_looked_at_before_it_is_merged(tmp_path):
    """It is not read whole when it is opened. A damaged one goes, so that the index is built anew."""
    writer = BACKEND.write(tmp_path)
    words = tuple(f"number{at}" for at in range(120_000))
    writer.put(1 << 40, Facts(Values(words={"text": (words,)}), (), (), {}), new=True)
    writer.commit()
    writer.close()
    del writer
    turn_a_bit(one_of(tmp_path))
    BACKEND.open(tmp_path)
    writer = BACKEND.write(tmp_path)
    write_batch(writer, 0)
    write_batch(writer, 1)
    with pytest.raises(ValueError, match="is not as it was written"):
        write_batch(writer, 2)
    with pytest.raises(FileNotFoundError):
        BACKEND.open(tmp_path)


@pytest.mark.parametrize("word", ["ü" * 400, "a" * 3000, "\ud800broken"])
def test_words_that_no_file_likes_are_met(tmp_path, word):
    writer = BACKEND.write(tmp_path)
    facts = Facts(Values(terms={"id": (word,)}, words={"text": ((word, "b"),)}), (), (), {"school": word})
    for order in range(1, 7):
        writer.put(order, facts if order == 3 else replace(facts, person=Values(), own={}), new=True)
    writer.commit()
    engine = BACKEND.open(tmp_path)
    for leaf in (
        Terms("id", frozenset((word, "other"))),
        Words("text", (word, "b"), phrase=True),
        Words("text", (word[:-1],), beginning=True),
    ):
        assert engine.page(leaf, 9) == [3], leaf
    assert engine.facets(EVERYBODY, ["school"], 5) == {"school": {word: 1}}


def test_who_is_put_twice_and_dropped_between_commits_counts_once(tmp_path):
    writer = BACKEND.write(tmp_path)
    old, new = (Facts(Values(terms={"skill": (name,)}), (), (), {"group": name}) for name in ("old", "new"))
    writer.put(1, old, new=True)
    writer.put(1, new)
    writer.put(2, new, new=True)
    writer.drop(2)
    writer.put(3, old)
    writer.commit()
    writer.put(3, new)
    writer.put(4, old)
    writer.drop(4)
    writer.commit()
    engine = BACKEND.open(tmp_path)
    assert engine.page(EVERYBODY, 9) == engine.page(Terms("skill", frozenset(("new",))), 9) == [3, 1]
    assert engine.page(Any((Not(EVERYBODY), Terms("skill", frozenset(("old",))))), 9) == []
    assert engine.facets(EVERYBODY, ["group"], 5) == {"group": {"new": 2}}


def test_an_empty_index_answers_nobody(tmp_path):
    BACKEND.write(tmp_path).commit()
    engine = bitmap.BACKEND.open(tmp_path)
    assert (engine.count(EVERYBODY).value, engine.page(EVERYBODY, 5), engine.nearest("word")) == (0, [], "")
    assert engine.facets(EVERYBODY, ["group"], 5) == {"group": {}}


def many(folder, commits, people=11_000):
    """An index of so many commits of people who have one code each."""
    nobody = Facts(Values(terms={"skill": ("x",)}), (), (), {})
    with Generations(folder, "v1", BACKEND).apply() as applying:
        for at in range(applying.highest, applying.highest + commits * people):
            applying.put(at + 1, nobody, new=True)
            applying.highest = at + 1
            if at % people == people - 1:
                applying.commit()


def test_what_is_large_is_merged_beside_its_writer_who_may_change_all_of_it_meanwhile(tmp_path):
    many(tmp_path, 4)
    index, folder = Generations(tmp_path, "v1", BACKEND), tmp_path / "000001"
    before = index.engine()
    assert len(manifest.read(folder).parts) == 4, "changes do not wait for it"
    adopt = BACKEND.merge(folder)
    with index.apply() as applying:
        applying.drop(1)
        applying.put(2, Facts(Values(terms={"skill": ("y",)}), (), (), {}))
        applying.put(90_000, Facts(Values(terms={"skill": ("x",)}), (), (), {}), new=True)
    assert adopt()
    parts = manifest.read(folder).parts
    assert sorted(part.people for part in parts) == [2, 44_000]
    assert {path.name for path in folder.iterdir()} == {"manifest", "state", *(part.name for part in parts)}
    for engine in (BACKEND.open(folder), Generations(tmp_path, "v1", BACKEND).engine()):
        assert engine.count(EVERYBODY).value == 44_000
        assert engine.count(Terms("skill", frozenset("y"))).value == 1
        assert engine.page(EVERYBODY, 2) == [90_000, 44_000]
        assert engine.page(EVERYBODY, 9, below=5) == [4, 3, 2]
    assert before.count(EVERYBODY).value == 44_000, "who has it open is answered as before"


def test_what_is_merged_beside_a_writer_who_merged_it_too_is_thrown_away(tmp_path):
    many(tmp_path, 4)
    adopt = BACKEND.merge(tmp_path / "000001")
    many(tmp_path, 4)
    assert len(manifest.read(tmp_path / "000001").parts) == 1, "nobody did it beside, so the writer did"
    assert not adopt()
    assert not list(tmp_path.glob("*/merging"))
    assert BACKEND.open(tmp_path / "000001").count(EVERYBODY).value == 8 * 11_000


def test_a_server_reads_what_was_merged_and_nobody_merges_twice(tmp_path):
    many(tmp_path, 4)
    server, index = Generations(tmp_path, "v1", BACKEND), Generations(tmp_path, "v1", BACKEND)
    before = server.engine()
    assert (index.merge(), index.merge()) == (True, False)
    assert server.engine() is not before
    assert server.engine().count(EVERYBODY).value == 44_000
    assert index.state == server.state
    many(tmp_path, 1)
    assert server.engine().count(EVERYBODY).value == 5 * 11_000


def test_a_damaged_segment_that_is_met_beside_the_writer_lets_the_index_be_built_anew(tmp_path, caplog):
    many(tmp_path, 4)
    index, server = Generations(tmp_path, "v1", BACKEND), Generations(tmp_path, "v1", BACKEND)
    assert index.engine().count(EVERYBODY).value == server.engine().count(EVERYBODY).value == 44_000
    turn_a_bit(one_of(tmp_path / "000001"))
    assert not index.merge()
    assert "built anew" in caplog.text
    assert (index.state, server.state) == (None, None)
    many(tmp_path, 1)
    assert server.engine().count(EVERYBODY).value == 11_000


def test_what_a_kill_left_of_a_merge_is_cleared_away(tmp_path):
    many(tmp_path, 1)
    left = tmp_path / "000001" / "merging"
    left.write_bytes(b"people")
    assert not Generations(tmp_path, "v1", BACKEND).merge()
    assert not left.exists()
