"""The made-up world of lobbying, in a real graph."""

import pytest
from worlds.lobbying import WORLD

from crm.storage.database import Database


@pytest.fixture
def world(graph: Database) -> Database:
    """The graph with the small world in it."""
    graph.write(lambda tx: tx.run(WORLD).consume())
    return graph
