"""Passkeys: signing in with one, and adding and removing one's own in Settings."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts import passkeys, throttle
from crm.accounts.passkeys import Challenge, Place
from crm.errors import InvalidData, NotFound
from crm.office_time import day_of
from web.access import EVERYONE, PUBLIC, allow, allow_to
from web.context import actor, database, now, settings, zone
from web.forms import Form, form_page
from web.messages import saved
from web.security import safe_next
from web.settings import CurrentPasswordSchema
from web.signing import begin_session, check_password, count_attempt

pages = Blueprint("passkeys", __name__)
pages.add_app_template_global(passkeys.can_be_used, "passkeys_can_be_used")

ASKED = "passkey asked"  # in the cookie, between the question to the device and its answer
MAKE, USE = "make", "use"


@pages.post("/sign-in/passkey/options")
@allow(PUBLIC)
def ask_to_sign_in() -> Response:
    """What the browser asks the device."""
    challenge = _ask(USE)
    return _json(passkeys.options_to_sign_in(challenge, place()))


@pages.post("/sign-in/passkey")
@allow(PUBLIC)
def sign_in() -> AnyResponse:
    """Begin a session for whoever's passkey signed; the device checked who it is, so no code is asked."""
    form = Form.sent()
    with form.catching():
        said, challenge = form.value("credential"), _asked(USE)
        counted = throttle.limits(passkeys.claimed_account(said), request.remote_addr or "")
        count_attempt(counted)
        at = now()
        user = database().write(passkeys.use_passkey, said, challenge, place(), at=at, day=day_of(at, zone()))
        database().write(throttle.succeeded, counted, now())
        begin_session(user)
        return redirect(safe_next(form.value("next")), 303)
    return form_page("accounts/sign_in.html", form)


@pages.get("/settings/passkeys")
@allow(*EVERYONE)
def page() -> Response:
    """One's own passkeys, and how one is added."""
    return _page(Form.new())


@pages.post("/settings/passkeys/options")
@allow_to("add", "passkey")
def ask_to_make() -> Response:
    """What the browser asks the device for a new one, once the password was given."""
    form = Form.sent()
    with form.catching():
        typed = form.value("current")
        form.load(CurrentPasswordSchema(unknown="exclude"))
        check_password(current_user.user.email, typed, field="current")
        known = database().read(passkeys.passkeys_of, actor().user_id)
        return _json(passkeys.options_to_make(current_user.user, known, _ask(MAKE), place()))
    return current_app.json.response({"errors": form.errors}), 422  # type: ignore[return-value]


@pages.post("/settings/passkeys")
@allow_to("add", "passkey")
def add() -> AnyResponse:
    """Keep the one that the device made."""
    form = Form.sent()
    with form.catching():
        given = form.value("name"), form.value("credential"), _asked(MAKE), place()
        database().write(passkeys.add_passkey, *given, by=actor())
        return saved("The passkey is added. You can sign in with it.", url_for("passkeys.page"))
    return _page(form)


@pages.post("/settings/passkeys/<passkey_id>/remove")
@allow_to("delete", "passkey")
def remove(passkey_id: str) -> AnyResponse:
    """Take one away; the device may still offer it, and is refused."""
    name = database().write(passkeys.remove_passkey, passkey_id, by=actor())
    return saved(f"Removed: {name}. It no longer signs in.", url_for("passkeys.page"))


def place() -> Place:
    """This site as the browser knows it: as the settings say it, else as it was asked for."""
    parts = urlsplit(settings().public_url or request.host_url)
    port = "" if parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f":{parts.port}"
    return Place(parts.hostname or "", f"{parts.scheme}://{parts.hostname}{port}")


def _ask(what: str) -> Challenge:
    """A new challenge, kept in the cookie until it is answered."""
    if not passkeys.can_be_used():
        raise NotFound("Passkeys cannot be used on this machine. Use your password.")
    challenge = passkeys.new_challenge(now())
    session[ASKED] = [what, challenge.text, challenge.asked_at]
    return challenge


def _asked(what: str) -> Challenge:
    """The challenge that was asked in this browser for this, which is thereby used up. Raises InvalidData."""
    asked = session.pop(ASKED, None)
    if not asked or asked[0] != what:
        raise InvalidData({"": [passkeys.TOO_LATE]})
    return Challenge(asked[1], asked[2])


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")


def _page(form: Form) -> Response:
    known = database().read(passkeys.passkeys_of, actor().user_id)
    return form_page("accounts/passkeys.html", form, passkeys=known, user=current_user.user)
