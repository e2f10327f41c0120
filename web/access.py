"""Who asks, and may they: flask-login over server-side sessions and API tokens, and one rule per view.

Every view says whom it allows (`@allow("staff")`); a view that says nothing is denied to everybody. The table of
routes and roles in tests/guarantees is generated from these rules.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts import sessions, tokens
from crm.accounts.random_secrets import digest
from crm.accounts.users import User
from crm.errors import NotAllowed
from crm.office_time import day_of
from crm.records import permissions
from crm.records.permissions import Act, roles
from crm.vocabulary import Role
from web.context import actor_or_none, database, now
from web.messages import note

PUBLIC = "public"
LONGEST_TOKEN = 200
EVERYONE = ("staff", "member", "viewer")
WRITERS = ("staff", "member")
BEFORE_A_SECOND_FACTOR = ("second_factor.page", "second_factor.turn_on", "signing.sign_out")

View = TypeVar("View", bound=Callable[..., Any])


class Account(UserMixin):  # type: ignore[misc]
    """The account behind a request, as flask-login wants it: its id is the secret of its session."""

    def __init__(
        self, user: User, zone: ZoneInfo, *, secret: str = "", session_id: str = "", reads_only: bool = False
    ) -> None:
        self.user = user
        self.zone = zone
        self.reads_only = reads_only
        self.secret = secret
        self.session_id = session_id

    def get_id(self) -> str:
        return self.secret


def allow(*roles: str) -> Callable[[View], View]:
    """Open a view to these roles, and to administrators; PUBLIC opens it to those who are not signed in too."""
    named = frozenset({PUBLIC}) if PUBLIC in roles else frozenset(Role(role) for role in roles) | {Role.ADMINISTRATOR}

    def mark(view: View) -> View:
        view.allowed = named  # type: ignore[attr-defined]
        return view

    return mark


def allow_to(act: Act, kind: str) -> Callable[[View], View]:
    """Open a view to those who may do this to a kind of record, as the domain's own table says."""
    return allow(*roles(act, kind))


def may(act: Act, kind: str) -> bool:
    """Whether who asks may do this to a kind of record; pages offer nothing that would be refused."""
    return permissions.may(actor_or_none(), act, kind)


def allowed_roles(endpoint: str, method: str) -> frozenset[str]:
    """Whom the view behind an endpoint allows; nobody when it does not say. Class-based views say it per method."""
    view: Any = current_app.view_functions[endpoint]
    if hasattr(view, "view_class"):
        view = getattr(view.view_class, "get" if method in ("HEAD", "OPTIONS") else method.lower(), None)
    return getattr(view, "allowed", frozenset())


def may_open(path: str) -> bool:
    """Whether who asks may open this page; menus and Find offer nothing that would be refused."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path)
    except HTTPException:
        return False
    asking = actor_or_none()
    return asking is not None and asking.role in allowed_roles(str(endpoint), "GET")


def init_app(app: Flask) -> None:
    """Install the login manager and the rule that runs before every view."""
    # Error pages must render without the database, so templates do not look the user up again.
    manager = LoginManager(app, add_context_processor=False)
    # The session's secret is random, server-side and revocable; an address or browser that changes says nothing.
    manager.session_protection = None
    manager.user_loader(_from_cookie)
    manager.request_loader(_from_token)
    app.before_request(_check)
    app.jinja_env.globals |= {"may_open": may_open, "may": may}


def has_token() -> bool:
    """Whether the request shows an API token instead of a cookie (it may still be a wrong one)."""
    return request.headers.get("Authorization", "").startswith("Bearer ")


def for_programs() -> bool:
    """Whether the answer is read by a program: the JSON interface, and what scripts of our pages fetch."""
    return request.path.startswith("/api/") or request.path.endswith(".json")


def _from_cookie(secret: str) -> Account | None:
    if has_token():
        return None
    signed_in = database().read(sessions.live, digest(secret), now())
    if signed_in is None:
        return None
    if sessions.is_stale(signed_in, now()):
        database().write(sessions.seen, signed_in.session_id, now())
    return Account(signed_in.user, signed_in.zone, secret=secret, session_id=signed_in.session_id)


def _from_token(_: object) -> Account | None:
    if not has_token() or not request.path.startswith("/api/"):
        return None
    bearer = database().read(tokens.bearer, digest(_shown_token()), now())
    if bearer is None:
        return None
    day = day_of(now(), bearer.zone)
    if bearer.last_used != day:
        database().write(tokens.used, bearer.token_id, day)
    return Account(bearer.user, bearer.zone, reads_only=not bearer.may_write)


def _shown_token() -> str:
    return request.headers["Authorization"].removeprefix("Bearer ")[:LONGEST_TOKEN]


def _check() -> AnyResponse | None:
    if request.endpoint == "static":
        return None
    if current_user.is_authenticated:
        g.actor = current_user.user.actor(now(), current_user.zone)
    if request.endpoint is None:
        return None  # "there is nothing here" may be said to everybody
    allowed = allowed_roles(request.endpoint, request.method)
    if PUBLIC in allowed:
        return None
    if "actor" not in g:
        return _ask_to_sign_in()
    if current_user.user.needs_second_factor and request.endpoint not in BEFORE_A_SECOND_FACTOR:
        return _ask_for_second_factor()
    if g.actor.role not in allowed:
        raise NotAllowed("Your account may not do this.")
    if current_user.reads_only and request.method not in ("GET", "HEAD", "OPTIONS"):
        raise NotAllowed("This token may only read. Make one that may read and write, under Settings.")
    return None


def _ask_for_second_factor() -> AnyResponse:
    """An administrator of an office that asks for one, and who has none, sets it up before anything else."""
    if for_programs():
        raise NotAllowed("Your office asks a second factor of administrators. Set yours up under Settings first.")
    return redirect(url_for("second_factor.page"), 303)


def _ask_to_sign_in() -> AnyResponse:
    """Send a browser to the sign-in page and back afterwards; tell a program what is missing."""
    ended = "_user_id" in session
    session.pop("_user_id", None)
    if for_programs():
        answer = {"status": 401, "message": "Sign in, or send a token: Authorization: Bearer ...", "errors": {}}
        return Response(
            current_app.json.dumps(answer), 401, {"WWW-Authenticate": "Bearer"}, mimetype="application/json"
        )
    if ended:
        note("You have been signed out. Sign in again; what you typed is kept in this browser.")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("signing.sign_in", next=wanted), 303)
