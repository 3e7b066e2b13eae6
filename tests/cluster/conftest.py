"""The node that these tests ask; without one they are skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.client import LIST, PREFIX, PRIVATE, Client
from cluster.node import ADDRESS

NEEDED = "no OpenSearch node: `make test-cluster` starts a real one, with Maven and a JDK of 21 or newer"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if not os.environ.get(ADDRESS) and here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=NEEDED))


@pytest.fixture(scope="session")
def node() -> Client:
    return Client(os.environ[ADDRESS])


@pytest.fixture
def client(node: Client) -> Iterator[Client]:
    yield node
    node.set(dict.fromkeys((LIST, PRIVATE, PREFIX + "connector_access_control_enabled")))
