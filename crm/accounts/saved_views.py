"""Saved views: a list as somebody saw it, with its filters, kept under a name.

One that is shared is everybody's to open; any other is its owner's alone. Pinned ones stand in the rail of whoever sees
them. What is kept is an address within this site and nothing else: a path, and what stands behind its question mark.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode

from marshmallow import Schema, fields, post_load, validate

from crm.errors import InvalidData, NotAllowed, NotFound
from crm.ids import new_id
from crm.records import lifecycle, sent_again
from crm.records.actor import Actor
from crm.records.history import Change, record
from crm.records.kinds import declare
from crm.records.permissions import may, permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LONGEST_NAME, LONGEST_PATH, LONGEST_QUERY, MOST_FILTERS = 60, 300, 1_500, 60
MOST_OWN, MOST_READ = 100, 500
# How much of the list is shown, and as what file, is no part of the view.
NO_FILTERS = frozenset({"format", "show"})
IN_A_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")

SAY_A_NAME = f"Give it a name of at most {LONGEST_NAME} letters."
NO_PATH = "This is not the address of a page here. Open the list, then choose “Save this view”."
TOO_LONG = "These filters are too long to be kept. Take some away."
STAFF_SHARE = "Only staff share a view with everybody. Keep it to yourself, or ask one of them to save it."


@dataclass(frozen=True)
class NewView:
    """A view to be kept. `path` and `query` as an address has them, encoded; see `path_kept` and `query_kept`."""

    name: str
    path: str
    query: str = ""
    pinned: bool = False
    shared: bool = False
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class ViewChange:
    """What a view is called from now on, and where it stands."""

    name: str
    pinned: bool = False
    shared: bool = False


@dataclass(frozen=True)
class SavedView:
    """A view as one reader meets it. `owner` is who saved it; `own`, whether that is who reads."""

    id: str
    version: int
    name: str
    path: str
    query: str
    pinned: bool
    shared: bool
    owner: str
    owner_id: str
    own: bool
    may_edit: bool
    recorded_at: str

    @property
    def url(self) -> str:
        """Its address within this site."""
        return f"{self.path}?{self.query}" if self.query else self.path


class ViewChangeSchema(Schema):
    """What a form or the API says of a view from now on. Loads to `ViewChange`."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NAME, error=SAY_A_NAME),
        error_messages={"required": SAY_A_NAME},
    )
    pinned = fields.Boolean(load_default=False)
    shared = fields.Boolean(load_default=False)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Any:
        return ViewChange(**data)


class NewViewSchema(ViewChangeSchema):
    """A view to be kept, as a form or the API sends it. Loads to `NewView`."""

    path = fields.String(required=True, error_messages={"required": NO_PATH})
    query = fields.String(load_default="")
    id = fields.String(data_key="key", validate=validate.Length(1, 64))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NewView:
        return NewView(**data)


VIEW = declare("SavedView", "saved view")
IN_SIGHT = "(v.shared OR v.recorded_by = $own_user)"
READ = f"""
MATCH (v:SavedView) WHERE v.deleted_at IS NULL AND {IN_SIGHT}
RETURN properties(v) AS view ORDER BY toLower(v.name), v.id LIMIT $limit
"""
ONE = f"""
MATCH (v:SavedView {{id: $id}}) WHERE {IN_SIGHT} AND (v.deleted_at IS NULL OR $deleted) RETURN properties(v) AS view
"""
PINNED = """
MATCH (v:SavedView) WHERE v.deleted_at IS NULL AND v.pinned
RETURN properties(v) AS view ORDER BY toLower(v.name), v.id LIMIT 2000
"""
HOW_MANY = "MATCH (v:SavedView {recorded_by: $user}) WHERE v.deleted_at IS NULL RETURN count(v) AS kept"


def path_kept(path: str) -> str:
    """The path of a page here. Raises InvalidData for what a browser could read as an address elsewhere."""
    parts = unquote(path).split("/")
    plain = IN_A_PATH.fullmatch(path) and not path.startswith("//") and not {".", ".."} & set(parts)
    if not plain or len(path) > LONGEST_PATH:
        raise InvalidData({"path": [NO_PATH]})
    return path


def query_kept(query: str) -> str:
    """The filters and the order of a list, one way to write them; what is left empty is left out. Raises InvalidData
    for too much."""
    try:
        pairs = parse_qsl(query.removeprefix("?"), max_num_fields=MOST_FILTERS)
        kept = urlencode([(name, said) for name, said in pairs if name not in NO_FILTERS])
    except (ValueError, UnicodeError):
        raise InvalidData({"query": [TOO_LONG]}) from None
    if len(kept) > LONGEST_QUERY:
        raise InvalidData({"query": [TOO_LONG]})
    return kept


@permitted("add", "saved view")
def save_view(tx: "ManagedTransaction", new: NewView, *, by: Actor) -> str:
    """Keep a view and return its id. The same `new` twice keeps one.

    Raises InvalidData for an address that is none of this site's, and for too many; NotAllowed for a viewer, and for
    who may not share; SavedBefore when the id was used for something else.
    """
    _check_sharing(new.shared, by)
    values: dict[str, Any] = {
        "name": _name(new.name),
        "path": path_kept(new.path),
        "query": query_kept(new.query),
        "pinned": new.pinned,
        "shared": new.shared,
    }
    digest = sent_again.content_of(values)
    kept = {"version": 1, **lifecycle.stamp(by), **values}
    found = tx.run(VIEW.texts.create, id=new.id, values={**kept, "made_from": digest}, run=str(uuid.uuid4())).single(
        strict=True
    )
    if not found["made"]:
        sent_again.check(found, digest, by=by)
        return new.id
    if tx.run(HOW_MANY, user=by.user_id).single(strict=True)["kept"] > MOST_OWN:
        raise InvalidData({"": [f"You keep {MOST_OWN} views. Remove one that is no longer used."]})
    record(tx, [Change("SavedView", new.id, values["name"], "added", after=kept)], by=by)
    return new.id


@permitted("change", "saved view")
def change_view(tx: "ManagedTransaction", view_id: str, wanted: ViewChange, *, version: int, by: Actor) -> None:
    """Call it otherwise, pin it or not, share it or not. Raises NotFound, NotAllowed, InvalidData, and Conflict when
    somebody changed it first."""
    found = _may_change(tx, view_id, by, "change")
    before = lifecycle.touch(tx, VIEW, view_id, version=version, lock=by.at)
    _check_sharing(wanted.shared and not found.shared, by)
    said: dict[str, Any] = {"name": _name(wanted.name), "pinned": wanted.pinned, "shared": wanted.shared}
    differing = {name: value for name, value in said.items() if before[name] != value}
    if not differing:
        return
    tx.run(VIEW.texts.write, id=view_id, changes={**differing, "version": version + 1}).consume()
    old = {name: before[name] for name in differing}
    record(tx, [Change("SavedView", view_id, said["name"], "edited", before=old, after=differing)], by=by)


@permitted("delete", "saved view")
def remove_view(tx: "ManagedTransaction", view_id: str, *, by: Actor) -> str:
    """Take it out of every list and return its name; `restore_view` undoes it. Raises NotFound, NotAllowed."""
    found = _may_change(tx, view_id, by, "delete")
    lifecycle.touch(tx, VIEW, view_id, lock=by.at)
    tx.run(VIEW.texts.remove, id=view_id, at=by.at).consume()
    record(tx, [Change("SavedView", view_id, found.name, "deleted", after={"deleted_at": by.at})], by=by)
    return found.name


@permitted("delete", "saved view")
def restore_view(tx: "ManagedTransaction", view_id: str, *, by: Actor) -> None:
    """Bring a removed one back. Raises NotFound when there is nothing to bring back, NotAllowed."""
    found = _may_change(tx, view_id, by, "delete", deleted=True)
    stored = tx.run(VIEW.texts.touch, id=view_id, lock=by.at).single(strict=True)["stored"]
    if "deleted_at" not in stored:
        raise NotFound("This view is not removed, so there is nothing to bring back.")
    tx.run(VIEW.texts.revive, id=view_id).consume()
    gone = {"deleted_at": stored["deleted_at"]}
    record(tx, [Change("SavedView", view_id, found.name, "restored", before=gone)], by=by)


def saved_views(tx: "ManagedTransaction", *, actor: Actor) -> list[SavedView]:
    """The actor's own and those that are shared, by name. Whether their pages may be opened is for the site to ask."""
    found = tx.run(READ, limit=MOST_READ, own_user=actor.sight["own_user"])
    return [_view(row["view"], actor) for row in found]


def saved_view(tx: "ManagedTransaction", view_id: str, *, actor: Actor) -> SavedView:
    """One of them. Raises NotFound for a removed one, and for somebody else's own."""
    return _one(tx, view_id, actor)


def every_pinned_view(tx: "ManagedTransaction") -> list[Mapping[str, Any]]:
    """The pinned views of everybody, as stored; `for_reader` says which of them one reader meets."""
    return [dict(row["view"]) for row in tx.run(PINNED)]


def for_reader(stored: list[Mapping[str, Any]], actor: Actor) -> list[SavedView]:
    """Those that are shared, and the reader's own."""
    views = [_view(one, actor) for one in stored]
    return [view for view in views if view.shared or view.own]


def _one(tx: "ManagedTransaction", view_id: str, actor: Actor, *, deleted: bool = False) -> SavedView:
    row = tx.run(ONE, id=view_id, deleted=deleted, own_user=actor.sight["own_user"]).single()
    if row is None:
        raise NotFound("There is no such view. It may have been removed.")
    return _view(row["view"], actor)


def _may_change(tx: "ManagedTransaction", view_id: str, by: Actor, act: Any, *, deleted: bool = False) -> SavedView:
    found = _one(tx, view_id, by, deleted=deleted)
    require(by, act, "saved view", own=found.own)
    return found


def may_share(actor: Actor) -> bool:
    """Whether they may put a view before everybody: staff, who may change any that is shared."""
    return may(actor, "change", "saved view", own=False)


def _check_sharing(wanted: bool, by: Actor) -> None:
    if wanted and not may_share(by):
        raise NotAllowed(STAFF_SHARE)


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidData({"name": [SAY_A_NAME]})
    return name


def _view(stored: Mapping[str, Any], actor: Actor) -> SavedView:
    own = actor.may_write and stored["recorded_by"] == actor.user_id
    return SavedView(
        id=stored["id"],
        version=stored["version"],
        name=stored["name"],
        path=stored["path"],
        query=stored["query"],
        pinned=stored["pinned"],
        shared=stored["shared"],
        owner=stored["recorded_name"],
        owner_id=stored["recorded_by"],
        own=own,
        may_edit=may(actor, "change", "saved view", own=own),
        recorded_at=stored["recorded_at"],
    )
