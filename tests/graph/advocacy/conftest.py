"""The made-up world of advocacy, in a real graph."""

import pytest
from worlds.council import BODIES, NAMES, WORLD

from crm.storage.database import Database


@pytest.fixture
def world(graph: Database) -> Database:
    """The graph with the small world in it."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    return graph
