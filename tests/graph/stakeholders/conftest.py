"""The made-up legislature, in a real graph."""

import pytest
from worlds.legislature import make

from crm.storage.database import Database


@pytest.fixture
def world(graph: Database) -> Database:
    """The graph with the small legislature in it."""
    graph.within(60).write(make)  # many texts are planned for the first time
    return graph
