"""What a view needs from around it: the database, the network of ties, who asks, and the instant of the request."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, has_request_context, request, session

from crm import office_time
from crm.advocacy.council.council_seats import home
from crm.errors import DatabaseUnavailable, NotAllowed, NotFound
from crm.records.actor import Actor
from crm.records.office import time_zone
from crm.records.visibility import as_seen
from web.messages import told

if TYPE_CHECKING:
    from crm.relationships.network import Network
    from crm.storage.database import Database
    from crm.storage.settings import Settings

SITE = "crm"
BOOKMARKS = "bookmarks"
SAMPLE_ASKED_EVERY = 30.0  # seconds; the question reads every person when there is no sample


RequestKind = tuple[str | None, str, bool]  # its endpoint and method, and whether the address asks for something


@dataclass(frozen=True)
class Site:
    """What one running application holds. `clock` gives the present as a stored instant; tests set it."""

    database: "Database"
    settings: "Settings"
    network: "Network"
    clock: Callable[[], str] = office_time.instant
    asked: dict[str, tuple[float, bool]] = field(default_factory=dict)
    answered: set[RequestKind] = field(default_factory=set)


def site() -> Site:
    """The application's own parts, as given to create_app."""
    return cast(Site, current_app.extensions[SITE])


def database() -> "Database":
    """The database: `database().read(fn, ...)`, `database().write(fn, ..., by=actor())`.

    On a cluster another process may lag behind this user's last write, so its bookmarks travel with the session.
    """
    if "database" not in g:
        given = site().database if _was_answered_before() else site().database.for_the_first_time()
        g.database = given.following(session.get(BOOKMARKS, ())) if _is_cluster() else given
    return cast("Database", g.database)


def _was_answered_before() -> bool:
    """A kind of request that nobody made since the start, or that just took too long, has its queries planned first:
    the look around at the start meets no page of what was only imported or made since."""
    return not has_request_context() or _kind() in site().answered


def _kind() -> RequestKind:
    return request.endpoint, request.method, bool(request.args)


def settings() -> "Settings":
    """The settings this application was started with."""
    return site().settings


def network() -> "Network":
    """The cached projections of all ties, for paths and coverage."""
    return site().network


def now() -> str:
    """The instant of this request: the same in everything it reads and writes."""
    if "at" not in g:
        g.at = site().clock()
    return cast(str, g.at)


def zone() -> ZoneInfo:
    """The office's time zone; this machine's where nobody is signed in and the database does not answer."""
    if "zone" not in g:
        asking = actor_or_none()
        g.zone = asking.zone if asking else _stored_zone()
    return cast(ZoneInfo, g.zone)


def _stored_zone() -> ZoneInfo:
    try:
        return database().read(time_zone)
    except DatabaseUnavailable:
        return office_time.machine_zone()


def today() -> date:
    """The day of this request in the office, for due dates and for saying how long ago."""
    return date.fromisoformat(office_time.day_of(now(), zone()))


def actor() -> Actor:
    """Who asks. Raises NotAllowed where nobody is signed in, which only a PUBLIC view can meet."""
    asking = actor_or_none()
    if asking is None:
        raise NotAllowed("Sign in first.")
    return asking


def actor_or_none() -> Actor | None:
    """Who asks, or None on a public page that nobody signed in to."""
    return cast("Actor | None", g.get("actor"))


def absence(sentence: str) -> str:
    """A sentence that says that something is not there, as who asks may be told it."""
    asking = actor_or_none()
    return as_seen(sentence, asking is not None and asking.sees_all)


def our_name() -> str:
    """The association's short name, as its own page has it: "MASS"."""
    if "our_name" not in g:
        try:
            g.our_name = database().read(home).short_name
        except NotFound:
            g.our_name = "the association"
    return cast(str, g.our_name)


def sample_present() -> bool:
    """Whether every page must say that sample data is there; asked of the database now and then."""
    when, answer = site().asked.get("sample", (float("-inf"), False))
    if time.monotonic() - when < SAMPLE_ASKED_EVERY:
        return answer
    from crm.sample import is_present  # with the generator behind it, which no other page needs

    try:
        answer = database().read(is_present)
    except DatabaseUnavailable:
        return answer
    site().asked["sample"] = (time.monotonic(), answer)
    return answer


def sample_changed() -> None:
    """Ask again with the next page: sample data was just added or removed."""
    site().asked.pop("sample", None)


def init_app(app: Flask) -> None:
    """Install what templates may use, and the keeping of bookmarks."""
    app.context_processor(shared_with_templates)
    app.jinja_env.globals |= {"our_name": our_name, "absence": absence}  # for macros too, which see no context
    app.after_request(_keep_bookmarks)
    app.after_request(_keep_answered)


def _is_cluster() -> bool:
    return (settings().database_uri or "").startswith("neo4j")


def _keep_bookmarks(response: Response) -> Response:
    if request.method not in ("GET", "HEAD") and "database" in g and _is_cluster() and "_user_id" in session:
        session[BOOKMARKS] = sorted(g.database.bookmarks())
    return response


def _keep_answered(response: Response) -> Response:
    kind = _kind()
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        site().answered.discard(kind)
    elif response.status_code < HTTPStatus.BAD_REQUEST:
        site().answered.add(kind)
    return response


def shared_with_templates() -> dict[str, Any]:
    """Names that every template may use."""
    return {"actor": actor_or_none(), "today": today(), "sample_present": sample_present, "told": told}
