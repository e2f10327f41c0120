"""Saved views around the site: which addresses may be kept, which of the views a reader meets, and those in the rail.

A view is shown only to who may open its page, whoever shared it: no route, no file, nothing of the API, no page that
is open without signing in (their addresses hold secrets). The page of one record that not everybody sees is never
shared: the view's name would tell of it.
"""

from collections.abc import Iterable
from functools import partial
from urllib.parse import quote, unquote

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from crm.accounts.saved_views import NO_PATH, SavedView, every_pinned_view, for_reader, path_kept, query_kept
from crm.accounts.saved_views import saved_view as kept_view
from crm.accounts.saved_views import saved_views as kept_views
from crm.errors import DatabaseUnavailable, InvalidData, NotFound
from web.access import PUBLIC, allowed_roles
from web.context import actor, actor_or_none, database
from web.remembered import worked_out

MOST_IN_THE_RAIL = 12
# What a page may be about and still be shared: whoever may open the page may see every one of these.
SEEN_BY_ALL_READERS = frozenset(
    ("bill_id", "body_id", "committee_id", "entry_slug", "event_id", "issue_id", "kind_key", "meeting_id", "person_id",
     "post_id", "round_id", "subject_id", "survey_id", "year")
)  # fmt: skip
NOT_SHARED = (
    "This page is about one record that not everybody sees, so its view stays yours alone. Share a list instead."
)
IN_A_PATH = "/~!$&'()*+,;=:@-._"


def init_app(app: Flask) -> None:
    """Let every page have its pinned views, and its lists offer to be saved."""
    app.jinja_env.globals |= {
        "pinned_views": pinned_views,
        "this_view": this_view,
        "may_keep": is_page,
        "may_be_shared": may_be_shared,
    }


def readable_views() -> list[SavedView]:
    """The views of who asks, by name: their own and the shared ones, whose pages they may open."""
    return openable(database().read(kept_views, actor=actor()))


def readable_view(view_id: str) -> SavedView:
    """One of them. Raises NotFound."""
    found = openable([database().read(kept_view, view_id, actor=actor())])
    if not found:
        raise NotFound("There is no such view. It may have been removed.")
    return found[0]


def pinned_views() -> list[SavedView]:
    """Those in the rail of who asks. A page is shown without them where the database does not answer."""
    if "pinned_views" not in g:
        g.pinned_views = _pinned_views()
    return list(g.pinned_views)


def _pinned_views() -> list[SavedView]:
    asking = actor_or_none()
    if asking is None:
        return []
    try:
        stored = worked_out(("pinned views",), partial(database().read, every_pinned_view))
    except DatabaseUnavailable:
        return []
    return openable(for_reader(stored, asking))[:MOST_IN_THE_RAIL]


def openable(views: Iterable[SavedView]) -> list[SavedView]:
    """Those whose page who asks may open."""
    return [view for view in views if is_page(view.path) and (view.own or may_be_shared(view.path))]


def is_page(path: str) -> bool:
    """Whether this is a page of the site that who asks may open, and that says nothing to the world outside."""
    rule = _rule(path)
    if rule is None:
        return False
    allowed, asking = allowed_roles(rule.endpoint, "GET"), actor_or_none()
    if PUBLIC in allowed or "." in rule.rule or rule.rule.startswith("/api/"):
        return False
    return asking is not None and asking.role in allowed


def may_be_shared(path: str) -> bool:
    """Whether the page is a list, or about something that all its readers see."""
    rule = _rule(path)
    return rule is not None and rule.arguments <= SEEN_BY_ALL_READERS


def check_page(path: str, *, shared: bool) -> None:
    """Raises InvalidData for what is not a page that who asks may open, or is `shared` though not all may see it."""
    if not is_page(path_kept(path)):
        raise InvalidData({"path": [NO_PATH]})
    if shared and not may_be_shared(path):
        raise InvalidData({"shared": [NOT_SHARED]})


def _rule(path: str) -> Rule | None:
    try:
        rule, _ = current_app.url_map.bind("").match(unquote(path), method="GET", return_rule=True)
    except HTTPException:
        return None
    return rule


def this_view() -> dict[str, str]:
    """The page being shown as a view would keep it: its path, and the filters that are set."""
    path = quote(request.path, safe=IN_A_PATH)
    try:
        return {"path": path, "query": query_kept(request.query_string.decode("ascii", "replace"))}
    except InvalidData:
        return {"path": path, "query": ""}
