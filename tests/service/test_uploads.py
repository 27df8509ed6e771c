"""Files that callers import: how much an account may send, what cannot be imported, and what a kill leaves."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from stores import settings_of

from leadscout.assemble import Leadscout
from leadscout.cli import operations
from leadscout.errors import Fault, Refused
from leadscout.model.files import ReadingChoices
from leadscout.service.people.uploads import KEPT, LEFT, RETRIES

FILE = b"Full Name,Email,Title\nVera Quint,vera.quint@acme.example,Baker\n"


class World:
    """A store with an account that imports, and a clock that a test moves."""

    def __init__(self, folder):
        self.home = Leadscout(settings_of(folder))
        self.account = self.home.access.create("k", "k")[0].account
        self.at = datetime.now(UTC)
        self.imports = replace(self.home.imports, now=lambda: self.at)
        self.folder = self.imports.folder

    def send(self, id_="imp_1", content=FILE):
        upload = self.imports.receive("people.csv")
        upload.write(content)
        return self.imports.create(self.account, upload, id_)

    def begin(self, id_="imp_1"):
        self.imports.start(self.account, id_, ReadingChoices())

    def standing(self, id_="imp_1"):
        job = self.imports.get(self.account, id_)
        return job.status, job.reason

    def meeting(self, error):
        """The imports where whatever takes people in meets an error."""

        def broken():
            raise error

        return replace(self.imports, intake=broken)

    def wait(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.home.database.close()
    made.home.people.database.close()


SEALED = Refused(Fault("suppressions_sealed"))


def test_files_count_for_the_bytes_of_an_account_and_one_too_many_is_not_kept(world):
    world.home.access.set_quota(world.account, "bytes", 2 * len(FILE))
    world.send("imp_1")
    world.send("imp_2")
    with pytest.raises(Refused, match="bytes of searches and files"):
        world.send("imp_3")
    assert sorted(path.name for path in world.folder.iterdir()) == ["imp_1", "imp_2"]
    world.imports.delete(world.account, "imp_1")
    assert world.send("imp_3").status == "uploaded", "there is room again"


def test_an_import_that_kills_its_workers_is_given_up(world):
    world.send()
    world.begin()
    for _ in range(len(RETRIES) + 1):
        with pytest.raises(KeyboardInterrupt):
            world.meeting(KeyboardInterrupt()).turn()
        assert world.standing()[0] == "running"
        world.wait(120)
    assert world.imports.turn()
    assert world.standing() == ("failed", "something went wrong on our side")
    assert not world.imports.turn()


def test_an_import_that_is_refused_fails_with_the_reason_and_can_be_begun_again(world):
    world.send()
    world.begin()
    assert world.meeting(SEALED).turn()
    assert world.standing() == ("failed", str(SEALED))
    world.begin()
    assert world.imports.turn()
    assert world.standing() == ("done", "")


def test_an_import_waits_while_the_disk_is_full(world):
    world.send()
    world.begin()
    for _ in range(2 * len(RETRIES)):
        assert world.meeting(Refused(Fault("no_room"))).turn()
        assert world.standing() == ("running", "")
        world.wait(1)
    assert world.imports.turn()
    assert world.standing() == ("done", "")


def test_a_file_that_could_not_be_imported_is_deleted_when_asked_or_after_a_week(world):
    for id_ in ("imp_1", "imp_2"):
        world.send(id_)
        world.begin(id_)
        assert world.meeting(SEALED).turn()
    world.imports.delete(world.account, "imp_1")
    world.imports.prune()
    assert [path.name for path in world.folder.iterdir()] == ["imp_2"]
    world.wait((KEPT + 1) * 24 * 3600)
    world.imports.prune()
    assert list(world.folder.iterdir()) == []
    assert world.imports.all(world.account, 10, 0) == []
    world.send("imp_3")
    world.begin("imp_3")
    assert world.imports.turn()
    with pytest.raises(Refused, match="can be undone, but not deleted"):
        world.imports.delete(world.account, "imp_3")


def test_what_a_killed_upload_left_is_in_no_backup_and_is_deleted(world, tmp_path_factory):
    killed = world.imports.receive("people.csv")
    killed.write(FILE)
    killed.file.close()
    world.send()
    folder = tmp_path_factory.mktemp("backup") / "b"
    operations.backups(world.home).make(folder, lambda *_: None)
    assert sorted(path.name for path in (folder / "imports").iterdir()) == ["imp_1"]
    world.wait(LEFT / 2)
    world.imports.prune()
    assert killed.path.exists(), "it may go on"
    world.wait(LEFT)
    world.imports.prune()
    assert [path.name for path in world.folder.iterdir()] == ["imp_1"]


def test_lists_of_rows_that_callers_imports_did_not_take_are_dropped_when_they_are_old(world):
    world.send(content=FILE + b",,\n,nobody,\n")
    world.begin()
    assert world.imports.turn()
    job = world.imports.get(world.account, "imp_1")
    assert len(list(world.imports.problems(job))) > 1
    (listing,) = world.folder.glob("*/problems-*.csv")
    os.utime(listing, (0, 0))
    operations.growth(world.home).prune()
    assert len(list(world.imports.problems(job))) == 1
