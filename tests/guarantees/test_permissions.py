"""Every public write of the domain asks who acts before it looks at anything, and the table says who may.

A write is a public function of `crm`, outside `records` and `storage`, that takes a transaction (or the database) first
and who acts as the keyword `by: Actor`: a new room's writes are found, and fail here, until they say what they do with
`@permitted(act, kind)`.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from worlds.town import acting

import crm
from crm.errors import NotAllowed
from crm.records.permissions import PERMISSIONS, roles
from crm.vocabulary import Role

OF_THE_GRAPH = ("tx", "database")
BELOW = ("crm.records", "crm.storage")  # what every write is made of
ACTS = ("see", "add", "change", "delete")


class Untouched(Exception):
    """Raised by whatever a write does to the graph, or to what it was given."""


class Guarded:
    """In the place of a transaction, or of anything that a write is given."""

    def __getattr__(self, name: str) -> Any:
        raise Untouched(name)


def acting_as(function: Callable[..., Any]) -> str:
    """The type of the keyword `by` of a function of the graph, in words; nothing for any other function."""
    parameters = inspect.signature(function).parameters
    first = next(iter(parameters), "")
    return str(parameters["by"].annotation) if first in OF_THE_GRAPH and "by" in parameters else ""


def writes() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.walk_packages(crm.__path__, "crm."):
        if module.name.startswith(BELOW):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            own = inspect.isfunction(function) and function.__module__ == module.name
            if own and not name.startswith("_") and "Actor" in acting_as(function):
                yield f"{module.name}.{name}", function


WRITES = dict(writes())


def call(write: Callable[..., Any], actor: object) -> None:
    given = inspect.signature(write).parameters.values()
    needed = [one for one in given if one.default is one.empty and one.name != "by"]
    places = [Guarded() for one in needed if one.kind is one.POSITIONAL_OR_KEYWORD]
    names = {one.name: Guarded() for one in needed if one.kind is one.KEYWORD_ONLY}
    write(*places, **names, by=actor)


def test_every_write_says_what_it_does():
    silent = [name for name, write in WRITES.items() if not hasattr(write, "needs")]
    assert silent == []


@pytest.mark.parametrize("name", WRITES)
def test_a_write_refuses_whoever_the_table_does_not_allow_before_it_looks_at_anything(name):
    write = WRITES[name]
    for role in set(Role) - roles(*write.needs):
        with pytest.raises(NotAllowed):
            call(write, acting(role=role))
    with pytest.raises(NotAllowed):
        call(write, None)


def test_nobody_but_who_reads_it_may_change_a_kind_of_record():
    """Whoever may change any record of a kind sees that kind; a record of one's own is shown by its own rules."""
    for kind, permission in PERMISSIONS.items():
        for act in ("add", "change", "delete"):
            assert not permission.see or roles(act, kind, own=False) <= permission.see, kind


def test_viewers_write_nothing_but_their_own_account():
    open_to_viewers = {(act, kind) for kind in PERMISSIONS for act in ACTS[1:] if Role.VIEWER in roles(act, kind)}
    assert {kind for _, kind in open_to_viewers} == {
        "password",
        "second factor",
        "passkey",
        "token",
        "calendar address",
    }
