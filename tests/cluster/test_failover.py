"""A cluster of one node that dies and comes back: whoever was acknowledged is there, and no answer is a part of one."""

import signal

import clusters
import pytest
from traffic import Traffic

import leadscout

BATCH, MOST = 20, 3000


@pytest.fixture
def node():
    """One of its own: that of the run is everybody's."""
    with clusters.running() as (node,):
        yield node


def test_a_node_that_is_killed_and_comes_back_has_everybody_who_was_acknowledged(node, tmp_path):
    home = leadscout.open(
        tmp_path, engine="opensearch", opensearch=node.url, opensearch_shards=2, opensearch_replicas=0
    )
    traffic = Traffic(home, BATCH, MOST)
    traffic.more(BATCH)
    before = traffic.searches.number
    traffic.until(lambda: traffic.searches.number > before, "a search is answered")
    assert traffic.searches.errors == []
    node.end(signal.SIGKILL)
    traffic.until(lambda: traffic.searches.errors and traffic.batches.errors, "searches and batches fail")
    node.start()
    node.wait(1)
    traffic.more(BATCH)
    traffic.stop()
    faults = [error.faults[0] for error in traffic.searches.errors]
    assert {(fault.code, fault.error.status) for fault in faults} == {("index_unreachable", 503)}
    assert traffic.short == [], "no answer leaves out who was acknowledged"
    assert traffic.check() == (0, 0), "missing, and twice"
    home.database.close()
