"""Tests that need a cluster: `pytest --engine opensearch` collects them, other runs do not."""

import clusters
import pytest

from leadscout.engines.opensearch.cluster import Cluster

collect_ignore_glob = [] if clusters.on_cluster() else ["test_*.py"]


@pytest.fixture
def cluster():
    return Cluster(clusters.address())


@pytest.fixture
def backend(tmp_path):
    """Indexes of this test alone."""
    return clusters.backend("opensearch", tmp_path)
