"""Settings: everybody's own password, signed-in browsers and API tokens; and the office's time zone."""

import uuid
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user
from marshmallow import Schema, fields, post_load, validate
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts import sessions, tokens, users
from crm.accounts.random_secrets import digest, new_token
from crm.acts.time_zone import change_time_zone
from crm.fields import Whole
from web.access import EVERYONE, allow, allow_to
from web.context import actor, database, now
from web.forms import Form, form_page
from web.messages import saved
from web.signing import begin_session, check_password, new_password_hash

pages = Blueprint("settings", __name__, url_prefix="/settings")

ZONE_SECONDS = 60.0  # every tie is weighed anew
AMERICAN_ZONES = {
    "America/Chicago": "Central (America/Chicago)",
    "America/New_York": "Eastern (America/New_York)",
    "America/Denver": "Mountain (America/Denver)",
    "America/Phoenix": "Arizona (America/Phoenix)",
    "America/Los_Angeles": "Pacific (America/Los_Angeles)",
    "America/Anchorage": "Alaska (America/Anchorage)",
    "Pacific/Honolulu": "Hawaii (Pacific/Honolulu)",
}


class TokenSchema(Schema):
    """What a token is for. Loads to `NewToken`."""

    name = fields.String(load_default="")
    scope = fields.String(load_default=tokens.READ, validate=validate.OneOf(tuple(tokens.SCOPES)))
    days = Whole(load_default=tokens.USUAL_DAYS, validate=validate.OneOf(tuple(tokens.LIVES)))

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> tokens.NewToken:
        return tokens.NewToken(data["name"], data["scope"], data["days"])


class CurrentPasswordSchema(Schema):
    """The password as it is, asked before it is changed."""

    current = fields.String(required=True, error_messages={"required": "Write your current password."})


@pages.get("")
@allow(*EVERYONE)
def page() -> Response:
    """All of it on one page."""
    return _page(Form.new())


@pages.post("/password")
@allow_to("change", "password")
def change_password() -> AnyResponse:
    """Change the password; every other browser is signed out, this one gets a new session."""
    form = Form.sent()
    with form.catching():
        form.load(CurrentPasswordSchema())
        user = check_password(_user().email, form.value("current"), field="current")
        hashed = new_password_hash(form, user)
        begin_session(database().write(users.set_password, user.id, hashed, by=actor()))
        return saved("Password changed. Every other browser has been signed out.", url_for("settings.page"))
    return _page(form)


@pages.post("/sessions/<session_id>/end")
@allow(*EVERYONE)
def end_session(session_id: str) -> AnyResponse:
    """Sign another browser out."""
    database().write(sessions.end, actor().user_id, session_id)
    return saved("That browser is signed out.", url_for("settings.page"))


@pages.post("/tokens")
@allow_to("add", "token")
def make_token() -> Response:
    """Make a token and show it, this once."""
    form = Form.sent()
    with form.catching():
        token, new = new_token(), form.load(TokenSchema())
        database().write(tokens.make_token, str(uuid.uuid4()), new, digest(token), by=actor())
        return Response(render_template("accounts/token.html", token=token, name=new.name))
    return _page(form)


@pages.post("/tokens/<token_id>/remove")
@allow_to("delete", "token")
def remove_token(token_id: str) -> AnyResponse:
    """End a token."""
    database().write(tokens.revoke, token_id, by=actor())
    return saved("Token removed. Programs that used it are refused from now on.", url_for("settings.page"))


@pages.post("/time-zone")
@allow_to("change", "office")
def set_time_zone() -> AnyResponse:
    """Move the office to another time zone; every day is read in it from now on."""
    form = Form.sent()
    with form.catching():
        zone = change_time_zone(database().within(ZONE_SECONDS), form.value("time_zone"), by=actor())
        return saved(f"The office’s days are now those of {zone.key}.", url_for("settings.page"))
    return _page(form)


def time_zones() -> list[tuple[str, str]]:
    """Every zone by name, those of the United States first and in words."""
    others = sorted(available_timezones() - AMERICAN_ZONES.keys())
    return [*AMERICAN_ZONES.items(), *((name, name) for name in others if "/" in name or name == "UTC")]


def _page(form: Form) -> Response:
    asking = actor()
    form.values.setdefault("time_zone", asking.zone.key)
    return form_page(
        "accounts/settings.html",
        form,
        user=database().read(users.user, asking.user_id),
        sessions=database().read(sessions.sessions_of, asking.user_id, now()),
        this_session=current_user.session_id,
        tokens=database().read(tokens.tokens_of, asking.user_id),
        zone=AMERICAN_ZONES.get(asking.zone.key, asking.zone.key),
        zones=time_zones(),
        scopes=tokens.SCOPES,
        lives=tokens.LIVES,
        today_is=asking.today,
    )


def _user() -> users.User:
    return current_user.user  # type: ignore[no-any-return]
