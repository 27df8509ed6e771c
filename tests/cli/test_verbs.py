"""The command line as a user types it."""

import csv
import gzip
import json
import os
import random
import socket
import subprocess
import sys

import pytest
import typer
from conftest import FIXTURES, run, told

from leadscout import cli


def test_help_teaches():
    text = run("--help").stdout
    for verb in ("serve", "work", "import", "people", "keys", "search", "count", "reindex"):
        assert f"  {verb} " in text, verb
    assert "OR" in run("count", "--help").stdout
    assert "--not-title" in run("count", "--help").stdout


@pytest.mark.parametrize("name", cli.VERBS)
def test_the_help_of_the_whole_says_of_a_verb_what_its_own_help_says(name):
    command = typer.main.get_command(cli.app).commands[name]
    assert command.get_short_help_str(1000) == cli.VERBS[name][1]


def test_a_verb_imports_only_what_it_needs(people):
    """What the help or a list of keys never uses takes a second of processor time to import."""
    server = {"fastapi", "starlette", "httpx", "structlog"}
    asking = {"tantivy", "pyroaring", "pyarrow", "leadscout.lexicon", "leadscout.plan"}
    for arguments, heavy in (
        (["--help"], server | asking),
        (["keys", "list", "--data", str(people)], server | asking | {"sqlalchemy.dialects.postgresql"}),
        (["count", "--title", "ceo", "--data", str(people)], server),
        (["people", "--help"], server - {"structlog"}),
    ):
        program = (
            "import atexit, sys; from leadscout.cli import main; sys.argv[1:] = sys.argv[2:];"
            "atexit.register(lambda: print('imported:', *sys.modules)); main()"
        )
        command = [sys.executable, "-c", program, "-", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        assert not heavy & set(done.stdout.partition("imported: ")[2].split()), arguments


@pytest.mark.parametrize(
    ("flags", "number"),
    [
        ((), 14),
        (("--title", "director"), 3),
        (("--title", "director", "--title", "ceo"), 4),
        (("--title", "director", "--location", "Italy"), 1),
        (("--title", "director", "--not-location", "Italy"), 2),
        (("--company", "Slack", "--seniority", "director"), 2),
        (("--keyword", '"machine learning"'), 1),
        (("--skill", "machine-learning"), 1),
        (("--skill", "ecommerce", "--skill", "E-Commerce"), 1),
        (("--not-skill", "MACHINE LEARNING"), 13),
        (("--skill", "learning"), 0),
    ],
)
def test_count(people, flags, number):
    assert told("count", *flags, "--data", people) == {"count": number}


def test_a_count_reads_as_a_sentence(people):
    assert run("count", "--title", "director", "--data", people).stdout == "3 people\n"


def test_search_prints_people_and_the_same_json_as_the_api(people, server):
    assert "Ruben Castellani" in run("search", "--title", "director of product", "--data", people).stdout
    printed = told("search", "--title", "director", "--limit", "2", "--data", people)
    answered = server("POST", "/v1/preview", json={"title": ["director"], "limit": 2}).json()
    assert printed == answered


def test_a_search_shows_how_people_are_reached_and_how_words_were_read(people):
    shown = run("search", "--full-name", "Jonas Falkner", "--data", people).stdout
    assert "jonas@nordwind.example" in shown
    assert "linkedin.com/in/jonas-falkner-0002" in shown
    doubtful = run("search", "--location", "San Fransisco", "--data", people).stdout
    assert "San Fransisco was read as San Francisco, California, United States" in doubtful


@pytest.mark.parametrize(
    "verb", [["count"], ["search", "--title", "ceo"], ["people", "show", "x"], ["companies", "count"]]
)
def test_a_folder_without_people_is_said_and_not_made(tmp_path, verb):
    done = run(*verb, "--data", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there are no people in {tmp_path / 'nowhere'}" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_key_says_where_it_made_a_folder_and_is_listed_with_its_whole_id(tmp_path):
    made = run("keys", "create", "a name of some length", "--json", "--data", tmp_path / "new")
    assert f"{tmp_path / 'new'} is new: a server that runs over another folder" in made.stderr
    assert run("keys", "create", "b", "--data", tmp_path / "new").stderr == ""
    shown = run("keys", "list", "--data", tmp_path / "new", env={**os.environ, "COLUMNS": "60"}).stdout
    assert json.loads(made.stdout)["id"] in shown


def test_a_wrong_value_says_what_would_be_right(people):
    done = run("count", "--location", "Grmany", "--headcount", "9", "--data", people)
    assert done.returncode == 2
    assert "did you mean Germany" in done.stderr
    assert "valid: Self-employed, 1-10" in done.stderr
    assert run("count", "--titel", "x").returncode == 2


def test_import_again_is_nothing_new_and_problems_are_listed(tmp_path):
    files = [FIXTURES / name for name in ("Connections.csv", "people.jsonl", "generect.json", "apollo_utf16.csv")]
    assert told("import", *files, "--data", tmp_path) == {
        "rows": 15,
        "new": 14,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    assert told("import", *files, "--data", tmp_path) == {
        "rows": 15,
        "new": 0,
        "updated": 0,
        "unchanged": 14,
        "rejected": 1,
    }
    listed = min((tmp_path / "rejected").glob("Connections-*.csv"))
    rows = list(csv.reader(listed.read_text().splitlines()))
    assert rows[1] == ["7", "rejected", "nobody: no name, no profile address, no e-mail and no id"]


@pytest.mark.parametrize("sign", ["@", "\uff1d", "\ufeff\uff20", "\u200b-"])
def test_no_cell_of_a_list_of_problems_is_a_formula(tmp_path, sign):
    table = tmp_path / "people.csv"
    table.write_text(f"Full Name,Email,{sign}since\nAna Ruiz,ana@x.example,soon\n")
    done = run("import", table, "--map", f"{sign}since=started", "--data", tmp_path)
    assert "1 warning; problems are listed in" in done.stderr
    (listed,) = (tmp_path / "rejected").glob("people-*.csv")
    ((_, problem, reason),) = list(csv.reader(listed.read_text().splitlines()))[1:]
    assert (problem, reason[:1], "since: 'soon' is" in reason) == ("warning", "'", True)


def test_import_maps_columns_and_says_what_it_kept(tmp_path):
    done = run("import", FIXTURES / "Connections.csv", "--data", tmp_path)
    assert "kept under custom: Connected On" in done.stderr
    mapping = ("--map", "Mitarbeiter=full_name", "--map", "Rolle im Haus=title", "--map", "Profil=profile_url")
    assert told("import", FIXTURES / "unknown.tsv", *mapping, "--data", tmp_path)["new"] == 2
    assert told("count", "--title", '"Indkøbschef"', "--data", tmp_path) == {"count": 1}
    assert told("count", "--title", "Indkøbschef", "--data", tmp_path) == {"count": 2}, "and a Head of Procurement"
    wrong = run("import", FIXTURES / "unknown.tsv", "--map", "Haus=employer", "--data", tmp_path)
    assert wrong.returncode == 2
    assert "company_name" in wrong.stderr


def test_a_dry_run_keeps_nothing(tmp_path):
    done = run("import", FIXTURES / "people.jsonl", FIXTURES / "people.jsonl", "--dry-run", "--data", tmp_path)
    assert "16 rows, 8 new, 0 updated, 8 unchanged" in done.stdout
    assert "there are no people in" in run("count", "--data", tmp_path).stderr


def test_a_dry_run_makes_no_data_folder_and_prints_the_problems(tmp_path):
    data = tmp_path / "data"
    table = tmp_path / "many.csv"
    table.write_text("Full Name,Email\n" + ",nobody\n" * 30)
    done = run("import", FIXTURES / "Connections.csv", table, "--dry-run", "--data", data)
    assert "34 rows, 3 new, 0 updated, 0 unchanged, 31 rejected (dry run: nothing was kept)" in done.stdout
    assert "Connections.csv, line 7: rejected: nobody" in done.stderr
    assert "many.csv: and 10 more problems" in done.stderr
    assert not data.exists()
    data.mkdir()
    assert run("import", FIXTURES / "Connections.csv", "--dry-run", "--data", data).returncode == 0
    assert list(data.iterdir()) == []


def test_a_dry_run_knows_the_people_that_are_there(tmp_path):
    told("import", FIXTURES / "Connections.csv", "--data", tmp_path)
    before = told("import", FIXTURES / "Connections.csv", FIXTURES / "people.jsonl", "--dry-run", "--data", tmp_path)
    assert (before["new"], before["unchanged"]) == (8, 3)
    assert told("count", "--data", tmp_path) == {"count": 3}


def test_files_of_one_name_have_lists_of_problems_of_their_own(tmp_path):
    for folder, lines in (("a", ",x\n"), ("b", "\n,y\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "people.csv").write_text(f"Full Name,Email\n{lines}")
    files = (tmp_path / "a" / "people.csv", tmp_path / "b" / "people.csv")
    assert told("import", *files, "--data", tmp_path)["rejected"] == 2
    listed = sorted((tmp_path / "rejected").iterdir())
    assert sorted(path.read_text().splitlines()[1].split(",")[0] for path in listed) == ["2", "3"]


def test_what_comes_before_the_damage_of_a_file_is_kept(tmp_path):
    rows = "".join(f"{person}{chr(10)}" for person in ["Full Name,Email", ",x", *map(_random_row, range(30_000))])
    packed = gzip.compress(rows.encode())
    path = tmp_path / "people.csv.gz"
    path.write_bytes(packed[: len(packed) // 10])
    done = run("import", path, "--data", tmp_path)
    assert done.returncode == 2
    assert "people.csv.gz is damaged or cut off" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert "problems are listed in" in done.stderr
    counted = told("count", "--data", tmp_path)["count"]
    assert f"{counted:,} new" in done.stdout, "and the index has them"
    assert 2000 < counted < 4000


def _random_row(at):
    return f"Person {at},{random.getrandbits(128):x}@x.example"


def test_one_odd_cell_is_one_rejected_row(tmp_path):
    path = tmp_path / "people.jsonl"
    deep = '{"full_name": "Deep", "x": ' + "[" * 300 + "]" * 300 + "}"
    size = '{"full_name": "Ana", "title": "CTO", "company_size": "²"}'
    path.write_text(f'oops\n{size}\n{deep}\n{{"full_name": "Ben"}}\n')
    done = told("import", path, "--data", tmp_path)
    assert (done["new"], done["rejected"]) == (2, 2)


@pytest.mark.parametrize("name", ["people.csv", "people.jsonl"])
def test_a_mapped_column_that_is_not_there_is_said_before_anybody_is_kept(tmp_path, name):
    path = tmp_path / name
    content = {"people.csv": "Full Name,Rolle\nIda,Leder\n", "people.jsonl": '{"full_name": "Ida", "Rolle": "Leder"}\n'}
    path.write_text(content[name])
    done = run("import", path, "--map", "Role=title", "--data", tmp_path / "data")
    assert done.returncode == 2
    assert "no column 'Role' to map; it has " in done.stderr
    assert "Rolle" in done.stderr
    assert not (tmp_path / "data").exists()
    assert told("import", path, "--map", "Rolle=title", "--data", tmp_path / "data")["new"] == 1


@pytest.mark.parametrize("name", ["nothing.csv", "blank.csv"])
def test_a_file_that_cannot_be_read_ends_with_a_sentence(tmp_path, name):
    (tmp_path / "blank.csv").write_text("\n")
    done = run("import", tmp_path / name, "--data", tmp_path)
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_the_as_of_day_decides_which_report_is_newer(tmp_path):
    path = tmp_path / "a.json"
    for headline, day in (("new", "2025-06-01"), ("old", "2020-01-01")):
        path.write_text(json.dumps([{"full_name": "Ana", "email": "a@x.example", "headline": headline}]))
        assert run("import", path, "--as-of", day, "--data", tmp_path).returncode == 0
    assert told("search", "--data", tmp_path)["leads"][0]["headline"] == "new"


def test_keys(tmp_path):
    made = told(
        "keys",
        "create",
        "crm",
        "--account",
        "acme",
        "--credits",
        "12.5",
        "--only",
        "pronto, preview",
        "--data",
        tmp_path,
    )
    assert set(made) == {"id", "name", "key"}
    listed = run("keys", "list", "--json", "--data", tmp_path)
    (key,) = json.loads(listed.stdout)
    assert (key["id"], key["only"], key["revoked_at"]) == (made["id"], ["pronto", "preview"], None)
    assert made["key"] not in listed.stdout
    assert run("keys", "revoke", made["id"], "--data", tmp_path).returncode == 0
    again = run("keys", "revoke", made["id"], "--data", tmp_path)
    assert (again.returncode, "there is nothing at key" in again.stderr) == (2, True)
    assert run("keys", "create", "x", "--only", "everything", "--data", tmp_path).returncode == 2
    for credits_ in ("-1", "NaN", "lots", "Infinity"):
        assert run("keys", "create", "x", f"--credits={credits_}", "--data", tmp_path).returncode == 2, credits_


def test_generated_people_are_repeatable_and_reindexed(tmp_path):
    assert told("people", "generate", "100", "--seed", "9", "--data", tmp_path)["new"] == 100
    assert told("people", "generate", "100", "--seed", "9", "--data", tmp_path)["unchanged"] == 100
    before = told("count", "--seniority", "vp", "--data", tmp_path)
    assert run("reindex", "--data", tmp_path).stdout.strip() == "100 people indexed"
    assert told("count", "--seniority", "vp", "--data", tmp_path) == before


def test_a_setting_that_cannot_be_read_says_which():
    done = run("count", env={"LEADSCOUT_PORT": "many", "PATH": "/usr/bin:/bin"})
    assert done.returncode == 2
    assert "LEADSCOUT_PORT='many'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_before_any_work(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", port, "--people", "1000", "--data", tmp_path)
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert not (tmp_path / "index").exists()


def test_what_was_imported_before_a_file_failed_is_found(tmp_path):
    done = run("import", FIXTURES / "people.jsonl", tmp_path / "no such file.csv", "--data", tmp_path)
    assert done.returncode != 0
    assert told("count", "--title", "Head of IT", "--data", tmp_path) == {"count": 1}


def test_a_forgotten_person_does_not_come_back_with_the_same_file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Full Name,Title\nVera Lindvall,CTO\nBen Oakes,CEO\n")
    assert told("import", path, "--data", tmp_path)["new"] == 2
    (vera,) = told("search", "--title", "cto", "--data", tmp_path)["leads"]
    assert run("people", "forget", vera["id"], "--data", tmp_path).returncode == 0
    again = told("import", path, "--data", tmp_path)
    assert (again["new"], again["unchanged"], again["rejected"]) == (0, 1, 1)
    assert told("count", "--data", tmp_path) == {"count": 1}


def test_an_export_can_be_imported_here_and_elsewhere(people, tmp_path):
    files = [tmp_path / name for name in ("all.csv", "all.jsonl.gz", "all.parquet")]
    exported = [told("people", "export", file, "--data", people) for file in files]
    everybody = exported[0]["people"]
    assert exported == [{"people": everybody, "file": str(file)} for file in files]
    elsewhere = told("import", *files, "--data", tmp_path / "data")
    assert (elsewhere["new"], elsewhere["unchanged"], elsewhere["rejected"]) == (everybody, 2 * everybody, 0)
    here = told("import", *files, "--dry-run", "--data", people)
    assert (here["new"], here["updated"], here["unchanged"], here["rejected"]) == (0, 0, 3 * everybody, 0)
    assert not list(tmp_path.glob("*.part"))


def test_an_export_of_those_who_match(people):
    done = run("people", "export", "-", "--format", "jsonl", "--title", "Head of IT", "--limit", "1", "--data", people)
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["full_name"], done.stderr.splitlines()[-1]) == ("Elin Sjöstedt", "1 people")
    nowhere = run("people", "export", people / "no such folder" / "a.csv", "--data", people)
    assert (nowhere.returncode, "Traceback" in nowhere.stderr) == (2, False)
    assert "a.csv: No such file" in nowhere.stderr


def test_somebody_is_shown_with_the_sources(people):
    table = run("people", "show", "jonas@nordwind.example", "--data", people, env={**os.environ, "COLUMNS": "200"})
    assert "Leiter Vertrieb bei Nordwind Systems" in table.stdout
    assert "profiles:people.jsonl" in table.stdout
