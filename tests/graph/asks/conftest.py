"""The town in which people are asked to speak with its legislators."""

import pytest
from worlds import town

from crm.storage.database import Database


@pytest.fixture
def settled(graph: Database) -> Database:
    """With time for a busy machine to plan each query once."""
    return town.settle(graph.within(60))
