"""A cluster whose nodes are down, busy or do not answer as a whole: real HTTP servers in their place."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import free_port, until

from leadscout.engines.generations import State
from leadscout.engines.opensearch.cluster import Cluster, ClusterError, Request
from leadscout.engines.opensearch.condition import condition
from leadscout.engines.opensearch.engine import OpenSearchEngine
from leadscout.engines.opensearch.generation import Sharding
from leadscout.engines.opensearch.registry import ClusterRegistry, LostLeaseError, Names
from leadscout.errors import Refused
from leadscout.plan.leaves import All
from leadscout.service.operations.clusters import cluster_findings
from leadscout.service.operations.doctor import Health
from leadscout.settings import SettingError, Settings

WHOLE = {"total": 2, "successful": 2, "failed": 0}
ONE = {"hits": {"total": {"value": 1}}, "timed_out": False, "_shards": WHOLE}


@contextmanager
def node(*answers):
    """A server that gives these statuses and bodies in turn, the last for ever; and what it was sent."""
    left, headers = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length") or 0))
            headers.append(self.headers)
            status, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", headers
    finally:
        server.shutdown()
        server.server_close()


def count(*addresses, header=""):
    return OpenSearchEngine(Cluster(" ".join(addresses), header), "people").count(All(())).value


def test_a_node_that_is_down_is_passed_over():
    down = f"http://127.0.0.1:{free_port()}"
    with node((200, ONE)) as (up, _):
        assert [count(down, up), count(up, down)] == [1, 1]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_node_is_asked_again(status):
    with node((status, {"error": {"type": "busy", "reason": "later"}}), (200, ONE)) as (busy, _):
        assert count(busy) == 1


@pytest.mark.parametrize(
    "part",
    [{"_shards": {**WHOLE, "successful": 1, "failed": 1}}, {"timed_out": True}],
    ids=["a shard failed", "out of time"],
)
def test_a_part_of_an_answer_is_none(part):
    with node((200, {**ONE, **part})) as (address, _), pytest.raises(Refused, match="of 2 shards answered"):
        count(address)


def test_when_no_node_answers_that_is_said_without_the_password():
    cluster = Cluster(f"http://user:secret@127.0.0.1:{free_port()}")
    with pytest.raises(Refused, match="cluster of the index does not answer") as refused:
        cluster.send(Request(method="GET", path="/", patience=0))
    assert "secret" not in str(refused.value)


def test_a_question_that_is_too_long_is_refused_as_the_callers_own():
    wrong = {"error": {"type": "x", "root_cause": [{"type": "too_many_nested_clauses", "reason": "1025"}]}}
    with node((400, wrong)) as (address, _), pytest.raises(Refused, match="too long for the cluster"):
        count(address)


def test_what_the_cluster_says_is_wrong_is_told():
    wrong = {"error": {"type": "illegal_argument_exception", "reason": "no such field"}}
    with node((400, wrong)) as (address, _), pytest.raises(ClusterError, match=r"400 illegal_.*: no such field"):
        count(address)


def test_user_and_password_or_a_header_are_sent():
    with node((200, ONE)) as (address, headers):
        count(address.replace("http://", "http://user:secret@"))
        count(address, header="Authorization: ApiKey abc")
    assert [header["authorization"] for header in headers] == ["Basic dXNlcjpzZWNyZXQ=", "ApiKey abc"]


@pytest.mark.parametrize("addresses", ["", "  ", "localhost:9200", "http://", "ftp://secret@a"])
def test_addresses_that_are_none_are_refused_without_showing_them(addresses):
    with pytest.raises(SettingError, match=r"LEADSCOUT_OPENSEARCH .*expected http://a:9200") as refused:
        Cluster(addresses)
    assert "secret" not in str(refused.value)


def test_a_header_that_is_none_is_refused_without_showing_it():
    with pytest.raises(SettingError, match="LEADSCOUT_OPENSEARCH_HEADER") as refused:
        Cluster("http://a:9200", "secret")
    assert "secret" not in str(refused.value)


def test_a_cluster_that_tells_its_user_nothing_is_no_fault():
    """A managed cluster may answer searches alone."""
    with node((403, {"error": {"type": "security_exception", "reason": "no permissions"}})) as (address, _):
        findings = list(cluster_findings(lambda: condition(Settings(opensearch=address))))
    assert {finding.health for finding in findings} <= {Health.NOTE, Health.WELL}
    assert any("does not tell this user" in finding.sentence for finding in findings)
    assert not any("does not answer" in finding.sentence for finding in findings), "it does, but not to this user"


def lease(number):
    return 200, {"_seq_no": number, "_primary_term": 1, "_source": {"holder": "somebody"}}


BROKEN = 400, {"error": {"type": "illegal_argument_exception", "reason": "no"}}
FREE = [(200, {}), (404, {}), lease(1)]
"""The index of states is there, nobody has the lease, and it is written."""


@contextmanager
def changing(*answers):
    """Whoever changes an index of a cluster that answers so, after all answers were given."""
    with node(*FREE, *answers) as (url, requests):
        registry = ClusterRegistry(Cluster(url), Names("people", "index"), Sharding(1, 0), lease=0.1)
        with registry.changing():
            until(lambda: len(requests) >= len(FREE) + len(answers), "the lease is renewed, or not")
            yield registry


def test_an_indexer_goes_on_where_the_cluster_refuses_to_renew_its_lease_for_a_moment():
    with changing(BROKEN, BROKEN, lease(2)) as registry:
        registry.keep("000001", State("1"))


def test_an_indexer_whose_lease_somebody_else_has_written_changes_nothing_more():
    taken = 409, {"error": {"type": "version_conflict_engine_exception", "reason": "no"}}
    with pytest.raises(LostLeaseError), changing(BROKEN, taken, lease(7)) as registry:
        until(lambda: registry.keep("000001", State("1")), "it has read the last answer")
