"""Saved views in the API."""

from typing import Any

from crm.accounts import saved_views
from crm.accounts.saved_views import NewView, NewViewSchema, SavedView, ViewChange, ViewChangeSchema
from web.access import allow_to
from web.api.answers import schema_of, telling
from web.api.interactions import VersionSchema
from web.api.room import Room
from web.context import actor, database
from web.saved_views import check_page, readable_view, readable_views

api = Room("api_views", __name__, url_prefix="", description="Lists kept with their filters, under a name")


@api.route("/views", methods=["GET"])
@api.response(200, schema_of(SavedView)(many=True))
@allow_to("see", "saved view")
def listed() -> list[SavedView]:
    """The account's own views and those that are shared, by name, as far as it may open their pages."""
    return readable_views()


@api.route("/views", methods=["POST"])
@api.arguments(NewViewSchema)
@api.response(201, schema_of(SavedView))
@allow_to("add", "saved view")
def save(new: NewView) -> SavedView:
    """Keep a page of this site with its filters under a name. The same `key` twice keeps one."""
    check_page(new.path, shared=new.shared)
    made = database().write(saved_views.save_view, new, by=actor())
    return database().read(saved_views.saved_view, made, actor=actor())


@api.route("/views/<view_id>", methods=["PUT"])
@api.arguments(VersionSchema, location="query")
@api.arguments(ViewChangeSchema)
@api.response(200, schema_of(SavedView))
@allow_to("change", "saved view")
def change(asked: dict[str, Any], wanted: ViewChange, view_id: str) -> SavedView:
    """Call it otherwise, pin it or not, share it or not; 409 when `version` is no longer the latest."""
    before = readable_view(view_id)
    check_page(before.path, shared=wanted.shared and not before.shared)
    with telling(lambda: database().read(saved_views.saved_view, view_id, actor=actor())):
        database().write(saved_views.change_view, view_id, wanted, version=asked["version"], by=actor())
    return readable_view(view_id)


@api.route("/views/<view_id>", methods=["DELETE"])
@api.response(204)
@allow_to("delete", "saved view")
def remove(view_id: str) -> None:
    """Take it out of every list; it can be restored."""
    readable_view(view_id)
    database().write(saved_views.remove_view, view_id, by=actor())


@api.route("/views/<view_id>/restore", methods=["POST"])
@api.response(200, schema_of(SavedView))
@allow_to("delete", "saved view")
def restore(view_id: str) -> SavedView:
    """Bring a removed one back."""
    database().write(saved_views.restore_view, view_id, by=actor())
    return database().read(saved_views.saved_view, view_id, actor=actor())
