"""What an operator can mend is said in a sentence, without a traceback."""

import os
import resource

import pytest
from conftest import run, told

import leadscout


@pytest.fixture
def data(tmp_path):
    home = leadscout.open(tmp_path / "d")
    assert home.people.count() == 0
    assert home.access.create("k", "k")
    home.people.database.close()
    home.database.close()
    return tmp_path / "d"


def text_instead(path):
    path.write_text("no database, but long enough to be looked at " * 9)


def middle_lost(path):
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 60_000)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (text_instead, "is no database; put it back from a backup"),
        (middle_lost, "is damaged; put it back from a backup"),
    ],
)
@pytest.mark.parametrize(
    ("name", "verb"), [("people.db", ["people", "show", "x@acme.example"]), ("leadscout.db", ["keys", "list"])]
)
def test_a_damaged_store_is_named(data, name, verb, damage, sentence):
    damage(data / name)
    done = run(*verb, "--data", data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"{data / name} {sentence}"


def test_a_place_where_no_folder_can_be_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    done = run("keys", "list", "--data", tmp_path / "file" / "d")
    assert done.returncode == 1
    assert done.stderr.strip() == f"{tmp_path / 'file' / 'd'}: Not a directory"


def test_a_full_disk_is_a_sentence(data):
    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = run("people", "generate", "500", "--data", data, preexec_fn=no_room)
    assert done.returncode == 1
    assert done.stderr.strip() == f"{data}/people.db could not be read or written: the disk is full or fails"


def test_a_file_name_that_is_no_utf8_stops_no_folder(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name, mailbox in ((b"bad\xff.csv", "vera"), (b"good.csv", "emil")):
        (folder / os.fsdecode(name)).write_text(f"full name,email\n{mailbox} Quint,{mailbox}@acme.example\n")
    assert told("import", folder, "--data", tmp_path / "d")["new"] == 2
    sources = told("people", "show", "vera@acme.example", "--data", tmp_path / "d")["sources"]
    assert sources[0]["source"] == "table:bad\N{REPLACEMENT CHARACTER}.csv"
