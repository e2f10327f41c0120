"""The pages of saved views: all that the reader meets, to open, call otherwise, pin, share and remove."""

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.saved_views import (
    NewViewSchema,
    SavedView,
    ViewChangeSchema,
    change_view,
    may_share,
    path_kept,
    query_kept,
    remove_view,
    restore_view,
    save_view,
)
from crm.accounts.saved_views import saved_view as one_view
from crm.interactions.communications import MESSAGE
from crm.learning.kinds import KINDS
from web.access import allow_to
from web.addresses import address
from web.context import actor, database
from web.find import ACTIONS
from web.forms import Form, form_page
from web.messages import saved
from web.saved_views import check_page, may_be_shared, readable_view, readable_views
from web.security import safe_next
from web.stale_edits import Entry, keep_changes, opened
from web.tables import Column, Table, table_page

pages = Blueprint("saved_views", __name__, url_prefix="/views")

NAMES = {action.url: action.title for action in ACTIONS}
NAMES |= {address("record", kind.key): kind.plural.capitalize() for kind in (MESSAGE, *KINDS.values())}
# Pages of one issue or bill each.
BOARDS = {address("whip board", ""): "Whip board", address("power map", ""): "Power map"}
ENTRIES = (Entry("name", "Name"), Entry("pinned", "In the rail"), Entry("shared", "For everybody"))


def page_name(path: str) -> str:
    """What the page of a view is called; its address where it has no name of its own."""
    boards = (name for place, name in BOARDS.items() if path.startswith(place))
    return NAMES.get(path) or next(boards, path)


def filters_in_words(query: str) -> str:
    """The filters as the address says them: "chamber: upper, strength: none"."""
    return ", ".join(f"{name.replace('_', ' ')}: {said}" for name, said in parse_qsl(query))


COLUMNS = (
    Column("name", "Name", lambda view: view.name, href=lambda view: view.url),
    Column("page", "Page", lambda view: page_name(view.path)),
    Column("filters", "Filters", lambda view: filters_in_words(view.query), sortable=False),
    Column("shared", "Seen by", lambda view: "Everybody" if view.shared else "You alone"),
    Column("pinned", "In the rail", lambda view: "yes" if view.pinned else ""),
    Column("owner", "Saved by", lambda view: view.owner),
    Column("path", "Path", lambda view: view.path, on_page=False),
    Column("query", "Query", lambda view: view.query, on_page=False),
    Column("acts", "Change it", lambda _: "", sortable=False, exported=False),
)


@pages.get("")
@allow_to("see", "saved view")
def listed() -> Response:
    """The reader's own views and those that are shared, by name."""
    table = Table(COLUMNS, readable_views(), sort="name", name="saved-views", noun="saved view")
    return table_page("views/views.html", table, may_share=may_share(actor()))


@pages.get("/new")
@allow_to("add", "saved view")
def new() -> AnyResponse:
    """The form that keeps a list as it was just seen; without one, the views that are kept."""
    if not request.args.get("path"):
        return redirect(url_for("saved_views.listed"))
    check_page(request.args["path"], shared=False)
    asked = {"path": path_kept(request.args["path"]), "query": query_kept(request.args.get("query", ""))}
    return _new_page(Form.new({**asked, "pinned": True}))


@pages.post("/new")
@allow_to("add", "saved view")
def keep() -> AnyResponse:
    """Keep it, and go back to the list."""
    form = Form.sent()
    with form.catching():
        wanted = form.load(NewViewSchema())
        check_page(wanted.path, shared=wanted.shared)
        made = database().write(save_view, wanted, by=actor())
        view = database().read(one_view, made, actor=actor())
        undo = url_for("saved_views.remove", view_id=made)
        return saved(f"Saved as “{view.name}”.", safe_next(view.url), undo=undo)
    return _new_page(form)


@pages.get("/<view_id>/edit")
@allow_to("change", "saved view")
def edit(view_id: str) -> Response:
    """The form, filled in."""
    view = readable_view(view_id)
    return form_page("views/edit.html", _filled(view), view=view, may_share=_may_share(view.path))


@pages.post("/<view_id>/edit")
@allow_to("change", "saved view")
def change(view_id: str) -> AnyResponse:
    """Call it otherwise, pin it, share it; undo puts back what it was."""
    form = Form.sent()
    before = readable_view(view_id)

    def save_as_of(version: int) -> None:
        wanted = form.load(ViewChangeSchema())
        check_page(before.path, shared=wanted.shared and not before.shared)
        database().write(change_view, view_id, wanted, version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(one_view, view_id, actor=actor()))

    with form.catching():
        keep_changes(form, standing, ENTRIES, save_as_of, view_id)
        after = form.load(ViewChangeSchema())
        undo = _undo(before) if before.own or after.shared else {}  # else it is out of sight now
        return saved(_told(before, after), url_for("saved_views.listed"), **undo)
    return form_page("views/edit.html", form, view=before, may_share=_may_share(before.path))


@pages.post("/<view_id>/remove")
@allow_to("delete", "saved view")
def remove(view_id: str) -> AnyResponse:
    """Take it out of every list; undo brings it back."""
    readable_view(view_id)
    name = database().write(remove_view, view_id, by=actor())
    undo = url_for("saved_views.restore", view_id=view_id)
    return saved(f"Removed: {name}", url_for("saved_views.listed"), undo=undo)


@pages.post("/<view_id>/restore")
@allow_to("delete", "saved view")
def restore(view_id: str) -> AnyResponse:
    """Undo a removal."""
    database().write(restore_view, view_id, by=actor())
    return saved("The view is back.", url_for("saved_views.listed"))


def _may_share(path: str) -> bool:
    return may_share(actor()) and may_be_shared(path)


def _new_page(form: Form) -> Response:
    path, query = form.value("path"), form.value("query")
    context = {"page_name": page_name(path), "filters": filters_in_words(query), "may_share": _may_share(path)}
    return form_page("views/new.html", form, back=safe_next(f"{path}?{query}"), **context)


def _filled(view: SavedView) -> Form:
    form = Form.new({"name": view.name, "pinned": view.pinned, "shared": view.shared})
    return opened(form, ENTRIES, view.version)


def _told(before: SavedView, after: Any) -> str:
    """What was done, where it was one thing."""
    if before.name == after.name and before.shared == after.shared:
        return f"“{after.name}” is {'in the rail now' if after.pinned else 'out of the rail'}."
    return f"“{after.name}” is saved{', for everybody' if after.shared else ', for its owner alone'}."


def _undo(before: SavedView) -> dict[str, Any]:
    said = {"pinned": before.pinned, "shared": before.shared}
    fields: dict[str, str | int] = {"name": before.name, "version": before.version + 1}
    on = {name: "true" for name, is_on in said.items() if is_on}
    return {"undo": address("saved view", before.id, "edit"), "fields": {**fields, **on}}
