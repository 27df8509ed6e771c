"""Several machines over one PostgreSQL: each has a data folder of its own, with an index that it makes itself."""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from conftest import new_key, run, until
from stores import kind, settings_of, url_of

from leadscout.assemble import Leadscout
from leadscout.model.files import ReadingChoices

pytestmark = pytest.mark.skipif(kind() == "sqlite", reason="needs PostgreSQL: pytest --store postgresql")

EACH, SHARED = 300, 200
"""Rows of each file, and how many of these are in both."""


@pytest.fixture(scope="module")
def machines(serve, tmp_path_factory):
    """Two servers that have nothing in common but the database and secret.key."""
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "two")]
    url = url_of(folders[0])
    key = new_key(folders[0], "importer", may=("people:write",))
    first = serve(folders[0])
    shutil.copy(folders[0] / "secret.key", folders[1])
    second = serve(folders[1], LEADSCOUT_DATABASE_URL=url)
    return [replace(server, key=key) for server in (first, second)]


def table(first, last, title="Chief Baker"):
    slug = title.split()[-1].lower()
    rows = (f"Ana Ruiz {number},https://www.linkedin.com/in/{slug}-{number},{title}\n" for number in range(first, last))
    return "Full Name,LinkedIn,Title\n" + "".join(rows)


def counted(server, title="Chief Baker"):
    return server("POST", "/v1/count", json={"title": [title]}).json().get("total")


def test_two_machines_import_the_same_people_at_once_and_each_finds_everybody_once(machines):
    """One file by the command line of the first machine, one over the API of the second."""
    (one, two), total = machines, 2 * EACH - SHARED
    file = one.data / "bakers.csv"
    file.write_text(table(0, EACH))
    sent = two("POST", "/v1/imports", params={"name": "more.csv"}, content=table(EACH - SHARED, total).encode()).json()
    other = Leadscout(settings_of(one.data))
    before = other.people.count()
    with ThreadPoolExecutor(2) as pool:
        began = pool.submit(two, "POST", f"/v1/imports/{sent['id']}/start", json={})
        done = run("import", file, "--data", one.data)
        assert began.result().status_code == 200
    assert done.returncode == 0, done.stderr
    job = until(lambda: (seen := two("GET", f"/v1/imports/{sent['id']}").json())["over"] and seen, "it is imported")
    assert (job["status"], job["rows"]) == ("done", EACH), "by the machine that has the file"
    committed = time.monotonic()
    for server in machines:
        until(lambda server=server: counted(server) == total, f"{total} people at {server.url}", 0.1)
    print(f"found by both {time.monotonic() - committed:.1f} s after the last commit")
    assert other.people.count() == before + total, "whoever is in both files is one"
    other.people.database.close()
    assert [counted(server) for server in machines] == [total, total]


def test_who_is_forgotten_on_one_machine_is_gone_on_the_other(machines):
    (one, two), title, total = machines, "Chief Glazier", 3
    file = one.data / "glaziers.csv"
    file.write_text(table(0, total, title))
    assert run("import", file, "--data", one.data).returncode == 0
    until(lambda: counted(two, title) == total, "the other machine finds them", 0.1)
    id_ = two("POST", "/v1/preview", json={"title": [title], "limit": 1}).json()["leads"][0]["id"]
    assert two("GET", f"/v1/people/{id_}").status_code == 200
    assert run("people", "forget", id_, "--data", one.data).returncode == 0
    assert two("GET", f"/v1/people/{id_}").status_code == 404
    until(lambda: counted(two, title) == total - 1, "the other machine's index follows", 0.1)


def test_a_machine_leaves_alone_an_import_whose_file_is_elsewhere(tmp_path):
    folders = [tmp_path / name for name in ("has", "lacks")]
    has, lacks = [Leadscout(settings_of(folder, database_url=url_of(tmp_path))) for folder in folders]
    account = has.access.create("k", "mine")[0].account
    upload = has.imports.receive("bakers.csv")
    upload.write(table(0, 3).encode())
    job = has.imports.create(account, upload, "imp_1")
    has.imports.start(account, job.id, ReadingChoices())
    assert not lacks.imports.turn(), "it waits for the other one"
    assert lacks.imports.rest() > 0, "and is not looked for all the time"
    assert has.imports.turn()
    assert (has.imports.get(account, job.id).status, has.people.count()) == ("done", 3)
    has.imports.undo(account, job.id)
    assert lacks.imports.turn(), "taking it back needs no file"
    assert has.people.count() == 0
    for home in (has, lacks):
        home.people.database.close()
        home.database.close()


def test_a_backup_has_the_index_of_the_machine_and_says_that_people_are_elsewhere(populate, serve, tmp_path):
    data, new = tmp_path / "d", tmp_path / "new"
    populate(data, EACH)
    environ = {"LEADSCOUT_DATABASE_URL": url_of(data)}
    made = run("backup", tmp_path / "b", "--data", data)
    restored = run("restore", tmp_path / "b", env={**os.environ, **environ, "DATA": str(new)})
    for done in (made, restored):
        assert (done.returncode, "pg_dump" in done.stderr, "index" in done.stderr) == (0, True, False), done.stderr
    server = replace(serve(new, **environ), key=new_key(data, "restored"))
    assert server("POST", "/v1/count", json={}).json()["total"] == EACH, "the first answer is not waited for"
    segments = list((tmp_path / "b").glob("index/**/*.segment"))
    assert segments
    for path in segments:
        assert (new / path.relative_to(tmp_path / "b")).read_bytes() == path.read_bytes(), "nobody is read again"
