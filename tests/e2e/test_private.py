"""Who else can read a data folder, and the key in it."""

import pytest
from conftest import new_key, run

import leadscout


def open_to_others(data):
    return {str(path): oct(path.stat().st_mode) for path in (data, *data.rglob("*")) if path.stat().st_mode & 0o077}


def test_nobody_else_reads_what_an_import_writes_whatever_the_umask(tmp_path):
    file = tmp_path / "p.csv"
    file.write_text("full name,email,city\nVera Quint,vera@acme.example,Berlin\n,,Berlin\n")
    data = tmp_path / "d"
    done = run("import", file, "--data", data, umask=0)
    assert done.returncode == 0, done.stderr
    new_key(data)
    names = {path.name for path in data.rglob("*")}
    assert {"people.db", "leadscout.db", "CURRENT", "state", "rejected"} <= names
    assert any(path.suffix == ".csv" for path in (data / "rejected").iterdir())
    assert open_to_others(data) == {}


def test_a_folder_that_was_open_to_others_is_closed(tmp_path):
    home = leadscout.open(tmp_path)
    assert home.people.count() == 0
    with home.people.database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE more (a)")
    tmp_path.chmod(0o755)
    for path in tmp_path.glob("people.db*"):
        path.chmod(0o644)
    assert len(list(tmp_path.glob("people.db*"))) == 3, "with SQLite's files beside it"
    assert leadscout.open(tmp_path).people.count() == 0
    assert open_to_others(tmp_path) == {}
    home.people.database.close()


@pytest.mark.parametrize("key", [b"", b"short"])
def test_a_key_that_anybody_could_guess_is_refused_at_the_start(tmp_path, key):
    (tmp_path / "secret.key").write_bytes(key)
    for verb in (["serve", "--port", "0"], ["work"]):
        done = run(*verb, "--data", tmp_path)
        assert done.returncode == 2
        assert f"{tmp_path}/secret.key has fewer than 32 bytes" in done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "secret.key").read_bytes() == key
