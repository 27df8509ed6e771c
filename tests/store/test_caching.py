"""What is read from a store is kept as long as nobody writes to it, this process or another."""

import pytest
from stores import kind, opened

from leadscout.store import accounts


@pytest.fixture
def other(tmp_path):
    """The same store, opened once more."""
    store = opened(tmp_path)
    yield store
    store.close()


def add(store, name):
    with store.write() as connection:
        accounts.add_account(connection, f"acc_{name}", name, "2026-11-29T00:00:00+00:00")


def test_a_value_is_read_anew_after_whoever_writes(database, other):
    reads = []

    def names():
        with database.read() as connection:
            reads.append([name for _, name, _ in accounts.all_accounts(connection)])
        return reads[-1]

    def known():
        return database.cache.get("names", names)

    assert known() == []
    add(database, "own")
    assert known() == ["own"]
    add(other, "another")
    assert known() == ["another", "own"]
    before = len(reads)
    for _ in range(3):
        assert known() == ["another", "own"]
    assert len(reads) - before == (0 if kind() == "sqlite" else 3), "nobody tells of writes to PostgreSQL"


def test_what_there_is_not_is_not_kept(database):
    answers = iter([None, "there"])
    assert database.cache.get("key", lambda: next(answers)) is None
    assert database.cache.get("key", lambda: next(answers)) == "there"


def test_where_the_file_is_gone_the_read_says_so(database):
    if kind() != "sqlite":
        pytest.skip("there is no file")
    database.path.unlink()
    with pytest.raises(LookupError, match="as the read has it"):
        database.cache.get("key", raising)


def raising():
    raise LookupError("as the read has it")
