"""Accounts in an empty graph."""

import uuid
from collections.abc import Callable

import pytest
from worlds.office import CHICAGO

from crm.accounts import users
from crm.records.actor import Actor, command_line
from crm.vocabulary import Role

AT = "2026-11-23T15:00:00.000000Z"


@pytest.fixture
def admin() -> Actor:
    """Who runs commands on the machine itself."""
    return command_line(AT, CHICAGO)


@pytest.fixture
def make(graph, admin) -> Callable[..., users.User]:
    """Makes an account: `make("staff", "Ann Reed")`."""

    def make_user(role: str = "staff", name: str = "Ann Reed", email: str = "") -> users.User:
        new = users.NewUser(str(uuid.uuid4()), email or f"{uuid.uuid4().hex[:8]}@example.org", name, Role(role))
        return graph.write(users.create_user, new, by=admin)

    return make_user
