"""The town that ties are formed in."""

import pytest
import town

from crm.storage.database import Database


@pytest.fixture
def settled(graph: Database) -> Database:
    return town.settle(graph)
