"""Answers read people and companies from a standby that has all that was written before, else from the primary."""

import json
import logging
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from threading import Event

import postgres
import pytest
import sqlalchemy as sa
from conftest import run, until
from stores import kind, settings_of

from leadscout.assemble import Leadscout
from leadscout.model.lead import Company, Lead, Position
from leadscout.service.people.intake import Arrived, RowSource
from leadscout.store.people import People
from leadscout.store.postgresql import DatabaseLayout, address

pytestmark = pytest.mark.skipif(kind() == "sqlite", reason="needs PostgreSQL: pytest --store postgresql")

TIMES = 20
numbers = count()


@dataclass(frozen=True)
class Replicated:
    """A primary of its own with one database, and a standby of it."""

    url: str
    standby: postgres.Running
    writer: Leadscout
    """A machine that reads from the primary alone."""

    @property
    def replica(self) -> str:
        return self.standby.pattern.format("replicated")

    def reader(self, replica: str = "") -> People:
        return People(address(self.url), DatabaseLayout([address(replica or self.replica)]))

    def add(self, name: str, title: str = "Baker") -> int:
        """Take somebody in; gives the number."""
        job, slug = Position(title=title, company=Company(name=f"Bakery {name}")), name.replace(" ", "-")
        lead = Lead(full_name=name, profile_url=f"https://www.linkedin.com/in/{slug}", positions=(job,))
        self.writer.intake.take([Arrived(1, lead)], RowSource("a test", 20_000))
        return self.writer.people.newest()

    def forget(self, seq: int) -> None:
        self.writer.forgetting.forget(self.writer.people.ids([seq])[seq])

    def ask(self, statement: str) -> object:
        engine = sa.create_engine(postgres.driver(self.replica), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                return connection.exec_driver_sql(statement).scalar()
        finally:
            engine.dispose()

    @contextmanager
    def paused(self):
        """The standby stays as it is."""
        self.ask("SELECT pg_wal_replay_pause()")
        until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused", "it is paused")
        try:
            yield
        finally:
            self.ask("SELECT pg_wal_replay_resume()")


@pytest.fixture(scope="module")
def replicated(tmp_path_factory):
    data = tmp_path_factory.mktemp("writer")
    with postgres.server() as pattern:
        postgres.create(pattern, "replicated")
        url = pattern.format("replicated")
        writer = Leadscout(settings_of(data, database_url=url))
        with closing(writer.people.database), closing(writer.database), postgres.standby(pattern) as standby:
            yield Replicated(url, standby, writer)


@pytest.fixture
def reader(replicated):
    people = replicated.reader()
    with closing(people.database):
        seq = replicated.add(f"first {next(numbers)}")
        until(lambda: reads_there(people, [seq]), "it is read from the standby")
        yield people


def reads(people):
    """How often the standby was read."""
    (use,) = people.database.replicas.uses()
    return use.reads


def reads_there(people, seqs):
    """Whether people are read from the standby."""
    before = reads(people)
    people.leads(seqs)
    return reads(people) > before


def names(people, *seqs):
    return {lead.full_name for lead in people.leads(seqs).values()}


def scans(replicated):
    """Reads of people that the standby counted."""
    statement = "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'person'"
    return int(replicated.ask(statement))


def test_pages_are_read_from_the_standby(replicated, reader):
    seq, before = replicated.add("Ana"), scans(replicated)
    until(lambda: names(reader, seq) == {"Ana"} and reads(reader) > TIMES, "it is read often")
    reader.database.close()  # what a connection has read is counted as soon as it is gone
    until(lambda: scans(replicated) >= before + TIMES, "the standby itself has read them")


def test_a_standby_that_is_behind_shows_nothing_old(replicated, reader, caplog):
    stays, goes = replicated.add("Ben"), replicated.add("Cem")
    until(lambda: reads_there(reader, [stays, goes]), "it has both")
    with replicated.paused(), caplog.at_level(logging.WARNING):
        assert names(reader, stays, goes) == {"Ben", "Cem"}
        assert reads_there(reader, [stays]), "it is no older than the primary"
        new = replicated.add("Dana")
        assert names(reader, stays, goes, new) == {"Ben", "Cem", "Dana"}, "whom the standby does not have"
        replicated.forget(goes)
        assert names(reader, stays, goes, new) == {"Ben", "Dana"}, "one of whom the standby still has"
        until(lambda: names(reader, stays, goes, new) != {"Ben", "Dana"} or trouble(reader), "it is told")
        assert names(reader, stays, goes, new) == {"Ben", "Dana"}
    until(lambda: reads_there(reader, [stays]), "it is read again", 0.1)
    assert names(reader, stays, goes, new) == {"Ben", "Dana"}
    assert told(caplog) == ["is behind the primary", "again"]


def trouble(people):
    (use,) = people.database.replicas.uses()
    return use.trouble


def told(caplog):
    """What the log says of the standby, without its address."""
    return [
        record.getMessage().split(":5432 ")[-1].split(" (")[0].split(";")[0]
        for record in caplog.records
        if "replica" in record.getMessage()
    ]


def test_no_read_fails_while_a_standby_is_killed_and_comes_back(replicated, reader, caplog):
    seq, over = replicated.add("Eve"), Event()

    def read():
        wrong, number = [], 0
        while not over.is_set():
            shown, number = names(reader, seq), number + 1
            wrong += [shown] if shown != {"Eve"} else []
        return wrong, number

    with caplog.at_level(logging.WARNING), ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            until(lambda: reads_there(reader, [seq]), "it has her")
            replicated.standby.stop()
            until(lambda: trouble(reader) == "does not answer", "it is missed")
        finally:
            replicated.standby.start()
            over.set()
        for wrong, number in (one.result() for one in readers):
            assert (wrong, number > 0) == ([], True)
        until(lambda: reads_there(reader, [seq]), "it is read again", 0.1)
    assert told(caplog)[0] == "does not answer", "once, however many read"
    assert told(caplog)[-1] == "again"
    assert told(caplog).count("does not answer") == 1


def test_a_standby_that_stands_still_is_not_waited_for(replicated, reader):
    seq = replicated.add("Finn")
    until(lambda: reads_there(reader, [seq]), "it has him")
    with replicated.standby.still():
        assert names(reader, seq) == {"Finn"}
        assert trouble(reader) == "does not answer"
    until(lambda: reads_there(reader, [seq]), "it is read again", 0.1)


def test_what_is_no_standby_is_never_read(replicated):
    with closing((people := replicated.reader(replicated.url)).database):
        seq = replicated.add("Gil")
        until(lambda: trouble(people) or reads_there(people, [seq]), "it is looked at")
        assert trouble(people) == "is no standby"


def test_a_standby_of_another_database_is_never_read(replicated):
    """One that has the same tables, and was never the same."""
    postgres.create(replicated.url.replace("/replicated", "/{}"), "other")
    other = People(
        address(replicated.url.replace("/replicated", "/other")), DatabaseLayout([address(replicated.replica)])
    )
    with closing(other.database):
        until(lambda: other.leads([1]) or trouble(other), "it is looked at")
        assert other.leads([1]) == {}
        assert trouble(other) == "is behind the primary"


def test_a_standby_without_the_tables_is_left_alone_and_told(replicated):
    bare = replicated.replica.replace("/replicated", "/postgres")
    people = People(address(replicated.url), DatabaseLayout([address(bare)]))
    with closing(people.database):
        until(lambda: people.leads([1]) is None or trouble(people), "it is looked at")
        assert trouble(people) == "does not answer"


def test_companies_are_read_there_too(replicated):
    replicated.add("Hana")
    replicated.writer.company_keeper.catch_up()
    chosen = {"database_url": replicated.url, "database_replicas": replicated.replica}
    home = Leadscout(settings_of(replicated.writer.settings.data, **chosen))
    with closing(home.people.database):
        seqs = [change.seq for change in home.organizations.changes(0, 1000)]
        before = reads(home.people)

        def are_read_there():
            assert "Bakery Hana" in {lead.full_name for lead in home.organizations.leads(seqs).values()}
            return reads(home.people) > before

        until(are_read_there, "the standby is asked")


def test_the_doctor_says_how_each_replica_is(replicated):
    nothing = replicated.replica.replace("/replicated", "/nothing")
    chosen = {
        "LEADSCOUT_DATABASE_URL": replicated.url,
        "LEADSCOUT_DATABASE_REPLICAS": f"{replicated.replica} {replicated.url}, {nothing}",
        "LEADSCOUT_DATA": str(replicated.writer.settings.data),
    }
    with replicated.paused():
        replicated.add("Ines")
        done = run("doctor", "--json", env={**os.environ, **chosen})
    findings = [line for line in map(json.loads, done.stdout.splitlines()) if line["check"] == "replicas"]
    sentences = [re.sub("^the replica .*:5432 ", "", line["sentence"]) for line in findings]
    assert re.match(r"is a standby, PostgreSQL .*, [1-9]\d* changes behind; what it replayed last was", sentences[0])
    assert sentences[1] == "is no standby, and is not read; name standbys in LEADSCOUT_DATABASE_REPLICAS"
    assert re.match(r'does not answer \(.*database "nothing" does not exist\): people are read from the', sentences[2])
    assert [line["health"] for line in findings[1:]] == ["fault", "note"]


def test_a_server_answers_from_the_standby_and_without_it(replicated, serve):
    writer, title = replicated.writer, "Chief Glazier"
    _, key = writer.access.create("k", "k", may=("admin",))
    chosen = {"LEADSCOUT_DATABASE_URL": replicated.url, "LEADSCOUT_DATABASE_REPLICAS": replicated.replica}
    server = replace(serve(writer.settings.data, **chosen), key=key)

    def shown():
        answer = server("POST", "/v1/preview", json={"title": [title], "limit": 5})
        assert answer.status_code == 200, answer.text
        return {lead["full_name"] for lead in answer.json()["leads"]}

    def figure(name):
        (line,) = re.findall(rf"^{name}{{.*}} (.*)$", server("GET", "/metrics").text, re.MULTILINE)
        return float(line)

    seq, _ = replicated.add("Jan", title), replicated.add("Kim", title)
    until(lambda: shown() == {"Jan", "Kim"}, "they are indexed", 0.1)
    until(lambda: shown() and figure("leadscout_replica_reads"), "the standby is read", 0.1)
    replicated.standby.stop()
    try:
        assert all(shown() == {"Jan", "Kim"} for _ in range(TIMES))
        assert figure("leadscout_replica_well") == 0
        replicated.forget(seq)
        assert shown() == {"Kim"}
    finally:
        replicated.standby.start()
    before = figure("leadscout_replica_reads")
    until(lambda: shown() == {"Kim"} and figure("leadscout_replica_reads") > before, "it is read again", 0.1)
    assert figure("leadscout_replica_well") == 1
