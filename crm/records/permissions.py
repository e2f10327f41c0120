"""Who may see, add, change and delete what: the one table that writes, pages, API and commands ask.

A write says what it does with `@permitted("add", "stance")` and refuses whoever may not before it looks at anything.
Where a member may change only what is their own, the write asks again with `own` once it has seen whose it is. Which
single contacts a reader sees is decided record by record, in visibility.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar

from crm.errors import NotAllowed
from crm.records.actor import Actor
from crm.vocabulary import Role

Act = Literal["see", "add", "change", "delete"]
Roles = frozenset[Role]
Given = ParamSpec("Given")
Answer = TypeVar("Answer")

NOBODY: Roles = frozenset()
ADMINISTRATORS: Roles = frozenset({Role.ADMINISTRATOR})
STAFF: Roles = ADMINISTRATORS | {Role.STAFF}
WRITERS: Roles = STAFF | {Role.MEMBER}
EVERYBODY: Roles = WRITERS | {Role.VIEWER}


@dataclass(frozen=True)
class Permission:
    """Who may do what to one kind of record, by role. `delete` is to restore too.

    `own` are the roles that may besides change and delete what they recorded themselves, or what is about themselves.
    """

    see: Roles
    add: Roles
    change: Roles
    delete: Roles
    own: Roles = NOBODY


FOR_STAFF = Permission(EVERYBODY, STAFF, STAFF, STAFF)  # everybody reads it, staff keep it
AMONG_STAFF = Permission(STAFF, STAFF, STAFF, STAFF)
FOR_ADMINISTRATORS = Permission(ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS)
FROM_WRITERS = Permission(EVERYBODY, WRITERS, STAFF, STAFF, own=WRITERS)  # who recorded it may change it
ABOUT_ONESELF = Permission(STAFF, STAFF, STAFF, STAFF, own=WRITERS)  # staff, and who it is about
OF_ONES_OWN = Permission(NOBODY, NOBODY, NOBODY, NOBODY, own=EVERYBODY)

PERMISSIONS: dict[str, Permission] = {
    # interactions and relationships
    "contact": FROM_WRITERS,
    "follow-up": FROM_WRITERS,
    "rating": FROM_WRITERS,
    "private note": Permission(NOBODY, WRITERS, NOBODY, NOBODY, own=WRITERS),
    # stakeholders
    "person": Permission(EVERYBODY, WRITERS, STAFF, STAFF),
    "organization": FOR_STAFF,
    "post": FOR_STAFF,
    "holding": FOR_STAFF,
    "membership": FOR_STAFF,
    "identifier": FOR_STAFF,
    "ground": FOR_STAFF,
    # advocacy
    "issue": FOR_STAFF,
    "stance": FOR_STAFF,
    "bill": FOR_STAFF,
    "roll call": FOR_STAFF,
    "meeting": AMONG_STAFF,
    "promise": AMONG_STAFF,
    "brief": AMONG_STAFF,
    # census and asks
    "census round": AMONG_STAFF,
    "census answer": ABOUT_ONESELF,
    "wish": ABOUT_ONESELF,
    "ask": ABOUT_ONESELF,
    "ask rules": AMONG_STAFF,
    "letter": AMONG_STAFF,
    # events, and the small records of crm.learning
    "event": AMONG_STAFF,
    "shared record": FOR_STAFF,
    "staff record": AMONG_STAFF,
    "survey form": AMONG_STAFF,
    "survey answer": ABOUT_ONESELF,  # by a link, as the person it is for
    # lobbying
    "expense": AMONG_STAFF,
    "registration": AMONG_STAFF,
    "report": AMONG_STAFF,
    "legal term": AMONG_STAFF,
    "session": FOR_STAFF,
    # plan
    "plan": AMONG_STAFF,
    # what changes much at once
    "import": AMONG_STAFF,
    "merge": AMONG_STAFF,
    "sample": FOR_ADMINISTRATORS,
    # accounts
    "account": FOR_ADMINISTRATORS,
    "office": Permission(EVERYBODY, NOBODY, ADMINISTRATORS, NOBODY),
    "password": OF_ONES_OWN,
    "second factor": OF_ONES_OWN,
    "passkey": Permission(NOBODY, EVERYBODY, NOBODY, NOBODY, own=EVERYBODY),
    "calendar address": OF_ONES_OWN,
    "saved view": FROM_WRITERS,  # those that are not shared: their owner's alone
    "token": Permission(NOBODY, EVERYBODY, NOBODY, NOBODY, own=EVERYBODY),
}

REFUSALS = {
    ADMINISTRATORS: "Only an administrator may do this. Ask one.",
    STAFF: "Only staff may change this. Tell them what should be changed.",
    WRITERS: "Your account can read but not record. Ask an administrator to change it.",
}
NOT_YOURS = "Only the one who recorded this, or staff, may change it."


def roles(act: Act, kind: str, *, own: bool = True) -> Roles:
    """The roles that may do this to some record of the kind; without `own`, to any. Raises KeyError for an unknown
    kind."""
    permission = PERMISSIONS[kind]
    allowed: Roles = getattr(permission, act)
    return allowed | permission.own if own and act in ("change", "delete") else allowed


def may(actor: Actor | None, act: Act, kind: str, *, own: bool = True) -> bool:
    """Whether somebody may do this to a record of the kind; `own` says whether the record is their own, or may be."""
    return actor is not None and actor.role in roles(act, kind, own=own)


def require(actor: Actor | None, act: Act, kind: str, *, own: bool = True) -> None:
    """Raises NotAllowed, in a sentence that says who may, unless the actor may do this."""
    if not may(actor, act, kind, own=own):
        allowed = roles(act, kind)
        if actor is not None and actor.role in allowed:
            raise NotAllowed(NOT_YOURS)
        raise NotAllowed(REFUSALS.get(allowed, "Your account may not do this."))


def permitted(act: Act, kind: str) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """Marks a write, whose keyword `by` says who acts, with what it does, and lets only those do it who may."""
    roles(act, kind)

    def mark(write: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(write)
        def asking(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            actor: Any = kwargs.get("by")
            require(actor, act, kind)
            return write(*args, **kwargs)

        asking.needs = (act, kind)  # type: ignore[attr-defined]
        return asking

    return mark
