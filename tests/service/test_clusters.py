"""What a doctor says of clusters that are not as they should be, and that no test can have."""

from dataclasses import replace

import pytest

from leadscout.model.cluster import ClusterCondition, ClusterNode
from leadscout.service.operations.clusters import cluster_findings
from leadscout.service.operations.doctor import Health

_MEBI = 1 << 20
NODE = ClusterNode("a", 1024 * _MEBI, 0.5, 0.0)
WELL = ClusterCondition(
    product="opensearch",
    version="2.19.6",
    nodes=(NODE, replace(NODE, name="b")),
    silent=(),
    strange=(),
    clauses=32_768,
    missing=0,
    lost=0,
    untold=(),
)


def findings(condition):
    return list(cluster_findings(lambda: condition))


def test_a_cluster_that_is_well():
    checks = {finding.check: finding.health for finding in findings(WELL)}
    assert set(checks) == {"cluster", "nodes", "heap", "clauses", "clock", "copies"}
    assert set(checks.values()) == {Health.WELL}


@pytest.mark.parametrize(
    ("change", "check", "health", "sentence"),
    [
        ({"version": "2.9.0"}, "cluster", Health.FAULT, "OpenSearch 2.9.0; upgrade it to 2.15 or newer"),
        ({"product": ""}, "cluster", Health.FAULT, "is no OpenSearch"),
        ({"strange": ("http://c:9200",)}, "nodes", Health.FAULT, "http://c:9200 is a node of another cluster"),
        ({"silent": ("http://c:9200",)}, "nodes", Health.NOTE, "http://c:9200 does not answer: start that node"),
        ({"nodes": (replace(NODE, heap=256 * _MEBI),)}, "heap", Health.NOTE, "50% of 256 MB; give it 512 MB or more"),
        ({"nodes": (replace(NODE, used=0.86),)}, "heap", Health.NOTE, "uses 86% of 1,024 MB; where it stays so"),
        ({"clauses": 1024}, "clauses", Health.NOTE, "1,024 clauses; longer ones are refused: set indices.query"),
        ({"nodes": (replace(NODE, ahead=40),)}, "clock", Health.NOTE, "the clock of a is 40 s ahead of ours"),
        ({"nodes": (replace(NODE, ahead=-40),)}, "clock", Health.NOTE, "40 s behind ours; let both follow"),
        ({"missing": 2}, "copies", Health.NOTE, "2 copies of shards are not there"),
        ({"lost": 1, "missing": 2}, "copies", Health.FAULT, "1 shards of the index are gone"),
        ({"untold": ("/: 403 no: no",)}, "cluster", Health.NOTE, "does not tell this user /: 403 no: no"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(change, check, health, sentence):
    (finding,) = [finding for finding in findings(replace(WELL, **change)) if finding.health is not Health.WELL]
    assert (finding.check, finding.health) == (check, health)
    assert sentence in finding.sentence


@pytest.mark.parametrize("version", ["2.15.0", "2.15", "3.0.0-beta1", "10.0.1"])
def test_versions_that_are_new_enough(version):
    assert findings(replace(WELL, version=version))[0].health is Health.WELL
