"""leadscout doctor of an installation whose index is in a cluster: what it says of a real node."""

import json
import os
import re
import socket

import pytest
from clusters import address, environ_of
from conftest import run

import leadscout
from leadscout.model.lead import Lead
from leadscout.service.people.intake import Arrived, RowSource


@pytest.fixture
def data(tmp_path):
    """A folder with a person who is in the index of the cluster, and one who is not there yet."""
    home = leadscout.open(
        tmp_path, **{name.removeprefix("LEADSCOUT_").lower(): value for name, value in environ_of(tmp_path).items()}
    )
    for member in ("1", "2"):
        home.intake.take([Arrived(1, Lead(full_name=f"Ana {member}", member_id=member))], RowSource("x", 1))
        if member == "1":
            home.indexer.catch_up()
            home.company_keeper.catch_up()
    _ = home.secrets
    home.people.database.close()
    home.database.close()
    return tmp_path


def examined(data, **environ):
    """What it says, by check."""
    done = run("doctor", f"--data={data}", "--json", env={**os.environ, **environ_of(data), **environ})
    assert not done.stderr, done.stderr
    sentences = {}
    for row in map(json.loads, done.stdout.splitlines()):
        sentences.setdefault(row["check"], []).append((row["health"], row["sentence"]))
    return sentences, done.returncode


def test_a_real_cluster_is_looked_at(data):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        down = f"127.0.0.1:{nobody.getsockname()[1]}"
        sentences, status = examined(data, LEADSCOUT_OPENSEARCH=f"{address()} http://user:secret@{down}")
    assert status == 0, "a note is no fault"
    assert sentences["cluster"] == [("well", "OpenSearch 2.19.6")]
    silent = f"http://{down} does not answer: start that node, or take it out of LEADSCOUT_OPENSEARCH"
    assert sentences["nodes"] == [("note", silent), ("well", "the cluster has 1: node0")]
    ((_, heap),) = sentences["heap"]
    assert re.match(r"node0 uses \d+% of (49\d|5\d\d) MB", heap)
    assert sentences["clauses"] == [("well", "a question may have 32,768 clauses")]
    assert re.fullmatch(r"clocks of the cluster's nodes are within \d\.\d s of ours", sentences["clock"][0][1])
    assert sentences["copies"] == [("well", "every shard has all its copies")]
    behind = "the index of people is 1 changes behind; a worker brings it up to date"
    assert sentences["index"][0] == ("note", behind)


def test_a_cluster_that_does_not_answer_is_a_fault_and_the_other_checks_go_on(data):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        sentences, status = examined(data, LEADSCOUT_OPENSEARCH=f"http://127.0.0.1:{nobody.getsockname()[1]}")
    assert status == 1
    ((health, sentence),) = sentences["cluster"]
    assert health == "fault"
    assert sentence.endswith("start its nodes, or name others in LEADSCOUT_OPENSEARCH")
    assert [health for health, _ in sentences["index"]] == ["fault", "fault"]
    assert {"disk", "ledger", "growth"} <= set(sentences)


def test_copies_that_one_node_cannot_have_are_told(data):
    environ = {**os.environ, **environ_of(data), "LEADSCOUT_OPENSEARCH_REPLICAS": "1"}
    assert run("reindex", f"--data={data}", env=environ).returncode == 0
    ((health, sentence),) = examined(data)[0]["copies"]
    assert (health, sentence.partition(" copies")[0].isdigit()) == ("note", True)
    assert "LEADSCOUT_OPENSEARCH_REPLICAS" in sentence
