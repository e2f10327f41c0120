"""The town that contacts are logged in."""

import pytest
import town

from crm.storage.database import Database


@pytest.fixture
def settled(graph: Database) -> Database:
    return town.settle(graph)
