"""The town whose superintendents are asked whom they know."""

import pytest
from worlds import town

from crm.storage.database import Database


@pytest.fixture
def settled(graph: Database) -> Database:
    """With time for a busy machine to plan each query once."""
    return town.settle(graph.within(60))
